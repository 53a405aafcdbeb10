//! Who may read what: user segments as our gates, and the gates of folders.

use std::collections::BTreeMap;

use crate::gate::Visibility;
use crate::import::zendesk::Entry;
use crate::import::zendesk::export::{Article, Id, Segment};

/// Who may read an article, and why it was closed where that had to be guessed. Of
/// several segments, and of several copies of an article, the narrowest holds.
pub(super) fn visibility(
    article: &Article,
    segments: &BTreeMap<Id, Segment>,
) -> (Visibility, Option<String>) {
    let mut found = (Visibility::Public, None);
    for (first, more) in article.segments() {
        let Some(first) = first else {
            return (Visibility::Internal, Some("user_segment_id".to_owned()));
        };
        for id in first.iter().chain(more.iter().flatten()) {
            let one = gate(id, segments);
            if one.0 > found.0 || found.1.is_none() && one.0 == found.0 {
                found = one;
            }
        }
    }
    found
}

fn gate(id: &Id, segments: &BTreeMap<Id, Segment>) -> (Visibility, Option<String>) {
    let Some(segment) = segments.get(id) else {
        return (
            Visibility::Internal,
            Some(format!("user_segment_id {}", id.0)),
        );
    };
    match (segment.built_in, segment.user_type.as_deref()) {
        (true, Some("signed_in_users")) => (Visibility::Customer, None),
        (true, Some("staff")) => (Visibility::Internal, None),
        _ => {
            let name = segment.name.as_deref().unwrap_or_default();
            (
                Visibility::Internal,
                Some(format!("{name} ({})", segment.id.0)),
            )
        }
    }
}

/// The widest gate of what is in each folder and below it.
pub(super) fn gates(entries: &[Entry<'_>]) -> BTreeMap<String, Visibility> {
    let mut gates: BTreeMap<String, Visibility> = BTreeMap::new();
    for entry in entries {
        let mut folder = entry.path.as_str();
        while !folder.is_empty() {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            let known = gates.entry(folder.to_owned()).or_insert(entry.visibility);
            *known = (*known).min(entry.visibility);
        }
    }
    gates
}
