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

use ayuda::compile::Kept;
use ayuda::config::Brand;
use ayuda::content::Library;
use ayuda::gate::Viewer;
use ayuda::i18n::Messages;
use ayuda::search::{SearchSettings, Shelves};
use ayuda::site::{Audience, Site};
use ayuda::theme::Theme;

use made::Made;

fn main() {
    let made = Made::new(10_000);
    let index = made.folder.path().join("index");
    println!("{} articles", made.articles);
    let mut kept = Kept::default();
    let library = timed("compile", || made.compile_again(&mut kept));
    timed("compile, no change", || made.compile_again(&mut kept));
    timed("index", || open(&library, &index));
    timed("open", || open(&library, &index));
    let file = made.folder.path().join("content/en/category0/article0.md");
    let text = fs::read_to_string(&file).expect("an article");
    fs::write(&file, format!("{text}\nOne sentence more.\n")).expect("a file");
    let changed = timed("compile, one change", || made.compile_again(&mut kept));
    timed("pages of the change", || view(&made, &changed));
    timed("index after one change", || open(&changed, &index));
}

fn view(made: &Made, library: &Library) -> Site {
    let theme =
        Theme::load(None, &Brand::default(), Arc::new(Messages::built_in())).expect("a theme");
    let public = Arc::new(library.visible_to(&Viewer::anonymous()));
    Site::new(public, Arc::new(theme), &made.config, Audience::Public).expect("a site")
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
