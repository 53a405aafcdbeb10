//! How many connections there may be, and which one goes when there is one too many.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;

use tokio::task::{AbortHandle, Id};

use crate::config::Config;
use crate::http::wire::Pulse;

/// What a connection holds at most, about: a head, a body, and what is being written.
const WEIGHT: u64 = 128 * 1024;

/// More than this has never been tried.
const MOST: usize = 10_000;

/// Fewer serve nobody.
const FEWEST: usize = 8;

/// How many connections there may be at once: what the settings say, else what a quarter of
/// the memory holds and the system gives files for.
pub fn connection_limit(config: &Config) -> usize {
    match config.service.max_connections {
        0 => automatic(allowed_files(), open_files(), memory()),
        limit => usize::try_from(limit).unwrap_or(MOST),
    }
}

fn automatic(files: usize, open: usize, memory: u64) -> usize {
    // The database, the log, pictures being sent, and connections that are just ending.
    let spare = open + 16 + files / 8;
    let by_memory = usize::try_from(memory / 4 / WEIGHT).unwrap_or(MOST);
    files
        .saturating_sub(spare)
        .min(by_memory)
        .clamp(FEWEST, MOST)
}

/// How many files the process may have open.
fn allowed_files() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"));
    match line.and_then(|line| line.split_whitespace().next()) {
        Some("unlimited") => usize::MAX,
        Some(number) => number.parse().unwrap_or(256),
        // The least that a system we know of gives.
        None => 256,
    }
}

fn open_files() -> usize {
    fs::read_dir("/proc/self/fd").map_or(32, Iterator::count)
}

/// What the machine has, or what this process is given of it.
fn memory() -> u64 {
    let machine = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let machine = machine
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"));
    let machine = machine.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    let machine = machine.map_or(1 << 30, |kilobytes| kilobytes * 1024);
    let given = ["memory.max", "memory/memory.limit_in_bytes"];
    let given = given.iter().filter_map(|file| {
        let text = fs::read_to_string(format!("/sys/fs/cgroup/{file}")).ok()?;
        text.trim().parse::<u64>().ok()
    });
    given.fold(machine, u64::min)
}

/// The connections of now.
#[derive(Debug, Default)]
pub(super) struct Connections(HashMap<Id, (Arc<Pulse>, AbortHandle)>);

impl Connections {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn opened(&mut self, pulse: Arc<Pulse>, task: AbortHandle) {
        self.0.insert(task.id(), (pulse, task));
    }

    pub(super) fn ended(&mut self, task: Id) {
        self.0.remove(&task);
    }

    /// Closes the one that has been silent for longest; `false` where the service works for
    /// all of them.
    pub(super) fn give_way(&mut self) -> bool {
        let silent = self.0.iter();
        let silent = silent.filter_map(|(id, (pulse, _))| Some((pulse.silent_since()?, *id)));
        let Some((_, id)) = silent.min_by_key(|(since, _)| *since) else {
            return false;
        };
        if let Some((_, task)) = self.0.remove(&id) {
            task.abort();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_one_that_is_silent_for_longest_goes_and_none_that_is_served() {
        let mut open = Connections::default();
        assert!(!open.give_way());
        let mut pulses = Vec::new();
        for _ in 0..3 {
            let pulse = Arc::new(Pulse::new());
            let task = tokio::spawn(std::future::pending::<()>());
            open.opened(Arc::clone(&pulse), task.abort_handle());
            pulses.push((pulse, task));
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        pulses[0].0.asked();
        assert!(open.give_way());
        let second = &mut pulses[1].1;
        assert!(second.await.is_err_and(|error| error.is_cancelled()));
        pulses[2].0.asked();
        assert!(!open.give_way());
        assert_eq!(open.len(), 2);
        pulses[0].0.answered();
        assert!(open.give_way());
    }

    #[test]
    fn memory_and_files_say_how_many_connections_there_may_be() {
        let giga = 1 << 30;
        assert_eq!(automatic(64, 20, 8 * giga), 20);
        assert_eq!(automatic(1024, 20, 8 * giga), 860);
        assert_eq!(automatic(65_536, 20, giga / 2), 1_024);
        assert_eq!(automatic(65_536, 20, giga), 2_048);
        assert_eq!(automatic(usize::MAX, 20, 64 * giga), MOST);
        assert_eq!(automatic(16, 20, giga), FEWEST);
    }
}
