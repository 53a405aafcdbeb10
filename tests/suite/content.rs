//! What writers commit, and what it becomes.

use ayuda::gate::Viewer;
use ayuda::locale::Locale;

use crate::harness::{HelpCenter, dot, photo};

fn urls(help: &HelpCenter) -> Vec<String> {
    help.compile()
        .library
        .articles
        .iter()
        .map(|one| one.url.clone())
        .collect()
}

#[test]
fn front_matter_may_be_yaml_or_toml() {
    let help = HelpCenter::new()
        .file("en/a.md", "---\nid: KB-000001\ntitle: In YAML\ntags: [one, two]\norder: 1\n---\nText.\n")
        .file("en/b.md", "+++\nid = \"KB-000002\"\ntitle = \"In TOML\"\ntags = [\"one\", \"two\"]\norder = 2\n+++\nText.\n");
    assert_eq!(help.diagnostics(), "");
    let library = help.compile().library;
    let read: Vec<_> = library
        .articles
        .iter()
        .map(|one| {
            (
                one.id.as_str(),
                one.title.as_str(),
                one.tags.len(),
                one.order,
            )
        })
        .collect();
    assert_eq!(
        read,
        [
            ("KB-000001", "In YAML", 2, Some(1)),
            ("KB-000002", "In TOML", 2, Some(2))
        ]
    );
}

#[test]
fn translations_share_path_and_id_and_have_their_own_slug() {
    let help = HelpCenter::new()
        .file("en/money/_index.md", "---\ntitle: Money\n---\n")
        .file(
            "es/money/_index.md",
            "---\ntitle: Dinero\nslug: dinero\n---\n",
        )
        .file("en/money/pay.md", "---\nid: KB-000007\ntitle: Pay\n---\n")
        .file("es/money/pay.md", "---\ntitle: Pagar\nslug: pagar\n---\n");
    assert_eq!(help.diagnostics(), "");
    let library = help.compile().library;
    assert_eq!(urls(&help), ["/en/money/pay/", "/es/dinero/pagar/"]);
    let found = library
        .find_article("KB-000007", Locale::Es)
        .expect("the translation");
    assert_eq!(found.title, "Pagar");
}

#[test]
fn an_article_may_be_a_folder_with_its_pictures() {
    let help = HelpCenter::new()
        .file(
            "en/markup/index.md",
            "---\ntitle: Markup\n---\n![The screen](screen.png)\n",
        )
        .file("en/markup/screen.png", dot(""));
    assert_eq!(help.diagnostics(), "");
    let library = help.compile().library;
    assert_eq!(urls(&help), ["/en/markup/"]);
    assert_eq!(library.pictures.len(), 1);
    assert_eq!(
        library.articles[0].body.pictures(),
        [library.pictures[0].url.clone()]
    );
}

#[test]
fn articles_stand_in_the_order_of_their_folder_then_by_title() {
    let help = HelpCenter::new()
        .file("es/a.md", "---\ntitle: Ñandú\n---\n")
        .file("es/b.md", "---\ntitle: Nube\n---\n")
        .file("es/c.md", "---\ntitle: Oso\n---\n")
        .file("es/d.md", "---\ntitle: Zorro\norder: 1\n---\n");
    let library = help.compile().library;
    let titles: Vec<&str> = library
        .articles
        .iter()
        .map(|one| one.title.as_str())
        .collect();
    assert_eq!(titles, ["Zorro", "Nube", "Ñandú", "Oso"]);
}

#[test]
fn what_is_not_published_is_not_there() {
    let help = HelpCenter::new()
        .file("en/draft.md", "---\ntitle: D\nstatus: draft\n---\n")
        .file("en/review.md", "---\ntitle: R\nstatus: review\n---\n")
        .file(
            "en/old.md",
            "---\ntitle: O\nstatus: archived\nreplaced_by: KB-000001\n---\n",
        )
        .file(
            "en/new.md",
            "---\nid: KB-000001\ntitle: N\n---\nSee [a draft](draft.md).\n",
        );
    insta::assert_snapshot!(
        help.diagnostics(),
        @"broken-link en/new.md:5:5 target=draft.md"
    );
    assert_eq!(urls(&help), ["/en/new/"]);
    let archived = &help.compile().library.archived;
    assert_eq!(archived[0].url, "/en/old/");
    assert_eq!(
        archived[0].replaced_by.as_ref().map(|id| id.as_str()),
        Some("KB-000001")
    );
}

