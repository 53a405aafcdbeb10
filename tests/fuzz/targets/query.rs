//! Any text as a query, over the sample help center, as readers of both languages and of
//! two gates: an answer, never an error, and nothing internal for who is not.

use std::sync::{Arc, LazyLock};

use ayuda::compile::{Input, compile};
use ayuda::config::Config;
use ayuda::content::Library;
use ayuda::gate::Viewer;
use ayuda::history::History;
use ayuda::i18n::Messages;
use ayuda::locale::Locale;
use ayuda::search::{Query, Request, SearchSettings, Shelves, Suggestions};

struct Shop {
    library: Library,
    shelves: Shelves,
    public: Library,
    suggestions: [Suggestions; Locale::ALL.len()],
    _folder: tempfile::TempDir,
}

static SHOP: LazyLock<Shop> = LazyLock::new(|| {
    let root = root();
    let (config, _) =
        Config::load(&root.join("ayuda.toml"), true, std::iter::empty()).expect("settings");
    let library = compile(&Input {
        folder: &config.resolve(&config.content.path),
        config: &config,
        messages: &Messages::built_in(),
        history: &History::none(),
        drafts: false,
    })
    .library;
    let folder = tempfile::tempdir().expect("a folder");
    let (settings, _) = SearchSettings::read(&root.join("index"));
    let shelves = Shelves::build(&library, folder.path(), Arc::new(settings)).expect("shelves");
    let public = library.visible_to(&Viewer::anonymous());
    Shop {
        suggestions: Locale::ALL.map(|language| Suggestions::new(&public, language)),
        public,
        library,
        shelves,
        _folder: folder,
    }
});

pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let viewer = Viewer::anonymous();
    for language in Locale::ALL {
        let request = Request::new(Query::parse(text), language);
        let answer = SHOP
            .shelves
            .search(&SHOP.public, &viewer, &request)
            .expect("an answer");
        let hits = answer.groups.iter().flat_map(|group| &group.hits);
        for hit in hits {
            let article = SHOP
                .library
                .article(&hit.id, hit.language)
                .expect("an article");
            assert!(
                article.gate.admits(&viewer),
                "{text:?} gave away {}",
                hit.id
            );
        }
        SHOP.suggestions[language as usize].complete(text, 8);
    }
}

/// The repository, whether it is compiled as a part of it or as a crate of its own.
fn root() -> std::path::PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(
        || env!("CARGO_MANIFEST_DIR").into(),
        std::path::PathBuf::from,
    );
    match here.join("content").is_dir() {
        true => here.to_owned(),
        false => here.join("../.."),
    }
}
