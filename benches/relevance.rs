//! How well the search answers questions that were not written for it, beside plain BM25
//! over the same texts in the same run.
//!
//! ```text
//! AYUDA_SHARED=../shared cargo bench --bench relevance
//! ```
//!
//! XQuAD: paragraphs and questions about them (first hit), as they are, without accents,
//! and with one mistyped word each. Business Central: the publisher's keywords, which are
//! not indexed, as queries (the article among the first ten). Typos: pairs of a wrong and
//! a right word (the right one offered or found).

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ayuda::compile::{Input, compile};
use ayuda::config::Config;
use ayuda::content::Library;
use ayuda::gate::Viewer;
use ayuda::history::History;
use ayuda::i18n::Messages;
use ayuda::locale::Locale;
use ayuda::search::{Answer, Query, Request, SearchSettings, Shelves};
use serde_json::Value;
use tantivy::tokenizer::{
    Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer, TokenStream as _,
};
use unicode_normalization::UnicodeNormalization as _;

fn main() {
    let Some(shared) = std::env::var_os("AYUDA_SHARED").map(PathBuf::from) else {
        println!("left out: AYUDA_SHARED does not say where the corpora are");
        return;
    };
    println!("{:<44} {:>8} {:>8}", "", "plain", "ayuda");
    for language in Locale::ALL {
        xquad(&shared, language);
    }
    for language in Locale::ALL {
        keywords(&shared, language);
    }
    for language in Locale::ALL {
        typos(&shared, language);
    }
}

fn row(name: &str, plain: Option<f64>, ours: f64) {
    let plain = plain.map_or(String::new(), |share| format!("{share:.3}"));
    println!("{name:<44} {plain:>8} {ours:>8.3}");
}

/// Texts as a help center with its shelves.
struct Shop {
    library: Library,
    shelves: Shelves,
    _folder: tempfile::TempDir,
}

impl Shop {
    fn open(content: &Path, settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("ayuda.toml");
        let content = content.display();
        fs::write(
            &file,
            format!("[content]\npath = \"{content}\"\nvisibility = \"public\"\n{settings}"),
        )
        .expect("settings");
        let (config, _) = Config::load(&file, true, std::iter::empty()).expect("settings");
        let compiled = compile(&Input {
            folder: &config.resolve(&config.content.path),
            config: &config,
            messages: &Messages::built_in(),
            history: &History::none(),
            drafts: false,
        });
        let library = compiled.library.visible_to(&Viewer::anonymous());
        let tuned = std::env::var_os("AYUDA_TUNED").map(PathBuf::from);
        let settings = tuned.map_or_else(SearchSettings::default, |folder| {
            SearchSettings::read(&folder).0
        });
        let shelves = Shelves::build(&library, &folder.path().join("index"), Arc::new(settings))
            .expect("shelves");
        Shop {
            library,
            shelves,
            _folder: folder,
        }
    }

    fn ask(&self, language: Locale, query: &str) -> Answer {
        // Finished: these are whole questions.
        let request = Request::new(Query::parse(&format!("{query} ")), language);
        self.shelves
            .search(&self.library, &Viewer::anonymous(), &request)
            .expect("an answer")
    }

    fn ids(&self, language: Locale, query: &str) -> Vec<String> {
        let answer = self.ask(language, query);
        let hits = answer.groups.iter().flat_map(|group| &group.hits);
        hits.map(|hit| hit.id.to_string()).collect()
    }
}

/// BM25 (k1 1.2, b 0.75) over all text in one field, stemmed by Snowball.
struct Plain {
    analyzer: TextAnalyzer,
    postings: HashMap<String, Vec<(usize, f64)>>,
    lengths: Vec<f64>,
    ids: Vec<String>,
}

impl Plain {
    fn new(language: Locale, texts: impl Iterator<Item = (String, String)>) -> Self {
        let rules = match language {
            Locale::En => Language::English,
            Locale::Es => Language::Spanish,
        };
        let mut plain = Plain {
            analyzer: TextAnalyzer::builder(SimpleTokenizer::default())
                .filter(LowerCaser)
                .filter(Stemmer::new(rules))
                .build(),
            postings: HashMap::new(),
            lengths: Vec::new(),
            ids: Vec::new(),
        };
        for (at, (id, text)) in texts.enumerate() {
            let words = plain.words(&text);
            let mut counts: BTreeMap<String, f64> = BTreeMap::new();
            for word in &words {
                *counts.entry(word.clone()).or_default() += 1.0;
            }
            for (word, count) in counts {
                plain.postings.entry(word).or_default().push((at, count));
            }
            plain.lengths.push(words.len() as f64);
            plain.ids.push(id);
        }
        plain
    }

