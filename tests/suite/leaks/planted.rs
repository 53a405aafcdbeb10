//! A help center with a canary in every part of every restricted thing.
//!
//! A canary is `zq7f`, then a letter for the gate, the language and the part:
//! `zq7fdentitle`. It stands nowhere else, so that its place says who may see it.

use image::ImageFormat;

use ayuda::forum::{Said, Taken, TakenReply};
use ayuda::gate::Viewer;
use ayuda::locale::Locale;

use crate::harness::{HelpCenter, photo};

pub const LANGUAGES: [&str; 2] = ["en", "es"];

/// A letter for the gate, as it is written, and a viewer who holds just what it asks for.
pub const GATES: [(char, &str, &str); 7] = [
    ('a', "visibility: public", "public"),
    ('b', "visibility: customer", "customer"),
    (
        'c',
        "visibility: customer\nroles: [field]",
        "customer:field",
    ),
    ('d', "visibility: customer\nroles: [pm]", "customer:pm"),
    (
        'e',
        "visibility: customer\nroles: [owner]\nplans: [business]",
        "customer:owner@business",
    ),
    ('f', "visibility: internal", "internal"),
    (
        'g',
        "visibility: internal\nroles: [admin]",
        "internal:admin",
    ),
];

/// Parts of an article that are shown to those who may read it.
pub const SHOWN: [&str; 13] = [
    "title", "summary", "heading", "body", "code", "alt", "tag", "slug", "related", "include",
    "captions", "pixels", "term",
];

/// Parts that readers of the article may come across, but need not.
pub const SOMETIMES: [&str; 6] = [
    "alias",
    "author",
    "tourtitle",
    "termtitle",
    "foldertitle",
    "film",
];

/// Parts that are shown to nobody.
pub const UNSHOWN: [&str; 6] = ["keyword", "comment", "owner", "draft", "review", "archived"];

pub fn canary(gate: char, language: &str, part: &str) -> String {
    format!("zq7f{gate}{language}{part}")
}

/// Whether a viewer may read what stands behind a gate.
pub fn admits(gate: char, viewer: &Viewer) -> bool {
    let holder = |who: &str| Viewer::from_who(who).expect("a viewer");
    let visibility = |gate: char| {
        let (_, _, who) = GATES.iter().find(|one| one.0 == gate).expect("a gate");
        holder(who)
    };
    let wanted = visibility(gate);
    let has_role =
        wanted.roles.is_empty() || wanted.roles.iter().any(|role| viewer.roles.contains(role));
    let has_plan = wanted.plan.is_none() || wanted.plan == viewer.plan;
    // Internal viewers pass roles and plans of what is for customers, not their own.
    let staff = viewer.visibility > wanted.visibility;
    viewer.visibility >= wanted.visibility && (staff || has_role && has_plan)
}

/// Everything behind all gates, or only behind those that let `viewer` through.
pub fn help(viewer: Option<&Viewer>) -> HelpCenter {
    let help = HelpCenter::new()
        // What one audience searched would stand in the reports of the next.
        .settings(&format!("[insight]\nkeep_days = 0\n{}", forum_settings()))
        .file("modules.toml", "[[module]]\nkey = \"roofs\"\ncontexts = [\"/roofs\"]\n")
        .file("en/roofs/_index.md", "---\ntitle: Roofs\n---\nAll about roofs.\n")
        .file("es/roofs/_index.md", "---\ntitle: Techos\nslug: techos\n---\n")
        .file("en/roofs/gutter.md", "---\nid: KB-2\ntitle: Gutter\ntags: [gutter]\nfeatured: true\nupdated: 2026-01-03\n---\nClean the gutter. A ladder helps.\n");
    let mut modules = "[[module]]\nkey = \"roofs\"\ncontexts = [\"/roofs\"]\n".to_owned();
    for (gate, declared, _) in GATES {
        if viewer.is_some_and(|viewer| !admits(gate, viewer)) {
            continue;
        }
        modules.push_str(&format!(
            "[[module]]\nkey = \"zq7f{gate}module\"\ncontexts = [\"/zq7f{gate}module/**\"]\n"
        ));
        for language in LANGUAGES {
            plant(&help, gate, declared, language);
        }
    }
    help.write("modules.toml", modules);
    help
}

/// The category of the forum behind a gate.
pub fn category(gate: char) -> String {
    format!("part-{gate}")
}

/// The post of a gate in a language; `r` in front is its reply.
pub fn post_key(gate: char, language: &str) -> String {
    let number = if language == "es" { 2 } else { 1 };
    format!("p000000000{gate}{number}")
}

/// A category for each gate.
pub fn forum_settings() -> String {
    let part = |(gate, declared, _): &(char, &str, &str)| {
        let lines = declared.lines().map(|line| {
            let (key, value) = line.split_once(": ").expect("a line");
            match value.strip_prefix('[') {
                Some(list) => format!("{key} = [\"{}\"]\n", list.trim_end_matches(']')),
                None => format!("{key} = \"{value}\"\n"),
            }
        });
        let lines: String = lines.collect();
        format!("[forum.categories.{}]\n{lines}", category(*gate))
    };
    GATES.iter().map(part).collect()
}

