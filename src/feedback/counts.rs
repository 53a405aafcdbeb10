//! All counts in memory, as the database has them after the last commit.

use std::collections::HashMap;
use std::sync::Arc;

use crate::content::ArticleId;
use crate::feedback::store::Everything;
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
pub(super) struct Memory(HashMap<Locale, Counted>);

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
    /// The counts of the database, and the published texts as they are known here.
    pub(super) fn replace(&mut self, rows: &Everything) {
        let before = std::mem::take(self);
        for (language, counted) in before.0 {
            for (article, known) in counted.articles {
                if known.major.is_some() {
                    self.known(language, article).major = known.major;
                }
            }
        }
        for (language, article, epoch) in &rows.epochs {
            self.known(*language, article.clone()).recorded = epoch.clone();
        }
        for ((language, article, epoch), tally) in &rows.tallies {
            let known = self.known(*language, article.clone());
            known.tallies.push((epoch.clone(), *tally));
        }
        for (language, article, views) in &rows.views {
            self.known(*language, article.clone()).views = *views;
        }
        for counted in self.0.values_mut() {
            let articles: Vec<ArticleId> = counted.articles.keys().cloned().collect();
            articles.iter().for_each(|article| counted.weigh(article));
        }
    }

    /// Follows the published texts; returns what the database does not know of them.
    pub(super) fn follow(
        &mut self,
        majors: Vec<(Locale, ArticleId, Epoch)>,
    ) -> Vec<(Locale, ArticleId, Epoch)> {
        let mut changed: Vec<(Locale, ArticleId)> = Vec::new();
        for (language, counted) in &mut self.0 {
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
            self.0.entry(language).or_default().weigh(&article);
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
        let known = self.known(language, article.clone());
        match known.tallies.iter_mut().find(|(of, _)| *of == epoch) {
            Some((_, known)) => *known = tally,
            None => known.tallies.push((epoch, tally)),
        }
        self.0.entry(language).or_default().weigh(&article);
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
        let counted = self.0.get(&language);
        counted.map_or_else(Arc::default, |counted| Arc::clone(&counted.confidences))
    }

    fn find(&self, language: Locale, article: &ArticleId) -> Option<&Known> {
        self.0.get(&language)?.articles.get(article)
    }

    fn known(&mut self, language: Locale, article: ArticleId) -> &mut Known {
        let counted = self.0.entry(language).or_default();
        counted.articles.entry(article).or_default()
    }
}
