//! Who asks: viewers with a good token, and with tokens that are none.

use ayuda::gate::Viewer;
use ayuda::identity::Identity;

use crate::harness::{Client, Service};

/// One column of the table.
pub struct Audience {
    pub name: &'static str,
    /// Whom it is taken for; `None` where the token is refused.
    pub viewer: Option<&'static str>,
    pub client: fn(&Service) -> Client<'_>,
}

impl Audience {
    /// The viewer whose eyes it has; a refused token has none of a visitor's either.
    pub fn eyes(&self) -> Viewer {
        Viewer::from_who(self.viewer.unwrap_or("public")).expect("a viewer")
    }
}

macro_rules! viewer {
    ($who:literal) => {
        Audience {
            name: $who,
            viewer: Some($who),
            client: |service| service.sign_in($who),
        }
    };
}

pub const AUDIENCES: [Audience; 10] = [
    viewer!("public"),
    viewer!("customer"),
    viewer!("customer:field"),
    viewer!("customer:pm"),
    viewer!("customer:owner@business"),
    viewer!("internal"),
    viewer!("internal:admin"),
    Audience {
        name: "expired token",
        viewer: None,
        client: |service| {
            let before = service.app.clock.now() - jiff::SignedDuration::from_hours(30);
            let token = service.app.tokens.sign(&staff(), before);
            service.with_token(&token.expect("a token"))
        },
    },
    Audience {
        name: "forged token",
        viewer: None,
        client: |service| {
            let token = service.app.tokens.sign(&staff(), service.app.clock.now());
            let token = token.expect("a token");
            let (signed, _) = token.rsplit_once('.').expect("a signature");
            service.with_token(&format!("{signed}.{}", "A".repeat(43)))
        },
    },
    Audience {
        name: "token of another app",
        viewer: None,
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
