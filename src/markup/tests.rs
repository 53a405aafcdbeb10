use std::cell::RefCell;
use std::ops::Range;

use super::*;
use crate::content::{Film, Size};
use crate::i18n::Messages;
use crate::locale::Locale;

/// Knows `known.md`, `KB-000001`, `screen.png` and the term `estimate.markup`.
#[derive(Default)]
struct Few {
    asked: RefCell<Vec<String>>,
}

impl Resolve for Few {
    fn link(&self, written: &str, _at: Range<usize>) -> LinkTarget {
        self.asked.borrow_mut().push(written.to_owned());
        match written.split('#').next() {
            Some("known.md") => LinkTarget::Page {
                url: written.replace("known.md", "/en/known/"),
                title: "Known".to_owned(),
            },
            _ => LinkTarget::Nothing,
        }
    }

    fn id(&self, id: &str, at: Range<usize>) -> LinkTarget {
        match id {
            "KB-000001" => self.link("known.md", at),
            _ => LinkTarget::Nothing,
        }
    }

    fn picture(&self, written: &str, _at: Range<usize>) -> PictureTarget {
        match written {
            "screen.png" => PictureTarget::Shown {
                url: "/media/1.png".to_owned(),
                words: "Add line".to_owned(),
                size: Some(Size {
                    width: 640,
                    height: 400,
                }),
            },
            _ => PictureTarget::Nothing,
        }
    }

    fn film(&self, written: &str, _at: Range<usize>) -> Option<Film> {
        (written == "clip.webm").then(|| Film {
            url: "/media/2.webm".to_owned(),
            poster: Some("/media/3.webp".to_owned()),
            captions: Some("/media/4.vtt".to_owned()),
            transcript: "Choose <Add>.\nAna: Done.".to_owned(),
        })
    }

    fn term(&self, key: &str, _at: Range<usize>) -> TermTarget {
        match key {
            "estimate.markup" => TermTarget::Known {
                title: "Markup".to_owned(),
                text: "Added <to> cost".to_owned(),
            },
            _ => TermTarget::Nothing,
        }
    }
}

fn rendered(markdown: &str) -> Rendered {
    let document = Document::of_file("en/a.md", markdown, 0);
    render(
        &document,
        "Title",
        &Few::default(),
        &Messages::built_in(),
        Locale::En,
    )
}

fn html(markdown: &str) -> String {
    rendered(markdown).html
}

fn codes(markdown: &str) -> Vec<(&'static str, usize)> {
    rendered(markdown)
        .problems
        .iter()
        .map(|one| {
            (
                one.code.name(),
                one.place.as_ref().map_or(0, |place| place.line),
            )
        })
        .collect()
}

