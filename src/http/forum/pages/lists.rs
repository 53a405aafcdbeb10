//! Lists: the whole forum, a category, a member.

use axum::http::StatusCode;
use axum::response::Response;

use crate::config::{ForumCategory, Localized};
use crate::forum::rules::{About, Action, may};
use crate::forum::{Listing, Sort, Status};
use crate::gate::Viewer;
use crate::http::forum::lists::listing;
use crate::http::forum::pages::rows::second;
use crate::http::forum::pages::{Asked, Refused, following};
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::locale::Locale;
use crate::site::forum::ForumAbout;
use crate::theme::context::Link;
use crate::theme::forum::{
    ForumCategoryRow, ForumChoice, ForumFilter, ForumHome, ForumList, ForumMember, Person,
};

/// Posts of the front page, and of a page of a list.
const LATEST: usize = 15;
const MANY: usize = 25;

pub(super) async fn home(asked: &Asked<'_>) -> Result<Response, Problem> {
    let (app, who) = (asked.app, &asked.who);
    let mut categories = Vec::new();
    for category in app.forum.categories(&who.viewer) {
        let listing = Listing {
            category: Some(category.key.clone()),
            page: 1,
            limit: 1,
            ..Listing::default()
        };
        let found = app.forum.list(who, &listing).await?;
        categories.push(ForumCategoryRow {
            title: title_of(asked, category),
            summary: summary_of(asked, category),
            url: asked.below(&format!("{}/", category.key)),
            count: found.total,
            restricted: is_restricted(category),
        });
    }
    let latest = Listing {
        page: 1,
        limit: LATEST,
        ..Listing::default()
    };
    let latest = app.forum.list(who, &latest).await?;
    let trail = asked.site().forum_trail(asked.language);
    let about = ForumAbout {
        rest: "forum/".to_owned(),
        title: asked.say("forum-page-title"),
        description: asked.say("forum-page-lede"),
        indexed: latest.total > 0,
        has_versions: true,
        trail: trail.clone(),
        ..ForumAbout::default()
    };
    let page = ForumHome {
        forum: asked.frame(Some(asked.below("feed.xml"))).await?,
        trail,
        title: asked.say("forum-page-title"),
        categories,
        posts: asked.rows(&latest.posts),
    };
    asked.answer(StatusCode::OK, "forum/home.html", about, &page)
}

pub(super) fn title_of(asked: &Asked<'_>, category: &ForumCategory) -> String {
    let title = Localized::of(&category.title, asked.language).next();
    title.unwrap_or(&category.key).clone()
}

fn summary_of(asked: &Asked<'_>, category: &ForumCategory) -> Option<String> {
    let mut summaries = Localized::of(&category.summary, asked.language);
    summaries.next().cloned()
}

pub(super) fn is_restricted(category: &ForumCategory) -> bool {
    !category.gate.admits(&Viewer::anonymous())
}

pub(super) async fn category(
    asked: &Asked<'_>,
    key: &str,
    parameters: &mut Parameters,
    refused: Refused,
) -> Result<Response, Problem> {
    let category = asked.app.forum.category(&asked.who.viewer, key);
    let category = category.ok_or(Problem::NotFound)?;
    // What somebody wrote into the address is passed over where it is wrong.
    let listing = Listing {
        category: Some(key.to_owned()),
        limit: MANY,
        ..listing(parameters)
    };
    let found = asked.app.forum.list(&asked.who, &listing).await?;
    let here = Here {
        asked,
        key,
        listing: &listing,
    };
    let pages = found.total.div_ceil(MANY);
    let page = listing.page;
    let mut trail = asked.site().forum_trail(asked.language);
    let title = title_of(asked, category);
    trail.push(Link {
        title: title.clone(),
        url: asked.below(&format!("{key}/")),
    });
    let summary = summary_of(asked, category);
    let is_plain = Listing {
        page: 1,
        ..listing.clone()
    } == Listing {
        category: Some(key.to_owned()),
        page: 1,
        limit: MANY,
        ..Listing::default()
    };
    let about = ForumAbout {
        rest: format!("forum/{key}/"),
        title: asked.say("forum-page-title") + ": " + &title,
        description: summary.clone().unwrap_or_default(),
        indexed: is_plain && !found.posts.is_empty(),
        has_versions: page == 1,
        canonical: (page > 1).then(|| here.at_page(page)),
        trail: trail.clone(),
        ..ForumAbout::default()
    };
    let mut frame = asked
        .frame(Some(asked.below(&format!("{key}/feed.xml"))))
        .await?;
    frame.refusal = refused.text;
    let list = ForumList {
        forum: frame,
        key: key.to_owned(),
        narrowed: !is_plain,
        plain: asked.below(&format!("{key}/")),
        trail,
        title,
        summary,
        restricted: is_restricted(category),
        total: found.total,
        posts: asked.rows(&found.posts),
        filters: here.filters(),
        followed: following::follows_category(asked, key).await?,
        tag: listing.tag.as_ref().map(|tag| Link {
            title: tag.clone(),
            url: here.url(&Listing {
                tag: None,
                ..here.first()
            }),
        }),
        page,
        pages,
        // From behind the end it leads to the last page that there is.
        previous: (page > 1).then(|| here.at_page((page - 1).min(pages.max(1)))),
        next: (page < pages).then(|| here.at_page(page + 1)),
    };
    asked.answer(refused.status, "forum/list.html", about, &list)
}