/// What is said behind each gate that `viewer` passes; everything, for nobody in particular.
pub fn threads(viewer: Option<&Viewer>) -> Vec<Taken> {
    let said = |gate: char, who: &str, body: String| Said {
        author: format!("{who}{gate}"),
        name: format!("Zq7f{gate}{who}"),
        is_staff: false,
        body,
        created: 1_767_225_600_000,
        votes: 2,
    };
    let open = GATES
        .iter()
        .filter(|one| viewer.is_none_or(|viewer| admits(one.0, viewer)));
    let both = open.flat_map(|one| LANGUAGES.map(|language| (one.0, language)));
    both.map(|(gate, language)| {
        let c = |part| canary(gate, language, part);
        let key = post_key(gate, language);
        Taken {
            category: category(gate),
            language: Locale::from_tag(language).expect("a language"),
            title: format!("The roof of a member {}", c("title")),
            tags: vec!["roof".to_owned(), c("tag")],
            said: said(gate, "asker", format!("The gutter and {}.", c("body"))),
            source: None,
            is_pinned: false,
            is_locked: false,
            replies: vec![TakenReply {
                key: Some(key.replacen('p', "r", 1)),
                said: said(gate, "answerer", format!("A ladder, {}.", c("heading"))),
                is_accepted: true,
                verified_by: None,
            }],
            key: Some(key),
        }
    })
    .collect()
}

fn plant(help: &HelpCenter, gate: char, declared: &str, language: &str) {
    let c = |part| canary(gate, language, part);
    let file = |name: &str| format!("{language}/{name}");
    help.write(
        &file(&format!("roofs/zq7f{gate}file.md")),
        format!(
            "---\nid: KB-{gate}\ntitle: Roof {title}\nsummary: Gutter {summary}.\nslug: {slug}\n{declared}\n\
             tags: [roof, {tag}]\nkeywords: [{keyword}]\naliases: [/{language}/{alias}/]\nauthor: {author}\n\
             owner: {owner}\nrelated: [KB-2, KB-{gate}2]\ncontexts: [/roofs]\nmodule: roofs\nfeatured: true\n\
             date: 2026-01-01\nupdated: 2026-01-02\n{behind}\n---\n\
             <!-- {comment} -->\nThe roof and the gutter {body}.\n\n## Ladder {heading}\n\n`{code}` and \
             {{term:zq7f{gate}term}}\n\n![{alt}](zq7f{gate}pixels.png)\n\n{{{{include: zq7f{gate}folder/_passage.md}}}}\n",
            // Each translation is behind its original, in a way that readers are told.
            behind = match language {
                "en" => "impact: major",
                _ => "source: feedbeef",
            },
            title = c("title"),
            summary = c("summary"),
            slug = c("slug"),
            tag = c("tag"),
            keyword = c("keyword"),
            alias = c("alias"),
            author = c("author"),
            owner = c("owner"),
            comment = c("comment"),
            body = c("body"),
            heading = c("heading"),
            code = c("code"),
            alt = c("alt"),
        ),
    );
    help.write(
        &file(&format!("roofs/zq7f{gate}pixels.png")),
        photo(ImageFormat::Png, 700, 20, &c("pixels")),
    );
    // A folder of its own, with an article and a passage that the first one includes.
    let folder = format!("zq7f{gate}folder");
    let index = format!(
        "---\ntitle: {}\nsummary: {}\nslug: zq7f{gate}place-{language}\n{declared}\nmodule: zq7f{gate}module\n---\n{}\n",
        c("foldertitle"),
        c("foldersummary"),
        c("foldertext")
    );
    help.write(&file(&format!("{folder}/_index.md")), index);
    help.write(
        &file(&format!("{folder}/_passage.md")),
        format!("A passage, {}.\n", c("include")),
    );
    help.write(
        &file(&format!("{folder}/film.md")),
        format!(
            "---\nid: KB-{gate}2\ntitle: Ladder {}\nkind: video\nvideo: film.webm\nmodule: zq7f{gate}module\n---\n\
             The gutter and the ladder.\n",
            c("related")
        ),
    );
    help.write(&file(&format!("{folder}/film.webm")), c("film"));
    help.write(
        &file(&format!("{folder}/film.vtt")),
        format!("WEBVTT\n\n00:00.000 --> 00:01.000\n{}\n", c("captions")),
    );
    let tour = format!("_tours/zq7f{gate}module.md");
    help.write(
        &file(&tour),
        format!(
            "---\ntitle: {}\n{declared}\n---\n## {}\n\n{}\n",
            c("tourtitle"),
            c("tourstep"),
            c("tourtext")
        ),
    );
    let terms = help.path(&format!("content/{language}/_terms.toml"));
    let mut text = std::fs::read_to_string(&terms).unwrap_or_default();
    let declared = declared
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(key, value)| match value.strip_prefix('[') {
            Some(list) => format!("{key} = [\"{}\"]\n", list.trim_end_matches(']')),
            None => format!("{key} = \"{value}\"\n"),
        })
        .collect::<String>();
    text.push_str(&format!(
        "[\"zq7f{gate}term\"]\ntitle = \"{}\"\ntext = \"{}\"\n{declared}",
        c("termtitle"),
        c("term")
    ));
    std::fs::write(terms, text).expect("terms");
    // Nobody sees these, whatever they hold.
    for (status, part) in [
        ("draft", "draft"),
        ("review", "review"),
        ("archived", "archived"),
    ] {
        help.write(
            &file(&format!("roofs/zq7f{gate}{part}.md")),
            format!(
                "---\ntitle: {}\nstatus: {status}\n{declared_yaml}\n---\n{}\n",
                c(part),
                c(part),
                declared_yaml = GATES.iter().find(|one| one.0 == gate).expect("a gate").1
            ),
        );
    }
}
