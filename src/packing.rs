//! Bytes made smaller for the way to the reader: brotli and gzip.
//!
//! The same bytes and the same effort give the same packed bytes, on every machine: nothing of
//! the clock or of a file's name goes into them.

use std::io::{Read as _, Write as _};

use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;
use flate2::Compression;
use flate2::write::GzEncoder;

/// A way to pack that browsers know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Packing {
    /// As small as it gets: a page takes some hundredths of a second, and some megabytes.
    Brotli,
    /// For whoever knows no brotli, as small as it gets.
    Gzip,
    /// While somebody waits for it. Brotli is never made on request: at the same size it takes
    /// a hundred times the memory, and keeps it in each thread that ever packed.
    Quick,
}

impl Packing {
    /// What is made ahead; the smaller one comes first.
    pub const AHEAD: [Packing; 2] = [Packing::Brotli, Packing::Gzip];

    /// As `Accept-Encoding` and `Content-Encoding` name it.
    pub fn coding(self) -> &'static str {
        match self {
            Packing::Brotli => "br",
            Packing::Gzip | Packing::Quick => "gzip",
        }
    }

    /// Of the packed file beside a file.
    pub fn ending(self) -> &'static str {
        match self {
            Packing::Brotli => "br",
            Packing::Gzip | Packing::Quick => "gz",
        }
    }

    /// Names it in a tag: other packed bytes have another one.
    pub fn tag(self) -> &'static str {
        match self {
            Packing::Brotli => "br",
            Packing::Gzip => "gz",
            Packing::Quick => "quick",
        }
    }
}

/// Fewer bytes travel in one piece anyway.
pub const MIN_PACKED: usize = 1_024;

/// Whether what has this type gets smaller: pictures, films and fonts are packed already.
pub fn is_packable(media_type: &str) -> bool {
    let bare = media_type.split(';').next().unwrap_or_default().trim();
    bare.starts_with("text/")
        || bare.ends_with("+json")
        || bare.ends_with("+xml")
        || ["application/json", "application/xml"].contains(&bare)
}

/// Packs `bytes`.
pub fn packed(bytes: &[u8], packing: Packing) -> Vec<u8> {
    match packing {
        Packing::Brotli => brotli(bytes),
        Packing::Gzip => gzip(bytes, Compression::best()),
        Packing::Quick => gzip(bytes, Compression::default()),
    }
}

// Writing to memory cannot fail.

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 3);
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: window(bytes.len()),
        size_hint: bytes.len(),
        mode: BrotliEncoderMode::BROTLI_MODE_TEXT,
        ..BrotliEncoderParams::default()
    };
    let _ = brotli::BrotliCompress(&mut &bytes[..], &mut out, &params);
    out
}

fn gzip(bytes: &[u8], level: Compression) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), level);
    let _ = writer.write_all(bytes);
    writer.finish().unwrap_or_default()
}

/// A window that holds all bytes: what is larger only costs memory, here and in the browser.
fn window(length: usize) -> i32 {
    let bits = usize::BITS - length.max(1).leading_zeros();
    i32::try_from(bits.clamp(10, 22)).unwrap_or(22)
}

/// What brotli packed, as far as `limit`; `None` for bytes that it did not pack. They have no
/// mark at their start, so all of them are read before this is known.
pub fn unpacked_brotli(bytes: &[u8], limit: u64) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut reader = brotli::Decompressor::new(bytes, 4_096).take(limit);
    reader.read_to_end(&mut out).ok().map(|_| out)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_is_packed_is_smaller_and_comes_back_whole() {
        let page = "<p>Change orders go to the owner, who signs them.</p>\n".repeat(400);
        for bytes in [page.as_bytes(), b"x", b""] {
            let made = packed(bytes, Packing::Brotli);
            assert_eq!(unpacked_brotli(&made, 1 << 20).as_deref(), Some(bytes));
            assert_eq!(made, packed(bytes, Packing::Brotli));
            for packing in [Packing::Gzip, Packing::Quick] {
                let made = packed(bytes, packing);
                let mut back = Vec::new();
                let mut reader = flate2::read::GzDecoder::new(&made[..]);
                reader.read_to_end(&mut back).expect("gzip");
                assert_eq!(back, bytes);
                // Neither the time nor the system: bytes 4 to 9 of RFC 1952.
                assert_eq!((&made[4..8], made[9]), (&[0; 4][..], 255));
            }
        }
        for packing in Packing::AHEAD {
            assert!(packed(page.as_bytes(), packing).len() < page.len() / 10);
        }
        assert_eq!(unpacked_brotli(b"<!doctype html><p>text", 1 << 20), None);
    }

    #[test]
    fn only_what_gets_smaller_is_packed() {
        for yes in [
            "text/html; charset=utf-8",
            "text/vtt; charset=utf-8",
            "image/svg+xml",
            "application/json",
            "application/manifest+json",
            "application/atom+xml; charset=utf-8",
        ] {
            assert!(is_packable(yes), "{yes}");
        }
        for no in [
            "image/png",
            "video/mp4",
            "font/woff2",
            "application/pdf",
            "",
        ] {
            assert!(!is_packable(no), "{no}");
        }
    }
}
