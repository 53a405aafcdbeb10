//! Pictures and other files that articles show, each with its gate.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;

use crate::compile::Input;
use crate::compile::plan::{Plan, folder_of};
use crate::compile::resolver::Pictures;
use crate::compile::source::Tree;
use crate::content::Picture;
use crate::diagnostic::{Code, Diagnostic};

/// A picture of more bytes than this belongs elsewhere.
const MAX_PICTURE: u64 = 10 * 1024 * 1024;

/// Keeps the labels of a drawing apart in a snippet.
const BETWEEN: &str = " · ";

/// Bytes of the words in a picture that the search reads.
const MAX_WORDS: usize = 4096;

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
        let hash = blake3::hash(&bytes).to_hex();
        let url = format!(
            "{}/media/{}.{ending}",
            input.config.base_path(),
            &hash[..20]
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
            words: match media_type {
                "image/svg+xml" => written_words(&bytes),
                _ => String::new(),
            },
            file: file.clone(),
            bytes: bytes.into(),
            media_type,
        };
        pictures.by_file.insert(file.clone(), (picture, gate));
    }
    pictures
}

/// What stands in the `<text>` elements of an SVG; nothing of a file that is not well-formed.
fn written_words(svg: &[u8]) -> String {
    let mut reader = match std::str::from_utf8(svg) {
        Ok(svg) => Reader::from_str(svg),
        Err(_) => return String::new(),
    };
    let mut words = String::new();
    let mut depth = 0_usize;
    while words.len() < MAX_WORDS {
        match reader.read_event() {
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "text" => depth += 1,
            Ok(Event::End(tag)) if tag.local_name().as_ref() == "text" => {
                depth = depth.saturating_sub(1);
                words.push_str(BETWEEN);
            }
            Ok(Event::Text(text)) if depth > 0 => words.push_str(&text),
            Ok(Event::GeneralRef(reference)) if depth > 0 => match reference.resolve_char_ref() {
                Ok(Some(letter)) => words.push(letter),
                _ => words.push_str(resolve_xml_entity(&reference).unwrap_or_default()),
            },
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => return String::new(),
        }
    }
    words.trim_end_matches(BETWEEN).to_owned()
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
