//! What members wrote, as HTML for whoever asks.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::forum::Who;
use crate::http::App;
use crate::http::caching::PERSONAL;
use crate::http::caller::{Caller, Language};
use crate::http::description::TextRefusals;
use crate::http::forum::sent::Sent;
use crate::http::forum::{is_there, readable, uploads, who};
use crate::http::problem::Problem;
use crate::locale::Locale;
use crate::markup::post::{self, Attached, Place, Rendered};

/// Members and files that texts of one page speak of, looked up before they are drawn.
pub(in crate::http) struct Words<'a> {
    app: &'a App,
    locale: Locale,
    members: HashSet<String>,
    files: HashMap<String, Attached>,
}

impl<'a> Words<'a> {
    /// Looks up what `texts` name, as far as it may be shown to `who`: files that belong to
    /// `post`, and own ones that belong to nothing yet.
    ///
    /// # Errors
    /// The database failed.
    pub(in crate::http) async fn of(
        app: &'a App,
        who: &Who,
        post: Option<&str>,
        texts: impl Iterator<Item = &str>,
        locale: Locale,
    ) -> Result<Self, Problem> {
        let mut words = Words {
            app,
            locale,
            members: HashSet::new(),
            files: HashMap::new(),
        };
        let mut looked_for = HashSet::new();
        for text in texts {
            let Ok(asked) = post::asked(text, &app.messages) else {
                continue;
            };
            for handle in asked.members {
                if looked_for.contains(&handle) {
                    continue;
                }
                if app.forum.is_member(who, &handle).await? {
                    words.members.insert(handle.clone());
                }
                looked_for.insert(handle);
            }
            for key in asked.attachments {
                let file = app.attachments.find(&key).await.map_err(uploads::refused)?;
                let Some(file) = file else { continue };
                let owner = who.member.as_ref().map(|member| member.key.as_str());
                let is_shown = match &file.post {
                    Some(own) => post == Some(own),
                    None => owner == Some(file.owner.as_str()),
                };
                if is_shown {
                    let size = file.picture;
                    let url = format!("{}/forum/files/{key}", app.config.base_path());
                    words.files.insert(key, Attached { url, size });
                }
            }
        }
        Ok(words)
    }

    /// The HTML of one text. One that cannot be shown, which none is that was kept, is empty.
    pub(in crate::http) fn html(&self, text: &str) -> String {
        self.rendered(text).html
    }

    pub(in crate::http) fn rendered(&self, text: &str) -> Rendered {
        post::render(text, self).unwrap_or_default()
    }
}

impl Place for Words<'_> {
    fn messages(&self) -> (&crate::i18n::Messages, Locale) {
        (&self.app.messages, self.locale)
    }

    fn member(&self, handle: &str) -> Option<String> {
        let base = self.app.config.base_path();
        let code = self.locale.code();
        let is_known = self.members.contains(handle);
        is_known.then(|| format!("{base}/{code}/forum/members/{handle}/"))
    }

    fn attachment(&self, key: &str) -> Option<Attached> {
        self.files.get(key).cloned()
    }

    fn is_ours(&self, address: &url::Url) -> bool {
        let own = url::Url::parse(&self.app.config.base_url);
        own.is_ok_and(|own| own.origin() == address.origin())
    }
}

/// A text that is not sent yet.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct PreviewBody {
    /// Markdown without HTML, up to 32 KiB.
    body: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Preview {
    html: String,
}

/// How a text will look.
#[utoipa::path(
    post,
    path = "/api/v1/support/forum/preview",
    tag = "forum",
    params(("lang" = Option<String>, Query,)),
    request_body = PreviewBody,
    responses(
        (status = 200, body = Preview),
        TextRefusals,
    ),
)]
pub(in crate::http) async fn preview(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    request: Request,
) -> Result<Response, Problem> {
    is_there(&app)?;
    let who = who(&app, &caller);
    if who.member.is_none() {
        return Err(Problem::SignInNeeded);
    }
    let mut sent = Sent::read(request).await?;
    let body = sent.text("body");
    let body = sent.needed("body", body).unwrap_or_default();
    sent.checked()?;
    if !body.is_empty() {
        readable(&app, Some(&body))?;
    }
    let words = Words::of(&app, &who, None, std::iter::once(body.as_str()), language).await?;
    let preview = Preview {
        html: words.html(&body),
    };
    Ok(([(CACHE_CONTROL, PERSONAL)], Json(preview)).into_response())
}
