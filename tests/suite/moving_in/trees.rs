//! Trees of Markdown: Hugo, Docusaurus, MkDocs, Jekyll, and those of nobody.

use std::fs;

use crate::harness::shared;
use crate::moving_in::Moving;

/// A tree as Hugo has it: one language by suffix, TOML and YAML, shortcodes.
#[test]
fn a_tree_of_hugo_comes_along() {
    let moving = Moving::new(&[
        ("hugo.toml", "baseURL = 'https://example.com'\n"),
        ("README.md", "# Not content\n"),
        ("static/img/tool bar.png", "png"),
        (
            "content/_index.md",
            "---\ntitle: Docs\n---\nWelcome. Read [the guide]({{< relref \"guide/start.md\" >}}).\n",
        ),
        (
            "content/guide/_index.md",
            "+++\ntitle = \"Guide\"\nweight = 2\n+++\n",
        ),
        (
            "content/guide/start.md",
            "+++\ntitle = \"Get started\"\ndescription = \"First steps.\"\nlastmod = 2024-05-06T07:08:09Z\ndate = 2023-01-02\nweight = 10\ntags = [\"a\", \"b\"]\naliases = [\"/old/start/\", \"/bad one/\"]\nlayout = \"wide\"\n[params]\nmood = \"blue\"\n+++\n\n{{< note >}}\nBe careful.\n{{< /note >}}\n\n{{< figure src=\"/img/tool bar.png\" alt=\"The toolbar\" >}}\n\n{{< youtube abc123 >}}\n\nSee [bundle](../bundle/) and [gone](nowhere.md).\n\n```\n{{< code stays >}}\n```\n",
        ),
        (
            "content/guide/start.es.md",
            "---\ntitle: Empezar\nslug: empezar\n---\nVe [el paquete](/bundle/).\n",
        ),
        ("content/guide/start.fr.md", "---\ntitle: Commencer\n---\n"),
        (
            "content/bundle/index.md",
            "---\ntitle: Bundle\n---\n![a](pic.svg)\n",
        ),
        (
            "content/bundle/pic.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>a</title></svg>",
        ),
    ]);
    insta::assert_snapshot!(moving.plan(&["markdown", "old", "--visibility", "public"]), @"
    Front matter: their key, our field, files
      title       → title                     5
      weight      → order                     2
      aliases     → aliases                   1
      date        → date                      1
      description → summary                   1
      lastmod     → updated                   1
      layout      → —                         1
      params.mood → —                         1
      slug        → slug                      1
      tags        → tags                      1

    Files, and where each is from (+ is copied as it is)
    + en/_files/static/img/tool-bar.png ← static/img/tool bar.png
      en/_index.md ← content/_index.md
      en/bundle/index.md ← content/bundle/index.md
    + en/bundle/pic.svg ← content/bundle/pic.svg
      en/guide/_index.md ← content/guide/_index.md
      en/guide/start.md ← content/guide/start.md
      es/_index.md
      es/guide/start.md ← content/guide/start.es.md

    What does not come along as it was
      README.md: is outside of the pages or a table of contents, and is left out
      content/guide/start.fr.md: is in a language that ayuda does not have, or a second text in one, and is left out
      content/guide/start.md:1: this old address will not lead to the new page: /bad one/
      content/guide/start.md:14: shortcode, template or component: taken away, its text stays: {{< note >}}
      content/guide/start.md:16: shortcode, template or component: taken away, its text stays: {{< /note >}}
      content/guide/start.md:22: leads to nothing that is imported: nowhere.md

           1  is in a language that ayuda does not have, or a second text in one, and is left out
           1  is outside of the pages or a table of contents, and is left out
           1  this old address will not lead to the new page
           2  shortcode, template or component: taken away, its text stays
           1  leads to nothing that is imported
    ");
    moving.apply(&["markdown", "old", "--visibility", "public"]);
    insta::assert_snapshot!(moving.text("en/_index.md"), @r#"
    ---
    title: "Docs"
    visibility: public
    ---

    Welcome. Read [the guide](guide/start.md).
    "#);
    insta::assert_snapshot!(moving.text("en/guide/start.md"), @r#"
    ---
    title: "Get started"
    order: 10
    date: 2023-01-02
    summary: "First steps."
    tags: ["a", "b"]
    updated: 2024-05-06T07:08:09Z
    aliases: ["/old/start/"]
    ---

    Be careful.

    ![The toolbar](../_files/static/img/tool-bar.png)

    :::video https://youtu.be/abc123
    :::

    See [bundle](../bundle/index.md) and [gone](nowhere.md).

    ```
    {{< code stays >}}
    ```
    "#);
    insta::assert_snapshot!(moving.text("es/guide/start.md"), @r#"
    ---
    title: "Empezar"
    slug: empezar
    ---

    Ve [el paquete](../../en/bundle/index.md).
    "#);
    insta::assert_snapshot!(moving.checked().join("\n"), @"
    broken-image en/_files/static/img/tool-bar.png
    broken-link en/guide/start.md
    ");
    insta::assert_snapshot!(moving.public().join("\n"), @"
    /en/bundle/
    /en/guide/start/
    /es/guide/empezar/
    ");
}

#[test]
fn a_tree_of_docusaurus_comes_along() {
    let moving = Moving::new(&[
        ("docusaurus.config.js", ""),
        ("src/pages/index.md", "# Not a doc\n"),
        (
            "docs/intro.md",
            "---\nid: intro\nsidebar_position: 1\nslug: /\n---\n# Intro\n\nGo to [create](./02-how-to/01-create.mdx#second) or [create](/docs/how-to/create).\n",
        ),
        (
            "docs/02-how-to/_category_.json",
            "{\"label\": \"How-To\", \"position\": 2}",
        ),
        (
            "docs/02-how-to/01-create.mdx",
            "---\ntitle: Create\nunlisted: false\n---\nimport Tabs from '@theme/Tabs';\nimport TabItem from '@theme/TabItem';\n\n:::tip[Before you start]\nBe **signed in**.\n:::\n\n<Tabs>\n<TabItem value=\"web\" label=\"On the web\">\n\nChoose **New**.\n\n</TabItem>\n<TabItem value=\"app\">\n\nTap **+**.\n\n</TabItem>\n</Tabs>\n\n<Highlight color=\"red\">\n\nWords stay.\n\n</Highlight>\n\n## Second {#second}\n\nPress <kbd>Enter</kbd>.<br/>Then <Badge>wait</Badge> for <your name>.\n\n<details>\n<summary>More</summary>\n\nInner *text*.\n\n</details>\n",
        ),
        (
            "i18n/es/docusaurus-plugin-content-docs/current/02-how-to/01-create.mdx",
            "---\ntitle: Crear\n---\nVe a [inicio](../intro.md).\n",
        ),
        (
            "i18n/fr/docusaurus-plugin-content-docs/current/intro.md",
            "# Intro\n",
        ),
    ]);
    moving.apply(&["markdown", "old"]);
    insta::assert_snapshot!(moving.files("content").join("\n"), @"
    en/_index.md
    en/how-to/_index.md
    en/how-to/create.md
    en/intro.md
    es/_index.md
    es/how-to/_index.md
    es/how-to/create.md
    ");
    insta::assert_snapshot!(moving.text("en/intro.md"), @r#"
    ---
    id: "intro"
    order: 1
    ---

    # Intro

    Go to [create](how-to/create.md#second) or [create](how-to/create.md).
    "#);
    insta::assert_snapshot!(moving.text("en/how-to/_index.md"), @r#"
    ---
    title: "How-To"
    order: 2
    ---
    "#);
    insta::assert_snapshot!(moving.text("en/how-to/create.md"), @r#"
    ---
    title: "Create"
    ---

    > [!TIP]
    > **Before you start**
    >
    > Be **signed in**.

    :::tabs
    :::tab On the web

    Choose **New**.

    :::
    :::tab app

    Tap **+**.

    :::
    :::

    Words stay.

    ## Second {#second}

    Press `Enter`.\
    Then wait for <your name>.

    **More**

    Inner *text*.
    "#);
    insta::assert_snapshot!(moving.text("es/how-to/create.md"), @r#"
    ---
    title: "Crear"
    ---

    Ve a [inicio](../../en/intro.md).
    "#);
    insta::assert_snapshot!(moving.checked().join("\n"), @"");
    // Nobody said that it is public, so it is not.
    assert_eq!(moving.public(), Vec::<String>::new());
}

#[test]
fn notes_and_tabs_of_mkdocs_and_tags_of_jekyll_come_along() {
    let mkdocs = Moving::new(&[
        ("mkdocs.yml", ""),
        ("docs/index.md", "# Home\n"),
        (
            "docs/a.md",
            "# A\n\n!!! warning \"Mind the gap\"\n    First line.\n\n    - item\n\nAfter.\n\n=== \"Linux\"\n    Type `ls`.\n\n=== \"Windows\"\n    Type `dir`.\n\nDone.\n\n??? note\n    Last words.\n",
        ),
    ]);
    mkdocs.apply(&["markdown", "old"]);
    insta::assert_snapshot!(mkdocs.text("en/a.md"), @"
    # A

    > [!WARNING]
    > **Mind the gap**
    >
    > First line.
    >
    > - item
    >

    After.

    :::tabs
    :::tab Linux
    Type `ls`.

    :::
    :::tab Windows
    Type `dir`.

    :::
    :::

    Done.

    > [!NOTE]
    > Last words.
    ");
    assert_eq!(mkdocs.checked(), Vec::<String>::new());

    let jekyll = Moving::new(&[
        ("_config.yml", ""),
        (
            "_posts/2024-03-04-big-news.md",
            "---\nlayout: post\ntitle: Big news\npermalink: /2024/big-news.html\nredirect_from: [/news]\n---\n{% include banner.html %}\nRead [docs]({% link _docs/install.md %}){:.button}.\n\n{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n{% raw %}\n{{ x }}\n{% endraw %}\n",
        ),
        (
            "_docs/install.md",
            "---\ntitle: Install\n---\nRun `{% this %}`.\n",
        ),
    ]);
    jekyll.apply(&["markdown", "old"]);
    insta::assert_snapshot!(jekyll.files("content").join("\n"), @"
    en/_index.md
    en/docs/install.md
    en/posts/big-news.md
    ");
    insta::assert_snapshot!(jekyll.text("en/posts/big-news.md"), @r#"
    ---
    title: "Big news"
    date: 2024-03-04
    aliases: ["/news", "/2024/big-news.html"]
    ---

    Read [docs](../docs/install.md).

    ```ruby
    puts 1
    ```

    {{ x }}
    "#);
    assert_eq!(jekyll.checked(), Vec::<String>::new());
}

#[test]
fn what_may_keep_a_page_back_keeps_it_back() {
    let page =
        |front: &str| format!("---\ntitle: T\n{front}\n---\nText with [a link](closed.md).\n");
    let files: Vec<(String, String)> = [
        ("en/closed.md", "private: true"),
        ("es/closed.md", "tags: [x]"),
        ("en/misspelt.md", "visiblity: nobody"),
        ("en/roles.md", "roles: [boss]"),
        ("en/customer.md", "visibility: customer"),
        ("en/draft.md", "draft: true"),
        ("en/unpublished.md", "published: false"),
        ("en/odd.md", "draft: perhaps"),
        ("en/ends.md", "expiryDate: 2020-01-01"),
        ("en/broken.md", "title: again: [\nkey: *x"),
        (
            "en/open.md",
            "published: true\nprivate: false\nvisibility: public",
        ),
        ("en/inner/_index.md", "access: team"),
        ("en/inner/page.md", "visibility: customer"),
    ]
    .map(|(name, front)| (name.to_owned(), page(front)))
    .into();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let moving = Moving::new(&files);
    let plan = moving.plan(&["markdown", "old", "--visibility", "public"]);
    insta::assert_snapshot!(plan.split("What does not come along").nth(1).expect("losses"), @"
    as it was
     en/broken.md:1: may keep this page back, so it is closed: look at its status and visibility: the key `title` stands twice
     en/closed.md:1: may keep this page back, so it is closed: look at its status and visibility: private: true
     en/customer.md:5: leads to what not all its readers may read: its words stay: closed.md
     en/draft.md:5: leads to what not all its readers may read: its words stay: closed.md
     en/ends.md:1: may keep this page back, so it is closed: look at its status and visibility: expirydate: 2020-01-01
     en/ends.md:5: leads to what not all its readers may read: its words stay: closed.md
     en/inner/_index.md:1: may keep this page back, so it is closed: look at its status and visibility: access: team
     en/misspelt.md:1: may keep this page back, so it is closed: look at its status and visibility: visiblity: nobody
     en/odd.md:1: may keep this page back, so it is closed: look at its status and visibility: draft: perhaps
     en/odd.md:5: leads to what not all its readers may read: its words stay: closed.md
     en/open.md:7: leads to what not all its readers may read: its words stay: closed.md
     en/roles.md:1: may keep this page back, so it is closed: look at its status and visibility: roles: boss
     en/unpublished.md:5: leads to what not all its readers may read: its words stay: closed.md

          7  may keep this page back, so it is closed: look at its status and visibility
          6  leads to what not all its readers may read: its words stay
    ");
    moving.apply(&["markdown", "old", "--visibility", "public"]);
    insta::assert_snapshot!(moving.checked().join("\n"), @"
    doubled-title en/customer.md
    doubled-title en/inner/page.md
    doubled-title en/misspelt.md
    doubled-title en/open.md
    doubled-title en/roles.md
    ");
    insta::assert_snapshot!(moving.public().join("\n"), @"/en/open/");
    let library = moving.compiled().library;
    let gates: Vec<String> = library
        .articles
        .iter()
        .map(|one| format!("{} {} {}", one.language, one.path, one.gate))
        .collect();
    insta::assert_snapshot!(gates.join("\n"), @"
    en closed internal
    en customer customer
    en misspelt internal
    en open public
    en roles internal
    en inner/page internal
    es closed internal
    ");
}

#[test]
fn names_and_addresses_that_clash_are_settled_and_told() {
    let moving = Moving::new(&[
        ("en/A page.md", "---\nid: one\nslug: same\n---\n# A\n"),
        (
            "en/a-page.md",
            "---\nid: one\nslug: same\n---\n# B\n[a](A%20page.md)\n",
        ),
        ("en/guide.md", "# Guide\n[below](guide/x.md)\n"),
        (
            "en/guide/x.md",
            "---\nid: a-page\naliases: [/en/guide/x/, /old/]\n---\n# X\n[up](../guide.md)\n",
        ),
        ("en/search.md", "# Search\n"),
        ("en/index.html.md", "# Html\n"),
        ("en/con/aux.md", "---\naliases: /old\n---\n# Aux\n"),
        ("en/日本語.md", "# 日本語\n"),
        ("en/deep/README.md", "# Deep\n"),
        ("en/deep/index.md", "# Deeper\n"),
        ("en/deep/er.md", "# Er\n"),
        ("es/guide.md", "---\nid: guía\n---\n# Guía\n"),
        ("es/a-page.md", "---\nid: other\n---\n# B\n"),
    ]);
    insta::assert_snapshot!(moving.plan(&["markdown", "old"]), @"
    Front matter: their key, our field, files
      id      → id                        5
      aliases → aliases                   2
      slug    → slug                      2

    Files, and where each is from (+ is copied as it is)
      en/_index.md
      en/a-page-2.md ← en/a-page.md
      en/a-page.md ← en/A page.md
      en/con-page/aux-page.md ← en/con/aux.md
      en/deep-2.md ← en/deep/index.md
      en/deep/_index.md ← en/deep/README.md
      en/deep/er.md ← en/deep/er.md
      en/guide/_index.md ← en/guide.md
      en/guide/x.md ← en/guide/x.md
      en/index-html.md ← en/index.html.md
      en/page.md ← en/日本語.md
      en/search-page.md ← en/search.md
      es/_index.md
      es/a-page-2.md ← es/a-page.md
      es/guide/_index.md ← es/guide.md

    What does not come along as it was
      en/a-page.md: its address is taken, so it goes to: a-page-2.md
      en/a-page.md:1: this value cannot be used, and is left out: id: one
      en/a-page.md:1: this value cannot be used, and is left out: slug: same
      en/deep/index.md: its address is taken, so it goes to: deep-2.md
      en/guide/x.md:1: this value cannot be used, and is left out: id: a-page
      es/a-page.md: its address is taken, so it goes to: a-page-2.md
      es/guide.md:1: this value cannot be used, and is left out: id: guía

           3  its address is taken, so it goes to
           4  this value cannot be used, and is left out
    ");
    moving.apply(&["markdown", "old"]);
    insta::assert_snapshot!(moving.checked().join("\n"), @"");
}

#[test]
fn hostile_trees_do_no_harm() {
    let moving = Moving::new(&[
        (
            "a.md",
            "![x](../../secret.png) ![y](/etc/passwd) ![z](link.png) [l](link.md) [j](javascript:alert(1))\n\n<script>alert(1)</script>\n\n{{include: ../../x.md}}\n",
        ),
        ("nested.md", &format!("{}x\n", "> ".repeat(50))),
        ("notes.md", &":::note\n".repeat(10)),
        ("tags.md", &"<div>\n\n".repeat(300)),
        ("front.md", &format!("---\na: {}\n---\n", "[".repeat(5_000))),
        ("open.md", "---\ntitle: x\n"),
        (
            "spots.md",
            "{{< {{< {% {{ site. \n=== \"\n!!! \n:::\n[!\n[!x]\n",
        ),
    ]);
    moving.write("bad.md", b"\xff\xfe");
    moving.write("nul.md", b"a\0b\x1b[31m");
    fs::write(moving.path("secret.png"), "secret").expect("a file");
    std::os::unix::fs::symlink(moving.path("secret.png"), moving.path("old/link.png"))
        .expect("a link");
    std::os::unix::fs::symlink("/etc/passwd", moving.path("old/link.md")).expect("a link");
    std::os::unix::fs::symlink("/etc", moving.path("old/etc")).expect("a link");
    let plan = moving.plan(&["markdown", "old"]);
    insta::assert_snapshot!(plan.split("What does not come along").nth(1).expect("losses"), @"
    as it was
     a.md:1: leads to nothing that is imported: javascript:alert(1)
     a.md:1: leads to nothing that is imported: link.md
     a.md:1: no picture that can come along: ../../secret.png
     a.md:1: no picture that can come along: /etc/passwd
     a.md:1: no picture that can come along: link.png
     a.md:3: runs in the browser, and is left out: <script>
     bad.md: cannot be read, and is left out: invalid utf-8 sequence of 1 bytes from index 0
     etc: cannot be read, and is left out
     front.md:1: may keep this page back, so it is closed: look at its status and visibility: recursion limit exceeded
     link.md: cannot be read, and is left out
     link.png: cannot be read, and is left out
     notes.md:9: a directive that ayuda does not have: taken away, its text stays: :::note
     notes.md:10: a directive that ayuda does not have: taken away, its text stays: :::note

          4  cannot be read, and is left out
          1  may keep this page back, so it is closed: look at its status and visibility
          1  runs in the browser, and is left out
          2  a directive that ayuda does not have: taken away, its text stays
          2  leads to nothing that is imported
          3  no picture that can come along
    ");
    moving.apply(&["markdown", "old"]);
    moving.checked();
    assert!(
        moving
            .files("content")
            .iter()
            .all(|file| file.ends_with(".md"))
    );
    for file in moving.files("content") {
        let text = moving.text(&file);
        assert!(
            !text.contains("root:") && !text.contains('\u{1b}'),
            "{file}"
        );
    }
}

#[test]
fn real_trees_come_along_without_an_error() {
    for (corpus, expected) in [("business-central", 2_743), ("arduino-help-center", 454)] {
        let Some(folder) = shared(&format!("corpora/{corpus}")) else {
            return;
        };
        let moving = Moving::new(&[]);
        let folder = folder.display().to_string();
        moving.apply(&["markdown", &folder, "--visibility", "public"]);
        assert_eq!(moving.files("content").len(), expected, "{corpus}");
        moving.checked();
    }
}

#[test]
fn what_is_imported_into_a_public_help_center_is_closed_until_somebody_opens_it() {
    let moving = Moving::new(&[
        ("en/_index.md", "---\ntitle: Theirs\n---\n"),
        ("en/a.md", "# A\n"),
        ("es/a.md", "# A\n"),
        ("en/guide/index.md", "# Guide\n"),
        (
            "en/guide/b.md",
            "---\nvisibility: customer\n---\n# B\n[a](../a.md)\n",
        ),
    ]);
    fs::create_dir_all(moving.path("content/en")).expect("a folder");
    let root = "---\ntitle: Ours\nvisibility: public\n---\n";
    fs::write(moving.path("content/en/_index.md"), root).expect("a page");
    let plan = moving.plan(&["markdown", "old"]);
    insta::assert_snapshot!(plan.split("Files").nth(1).expect("files"), @"
    , and where each is from (+ is copied as it is)
      en/a.md ← en/a.md
      en/guide/_index.md ← en/guide/index.md
      en/guide/b.md ← en/guide/b.md
      es/_index.md
      es/a.md ← es/a.md

    What does not come along as it was
      en/_index.md: is there already, or belongs to nothing, and is left out: en/_index.md

           1  is there already, or belongs to nothing, and is left out
    ");
    moving.apply(&["markdown", "old"]);
    assert_eq!(moving.text("en/_index.md"), root);
    assert_eq!(moving.checked(), Vec::<String>::new());
    assert_eq!(moving.public(), Vec::<String>::new());
    assert_eq!(moving.compiled().library.articles.len(), 3);
    // Said to be public, it is.
    let open = Moving::new(&[("en/a.md", "# A\n")]);
    fs::create_dir_all(open.path("content/en")).expect("a folder");
    fs::write(open.path("content/en/_index.md"), root).expect("a page");
    open.apply(&["markdown", "old", "--visibility", "public"]);
    assert_eq!(open.public(), ["/en/a/"]);
}