#[test]
fn headings_have_stable_anchors_and_the_title_is_not_said_twice() {
    insta::assert_snapshot!(html("# Title\n\n## Añadir\n\n## Añadir\n\n### Own {#mine}\n"), @r##"
    <h2 id="anadir">Añadir <a class="anchor" href="#anadir" aria-label="Link to “Añadir”">#</a></h2>
    <h2 id="anadir-2">Añadir <a class="anchor" href="#anadir-2" aria-label="Link to “Añadir”">#</a></h2>
    <h3 id="mine">Own <a class="anchor" href="#mine" aria-label="Link to “Own”">#</a></h3>
    "##);
    insta::assert_snapshot!(html("# Another\n\n## Below\n"), @r##"
    <h2 id="another">Another <a class="anchor" href="#another" aria-label="Link to “Another”">#</a></h2>
    <h3 id="below">Below <a class="anchor" href="#below" aria-label="Link to “Below”">#</a></h3>
    "##);
}

#[test]
fn headings_take_the_ids_that_other_systems_gave_them() {
    insta::assert_snapshot!(html("# T\n\n## <a name=\"To-post\"></a>Post it\n\n## <a id='x'>Void</a> it\n"), @r##"
    <h2 id="t">T <a class="anchor" href="#t" aria-label="Link to “T”">#</a></h2>
    <h3 id="to-post">Post it <a class="anchor" href="#to-post" aria-label="Link to “Post it”">#</a></h3>
    <h3 id="x">Void it <a class="anchor" href="#x" aria-label="Link to “Void it”">#</a></h3>
    "##);
}

#[test]
fn tables_are_lines_to_the_search() {
    let sections =
        rendered("| Plan | Users |\n| --- | --- |\n| Free | 2 |\n| Starter | 5 |\n").sections;
    assert_eq!(sections[0].text, "Plan · Users; Free · 2; Starter · 5");
}

#[test]
fn raw_html_is_text_and_comments_vanish() {
    insta::assert_snapshot!(html("a <b onclick=x>b</b> <!-- secret -->\n\n<script>alert(1)</script>\n\n<!-- secret\n\nmore -->\nshown\n"), @r"
    <p>a &lt;b onclick=x&gt;b&lt;/b&gt; </p>
    <p>&lt;script&gt;alert(1)&lt;/script&gt;</p>
    <p>shown</p>
    ");
    assert_eq!(
        rendered("a <!-- secret --> b\n\n<!-- secret\n -->\n").markdown,
        "a  b\n"
    );
}

#[test]
fn links_are_judged_and_broken_ones_become_text() {
    insta::assert_snapshot!(html("[a](known.md#x) [b](gone.md) [[KB-000001]] [[KB-000001|this]] [d](javascript:alert(1)) [e](java\tscript:x) <https://example.com/?a&b> [f](//evil.example) [g](#here)"), @r##"<p><a href="/en/known/#x">a</a> b <a href="/en/known/">Known</a> <a href="/en/known/">this</a> d [e](java	script:x) <a href="https://example.com/?a&amp;b" rel="noopener">https://example.com/?a&amp;b</a> f <a href="#here">g</a></p>"##);
}

#[test]
fn in_a_table_the_bar_of_a_link_is_escaped_and_one_that_is_not_is_told() {
    let row = |link: &str| format!("| a | b |\n| --- | --- |\n| {link} | x |\n");
    let escaped = rendered(&row(r"[[KB-000001\|*this* one]]"));
    assert!(
        escaped
            .html
            .contains("<td><a href=\"/en/known/\"><em>this</em> one</a></td><td>x</td>"),
        "{}",
        escaped.html
    );
    assert!(escaped.problems.is_empty(), "{:?}", escaped.problems);
    assert!(
        escaped
            .markdown
            .contains("| [*this* one](/en/known/) | x |")
    );

    let torn = rendered(&row("see [[KB-000001|this]]"));
    let problem = &torn.problems[0];
    assert_eq!(problem.code.name(), "broken-link");
    assert_eq!(problem.arguments, [("target", "[[KB-000001".to_owned())]);
    assert_eq!(problem.near.as_deref(), Some(r"[[KB-000001\|this]]"));
    assert_eq!(torn.problems.len(), 1);
    for fine in ["[[KB-000001]]", "[[", "a [[b", r"[[KB-000001\|a]]"] {
        assert!(rendered(&row(fine)).problems.is_empty(), "{fine}");
    }
}

#[test]
fn the_twin_is_resolved_markdown() {
    let markdown = "See [a](known.md), [b *c*](gone.md), [[KB-000001]] and [r][ref].\n\nIn {term:estimate.markup} `{term:estimate.markup}`. ![s](screen.png)\n\n[ref]: known.md \"x\"\n";
    insta::assert_snapshot!(rendered(markdown).markdown, @r"
    See [a](/en/known/), b *c*, [Known](/en/known/) and [r](/en/known/).

    In Markup `{term:estimate.markup}`. ![s](/media/1.png)
    ");
}

#[test]
fn the_twin_has_no_markers() {
    let markdown = "Text.\n\n:::steps\n1. One\n:::\n\n:::tabs\n:::tab iPhone\nA\n:::\n:::tab Android\nB\n:::\n:::\n\n:::annotated screen.png \"A screen\"\n1. `10,20` Here\n:::\n\n:::video clip.webm \"A film\"\n:::\n\n:::annotated gone.png \"Nothing\"\n:::\n\n```\n:::steps\n```\n";
    insta::assert_snapshot!(rendered(markdown).markdown, @"
    Text.

    1. One

    **iPhone**

    A

    **Android**

    B


    ![A screen](/media/1.png)

    1. Here

    [Watch: A film](/media/2.webm)


    Nothing


    ```
    :::steps
    ```
    ");
}

#[test]
fn headings_that_a_writer_skipped_are_not_skipped_on_the_page() {
    let levels = |markdown: &str| {
        let outline = rendered(markdown).outline;
        outline
            .iter()
            .map(|one| one.level.to_string())
            .collect::<String>()
    };
    assert_eq!(levels("## A\n\n### B\n\n## C\n"), "232");
    assert_eq!(
        levels("### A\n\n### B\n\n## C\n\n#### D\n\n#### E\n\n### F\n"),
        "222333"
    );
    assert_eq!(levels("# A\n\n## B\n\n#### C\n\n# D\n"), "2342");
    assert_eq!(levels("## A\n\n###### B\n\n##### C\n\n#### D\n"), "2333");
}

#[test]
fn containers_close_lists_and_nest() {
    insta::assert_snapshot!(html(":::steps\n1. One\n2. Two\n:::\n1. Other\n\n:::tabs\n:::tab iPhone\nA\n:::\n:::tab Android\nB\n:::\n:::\n"), @r#"
    <div class="steps">
    <ol>
    <li>One</li>
    <li>Two</li>
    </ol>
    </div>
    <ol>
    <li>Other</li>
    </ol>
    <div class="tabs">
    <details class="tab" name="tabs-1" open><summary>iPhone</summary>
    <p>A</p>
    </details>
    <details class="tab" name="tabs-1"><summary>Android</summary>
    <p>B</p>
    </details>
    </div>
    "#);
}

#[test]
fn an_unknown_or_open_container_is_said_and_stays_readable() {
    assert_eq!(
        codes("a\n\n:::stepps\nx\n:::\n\n:::image a.png:::\n\n:::cards\n- a\n"),
        [
            ("unknown-directive", 3),
            ("unknown-directive", 7),
            ("open-directive", 9),
        ]
    );
    insta::assert_snapshot!(html(":::stepps\nx\n:::\n\n```\n:::steps\n```\n"), @r#"
    <p>:::stepps
    x</p>
    <pre tabindex="0"><code>:::steps
    </code></pre>
    "#);
}

#[test]
fn an_annotated_picture_has_spots_and_a_list() {
    insta::assert_snapshot!(html(":::annotated screen.png \"The editor\"\n1. `10,20` **Add**\n2. `200,1` far\n:::\n"), @r#"
    <figure class="annotated">
    <div class="annotated-picture"><img src="/media/1.png" alt="The editor" width="640" height="400" decoding="async"><svg class="spots" width="100%" height="100%" aria-hidden="true"><circle cx="10%" cy="20%" r="12"/><text x="10%" y="20%" text-anchor="middle" dominant-baseline="central">1</text></svg></div>
    <ol>
    <li> <strong>Add</strong></li>
    <li><code>200,1</code> far</li>
    </ol>
    </figure>
    "#);
}

#[test]
fn alerts_terms_tables_notes_and_definitions() {
    insta::assert_snapshot!(html("> [!WARNING]\n> Careful with {term:estimate.markup} and {term:nope}.\n\n| a | b |\n| - | -: |\n| 1 | 2 |\n\nNote[^n].\n\n[^n]: The note.\n\nTerm\n: Meaning\n\n- [x] done\n- [ ] open\n"), @r##"
    <div class="alert warning" role="note">
    <p class="alert-title">Warning</p>
    <p>Careful with <span class="term" tabindex="0">Markup<span class="term-text" role="tooltip">Added &lt;to&gt; cost</span></span> and {term:nope}.</p>
    </div>
    <div class="table" role="group" tabindex="0" aria-label="Table"><table>
    <thead><tr><th scope="col">a</th><th scope="col" class="right">b</th></tr></thead>
    <tbody>
    <tr><td>1</td><td class="right">2</td></tr>
    </tbody></table></div>
    <p>Note<sup class="footnote"><a href="#fn-1" id="fnref-1">1</a></sup>.</p>
    <dl>
    <dt>Term</dt>
    <dd>Meaning</dd>
    </dl>
    <ul>
    <li><span class="task" role="img" aria-label="Done">☑</span> done</li>
    <li><span class="task" role="img" aria-label="To do">☐</span> open</li>
    </ul>
    <section class="footnotes" aria-label="Notes"><ol>
    <li id="fn-1" value="1"><p>The note. <a href="#fnref-1" aria-label="Back to the text">↩</a></p></li>
    </ol></section>
    "##);
}

#[test]
fn a_film_has_its_poster_and_captions() {
    insta::assert_snapshot!(html(":::video clip.webm Adding a line\nThe same in words.\n:::\n"), @r#"
    <figure class="video">
    <video controls preload="none" src="/media/2.webm" poster="/media/3.webp" aria-label="Watch: Adding a line"><track kind="captions" default srclang="en" label="English" src="/media/4.vtt"></video>
    <details class="transcript"><summary>The film in words</summary>
    <p>Choose &lt;Add&gt;.</p>
    <p>Ana: Done.</p>
    </details>
    <figcaption>
    <p>The same in words.</p>
    </figcaption></figure>
    "#);
}

#[test]
fn words_of_a_picture_are_found_and_not_shown() {
    let page = rendered("Before\n\n![The toolbar](screen.png)\n\nAfter\n");
    assert!(!page.html.contains("Add line"), "{}", page.html);
    insta::assert_snapshot!(page.sections[0].text, @"Before The toolbar Add line After");
}

#[test]
fn a_video_asks_nothing_of_others_before_it_is_opened() {
    insta::assert_snapshot!(html(":::video https://youtu.be/abc_D-1 Adding a line\nWhat is **said**.\n:::\n"), @r#"
    <figure class="video">
    <details><summary>Watch: Adding a line</summary><iframe loading="lazy" allowfullscreen src="https://www.youtube-nocookie.com/embed/abc_D-1" title="Watch: Adding a line"></iframe></details>
    <figcaption>
    <p>What is <strong>said</strong>.</p>
    </figcaption></figure>
    "#);
    assert_eq!(
        codes(":::video http://x.example/a\n:::\n"),
        [("bad-video", 1)]
    );
}

#[test]
fn sections_are_cut_at_headings() {
    let sections: Vec<(String, String)> =
        rendered("Intro *text*.\n\n## One\n\n- a\n- b `c`\n\n## Two\n")
            .sections
            .into_iter()
            .map(|section| (section.anchor, section.text))
            .collect();
    let expected = [("", "Intro text."), ("one", "a b c"), ("two", "")];
    assert_eq!(
        sections,
        expected.map(|(a, t)| (a.to_owned(), t.to_owned()))
    );
}

#[test]
fn steps_of_a_tour_name_their_targets() {
    let steps = rendered("## First {target=\"new\"}\n\nDo it.\n\n## Second\n\nThen.\n").steps();
    assert_eq!(
        steps,
        [
            Step {
                title: "First".to_owned(),
                html: "<p>Do it.</p>".to_owned(),
                target: Some("new".to_owned()),
            },
            Step {
                title: "Second".to_owned(),
                html: "<p>Then.</p>".to_owned(),
                target: None,
            },
        ]
    );
}

#[test]
fn hostile_markdown_ends() {
    for shape in [
        "> ",
        "- ",
        "[",
        "![",
        "*",
        "`",
        "<",
        ":::steps\n",
        "{term:",
        "[[",
        "|",
        "[^a]: ",
    ] {
        let _ = rendered(&shape.repeat(20_000));
    }
    assert!(
        codes(&"> ".repeat(200))
            .iter()
            .any(|(code, _)| *code == "too-deep")
    );
}

#[test]
fn a_corner_without_words_heads_no_column() {
    let done = html("|  | Cost |\n|---|---|\n| Framing | 12 |\n");
    assert!(
        done.contains("<thead><tr><td></td><th scope=\"col\">Cost</th></tr></thead>"),
        "{done}"
    );
}