#[test]
fn passages_are_included_whole_or_inside_of_a_line() {
    let help = HelpCenter::new()
        .file("en/_shared/name.md", "---\ntitle: x\n---\n**Obra**\n")
        .file("en/_shared/steps.md", "1. One\n2. Two\n")
        .file("en/a.md", "---\ntitle: A\n---\nOpen {{include: _shared/name.md}} first.\n\n{{include: _shared/steps.md}}\n\n```\n{{include: _shared/name.md}}\n```\n")
        .file("en/includes/learn.md", "Learn\n")
        .file("en/b.md", "---\ntitle: B\n---\nFrom [!INCLUDE [name](includes/learn.md)] too.\n")
        .settings("[content]\nignore = [\"**/includes/**\"]\n");
    assert_eq!(help.diagnostics(), "");
    let library = help.compile().library;
    insta::assert_snapshot!(library.articles[0].body.html().expect("in memory"), @r#"
    <p>Open <strong>Obra</strong> first.</p>
    <ol>
    <li>One</li>
    <li>Two</li>
    </ol>
    <pre tabindex="0"><code>{{include: _shared/name.md}}
    </code></pre>
    "#);
    assert_eq!(
        library.articles[1].body.html().expect("in memory"),
        "<p>From Learn too.</p>\n"
    );
}

#[test]
fn the_last_update_comes_from_git_unless_it_is_stated() {
    let help = HelpCenter::new()
        .file("en/a.md", "---\ntitle: A\n---\n")
        .file("en/b.md", "---\ntitle: B\n---\n")
        .file("en/c.md", "---\ntitle: C\nupdated: 2020-05-05\n---\n");
    help.commit("2026-01-01T10:00:00Z");
    help.write("en/b.md", "---\ntitle: B\n---\nChanged.\n");
    help.commit("2026-02-02T10:00:00Z");
    help.write("en/d.md", "---\ntitle: D\n---\nNot committed.\n");
    let compiled = help.compile();
    let updated: Vec<String> = compiled
        .library
        .articles
        .iter()
        .map(|one| {
            one.updated
                .map_or_else(|| "unknown".to_owned(), |moment| moment.to_string())
        })
        .collect();
    assert_eq!(
        updated,
        [
            "2026-01-01T10:00:00Z",
            "2026-02-02T10:00:00Z",
            "2020-05-05T00:00:00Z",
            "unknown"
        ]
    );
}

#[test]
fn texts_of_the_site_can_be_replaced_and_wrong_ones_are_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |text: &str| std::fs::write(folder.path().join("es.ftl"), text).expect("a file");
    write("site-search = Encuentra\n");
    let (messages, unknown) =
        ayuda::i18n::Messages::with_overrides(folder.path()).expect("messages");
    assert_eq!(unknown, []);
    assert_eq!(
        ayuda::i18n::text::site_search(&messages, Locale::Es),
        "Encuentra"
    );
    assert_eq!(
        ayuda::i18n::text::site_search(&messages, Locale::En),
        "Search"
    );
    write("site-serach = Encuentra\n");
    let (_, unknown) = ayuda::i18n::Messages::with_overrides(folder.path()).expect("messages");
    assert_eq!(unknown[0].key, "site-serach");
    write("site-search = {\n");
    let error = ayuda::i18n::Messages::with_overrides(folder.path()).expect_err("no Fluent");
    assert!(error.to_string().contains("es.ftl` line"), "{error}");
}

#[test]
fn a_tour_and_terms_are_read() {
    let help = HelpCenter::new()
        .file("modules.toml", "[[module]]\nkey = \"estimating\"\ncontexts = [\"/estimates\"]\n")
        .file("en/_terms.toml", "[\"estimate.markup\"]\ntitle = \"Markup\"\ntext = \"Added to cost.\"\n[estimate.margin]\ntitle = \"Margin\"\ntext = \"Left of the price.\"\nvisibility = \"customer\"\n")
        .file("en/_tours/estimating.md", "---\ntitle: A first look\n---\n## Start {target=\"new\"}\n\nHere.\n")
        .file("en/a.md", "---\ntitle: A\nmodule: estimating\n---\nThe {term:estimate.markup}.\n");
    assert_eq!(help.diagnostics(), "");
    let library = help.compile().library;
    let keys: Vec<&str> = library.terms.iter().map(|term| term.key.as_str()).collect();
    assert_eq!(keys, ["estimate.markup", "estimate.margin"]);
    assert_eq!(library.tours[0].module, "estimating");
    assert_eq!(library.tours[0].steps[0].target.as_deref(), Some("new"));
    let public = library.visible_to(&Viewer::anonymous());
    assert_eq!(public.terms.len(), 1);
}

