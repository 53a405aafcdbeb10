//! What texts bring their writers, and that all counts are those of the rows.

use std::collections::BTreeMap;

use proptest::collection;
use proptest::prelude::*;

use super::*;
use crate::forum::testing::category;

async fn reputation_of_ana(forum: &Forum, who: &Who) -> (i64, i64) {
    let wrong = forum.recount().await.expect("counted");
    assert_eq!(wrong, []);
    let profile = forum.profile(who, "ana").await.expect("a member");
    let card = profile.posts.last().expect("a post");
    (profile.reputation, card.author.reputation)
}

#[tokio::test]
async fn a_name_is_made_by_what_everybody_may_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    let (ana, ben, staff) = (customer("Ana"), customer("Ben"), staff());
    let at_first = forum
        .ask(&ana, &draft("billing", "For customers to read"), now())
        .await;
    let at_first = at_first.expect("asked");
    let open_post = forum
        .ask(
            &ana,
            &draft("estimating", "For everybody to read"),
            later(5),
        )
        .await;
    let open_post = open_post.expect("asked");
    let asked_by_ben = forum
        .ask(&ben, &draft("billing", "What Ben asks"), later(6))
        .await;
    let asked_by_ben = asked_by_ben.expect("asked");
    let reply = forum.reply(&ana, &asked_by_ben, "So.", later(7)).await;
    let reply = reply.expect("said");
    let target = Target::Post(open_post.clone());
    let vote = forum.vote(&ben, &target, true, later(8)).await;
    assert_eq!(vote.expect("kept"), 1);
    assert_eq!(reputation_of_ana(&forum, &anybody()).await, (2, 2));

    // Whatever is thought of it behind a gate.
    for target in [Target::Post(at_first.clone()), Target::Reply(reply.clone())] {
        let vote = forum.vote(&staff, &target, true, later(9)).await;
        assert_eq!(vote.expect("kept"), 1);
    }
    let accepted = forum.accept(&ben, &reply, true, later(9)).await;
    accepted.expect("accepted");
    let verified = forum.verify(&staff, &reply, true, later(9)).await;
    verified.expect("verified");
    assert_eq!(reputation_of_ana(&forum, &anybody()).await, (2, 2));
    assert_eq!(reputation_of_ana(&forum, &staff).await, (2, 2));
    // Nor does it tell that somebody was there before.
    for (who, since) in [(&anybody(), later(5)), (&staff, now()), (&ana, now())] {
        let profile = forum.profile(who, "ana").await.expect("a member");
        assert_eq!(profile.since, since);
    }

    // What comes into the open counts, and what goes behind a gate does no more.
    let to = |category: &str| PostEdit {
        category: Some(category.to_owned()),
        ..PostEdit::default()
    };
    let moved = forum
        .edit_post(&staff, &asked_by_ben, &to("estimating"), later(10))
        .await;
    moved.expect("moved");
    assert_eq!(reputation_of_ana(&forum, &anybody()).await, (32, 32));
    let moved = forum
        .edit_post(&staff, &asked_by_ben, &to("crew"), later(11))
        .await;
    moved.expect("moved");
    assert_eq!(reputation_of_ana(&forum, &anybody()).await, (2, 2));
}

