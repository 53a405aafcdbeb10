//! A picture in smaller sizes, as WebP. The same bytes give the same bytes, on any machine.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageReader, Rgba, RgbaImage};
use webp::{Encoder, WebPConfig};

use crate::content::Size;
use crate::pictures::Format;

/// Widths that are made of wider pictures; nothing is ever enlarged.
const WIDTHS: [u32; 3] = [480, 960, WIDEST];

/// Twice what the column of an article shows, for screens with small pixels.
pub const WIDEST: u32 = 1600;

/// Of 100; what eyes do not see is left away.
const QUALITY: f32 = 80.0;

/// Fewer bytes than this are not worth a choice.
const SMALL: usize = 2048;

/// A larger colour profile is one for printing.
const MAX_PROFILE: usize = 16 * 1024;

/// A smaller picture of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variant {
    pub(super) size: Size,
    pub(super) bytes: Vec<u8>,
}

/// The variants that are worth their bytes, small first. None of what moves, of what
/// cannot be decoded, and of what is small already.
pub(super) fn variants(format: Format, bytes: &[u8]) -> Vec<Variant> {
    if bytes.len() < SMALL {
        return Vec::new();
    }
    let Some((image, profile)) = decoded(format, bytes) else {
        return Vec::new();
    };
    let full = image.width().min(WIDEST);
    let smaller = WIDTHS.into_iter().filter(|width| width * 5 <= full * 4);
    let mut widths: Vec<u32> = smaller.collect();
    // A WebP is its own variant of full width.
    if format != Format::WebP || image.width() > WIDEST {
        widths.push(full);
    }
    // Lines and letters are often smaller, and always sharper, without loss.
    let drawn = match format {
        Format::WebP => bytes.get(12..16) == Some(b"VP8L"),
        format => format != Format::Jpeg,
    };
    let mut made: Vec<Variant> = Vec::new();
    let mut limit = bytes.len();
    let mut current = image;
    for width in widths.into_iter().rev() {
        if width != current.width() {
            current = resized(&current, width);
        }
        let Some(encoded) = encoded(&current, drawn, profile.as_deref()) else {
            return Vec::new();
        };
        if encoded.len() < limit {
            limit = encoded.len();
            let size = Size {
                width,
                height: current.height(),
            };
            made.push(Variant {
                size,
                bytes: encoded,
            });
        } else if made.is_empty() && format != Format::WebP {
            // Without the widest, large screens would get less than the original.
            return Vec::new();
        }
    }
    made.reverse();
    made
}

/// The picture as it is shown, and the colour profile that it needs.
fn decoded(format: Format, bytes: &[u8]) -> Option<(DynamicImage, Option<Vec<u8>>)> {
    let input = || Cursor::new(bytes);
    let moves = match format {
        Format::Png => PngDecoder::new(input()).ok()?.is_apng().ok()?,
        Format::Gif => {
            let frames = GifDecoder::new(input()).ok()?.into_frames();
            frames.take(2).count() > 1
        }
        Format::WebP => WebPDecoder::new(input()).ok()?.has_animation(),
        Format::Jpeg | Format::Avif | Format::Svg => false,
    };
    if moves {
        return None;
    }
    let reader = ImageReader::with_format(input(), format.decoded_as()?);
    let mut decoder = reader.into_decoder().ok()?;
    let profile = match decoder.icc_profile().ok()? {
        Some(profile) if is_standard(&profile) => None,
        Some(profile) if profile.get(16..20) != Some(b"RGB ") => return None,
        Some(profile) if profile.len() > MAX_PROFILE => return None,
        profile => profile,
    };
    let orientation = decoder.orientation().ok()?;
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image.apply_orientation(orientation);
    let image = match image.color().has_alpha() {
        true => DynamicImage::from(image.into_rgba8()),
        false => DynamicImage::from(image.into_rgb8()),
    };
    Some((image, profile))
}

