//! Reports as they stand on a terminal: a number, what it counts, and what to do.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::cli::report::{Listed, code};
use crate::cli::world::World;
use crate::feedback::scrub::one_line;
use crate::i18n::text;
use crate::insight::reports::{Row, State, Step, Summary, day_of};

/// Where the words of a row begin.
const INDENT: usize = 7;
/// Longer rows are harder to read than two lines.
const WIDTH: usize = 96;

/// Draws for one terminal.
pub(super) struct Drawn<'a> {
    pub(super) world: &'a World,
    /// Rows of a report that are shown.
    pub(super) first: usize,
}

#[derive(Clone, Copy)]
enum Style {
    Title,
    Count,
    Quiet,
    Step,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Style::Title | Style::Count => "1",
            Style::Quiet => "2",
            Style::Step => "36",
        }
    }
}

impl Drawn<'_> {
    /// Everything, with an empty line around.
    pub(super) fn page(&self, summary: &Summary, listed: &[Listed]) -> String {
        let (messages, locale) = (&self.world.messages, self.world.locale);
        let mut out = String::new();
        let title = text::reports_title(messages, locale);
        let heading =
            text::cli_report_period(messages, locale, summary.days, title, self.date(summary.to));
        let _ = writeln!(out, "\n{}", self.paint(Style::Title, &heading));
        let totals = &summary.totals;
        match totals.searches {
            0 => {
                let line = text::cli_report_nothing_kept(messages, locale);
                let _ = writeln!(out, "{}", self.paint(Style::Quiet, &line));
            }
            searches => {
                let share = |share: Option<u8>| {
                    share.map_or_else(
                        || "–".to_owned(),
                        |share| text::reports_percent(messages, locale, share),
                    )
                };
                let numbers = text::cli_report_numbers(
                    messages,
                    locale,
                    totals.helpful,
                    share(totals.nothing_percentage),
                    share(totals.opened_percentage),
                    searches,
                    totals.helpful + totals.not_helpful,
                );
                let _ = writeln!(out, "{numbers}");
                let _ = writeln!(out, "{}", self.paint(Style::Step, &sparks(summary)));
            }
        }
        for one in listed {
            self.report(&mut out, one);
        }
        out.push('\n');
        out
    }

    fn report(&self, out: &mut String, listed: &Listed) {
        let (messages, locale) = (&self.world.messages, self.world.locale);
        let name = text::reports_name(messages, locale, listed.report);
        let _ = writeln!(out, "\n{}", self.paint(Style::Title, &name));
        if listed.rows.is_empty() {
            let none = text::reports_none(messages, locale, listed.report);
            let _ = writeln!(out, "  {}", self.paint(Style::Quiet, &none));
            return;
        }
        for row in listed.rows.iter().take(self.first) {
            self.row(out, listed.report, row);
        }
        let more = listed.total.saturating_sub(self.first);
        if more > 0 {
            let line = text::cli_report_more(messages, locale, more, listed.report);
            let _ = writeln!(out, "\n  {}", self.paint(Style::Quiet, &line));
        }
    }

    fn row(&self, out: &mut String, report: &'static str, row: &Row) {
        let (messages, locale) = (&self.world.messages, self.world.locale);
        let count = match report {
            "comments" => String::new(),
            _ => row.count.to_string(),
        };
        let count = self.paint(Style::Count, &format!("{count:>5}"));
        let _ = writeln!(out, "\n{count}  {}", one_line(&row.title));
        if let Some(comment) = &row.comment {
            for line in wrapped(&format!("“{}”", one_line(comment))) {
                self.line(out, &line);
            }
        }
        if !row.spellings.is_empty() {
            let also = text::reports_also(messages, locale, report);
            let spellings: Vec<String> = row.spellings.iter().map(|one| one_line(one)).collect();
            for line in wrapped(&format!("{also} {}", spellings.join(" · "))) {
                self.quiet(out, &line);
            }
        }
        // A line ends between two facts, not inside of one.
        let facts = self.facts(report, row).join(" · ");
        let facts = facts.replace(' ', "\u{a0}").replace("\u{a0}·\u{a0}", " · ");
        for line in wrapped(&facts) {
            self.quiet(out, &line.replace('\u{a0}', " "));
        }
        for step in &row.next {
            self.step(out, step);
        }
    }

    /// What is known of a row, each in a few words.
    fn facts(&self, report: &str, row: &Row) -> Vec<String> {
        let (messages, locale) = (&self.world.messages, self.world.locale);
        let mut facts = Vec::new();
        if let Some(state) = row.state.filter(|state| *state != State::Nothing) {
            facts.push(text::reports_state(messages, locale, state.word()));
        }
        let votes = row.helpful.zip(row.not_helpful);
        match (report, votes) {
            ("comments", Some((0, _))) => facts.push(text::reports_did_not(messages, locale)),
            ("comments", Some(_)) => facts.push(text::reports_did_help(messages, locale)),
            (_, Some((helpful, not))) => {
                facts.push(text::reports_votes(
                    messages,
                    locale,
                    helpful,
                    helpful + not,
                ));
            }
            (_, None) => {}
        }
        let counted = |name: String, count: u64, alone: bool| match alone {
            true => name,
            false => format!("{name} {count}"),
        };
        for (reason, count) in &row.reasons {
            let name = text::reports_reason(messages, locale, *reason);
            facts.push(counted(name, *count, *count == 1));
        }
        let languages = &row.languages;
        for (language, count) in languages.iter().filter(|_| row.article.is_none()) {
            let name = code(*language).to_owned();
            facts.push(counted(name, *count, languages.len() == 1));
        }
        if let Some(article) = &row.article {
            facts.push(format!("{} {}", code(article.language), article.id));
        }
        for (who, count) in &row.viewers {
            let name = text::reports_viewer(messages, locale, who.word());
            facts.push(counted(name, *count, row.viewers.len() == 1));
        }
        facts.extend(row.module.clone());
        if let Some(due) = row.due {
            facts.push(text::reports_due(messages, locale, self.date(due)));
        }
        if let Some(last) = row.last {
            let date = self.date(day_of(last));
            facts.push(match report {
                "comments" => date,
                _ => text::cli_report_last(messages, locale, date),
            });
        }
        facts
    }

    fn step(&self, out: &mut String, step: &Step) {
        let (messages, locale) = (&self.world.messages, self.world.locale);
        let what = text::reports_step(messages, locale, step.kind.word());
        self.line(out, &format!("→ {what}"));
        let does = |out: &mut String, text: &str| {
            self.line(out, &format!("  {}", self.paint(Style::Step, text)));
        };
        match (&step.command, &step.file, &step.line) {
            (Some(command), _, None) => does(out, command),
            (Some(command), _, Some(line)) => {
                does(out, command);
                does(out, line);
            }
            (None, Some(file), Some(line)) => {
                let file = step.edit_url.as_ref().unwrap_or(file);
                let add = text::cli_report_line(messages, locale, file.as_str());
                self.line(out, &format!("  {add}"));
                does(out, line);
            }
            (None, Some(file), None) => does(out, step.edit_url.as_ref().unwrap_or(file)),
            (None, None, line) => does(out, line.as_deref().unwrap_or_default()),
        }
    }

    fn line(&self, out: &mut String, line: &str) {
        let _ = writeln!(out, "{:INDENT$}{line}", "");
    }

    fn quiet(&self, out: &mut String, line: &str) {
        self.line(out, &self.paint(Style::Quiet, line));
    }

    fn date(&self, date: Date) -> String {
        crate::theme::long_date(&self.world.messages, self.world.locale, date)
    }

    fn paint(&self, style: Style, text: &str) -> String {
        match self.world.colour_results {
            true => format!("\u{1b}[{}m{text}\u{1b}[0m", style.code()),
            false => text.to_owned(),
        }
    }
}

/// Searches by day as one line of blocks; longer periods by several days a block.
fn sparks(summary: &Summary) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const MOST: usize = 61;
    let together = summary.by_day.len().div_ceil(MOST).max(1);
    let sums: Vec<u64> = summary
        .by_day
        .chunks(together)
        .map(|days| days.iter().map(|day| day.searches).sum())
        .collect();
    let most = sums.iter().copied().max().unwrap_or_default().max(1);
    let block = |sum: &u64| match *sum {
        0 => '·',
        sum => {
            BLOCKS[usize::try_from((sum * 7).div_ceil(most))
                .unwrap_or(7)
                .min(7)]
        }
    };
    sums.iter().map(block).collect()
}

/// Text in lines that fit behind the indent.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let fits = |line: &String| line.chars().count() + word.chars().count() < WIDTH - INDENT;
        match lines.last_mut().filter(|line| fits(line)) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
