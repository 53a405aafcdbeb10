//! Who may keep an answer: everybody for a moment, or nobody at all.
//!
//! The tag of an answer is made of its bytes alone, so that it cannot tell of
//! anything that the answer does not hold.

use axum::Json;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::gate::Viewer;
use crate::http::problem::Problem;
use crate::locale::Locale;

pub(super) const PUBLIC: &str = "public, max-age=0, must-revalidate";
pub(super) const PERSONAL: &str = "private, no-store";
/// What an answer of the API depends on besides its address.
pub(super) const API_VARY: &str = "accept-language, authorization, cookie";
pub(super) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// An answer as JSON, tagged when everybody gets the same.
pub(super) fn json<T: Serialize>(
    body: &T,
    viewer: &Viewer,
    language: Locale,
    request: &HeaderMap,
) -> Result<Response, Problem> {
    if !viewer.is_anonymous() {
        let headers = [
            (CACHE_CONTROL, HeaderValue::from_static(PERSONAL)),
            (CONTENT_LANGUAGE, HeaderValue::from_static(language.code())),
        ];
        return Ok((headers, Json(body)).into_response());
    }
    let bytes = serde_json::to_vec(body).map_err(Problem::internal)?;
    let mut response = tagged(bytes, "application/json", PUBLIC, request);
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static(API_VARY));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
    Ok(response)
}

/// Bytes with a strong tag, or 304 when the caller has them.
pub(super) fn tagged(
    bytes: Vec<u8>,
    media_type: &'static str,
    cache_control: &'static str,
    request: &HeaderMap,
) -> Response {
    let hash = blake3::hash(&bytes).to_hex();
    let tag = format!("\"{}\"", &hash[..32]);
    let known = is_known(&tag, request);
    let mut response = match known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => (
            [(CONTENT_TYPE, HeaderValue::from_static(media_type))],
            bytes,
        )
            .into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_control));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    response
}

/// Whether `If-None-Match` names the tag. Tags compare weakly here (RFC 9110, 13.1.2): a
/// proxy that packs the answer makes its tag weak.
fn is_known(tag: &str, request: &HeaderMap) -> bool {
    let lists = request.get_all(IF_NONE_MATCH).iter();
    let lists = lists.filter_map(|value| value.to_str().ok());
    lists.flat_map(|tags| tags.split(',')).any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}
