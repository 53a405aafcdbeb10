//! The bytes of pictures and films in files, so that a service need not hold them.
//!
//! A file is named by a hash of what it holds and written whole. What this process wrote or
//! compared itself is not read again for the next edition.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, io};

use crate::content::{Library, Picture, PictureBytes, Stored};
use crate::private;

/// What this process knows of the folders that it put pictures into, or found some in.
static KNOWN: Mutex<Option<HashMap<PathBuf, Known>>> = Mutex::new(None);

#[derive(Debug, Default)]
struct Known {
    /// Files that hold what their names say.
    whole: HashSet<String>,
    /// Files of a library that was found on disk: this process may show it, or another one does.
    found: HashSet<String>,
    /// What nobody needs was taken away.
    is_tidy: bool,
}

/// Moves the bytes of all pictures into files below `index`, where the shelves lie. What
/// cannot be written stays in memory.
#[must_use]
pub fn put_away(mut library: Library, index: &Path) -> Library {
    let folder = index.join("media");
    if library.pictures.is_empty() || private::make_folder(&folder).is_err() {
        return library;
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let folders = known.get_or_insert_default();
    let known = folders.entry(folder.clone()).or_default();
    for picture in &mut library.pictures {
        if let Some(stored) = stored(picture, &folder, &mut known.whole) {
            let bytes = PictureBytes::Stored(Arc::new(stored));
            *picture = Arc::new(Picture {
                bytes,
                ..Picture::clone(picture)
            });
        }
    }
    library
}

/// Takes away the files below `index` that neither a library which was put away needs, nor one
/// that was found there. Only once: later on, an edition that is still shown may need what the
/// next one does not have. It is for those who write the site or serve, and have looked for the
/// library of before.
pub fn tidy(index: &Path) {
    let folder = index.join("media");
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known
        .get_or_insert_default()
        .entry(folder.clone())
        .or_default();
    if !std::mem::replace(&mut known.is_tidy, true) {
        let needed = known.whole.union(&known.found);
        let needed: HashSet<&str> = needed.map(String::as_str).collect();
        private::retain_hashed(&folder, &needed);
    }
}

/// The file that an earlier process wrote below `index`, in the length that it had.
///
/// # Errors
/// It is not there, or not in that length.
pub fn find_stored(index: &Path, hash: String, length: u64) -> io::Result<Stored> {
    let name = hash.get(..40).ok_or(io::ErrorKind::InvalidData)?;
    let folder = index.join("media");
    let path = folder.join(name);
    if fs::metadata(&path)?.len() != length {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default().entry(folder).or_default();
    known.found.insert(name.to_owned());
    Ok(Stored { path, length, hash })
}

/// Whether the files of all pictures hold what they were written with. It reads all of them.
pub fn are_whole(library: &Library) -> bool {
    let mut pictures = library.pictures.iter();
    pictures.all(|picture| match &picture.bytes {
        PictureBytes::Held(_) => true,
        PictureBytes::Stored(stored) => stored.is_whole(),
    })
}

/// The file of a picture, written now unless it is there.
fn stored(picture: &Picture, folder: &Path, known: &mut HashSet<String>) -> Option<Stored> {
    let PictureBytes::Held(bytes) = &picture.bytes else {
        return None;
    };
    let hash = blake3::hash(bytes).to_hex().to_string();
    let path = folder.join(&hash[..40]);
    let length = bytes.len() as u64;
    let stored = Stored { path, length, hash };
    let name = stored.hash[..40].to_owned();
    let is_whole = || match known.contains(&name) {
        true => fs::metadata(&stored.path).is_ok_and(|file| file.len() == length),
        false => fs::read(&stored.path).is_ok_and(|file| stored.is(&file)),
    };
    if !is_whole() {
        private::write_whole(&stored.path, bytes).ok()?;
    }
    known.insert(name);
    Some(stored)
}
