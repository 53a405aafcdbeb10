//! Tells that a build would only write again what is there.
//!
//! Entry point: [`Before::of`], taken before anything is read. A build without errors and
//! warnings leaves a note in the index folder: a hash of everything that it was made from and
//! one of everything that it made, by the names, sizes and times of files. When both are the
//! same the next time, there is nothing to do. Whoever doubts it deletes the site's folder.
//! [`library_key`] names in the same way what a library is made from.

use std::fmt::Write as _;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::cli::world::World;
use crate::config::Config;
use crate::history::head;
use crate::locale::Locale;
use crate::parallel::in_parallel;
use crate::stock::Stock;

/// Below the index folder: the site before the last, of which the next is made.
pub(super) const RETIRED: &str = "site-before";
/// Beside it, held while a site is written.
const RETIRED_LOCK: &str = "site-before.lock";
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
    library: Option<String>,
    pub(super) out: PathBuf,
    pub(super) index: PathBuf,
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
        let config = &world.config;
        let (library, theme) = (library_sources(world), theme_sources(world));
        let said = |(library, theme): (&String, String)| {
            format!(
                "{library}\n{theme}\n{options}\n{config:?}\n{}",
                out.display()
            )
        };
        Before {
            made_from: library.as_ref().zip(theme).map(|one| hashed(&said(one))),
            library: library.map(|sources| library_key_of(&sources, config)),
            out: out.to_owned(),
            index: index.to_owned(),
        }
    }

    /// See [`library_key`].
    pub(super) fn library_key(&self) -> Option<&str> {
        self.library.as_deref()
    }

    /// The library that lies in the index folder, if it was made from the same: what was changed
    /// is how it is shown.
    pub(super) fn library(&self) -> Option<Stock> {
        // Looked for in any case: its pictures are not taken away by this build.
        Stock::find_made_from(self.library.as_deref().unwrap_or_default(), &self.index)
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
        let look = |place, except| Look::into(place, except, size_and_time);
        let out = look(&self.out, &[])?;
        let index = look(&self.index, &[NOTE, RETIRED, RETIRED_LOCK])?;
        Some(format!("{}{}", out.hash.to_hex(), index.hash.to_hex()))
    }
}

/// Names all that a library is compiled from: the same for each command that compiles, whatever
/// it does with the library. `None` when it cannot be told, or something is just being changed.
///
/// It is to be asked for before anything is compiled.
pub(super) fn library_key(world: &World) -> Option<String> {
    Some(library_key_of(&library_sources(world)?, &world.config))
}

fn library_key_of(sources: &str, config: &Config) -> String {
    // What only a service needs, and folders of results, make no other library.
    let unread = Config::default();
    let mut config = config.clone();
    config.service = unread.service;
    config.identity = unread.identity;
    config.insight = unread.insight;
    config.outbox = unread.outbox;
    config.search.built_elsewhere = None;
    config.site.out = unread.site.out;
    config.site.theme = unread.site.theme;
    hashed(&format!("{sources}\n{config:?}"))
}

fn hashed(said: &str) -> String {
    blake3::hash(said.as_bytes()).to_hex().to_string()
}

/// Program, messages, content and its history, and what tunes the search. Settings are no part
/// of it: `Config` writes no secret out, and a hash would not tell it.
fn library_sources(world: &World) -> Option<String> {
    let config = &world.config;
    let program = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let mut said = String::new();
    size_and_time(&program, &mut said);
    node(&program, &mut said);
    let content = config.resolve(&config.content.path);
    said.push_str(&head(&content).unwrap_or_default());
    let search = config.search_folder();
    let languages = Locale::ALL.into_iter().map(Locale::code);
    let tuning = languages.chain(["ranking.toml", "glossary.toml"]);
    let mut places = vec![content, config.resolve("i18n".as_ref())];
    places.extend(tuning.map(|name| search.join(name)));
    sources(world, &said, &places)
}

/// What the site is made from beside its library: the theme and the brand.
fn theme_sources(world: &World) -> Option<String> {
    let config = &world.config;
    let theme = config.site.theme.as_ref();
    let brand = config.brand();
    let theme = theme.map(|theme| config.resolve(theme));
    let places: Vec<PathBuf> = [theme, brand.logo, brand.art]
        .into_iter()
        .flatten()
        .collect();
    sources(world, "", &places)
}

fn sources(world: &World, said: &str, places: &[PathBuf]) -> Option<String> {
    let mut hash = blake3::Hasher::new();
    hash.update(said.as_bytes());
    let mut newest = SystemTime::UNIX_EPOCH;
    for place in places {
        let look = Look::into(place, &[], |metadata, said| {
            size_and_time(metadata, said);
            node(metadata, said);
        })?;
        hash.update(look.hash.as_bytes());
        newest = newest.max(look.newest);
    }
    is_settled(newest, world.read_at).then(|| hash.finalize().to_hex().to_string())
}

