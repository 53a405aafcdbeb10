//! An SVG as PNG.

use std::sync::Arc;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::sharing::{Fonts, HEIGHT, WIDTH};

/// A drawing that cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    #[error(transparent)]
    Svg(#[from] resvg::usvg::Error),
    #[error(transparent)]
    Png(#[from] image::ImageError),
    #[error("no picture of this size can be made")]
    Size,
}

/// Draws `svg` with nothing but what stands in it and the fonts: no file is opened.
pub(super) fn png(svg: &str, fonts: &Fonts) -> Result<Vec<u8>, DrawError> {
    let mut options = Options::default();
    let mut database = fontdb::Database::new();
    for file in fonts.files() {
        database.load_font_source(fontdb::Source::Binary(Arc::new(file)));
    }
    if let Some(face) = database.faces().next() {
        options.font_family = face
            .families
            .first()
            .map_or(String::new(), |one| one.0.clone());
    }
    options.fontdb = Arc::new(database);
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    let tree = Tree::from_str(svg, &options)?;
    let mut pixels = Pixmap::new(WIDTH, HEIGHT).ok_or(DrawError::Size)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    // Without what shines through: nothing lies behind such a picture.
    let colours: Vec<u8> = pixels
        .pixels()
        .iter()
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
        .collect();
    let mut png = Vec::new();
    // Flat colours repeat themselves: filters make such a picture larger.
    let encoder =
        PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::NoFilter);
    encoder.write_image(&colours, WIDTH, HEIGHT, ExtendedColorType::Rgb8)?;
    Ok(png)
}
