//! `ayuda eval`: how well the search answers what people type.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Args;
use clap::builder::BoolishValueParser;
use serde::{Deserialize, Serialize};

use crate::cli::world::World;
use crate::i18n::text;
use crate::locale::Locale;
use crate::relevance::{Cases, Reason, Scores};
use crate::search::Shelves;

/// Score the search by the cases of index/LANG/cases.toml
#[derive(Debug, Args)]
pub(super) struct Eval {
    /// Only the cases of this language
    #[arg(long, env = "AYUDA_LANG", value_name = "LANG")]
    lang: Option<String>,
    /// Print the scores and failed cases as JSON
    #[arg(long, env = "AYUDA_JSON", value_parser = BoolishValueParser::new())]
    json: bool,
    /// Keep the scores as those that the next run is compared with
    #[arg(long, env = "AYUDA_ACCEPT", value_parser = BoolishValueParser::new())]
    accept: bool,
}

/// The scores that were accepted last, in `index/scores.json`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Accepted {
    first_hit: f64,
    mrr: f64,
    ndcg: f64,
    section: f64,
}

impl Eval {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let only = match &self.lang {
            Some(tag) => Some(world.language(tag)?),
            None => None,
        };
        let compiled = world.compile()?;
        let config = &world.config;
        let shelves = Shelves::open_or_build(
            &compiled.library,
            &config.built_folder(),
            world.search_settings(),
        )?;
        let folder = config.search_folder();
        let file = folder.join("scores.json");
        let mut accepted: BTreeMap<String, Accepted> = fs::read(&file)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let mut all: BTreeMap<&str, Scores> = BTreeMap::new();
        let mut fine = true;
        for language in config.languages.iter().copied() {
            if only.is_some_and(|only| only != language) {
                continue;
            }
            let (cases, diagnostics) = Cases::read(&folder, language);
            world.show(&diagnostics, usize::MAX);
            fine &= diagnostics.is_empty();
            let Some(cases) = cases else { continue };
            let scores = cases.score(&compiled.library, &shelves)?;
            let below = scores.first_hit < cases.floor.first_hit || scores.ndcg < cases.floor.ndcg;
            fine &= !below;
            if !self.json {
                tell(world, language, &scores, accepted.get(language.code()))?;
            }
            if below {
                let floor = cases.floor;
                world.say(&text::cli_eval_below(
                    &world.messages,
                    world.locale,
                    share(floor.first_hit),
                    language.own_name(),
                    share(floor.ndcg),
                ));
            }
            accepted.insert(
                language.code().to_owned(),
                Accepted {
                    first_hit: scores.first_hit,
                    mrr: scores.mrr,
                    ndcg: scores.ndcg,
                    section: scores.section,
                },
            );
            all.insert(language.code(), scores);
        }
        if all.is_empty() {
            anyhow::bail!(text::cli_eval_no_cases(
                &world.messages,
                world.locale,
                folder.display().to_string()
            ));
        }
        if self.json {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        }
        if self.accept {
            let mut text = serde_json::to_string_pretty(&accepted)?;
            text.push('\n');
            fs::write(&file, text)?;
        }
        Ok(ExitCode::from(u8::from(!fine)))
    }
}

/// The failed cases, then the scores beside those that were accepted last.
fn tell(
    world: &World,
    language: Locale,
    scores: &Scores,
    accepted: Option<&Accepted>,
) -> std::io::Result<()> {
    let (messages, locale) = (&world.messages, world.locale);
    let mut out = std::io::stdout().lock();
    for failed in &scores.failed {
        let why = match failed.reason {
            Reason::Unknown => text::cli_eval_unknown(messages, locale),
            Reason::Closed => text::cli_eval_closed(messages, locale, failed.who.as_str()),
            Reason::NotFound => text::cli_eval_not_found(messages, locale),
            Reason::OtherSection => text::cli_eval_other_section(messages, locale),
            Reason::Outranked => text::cli_eval_outranked(
                messages,
                locale,
                failed.found.as_ref().map_or("", |id| id.as_str()),
                failed.place.unwrap_or_default(),
            ),
        };
        writeln!(
            out,
            "{language}/cases.toml:{}  {}  {}: {why}",
            failed.line, failed.query, failed.expected
        )?;
    }
    if !scores.failed.is_empty() {
        writeln!(out)?;
    }
    writeln!(
        out,
        "{}",
        text::cli_eval_title(messages, locale, scores.cases, language.own_name())
    )?;
    let rows = [
        (
            text::cli_eval_first_hit(messages, locale),
            scores.first_hit,
            accepted.map(|one| one.first_hit),
        ),
        (
            text::cli_eval_mrr(messages, locale),
            scores.mrr,
            accepted.map(|one| one.mrr),
        ),
        (
            text::cli_eval_ndcg(messages, locale),
            scores.ndcg,
            accepted.map(|one| one.ndcg),
        ),
        (
            text::cli_eval_section(messages, locale),
            scores.section,
            accepted.map(|one| one.section),
        ),
    ];
    // Without a case that names a section there is no share of them.
    let shown = rows.len() - usize::from(scores.sections == 0);
    for (name, now, before) in rows.into_iter().take(shown) {
        let change = match before {
            Some(before) if share(now) != share(before) => format!("  {:+.3}", now - before),
            _ => String::new(),
        };
        writeln!(out, "  {name:<26} {}{change}", share(now))?;
    }
    writeln!(out)
}

fn share(share: f64) -> String {
    format!("{share:.3}")
}
