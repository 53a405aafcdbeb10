//! Threads of a forum, in and out: `ayuda import stackexchange`, `ayuda import forum` and
//! `ayuda export forum`.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use clap::Args;

use crate::cli::export::open;
use crate::cli::world::World;
use crate::forum::Forum;
use crate::i18n::text;
use crate::import::forum::{Threads, read};
use crate::locale::Locale;
use crate::storage::Storage;

/// What is taken over, and where it goes.
#[derive(Debug, Args)]
pub(super) struct Threading {
    /// A thread as a JSON document on each line
    file: PathBuf,
    /// Category of threads that name none
    #[arg(long, value_name = "KEY")]
    category: Option<String>,
    /// Language of threads that name none
    #[arg(long, env = "AYUDA_LANG", default_value = "en", value_name = "LANG")]
    lang: String,
    /// Write to the database
    #[arg(long)]
    apply: bool,
}

impl Threading {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let (messages, locale) = (&world.messages, world.locale);
        let shown = self.file.display().to_string();
        let file = File::open(&self.file)
            .with_context(|| text::cli_threads_no_file(messages, locale, shown.as_str()))?;
        let choices = Threads {
            category: self.category.clone(),
            language: world.language(&self.lang)?,
        };
        let threads = read(BufReader::new(file), &choices).with_context(|| shown.clone())?;
        let categories = &world.config.forum.categories;
        let unknown = threads
            .iter()
            .find(|thread| categories.iter().all(|one| one.key != thread.category));
        if let Some(thread) = unknown {
            let known: Vec<&str> = categories.iter().map(|one| one.key.as_str()).collect();
            anyhow::bail!(text::cli_threads_no_category(
                messages,
                locale,
                thread.category.as_str(),
                known.join(", ")
            ));
        }
        let replies: usize = threads.iter().map(|thread| thread.replies.len()).sum();
        world.say(&text::cli_threads_counted(
            messages,
            locale,
            replies,
            threads.len(),
        ));
        if !self.apply {
            world.say(&text::cli_threads_dry(messages, locale));
            return Ok(ExitCode::SUCCESS);
        }
        let runtime = tokio::runtime::Runtime::new().context("cannot open the database")?;
        let kept = runtime.block_on(async {
            let storage = world.storage().await?;
            let forum = Forum::new(storage.clone(), categories);
            let kept = forum.take_over(threads).await?;
            storage.close().await?;
            Ok::<_, anyhow::Error>(kept)
        })?;
        world.say(&text::cli_threads_done(messages, locale, kept));
        Ok(ExitCode::SUCCESS)
    }
}

/// Takes over the threads that a forum without any begins with.
pub(super) async fn begin(world: &World, storage: &Storage) -> anyhow::Result<()> {
    let config = &world.config;
    let Some(path) = &config.forum.threads else {
        return Ok(());
    };
    let forum = Forum::new(storage.clone(), &config.forum.categories);
    if !forum.is_open() || !forum.is_empty().await? {
        return Ok(());
    }
    let path = config.resolve(path);
    let shown = path.display().to_string();
    let file = File::open(&path).with_context(|| {
        text::cli_threads_no_file(&world.messages, world.locale, shown.as_str())
    })?;
    let choices = Threads {
        category: None,
        language: Locale::En,
    };
    let threads = read(BufReader::new(file), &choices).with_context(|| shown.clone())?;
    forum.take_over(threads).await.with_context(|| shown)?;
    Ok(())
}

/// Prints all threads, one on each line.
pub(super) async fn print(world: &World) -> anyhow::Result<()> {
    let storage = open(world).await?;
    let forum = Forum::new(storage.clone(), &world.config.forum.categories);
    let mut out = std::io::stdout().lock();
    let mut last = 0;
    loop {
        let (lines, next) = forum.lines(last).await?;
        for line in lines {
            serde_json::to_writer(&mut out, &line)?;
            out.write_all(b"\n")?;
        }
        let Some(next) = next else { break };
        ensure!(next > last, "the threads have no order");
        last = next;
    }
    out.flush()?;
    storage.close().await?;
    Ok(())
}
