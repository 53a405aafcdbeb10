//! The page of an article.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::content::{Article, Library, Status};
use crate::locale::Locale;
use crate::site::catalog::day;
use crate::site::head::{About, DESCRIPTION, shortened};
use crate::site::map::twin_path;
use crate::site::{Page, PageKind, Site, address, catalog};
use crate::theme::ThemeError;
use crate::theme::context::{ArticleItem, ArticlePage, Link, OutdatedView, OutlineItem, VideoView};

/// Headings deeper than this stay out of the contents list.
const OUTLINE_DEPTH: u8 = 3;

impl Site {
    pub(super) fn article(&self, article: &Article, path: &str) -> Result<Page, ThemeError> {
        let mut trail = self.trail(article.language, &article.category);
        trail.push(Link {
            title: article.title.clone(),
            url: article.url.clone(),
        });
        let title = self.unique_title(article);
        let said = described(article);
        let mut head = self.head(About {
            language: article.language,
            path,
            // Pages of the same words are told apart by their titles.
            description: match self.is_only_described(article.language, &said) {
                true => said.clone(),
                false => format!("{title}: {}", beginning(article)),
            },
            title,
            indexed: !article.noindex,
            versions: self.versions_of_article(article),
            category: &article.category,
        });
        head.markdown = Some(twin_path(article));
        if let Some(share) = &mut head.share {
            share.kind = "article";
            share.title = article.title.clone();
            head.json_ld.extend(self.breadcrumbs_json(&trail));
            head.json_ld.push(self.article_json(article, &said));
            head.json_ld.extend(self.video_json(article, &said));
        }
        let page = self.article_page(article, trail)?;
        let language = article.language;
        self.html("article.html", language, &head, &page, path, PageKind::Html)
    }

    fn article_page(&self, article: &Article, trail: Vec<Link>) -> Result<ArticlePage, ThemeError> {
        let language = article.language;
        let (previous, next) = self.neighbours(article);
        let link = |article: &Arc<Article>| Link {
            title: article.title.clone(),
            url: article.url.clone(),
        };
        let related = article.related.iter();
        let related = related.filter_map(|id| self.library.article(id, language));
        let discussion = article.discussion.as_ref();
        // Where no part of the forum is open to all readers of the article, it leads nowhere.
        let discussion = discussion.filter(|_| {
            let mut forum = self.forum.iter();
            forum.any(|gate| article.gate.is_within(gate))
        });
        let read = |source| unreadable(article, source);
        let html = article.body.html().map_err(read)?;
        let outline = article
            .body
            .outline()
            .map_err(read)?
            .into_owned()
            .into_iter();
        let outline = outline.filter(|heading| heading.level <= OUTLINE_DEPTH);
        let id = address::encoded_segment(article.id.as_str());
        let feedback = format!("api/v1/support/kb/articles/{id}/feedback?lang={language}");
        let edit = |pattern: &String| pattern.replace("{path}", &address::encoded(&article.file));
        Ok(ArticlePage {
            id: article.id.to_string(),
            stage: (article.stage != Status::Published).then(|| article.stage.word()),
            kind: article.kind.word(),
            trail,
            title: article.title.clone(),
            summary: article.summary.clone(),
            html: html.into_owned(),
            outline: outline
                .map(|heading| OutlineItem {
                    level: heading.level,
                    anchor: heading.anchor,
                    text: heading.text,
                })
                .collect(),
            video: video(article),
            roles: self.names(language, "site-role-", article.gate.roles.as_ref()),
            plans: self.names(language, "site-plan-", article.gate.plans.as_ref()),
            version: article.version.as_ref().map(|(text, _)| readable(text)),
            outdated: self.outdated(article),
            author: article.author.clone(),
            date: article.date.map(|date| date.to_string()),
            updated: article
                .updated
                .map(|moment| moment.to_zoned(TimeZone::UTC).date().to_string()),
            tags: self.tag_links(article),
            related: related.map(|one| item(one, &self.library)).collect(),
            previous: previous.map(link),
            next: next.map(link),
            feedback_url: self.address.at_root(&feedback),
            edit_url: self.edit_url.as_ref().map(edit),
            discussion: discussion
                .map(|key| self.address.below(language, &format!("forum/posts/{key}/"))),
        })
    }

    /// The original, for readers who may read it.
    fn outdated(&self, article: &Article) -> Option<OutdatedView> {
        let told = article.outdated?;
        let original = self.library.article(&article.id, told.original)?;
        let updated = article.updated;
        let updated = updated.map(|moment| moment.to_zoned(TimeZone::UTC).date());
        Some(OutdatedView {
            language: original.language,
            url: original.url.clone(),
            date: told
                .changed
                .map(|moment| moment.to_zoned(TimeZone::UTC).date())
                // Both changed on that day: it would tell nothing.
                .filter(|day| Some(*day) != updated)
                .map(|day| day.to_string()),
        })
    }

