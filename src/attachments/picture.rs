//! Pictures written anew: pixels come along, and nothing else that was in the file.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use webp::{Encoder, WebPConfig};

use crate::pictures::Format;

use super::kind::Kind;
use super::{MAX_BYTES, Refused};

/// Larger pictures are made smaller.
const MAX_SIDE: u32 = 2_560;
/// What a decoder may take: 40 megapixels in four bytes, and some more for its own tables.
const MAX_MEMORY: u64 = 256 * 1024 * 1024;
/// Of 100.
const JPEG_QUALITY: u8 = 86;
const WEBP_QUALITY: f32 = 84.0;

/// A picture that holds its pixels alone.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Decodes a picture, turns it as its camera says, and writes it anew. Of pictures that move
/// there is the first one left.
pub(super) fn anew(format: Format, bytes: &[u8]) -> Result<Picture, Refused> {
    let image = decoded(format, bytes).ok_or(Refused::Damaged)?;
    let image = match image.width().max(image.height()) > MAX_SIDE {
        // Means of areas: no second picture of larger numbers is needed for it.
        true => image.thumbnail(MAX_SIDE, MAX_SIDE),
        false => image,
    };
    let image = match image.color().has_alpha() {
        true => DynamicImage::from(image.into_rgba8()),
        false => DynamicImage::from(image.into_rgb8()),
    };
    let (kind, bytes) = encoded(format, &image).ok_or(Refused::Damaged)?;
    let (width, height) = (image.width(), image.height());
    Ok(Picture {
        kind,
        bytes,
        width,
        height,
    })
}

fn decoded(format: Format, bytes: &[u8]) -> Option<DynamicImage> {
    let format = match format {
        Format::Png => ImageFormat::Png,
        Format::Jpeg => ImageFormat::Jpeg,
        Format::WebP => ImageFormat::WebP,
        Format::Gif => ImageFormat::Gif,
        Format::Avif | Format::Svg => return None,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image.apply_orientation(orientation);
    Some(image)
}

fn encoded(format: Format, image: &DynamicImage) -> Option<(Kind, Vec<u8>)> {
    let mut out = Cursor::new(Vec::new());
    match format {
        Format::Jpeg => {
            let encoder = JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY);
            image.to_rgb8().write_with_encoder(encoder).ok()?;
            Some((Kind::Picture(Format::Jpeg), out.into_inner()))
        }
        Format::WebP => webp(image),
        _ => {
            image.write_to(&mut out, ImageFormat::Png).ok()?;
            let bytes = out.into_inner();
            // A photo as a PNG may grow when it is written by another hand.
            match bytes.len() > MAX_BYTES {
                true => webp(image),
                false => Some((Kind::Picture(Format::Png), bytes)),
            }
        }
    }
}

fn webp(image: &DynamicImage) -> Option<(Kind, Vec<u8>)> {
    let (width, height) = (image.width(), image.height());
    let encoder = match image {
        DynamicImage::ImageRgba8(pixels) => Encoder::from_rgba(pixels, width, height),
        DynamicImage::ImageRgb8(pixels) => Encoder::from_rgb(pixels, width, height),
        _ => return None,
    };
    let mut settings = WebPConfig::new().ok()?;
    settings.quality = WEBP_QUALITY;
    let bytes = encoder.encode_advanced(&settings).ok()?.to_vec();
    Some((Kind::Picture(Format::WebP), bytes))
}
