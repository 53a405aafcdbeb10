//! Who may keep an answer: everybody for a moment, or nobody at all. And what of it need not
//! be sent: bytes that the caller has, and those that packing saves.
//!
//! The tag of an answer is made of its bytes alone, so that it cannot tell of
//! anything that the answer does not hold. Bytes that were packed have the tag of the bytes
//! with the packing behind it; whoever has one form of them has them all. Personal answers
//! have no tag and are never packed: the length of what is packed tells how much of what a
//! page repeats from its address is in it (BREACH).

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::Json;
use axum::body::{Body, Bytes};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH,
    VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use lru::LruCache;
use serde::Serialize;

use crate::edition::{KeptHelp, KeptPage};
use crate::gate::Viewer;
use crate::http::coding::wanted;
use crate::http::problem::Problem;
use crate::locale::Locale;
use crate::packing::{MIN_PACKED, Packing, is_packable, packed};

pub(super) const PUBLIC: &str = "public, max-age=0, must-revalidate";
pub(super) const PERSONAL: &str = "private, no-store";
/// What an answer of the API depends on besides its address.
pub(super) const API_VARY: &str = "accept-language, authorization, cookie";
/// What every page of the host app asks for: a new release is there after five minutes.
pub(super) const RENEWED: &str = "public, max-age=300, stale-while-revalidate=86400";
pub(super) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Public answers that were packed last, by a hash of what was packed. What is asked for on each
/// screen of the host app is packed once; nothing is ever out of date, since the same bytes are the same answer.
static PACKED: LazyLock<Mutex<LruCache<blake3::Hash, Bytes>>> =
    LazyLock::new(|| Mutex::new(LruCache::new(MOST_PACKED)));

/// Of some two thousand bytes each.
const MOST_PACKED: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1_023);

/// An answer as JSON, tagged when everybody gets the same.
pub(super) fn json<T: Serialize>(
    body: &T,
    viewer: &Viewer,
    language: Locale,
    request: &HeaderMap,
) -> Result<Response, Problem> {
    as_json(body, viewer, language, request, packed_before)
}

/// The same for what somebody typed: that it was packed before would take less time, and tell
/// that somebody had asked it.
pub(super) fn json_of_words<T: Serialize>(
    body: &T,
    viewer: &Viewer,
    language: Locale,
    request: &HeaderMap,
) -> Result<Response, Problem> {
    as_json(body, viewer, language, request, |bytes, _| {
        packed_now(bytes)
    })
}

fn packed_now(bytes: &[u8]) -> Bytes {
    packed(bytes, Packing::Quick).into()
}

fn packed_before(bytes: &[u8], hash: &blake3::Hash) -> Bytes {
    let all = || PACKED.lock().unwrap_or_else(PoisonError::into_inner);
    let known = all().get(hash).cloned();
    known.unwrap_or_else(|| {
        let now = packed_now(bytes);
        all().put(*hash, now.clone());
        now
    })
}

fn as_json<T: Serialize>(
    body: &T,
    viewer: &Viewer,
    language: Locale,
    request: &HeaderMap,
    pack: impl FnOnce(&[u8], &blake3::Hash) -> Bytes,
) -> Result<Response, Problem> {
    if !viewer.is_anonymous() {
        let headers = [
            (CACHE_CONTROL, HeaderValue::from_static(PERSONAL)),
            (CONTENT_LANGUAGE, HeaderValue::from_static(language.code())),
        ];
        return Ok((headers, Json(body)).into_response());
    }
    let bytes = serde_json::to_vec(body).map_err(Problem::internal)?;
    let mut response = tagged_with(bytes, "application/json", PUBLIC, request, pack)?;
    in_language(language, &mut response);
    Ok(response)
}

/// The same as [`json`] says of bytes that everybody gets and that were remembered.
pub(super) fn kept_help(
    help: &KeptHelp,
    language: Locale,
    request: &HeaderMap,
) -> Result<Response, Problem> {
    let bytes = Hashed {
        bytes: help.bytes.clone(),
        hash: help.hash,
    };
    let pack = |_: &[u8], _: &blake3::Hash| help.packed(packed_before);
    let mut response = bytes.tagged("application/json", PUBLIC, request, pack)?;
    in_language(language, &mut response);
    Ok(response)
}

