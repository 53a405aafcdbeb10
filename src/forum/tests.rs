//! The forum against a real file.

mod outbox;

use super::*;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use proptest::collection;
use proptest::prelude::*;

use crate::config::ForumCategory;
use crate::forum::rules::{About, Action, may};
use crate::gate::{Gate, Visibility};
use crate::locale::Locale;
use crate::storage::testing;

fn now() -> Timestamp {
    "2026-03-02T15:00:00Z".parse().expect("a moment")
}

fn later(minutes: i64) -> Timestamp {
    Timestamp::from_second(now().as_second() + minutes * 60).expect("a moment")
}

fn category(key: &str, visibility: Visibility) -> ForumCategory {
    ForumCategory {
        key: key.to_owned(),
        title: Vec::new(),
        summary: Vec::new(),
        module: None,
        gate: Gate::new(visibility),
    }
}

async fn open(folder: &Path) -> Forum {
    let categories = [
        category("estimating", Visibility::Public),
        category("billing", Visibility::Customer),
        category("crew", Visibility::Internal),
    ];
    let forum = Forum::new(testing::open(folder).await, &categories);
    forum.follow_settings().await.expect("counted");
    forum
}

fn person(name: &str, visibility: Visibility, is_moderator: bool) -> Who {
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

fn customer(name: &str) -> Who {
    person(name, Visibility::Customer, false)
}

fn staff() -> Who {
    person("Sara Staff", Visibility::Internal, false)
}

fn anybody() -> Who {
    Who::anybody(Viewer::anonymous())
}

fn draft(category: &str, title: &str) -> Draft {
    Draft {
        category: category.to_owned(),
        language: Locale::En,
        title: title.to_owned(),
        body: "How does one do it?".to_owned(),
        tags: vec!["Retainage".to_owned()],
    }
}

async fn titles(forum: &Forum, who: &Who) -> Vec<String> {
    let listing = Listing {
        page: 1,
        limit: 50,
        ..Listing::default()
    };
    let page = forum.list(who, &listing).await.expect("a page");
    assert_eq!(page.total, page.posts.len());
    page.posts.into_iter().map(|post| post.title).collect()
}

#[tokio::test]
async fn a_question_is_answered_verified_and_accepted_and_brings_its_writer_a_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    let (ana, ben, staff) = (customer("Ana Robles"), customer("Ben"), staff());
    let title = "How do I bill retainage at the end?";
    let post = forum
        .ask(&ana, &draft("estimating", title), now())
        .await
        .expect("asked");
    let reply = forum
        .reply(&ben, &post, "In the last invoice.", later(1))
        .await
        .expect("said");
    let other = forum
        .reply(&staff, &post, "See the plan.", later(2))
        .await
        .expect("said");
    let target = Target::from_key(&reply).expect("a key");
    assert_eq!(
        forum
            .vote(&ana, &target, true, later(3))
            .await
            .expect("kept"),
        1
    );
    assert_eq!(
        forum
            .vote(&ana, &target, true, later(3))
            .await
            .expect("kept"),
        1
    );
    let asked = Target::from_key(&post).expect("a key");
    assert_eq!(
        forum
            .vote(&ben, &asked, true, later(3))
            .await
            .expect("kept"),
        1
    );
    forum
        .accept(&ana, &reply, true, later(4))
        .await
        .expect("accepted");
    forum
        .verify(&staff, &reply, true, later(5))
        .await
        .expect("verified");
    // A keeper's own word about itself is worth nothing more.
    forum
        .verify(&staff, &other, true, later(5))
        .await
        .expect("verified");

    let thread = forum.read(&anybody(), &post).await.expect("a post");
    let card = &thread.post.card;
    assert_eq!(
        (
            card.votes,
            card.replies,
            card.verified,
            card.accepted,
            card.staff_replied
        ),
        (1, 2, 2, 1, true)
    );
    assert_eq!(card.status(), Status::Verified);
    assert_eq!(card.tags, ["retainage"]);
    assert_eq!((card.created, card.active), (now(), later(2)));
    let said: Vec<_> = thread
        .replies
        .iter()
        .map(|one| {
            let content = one.content.as_ref().expect("text");
            (
                content.author.handle.as_str(),
                content.body.as_str(),
                content.author.reputation,
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("ben", "In the last invoice.", 30),
            ("sara-staff", "See the plan.", 0)
        ]
    );
    assert_eq!(thread.post.card.author.reputation, 2);
    let first = thread.replies[0].content.as_ref().expect("text");
    assert_eq!(first.verified, Some(("Sara Staff".to_owned(), later(5))));
    assert_eq!(forum.recount().await.expect("counted"), []);

    // What is taken back is worth nothing any more.
    assert_eq!(
        forum
            .vote(&ana, &target, false, later(6))
            .await
            .expect("kept"),
        0
    );
    forum
        .accept(&ana, &reply, false, later(6))
        .await
        .expect("taken back");
    forum
        .verify(&staff, &reply, false, later(6))
        .await
        .expect("taken back");
    let profile = forum.profile(&anybody(), "ben").await.expect("a member");
    assert_eq!(profile.reputation, 0);
    assert_eq!(profile.answered.len(), 1);
    assert_eq!(forum.recount().await.expect("counted"), []);
}

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

#[tokio::test]
async fn what_stands_behind_a_gate_is_absent() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    let (ana, staff) = (customer("Ana"), staff());
    forum
        .ask(&ana, &draft("estimating", "For everybody to read"), now())
        .await
        .expect("asked");
    forum
        .ask(&ana, &draft("billing", "For customers to read"), later(1))
        .await
        .expect("asked");
    let hidden = forum
        .ask(&staff, &draft("crew", "For staff alone to read"), later(2))
        .await
        .expect("asked");
    assert_eq!(titles(&forum, &anybody()).await, ["For everybody to read"]);
    assert_eq!(
        titles(&forum, &ana).await,
        ["For customers to read", "For everybody to read"]
    );
    assert_eq!(titles(&forum, &staff).await.len(), 3);
    let refused = forum
        .ask(&ana, &draft("crew", "May I write here?"), later(3))
        .await;
    assert!(
        matches!(refused, Err(ForumError::Invalid(faults)) if faults == [Fault::NoSuchCategory])
    );
    for refused in [
        forum.read(&ana, &hidden).await.map(drop),
        forum
            .reply(&ana, &hidden, "Hello", later(3))
            .await
            .map(drop),
        forum
            .vote(&ana, &Target::Post(hidden.clone()), true, later(3))
            .await
            .map(drop),
        forum
            .report(
                &ana,
                &Target::Post(hidden.clone()),
                ReportReason::Spam,
                None,
                later(3),
            )
            .await,
        forum.profile(&ana, "sara-staff").await.map(drop),
        forum
            .revisions(&ana, &Target::Post(hidden.clone()))
            .await
            .map(drop),
    ] {
        assert!(matches!(refused, Err(ForumError::NotFound)), "{refused:?}");
    }
    // Nor does a title come by way of a duplicate.
    let open = forum
        .ask(
            &ana,
            &draft("estimating", "The same for everybody"),
            later(4),
        )
        .await
        .expect("asked");
    forum
        .mark_duplicate(&staff, &open, Some(&hidden), later(5))
        .await
        .expect("marked");
    assert_eq!(
        forum
            .read(&ana, &open)
            .await
            .expect("a post")
            .post
            .duplicate_of,
        None
    );
    for (who, is_duplicate) in [(&ana, false), (&staff, true)] {
        let thread = forum.read(who, &open).await.expect("a post");
        assert_eq!(thread.post.card.is_duplicate, is_duplicate);
        let cards = forum.cards_of(who, &[&open]).await.expect("cards");
        assert_eq!(cards[0].is_duplicate, is_duplicate);
    }
    assert!(
        forum
            .read(&staff, &open)
            .await
            .expect("a post")
            .post
            .duplicate_of
            .is_some()
    );
}

