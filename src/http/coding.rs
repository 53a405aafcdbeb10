//! How an answer may be packed: what `Accept-Encoding` says (RFC 9110, 12.5.3).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;

use crate::packing::Packing;

/// Of the packings that there are, the one that the caller likes best, and the first of two
/// that it likes alike; `None` for bytes as they are. These are sent too where the caller
/// refuses everything: an answer that can be read is worth more than a failure.
pub(super) fn wanted(
    request: &HeaderMap,
    among: impl IntoIterator<Item = Packing>,
) -> Option<Packing> {
    let mut liked = Liked::default();
    let lists = request.get_all(ACCEPT_ENCODING).iter();
    let lists = lists.filter_map(|value| value.to_str().ok());
    for element in lists.flat_map(|list| list.split(',')) {
        liked.note(element);
    }
    let best = among
        .into_iter()
        .map(|packing| (packing, liked.of(packing)))
        .filter(|(_, weight)| *weight > 0)
        .reduce(|best, one| if one.1 > best.1 { one } else { best });
    // Bytes as they are need not be named; where they are, they may be liked better.
    best.filter(|(_, weight)| liked.identity.is_none_or(|identity| identity <= *weight))
        .map(|(packing, _)| packing)
}

/// Weights in thousandths, of what was named.
#[derive(Debug, Default)]
struct Liked {
    brotli: Option<u16>,
    gzip: Option<u16>,
    identity: Option<u16>,
    others: Option<u16>,
}

impl Liked {
    fn of(&self, packing: Packing) -> u16 {
        let named = match packing {
            Packing::Brotli => self.brotli,
            Packing::Gzip | Packing::Quick => self.gzip,
        };
        named.or(self.others).unwrap_or(0)
    }

    /// An element that cannot be read is none.
    fn note(&mut self, element: &str) {
        let (name, rest) = element.split_once(';').unwrap_or((element, ""));
        let Some(weight) = weight(rest) else { return };
        let place = match name.trim().to_ascii_lowercase().as_str() {
            "br" => &mut self.brotli,
            "gzip" | "x-gzip" => &mut self.gzip,
            "identity" => &mut self.identity,
            "*" => &mut self.others,
            _ => return,
        };
        *place = Some(weight);
    }
}

/// `q=0.5` as 500; 1000 where nothing is said.
fn weight(parameter: &str) -> Option<u16> {
    let parameter = parameter.trim();
    if parameter.is_empty() {
        return Some(1_000);
    }
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, part) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    let digits = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    match (whole, digits) {
        ("0", true) => format!("{part:0<3}").parse().ok(),
        ("1", true) if part.bytes().all(|byte| byte == b'0') => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coding_that_is_liked_best_is_taken() {
        let check = |lines: &[&str], expected: Option<Packing>| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(ACCEPT_ENCODING, line.parse().expect("a header"));
            }
            assert_eq!(wanted(&headers, Packing::AHEAD), expected, "{lines:?}");
        };
        let (brotli, gzip) = (Some(Packing::Brotli), Some(Packing::Gzip));
        check(&[], None);
        check(&[""], None);
        check(&["gzip, deflate, br, zstd"], brotli);
        check(&["GZIP"], gzip);
        check(&["x-gzip"], gzip);
        check(&["gzip", "br"], brotli);
        check(&["br;q=0.5, gzip"], gzip);
        check(&["br;q=0.5, gzip;q=0.500"], brotli);
        check(&["br ; q=0, gzip;Q=0.001"], gzip);
        check(&["*"], brotli);
        check(&["*;q=0.1, br;q=0"], gzip);
        check(&["*;q=0"], None);
        check(&["gzip;q=0"], None);
        check(&["identity"], None);
        check(&["identity;q=0"], None);
        check(&["identity;q=0, *"], brotli);
        check(&["identity;q=0, gzip;q=0.1"], gzip);
        check(&["identity, gzip;q=0.5"], None);
        check(&["identity;q=0.5, gzip;q=0.5"], gzip);
        check(&["identity;q=0.5, *;q=0.4"], None);
        check(&["deflate, zstd, compress"], None);
        check(&["br;q=2"], None);
        check(&["br;q=1.001"], None);
        check(&["br;q=0.0001"], None);
        check(&["br;q=-1"], None);
        check(&["br;q"], None);
        check(&["br;level=1"], None);
        check(&["brotli, gzipped"], None);
        check(&[",,;;,=,gzip"], gzip);
    }
}
