//! The same work for many things, shared among the cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// So many shares for each core: one thing may take as long as a hundred others.
const SHARES: usize = 64;

/// What `work` makes of each thing, in their order. A panic goes on to the caller.
pub fn in_parallel<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let shares = things.chunks((things.len() / (cores * SHARES)).max(1));
    let shares: Vec<&[T]> = shares.collect();
    if shares.len() < 2 {
        return things.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut made: Vec<(usize, Vec<R>)> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(share) = shares.get(at) else {
                return made;
            };
            made.push((at, share.iter().map(&work).collect()));
        }
    };
    let mut made: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        let workers = 0..cores.min(shares.len());
        let running: Vec<_> = workers.map(|_| scope.spawn(worker)).collect();
        let done = running.into_iter().flat_map(|one| match one.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.collect()
    });
    made.sort_unstable_by_key(|(at, _)| *at);
    made.into_iter().flat_map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_stands_in_the_order_of_the_things() {
        for count in [0, 1, 2, 3, 1_000, 5_000] {
            let things: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = things.iter().map(|one| 2 * one).collect();
            assert_eq!(in_parallel(&things, |one| 2 * one), doubled);
        }
    }

    #[test]
    #[should_panic(expected = "the third")]
    fn a_panic_reaches_who_waits() {
        in_parallel(&[1, 2, 3, 4], |one| assert_ne!(*one, 3, "the third"));
    }
}
