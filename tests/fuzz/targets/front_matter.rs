//! Any bytes as an article's file: read or refused, and never more public than it says.

use std::fs;
use std::sync::LazyLock;

use ayuda::compile::{Input, compile};
use ayuda::config::Config;
use ayuda::gate::Viewer;
use ayuda::history::History;
use ayuda::i18n::Messages;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("en")).expect("a folder");
    folder
});
static CONFIG: LazyLock<Config> = LazyLock::new(Config::default);
static MESSAGES: LazyLock<Messages> = LazyLock::new(Messages::built_in);

pub fn run(bytes: &[u8]) {
    fs::write(FOLDER.path().join("en/a.md"), bytes).expect("a file");
    let compiled = compile(&Input {
        folder: FOLDER.path(),
        config: &CONFIG,
        messages: &MESSAGES,
        history: &History::none(),
        drafts: false,
    });
    let seen = compiled.library.visible_to(&Viewer::anonymous());
    let says = String::from_utf8_lossy(bytes).contains("public");
    assert!(
        seen.articles.is_empty() || says,
        "nothing declared it public"
    );
}