    fn words(&mut self, text: &str) -> Vec<String> {
        let mut stream = self.analyzer.token_stream(text);
        let mut words = Vec::new();
        while stream.advance() {
            words.push(stream.token().text.clone());
        }
        words
    }

    fn ids(&mut self, query: &str) -> Vec<String> {
        let all = self.lengths.len() as f64;
        let average = self.lengths.iter().sum::<f64>() / all;
        let mut scores: HashMap<usize, f64> = HashMap::new();
        for word in self.words(query) {
            let Some(postings) = self.postings.get(&word) else {
                continue;
            };
            let holding = postings.len() as f64;
            let idf = (1.0 + (all - holding + 0.5) / (holding + 0.5)).ln();
            for (at, count) in postings {
                let norm = 1.2 * (0.25 + 0.75 * self.lengths[*at] / average);
                *scores.entry(*at).or_default() += idf * count * 2.2 / (count + norm);
            }
        }
        let mut scores: Vec<(usize, f64)> = scores.into_iter().collect();
        scores.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        scores
            .iter()
            .take(10)
            .map(|(at, _)| self.ids[*at].clone())
            .collect()
    }
}

fn lines(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap_or_else(|_| panic!("{}", file.display()));
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn xquad(shared: &Path, language: Locale) {
    let folder = shared.join("corpora/xquad");
    let documents = lines(&folder.join(format!("docs.{language}.jsonl")));
    let content = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(content.path().join(language.code())).expect("a folder");
    for one in &documents {
        let (id, title) = (text(one, "id"), text(one, "title"));
        let title = serde_json::to_string(title).expect("text");
        let page = format!(
            "---\nid: {id}\ntitle: {title}\n---\n{}\n",
            text(one, "text")
        );
        fs::write(content.path().join(format!("{language}/{id}.md")), page).expect("a file");
    }
    let shop = Shop::open(content.path(), "");
    let texts = documents.iter().map(|one| {
        let all = format!("{} {}", text(one, "title"), text(one, "text"));
        (text(one, "id").to_owned(), all)
    });
    let mut plain = Plain::new(language, texts);
    let queries: Vec<(String, HashSet<String>)> =
        lines(&folder.join(format!("queries.{language}.jsonl")))
            .iter()
            .map(|one| {
                let relevant = one["relevant"].as_array().into_iter().flatten();
                let ids = relevant.filter_map(|id| id.as_str().map(str::to_owned));
                (text(one, "text").to_owned(), ids.collect())
            })
            .collect();
    type Change<'a> = (&'static str, Box<dyn Fn(&str) -> String + 'a>);
    let changes: [Change<'_>; 3] = [
        ("first hit", Box::new(str::to_owned)),
        ("without accents, first hit", Box::new(without_accents)),
        (
            "one typo, first hit",
            Box::new(|query| mistyped(query, language)),
        ),
    ];
    for (name, change) in changes {
        if name.contains("accents") && language == Locale::En {
            continue;
        }
        let mut hits = [0, 0];
        for (query, relevant) in &queries {
            let query = change(query);
            let first = |ids: Vec<String>| ids.first().is_some_and(|id| relevant.contains(id));
            hits[0] += usize::from(first(plain.ids(&query)));
            let ours = first(shop.ids(language, &query));
            hits[1] += usize::from(ours);
            if !ours && std::env::var_os("AYUDA_FAILED").is_some() {
                println!("  {query}");
            }
        }
        let share = |hits: usize| hits as f64 / queries.len() as f64;
        row(
            &format!("XQuAD {language}, {name}"),
            Some(share(hits[0])),
            share(hits[1]),
        );
    }
}

fn without_accents(text: &str) -> String {
    text.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .collect()
}

/// The query with one mistake in its longest word, the same in every run.
fn mistyped(query: &str, language: Locale) -> String {
    let words: Vec<&str> = query.split(' ').collect();
    let letters = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count();
    let Some((at, word)) = words
        .iter()
        .enumerate()
        .filter(|(_, word)| word.chars().all(char::is_alphabetic) && letters(word) >= 5)
        .max_by_key(|(at, word)| (letters(word), *at))
    else {
        return query.to_owned();
    };
    let mut random = u64::from_le_bytes(
        blake3::hash(format!("{language}{query}").as_bytes()).as_bytes()[..8]
            .try_into()
            .expect("eight bytes"),
    );
    let mut next = |below: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (random >> 33) as usize % below
    };
    let mut letters: Vec<char> = word.chars().collect();
    let place = 1 + next(letters.len() - 2);
    match next(4) {
        0 => {
            letters.remove(place);
        }
        1 => letters.insert(place, letters[place]),
        2 => letters.swap(place, place + 1),
        _ => {
            let row = ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
                .into_iter()
                .find(|row| row.contains(letters[place].to_ascii_lowercase()));
            if let Some(row) = row {
                let at = row.find(letters[place].to_ascii_lowercase()).unwrap_or(0);
                let other = if at == 0 { 1 } else { at - 1 };
                letters[place] = row.as_bytes()[other] as char;
            }
        }
    }
    let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    words[at] = letters.into_iter().collect();
    words.join(" ")
}

