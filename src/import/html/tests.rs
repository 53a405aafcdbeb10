use super::*;

fn check(html: &str, expected: &str) -> Vec<(LossKind, String)> {
    let (markdown, losses) = to_markdown(html);
    assert_eq!(markdown, expected);
    losses
}

#[test]
fn what_markdown_has_comes_along() {
    let losses = check(
        "<h2 id=\"h_01AB\">Send <em>it</em></h2><p>One<br>two &amp; <a href=\"x.html\">link</a> *</p><ul><li>a<ul><li>b</li></ul></li></ul><ol><li>c</li></ol><p>Press <kbd>Ctrl</kbd></p><pre><code>a &lt; b</code></pre><blockquote><p>q</p></blockquote>",
        "## Send *it* {#h_01AB}\n\nOne  \ntwo & [link](x.html) \\*\n\n- a\n  - b\n\n1. c\n\nPress `Ctrl`\n\n```\na < b\n```\n\n> q",
    );
    assert_eq!(losses, []);
}

#[test]
fn tables_have_a_head_and_one_line_a_cell() {
    let losses = check(
        "<table><caption>Prices</caption><tbody><tr><td>Item</td><td>Price</td></tr><tr><td><p>Door</p><ul><li>oak</li></ul></td><td>1|2</td></tr><tr><td colspan=\"2\">all</td></tr></tbody></table>",
        "**Prices**\n\n| Item | Price |\n| --- | --- |\n| Door • oak | 1\\|2 |\n| all |  |",
    );
    assert_eq!(losses, [(LossKind::Table, "Item | Price".to_owned())]);
    check(
        "<table><tr><td><p>Only</p><p>layout</p></td></tr></table>",
        "Only\n\nlayout",
    );
}

#[test]
fn what_runs_or_asks_does_not_come_along() {
    let losses = check(
        "<p onclick=\"x()\" style=\"color:red\">a</p><script>alert(1)</script><style>p{}</style><form><input><button>Go</button></form><iframe src=\"https://evil.example/x\"></iframe><img src=\"data:image/png;base64,AAAA\" alt=\"dot\"><svg><script>x</script></svg>",
        "a\n\nGo\n\n<https://evil.example/x>\n\ndot",
    );
    let kinds: Vec<&str> = losses.iter().map(|(kind, _)| kind.name()).collect();
    assert_eq!(
        kinds,
        [
            "script", "form", "form", "form", "embedded", "picture", "embedded", "style"
        ]
    );
}

#[test]
fn what_stands_first_is_told_as_well() {
    // The parser moves it to the head of the page.
    let losses = check("<style>p{}</style><script>alert(1)</script>", "");
    assert_eq!(losses, [(LossKind::Script, "<script>".to_owned())]);
}

#[test]
fn films_that_we_show_are_shown() {
    check(
        "<iframe src=\"//www.youtube.com/embed/abc123\" title=\"How &quot;to&quot;\"></iframe>",
        ":::video https://www.youtube.com/watch?v=abc123 \"How  to\"\n:::",
    );
}

#[test]
fn hostile_html_neither_hangs_nor_crashes() {
    for html in [
        "<div>".repeat(300_000),
        "<div></b>".repeat(100_000),
        "<b><i>".repeat(50_000),
        "<ul><li>".repeat(2_000),
        "<table><tr><td>".repeat(500),
        "<p><b><p><i><p><u>".repeat(300),
        "<a href='".repeat(10_000),
        "<!--".repeat(10_000),
        "<?xml version='1.0'?><p>x</p>".to_owned(),
        "<svg><![CDATA[<p>]]></svg><math><annotation-xml encoding='text/html'><p>x".to_owned(),
        "\u{1}\u{2}\u{3}<td>x</td>\u{1}".to_owned(),
    ] {
        let (markdown, _) = to_markdown(&html);
        assert!(markdown.len() <= html.len() * 2, "{:.40}", html);
    }
    let (markdown, losses) = to_markdown(&format!("{}deep &amp; *x*", "<div>".repeat(60)));
    assert_eq!(markdown, "deep & \\*x\\*");
    assert_eq!(losses, [(LossKind::TooDeep, String::new())]);
}