/// Whether a profile says no more than that colours are those of the web.
fn is_standard(profile: &[u8]) -> bool {
    let names = [&b"sRGB IEC61966-2.1"[..], b"s\0R\0G\0B\0 \0I\0E\0C"];
    let says = |name: &[u8]| profile.windows(name.len()).any(|part| part == name);
    names.into_iter().any(says)
}

fn resized(image: &DynamicImage, width: u32) -> DynamicImage {
    let height = u64::from(image.height()) * u64::from(width) / u64::from(image.width());
    let height = u32::try_from(height.max(1)).unwrap_or(u32::MAX);
    // Made of products and sums alone, which are the same on every machine.
    let filter = FilterType::CatmullRom;
    match image {
        DynamicImage::ImageRgba8(pixels) => {
            let weighed = DynamicImage::from(weighed(pixels));
            let smaller = weighed.resize_exact(width, height, filter).into_rgba8();
            DynamicImage::from(unweighed(smaller))
        }
        image => image.resize_exact(width, height, filter),
    }
}

/// Colours by their weight, so that what is transparent does not shine through.
fn weighed(pixels: &RgbaImage) -> RgbaImage {
    let mut pixels = pixels.clone();
    for Rgba([red, green, blue, alpha]) in pixels.pixels_mut() {
        for colour in [red, green, blue] {
            *colour = byte((u32::from(*colour) * u32::from(*alpha) + 127) / 255);
        }
    }
    pixels
}

fn unweighed(mut pixels: RgbaImage) -> RgbaImage {
    for Rgba([red, green, blue, alpha]) in pixels.pixels_mut() {
        let weight = u32::from(*alpha).max(1);
        for colour in [red, green, blue] {
            *colour = byte((u32::from(*colour) * 255 + weight / 2) / weight);
        }
    }
    pixels
}