fn business_central(shared: &Path) -> Shop {
    Shop::open(
        &shared.join("corpora/business-central"),
        "ignore = [\"**/TOC.md\", \"**/includes/**\"]\nignore_keys = [\"*\"]\n[front_matter]\nsummary = \"description\"\n",
    )
}

fn plain_of(shop: &Shop, language: Locale) -> Plain {
    let articles = shop
        .library
        .articles
        .iter()
        .filter(|one| one.language == language);
    let texts = articles.map(|article| {
        let sections = article.body.sections().expect("in memory");
        let sections = sections.iter();
        let body: Vec<String> = sections
            .map(|one| format!("{} {}", one.heading, one.text))
            .collect();
        let all = format!("{} {} {}", article.title, article.summary, body.join(" "));
        (article.id.to_string(), all)
    });
    Plain::new(language, texts)
}

fn keywords(shared: &Path, language: Locale) {
    let shop = business_central(shared);
    let mut plain = plain_of(&shop, language);
    let file = shared.join(format!(
        "corpora/business-central/keywords.{language}.jsonl"
    ));
    let (mut asked, mut hits) = (0, [0, 0]);
    for one in lines(&file) {
        let id = text(&one, "id").trim_end_matches(".md").to_owned();
        for keyword in one["keywords"].as_array().into_iter().flatten() {
            let keyword = keyword.as_str().unwrap_or_default();
            if !keyword.trim().contains(' ') {
                continue;
            }
            asked += 1;
            let found = |ids: &[String]| ids.iter().take(10).any(|found| *found == id);
            hits[0] += usize::from(found(&plain.ids(keyword)));
            hits[1] += usize::from(found(&shop.ids(language, keyword)));
        }
    }
    let share = |hits: usize| f64::from(hits as u32) / f64::from(asked.max(1));
    let name = format!("Business Central {language}, {asked} keywords, in 10");
    row(&name, Some(share(hits[0])), share(hits[1]));
}

fn typos(shared: &Path, language: Locale) {
    let shop = business_central(shared);
    let text = fs::read_to_string(shared.join(format!("corpora/typos/typos.{language}.tsv")))
        .expect("the pairs");
    let mut words: HashSet<String> = HashSet::new();
    for article in shop
        .library
        .articles
        .iter()
        .filter(|one| one.language == language)
    {
        let sections = article.body.sections().expect("in memory");
        let sections = sections.iter().map(|one| one.text.as_str());
        for text in sections.chain([article.title.as_str()]) {
            let letters = text.split(|c: char| !c.is_alphanumeric());
            words.extend(letters.map(str::to_lowercase));
        }
    }
    let (mut pairs, mut right, mut matched) = (0, 0, 0);
    let mut missed = Vec::new();
    for line in text.lines() {
        let mut columns = line.split('\t');
        let (Some(wrong), Some(wanted)) = (columns.next(), columns.next()) else {
            continue;
        };
        let wanted = wanted.to_lowercase();
        let single = |word: &str| word.chars().all(char::is_alphabetic);
        if !words.contains(&wanted) || !single(wrong) || words.contains(&wrong.to_lowercase()) {
            continue;
        }
        pairs += 1;
        let answer = shop.ask(language, wrong);
        let offered = answer.did_you_mean.as_deref().map(str::to_lowercase);
        let mut all = Request::new(Query::parse(&format!("{wanted} ")), language);
        all.limit = 5_000;
        let found = shop
            .shelves
            .search(&shop.library, &Viewer::anonymous(), &all);
        let found: HashSet<String> = found
            .expect("an answer")
            .groups
            .iter()
            .flat_map(|group| &group.hits)
            .map(|hit| hit.id.to_string())
            .collect();
        let ids: Vec<String> = answer
            .groups
            .iter()
            .flat_map(|group| &group.hits)
            .map(|hit| hit.id.to_string())
            .collect();
        if offered.as_deref() == Some(&wanted) {
            right += 1;
        } else if !ids.is_empty() && ids.iter().all(|id| found.contains(id)) {
            matched += 1;
        } else {
            missed.push(format!(
                "{wrong} → {wanted}: {}",
                offered.unwrap_or_default()
            ));
        }
    }
    let name = format!("typos {language}, {pairs} pairs, offered or found");
    row(
        &name,
        None,
        f64::from(right + matched) / f64::from(pairs.max(1)),
    );
    if std::env::var_os("AYUDA_FAILED").is_some() {
        missed.iter().for_each(|one| println!("  {one}"));
    }
}
