//! What is edited, deleted, hidden and moved, and who may write no more.

use super::*;

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
