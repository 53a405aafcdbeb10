//! What the links, pictures and terms of one page lead to.

mod index;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::compile::plan::Planned;
use crate::compile::review::Anchored;
use crate::content::paths::{folder_of, join, percent_decoded, relative};
use crate::content::{ArticleId, Film, Picture, Size};
use crate::diagnostic::{Code, Diagnostic};
use crate::gate::Gate;
use crate::locale::Locale;
use crate::markup::{Document, LinkTarget, MAX_PROBLEMS, PictureTarget, Resolve, TermTarget};
use crate::pictures::WIDEST;

pub(in crate::compile) use index::{Index, Pictures, Places};
use index::{NotShown, Target};

/// Bytes of a picture that has no smaller variants, above which it is heavy.
const HEAVY: usize = 500_000;

/// The resolver of one page, which notes what was wrong and what was linked to.
pub(super) struct Resolver<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) document: &'a Document,
    pub(super) file: &'a str,
    pub(super) language: Locale,
    pub(super) gate: &'a Gate,
    /// Articles that were left out: a link to one is a link to nothing.
    pub(super) left_out: &'a BTreeSet<usize>,
    /// Of `base_url`, without its path.
    pub(super) origin: String,
    pub(super) problems: RefCell<Vec<Diagnostic>>,
    pub(super) linked: RefCell<Vec<usize>>,
    /// Sections that were linked to; what they are is known once all pages are rendered.
    pub(super) anchors: RefCell<Vec<Anchored>>,
}

impl Resolver<'_> {
    fn report(&self, diagnostic: Diagnostic) {
        // Errors are heard even then: one is enough to leave the article out.
        let heard = !self.is_full() || diagnostic.is_error();
        if heard && self.problems.borrow().len() < 2 * MAX_PROBLEMS {
            self.problems.borrow_mut().push(diagnostic);
        }
    }

    fn is_full(&self) -> bool {
        self.problems.borrow().len() >= MAX_PROBLEMS
    }

    fn broken(
        &self,
        written: &str,
        at: Range<usize>,
        near: impl FnOnce() -> Option<String>,
    ) -> LinkTarget {
        if self.is_full() {
            return LinkTarget::Nothing;
        }
        let near = near().filter(|near| near != written);
        let broken = self.document.diagnostic(Code::BrokenLink, at);
        self.report(broken.with("target", written).near(near));
        LinkTarget::Nothing
    }

    fn anchor(&self, target: Option<usize>, anchor: &str, at: Range<usize>) {
        let mut anchors = self.anchors.borrow_mut();
        if !anchor.is_empty() && anchors.len() < MAX_PROBLEMS {
            anchors.push(Anchored {
                target,
                written: anchor.to_owned(),
                mend: self.document.mend(at.clone(), &format!("#{anchor}"), ""),
                diagnostic: self.document.diagnostic(Code::MissingAnchor, at),
            });
        }
    }

    /// Says of a path to another language where the page's own one is.
    ///
    /// With a section, it is for the writer to say which one that is in the other language.
    fn in_own_language(&self, target: Target, path: &str, anchor: &str, at: Range<usize>) {
        let plan = self.index.plan;
        let (language, own) = match target {
            Target::Article(article) => {
                let target = &plan.articles[article];
                let own = self.index.article(&target.id, self.language);
                let own = own.filter(|own| !self.left_out.contains(own));
                (target.language, own.map(|own| &plan.articles[own]))
            }
            Target::Category(category) => {
                // A link to the other language's home is one that changes the language.
                let target = &plan.categories[category];
                match target.path.is_empty() {
                    true => return,
                    false => (target.language, None),
                }
            }
        };
        if language == self.language || self.is_full() {
            return;
        }
        let near = own
            .filter(|own| own.language == self.language)
            .map(|own| relative(folder_of(self.file), &own.file));
        let other = self
            .document
            .diagnostic(Code::OtherLanguage, at.clone())
            .with("target", path)
            .with("language", language.code())
            .mended(
                near.as_ref()
                    .filter(|_| anchor.is_empty())
                    .and_then(|near| self.document.mend(at, path, near)),
            );
        self.report(match near {
            Some(near) => other.near(Some(near)),
            None => other.as_note(),
        });
    }

    fn page(&self, article: usize, anchor: &str, written: &str, at: Range<usize>) -> LinkTarget {
        self.linked.borrow_mut().push(article);
        if self.left_out.contains(&article) {
            return self.broken(written, at, || None);
        }
        let target: &Planned = &self.index.plan.articles[article];
        if !self.gate.is_within(&target.gate) {
            self.report(
                self.document
                    .diagnostic(Code::LinkThroughGate, at)
                    .with("gate", self.gate)
                    .with("target", &target.file)
                    .with("other", &target.gate),
            );
            return LinkTarget::Nothing;
        }
        if let Some((_, section)) = anchor.split_once('#') {
            self.anchor(Some(article), section, at);
        }
        LinkTarget::Page {
            url: format!("{}{anchor}", target.url),
            title: target
                .header
                .title
                .clone()
                .unwrap_or_else(|| target.slug.clone()),
        }
    }
}

