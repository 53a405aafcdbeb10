//! `ayuda new`: an article with its id, ready to be written.

mod branches;
mod from_post;
mod translation;

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
    /// Start its translations as well; of an article that is there, only these
    #[arg(long)]
    translate: bool,
    /// Start from this post of the forum: its question, and the answer that was verified or
    /// accepted. The post leads to the article from then on
    #[arg(long, value_name = "KEY")]
    post: Option<String>,
}

/// A file and what it is to say.
struct Made {
    /// Below the content folder.
    path: String,
    text: String,
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
        let Some(locale) = known.copied().filter(|_| inner.split('/').all(fine)) else {
            anyhow::bail!(text::cli_new_path(
                &world.messages,
                world.locale,
                self.path.as_str()
            ));
        };
        let there = existing(&content, language, inner);
        ensure!(
            there.is_none() || self.translate,
            text::cli_new_exists(
                &world.messages,
                world.locale,
                content.join(format!("{path}.md")).display().to_string()
            )
        );
        // A translation shares the id of what it translates, whatever its state.
        let others: Vec<Locale> = Locale::ALL
            .into_iter()
            .filter(|other| *other != locale && world.config.languages.contains(other))
            .collect();
        let original = others
            .iter()
            .find_map(|other| existing(&content, other.code(), inner));
        let stated = there
            .iter()
            .chain(&original)
            .find_map(|(_, bytes)| stated_id(bytes));
        let id = match stated {
            Some(id) => id,
            // Without an id of its own an article goes by its path.
            None if there.is_some() || original.is_some() => inner.to_owned(),
            None => next_id(&content)?,
        };
        let mut made = Vec::new();
        let original = match there {
            Some(there) => there,
            None => {
                let source = match &original {
                    Some((_, bytes)) => Some(translation::revision(bytes)?),
                    None => None,
                };
                let text = match &self.post {
                    Some(post) => from_post::skeleton(world, locale, &id, post)?,
                    None => skeleton(world, locale, inner, &id, source.as_deref()),
                };
                let article = Made {
                    path: format!("{path}.md"),
                    text,
                };
                let bytes = article.text.clone().into_bytes();
                made.push(article);
                (format!("{path}.md"), bytes)
            }
        };
        if self.translate {
            for other in others {
                if existing(&content, other.code(), inner).is_none() {
                    made.push(translated(world, other, inner, &id, &original)?);
                }
            }
        }
        ensure!(
            !made.is_empty(),
            text::cli_new_translated(&world.messages, world.locale, path)
        );
        for one in &made {
            write(world, &content, one, &id)?;
        }
        if let Some(post) = &self.post {
            from_post::tie(world, post, &id)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn write(world: &World, content: &Path, made: &Made, id: &str) -> anyhow::Result<()> {
    let file = content.join(&made.path);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::write(&file, &made.text).with_context(|| file.display().to_string())?;
    let file = file.display().to_string();
    world.say(&text::cli_new_made(&world.messages, world.locale, file, id));
    Ok(())
}

/// A new article that says what to write in it.
fn skeleton(world: &World, locale: Locale, inner: &str, id: &str, source: Option<&str>) -> String {
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
    let summary = text::cli_new_summary(&world.messages, locale);
    let body = text::cli_new_body(&world.messages, locale);
    let source = source.map_or_else(String::new, |source| format!("source: {source:?}\n"));
    format!(
        "---\nid: {id}\ntitle: {title:?}\nsummary: {summary:?}\nstatus: draft\n{source}---\n\n{body}\n"
    )
}

/// The other half of a pair: what the original says, to be translated.
fn translated(
    world: &World,
    locale: Locale,
    inner: &str,
    id: &str,
    (original, bytes): &(String, Vec<u8>),
) -> anyhow::Result<Made> {
    let source = translation::revision(bytes)?;
    let text = std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| translation::of(text, id, &source));
    // The same form as the original, so that pictures beside it are found.
    let (_, rest) = original.split_once('/').unwrap_or(("", original));
    Ok(Made {
        path: format!("{locale}/{rest}"),
        text: text.unwrap_or_else(|| skeleton(world, locale, inner, id, Some(&source))),
    })
}

/// The file of an article, below the content folder, and its bytes.
fn existing(content: &Path, language: &str, inner: &str) -> Option<(String, Vec<u8>)> {
    ["", "/index"].iter().find_map(|tail| {
        let path = format!("{language}/{inner}{tail}.md");
        let file = content.join(&path);
        let bytes = file.is_file().then(|| fs::read(file).ok()).flatten()?;
        Some((path, bytes))
    })
}

/// One more than the greatest `KB-` number of any file here or on any branch, whatever
/// the state of the article.
fn next_id(content: &Path) -> anyhow::Result<String> {
    let mut greatest = 0_u32;
    let mut count = |bytes: &[u8]| {
        let number = stated_id(bytes).and_then(|id| id.strip_prefix("KB-")?.parse().ok());
        greatest = greatest.max(number.unwrap_or_default());
    };
    for entry in walkdir::WalkDir::new(content)
        .into_iter()
        .filter_map(Result::ok)
    {
        // Opening a pipe waits, perhaps for ever.
        let plain = entry.file_type().is_file();
        let markdown = entry.path().extension().is_some_and(|end| end == "md");
        if plain
            && markdown
            && let Ok(bytes) = fs::read(entry.path())
        {
            count(&bytes);
        }
    }
    branches::read(content, count);
    let next = greatest.checked_add(1).context("no id is left")?;
    Ok(format!("KB-{next:06}"))
}

/// The id that the front matter of a file states.
fn stated_id(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.trim_start_matches('\u{feff}').lines();
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
