//! Asking, answering and voting, and how much of it there may be in an hour.

use super::*;

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
