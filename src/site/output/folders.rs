//! The folders that a site is written to, and how one takes the place of another.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::site::output::retired::{self, Planned, Retired};
use crate::site::output::{OutputError, at};

/// Says that a folder is ours to replace.
pub(super) const MARKER: &str = ".ayuda";
const MARKER_TEXT: &str = "Made by `ayuda build`, which replaces this folder as a whole.\n";

/// The folder, the one that is being made, and the one that is being taken away.
pub(super) struct Folders {
    out: PathBuf,
    next: PathBuf,
    old: PathBuf,
    /// Where the site that is replaced goes, instead of being deleted.
    keep: Option<Keep>,
    /// The site before the last, where the next is made of it.
    retired: Option<Retired>,
}

/// A private folder for what is replaced, while no other process has it.
struct Keep {
    folder: PathBuf,
    /// Let go with the file, also by a killed process.
    _lock: File,
}

impl Keep {
    /// `None` where another process has it, where it is not ours, and where it cannot be had.
    fn take(folder: &Path) -> Option<Self> {
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.with_extension("lock"))
            .ok()?;
        lock.try_lock().ok()?;
        is_ours(folder).ok()?.then(|| Keep {
            folder: folder.to_owned(),
            _lock: lock,
        })
    }
}

impl Folders {
    pub(super) fn beside(out: &Path) -> Result<Self, OutputError> {
        let out = fs::canonicalize(out).unwrap_or_else(|_| out.to_owned());
        let name = match out.file_name() {
            Some(name) => name.to_string_lossy().into_owned(),
            None => return Err(OutputError::NoFolder(out)),
        };
        Ok(Folders {
            next: out.with_file_name(format!(".{name}.next")),
            old: out.with_file_name(format!(".{name}.old")),
            out,
            keep: None,
            retired: None,
        })
    }

    /// The same with a private folder for what is replaced.
    pub(super) fn keeping(self, keep: Option<&Path>) -> Self {
        let keep = keep.and_then(Keep::take);
        Folders { keep, ..self }
    }

    /// Checks that everything to be replaced is ours, clears what a killed run left, and makes
    /// the next folder: of the one that was kept, where all that it may hold is `planned`.
    pub(super) fn begin(&mut self, planned: Option<&Planned>) -> Result<(), OutputError> {
        for folder in [&self.out, &self.next, &self.old] {
            if !is_ours(folder).map_err(at(folder))? {
                return Err(OutputError::Foreign(folder.clone()));
            }
        }
        // A run that was killed between the two renames took the old site away.
        if !self.out.exists() && self.old.exists() {
            fs::rename(&self.old, &self.out).map_err(at(&self.old))?;
        }
        remove(&self.next)?;
        remove(&self.old)?;
        fs::create_dir_all(&self.next).map_err(at(&self.next))?;
        let keep = self.keep.as_ref().map(|keep| &keep.folder);
        if let Some(keep) = keep.filter(|keep| keep.exists()) {
            self.retired = planned.and_then(|planned| Retired::take_up(keep, &self.next, planned));
            match self.retired {
                // It stays in its place until it is the site: what is not public any more must
                // not lie where the site does.
                Some(_) => {
                    remove(&self.next)?;
                    self.next.clone_from(keep);
                }
                None => remove(keep)?,
            }
        }
        let marker = self.next.join(MARKER);
        fs::write(&marker, MARKER_TEXT).map_err(at(&marker))
    }

    /// Puts a file into the next folder.
    pub(super) fn write(&self, file: &str, bytes: &[u8]) -> Result<(), OutputError> {
        if !is_inside(file) {
            return Err(OutputError::Outside(file.to_owned()));
        }
        let path = self.next.join(file);
        let known = self.retired.as_ref().filter(|retired| retired.holds(file));
        let written = match known {
            Some(_) => retired::renew(&path, bytes),
            None => write_new(&path, bytes),
        };
        written.map_err(at(&path))
    }

    /// Sees to it that the next folder has no such file.
    pub(super) fn leave_out(&self, file: &str) -> Result<(), OutputError> {
        let known = self.retired.as_ref().filter(|retired| retired.holds(file));
        let path = self.next.join(file);
        known
            .map_or(Ok(()), |_| fs::remove_file(&path))
            .map_err(at(&path))
    }

    pub(super) fn swap(&self) -> Result<(), OutputError> {
        if self.out.exists() {
            fs::rename(&self.out, &self.old).map_err(at(&self.out))?;
        }
        if let Err(source) = fs::rename(&self.next, &self.out) {
            // Better the old site than none.
            let _ = fs::rename(&self.old, &self.out);
            // Where it lies on another disk by now, the next run begins without it.
            let _ = self.retired.is_some().then(|| remove(&self.next));
            let path = self.out.clone();
            return Err(OutputError::Write { path, source });
        }
        let keep = self.keep.as_ref();
        match keep.map(|keep| fs::rename(&self.old, &keep.folder)) {
            Some(Ok(())) => Ok(()),
            _ => remove(&self.old),
        }
    }
}

/// Most files that have a folder of their own are the first in it.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.ends_with("index.html")
        && let Some(folder) = path.parent()
    {
        // Where it is there, or cannot be made, writing tells.
        let _ = DirBuilder::new().create(folder);
    }
    match fs::write(path, bytes) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, bytes)
        }
        written => written,
    }
}

/// Whether a folder is not there, empty, or marked as made by us.
fn is_ours(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none() || folder.join(MARKER).is_file()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a file name stays below the folder that it is joined to, on any system.
fn is_inside(file: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && part != MARKER
            && !part
                .chars()
                .any(|c| c.is_control() || c == '\\' || c == ':')
    };
    file.split('/').all(is_plain)
}

fn remove(folder: &Path) -> Result<(), OutputError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(folder)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_inside() {
        for file in ["en/index.html", "sitemap.xml", "go/KB-000001/index.html"] {
            assert!(is_inside(file), "{file}");
        }
        for file in [
            "",
            "/etc/passwd",
            "../x",
            "en/../../x",
            "en//x",
            "en/./x",
            "a\0b",
            "c:\\x",
            "a\\..\\b",
            "en/",
            ".ayuda",
            "c:x",
        ] {
            assert!(!is_inside(file), "{file}");
        }
    }

    #[test]
    fn a_folder_of_others_is_left_alone() {
        let place = tempfile::tempdir().expect("a folder");
        let out = place.path().join("public");
        fs::create_dir(&out).expect("a folder");
        let mut folders = Folders::beside(&out).expect("folders");
        folders.begin(None).expect("an empty folder is fine");
        fs::write(out.join("thesis.txt"), "years of work").expect("a file");
        let refused = folders.begin(None).expect_err("not ours");
        assert!(matches!(refused, OutputError::Foreign(path) if path.ends_with("public")));
        assert!(out.join("thesis.txt").exists());
        fs::write(out.join(MARKER), "").expect("a file");
        folders.begin(None).expect("ours now");
    }

    #[test]
    fn a_killed_run_is_finished_by_the_next() {
        let place = tempfile::tempdir().expect("a folder");
        let out = place.path().join("public");
        let mut folders = Folders::beside(&out).expect("folders");
        folders.begin(None).expect("begun");
        folders.swap().expect("swapped");
        fs::rename(&out, &folders.old).expect("as if killed here");
        folders.begin(None).expect("begun again");
        assert!(out.join(MARKER).is_file(), "the old site is back");
        folders.swap().expect("swapped");
        assert!(out.exists() && !folders.old.exists() && !folders.next.exists());
    }
}
