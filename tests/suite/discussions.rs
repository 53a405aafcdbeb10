//! An article and the post of the forum where it is talked about lead to one another.

use ayuda::forum::{Forum, Listing, Said, Taken, TakenReply, Who};
use ayuda::gate::Viewer;
use ayuda::locale::Locale;
use ayuda::storage::{Place, Storage};

use crate::commands::ayuda;
use crate::harness::HelpCenter;

const CATEGORY: &str =
    "[forum.categories.estimating]\ntitle = \"Estimates\"\nvisibility = \"public\"\n";

fn article(discussion: &str) -> String {
    format!("---\nid: KB-1\ntitle: Price a roof\n{discussion}---\nA roof costs by the metre.\n")
}

#[test]
fn an_article_links_the_post_where_it_is_talked_about() {
    let help = HelpCenter::new()
        .settings(CATEGORY)
        .file("en/roofs.md", article("discussion: p3k7m0q9x2ab\n"))
        .file("en/walls.md", "---\nid: KB-2\ntitle: Walls\n---\nA wall.\n");
    assert_eq!(help.diagnostics(), "");
    let link = "<a href=\"/en/forum/posts/p3k7m0q9x2ab/\">Discuss this article in the forum</a>";
    let page = help.serve().anonymous().get("/en/roofs/").text();
    assert!(page.contains(link), "{page}");
    assert!(help.page("/en/roofs/").contains(link));
    assert!(!help.page("/en/walls/").contains("Discuss"));
    // Without a forum that everybody may read it would lead nowhere.
    let off = HelpCenter::new().file("en/roofs.md", article("discussion: p3k7m0q9x2ab\n"));
    assert!(!off.page("/en/roofs/").contains("Discuss"));
}

#[test]
fn an_article_links_the_forum_where_all_of_its_readers_may_read_some_of_it() {
    let page = |who: &str, forum: &str| {
        let settings =
            format!("[forum.categories.crew]\ntitle = \"Crew\"\nvisibility = {forum:?}\n");
        let fields = format!("visibility: {who}\ndiscussion: p3k7m0q9x2ab\n");
        let help = HelpCenter::new().settings(&settings);
        let help = help.file("en/roofs.md", article(&fields));
        let service = help.serve();
        let page = service.sign_in("internal").get("/en/roofs/").text();
        assert!(page.contains("A roof costs"), "{page}");
        page.contains("/en/forum/posts/p3k7m0q9x2ab/")
    };
    for (who, forum, is_linked) in [
        ("public", "public", true),
        ("public", "customer", false),
        ("customer", "customer", true),
        ("customer", "internal", false),
        ("internal", "customer", true),
    ] {
        assert_eq!(page(who, forum), is_linked, "{who} in {forum}");
    }
}

#[test]
fn what_is_no_key_of_a_post_is_told_and_shows_no_link() {
    for wrong in [
        "r3k7m0q9x2ab",
        "p3k7m0q9x2abc",
        "pIlO00000000",
        "\"\\\"><b>\"",
    ] {
        let help = HelpCenter::new()
            .settings(CATEGORY)
            .file("en/roofs.md", article(&format!("discussion: {wrong}\n")));
        let said = help.diagnostics();
        assert!(
            said.starts_with("bad-discussion en/roofs.md:4:13 "),
            "{said}"
        );
        let page = help.page("/en/roofs/");
        assert!(
            page.contains("A roof costs") && !page.contains("Discuss"),
            "{wrong}"
        );
    }
}

