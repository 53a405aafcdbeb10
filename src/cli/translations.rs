//! `ayuda translations`: what is not translated, or not any more, and what to do.

mod accept;
mod diff;
mod json;
mod status;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};

use crate::cli::world::World;
use crate::i18n::text;
use crate::spanned;
use crate::translations::Writing;

/// Show which translations are missing or behind, and what changed
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Translations {
    #[command(subcommand)]
    what: Option<What>,
    /// No command means `status`.
    #[command(flatten)]
    status: status::Status,
}

#[derive(Debug, Subcommand)]
enum What {
    Status(status::Status),
    Diff(diff::Diff),
    Accept(accept::Accept),
}

impl Translations {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        match &self.what {
            None => self.status.run(world),
            Some(What::Status(status)) => status.run(world),
            Some(What::Diff(diff)) => diff.run(world),
            Some(What::Accept(accept)) => accept.run(world),
        }
    }
}

/// The files of articles that are named by id or by file.
fn named<'a>(
    world: &World,
    writings: &'a [Writing],
    names: &[String],
) -> anyhow::Result<BTreeSet<&'a str>> {
    let folder = world.content()?;
    let mut files = BTreeSet::new();
    for name in names {
        let file = below(&folder, name);
        let named: Vec<&str> = writings
            .iter()
            .filter(|one| one.id.as_str() == name || *one.file == *file)
            .map(|one| &*one.file)
            .collect();
        files.extend(&named);
        if named.is_empty() {
            let ids = writings.iter().map(|one| one.id.as_str());
            let known = ids.chain(writings.iter().map(|one| &*one.file));
            let near = spanned::nearest(&file, known);
            bail!(match near {
                Some(near) =>
                    text::cli_translations_near(&world.messages, world.locale, name.as_str(), near),
                None =>
                    text::cli_translations_unknown(&world.messages, world.locale, name.as_str()),
            });
        }
    }
    Ok(files)
}

/// A path as it is written in the library: below the content folder, with `/`.
fn below(folder: &Path, name: &str) -> String {
    let inner = std::fs::canonicalize(name).ok().and_then(|path| {
        let root = std::fs::canonicalize(folder).ok()?;
        Some(path.strip_prefix(root).ok()?.to_owned())
    });
    match inner {
        Some(inner) => {
            let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
            parts.join("/")
        }
        None => name.trim_start_matches("./").to_owned(),
    }
}
