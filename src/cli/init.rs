//! `ayuda init`: a small help center in both languages, ready to be changed.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use clap::Args;

use crate::cli::schema;
use crate::cli::world::World;
use crate::config::Config;
use crate::i18n::text;

/// Start a help center with examples in both languages
#[derive(Debug, Args)]
pub(super) struct Init {
    /// Folder of the help center
    #[arg(default_value = ".")]
    folder: PathBuf,
}

/// The files of both languages: where each goes, and what it says in English and Spanish.
macro_rules! in_both {
    ($($path:literal $file:literal,)*) => {
        &[$(($path, [include_str!(concat!("init/en/", $file)), include_str!(concat!("init/es/", $file))]),)*]
    };
}

/// What a new help center is made of, once.
const FILES: &[(&str, &str)] = &[
    ("ayuda.toml", include_str!("init/ayuda.toml")),
    (".gitignore", "/public\n/index/built\n/index/forum\n/data\n"),
    (".github/workflows/help.yml", include_str!("init/help.yml")),
    ("content/modules.toml", include_str!("init/modules.toml")),
    ("index/glossary.toml", include_str!("init/glossary.toml")),
];

/// What it is made of in each language; `LANG` stands for its code.
const IN_BOTH: &[(&str, [&str; 2])] = in_both![
    "content/LANG/_index.md" "index.md",
    "content/LANG/_terms.toml" "terms.toml",
    "content/LANG/_tours/projects.md" "tour.md",
    "content/LANG/_shared/preview.md" "preview.md",
    "content/LANG/first-steps/_index.md" "first-steps.md",
    "content/LANG/first-steps/write-an-article.md" "write-an-article.md",
    "content/LANG/first-steps/show-it/index.md" "show-it.md",
    "content/LANG/first-steps/show-it/board.svg" "board.svg",
    "content/LANG/billing/_index.md" "billing.md",
    "content/LANG/billing/change-the-plan.md" "change-the-plan.md",
    "content/LANG/releases/_index.md" "releases.md",
    "content/LANG/releases/first-release.md" "first-release.md",
    "content/LANG/desk/_index.md" "desk.md",
    "content/LANG/desk/answer-a-ticket.md" "answer-a-ticket.md",
    "index/LANG/cases.toml" "cases.toml",
    "index/LANG/synonyms.txt" "synonyms.txt",
];

impl Init {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let files = files(world);
        for (name, _) in &files {
            let file = self.folder.join(name);
            ensure!(
                !file.exists(),
                text::cli_init_exists(&world.messages, world.locale, file.display().to_string())
            );
        }
        for (name, content) in &files {
            let file = self.folder.join(name);
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
            }
            fs::write(&file, content).with_context(|| file.display().to_string())?;
        }
        let folder = self.folder.display().to_string();
        world.say(&text::cli_init_made(
            &world.messages,
            world.locale,
            files.len(),
            folder,
        ));
        Ok(ExitCode::SUCCESS)
    }
}

fn files(world: &World) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = FILES
        .iter()
        .map(|(name, content)| ((*name).to_owned(), (*content).to_owned()))
        .collect();
    for (name, contents) in IN_BOTH {
        for (language, content) in ["en", "es"].into_iter().zip(contents) {
            files.push((name.replace("LANG", language), (*content).to_owned()));
        }
    }
    // The settings of the new help center are the default ones, whatever lies around.
    let (messages, locale) = (&world.messages, world.locale);
    let front_matter = schema::front_matter(&Config::default(), messages, locale);
    let settings = schema::settings(messages, locale);
    for (name, schema) in [("front-matter", front_matter), ("settings", settings)] {
        files.push((format!("schema/{name}.json"), schema::printed(&schema)));
    }
    files
}
