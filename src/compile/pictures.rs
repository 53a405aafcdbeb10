//! Pictures and other files that articles show, each with its gate.

use crate::compile::Input;
use crate::compile::plan::{Plan, folder_of};
use crate::compile::resolver::Pictures;
use crate::compile::source::Tree;
use crate::content::Picture;
use crate::diagnostic::{Code, Diagnostic};

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
            file: file.clone(),
            bytes: bytes.into(),
            media_type,
        };
        pictures.by_file.insert(file.clone(), (picture, gate));
    }
    pictures
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
