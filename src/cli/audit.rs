//! `ayuda audit`: proves that the public output holds nothing restricted.
//!
//! Texts that only restricted articles hold are looked for in every public byte.
//! The same texts are looked for in what an entitled viewer gets, where they must
//! be found: an audit that sees nothing anywhere proves nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
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
use crate::theme::Theme;

/// Prove that the public output holds nothing restricted
#[derive(Debug, Args)]
pub(super) struct Audit {
    /// Folder of the built site, instead of the one in the settings
    #[arg(long, env = "AYUDA_OUT", value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Shorter names are found by chance.
const MIN_PROBE: usize = 4;

/// Texts that only restricted things hold, and the file or thing that each is from.
#[derive(Default)]
struct Probes {
    texts: Vec<String>,
    owners: Vec<String>,
}

impl Probes {
    fn add(&mut self, owner: &str, text: &str, said: &str) {
        let text = text.trim();
        if text.chars().count() < MIN_PROBE || said.contains(&text.to_lowercase()) {
            return;
        }
        let mut escaped = String::new();
        escape_text(&mut escaped, text);
        for form in BTreeSet::from([text.to_owned(), escaped]) {
            self.texts.push(form);
            self.owners.push(owner.to_owned());
        }
    }
}

impl Audit {
    #[expect(clippy::print_stderr, reason = "the command line prints")]
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let compiled = world.compile()?;
        let theme = Arc::new(world.theme()?);
        let library = &compiled.library;
        let public = Arc::new(library.visible_to(&Viewer::anonymous()));
        let said = said_in_public(world, &public, &theme)?;
        let probes = probes(library, &public, &said);
        let matcher = AhoCorasick::new(&probes.texts).context("cannot search for so many texts")?;

        let mut files = 0;
        let mut found: BTreeSet<(String, String)> = BTreeSet::new();
        let mut scan = |name: &str, bytes: &[u8]| {
            files += 1;
            for owner in owners(&matcher, &probes, bytes) {
                found.insert((name.to_owned(), owner.to_owned()));
            }
        };
        let out = match &self.out {
            Some(out) => out.clone(),
            None => world.config.resolve(&world.config.site.out),
        };
        // What lies there is what others serve; without it, what would be written.
        if out.is_dir() {
            scan_folder(&out, &mut scan)?;
        } else {
            let folder = out.display().to_string();
            world.say(&text::cli_audit_unbuilt(
                &world.messages,
                world.locale,
                folder,
            ));
            let site = Site::new(public, Arc::clone(&theme), &world.config, Audience::Public)?;
            for page in site.pages() {
                let page = page?;
                scan(&page.path, &page.bytes);
            }
        }

