//! What was made of each picture, kept by the content of the picture.
//!
//! A file for each: a line that says how it is read, a line for each variant, and
//! their bytes. It is written whole under another name first, so a killed build
//! leaves no half one; one that is damaged is made again.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::content::Size;
use crate::pictures::Format;
use crate::pictures::encode::{Variant, variants};
use crate::private;

/// To be raised whenever other variants are made of the same picture.
const VERSION: u32 = 1;

/// Keeps what is made in a folder.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// A cache in `index`, where the shelves lie: what is in it is not for everybody.
    pub(super) fn below(index: &Path) -> Self {
        let folder = index.join("pictures");
        // In a folder that cannot be written, everything is made each time.
        let _ = private::make_folder(&folder);
        Cache { folder }
    }

    /// The variants of a picture, made now unless they are known.
    pub(super) fn variants(&self, format: Format, bytes: &[u8]) -> Vec<Variant> {
        let path = self.folder.join(name(bytes));
        if let Some(kept) = fs::read(&path).ok().and_then(|kept| read(&kept)) {
            return kept;
        }
        let made = variants(format, bytes);
        // Without it, they are made again next time.
        let _ = private::write_whole(&path, &written(&made));
        made
    }

    /// Deletes what is kept of other pictures than these.
    pub(super) fn retain(&self, pictures: impl Iterator<Item = Arc<[u8]>>) {
        let wanted: HashSet<String> = pictures.map(|bytes| name(&bytes)).collect();
        private::retain_hashed(&self.folder, &wanted);
    }
}

fn name(bytes: &[u8]) -> String {
    format!("{}-{VERSION}", &blake3::hash(bytes).to_hex()[..40])
}

fn written(variants: &[Variant]) -> Vec<u8> {
    let mut head = String::new();
    for one in variants {
        let Size { width, height } = one.size;
        head.push_str(&format!("{width} {height} {}\n", one.bytes.len()));
    }
    let mut body = format!("{}\n{head}", variants.len()).into_bytes();
    for one in variants {
        body.extend(&one.bytes);
    }
    let mut file = blake3::hash(&body).to_hex().to_string().into_bytes();
    file.push(b'\n');
    file.extend(body);
    file
}

fn read(file: &[u8]) -> Option<Vec<Variant>> {
    let (hash, body) = line(file)?;
    if blake3::hash(body).to_hex().as_str() != hash {
        return None;
    }
    let (count, mut rest) = line(body)?;
    let mut sizes = Vec::new();
    for _ in 0..count.parse::<usize>().ok()? {
        let (size, after) = line(rest)?;
        let numbers: Vec<u32> = size.split(' ').filter_map(|one| one.parse().ok()).collect();
        let [width, height, length] = numbers[..] else {
            return None;
        };
        sizes.push((Size { width, height }, length as usize));
        rest = after;
    }
    let mut variants = Vec::new();
    for (size, length) in sizes {
        let (bytes, after) = rest.split_at_checked(length)?;
        let bytes = bytes.to_vec();
        variants.push(Variant { size, bytes });
        rest = after;
    }
    Some(variants)
}

fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?;
    Some((line, &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_damage_is_seen() {
        let size = Size {
            width: 480,
            height: 20,
        };
        let kept = [
            Variant {
                size,
                bytes: b"one\n".to_vec(),
            },
            Variant {
                size,
                bytes: b"\0two".to_vec(),
            },
        ];
        for kept in [&kept[..], &[]] {
            let file = written(kept);
            assert_eq!(read(&file).as_deref(), Some(kept));
            for cut in 0..file.len() {
                assert_eq!(read(&file[..cut]), None);
            }
        }
    }
}
