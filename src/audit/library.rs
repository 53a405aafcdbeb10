//! What a library says to the public, and what only others are to read.
//!
//! Both are told apart by the gates alone, never by `Library::visible_to`: what that
//! gets wrong is what an audit has to find.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use crate::audit::Probes;
use crate::config::Config;
use crate::content::{Article, Category, Library};
use crate::gate::{Gate, Visibility};
use crate::i18n::{Messages, text};
use crate::site::{Audience, Site};
use crate::theme::{Theme, ThemeError};

/// Shorter sentences are said in many places.
const MIN_SENTENCE: usize = 12;

/// Whether an article is for some only.
pub fn is_restricted(article: &Article) -> bool {
    !is_public(&article.gate)
}

fn is_public(gate: &Gate) -> bool {
    gate.visibility == Visibility::Public
}

/// Whether readers without a token come to a category: something in it is theirs.
fn is_shown(category: &Category, library: &Library) -> bool {
    let below = format!("{}/", category.path);
    let mut articles = library.articles.iter().filter(|one| !is_restricted(one));
    is_public(&category.gate)
        && articles.any(|one| {
            category.is_home() || one.category == category.path || one.category.starts_with(&below)
        })
}

/// Everything that public content says, and the words of the empty site around it:
/// what stands there as well gives nothing away.
///
/// # Errors
/// The theme cannot draw a page of an empty site.
pub fn said_in_public(
    library: &Library,
    config: &Config,
    messages: &Messages,
    theme: &Arc<Theme>,
) -> Result<String, ThemeError> {
    let mut said = String::new();
    let mut say = |text: &str| {
        said.push_str(text);
        said.push('\n');
    };
    for article in library.articles.iter().filter(|one| !is_restricted(one)) {
        texts(article).iter().for_each(|text| say(text));
        // Alternative texts and addresses of pictures stand in these.
        say(&article.body.html().unwrap_or_default());
        say(&article.body.markdown().unwrap_or_default());
    }
    let categories = library.categories.iter();
    for category in categories.filter(|one| is_shown(one, library)) {
        for text in [
            &category.title,
            &category.summary,
            &category.url,
            &category.html,
        ] {
            say(text);
        }
    }
    for term in library.terms.iter().filter(|one| is_public(&one.gate)) {
        for text in [&term.key, &term.title, &term.text] {
            say(text);
        }
    }
    for tour in library.tours.iter().filter(|one| is_public(&one.gate)) {
        say(&tour.title);
        for step in &tour.steps {
            say(&step.title);
            say(&step.html);
        }
    }
    // What is written in drawings and said in films, as their files have it.
    let articles = library.articles.iter().filter(|one| !is_restricted(one));
    let shown: HashSet<&String> = articles.flat_map(|one| one.body.pictures()).collect();
    let pictures = library
        .pictures
        .iter()
        .filter(|one| shown.contains(&one.url));
    for picture in pictures.filter(|one| !one.words.is_empty()) {
        // What cannot be read is said by nothing, so that all of it is looked for.
        say(&String::from_utf8_lossy(
            &picture.bytes.read().unwrap_or_else(|_| [].into()),
        ));
    }
    // The notice on pages whose translation is behind.
    for locale in &library.languages {
        for other in &library.languages {
            say(&text::site_outdated(messages, *locale, other.code()));
        }
    }
    // Names of classes and of structured data stand in every page.
    say(theme.markup());
    let mut empty = Library::default();
    empty.languages.clone_from(&library.languages);
    let empty = Arc::new(empty.indexed());
    let site = Site::new(empty, Arc::clone(theme), config, Audience::Public)?;
    for page in site.pages() {
        say(&String::from_utf8_lossy(&page?.bytes));
    }
    Ok(said)
}

/// Names, tags, addresses and sentences of what is restricted, that are not `said` in
/// public as well.
pub fn of_library(library: &Library, said: &str) -> Probes {
    let mut probes = Probes::besides(said);
    let mut add = |owner: &str, text: &str| probes.add(owner, text);
    for article in library.articles.iter().filter(|one| is_restricted(one)) {
        for text in texts(article) {
            add(&article.file, &text);
        }
    }
    let categories = library.categories.iter();
    for category in categories.filter(|one| !is_shown(one, library)) {
        let owner = format!("{}/{}/_index.md", category.language, category.path);
        for text in [&category.title, &category.summary] {
            add(&owner, text);
        }
        // A folder keeps its address where something in it is for the public.
        let below = format!("{}/", category.url.trim_end_matches('/'));
        let mut public = library.articles.iter().filter(|one| !is_restricted(one));
        if !public.any(|one| one.url.starts_with(&below)) {
            add(&owner, &category.url);
        }
    }
    for term in library.terms.iter().filter(|one| !is_public(&one.gate)) {
        for text in [&term.key, &term.title, &term.text] {
            add(&format!("{}/_terms.toml", term.language), text);
        }
    }
    for tour in library.tours.iter().filter(|one| !is_public(&one.gate)) {
        let owner = format!("{}/_tours/{}", tour.language, tour.module);
        add(&owner, &tour.title);
        for step in &tour.steps {
            add(&owner, &step.title);
        }
    }
    probes
}

/// Every text by which an article could be known.
fn texts(article: &Article) -> BTreeSet<String> {
    let sections = article.body.sections().unwrap_or_default();
    let sections = sections.iter();
    let sections = sections.flat_map(|section| [section.heading.as_str(), section.text.as_str()]);
    let sentences = [article.title.as_str(), article.summary.as_str()]
        .into_iter()
        .chain(sections)
        .flat_map(|text| text.split(['.', '?', '!', ':']))
        .map(|sentence| sentence.trim().to_owned())
        .filter(|sentence| sentence.chars().count() >= MIN_SENTENCE);
    let names = [
        article.id.to_string(),
        article.url.clone(),
        article.slug.clone(),
    ];
    let lists = [
        &article.tags,
        &article.keywords,
        &article.aliases,
        article.body.pictures(),
    ];
    sentences
        .chain(names)
        .chain(lists.into_iter().flatten().cloned())
        .collect()
}
