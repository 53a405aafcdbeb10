//! Webhooks: what they say, that it comes from here, and that it arrives.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::*;
use crate::outbox::{discard, retry, signature, undelivered};

#[tokio::test]
async fn a_webhook_says_what_happened_and_proves_that_it_comes_from_here() {
    let world = World::with(&["internal"]).await;
    let node = world.node().await;
    let (ana, ben) = (customer("Ana Robles"), customer("Ben"));
    let title = "How do I bill retainage at the end?";
    let post = world.ask(&ana, "billing", title, 0).await;
    let reply = world.say(&ben, &post, "In the *last* invoice.", 1).await;
    world
        .forum
        .verify(&staff(), &reply, true, later(2))
        .await
        .expect("verified");
    world
        .forum
        .accept(&ana, &reply, true, later(3))
        .await
        .expect("accepted");
    let target = Target::from_key(&reply).expect("a key");
    let reported = world
        .forum
        .report(&ana, &target, ReportReason::Wrong, Some("no"), later(4));
    reported.await.expect("reported");

    while node.round(later(5)).await.expect("a round") > 0 {}
    let mut called = world.receiver.called();
    called.sort_by_key(|one| {
        one.body
            .find("\"at\"")
            .map(|at| one.body[at..at + 40].to_owned())
    });
    let kinds: Vec<&str> = called
        .iter()
        .map(|one| one.headers["ayuda-event"].as_str())
        .collect();
    assert_eq!(
        kinds,
        ["asked", "replied", "verified", "accepted", "reported"]
    );
    let ids: BTreeSet<&str> = called
        .iter()
        .map(|one| one.headers["ayuda-id"].as_str())
        .collect();
    assert_eq!(ids.len(), 5);
    for one in &called {
        assert_eq!(one.target, "/hook?of=ayuda");
        assert_eq!(one.headers["content-type"], "application/json");
        assert_eq!(
            one.headers["host"],
            format!("127.0.0.1:{}", world.receiver.port)
        );
        let signed = signature(SECRET.as_bytes(), later(5), one.body.as_bytes());
        assert_eq!(one.headers["ayuda-signature"], signed);
        assert_ne!(
            signed,
            signature(&[b'x'; 32], later(5), one.body.as_bytes())
        );
    }
    // Known from elsewhere: `printf '1700000000.{}' | openssl dgst -sha256 -hmac …`.
    let at = Timestamp::from_second(1_700_000_000).expect("a moment");
    assert_eq!(
        signature(SECRET.as_bytes(), at, b"{}"),
        "t=1700000000,v1=417adf36b901772f658597a76d329694e335e65fc0849d7715c3ca33406309b5"
    );
    let named = |one: &servers::Called| {
        let body = one.body.replace(&one.headers["ayuda-id"], "ID");
        body.replace(&post, "POST").replace(&reply, "REPLY")
    };
    insta::assert_snapshot!(named(&called[1]), @r#"{"id":"ID","event":"replied","at":"2026-03-02T15:01:00Z","actor":{"handle":"ben","name":"Ben","staff":false},"post":{"id":"POST","category":"billing","language":"en","title":"How do I bill retainage at the end?","url":"https://help.obra.example/en/forum/posts/POST/"},"reply":"REPLY","author":{"handle":"ben","name":"Ben","staff":false},"text":"In the last invoice."}"#);
    insta::assert_snapshot!(named(&called[4]), @r#"{"id":"ID","event":"reported","at":"2026-03-02T15:04:00Z","actor":{"handle":"ana-robles","name":"Ana Robles","staff":false},"post":{"id":"POST","category":"billing","language":"en","title":"How do I bill retainage at the end?","url":"https://help.obra.example/en/forum/posts/POST/"},"reply":"REPLY","author":{"handle":"ben","name":"Ben","staff":false},"text":"In the last invoice.","reason":"wrong"}"#);
    assert!(!called[0].body.contains("\"reply\""));
    // What was delivered leaves nothing behind.
    assert_eq!(undelivered(&world.storage).await.expect("a list"), []);
    assert_eq!(node.round(later(100)).await.expect("a round"), 0);
}

#[tokio::test]
async fn what_fails_is_tried_again_under_the_same_id_until_it_is_given_up() {
    let world = World::new().await;
    let node = world.node().await;
    let ana = customer("Ana Robles");
    let post = world
        .ask(&ana, "estimating", "How do I bill retainage?", 0)
        .await;
    // A redirect is no success, and is not followed.
    world.receiver.answers(302);
    let mut moment = later(0);
    let mut ids = BTreeSet::new();
    let mut waited = Vec::new();
    loop {
        assert_eq!(node.round(moment).await.expect("a round"), 1);
        let called = world.receiver.called();
        assert_eq!(called.len(), 1);
        assert_eq!(called[0].target, "/hook?of=ayuda");
        ids.insert(called[0].headers["ayuda-id"].clone());
        let all = undelivered(&world.storage).await.expect("a list");
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].failure.as_deref(), Some("answered 302"));
        let Some(due) = all[0].due else { break };
        waited.push(due.as_second() - moment.as_second());
        // Not a moment before.
        let before = Timestamp::from_millisecond(due.as_millisecond() - 1).expect("a moment");
        assert_eq!(node.round(before).await.expect("a round"), 0);
        moment = due;
    }
    assert_eq!((ids.len(), waited.len()), (1, 7));
    // The longest of them are alike.
    assert!(
        waited[..6].is_sorted() && waited[6] > waited[4],
        "{waited:?}"
    );
    let dead = undelivered(&world.storage).await.expect("a list").remove(0);
    assert!(
        dead.dead && dead.tries == 8 && dead.post == post,
        "{dead:?}"
    );

    world.receiver.answers(200);
    assert_eq!(node.round(moment).await.expect("a round"), 0);
    assert_eq!(
        retry(&world.storage, "another", moment)
            .await
            .expect("kept"),
        0
    );
    assert_eq!(
        retry(&world.storage, &dead.id, moment).await.expect("kept"),
        1
    );
    assert_eq!(node.round(moment).await.expect("a round"), 1);
    let called = world.receiver.called();
    assert!(ids.contains(&called[0].headers["ayuda-id"]));
    assert_eq!(undelivered(&world.storage).await.expect("a list"), []);

    // Or it is let go of.
    world.receiver.answers(500);
    world
        .ask(&ana, "estimating", "How do I bill the rest?", 0)
        .await;
    assert_eq!(node.round(moment).await.expect("a round"), 1);
    let one = undelivered(&world.storage).await.expect("a list").remove(0);
    assert_eq!(discard(&world.storage, "all").await.expect("kept"), 0);
    assert_eq!(discard(&world.storage, &one.id).await.expect("kept"), 1);
    assert_eq!(undelivered(&world.storage).await.expect("a list"), []);
}