#[tokio::test]
async fn what_is_edited_shows_what_it_said_and_what_is_deleted_says_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    let (ana, ben) = (customer("Ana"), customer("Ben"));
    let post = forum
        .ask(
            &ana,
            &draft("estimating", "A question with a mistake"),
            now(),
        )
        .await
        .expect("asked");
    let edit = PostEdit {
        title: Some("A question without one".to_owned()),
        language: Some(Locale::Es),
        ..PostEdit::default()
    };
    forum
        .edit_post(&ana, &post, &edit, later(1))
        .await
        .expect("edited");
    let thread = forum.read(&anybody(), &post).await.expect("a post");
    assert_eq!(thread.post.edited, Some(later(1)));
    assert_eq!(thread.post.card.language, Locale::Es);
    let before = forum
        .revisions(&anybody(), &Target::Post(post.clone()))
        .await
        .expect("revisions");
    let said: Vec<_> = before
        .iter()
        .map(|one| (one.title.as_deref(), one.editor.name.as_str()))
        .collect();
    assert_eq!(said, [(Some("A question with a mistake"), "Ana")]);

    let reply = forum
        .reply(&ben, &post, "My number is 555.", later(2))
        .await
        .expect("said");
    forum
        .edit_reply(&ben, &reply, "Call me.", later(3))
        .await
        .expect("edited");
    let target = Target::Reply(reply.clone());
    assert_eq!(
        forum
            .revisions(&ana, &target)
            .await
            .expect("revisions")
            .len(),
        1
    );
    let refused = forum.delete(&ana, &target, later(4)).await;
    assert!(matches!(
        refused,
        Err(ForumError::Refused(Refusal::NotYours))
    ));
    // With what Ben said, the question is not Ana's alone.
    let refused = forum
        .delete(&ana, &Target::Post(post.clone()), later(4))
        .await;
    assert!(matches!(
        refused,
        Err(ForumError::Refused(Refusal::HasReplies))
    ));
    forum
        .delete(&ben, &target, later(4))
        .await
        .expect("deleted");
    let thread = forum.read(&anybody(), &post).await.expect("a post");
    assert_eq!(thread.replies.len(), 1);
    assert_eq!(thread.replies[0].content, None);
    assert_eq!(thread.post.card.replies, 0);
    assert!(matches!(
        forum.revisions(&ana, &target).await,
        Err(ForumError::NotFound)
    ));
    forum
        .delete(&ana, &Target::Post(post.clone()), later(5))
        .await
        .expect("deleted");
    assert!(matches!(
        forum.read(&staff(), &post).await,
        Err(ForumError::NotFound)
    ));
    assert_eq!(forum.recount().await.expect("counted"), []);
    let documents = forum.documents(0).await.expect("documents");
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0].text, None);
}

