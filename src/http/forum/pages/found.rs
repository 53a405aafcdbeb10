//! What a search of the forum found, with filters that work without scripts.

use axum::http::StatusCode;
use axum::response::Response;

use crate::forum::{ForumHit, ForumSearch, Status};
use crate::http::forum::pages::Asked;
use crate::http::forum::pages::lists::title_of;
use crate::http::forum_search::{forum_search, found};
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::site::forum::ForumAbout;
use crate::theme::context::Link;
use crate::theme::forum::{
    ForumFilters, ForumFound, ForumFoundGroup, ForumFoundHit, ForumOption, PostRow,
};

/// Names of filters in an address, in the order of the page.
const FILTERS: [&str; 6] = ["category", "status", "author", "tag", "from", "to"];

/// What is asked for, as it stands in the address. What nobody can have chosen is passed over.
struct Chosen {
    query: String,
    filters: Vec<(&'static str, String)>,
}

impl Chosen {
    fn read(parameters: &Parameters, request: &ForumSearch) -> Self {
        let text = |name| parameters.text(name).unwrap_or_default();
        let filters = FILTERS.into_iter().map(|name| (name, text(name)));
        let narrows = |name| match name {
            "status" => request.status.is_some(),
            "from" => request.from.is_some(),
            "to" => request.to.is_some(),
            _ => true,
        };
        Chosen {
            query: text("q"),
            filters: filters
                .filter(|(name, value)| !value.is_empty() && narrows(name))
                .collect(),
        }
    }

    fn value(&self, name: &str) -> String {
        let mut filters = self.filters.iter();
        let found = filters.find(|(one, _)| *one == name);
        found.map_or_else(String::new, |(_, value)| value.clone())
    }

    /// The search without one of its filters, at a page.
    fn url(&self, asked: &Asked<'_>, without: &str, page: usize) -> String {
        let mut address = url::form_urlencoded::Serializer::new(String::new());
        address.append_pair("q", &self.query);
        for (name, value) in self.filters.iter().filter(|(name, _)| *name != without) {
            address.append_pair(name, value);
        }
        if page > 1 {
            address.append_pair("page", &page.to_string());
        }
        asked.below(&format!("search/?{}", address.finish()))
    }

    /// A filter as readers know it: the title of a category, the word for a status.
    fn words(asked: &Asked<'_>, name: &str, value: &str) -> String {
        match name {
            "category" => asked.category_link(value).title,
            "status" => match Status::from_word(value) {
                Some(status) => asked.say(&format!("forum-page-status-{}", status.word())),
                None => value.to_owned(),
            },
            _ => value.to_owned(),
        }
    }
}

pub(super) async fn page(
    asked: &Asked<'_>,
    parameters: &mut Parameters,
) -> Result<Response, Problem> {
    let request = forum_search(parameters, asked.language);
    let chosen = Chosen::read(parameters, &request);
    let number = parameters.page();
    let is_asked = !chosen.query.is_empty() || !chosen.filters.is_empty();
    let (groups, total, pages) = match is_asked {
        false => (Vec::new(), 0, 0),
        true => {
            let answer = found(asked.app, &asked.seen, &asked.who, &request).await?;
            let pagination = answer.pagination;
            let groups = answer.groups.into_iter().map(|group| ForumFoundGroup {
                language: group.language,
                hits: group
                    .hits
                    .into_iter()
                    .map(|hit| drawn(asked, hit))
                    .collect(),
            });
            (groups.collect(), pagination.total, pagination.pages)
        }
    };
    let at = |number: usize| chosen.url(asked, "", number);
    let mut trail = asked.site().forum_trail(asked.language);
    let title = asked.say("forum-page-search");
    trail.push(Link {
        title: title.clone(),
        url: asked.below("search/"),
    });
    let about = ForumAbout {
        rest: "forum/search/".to_owned(),
        title,
        ..ForumAbout::default()
    };
    let page = ForumFound {
        forum: asked.frame(None).await?,
        trail,
        asked: is_asked,
        filters: filters(asked, &chosen),
        query: chosen.query.clone(),
        total,
        groups,
        page: number,
        pages,
        // From behind the end it leads to the last page that there is.
        previous: (number > 1).then(|| at((number - 1).min(pages.max(1)))),
        next: (number < pages).then(|| at(number + 1)),
    };
    asked.answer(StatusCode::OK, "forum/search.html", about, &page)
}

fn drawn(asked: &Asked<'_>, hit: ForumHit) -> ForumFoundHit {
    let url = match &hit.anchor {
        Some(anchor) => asked.place_link(&hit.card, anchor),
        None => asked.post_link(&hit.card),
    };
    ForumFoundHit {
        posts: vec![PostRow {
            url,
            ..asked.row(&hit.card)
        }],
        snippet_html: hit.snippet,
    }
}

fn filters(asked: &Asked<'_>, chosen: &Chosen) -> ForumFilters {
    let category = chosen.value("category");
    let open = asked.app.forum.categories(&asked.who.viewer);
    let categories = open.map(|one| ForumOption {
        title: title_of(asked, one),
        current: one.key == category,
        value: one.key.clone(),
    });
    let status = chosen.value("status");
    let statuses = Status::ALL.map(|one| ForumOption {
        title: asked.say(&format!("forum-page-status-{}", one.word())),
        current: one.word() == status,
        value: one.word().to_owned(),
    });
    let active = chosen.filters.iter().map(|(name, value)| Link {
        title: format!(
            "{}: {}",
            asked.say(&format!("forum-page-filter-{name}")),
            Chosen::words(asked, name, value)
        ),
        url: chosen.url(asked, name, 1),
    });
    ForumFilters {
        categories: categories.collect(),
        statuses: statuses.into(),
        author: chosen.value("author"),
        tag: chosen.value("tag"),
        from: chosen.value("from"),
        to: chosen.value("to"),
        active: active.collect(),
    }
}