    /// The home and the categories down to `category`, as links.
    pub(super) fn trail(&self, language: Locale, category: &str) -> Vec<Link> {
        let mut trail = vec![Link {
            title: self.say(language, "site-home"),
            url: self.address.below(language, ""),
        }];
        let categories = self.library.trail(language, category);
        let inner = categories.into_iter().filter(|one| !one.is_home());
        trail.extend(inner.map(|one| Link {
            title: one.title.clone(),
            url: one.url.clone(),
        }));
        trail
    }

    /// Two pages of one title are told apart by what they are in.
    fn unique_title(&self, article: &Article) -> String {
        self.title_in(article.language, &article.title, &article.category)
    }

    pub(super) fn title_in(&self, language: Locale, title: &str, category: &str) -> String {
        let around = self.library.category(language, category);
        match around.filter(|_| !self.catalog.is_only_of_title(language, title)) {
            Some(around) => format!("{title} – {}", around.title),
            None => title.to_owned(),
        }
    }

    /// Roles or plans as readers call them; one that no message names is said as written.
    fn names(
        &self,
        language: Locale,
        prefix: &str,
        keys: Option<&BTreeSet<String>>,
    ) -> Vec<String> {
        let name = |key: &String| {
            let message = self.theme.message(language, &format!("{prefix}{key}"), &[]);
            message.unwrap_or_else(|| key.clone())
        };
        let mut keys: Vec<&String> = keys.into_iter().flatten().collect();
        keys.sort_by_key(|key| self.order.iter().position(|one| one == *key));
        keys.into_iter().map(name).collect()
    }

    fn tag_links(&self, article: &Article) -> Vec<Link> {
        let tags = article.tags.iter().map(|tag| {
            let rest = format!("tags/{}/", catalog::tag_slug(tag));
            Link {
                title: tag.clone(),
                url: self.address.below(article.language, &rest),
            }
        });
        tags.collect()
    }
}

/// An article as it stands in lists.
pub(super) fn item(article: &Article, library: &Library) -> ArticleItem {
    let trail = library.trail(article.language, &article.category);
    ArticleItem {
        title: article.title.clone(),
        summary: article.summary.clone(),
        url: article.url.clone(),
        language: article.language,
        kind: article.kind.word(),
        date: day(article).map(|date| date.to_string()),
        duration: article.video.as_ref().and_then(|video| video.duration),
        poster: article
            .video
            .as_ref()
            .and_then(|video| video.poster.clone()),
        trail: trail
            .into_iter()
            .filter(|one| !one.is_home())
            .map(|one| one.title.clone())
            .collect(),
    }
}

/// The summary, else the first of the text.
pub(super) fn description(article: &Article) -> Result<String, ThemeError> {
    if !article.summary.is_empty() {
        return Ok(article.summary.clone());
    }
    let sections = article.body.sections();
    let sections = sections.map_err(|source| unreadable(article, source))?;
    let mut texts = sections.iter().map(|section| &section.text);
    let first = texts.find(|text| !text.trim().is_empty());
    Ok(first.unwrap_or(&article.title).clone())
}

/// How the same begins.
fn beginning(article: &Article) -> Cow<'_, str> {
    if !article.summary.is_empty() {
        return Cow::Borrowed(&article.summary);
    }
    let lead = article.body.lead();
    match lead.is_empty() {
        true => Cow::Borrowed(&article.title),
        false => lead,
    }
}

/// As much of it as search engines show.
pub(super) fn described(article: &Article) -> String {
    shortened(&beginning(article), DESCRIPTION)
}

/// That the text of an article cannot be read.
pub(super) fn unreadable(article: &Article, source: io::Error) -> ThemeError {
    let path = article.file.clone().into();
    ThemeError::Unreadable { path, source }
}

/// A range of versions with the signs that people know.
fn readable(range: &str) -> String {
    range
        .replace(">=", "≥ ")
        .replace("<=", "≤ ")
        .replace('<', "< ")
}

fn video(article: &Article) -> Option<VideoView> {
    let video = article.video.as_ref()?;
    let film = video.source.film();
    Some(VideoView {
        frame: video.source.frame(),
        file: film.map(|film| film.url.clone()),
        poster: video.poster.clone(),
        captions: film.and_then(|film| film.captions.clone()),
        captions_language: article.language.own_name(),
        transcript: video.transcript.lines().map(str::to_owned).collect(),
        page: video.source.page(),
        duration: video.duration,
    })
}
