//! What members write, and what becomes of it.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

#[path = "../../../benches/made/shapes.rs"]
mod shapes;

struct Forum(Messages);

impl Place for Forum {
    fn messages(&self) -> (&Messages, Locale) {
        (&self.0, Locale::En)
    }

    fn member(&self, handle: &str) -> Option<String> {
        let known = ["ana", "bob-b"].contains(&handle) || handle.starts_with("many");
        known.then(|| format!("/en/community/members/{handle}/"))
    }

    fn attachment(&self, key: &str) -> Option<Attached> {
        let size = match key {
            "Screen-1" => Some((800, 600)),
            "log" => None,
            _ => return None,
        };
        let url = format!("/files/{key}");
        Some(Attached { url, size })
    }

    fn is_ours(&self, address: &url::Url) -> bool {
        address.host_str() == Some("help.example.com")
    }
}

/// Texts of the interface are read once: thousands of posts are rendered here.
static FORUM: LazyLock<Forum> = LazyLock::new(|| Forum(Messages::built_in()));

fn rendered(text: &str) -> Rendered {
    render(text, &*FORUM).expect("a text like any other")
}

fn html(text: &str) -> String {
    rendered(text).html
}

#[test]
fn members_write_common_markdown() {
    let done = rendered(
        "# Title\n\nOne *two* **three** ~~four~~ `five`\\\nsix\nseven\n\n## Lower\n### Lowest\n###### As low\n\n\
         - a\n- [x] b\n- [ ] c\n\n3. d\n4. e\n\n> quoted\n> > twice\n\n***\n\n\
         ```Rust extra\nlet a = \"<b>\";\n```\n\n    indented\n",
    );
    insta::assert_snapshot!(done.html, @r#"
    <h3>Title</h3>
    <p>One <em>two</em> <strong>three</strong> <del>four</del> <code>five</code><br>
    six
    seven</p>
    <h4>Lower</h4>
    <h5>Lowest</h5>
    <h6>As low</h6>
    <ul>
    <li>a</li>
    <li><span class="task" role="img" aria-label="Done">☑</span> b</li>
    <li><span class="task" role="img" aria-label="To do">☐</span> c</li>
    </ul>
    <ol start="3">
    <li>d</li>
    <li>e</li>
    </ol>
    <blockquote>
    <p>quoted</p>
    <blockquote>
    <p>twice</p>
    </blockquote>
    </blockquote>
    <hr>
    <pre tabindex="0"><code class="language-rust">let a = "&lt;b&gt;";
    </code></pre>
    <pre tabindex="0"><code>indented
    </code></pre>
    "#);
    insta::assert_snapshot!(done.plain, @r#"
    Title
    One two three four five
    six
    seven
    Lower
    Lowest
    As low
    a
    b
    c
    d
    e
    quoted
    twice
    let a = "<b>";
    indented
    "#);
}

#[test]
fn tables_are_like_those_of_articles() {
    let done = rendered("| A | | C |\n|---|:-:|--:|\n| 1 | *2* | @ana |\n| x |\n");
    insta::assert_snapshot!(done.html, @r#"
    <div class="table" role="group" tabindex="0" aria-label="Table"><table>
    <thead><tr><th scope="col">A</th><td></td><th scope="col" class="right">C</th></tr></thead>
    <tbody>
    <tr><td>1</td><td class="center"><em>2</em></td><td class="right"><a class="member" href="/en/community/members/ana/">@ana</a></td></tr>
    <tr><td>x</td><td class="center"></td><td class="right"></td></tr>
    </tbody></table></div>
    "#);
    insta::assert_snapshot!(done.plain, @"
    A  C
    1 2 @ana
    x
    ");
}

#[test]
fn html_is_shown_as_it_was_typed() {
    insta::assert_snapshot!(html(
        "<div onclick=\"x()\">\n<b>@ana</b> https://example.com\n</div>\n\nIn <b>line</b> &amp; <!-- this -->\n\n<script>alert(1)</script>\n"
    ), @r#"
    <pre tabindex="0"><code>&lt;div onclick="x()"&gt;
    &lt;b&gt;@ana&lt;/b&gt; https://example.com
    &lt;/div&gt;
    </code></pre>
    <p>In &lt;b&gt;line&lt;/b&gt; &amp; &lt;!-- this --&gt;</p>
    <pre tabindex="0"><code>&lt;script&gt;alert(1)&lt;/script&gt;
    </code></pre>
    "#);
}

#[test]
fn what_only_writers_have_is_text() {
    insta::assert_snapshot!(html(
        "[[KB-000001]] [^1] {term:vat} $x$\n\n:::note\nText\n:::\n\n> [!NOTE]\n> Text\n\nTerm\n: Meaning\n\n# H {#id .class}\n"
    ), @"
    <p>[[KB-000001]] [^1] {term:vat} $x$</p>
    <p>:::note
    Text
    :::</p>
    <blockquote>
    <p>[!NOTE]
    Text</p>
    </blockquote>
    <p>Term
    : Meaning</p>
    <h3>H {#id .class}</h3>
    ");
}

#[test]
fn links_are_judged_and_those_of_others_are_marked() {
    let done = rendered(
        "[web](https://example.com/a \"title\") <https://example.com/b> www.example.com/c. \
         [ours](https://help.example.com/en/) [root](/en/a/?b#c) <ana@example.com> \
         [mail](mailto:ana@example.com?body=x) [r]\n\n[r]: https://example.com/d\n\n\
         [](https://example.com/empty) [*in* `it`](http://example.com)\n",
    );
    insta::assert_snapshot!(done.html, @r#"
    <p><a href="https://example.com/a" rel="ugc nofollow noopener">web</a> <a href="https://example.com/b" rel="ugc nofollow noopener">https://example.com/b</a> <a href="https://www.example.com/c" rel="ugc nofollow noopener">www.example.com/c</a>. <a href="https://help.example.com/en/">ours</a> <a href="/en/a/?b#c">root</a> <a href="mailto:ana@example.com">ana@example.com</a> <a href="mailto:ana@example.com">mail</a> <a href="https://example.com/d" rel="ugc nofollow noopener">r</a></p>
    <p><a href="https://example.com/empty" rel="ugc nofollow noopener">https://example.com/empty</a> <a href="http://example.com/" rel="ugc nofollow noopener"><em>in</em> <code>it</code></a></p>
    "#);
    assert_eq!(done.links, 6);
    insta::assert_snapshot!(done.plain, @"
    web https://example.com/b www.example.com/c. ours root ana@example.com mail r
    https://example.com/empty in it
    ");
}

#[test]
fn a_refused_link_leaves_its_words() {
    insta::assert_snapshot!(html(
        "[a](javascript:alert(1)) <javascript:alert(1)> [b](data:text/html,x) [c](//example.com) \
         [d](page.html) [e](#top) [f](/..//example.com) [g](https://u:p@example.com) [h](&#106;avascript:x) \
         [i](java&#x0A;script:x) [j](attachment:gone) [k](attachment:../x)\n"
    ), @"<p>a javascript:alert(1) b c d e f g h i j k</p>");
}

#[test]
fn only_uploads_are_shown_as_pictures() {
    let done = rendered(
        "![A *\"screen\"*](attachment:Screen-1) ![The log](attachment:log) [Same](attachment:Screen-1)\n\n\
         ![far](https://example.com/a.png) ![](https://example.com/b.png) ![gone](attachment:gone) ![x](javascript:alert(1))\n\n\
         [![in a link](https://example.com/c.png)](https://example.com/d) [![s](attachment:Screen-1)](/en/)\n",
    );
    insta::assert_snapshot!(done.html, @r#"
    <p><img src="/files/Screen-1" alt="A &quot;screen&quot;" width="800" height="600" loading="lazy" decoding="async"> <a href="/files/log">The log</a> <a href="/files/Screen-1">Same</a></p>
    <p><a href="https://example.com/a.png" rel="ugc nofollow noopener">far</a> <a href="https://example.com/b.png" rel="ugc nofollow noopener">https://example.com/b.png</a> gone x</p>
    <p><a href="https://example.com/d" rel="ugc nofollow noopener">in a link</a> <a href="/en/">s</a></p>
    "#);
    assert_eq!(done.attachments, ["Screen-1", "log"]);
    assert_eq!(done.links, 3);
}

#[test]
fn members_are_found_outside_of_code_and_links() {
    let done = rendered(
        "@ana and (@bob-b), @nobody, @Ana, ana@ana, `@ana`, [@ana](/en/), *x*@ana\n\n    @ana\n\n> @bob-b wrote:\n> hello\n",
    );
    insta::assert_snapshot!(done.html, @r#"
    <p><a class="member" href="/en/community/members/ana/">@ana</a> and (<a class="member" href="/en/community/members/bob-b/">@bob-b</a>), @nobody, @Ana, ana@ana, <code>@ana</code>, <a href="/en/">@ana</a>, <em>x</em>@ana</p>
    <pre tabindex="0"><code>@ana
    </code></pre>
    <blockquote>
    <p><a class="member" href="/en/community/members/bob-b/">@bob-b</a> wrote:
    hello</p>
    </blockquote>
    "#);
    assert_eq!(done.mentions, ["ana", "bob-b"]);
}

#[test]
fn what_a_text_names_is_known_before_it_is_rendered() {
    let asked = asked(
        "@ana @ana @bob ![x](attachment:Screen-1) [y](attachment:../z)",
        &Messages::built_in(),
    );
    let asked = asked.expect("a text like any other");
    assert_eq!(asked.members, ["ana", "bob"]);
    assert_eq!(asked.attachments, ["Screen-1"]);
}

#[test]
fn controls_become_one_sign_and_lines_end_in_one_way() {
    let done = rendered("a\r\nb\rc\u{1}\u{7f}\u{85}\u{fffe}\0\n\n```\nd\r\ne\r\n```\n");
    insta::assert_snapshot!(done.html, @r#"
    <p>a
    b
    c�����</p>
    <pre tabindex="0"><code>d
    e
    </code></pre>
    "#);
}

#[test]
fn a_text_is_refused_for_what_it_would_cost() {
    let of = |text: &str| render(text, &*FORUM).map(|_| ());
    let most = "a".repeat(MAX_BYTES);
    assert_eq!(of(&most), Ok(()));
    let bytes = MAX_BYTES + 1;
    assert_eq!(of(&(most + "a")), Err(Refused::TooLong { bytes }));

    let quoted = |depth: usize| "> ".repeat(depth) + "a";
    // The paragraph counts.
    assert_eq!(of(&quoted(MAX_DEPTH - 1)), Ok(()));
    assert_eq!(of(&quoted(MAX_DEPTH)), Err(Refused::TooDeep));
    assert_eq!(of(&quoted(5_000)), Err(Refused::TooDeep));
    let strong = |depth: usize| "*a **".repeat(depth) + "a" + &"** a*".repeat(depth);
    assert_eq!(of(&strong(15)), Ok(()));
    assert_eq!(of(&strong(16)), Err(Refused::TooDeep));
    let alt = "![a ".repeat(40) + &"](/b)".repeat(40);
    assert_eq!(of(&alt), Err(Refused::TooDeep));

    assert_eq!(of(&"[a](/b) ".repeat(MAX_LINKS)), Ok(()));
    assert_eq!(
        of(&"[a](/b) ".repeat(MAX_LINKS + 1)),
        Err(Refused::TooManyLinks)
    );
    let table = "|a".repeat(1_000) + "\n" + &"|-".repeat(1_000) + "\n" + &"|b\n".repeat(9_000);
    assert_eq!(of(&table), Err(Refused::TooLarge));
}

#[test]
fn rules_code_and_numbers_at_the_start_of_lines_are_no_depth() {
    for text in [
        "- ".repeat(300),
        "* * ".repeat(300),
        format!("```\n{}\n```", ">".repeat(90)),
        "1. 2. 3. a\n".repeat(500),
        "-----".repeat(300),
        format!("a {}", "> ".repeat(500)),
    ] {
        assert!(render(&text, &*FORUM).is_ok(), "{text:.40}");
    }
}

#[test]
fn of_many_members_the_first_are_found() {
    let text: String = (0..200).map(|n| format!("@many{n} ")).collect();
    let done = rendered(&text);
    assert_eq!(done.mentions.len(), MAX_MENTIONS);
    let one = rendered(&"@ana ".repeat(2_000));
    assert_eq!(one.mentions, ["ana"]);
    assert_eq!(one.html.matches("<a ").count(), 200);
}

/// Steps are events of the parser and words of the text: twice the text, twice the steps.
#[test]
fn work_grows_with_the_text_whatever_its_shape() {
    let mut worst = 0;
    for (name, shape) in shapes::SHAPES {
        let of = |bytes| counted(&shape.text(bytes), &*FORUM);
        let outcomes = [of(MAX_BYTES / 4), of(MAX_BYTES / 2), of(MAX_BYTES)];
        if let [Ok(_), Ok((_, half)), Ok((done, whole))] = &outcomes {
            assert!(*whole <= half * 22 / 10 + 8, "{name}: {half} to {whole}");
            assert!(done.html.len() <= MAX_HTML + MAX_BYTES, "{name}");
            worst = worst.max(*whole);
        } else {
            // What is refused at one length is so at every larger one.
            let refused = outcomes.iter().position(Result::is_err);
            let refused = refused.expect("one is refused");
            assert!(outcomes[refused..].iter().all(Result::is_err), "{name}");
        }
    }
    assert!(worst <= 4 * MAX_BYTES, "{worst}");
}

/// All tags of the HTML, balanced, or what is wrong with it.
fn tags(html: &str) -> Result<Vec<String>, String> {
    let mut open = Vec::new();
    let mut seen = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '>']) {
        if rest[at..].starts_with('>') {
            return Err(format!("a loose > in {html}"));
        }
        let end = rest[at..].find('>').ok_or("a tag that does not end")? + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        match tag.strip_prefix('/') {
            Some(name) => match open.pop() {
                Some(opened) if opened == name => {}
                opened => return Err(format!("</{name}> behind {opened:?} in {html}")),
            },
            None => {
                let name = tag.split(' ').next().unwrap_or_default().to_owned();
                if !["br", "hr", "img"].contains(&&*name) {
                    open.push(name.clone());
                }
                seen.push(name);
            }
        }
    }
    match open.is_empty() {
        true => Ok(seen),
        false => Err(format!("{open:?} left open in {html}")),
    }
}

const TAGS: [&str; 26] = [
    "p",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "code",
    "ul",
    "ol",
    "li",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "em",
    "strong",
    "del",
    "a",
    "img",
    "br",
    "hr",
    "span",
];

/// Pieces that mean something, and letters.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[a-zñ0-9 ]{1,8}",
        2 => proptest::sample::select(vec![
            "*", "**", "_", "~~", "`", "```\n", "[", "](", ")", "](/a)", "](javascript:x)", "![",
            "](attachment:log)", "](attachment:Screen-1)", "<", ">", "</p>", "<script>", "<!--",
            "-->", "\"", "'", "&", "&lt;", "&#x6a;", "\n", "\n\n", "\n> ", "\n- ", "\n1. ",
            "\n    ", "\n# ", "\n---\n", "\n===\n", "|", "\n|-|-|\n", "\n[a]: /b\n", "[a]",
            "@ana", "https://example.com/", "www.a.es", "\\", "[x] ", "<https://a.es>", "\t",
            "\0", "\u{202e}", "<a@b.es>", "\" onload=\"",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_becomes_balanced_tags_of_the_list(text in markdown()) {
        if let Ok(done) = render(&text, &*FORUM) {
            let seen = tags(&done.html).map_err(TestCaseError::fail)?;
            for tag in seen {
                prop_assert!(TAGS.contains(&&*tag), "<{}> of {:?}", tag, text);
            }
            prop_assert!(!done.plain.contains('\0'));
            prop_assert_eq!(render(&text, &*FORUM), Ok(done));
        }
    }

    #[test]
    fn plain_text_has_every_word(
        parts in proptest::collection::vec(("[a-zñ]{1,9}", proptest::sample::select(vec![
            " ", " *", "* ", "\n", "\n\n", "\n- ", "\n> ", " `", "` ", "\n\n    ", "\n## ", " [x](/a) ",
            "\n\n| a | b |\n|---|---|\n| c | ", "\n```\n", " <b> ", " ![y](/z) ",
        ])), 1..30)
    ) {
        let text: String = parts.iter().map(|(word, behind)| format!("{word}{behind}")).collect();
        let done = rendered(&text);
        for (word, _) in &parts {
            // Cells beyond the last column are nowhere, and names of languages are no text.
            let lost = text.contains('|') || text.contains("```");
            prop_assert!(lost || done.plain.contains(word.as_str()), "{} of {:?} in {:?}", word, text, done.plain);
        }
    }
}
