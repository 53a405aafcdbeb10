//! `ayuda import`: what another system wrote, as files of the content folder.
//!
//! Nothing is written without `--apply`; what would be written is shown, and all that
//! does not come along.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use clap::{Args, Subcommand};

use crate::cli::threads::Threading;
use crate::cli::world::World;
use crate::gate::Visibility;
use crate::i18n::text;
use crate::import::markdown::Choices;
use crate::import::{Content, Import, LossKind, WriteError, markdown, zendesk};
use crate::locale::Locale;

/// Move in: bring what another system wrote
#[derive(Debug, Args)]
pub(super) struct Importing {
    #[command(subcommand)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Format {
    /// A tree of Markdown: Hugo, Jekyll, Docusaurus, MkDocs, DocFX
    Markdown {
        #[command(flatten)]
        target: Target,
        /// Language of pages that name none
        #[arg(long, env = "AYUDA_LANG", default_value = "en", value_name = "LANG")]
        lang: String,
        /// Who may read it: public, customer or internal
        #[arg(long, default_value = "internal", value_name = "WHO")]
        visibility: String,
    },
    /// Saved pages of the Help Center API of Zendesk
    Zendesk {
        #[command(flatten)]
        target: Target,
    },
    /// Questions and answers of the Stack Exchange network, into the forum
    Stackexchange {
        #[command(flatten)]
        threads: Threading,
    },
    /// What `ayuda export forum` printed, into the forum
    Forum {
        #[command(flatten)]
        threads: Threading,
    },
}

#[derive(Debug, Args)]
struct Target {
    /// Folder to import
    folder: PathBuf,
    /// Folder to write to, instead of the content folder of the settings
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Write the files
    #[arg(long)]
    apply: bool,
}

/// More files that are there already are not named.
const NAMED: usize = 10;

impl Importing {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let target = match &self.format {
            Format::Stackexchange { threads } | Format::Forum { threads } => {
                return threads.run(world);
            }
            Format::Markdown { target, .. } | Format::Zendesk { target } => target,
        };
        let folder = target.folder.as_path();
        ensure!(
            folder.is_dir(),
            text::cli_import_no_folder(&world.messages, world.locale, folder.display().to_string())
        );
        let into = match &target.into {
            Some(into) => into.clone(),
            None => world.config.resolve(&world.config.content.path),
        };
        let root = |language: &Locale| into.join(format!("{language}/_index.md")).exists();
        let rooted = Locale::ALL.iter().any(root);
        let mut import = match &self.format {
            Format::Zendesk { .. } | Format::Stackexchange { .. } | Format::Forum { .. } => {
                zendesk::read(folder, rooted)
            }
            Format::Markdown {
                lang, visibility, ..
            } => {
                let known = Visibility::ALL.map(Visibility::word).join(", ");
                let visibility = Visibility::from_word(visibility).with_context(|| {
                    let word = visibility.as_str();
                    text::cli_import_visibility(&world.messages, world.locale, known, word)
                })?;
                let choices = Choices {
                    language: world.language(lang)?,
                    visibility,
                    rooted,
                };
                markdown::read(folder, choices)
            }
        };
        import.without_existing_roots(&into);
        ensure!(
            !import.files.is_empty(),
            text::cli_import_empty(&world.messages, world.locale, folder.display().to_string())
        );
        show(
            world,
            &import,
            &mut BufWriter::new(std::io::stdout().lock()),
        )?;
        let (files, losses) = (import.files.len(), import.losses.len());
        let shown = into.display().to_string();
        world.say(&text::cli_import_counted(
            &world.messages,
            world.locale,
            files,
            losses,
        ));
        if !target.apply {
            world.say(&text::cli_import_dry(&world.messages, world.locale, shown));
            return Ok(ExitCode::SUCCESS);
        }
        match import.write(&into) {
            Ok(()) => {}
            Err(WriteError::Exists(there)) => {
                for file in there.iter().take(NAMED) {
                    let file = file.display().to_string();
                    world.say(&text::cli_new_exists(&world.messages, world.locale, file));
                }
                let there = there.len();
                anyhow::bail!(text::cli_import_exists(
                    &world.messages,
                    world.locale,
                    there
                ));
            }
            Err(error) => return Err(error.into()),
        }
        world.say(&text::cli_import_done(&world.messages, world.locale, shown));
        Ok(ExitCode::SUCCESS)
    }
}

/// The plan as tables: keys, files, losses.
fn show(world: &World, import: &Import, out: &mut impl Write) -> anyhow::Result<()> {
    let (messages, locale) = (&world.messages, world.locale);
    if !import.keys.is_empty() {
        writeln!(out, "{}", text::cli_import_keys(messages, locale))?;
        let width = import
            .keys
            .iter()
            .map(|key| key.theirs.chars().count())
            .max()
            .unwrap_or(0)
            .min(40);
        for key in &import.keys {
            let ours = key.ours.unwrap_or("—");
            writeln!(out, "  {:width$} → {ours:20} {:>6}", key.theirs, key.files)?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", text::cli_import_files(messages, locale))?;
    for file in &import.files {
        let mark = match file.content {
            Content::Text(_) => ' ',
            Content::Copy(_) => '+',
        };
        match file.from.as_str() {
            "" => writeln!(out, "{mark} {}", file.to)?,
            from => writeln!(out, "{mark} {} ← {from}", file.to)?,
        }
    }
    if import.losses.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", text::cli_import_losses(messages, locale))?;
    for loss in &import.losses {
        let place = match (loss.file.as_str(), loss.line) {
            ("", _) => String::new(),
            (file, 0) => format!("{file}: "),
            (file, line) => format!("{file}:{line}: "),
        };
        let key = format!("import-loss-{}", loss.kind.name());
        let said = messages.format(locale, &key, &[]);
        match loss.detail.as_str() {
            "" => writeln!(out, "  {place}{said}")?,
            detail => writeln!(out, "  {place}{said}: {detail}")?,
        }
    }
    // How many of each kind: the table above may be long.
    writeln!(out)?;
    for kind in LossKind::ALL {
        let count = import
            .losses
            .iter()
            .filter(|loss| loss.kind == *kind)
            .count();
        if count > 0 {
            let said = messages.format(locale, &format!("import-loss-{}", kind.name()), &[]);
            writeln!(out, "{count:8}  {said}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Messages;

    #[test]
    fn every_loss_is_said_in_both_languages() {
        let messages = Messages::built_in();
        for kind in LossKind::ALL {
            for locale in Locale::ALL {
                let key = format!("import-loss-{}", kind.name());
                assert!(
                    messages.find(locale, &key, &[]).is_some(),
                    "{key} in {locale}"
                );
            }
        }
    }
}
