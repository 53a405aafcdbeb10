//! Tells that a build would only write again what is there.
//!
//! Entry point: [`Before::of`], taken before anything is read. A build without errors and
//! warnings leaves a note in the index folder: a hash of everything that it was made from and
//! one of everything that it made, by the names, sizes and times of files. When both are the
//! same the next time, there is nothing to do. Whoever doubts it deletes the site's folder.

use std::fmt::Write as _;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use crate::cli::world::World;
use crate::history::head;
use crate::locale::Locale;

/// Below the index folder.
const NOTE: &str = "unchanged.json";

/// A file that was changed this shortly before it was looked at may be changed once more
/// without its times telling.
const RACY: Duration = Duration::from_millis(50);
/// The same where times are whole seconds, or every second one.
const COARSE: Duration = Duration::from_secs(2);

/// The state of all that a build is made from.
#[derive(Debug)]
pub(super) struct Before {
    /// `None` when it cannot be told, or something is just being changed.
    made_from: Option<String>,
    out: PathBuf,
    index: PathBuf,
}

#[derive(Debug, Deserialize, Serialize, PartialEq, Eq)]
struct Note {
    made_from: String,
    made: String,
    files: usize,
}

impl Before {
    /// Looks at the sources of a build with these options into these folders.
    pub(super) fn of(world: &World, options: &str, out: &Path, index: &Path) -> Self {
        Before {
            made_from: made_from(world, options, out),
            out: out.to_owned(),
            index: index.to_owned(),
        }
    }

    /// How many files the site has, if a build would change none of them.
    pub(super) fn is_built(&self) -> Option<usize> {
        let made_from = self.made_from.as_ref()?;
        let note = fs::read(self.index.join(NOTE)).ok()?;
        let note: Note = serde_json::from_slice(&note).ok()?;
        let same = note.made_from == *made_from && note.made == self.made()?;
        same.then_some(note.files)
    }

    /// Notes for the next time that all was built, and whether it was `clean`: what was said
    /// about the content is to be said again.
    ///
    /// Without the note the next build only takes longer.
    pub(super) fn remember(&self, clean: bool, files: usize) {
        let path = self.index.join(NOTE);
        let note = (self.made_from.clone().filter(|_| clean))
            .zip(self.made())
            .and_then(|(made_from, made)| {
                let note = Note {
                    made_from,
                    made,
                    files,
                };
                serde_json::to_vec(&note).ok()
            });
        let _ = match note {
            Some(note) => fs::write(path, note),
            None => fs::remove_file(path),
        };
    }

    fn made(&self) -> Option<String> {
        // Times of nodes would differ after a backup was made of links.
        thread::scope(|scope| {
            let index = scope.spawn(|| {
                let mut hash = blake3::Hasher::new();
                look_into(&self.index, &mut hash, |path, metadata| {
                    (!path.ends_with(NOTE)).then(|| size_and_time(metadata))
                })?;
                Some(hash.finalize().to_hex())
            });
            let mut hash = blake3::Hasher::new();
            look_into(&self.out, &mut hash, |_, metadata| {
                Some(size_and_time(metadata))
            })?;
            Some(format!(
                "{}{}",
                hash.finalize().to_hex(),
                index.join().ok()??
            ))
        })
    }
}

/// Program, options, settings, messages, theme, content and its history, and what tunes the
/// search.
fn made_from(world: &World, options: &str, out: &Path) -> Option<String> {
    let config = &world.config;
    let mut hash = blake3::Hasher::new();
    let mut newest = SystemTime::UNIX_EPOCH;
    let program = std::env::current_exe().ok()?;
    // `Config` writes no secret out, and a hash would not tell it.
    let said = format!("{options}\n{config:?}\n{}\n", out.display());
    hash.update(said.as_bytes());
    hash.update(size_and_time(&fs::metadata(program).ok()?).as_bytes());
    let content = config.resolve(&config.content.path);
    hash.update(head(&content).unwrap_or_default().as_bytes());
    let theme = config.site.theme.as_ref();
    let brand = config.brand();
    let search = config.search_folder();
    let languages = Locale::ALL.into_iter().map(Locale::code);
    let tuning = languages.chain(["ranking.toml", "glossary.toml"]);
    let tuning = tuning.map(|name| Some(search.join(name)));
    let places = [
        Some(content),
        Some(config.resolve("i18n".as_ref())),
        theme.map(|theme| config.resolve(theme)),
        brand.logo,
        brand.art,
    ];
    for place in places.into_iter().chain(tuning).flatten() {
        hash.update(b"\n\n");
        look_into(&place, &mut hash, |_, metadata| {
            newest = newest.max(metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH));
            Some(size_and_time(metadata) + &node(metadata))
        })?;
    }
    is_settled(newest).then(|| hash.finalize().to_hex().to_string())
}

/// Whether nothing is being changed right now.
fn is_settled(newest: SystemTime) -> bool {
    let since_1970 = newest.duration_since(SystemTime::UNIX_EPOCH);
    let coarse = since_1970.is_ok_and(|time| time.subsec_nanos() == 0);
    let racy = if coarse { COARSE } else { RACY };
    newest.elapsed().is_ok_and(|age| age > racy)
}

/// Hashes what `said_of` says of all files in a folder, or of one file; what it says nothing of is
/// passed over. Of folders the names count, and not when they were changed: this very note
/// changes one. A place that is not there is empty.
fn look_into(
    place: &Path,
    hash: &mut blake3::Hasher,
    mut said_of: impl FnMut(&Path, &Metadata) -> Option<String>,
) -> Option<()> {
    let mut said = String::new();
    if !place.exists() {
        return Some(());
    }
    for entry in WalkDir::new(place).sort_by_file_name() {
        let entry = entry.ok()?;
        let mut metadata = entry.metadata().ok()?;
        // What a link leads to may change without it.
        if entry.path_is_symlink() {
            metadata = fs::metadata(entry.path()).ok()?;
        }
        let one = match metadata.is_dir() {
            true => Some(String::new()),
            false => said_of(entry.path(), &metadata),
        };
        if let Some(one) = one {
            said.clear();
            let _ = writeln!(said, "{} {one}", entry.path().display());
            hash.update(said.as_bytes());
        }
    }
    Some(())
}

fn size_and_time(metadata: &Metadata) -> String {
    let time = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    format!("{} {}", metadata.len(), time.unwrap_or_default().as_nanos())
}

/// What changes even where a tool sets the time back.
fn node(metadata: &Metadata) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        format!(
            " {} {} {}",
            metadata.ino(),
            metadata.ctime(),
            metadata.ctime_nsec()
        )
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        String::new()
    }
}