#[test]
fn categories_exist_in_both_languages_where_one_has_articles() {
    let help = HelpCenter::new()
        .file("en/tools/_index.md", "---\ntitle: Tools\n---\n")
        .file("en/tools/hammer.md", "---\ntitle: Hammer\n---\n");
    let library = help.compile().library;
    let es = library.category(Locale::Es, "tools").expect("the category");
    assert_eq!(es.title, "Tools");
}

#[test]
fn a_film_beside_the_article_brings_its_poster_and_captions() {
    let help = HelpCenter::new()
        .file("en/clips/add.webm", "a film")
        .file("en/clips/add.webp", photo(image::ImageFormat::WebP, 1, 1, ""))
        .file("en/clips/add.vtt", "WEBVTT\n")
        .file(
            "en/estimating/watch.md",
            "---\nid: KB-000001\ntitle: Watch\nkind: video\nvideo: ../clips/add.webm\nduration: \"0:30\"\ndate: 2026-02-03\n---\n",
        )
        .file(
            "en/estimating/both.md",
            "---\ntitle: Both\n---\n:::video /clips/add.webm \"Add a line\"\nIn words.\n:::\n",
        );
    assert_eq!(help.diagnostics(), "");
    let public = help.public();
    let media = |ending: &str| {
        let name = public.keys().find(|name| name.ends_with(ending));
        name.expect(ending).clone()
    };
    let element = |label: &str| {
        format!(
            "<video controls preload=\"none\" src=\"{}\" poster=\"{}\" aria-label=\"{label}\">\
             <track kind=\"captions\" default srclang=\"en\" label=\"English\" src=\"{}\"></video>",
            media(".webm"),
            media(".webp"),
            media(".vtt"),
        )
    };
    let watch = help.page("/en/estimating/watch/");
    assert!(watch.contains(&element("Watch")), "{watch}");
    assert!(watch.contains("\"contentUrl\":\"http"), "{watch}");
    let both = help.page("/en/estimating/both/");
    assert!(both.contains(&element("Watch: Add a line")), "{both}");
    let videos = help.page("/en/videos/");
    assert!(
        videos.contains(&format!("<img src=\"{}\" alt=\"\"", media(".webp"))),
        "{videos}"
    );
}

#[test]
fn a_film_in_front_matter_is_looked_up_like_a_picture() {
    let help = HelpCenter::new()
        .file("en/notes.pdf", "a file")
        .file(
            "en/inside/_index.md",
            "---\ntitle: Inside\nvisibility: internal\n---\n",
        )
        .file("en/inside/clip.webm", "a film")
        .file("en/a.md", "---\ntitle: A\nvideo: nowhere.webm\n---\n")
        .file("en/b.md", "---\ntitle: B\nvideo: notes.pdf\n---\n")
        .file("en/c.md", "---\ntitle: C\nvideo: inside/clip.webm\n---\n");
    insta::assert_snapshot!(help.diagnostics(), @"
    missing-image en/a.md:3:8 target=nowhere.webm
    bad-video en/b.md:3:8 address=notes.pdf
    image-through-gate en/c.md:3:8 gate=public target=en/inside/clip.webm other=internal
    ");
    assert_eq!(urls(&help), ["/en/a/", "/en/b/"]);
}

#[test]
fn words_in_a_drawing_are_found() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'><title>Not this</title>\
               <text>Retainage &amp; <tspan>deposit</tspan></text><text>due&#160;now</text></svg>";
    let help = HelpCenter::new().file("en/screens/invoice.svg", svg).file(
        "en/a.md",
        "---\ntitle: A\n---\n![The invoice](/screens/invoice.svg)\n",
    );
    assert_eq!(help.diagnostics(), "");
    let library = help.compile().library;
    assert_eq!(
        library.articles[0].body.sections().expect("in memory")[0].text,
        "The invoice Retainage & deposit · due now"
    );
}
