//! One task that does all the writing: what waits is written together, and
//! synchronised with the disk once.
//!
//! Each write has a savepoint of its own, so that one that fails undoes itself alone.
//! Nobody is told of success before the commit. Callers may go away at any moment:
//! what was handed over is written all the same.
//!
//! After a commit that failed nothing more is written through its connection, which may
//! have lost more than it knows: it is closed, and another one has to prove itself first.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, TransactionTrait};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::storage::{Place, StorageError};

/// Writes that may wait; one more is refused at once.
const WAITING: usize = 1_024;
/// Most writes of one commit: the first of them waits for the last.
const TOGETHER: usize = 128;
/// How long after a failure the database is tried again, where nobody writes.
const RETRY: Duration = Duration::from_secs(1);
/// How long a server may take for one commit with all that is written in it: longer than
/// one of its transactions waits for the others.
const SERVER: Duration = Duration::from_secs(15);

/// A write under way.
pub type Writing<'a, T> = Pin<Box<dyn Future<Output = Result<T, StorageError>> + Send + 'a>>;

enum Message {
    Write(Box<dyn Job>),
    /// Kept out of transactions that write; it is told what is there after them.
    Read(Box<dyn Job>),
    /// Answered once all that waited before is written, and the database is closed.
    Close(oneshot::Sender<Result<(), StorageError>>),
}

/// The way to the writing task; clones share it.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    sender: mpsc::Sender<Message>,
    healthy: Arc<AtomicBool>,
}

impl Writer {
    /// Starts the task, which ends when it is closed or everybody has let go of it.
    pub(super) fn start(
        place: Place,
        connection: DatabaseConnection,
        readers: DatabaseConnection,
    ) -> Self {
        Writer::with_room(place, connection, readers, WAITING)
    }

    pub(super) fn with_room(
        place: Place,
        connection: DatabaseConnection,
        readers: DatabaseConnection,
        waiting: usize,
    ) -> Self {
        let (sender, receiver) = mpsc::channel(waiting);
        let healthy = Arc::new(AtomicBool::new(true));
        let task = WritingTask {
            place,
            connection: Some(connection),
            readers,
            health: Health(Arc::clone(&healthy)),
        };
        tokio::spawn(task.run(receiver));
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
        self.send(work, then, Message::Write).await
    }

    pub(super) async fn read<T, W, A>(&self, work: W, then: A) -> Result<T, StorageError>
    where
        T: Send + 'static,
        W: for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, T> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
    {
        self.send(work, then, Message::Read).await
    }

