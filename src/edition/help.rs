//! The help for a screen, filled up where its patterns and its module give little.

use std::collections::HashMap;
use std::sync::Arc;

use crate::content::{Article, ArticleId};
use crate::context::{FoundBy, Help, Screen, help_for};
use crate::edition::guesses::Asked;
use crate::edition::{Edition, View};
use crate::gate::Viewer;
use crate::search::{Query, Request, SearchError};

/// So many of the articles that words find are remembered; rarely is one of the later ones for a
/// reader for whom none of these is.
const FIRST: usize = 32;

/// With fewer articles than this, a screen gets some that are only likely to help.
const ENOUGH: usize = 3;

impl Edition {
    /// The help for a screen, as `view` may see it: by patterns, then of the module; where
    /// that is little, what the words of the path find, then what readers found most
    /// `helpful` (0 to 1) or is featured.
    ///
    /// # Errors
    /// The shelves cannot be read.
    pub fn help(
        &self,
        view: &View,
        viewer: &Viewer,
        screen: &Screen,
        helpful: &HashMap<ArticleId, f32>,
    ) -> Result<Help, SearchError> {
        let library = &view.library;
        let mut help = help_for(library, screen);
        let enough = ENOUGH.min(screen.limit);
        if help.len() >= enough {
            return Ok(help);
        }
        if let Some(location) = &screen.location {
            let words: Vec<&str> = location.words().collect();
            let asked = Asked {
                words: words.join(" "),
                language: screen.language,
                roles: viewer.roles.iter().cloned().collect(),
            };
            let first = match view.guesses.known(&asked) {
                Some(known) => known,
                None => {
                    let first: Arc<[_]> = self.found(view, viewer, &asked, FIRST)?.into();
                    view.guesses.remember(asked.clone(), Arc::clone(&first));
                    first
                }
            };
            help.fill(library, screen, &*first, &FoundBy::Search, enough);
            if first.len() == FIRST && help.len() < enough {
                let all = self.found(view, viewer, &asked, usize::MAX)?;
                help.fill(library, screen, &all, &FoundBy::Search, enough);
            }
        }
        if help.len() >= enough {
            return Ok(help);
        }
        let confidence = |article: &Arc<Article>| helpful.get(&article.id).copied();
        let mut popular: Vec<&Arc<Article>> = library
            .articles
            .iter()
            .filter(|article| article.featured || confidence(article).is_some())
            .collect();
        popular.sort_by(|one, other| {
            let of = |article| confidence(article).unwrap_or_default();
            of(other).total_cmp(&of(one))
        });
        help.fill(library, screen, popular, &FoundBy::Popular, enough);
        Ok(help)
    }

    /// What the words of a screen find, the best first and at most so many.
    fn found(
        &self,
        view: &View,
        viewer: &Viewer,
        asked: &Asked,
        most: usize,
    ) -> Result<Vec<Arc<Article>>, SearchError> {
        let request = Request::new(Query::parse(&asked.words), asked.language);
        let found = self.shelves().rank(&view.library, viewer, &request, most)?;
        Ok(found.into_iter().map(|(article, _)| article).collect())
    }
}
