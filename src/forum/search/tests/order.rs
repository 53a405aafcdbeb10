//! Which posts come first, and how answers are narrowed.

use super::*;

#[tokio::test]
async fn of_equal_texts_the_verified_comes_before_the_voted_and_that_before_the_recent() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    let mut posts = Vec::new();
    // The one that is expected last is asked first, and so on.
    for (at, name) in ["old", "recent", "voted", "accepted", "verified"]
        .iter()
        .enumerate()
    {
        let days = if *name == "recent" { 300 } else { 0 };
        let draft = draft(
            "estimating",
            "How is a wall priced?",
            &format!("A wall. {name}"),
        );
        let moment = later(days * 24 * 60 + at as i64);
        posts.push((
            *name,
            forum.ask(&ana(), &draft, moment).await.expect("asked"),
        ));
    }
    for (name, key) in &posts {
        let reply = forum
            .reply(&ben(), key, "By area.", now())
            .await
            .expect("a reply");
        match *name {
            "voted" => {
                for voter in 0..8 {
                    let who = customer(&format!("Voter {voter}"));
                    let target = Target::Post(key.clone());
                    forum
                        .vote(&who, &target, true, now())
                        .await
                        .expect("a vote");
                }
            }
            "accepted" => forum
                .accept(&ana(), &reply, true, now())
                .await
                .expect("accepted"),
            "verified" => forum
                .verify(&staff(), &reply, true, now())
                .await
                .expect("verified"),
            _ => {}
        }
    }
    let answer = search(&forum, &anybody(), "wall priced").await;
    let order: Vec<&str> = answer.groups[0]
        .hits
        .iter()
        .filter_map(|hit| posts.iter().find(|(_, key)| *key == hit.card.key))
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(order[0], "verified");
    assert_eq!(order.last(), Some(&"old"), "{order:?}");
    let place = |name| order.iter().position(|one| *one == name);
    assert!(place("voted") < place("recent"), "{order:?}");
    // No sign is worth more than saying what is asked for.
    let exact = ask(
        &forum,
        "estimating",
        "Pricing a curved garden wall",
        "Curved garden wall.",
    )
    .await;
    let answer = search(&forum, &anybody(), "curved garden wall").await;
    assert_eq!(answer.groups[0].hits[0].card.key, exact);
}

#[tokio::test]
async fn answers_are_narrowed_counted_and_grouped_by_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    for at in 0..5_i64 {
        let mut one = draft(
            "estimating",
            &format!("How is wall {at} priced?"),
            "A wall.",
        );
        if at == 4 {
            one.language = Locale::Es;
            one.title = "¿Cuánto cuesta el muro? wall".to_owned();
        }
        one.tags = vec![if at % 2 == 0 { "even" } else { "odd" }.to_owned()];
        let who = if at < 2 { ben() } else { ana() };
        let asked = forum.ask(&who, &one, later(at * 24 * 60)).await;
        let key = asked.expect("asked");
        if at == 1 {
            forum
                .reply(&ana(), &key, "By area.", now())
                .await
                .expect("a reply");
        }
    }
    ask(&forum, "billing", "What does a wall bill say?", "A wall.").await;
    let all = ForumSearch::new(Query::parse("wall"), Locale::En);
    let found = answer(&forum, &ana(), &all).await;
    let totals: Vec<_> = found
        .groups
        .iter()
        .map(|group| (group.language, group.total))
        .collect();
    assert_eq!(totals, [(Locale::En, 5), (Locale::Es, 1)]);
    let counts = |field: &str| -> Vec<(&str, usize)> {
        let counts = found.facets[field].iter();
        counts.map(|one| (one.value.as_str(), one.count)).collect()
    };
    assert_eq!(counts("category"), [("estimating", 5), ("billing", 1)]);
    assert_eq!(counts("status"), [("open", 5), ("answered", 1)]);
    assert_eq!(counts("tag"), [("even", 3), ("odd", 2)]);
    let reader = ForumSearch {
        language: Locale::Es,
        ..all.clone()
    };
    let found = answer(&forum, &anybody(), &reader).await;
    assert_eq!(found.groups[0].language, Locale::Es);

    let some = |text: &str| Some(text.to_owned());
    let narrowed = [
        (
            ForumSearch {
                category: some("billing"),
                ..all.clone()
            },
            1,
        ),
        (
            ForumSearch {
                category: some("crew"),
                ..all.clone()
            },
            0,
        ),
        (
            ForumSearch {
                status: Some(Status::Answered),
                ..all.clone()
            },
            1,
        ),
        (
            ForumSearch {
                author: some("ben"),
                ..all.clone()
            },
            2,
        ),
        (
            ForumSearch {
                author: some("nobody"),
                ..all.clone()
            },
            0,
        ),
        (
            ForumSearch {
                tag: some("Even"),
                ..all.clone()
            },
            3,
        ),
        (
            ForumSearch {
                from: Some(later(24 * 60)),
                to: Some(later(2 * 24 * 60)),
                ..all.clone()
            },
            2,
        ),
        (
            ForumSearch {
                query: Query::default(),
                tag: some("odd"),
                ..all.clone()
            },
            2,
        ),
        (
            ForumSearch {
                query: Query::parse("wall category:billing"),
                ..all.clone()
            },
            1,
        ),
        (
            ForumSearch {
                query: Query::parse("wall kind:video"),
                ..all.clone()
            },
            0,
        ),
        (
            ForumSearch {
                query: Query::parse("\"wall bill\""),
                ..all.clone()
            },
            1,
        ),
        (
            ForumSearch {
                query: Query::parse("wall -bill"),
                ..all.clone()
            },
            5,
        ),
    ];
    for (request, total) in narrowed {
        let found = answer(&forum, &ana(), &request).await;
        assert_eq!(found.pagination.total, total, "{request:?}");
    }
    let mut seen = BTreeSet::new();
    for page in 1..=3 {
        let request = ForumSearch {
            page,
            limit: 2,
            ..all.clone()
        };
        let found = answer(&forum, &ana(), &request).await;
        assert_eq!((found.pagination.pages, found.pagination.total), (3, 6));
        seen.extend(titles(&found).into_iter().map(str::to_owned));
    }
    assert_eq!(seen.len(), 6);
    let settings = SearchSettings::default();
    let like = forum
        .similar(&anybody(), "how is my wall pri", Locale::En, 3, &settings)
        .await;
    let like = like.expect("similar ones");
    assert_eq!(like.len(), 3);
    assert!(like[0].card.title.contains("priced"), "{like:?}");
}
