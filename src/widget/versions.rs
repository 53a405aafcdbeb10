//! Versions of the widget that were served before: an app that pinned one, or a page that was
//! open during an upgrade, goes on to get its files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::widget::{Widget, media_type};

/// As many versions stay; each takes some 60 KB.
const MAX_VERSIONS: usize = 50;

/// The folder of all versions.
#[derive(Clone, Debug)]
pub struct Versions {
    folder: PathBuf,
}

impl Versions {
    /// Keeps them in `folder`, which need not be there yet.
    pub fn new(folder: PathBuf) -> Self {
        Versions { folder }
    }

    /// Writes the files of `widget` if they are not there, and lets the oldest versions go.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn keep(&self, widget: &Widget) -> io::Result<()> {
        let place = self.folder.join(widget.version());
        if place.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        // Whole or not at all: a folder by that name holds every file.
        let unfinished = self.folder.join(format!(".{}", widget.version()));
        fs::create_dir_all(&unfinished)?;
        for (name, file) in &widget.files {
            fs::write(unfinished.join(name), &file.bytes)?;
        }
        match fs::rename(&unfinished, &place) {
            // Another node with the same folder was faster.
            Err(_) if place.is_dir() => {}
            done => done?,
        }
        self.forget_oldest()
    }

    fn forget_oldest(&self) -> io::Result<()> {
        let mut all = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if is_version(&entry.file_name().to_string_lossy()) {
                all.push((entry.metadata()?.modified()?, entry.path()));
            }
        }
        all.sort();
        let spare = all.len().saturating_sub(MAX_VERSIONS);
        all.iter()
            .take(spare)
            .try_for_each(|(_, path)| fs::remove_dir_all(path))
    }

    /// The type and the bytes of a file of a version that was kept.
    pub fn file(&self, version: &str, name: &str) -> Option<(&'static str, Vec<u8>)> {
        let is_plain = |one: char| one.is_ascii_alphanumeric() || one == '.';
        if !is_version(version) || name.starts_with('.') || !name.chars().all(is_plain) {
            return None;
        }
        let path: PathBuf = [self.folder.as_path(), Path::new(version), Path::new(name)]
            .iter()
            .collect();
        Some((media_type(name), fs::read(path).ok()?))
    }
}

/// Whether it reads like a version of ours: such names lead nowhere else.
fn is_version(name: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let Some((release, hash)) = name.rsplit_once('-') else {
        return false;
    };
    hash.len() == 10 && plain(hash) && release.split(['.', '-']).all(plain)
}
