//! `ayuda explain ranking`: how the scores of a search came about.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use clap::builder::BoolishValueParser;

use crate::cli::search::Asking;
use crate::cli::world::World;
use crate::i18n::text;
use crate::search::{Explained, Line, MatchedBy, Near};

/// Show what each hit of a search owes its place to
#[derive(Debug, Args)]
pub(super) struct Ranking {
    #[command(flatten)]
    asking: Asking,
    /// Hits that are explained
    #[arg(long, env = "AYUDA_LIMIT", default_value_t = 5)]
    limit: usize,
    /// Print as JSON
    #[arg(long, env = "AYUDA_JSON", value_parser = BoolishValueParser::new())]
    json: bool,
}

impl Ranking {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let asked = self.asking.open(world)?;
        let mut request = asked.request.clone();
        request.limit = self.limit.clamp(1, 100);
        let hits = asked
            .shelves
            .explain(&asked.library, &asked.viewer, &request)?;
        let mut out = io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string_pretty(&hits)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        for (place, hit) in hits.iter().enumerate() {
            show(world, &mut out, place + 1, hit)?;
        }
        if hits.is_empty() {
            world.say(&text::cli_nothing_found(
                &world.messages,
                world.locale,
                request.query.text(),
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn show(world: &World, out: &mut impl Write, place: usize, hit: &Explained) -> io::Result<()> {
    writeln!(out, "{place}. {}  {}  {:.3}", hit.id, hit.title, hit.score)?;
    let mut terms: Vec<String> = Vec::new();
    for line in &hit.lines {
        match line {
            Line::Field {
                field,
                term,
                count,
                weight,
                ..
            } => {
                let times = if *count > 1 {
                    format!(" ×{count}")
                } else {
                    String::new()
                };
                let weight = match *weight {
                    1.0 => String::new(),
                    weight => format!(" ({weight:.2})"),
                };
                terms.push(format!("{} {term}{times}{weight}", field.name()));
            }
            Line::Word {
                word,
                matched_by,
                idf,
                added,
            } => {
                let how = match matched_by {
                    MatchedBy::Exact => text::cli_explain_exact(&world.messages, world.locale),
                    MatchedBy::Stem => text::cli_explain_stem(&world.messages, world.locale),
                    MatchedBy::Synonym => text::cli_explain_synonym(&world.messages, world.locale),
                    MatchedBy::Typo => text::cli_explain_typo(&world.messages, world.locale),
                };
                writeln!(out, "   {added:>8.3}  {word}  ({how}, idf {idf:.2})")?;
                writeln!(out, "             {}", terms.join(" · "))?;
                terms.clear();
            }
            Line::Near { kind, words, added } => {
                let words = match kind {
                    Near::Passage => text::cli_explain_passage(&world.messages, world.locale),
                    Near::Pair | Near::Verbatim => words.clone(),
                };
                writeln!(out, "   {added:>8.3}  {words}")?;
            }
            Line::Translation { language, score } => {
                let said = text::cli_explain_translation(
                    &world.messages,
                    world.locale,
                    language.own_name(),
                );
                writeln!(out, "   {score:>8.3}  {said}")?;
            }
            Line::Factor { name, factor } => {
                writeln!(out, "   {:>8}  {name}", format!("×{factor:.3}"))?
            }
        }
    }
    writeln!(out)
}
