//! `ayuda new`: an article with its id, ready to be written.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use clap::Args;

use crate::cli::world::World;
use crate::i18n::text;
use crate::locale::Locale;

/// Start an article, with its id
#[derive(Debug, Args)]
pub(super) struct New {
    /// Where it goes: LANG/PATH, such as `en/estimating/send-an-estimate`
    path: String,
}

impl New {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let content = world.content()?;
        let path = self.path.trim_end_matches(".md");
        let (language, inner) = path.split_once('/').unwrap_or(("", path));
        let known = world
            .config
            .languages
            .iter()
            .find(|known| known.code() == language);
        let fine = |part: &str| {
            !part.is_empty()
                && !part.starts_with(['.', '_'])
                && part
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        };
        ensure!(
            known.is_some() && inner.split('/').all(fine),
            text::cli_new_path(&world.messages, world.locale, self.path.as_str())
        );
        let file = content.join(format!("{path}.md"));
        ensure!(
            !file.exists(),
            text::cli_new_exists(&world.messages, world.locale, file.display().to_string())
        );
        // A translation shares the id of what it translates, whatever its state.
        let original = Locale::ALL
            .iter()
            .filter(|other| other.code() != language)
            .flat_map(|other| ["", "/index"].map(|tail| format!("{other}/{inner}{tail}.md")))
            .find_map(|file| stated_id(&content.join(file)));
        let id = match original {
            Some(id) => id,
            None => next_id(&content)?,
        };
        let name = inner
            .rsplit('/')
            .next()
            .unwrap_or(inner)
            .replace(['-', '_'], " ");
        let mut letters = name.chars();
        let title: String = letters
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(letters)
            .collect();
        let locale = known.copied().unwrap_or(Locale::En);
        let summary = text::cli_new_summary(&world.messages, locale);
        let body = text::cli_new_body(&world.messages, locale);
        let article = format!(
            "---\nid: {id}\ntitle: {title:?}\nsummary: {summary:?}\nstatus: draft\n---\n\n{body}\n"
        );
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        fs::write(&file, article).with_context(|| file.display().to_string())?;
        world.say(&text::cli_new_made(
            &world.messages,
            world.locale,
            file.display().to_string(),
            id,
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// One more than the greatest `KB-` number of any file, whatever its state.
fn next_id(content: &Path) -> anyhow::Result<String> {
    let mut greatest = 0_u32;
    for entry in walkdir::WalkDir::new(content)
        .into_iter()
        .filter_map(Result::ok)
    {
        if entry.path().extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let number = stated_id(entry.path()).and_then(|id| id.strip_prefix("KB-")?.parse().ok());
        greatest = greatest.max(number.unwrap_or_default());
    }
    let next = greatest.checked_add(1).context("no id is left")?;
    Ok(format!("KB-{next:06}"))
}

/// The id that the front matter of a file states.
fn stated_id(file: &Path) -> Option<String> {
    if !file.is_file() {
        return None;
    }
    let bytes = fs::read(file).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines();
    let fence = lines
        .next()
        .filter(|line| matches!(line.trim_end(), "---" | "+++"))?;
    lines
        .take_while(|line| line.trim_end() != fence.trim_end())
        .find_map(|line| {
            let (key, value) = line.split_once([':', '='])?;
            let value = value.trim().trim_matches(['"', '\'']);
            (key.trim() == "id" && !value.is_empty()).then(|| value.to_owned())
        })
}
