//! One task that does all the writing: what waits is written together, and
//! synchronised with the disk once.
//!
//! Each write has a savepoint of its own, so that one that fails undoes itself alone.
//! Nobody is told of success before the commit. Callers may go away at any moment:
//! what was handed over is written all the same.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use crate::storage::StorageError;

/// Writes that may wait; one more is refused at once.
const WAITING: usize = 1_024;
/// Most writes of one commit: the first of them waits for the last.
const TOGETHER: usize = 128;
/// How long after a failure the database is tried again, where nobody writes.
const RETRY: Duration = Duration::from_secs(5);

/// A write under way.
pub type Writing<'a, T> = Pin<Box<dyn Future<Output = Result<T, StorageError>> + Send + 'a>>;

enum Message {
    Write(Box<dyn Job>),
    /// Answered once all that waited before is written.
    Close(oneshot::Sender<()>),
}

/// The way to the writing task; clones share it.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    sender: mpsc::Sender<Message>,
    healthy: Arc<AtomicBool>,
}

impl Writer {
    /// Starts the task, which ends when it is closed or everybody has let go of it.
    pub(super) fn start(connection: DatabaseConnection) -> Self {
        Writer::with_room(connection, WAITING)
    }

    pub(super) fn with_room(connection: DatabaseConnection, waiting: usize) -> Self {
        let (sender, receiver) = mpsc::channel(waiting);
        let healthy = Arc::new(AtomicBool::new(true));
        let health = Health(Arc::clone(&healthy));
        tokio::spawn(run(connection, receiver, health));
        Writer { sender, healthy }
    }

    pub(super) fn is_healthy(&self) -> bool {
        self.healthy.load(Ordering::Acquire) && !self.sender.is_closed()
    }

    pub(super) async fn write<T, W, A>(&self, work: W, then: A) -> Result<T, StorageError>
    where
        T: Send + 'static,
        W: for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, T> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
    {
        let (answer, written) = oneshot::channel();
        let job = Task {
            work: Some(work),
            then,
            outcome: Err(StorageError::Closed),
            answer,
        };
        self.sender
            .try_send(Message::Write(Box::new(job)))
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => StorageError::Busy,
                mpsc::error::TrySendError::Closed(_) => StorageError::Closed,
            })?;
        written.await.unwrap_or(Err(StorageError::Closed))
    }

    /// Waits until everything that was handed over is written, and takes no more.
    pub(super) async fn close(&self) {
        let (done, ended) = oneshot::channel();
        if self.sender.send(Message::Close(done)).await.is_ok() {
            let _ = ended.await;
        }
    }
}

/// One write, whatever it returns.
trait Job: Send {
    /// Runs inside the savepoint; true if it is to be kept.
    fn run<'a>(
        &'a mut self,
        savepoint: &'a DatabaseTransaction,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

    /// Answers: with its outcome, or with what befell the commit.
    fn end(self: Box<Self>, committed: Result<(), StorageError>);
}

struct Task<T, W, A> {
    work: Option<W>,
    then: A,
    outcome: Result<T, StorageError>,
    answer: oneshot::Sender<Result<T, StorageError>>,
}

impl<T, W, A> Job for Task<T, W, A>
where
    T: Send,
    W: for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, T> + Send,
    A: FnOnce(&T) + Send,
{
    fn run<'a>(
        &'a mut self,
        savepoint: &'a DatabaseTransaction,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(async move {
            if let Some(work) = self.work.take() {
                self.outcome = guarded(work(savepoint)).await;
            }
            self.outcome.is_ok()
        })
    }

    fn end(self: Box<Self>, committed: Result<(), StorageError>) {
        let outcome = match (self.outcome, committed) {
            (Ok(value), Ok(())) => {
                metrics::counter!("ayuda_store_writes_total").increment(1);
                (self.then)(&value);
                Ok(value)
            }
            (Ok(_), Err(error)) => Err(error),
            // It was never begun: what befell all of them befell it.
            (Err(_), Err(error)) if self.work.is_some() => Err(error),
            (Err(error), _) => Err(error),
        };
        // Whoever asked may have gone away.
        let _ = self.answer.send(outcome);
    }
}

/// A panic is the failure of one write, not the end of all writing.
async fn guarded<T>(mut writing: Writing<'_, T>) -> Result<T, StorageError> {
    let polled = poll_fn(|context| {
        let poll = catch_unwind(AssertUnwindSafe(|| writing.as_mut().poll(context)));
        match poll {
            Ok(poll) => poll,
            Err(_) => std::task::Poll::Ready(Err(StorageError::Panicked)),
        }
    });
    polled.await
}

/// Says that nothing can be written, however the task ends.
struct Health(Arc<AtomicBool>);

impl Health {
    fn set(&self, healthy: bool) {
        self.0.store(healthy, Ordering::Release);
    }

    fn is_good(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Drop for Health {
    fn drop(&mut self) {
        self.set(false);
    }
}

async fn run(
    connection: DatabaseConnection,
    mut receiver: mpsc::Receiver<Message>,
    health: Health,
) {
    let mut messages = Vec::with_capacity(TOGETHER);
    let mut closing = Vec::new();
    loop {
        let received = match health.is_good() {
            true => receiver.recv_many(&mut messages, TOGETHER).await,
            false => {
                let received = receiver.recv_many(&mut messages, TOGETHER);
                match tokio::time::timeout(RETRY, received).await {
                    Ok(received) => received,
                    Err(_) => {
                        write(&connection, &mut Vec::new(), &health).await;
                        continue;
                    }
                }
            }
        };
        if received == 0 {
            break;
        }
        let mut jobs = Vec::with_capacity(messages.len());
        for message in messages.drain(..) {
            match message {
                Message::Write(job) => jobs.push(job),
                Message::Close(done) => {
                    receiver.close();
                    closing.push(done);
                }
            }
        }
        if !jobs.is_empty() {
            write(&connection, &mut jobs, &health).await;
        }
    }
    drop(health);
    for done in closing {
        let _ = done.send(());
    }
}

/// Writes all of these, commits once, and only then answers each.
async fn write(connection: &DatabaseConnection, jobs: &mut Vec<Box<dyn Job>>, health: &Health) {
    let committed = commit(connection, jobs).await;
    match &committed {
        Ok(()) if !health.is_good() => tracing::warn!("the database can be written again"),
        Ok(()) => {}
        Err(error) => tracing::error!("nothing can be written: {}", chain(error)),
    }
    health.set(committed.is_ok());
    let committed = committed.map_err(Arc::new);
    for job in jobs.drain(..) {
        let together = |error| StorageError::Together(Arc::clone(error));
        job.end(committed.as_ref().copied().map_err(together));
    }
}

async fn commit(
    connection: &DatabaseConnection,
    jobs: &mut [Box<dyn Job>],
) -> Result<(), StorageError> {
    let transaction = begin(connection).await?;
    for job in jobs {
        let savepoint = transaction.begin().await?;
        match job.run(&savepoint).await {
            true => savepoint.commit().await?,
            // Where even this fails, the whole transaction is gone, and all are told.
            false => savepoint.rollback().await?,
        }
    }
    Ok(transaction.commit().await?)
}

/// Begins a transaction that may write, once all earlier ones have ended.
///
/// It takes the write lock at once: SQLite refuses, without waiting, to turn a
/// reading transaction into a writing one. Dropped without a commit, it is undone.
pub(super) async fn begin(
    connection: &DatabaseConnection,
) -> Result<DatabaseTransaction, StorageError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(connection.begin_with_options(options).await?)
}

fn chain(error: &StorageError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
