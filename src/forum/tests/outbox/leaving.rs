//! T1 over what leaves: no byte of what its receiver may not read when it is sent.

use super::*;

/// What closes something between the act and its telling.
type Closing =
    for<'a> fn(&'a World, &'a str, &'a str) -> std::pin::Pin<Box<dyn Future<Output = ()> + 'a>>;

/// A word that only this text holds, in a title or a reply.
const SECRETS: [&str; 3] = ["zq7ftitle", "zq7fbody", "zq7freply"];

async fn hide(world: &World, key: &str, flag: Flag) {
    let target = Target::from_key(key).expect("a key");
    let set = world
        .forum
        .set(&staff(), &target, flag, true, later(2))
        .await;
    set.expect("set");
}

const CLOSINGS: [(&str, Closing); 6] = [
    ("the post is hidden", |world, post, _| {
        Box::pin(hide(world, post, Flag::Hidden))
    }),
    ("the post is deleted", |world, post, _| {
        Box::pin(async move {
            let target = Target::from_key(post).expect("a key");
            let deleted = world.forum.delete(&staff(), &target, later(2)).await;
            deleted.expect("deleted");
        })
    }),
    ("the post is moved behind a gate", |world, post, _| {
        Box::pin(async move {
            let edit = PostEdit {
                category: Some("crew".to_owned()),
                ..PostEdit::default()
            };
            let moved = world.forum.edit_post(&staff(), post, &edit, later(2)).await;
            moved.expect("moved");
        })
    }),
    (
        "the member comes by with less than before",
        |world, _, _| {
            Box::pin(async move {
                let mut less = reached(customer("Ben"), Locale::En);
                less.viewer = Viewer::anonymous();
                world.forum.visited(&less, later(2)).await.expect("noted");
            })
        },
    ),
    ("the member wants no letters", |world, _, _| {
        Box::pin(async move {
            let ben = reached(customer("Ben"), Locale::En);
            let choice = crate::outbox::Choice {
                mails: Some(false),
                automatic: None,
            };
            let chosen = world.forum.choose(&ben, choice, later(2)).await;
            chosen.expect("chosen");
        })
    }),
    ("nobody closes anything", |_, _, _| Box::pin(async {})),
];

/// Ben follows everything; what leaves for him and for a webhook of customers is looked at.
#[tokio::test]
async fn what_is_closed_between_act_and_sending_is_in_no_byte_that_leaves() {
    for (how, closing) in CLOSINGS {
        let world = World::with(&["customer"]).await;
        let node = world.node().await;
        let ben = reached(customer("Ben"), Locale::En);
        world
            .follow(&ben, Subject::Category("billing".to_owned()), 0)
            .await;
        let mut draft = draft("billing", "What of zq7ftitle is billed?");
        draft.body = "Where is zq7fbody, @ben?".to_owned();
        let post = world
            .forum
            .ask(&customer("Ana Robles"), &draft, now())
            .await
            .expect("asked");
        world.follow(&ben, Subject::Post(post.clone()), 0).await;
        let reply = world
            .say(&customer("Sue"), &post, "It is zq7freply.", 1)
            .await;
        world
            .forum
            .verify(&staff(), &reply, true, later(1))
            .await
            .expect("verified");
        closing(&world, &post, &reply).await;

        // What was noted and claimed holds no text at all.
        let statement = sea_orm::Statement::from_string(
            sea_orm::ConnectionTrait::get_database_backend(world.storage.reader()),
            "SELECT * FROM outbox_events",
        );
        let rows = sea_orm::ConnectionTrait::query_all_raw(world.storage.reader(), statement).await;
        assert!(!format!("{:?}", rows.expect("rows")).contains("zq7f"));

        let (letters, bodies) = world.left(&node, 30).await;
        let to_ben: String = letters.iter().map(|letter| letter.data.clone()).collect();
        let to_all = bodies.join("\n");
        let seen = |text: &str| SECRETS.map(|secret| text.contains(secret));
        match how {
            "nobody closes anything" => {
                assert_eq!(letters.len(), 1);
                assert_eq!(
                    (seen(&to_ben), seen(&to_all)),
                    ([true; 3], [true; 3]),
                    "{how}"
                );
            }
            "the member comes by with less than before" | "the member wants no letters" => {
                assert_eq!((seen(&to_ben), letters.len()), ([false; 3], 0), "{how}");
                assert_eq!(seen(&to_all), [true; 3], "the webhook is somebody else");
            }
            _ => {
                assert_eq!((seen(&to_ben), letters.len()), ([false; 3], 0), "{how}");
                assert_eq!((seen(&to_all), bodies.len()), ([false; 3], 0), "{how}");
            }
        }
        // Withheld is over: it is not told once the gate opens again.
        let edit = PostEdit {
            category: Some("billing".to_owned()),
            ..PostEdit::default()
        };
        let _ = world
            .forum
            .edit_post(&staff(), &post, &edit, later(40))
            .await;
        let (letters, bodies) = world.left(&node, 60).await;
        assert_eq!((letters.len(), bodies.len()), (0, 0), "{how}");
    }
}

