//! Votes and tallies against a real file.

use super::*;

use std::path::Path;

use uuid::Uuid;

use crate::identity::Tokens;

fn now() -> Timestamp {
    Timestamp::from_second(1_700_000_000).expect("a time")
}

struct House {
    folder: tempfile::TempDir,
    tokens: Tokens,
    feedback: Feedback,
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let key_file = folder.path().join("token.key");
        let tokens = Tokens::load_or_create(&key_file, "host", "ayuda", &[], &[]).expect("a key");
        let feedback = open(folder.path()).await;
        House {
            folder,
            tokens,
            feedback,
        }
    }

    fn vote(&self, article: &str, voter: u128, helpful: bool) -> Vote {
        Vote {
            article: ArticleId::new(article),
            language: Locale::En,
            voter: self.tokens.visitor(Uuid::from_u128(voter)),
            helpful,
            reason: None,
            comment: None,
            query: None,
        }
    }

    async fn cast(&self, vote: &Vote) -> (u64, u64) {
        pair(self.feedback.cast_vote(vote, now()).await.expect("kept"))
    }

    async fn withdraw(&self, vote: &Vote) -> (u64, u64) {
        let withdrawn = self
            .feedback
            .withdraw_vote(&vote.article, vote.language, &vote.voter)
            .await;
        pair(withdrawn.expect("taken back"))
    }
}

async fn open(folder: &Path) -> Feedback {
    Feedback::new(Storage::open(folder).await.expect("opened"))
}

fn pair(tally: Tally) -> (u64, u64) {
    (tally.helpful, tally.not_helpful)
}

/// The tallies equal the votes; returns how many votes there are.
async fn check_tallies(feedback: &Feedback) -> u64 {
    let mut votes = 0;
    for language in Locale::ALL {
        let tallies = feedback.tallies(language).await.expect("tallies");
        let counted = feedback.recount(language).await.expect("a count");
        assert_eq!(tallies, counted);
        votes += tallies
            .values()
            .map(|tally| tally.helpful + tally.not_helpful)
            .sum::<u64>();
    }
    votes
}

#[tokio::test]
async fn a_voter_has_one_vote_an_article_and_language() {
    let house = House::new().await;
    let yes = house.vote("KB-000001", 1, true);
    let no = house.vote("KB-000001", 1, false);
    let other = house.vote("KB-000001", 2, true);
    let spanish = Vote {
        language: Locale::Es,
        ..yes.clone()
    };
    assert_eq!(house.cast(&yes).await, (1, 0));
    assert_eq!(house.cast(&yes).await, (1, 0));
    assert_eq!(house.cast(&no).await, (0, 1));
    assert_eq!(house.cast(&other).await, (1, 1));
    assert_eq!(house.cast(&spanish).await, (1, 0));
    assert_eq!(house.withdraw(&yes).await, (1, 0));
    assert_eq!(house.withdraw(&yes).await, (1, 0));
    assert_eq!(
        house.withdraw(&house.vote("KB-000009", 1, true)).await,
        (0, 0)
    );
    let tally = house.feedback.tally(&yes.article, Locale::En).await;
    assert_eq!(
        tally.expect("a tally"),
        Tally {
            helpful: 1,
            not_helpful: 0
        }
    );
    assert_eq!(check_tallies(&house.feedback).await, 2);
    house.withdraw(&other).await;
    let left = house.feedback.tallies(Locale::En).await.expect("tallies");
    assert_eq!(left, HashMap::new());
}

#[tokio::test]
async fn reason_comment_and_query_are_kept_as_text_with_the_last_vote() {
    let house = House::new().await;
    let mut vote = house.vote("KB-000001", 1, false);
    house.cast(&vote).await;
    vote.reason = Some(Reason::NotMyQuestion);
    vote.comment = Some(" <b>no</b>\r\n'; DROP TABLE votes; --\u{0} ".to_owned());
    vote.query = Some("refund\n".to_owned());
    house.cast(&vote).await;
    let kept = store::texts(house.feedback.storage.reader()).await;
    let expected = [
        "not_my_question",
        "<b>no</b>\n'; DROP TABLE votes; --",
        "refund",
    ];
    assert_eq!(kept, vec![expected.map(|text| Some(text.to_owned()))]);
}

