//! Reads the content folder: which files there are, and what part each plays.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::WalkDir;

use crate::compile::Input;
use crate::compile::kept::{Kept, KeptText};
use crate::content::paths::folder_of;
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::locale::Locale;
use crate::parallel::in_parallel;
use crate::spanned::Span;

/// An article of this many bytes is a book.
const MAX_ARTICLE: u64 = 4 * 1024 * 1024;
const MEGABYTE: u64 = 1024 * 1024;

/// The files of a content folder.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Markdown and TOML, by path below the content folder.
    pub(super) texts: BTreeMap<String, SourceFile>,
    /// Everything else: pictures and films, read when something shows them.
    pub(super) others: BTreeMap<String, std::path::PathBuf>,
    /// Folders (below a language) whose gate cannot be known, and the file that is
    /// to blame: an `_index.md` that cannot be read may have declared anything.
    pub(super) closed: BTreeMap<String, String>,
    /// Files and folders that were met, also those that cannot be read.
    met: BTreeSet<String>,
    /// Some file is a link to another: it changes where nothing says so.
    has_links: bool,
}

#[derive(Clone, Debug)]
pub(super) struct SourceFile {
    /// Path below the content folder, with `/`.
    pub(super) file: Arc<str>,
    pub(super) text: Arc<str>,
    pub(super) role: Role,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `en/estimating/markup.md` or `en/estimating/markup/index.md`; the path is
    /// `estimating/markup`.
    Article {
        language: Locale,
        path: String,
    },
    /// `en/estimating/_index.md`; the path is `estimating`. In folders of passages,
    /// tours and ignored files it declares a gate and is no page.
    Category {
        language: Locale,
        path: String,
        listed: bool,
    },
    Terms {
        language: Locale,
    },
    Tour {
        language: Locale,
    },
    Modules,
    /// Only ever included.
    Passage,
}

impl SourceFile {
    pub(super) fn source(&self) -> Source<'_> {
        Source::new(&self.file, &self.text)
    }
}

/// Reads all files; what cannot be read is reported and left out.
pub(super) fn read(input: &Input<'_>, kept: &mut Kept, diagnostics: &mut Vec<Diagnostic>) -> Tree {
    let before = std::mem::take(&mut kept.texts);
    let mut wanted = Vec::new();
    let ignored = globs(&input.config.content.ignore);
    let mut tree = Tree::default();
    let root = fs::canonicalize(input.folder).unwrap_or_else(|_| input.folder.to_owned());
    let visible = |name: &std::ffi::OsStr| !name.to_string_lossy().starts_with('.');
    let walk = WalkDir::new(input.folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || visible(entry.file_name()));
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let file = error
                    .path()
                    .map_or_else(String::new, |path| relative(input.folder, path));
                tree.met.insert(file.clone());
                tree.close(below_language(&file), &file);
                diagnostics.push(Diagnostic::new(Code::UnreadableFile, file).with("detail", error));
                continue;
            }
        };
        let file = relative(input.folder, entry.path());
        tree.met.insert(file.clone());
        tree.has_links |= entry.path_is_symlink();
        let folder = below_language(folder_of(&file)).to_owned();
        let name = entry.file_name().to_string_lossy();
        let is_index = name.eq_ignore_ascii_case("_index.md");
        if is_index && (name != "_index.md" || entry.file_type().is_dir()) {
            tree.close(&folder, &file);
            let detail = "`_index.md` is a file, in lower case";
            diagnostics.push(Diagnostic::new(Code::UnreadableFile, file).with("detail", detail));
            continue;
        }
        if entry.file_type().is_dir() {
            continue;
        }
        if entry.path_is_symlink() && !leads_to_neighbour(entry.path(), &root) {
            if is_index {
                tree.close(&folder, &file);
            }
            diagnostics.push(Diagnostic::new(Code::OutsideTree, file));
            continue;
        }
        let Some(role) = role(&file, input, ignored.is_match(&file), diagnostics) else {
            tree.others.insert(file, entry.path().to_owned());
            continue;
        };
        wanted.push(Wanted {
            place: entry.into_path(),
            file,
            role,
        });
    }
    let read = in_parallel(&wanted, |one| one.read(before.get(&one.file)));
    for (one, mut read) in wanted.into_iter().zip(read) {
        diagnostics.append(&mut read.problems);
        if let Some(kept_text) = read.kept.filter(|_| kept.is_for_next()) {
            kept.texts.insert(one.file.clone(), kept_text);
        }
        if let Some(text) = read.text {
            let source = SourceFile {
                file: one.file.as_str().into(),
                text,
                role: one.role,
            };
            tree.texts.insert(one.file, source);
        } else if one.place.ends_with("_index.md") {
            tree.close(below_language(folder_of(&one.file)), &one.file);
        }
    }
    tree
}

impl Tree {
    /// Whether there is or was such a file or folder; what editors make and take away again is
    /// no part of a tree.
    pub(super) fn may_hold(&self, input: &Input<'_>, path: &str) -> bool {
        self.met.contains(path) || fs::symlink_metadata(input.folder.join(path)).is_ok()
    }

    /// The text of a file that was in the tree already, read again; `None` where it is not what it
    /// was, or cannot be read.
    pub(super) fn read_again(
        &self,
        input: &Input<'_>,
        file: &str,
    ) -> Option<(KeptText, SourceFile)> {
        let before = self.texts.get(file)?;
        let place = input.folder.join(file);
        let metadata = fs::symlink_metadata(&place).ok()?;
        let is_linked = self.has_links || metadata.is_symlink() || has_other_names(&metadata);
        let wanted = Wanted {
            place,
            file: file.to_owned(),
            role: before.role.clone(),
        };
        let read = wanted.read(None);
        let (Some(text), Some(kept), false) = (read.text, read.kept, is_linked) else {
            return None;
        };
        let source = SourceFile {
            file: Arc::clone(&before.file),
            text,
            role: wanted.role,
        };
        read.problems.is_empty().then_some((kept, source))
    }

