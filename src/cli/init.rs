//! `ayuda init`: a small help center in both languages, ready to be changed.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use clap::Args;

use crate::cli::world::World;
use crate::i18n::text;

/// Start a help center with examples in both languages
#[derive(Debug, Args)]
pub(super) struct Init {
    /// Folder of the help center
    #[arg(default_value = ".")]
    folder: PathBuf,
}

/// What a new help center is made of.
const FILES: [(&str, &str); 12] = [
    ("ayuda.toml", include_str!("init/ayuda.toml")),
    (".gitignore", "/public\n/index/built\n/data\n"),
    ("content/modules.toml", include_str!("init/modules.toml")),
    ("content/en/_index.md", include_str!("init/en_index.md")),
    ("content/en/_terms.toml", include_str!("init/en_terms.toml")),
    (
        "content/en/first-steps/_index.md",
        include_str!("init/en_first_steps.md"),
    ),
    (
        "content/en/first-steps/write-an-article.md",
        include_str!("init/en_article.md"),
    ),
    ("content/es/_index.md", include_str!("init/es_index.md")),
    ("content/es/_terms.toml", include_str!("init/es_terms.toml")),
    (
        "content/es/first-steps/_index.md",
        include_str!("init/es_first_steps.md"),
    ),
    (
        "content/es/first-steps/write-an-article.md",
        include_str!("init/es_article.md"),
    ),
    (
        "content/en/_shared/preview.md",
        include_str!("init/en_preview.md"),
    ),
];

impl Init {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        for (name, _) in FILES {
            let file = self.folder.join(name);
            ensure!(
                !file.exists(),
                text::cli_init_exists(&world.messages, world.locale, file.display().to_string())
            );
        }
        for (name, content) in FILES {
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
            FILES.len(),
            folder,
        ));
        Ok(ExitCode::SUCCESS)
    }
}
