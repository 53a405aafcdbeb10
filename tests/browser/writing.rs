//! What a writer sees in `ayuda dev`.

use crate::reader::{reader_of, until};

#[tokio::test]
async fn a_writer_sees_what_is_saved_what_is_wrong_and_what_others_see() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |file: &str, text: &str| {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("ayuda.toml", "[content]\nvisibility = \"public\"\n");
    write(
        "content/en/first.md",
        "---\ntitle: First\n---\nAs it was.\n",
    );
    write(
        "content/en/draft.md",
        "---\ntitle: Draft\nstatus: draft\n---\nNot yet.\n",
    );
    write(
        "content/en/inner.md",
        "---\ntitle: Inner\nvisibility: internal\n---\nAmong us.\n",
    );
    let Some(reader) = reader_of("dev", folder.path()).await else {
        return;
    };
    let bar = "const bar = document.querySelector('ayuda-dev')?.shadowRoot;";
    reader.open("/en/first/").await;
    let script = format!("{bar} return bar?.textContent.includes('No problems') ?? false");
    until(&reader, "the bar", &script).await;

    // A saved text is there without a reload: what the page remembers stays.
    let remember = "window.remembered = true; return true";
    until(&reader, "a mark", remember).await;
    write(
        "content/en/first.md",
        "---\ntitle: First\n---\nAs it is now.\n",
    );
    let shows = "return document.querySelector('.prose').textContent.includes('As it is now') && window.remembered === true";
    until(&reader, "the new text", shows).await;

    // A mistake shows with its place and mend, and the last good page stays.
    write(
        "content/en/first.md",
        "---\ntitle: First\nvisiblity: internal\n---\nBroken.\n",
    );
    let script = format!(
        "{bar} const text = bar.textContent; return text.includes('en/first.md:3:1') && text.includes('did you mean `visibility`')"
    );
    until(&reader, "the mistake", &script).await;
    until(&reader, "the last good page", shows).await;
    write("content/en/first.md", "---\ntitle: First\n---\nMended.\n");
    let script = format!(
        "{bar} return bar.textContent.includes('No problems') && document.querySelector('.prose').textContent.includes('Mended')"
    );
    until(&reader, "the mended page", &script).await;

    // Drafts are shown as what they are.
    reader.open("/en/draft/").await;
    assert_eq!(
        reader.text(".notice").await,
        "Draft. Only you see this page: `ayuda dev` shows what is not published yet."
    );

    // What is internal is not there for everybody, and it is said why.
    reader.open("/en/inner/").await;
    assert_eq!(reader.text("main h1").await, "This page does not exist");
    let script = format!(
        "{bar} return bar?.textContent.includes('Not seen: the gate is internal, and this reader lacks: internal.') ?? false"
    );
    until(&reader, "the reason", &script).await;
    let look = format!(
        "{bar} [...bar.querySelectorAll('button')].find((one) => one.textContent === 'Look as internal').click(); return true"
    );
    until(&reader, "the button", &look).await;
    let shows = "return document.querySelector('main h1').textContent === 'Inner'";
    until(&reader, "the page as its readers see it", shows).await;
}