impl Resolve for Resolver<'_> {
    fn absolute(&self, url: &str) -> String {
        match url.starts_with('/') {
            true => format!("{}{url}", self.origin),
            false => url.to_owned(),
        }
    }

    fn link(&self, written: &str, at: Range<usize>) -> LinkTarget {
        let (path, anchor) = match written.find(['#', '?']) {
            Some(cut) => written.split_at(cut),
            None => (written, ""),
        };
        let target = self.index.at_path(self.file, path);
        if let Some(target) = target {
            self.in_own_language(target, path, anchor, at.clone());
        }
        match target {
            Some(Target::Article(article)) => self.page(article, anchor, written, at),
            // To those who may read nothing in it, a category is not there.
            Some(Target::Category(category)) if self.is_open(category) => LinkTarget::Page {
                url: format!("{}{anchor}", self.index.plan.categories[category].url),
                title: String::new(),
            },
            _ => match self.picture_file(path) {
                Some(url) => LinkTarget::File { url },
                None => self.broken(written, at, || self.index.near(self.file, path)),
            },
        }
    }

    fn id(&self, id: &str, at: Range<usize>) -> LinkTarget {
        let (name, anchor) = match id.find('#') {
            Some(cut) => id.split_at(cut),
            None => (id, ""),
        };
        match self.index.article(&ArticleId::new(name), self.language) {
            Some(article) => self.page(article, anchor, id, at),
            None => self.broken(id, at, || {
                let known = self.index.places.by_id.keys();
                let mut known: Vec<&str> = known.map(ArticleId::as_str).collect();
                known.sort_unstable();
                crate::spanned::nearest(name, known).map(str::to_owned)
            }),
        }
    }

    fn section(&self, anchor: &str, at: Range<usize>) {
        self.anchor(None, anchor, at);
    }

    fn picture(&self, written: &str, at: Range<usize>) -> PictureTarget {
        match self.index.picture(self.file, self.gate, written) {
            Ok(picture) => {
                self.weigh(picture, written, at);
                PictureTarget::Shown {
                    url: picture.url.clone(),
                    words: picture.words.clone(),
                    size: picture.size,
                }
            }
            Err(NotShown::Unfit) => PictureTarget::Nothing,
            Err(why) => {
                let diagnostic = self.document.diagnostic(why.code(), at);
                self.report(why.tell(diagnostic, self.gate));
                PictureTarget::Nothing
            }
        }
    }

    fn film(&self, written: &str, at: Range<usize>) -> Option<Film> {
        match self.index.film(self.file, self.gate, written) {
            Ok(film) => Some(film),
            Err(why) => {
                let diagnostic = self.document.diagnostic(why.code(), at);
                self.report(why.tell(diagnostic, self.gate));
                None
            }
        }
    }

    fn term(&self, key: &str, at: Range<usize>) -> TermTarget {
        let known = self.index.terms.get(&(self.language, key));
        let Some(term) = known else {
            if self.is_full() {
                return TermTarget::Nothing;
            }
            let keys = self
                .index
                .terms
                .keys()
                .filter(|(language, _)| *language == self.language);
            let mut keys: Vec<&str> = keys.map(|(_, key)| *key).collect();
            keys.sort_unstable();
            self.report(
                self.document
                    .diagnostic(Code::UnknownTerm, at)
                    .with("key", key)
                    .near(crate::spanned::nearest(key, keys)),
            );
            return TermTarget::Nothing;
        };
        if !self.gate.is_within(&term.gate) {
            self.report(
                self.document
                    .diagnostic(Code::TermThroughGate, at)
                    .with("gate", self.gate)
                    .with("key", key)
                    .with("other", &term.gate),
            );
            return TermTarget::Nothing;
        }
        TermTarget::Known {
            title: term.title.clone(),
            text: term.text.clone(),
        }
    }
}

impl Resolver<'_> {
    /// Reports a picture that is far heavier than what a page shows of it.
    fn weigh(&self, picture: &Picture, written: &str, at: Range<usize>) {
        // Of the others, smaller variants are made.
        let is_sent_whole = matches!(
            picture.media_type,
            "image/gif" | "image/avif" | "image/svg+xml"
        );
        let is_wide = picture
            .size
            .is_some_and(|size| u64::from(size.width) > 2 * u64::from(WIDEST));
        let is_drawing = picture.media_type == "image/svg+xml";
        let heavy = is_sent_whole && picture.bytes.len() > HEAVY as u64;
        if (heavy || (is_wide && !is_drawing)) && !self.is_full() {
            let kilobytes = picture.bytes.len().div_ceil(1000);
            let size = match picture.size {
                Some(Size { width, height }) => format!("{width} × {height}, {kilobytes} KB"),
                None => format!("{kilobytes} KB"),
            };
            self.report(
                self.document
                    .diagnostic(Code::HeavyImage, at)
                    .with("size", size)
                    .with("target", written)
                    .with("widest", WIDEST),
            );
        }
    }

    /// A link to a file beside the article, such as a form to print.
    fn picture_file(&self, path: &str) -> Option<String> {
        let file = join(folder_of(self.file), &percent_decoded(path))?;
        let (picture, gate) = self.index.pictures.by_file.get(&file)?;
        let open = gate.as_ref().is_some_and(|gate| self.gate.is_within(gate));
        open.then(|| picture.url.clone())
    }

    /// Whether everybody who reads this page may read something in the category.
    fn is_open(&self, category: usize) -> bool {
        let path = &self.index.plan.categories[category].path;
        let gates = self.index.places.gates_below.get(path.as_str());
        gates.is_some_and(|gates| gates.iter().any(|gate| self.gate.is_within(gate)))
    }
}
