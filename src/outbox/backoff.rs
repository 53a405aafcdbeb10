//! When something is tried again.

/// After so many tries nobody believes in it any more.
pub(super) const MAX_TRIES: i64 = 8;

const FIRST_MS: i64 = 30_000;
const LONGEST_MS: i64 = 12 * 60 * 60 * 1_000;

/// How long to wait after `tries`, at least one: four times as long each time, and up to a
/// quarter more or less, so that what failed together is not tried together.
pub(super) fn wait(id: &str, tries: i64) -> i64 {
    let doublings = u32::try_from((tries - 1).clamp(0, 15) * 2).unwrap_or_default();
    let wait = (FIRST_MS << doublings).min(LONGEST_MS);
    let hash = blake3::hash(format!("{id} {tries}").as_bytes());
    let [first, second, ..] = hash.as_bytes();
    let share = i64::from(u16::from_le_bytes([*first, *second]));
    wait - wait / 4 + (wait / 2) * share / i64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_longer_and_they_are_not_all_alike() {
        let mut last = 0;
        for tries in 1..=MAX_TRIES {
            let (one, other) = (wait("one", tries), wait("other", tries));
            assert_ne!(one, other);
            let middle = (FIRST_MS << (2 * (tries - 1))).min(LONGEST_MS);
            for waits in [one, other] {
                assert!(
                    (middle * 3 / 4..=middle * 5 / 4).contains(&waits),
                    "{waits}"
                );
            }
            assert!(one > last || middle == LONGEST_MS);
            last = one;
        }
        assert!(wait("one", i64::MAX) <= LONGEST_MS * 5 / 4);
    }
}
