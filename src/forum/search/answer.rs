//! From what a viewer asks to posts that they may read, opened where they answer.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use crate::forum::search::plain::plain;
use crate::forum::store::{self, DocumentText};
use crate::forum::{Card, Forum, ForumError, Status, Who};
use crate::locale::Locale;
use crate::search::threads::{FoundGroup, Passage, Progress, Wanted};
use crate::search::{FacetCount, MatchedBy, Pagination, Query, SearchError, SearchSettings};

/// What a reader looks for.
#[derive(Clone, Debug)]
pub struct ForumSearch {
    pub query: Query,
    /// The reader's: its group comes first.
    pub language: Locale,
    pub category: Option<String>,
    pub status: Option<Status>,
    /// Handle of who asked.
    pub author: Option<String>,
    pub tag: Option<String>,
    /// When it was asked; both are in it.
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    /// From 1.
    pub page: usize,
    /// Hits of each group on a page.
    pub limit: usize,
}

impl ForumSearch {
    /// The first ten for `query`.
    pub fn new(query: Query, language: Locale) -> Self {
        ForumSearch {
            query,
            language,
            category: None,
            status: None,
            author: None,
            tag: None,
            from: None,
            to: None,
            page: 1,
            limit: 10,
        }
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct ForumAnswer {
    /// The reader's language first; one without any hit is absent.
    pub groups: Vec<ForumGroup>,
    /// `category`, `status` and `tag`, over all groups and pages.
    pub facets: BTreeMap<&'static str, Vec<FacetCount>>,
    pub did_you_mean: Option<String>,
    pub missing: Vec<String>,
    pub pagination: Pagination,
}

/// Posts in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct ForumGroup {
    pub language: Locale,
    /// On all pages.
    pub total: usize,
    pub hits: Vec<ForumHit>,
}

/// A post that answers, opened at the reply that says it.
#[derive(Clone, Debug, PartialEq)]
pub struct ForumHit {
    pub card: Card,
    /// Key of a reply; `None` where the question itself fits best.
    pub anchor: Option<String>,
    /// HTML: escaped text in which `<mark>` is the only markup.
    pub snippet: String,
    pub matched_by: MatchedBy,
    pub score: f32,
}

impl Forum {
    /// Answers from the posts of the categories that `who` may read.
    ///
    /// # Errors
    /// The index or the database cannot be read; no question is an error.
    pub async fn search(
        &self,
        who: &Who,
        request: &ForumSearch,
        settings: &SearchSettings,
    ) -> Result<ForumAnswer, ForumError> {
        let limit = request.limit.max(1);
        let nothing = || ForumAnswer {
            groups: Vec::new(),
            facets: BTreeMap::new(),
            did_you_mean: None,
            missing: Vec::new(),
            pagination: Pagination {
                page: request.page.max(1),
                limit: request.limit,
                total: 0,
                pages: 0,
            },
        };
        let (Some(index), Some(wanted)) = (&self.index, self.wanted(who, request).await?) else {
            return Ok(nothing());
        };
        let snapshot = index.snapshot();
        let found = snapshot.search(&wanted, settings).map_err(unreadable)?;
        let mut groups = Vec::new();
        for group in found.groups {
            groups.push(self.shown(who, group).await?);
        }
        groups.retain(|group| group.total > 0);
        let longest = groups.iter().map(|group| group.total).max().unwrap_or(0);
        let total = groups.iter().map(|group| group.total).sum();
        Ok(ForumAnswer {
            groups,
            facets: found.facets,
            did_you_mean: found.did_you_mean,
            missing: found.missing,
            pagination: Pagination {
                total,
                pages: longest.min(Wanted::DEEPEST).div_ceil(limit),
                ..nothing().pagination
            },
        })
    }

    /// Posts that ask what a title that is being typed seems to ask, the best first.
    ///
    /// # Errors
    /// See [`Forum::search`].
    pub async fn similar(
        &self,
        who: &Who,
        title: &str,
        language: Locale,
        limit: usize,
        settings: &SearchSettings,
    ) -> Result<Vec<ForumHit>, ForumError> {
        let request = ForumSearch {
            limit,
            ..ForumSearch::new(Query::parse(title), language)
        };
        let answer = self.search(who, &request, settings).await?;
        let hits = answer.groups.into_iter().flat_map(|group| group.hits);
        Ok(hits.take(limit).collect())
    }