fn byte(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

fn encoded(image: &DynamicImage, drawn: bool, profile: Option<&[u8]>) -> Option<Vec<u8>> {
    let (width, height) = (image.width(), image.height());
    let encoder = match image {
        DynamicImage::ImageRgba8(pixels) => Encoder::from_rgba(pixels, width, height),
        DynamicImage::ImageRgb8(pixels) => Encoder::from_rgb(pixels, width, height),
        _ => return None,
    };
    let mut settings = WebPConfig::new().ok()?;
    settings.quality = QUALITY;
    settings.use_sharp_yuv = i32::from(drawn);
    let mut best = encoder.encode_advanced(&settings).ok()?.to_vec();
    if drawn {
        let mut settings = WebPConfig::new().ok()?;
        settings.lossless = 1;
        settings.quality = 50.0;
        let exact = encoder.encode_advanced(&settings).ok()?;
        if exact.len() <= best.len() {
            best = exact.to_vec();
        }
    }
    match profile {
        Some(profile) => with_profile(&best, profile, image),
        None => Some(best),
    }
}

/// Flags of the extended form of a WebP.
const HAS_PROFILE: u8 = 0x20;
const HAS_ALPHA: u8 = 0x10;

/// A WebP that says what its colours mean: the extended form of the file, in which the
/// profile stands before the picture.
fn with_profile(webp: &[u8], profile: &[u8], image: &DynamicImage) -> Option<Vec<u8>> {
    let mut parts = Vec::new();
    let mut flags = HAS_PROFILE;
    let mut rest = webp.get(12..)?;
    while rest.len() >= 8 {
        let length = u32::from_le_bytes(rest.get(4..8)?.try_into().ok()?) as usize;
        let (part, after) = rest.split_at_checked(8 + length + length % 2)?;
        let exact = part.starts_with(b"VP8L") && part.get(12).is_some_and(|byte| byte & 0x10 != 0);
        if exact || part.starts_with(b"ALPH") {
            flags |= HAS_ALPHA;
        }
        if !part.starts_with(b"VP8X") {
            parts.extend_from_slice(part);
        }
        rest = after;
    }
    let mut body = b"WEBPVP8X".to_vec();
    body.extend(10_u32.to_le_bytes());
    body.extend([flags, 0, 0, 0]);
    for side in [image.width(), image.height()] {
        body.extend(&(side - 1).to_le_bytes()[..3]);
    }
    body.extend(b"ICCP");
    body.extend(u32::try_from(profile.len()).ok()?.to_le_bytes());
    body.extend(profile);
    body.extend(&[0][..profile.len() % 2]);
    body.extend(parts);
    let mut file = b"RIFF".to_vec();
    file.extend(u32::try_from(body.len()).ok()?.to_le_bytes());
    file.extend(body);
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise under a slope of colours: as hard to press as a photo.
    fn photo(width: u32, height: u32) -> DynamicImage {
        let mut state = 1_u32;
        DynamicImage::from(RgbaImage::from_fn(width, height, |x, y| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (state >> 28) as u8;
            Rgba([(x / 8) as u8 ^ noise, (y / 8) as u8, noise * 8, 255])
        }))
    }

    fn file(image: &DynamicImage, format: Format) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let kind = format.decoded_as().expect("a format that is written");
        let image = match format {
            Format::Jpeg => DynamicImage::from(image.to_rgb8()),
            _ => image.clone(),
        };
        image.write_to(&mut out, kind).expect("a picture");
        out.into_inner()
    }

    fn widths(format: Format, bytes: &[u8]) -> Vec<(u32, u32)> {
        let made = variants(format, bytes);
        for one in &made {
            assert!(one.bytes.len() < bytes.len());
            let read = ImageReader::with_format(Cursor::new(&one.bytes), image::ImageFormat::WebP);
            let read = read.decode().expect("a WebP");
            assert_eq!(
                (read.width(), read.height()),
                (one.size.width, one.size.height)
            );
        }
        let sizes = made.iter().map(|one| (one.size.width, one.size.height));
        sizes.collect()
    }

    #[test]
    fn nothing_is_enlarged_and_near_sizes_are_one() {
        let of = |width| widths(Format::Png, &file(&photo(width, 90), Format::Png));
        assert_eq!(of(300), [(300, 90)]);
        assert_eq!(of(500), [(500, 90)]);
        assert_eq!(of(1000), [(480, 43), (1000, 90)]);
        assert_eq!(of(2000), [(480, 21), (960, 43), (1600, 72)]);
    }

    #[test]
    fn a_webp_is_its_own_widest() {
        let bytes = file(&photo(1000, 90), Format::WebP);
        assert_eq!(widths(Format::WebP, &bytes), [(480, 43)]);
    }

    #[test]
    fn what_cannot_be_decoded_has_no_variants() {
        let bytes = file(&photo(900, 90), Format::Jpeg);
        assert_eq!(widths(Format::Jpeg, &bytes), [(480, 48), (900, 90)]);
        assert_eq!(widths(Format::Jpeg, &bytes[..40]), []);
        assert_eq!(widths(Format::Png, &bytes), []);
    }

    #[test]
    fn a_colour_profile_goes_with_the_picture() {
        let mut profile = vec![7; 131];
        profile[16..20].copy_from_slice(b"RGB ");
        let mut glass = photo(64, 32).into_rgba8();
        glass.pixels_mut().for_each(|pixel| pixel.0[3] = 90);
        let glass = DynamicImage::from(glass);
        let cases = [
            (photo(64, 32), false),
            (DynamicImage::from(photo(64, 32).into_rgb8()), true),
            (glass.clone(), false),
            (glass, true),
        ];
        for (image, drawn) in cases {
            let bytes = encoded(&image, drawn, Some(&profile)).expect("a WebP");
            let mut decoder = WebPDecoder::new(Cursor::new(&bytes)).expect("a WebP");
            assert_eq!(
                decoder.icc_profile().expect("a header"),
                Some(profile.clone())
            );
            let read = DynamicImage::from_decoder(decoder).expect("pixels");
            assert_eq!((read.width(), read.height()), (64, 32));
        }
    }
}
