//! The library of now, as reports look at it.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use jiff::civil::Date;

use crate::config::Config;
use crate::content::{Article, ArticleId, Library};
use crate::feedback::Feedback;
use crate::gate::{Viewer, Visibility};
use crate::insight::reports::{ArticleRef, Step, StepKind};
use crate::locale::Locale;
use crate::search::{Answer, Query, Request, Shelves};

/// How often each article was read in a language, as far as it is counted.
pub type Reads = HashMap<(ArticleId, Locale), u64>;

/// The visits of each article of a library.
pub fn reads(library: &Library, feedback: &Feedback) -> Reads {
    let articles = library.articles.iter();
    articles
        .map(|one| {
            let place = (one.id.clone(), one.language);
            (place, feedback.counts(one).views)
        })
        .collect()
}

/// What reports are made with, besides what was kept.
#[derive(Debug)]
pub struct Surroundings<'a> {
    shelves: &'a Shelves,
    /// Everything that whoever asks for the report may read.
    pub(super) library: Library,
    /// What some reader of the host app may read: all but what is for staff.
    pub(super) outside: Library,
    eyes: [(Viewer, Library); 3],
    /// Paths of the folders, from that of the help center.
    pub(super) content: String,
    pub(super) index: String,
    edit_url: Option<String>,
    pub(super) reads: Reads,
    pub(super) today: Date,
}

impl<'a> Surroundings<'a> {
    /// `library` is that of `staff`, for whom the report is; `roles` and `plans` are those
    /// of the settings.
    pub fn new(
        library: &Library,
        shelves: &'a Shelves,
        staff: &Viewer,
        roles: &[String],
        plans: &[String],
        today: Date,
    ) -> Self {
        let customer = Viewer {
            visibility: Visibility::Customer,
            roles: roles.iter().cloned().collect(),
            plan: plans.last().cloned(),
        };
        let seen = |viewer: Viewer| {
            let seen = library.visible_to(&viewer);
            (viewer, seen)
        };
        let mut outside = library.clone();
        outside
            .articles
            .retain(|article| article.gate.visibility < Visibility::Internal);
        Surroundings {
            shelves,
            eyes: [
                seen(Viewer::anonymous()),
                seen(customer),
                seen(staff.clone()),
            ],
            library: library.clone(),
            outside: outside.indexed(),
            content: "content".to_owned(),
            index: "index".to_owned(),
            edit_url: None,
            reads: Reads::new(),
            today,
        }
    }

    /// With the folders of articles and search settings, and the address at which files
    /// are edited, as the settings name them.
    #[must_use]
    pub fn of_settings(mut self, config: &Config) -> Self {
        let built = &config.search.built;
        let named = |path: &Path| {
            let path = path.strip_prefix(&config.root).unwrap_or(path);
            path.to_string_lossy().trim_end_matches('/').to_owned()
        };
        self.content = named(&config.content.path);
        self.index = named(built.parent().unwrap_or(built));
        self.edit_url.clone_from(&config.site.edit_url);
        self
    }

    /// With the modules of the `whole` library that nothing at all is written about: a
    /// library of one viewer does not have them.
    #[must_use]
    pub fn and_modules_without_help(mut self, whole: &Library) -> Self {
        let articles = whole
            .articles
            .iter()
            .filter_map(|one| one.module.as_deref());
        let tours = whole.tours.iter().map(|tour| tour.module.as_str());
        let helped: HashSet<&str> = articles.chain(tours).collect();
        let known: HashSet<&str> = self
            .library
            .modules
            .iter()
            .map(|one| one.key.as_str())
            .collect();
        let modules = whole.modules.iter().filter(|module| {
            let key = module.key.as_str();
            known.contains(key) || !helped.contains(key)
        });
        self.library.modules = modules.cloned().collect();
        self
    }

    /// With how often articles were read.
    #[must_use]
    pub fn read(mut self, reads: Reads) -> Self {
        self.reads = reads;
        self
    }

    /// What such a reader finds now. A customer has every role and the last plan.
    pub(super) fn find(&self, who: Visibility, language: Locale, text: &str) -> Option<Answer> {
        let (viewer, library) = &self.eyes[who as usize];
        // A space behind it: the last word is finished.
        let request = Request::new(Query::parse(&format!("{text} ")), language);
        self.shelves.search(library, viewer, &request).ok()
    }

    /// The first hit of an answer in a language, from the whole library.
    pub(super) fn first(&self, answer: &Answer, language: Locale) -> Option<&Article> {
        let mut groups = answer.groups.iter();
        let group = groups.find(|group| group.language == language)?;
        self.article(&group.hits.first()?.id, language)
    }

    pub(super) fn article(&self, id: &ArticleId, language: Locale) -> Option<&Article> {
        self.library.article(id, language).map(AsRef::as_ref)
    }

    /// A step that is a file to open.
    pub(super) fn open(&self, kind: StepKind, article: &Article) -> Step {
        let edit_url = self.edit_url.as_ref();
        Step {
            kind,
            command: None,
            file: Some(format!("{}/{}", self.content, article.file)),
            line: None,
            edit_url: edit_url.map(|url| url.replace("{path}", &encoded(&article.file))),
            article: Some(ArticleRef::of(article)),
        }
    }

    /// The same, with a line to add.
    pub(super) fn add(&self, kind: StepKind, article: &Article, line: String) -> Step {
        Step {
            line: Some(line),
            ..self.open(kind, article)
        }
    }
}

/// A step that is a command to run.
pub(super) fn command(kind: StepKind, command: String) -> Step {
    Step {
        kind,
        command: Some(command),
        file: None,
        line: None,
        edit_url: None,
        article: None,
    }
}

/// Path of a file as it stands in an address.
fn encoded(path: &str) -> String {
    path.bytes().fold(String::new(), |mut all, byte| {
        match byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            true => all.push(byte.into()),
            false => all.push_str(&format!("%{byte:02X}")),
        }
        all
    })
}