    /// `None` where nothing can be found: it is asked for what no post has.
    async fn wanted(&self, who: &Who, request: &ForumSearch) -> Result<Option<Wanted>, ForumError> {
        let typed = request.query.filters();
        if typed.kind.is_some() || typed.role.is_some() {
            return Ok(None);
        }
        let opened: Vec<String> = self
            .categories(&who.viewer)
            .map(|category| category.key.clone())
            .collect();
        let mut wanted = Wanted::new(request.query.clone(), request.language, opened);
        let category = request.category.as_ref().or(typed.category.as_ref());
        if category.is_some() || typed.module.is_some() {
            let is_wanted = |one: &&crate::config::ForumCategory| {
                category.is_none_or(|key| *key == one.key)
                    && (typed.module.is_none() || typed.module == one.module)
            };
            let only = self.categories(&who.viewer).filter(is_wanted);
            wanted.only = Some(only.map(|one| one.key.clone()).collect());
        }
        if let Some(handle) = &request.author {
            let member = store::member_by_handle(self.storage.reader(), handle)
                .await
                .map_err(|error| ForumError::Storage(error.into()))?;
            // Nobody's key is empty. The answer is the same, up to what was meant by a mistyped
            // word, whether there is nobody or somebody who wrote nothing that `who` may read.
            wanted.author = Some(member.map_or_else(String::new, |member| member.key));
        }
        // Later than any post can be is late enough.
        let seconds =
            |moment: Timestamp| u32::try_from(moment.as_second().max(0)).unwrap_or(u32::MAX);
        wanted.progress = request.status.map(|status| match status {
            Status::Open => Progress::Open,
            Status::Answered => Progress::Answered,
            Status::Verified => Progress::Verified,
        });
        let tag = request.tag.as_ref().or(typed.tag.as_ref());
        wanted.tag = tag.map(|tag| tag.to_lowercase());
        wanted.from = request.from.map(seconds);
        wanted.to = request.to.map(seconds);
        wanted.page = request.page.max(1);
        wanted.limit = request.limit.max(1);
        Ok(Some(wanted))
    }

    /// The hits of a group as they are now. One that the viewer may not read any more is
    /// neither shown nor counted.
    async fn shown(&self, who: &Who, mut group: FoundGroup) -> Result<ForumGroup, ForumError> {
        let threads = std::mem::take(&mut group.threads);
        let keys: Vec<&str> = threads.iter().map(|thread| thread.key.as_str()).collect();
        let documents = async {
            let documents = store::documents_of(self.storage.reader(), &keys).await;
            documents.map_err(|error| ForumError::Storage(error.into()))
        };
        let (cards, documents) = tokio::try_join!(self.cards_of(who, &keys), documents)?;
        let mut texts: HashMap<String, DocumentText> = documents
            .into_iter()
            .filter_map(|document| Some((document.key, document.text?)))
            .collect();
        let mut cards: HashMap<String, Card> = cards
            .into_iter()
            .map(|card| (card.key.clone(), card))
            .collect();
        let mut hits = Vec::new();
        for thread in &threads {
            let found = cards.remove(&thread.key).zip(texts.remove(&thread.key));
            let Some((card, text)) = found.filter(|(card, _)| !card.hidden) else {
                continue;
            };
            let (anchor, snippet) = opened(&mut group, &card, &text);
            hits.push(ForumHit {
                card,
                anchor,
                snippet,
                matched_by: thread.matched_by,
                score: thread.score,
            });
        }
        Ok(ForumGroup {
            language: group.language,
            total: group.total.saturating_sub(threads.len() - hits.len()),
            hits,
        })
    }
}

fn opened(group: &mut FoundGroup, card: &Card, text: &DocumentText) -> (Option<String>, String) {
    let body = plain(&text.body);
    let replies: Vec<(&str, String)> = text
        .said
        .iter()
        .map(|(key, _, body)| (key.as_str(), plain(body)))
        .collect();
    let question = Passage {
        anchor: None,
        text: &body,
    };
    let passages: Vec<Passage<'_>> = std::iter::once(question)
        .chain(replies.iter().map(|(key, text)| Passage {
            anchor: Some(key),
            text,
        }))
        .collect();
    let shown = group.show(&card.title, &passages);
    (shown.anchor, shown.snippet)
}

fn unreadable(error: SearchError) -> ForumError {
    ForumError::Index(error)
}
