//! Where everything is, for the links of all pages.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;

use crate::compile::plan::{Plan, Planned};
use crate::compile::source::Tree;
use crate::content::paths::{folder_of, join, percent_decoded, relative};
use crate::content::{ArticleId, Film, Picture, Status, Term};
use crate::diagnostic::{Code, Diagnostic};
use crate::gate::Gate;
use crate::locale::Locale;

/// Where everything is, for all pages.
#[derive(Debug)]
pub(in crate::compile) struct Index<'a> {
    pub(in crate::compile) tree: &'a Tree,
    pub(in crate::compile) plan: &'a Plan,
    pub(super) places: &'a Places,
    pub(super) terms: HashMap<(Locale, &'a str), &'a Term>,
    pub(in crate::compile) pictures: &'a Pictures,
    base_path: String,
}

type Map<K, V> = HashMap<K, V, RandomState>;

/// Where a plan has put everything, by all names; the same as long as nothing but texts changes.
#[derive(Debug, Default)]
pub(in crate::compile) struct Places {
    by_file: Map<Arc<str>, Target>,
    by_url: Map<String, Target>,
    /// Categories, with or without an `_index.md`.
    by_folder: Map<String, Target>,
    pub(super) by_id: Map<ArticleId, Vec<usize>>,
    /// The locks of what is published in each category and below it, in any language.
    pub(super) gates_below: Map<String, BTreeSet<Gate>>,
    /// Made when a link leads to nothing.
    names: OnceLock<Names>,
}

/// What a writer may have meant.
#[derive(Debug, Default)]
struct Names {
    /// Files of one name, in order.
    by_name: Map<String, Vec<Arc<str>>>,
    /// Names in one folder, in order.
    by_parent: Map<String, Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Article(usize),
    Category(usize),
}

/// The pictures that may be shown, by path below the content folder.
#[derive(Debug, Default)]
pub(in crate::compile) struct Pictures {
    pub(in crate::compile) by_file: BTreeMap<String, (Picture, Option<Gate>)>,
    /// Files that are no picture to show; it was said of them already.
    pub(in crate::compile) unfit: BTreeSet<String>,
}

impl<'a> Index<'a> {
    pub(in crate::compile) fn new(
        tree: &'a Tree,
        plan: &'a Plan,
        places: &'a Places,
        terms: &'a [Term],
        pictures: &'a Pictures,
        base_path: String,
    ) -> Self {
        let terms = terms.iter();
        Index {
            tree,
            plan,
            places,
            terms: terms
                .map(|term| ((term.language, &*term.key), term))
                .collect(),
            pictures,
            base_path,
        }
    }

    /// The translation of `id` in `language`, else any.
    pub(in crate::compile) fn article(&self, id: &ArticleId, language: Locale) -> Option<usize> {
        let all = self.places.by_id.get(id)?;
        let own = all
            .iter()
            .find(|at| self.plan.articles[**at].language == language);
        own.or(all.first()).copied()
    }

    pub(super) fn at_path(&self, from: &str, path: &str) -> Option<Target> {
        let path = percent_decoded(path);
        let language = from.split('/').next().unwrap_or_default();
        if path.starts_with('/') {
            let slashed = crate::compile::plan::with_slash(&path);
            let based = format!("{}{slashed}", self.base_path);
            let by_url = [slashed.as_str(), based.as_str()]
                .iter()
                .find_map(|url| self.places.by_url.get(*url).copied());
            return by_url.or_else(|| self.by_path(&join(language, &path)?));
        }
        self.by_path(&join(folder_of(from), &path)?)
    }

    fn by_path(&self, path: &str) -> Option<Target> {
        let forms = [
            path.to_owned(),
            format!("{path}.md"),
            format!("{path}/index.md"),
            format!("{path}/_index.md"),
        ];
        let file = forms
            .iter()
            .find_map(|form| self.places.by_file.get(form.as_str()).copied());
        let folder = || self.places.by_folder.get(path.trim_end_matches('/'));
        file.or_else(|| folder().copied())
    }

    /// The picture or film file that `file` names, for readers behind `gate`.
    pub(in crate::compile) fn picture(
        &self,
        file: &str,
        gate: &Gate,
        written: &str,
    ) -> Result<&Picture, NotShown> {
        let path = percent_decoded(written);
        let found = match path.strip_prefix('/') {
            Some(path) => join(file.split('/').next().unwrap_or_default(), path),
            None => join(folder_of(file), &path),
        };
        let Some(found) = found else {
            return Err(NotShown::Missing(written.to_owned()));
        };
        match self.pictures.by_file.get(&found) {
            None if self.pictures.unfit.contains(&found) => Err(NotShown::Unfit),
            None => Err(NotShown::Missing(written.to_owned())),
            Some((picture, Some(own))) if gate.is_within(own) => Ok(picture),
            Some((picture, own)) => Err(NotShown::BehindGate {
                file: picture.file.clone(),
                gate: own.clone(),
            }),
        }
    }

    /// The film file that `file` names, with the poster and captions of the same name.
    pub(in crate::compile) fn film(
        &self,
        file: &str,
        gate: &Gate,
        written: &str,
    ) -> Result<Film, NotShown> {
        let film = self.picture(file, gate, written).map_err(|why| match why {
            NotShown::Unfit => NotShown::NoFilm(written.to_owned()),
            why => why,
        })?;
        if !film.media_type.starts_with("video/") {
            return Err(NotShown::NoFilm(written.to_owned()));
        }
        let (poster, captions) = self.beside(&film.file, gate);
        Ok(Film {
            url: film.url.clone(),
            poster: poster.map(|one| one.url.clone()),
            captions: captions.map(|one| one.url.clone()),
            transcript: captions.map(|one| one.words.clone()).unwrap_or_default(),
        })
    }

