//! Pictures made for a test.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// A photo that no two tests share: a slope of colours under noise, with a `note` behind
/// its end, which no decoder minds.
pub fn photo(format: ImageFormat, width: u32, height: u32, note: &str) -> Vec<u8> {
    let mut state = note.bytes().fold(7_u32, |state, byte| {
        state.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    let pixels = RgbImage::from_fn(width, height, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = state.to_le_bytes()[3] >> 3;
        Rgb([(x / 8 % 200) as u8 + noise, (y % 200) as u8 + noise, noise])
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(pixels)
        .write_to(&mut out, format)
        .expect("a picture");
    let mut bytes = out.into_inner();
    bytes.extend(note.as_bytes());
    bytes
}

/// A PNG that is hardly more than its header.
pub fn dot(note: &str) -> Vec<u8> {
    photo(ImageFormat::Png, 1, 1, note)
}
