//! The fuzz targets of `tests/fuzz`, for a moment: changed seeds instead of a search for
//! new paths. What a target says of one input it says here as well.

#[path = "../fuzz/targets/body.rs"]
mod body;
#[path = "../fuzz/targets/front_matter.rs"]
mod front_matter;
#[path = "../fuzz/targets/markdown.rs"]
mod markdown;
#[path = "../fuzz/targets/query.rs"]
mod query;
#[path = "../fuzz/targets/token.rs"]
mod token;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Runs a target on seeds with bytes changed, doubled, cut and put together.
fn shake(cases: u32, seeds: &[&str], run: fn(&[u8])) {
    let seeds: Vec<Vec<u8>> = seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    for seed in &seeds {
        run(seed);
    }
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..5_u8);
    let changes = prop::collection::vec(change, 0..12);
    let picked = prop::sample::select(seeds.clone());
    let strategy = (picked, prop::sample::select(seeds), changes);
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let shaken = TestRunner::new(config).run(&strategy, |(mut bytes, other, changes)| {
        for (at, byte, how) in changes {
            let at = at.index(bytes.len() + 1);
            match how {
                0 => bytes.insert(at, byte),
                1 => bytes.truncate(at),
                2 => bytes.splice(at..at, other.iter().copied()).for_each(drop),
                3 => bytes.extend_from_within(at..),
                _ => bytes
                    .iter_mut()
                    .skip(at)
                    .take(1)
                    .for_each(|one| *one = byte),
            }
            bytes.truncate(16 * 1024);
        }
        run(&bytes);
        Ok(())
    });
    shaken.expect("every input is taken or refused");
}

#[test]
fn any_file_is_read_or_refused_and_never_more_public_than_it_says() {
    shake(
        600,
        &[
            "---\ntitle: A\nvisibility: public\nroles: [pm, \"field\"]\n---\nText.\n",
            "+++\ntitle = \"A\"\nvisibility = 'public'\ntags = [\"a\"]\n+++\n",
            "---\ntitle: >-\n  A\naliases:\n  - /en/b/\ncontexts: ['/a/{id}', -/b/**]\n---\n",
            "\u{feff}---\n? a\n: &b !!str *b\n---\n",
        ],
        front_matter::run,
    );
}

#[test]
fn any_text_becomes_a_page_that_can_do_nothing() {
    shake(
        600,
        &[
            "# A\n\n[x](javascript:alert(1)) <b onclick=x> ![y](data:text/html,x) `<script>`\n",
            ":::steps\n1. One\n\n:::tabs\n## A\n:::\n:::\n\n> [!NOTE]\n> {term:a} [[KB-1]]\n",
            "| a | b |\n| - | - |\n| <https://x> | ~~c~~[^1] |\n\n[^1]: <svg/onload=x>\n",
            ":::video https://youtu.be/x \"a\"\n\n{{include: ../../../etc/passwd}}\n\n- [ ] &#x6a;\n",
        ],
        markdown::run,
    );
}

#[test]
fn any_question_is_answered_with_what_the_reader_may_know() {
    shake(
        150,
        &[
            "change order",
            "\"una frase\" -pero module:estimating role:field",
            "KB-000012 escalaton pathh",
            "ñandú — a\u{301}",
            // Each is two words once its missing space is found: more than there may be terms.
            "changeorder dailylog purchaseorder clientportal vendorportal changeorders dailylogs \
             purchaseorders timetracking costcode unitcost gettingstarted changeordered \
             paymentterm finalinvoice depositinvoice",
        ],
        query::run,
    );
}

#[test]
fn only_the_good_token_is_good() {
    shake(
        600,
        &[
            "~",
            "~abcdef",
            "eyJhbGciOiJub25lIn0.e30.",
            "eyJhbGciOiJIUzI1NiIsImtpZCI6ImEifQ.eyJzdWIiOiJ4In0.AAAA",
        ],
        token::run,
    );
}

#[test]
fn any_body_is_taken_or_refused() {
    shake(
        200,
        &[
            "0{\"helpful\": true, \"reason\": \"wrong\", \"comment\": \"x\"}",
            "1{\"query\": \"a\", \"url\": \"/b\"}",
            " helpful=true&comment=%00%ff&reason=other",
            "@[[[[",
        ],
        body::run,
    );
}
