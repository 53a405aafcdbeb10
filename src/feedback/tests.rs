//! Votes and tallies against a real file.

mod events;

use std::path::Path;

use uuid::Uuid;

use super::*;
use crate::identity::Tokens;
use crate::storage::testing;

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
            epoch: Epoch::default(),
            revision: "1".to_owned(),
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
        let article = article(vote);
        let withdrawn = self.feedback.withdraw_vote(&article, &vote.voter).await;
        pair(withdrawn.expect("taken back"))
    }
}

async fn open(folder: &Path) -> Feedback {
    let storage = testing::open(folder).await;
    Feedback::open(storage).await.expect("the counts")
}

fn pair(tally: Tally) -> (u64, u64) {
    (tally.helpful, tally.not_helpful)
}

/// The article that a vote is about.
fn article(vote: &Vote) -> Article {
    let epoch = vote.epoch.as_str();
    Article {
        major: (!epoch.is_empty()).then(|| epoch.to_owned()),
        ..Article::sample(vote.language, vote.article.as_str())
    }
}

/// The tallies equal the votes, in the database and in memory; returns how many there are.
async fn check_tallies(feedback: &Feedback) -> u64 {
    let tallies = feedback.tallies().await.expect("tallies");
    assert_eq!(tallies, feedback.recount().await.expect("a count"));
    let places = tallies.iter().map(|(place, tally)| {
        let (language, id, epoch) = place;
        let known = feedback.read(|memory| memory.counts(*language, id, epoch));
        assert_eq!(known.tally, *tally, "{place:?}");
        tally.helpful + tally.not_helpful
    });
    places.sum()
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
    let counts = house.feedback.counts(&article(&yes));
    assert_eq!(pair(counts.tally), (1, 0));
    assert_eq!(check_tallies(&house.feedback).await, 2);
    house.withdraw(&other).await;
    let left = house.feedback.confidences(Locale::En);
    assert_eq!(*left, HashMap::new());
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
    let kept = house.feedback.comments().await.expect("comments");
    let kept: Vec<_> = kept
        .into_iter()
        .map(|row| [row.reason, row.comment, row.query])
        .collect();
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
    for feedback in [&house.feedback, &second] {
        feedback.refresh().await.expect("the counts of both");
        assert_eq!(check_tallies(feedback).await, 8);
    }
    let counted = article(&house.vote("KB-000001", 1, true));
    assert_eq!(pair(second.counts(&counted).tally), (0, 8));
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
        // It may still be on the way: what is written now comes after it.
        house.feedback.refresh().await.expect("read");
        check_tallies(&house.feedback).await;
    }
    let vote = house.vote("KB-000002", 1, true);
    assert_eq!(house.cast(&vote).await, (1, 0));
}

#[tokio::test]
async fn views_are_counted_once_a_visit_and_survive_a_restart() {
    let house = House::new().await;
    let article = Article::sample(Locale::En, "KB-1");
    let spanish = Article::sample(Locale::Es, "KB-1");
    let view = async |article: &Article, visitor: u128, minute: i64| {
        let visitor = house.tokens.visitor(Uuid::from_u128(visitor));
        let now = now() + jiff::SignedDuration::from_mins(minute);
        let counted = house.feedback.count_view(article, &visitor, now).await;
        counted.expect("counted")
    };
    assert!(view(&article, 1, 0).await);
    assert!(!view(&article, 1, 29).await);
    assert!(view(&article, 2, 29).await);
    assert!(view(&spanish, 1, 29).await);
    assert!(view(&article, 1, 24 * 60).await);
    let seen = |feedback: &Feedback| {
        let counts = [&article, &spanish].map(|article| feedback.counts(article));
        counts.map(|counts| counts.views)
    };
    assert_eq!(seen(&house.feedback), [3, 1]);
    let again = open(house.folder.path()).await;
    assert_eq!(seen(&again), [3, 1]);
}
