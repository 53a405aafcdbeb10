//! How long a search and the help of a screen take in one process, at 50,000 articles.
//!
//! ```text
//! cargo bench --bench search              # AYUDA_ARTICLES=10000 for fewer
//! ```
//!
//! Articles are made of words with the frequencies of a natural language (Zipf), so that
//! the numbers do not depend on any corpus. Times are medians and 99th percentiles of
//! single questions asked one after the other, with facets and snippets.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]
#![expect(clippy::disallowed_methods, reason = "a bench is asked by variables")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ayuda::compile::{Input, compile};
use ayuda::config::Config;
use ayuda::content::Location;
use ayuda::context::{Screen, help_for};
use ayuda::gate::Viewer;
use ayuda::history::History;
use ayuda::i18n::Messages;
use ayuda::locale::Locale;
use ayuda::search::{Query, Request, SearchSettings, Shelves};

/// As the program itself allocates.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const WORDS: usize = 40_000;
const QUESTIONS: usize = 2_000;

fn main() {
    // Without --bench, cargo only asks whether it runs.
    let asked = std::env::args().any(|argument| argument == "--bench");
    let articles = std::env::var("AYUDA_ARTICLES")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(if asked { 50_000 } else { 200 });
    // Two languages share few words.
    let words = vocabulary(42);
    let other = vocabulary(43);
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), [&words, &other], articles);
    let file = folder.path().join("ayuda.toml");
    fs::write(
        &file,
        "[content]\npath = \"content\"\nvisibility = \"public\"\n",
    )
    .expect("settings");
    let (config, _) = Config::load(&file, true, std::iter::empty()).expect("settings");
    let started = Instant::now();
    let compiled = compile(&Input {
        folder: &config.resolve(&config.content.path),
        config: &config,
        messages: &Messages::built_in(),
        history: &History::none(),
    });
    println!(
        "compile {articles} articles: {:.1} s",
        started.elapsed().as_secs_f64()
    );
    let viewer = Viewer::anonymous();
    let library = compiled.library.visible_to(&viewer);
    let started = Instant::now();
    let index = folder.path().join("index");
    let settings = Arc::new(SearchSettings::default());
    let shelves = Shelves::build(&library, &index, Arc::clone(&settings)).expect("shelves");
    println!("index: {:.1} s", started.elapsed().as_secs_f64());
    let started = Instant::now();
    let reopened = Shelves::open_or_build(&library, &index, settings).expect("shelves");
    println!("open: {:.0} ms", started.elapsed().as_secs_f64() * 1e3);
    drop(reopened);

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
                .search(&library, &viewer, &request)
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

    let mut times = Vec::new();
    for _ in 0..QUESTIONS {
        let screen = Screen {
            location: Some(Location::parse(&format!(
                "/area{}/{}/edit",
                random.below(5_000),
                random.below(100)
            ))),
            module: None,
            role: None,
            version: None,
            language: Locale::En,
            limit: 10,
        };
        let started = Instant::now();
        std::hint::black_box(help_for(&library, &screen));
        times.push(started.elapsed());
    }
    row("help of a screen, 5,000 patterns", &mut times, 0);
}

fn row(name: &str, times: &mut [Duration], found: usize) {
    times.sort_unstable();
    let at = |share: f64| times[(times.len() as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{name:<34} p50 {:>7.3} ms   p99 {:>7.3} ms   {found} found",
        at(0.5),
        at(0.99)
    );
}

fn write(folder: &std::path::Path, vocabularies: [&[Box<str>]; 2], articles: usize) {
    let mut random = Random(1);
    for number in 0..articles {
        let language = Locale::ALL[number % 2];
        let words = vocabularies[number % 2];
        let category = number / 2 % 20;
        let path = folder.join(format!("content/{language}/category{category}"));
        if number < 2 * 20 {
            fs::create_dir_all(&path).expect("a folder");
        }
        let mut text = String::new();
        let sentence = |text: &mut String, random: &mut Random, count: usize| {
            for at in 0..count {
                let word = &words[random.zipf()];
                let _ = write!(text, "{}{word}", if at > 0 { " " } else { "" });
            }
        };
        let _ = write!(text, "---\nid: KB-{number:06}\ntitle: ");
        sentence(&mut text, &mut random, 5);
        let _ = write!(text, "\nsummary: ");
        sentence(&mut text, &mut random, 12);
        let _ = write!(
            text,
            "\ntags: [tag{}]\nroles: [{}]\n",
            random.below(40),
            ["owner", "pm", "field"][random.below(3)]
        );
        if number < 10_000 {
            let _ = writeln!(text, "contexts: [\"/area{}/{{id}}/edit\"]", number / 2);
        }
        text.push_str("---\n");
        for part in 0..6 {
            text.push_str("\n## ");
            sentence(&mut text, &mut random, 4);
            text.push_str("\n\n");
            let length = 60 + random.below(80) + part;
            sentence(&mut text, &mut random, length);
            text.push_str(".\n");
        }
        fs::write(path.join(format!("article{number}.md")), text).expect("a file");
    }
}

/// Words that can be spoken, so that stemmers treat them as words.
fn vocabulary(seed: u64) -> Vec<Box<str>> {
    let mut random = Random(seed);
    let mut known: HashMap<String, ()> = HashMap::new();
    let mut words = Vec::with_capacity(WORDS);
    while words.len() < WORDS {
        let mut word = String::new();
        for _ in 0..2 + random.below(3) {
            word.push(b"bcdfglmnprstv"[random.below(13)] as char);
            word.push(b"aeiou"[random.below(5)] as char);
        }
        if random.below(2) == 0 {
            word.push(b"nrsl"[random.below(4)] as char);
        }
        if known.insert(word.clone(), ()).is_none() {
            words.push(word.into_boxed_str());
        }
    }
    words
}

/// A small generator (Knuth's MMIX), the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() * end as f64) as usize
    }

    /// A place in the vocabulary, by Zipf's law.
    fn zipf(&mut self) -> usize {
        let place = (WORDS as f64).powf(self.next()) - 1.0;
        (place as usize).min(WORDS - 1)
    }

    /// The same, without the words that stand in nearly every text.
    fn telling(&mut self) -> usize {
        loop {
            let place = self.zipf();
            if place > 60 {
                return place;
            }
        }
    }
}
