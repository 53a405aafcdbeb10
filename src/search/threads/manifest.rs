//! What an index of threads holds on disk, and up to which change: written last, by renaming.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::locale::Locale;
use crate::search::SearchError;
use crate::search::analyzer::{ANALYZER_VERSION, Analyzer, PROBE};

/// To be raised when files are laid out in another way.
const VERSION: u32 = 1;
const FILE: &str = "manifest.json";

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Of all that makes terms of text.
    pub fingerprint: String,
    /// All that was changed until then is in it, and perhaps some of what came after.
    pub change: i64,
    pub next: u32,
    pub segments: Vec<Entry>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub id: u32,
    pub category: String,
    pub language: String,
    pub threads: usize,
    /// Bytes of its index.
    pub bytes: u64,
    /// The newest file of facts.
    pub facts: u32,
}

impl Manifest {
    /// `None` where there is none that fits what is written today.
    pub fn read(folder: &Path) -> Option<Self> {
        let bytes = fs::read(folder.join(FILE)).ok()?;
        let manifest: Manifest = serde_json::from_slice(&bytes).ok()?;
        (manifest.fingerprint == fingerprint()).then_some(manifest)
    }

    pub fn write(&self, folder: &Path) -> Result<(), SearchError> {
        let (path, next) = (folder.join(FILE), folder.join("manifest.next"));
        let failed = |source| SearchError::io(&path, source);
        let bytes = serde_json::to_vec(self).map_err(|error| failed(io::Error::other(error)))?;
        fs::write(&next, bytes).map_err(failed)?;
        fs::rename(&next, &path).map_err(failed)
    }
}

pub(super) fn fingerprint() -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&VERSION.to_le_bytes());
    hasher.update(&ANALYZER_VERSION.to_le_bytes());
    hasher.update(tantivy::version_string().as_bytes());
    for language in Locale::ALL {
        let mut analyzer = Analyzer::new(language);
        for word in PROBE {
            for stem in analyzer.forms(word).stems() {
                hasher.update(stem.as_bytes());
            }
        }
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

pub(super) fn segment_folder(id: u32) -> String {
    format!("s{id}")
}

pub(super) fn facts_file(version: u32) -> String {
    format!("facts-{version}")
}

/// Bytes of the files of a segment's index, without the facts beside it.
pub(super) fn index_bytes(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with("facts-") {
            bytes += entry.metadata()?.len();
        }
    }
    Ok(bytes)
}

/// Deletes what the manifest does not name: what a killed process left behind.
pub(super) fn tidy(folder: &Path, manifest: &Manifest) -> io::Result<()> {
    let wanted: Vec<(String, String)> = manifest
        .segments
        .iter()
        .map(|one| (segment_folder(one.id), facts_file(one.facts)))
        .collect();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_segment = name
            .strip_prefix('s')
            .is_some_and(|id| id.parse::<u32>().is_ok());
        if !is_segment {
            continue;
        }
        let Some((_, facts)) = wanted.iter().find(|(folder, _)| *folder == name) else {
            fs::remove_dir_all(entry.path())?;
            continue;
        };
        for file in fs::read_dir(entry.path())? {
            let file = file?;
            let name = file.file_name().to_string_lossy().into_owned();
            if name.starts_with("facts-") && name != *facts {
                fs::remove_file(file.path())?;
            }
        }
    }
    Ok(())
}
