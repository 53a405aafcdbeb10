//! What time it is, as a value that is handed on.

use jiff::Timestamp;

/// Where the time comes from: the machine, or a test that says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    System,
    Fixed(Timestamp),
}

impl Clock {
    pub fn now(self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the clock")]
            Clock::System => Timestamp::now(),
            Clock::Fixed(now) => now,
        }
    }
}
