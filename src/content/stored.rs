//! The texts of pages in a file, so that a service need not hold them.
//!
//! Entry points: [`TextFile::put`] takes those of one page, [`StoredTexts`] reads them when they
//! are asked for. Each is compared with its hash, so what is read is what was put there or
//! nothing.

use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

#[cfg(unix)]
use std::os::unix::fs::FileExt as _;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::content::{Heading, Section, Texts};

/// How often a text could not be read in this process, from any file.
static FAILED_READS: AtomicU64 = AtomicU64::new(0);

/// How often a text could not be read so far: while it is the same, nothing was found to be
/// damaged since.
pub fn failed_reads() -> u64 {
    FAILED_READS.load(Ordering::Relaxed)
}

/// An open file of texts. What was put there is never changed; whoever has it open can read it
/// after it was replaced by another one.
#[derive(Debug)]
pub struct TextFile {
    file: File,
    /// Where the next text begins; `None` once the file is whole.
    end: Mutex<Option<u64>>,
    is_damaged: AtomicBool,
}

/// Where the texts of one page lie.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredTexts {
    /// `None` until it is known which file they lie in.
    #[serde(skip)]
    file: Option<Arc<TextFile>>,
    html: Piece,
    outline: Piece,
    sections: Piece,
    markdown: Piece,
    pictures: Vec<String>,
    lead: Box<str>,
}

/// A piece of a file.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Piece {
    start: u64,
    length: u32,
    /// The beginning of a hash of the bytes: against disks that fail, and not against people,
    /// who cannot write into the folder.
    hash: [u8; 8],
}

impl TextFile {
    /// A file that texts are put into from now on. It must be empty.
    pub fn empty(file: File) -> Self {
        Self::with_end(file, Some(0))
    }

    /// A file that has all its texts.
    pub fn whole(file: File) -> Self {
        Self::with_end(file, None)
    }

    fn with_end(file: File, end: Option<u64>) -> Self {
        TextFile {
            file,
            end: Mutex::new(end),
            is_damaged: AtomicBool::new(false),
        }
    }

    /// Puts the texts of a page behind all others. How its text begins is kept in memory where
    /// lists need it. Several threads may do so at once: in which order pages lie tells nothing.
    ///
    /// # Errors
    /// The disk is full or fails, or the file is whole already.
    pub fn put(self: &Arc<Self>, texts: &Texts, has_summary: bool) -> io::Result<StoredTexts> {
        self.put_again(texts, has_summary, None)
    }

    /// The same for a page that lies there already: what is as it was is not put twice.
    pub(super) fn put_again(
        self: &Arc<Self>,
        texts: &Texts,
        has_summary: bool,
        before: Option<&StoredTexts>,
    ) -> io::Result<StoredTexts> {
        // Before anything is made ready for it.
        self.end()?;
        let list = |list: postcard::Result<Vec<u8>>| list.map_err(io::Error::other);
        let outline = list(postcard::to_allocvec(&texts.outline))?;
        let sections = list(postcard::to_allocvec(&texts.sections))?;
        let parts = [
            texts.html.as_bytes(),
            &outline,
            &sections,
            texts.markdown.as_bytes(),
        ];
        let known = before.map(|one| [one.html, one.outline, one.sections, one.markdown]);
        let mut bytes = Vec::new();
        let mut pieces = [Piece::default(); 4];
        let mut is_new = [true; 4];
        for (at, part) in parts.into_iter().enumerate() {
            let piece = Piece::of(part, bytes.len() as u64)?;
            match known.map(|known| known[at]).filter(|one| one.is_as(piece)) {
                Some(known) => (pieces[at], is_new[at]) = (known, false),
                None => {
                    bytes.extend_from_slice(part);
                    pieces[at] = piece;
                }
            }
        }
        let start = self.append(&bytes)?;
        for (piece, is_new) in pieces.iter_mut().zip(is_new) {
            piece.start += if is_new { start } else { 0 };
        }
        let [html, outline, sections, markdown] = pieces;
        let lead = match has_summary {
            true => String::new(),
            false => texts.lead(),
        };
        Ok(StoredTexts {
            file: Some(Arc::clone(self)),
            html,
            outline,
            sections,
            markdown,
            pictures: texts.pictures.clone(),
            lead: lead.into(),
        })
    }

    /// Puts something else behind them; returns where it starts.
    ///
    /// # Errors
    /// See [`TextFile::put`].
    pub fn append(&self, bytes: &[u8]) -> io::Result<u64> {
        let start = {
            let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
            let start = end.ok_or_else(is_whole)?;
            *end = Some(start + bytes.len() as u64);
            start
        };
        // The place is taken; others go on behind it.
        let written = write_all_at(&self.file, bytes, start);
        if written.is_err() {
            // A full disk is left to those who must write.
            self.finish();
        }
        written.map(|()| start)
    }

    /// Nothing is put there any more.
    pub fn finish(&self) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn end(&self) -> io::Result<u64> {
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        end.ok_or_else(is_whole)
    }