    /// The poster and the captions that lie beside a file under the same name.
    pub(in crate::compile) fn beside(
        &self,
        file: &str,
        gate: &Gate,
    ) -> (Option<&Picture>, Option<&Picture>) {
        let stem = file.rsplit_once('.').map_or("", |(stem, _)| stem);
        let companion = |endings: &[&str]| {
            let known = endings
                .iter()
                .find_map(|ending| self.pictures.by_file.get(&format!("{stem}.{ending}")));
            let open = known.filter(|(_, own)| own.as_ref().is_some_and(|own| gate.is_within(own)));
            open.map(|(picture, _)| picture)
        };
        (
            companion(&["avif", "webp", "jpg", "jpeg", "png"]),
            companion(&["vtt"]),
        )
    }

    /// A file that the writer may have meant, as a path from `from`.
    pub(super) fn near(&self, from: &str, path: &str) -> Option<String> {
        let name = path.rsplit('/').next().filter(|name| !name.is_empty())?;
        let language = from.split('/').next().unwrap_or_default();
        let places = self.places;
        let names = places
            .names
            .get_or_init(|| Names::new(self.plan, places.by_file.keys()));
        let elsewhere = names
            .by_name
            .get(name)
            .and_then(|files| files.iter().find(|file| file.starts_with(language)));
        if let Some(file) = elsewhere {
            return Some(relative(folder_of(from), file));
        }
        let folder = join(folder_of(from), folder_of(path))?;
        let neighbours = names.by_parent.get(folder.as_str())?;
        let found = crate::spanned::nearest(name, neighbours.iter().map(String::as_str))?;
        Some(relative(folder_of(from), &format!("{folder}/{found}")))
    }
}

impl Places {
    pub(in crate::compile) fn new(plan: &Plan) -> Self {
        let mut places = Places::default();
        for (at, category) in plan.categories.iter().enumerate() {
            let target = Target::Category(at);
            if let Some((file, _)) = &category.index {
                places.by_file.insert(Arc::clone(file), target);
            }
            places.by_url.insert(category.url.clone(), target);
            let folder = format!("{}/{}", category.language, category.path);
            places.by_folder.insert(folder, target);
        }
        let mut last: Option<&Planned> = None;
        for (at, article) in published(plan) {
            let target = Target::Article(at);
            places.by_file.insert(Arc::clone(&article.file), target);
            places.by_url.insert(article.url.clone(), target);
            places.by_id.entry(article.id.clone()).or_default().push(at);
            // Most stand beside others with the same gate.
            let is_known =
                |last: &Planned| last.category == article.category && last.gate == article.gate;
            if !last.is_some_and(is_known) {
                places.add_gate(article);
            }
            last = Some(article);
        }
        places
    }

    /// The published article of a file.
    pub(in crate::compile) fn article_in(&self, file: &str) -> Option<usize> {
        match self.by_file.get(file)? {
            Target::Article(at) => Some(*at),
            Target::Category(_) => None,
        }
    }

    fn add_gate(&mut self, article: &Planned) {
        let mut path = article.category.as_str();
        loop {
            let gates = self.gates_below.entry(path.to_owned()).or_default();
            gates.insert(article.gate.lock());
            if path.is_empty() {
                break;
            }
            path = folder_of(path);
        }
    }
}

impl Names {
    fn new<'a>(plan: &Plan, files: impl Iterator<Item = &'a Arc<str>>) -> Self {
        let mut names = Names::default();
        for (_, article) in published(plan) {
            let name = name_of(&article.file).to_owned();
            let known = names.by_name.entry(name).or_default();
            known.push(Arc::clone(&article.file));
        }
        for file in files {
            let folder = folder_of(file).to_owned();
            let known = names.by_parent.entry(folder).or_default();
            known.push(name_of(file).to_owned());
        }
        for known in names.by_parent.values_mut() {
            known.sort_unstable();
        }
        names
    }
}

fn name_of(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

/// The articles that links may lead to, with their places in the plan.
fn published(plan: &Plan) -> impl Iterator<Item = (usize, &Planned)> {
    let articles = plan.articles.iter().enumerate();
    articles.filter(|(_, one)| one.header.status == Status::Published && one.sound)
}

/// Why a picture or film is not shown.
#[derive(Debug)]
pub(in crate::compile) enum NotShown {
    /// There is no such file; as it was written.
    Missing(String),
    /// The file is broken or huge, as was said of it.
    Unfit,
    /// The file is none that a browser plays; as it was written.
    NoFilm(String),
    /// Not everybody who reads the page may see it.
    BehindGate { file: String, gate: Option<Gate> },
}

impl NotShown {
    pub(in crate::compile) fn code(&self) -> Code {
        match self {
            NotShown::Missing(_) => Code::MissingImage,
            NotShown::Unfit => Code::BrokenImage,
            NotShown::NoFilm(_) => Code::BadVideo,
            NotShown::BehindGate { .. } => Code::ImageThroughGate,
        }
    }

    /// Says it of a page with this gate.
    pub(in crate::compile) fn tell(self, diagnostic: Diagnostic, page: &Gate) -> Diagnostic {
        match self {
            NotShown::Missing(written) => diagnostic.with("target", written),
            NotShown::Unfit => diagnostic,
            NotShown::NoFilm(written) => diagnostic.with("address", written),
            NotShown::BehindGate { file, gate } => {
                diagnostic.with("gate", page).with("target", file).with(
                    "other",
                    gate.map_or_else(|| "—".to_owned(), |gate| gate.to_string()),
                )
            }
        }
    }
}
