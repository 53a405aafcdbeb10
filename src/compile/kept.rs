//! What one compile leaves for the next, so that a change costs what it touches.
//!
//! Entry point: [`Kept`]. Nothing is taken from it on trust: a text is taken if its file is
//! untouched, a header if its text is the same, a page if its text is the same and every
//! answer that it got about other files is given again. A compile with it gives what a
//! compile without it gives, to the byte.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fs::Metadata;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::compile::changed::Last;
use crate::compile::header::Header;
use crate::content::{Body, Film, Library, TextFile};
use crate::diagnostic::Diagnostic;
use crate::gate::Gate;
use crate::locale::Locale;
use crate::markup::{LinkTarget, PictureTarget, Resolve, TermTarget};

/// A file that was changed this shortly before it was read may be changed once more
/// without its times telling (as with Git's index).
const RACY: Duration = Duration::from_millis(50);

/// Texts, headers and pages of the compile before. It belongs to one folder with one set
/// of settings and messages.
#[derive(Debug, Default)]
pub struct Kept {
    pub(super) texts: HashMap<String, KeptText>,
    pub(super) headers: HashMap<String, (Arc<str>, Arc<Header>)>,
    /// Of the modules: headers are read with them in mind.
    pub(super) modules: Vec<String>,
    pub(super) pages: BTreeMap<String, Arc<KeptPage>>,
    /// What Git would call each text.
    pub(super) revisions: HashMap<Arc<str>, (Arc<str>, String)>,
    /// The whole of it, for a compile after which only texts are others.
    pub(super) last: Option<Last>,
    /// Where the next compile puts the texts of pages.
    pub(super) file: Option<Arc<TextFile>>,
    /// No compile follows: whatever is kept for it would only take room.
    is_last: bool,
}

impl Kept {
    /// For a compile that no other one follows.
    pub fn for_nothing() -> Self {
        Kept {
            is_last: true,
            ..Kept::default()
        }
    }

    /// Has the next compile, if it compiles all, put the texts of pages into `file` as they are
    /// made; without it, and later on, they are held in memory.
    pub fn put_texts_into(&mut self, file: &Arc<TextFile>) {
        self.file = Some(Arc::clone(file));
    }

    /// Lets go of the pictures in memory: those of `library`, which came of the compile before,
    /// lie in files by now.
    pub fn pictures_lie_in(&mut self, library: &Library) {
        if let Some(last) = &mut self.last {
            last.pictures_lie_in(library);
        }
    }

    /// Has the articles in memory that `shown` has, where they are the same.
    pub fn take_over(&mut self, shown: &Library) {
        if let Some(last) = &mut self.last {
            last.compiled.library.take_over(shown);
        }
    }

    /// Has the next compile look at all files: some changes were told and not compiled.
    pub fn look_at_all(&mut self) {
        self.last = None;
    }

    /// Whether nothing was compiled with it so far.
    pub fn is_new(&self) -> bool {
        self.pages.is_empty() && self.last.is_none()
    }

    pub(super) fn is_for_next(&self) -> bool {
        !self.is_last
    }
}

/// A file that was read.
#[derive(Clone, Debug)]
pub(super) struct KeptText {
    stamp: Stamp,
    read_at: SystemTime,
    pub(super) text: Arc<str>,
}

/// What changes when a file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    length: u64,
    #[cfg(unix)]
    node: (u64, u64, i64, i64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> Option<Self> {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt as _;
        Some(Stamp {
            modified: metadata.modified().ok()?,
            length: metadata.len(),
            #[cfg(unix)]
            node: (
                metadata.dev(),
                metadata.ino(),
                metadata.ctime(),
                metadata.ctime_nsec(),
            ),
        })
    }
}

impl KeptText {
    /// `metadata` must be older than the text.
    #[expect(
        clippy::disallowed_methods,
        reason = "only tells whether the file was read right after it changed"
    )]
    pub(super) fn new(metadata: &Metadata, text: Arc<str>) -> Option<Self> {
        Some(KeptText {
            stamp: Stamp::of(metadata)?,
            read_at: SystemTime::now(),
            text,
        })
    }

    /// Whether the file is the one that was read.
    pub(super) fn is_of(&self, metadata: &Metadata) -> bool {
        let settled = self
            .read_at
            .duration_since(self.stamp.modified)
            .is_ok_and(|age| age > RACY);
        settled && Stamp::of(metadata) == Some(self.stamp)
    }
}

/// A page without any problem that other files have to do with, and what it was made of.
#[derive(Clone, Debug)]
pub(super) struct KeptPage {
    pub(super) made_of: MadeOf,
    /// In the order in which they were given.
    pub(super) answers: Vec<Answer>,
    pub(super) title: String,
    pub(super) body: Body,
    /// Of its own text.
    pub(super) problems: Vec<Diagnostic>,
    /// It links to sections, whose places in the text are asked for.
    pub(super) has_anchors: bool,
}