#[tokio::test]
async fn a_reply_that_is_hidden_deleted_or_no_longer_verified_is_not_told() {
    let world = World::new().await;
    let node = world.node().await;
    let ben = reached(customer("Ben"), Locale::En);
    let ana = customer("Ana Robles");
    let post = world
        .ask(&ana, "estimating", "How do I bill retainage?", 0)
        .await;
    world.follow(&ben, Subject::Post(post.clone()), 0).await;
    let hidden = world.say(&ana, &post, "It is zq7fhidden.", 1).await;
    let deleted = world.say(&ana, &post, "It is zq7fdeleted.", 1).await;
    let stays = world.say(&ana, &post, "It stays.", 1).await;
    world
        .forum
        .verify(&staff(), &stays, true, later(1))
        .await
        .expect("verified");
    world
        .forum
        .verify(&staff(), &stays, false, later(2))
        .await
        .expect("taken back");
    hide(&world, &hidden, Flag::Hidden).await;
    let target = Target::from_key(&deleted).expect("a key");
    world
        .forum
        .delete(&staff(), &target, later(2))
        .await
        .expect("deleted");
    let (letters, bodies) = world.left(&node, 30).await;
    assert_eq!(
        (letters.len(), bodies.len()),
        (1, 2),
        "the question and what stays"
    );
    let all = format!("{}{}", letters[0].data, bodies.join("\n"));
    assert!(!all.contains("zq7f") && !all.contains("confirmed"), "{all}");
    assert!(
        letters[0]
            .data
            .contains("Ana Robles replied: How do I bill")
    );
}

#[tokio::test]
async fn who_did_not_come_by_for_long_is_told_what_anybody_may_read() {
    let world = World::with(&["internal"]).await;
    let node = world.node().await;
    let ben = reached(customer("Ben"), Locale::En);
    let ana = customer("Ana Robles");
    let open = world
        .ask(&ana, "estimating", "How do I bill retainage?", 0)
        .await;
    let closed = world
        .ask(&ana, "billing", "How do I pay the zq7fplan?", 0)
        .await;
    for post in [&open, &closed] {
        world.follow(&ben, Subject::Post(post.clone()), 0).await;
    }
    let days = |days: i64| days * 24 * 60;
    world.say(&ana, &open, "One.", days(29)).await;
    world.say(&ana, &closed, "Two.", days(29)).await;
    assert_eq!(world.left(&node, days(29) + 10).await.0.len(), 2);
    world.say(&ana, &open, "Three.", days(31)).await;
    world.say(&ana, &closed, "Four.", days(31)).await;
    let (letters, bodies) = world.left(&node, days(31) + 10).await;
    assert_eq!(letters.len(), 1);
    assert!(letters[0].data.contains("Three."));
    // A program does not have to come by.
    assert!(bodies.iter().any(|body| body.contains("Four.")));
    world
        .forum
        .visited(&ben, later(days(32)))
        .await
        .expect("noted");
    world.say(&ana, &closed, "Five.", days(32)).await;
    assert_eq!(world.left(&node, days(32) + 10).await.0.len(), 1);
}

#[tokio::test]
async fn nothing_is_followed_that_cannot_be_read() {
    let world = World::new().await;
    let sara = reached(staff(), Locale::En);
    let ben = reached(customer("Ben"), Locale::En);
    let post = world
        .ask(&sara, "crew", "Where do the zq7fkeys hang?", 0)
        .await;
    let absent = Target::new_post().key().to_owned();
    for subject in [
        Subject::Post(post),
        Subject::Post(absent),
        Subject::Category("crew".to_owned()),
        Subject::Category("nowhere".to_owned()),
    ] {
        for follows in [true, false] {
            let refused = world.forum.follow(&ben, &subject, follows, later(1)).await;
            assert!(matches!(refused, Err(ForumError::NotFound)), "{subject:?}");
        }
        let refused = world
            .forum
            .follow(&anybody(), &subject, true, later(1))
            .await;
        assert!(matches!(refused, Err(ForumError::Refused(Refusal::SignIn))));
    }
    // What was followed and is closed by now is not listed, and can be let go of.
    let open = world
        .ask(&sara, "estimating", "Where do the zq7fkeys hang?", 2)
        .await;
    world.follow(&ben, Subject::Post(open.clone()), 2).await;
    hide(&world, &open, Flag::Hidden).await;
    assert_eq!(world.forum.following(&ben).await.expect("a list").posts, []);
    let ended = world
        .forum
        .follow(&ben, &Subject::Post(open), false, later(3))
        .await;
    ended.expect("ended");
}
