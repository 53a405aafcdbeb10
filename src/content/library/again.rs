//! What a library has of the one before it.

use std::sync::Arc;

use crate::content::{Archived, Article, Category, Library, Module, Picture, Term, Tour};

impl Library {
    /// What a viewer sees of it who saw `seen` of `last`, where it [is
    /// listed](Library::is_listed_as) as that; else `None`. The look-ups are those of before.
    pub fn visible_again(&self, last: &Library, seen: &Library) -> Option<Library> {
        if !self.is_listed_as(last) {
            return None;
        }
        let mut again = seen.clone();
        for (before, now) in last.articles.iter().zip(&self.articles) {
            if !Arc::ptr_eq(before, now)
                && let Some(at) = seen.place(&now.url)
            {
                again.articles[at as usize] = Arc::clone(now);
            }
        }
        Some(again)
    }

    /// Has the articles in memory that `shown` has, where they are the same: whoever compares the
    /// two sees at once what is another.
    pub fn take_over(&mut self, shown: &Library) {
        for (at, article) in self.articles.iter_mut().enumerate() {
            // Most stand where they stood.
            let there = shown.articles.get(at);
            if there.is_some_and(|known| Arc::ptr_eq(known, article)) {
                continue;
            }
            let there = there.filter(|one| one.url == article.url);
            if let Some(known) = there.or_else(|| shown.article_at(&article.url))
                && !known.body.is_damaged()
                && known.is_the_same(article)
            {
                *article = Arc::clone(known);
            }
        }
        if !Arc::ptr_eq(&self.positions, &shown.positions) && self.is_listed_as(shown) {
            self.positions = Arc::clone(&shown.positions);
        }
    }

    /// Whether whatever is made of all articles but of their words is the same of both.
    pub fn is_listed_as(&self, other: &Library) -> bool {
        let Library {
            languages,
            modules,
            categories,
            articles,
            archived,
            terms,
            tours,
            pictures,
            positions: _,
        } = self;
        *languages == other.languages
            && are_alike(modules, &other.modules, Module::eq)
            && are_alike(categories, &other.categories, Category::eq)
            && are_alike(articles, &other.articles, Article::is_listed_as)
            && are_alike(archived, &other.archived, Archived::eq)
            && are_alike(terms, &other.terms, Term::eq)
            && are_alike(tours, &other.tours, Tour::eq)
            && are_alike(pictures, &other.pictures, Picture::eq)
    }
}

/// Whether both hold the same, one by one; what is one thing is not looked at.
fn are_alike<T>(some: &[Arc<T>], others: &[Arc<T>], is_alike: fn(&T, &T) -> bool) -> bool {
    let is_alike = |(one, other)| Arc::ptr_eq(one, other) || is_alike(one, other);
    some.len() == others.len() && some.iter().zip(others).all(is_alike)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Body, Kind, Texts};
    use crate::gate::{Gate, Viewer, Visibility};
    use crate::locale::Locale;

    fn library(change: fn(&mut Article)) -> Library {
        let articles = ["a", "b", "c"].map(|id| Article::sample(Locale::En, id));
        let [first, mut changed, last] = articles;
        change(&mut changed);
        Library {
            languages: vec![Locale::En],
            articles: [first, changed, last].map(Arc::new).into(),
            ..Library::default()
        }
        .indexed()
    }

    #[test]
    fn look_ups_are_taken_over_where_nothing_but_words_is_another() {
        let everybody = Viewer::anonymous();
        let last = library(|_| ());
        let seen = last.visible_to(&everybody);
        let again = |change| library(change).visible_again(&last, &seen);
        let words: fn(&mut Article) = |article| {
            article.body = Body::from(Texts {
                html: "<p>Other words.</p>".to_owned(),
                ..Texts::default()
            });
            article.revision = "another".to_owned();
        };
        let same = again(words).expect("the same in lists");
        assert!(Arc::ptr_eq(&same.positions, &seen.positions));
        let found = same.article_at("/en/b/").expect("an article");
        assert_eq!(found.revision, "another");
        let changes: [fn(&mut Article); 7] = [
            |article| article.title = "Another".to_owned(),
            |article| article.order = Some(1),
            |article| article.aliases = vec!["/old/".to_owned()],
            |article| article.kind = Kind::Release,
            |article| article.date = Some(jiff::civil::date(2026, 1, 2)),
            |article| article.gate = Gate::new(Visibility::Internal),
            |article| {
                article.body = Body::from(Texts {
                    pictures: vec!["/a.png".to_owned()],
                    ..Texts::default()
                });
            },
        ];
        for change in changes {
            assert!(again(change).is_none());
        }
    }

    #[test]
    fn words_that_a_viewer_may_not_read_stay_out_of_what_is_taken_over() {
        let hidden: fn(&mut Article) = |article| article.gate = Gate::new(Visibility::Internal);
        let last = library(hidden);
        let next = library(|article| {
            article.gate = Gate::new(Visibility::Internal);
            article.revision = "another".to_owned();
        });
        for (who, expected) in [("public", None), ("internal", Some("another"))] {
            let viewer = Viewer::from_who(who).expect("a viewer");
            let seen = next.visible_again(&last, &last.visible_to(&viewer));
            let seen = seen.expect("the same in lists");
            let article = seen.article_at("/en/b/");
            assert_eq!(article.map(|one| one.revision.as_str()), expected);
        }
    }

    #[test]
    fn what_is_the_same_is_one_in_memory_and_what_is_not_stays_as_it_is() {
        let shown = library(|_| ());
        let mut same = library(|_| ());
        same.take_over(&shown);
        let mut both = same.articles.iter().zip(&shown.articles);
        assert!(both.all(|(one, other)| Arc::ptr_eq(one, other)));
        assert!(Arc::ptr_eq(&same.positions, &shown.positions));

        let changes: [fn(&mut Article); 5] = [
            |article| article.title = "Another".to_owned(),
            |article| article.gate = Gate::new(Visibility::Internal),
            |article| article.revision = "another".to_owned(),
            |article| article.major = Some("another".to_owned()),
            |article| {
                article.body = Body::from(Texts {
                    html: "<p>Other words.</p>".to_owned(),
                    ..Texts::default()
                });
            },
        ];
        for change in changes {
            let mut next = library(change);
            let own = Arc::clone(&next.articles[1]);
            next.take_over(&shown);
            let taken: Vec<bool> = (next.articles.iter().zip(&shown.articles))
                .map(|(one, other)| Arc::ptr_eq(one, other))
                .collect();
            assert_eq!(taken, [true, false, true]);
            assert!(Arc::ptr_eq(&own, &next.articles[1]));
        }
    }
}