fn in_language(language: Locale, response: &mut Response) {
    varies(response, API_VARY);
    let language = HeaderValue::from_static(language.code());
    response.headers_mut().insert(CONTENT_LANGUAGE, language);
}

/// Bytes that everybody gets, with a strong tag, packed if the caller can unpack them; or 304
/// when the caller has them. What is personal is sent as it is.
pub(super) fn tagged(
    bytes: Vec<u8>,
    media_type: &'static str,
    cache_control: &'static str,
    request: &HeaderMap,
) -> Result<Response, Problem> {
    tagged_with(bytes, media_type, cache_control, request, |bytes, _| {
        packed_now(bytes)
    })
}

fn tagged_with(
    bytes: Vec<u8>,
    media_type: &'static str,
    cache_control: &'static str,
    request: &HeaderMap,
    pack: impl FnOnce(&[u8], &blake3::Hash) -> Bytes,
) -> Result<Response, Problem> {
    if cache_control == PERSONAL {
        return Ok(sent(bytes.into(), media_type, cache_control));
    }
    let hash = blake3::hash(&bytes);
    let bytes = bytes.into();
    Hashed { bytes, hash }.tagged(media_type, cache_control, request, pack)
}

/// Bytes that everybody gets, with a hash of them.
struct Hashed {
    bytes: Bytes,
    hash: blake3::Hash,
}

impl Hashed {
    fn tagged(
        self,
        media_type: &'static str,
        cache_control: &'static str,
        request: &HeaderMap,
        pack: impl FnOnce(&[u8], &blake3::Hash) -> Bytes,
    ) -> Result<Response, Problem> {
        let Hashed { bytes, hash } = self;
        let tags = Tags::of_hash(&hash);
        let packable = is_packable(media_type);
        let large = packable && bytes.len() >= MIN_PACKED;
        let packing = wanted(request, large.then_some(Packing::Quick));
        if let Some(response) = tags.settled(packing, cache_control, packable, request)? {
            return Ok(response);
        }
        let body = match packing {
            Some(_) => pack(&bytes, &hash),
            None => bytes,
        };
        let mut response = sent(body, media_type, cache_control);
        tags.put(packing, packable, &mut response);
        Ok(response)
    }
}

/// An answer that nobody keeps, and in which nothing is anybody's own: whoever asks gets the
/// same, so that its length tells nothing.
pub(super) fn passing(
    status: StatusCode,
    bytes: Vec<u8>,
    media_type: &'static str,
    request: &HeaderMap,
) -> Response {
    let large = bytes.len() >= MIN_PACKED;
    let packing = wanted(request, large.then_some(Packing::Quick));
    let body = match packing {
        Some(packing) => packed(&bytes, packing),
        None => bytes,
    };
    let mut response = sent(body.into(), media_type, PERSONAL);
    *response.status_mut() = status;
    name_packing(packing, &mut response);
    varies(&mut response, "accept-encoding");
    response
}

/// What is kept of a page, if that answers the request: with 304, or in a packing that the
/// caller knows.
pub(super) fn kept(
    page: &KeptPage,
    cache_control: &'static str,
    request: &HeaderMap,
) -> Result<Option<Response>, Problem> {
    let packings = page.packings();
    let packed = |packing| page.packed(packing);
    ahead(
        &page.hash,
        page.media_type,
        packings,
        packed,
        cache_control,
        request,
    )
}

/// Bytes that were packed ahead in some ways, if one of these answers the request.
pub(super) fn ahead<'a>(
    hash: &str,
    media_type: &'static str,
    packings: impl IntoIterator<Item = Packing>,
    packed: impl Fn(Packing) -> Option<&'a Arc<[u8]>>,
    cache_control: &'static str,
    request: &HeaderMap,
) -> Result<Option<Response>, Problem> {
    let tags = Tags::named(hash);
    let packing = wanted(request, packings);
    if let Some(response) = tags.settled(packing, cache_control, true, request)? {
        return Ok(Some(response));
    }
    let Some(bytes) = packing.and_then(packed) else {
        return Ok(None);
    };
    let bytes = Bytes::from_owner(Arc::clone(bytes));
    let mut response = sent(bytes, media_type, cache_control);
    tags.put(packing, true, &mut response);
    Ok(Some(response))
}

