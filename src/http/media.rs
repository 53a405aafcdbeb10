//! What never changes under its name, whole or in part: pictures and films, scripts and styles.
//!
//! Parts are of the bytes as they are: a browser that jumps in a film counts in these. Of
//! several parts at once the whole is sent, as nobody asks for them but to make work.

use std::io::SeekFrom;
use std::ops::Range;
use std::sync::Arc;

use anyhow::anyhow;
use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::content::{PictureBytes, Stored};
use crate::http::caching::{PERSONAL, Tags};
use crate::http::problem::Problem;
use crate::packing::is_packable;

/// Shorter files are read whole, and compared with what was put there. Of longer ones the
/// length is looked at, and they are sent as they are read.
const COMPARED: u64 = 1024 * 1024;
/// What is read of a file at once.
const PIECE: usize = 64 * 1024;

/// What is sent, and to whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Media<'a> {
    pub(super) bytes: &'a PictureBytes,
    pub(super) media_type: &'static str,
    pub(super) cache_control: &'static str,
}

/// Whether a part is asked for: then bytes are sent as they are.
pub(super) fn asks_for_part(method: &Method, request: &HeaderMap) -> bool {
    *method == Method::GET && request.contains_key(RANGE)
}

impl Media<'_> {
    /// The bytes, or the part of them that is asked for.
    pub(super) async fn answer(
        self,
        method: &Method,
        request: &HeaderMap,
    ) -> Result<Response, Problem> {
        let is_public = self.cache_control != PERSONAL;
        let varies = is_public && is_packable(self.media_type);
        let tags = match self.bytes {
            PictureBytes::Held(bytes) => Tags::of(bytes),
            PictureBytes::Stored(stored) => Tags::named(&stored.hash[..32]),
        };
        if is_public
            && let Some(response) = tags.settled(None, self.cache_control, varies, request)?
        {
            return Ok(response);
        }
        let length = self.bytes.len();
        let part = match *method == Method::GET {
            true => part(
                request,
                length,
                is_public.then(|| tags.tag(None)).as_deref(),
            ),
            false => Part::Whole,
        };
        let (status, range) = match part {
            Part::Whole => (StatusCode::OK, 0..length),
            Part::Of(range) => (StatusCode::PARTIAL_CONTENT, range),
            Part::Behind => {
                let whole = [(CONTENT_RANGE, format!("bytes */{length}"))];
                return Ok((whole, Problem::RangeNotSatisfiable).into_response());
            }
        };
        let sent = range.end - range.start;
        let told = format!(
            "bytes {}-{}/{length}",
            range.start,
            range.end.saturating_sub(1)
        );
        let body = match *method == Method::HEAD {
            true => Body::empty(),
            false => body(self.bytes, range).await?,
        };
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        let kept = HeaderValue::from_static(self.cache_control);
        headers.insert(CACHE_CONTROL, kept);
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(sent));
        if status == StatusCode::PARTIAL_CONTENT
            && let Ok(told) = HeaderValue::from_str(&told)
        {
            headers.insert(CONTENT_RANGE, told);
        }
        if is_public {
            tags.put(None, varies, &mut response);
        }
        Ok(response)
    }
}

async fn body(bytes: &PictureBytes, range: Range<u64>) -> Result<Body, Problem> {
    match bytes {
        PictureBytes::Held(bytes) => Ok(slice(Bytes::from_owner(Arc::clone(bytes)), &range)),
        PictureBytes::Stored(stored) => match read(stored, range).await {
            Ok(body) => Ok(body),
            Err(error) => Err(Problem::internal(anyhow!(
                "the file of a picture cannot be read: {error}"
            ))),
        },
    }
}

fn slice(bytes: Bytes, range: &Range<u64>) -> Body {
    // Parts lie inside: they were made of the length.
    let at = |place: u64| {
        usize::try_from(place)
            .unwrap_or(usize::MAX)
            .min(bytes.len())
    };
    Body::from(bytes.slice(at(range.start)..at(range.end)))
}

