//! People, moments and categories that tests of the forum share.

use jiff::Timestamp;

use crate::config::ForumCategory;
use crate::forum::{Member, Who};
use crate::gate::{Gate, Viewer, Visibility};

pub(super) fn now() -> Timestamp {
    "2026-03-02T15:00:00Z".parse().expect("a moment")
}

pub(super) fn later(minutes: i64) -> Timestamp {
    Timestamp::from_second(now().as_second() + minutes * 60).expect("a moment")
}

pub(super) fn category(key: &str, visibility: Visibility) -> ForumCategory {
    ForumCategory {
        key: key.to_owned(),
        title: Vec::new(),
        summary: Vec::new(),
        module: None,
        gate: Gate::new(visibility),
    }
}

pub(super) fn person(name: &str, visibility: Visibility, is_moderator: bool) -> Who {
    let mut viewer = Viewer::anonymous();
    viewer.visibility = visibility;
    Who {
        viewer,
        member: Some(Member {
            key: format!("key of {name}"),
            name: Some(name.to_owned()),
            is_staff: visibility == Visibility::Internal,
            is_moderator,
            locale: None,
            email: None,
        }),
    }
}

pub(super) fn customer(name: &str) -> Who {
    person(name, Visibility::Customer, false)
}

pub(super) fn staff() -> Who {
    person("Sara Staff", Visibility::Internal, false)
}

pub(super) fn anybody() -> Who {
    Who::anybody(Viewer::anonymous())
}

/// A category of each visibility.
pub(super) fn categories() -> [ForumCategory; 3] {
    [
        category("estimating", Visibility::Public),
        category("billing", Visibility::Customer),
        category("crew", Visibility::Internal),
    ]
}
