use super::*;
use crate::search::{Query, SearchSettings};

#[test]
fn a_key_is_a_number_and_back() {
    for key in ["p00000000000", "pzzzzzzzzzzz", "p0123456789a"] {
        assert_eq!(packed(key).map(unpacked).as_deref(), Some(key));
    }
    for wrong in ["", "p", "r0123456789a", "p0123456789", "p0123456789i"] {
        assert_eq!(packed(wrong), None, "{wrong}");
    }
}

/// Threads of few words, of which some are in nearly all, and all signs of a good answer.
fn many(count: u32) -> Vec<Thread> {
    let words = [
        "wall", "price", "crane", "report", "roof", "export", "budget", "invoice",
    ];
    let mut state = 1_u32;
    let mut random = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % below
    };
    let thread = |number: u32| {
        let mut said = |most: u32| -> String {
            let count = 1 + random(most);
            // The later a word stands in the list, the rarer it is.
            let words = (0..count).map(|_| words[(random(64) * random(64) / 512) as usize]);
            words.collect::<Vec<_>>().join(" ")
        };
        let (title, body) = (said(4), said(30));
        let replies = (0..number % 3).map(|_| said(12)).collect();
        let text = ThreadText {
            category: ["open", "other"][number as usize % 2].to_owned(),
            language: Locale::En,
            title,
            body,
            replies,
            author: format!("member {}", random(9)),
            tags: vec![format!("tag{}", random(5))],
            created: 500_000 * number,
            active: 500_000 * number,
            votes: random(20).cast_signed() - 5,
            verified: u16::from(random(9) == 0),
            accepted: u16::from(random(5) == 0),
            is_duplicate: random(20) == 0,
        };
        let key = unpacked(u64::from(number));
        Thread {
            number,
            key,
            text: Some(text),
        }
    };
    (1..=count).map(thread).collect()
}

/// Threads that cannot be among those shown are counted and not weighed: it must make no
/// difference.
#[test]
fn a_page_is_a_part_of_all_that_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::create(&folder.path().join("index")).expect("an index");
    writer.fill(&many(6_000)).expect("written");
    writer.finish(1).expect("finished");
    let snapshot = writer.snapshot();
    let questions = [
        "wall ",
        "invoice ",
        "wall price ",
        "crane report budget ",
        "wal pirce crane roof ",
        "price wall crane report roof export ",
        "\"wall price\" roof ",
        "report -wall ",
        "exp",
        "nothing wall ",
        "",
    ];
    let settings = SearchSettings::default();
    let opened = vec!["open".to_owned(), "other".to_owned()];
    for question in questions {
        for narrowed in [false, true] {
            let mut wanted = Wanted::new(Query::parse(question), Locale::En, opened.clone());
            wanted.progress = narrowed.then_some(Progress::Answered);
            if narrowed {
                wanted.only = Some(vec!["open".to_owned()]);
            }
            wanted.limit = 10_000;
            let all = snapshot.search(&wanted, &settings).expect("an answer");
            wanted.limit = 7;
            for page in [1, 2, 9] {
                wanted.page = page;
                let part = snapshot.search(&wanted, &settings).expect("an answer");
                assert_eq!(part.facets, all.facets, "{question}");
                assert_eq!(part.groups.len(), all.groups.len(), "{question}");
                for (part, all) in part.groups.iter().zip(&all.groups) {
                    assert_eq!(part.total, all.total, "{question}");
                    assert_eq!(all.total, all.threads.len(), "{question}");
                    let expected = all.threads.iter().skip(7 * (page - 1)).take(7);
                    let expected: Vec<&FoundThread> = expected.collect();
                    let shown: Vec<&FoundThread> = part.threads.iter().collect();
                    assert_eq!(shown, expected, "{question}, page {page}");
                }
            }
        }
    }
}
