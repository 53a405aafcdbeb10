//! The table of who may do what.

use super::*;
use crate::forum::rules::{About, Action, may};

/// Everybody who may come, with what they may do to a post of Ana's and to what Ben replied.
#[test]
fn who_may_do_what_is_as_it_is_documented() {
    let people = [
        ("anonymous", anybody(), false),
        ("author", customer("Ana"), false),
        ("customer", customer("Ben"), false),
        ("blocked", customer("Cay"), true),
        ("moderator", person("Mo", Visibility::Customer, true), false),
        ("staff", staff(), false),
    ];
    let mut table = String::from("| | ");
    table.push_str(
        &people
            .iter()
            .map(|(name, ..)| *name)
            .collect::<Vec<_>>()
            .join(" | "),
    );
    table.push_str(" |\n");
    for action in Action::ALL {
        let mut row = vec![action.word().to_owned()];
        for (name, who, is_blocked) in &people {
            let about = About {
                is_own: *name == "author",
                is_own_post: *name == "author",
                is_blocked: *is_blocked,
                ..About::default()
            };
            let locked = About {
                is_locked: true,
                ..about
            };
            row.push(match (may(action, who, about), may(action, who, locked)) {
                (Ok(()), Ok(())) => "yes".to_owned(),
                (Ok(()), Err(refusal)) => format!("yes; {refusal:?}"),
                (Err(refusal), _) => format!("{refusal:?}"),
            });
        }
        table.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    insta::assert_snapshot!(table, @"
    | | anonymous | author | customer | blocked | moderator | staff |
    | ask | SignIn | yes | yes | Blocked | yes | yes |
    | reply | SignIn | yes; Locked | yes; Locked | Blocked | yes | yes |
    | vote | SignIn | Own | yes; Locked | Blocked | yes | yes |
    | report | SignIn | Own | yes | Blocked | yes | yes |
    | edit | SignIn | yes; Locked | NotYours | Blocked | yes | yes |
    | delete | SignIn | yes; Locked | NotYours | Blocked | yes | yes |
    | accept | SignIn | yes; Locked | NotYours | Blocked | NotYours | NotYours |
    | verify | SignIn | KeepersOnly | KeepersOnly | Blocked | yes | yes |
    | pin | SignIn | KeepersOnly | KeepersOnly | Blocked | yes | yes |
    | lock | SignIn | KeepersOnly | KeepersOnly | Blocked | yes | yes |
    | hide | SignIn | KeepersOnly | KeepersOnly | Blocked | yes | yes |
    | move | SignIn | KeepersOnly | KeepersOnly | Blocked | yes | yes |
    | mark as duplicate | SignIn | KeepersOnly | KeepersOnly | Blocked | yes | yes |
    | keep order | SignIn | KeepersOnly | KeepersOnly | Blocked | yes | yes |
    ");
}