    fn close(&mut self, folder: &str, file: &str) {
        self.closed.insert(folder.to_owned(), file.to_owned());
    }
}

/// A path without its language.
fn below_language(path: &str) -> &str {
    path.split_once('/').map_or("", |(_, path)| path)
}

pub(super) fn globs(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in patterns
        .iter()
        .filter_map(|pattern| Glob::new(pattern).ok())
    {
        set.add(glob);
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

fn relative(folder: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// A link to a file beside it is as good as the file. One to another folder would
/// carry a text past the gate of that folder; a loop of links leads nowhere.
fn leads_to_neighbour(path: &Path, root: &Path) -> bool {
    let folder = path
        .parent()
        .and_then(|folder| fs::canonicalize(folder).ok());
    fs::canonicalize(path).is_ok_and(|target| {
        target.starts_with(root) && target.is_file() && target.parent() == folder.as_deref()
    })
}

/// Whether what is written there changes under another name as well.
fn has_other_names(metadata: &fs::Metadata) -> bool {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::nlink(metadata) > 1;
    #[cfg(not(unix))]
    {
        let _ = metadata;
        false
    }
}

/// The part a file plays; `None` for what is no text of ours.
fn role(
    file: &str,
    input: &Input<'_>,
    ignored: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Role> {
    if file == "modules.toml" {
        return Some(Role::Modules);
    }
    let markdown = file.strip_suffix(".md");
    let (folder, rest) = file.split_once('/').unwrap_or(("", file));
    let language = Locale::ALL
        .into_iter()
        .find(|locale| locale.code() == folder);
    let Some(language) = language.filter(|one| input.config.languages.contains(one)) else {
        // A language that is not configured is simply not published.
        if markdown.is_some() && language.is_none() && !ignored {
            let first = input
                .config
                .languages
                .first()
                .map_or("en", |locale| locale.code());
            diagnostics.push(Diagnostic::new(Code::OutsideLanguage, file).with("language", first));
        }
        return markdown.map(|_| Role::Passage);
    };
    if rest == "_terms.toml" {
        return Some(Role::Terms { language });
    }
    let path = markdown?.split_once('/').map_or("", |(_, path)| path);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let apart = ignored || folder.split('/').any(|part| part.starts_with('_'));
    if name == "_index" {
        return Some(Role::Category {
            language,
            path: folder.to_owned(),
            listed: !apart,
        });
    }
    if folder == "_tours" {
        return Some(Role::Tour { language });
    }
    if apart {
        return Some(Role::Passage);
    }
    Some(match name {
        "index" if !folder.is_empty() => Role::Article {
            language,
            path: folder.to_owned(),
        },
        _ if name.starts_with('_') => Role::Passage,
        _ => Role::Article {
            language,
            path: path.to_owned(),
        },
    })
}

/// A file of ours that is to be read.
struct Wanted {
    place: PathBuf,
    file: String,
    role: Role,
}

#[derive(Default)]
struct Read {
    text: Option<Arc<str>>,
    /// For the next compile.
    kept: Option<KeptText>,
    problems: Vec<Diagnostic>,
}

impl Wanted {
    /// The text of the file, as it was read before where it is untouched.
    fn read(&self, before: Option<&KeptText>) -> Read {
        // Taken before the file is read: a change in between is then seen the next time.
        let metadata = fs::metadata(&self.place).ok();
        let known = before.zip(metadata.as_ref());
        if let Some((known, _)) = known.filter(|(known, metadata)| known.is_of(metadata)) {
            return Read {
                text: Some(Arc::clone(&known.text)),
                kept: Some(known.clone()),
                ..Read::default()
            };
        }
        let mut problems = Vec::new();
        let read = text(&self.place, &self.file, metadata.as_ref(), &mut problems);
        let text: Option<Arc<str>> = read.map(Into::into);
        let kept = text
            .as_ref()
            .zip(metadata)
            .and_then(|(text, metadata)| KeptText::new(&metadata, Arc::clone(text)));
        Read {
            text,
            kept,
            problems,
        }
    }
}

fn text(
    path: &Path,
    file: &str,
    metadata: Option<&fs::Metadata>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    // Opening a pipe or a device waits, perhaps for ever.
    if metadata.is_some_and(|metadata| !metadata.is_file()) {
        diagnostics.push(Diagnostic::new(Code::UnreadableFile, file).with("detail", "no file"));
        return None;
    }
    let size = metadata.map_or(0, fs::Metadata::len);
    if size > MAX_ARTICLE {
        diagnostics.push(
            Diagnostic::new(Code::FileTooLarge, file)
                .with("size", size.div_ceil(MEGABYTE))
                .with("limit", MAX_ARTICLE / MEGABYTE),
        );
        return None;
    }
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            diagnostics.push(Diagnostic::new(Code::UnreadableFile, file).with("detail", error));
            return None;
        }
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes());
            let source = Source::new(file, &text);
            diagnostics.push(source.diagnostic(Code::InvalidUtf8, Span::new(at, at + 3)));
            return None;
        }
    };
    if let Some(at) = text.find('\0') {
        let source = Source::new(file, &text);
        diagnostics.push(
            source
                .diagnostic(Code::ControlCharacter, Span::new(at, at + 1))
                .with("character", "U+0000"),
        );
        return None;
    }
    Some(text)
}
