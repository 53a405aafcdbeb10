//! Folders and files that nobody but their owner can look into: what a service keeps may be
//! restricted.

use std::collections::HashSet;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fs, io};

/// Makes a folder and those above it; what is there already stays as it is.
pub fn make_folder(path: &Path) -> io::Result<()> {
    folders().recursive(true).create(path)
}

/// Makes a folder that is not there yet.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`], and what the disk says.
pub fn new_folder(path: &Path) -> io::Result<()> {
    folders().create(path)
}

/// Makes a file that is not there yet, to be written and read.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`], and what the disk says.
pub fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file whole or not at all, in place of one that is there.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let next = path.with_extension(format!("{}-{number}", std::process::id()));
    let written = new_file(&next)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&next, path));
    if written.is_err() {
        let _ = fs::remove_file(&next);
    }
    written
}

/// Deletes the files of a folder that are named by a hash, also those half written, but for
/// the `wanted`. Nothing else in it is ours to delete.
pub fn retain_hashed<S>(folder: &Path, wanted: &HashSet<S>)
where
    S: std::borrow::Borrow<str> + Eq + std::hash::Hash,
{
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if is_hashed(&name) && !wanted.contains(&*name) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_hashed(name: &str) -> bool {
    let hash = name.bytes().take_while(u8::is_ascii_hexdigit).count();
    let mut rest = name[hash..].bytes();
    hash >= 20 && rest.all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte))
}

fn folders() -> DirBuilder {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}
