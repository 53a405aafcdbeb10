//! What stands behind a gate.

use super::*;

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
