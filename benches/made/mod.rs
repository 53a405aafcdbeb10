//! A help center made of words with the frequencies of a natural language (Zipf), so that
//! no number depends on a corpus.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]
#![expect(clippy::disallowed_methods, reason = "a bench is asked by variables")]
#![allow(dead_code, reason = "not every bench uses all of it")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use ayuda::compile::{Input, Kept, compile_again};
use ayuda::config::Config;
use ayuda::content::Library;
use ayuda::history::History;
use ayuda::i18n::Messages;
use ayuda::locale::Locale;

/// As the program itself allocates.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub const WORDS: usize = 40_000;

/// A help center on disk: two languages that share few words.
pub struct Made {
    pub folder: tempfile::TempDir,
    pub config: Config,
    /// The words of English, the most frequent first.
    pub words: Vec<Box<str>>,
    pub articles: usize,
}

impl Made {
    /// As many articles as `AYUDA_ARTICLES` says, else `usual`; few when cargo only asks
    /// whether the bench runs.
    pub fn new(usual: usize) -> Self {
        Self::behind(usual, &[])
    }

    /// The same behind these gates in turn, each as front matter says it.
    pub fn behind(usual: usize, gates: &[String]) -> Self {
        let asked = std::env::args().any(|argument| argument == "--bench");
        let articles = std::env::var("AYUDA_ARTICLES")
            .ok()
            .and_then(|number| number.parse().ok())
            .unwrap_or(if asked { usual } else { 200 });
        let words = vocabulary(42);
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), [&words, &vocabulary(43)], articles, gates);
        let file = folder.path().join("ayuda.toml");
        fs::write(
            &file,
            "[content]\npath = \"content\"\nvisibility = \"public\"\n",
        )
        .expect("settings");
        let (config, _) = Config::load(&file, true, std::iter::empty()).expect("settings");
        Made {
            folder,
            config,
            words,
            articles,
        }
    }

    pub fn compile(&self) -> Library {
        self.compile_again(&mut Kept::default())
    }

    pub fn compile_again(&self, kept: &mut Kept) -> Library {
        let input = Input {
            folder: &self.config.resolve(&self.config.content.path),
            config: &self.config,
            messages: &Messages::built_in(),
            history: &History::none(),
            drafts: false,
        };
        compile_again(&input, kept).library
    }
}

/// Prints the median and the 99th percentile.
pub fn row(name: &str, times: &mut [Duration], found: usize) {
    times.sort_unstable();
    let at = |share: f64| times[(times.len() as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{name:<34} p50 {:>7.3} ms   p99 {:>7.3} ms   {found} found",
        at(0.5),
        at(0.99)
    );
}

fn write(
    folder: &std::path::Path,
    vocabularies: [&[Box<str>]; 2],
    articles: usize,
    gates: &[String],
) {
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
        let _ = write!(text, "\ntags: [tag{}]\n", random.below(40));
        let role = ["owner", "pm", "field"][random.below(3)];
        let _ = match gates.get(number / 2 % gates.len().max(1)) {
            Some(gate) => writeln!(text, "{gate}"),
            None => writeln!(text, "roles: [{role}]"),
        };
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
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() * end as f64) as usize
    }

    /// A place in the vocabulary, by Zipf's law.
    fn zipf(&mut self) -> usize {
        let place = (WORDS as f64).powf(self.next()) - 1.0;
        (place as usize).min(WORDS - 1)
    }

    /// The same, without the words that stand in nearly every text.
    pub fn telling(&mut self) -> usize {
        loop {
            let place = self.zipf();
            if place > 60 {
                return place;
            }
        }
    }
}
