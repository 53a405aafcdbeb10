//! A compiled library on disk, so that the next start need not compile it.
//!
//! Entry points: [`Stock::begin`] opens the file that a library is to lie in, so that the compiler
//! can put the texts of pages there; [`Begun::finish`] lays down the rest; [`Stock::find`] takes it
//! all up again where it was made from the same. The texts stay in the file and are read when they
//! are asked for. The file holds what is restricted: it lies in the index
//! folder, where nobody else may look. It is never changed but replaced as a whole, and what is
//! not as it was written is passed over.

mod plain;

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::content::{Article, Library, TextFile};
use crate::diagnostic::Diagnostic;
use crate::parallel::in_parallel;
use crate::private;
use crate::search::Labels;
use crate::stock::plain::{PlainDiagnostic, PlainLibrary};

/// Below the index folder.
const NAME: &str = "library";
/// How what is being written is called, before the number of its process and its own. It is locked
/// meanwhile: what nobody holds is of a process that was killed.
const NEXT: &str = "library.next-";

/// To be raised whenever what stands in the file is written in another way.
const VERSION: u8 = 1;

/// More would each read too little.
const PARTS: usize = 8;

/// A library as it was compiled, with the variants of its pictures.
#[derive(Debug)]
pub struct Stock {
    /// A hash of everything that the library was made from; empty where it is not known.
    made_from: String,
    pub library: Library,
    /// What the compiler said of the content.
    pub diagnostics: Vec<Diagnostic>,
    /// What the folders of its shelves are called.
    pub shelves: Labels,
}

/// A stock that is being made. Unless it is finished, nothing of it stays in the folder.
#[derive(Debug)]
pub struct Begun {
    texts: Arc<TextFile>,
    next: PathBuf,
    index: PathBuf,
    has_made_folder: bool,
}

/// What stands behind the texts.
#[derive(Serialize, Deserialize)]
struct Head {
    made_from: String,
    shelves: Labels,
    diagnostics: Vec<PlainDiagnostic>,
    library: PlainLibrary,
    /// The articles, in their order.
    parts: Vec<Part>,
}

/// Some bytes of the file.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Part {
    start: u64,
    length: u64,
    hash: [u8; 32],
}

/// The last bytes of the file: the version, and where the head stands.
const END: usize = 1 + 8 + 8 + 32;

impl Stock {
    /// What lies in the index folder, if it is as it was written. It may be of old content:
    /// see [`Stock::is_made_from`].
    pub fn find(index: &Path) -> Option<Stock> {
        Self::read(index, |_| true).ok().flatten()
    }

    /// What lies in the index folder, if it is as it was written and was made from what `key`
    /// names.
    pub fn find_made_from(key: &str, index: &Path) -> Option<Stock> {
        Self::read(index, |made_from| made_from == key)
            .ok()
            .flatten()
            .filter(|stock| stock.is_made_from(key))
    }

    /// Whether the library was made from what `key` names.
    pub fn is_made_from(&self, key: &str) -> bool {
        !key.is_empty() && self.made_from == key
    }

    /// Opens a file below the index folder for a library that is to lie there instead of an
    /// earlier one, and makes the folder. Of several that are made at once, the one that is
    /// finished last is found.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn begin(index: &Path) -> io::Result<Begun> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let has_made_folder = !index.exists();
        private::make_folder(index)?;
        remove_left_behind(index)?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let next = index.join(format!("{NEXT}{}-{number}", std::process::id()));
        let file = private::new_file(&next)?;
        file.try_lock()?;
        Ok(Begun {
            texts: Arc::new(TextFile::empty(file)),
            next,
            index: index.to_owned(),
            has_made_folder,
        })
    }

    /// The same for texts alone, which are no stock when all of them are there. Where the system
    /// allows it, the file has no name from now on: it goes with the process, however that ends.
    ///
    /// # Errors
    /// See [`Stock::begin`].
    pub fn begin_unnamed(index: &Path) -> io::Result<Begun> {
        let begun = Self::begin(index)?;
        if cfg!(unix) {
            fs::remove_file(&begun.next)?;
        }
        Ok(begun)
    }

    /// Takes away what lies in the index folder: something of it cannot be read.
    pub fn forget(index: &Path) {
        let _ = fs::remove_file(index.join(NAME));
    }

    fn read(index: &Path, is_wanted: impl Fn(&str) -> bool) -> io::Result<Option<Stock>> {
        let mut file = File::open(index.join(NAME))?;
        let length = file.seek(SeekFrom::End(0))?;
        let end = length.checked_sub(END as u64).ok_or_else(damaged)?;
        let mut bytes = [0; END];
        file.seek(SeekFrom::Start(end))?;
        file.read_exact(&mut bytes)?;
        let (place, hash) = bytes.split_at(END - 32);
        let (version, place) = place.split_at(1);
        let number = |at: usize| {
            let bytes = place[at..at + 8].try_into();
            bytes.map(u64::from_le_bytes).map_err(io::Error::other)
        };
        if version != [VERSION] {
            return Ok(None);
        }
        let head = Part {
            start: number(0)?,
            length: number(8)?,
            hash: hash.try_into().map_err(io::Error::other)?,
        };
        let head: Head = decoded(&head.read(&mut file, length)?)?;
        let texts = Arc::new(TextFile::whole(file));
        // Also where it is of no use here: its pictures are there for whoever shows it.
        let mut library = head.library.whole(index)?;
        if !is_wanted(&head.made_from) {
            return Ok(None);
        }
        library.articles = articles(&head.parts, index, &texts, length)?;
        let diagnostics = head.diagnostics.into_iter();
        Ok(Some(Stock {
            made_from: head.made_from,
            library: library.indexed(),
            diagnostics: diagnostics
                .map(Diagnostic::try_from)
                .collect::<Result<_, _>>()?,
            shelves: head.shelves,
        }))
    }
}