async fn read(stored: &Stored, range: Range<u64>) -> std::io::Result<Body> {
    if stored.length <= COMPARED {
        let bytes = tokio::fs::read(&stored.path).await?;
        return match stored.is(&bytes) {
            true => Ok(slice(bytes.into(), &range)),
            false => Err(stored.damaged()),
        };
    }
    let mut file = File::open(&stored.path).await?;
    if file.metadata().await?.len() != stored.length {
        return Err(stored.damaged());
    }
    file.seek(SeekFrom::Start(range.start)).await?;
    let pieces = file.take(range.end - range.start);
    Ok(Body::from_stream(stream::try_unfold(
        pieces,
        |mut pieces| async move {
            let mut piece = Vec::with_capacity(PIECE);
            let length = (&mut pieces)
                .take(PIECE as u64)
                .read_to_end(&mut piece)
                .await?;
            // A file that was cut meanwhile breaks off the answer: its length was told.
            Ok::<_, std::io::Error>((length > 0).then(|| (Bytes::from(piece), pieces)))
        },
    )))
}

/// The part that is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    /// Not empty.
    Of(Range<u64>),
    /// It begins behind the end.
    Behind,
}

/// Reads `Range`, which counts only where `If-Range` names what stands here now (RFC 9110, 14).
fn part(request: &HeaderMap, length: u64, tag: Option<&str>) -> Part {
    if let Some(condition) = request.get(IF_RANGE)
        && tag.is_none_or(|tag| condition != tag)
    {
        return Part::Whole;
    }
    let mut lines = request.get_all(RANGE).iter();
    match (lines.next(), lines.next()) {
        (Some(line), None) => line.to_str().ok().and_then(|line| one_part(line, length)),
        _ => None,
    }
    .unwrap_or(Part::Whole)
}

/// `None` for what is no part of bytes, or more than one.
fn one_part(line: &str, length: u64) -> Option<Part> {
    let (unit, parts) = line.split_once('=')?;
    let (first, last) = parts.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let number = |digits: &str| {
        let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        // What is too large for a number is behind every end.
        all.then(|| digits.parse().unwrap_or(u64::MAX))
    };
    let range = match (first, last) {
        ("", last) => length.saturating_sub(number(last)?)..length,
        (first, "") => number(first)?..length,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(length)
        }
    };
    Some(match range.start < range.end {
        true => Part::Of(range),
        false => Part::Behind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_given_and_whatever_else_is_asked_gets_the_whole() {
        let check = |lines: &[&str], condition: Option<&str>, expected: Part| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(RANGE, line.parse().expect("a header"));
            }
            if let Some(condition) = condition {
                headers.insert(IF_RANGE, condition.parse().expect("a header"));
            }
            assert_eq!(
                part(&headers, 100, Some("\"x\"")),
                expected,
                "{lines:?} {condition:?}"
            );
        };
        check(&["bytes=0-9"], None, Part::Of(0..10));
        check(&["Bytes = 0-0"], None, Part::Of(0..1));
        check(&["bytes=90-"], None, Part::Of(90..100));
        check(&["bytes=-7"], None, Part::Of(93..100));
        check(&["bytes=-700"], None, Part::Of(0..100));
        check(&["bytes=10-1000"], None, Part::Of(10..100));
        check(
            &["bytes=99-99999999999999999999999"],
            None,
            Part::Of(99..100),
        );
        check(&["bytes=100-"], None, Part::Behind);
        check(&["bytes=99999999999999999999999-"], None, Part::Behind);
        check(&["bytes=-0"], None, Part::Behind);
        check(&["bytes=0-9"], Some("\"x\""), Part::Of(0..10));
        check(&["bytes=0-9"], Some("\"y\""), Part::Whole);
        check(&["bytes=0-9"], Some("W/\"x\""), Part::Whole);
        check(
            &["bytes=0-9"],
            Some("Sat, 21 Nov 2026 10:00:00 GMT"),
            Part::Whole,
        );
        check(&["bytes=100-"], Some("\"y\""), Part::Whole);
        for wrong in [
            "bytes=9-0",
            "bytes=0-9,20-29",
            "bytes=-",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=0-9, ",
            "bytes",
            "lines=0-9",
            "0-9",
            "",
        ] {
            check(&[wrong], None, Part::Whole);
        }
        check(&["bytes=0-9", "bytes=20-29"], None, Part::Whole);
        check(&[], None, Part::Whole);
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, HeaderValue::from_static("bytes=0-9"));
        assert_eq!(part(&headers, 0, None), Part::Behind);
        assert_eq!(part(&headers, 20, None), Part::Of(0..10));
        headers.insert(IF_RANGE, HeaderValue::from_static("\"x\""));
        assert_eq!(part(&headers, 20, None), Part::Whole);
    }
}
