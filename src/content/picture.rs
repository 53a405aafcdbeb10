//! Pictures, films and other files that articles show.

use std::path::PathBuf;
use std::sync::Arc;
use std::{fs, io};

use serde::{Deserialize, Serialize};

/// A picture or other file that articles show, under a name made of its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub url: String,
    /// Path below the content folder.
    pub file: String,
    pub bytes: PictureBytes,
    pub media_type: &'static str,
    /// Words that are written in it (SVG) or said in it (captions), for the search.
    pub words: String,
    /// As it is shown; `None` for what is no picture, and where the file does not say.
    pub size: Option<Size>,
}

/// The size of a picture in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl Size {
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// The bytes of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureBytes {
    /// In memory.
    Held(Arc<[u8]>),
    /// In a file of ours that holds them and nothing else.
    Stored(Arc<Stored>),
}

/// Bytes in a file that is named by what it holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Stored {
    pub path: PathBuf,
    pub length: u64,
    /// Of the bytes, in hexadecimal digits.
    pub hash: String,
}

impl PictureBytes {
    pub fn len(&self) -> u64 {
        match self {
            PictureBytes::Held(bytes) => bytes.len() as u64,
            PictureBytes::Stored(stored) => stored.length,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All bytes.
    ///
    /// # Errors
    /// The file is gone, or is not what was put there.
    pub fn read(&self) -> io::Result<Arc<[u8]>> {
        match self {
            PictureBytes::Held(bytes) => Ok(Arc::clone(bytes)),
            PictureBytes::Stored(stored) => {
                let bytes = fs::read(&stored.path)?;
                match stored.is(&bytes) {
                    true => Ok(bytes.into()),
                    false => Err(stored.damaged()),
                }
            }
        }
    }
}

impl From<Vec<u8>> for PictureBytes {
    fn from(bytes: Vec<u8>) -> Self {
        PictureBytes::Held(bytes.into())
    }
}

impl Stored {
    /// Whether these are the bytes that were put there.
    pub fn is(&self, bytes: &[u8]) -> bool {
        bytes.len() as u64 == self.length && blake3::hash(bytes).to_hex().as_str() == self.hash
    }

    /// Whether the file still holds them; they are read piece by piece.
    pub fn is_whole(&self) -> bool {
        let mut hash = blake3::Hasher::new();
        let read = fs::File::open(&self.path).and_then(|file| {
            hash.update_reader(file)?;
            Ok(())
        });
        read.is_ok() && hash.finalize().to_hex().as_str() == self.hash
    }

    pub fn damaged(&self) -> io::Error {
        let path = self.path.display();
        io::Error::other(format!(
            "`{path}` is not what was put there; start the service again, which puts it back"
        ))
    }
}
