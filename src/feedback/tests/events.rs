//! The counts through whatever may happen, beside a model of them.

use std::collections::BTreeMap;

use proptest::collection;
use proptest::prelude::*;

use super::*;

/// Tallies follow the votes through anything that may happen: votes, withdrawals, major
/// edits, a node that still has the old text, a restart, somebody who wants to be forgotten.
#[derive(Clone, Debug)]
enum Event {
    Vote {
        voter: u8,
        article: u8,
        helpful: bool,
    },
    Withdraw {
        voter: u8,
        article: u8,
    },
    MajorEdit {
        article: u8,
    },
    OtherNode {
        voter: u8,
        article: u8,
        helpful: bool,
    },
    Forget {
        voter: u8,
    },
    Restart,
}

fn event() -> impl Strategy<Value = Event> {
    let (voter, article) = (0..4_u8, 0..2_u8);
    prop_oneof![
        6 => (voter.clone(), article.clone(), any::<bool>())
            .prop_map(|(voter, article, helpful)| Event::Vote { voter, article, helpful }),
        2 => (voter.clone(), article.clone())
            .prop_map(|(voter, article)| Event::Withdraw { voter, article }),
        1 => article.clone().prop_map(|article| Event::MajorEdit { article }),
        2 => (voter.clone(), article, any::<bool>())
            .prop_map(|(voter, article, helpful)| Event::OtherNode { voter, article, helpful }),
        1 => voter.prop_map(|voter| Event::Forget { voter }),
        1 => Just(Event::Restart),
    ]
}

/// What must be known of the votes, in the simplest form there is.
#[derive(Default)]
struct Model {
    votes: BTreeMap<(u8, u32, u8), bool>,
    epochs: [u32; 2],
}

impl Model {
    fn tally(&self, article: u8) -> (u64, u64) {
        let epoch = self.epochs[usize::from(article)];
        let own = self.votes.iter();
        let own = own.filter(|((of, at, _), _)| *of == article && *at == epoch);
        let helpful = own.clone().filter(|(_, helpful)| **helpful).count();
        (helpful as u64, (own.count() - helpful) as u64)
    }
}

fn library(model: &Model) -> Library {
    let articles = (0..2_u8).map(|article| {
        let epoch = model.epochs[usize::from(article)];
        Arc::new(Article {
            major: (epoch > 0).then(|| epoch.to_string()),
            ..Article::sample(Locale::En, &format!("KB-{article}"))
        })
    });
    let mut library = Library::default();
    library.articles.extend(articles);
    library.indexed()
}

async fn play(events: Vec<Event>) {
    let mut house = House::new().await;
    let mut other = open(house.folder.path()).await;
    let mut model = Model::default();
    for event in events {
        let vote = |voter: u8, article: u8, epoch: u32, helpful: bool| Vote {
            epoch: Epoch::new(&match epoch {
                0 => String::new(),
                epoch => epoch.to_string(),
            }),
            ..house.vote(&format!("KB-{article}"), u128::from(voter), helpful)
        };
        match event {
            Event::Vote {
                voter,
                article,
                helpful,
            } => {
                let epoch = model.epochs[usize::from(article)];
                let vote = vote(voter, article, epoch, helpful);
                model.votes.insert((article, epoch, voter), helpful);
                assert_eq!(house.cast(&vote).await, model.tally(article));
            }
            Event::Withdraw { voter, article } => {
                let epoch = model.epochs[usize::from(article)];
                let vote = vote(voter, article, epoch, true);
                let own = |of: &u8, by: &u8| *of == article && *by == voter;
                model.votes.retain(|(of, _, by), _| !own(of, by));
                assert_eq!(house.withdraw(&vote).await, model.tally(article));
            }
            Event::MajorEdit { article } => {
                model.epochs[usize::from(article)] += 1;
                let library = library(&model);
                house.feedback.follow(&library).await.expect("followed");
            }
            // It serves the text before the last major edit, and counts for that.
            Event::OtherNode {
                voter,
                article,
                helpful,
            } => {
                let epoch = model.epochs[usize::from(article)].saturating_sub(1);
                let vote = vote(voter, article, epoch, helpful);
                model.votes.insert((article, epoch, voter), helpful);
                other.cast_vote(&vote, now()).await.expect("kept");
            }
            Event::Forget { voter } => {
                let name = house.tokens.visitor(Uuid::from_u128(u128::from(voter)));
                let forgotten = house.feedback.forget(&name).await.expect("forgotten");
                let before = model.votes.len();
                model.votes.retain(|(_, _, of), _| *of != voter);
                assert_eq!(forgotten.votes, before - model.votes.len());
            }
            Event::Restart => {
                house
                    .feedback
                    .storage
                    .clone()
                    .close()
                    .await
                    .expect("closed");
                house.feedback = open(house.folder.path()).await;
                // What is published is not read yet: the last epoch is known all the same.
                house.feedback.refresh().await.expect("read");
                other = open(house.folder.path()).await;
            }
        }
        house.feedback.refresh().await.expect("read");
        check_tallies(&house.feedback).await;
        for article in 0..2_u8 {
            let bare = Article::sample(Locale::En, &format!("KB-{article}"));
            let counts = house.feedback.counts(&bare);
            assert_eq!(pair(counts.tally), model.tally(article), "KB-{article}");
            let sure = house.feedback.confidences(Locale::En);
            let sure = sure.get(&bare.id).copied();
            let expected =
                (model.tally(article) != (0, 0)).then(|| counts.tally.confidence() as f32);
            assert_eq!(sure, expected);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn tallies_equal_a_recount_after_whatever_happens(events in collection::vec(event(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(play(events));
    }
}

/// The text is deployed without its history, so that an edit after the major one does not
/// say that there was one.
#[tokio::test]
async fn a_major_edit_is_remembered_where_the_next_text_does_not_say_it() {
    let house = House::new().await;
    let before = house.vote("KB-0", 1, true);
    house.cast(&before).await;
    let mut model = Model::default();
    model.epochs[0] = 1;
    house
        .feedback
        .follow(&library(&model))
        .await
        .expect("followed");
    model.epochs[0] = 0;
    let later = library(&model);
    house.feedback.follow(&later).await.expect("followed");
    let counts = house.feedback.counts(&later.articles[0]);
    assert_eq!(pair(counts.tally), (0, 0));
    assert!(house.feedback.confidences(Locale::En).is_empty());
    assert_eq!(house.feedback.votes().await.expect("votes").len(), 1);
}