impl Begun {
    /// Where the texts of pages are put, so that they need not be held. It can be read by whoever
    /// has it, also where the stock is never finished.
    pub fn texts(&self) -> &Arc<TextFile> {
        &self.texts
    }

    /// Lays down a library, for whoever starts with the same `key`, which may be none. What is
    /// returned is the same library, all of whose texts lie in the file.
    ///
    /// # Errors
    /// The disk is full or fails, or pictures lie in memory since they could not be put away.
    /// What lay there before is still there then.
    pub fn finish(
        self,
        library: &Library,
        diagnostics: &[Diagnostic],
        shelves: &Labels,
        key: Option<&str>,
    ) -> io::Result<Library> {
        let plain = PlainLibrary::of(library)?;
        let mut stored = library.clone();
        for article in &mut stored.articles {
            let body = article
                .body
                .put_into(&self.texts, !article.summary.is_empty())?;
            if !body.is_the_same(&article.body) {
                Arc::make_mut(article).body = body;
            }
        }
        let share = stored.articles.len().div_ceil(PARTS).max(1);
        let parts = stored.articles.chunks(share);
        let head = Head {
            made_from: key.unwrap_or_default().to_owned(),
            shelves: shelves.clone(),
            diagnostics: diagnostics.iter().map(PlainDiagnostic::from).collect(),
            library: plain,
            parts: parts
                .map(|part| self.append(part))
                .collect::<Result<_, _>>()?,
        };
        let head = self.append(&head)?;
        let mut end = vec![VERSION];
        end.extend(head.start.to_le_bytes());
        end.extend(head.length.to_le_bytes());
        end.extend(head.hash);
        self.texts.append(&end)?;
        fs::rename(&self.next, self.index.join(NAME))?;
        Ok(stored)
    }

    fn append<T: Serialize + ?Sized>(&self, what: &T) -> io::Result<Part> {
        let bytes = postcard::to_allocvec(what).map_err(io::Error::other)?;
        Ok(Part {
            length: bytes.len() as u64,
            hash: blake3::hash(&bytes).into(),
            start: self.texts.append(&bytes)?,
        })
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        // Whoever has texts of it goes on reading them; what would be put behind the end of a
        // stock would damage it.
        self.texts.finish();
        let _ = fs::remove_file(&self.next);
        if self.has_made_folder {
            // Unless something else lies there by now.
            let _ = fs::remove_dir(&self.index);
        }
    }
}

/// Takes away what processes left behind that were killed.
fn remove_left_behind(index: &Path) -> io::Result<()> {
    for entry in fs::read_dir(index)?.flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(NEXT);
        if is_ours
            && let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// Reads the articles, with all cores.
fn articles(
    parts: &[Part],
    index: &Path,
    texts: &Arc<TextFile>,
    length: u64,
) -> io::Result<Vec<Arc<Article>>> {
    let read = in_parallel(parts, |part| -> io::Result<Vec<Arc<Article>>> {
        let mut file = File::open(index.join(NAME))?;
        let articles: Vec<Article> = decoded(&part.read(&mut file, length)?)?;
        let articles = articles.into_iter().map(|mut article| {
            article.body.lies_in(texts);
            Arc::new(article)
        });
        Ok(articles.collect())
    });
    let read = read.into_iter().collect::<io::Result<Vec<_>>>()?;
    Ok(read.into_iter().flatten().collect())
}

impl Part {
    /// The bytes, if they are those that were written. `length` is that of the file.
    fn read(self, file: &mut File, length: u64) -> io::Result<Vec<u8>> {
        // A length that is not true must not claim memory.
        let end = self.start.checked_add(self.length);
        if end.is_none_or(|end| end > length) {
            return Err(damaged());
        }
        let mut bytes = vec![0; usize::try_from(self.length).map_err(io::Error::other)?];
        file.seek(SeekFrom::Start(self.start))?;
        file.read_exact(&mut bytes)?;
        match blake3::hash(&bytes) == self.hash {
            true => Ok(bytes),
            false => Err(damaged()),
        }
    }
}

fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    postcard::from_bytes(bytes).map_err(io::Error::other)
}

fn damaged() -> io::Error {
    io::Error::other("the library on disk is not what was written")
}
