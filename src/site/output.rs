//! The public folder: the only place of this room that writes files.
//!
//! Entry point: [`write()`]. A complete new folder is made beside the old one and
//! takes its place by a rename, so a web server never sees half a site. A folder
//! that ayuda did not make is never touched.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::{fs, io, thread};

use crate::packing::{Packing, is_packable, packed};
use crate::site::{Page, Site};
use crate::theme::ThemeError;

/// Says that a folder is ours to replace.
const MARKER: &str = ".ayuda";
const MARKER_TEXT: &str = "Made by `ayuda build`, which replaces this folder as a whole.\n";

/// A packed file has at most this many hundredths of the other.
const WORTH: usize = 95;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub files: usize,
    pub bytes: u64,
}

/// The site could not be written. The old folder, if there was one, is unharmed.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    #[error("`{}` holds files that ayuda did not make, and would be replaced; empty it or choose another folder", .0.display())]
    Foreign(PathBuf),
    #[error("`{}` cannot be the folder of a site", .0.display())]
    NoFolder(PathBuf),
    #[error("a page wants to be written to `{0}`, outside of the site's folder")]
    Outside(String),
    #[error("cannot write `{}`", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot draw `{page}`")]
    Draw { page: String, source: ThemeError },
}

/// Draws all pages of `site` and puts them at `out`, in place of what was there. With
/// `compress`, packed files stand beside those that get smaller by it.
///
/// # Errors
/// See [`OutputError`]; nothing is replaced unless every page was written.
pub fn write(site: &Site, out: &Path, compress: bool) -> Result<Summary, OutputError> {
    let folders = Folders::beside(out)?;
    folders.begin()?;
    let paths: Vec<&str> = site.paths().collect();
    let (next, files, bytes) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicU64::new(0));
    let work = || -> Result<(), OutputError> {
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            let page = site.page(path).map_err(|source| OutputError::Draw {
                page: (*path).to_owned(),
                source,
            })?;
            if let Some(page) = page {
                folders.write(&page)?;
                if compress {
                    folders.write_packed(&page)?;
                }
                files.fetch_add(1, Ordering::Relaxed);
                bytes.fetch_add(page.bytes.len() as u64, Ordering::Relaxed);
            }
        }
        Ok(())
    };
    let workers = thread::available_parallelism().map_or(2, NonZero::get);
    thread::scope(|scope| {
        let started: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        started.into_iter().try_for_each(|one| match one.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })?;
    folders.swap()?;
    Ok(Summary {
        files: files.into_inner(),
        bytes: bytes.into_inner(),
    })
}

/// The folder, the one that is being made, and the one that is being taken away.
struct Folders {
    out: PathBuf,
    next: PathBuf,
    old: PathBuf,
}

impl Folders {
    fn beside(out: &Path) -> Result<Self, OutputError> {
        let out = fs::canonicalize(out).unwrap_or_else(|_| out.to_owned());
        let name = match out.file_name() {
            Some(name) => name.to_string_lossy().into_owned(),
            None => return Err(OutputError::NoFolder(out)),
        };
        Ok(Folders {
            next: out.with_file_name(format!(".{name}.next")),
            old: out.with_file_name(format!(".{name}.old")),
            out,
        })
    }

    /// Checks that everything to be replaced is ours, and clears what a killed run left.
    fn begin(&self) -> Result<(), OutputError> {
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
        let marker = self.next.join(MARKER);
        fs::write(&marker, MARKER_TEXT).map_err(at(&marker))
    }

    fn write(&self, page: &Page) -> Result<(), OutputError> {
        let path = match is_inside(&page.file) {
            true => self.next.join(&page.file),
            false => return Err(OutputError::Outside(page.file.clone())),
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        fs::write(&path, &page.bytes).map_err(at(&path))
    }

    /// A file for each packing, where it saves enough to be worth a look by the web server.
    fn write_packed(&self, page: &Page) -> Result<(), OutputError> {
        let is_for_host = page.file.starts_with('_');
        if is_for_host || !is_packable(page.media_type) {
            return Ok(());
        }
        for packing in Packing::AHEAD {
            let bytes = packed(&page.bytes, packing);
            if bytes.len() * 100 <= page.bytes.len() * WORTH {
                let file = format!("{}.{}", page.file, packing.ending());
                let path = self.next.join(file);
                fs::write(&path, bytes).map_err(at(&path))?;
            }
        }
        Ok(())
    }

    fn swap(&self) -> Result<(), OutputError> {
        if self.out.exists() {
            fs::rename(&self.out, &self.old).map_err(at(&self.out))?;
        }
        if let Err(source) = fs::rename(&self.next, &self.out) {
            // Better the old site than none.
            let _ = fs::rename(&self.old, &self.out);
            let path = self.out.clone();
            return Err(OutputError::Write { path, source });
        }
        remove(&self.old)
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

fn at(path: &Path) -> impl Fn(io::Error) -> OutputError {
    let path = path.to_owned();
    move |source| OutputError::Write {
        path: path.clone(),
        source,
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
        let folders = Folders::beside(&out).expect("folders");
        folders.begin().expect("an empty folder is fine");
        fs::write(out.join("thesis.txt"), "years of work").expect("a file");
        let refused = folders.begin().expect_err("not ours");
        assert!(matches!(refused, OutputError::Foreign(path) if path.ends_with("public")));
        assert!(out.join("thesis.txt").exists());
        fs::write(out.join(MARKER), "").expect("a file");
        folders.begin().expect("ours now");
    }

    #[test]
    fn a_killed_run_is_finished_by_the_next() {
        let place = tempfile::tempdir().expect("a folder");
        let out = place.path().join("public");
        let folders = Folders::beside(&out).expect("folders");
        folders.begin().expect("begun");
        folders.swap().expect("swapped");
        fs::rename(&out, &folders.old).expect("as if killed here");
        folders.begin().expect("begun again");
        assert!(out.join(MARKER).is_file(), "the old site is back");
        folders.swap().expect("swapped");
        assert!(out.exists() && !folders.old.exists() && !folders.next.exists());
    }
}
