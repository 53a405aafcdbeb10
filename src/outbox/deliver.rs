//! The task that delivers.

mod letters;
mod webhooks;

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use jiff::Timestamp;
use metrics::{counter, gauge};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::{Config, SecretConfig, WebhookConfig};
use crate::i18n::Messages;
use crate::outbox::letters::Sender;
use crate::outbox::mail::Mailer;
use crate::outbox::store::{self, DeliveryRow, Gone};
use crate::outbox::webhook::Webhook;
use crate::outbox::wire::Wire;
use crate::outbox::{Kind, Letters, Look, Matter, Reader, Spoken};
use crate::storage::{Clock, Storage, StorageError};

/// How often it is looked whether there is something to deliver.
const TICK: Duration = Duration::from_millis(500);
/// How long a claim holds: longer than a delivery takes.
const LEASE_MS: i64 = 20_000;
/// Shorter secrets can be guessed.
const MIN_SECRET: usize = 32;
/// How often the numbers are told, in ticks.
const TELL: u32 = 20;
/// How long the end of the service waits for what is under way.
const SETTLE: Duration = Duration::from_secs(15);

/// Why nothing can be delivered.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    #[error(
        "cannot read the secret `{}`; hint: the path is relative to `ayuda.toml`, and whoever runs \
         the service must be allowed to read it",
        path.display()
    )]
    Secret { path: PathBuf, source: io::Error },
    #[error(
        "the secret of the webhook `{name}` needs at least {MIN_SECRET} characters; \
         hint: `openssl rand -hex 32` makes one"
    )]
    TooShort { name: String },
    #[error("cannot connect to receivers over TLS")]
    Tls(#[source] io::Error),
    #[error("cannot give letters to the mail server `{host}`")]
    Mail {
        host: String,
        source: lettre::transport::smtp::Error,
    },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What delivers; clones share it.
#[derive(Clone, Debug)]
pub struct Outbox {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    storage: Storage,
    look: Arc<dyn Look>,
    configured: Vec<WebhookConfig>,
    webhooks: Vec<Webhook>,
    wire: Wire,
    mail: Option<Mail>,
    base_url: String,
}

#[derive(Debug)]
struct Mail {
    mailer: Mailer,
    sender: Sender,
    letters: Letters,
    messages: Arc<Messages>,
    wait_ms: i64,
}

/// A running task; [`Settled::settle`] ends it.
#[derive(Debug)]
pub struct Settled {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Settled {
    /// Takes nothing more, and waits a while for what is under way; what does not end is
    /// delivered again later.
    pub async fn settle(self) {
        let _ = self.stop.send(true);
        let _ = tokio::time::timeout(SETTLE, self.task).await;
    }
}

impl Outbox {
    /// Reads the secrets, and gives up what the settings know no more.
    ///
    /// # Errors
    /// A secret cannot be read, or the database failed.
    pub async fn open(
        config: &Config,
        storage: Storage,
        look: Arc<dyn Look>,
        messages: Arc<Messages>,
        letters: Letters,
    ) -> Result<Self, OutboxError> {
        let settings = &config.outbox;
        let mut webhooks = Vec::new();
        for webhook in &settings.webhooks {
            let name = webhook.name.clone();
            let secret = secret(config, &webhook.secret)?.unwrap_or_default();
            if secret.len() < MIN_SECRET {
                return Err(OutboxError::TooShort { name });
            }
            webhooks.push(Webhook {
                name,
                url: webhook.url.clone(),
                secret: secret.into_bytes(),
                reader: Reader::program(&webhook.reads_as),
            });
        }
        let mail = match &settings.smtp {
            Some(smtp) => {
                let password = secret(config, &smtp.password)?;
                let mailer = Mailer::new(smtp, password).map_err(|source| OutboxError::Mail {
                    host: smtp.host.clone(),
                    source,
                })?;
                Some(Mail {
                    mailer,
                    sender: Sender {
                        name: config.site.name.clone(),
                        address: smtp.from.clone(),
                        base_url: config.base_url.clone(),
                    },
                    letters,
                    messages,
                    wait_ms: i64::from(smtp.wait_minutes) * 60_000,
                })
            }
            None => None,
        };
        let inner = Inner {
            wire: Wire::new(&settings.private_networks).map_err(OutboxError::Tls)?,
            configured: settings.webhooks.clone(),
            base_url: config.base_url.clone(),
            storage,
            look,
            webhooks,
            mail,
        };
        inner.give_up_strangers().await?;
        Ok(Outbox {
            inner: Arc::new(inner),
        })
    }

    /// Delivers whatever there is, until it is told to end.
    pub fn start(self, clock: Clock) -> Settled {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(self.inner.run(clock, stopped));
        Settled { stop, task }
    }

    /// Makes deliveries of what happened, and tries once what is due; returns how many
    /// deliveries ended, well or not.
    ///
    /// # Errors
    /// The database failed.
    pub async fn round(&self, now: Timestamp) -> Result<usize, StorageError> {
        let now = now.as_millisecond();
        self.inner.spread().await?;
        let mut ended = 0;
        for webhook in &self.inner.webhooks {
            ended += self.inner.call(webhook, now).await?;
        }
        if let Some(mail) = &self.inner.mail {
            ended += self.inner.write(mail, now).await?;
        }
        Ok(ended)
    }
}

/// What a secret says, without the ends of its line.
fn secret(config: &Config, secret: &SecretConfig) -> Result<Option<String>, OutboxError> {
    match secret {
        SecretConfig::None => Ok(None),
        SecretConfig::Given(text) => Ok(Some(text.trim().to_owned())),
        SecretConfig::File(path) => {
            let path = config.resolve(path);
            match fs::read_to_string(&path) {
                Ok(text) => Ok(Some(text.trim().to_owned())),
                Err(source) => Err(OutboxError::Secret { path, source }),
            }
        }
    }
}

impl Inner {
    /// A loop for each receiver, so that none waits for another.
    async fn run(self: Arc<Self>, clock: Clock, stopped: watch::Receiver<bool>) {
        if self.webhooks.is_empty() && self.mail.is_none() {
            return;
        }
        let mut works = vec![Work::Spread];
        works.extend((0..self.webhooks.len()).map(Work::Call));
        works.extend(self.mail.as_ref().map(|_| Work::Write));
        let looped = |work| Arc::clone(&self).looped(work, clock, stopped.clone());
        let loops = join_all(works.into_iter().map(looped));
        tokio::join!(loops, self.tell_numbers(stopped.clone()));
    }

    /// Works whenever there is something, until it is told to end.
    async fn looped(self: Arc<Self>, work: Work, clock: Clock, mut stopped: watch::Receiver<bool>) {
        let mut failed = false;
        while !*stopped.borrow() {
            match self.work(work, clock.now().as_millisecond()).await {
                Ok(some) => {
                    failed = false;
                    if some > 0 {
                        continue;
                    }
                }
                // Said once, and not twice a second.
                Err(error) => {
                    if !failed {
                        let error = anyhow::Error::from(error);
                        tracing::warn!("nothing can be delivered: {error:#}");
                    }
                    failed = true;
                }
            }
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                _ = stopped.wait_for(|stopped| *stopped) => {}
            }
        }
    }

    async fn work(&self, work: Work, now: i64) -> Result<usize, StorageError> {
        if !store::has_work(self.storage.reader(), now).await? {
            return Ok(0);
        }
        match (work, &self.mail) {
            (Work::Spread, _) => self.spread().await,
            (Work::Call(at), _) => self.call(&self.webhooks[at], now).await,
            (Work::Write, Some(mail)) => self.write(mail, now).await,
            (Work::Write, None) => Ok(0),
        }
    }

    async fn tell_numbers(&self, mut stopped: watch::Receiver<bool>) {
        loop {
            match store::counts(self.storage.reader()).await {
                Ok((waiting, dead)) => {
                    gauge!("ayuda_outbox_waiting").set(waiting as f64);
                    gauge!("ayuda_outbox_dead").set(dead as f64);
                }
                Err(error) => tracing::debug!("the outbox cannot be counted: {error}"),
            }
            tokio::select! {
                () = tokio::time::sleep(TICK * TELL) => {}
                _ = stopped.wait_for(|stopped| *stopped) => return,
            }
        }
    }

    /// Webhooks that the settings name no more, and letters where there is no mail server.
    async fn give_up_strangers(&self) -> Result<(), StorageError> {
        let names: Vec<String> = self.configured.iter().map(|one| one.name.clone()).collect();
        let has_mail = self.mail.is_some();
        if !store::has_rows(self.storage.reader()).await? {
            return Ok(());
        }
        self.storage
            .write(move |connection| {
                Box::pin(async move {
                    store::give_up_others(connection, &names).await?;
                    if !has_mail {
                        store::forget_addresses(connection).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    async fn spread(&self) -> Result<usize, StorageError> {
        let mut all = 0;
        loop {
            let webhooks = self.configured.clone();
            let wait = self.mail.as_ref().map(|mail| mail.wait_ms);
            let spread = self.storage.write(move |connection| {
                Box::pin(async move { Ok(store::spread(connection, &webhooks, wait).await?) })
            });
            match spread.await? {
                0 => return Ok(all),
                some => all += some,
            }
        }
    }

    /// What somebody may read of it now.
    async fn matter(
        &self,
        reader: &Reader,
        row: &DeliveryRow,
    ) -> Result<Option<(Kind, Matter)>, StorageError> {
        let Some(kind) = Kind::from_word(&row.kind) else {
            return Ok(None);
        };
        let spoken = Spoken {
            kind,
            post: &row.post,
            target: &row.target,
            actor: &row.actor,
        };
        let matter = self.look.look(reader, spoken).await?;
        Ok(matter.map(|matter| (kind, matter)))
    }

    async fn note(
        &self,
        done: Vec<String>,
        failed: Vec<(DeliveryRow, String, bool)>,
        holder: String,
        now: i64,
    ) -> Result<usize, StorageError> {
        let ended = done.len() + failed.len();
        if ended == 0 {
            return Ok(0);
        }
        let dead = self
            .storage
            .write(move |connection| {
                Box::pin(async move {
                    store::done(connection, &done, &holder).await?;
                    let mut dead = 0;
                    for (row, failure, is_final) in &failed {
                        let gone = store::failed(connection, row, failure, *is_final, &holder, now)
                            .await?;
                        dead += u32::from(gone == Gone::Dead);
                    }
                    Ok(dead)
                })
            })
            .await?;
        if dead > 0 {
            tracing::error!("{dead} deliveries were given up; `ayuda outbox` lists them");
        }
        Ok(ended)
    }
}

/// What one loop does.
#[derive(Clone, Copy, Debug)]
enum Work {
    Spread,
    /// For the webhook of this place.
    Call(usize),
    Write,
}

/// How a delivery ended.
enum Outcome {
    Arrived,
    /// Its receiver may not read it any more.
    Withheld,
    Failed {
        failure: String,
        is_final: bool,
    },
}

fn counted(channel: &'static str, outcome: &'static str) {
    counter!("ayuda_outbox_deliveries_total", "channel" => channel, "outcome" => outcome)
        .increment(1);
}