#[tokio::test]
async fn names_are_made_anew_where_other_categories_are_open_than_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    let (ana, staff) = (customer("Ana"), staff());
    for category in ["estimating", "billing"] {
        let post = forum
            .ask(&ana, &draft(category, "What Ana asks"), now())
            .await;
        let target = Target::Post(post.expect("asked"));
        let vote = forum.vote(&staff, &target, true, later(1)).await;
        assert_eq!(vote.expect("kept"), 1);
    }
    // More members than one transaction counts.
    let many = forum.storage.write(|connection| {
        Box::pin(async move {
            for number in 0..1_100 {
                let sql = format!(
                    "INSERT INTO forum_members (key, handle, name, staff, reputation, created) \
                     VALUES ('m{number}', 'm{number}', 'M', false, 7, 0)"
                );
                sea_orm::ConnectionTrait::execute_unprepared(connection, &sql).await?;
            }
            Ok(())
        })
    });
    many.await.expect("written");
    let settings = |open: &[&str]| {
        let categories = ["estimating", "billing"].map(|key| {
            let visibility = match open.contains(&key) {
                true => Visibility::Public,
                false => Visibility::Customer,
            };
            category(key, visibility)
        });
        Forum::new(forum.storage.clone(), &categories)
    };
    for (open, reputation) in [
        (vec!["estimating", "billing"], 4),
        (vec!["billing"], 2),
        (vec![], 0),
        (vec!["estimating"], 2),
    ] {
        let forum = settings(&open);
        forum.follow_settings().await.expect("counted");
        assert_eq!(
            reputation_of_ana(&forum, &ana).await.0,
            reputation,
            "{open:?}"
        );
        // Nothing is written where nothing is new.
        let changes = forum.changes().await.expect("a number");
        forum.follow_settings().await.expect("counted");
        assert_eq!(forum.changes().await.expect("a number"), changes);
    }
    // What broke off before is done again.
    let broken = forum.storage.write(|connection| {
        Box::pin(async move { Ok(store::count_by(connection, &["estimating".to_owned()]).await?) })
    });
    broken.await.expect("written");
    let forum = settings(&["estimating"]);
    forum.follow_settings().await.expect("counted");
    assert_eq!(reputation_of_ana(&forum, &ana).await.0, 2);
}

#[derive(Clone, Debug)]
struct Step {
    who: usize,
    what: usize,
    target: usize,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever happens, in whatever order: all counts are those of the rows.
    #[test]
    fn counts_equal_a_recount(steps in collection::vec((0..4_usize, 0..11_usize, 0..12_usize), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let folder = tempfile::tempdir().expect("a folder");
            let forum = open(folder.path()).await;
            let people = [customer("Ana"), customer("Ben"), person("Mo", Visibility::Customer, true), staff()];
            let mut targets: Vec<Target> = Vec::new();
            for (number, (who, what, target)) in steps.into_iter().enumerate() {
                let step = Step { who, what, target };
                let who = &people[step.who];
                let at = later(i64::try_from(number).expect("small") * 10);
                let Some(target) = targets.get(step.target % targets.len().max(1)).cloned() else {
                    let draft = draft("estimating", &format!("Question number {number}"));
                    targets.push(Target::Post(forum.ask(who, &draft, at).await.expect("asked")));
                    continue;
                };
                let post = targets[0].key().to_owned();
                let reply = target.key().to_owned();
                let flag = Flag::ALL[step.target % 3];
                // Most of them are refused to somebody; nothing of it counts wrong.
                let _ = match step.what {
                    0 => forum.ask(who, &draft("billing", &format!("Question number {number}")), at).await.map(|key| targets.push(Target::Post(key))),
                    1 | 2 => forum.reply(who, &post, "So.", at).await.map(|key| targets.push(Target::Reply(key))),
                    3 | 4 => forum.vote(who, &target, true, at).await.map(drop),
                    5 => forum.vote(who, &target, false, at).await.map(drop),
                    6 => forum.accept(who, &reply, step.target.is_multiple_of(2), at).await,
                    7 => forum.verify(who, &reply, !step.target.is_multiple_of(3), at).await,
                    8 => forum.set(who, &target, flag, step.target.is_multiple_of(2), at).await,
                    9 => {
                        let to = ["estimating", "billing", "crew"][step.target % 3];
                        let edit = PostEdit { category: Some(to.to_owned()), ..PostEdit::default() };
                        forum.edit_post(who, &reply, &edit, at).await
                    }
                    _ => forum.delete(who, &target, at).await,
                };
                let wrong = forum.recount().await.expect("counted");
                assert_eq!(wrong, [], "after {step:?}");
            }
            let found: BTreeMap<String, i64> = forum.documents(0).await.expect("documents").into_iter().map(|one| (one.key, one.change)).collect();
            assert!(!found.is_empty());
        });
    }
}