/// Whether nothing was being changed when the first of it was read.
fn is_settled(newest: SystemTime, read_at: SystemTime) -> bool {
    let since_1970 = newest.duration_since(SystemTime::UNIX_EPOCH);
    let coarse = since_1970.is_ok_and(|time| time.subsec_nanos() == 0);
    let racy = if coarse { COARSE } else { RACY };
    let age = read_at.duration_since(newest);
    age.is_ok_and(|age| age > racy)
}

/// What files look like from outside.
struct Look {
    hash: blake3::Hash,
    /// When one of them was last changed.
    newest: SystemTime,
}

/// What one folder looks like.
struct Folder {
    said: String,
    newest: SystemTime,
    folders: Vec<PathBuf>,
}

impl Look {
    /// Looks at all files in a folder, or at one file, of each what `say` says. Of folders the
    /// names count, and not when they were changed: this very note changes one. A place that is
    /// not there is empty. Right in the folder, `except` is passed over.
    fn into(
        place: &Path,
        except: &[&str],
        say: impl Fn(&Metadata, &mut String) + Sync,
    ) -> Option<Self> {
        let mut hash = blake3::Hasher::new();
        let mut newest = SystemTime::UNIX_EPOCH;
        let mut take = |said: &str, changed: SystemTime| {
            hash.update(&(said.len() as u64).to_le_bytes());
            hash.update(said.as_bytes());
            newest = newest.max(changed);
        };
        let mut level = Vec::new();
        match fs::metadata(place) {
            Ok(metadata) if metadata.is_dir() => {
                let folder = look_at(place, except, &say)?;
                take(&folder.said, folder.newest);
                level = folder.folders;
            }
            Ok(metadata) => {
                let mut said = String::new();
                say(&metadata, &mut said);
                take(&said, changed(&metadata));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(_) => return None,
        }
        // Level by level, since folders can then be shared among the cores.
        while !level.is_empty() {
            let looked = in_parallel(&level, |folder| look_at(folder, &[], &say));
            level.clear();
            for folder in looked {
                let folder = folder?;
                take(&folder.said, folder.newest);
                level.extend(folder.folders);
            }
        }
        Some(Look {
            hash: hash.finalize(),
            newest,
        })
    }
}

fn look_at(folder: &Path, except: &[&str], say: impl Fn(&Metadata, &mut String)) -> Option<Folder> {
    let entries = fs::read_dir(folder).ok()?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>().ok()?;
    entries.sort_by_cached_key(fs::DirEntry::file_name);
    let mut found = Folder {
        said: String::new(),
        newest: SystemTime::UNIX_EPOCH,
        folders: Vec::new(),
    };
    for entry in entries {
        let name = entry.file_name();
        if except.iter().any(|one| *one == name) {
            continue;
        }
        let kind = entry.file_type().ok()?;
        let _ = write!(found.said, "{} ", name.display());
        if kind.is_dir() {
            found.folders.push(entry.path());
        } else {
            // What a link leads to may change without it.
            let metadata = match kind.is_symlink() {
                true => fs::metadata(entry.path()),
                false => entry.metadata(),
            };
            let metadata = metadata.ok()?;
            found.newest = found.newest.max(changed(&metadata));
            say(&metadata, &mut found.said);
        }
        found.said.push('\n');
    }
    Some(found)
}

fn modified(metadata: &Metadata) -> SystemTime {
    metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH)
}

fn size_and_time(metadata: &Metadata, said: &mut String) {
    let time = modified(metadata).duration_since(SystemTime::UNIX_EPOCH);
    let time = time.unwrap_or_default().as_nanos();
    let _ = write!(said, "{} {time}", metadata.len());
}

/// When a file was changed, whatever time a tool has set.
fn changed(metadata: &Metadata) -> SystemTime {
    let written = modified(metadata);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let seconds = u64::try_from(metadata.ctime()).unwrap_or_default();
        let rest = u32::try_from(metadata.ctime_nsec()).unwrap_or_default();
        written.max(SystemTime::UNIX_EPOCH + Duration::new(seconds, rest))
    }
    #[cfg(not(unix))]
    written
}

/// What changes even where a tool sets the time back.
fn node(metadata: &Metadata, said: &mut String) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let (node, changed) = (metadata.ino(), metadata.ctime());
        let _ = write!(said, " {node} {changed} {}", metadata.ctime_nsec());
    }
    #[cfg(not(unix))]
    let _ = (metadata, said);
}
