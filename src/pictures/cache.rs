//! What was made of each picture, kept by the content of the picture.
//!
//! A file for each: a line that says how it is read, a line for each variant, and
//! their bytes. It is written whole under another name first, so a killed build
//! leaves no half one; one that is damaged is made again.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fs, io};

use crate::content::Size;
use crate::pictures::Format;
use crate::pictures::encode::{Variant, variants};

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
        let _ = make_private(&folder);
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
        let _ = write_whole(&path, &written(&made));
        made
    }

    /// Deletes what is kept of other pictures than these.
    pub(super) fn retain(&self, pictures: impl Iterator<Item = Arc<[u8]>>) {
        let wanted: HashSet<String> = pictures.map(|bytes| name(&bytes)).collect();
        remove_others(&self.folder, &wanted);
    }
}

/// Deletes what a cache keeps besides `wanted`.
pub(super) fn remove_others(folder: &Path, wanted: &HashSet<String>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if is_kept(&name) && !wanted.contains(&*name) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file is one of a cache: named by a hash. Nothing else in its folder is ours to
/// delete.
fn is_kept(name: &str) -> bool {
    let hash = name.bytes().take_while(u8::is_ascii_hexdigit).count();
    hash >= 20
        && name[hash..]
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte))
}

/// Makes a folder that nobody else can look into.
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file that nobody else can read, whole or not at all.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let next = path.with_extension(format!("{}-{number}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(&next)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&next, path));
    if written.is_err() {
        let _ = fs::remove_file(&next);
    }
    written
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
