//! The shelves of the next edition, made from those of the last one where few articles changed.
//!
//! Entry point: [`Shelves::renewed`]. What is on disk stays as it is. Who asks them finds what
//! the same articles on shelves that were written anew would give, to the bit: all that is
//! counted is added up over shelves, and what is withdrawn is taken off again.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::content::{Article, Body, Library};
use crate::locale::Locale;
use crate::search::cards::Names;
use crate::search::settings::SearchSettings;
use crate::search::shelf::{Shelf, ShelfPlan, Withdrawn, are_indexed_alike};
use crate::search::shelves::unnamed_plans;
use crate::search::vocabulary::Vocabulary;
use crate::search::{SearchError, Shelves};

/// More articles than this that came to one shelf, or went, and it is written anew: each is
/// indexed again for every edition, and each search looks at two shelves.
const MOST: usize = 64;

/// What becomes of a shelf.
struct Change {
    /// By document of what is written: as it is now, or as it was where it is gone.
    articles: Vec<Arc<Article>>,
    is_gone: Vec<bool>,
    came: Vec<Arc<Article>>,
}

impl Shelves {
    /// The shelves of `library`, in memory where these, of a library before it, do not hold
    /// them; `None` where so much changed that they should be built.
    ///
    /// # Errors
    /// The texts of the articles cannot be read.
    pub fn renewed(
        &self,
        library: &Library,
        settings: Arc<SearchSettings>,
    ) -> Result<Option<Self>, SearchError> {
        let mut vocabularies = Locale::ALL.map(Vocabulary::new);
        // Those of before stay, so that cards of before still name the same.
        let mut names = self.names.clone();
        let mut shelves = Vec::new();
        let now = Identities::of(&library.articles);
        for plan in self.plans_of_news(library, &now) {
            let vocabulary = &mut vocabularies[plan.language as usize];
            let written = self
                .shelves
                .iter()
                .find(|shelf| shelf.is_written_for(&plan));
            let before = written.map_or(&[][..], |shelf| &shelf.articles);
            let Some(change) = Change::between(before, &plan.articles, &now)? else {
                return Ok(None);
            };
            if let Some(written) = written {
                shelves.push(written.with(
                    change.articles,
                    change.is_gone,
                    &mut names,
                    vocabulary,
                )?);
            }
            if !change.came.is_empty() {
                let plan = ShelfPlan {
                    articles: change.came,
                    ..plan
                };
                shelves.push(Shelf::in_memory(&plan, &mut names, vocabulary)?);
            }
        }
        Ok(Some(Shelves {
            shelves,
            names,
            settings,
        }))
    }

    /// The shelves that the articles `now` need, each with those articles alone that no shelf was
    /// written with.
    fn plans_of_news(&self, library: &Library, now: &Identities) -> Vec<ShelfPlan> {
        let written = || self.shelves.iter().filter(|shelf| shelf.name.is_some());
        let known = Identities::of(written().flat_map(|shelf| &shelf.articles));
        let news = library.articles.iter();
        let mut plans = unnamed_plans(news.filter(|article| !known.hold(article)));
        for shelf in written() {
            let has_news = plans.iter().any(|plan| shelf.is_written_for(plan));
            if !has_news && shelf.articles.iter().any(|article| now.hold(article)) {
                plans.push(ShelfPlan {
                    gate: shelf.gate.clone(),
                    language: shelf.language,
                    articles: Vec::new(),
                });
            }
        }
        plans.sort_by(|one, other| (&one.gate, one.language).cmp(&(&other.gate, other.language)));
        plans
    }
}

/// Which articles some are. One that is taken over from the library before is the same in memory,
/// so that the many of these are told without a look at any of them.
struct Identities(HashSet<*const Article, RandomState>);

impl Identities {
    fn of<'a>(articles: impl IntoIterator<Item = &'a Arc<Article>>) -> Self {
        Identities(articles.into_iter().map(Arc::as_ptr).collect())
    }

    fn hold(&self, article: &Arc<Article>) -> bool {
        self.0.contains(&Arc::as_ptr(article))
    }
}

impl Shelf {
    fn is_written_for(&self, plan: &ShelfPlan) -> bool {
        self.name.is_some() && self.gate == plan.gate && self.language == plan.language
    }

    /// The same index for the next edition.
    fn with(
        &self,
        articles: Vec<Arc<Article>>,
        is_gone: Vec<bool>,
        names: &mut Names,
        vocabulary: &mut Vocabulary,
    ) -> Result<Self, SearchError> {
        let known = articles.iter().zip(&self.articles);
        let are_same = |((now, before), gone): ((_, _), &bool)| *gone || Arc::ptr_eq(now, before);
        let cards = match known.zip(&is_gone).all(are_same) {
            true => Arc::clone(&self.cards),
            false => articles.iter().map(|article| names.card(article)).collect(),
        };
        Ok(Shelf {
            name: self.name.clone(),
            gate: self.gate.clone(),
            language: self.language,
            index: Arc::clone(&self.index),
            cards,
            withdrawn: Withdrawn::of(&articles, is_gone, vocabulary)?,
            articles,
        })
    }
}

/// An article that is gone, as it was indexed. It is needed for as long as the shelf is, and the
/// file that its texts lay in is not.
fn withdrawn(article: &Arc<Article>) -> io::Result<Arc<Article>> {
    Ok(match &article.body {
        Body::Held(_) => Arc::clone(article),
        Body::Stored(_) => Arc::new(Article {
            body: article.body.held()?,
            ..Article::clone(article)
        }),
    })
}

impl Change {
    /// `news` are those of the articles `now` that the shelf was not written with. Both are in the
    /// order of their ids. `None` where it is too much.
    fn between(
        before: &[Arc<Article>],
        news: &[Arc<Article>],
        now: &Identities,
    ) -> io::Result<Option<Self>> {
        let mut change = Change {
            articles: Vec::with_capacity(before.len()),
            is_gone: Vec::with_capacity(before.len()),
            came: Vec::new(),
        };
        let mut gone = 0;
        let mut news = news.iter().peekable();
        for article in before {
            if now.hold(article) {
                change.articles.push(Arc::clone(article));
                change.is_gone.push(false);
                continue;
            }
            while let Some(new) = news.next_if(|one| one.id < article.id) {
                change.came.push(Arc::clone(new));
            }
            let same = news.next_if(|one| one.id == article.id);
            let stays = match same {
                Some(new) => are_indexed_alike(article, new)?,
                None => false,
            };
            if let Some(new) = same.filter(|_| !stays) {
                change.came.push(Arc::clone(new));
            }
            gone += usize::from(!stays);
            change.is_gone.push(!stays);
            change.articles.push(match same.filter(|_| stays) {
                Some(kept) => Arc::clone(kept),
                None => withdrawn(article)?,
            });
            if gone > MOST || change.came.len() > MOST {
                return Ok(None);
            }
        }
        change.came.extend(news.cloned());
        Ok((change.came.len() <= MOST).then_some(change))
    }
}
