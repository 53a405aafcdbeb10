//! What is taken out, and what lies behind gates: in no answer, count or file.

use super::*;

#[tokio::test]
async fn what_is_taken_out_is_in_no_answer_count_or_file_once_that_is_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    for at in 0..8 {
        ask(
            &forum,
            "estimating",
            &format!("Question number {at} of walls"),
            "Brick.",
        )
        .await;
    }
    for way in [
        "hide",
        "delete",
        "move",
        "edit",
        "hide reply",
        "edit reply",
        "decide",
    ] {
        let mut draft = draft(
            "estimating",
            "Where are the zanahorias of walls?",
            "Orangecake.",
        );
        draft.tags = vec!["verylongtag".to_owned()];
        let is_reply = way.ends_with("reply");
        if is_reply {
            draft.title = "Where are those of the walls?".to_owned();
            draft.body = "Text".to_owned();
            draft.tags.clear();
        }
        let post = forum.ask(&staff(), &draft, now()).await.expect("asked");
        let said = if is_reply {
            "In zanahorias, orangecake."
        } else {
            "There."
        };
        let reply = forum
            .reply(&ben(), &post, said, now())
            .await
            .expect("a reply");
        let before = search(&forum, &anybody(), "zanahorias").await;
        assert_eq!(before.pagination.total, 1, "{way}");
        assert!(is_on_disk(folder.path(), "orangecak"), "{way}");
        let target = Target::Post(post.clone());
        let reply = Target::Reply(reply);
        let done = match way {
            "hide" => {
                forum
                    .set(&staff(), &target, Flag::Hidden, true, now())
                    .await
            }
            "delete" => forum.delete(&staff(), &target, now()).await,
            "move" => {
                let edit = PostEdit {
                    category: Some("crew".to_owned()),
                    title: Some("Another title of walls".to_owned()),
                    body: Some("Other text".to_owned()),
                    tags: Some(Vec::new()),
                    ..PostEdit::default()
                };
                forum.edit_post(&staff(), &post, &edit, now()).await
            }
            "edit" => {
                let edit = PostEdit {
                    title: Some("Another title of walls".to_owned()),
                    body: Some("Other text".to_owned()),
                    tags: Some(Vec::new()),
                    ..PostEdit::default()
                };
                forum.edit_post(&staff(), &post, &edit, now()).await
            }
            "hide reply" => forum.set(&staff(), &reply, Flag::Hidden, true, now()).await,
            "edit reply" => {
                forum
                    .edit_reply(&ben(), reply.key(), "Nothing.", now())
                    .await
            }
            _ => {
                let reason = crate::forum::ReportReason::Spam;
                let reported = forum.report(&ben(), &target, reason, None, now()).await;
                reported.expect("reported");
                let hide = crate::forum::Decision::Hide;
                forum.decide(&staff(), &target, hide, now()).await
            }
        };
        done.expect(way);
        // Not waiting for anything.
        let settings = SearchSettings::default();
        for query in [
            "zanahorias",
            "orangecake",
            "zanahoriaz ",
            "zanah",
            "tag:verylongtag",
        ] {
            let request = ForumSearch::new(Query::parse(query), Locale::En);
            let found = forum.search(&anybody(), &request, &settings).await;
            let found = found.expect("an answer");
            assert_eq!(
                (found.pagination.total, &found.did_you_mean),
                (0, &None),
                "{way} {query}"
            );
            assert!(found.facets.is_empty(), "{way} {query}");
        }
        for word in ["zanah", "orangecak", "verylongtag"] {
            assert!(!is_on_disk(folder.path(), word), "{way} {word}");
        }
    }
    let all = search(&forum, &anybody(), "walls").await;
    assert_eq!(all.pagination.total, 8 + 3);
    // It comes back when it is shown again.
    let post = ask(&forum, "estimating", "Where are the zanahorias?", "Text.").await;
    for (is_hidden, total) in [(true, 0), (false, 1)] {
        let target = Target::Post(post.clone());
        let set = forum
            .set(&staff(), &target, Flag::Hidden, is_hidden, now())
            .await;
        set.expect("set");
        assert_eq!(
            search(&forum, &anybody(), "zanahorias")
                .await
                .pagination
                .total,
            total
        );
    }
}

#[tokio::test]
async fn an_answer_is_the_same_whatever_lies_behind_gates() {
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let open_texts = [
        ("How do I price a wall?", "Brick and mortar by the metre."),
        ("Price of a mortar mixer", "It costs 40 a day, the mixer."),
        (
            "Who signs a change order?",
            "The owner signs the order of change.",
        ),
    ];
    let closed_texts = [
        (
            "How do I price a secret wall?",
            "Brick, mortar and gunpowder by the metre.",
        ),
        (
            "Gunpowder and change orders",
            "Nobody signs. The owner is away. Mixer.",
        ),
    ];
    let mut forums = Vec::new();
    for (at, folder) in folders.iter().enumerate() {
        let forum = open(folder.path()).await;
        for (round, (title, body)) in open_texts.iter().enumerate() {
            let post = ask(&forum, "estimating", title, body).await;
            forum
                .reply(&ben(), &post, "Mortar sets in a day.", now())
                .await
                .expect("a reply");
            if at == 1 {
                for (title, body) in closed_texts {
                    let draft = draft("crew", title, body);
                    forum.ask(&staff(), &draft, later(60)).await.expect("asked");
                    let post = ask(&forum, "estimating", title, body).await;
                    let target = Target::Post(post);
                    let hidden = forum
                        .set(&staff(), &target, Flag::Hidden, true, now())
                        .await;
                    hidden.expect("hidden");
                    ask(&forum, "billing", title, body).await;
                }
            }
            assert!(round < 3);
        }
        forums.push(forum);
    }
    let mut words = BTreeSet::from([
        "gunpowdr ".to_owned(),
        "gunp".to_owned(),
        "tag:a".to_owned(),
    ]);
    for (title, body) in open_texts.iter().chain(&closed_texts) {
        for word in title.split(' ').chain(body.split(' ')) {
            words.insert(word.to_lowercase());
            words.insert(format!("{word} price"));
            words.insert(format!("\"{word} wall\""));
        }
    }
    for word in &words {
        let one = search(&forums[0], &anybody(), word).await;
        let other = search(&forums[1], &anybody(), word).await;
        assert_eq!(account(&one), account(&other), "{word}");
    }
    let seen = search(&forums[1], &staff(), "gunpowder").await;
    assert_eq!(seen.pagination.total, 12, "who may read it finds it");
}

/// What a viewer can tell of an answer, but for keys, which are random.
fn account(answer: &ForumAnswer) -> String {
    let mut account = String::new();
    for group in &answer.groups {
        account += &format!("{} {}\n", group.language, group.total);
        for hit in &group.hits {
            let (card, anchor) = (&hit.card, hit.anchor.is_some());
            account += &format!(
                "{} {} {:?} {anchor} {} {}\n",
                card.title, card.votes, hit.matched_by, hit.snippet, hit.score
            );
        }
    }
    let (facets, meant) = (&answer.facets, &answer.did_you_mean);
    account + &format!("{facets:?} {meant:?} {:?}\n", answer.missing)
}