#[tokio::test]
async fn a_text_that_is_too_long_is_refused_and_nothing_is_kept() {
    let house = House::new().await;
    let mut vote = house.vote("KB-000001", 1, false);
    vote.comment = Some("ñ".repeat(MAX_COMMENT));
    vote.query = Some("ñ".repeat(MAX_QUERY));
    assert_eq!(house.cast(&vote).await, (0, 1));
    let other = house.vote("KB-000001", 2, false);
    let comment = Vote {
        comment: Some("ñ".repeat(MAX_COMMENT + 1)),
        ..other.clone()
    };
    let refused = house.feedback.cast_vote(&comment, now()).await;
    assert!(matches!(refused, Err(FeedbackError::CommentTooLong)));
    let query = Vote {
        query: Some("ñ".repeat(MAX_QUERY + 1)),
        ..other
    };
    let refused = house.feedback.cast_vote(&query, now()).await;
    assert!(matches!(refused, Err(FeedbackError::QueryTooLong)));
    assert_eq!(check_tallies(&house.feedback).await, 1);
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % sides
    }
}

#[tokio::test]
async fn tallies_equal_the_votes_after_many_changes_and_after_opening_again() {
    let house = House::new().await;
    let mut dice = Dice(7);
    for round in 0..400 {
        let article = format!("KB-00000{}", dice.throw(3));
        let mut vote = house.vote(&article, u128::from(dice.throw(5)), dice.throw(2) == 0);
        vote.language = Locale::ALL[usize::from(dice.throw(2) == 0)];
        match dice.throw(4) {
            0 => house.withdraw(&vote).await,
            _ => house.cast(&vote).await,
        };
        if round % 20 == 0 {
            check_tallies(&house.feedback).await;
        }
    }
    let votes = check_tallies(&house.feedback).await;
    assert!(votes > 10, "only {votes} votes");
    // Not closed, as after a fault: what was acknowledged is in the file.
    drop(house.feedback);
    let again = open(house.folder.path()).await;
    assert_eq!(check_tallies(&again).await, votes);
    again.storage.close().await.expect("closed");
    let again = open(house.folder.path()).await;
    assert_eq!(check_tallies(&again).await, votes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn voters_at_the_same_time_lose_no_vote_and_readers_see_whole_votes() {
    let house = House::new().await;
    // A second opening of the file stands for another process.
    let second = open(house.folder.path()).await;
    let tasks: Vec<_> = (0..8)
        .map(|voter| {
            let feedback = match voter % 2 {
                0 => house.feedback.clone(),
                _ => second.clone(),
            };
            let votes: Vec<Vote> = (0..12)
                .map(|n| house.vote("KB-000001", voter, n % 3 == 0))
                .collect();
            tokio::spawn(async move {
                for vote in votes {
                    let tally = feedback.cast_vote(&vote, now()).await.expect("kept");
                    assert!((1..=8).contains(&(tally.helpful + tally.not_helpful)));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    assert_eq!(check_tallies(&house.feedback).await, 8);
    let tally = second.tally(&ArticleId::new("KB-000001"), Locale::En).await;
    assert_eq!(pair(tally.expect("a tally")), (0, 8));
}

/// A reader who goes away drops the request wherever it stands.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_vote_that_is_broken_off_is_kept_whole_or_not_at_all() {
    let house = House::new().await;
    for round in 0..60_u128 {
        let feedback = house.feedback.clone();
        let vote = house.vote("KB-000001", round, true);
        let task = tokio::spawn(async move { feedback.cast_vote(&vote, now()).await });
        for _ in 0..round % 12 {
            tokio::task::yield_now().await;
        }
        task.abort();
        // It ended, was broken off, or never began.
        let _ = task.await;
        // Its commit may still be on the way: a writer comes after all earlier ones.
        let later = house.feedback.storage.begin().await.expect("begun");
        later.rollback().await.expect("undone");
        check_tallies(&house.feedback).await;
    }
    let vote = house.vote("KB-000002", 1, true);
    assert_eq!(house.cast(&vote).await, (1, 0));
}
