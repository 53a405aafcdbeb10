//! Pictures and other files that articles show, each with its gate.

use crate::compile::Input;
use crate::compile::plan::Plan;
use crate::compile::resolver::Pictures;
use crate::compile::source::Tree;
use crate::content::paths::folder_of;
use crate::content::{Picture, Size};
use crate::diagnostic::{Code, Diagnostic};
use crate::pictures::{self, Format, MAX_MEGAPIXELS, Unfit, drawing};

/// A picture of more bytes than this belongs elsewhere.
const MAX_PICTURE: u64 = 10 * 1024 * 1024;

/// Reads the pictures, films and files that articles may show.
pub(super) fn read(
    input: &Input<'_>,
    tree: &Tree,
    plan: &Plan,
    diagnostics: &mut Vec<Diagnostic>,
) -> Pictures {
    let mut pictures = Pictures::default();
    for (file, path) in &tree.others {
        let Some((ending, media_type)) = media_type(file) else {
            continue;
        };
        let metadata = std::fs::metadata(path)
            .ok()
            .filter(std::fs::Metadata::is_file);
        let Some(size) = metadata.map(|metadata| metadata.len()) else {
            diagnostics.push(Diagnostic::new(Code::UnreadableFile, file).with("detail", "no file"));
            continue;
        };
        if size > MAX_PICTURE {
            diagnostics.push(
                Diagnostic::new(Code::FileTooLarge, file)
                    .with("size", size.div_ceil(1024 * 1024))
                    .with("limit", MAX_PICTURE / (1024 * 1024)),
            );
            continue;
        }
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                diagnostics.push(Diagnostic::new(Code::UnreadableFile, file).with("detail", error));
                continue;
            }
        };
        let Some(served) = served(file, (ending, media_type), bytes, diagnostics) else {
            pictures.unfit.insert(file.clone());
            continue;
        };
        let hash = blake3::hash(&served.bytes).to_hex();
        let url = format!(
            "{}/media/{}.{}",
            input.config.base_path(),
            &hash[..20],
            served.ending
        );
        let folder = folder_of(file);
        // Pictures of an article that is a folder are behind the article's gate.
        let own = plan
            .articles
            .iter()
            .find(|one| *one.file == format!("{folder}/index.md"));
        let gate = match own {
            Some(article) => article.sound.then(|| article.gate.clone()),
            None => plan.folders.closed_gate(folder),
        };
        let picture = Picture {
            url,
            file: file.clone(),
            bytes: served.bytes.into(),
            media_type: served.media_type,
            words: served.words,
            size: served.size,
        };
        pictures.by_file.insert(file.clone(), (picture, gate));
    }
    pictures
}

/// A file as it is served.
struct Served {
    ending: &'static str,
    media_type: &'static str,
    bytes: Vec<u8>,
    words: String,
    size: Option<Size>,
}

/// What of a file is served: a picture as what it is, whatever its name says.
fn served(
    file: &str,
    (ending, media_type): (&'static str, &'static str),
    bytes: Vec<u8>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Served> {
    let Some(promised) = Format::of_ending(ending) else {
        let words = match media_type {
            "text/vtt" => pictures::transcript(&String::from_utf8_lossy(&bytes)),
            _ => String::new(),
        };
        return Some(Served {
            ending,
            media_type,
            bytes,
            words,
            size: None,
        });
    };
    let look = match pictures::look(&bytes) {
        Ok(look) => look,
        Err(unfit) => {
            diagnostics.push(unfit_picture(file, unfit));
            return None;
        }
    };
    let mut served = Served {
        ending,
        media_type: look.format.media_type(),
        bytes,
        words: String::new(),
        size: look.size,
    };
    if look.format == Format::Svg {
        let Some(drawing) = drawing::cleaned(&served.bytes) else {
            diagnostics.push(unfit_picture(file, Unfit::Broken));
            return None;
        };
        served.bytes = drawing.bytes;
        served.words = drawing.words;
        served.size = drawing.size;
    }
    if look.format != promised {
        served.ending = look.format.ending();
        diagnostics.push(
            Diagnostic::new(Code::MistypedImage, file)
                .with("ending", ending)
                .with("format", look.format.ending()),
        );
    }
    Some(served)
}

fn unfit_picture(file: &str, unfit: Unfit) -> Diagnostic {
    match unfit {
        Unfit::Broken => Diagnostic::new(Code::BrokenImage, file),
        Unfit::Huge(size) => Diagnostic::new(Code::HugeImage, file)
            .with("height", size.height)
            .with("limit", MAX_MEGAPIXELS)
            .with("width", size.width),
    }
}

fn media_type(file: &str) -> Option<(&'static str, &'static str)> {
    let ending = file.rsplit_once('.')?.1.to_ascii_lowercase();
    let known = [
        ("png", "image/png"),
        ("jpg", "image/jpeg"),
        ("jpeg", "image/jpeg"),
        ("gif", "image/gif"),
        ("webp", "image/webp"),
        ("avif", "image/avif"),
        ("svg", "image/svg+xml"),
        ("mp4", "video/mp4"),
        ("webm", "video/webm"),
        ("vtt", "text/vtt"),
        ("pdf", "application/pdf"),
    ];
    known.into_iter().find(|(known, _)| *known == ending)
}
