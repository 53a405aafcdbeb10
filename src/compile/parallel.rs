//! The same work for many things, shared among the cores.

use std::thread;

/// What `work` makes of each thing, in their order. A panic goes on to the caller.
pub(super) fn in_parallel<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let share = things.len().div_ceil(workers).max(1);
    let work = &work;
    thread::scope(|scope| {
        let running: Vec<_> = things
            .chunks(share)
            .map(|chunk| scope.spawn(move || -> Vec<R> { chunk.iter().map(work).collect() }))
            .collect();
        let mut made = Vec::with_capacity(things.len());
        for worker in running {
            match worker.join() {
                Ok(part) => made.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        made
    })
}
