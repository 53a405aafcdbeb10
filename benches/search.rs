//! How long a search takes in one process, at 50,000 articles.
//!
//! ```text
//! cargo bench --bench search              # AYUDA_ARTICLES=10000 for fewer
//! ```
//!
//! Times are medians and 99th percentiles of single questions asked one after the other,
//! with facets and snippets.

#![expect(clippy::disallowed_methods, reason = "a bench is asked by variables")]
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

mod made;

use std::sync::Arc;
use std::time::Instant;

use ayuda::gate::Viewer;
use ayuda::locale::Locale;
use ayuda::search::{Query, Request, SearchSettings, Shelves};

use made::{Made, Random, row};

const QUESTIONS: usize = 2_000;

fn main() {
    let made = Made::new(50_000);
    ask_all(&made, &Viewer::anonymous());
    let gates: Vec<String> = ["customer", "internal"]
        .into_iter()
        .flat_map(|visibility| {
            let roles = ["", "owner", "pm", "field", "owner, pm", "pm, field"];
            roles.map(|roles| match roles {
                "" => format!("visibility: {visibility}"),
                roles => format!("visibility: {visibility}\nroles: [{roles}]"),
            })
        })
        .collect();
    let made = Made::behind(50_000, &gates);
    let everything = Viewer::from_who("internal:owner,pm,field").expect("a viewer");
    ask_all(&made, &everything);
}

fn ask_all(made: &Made, viewer: &Viewer) {
    let words = &made.words;
    let library = made.compile().visible_to(viewer);
    let index = made.folder.path().join("index");
    let shelves =
        Shelves::build(&library, &index, Arc::new(SearchSettings::default())).expect("shelves");
    println!("{} shelves, all opened", shelves.count());

    let mut random = Random(7);
    let mut ask = |name: &str, question: &mut dyn FnMut(&mut Random) -> String| {
        if std::env::var("AYUDA_ONLY").is_ok_and(|only| !name.contains(&only)) {
            return;
        }
        let mut times = Vec::with_capacity(QUESTIONS);
        let mut found = 0;
        for at in 0..QUESTIONS {
            let request = Request::new(Query::parse(&question(&mut random)), Locale::En);
            let started = Instant::now();
            let answer = shelves
                .search(&library, viewer, &request)
                .expect("an answer");
            let time = started.elapsed();
            // The first ones warm up.
            if at >= QUESTIONS / 10 {
                times.push(time);
                found += answer.pagination.total;
            }
        }
        row(name, &mut times, found / (QUESTIONS * 9 / 10));
    };
    let of = |random: &mut Random, count: usize| -> String {
        let chosen: Vec<&str> = (0..count).map(|_| &*words[random.telling()]).collect();
        format!("{} ", chosen.join(" "))
    };
    ask("1 word", &mut |random| of(random, 1));
    ask("3 words", &mut |random| of(random, 3));
    ask("6 words", &mut |random| of(random, 6));
    ask("3 words, one mistyped", &mut |random| {
        let mut question = of(random, 3);
        question.insert(2, 'x');
        question
    });
    ask("3 words, unfinished", &mut |random| {
        let question = of(random, 3);
        question[..question.len() - 2].to_owned()
    });
    ask("16 frequent words", &mut |random| {
        let chosen: Vec<&str> = (0..16).map(|_| &*words[random.below(60)]).collect();
        chosen.join(" ")
    });
}
