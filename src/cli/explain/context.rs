//! `ayuda explain context`: what helps on a screen, and which rule says so.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;

use crate::cli::search::Reader;
use crate::cli::world::World;
use crate::content::Location;
use crate::context::{Found, FoundBy, Help, Screen};
use crate::edition::Edition;
use crate::i18n::text;

/// Show the help of a screen, and why each article is there
#[derive(Debug, Args)]
pub(super) struct Context {
    /// URL or path of the screen
    #[arg(required_unless_present = "routes")]
    url: Option<String>,
    /// A file with a route of the host app a line: lists those without help of their own
    #[arg(
        long,
        env = "AYUDA_ROUTES",
        value_name = "FILE",
        conflicts_with = "url"
    )]
    routes: Option<PathBuf>,
    #[command(flatten)]
    reader: Reader,
}

impl Context {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let (viewer, language) = self.reader.known(world)?;
        let config = Arc::new(world.config.clone());
        let edition = Edition::build(
            world.compile()?.library,
            &config.built_folder(),
            world.search_settings(),
            Arc::clone(&config),
            Arc::new(world.theme()?),
        )?;
        let view = edition.view(&viewer)?;
        let help = |url: &str| {
            let screen = Screen {
                location: Some(Location::parse(url)),
                module: None,
                role: None,
                plan: None,
                version: None,
                language,
                limit: 10,
            };
            edition.help(&view, &viewer, &screen, &HashMap::new())
        };
        let mut out = io::stdout().lock();
        let Some(file) = &self.routes else {
            let url = self.url.as_deref().unwrap_or_default();
            show(world, &mut out, &help(url)?)?;
            return Ok(ExitCode::SUCCESS);
        };
        let routes = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let routes = routes.lines().map(str::trim);
        let mut without = 0;
        for route in routes.filter(|route| !route.is_empty() && !route.starts_with('#')) {
            // `{id}` of a route is any one thing.
            let help = help(&route.replace(['{', '}'], ""))?;
            let mut found = help.articles.iter().chain(&help.videos);
            if !found.any(|found| matches!(found.by, FoundBy::Context(_))) {
                without += 1;
                let module = help.module.unwrap_or_default();
                writeln!(out, "{route}  {module}")?;
            }
        }
        world.say(&text::cli_routes_without(
            &world.messages,
            world.locale,
            without,
        ));
        Ok(ExitCode::from(u8::from(without > 0)))
    }
}

fn show(world: &World, out: &mut impl Write, help: &Help) -> io::Result<()> {
    let (messages, locale) = (&world.messages, world.locale);
    if let Some(module) = &help.module {
        writeln!(
            out,
            "{}",
            text::cli_context_module(messages, locale, module.as_str())
        )?;
    }
    if let Some(tour) = &help.tour {
        writeln!(
            out,
            "{}",
            text::cli_context_tour(messages, locale, tour.title.as_str())
        )?;
    }
    if help.module.is_some() {
        writeln!(out)?;
    }
    for Found { article, by } in help.articles.iter().chain(&help.videos) {
        let why = match by {
            FoundBy::Context(pattern) => pattern.clone(),
            FoundBy::Module => text::cli_context_by_module(messages, locale),
            FoundBy::Search => text::cli_context_by_search(messages, locale),
            FoundBy::Popular => text::cli_context_by_popular(messages, locale),
        };
        writeln!(out, "  {}  {}", article.id, article.title)?;
        writeln!(out, "      {why}")?;
    }
    Ok(())
}
