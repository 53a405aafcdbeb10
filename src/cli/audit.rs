//! `ayuda audit`: proves that the public output holds nothing restricted.
//!
//! Texts that only restricted articles hold are looked for in every public byte.
//! The same texts are looked for in what an entitled viewer gets, where they must
//! be found: an audit that sees nothing anywhere proves nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use clap::Args;

use crate::audit::{Scanner, blind_spots, forms, is_restricted, of_library, said_in_public};
use crate::cli::world::World;
use crate::content::Library;
use crate::gate::Viewer;
use crate::i18n::text;
use crate::pictures::with_variants;
use crate::site::{Audience, Site};
use crate::theme::Theme;

/// Prove that the public output holds nothing restricted
#[derive(Debug, Args)]
pub(super) struct Audit {
    /// Folder of the built site, instead of the one in the settings
    #[arg(long, env = "AYUDA_OUT", value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Audit {
    #[expect(clippy::print_stderr, reason = "the command line prints")]
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let (messages, locale) = (&*world.messages, world.locale);
        let blind = blind_spots();
        ensure!(
            blind.is_empty(),
            text::cli_audit_blind(messages, locale, blind[0].word())
        );
        let compiled = world.compile()?;
        let theme = Arc::new(world.theme()?);
        let built = world.config.built_folder();
        let library = with_variants(compiled.library, &built, None);
        let said = said_in_public(&library, &world.config, messages, &theme)?;
        let scanner =
            Scanner::new(of_library(&library, &said)).context("cannot search for so many texts")?;

        let mut files = 0;
        let mut found: BTreeSet<(String, &str, &str, &str)> = BTreeSet::new();
        let mut scan = |name: &str, bytes: &[u8]| {
            files += 1;
            for seen in scanner
                .scan(bytes)
                .into_iter()
                .chain(scanner.scan(name.as_bytes()))
            {
                found.insert((name.to_owned(), seen.owner, seen.form.word(), seen.text));
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
            world.say(&text::cli_audit_unbuilt(messages, locale, folder));
            let public = Arc::new(library.visible_to(&Viewer::anonymous()));
            let site = Site::new(public, Arc::clone(&theme), &world.config, Audience::Public)?;
            for page in site.pages() {
                let page = page?;
                scan(&page.path, &page.bytes);
            }
        }

        let unseen = unseen(world, &library, &theme, &scanner)?;
        for (place, owner, form, held) in &found {
            eprintln!(
                "{}",
                text::cli_audit_found(messages, locale, *owner, *form, place.as_str(), *held)
            );
        }
        for file in &unseen {
            eprintln!(
                "{}",
                text::cli_audit_unseen(messages, locale, file.as_str())
            );
        }
        let restricted = library.articles.iter().filter(|one| is_restricted(one));
        world.say(&text::cli_audit(
            messages,
            locale,
            files,
            forms::Form::ALL.len(),
            found.len(),
            scanner.probes(),
            restricted.count(),
        ));
        let fine = found.is_empty() && unseen.is_empty();
        Ok(ExitCode::from(u8::from(!fine)))
    }
}

fn scan_folder(folder: &Path, scan: &mut impl FnMut(&str, &[u8])) -> anyhow::Result<()> {
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let bytes =
                std::fs::read(entry.path()).with_context(|| entry.path().display().to_string())?;
            let name = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            scan(&name.display().to_string(), &bytes);
        }
    }
    Ok(())
}

/// Restricted articles of which nothing is seen even where it must be.
fn unseen(
    world: &World,
    library: &Library,
    theme: &Arc<Theme>,
    scanner: &Scanner,
) -> anyhow::Result<Vec<String>> {
    let mut unseen = Vec::new();
    let mut sites: Vec<(Viewer, Site)> = Vec::new();
    for article in library.articles.iter().filter(|one| is_restricted(one)) {
        let viewer = Viewer {
            visibility: article.gate.visibility,
            roles: article.gate.roles.clone().unwrap_or_default(),
            plan: article.gate.plans.iter().flatten().next().cloned(),
        };
        if !sites.iter().any(|(known, _)| *known == viewer) {
            let own = Arc::new(library.visible_to(&viewer));
            let site = Site::new(own, Arc::clone(theme), &world.config, Audience::Restricted)?;
            sites.push((viewer.clone(), site));
        }
        let site = sites.iter().find(|(known, _)| *known == viewer);
        let page = site
            .map(|(_, site)| site.page(&article.url))
            .transpose()?
            .flatten();
        let seen = page.is_some_and(|page| {
            let seen = scanner.scan(&page.bytes);
            seen.iter().any(|one| one.owner == article.file)
        });
        if !seen {
            unseen.push(article.file.clone());
        }
    }
    Ok(unseen)
}
