//! Writes what was planned, or nothing.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::import::{Content, Import};

/// Why nothing was written, or not all.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Nothing was written: these are there already.
    #[error("{} files are there already", .0.len())]
    Exists(Vec<PathBuf>),
    #[error("cannot write `{}`", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
}

impl Import {
    /// Writes everything below `into`, and nothing where anything is there already.
    ///
    /// # Errors
    /// A file is there, or cannot be written.
    pub fn write(&self, into: &Path) -> Result<(), WriteError> {
        let unwritable = |path: &Path, source: io::Error| WriteError::Unwritable {
            path: path.to_owned(),
            source,
        };
        let targets: Vec<PathBuf> = self.files.iter().map(|file| into.join(&file.to)).collect();
        let there: Vec<PathBuf> = targets
            .iter()
            .filter(|target| fs::symlink_metadata(target).is_ok())
            .cloned()
            .collect();
        if !there.is_empty() {
            return Err(WriteError::Exists(there));
        }
        fs::create_dir_all(into).map_err(|source| unwritable(into, source))?;
        let root = fs::canonicalize(into).map_err(|source| unwritable(into, source))?;
        for (file, target) in self.files.iter().zip(&targets) {
            let write = || -> io::Result<()> {
                if !is_inside(&file.to) {
                    return Err(io::Error::other("outside of the folder"));
                }
                let folder = target.parent().unwrap_or(into);
                fs::create_dir_all(folder)?;
                // A link in the folder may lead elsewhere.
                if !fs::canonicalize(folder)?.starts_with(&root) {
                    return Err(io::Error::other("outside of the folder"));
                }
                let mut new = fs::File::create_new(target)?;
                match &file.content {
                    Content::Text(text) => io::Write::write_all(&mut new, text.as_bytes()),
                    Content::Copy(from) => {
                        io::copy(&mut fs::File::open(from)?, &mut new).map(|_| ())
                    }
                }
            };
            write().map_err(|source| unwritable(target, source))?;
        }
        Ok(())
    }
}

/// Names alone: no `..`, nothing from the root, nothing that one system reads otherwise.
fn is_inside(path: &str) -> bool {
    path.split('/').all(|part| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    })
}
