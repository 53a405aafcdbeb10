//! The database: opens, keeps its promises, fits this program, and was backed up.

use std::fs;
use std::path::Path;

use jiff::Timestamp;

use crate::cli::doctor::{Examining, shown};
use crate::cli::world::World;
use crate::config::Config;
use crate::i18n::text;
use crate::storage::{Clock, Examination, Place, Schema, StorageError, examine as examine_place};

/// Hours. A backup is to be made every day; one that is late by a few is still one.
const OLD: i64 = 36;
/// The oldest server that ayuda was tried with.
const TRIED: u32 = 15;

/// What looking at it gave.
pub(super) struct Looked(Result<Option<Examination>, StorageError>);

impl Looked {
    pub(super) fn votes(&self) -> i64 {
        self.found().map_or(0, |found| found.votes)
    }

    pub(super) fn found(&self) -> Option<&Examination> {
        self.0.as_ref().ok().and_then(Option::as_ref)
    }
}

pub(super) async fn look(world: &World) -> Looked {
    Looked(examine_place(&Place::of(&world.config)).await)
}

pub(super) fn examine(to: &mut Examining<'_>, looked: &Looked, backups: Option<&Path>) {
    let (m, l) = to.words();
    let place = name(&to.world.config);
    match &looked.0 {
        Ok(None) => to.note("opens", text::doctor_database_none(m, l, place), None),
        Ok(Some(found)) => opened(to, found, &place),
        Err(error) => match to.world.said_of(error) {
            // One sentence says what is and what to do.
            Some(said) => to.fail("opens", said, text::doctor_server_hosting(m, l)),
            None => {
                let detail = format!("{:#}", Detail(error));
                let said = text::doctor_database_fails(m, l, detail, place);
                to.fail("opens", said, text::doctor_database_fails_mend(m, l));
            }
        },
    }
    if let Some(folder) = backups {
        last_backup(to, folder);
    }
}

fn opened(to: &mut Examining<'_>, found: &Examination, place: &str) {
    let (m, l) = to.words();
    if let Some(damage) = &found.damage {
        let said = text::doctor_database_damaged(m, l, damage.as_str(), place);
        return to.fail("opens", said, text::doctor_database_damaged_mend(m, l));
    }
    let (engine, votes) = (found.engine.as_str(), found.votes);
    to.ok(
        "opens",
        text::doctor_database_ok(m, l, engine, place, votes),
    );
    match &found.schema {
        Schema::Current => to.ok("schema", text::doctor_schema_current(m, l)),
        Schema::Empty => to.note("schema", text::doctor_schema_empty(m, l), None),
        Schema::Behind(changes) => {
            let said = text::doctor_schema_behind(m, l, *changes);
            to.note("schema", said, Some(text::doctor_schema_behind_mend(m, l)));
        }
        Schema::Newer(change) => {
            let said = text::doctor_schema_newer(m, l, change.as_str());
            to.fail("schema", said, text::doctor_schema_newer_mend(m, l));
        }
    }
    for (setting, found, wanted) in &found.broken {
        let said = text::doctor_server_setting(m, l, found.as_str(), *setting);
        let mend = text::doctor_server_setting_mend(m, l, *setting, *wanted);
        to.fail("promises", said, mend);
    }
    if found.broken.is_empty() {
        to.ok("promises", text::doctor_promises(m, l));
    }
    if found.standby {
        let said = text::doctor_server_standby(m, l);
        to.fail("writes", said, text::doctor_server_standby_mend(m, l));
    } else if !found.may_create {
        let said = text::doctor_server_rights(m, l);
        to.fail("writes", said, text::doctor_server_rights_mend(m, l));
    }
    if found.server.is_some_and(|version| version < TRIED) {
        let said = text::doctor_server_old(m, l, engine);
        to.warn("version", said, text::doctor_server_old_mend(m, l));
    }
}

/// The newest thing in the folder that looks like a backup: a folder of `ayuda backup`, or a
/// file of `pg_dump`.
fn last_backup(to: &mut Examining<'_>, folder: &Path) {
    let (m, l) = to.words();
    let on_server = to.world.config.service.database_url.is_some();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let made = entries.filter_map(|entry| {
        let path = entry.path();
        let file = match path.is_dir() {
            true => path.join("ayuda.db"),
            false if on_server => path.clone(),
            false => return None,
        };
        let made = fs::metadata(&file).ok().filter(fs::Metadata::is_file)?;
        Some((Timestamp::try_from(made.modified().ok()?).ok()?, path))
    });
    let Some((made, path)) = made.max() else {
        let said = text::doctor_backup_none(m, l, shown(folder));
        return to.fail("backup", said, text::doctor_backup_mend(m, l));
    };
    // One of the future is as new as can be.
    let age = Clock::System.now().as_second() - made.as_second();
    let hours = (age / 3600).max(0);
    let said = text::doctor_backup_last(m, l, hours, shown(&path));
    match hours > OLD {
        true => to.warn("backup", said, text::doctor_backup_mend(m, l)),
        false => to.ok("backup", said),
    }
}

/// The file, or the server without what the address holds beside its place.
fn name(config: &Config) -> String {
    match &config.service.database_url {
        Some(url) => url.place(),
        None => shown(&config.resolve(&config.service.data).join("ayuda.db")),
    }
}

/// An error with what is behind it, in one line.
struct Detail<'a>(&'a StorageError);

impl std::fmt::Display for Detail<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut error: &dyn std::error::Error = self.0;
        // The innermost says most.
        while let Some(inner) = error.source() {
            error = inner;
        }
        write!(f, "{error}")
    }
}
