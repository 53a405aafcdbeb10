//! All counts in memory, as the database has them after the last commit.

use std::collections::HashMap;
use std::sync::Arc;

use crate::content::ArticleId;
use crate::feedback::store;
use crate::feedback::{Epoch, Tally};
use crate::locale::Locale;

/// What readers made of one article in one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Votes since the last major edit.
    pub tally: Tally,
    /// Visits since ever.
    pub views: u64,
}

#[derive(Debug, Default)]
pub(super) struct Memory {
    languages: HashMap<Locale, Counted>,
    /// The last change of the database that is known here.
    change: i64,
    /// How often anything here may have moved.
    moves: u64,
}

/// The counts of one language.
#[derive(Debug, Default)]
struct Counted {
    articles: HashMap<ArticleId, Known>,
    /// Of the votes that count now. A search under way keeps the one that it began with.
    confidences: Arc<HashMap<ArticleId, f32>>,
}

#[derive(Debug, Default)]
struct Known {
    /// By epoch; there is rarely more than one.
    tallies: Vec<(Epoch, Tally)>,
    views: u64,
    /// The epoch of the published text, where that says one.
    major: Option<Epoch>,
    /// The epoch that was published last, by any node.
    recorded: Epoch,
}

impl Known {
    fn now(&self) -> &Epoch {
        self.major.as_ref().unwrap_or(&self.recorded)
    }

    fn set(&mut self, epoch: &Epoch, tally: Tally) {
        match self.tallies.iter_mut().find(|(of, _)| of == epoch) {
            Some((_, known)) => *known = tally,
            None => self.tallies.push((epoch.clone(), tally)),
        }
    }

    fn tally(&self, epoch: &Epoch) -> Tally {
        let of_epoch = self.tallies.iter().find(|(of, _)| of == epoch);
        of_epoch.map_or_else(Tally::default, |(_, tally)| *tally)
    }
}

impl Counted {
    /// Brings the confidence of one article up to date.
    fn weigh(&mut self, article: &ArticleId) {
        let known = self.articles.get(article);
        let tally = known.map_or_else(Tally::default, |known| known.tally(known.now()));
        let confidences = Arc::make_mut(&mut self.confidences);
        match tally == Tally::default() {
            true => confidences.remove(article),
            false => confidences.insert(article.clone(), tally.confidence() as f32),
        };
    }
}

impl Memory {
    /// The last change that was taken in; those of this process may be newer.
    pub(super) fn change(&self) -> i64 {
        self.change
    }

    pub(super) fn moves(&self) -> u64 {
        self.moves
    }

    /// Whatever was put together of the counts of before is out of date.
    pub(super) fn moved(&mut self) {
        self.moves += 1;
    }

    /// Takes in the counts of the database, all of them or what moved. The published texts
    /// stay as they are known here.
    pub(super) fn take(&mut self, rows: &store::Counted) {
        self.change = rows.change;
        if rows.whole {
            let before = std::mem::take(&mut self.languages);
            for (language, counted) in before {
                for (article, known) in counted.articles {
                    if known.major.is_some() {
                        self.known(language, article).major = known.major;
                    }
                }
            }
        }
        for (language, article, epoch) in &rows.epochs {
            self.known(*language, article.clone()).recorded = epoch.clone();
        }
        for ((language, article, epoch), tally) in &rows.tallies {
            self.known(*language, article.clone()).set(epoch, *tally);
        }
        for (language, article, views) in &rows.views {
            self.known(*language, article.clone()).views = *views;
        }
        let epochs = rows.epochs.iter().map(|(language, id, _)| (language, id));
        let tallies = rows.tallies.keys().map(|(language, id, _)| (language, id));
        for (language, article) in epochs.chain(tallies) {
            self.languages.entry(*language).or_default().weigh(article);
        }
    }

    /// Follows the published texts; returns what the database does not know of them.
    pub(super) fn follow(
        &mut self,
        majors: Vec<(Locale, ArticleId, Epoch)>,
    ) -> Vec<(Locale, ArticleId, Epoch)> {
        let mut changed: Vec<(Locale, ArticleId)> = Vec::new();
        for (language, counted) in &mut self.languages {
            for (article, known) in &mut counted.articles {
                if known.major.take().is_some() {
                    changed.push((*language, article.clone()));
                }
            }
        }
        let mut news = Vec::new();
        for (language, article, epoch) in majors {
            let known = self.known(language, article.clone());
            if known.recorded != epoch {
                news.push((language, article.clone(), epoch.clone()));
            }
            known.major = Some(epoch);
            changed.push((language, article));
        }
        for (language, article) in changed {
            self.languages.entry(language).or_default().weigh(&article);
        }
        news
    }

    pub(super) fn record(&mut self, news: &[(Locale, ArticleId, Epoch)]) {
        for (language, article, epoch) in news {
            self.known(*language, article.clone()).recorded = epoch.clone();
        }
    }

    pub(super) fn set_tally(
        &mut self,
        language: Locale,
        article: ArticleId,
        epoch: Epoch,
        tally: Tally,
    ) {
        self.known(language, article.clone()).set(&epoch, tally);
        self.languages.entry(language).or_default().weigh(&article);
    }

    pub(super) fn add_view(&mut self, language: Locale, article: ArticleId) {
        self.known(language, article).views += 1;
    }

    pub(super) fn recorded(&self, language: Locale, article: &ArticleId) -> Epoch {
        let known = self.find(language, article);
        known.map_or_else(Epoch::default, |known| known.recorded.clone())
    }

    pub(super) fn counts(&self, language: Locale, article: &ArticleId, epoch: &Epoch) -> Counts {
        let known = self.find(language, article);
        known.map_or_else(Counts::default, |known| Counts {
            tally: known.tally(epoch),
            views: known.views,
        })
    }

    pub(super) fn confidences(&self, language: Locale) -> Arc<HashMap<ArticleId, f32>> {
        let counted = self.languages.get(&language);
        counted.map_or_else(Arc::default, |counted| Arc::clone(&counted.confidences))
    }

    fn find(&self, language: Locale, article: &ArticleId) -> Option<&Known> {
        self.languages.get(&language)?.articles.get(article)
    }

    fn known(&mut self, language: Locale, article: ArticleId) -> &mut Known {
        let counted = self.languages.entry(language).or_default();
        counted.articles.entry(article).or_default()
    }
}