    /// Whether something could not be read since it was opened.
    fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::Relaxed)
    }

    fn read(&self, piece: Piece) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; piece.length as usize];
        let whole = read_exact_at(&self.file, &mut bytes, piece.start);
        let whole = whole.and_then(|()| match hash(&bytes) == piece.hash {
            true => Ok(()),
            false => Err(damaged()),
        });
        if whole.is_err() {
            self.is_damaged.store(true, Ordering::Relaxed);
            FAILED_READS.fetch_add(1, Ordering::Relaxed);
        }
        whole.map(|()| bytes)
    }
}

impl Piece {
    fn of(bytes: &[u8], start: u64) -> io::Result<Self> {
        Ok(Piece {
            start,
            length: u32::try_from(bytes.len()).map_err(io::Error::other)?,
            hash: hash(bytes),
        })
    }

    /// Whether the same was put there, wherever that is.
    fn is_as(self, other: Piece) -> bool {
        (self.length, self.hash) == (other.length, other.hash)
    }
}

impl StoredTexts {
    pub(super) fn says_the_same(&self, other: &StoredTexts) -> bool {
        // Named one by one, so that a new field is thought of here.
        let StoredTexts {
            file: _,
            html,
            outline,
            sections,
            markdown,
            pictures,
            lead,
        } = self;
        html.is_as(other.html)
            && outline.is_as(other.outline)
            && sections.is_as(other.sections)
            && markdown.is_as(other.markdown)
            && *pictures == other.pictures
            && *lead == other.lead
    }

    pub(super) fn has_sections_of(&self, other: &StoredTexts) -> bool {
        self.sections.is_as(other.sections)
    }

    /// The file that they lie in.
    pub(super) fn file(&self) -> Option<&Arc<TextFile>> {
        self.file.as_ref()
    }

    pub(super) fn lie_in(&mut self, file: &Arc<TextFile>) {
        self.file = Some(Arc::clone(file));
    }

    pub(super) fn is_damaged(&self) -> bool {
        let file = self.file.as_ref();
        file.is_some_and(|file| file.is_damaged())
    }

    pub(super) fn pictures(&self) -> &[String] {
        &self.pictures
    }

    pub(super) fn lead(&self) -> &str {
        &self.lead
    }

    pub(super) fn html(&self) -> io::Result<String> {
        self.text(self.html)
    }

    pub(super) fn markdown(&self) -> io::Result<String> {
        self.text(self.markdown)
    }

    pub(super) fn outline(&self) -> io::Result<Vec<Heading>> {
        self.list(self.outline)
    }

    pub(super) fn sections(&self) -> io::Result<Vec<Section>> {
        self.list(self.sections)
    }

    fn text(&self, piece: Piece) -> io::Result<String> {
        String::from_utf8(self.read(piece)?).map_err(|_| damaged())
    }

    fn list<T: DeserializeOwned>(&self, piece: Piece) -> io::Result<Vec<T>> {
        postcard::from_bytes(&self.read(piece)?).map_err(|_| damaged())
    }

    fn read(&self, piece: Piece) -> io::Result<Vec<u8>> {
        let file = self.file.as_ref().ok_or_else(damaged)?;
        file.read(piece)
    }
}

fn hash(bytes: &[u8]) -> [u8; 8] {
    let mut hash = [0; 8];
    hash.copy_from_slice(&blake3::hash(bytes).as_bytes()[..8]);
    hash
}

fn is_whole() -> io::Error {
    io::Error::other("the file of texts is whole")
}

fn damaged() -> io::Error {
    io::Error::other("a text is not what was put into the file of texts")
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    file.read_exact_at(bytes, start)
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], start: u64) -> io::Result<()> {
    file.write_all_at(bytes, start)
}

/// A place in a file is gone to and used at once, since others use other places.
#[cfg(not(unix))]
static ONE: Mutex<()> = Mutex::new(());

#[cfg(not(unix))]
fn read_exact_at(mut file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    use std::io::{Read as _, Seek as _, SeekFrom};
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(start))?;
    file.read_exact(bytes)
}

#[cfg(not(unix))]
fn write_all_at(mut file: &File, bytes: &[u8], start: u64) -> io::Result<()> {
    use std::io::{Seek as _, SeekFrom, Write as _};
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(start))?;
    file.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_two_files_say_the_same_where_each_of_them_does() {
        let put = |texts: &Texts| {
            let file = TextFile::empty(tempfile::tempfile().unwrap());
            Arc::new(file).put(texts, false).unwrap()
        };
        let section = |text: &str| Section {
            text: text.to_owned(),
            ..Section::default()
        };
        let texts = Texts {
            html: "<p>Words.</p>".to_owned(),
            sections: vec![section("Words.")],
            ..Texts::default()
        };
        let stored = put(&texts);
        assert!(stored.says_the_same(&put(&texts)));
        let changes: [fn(&mut Texts); 4] = [
            |texts| texts.html.push('!'),
            |texts| texts.sections[0].text.push('!'),
            |texts| texts.markdown.push('!'),
            |texts| texts.pictures.push("/a.png".to_owned()),
        ];
        for change in changes {
            let mut other = texts.clone();
            change(&mut other);
            assert!(!stored.says_the_same(&put(&other)));
        }
    }
}
