//! `ayuda audit`: proves that the public output holds nothing restricted.
//!
//! Texts that only restricted articles hold are looked for in every public byte.
//! The same texts are looked for in what an entitled viewer gets, where they must
//! be found: an audit that sees nothing anywhere proves nothing.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use anyhow::Context as _;
use clap::Args;

use crate::cli::world::World;
use crate::content::{Article, Library};
use crate::gate::{Viewer, Visibility};
use crate::i18n::text;
use crate::markup::escape_text;
use crate::site::{Audience, Site};

/// Prove that the public output holds nothing restricted
#[derive(Debug, Args)]
pub(super) struct Audit {}

/// Shorter texts are found by chance.
const MIN_PROBE: usize = 16;

/// A text of a restricted article, in a form that output may hold it.
struct Probes {
    texts: Vec<String>,
    /// The file that each text is from.
    files: Vec<String>,
}

impl Audit {
    #[expect(clippy::print_stderr, reason = "the command line prints")]
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let compiled = world.compile()?;
        let theme = Arc::new(world.theme()?);
        let library = &compiled.library;
        let public = Arc::new(library.visible_to(&Viewer::anonymous()));
        let probes = probes(library, &public);
        let matcher = AhoCorasick::new(&probes.texts).context("cannot search for so many texts")?;

        let mut files = 0;
        let mut found: BTreeSet<(String, String)> = BTreeSet::new();
        let mut scan = |name: &str, bytes: &[u8]| {
            files += 1;
            for hit in matcher.find_overlapping_iter(bytes) {
                let file = &probes.files[hit.pattern().as_usize()];
                found.insert((name.to_owned(), file.clone()));
            }
        };
        let site = Site::new(
            Arc::clone(&public),
            Arc::clone(&theme),
            &world.config,
            Audience::Public,
        )?;
        for page in site.pages() {
            let page = page?;
            scan(&page.path, &page.bytes);
        }
        let out = world.config.resolve(&world.config.site.out);
        if out.is_dir() {
            scan_folder(&out, &mut scan)?;
        }

        let unseen = unseen(world, library, &theme, &probes, &matcher)?;
        for (place, file) in &found {
            eprintln!(
                "{}",
                text::cli_audit_found(&world.messages, world.locale, file.as_str(), place.as_str())
            );
        }
        for file in &unseen {
            eprintln!(
                "{}",
                text::cli_audit_unseen(&world.messages, world.locale, file.as_str())
            );
        }
        let restricted = library
            .articles
            .iter()
            .filter(|one| is_restricted(one))
            .count();
        world.say(&text::cli_audit(
            &world.messages,
            world.locale,
            files,
            found.len(),
            probes.texts.len(),
            restricted,
        ));
        let fine = found.is_empty() && unseen.is_empty();
        Ok(ExitCode::from(u8::from(!fine)))
    }
}

fn is_restricted(article: &Article) -> bool {
    article.gate.visibility != Visibility::Public
}

/// Names and sentences of restricted articles that no public article says as well.
fn probes(library: &Library, public: &Library) -> Probes {
    let mut said = String::new();
    for article in &public.articles {
        for text in sentences(article) {
            said.push_str(&text);
            said.push('\n');
        }
    }
    let mut probes = Probes {
        texts: Vec::new(),
        files: Vec::new(),
    };
    for article in library.articles.iter().filter(|one| is_restricted(one)) {
        let names = [article.id.to_string(), article.url.clone()];
        let unique = sentences(article)
            .into_iter()
            .filter(|text| text.chars().count() >= MIN_PROBE && !said.contains(text.as_str()));
        for text in names.into_iter().chain(unique) {
            let mut escaped = String::new();
            escape_text(&mut escaped, &text);
            for form in BTreeSet::from([text, escaped]) {
                probes.texts.push(form);
                probes.files.push(article.file.clone());
            }
        }
    }
    probes
}

fn sentences(article: &Article) -> Vec<String> {
    let sections = article.body.sections.iter();
    let texts = sections.flat_map(|section| [section.heading.as_str(), section.text.as_str()]);
    [article.title.as_str(), article.summary.as_str()]
        .into_iter()
        .chain(texts)
        .flat_map(|text| text.split(['.', '?', '!', ':']))
        .map(|sentence| sentence.trim().to_owned())
        .filter(|sentence| !sentence.is_empty())
        .collect()
}

fn scan_folder(folder: &Path, scan: &mut impl FnMut(&str, &[u8])) -> anyhow::Result<()> {
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let bytes =
                std::fs::read(entry.path()).with_context(|| entry.path().display().to_string())?;
            scan(&entry.path().display().to_string(), &bytes);
        }
    }
    Ok(())
}

/// Restricted articles of which nothing is seen even where it must be.
fn unseen(
    world: &World,
    library: &Library,
    theme: &Arc<crate::theme::Theme>,
    probes: &Probes,
    matcher: &AhoCorasick,
) -> anyhow::Result<Vec<String>> {
    let mut unseen = Vec::new();
    for article in library.articles.iter().filter(|one| is_restricted(one)) {
        let viewer = Viewer {
            visibility: article.gate.visibility,
            roles: article.gate.roles.clone().unwrap_or_default(),
            plan: article.gate.plans.iter().flatten().next().cloned(),
        };
        let own = Arc::new(library.visible_to(&viewer));
        let site = Site::new(own, Arc::clone(theme), &world.config, Audience::Restricted)?;
        let seen = site.page(&article.url)?.is_some_and(|page| {
            matcher
                .find_overlapping_iter(&page.bytes)
                .any(|hit| probes.files[hit.pattern().as_usize()] == article.file)
        });
        if !seen {
            unseen.push(article.file.clone());
        }
    }
    Ok(unseen)
}
