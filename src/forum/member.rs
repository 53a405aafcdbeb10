//! Who takes part.

use jiff::Timestamp;

use crate::gate::{Viewer, Visibility};
use crate::identity::{Identity, Permission, Voter};
use crate::locale::Locale;

/// Who asks: a viewer, and with a token or session a member.
#[derive(Clone, Debug)]
pub struct Who {
    pub viewer: Viewer,
    pub member: Option<Member>,
}

/// A person who may write, as their token has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Equal for the same person, and telling nothing of who it is without our key.
    pub key: String,
    pub name: Option<String>,
    pub is_staff: bool,
    pub is_moderator: bool,
    pub locale: Option<Locale>,
    /// Where mail reaches them.
    pub email: Option<String>,
}

impl Who {
    pub fn anybody(viewer: Viewer) -> Self {
        Who {
            viewer,
            member: None,
        }
    }

    pub fn new(identity: &Identity, voter: &Voter) -> Self {
        let is_staff = identity.viewer.visibility == Visibility::Internal;
        Who {
            viewer: identity.viewer.clone(),
            member: Some(Member {
                key: voter.as_str().to_owned(),
                name: identity.name.clone(),
                is_staff,
                is_moderator: identity.permissions.contains(&Permission::Moderate),
                locale: identity.locale,
                email: identity.email.clone(),
            }),
        }
    }

    pub(super) fn key(&self) -> Option<&str> {
        self.member.as_ref().map(|member| member.key.as_str())
    }

    /// Whether they keep order: staff and moderators, of what they may read.
    pub fn is_keeper(&self) -> bool {
        let member = self.member.as_ref();
        member.is_some_and(|member| member.is_staff || member.is_moderator)
    }
}

/// What others see of a member.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub handle: String,
    pub name: String,
    pub is_staff: bool,
    pub reputation: i64,
    pub since: Timestamp,
    /// Seen by keepers alone.
    pub is_blocked: bool,
    /// Of those that the viewer may read.
    pub posts: Vec<super::Card>,
    /// Posts with replies of this member that the viewer may read.
    pub answered: Vec<super::Card>,
}
