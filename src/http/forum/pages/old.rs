//! Addresses of the forum that was before: they lead to the posts that were taken over.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::http::App;
use crate::http::caching::{PERSONAL, PUBLIC, varies};
use crate::http::caller::Reader;
use crate::http::forum::shapes::post_url;
use crate::http::forum::who;
use crate::http::pages::get_page;
use crate::http::parameters::{MAX_URL, Parameters};
use crate::http::problem::Problem;

/// Leads from `?url=` to the post that stood there, if its reader may read that: what else is
/// asked for is as absent as any other page.
pub(super) async fn get_from(
    State(app): State<Arc<App>>,
    reader: Result<Reader, Problem>,
    parameters: Parameters,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let again = reader.as_ref().ok().map(Reader::again);
    match (led(&app, reader?, &uri, &headers).await, again) {
        (Err(Problem::NotFound), Some(reader)) => {
            get_page(State(app), Ok(reader), method, parameters, uri, headers).await
        }
        (led, _) => led,
    }
}

async fn led(
    app: &App,
    reader: Reader,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let caller = reader.caller(headers, app).await?;
    let old = old_address(uri).ok_or(Problem::NotFound)?;
    let card = app
        .forum
        .taken_from(&who(app, &caller), &old)
        .await?
        .ok_or(Problem::NotFound)?;
    let caching = match caller.identity {
        None => PUBLIC,
        Some(_) => PERSONAL,
    };
    let url = post_url(&app.config.base_path(), &card);
    let headers = [(LOCATION, url), (CACHE_CONTROL, caching.to_owned())];
    let mut response = (StatusCode::MOVED_PERMANENTLY, headers).into_response();
    varies(&mut response, "authorization, cookie");
    Ok(response)
}

/// What stands behind `?url=`: encoded, or all of it as it is, since servers that send old
/// addresses here can often not encode them.
fn old_address(uri: &Uri) -> Option<String> {
    let given = uri.query()?.strip_prefix("url=")?;
    if given.len() > 3 * MAX_URL {
        return None;
    }
    let is_plain = given.contains("://");
    match is_plain {
        true => Some(given.to_owned()),
        false => {
            let (_, url) = url::form_urlencoded::parse(uri.query()?.as_bytes()).next()?;
            Some(url.into_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::old_address;

    #[test]
    fn an_old_address_is_read_encoded_and_as_it_is() {
        let check = |query: &str, expected: Option<&str>| {
            let uri = format!("/forum/from{query}").parse().expect("an address");
            assert_eq!(old_address(&uri).as_deref(), expected, "{query}");
        };
        let wanted = Some("https://old.example.com/t.php?f=2&t=1");
        check("?url=https://old.example.com/t.php?f=2&t=1", wanted);
        check(
            "?url=https%3A%2F%2Fold.example.com%2Ft.php%3Ff%3D2%26t%3D1&x=1",
            wanted,
        );
        check(
            "?url=https://old.example.com/caf%C3%A9",
            Some("https://old.example.com/caf%C3%A9"),
        );
        check("?url=", Some(""));
        check("?other=https://old.example.com/", None);
        check("", None);
    }
}