    async fn send<T, W, A>(
        &self,
        work: W,
        then: A,
        message: fn(Box<dyn Job>) -> Message,
    ) -> Result<T, StorageError>
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
            .try_send(message(Box::new(job)))
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => StorageError::Busy,
                mpsc::error::TrySendError::Closed(_) => StorageError::Closed,
            })?;
        written.await.unwrap_or(Err(StorageError::Closed))
    }

    /// Waits until everything that was handed over is written, and takes no more.
    pub(super) async fn close(&self) -> Result<(), StorageError> {
        let (done, ended) = oneshot::channel();
        match self.sender.send(Message::Close(done)).await {
            Ok(()) => ended.await.unwrap_or(Ok(())),
            Err(_) => Ok(()),
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

/// What the task behind [`Writer`] has.
struct WritingTask {
    place: Place,
    /// None after a failure, until another one has proved itself.
    connection: Option<DatabaseConnection>,
    /// Closed with the rest.
    readers: DatabaseConnection,
    health: Health,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Write,
    Read,
}

impl WritingTask {
    async fn run(mut self, mut receiver: mpsc::Receiver<Message>) {
        let mut messages = Vec::with_capacity(TOGETHER);
        let mut closing = Vec::new();
        loop {
            let received = match self.health.is_good() {
                true => receiver.recv_many(&mut messages, TOGETHER).await,
                false => match timeout(RETRY, receiver.recv_many(&mut messages, TOGETHER)).await {
                    Ok(received) => received,
                    Err(_) => {
                        self.write(Vec::new()).await;
                        continue;
                    }
                },
            };
            if received == 0 {
                break;
            }
            let mut writes = Vec::with_capacity(messages.len());
            let mut reads = Vec::new();
            for message in messages.drain(..) {
                match message {
                    Message::Write(job) => writes.push(job),
                    Message::Read(job) => reads.push(job),
                    Message::Close(done) => {
                        receiver.close();
                        closing.push(done);
                    }
                }
            }
            if !writes.is_empty() {
                self.write(writes).await;
            }
            for job in reads {
                self.read(job).await;
            }
        }
        let mut closed = match closing.is_empty() {
            true => Ok(()),
            false => self.close().await,
        };
        drop(self);
        for done in closing {
            let _ = done.send(std::mem::replace(&mut closed, Ok(())));
        }
    }

    /// Writes all of these, commits once, and only then answers each.
    async fn write(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        let committed = self.in_time(Kind::Write, &mut jobs).await;
        match &committed {
            Ok(kept) => {
                metrics::counter!("ayuda_store_writes_total").increment(*kept);
                metrics::counter!("ayuda_store_commits_total").increment(1);
                if !self.health.is_good() {
                    tracing::warn!("the database can be written again");
                }
            }
            Err(error) => tracing::error!("nothing can be written: {}", chain(error)),
        }
        self.health.set(committed.is_ok());
        let committed = committed.map(|_| ()).map_err(Arc::new);
        for job in jobs {
            let together = |error| StorageError::Together(Arc::clone(error));
            job.end(committed.as_ref().copied().map_err(together));
        }
    }

    async fn read(&mut self, job: Box<dyn Job>) {
        let mut jobs = [job];
        let looked = self.in_time(Kind::Read, &mut jobs).await;
        if let Err(error) = &looked {
            tracing::error!("the database cannot be read: {}", chain(error));
            self.health.set(false);
        }
        let [job] = jobs;
        job.end(looked.map(|_| ()));
    }

    /// Lets go of the connection unless `work` succeeds, and of a server that does not answer.
    ///
    /// A disk is waited for: nobody can say what became of a commit that is given up.
    async fn in_time(
        &mut self,
        kind: Kind,
        jobs: &mut [Box<dyn Job>],
    ) -> Result<u64, StorageError> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.reopened().await?,
        };
        let committing = AtomicBool::new(false);
        let worked = async {
            match kind {
                Kind::Write => self.commit(&connection, jobs, &committing).await,
                Kind::Read => self.look(&connection, jobs).await,
            }
        };
        let worked = match &self.place {
            Place::Folder(_) => worked.await,
            Place::Server(_) => match timeout(SERVER, worked).await {
                Ok(worked) => worked,
                Err(_) if committing.load(Ordering::Relaxed) => {
                    Err(StorageError::Unsure(Box::new(StorageError::TooLong)))
                }
                Err(_) => Err(StorageError::TooLong),
            },
        };
        match &worked {
            Ok(_) => self.connection = Some(connection),
            Err(_) => {
                // It ends when whatever it still does has ended.
                tokio::spawn(async move { connection.close_by_ref().await });
            }
        }
        worked
    }

    async fn reopened(&self) -> Result<DatabaseConnection, StorageError> {
        let connection = self.place.writer().await?;
        self.place.settle(&connection).await?;
        Ok(connection)
    }

    /// Returns how many of them are kept.
    async fn commit(
        &self,
        connection: &DatabaseConnection,
        jobs: &mut [Box<dyn Job>],
        committing: &AtomicBool,
    ) -> Result<u64, StorageError> {
        let transaction = self.place.begin(connection).await?;
        // Also where there is no job: after a failure, this is what proves itself.
        let next = Query::update()
            .table("changes")
            .value("number", Expr::col("number").add(1))
            .to_owned();
        transaction.execute(&next).await?;
        let mut kept = 0;
        for job in jobs {
            let savepoint = transaction.begin().await?;
            match job.run(&savepoint).await {
                true => {
                    savepoint.commit().await?;
                    kept += 1;
                }
                // Where even this fails, the whole transaction is gone, and all are told.
                false => savepoint.rollback().await?,
            }
        }
        committing.store(true, Ordering::Relaxed);
        match (transaction.commit().await, &self.place) {
            (Ok(()), _) => Ok(kept),
            // The next connection writes over what the log holds of it.
            (Err(error), Place::Folder(_)) => Err(error.into()),
            (Err(error), Place::Server(_)) => Err(StorageError::of_commit(error)),
        }
    }

    /// Reads in one transaction, which sees one state where the database can do that.
    async fn look(
        &self,
        connection: &DatabaseConnection,
        jobs: &mut [Box<dyn Job>],
    ) -> Result<u64, StorageError> {
        let transaction = connection.begin().await?;
        for job in jobs {
            job.run(&transaction).await;
        }
        transaction.rollback().await?;
        Ok(0)
    }

    async fn close(&mut self) -> Result<(), StorageError> {
        self.readers.close_by_ref().await?;
        if let Some(connection) = self.connection.take() {
            self.place.end(&connection).await?;
            connection.close_by_ref().await?;
        }
        Ok(())
    }
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