/// Whether two texts say the same; of those that are one text, without reading them.
pub(super) fn are_same(one: &Arc<str>, other: &Arc<str>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

/// The page's own part of what it was made of.
#[derive(Clone, Debug)]
pub(super) struct MadeOf {
    pub(super) text: Arc<str>,
    /// Where the body starts.
    pub(super) start: usize,
    pub(super) title: Option<String>,
    pub(super) language: Locale,
    pub(super) gate: Gate,
}

impl MadeOf {
    pub(super) fn is_that_of(&self, before: &MadeOf) -> bool {
        are_same(&self.text, &before.text)
            && self.start == before.start
            && self.title == before.title
            && self.language == before.language
            && self.gate == before.gate
    }
}

/// What a page was told about something that is not in its text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    Link(String, Range<usize>, LinkTarget),
    Id(String, Range<usize>, LinkTarget),
    Picture(String, Range<usize>, PictureTarget),
    Film(String, Range<usize>, Option<Film>),
    Term(String, Range<usize>, TermTarget),
    /// Not answered, but noted: it is judged once all pages are there.
    Section(String, Range<usize>),
}

impl Answer {
    /// The same, wherever in the text it was asked.
    pub(super) fn says(&self, other: &Answer) -> bool {
        match (self, other) {
            (Answer::Link(asked, _, told), Answer::Link(again, _, same))
            | (Answer::Id(asked, _, told), Answer::Id(again, _, same)) => {
                asked == again && told == same
            }
            (Answer::Picture(asked, _, told), Answer::Picture(again, _, same)) => {
                asked == again && told == same
            }
            (Answer::Film(asked, _, told), Answer::Film(again, _, same)) => {
                asked == again && told == same
            }
            (Answer::Term(asked, _, told), Answer::Term(again, _, same)) => {
                asked == again && told == same
            }
            (Answer::Section(asked, _), Answer::Section(again, _)) => asked == again,
            _ => false,
        }
    }

    /// Whether `resolver` answers the same.
    pub(super) fn is_given_by(&self, resolver: &impl Resolve) -> bool {
        match self {
            Answer::Link(asked, at, told) => resolver.link(asked, at.clone()) == *told,
            Answer::Id(asked, at, told) => resolver.id(asked, at.clone()) == *told,
            Answer::Picture(asked, at, told) => resolver.picture(asked, at.clone()) == *told,
            Answer::Film(asked, at, told) => resolver.film(asked, at.clone()) == *told,
            Answer::Term(asked, at, told) => resolver.term(asked, at.clone()) == *told,
            Answer::Section(asked, at) => {
                resolver.section(asked, at.clone());
                true
            }
        }
    }
}

/// Passes questions on, and writes down what was answered.
pub(super) struct Recorder<'a, R> {
    resolver: &'a R,
    answers: RefCell<Vec<Answer>>,
}

impl<'a, R: Resolve> Recorder<'a, R> {
    pub(super) fn new(resolver: &'a R) -> Self {
        Recorder {
            resolver,
            answers: RefCell::default(),
        }
    }

    pub(super) fn into_answers(self) -> Vec<Answer> {
        self.answers.into_inner()
    }

    fn note<T: Clone>(
        &self,
        asked: &str,
        at: Range<usize>,
        told: T,
        answer: fn(String, Range<usize>, T) -> Answer,
    ) -> T {
        let noted = answer(asked.to_owned(), at, told.clone());
        self.answers.borrow_mut().push(noted);
        told
    }
}

impl<R: Resolve> Resolve for Recorder<'_, R> {
    fn link(&self, written: &str, at: Range<usize>) -> LinkTarget {
        let told = self.resolver.link(written, at.clone());
        self.note(written, at, told, Answer::Link)
    }

    fn id(&self, id: &str, at: Range<usize>) -> LinkTarget {
        let told = self.resolver.id(id, at.clone());
        self.note(id, at, told, Answer::Id)
    }

    fn picture(&self, written: &str, at: Range<usize>) -> PictureTarget {
        let told = self.resolver.picture(written, at.clone());
        self.note(written, at, told, Answer::Picture)
    }

    fn film(&self, written: &str, at: Range<usize>) -> Option<Film> {
        let told = self.resolver.film(written, at.clone());
        self.note(written, at, told, Answer::Film)
    }

    fn section(&self, anchor: &str, at: Range<usize>) {
        self.resolver.section(anchor, at.clone());
        let noted = Answer::Section(anchor.to_owned(), at);
        self.answers.borrow_mut().push(noted);
    }

    fn term(&self, key: &str, at: Range<usize>) -> TermTarget {
        let told = self.resolver.term(key, at.clone());
        self.note(key, at, told, Answer::Term)
    }

    /// Not noted: it is made of the settings, and what is kept belongs to one set of them.
    fn absolute(&self, url: &str) -> String {
        self.resolver.absolute(url)
    }
}
