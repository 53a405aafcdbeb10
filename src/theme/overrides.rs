//! Files of a theme on disk: `templates/**`, `assets/**` and `widget/**` below its folder.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use crate::theme::ThemeError;

/// What a theme folder holds, by name below its three parts.
#[derive(Debug, Default)]
pub(super) struct Overrides {
    pub(super) templates: Vec<(String, String)>,
    pub(super) assets: Vec<(String, Vec<u8>)>,
    pub(super) widget: Vec<(String, String)>,
}

/// Reads `folder`; a part that it does not have stays built in.
pub(super) fn read(folder: &Path) -> Result<Overrides, ThemeError> {
    // A folder that is not there is a slip in the settings, not an empty theme.
    fs::read_dir(folder).map_err(|source| ThemeError::Unreadable {
        path: folder.to_owned(),
        source,
    })?;
    Ok(Overrides {
        templates: texts(&folder.join("templates"))?,
        assets: files(&folder.join("assets"))?,
        widget: texts(&folder.join("widget"))?,
    })
}

fn texts(folder: &Path) -> Result<Vec<(String, String)>, ThemeError> {
    let files = files(folder)?.into_iter();
    let texts = files.map(|(name, bytes)| {
        let text = String::from_utf8(bytes).map_err(|_| ThemeError::NotText {
            path: folder.join(&name),
        })?;
        Ok((name, text))
    });
    texts.collect()
}

fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, ThemeError> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| ThemeError::Unreadable {
            path: error.path().unwrap_or(folder).to_owned(),
            source: error.into(),
        })?;
        let name = entry.file_name().to_string_lossy();
        if !entry.file_type().is_file() || name.starts_with('.') {
            continue;
        }
        let bytes = fs::read(entry.path()).map_err(|source| ThemeError::Unreadable {
            path: entry.path().to_owned(),
            source,
        })?;
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        files.push((parts.join("/"), bytes));
    }
    Ok(files)
}
