//! `ayuda check --fix`: makes the changes that have no alternative.
//!
//! A change is made only where the file still says what was read, never between the marks
//! of a merge conflict, and never through a symbolic link. A file is replaced whole.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::check::compile;
use crate::cli::world::World;
use crate::compile::Compiled;
use crate::diagnostic::{Diagnostic, Mend};
use crate::i18n::text;

/// A mend may uncover another one in the same file; none uncovers this many.
const MAX_ROUNDS: usize = 4;

/// Mends what can be, says what was changed, and compiles again.
pub(super) fn mend(world: &World, mut compiled: Compiled) -> anyhow::Result<Compiled> {
    let (mut mends, mut files) = (0, std::collections::BTreeSet::new());
    for round in 0..MAX_ROUNDS {
        let mut by_file: BTreeMap<PathBuf, Vec<&Diagnostic>> = BTreeMap::new();
        for one in compiled.diagnostics.iter().filter(|one| one.mend.is_some()) {
            if let Some(path) = world.path_of(one) {
                by_file.entry(path).or_default().push(one);
            }
        }
        let mut made = 0;
        for (path, diagnostics) in by_file {
            let here = mend_file(world, &path, &diagnostics, round);
            if here > 0 {
                files.insert(path);
            }
            made += here;
        }
        if made == 0 {
            break;
        }
        mends += made;
        compiled = compile(world)?;
    }
    world.say(&match mends {
        0 => text::cli_mend_nothing(&world.messages, world.locale),
        _ => text::cli_mended_files(&world.messages, world.locale, files.len(), mends),
    });
    Ok(compiled)
}

/// Makes the changes of one file, and counts them.
fn mend_file(world: &World, path: &Path, diagnostics: &[&Diagnostic], round: usize) -> usize {
    let file = diagnostics.first().map_or("", |one| one.file.as_str());
    let tell = |detail: String| {
        // Said once, not again in every round.
        if round == 0 {
            world.tell(&text::cli_mend_failed(
                &world.messages,
                world.locale,
                detail,
                file,
            ));
        }
        0
    };
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    let text = match fs::read_to_string(path) {
        Ok(text) if !is_link => text,
        Ok(_) => return 0,
        Err(error) => return tell(error.to_string()),
    };
    if has_conflict(&text) {
        if round == 0 {
            world.tell(&text::cli_mend_conflict(
                &world.messages,
                world.locale,
                file,
            ));
        }
        return 0;
    }
    let (mended, made) = mended(&text, diagnostics);
    if made.is_empty() {
        return 0;
    }
    if let Err(error) = replace(path, &mended) {
        return tell(error.to_string());
    }
    for one in &made {
        say(world, one);
    }
    made.len()
}

/// The text with its changes, and the diagnostics that they mend.
fn mended<'a>(text: &str, diagnostics: &[&'a Diagnostic]) -> (String, Vec<&'a Diagnostic>) {
    let mut mends: Vec<(&Mend, &Diagnostic)> = diagnostics
        .iter()
        .filter_map(|one| Some((one.mend.as_ref()?, *one)))
        .filter(|(mend, _)| {
            let written = text.get(mend.start..mend.start + mend.written.len());
            written == Some(mend.written.as_str())
        })
        .collect();
    mends.sort_by_key(|(mend, _)| (mend.start, mend.written.len()));
    let (mut out, mut made, mut end) = (String::with_capacity(text.len()), Vec::new(), 0);
    for (mend, one) in mends {
        // Of two changes that overlap, the second waits for the next round.
        if mend.start < end {
            continue;
        }
        out.push_str(&text[end..mend.start]);
        out.push_str(&mend.instead);
        end = mend.start + mend.written.len();
        made.push(one);
    }
    out.push_str(&text[end..]);
    (out, made)
}

fn say(world: &World, one: &Diagnostic) {
    let Some(mend) = &one.mend else {
        return;
    };
    let place = match &one.place {
        Some(place) => format!("{}:{}:{}", one.file, place.line, place.column),
        None => one.file.clone(),
    };
    // Lines that go are said on one.
    let words: Vec<&str> = mend.written.split_whitespace().collect();
    let from = words.join(" ");
    let code = one.code.name();
    world.tell(&match mend.instead.as_str() {
        "" => text::cli_mended_away(&world.messages, world.locale, code, from, place),
        to => text::cli_mended(&world.messages, world.locale, code, from, place, to),
    });
}

/// Whether a merge was not finished.
fn has_conflict(text: &str) -> bool {
    text.lines()
        .any(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> "))
}

/// Writes beside the file and puts that in its place: a stop leaves one of the two whole.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.mended", std::process::id()));
    let written = (|| {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::set_permissions(&beside, fs::metadata(path)?.permissions())?;
        fs::rename(&beside, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}
