//! What of headers and pages becomes the library: articles, films, terms and what is archived.

use std::collections::BTreeSet;

use super::Page;
use crate::compile::Input;
use crate::compile::plan::{Plan, Planned};
use crate::compile::resolver::Index;
use crate::content::{
    Archived, Article, ArticleId, Film, Section, Status, Term, Video, VideoSource,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::spanned;

pub(super) fn article(
    input: &Input<'_>,
    planned: &Planned,
    page: Page,
    related: Vec<ArticleId>,
) -> Article {
    let header = &planned.header;
    let mut body = page.body;
    let has_summary = !header.summary.is_empty();
    if let Some(video) = &page.video {
        let film = video.source.film();
        let poster = video.poster.iter().filter(|_| film.is_none());
        let shown: Vec<String> = film
            .into_iter()
            .flat_map(Film::urls)
            .chain(poster)
            .cloned()
            .collect();
        if !shown.is_empty() || !video.transcript.is_empty() {
            let changed = body.changed(has_summary, |texts| {
                texts.pictures.extend(shown);
                if !video.transcript.is_empty() {
                    add_transcript(&mut texts.sections, &video.transcript);
                }
            });
            // What cannot be read is damaged, and compiled anew.
            body = changed.unwrap_or(body);
        }
    }
    Article {
        id: planned.id.clone(),
        language: planned.language,
        path: planned.path.clone(),
        file: planned.file.to_string(),
        category: planned.category.clone(),
        slug: planned.slug.clone(),
        url: planned.url.clone(),
        title: page.title,
        summary: header.summary.clone(),
        kind: header.kind,
        gate: planned.gate.clone(),
        stage: header.stage,
        module: header.module.clone(),
        contexts: header.contexts.clone(),
        tags: header.tags.clone(),
        keywords: header.keywords.clone(),
        version: header.version.clone(),
        video: page.video,
        related,
        featured: header.featured,
        order: header.order,
        author: header.author.clone(),
        owner: header.owner.clone(),
        date: header.date,
        updated: header
            .updated
            .or_else(|| input.history.last_change(&planned.file)),
        review_by: header.review_by,
        discussion: header.discussion.clone(),
        impact: header.impact,
        // Known once all articles are.
        revision: String::new(),
        major: None,
        outdated: None,
        noindex: header.noindex,
        aliases: header
            .aliases
            .iter()
            .map(|alias| alias.value.clone())
            .collect(),
        body,
    }
}

/// What is said in the film on top of a page is found with what stands there.
fn add_transcript(sections: &mut Vec<Section>, transcript: &str) {
    match sections.first_mut().filter(|first| first.anchor.is_empty()) {
        Some(first) if !first.text.is_empty() => {
            first.text.push('\n');
            first.text.push_str(transcript);
        }
        Some(first) => first.text = transcript.to_owned(),
        None => sections.insert(
            0,
            Section {
                text: transcript.to_owned(),
                ..Section::default()
            },
        ),
    }
}

/// The film that the front matter names.
pub(super) fn video(
    planned: &Planned,
    index: &Index<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Video> {
    let written = planned.header.video.as_ref()?;
    let address = &written.address;
    let source = match VideoSource::from_address(&address.value) {
        Some(source) => source,
        None => match index.film(&planned.file, &planned.gate, &address.value) {
            Ok(film) => VideoSource::File(film),
            Err(why) => {
                let diagnostic = planned.source().diagnostic(why.code(), address.span);
                diagnostics.push(why.tell(diagnostic, &planned.gate));
                return None;
            }
        },
    };
    let (poster, transcript) = match source.film() {
        Some(film) => (film.poster.clone(), film.transcript.clone()),
        // Of a film elsewhere, what lies beside the article.
        None => {
            let (poster, captions) = index.beside(&planned.file, &planned.gate);
            let said = captions.map(|captions| captions.words.clone());
            (
                poster.map(|poster| poster.url.clone()),
                said.unwrap_or_default(),
            )
        }
    };
    Some(Video {
        source,
        duration: written.duration,
        poster,
        transcript,
    })
}

pub(super) fn related(
    planned: &Planned,
    index: &Index<'_>,
    left_out: &BTreeSet<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ArticleId> {
    let mut related = Vec::new();
    for wanted in &planned.header.related {
        let id = ArticleId::new(&wanted.value);
        match index.article(&id, planned.language) {
            Some(at) if !left_out.contains(&at) => related.push(id),
            _ => {
                let known = index
                    .plan
                    .articles
                    .iter()
                    .map(|article| article.id.as_str());
                let near =
                    spanned::nearest(&wanted.value, known).filter(|near| *near != wanted.value);
                diagnostics.push(
                    planned
                        .source()
                        .diagnostic(Code::UnknownRelated, wanted.span)
                        .with("id", &id)
                        .near(near),
                );
            }
        }
    }
    related
}

/// A term whose link leads each of its readers somewhere.
pub(super) fn with_readable_link(
    term: &Term,
    index: &Index<'_>,
    left_out: &BTreeSet<usize>,
) -> Term {
    let readable = |id: &ArticleId| {
        index.article(id, term.language).is_some_and(|at| {
            !left_out.contains(&at) && term.gate.is_within(&index.plan.articles[at].gate)
        })
    };
    Term {
        article: term.article.clone().filter(readable),
        ..term.clone()
    }
}

pub(super) fn archived(
    plan: &Plan,
    index: &Index<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Archived> {
    let gone = plan
        .articles
        .iter()
        .filter(|one| one.sound && one.header.status == Status::Archived);
    gone.map(|one| {
        let wanted = one.header.replaced_by.as_ref();
        let id = wanted.map(|wanted| ArticleId::new(&wanted.value));
        let known = id.filter(|id| index.article(id, one.language).is_some());
        if let (Some(wanted), None) = (wanted, &known) {
            let ids = plan.articles.iter().map(|article| article.id.as_str());
            diagnostics.push(
                one.source()
                    .diagnostic(Code::UnknownReplacement, wanted.span)
                    .with("id", &wanted.value)
                    .near(spanned::nearest(&wanted.value, ids)),
            );
        }
        Archived {
            language: one.language,
            url: one.url.clone(),
            gate: one.gate.clone(),
            replaced_by: known,
        }
    })
    .collect()
}
