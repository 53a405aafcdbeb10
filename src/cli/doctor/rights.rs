//! Whether this user may write what the service writes, and read what it reads.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::cli::doctor::{Examining, shown, system};
use crate::i18n::text;

pub(super) fn examine(to: &mut Examining<'_>) {
    let config = &to.world.config;
    let data = config.resolve(&config.service.data);
    as_root(to, &data);
    folder(to, "data", &data);
    folder(to, "index", &config.built_folder());
    // `build` puts a new folder in the place of the old one.
    public(to, &config.resolve(&config.site.out));
    content(to, &config.resolve(&config.content.path));
}

/// Root may do everything, so that nothing below would be found.
fn as_root(to: &mut Examining<'_>, data: &Path) {
    let (m, l) = to.words();
    match system::owner(data) {
        Some((owner, _)) if owner != 0 && system::is_root() => {
            let owner = system::user(owner);
            let said = text::doctor_as_root(m, l, shown(data), owner.as_str());
            to.warn("user", said, text::doctor_as_root_mend(m, l, owner));
        }
        _ => {}
    }
}

/// A folder in which the service makes files, and the files that lie in it.
fn folder(to: &mut Examining<'_>, check: &'static str, folder: &Path) {
    let (m, l) = to.words();
    let path = shown(folder);
    let nearest = system::nearest(folder);
    if folder.exists() && !folder.is_dir() {
        let said = text::doctor_no_folder(m, l, path);
        return to.fail(check, said, text::doctor_no_folder_mend(m, l));
    }
    // What the database writes in place; the rest is written beside and renamed.
    let database = ["ayuda.db", "ayuda.db-wal", "ayuda.db-shm"].map(|name| folder.join(name));
    let closed = std::iter::once(nearest.as_path())
        .chain(
            database
                .iter()
                .map(PathBuf::as_path)
                .filter(|one| one.is_file()),
        )
        .find(|one| !system::may_write(one));
    match closed {
        Some(closed) => {
            let owner =
                system::owner(closed).map_or_else(String::new, |(one, _)| system::user(one));
            let said = text::doctor_not_writable(m, l, owner, shown(closed));
            to.fail(
                check,
                said,
                text::doctor_not_writable_mend(m, l, shown(closed)),
            );
        }
        None if folder.exists() => to.ok(check, text::doctor_writable(m, l, path)),
        None => to.note(check, text::doctor_will_be_made(m, l, path), None),
    }
}

fn public(to: &mut Examining<'_>, folder: &Path) {
    let (m, l) = to.words();
    let around = system::nearest(folder.parent().unwrap_or(folder));
    if system::may_write(&around) {
        to.ok("public", text::doctor_public_ok(m, l, shown(folder)));
    } else {
        // The service never writes it.
        let said = text::doctor_public_closed(m, l, shown(folder));
        to.note("public", said, Some(text::doctor_public_mend(m, l)));
    }
}

/// What the folders and files below the content folder say when they are opened.
fn content(to: &mut Examining<'_>, folder: &Path) {
    let (m, l) = to.words();
    if !folder.is_dir() {
        // Said with the content.
        return;
    }
    let mut closed: Vec<PathBuf> = Vec::new();
    for entry in WalkDir::new(folder) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                if File::open(entry.path()).is_err() {
                    closed.push(entry.into_path());
                }
            }
            Ok(_) => {}
            Err(error) => closed.extend(error.path().map(Path::to_owned)),
        }
    }
    match closed.first() {
        None => to.ok("content", text::doctor_readable(m, l, shown(folder))),
        Some(first) => {
            let said = text::doctor_not_readable(m, l, closed.len(), shown(first));
            let mend = text::doctor_not_readable_mend(m, l, shown(folder));
            to.fail("content", said, mend);
        }
    }
}

/// Bytes of all files below a folder.
pub(super) fn size(folder: &Path) -> u64 {
    let files = WalkDir::new(folder).into_iter().flatten();
    let files = files.filter(|one| one.file_type().is_file());
    files
        .filter_map(|one| fs::metadata(one.path()).ok())
        .map(|found| found.len())
        .sum()
}
