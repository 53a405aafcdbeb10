//! The texts of pages in a file, so that a service need not hold them.
//!
//! Entry points: [`TextWriter`] writes them one after the other, [`StoredTexts`] reads one of
//! them when it is asked for. Each is compared with its hash, so what is read is what was put
//! there or nothing.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::content::{Heading, Section, Texts};

/// An open file of texts. Nobody changes it; whoever has it open can read it after it was
/// replaced by another one.
#[derive(Debug)]
pub struct TextFile {
    file: File,
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
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Piece {
    start: u64,
    length: u32,
    /// The beginning of a hash of the bytes: against disks that fail, and not against people,
    /// who cannot write into the folder.
    hash: [u8; 8],
}

impl TextFile {
    pub fn new(file: File) -> Self {
        TextFile {
            file,
            is_damaged: AtomicBool::new(false),
        }
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
        }
        whole.map(|()| bytes)
    }
}

impl StoredTexts {
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

/// Writes the texts of pages one after the other.
#[derive(Debug)]
pub struct TextWriter<W> {
    out: W,
    at: u64,
}

impl<W: Write> TextWriter<W> {
    /// `out` must be empty.
    pub fn new(out: W) -> Self {
        TextWriter { out, at: 0 }
    }

    /// Writes the texts of a page. How its text begins is kept in memory where lists need it.
    pub fn put(&mut self, texts: &Texts, has_summary: bool) -> io::Result<StoredTexts> {
        let list = |list: postcard::Result<Vec<u8>>| list.map_err(io::Error::other);
        let lead = match has_summary {
            true => String::new(),
            false => texts.lead(),
        };
        Ok(StoredTexts {
            file: None,
            html: self.write(texts.html.as_bytes())?,
            outline: self.write(&list(postcard::to_allocvec(&texts.outline))?)?,
            sections: self.write(&list(postcard::to_allocvec(&texts.sections))?)?,
            markdown: self.write(texts.markdown.as_bytes())?,
            pictures: texts.pictures.clone(),
            lead: lead.into(),
        })
    }

    /// Writes something else behind them; returns where it starts.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<u64> {
        let start = self.at;
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(start)
    }

    pub fn into_inner(self) -> W {
        self.out
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<Piece> {
        Ok(Piece {
            length: u32::try_from(bytes.len()).map_err(io::Error::other)?,
            hash: hash(bytes),
            start: self.append(bytes)?,
        })
    }
}

fn hash(bytes: &[u8]) -> [u8; 8] {
    let mut hash = [0; 8];
    hash.copy_from_slice(&blake3::hash(bytes).as_bytes()[..8]);
    hash
}

fn damaged() -> io::Error {
    io::Error::other("a text is not what was put into the file of texts")
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

#[cfg(not(unix))]
fn read_exact_at(mut file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    use std::io::{Read as _, Seek as _, SeekFrom};
    // Both at once, since others read from other places.
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one = ONE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    file.seek(SeekFrom::Start(start))?;
    file.read_exact(bytes)
}
