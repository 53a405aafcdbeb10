//! `ayuda explain access`: why a viewer sees an article, or does not.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::ensure;
use clap::Args;

use crate::cli::search::Reader;
use crate::cli::world::World;
use crate::compile::Kept;
use crate::content::{Article, Library, Status};
use crate::gate::Lack;
use crate::history::History;
use crate::i18n::text;
use crate::locale::Locale;
use crate::spanned;

/// Say why a viewer sees an article, or does not
#[derive(Debug, Args)]
pub(super) struct Access {
    /// Id, file below the content folder, path or URL of the article
    article: String,
    #[command(flatten)]
    reader: Reader,
}

impl Access {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let (viewer, language) = self.reader.known(world)?;
        let compiled =
            world.compile_for_writers(&mut Kept::for_nothing(), &History::none(), None)?;
        let library = compiled.library;
        let found = find(&library, &self.article, language);
        let known = library.articles.iter().map(|one| one.id.as_str());
        let known = known.chain(library.articles.iter().map(|one| one.file.as_str()));
        let (messages, locale) = (&*world.messages, world.locale);
        let name = self.article.as_str();
        ensure!(
            !found.is_empty(),
            match spanned::nearest(name, known) {
                Some(near) => text::cli_no_article_near(messages, locale, name, near),
                None => text::cli_no_article(messages, locale, name),
            }
        );
        let mut out = io::stdout().lock();
        for article in found {
            writeln!(out, "{}  {}  {}", article.id, article.file, article.url)?;
            for (title, gate) in folders(&library, article) {
                let line = text::cli_access_folder(messages, locale, gate, title);
                writeln!(out, "  {line}")?;
            }
            let gate = article.gate.to_string();
            writeln!(out, "  {}", text::cli_access_gate(messages, locale, gate))?;
            let lacks = article.gate.lacks(&viewer);
            let names: Vec<String> = lacks.iter().map(Lack::to_string).collect();
            let said = match (lacks.is_empty(), article.stage) {
                (_, stage @ (Status::Draft | Status::Review)) => {
                    text::cli_access_stage(messages, locale, stage.word())
                }
                (true, _) => text::cli_access_seen(messages, locale, self.reader.who()),
                (false, _) => {
                    let lacks = names.join(" · ");
                    text::cli_access_not_seen(messages, locale, lacks, self.reader.who())
                }
            };
            writeln!(out, "  {said}")?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The article by any of its names: by its id in all languages, the reader's first.
fn find<'l>(library: &'l Library, name: &str, language: Locale) -> Vec<&'l Arc<Article>> {
    let path = name.split("://").last().unwrap_or(name);
    let path = path
        .find('/')
        .map_or(name, |slash| match name.contains("://") {
            true => &path[slash..],
            false => name,
        });
    let slashed = format!("{}/", path.trim_end_matches('/'));
    let is_meant = |one: &&Arc<Article>| {
        one.id.as_str() == name || one.file == name || one.path == name || one.url == slashed
    };
    let mut found: Vec<&Arc<Article>> = library.articles.iter().filter(is_meant).collect();
    found.sort_by_key(|one| (one.language != language, one.language));
    found
}

/// The folders that the article lies in, from the outside, with their gates.
fn folders(library: &Library, article: &Article) -> Vec<(String, String)> {
    let trail = library.trail(article.language, &article.category);
    trail
        .iter()
        .map(|category| (category.title.clone(), category.gate.to_string()))
        .collect()
}