#[tokio::test]
async fn several_nodes_deliver_each_thing_once_and_take_over_what_one_left() {
    let world = World::new().await;
    let (one, other) = (world.node().await, world.node().await);
    let ana = customer("Ana Robles");
    let post = world
        .ask(&ana, "estimating", "How do I bill retainage?", 0)
        .await;
    for at in 0..20 {
        world
            .say(&customer("Ben"), &post, &format!("Answer {at}."), 0)
            .await;
    }
    for _ in 0..4 {
        let both = tokio::join!(one.round(later(1)), other.round(later(1)));
        both.0.expect("a round");
        both.1.expect("a round");
    }
    let called = world.receiver.called();
    let ids: BTreeSet<_> = called
        .iter()
        .map(|one| one.headers["ayuda-id"].clone())
        .collect();
    assert_eq!((called.len(), ids.len()), (21, 21));

    // A node that ends in the middle: nobody knows whether it arrived, so it comes again.
    world.say(&customer("Ben"), &post, "One more.", 2).await;
    world.receiver.answers(0);
    let ending = one.clone();
    let ending = tokio::spawn(async move { ending.round(later(2)).await });
    let first = loop {
        if let Some(called) = world.receiver.called().pop() {
            break called;
        }
        tokio::task::yield_now().await;
    };
    ending.abort();
    world.receiver.answers(204);
    assert_eq!(
        other.round(later(2)).await.expect("a round"),
        0,
        "held by the first"
    );
    assert_eq!(other.round(later(3)).await.expect("a round"), 1);
    let again = world.receiver.called().remove(0);
    assert_eq!(again.headers["ayuda-id"], first.headers["ayuda-id"]);
    assert_eq!(again.body, first.body);
}

#[tokio::test]
async fn a_webhook_that_the_settings_name_no_more_is_given_up_and_a_weak_secret_refused() {
    let mut world = World::new().await;
    let ana = customer("Ana Robles");
    world
        .ask(&ana, "estimating", "How do I bill retainage?", 0)
        .await;
    world.receiver.answers(500);
    world.node().await.round(later(0)).await.expect("a round");
    world.config.outbox.webhooks[0].name = "another".to_owned();
    world.node().await;
    let all = undelivered(&world.storage).await.expect("a list");
    assert_eq!(all[0].failure.as_deref(), Some("is not in the settings"));
    assert!(all[0].dead);

    world.config.outbox.webhooks[0].secret = SecretConfig::Given("short".to_owned());
    let outbox = Outbox::open(
        &world.config,
        world.storage.clone(),
        Arc::new(world.forum.clone()),
        Arc::new(Messages::built_in()),
        Letters::new([7; 32]),
    );
    let said = outbox.await.expect_err("refused").to_string();
    assert!(said.contains("needs at least 32 characters"), "{said}");
    assert!(!format!("{:?}", world.config).contains(SECRET));
}

#[tokio::test]
async fn nothing_is_noted_where_nobody_is_told() {
    let world = World::new().await;
    let forum = world.forum.clone().with_outbox(Wanted::default());
    let ana = reached(customer("Ana Robles"), Locale::En);
    let draft = draft("estimating", "How do I bill retainage?");
    forum.ask(&ana, &draft, now()).await.expect("asked");
    let (letters, bodies) = world.left(&world.node().await, 60).await;
    assert_eq!((letters.len(), bodies.len()), (0, 0));
    let follows = forum.following(&ana).await.expect("a list");
    assert_eq!((follows.posts.len(), follows.is_reached), (1, false));
}
