//! The task behind [`Insight`](crate::insight::Insight): joins, waits, and writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval};

use crate::insight::deflections::{Deflection, Pending};
use crate::insight::joining::{Asked, Joiner, Kept, Opened};
use crate::insight::store;
use crate::storage::{Clock, Storage};

/// One transaction in this time, however much is searched.
const TICK: Duration = Duration::from_secs(1);
/// Rows of one transaction; more than are searched in a second by people.
const MAX_BATCH: usize = 1_000;
/// What is too old is taken away once in this time.
const FORGET_MS: i64 = 60 * 60 * 1_000;

#[derive(Debug)]
pub(super) enum Message {
    Asked(Asked),
    Opened(Opened),
    Deflected(Deflection),
    /// Finish and write everything, then answer.
    Settle(oneshot::Sender<()>),
}

#[derive(Debug)]
pub(super) struct Writer {
    storage: Storage,
    clock: Clock,
    keep_days: u32,
    dropped: Arc<AtomicU64>,
    joiner: Joiner,
    ready: Vec<Kept>,
    deflected: Pending,
    forgot: i64,
}

impl Writer {
    pub(super) fn new(
        storage: Storage,
        clock: Clock,
        keep_days: u32,
        dropped: Arc<AtomicU64>,
    ) -> Self {
        Writer {
            storage,
            clock,
            keep_days,
            dropped,
            joiner: Joiner::default(),
            ready: Vec::new(),
            deflected: Pending::default(),
            forgot: clock.now().as_millisecond(),
        }
    }

    /// Runs until every sender is gone, and writes the rest.
    pub(super) async fn run(mut self, mut receiver: mpsc::Receiver<Message>) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                message = receiver.recv() => match message {
                    Some(Message::Asked(asked)) => {
                        let kept = self.joiner.asked(asked);
                        self.take(kept);
                    }
                    Some(Message::Opened(opened)) => {
                        let kept = self.joiner.opened(opened);
                        self.take(kept);
                    }
                    Some(Message::Deflected(one)) => {
                        if !self.deflected.add(one) {
                            self.drop(1);
                        }
                    }
                    Some(Message::Settle(done)) => {
                        self.write_all().await;
                        // Who asked may have gone.
                        let _ = done.send(());
                    }
                    None => {
                        self.write_all().await;
                        return;
                    }
                },
                _ = ticks.tick() => self.tick().await,
            }
        }
    }

    async fn tick(&mut self) {
        let now = self.clock.now().as_millisecond();
        let kept = self.joiner.idle(now);
        self.take(kept);
        self.write().await;
        if now - self.forgot >= FORGET_MS {
            self.forgot = now;
            if let Err(error) = store::forget(&self.storage, self.keep_days, now).await {
                tracing::error!("old searches stay: {:#}", anyhow::Error::from(error));
            }
        }
    }

    async fn write_all(&mut self) {
        let kept = self.joiner.finish();
        self.ready.extend(kept);
        self.write().await;
    }

    fn take(&mut self, kept: Vec<Kept>) {
        for one in kept {
            match self.ready.len() < MAX_BATCH {
                true => self.ready.push(one),
                false => self.drop(1),
            }
        }
    }

    async fn write(&mut self) {
        self.count().await;
        if self.ready.is_empty() {
            return;
        }
        let ready = std::mem::take(&mut self.ready);
        if let Err(error) = store::write(&self.storage, &ready).await {
            self.drop(ready.len());
            let lost = ready.len();
            let error = anyhow::Error::from(error);
            tracing::error!(lost, "{lost} searches are not kept: {error:#}");
        }
    }

    async fn count(&mut self) {
        let deflected = self.deflected.take();
        if deflected.is_empty() {
            return;
        }
        let lost = deflected.len();
        if let Err(error) = store::count(&self.storage, deflected).await {
            self.drop(lost);
            let error = anyhow::Error::from(error);
            tracing::error!("answers shown before asking are not counted: {error:#}");
        }
    }

    fn drop(&self, count: usize) {
        self.dropped.fetch_add(count as u64, Ordering::Relaxed);
        metrics::counter!("ayuda_searches_left_out_total").increment(count as u64);
    }
}
