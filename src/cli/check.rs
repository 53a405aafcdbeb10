//! `ayuda check`: every problem of every file, in one run.

mod fix;
mod formats;
mod sarif;

use std::process::ExitCode;

use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum};
use jiff::Zoned;

use crate::cli::world::World;
use crate::compile::Compiled;
use crate::diagnostic::Diagnostic;
use crate::i18n::text;

/// Look for mistakes in the content
#[derive(Debug, Default, Args)]
pub(super) struct Check {
    /// Treat warnings as errors
    #[arg(long, env = "AYUDA_STRICT", value_parser = BoolishValueParser::new())]
    strict: bool,
    /// Mend what has one safe mend, and say what was changed
    #[arg(long, env = "AYUDA_FIX", value_parser = BoolishValueParser::new())]
    fix: bool,
    /// Show what is a matter of judgement, too
    #[arg(long, env = "AYUDA_NOTES", value_parser = BoolishValueParser::new())]
    notes: bool,
    /// How to say it: for people, or on stdout for programs
    #[arg(
        long,
        env = "AYUDA_FORMAT",
        value_name = "FORMAT",
        default_value = "human"
    )]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Drawn, with the marked place
    #[default]
    Human,
    /// One object, with all diagnostics
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

impl Check {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        // What a theme gets wrong keeps a help center from being built, too.
        world.theme()?;
        let mut compiled = compile(world)?;
        if self.fix {
            compiled = fix::mend(world, compiled)?;
        }
        let found = &compiled.diagnostics;
        match self.format {
            Format::Human => self.draw(world, &compiled),
            Format::Json => formats::json(world, found)?,
            Format::Sarif => sarif::write(world, found)?,
            Format::Github => formats::github(world, found, self.notes)?,
        }
        let failed = compiled.has_errors() || self.strict && compiled.has_warnings();
        Ok(ExitCode::from(u8::from(failed)))
    }

    fn draw(&self, world: &World, compiled: &Compiled) {
        if !compiled.has_warnings() {
            world.say(&text::cli_check_clean(
                &world.messages,
                world.locale,
                compiled.library.articles.len(),
            ));
        }
        match self.notes {
            true => world.show_all(&compiled.diagnostics),
            false => world.show(&compiled.diagnostics, usize::MAX),
        }
    }
}

/// Compiles, with what is due today.
fn compile(world: &World) -> anyhow::Result<Compiled> {
    let mut compiled = world.compile()?;
    let due: Vec<Diagnostic> = compiled.due_by(Zoned::now().date()).collect();
    compiled.diagnostics.extend(due);
    Diagnostic::sort(&mut compiled.diagnostics);
    Ok(compiled)
}
