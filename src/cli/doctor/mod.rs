//! `ayuda doctor`: whether a service can start and run here, and what to do where it cannot.
//!
//! A file for each group of checks. Looking changes nothing: no file is made, the database
//! is opened for reading alone, and no secret is shown.

mod clock;
mod content;
mod database;
mod disk;
mod draw;
mod keys;
mod network;
mod rights;
mod settings;
mod system;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use clap::builder::BoolishValueParser;
use serde::Serialize;

use crate::cli::world::World;
use crate::i18n::Messages;
use crate::locale::Locale;

/// Look whether the service can start and run here, and say what to do
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Address that the service listens at, instead of the one in the settings
    #[arg(long, env = "AYUDA_LISTEN", value_name = "ADDRESS")]
    listen: Option<String>,
    /// Folder of votes and keys, instead of the one in the settings
    #[arg(long, env = "AYUDA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Folder of the shelves, instead of the one in the settings
    #[arg(long, env = "AYUDA_INDEX", value_name = "DIR")]
    index: Option<PathBuf>,
    /// Folder that backups are made in, to see how old the last one is
    #[arg(long, env = "AYUDA_BACKUPS", value_name = "DIR")]
    backups: Option<PathBuf>,
    /// Print JSON
    #[arg(long, env = "AYUDA_JSON", value_parser = BoolishValueParser::new())]
    json: bool,
}

/// What belongs together, in the order in which it is looked at and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Group {
    Settings,
    Keys,
    Rights,
    Disk,
    Database,
    Clock,
    Content,
    Network,
}

impl Group {
    fn word(self) -> &'static str {
        match self {
            Group::Settings => "settings",
            Group::Keys => "keys",
            Group::Rights => "rights",
            Group::Disk => "disk",
            Group::Database => "database",
            Group::Clock => "clock",
            Group::Content => "content",
            Group::Network => "network",
        }
    }
}

/// How bad it is. An error keeps the service from starting, or loses or shows something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    /// To know, and fine.
    Note,
    Warning,
    Error,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    group: Group,
    /// A stable name for programs.
    check: &'static str,
    status: Status,
    /// What is.
    text: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Document<'a> {
    errors: usize,
    warnings: usize,
    findings: &'a [Finding],
}

/// What was found so far.
struct Examining<'a> {
    world: &'a World,
    group: Group,
    findings: Vec<Finding>,
}

impl<'a> Examining<'a> {
    /// What messages are made of.
    fn words(&self) -> (&'a Messages, Locale) {
        (&self.world.messages, self.world.locale)
    }

    fn ok(&mut self, check: &'static str, text: String) {
        self.add(check, Status::Ok, text, None);
    }

    fn note(&mut self, check: &'static str, text: String, help: Option<String>) {
        self.add(check, Status::Note, text, help);
    }

    fn warn(&mut self, check: &'static str, text: String, help: String) {
        self.add(check, Status::Warning, text, Some(help));
    }

    fn fail(&mut self, check: &'static str, text: String, help: String) {
        self.add(check, Status::Error, text, Some(help));
    }

    fn add(&mut self, check: &'static str, status: Status, text: String, help: Option<String>) {
        self.findings.push(Finding {
            group: self.group,
            check,
            status,
            text,
            help,
        });
    }

    fn count(&self, status: Status) -> usize {
        let all = self.findings.iter();
        all.filter(|one| one.status == status).count()
    }
}

impl Doctor {
    pub(super) fn run(&self, mut world: World) -> anyhow::Result<ExitCode> {
        world.use_data(self.data.as_deref())?;
        world.use_index(self.index.as_deref())?;
        if let Some(listen) = &self.listen {
            world.config.service.listen.clone_from(listen);
        }
        let runtime = tokio::runtime::Runtime::new().context("cannot look at the database")?;
        let mut examining = Examining {
            world: &world,
            group: Group::Settings,
            findings: Vec::new(),
        };
        let to = &mut examining;
        settings::examine(to);
        to.group = Group::Database;
        // Asked first, since other groups hang on it; shown in its place.
        let database = runtime.block_on(database::look(&world));
        to.group = Group::Keys;
        keys::examine(to, &database);
        to.group = Group::Rights;
        rights::examine(to);
        to.group = Group::Disk;
        disk::examine(to);
        to.group = Group::Database;
        database::examine(to, &database, self.backups.as_deref());
        to.group = Group::Clock;
        let newest = content::newest(&world);
        clock::examine(to, &database, newest.as_ref());
        to.group = Group::Content;
        content::examine(to, newest);
        to.group = Group::Network;
        network::examine(to);

        let errors = examining.count(Status::Error);
        let mut out = std::io::stdout().lock();
        if self.json {
            let document = Document {
                errors,
                warnings: examining.count(Status::Warning),
                findings: &examining.findings,
            };
            writeln!(out, "{}", serde_json::to_string_pretty(&document)?)?;
        } else {
            write!(out, "{}", draw::page(&examining))?;
        }
        Ok(ExitCode::from(u8::from(errors > 0)))
    }
}

/// A path as people write it.
fn shown(path: &Path) -> String {
    let plain = path.strip_prefix("./").unwrap_or(path);
    match plain.as_os_str().is_empty() {
        true => ".".to_owned(),
        false => plain.display().to_string(),
    }
}
