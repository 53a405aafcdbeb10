//! How eagerly a thread works while readers wait for others.

/// Who goes before a thread.
#[derive(Clone, Copy, Debug)]
pub enum Eagerness {
    /// Somebody waits for it, but readers more.
    WhenPossible,
    /// Nobody waits for it: it has the processor where nobody else wants it.
    WhenIdle,
}

/// Lets others go before this thread, and before all that it starts.
#[cfg(target_os = "linux")]
pub fn stand_back(to: Eagerness) {
    let nice = match to {
        Eagerness::WhenPossible => 5,
        Eagerness::WhenIdle => 19,
    };
    if let Err(error) = rustix::process::setpriority_process(None, nice) {
        tracing::debug!("this works as eagerly as readers are answered: {error}");
    }
}

/// Elsewhere, what a thread sets holds for the whole process.
#[cfg(not(target_os = "linux"))]
pub fn stand_back(_: Eagerness) {}
