//! What stands in the file for things that are not only values: pictures, which lie in files of
//! their own, and diagnostics, whose words are the program's.

use std::collections::BTreeSet;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::content::{
    Archived, Category, Library, Module, Picture, PictureBytes, Size, Term, Tour,
};
use crate::diagnostic::{Code, Diagnostic, Mend, Place, Severity};
use crate::locale::Locale;
use crate::pictures::find_stored;

/// A library without its articles.
#[derive(Serialize, Deserialize)]
pub(super) struct PlainLibrary {
    languages: Vec<Locale>,
    modules: Vec<Arc<Module>>,
    categories: Vec<Arc<Category>>,
    archived: Vec<Arc<Archived>>,
    terms: Vec<Arc<Term>>,
    tours: Vec<Arc<Tour>>,
    pictures: Vec<PlainPicture>,
}

#[derive(Serialize, Deserialize)]
struct PlainPicture {
    url: String,
    file: String,
    /// Of the bytes, which also names their file.
    hash: String,
    length: u64,
    media_type: String,
    words: String,
    size: Option<Size>,
}

impl PlainLibrary {
    /// # Errors
    /// A picture that lies in no file.
    pub(super) fn of(library: &Library) -> io::Result<Self> {
        let pictures = library.pictures.iter();
        Ok(PlainLibrary {
            languages: library.languages.clone(),
            modules: library.modules.clone(),
            categories: library.categories.clone(),
            archived: library.archived.clone(),
            terms: library.terms.clone(),
            tours: library.tours.clone(),
            pictures: pictures
                .map(|one| PlainPicture::of(one))
                .collect::<Result<_, _>>()?,
        })
    }

    /// # Errors
    /// The file of a picture is not there any more.
    pub(super) fn whole(self, index: &Path) -> io::Result<Library> {
        let mut library = Library::default();
        library.languages = self.languages;
        library.modules = self.modules;
        library.categories = self.categories;
        library.archived = self.archived;
        library.terms = self.terms;
        library.tours = self.tours;
        // All of them are looked for: those that are there may still be shown by somebody.
        let found = self.pictures.into_iter().map(|one| one.whole(index));
        let found: Vec<io::Result<Picture>> = found.collect();
        let pictures = found.into_iter().map(|one| one.map(Arc::new));
        library.pictures = pictures.collect::<io::Result<_>>()?;
        Ok(library)
    }
}

impl PlainPicture {
    fn of(picture: &Picture) -> io::Result<Self> {
        let PictureBytes::Stored(stored) = &picture.bytes else {
            return Err(io::Error::other("a picture lies in memory alone"));
        };
        Ok(PlainPicture {
            url: picture.url.clone(),
            file: picture.file.clone(),
            hash: stored.hash.clone(),
            length: stored.length,
            media_type: picture.media_type.to_owned(),
            words: picture.words.clone(),
            size: picture.size,
        })
    }

    fn whole(self, index: &Path) -> io::Result<Picture> {
        let stored = find_stored(index, self.hash, self.length)?;
        Ok(Picture {
            url: self.url,
            file: self.file,
            bytes: PictureBytes::Stored(Arc::new(stored)),
            media_type: name(&self.media_type),
            words: self.words,
            size: self.size,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct PlainDiagnostic {
    code: String,
    /// 0 for errors, 1 for warnings, 2 for notes.
    severity: u8,
    file: String,
    place: Option<PlainPlace>,
    arguments: Vec<(String, String)>,
    near: Option<String>,
    /// Where, what is written there, and what is to stand there.
    mend: Option<(usize, String, String)>,
}

#[derive(Serialize, Deserialize)]
struct PlainPlace {
    line: usize,
    column: usize,
    text: String,
    marked: Range<usize>,
}

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

impl From<&Diagnostic> for PlainDiagnostic {
    fn from(one: &Diagnostic) -> Self {
        let place = one.place.as_ref();
        let arguments = one.arguments.iter();
        let mend = one.mend.as_ref();
        PlainDiagnostic {
            code: one.code.name().to_owned(),
            severity: one.severity as u8,
            file: one.file.clone(),
            place: place.map(|place| PlainPlace {
                line: place.line,
                column: place.column,
                text: place.text.clone(),
                marked: place.marked.clone(),
            }),
            arguments: arguments
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            near: one.near.clone(),
            mend: mend.map(|mend| (mend.start, mend.written.clone(), mend.instead.clone())),
        }
    }
}

impl TryFrom<PlainDiagnostic> for Diagnostic {
    type Error = io::Error;

    fn try_from(one: PlainDiagnostic) -> io::Result<Self> {
        let unknown = || io::Error::other("a diagnostic that nothing says any more");
        let severity = SEVERITIES.get(usize::from(one.severity));
        let arguments = one.arguments.into_iter();
        Ok(Diagnostic {
            code: Code::from_name(&one.code).ok_or_else(unknown)?,
            severity: *severity.ok_or_else(unknown)?,
            file: one.file,
            place: one.place.map(|place| Place {
                line: place.line,
                column: place.column,
                text: place.text,
                marked: place.marked,
            }),
            arguments: arguments.map(|(key, value)| (name(&key), value)).collect(),
            near: one.near,
            mend: one.mend.map(|(start, written, instead)| Mend {
                start,
                written,
                instead,
            }),
        })
    }
}

/// A name that the program itself gave: there are few, and each is kept once for good.
fn name(written: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    match names.get(written) {
        Some(name) => name,
        None => {
            let name: &'static str = Box::leak(written.into());
            names.insert(name);
            name
        }
    }
}
