//! Draws diagnostics for people: the line, the marked place, the reason, the mend.

use std::fmt;

use miette::{
    Diagnostic as Draw, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::i18n::Messages;
use crate::locale::Locale;

/// A diagnostic with its words.
#[derive(Debug)]
struct Report {
    code: &'static str,
    severity: Severity,
    message: String,
    label: Option<String>,
    help: Option<String>,
    excerpt: Option<Excerpt>,
    /// Named in the message when there is no line to show.
    file: String,
}

/// The one line that is shown, under its number in the file.
#[derive(Debug)]
struct Excerpt {
    file: String,
    place: Place,
}

/// Writes one diagnostic as it is shown on a terminal.
pub(super) fn draw(
    diagnostic: &Diagnostic,
    messages: &Messages,
    locale: Locale,
    colour: bool,
) -> String {
    let report = Report::new(diagnostic, messages, locale);
    let theme = match colour {
        true => GraphicalTheme::unicode(),
        false => GraphicalTheme::unicode_nocolor(),
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(100)
        .with_context_lines(1);
    let mut out = String::new();
    match handler.render_report(&mut out, &report) {
        Ok(()) => out,
        Err(_) => format!("{}: {}\n", diagnostic.file, report.message),
    }
}

impl Report {
    fn new(diagnostic: &Diagnostic, messages: &Messages, locale: Locale) -> Self {
        let said = Said::new(diagnostic, messages, locale);
        Report {
            code: diagnostic.code.name(),
            severity: diagnostic.severity,
            message: said.message,
            label: words(diagnostic, messages, locale, ".label"),
            help: said.help,
            excerpt: diagnostic.place.clone().map(|place| Excerpt {
                file: diagnostic.file.clone(),
                place,
            }),
            file: diagnostic.file.clone(),
        }
    }
}

/// What is wrong and how to mend it, in the reader's language.
pub(super) struct Said {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Said {
    pub(super) fn new(diagnostic: &Diagnostic, messages: &Messages, locale: Locale) -> Self {
        let words = |attribute| words(diagnostic, messages, locale, attribute);
        let near = diagnostic.near.as_ref().and_then(|_| words(".near"));
        Said {
            message: words("").unwrap_or_else(|| diagnostic.code.name().to_owned()),
            help: near.or_else(|| words(".help")),
        }
    }
}

/// A diagnostic's message, or one of its attributes, in the reader's language.
fn words(
    diagnostic: &Diagnostic,
    messages: &Messages,
    locale: Locale,
    attribute: &str,
) -> Option<String> {
    let key = format!("diagnostic-{}{attribute}", diagnostic.code.name());
    let near = diagnostic.near.iter().map(|near| ("near", near));
    let arguments: Vec<(&str, fluent_bundle::FluentValue<'_>)> = diagnostic
        .arguments
        .iter()
        .map(|(name, value)| (*name, value))
        .chain(near)
        .map(|(name, value)| match value.parse::<i64>() {
            Ok(number) if COUNTED.contains(&name) => (name, number.into()),
            _ => (name, value.as_str().into()),
        })
        .collect();
    messages.find(locale, &key, &arguments)
}

/// Variables whose number chooses the form of the words.
const COUNTED: [&str; 3] = ["files", "gates", "limit"];

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.excerpt, self.file.as_str()) {
            (Some(_), _) | (None, "") => f.write_str(&self.message),
            (None, file) => write!(f, "{file}: {}", self.message),
        }
    }
}

impl std::error::Error for Report {}

impl Draw for Report {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt
            .as_ref()
            .map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let marked = self.excerpt.as_ref()?.place.marked.clone();
        let label = LabeledSpan::new(self.label.clone(), marked.start, marked.len().max(1));
        Some(Box::new(std::iter::once(label)))
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // Asked without context for the heading, which names the marked column;
        // with context for the excerpt, which starts with its line.
        let column = if before == 0 {
            self.place.column - 1
        } else {
            0
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.file.clone(),
            self.place.text.as_bytes(),
            SourceSpan::from((0, self.place.text.len())),
            self.place.line - 1,
            column,
            1,
        )))
    }
}
