//! The public folder: the only place of this room that writes files.
//!
//! Entry point: [`write()`]. A complete new folder is made beside the old one and
//! takes its place by a rename, so a web server never sees half a site. A folder
//! that ayuda did not make is never touched.

mod folders;
mod retired;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::{io, thread};

use crate::packing::{Packing, is_packable, packed};
use crate::site::output::folders::Folders;
use crate::site::output::retired::Planned;
use crate::site::{Page, Site};
use crate::theme::ThemeError;

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

/// How a site is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner<'a> {
    /// Whether packed files stand beside those that get smaller by it.
    pub compress: bool,
    /// A private folder for the site that was replaced: the next one is made of it, since most
    /// files stay as they are, and making and deleting tens of thousands takes a disk
    /// longer than drawing them. It may say what is not public any more.
    pub keep: Option<&'a Path>,
}

/// Draws all pages of `site` and puts them at `out`, in place of what was there.
///
/// # Errors
/// See [`OutputError`]; nothing is replaced unless every page was written.
pub fn write(site: &Site, out: &Path, manner: Manner<'_>) -> Result<Summary, OutputError> {
    let paths: Vec<String> = site.paths().collect();
    let planned = Planned::of(paths.iter().map(|path| site.file_of(path)));
    // Which packed files there will be is known once they are packed.
    let planned = (!manner.compress).then_some(&planned);
    let mut folders = Folders::beside(out)?.keeping(manner.keep);
    folders.begin(planned)?;
    let (next, files, bytes) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicU64::new(0));
    let work = || -> Result<(), OutputError> {
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            let page = site.page(path).map_err(|source| OutputError::Draw {
                page: path.clone(),
                source,
            })?;
            if let Some(page) = page {
                folders.write(&page.file, &page.bytes)?;
                if manner.compress {
                    write_packed(&folders, &page)?;
                }
                files.fetch_add(1, Ordering::Relaxed);
                bytes.fetch_add(page.bytes.len() as u64, Ordering::Relaxed);
            } else {
                folders.leave_out(&site.file_of(path))?;
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

/// A file for each packing, where it saves enough to be worth a look by the web server.
fn write_packed(folders: &Folders, page: &Page) -> Result<(), OutputError> {
    let is_for_host = page.file.starts_with('_');
    if is_for_host || !is_packable(page.media_type) {
        return Ok(());
    }
    for packing in Packing::AHEAD {
        let bytes = packed(&page.bytes, packing);
        if bytes.len() * 100 <= page.bytes.len() * WORTH {
            let file = format!("{}.{}", page.file, packing.ending());
            folders.write(&file, &bytes)?;
        }
    }
    Ok(())
}

fn at(path: &Path) -> impl Fn(io::Error) -> OutputError {
    let path = path.to_owned();
    move |source| OutputError::Write {
        path: path.clone(),
        source,
    }
}
