//! `ayuda check`: every problem of every file, in one run.

use std::process::ExitCode;

use clap::Args;
use clap::builder::BoolishValueParser;

use crate::cli::world::World;
use crate::i18n::text;

/// Look for mistakes in the content
#[derive(Debug, Default, Args)]
pub(super) struct Check {
    /// Treat warnings as errors
    #[arg(long, env = "AYUDA_STRICT", value_parser = BoolishValueParser::new())]
    strict: bool,
}

impl Check {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let compiled = world.compile()?;
        world.show(&compiled.diagnostics, usize::MAX);
        let failed = compiled.has_errors() || self.strict && !compiled.diagnostics.is_empty();
        if compiled.diagnostics.is_empty() {
            let articles = compiled.library.articles.len();
            world.say(&text::cli_check_clean(
                &world.messages,
                world.locale,
                articles,
            ));
        }
        Ok(ExitCode::from(u8::from(failed)))
    }
}
