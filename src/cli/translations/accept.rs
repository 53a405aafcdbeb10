//! `ayuda translations accept`: a translation says what its original says now.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use anyhow::{Context as _, bail};
use clap::Args;
use clap::builder::BoolishValueParser;

use crate::cli::translations::named;
use crate::cli::world::World;
use crate::content::{ArticleId, Status};
use crate::i18n::text;
use crate::locale::Locale;
use crate::translations::{CannotAccept, Writing, accepted, original, revision_of};

/// Record that a translation says what its original says now
#[derive(Debug, Args)]
pub(super) struct Accept {
    /// Ids or files
    #[arg(value_name = "ID|PATH")]
    names: Vec<String>,
    /// All translations that have an original
    #[arg(long, conflicts_with = "names", env = "AYUDA_ALL", value_parser = BoolishValueParser::new())]
    all: bool,
    /// Only translations into this language
    #[arg(long, env = "AYUDA_LANG", value_name = "LANG")]
    lang: Option<String>,
}

impl Accept {
    #[expect(clippy::print_stdout, reason = "the result")]
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let (messages, locale) = (&world.messages, world.locale);
        if self.names.is_empty() && !self.all {
            bail!(text::cli_translations_nothing_named(messages, locale));
        }
        let only = world.named_language(self.lang.as_deref())?;
        let (compiled, history) = world.compile_with_history()?;
        let wanted = named(world, &compiled.writings, &self.names)?;
        let pairs = pairs(&compiled.writings, &world.config.languages);
        let chosen: Vec<_> = pairs
            .into_iter()
            .filter(|(original, translation)| {
                let named = wanted.contains(&*translation.file) || wanted.contains(&*original.file);
                (self.all || named) && only.is_none_or(|only| translation.language == only)
            })
            .collect();
        if let (true, Some(name)) = (chosen.is_empty(), self.names.first()) {
            let name = name.as_str();
            bail!(text::cli_translations_no_pair(messages, locale, name));
        }
        let folder = world.content()?;
        for (original, translation) in chosen {
            let file = &*translation.file;
            let revision = revision_of(original, &history).context("no hash")?;
            let path = folder.join(file);
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let changed = accepted(&text, &revision, &world.config.front_matter);
            let changed = changed.map_err(|why| {
                anyhow::anyhow!(match why {
                    CannotAccept::Unreadable =>
                        text::cli_translations_unreadable(messages, locale, file),
                    CannotAccept::Unusual =>
                        text::cli_translations_unusual(messages, locale, file, revision.as_str()),
                })
            })?;
            let said = match changed == text {
                true => text::cli_translations_accepted_already(
                    messages,
                    locale,
                    file,
                    revision.as_str(),
                ),
                false => {
                    replace(&path, &changed).with_context(|| path.display().to_string())?;
                    text::cli_translations_accepted(messages, locale, file, revision.as_str())
                }
            };
            println!("{said}");
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes the whole file anew or leaves it as it was, whatever happens meanwhile.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A link to a file beside it stays a link.
    let path = fs::canonicalize(path)?;
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    let new = path.with_file_name(name);
    fs::write(&new, text)?;
    fs::set_permissions(&new, fs::metadata(&path)?.permissions())?;
    fs::rename(&new, &path)
}

/// Each translation with its original; drafts as well, which are translated before they
/// are published.
fn pairs<'a>(writings: &'a [Writing], languages: &[Locale]) -> Vec<(&'a Writing, &'a Writing)> {
    let mut groups: BTreeMap<&ArticleId, Vec<&Writing>> = BTreeMap::new();
    for writing in writings {
        groups.entry(&writing.id).or_default().push(writing);
    }
    let mut pairs = Vec::new();
    for group in groups.values() {
        let published = original(group.iter().copied(), languages);
        let in_work = || {
            let mut group = group.iter().copied();
            let first = languages.first();
            group.find(|one| Some(&one.language) == first && one.status != Status::Archived)
        };
        let Some(original) = published.or_else(in_work) else {
            continue;
        };
        let others = group.iter().copied();
        let others = others.filter(|one| one.language != original.language);
        pairs.extend(others.map(|translation| (original, translation)));
    }
    pairs
}
