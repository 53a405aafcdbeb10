//! How long it takes to index a help center, to open its index, and to bring it up to date.
//!
//! ```text
//! cargo bench --bench index               # AYUDA_ARTICLES=10000 for fewer
//! ```

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod made;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use ayuda::content::Library;
use ayuda::search::{SearchSettings, Shelves};

use made::Made;

fn main() {
    let made = Made::new(10_000);
    let index = made.folder.path().join("index");
    println!("{} articles", made.articles);
    let library = timed("compile", || made.compile());
    timed("index", || open(&library, &index));
    timed("open", || open(&library, &index));
    let file = made.folder.path().join("content/en/category0/article0.md");
    let text = fs::read_to_string(&file).expect("an article");
    fs::write(&file, format!("{text}\nOne sentence more.\n")).expect("a file");
    let changed = made.compile();
    timed("index after one change", || open(&changed, &index));
}

fn open(library: &Library, index: &Path) -> Shelves {
    let settings = Arc::new(SearchSettings::default());
    Shelves::open_or_build(library, index, settings).expect("shelves")
}

fn timed<T>(name: &str, run: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = run();
    println!(
        "{name:<24} {:>9.1} ms",
        started.elapsed().as_secs_f64() * 1e3
    );
    result
}