fn sent(body: Bytes, media_type: &'static str, cache_control: &'static str) -> Response {
    // Room for all that is put on an answer: to grow costs more than the rest of it.
    let mut headers = HeaderMap::with_capacity(16);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_control));
    let mut response = Response::new(Body::from(body));
    *response.headers_mut() = headers;
    response
}

/// The tags of some bytes: one for each way in which they are sent.
#[derive(Debug)]
pub(super) struct Tags(String);

impl Tags {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Tags::of_hash(&blake3::hash(bytes))
    }

    fn of_hash(hash: &blake3::Hash) -> Self {
        Tags(hash.to_hex()[..32].to_owned())
    }

    /// Of bytes that are named by a hash of them already.
    pub(super) fn named(hash: &str) -> Self {
        Tags(hash.to_owned())
    }

    /// Strong: two packings of the same bytes are other bytes.
    pub(super) fn tag(&self, packing: Option<Packing>) -> String {
        match packing {
            None => format!("\"{}\"", self.0),
            Some(packing) => format!("\"{}-{}\"", self.0, packing.tag()),
        }
    }

    /// Whether `tag` is one of these bytes, however they were packed: proxies too put a word
    /// of their own behind a `-`.
    fn has(&self, tag: &str) -> bool {
        let inner = tag
            .strip_prefix('"')
            .and_then(|inner| inner.strip_suffix('"'));
        let packing = inner.and_then(|inner| inner.strip_prefix(self.0.as_str()));
        packing.is_some_and(|packing| packing.is_empty() || packing.starts_with('-'))
    }

    /// The answer that conditions of the caller ask for in place of the bytes, in the order
    /// of RFC 9110, 13.2.2. There are no dates: those that a caller sends are passed over.
    pub(super) fn settled(
        &self,
        packing: Option<Packing>,
        cache_control: &'static str,
        varies: bool,
        request: &HeaderMap,
    ) -> Result<Option<Response>, Problem> {
        if request.contains_key(IF_MATCH) {
            let same = |tag: &str| tag == "*" || self.has(tag);
            if !listed(IF_MATCH, request).any(same) {
                return Err(Problem::PreconditionFailed);
            }
        }
        // Tags compare weakly here: a proxy that packs the answer makes its tag weak.
        let weak = |tag: &&str| {
            let strong = tag.strip_prefix("W/").unwrap_or(tag);
            strong == "*" || self.has(strong)
        };
        let Some(known) = listed(IF_NONE_MATCH, request).find(weak) else {
            return Ok(None);
        };
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_control));
        self.put(packing, varies, &mut response);
        // A cache renews what it has by the tag that it named.
        let known = known.strip_prefix("W/").unwrap_or(known);
        if let Some(tag) = HeaderValue::from_str(known).ok().filter(|_| known != "*") {
            response.headers_mut().insert(ETAG, tag);
        }
        response.headers_mut().remove(CONTENT_ENCODING);
        Ok(Some(response))
    }

    /// Names the bytes and their packing in the head of an answer.
    pub(super) fn put(&self, packing: Option<Packing>, is_varying: bool, response: &mut Response) {
        if let Ok(tag) = HeaderValue::from_str(&self.tag(packing)) {
            response.headers_mut().insert(ETAG, tag);
        }
        name_packing(packing, response);
        if is_varying {
            varies(response, "accept-encoding");
        }
    }
}

fn name_packing(packing: Option<Packing>, response: &mut Response) {
    if let Some(packing) = packing {
        let name = HeaderValue::from_static(packing.coding());
        response.headers_mut().insert(CONTENT_ENCODING, name);
    }
}

/// The elements of all lines of a list of tags.
fn listed(name: HeaderName, request: &HeaderMap) -> impl Iterator<Item = &str> {
    let lists = request.get_all(name).into_iter();
    let lists = lists.filter_map(|value| value.to_str().ok());
    lists.flat_map(|tags| tags.split(',')).map(str::trim)
}

/// Adds to what an answer depends on.
pub(super) fn varies(response: &mut Response, names: &'static str) {
    let headers = response.headers_mut();
    let before = headers.get(VARY).and_then(|value| value.to_str().ok());
    let all = match before {
        Some(before) => HeaderValue::from_str(&format!("{before}, {names}")),
        None => Ok(HeaderValue::from_static(names)),
    };
    if let Ok(all) = all {
        headers.insert(VARY, all);
    }
}