#[tokio::test]
async fn keepers_hide_move_lock_and_block_and_it_is_written_down() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    let (ana, ben, staff) = (customer("Ana"), customer("Ben"), staff());
    let post = forum
        .ask(
            &ana,
            &draft("estimating", "Cheap watches for everybody"),
            now(),
        )
        .await
        .expect("asked");
    let target = Target::Post(post.clone());
    forum
        .report(&ben, &target, ReportReason::Spam, Some(" Look "), later(1))
        .await
        .expect("told");
    let refused = forum.queue(&ben).await.map(drop);
    assert!(matches!(
        refused,
        Err(ForumError::Refused(Refusal::KeepersOnly))
    ));
    let queue = forum.queue(&staff).await.expect("a queue");
    let waiting: Vec<_> = queue
        .iter()
        .map(|one| {
            (
                one.target.as_str(),
                one.reason.as_str(),
                one.comment.as_deref(),
            )
        })
        .collect();
    assert_eq!(waiting, [(post.as_str(), "spam", Some("Look"))]);
    let change = forum
        .since(0)
        .await
        .expect("documents")
        .last()
        .expect("one")
        .change;
    forum
        .decide(&staff, &target, Decision::Hide, later(2))
        .await
        .expect("decided");
    assert_eq!(forum.queue(&staff).await.expect("a queue"), []);
    assert!(matches!(
        forum.read(&ana, &post).await,
        Err(ForumError::NotFound)
    ));
    assert!(
        forum
            .read(&staff, &post)
            .await
            .expect("a post")
            .post
            .card
            .hidden
    );
    let touched = forum.since(change).await.expect("documents");
    assert_eq!(
        touched
            .iter()
            .map(|one| (one.key.as_str(), &one.text))
            .collect::<Vec<_>>(),
        [(post.as_str(), &None)]
    );
    forum
        .set(&staff, &target, Flag::Hidden, false, later(3))
        .await
        .expect("shown");
    let edit = PostEdit {
        category: Some("billing".to_owned()),
        ..PostEdit::default()
    };
    let refused = forum.edit_post(&ana, &post, &edit, later(3)).await;
    assert!(matches!(
        refused,
        Err(ForumError::Refused(Refusal::KeepersOnly))
    ));
    forum
        .edit_post(&staff, &post, &edit, later(3))
        .await
        .expect("moved");
    assert!(matches!(
        forum.read(&anybody(), &post).await,
        Err(ForumError::NotFound)
    ));
    forum
        .set(&staff, &target, Flag::Locked, true, later(4))
        .await
        .expect("locked");
    let refused = forum.reply(&ben, &post, "Too late", later(5)).await;
    assert!(matches!(refused, Err(ForumError::Refused(Refusal::Locked))));
    forum
        .block(&staff, "ana", true, later(6))
        .await
        .expect("blocked");
    let refused = forum
        .ask(&ana, &draft("estimating", "More cheap watches"), later(7))
        .await;
    assert!(matches!(
        refused,
        Err(ForumError::Refused(Refusal::Blocked))
    ));
    let refused = forum.block(&staff, "sara-staff", true, later(7)).await;
    assert!(matches!(refused, Err(ForumError::NotFound)));
    let acts = forum.acts(&staff).await.expect("acts");
    let acts: Vec<_> = acts
        .iter()
        .rev()
        .map(|act| (act.act.as_str(), act.detail.as_deref()))
        .collect();
    assert_eq!(
        acts,
        [
            ("hidden", Some("on")),
            ("decide", Some("hide")),
            ("hidden", Some("off")),
            ("move", Some("billing")),
            ("locked", Some("on")),
            ("block", None),
        ]
    );
    // A moderator who may not read the category of now knows nothing of what was done there.
    let public = Who {
        viewer: Viewer::anonymous(),
        ..person("Mo", Visibility::Customer, true)
    };
    let acts = forum.acts(&public).await.expect("acts");
    assert_eq!(
        acts.iter().map(|act| act.act.as_str()).collect::<Vec<_>>(),
        ["block"]
    );
}

#[tokio::test]
async fn nobody_writes_more_in_an_hour_than_people_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    let ana = customer("Ana");
    for number in 0..10 {
        let draft = draft("estimating", &format!("Question number {number}"));
        forum.ask(&ana, &draft, now()).await.expect("asked");
    }
    let one_more = draft("estimating", "And one question more");
    let refused = forum.ask(&ana, &one_more, later(59)).await;
    assert!(matches!(
        refused,
        Err(ForumError::Refused(Refusal::TooMany))
    ));
    forum.ask(&ana, &one_more, later(61)).await.expect("asked");
}

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