/// What is listed, as an address that can be changed a little.
struct Here<'a> {
    asked: &'a Asked<'a>,
    key: &'a str,
    listing: &'a Listing,
}

impl Here<'_> {
    fn first(&self) -> Listing {
        Listing {
            page: 1,
            ..self.listing.clone()
        }
    }

    fn at_page(&self, page: usize) -> String {
        self.url(&Listing {
            page,
            ..self.listing.clone()
        })
    }

    fn url(&self, listing: &Listing) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(status) = listing.status {
            query.append_pair("status", status.word());
        }
        if let Some(language) = listing.language {
            query.append_pair("in", language.code());
        }
        if let Some(tag) = &listing.tag {
            query.append_pair("tag", tag);
        }
        if listing.sort != Sort::default() {
            query.append_pair("sort", listing.sort.word());
        }
        if listing.page > 1 {
            query.append_pair("page", &listing.page.to_string());
        }
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        self.asked.below(&format!("{}/{mark}{query}", self.key))
    }

    fn filters(&self) -> Vec<ForumFilter> {
        let status = |status: Option<Status>| ForumChoice {
            value: status.map_or("all", Status::word).to_owned(),
            url: self.url(&Listing {
                status,
                ..self.first()
            }),
            current: self.listing.status == status,
        };
        let sort = |sort: Sort| ForumChoice {
            value: sort.word().to_owned(),
            url: self.url(&Listing {
                sort,
                ..self.first()
            }),
            current: self.listing.sort == sort,
        };
        let language = |language: Option<Locale>| ForumChoice {
            value: language.map_or("all", Locale::code).to_owned(),
            url: self.url(&Listing {
                language,
                ..self.first()
            }),
            current: self.listing.language == language,
        };
        let all = |field, values| ForumFilter { field, values };
        let statuses = Status::ALL.into_iter().map(Some);
        let languages = self.asked.app.config.languages.iter().copied().map(Some);
        vec![
            all(
                "status",
                std::iter::once(None).chain(statuses).map(status).collect(),
            ),
            all(
                "in",
                std::iter::once(None)
                    .chain(languages)
                    .map(language)
                    .collect(),
            ),
            all("sort", Sort::ALL.into_iter().map(sort).collect()),
        ]
    }
}

pub(super) async fn member(
    asked: &Asked<'_>,
    handle: &str,
    refused: Refused,
) -> Result<Response, Problem> {
    let (app, who) = (asked.app, &asked.who);
    let profile = app.forum.profile(who, handle).await?;
    let url = asked.below(&format!("members/{}/", profile.handle));
    let mut trail = asked.site().forum_trail(asked.language);
    trail.push(Link {
        title: profile.name.clone(),
        url: url.clone(),
    });
    let own = app.forum.handle_of(who).await?;
    let is_own = own.as_ref() == Some(&profile.handle);
    let may_block = may(Action::Keep, who, About::default()).is_ok() && !profile.is_staff;
    let act = if profile.is_blocked {
        "unblock"
    } else {
        "block"
    };
    let about = ForumAbout {
        rest: format!("forum/members/{}/", profile.handle),
        title: profile.name.clone(),
        ..ForumAbout::default()
    };
    let mut frame = asked.frame(None).await?;
    frame.refusal = refused.text;
    let page = ForumMember {
        forum: frame,
        trail,
        url,
        member: Person {
            name: profile.name,
            url: None,
            staff: profile.is_staff,
            reputation: profile.reputation,
        },
        handle: profile.handle,
        since: second(profile.since),
        posts: asked.rows(&profile.posts),
        answered: asked.rows(&profile.answered),
        may: (may_block && !is_own).then_some(act).into_iter().collect(),
        blocked: profile.is_blocked,
    };
    asked.answer(refused.status, "forum/member.html", about, &page)
}
