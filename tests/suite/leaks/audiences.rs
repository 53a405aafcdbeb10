//! Who asks: viewers with a good token or session, and with some that are none.

use ayuda::gate::Viewer;
use ayuda::identity::Identity;

use crate::harness::{Client, Service};

/// One column of the table.
pub struct Audience {
    pub name: &'static str,
    /// Whom it is taken for, at most.
    pub viewer: &'static str,
    pub standing: Standing,
    pub client: fn(&Service) -> Client<'_>,
}

/// What becomes of the token or session that it brings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Good,
    /// Not even what is public is answered.
    Refused,
    /// Refused on the API; on pages, a visitor like any other.
    Over,
}

impl Audience {
    /// The viewer whose eyes it has.
    pub fn eyes(&self) -> Viewer {
        Viewer::from_who(self.viewer).expect("a viewer")
    }
}

macro_rules! viewer {
    ($who:literal) => {
        Audience {
            name: $who,
            viewer: $who,
            standing: Standing::Good,
            client: |service| service.sign_in($who),
        }
    };
}

pub const AUDIENCES: [Audience; 13] = [
    viewer!("public"),
    viewer!("customer"),
    viewer!("customer:field"),
    viewer!("customer:pm"),
    viewer!("customer:owner@business"),
    viewer!("internal"),
    viewer!("internal:admin"),
    Audience {
        name: "session of customer:field",
        viewer: "customer:field",
        standing: Standing::Good,
        client: |service| service.sign_in("customer:field").in_a_browser(),
    },
    Audience {
        name: "ended session",
        viewer: "public",
        standing: Standing::Over,
        client: |service| {
            let staff = service.sign_in("internal:admin").in_a_browser();
            let kept = staff.cookies();
            assert_eq!(staff.delete("/api/v1/support/session").status, 204);
            staff.keep_cookies(kept);
            staff
        },
    },
    Audience {
        name: "session of nobody",
        viewer: "public",
        standing: Standing::Over,
        client: |service| {
            let visitor = service.anonymous();
            visitor.keep_cookies(Some("ayuda_session=zq7f".to_owned()));
            visitor
        },
    },
    Audience {
        name: "expired token",
        viewer: "public",
        standing: Standing::Refused,
        client: |service| {
            let before = service.app.clock.now() - jiff::SignedDuration::from_hours(30);
            let token = service.app.tokens.sign(&staff(), before);
            service.with_token(&token.expect("a token"))
        },
    },
    Audience {
        name: "forged token",
        viewer: "public",
        standing: Standing::Refused,
        client: |service| {
            let token = service.app.tokens.sign(&staff(), service.app.clock.now());
            let token = token.expect("a token");
            let (signed, _) = token.rsplit_once('.').expect("a signature");
            service.with_token(&format!("{signed}.{}", "A".repeat(43)))
        },
    },
    Audience {
        name: "token of another app",
        viewer: "public",
        standing: Standing::Refused,
        client: |service| {
            let folder = tempfile::tempdir().expect("a folder");
            let other = ayuda::identity::Tokens::load_or_create(
                &folder.path().join("token.key"),
                "another-app",
                "ayuda",
                &service.app.config.roles,
                &service.app.config.plans,
            );
            let token = other
                .expect("a key")
                .sign(&staff(), service.app.clock.now());
            service.with_token(&token.expect("a token"))
        },
    },
];

/// Whoever is believed to be this sees everything.
fn staff() -> Identity {
    let viewer = Viewer::from_who("internal:admin").expect("a viewer");
    Identity::new("someone", viewer)
}