        let unseen = unseen(world, library, &theme, &probes, &matcher)?;
        for (place, owner) in &found {
            let (owner, place) = (owner.as_str(), place.as_str());
            eprintln!(
                "{}",
                text::cli_audit_found(&world.messages, world.locale, owner, place)
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

/// Everything that public content says, and the words of the empty site around it:
/// what stands there as well gives nothing away.
fn said_in_public(world: &World, public: &Library, theme: &Arc<Theme>) -> anyhow::Result<String> {
    let mut said = String::new();
    let mut say = |text: &str| {
        said.push_str(&text.to_lowercase());
        said.push('\n');
    };
    for article in &public.articles {
        sentences(article).iter().for_each(|text| say(text));
        article
            .tags
            .iter()
            .chain(&article.keywords)
            .for_each(|text| say(text));
        say(&article.url);
        say(article.id.as_str());
        // Alternative texts and addresses of pictures stand in these.
        say(&article.body.html);
        say(&article.body.markdown);
        article.body.pictures.iter().for_each(|url| say(url));
    }
    // The names of structured data stand in every page of an article.
    say("@context @graph @id @type");
    for category in &public.categories {
        for text in [
            &category.title,
            &category.summary,
            &category.url,
            &category.html,
        ] {
            say(text);
        }
    }
    for term in &public.terms {
        for text in [&term.key, &term.title, &term.text] {
            say(text);
        }
    }
    for tour in &public.tours {
        say(&tour.title);
        for step in &tour.steps {
            say(&step.title);
            say(&step.html);
        }
    }
    // The notice on pages whose translation is behind.
    for locale in &public.languages {
        for other in &public.languages {
            say(&text::site_outdated(&world.messages, *locale, other.code()));
        }
    }
    let mut empty = Library::default();
    empty.languages.clone_from(&public.languages);
    let site = Site::new(
        Arc::new(empty.indexed()),
        Arc::clone(theme),
        &world.config,
        Audience::Public,
    )?;
    for page in site.pages() {
        say(&String::from_utf8_lossy(&page?.bytes));
    }
    Ok(said)
}

/// Names, tags, addresses and sentences of what is restricted, that the public does
/// not say as well.
fn probes(library: &Library, public: &Library, said: &str) -> Probes {
    let mut probes = Probes::default();
    for article in library.articles.iter().filter(|one| is_restricted(one)) {
        let mut texts = sentences(article);
        texts.extend([
            article.id.to_string(),
            article.url.clone(),
            article.slug.clone(),
        ]);
        for list in [
            &article.tags,
            &article.keywords,
            &article.aliases,
            &article.body.pictures,
        ] {
            texts.extend(list.iter().cloned());
        }
        for text in &texts {
            probes.add(&article.file, text, said);
        }
    }
    for category in &library.categories {
        let shown = public.category(category.language, &category.path);
        if shown.is_none_or(|shown| shown.title != category.title) {
            let owner = format!("{}/{}/_index.md", category.language, category.path);
            probes.add(&owner, &category.title, said);
            probes.add(&owner, &category.summary, said);
            if shown.is_none() {
                probes.add(&owner, &category.url, said);
            }
        }
    }
    let hidden = library
        .terms
        .iter()
        .filter(|one| one.gate.visibility != Visibility::Public);
    for term in hidden {
        for text in [&term.key, &term.title, &term.text] {
            probes.add(&format!("{}/_terms.toml", term.language), text, said);
        }
    }
    let hidden = library
        .tours
        .iter()
        .filter(|one| one.gate.visibility != Visibility::Public);
    for tour in hidden {
        let owner = format!("{}/_tours/{}", tour.language, tour.module);
        probes.add(&owner, &tour.title, said);
        tour.steps
            .iter()
            .for_each(|step| probes.add(&owner, &step.title, said));
    }
    probes
}

/// Whose texts stand in some bytes, as whole words.
fn owners<'a>(
    matcher: &'a AhoCorasick,
    probes: &'a Probes,
    bytes: &'a [u8],
) -> impl Iterator<Item = &'a str> {
    let in_word = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80)
    };
    matcher
        .find_overlapping_iter(bytes)
        .filter(move |hit| !in_word(hit.start().checked_sub(1)) && !in_word(Some(hit.end())))
        .map(|hit| probes.owners[hit.pattern().as_usize()].as_str())
}

fn sentences(article: &Article) -> Vec<String> {
    let sections = article.body.sections.iter();
    let texts = sections.flat_map(|section| [section.heading.as_str(), section.text.as_str()]);
    [article.title.as_str(), article.summary.as_str()]
        .into_iter()
        .chain(texts)
        .flat_map(|text| text.split(['.', '?', '!', ':']))
        .map(|sentence| sentence.trim().to_owned())
        .filter(|sentence| sentence.chars().count() >= 12)
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
    theme: &Arc<Theme>,
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
        let page = site.page(&article.url)?;
        let seen = page.is_some_and(|page| {
            owners(matcher, probes, &page.bytes).any(|owner| owner == article.file)
        });
        if !seen {
            unseen.push(article.file.clone());
        }
    }
    Ok(unseen)
}
