//! The site before the last one, which the next one is made of.
//!
//! Entry points: [`Retired::take_up`] takes what is not planned away, and [`renew`] brings one
//! file up to date. Nothing of it is taken on trust: each file is compared with its page.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;

use crate::site::output::folders::MARKER;

/// The files that a site will have, below its folder, and the folders that these lie in.
#[derive(Debug, Default)]
pub(super) struct Planned {
    files: HashSet<String>,
    folders: BTreeSet<String>,
}

impl Planned {
    pub(super) fn of(files: impl Iterator<Item = String>) -> Self {
        let mut planned = Planned::default();
        for file in files {
            let mut inner = file.as_str();
            while let Some((folder, _)) = inner.rsplit_once('/') {
                if !planned.folders.insert(folder.to_owned()) {
                    break;
                }
                inner = folder;
            }
            planned.files.insert(file);
        }
        planned
    }
}

/// A folder in which nothing lies but files that are planned.
pub(super) struct Retired {
    files: HashSet<String>,
}

impl Retired {
    /// Takes all from `folder` that is not planned. `None` where it is not as `new`, a folder
    /// that was just made, and where something cannot be taken away.
    pub(super) fn take_up(folder: &Path, new: &Path, planned: &Planned) -> Option<Self> {
        if !is_like(&fs::metadata(folder).ok()?, &fs::metadata(new).ok()?) {
            return None;
        }
        let mut files = HashSet::new();
        clear(folder, "", planned, &mut files).ok()?;
        Some(Retired { files })
    }

    pub(super) fn holds(&self, file: &str) -> bool {
        self.files.contains(file)
    }
}

/// Whether what is made now would be of the same disk and owner, and as open.
#[cfg(unix)]
fn is_like(folder: &Metadata, new: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let seen = |one: &Metadata| (one.dev(), one.uid(), one.gid(), one.mode());
    seen(folder) == seen(new)
}

#[cfg(not(unix))]
fn is_like(_: &Metadata, _: &Metadata) -> bool {
    false
}

/// Notes the planned files in a folder, and takes the rest away, links as well.
fn clear(
    folder: &Path,
    below: &str,
    planned: &Planned,
    files: &mut HashSet<String>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let name = entry.file_name();
        let file = format!("{below}{}", name.to_string_lossy());
        if kind.is_file() && file == MARKER {
            // Until the last it says whose folder this is.
        } else if kind.is_dir() && planned.folders.contains(&file) {
            clear(&entry.path(), &format!("{file}/"), planned, files)?;
        } else if kind.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if kind.is_file() && planned.files.contains(&file) {
            files.insert(file);
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Sees to it that the file holds these bytes. One that does already stays untouched, so that
/// its time tells when it changed.
pub(super) fn renew(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let opened = OpenOptions::new().read(true).write(true).open(path);
    let Ok(mut file) = opened else {
        return replace(path, bytes);
    };
    let metadata = file.metadata()?;
    if !is_ours_alone(&metadata) {
        return replace(path, bytes);
    }
    let length = metadata.len();
    if length == bytes.len() as u64 && holds(&mut file, bytes)? {
        return Ok(());
    }
    file.rewind()?;
    file.write_all(bytes)?;
    match length > bytes.len() as u64 {
        true => file.set_len(bytes.len() as u64),
        false => Ok(()),
    }
}

/// A file with another name elsewhere, such as in a backup made of links, is not ours to change.
#[cfg(unix)]
fn is_ours_alone(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.nlink() == 1
}

#[cfg(not(unix))]
fn is_ours_alone(_: &Metadata) -> bool {
    false
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::remove_file(path)?;
    fs::write(path, bytes)
}

fn holds(file: &mut File, bytes: &[u8]) -> io::Result<bool> {
    let mut part = [0; 16 * 1024];
    let mut rest = bytes;
    while !rest.is_empty() {
        let read = file.read(&mut part)?;
        if read == 0 || read > rest.len() || part[..read] != rest[..read] {
            return Ok(false);
        }
        rest = &rest[read..];
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(place: &Path, files: &[(&str, &str)]) {
        for (file, text) in files {
            let path = place.join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
    }

    fn planned(files: &[&str]) -> Planned {
        Planned::of(files.iter().map(|file| (*file).to_owned()))
    }

    #[test]
    fn what_is_not_planned_goes_away() {
        let place = tempfile::tempdir().expect("a folder");
        let (old, new) = (place.path().join("old"), place.path().join("new"));
        fs::create_dir(&new).expect("a folder");
        put(
            &old,
            &[
                ("a/b/index.html", ""),
                ("a/c/d.html", ""),
                ("e", ""),
                ("f/g", ""),
            ],
        );
        // What was a file is a folder now, and the other way round.
        let planned = planned(&["a/b/index.html", "e/index.html", "f"]);
        let retired = Retired::take_up(&old, &new, &planned).expect("alike");
        assert!(retired.holds("a/b/index.html"));
        let mut left: Vec<String> = walkdir::WalkDir::new(&old)
            .into_iter()
            .map(|entry| entry.expect("an entry").path().display().to_string())
            .map(|path| path.replace(&old.display().to_string(), ""))
            .collect();
        left.sort();
        assert_eq!(left, ["", "/a", "/a/b", "/a/b/index.html"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_is_less_open_is_not_taken_up() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().expect("a folder");
        let (old, new) = (place.path().join("old"), place.path().join("new"));
        for folder in [&old, &new] {
            fs::create_dir(folder).expect("a folder");
        }
        fs::set_permissions(&old, fs::Permissions::from_mode(0o700)).expect("closed");
        assert!(Retired::take_up(&old, &new, &planned(&[])).is_none());
    }

    #[test]
    fn files_become_what_their_pages_say() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("page");
        let long = "x".repeat(40_000);
        for (before, after) in [
            ("same", "same"),
            ("shorter", "short"),
            ("short", "longer"),
            ("equal length", "EQUAL LENGTH"),
            ("", "something"),
            ("something", ""),
            (&long, &long[1..]),
        ] {
            fs::write(&path, before).expect("a file");
            renew(&path, after.as_bytes()).expect("renewed");
            assert_eq!(fs::read_to_string(&path).expect("a file"), after);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_backup_made_of_links_stays_as_it_was() {
        let place = tempfile::tempdir().expect("a folder");
        let (path, backup) = (place.path().join("page"), place.path().join("backup"));
        fs::write(&path, "before").expect("a file");
        fs::hard_link(&path, &backup).expect("a link");
        renew(&path, b"after").expect("renewed");
        assert_eq!(fs::read_to_string(&path).expect("a file"), "after");
        assert_eq!(fs::read_to_string(&backup).expect("a file"), "before");
    }

    #[cfg(unix)]
    #[test]
    fn links_go_away_and_what_they_lead_to_stays() {
        let place = tempfile::tempdir().expect("a folder");
        let (old, new) = (place.path().join("old"), place.path().join("new"));
        fs::create_dir(&new).expect("a folder");
        put(place.path(), &[("elsewhere", "kept"), ("old/.ayuda", "")]);
        std::os::unix::fs::symlink(place.path().join("elsewhere"), old.join("page")).expect("link");
        let retired = Retired::take_up(&old, &new, &planned(&["page"])).expect("alike");
        assert!(!retired.holds("page") && !old.join("page").exists());
        let kept = fs::read_to_string(place.path().join("elsewhere"));
        assert_eq!(kept.expect("a file"), "kept");
    }
}
