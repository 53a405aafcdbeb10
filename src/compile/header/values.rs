//! What single keys and values of front matter can be.

use jiff::civil::Date;

use crate::spanned::{self, Node, Value};

/// Whether a key may be meant to keep a page back: passing over it could publish
/// what was not to be published, so it is an error wherever it stands.
pub(super) fn keeps_back(key: &str) -> bool {
    let guards = [
        "visibility",
        "visibilidad",
        "roles",
        "plans",
        "planes",
        "status",
        "estado",
        "draft",
        "borrador",
        "private",
        "privado",
        "access",
        "acceso",
        "audience",
        "published",
    ];
    spanned::nearest(key, guards).is_some()
}

/// `a, b; c` as a list, where another system writes lists as text.
pub(super) fn split_list(node: &mut Node, field: &str) {
    let Value::Scalar { text, .. } = &node.value else {
        return;
    };
    if ![
        "tags", "keywords", "roles", "plans", "aliases", "contexts", "related",
    ]
    .contains(&field)
    {
        return;
    }
    let items = text
        .split([',', ';'])
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(|item| Node {
            value: Value::Scalar {
                text: item.to_owned(),
                quoted: true,
            },
            span: node.span,
        })
        .collect();
    node.value = Value::List(items);
}

/// Lower-case ASCII letters, digits, `-`, `_` and inner dots, and no name that
/// Windows keeps for a device: sites are copied there too.
pub(crate) fn is_slug(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or_default();
    let device = ["con", "prn", "aux", "nul"].contains(&stem)
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && !stem.ends_with('0'))
            && stem.ends_with(|c: char| c.is_ascii_digit());
    !text.is_empty()
        && !device
        && text.len() <= 120
        && !text.starts_with(['.', '-'])
        && !text.ends_with('.')
        && !text.contains("..")
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b))
}

/// The form of a key of the forum: a letter for what it names, and eleven of 32 others.
pub(super) fn is_post_key(text: &str) -> bool {
    let letter = |letter: u8| b"0123456789abcdefghjkmnpqrstvwxyz".contains(&letter);
    text.len() == 12 && text.starts_with('p') && text.bytes().skip(1).all(letter)
}

/// `90`, `1:30` or `1:02:03` in seconds.
pub(super) fn seconds(text: &str) -> Option<u32> {
    text.split(':').try_fold(0_u32, |total, part| {
        let part: u32 = part.parse().ok()?;
        total.checked_mul(60)?.checked_add(part)
    })
}

/// A path from the root that an old link may have had.
pub(super) fn is_alias(path: &str) -> bool {
    path.starts_with('/')
        && path.len() > 1
        && path.len() <= 300
        && path
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"\\\"'<>?#%:*".contains(&b))
        && path.split('/').skip(1).all(|part| !part.starts_with('.'))
        && !path.contains("//")
}

/// `2026-3-1`, `2026/03/01` or `2026.3.1` as `2026-03-01`: with the year first there is no
/// doubt which is the day.
pub(super) fn whole_date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split(['-', '/', '.']).collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let digits = |part: &&&str| part.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !parts.iter().all(|part| digits(&part)) {
        return None;
    }
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    Some(Date::new(year, month, day).ok()?.to_string())
}
