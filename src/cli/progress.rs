//! Long work: a spinner on a terminal, one line a phase elsewhere.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::world::World;

/// One phase of work, from its start to [`Progress::done`].
pub(super) struct Progress {
    bar: ProgressBar,
    name: String,
    started: Instant,
    shown: bool,
}

impl Progress {
    pub(super) fn start(world: &World, name: String) -> Self {
        let bar = match world.quiet {
            true => ProgressBar::hidden(),
            false => ProgressBar::new_spinner(),
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner:.cyan} {msg}…") {
            bar.set_style(style);
        }
        bar.set_message(name.clone());
        bar.enable_steady_tick(Duration::from_millis(90));
        Progress {
            shown: !world.quiet,
            bar,
            name,
            started: Instant::now(),
        }
    }

    /// Ends the phase; says how long it took.
    #[expect(clippy::print_stderr, reason = "the command line prints")]
    pub(super) fn done(self) {
        self.bar.finish_and_clear();
        if self.shown {
            let seconds = self.started.elapsed().as_secs_f64();
            eprintln!("  {} ({seconds:.2} s)", self.name);
        }
    }
}
