//! Sessions, until they end.

use super::*;
use crate::identity::{SessionOver, Sessions, store};
use crate::storage::testing;

#[test]
fn a_session_is_the_person_of_its_token_until_the_token_ends() {
    let tokens = tokens();
    let mut identity = Identity::new("ü/../1", Viewer::from_who("internal:pm").expect("a viewer"));
    identity.org = Some("acme".to_owned());
    identity.name = Some("María".to_owned());
    identity.permissions = [crate::identity::Permission::Admin].into();
    let token = tokens.sign(&identity, now()).expect("signed");
    let (session, text) = tokens.start_session(&token, after(100)).expect("a session");
    assert_eq!(session.left(after(100)).as_secs(), 12 * 3600 - 100);
    assert_eq!(
        tokens.resume_session(&text, after(12 * 3600 - 1)),
        Ok(session.clone())
    );
    assert_eq!(session.identity, identity);
    assert_eq!(
        tokens.resume_session(&text, after(12 * 3600)),
        Err(SessionOver)
    );
    // In its minute of grace a token is good, and makes no session.
    assert!(tokens.verify(&token, after(12 * 3600)).is_ok());
    let late = tokens.start_session(&token, after(12 * 3600));
    assert_eq!(late.map(|_| ()), Err(TokenError::Expired));
    let other = tokens_with("another-key-that-is-long-enough-0123");
    assert_eq!(other.resume_session(&text, now()), Err(SessionOver));
    assert_ne!(other.session_key(), tokens.session_key());
    assert_ne!(&tokens.session_key()[..], &tokens.cookie_key()[..]);
    for text in ["", "{}", "null", &token] {
        assert_eq!(tokens.resume_session(text, now()), Err(SessionOver));
    }
}

#[tokio::test]
async fn an_ended_session_is_remembered_for_as_long_as_it_could_matter() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = testing::open(folder.path()).await;
    let sessions = Sessions::new(storage.clone());
    let tokens = tokens();
    let token = tokens.sign(&customer(), now()).expect("signed");
    let start = || tokens.start_session(&token, now()).expect("a session").0;
    let (one, other) = (start(), start());
    sessions.end(&one, now()).await.expect("ended");
    sessions.end(&one, now()).await.expect("ended twice");
    assert!(sessions.is_ended(&one).await.expect("known"));
    assert!(!sessions.is_ended(&other).await.expect("known"));
    assert_eq!(store::count(&storage).await, 1);
    sessions.end(&other, after(12 * 3600)).await.expect("ended");
    assert_eq!(store::count(&storage).await, 2);
    sessions
        .end(&other, after(13 * 3600 + 1))
        .await
        .expect("ended");
    assert!(!sessions.is_ended(&one).await.expect("forgotten"));
    // It names nobody.
    let file = std::fs::read(folder.path().join("ayuda.db-wal")).unwrap_or_default();
    let id = one.id.simple().to_string();
    assert!(!String::from_utf8_lossy(&file).contains(&id));
}