#[test]
fn an_article_that_is_made_of_a_post_links_it_and_is_linked_by_it() {
    let help = HelpCenter::new().settings(CATEGORY);
    let said = |body: &str| Said {
        author: "ana".to_owned(),
        name: "Ana".to_owned(),
        is_staff: false,
        body: body.to_owned(),
        created: 0,
        votes: 0,
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (article, key) = runtime.block_on(async {
        let storage = Storage::open(Place::of(&help.config())).await;
        let storage = storage.expect("a database");
        let forum = Forum::new(storage.clone(), &help.config().forum.categories);
        let thread = Taken {
            key: None,
            category: "estimating".to_owned(),
            language: Locale::En,
            title: "What does a roof cost?".to_owned(),
            tags: vec!["roofs".to_owned()],
            said: said("By area?"),
            source: None,
            is_pinned: false,
            is_locked: false,
            replies: vec![TakenReply {
                key: None,
                said: said("By the metre."),
                is_accepted: true,
                verified_by: None,
            }],
        };
        forum.take_over(vec![thread]).await.expect("kept");
        let anybody = Who::anybody(Viewer::anonymous());
        let listing = Listing {
            page: 1,
            limit: 1,
            ..Listing::default()
        };
        let found = forum.list(&anybody, &listing).await.expect("a list");
        let key = found.posts[0].key.clone();
        let output = ayuda(&help.path("."))
            .envs(help.environment())
            .args(["new", "en/price-a-roof", "--post", &key])
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{output:?}");
        let thread = forum.read(&anybody, &key).await.expect("a thread");
        let tied = thread.post.article.expect("the post leads to the article");
        storage.close().await.expect("closed");
        let text = std::fs::read_to_string(help.content().join("en/price-a-roof.md"));
        let text = text.expect("an article").replace(&tied, "ID");
        (text.replace(&key, "KEY"), key)
    });
    assert!(key.starts_with('p'));
    insta::assert_snapshot!(article, @r#"
    ---
    id: ID
    title: "What does a roof cost?"
    summary: "One sentence that says what the reader can do afterwards"
    tags: [roofs]
    discussion: KEY
    status: draft
    ---

    <!-- Made of a question in the forum, http://127.0.0.1:8080/en/forum/posts/KEY/. Write one text of question and answer, and remove this line. -->

    > By area?

    By the metre.
    "#);
    assert_eq!(help.diagnostics(), "");
}

#[test]
fn an_article_that_is_made_of_a_post_behind_a_gate_does_not_name_it() {
    let help = HelpCenter::new()
        .settings("[forum.categories.crew]\ntitle = \"Crew\"\nvisibility = \"customer\"\n");
    let said = Said {
        author: "ana".to_owned(),
        name: "Ana".to_owned(),
        is_staff: false,
        body: "By area?".to_owned(),
        created: 0,
        votes: 0,
    };
    let thread = Taken {
        key: None,
        category: "crew".to_owned(),
        language: Locale::En,
        title: "What does a roof cost?".to_owned(),
        tags: Vec::new(),
        said,
        source: None,
        is_pinned: false,
        is_locked: false,
        replies: Vec::new(),
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (article, told) = runtime.block_on(async {
        let storage = Storage::open(Place::of(&help.config())).await;
        let storage = storage.expect("a database");
        let forum = Forum::new(storage.clone(), &help.config().forum.categories);
        forum.take_over(vec![thread]).await.expect("kept");
        let who = Who::anybody(Viewer::from_who("internal").expect("a viewer"));
        let listing = Listing {
            page: 1,
            limit: 1,
            ..Listing::default()
        };
        let found = forum.list(&who, &listing).await.expect("a list");
        let key = found.posts[0].key.clone();
        let output = ayuda(&help.path("."))
            .envs(help.environment())
            .args(["new", "en/price-a-roof", "--post", &key])
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{output:?}");
        let thread = forum.read(&who, &key).await.expect("a thread");
        let tied = thread.post.article.expect("the post leads to the article");
        storage.close().await.expect("closed");
        let text = std::fs::read_to_string(help.content().join("en/price-a-roof.md"));
        let told = String::from_utf8(output.stderr).expect("text");
        let first = told.lines().next().unwrap_or_default().to_owned();
        (
            text.expect("an article")
                .replace(&tied, "ID")
                .replace(&key, "KEY"),
            first,
        )
    });
    insta::assert_snapshot!(format!("{told}\n{article}"), @r#"
    not everybody may read the category `crew`: the article has no `discussion`, which would tell of the post. Add it if all readers of the article may read the post
    ---
    id: ID
    title: "What does a roof cost?"
    summary: "One sentence that says what the reader can do afterwards"
    status: draft
    ---

    <!-- Made of a question in the forum that not everybody may read. Write one text of question and answer, and remove this line. -->

    > By area?
    "#);
}
