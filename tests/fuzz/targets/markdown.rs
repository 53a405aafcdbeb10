//! Any text as the body of an article: HTML that can do nothing, whatever it says.

use std::cell::RefCell;
use std::fs;
use std::sync::LazyLock;

use ayuda::compile::{Input, compile};
use ayuda::config::Config;
use ayuda::history::History;
use ayuda::i18n::Messages;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use url::Url;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("en")).expect("a folder");
    folder
});
static CONFIG: LazyLock<Config> = LazyLock::new(Config::default);
static MESSAGES: LazyLock<Messages> = LazyLock::new(Messages::built_in);

/// What a browser would make of the page, tag by tag.
#[derive(Default)]
struct Browser(RefCell<Vec<String>>);

impl TokenSink for Browser {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
        {
            self.0.borrow_mut().extend(dangers(&tag));
        }
        TokenSinkResult::Continue
    }
}

const ACTING: [&str; 16] = [
    "script", "style", "object", "embed", "base", "meta", "link", "form", "svg", "math",
    "template", "noscript", "frame", "frameset", "applet", "portal",
];

fn dangers(tag: &Tag) -> Vec<String> {
    let mut found = Vec::new();
    if ACTING.contains(&&*tag.name) {
        found.push(format!("<{}>", tag.name));
    }
    for attribute in &tag.attrs {
        let name = attribute.name.local.to_string();
        if name.starts_with("on") || matches!(name.as_str(), "style" | "srcdoc" | "formaction") {
            found.push(name.clone());
        }
        if matches!(
            name.as_str(),
            "href" | "src" | "action" | "poster" | "cite" | "data"
        ) {
            let base = Url::parse("https://help.example.com/en/a/").expect("an address");
            let scheme = base
                .join(&attribute.value)
                .map(|url| url.scheme().to_owned());
            if !matches!(
                scheme.as_deref(),
                Ok("http" | "https" | "mailto" | "tel") | Err(_)
            ) {
                found.push(format!("{name}={}", attribute.value));
            }
        }
    }
    found
}

pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let file = format!("---\ntitle: A\nvisibility: public\n---\n{text}");
    fs::write(FOLDER.path().join("en/a.md"), file).expect("a file");
    let compiled = compile(&Input {
        folder: FOLDER.path(),
        config: &CONFIG,
        messages: &MESSAGES,
        history: &History::none(),
        drafts: false,
    });
    for article in &compiled.library.articles {
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from(&*article.body.html().expect("in memory")));
        let tokenizer = Tokenizer::new(Browser::default(), TokenizerOpts::default());
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
        let found = tokenizer.sink.0.into_inner();
        assert!(found.is_empty(), "{found:?} in {:?}", article.body.html());
    }
}
