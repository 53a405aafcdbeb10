//! The format and the size of a picture, read from its first bytes.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageReader};

use crate::content::Size;

/// A picture of more pixels than this is refused before anything decodes it.
pub const MAX_MEGAPIXELS: u64 = 40;

/// The picture formats that browsers show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Png,
    Jpeg,
    Gif,
    WebP,
    Avif,
    Svg,
}

impl Format {
    const ALL: [Format; 6] = [
        Format::Png,
        Format::Jpeg,
        Format::Gif,
        Format::WebP,
        Format::Avif,
        Format::Svg,
    ];

    /// The format that a file ending promises.
    pub fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "jpeg" => Some(Format::Jpeg),
            _ => Format::ALL.into_iter().find(|one| one.ending() == ending),
        }
    }

    /// The format that the bytes are in.
    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let known = match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Format::Png,
            [0xff, 0xd8, 0xff, ..] => Format::Jpeg,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Format::Gif,
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Format::WebP,
            [
                _,
                _,
                _,
                _,
                b'f',
                b't',
                b'y',
                b'p',
                b'a',
                b'v',
                b'i',
                b'f' | b's',
                ..,
            ] => Format::Avif,
            _ if looks_like_markup(bytes) => Format::Svg,
            _ => return None,
        };
        Some(known)
    }

    pub fn ending(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Jpeg => "jpg",
            Format::Gif => "gif",
            Format::WebP => "webp",
            Format::Avif => "avif",
            Format::Svg => "svg",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Format::Png => "image/png",
            Format::Jpeg => "image/jpeg",
            Format::Gif => "image/gif",
            Format::WebP => "image/webp",
            Format::Avif => "image/avif",
            Format::Svg => "image/svg+xml",
        }
    }

    /// What decodes it; nothing that we have does so for AVIF and drawings.
    pub(super) fn decoded_as(self) -> Option<ImageFormat> {
        match self {
            Format::Png => Some(ImageFormat::Png),
            Format::Jpeg => Some(ImageFormat::Jpeg),
            Format::Gif => Some(ImageFormat::Gif),
            Format::WebP => Some(ImageFormat::WebP),
            Format::Avif | Format::Svg => None,
        }
    }

    pub(super) fn of_media_type(media_type: &str) -> Option<Self> {
        Format::ALL
            .into_iter()
            .find(|one| one.media_type() == media_type)
    }
}

/// What a header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub format: Format,
    /// As it is shown, turned as its camera says; `None` where the file does not say.
    pub size: Option<Size>,
}

/// Why a file is not shown as a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// In no format that we know, cut off, or damaged.
    Broken,
    /// Of more than [`MAX_MEGAPIXELS`].
    Huge(Size),
}

/// Judges a picture by its header, whatever its name says. No pixel is decoded.
///
/// The size of an SVG is left to [`super::drawing::cleaned`].
///
/// # Errors
/// [`Unfit`] for what must not be shown.
pub fn look(bytes: &[u8]) -> Result<Look, Unfit> {
    let format = Format::of_bytes(bytes).ok_or(Unfit::Broken)?;
    if !is_whole(format, bytes) {
        return Err(Unfit::Broken);
    }
    let size = match format {
        Format::Svg => None,
        Format::Avif => avif_size(bytes),
        _ => {
            // Decoders read what anybody may have sent: a fault in one is a broken picture.
            let size = catch_unwind(AssertUnwindSafe(|| size_of(format, bytes)));
            Some(size.ok().flatten().ok_or(Unfit::Broken)?)
        }
    };
    match size {
        Some(size) if size.width == 0 || size.height == 0 => Err(Unfit::Broken),
        Some(size) if size.pixels() > MAX_MEGAPIXELS * 1_000_000 => Err(Unfit::Huge(size)),
        size => Ok(Look { format, size }),
    }
}

fn size_of(format: Format, bytes: &[u8]) -> Option<Size> {
    let reader = ImageReader::with_format(Cursor::new(bytes), format.decoded_as()?);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let size = Size { width, height };
    Some(match decoder.orientation() {
        Ok(
            Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH,
        ) => Size {
            width: height,
            height: width,
        },
        _ => size,
    })
}

/// The largest picture of an AVIF: each has an `ispe` box with its width and height.
fn avif_size(bytes: &[u8]) -> Option<Size> {
    let number = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_be_bytes(four.try_into().ok()?))
    };
    let boxes = bytes.windows(4).enumerate();
    let sizes = boxes
        .filter(|(_, name)| name == b"ispe")
        .filter_map(|(at, _)| {
            Some(Size {
                width: number(at + 8)?,
                height: number(at + 12)?,
            })
        });
    sizes.max_by_key(|size| size.pixels())
}

/// Whether the file goes to its end; what follows the end does no harm.
fn is_whole(format: Format, bytes: &[u8]) -> bool {
    match format {
        Format::Png => {
            let mut rest = &bytes[8..];
            while let Some((head, after)) = rest.split_at_checked(8) {
                if &head[4..] == b"IEND" {
                    return true;
                }
                let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
                match after.get((length as usize).saturating_add(4)..) {
                    Some(next) => rest = next,
                    None => return false,
                }
            }
            false
        }
        Format::Jpeg => bytes.windows(2).rev().any(|two| two == [0xff, 0xd9]),
        Format::WebP => {
            let length = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
            bytes.len() >= (length as usize).saturating_add(8)
        }
        Format::Gif | Format::Avif | Format::Svg => true,
    }
}

/// Whether a text starts as XML does that may hold a drawing.
fn looks_like_markup(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes.trim_ascii_start();
    let has_root = start
        .windows(4)
        .any(|four| four == b"<svg" || four == b":svg");
    start.starts_with(b"<") && has_root && !start.starts_with(b"<!DOCTYPE html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_avif_has_the_size_of_its_largest_picture() {
        let mut bytes = b"\0\0\0\x1cftypavif....".to_vec();
        for (width, height) in [(40_u32, 30_u32), (800, 600)] {
            bytes.extend(b"\0\0\0\x14ispe\0\0\0\0");
            bytes.extend(width.to_be_bytes());
            bytes.extend(height.to_be_bytes());
        }
        let size = Size {
            width: 800,
            height: 600,
        };
        let format = Format::Avif;
        assert_eq!(
            look(&bytes),
            Ok(Look {
                format,
                size: Some(size)
            })
        );
    }

    #[test]
    fn no_bytes_are_a_picture() {
        for bytes in [
            &b""[..],
            b"GIF",
            b"RIFF\0\0\0\0WEBP",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
        ] {
            assert_eq!(look(bytes), Err(Unfit::Broken), "{bytes:?}");
        }
    }
}
