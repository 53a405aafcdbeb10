//! `ayuda search`: what a viewer would find, at the terminal.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use clap::builder::BoolishValueParser;

use crate::cli::world::World;
use crate::content::{Library, Location};
use crate::context::{articles_at, module_at};
use crate::gate::Viewer;
use crate::i18n::text;
use crate::locale::Locale;
use crate::search::{Query, Request, Shelves};

/// Search as a viewer does
#[derive(Debug, Args)]
pub(super) struct Search {
    #[command(flatten)]
    asking: Asking,
    /// Print the body of GET /search
    #[arg(long, env = "AYUDA_JSON", value_parser = BoolishValueParser::new())]
    json: bool,
    /// Hits of each group
    #[arg(long, env = "AYUDA_LIMIT", default_value_t = 10)]
    limit: usize,
}

/// Who asks what, and where.
#[derive(Debug, Args)]
pub(super) struct Asking {
    /// What to look for
    #[arg(required = true)]
    query: Vec<String>,
    #[command(flatten)]
    reader: Reader,
    /// The screen on which it is asked
    #[arg(long, env = "AYUDA_SCREEN", value_name = "URL")]
    screen: Option<String>,
}

/// Who reads, and in which language.
#[derive(Debug, Args)]
pub(super) struct Reader {
    /// Language of the reader
    #[arg(long, env = "AYUDA_LANG", value_name = "LANG")]
    lang: Option<String>,
    /// Who reads: `VISIBILITY[:ROLE[,ROLE]][@PLAN]`
    #[arg(
        long = "as",
        env = "AYUDA_AS",
        value_name = "WHO",
        default_value = "public"
    )]
    who: String,
}

impl Reader {
    /// As it was written.
    pub(super) fn who(&self) -> &str {
        &self.who
    }

    /// The viewer and the language; the first language of the settings if none was named.
    pub(super) fn known(&self, world: &World) -> anyhow::Result<(Viewer, Locale)> {
        let language = match &self.lang {
            Some(tag) => world.language(tag)?,
            None => world
                .config
                .languages
                .first()
                .copied()
                .unwrap_or(Locale::En),
        };
        Ok((world.viewer(&self.who)?, language))
    }
}

/// Everything that a question needs.
pub(super) struct Asked {
    pub(super) library: Library,
    pub(super) shelves: Shelves,
    pub(super) viewer: Viewer,
    pub(super) request: Request,
}

impl Asking {
    pub(super) fn open(&self, world: &World) -> anyhow::Result<Asked> {
        let (viewer, language) = self.reader.known(world)?;
        let config = &world.config;
        let compiled = world.compile()?;
        let shelves = Shelves::open_or_build(
            &compiled.library,
            &config.built_folder(),
            world.search_settings(),
        )?;
        let library = compiled.library.visible_to(&viewer);
        let screen = self.screen.as_deref().map(Location::parse);
        let module = screen
            .as_ref()
            .and_then(|screen| module_at(&library, screen));
        let on_screen = screen.as_ref().map(|screen| articles_at(&library, screen));
        let request = Request {
            module: module.map(|module| module.key.clone()),
            on_screen: Arc::new(on_screen.unwrap_or_default()),
            ..Request::new(Query::parse(&self.query.join(" ")), language)
        };
        Ok(Asked {
            library,
            shelves,
            viewer,
            request,
        })
    }
}

impl Search {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let asked = self.asking.open(world)?;
        let mut request = asked.request.clone();
        request.limit = self.limit.clamp(1, 100);
        let answer = asked
            .shelves
            .search(&asked.library, &asked.viewer, &request)?;
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string(&answer)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(meant) = &answer.did_you_mean {
            let line = text::cli_did_you_mean(&world.messages, world.locale, meant.as_str());
            writeln!(out, "{line}\n")?;
        }
        if !answer.missing.is_empty() {
            let words = answer.missing.join(", ");
            let line = text::cli_search_missing(&world.messages, world.locale, words.as_str());
            writeln!(out, "{line}\n")?;
        }
        for group in &answer.groups {
            let title = text::cli_search_group(
                &world.messages,
                world.locale,
                group.kind.word(),
                group.language.own_name(),
                group.total,
            );
            writeln!(out, "{title}")?;
            for hit in &group.hits {
                let anchor = hit
                    .anchor
                    .as_ref()
                    .map(|anchor| format!("#{anchor}"))
                    .unwrap_or_default();
                writeln!(out, "\n  {}  {:.2}", hit.title, hit.score)?;
                writeln!(out, "  {}{anchor}", hit.url)?;
                writeln!(out, "  {}", plain(&hit.snippet))?;
            }
            writeln!(out)?;
        }
        if answer.groups.is_empty() {
            world.say(&text::cli_nothing_found(
                &world.messages,
                world.locale,
                request.query.text(),
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A snippet without its markup.
fn plain(snippet: &str) -> String {
    snippet
        .replace("<mark>", "")
        .replace("</mark>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
