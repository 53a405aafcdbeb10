//! What single keys and values of front matter can be.

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

/// `90`, `1:30` or `1:02:03` in seconds.
pub(super) fn seconds(text: &str) -> Option<u32> {
    text.split(':').try_fold(0_u32, |total, part| {
        let part: u32 = part.parse().ok()?;
        total.checked_mul(60)?.checked_add(part)
    })
}
