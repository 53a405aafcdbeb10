//! What is said to a writer, as data: code, place, and the words' variables.
//!
//! The words themselves are messages (`diagnostic-CODE` with `.label`, `.help` and
//! `.near`), so that a writer reads them in their language. Only `cli` draws them.

pub mod page;

use serde::Serialize;

use crate::spanned::{FieldError, Fields, Span};

/// Whether the article is left out, something about it is off, or it could be better.
///
/// A note is a matter of judgement: no reader meets a fault, and nothing fails for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Note,
}

macro_rules! codes {
    ($($name:ident = $text:literal $severity:ident,)*) => {
        /// The stable name of a kind of problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($name,)* }

        impl Code {
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// The code of a name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Code::$name),)* _ => None }
            }

            /// The name as writers see it, such as `broken-link`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// How much it matters, where nothing about the place says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    // Files
    UnreadableFile = "unreadable-file" Error,
    FileTooLarge = "file-too-large" Error,
    InvalidUtf8 = "invalid-utf8" Error,
    ControlCharacter = "control-character" Error,
    OutsideTree = "outside-tree" Error,
    OutsideLanguage = "outside-language" Warning,
    // Front matter and settings
    FrontMatterSyntax = "front-matter-syntax" Error,
    FrontMatterPlace = "front-matter-place" Error,
    FrontMatterOpen = "front-matter-open" Error,
    SettingsSyntax = "settings-syntax" Error,
    UnknownKey = "unknown-key" Error,
    ForeignKey = "foreign-key" Warning,
    WrongShape = "wrong-shape" Error,
    EmptyList = "empty-list" Error,
    DoubledItem = "doubled-item" Error,
    UnknownValue = "unknown-value" Error,
    NoTokenKey = "no-token-key" Error,
    AlgorithmWithJwks = "algorithm-with-jwks" Error,
    BadId = "bad-id" Error,
    BadDate = "bad-date" Error,
    BadDiscussion = "bad-discussion" Warning,
    BadVersion = "bad-version" Error,
    BadSlug = "bad-slug" Error,
    ReservedSlug = "reserved-slug" Error,
    BadContext = "bad-context" Error,
    BadAlias = "bad-alias" Error,
    NoTitle = "no-title" Warning,
    UnknownModule = "unknown-module" Warning,
    // The tree
    GateTooWide = "gate-too-wide" Error,
    CategoryGate = "category-gate" Error,
    TranslationGate = "translation-gate" Error,
    TranslationId = "translation-id" Error,
    DoubledId = "doubled-id" Error,
    DoubledUrl = "doubled-url" Error,
    DoubledAlias = "doubled-alias" Error,
    CategoryLeftOut = "category-left-out" Error,
    UnknownRelated = "unknown-related" Warning,
    UnknownReplacement = "unknown-replacement" Warning,
    TooManyGates = "too-many-gates" Warning,
    // Markdown
    BrokenLink = "broken-link" Warning,
    LinkThroughGate = "link-through-gate" Error,
    MissingInclude = "missing-include" Warning,
    IncludeLoop = "include-loop" Error,
    IncludeTooLarge = "include-too-large" Error,
    IncludeThroughGate = "include-through-gate" Error,
    UnknownTerm = "unknown-term" Warning,
    TermGate = "term-gate" Error,
    TermThroughGate = "term-through-gate" Error,
    MissingImage = "missing-image" Warning,
    ImageThroughGate = "image-through-gate" Error,
    BrokenImage = "broken-image" Warning,
    HugeImage = "huge-image" Warning,
    MistypedImage = "mistyped-image" Warning,
    HeavyImage = "heavy-image" Warning,
    UnknownDirective = "unknown-directive" Warning,
    OpenDirective = "open-directive" Warning,
    BadSpot = "bad-spot" Warning,
    BadVideo = "bad-video" Warning,
    TooDeep = "too-deep" Error,
    InternalFault = "internal-fault" Error,
    TooManyProblems = "too-many-problems" Warning,
    // Search
    BadSynonym = "bad-synonym" Error,
    // History
    ShallowClone = "shallow-clone" Warning,
    // Review: what is built, but not as it should be
    MissingAlt = "missing-alt" Warning,
    SkippedHeading = "skipped-heading" Warning,
    DoubledWord = "doubled-word" Warning,
    MissingAnchor = "missing-anchor" Warning,
    OtherLanguage = "other-language" Warning,
    AliasLoop = "alias-loop" Warning,
    AliasOverPage = "alias-over-page" Error,
    RenamedWithoutAlias = "renamed-without-alias" Warning,
    DeadContext = "dead-context" Warning,
    ShadowedContext = "shadowed-context" Warning,
    ContextWithoutModule = "context-without-module" Warning,
    DoubledTitle = "doubled-title" Warning,
    ModuleWithoutScreen = "module-without-screen" Note,
    OrphanedArticle = "orphaned-article" Note,
    UnusedTerm = "unused-term" Note,
    UnusedPicture = "unused-picture" Note,
    LongTitle = "long-title" Note,
    LongSummary = "long-summary" Note,
    ReviewDue = "review-due" Note,
}

/// One problem, where it stands, and what to do about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// Path below the content folder (or of the settings file), with `/`.
    pub file: String,
    pub place: Option<Place>,
    /// Variables of the message.
    pub arguments: Vec<(&'static str, String)>,
    /// What the writer may have meant; shows the message's `.near` for its `.help`.
    pub near: Option<String>,
    /// The one change that mends it, where there is exactly one that is safe.
    pub mend: Option<Mend>,
}

/// A change of a file: what stands at `start` and what is to stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// In bytes, from the start of the file.
    pub start: usize,
    /// Compared before anything is changed.
    pub written: String,
    pub instead: String,
}

/// A marked piece of one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line without its end, or what is shown of it.
    pub text: String,
    /// The marked bytes of `text`.
    pub marked: std::ops::Range<usize>,
}

impl Diagnostic {
    pub fn new(code: Code, file: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity(),
            file: file.into(),
            place: None,
            arguments: Vec::new(),
            near: None,
            mend: None,
        }
    }

    pub fn at(mut self, source: &Source<'_>, span: Span) -> Self {
        self.place = Some(source.place(span));
        self
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    pub fn near(mut self, suggestion: Option<impl ToString>) -> Self {
        self.near = suggestion.map(|suggestion| suggestion.to_string());
        self
    }

    /// The same problem where it stops nothing.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// The same where it is a matter of judgement.
    #[must_use]
    pub fn as_note(mut self) -> Self {
        self.severity = Severity::Note;
        self
    }

    /// What `--fix` may do about it.
    #[must_use]
    pub fn mended(mut self, mend: Option<Mend>) -> Self {
        self.mend = mend;
        self
    }

    pub fn is_note(&self) -> bool {
        self.severity == Severity::Note
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Files in order, each from top to bottom, errors before warnings of one place.
    pub fn sort(diagnostics: &mut [Diagnostic]) {
        diagnostics.sort_by_cached_key(|one| {
            let place = one.place.as_ref().map(|place| (place.line, place.column));
            (
                one.file.clone(),
                place,
                one.severity,
                one.code.name(),
                one.arguments.clone(),
            )
        });
    }
}

/// Who may read something is written by people alone.
const NEVER_GUESSED: [&str; 4] = ["visibility", "roles", "plans", "status"];

/// The text of a file, to find places in.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl<'a> Source<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Source { file, text }
    }

    /// A diagnostic about `span` of this source.
    pub fn diagnostic(&self, code: Code, span: Span) -> Diagnostic {
        Diagnostic::new(code, self.file).at(self, span)
    }

    /// Another text for `written`, which stands once in `span`, perhaps in quotes.
    pub fn mend(&self, span: Span, written: &str, instead: &str) -> Option<Mend> {
        let mut found = self.text.get(span.start..span.end)?.match_indices(written);
        match (found.next(), found.next()) {
            (Some((at, _)), None) => Mend::new(span.start + at, written, instead.to_owned()),
            _ => None,
        }
    }

    /// The list without the item at `span`: with its comma, or with its line.
    pub fn without_item(&self, span: Span) -> Option<Mend> {
        let (before, after) = (self.text.get(..span.start)?, self.text.get(span.end..)?);
        let trimmed = before.trim_end();
        if let Some(list) = trimmed.strip_suffix(',') {
            return Mend::new(list.len(), &self.text[list.len()..span.end], String::new());
        }
        // In block style the line goes, if there is nothing else on it.
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let end = after.find('\n')? + 1;
        let alone = before[line..].trim() == "-" && after[..end].trim().is_empty();
        alone.then(|| Mend::new(line, &self.text[line..span.end + end], String::new()))?
    }

    /// What the fields of a table say about themselves once all known ones were taken.
    pub fn field_errors(&self, fields: Fields) -> impl Iterator<Item = Diagnostic> {
        let errors = fields.finish().into_iter();
        errors.map(|error| match error {
            FieldError::WrongShape { key, wanted, span } => self
                .diagnostic(Code::WrongShape, span)
                .with("key", key)
                .with("wanted", wanted),
            FieldError::UnknownKey {
                key,
                near,
                only,
                span,
            } => self
                .diagnostic(Code::UnknownKey, span)
                .with("key", &key)
                .near(near)
                .mended(
                    only.filter(|only| !NEVER_GUESSED.contains(only))
                        .and_then(|only| self.mend(span, &key, only)),
                ),
        })
    }

    /// The line of `span`, and what of it is marked: to the end of its first line.
    pub fn place(&self, span: Span) -> Place {
        let start = floor(self.text, span.start);
        let line_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.text[start..]
            .find('\n')
            .map_or(self.text.len(), |at| start + at);
        let number = self.text[..line_start].matches('\n').count() + 1;
        let line = &self.text[line_start..line_end];
        let end = floor(self.text, span.end).saturating_sub(line_start);
        Place::in_line(number, line, start - line_start..end)
    }
}

impl Mend {
    /// `None` where nothing would change.
    pub fn new(start: usize, written: &str, instead: String) -> Option<Self> {
        (written != instead).then(|| Mend {
            start,
            written: written.to_owned(),
            instead,
        })
    }
}

/// How much of a very long line is shown before and after its mark, in bytes.
const SHOWN: usize = 200;

impl Place {
    /// A marked range of a line; of a very long line, the part around the mark.
    pub fn in_line(number: usize, line: &str, marked: std::ops::Range<usize>) -> Self {
        let line = line.trim_end_matches(['\n', '\r']);
        let from = floor(line, marked.start);
        let cut = floor(line, from.saturating_sub(SHOWN));
        let end = floor(line, from + SHOWN);
        let to = floor(line, marked.end).clamp(from, end);
        Place {
            line: number,
            column: line[..from].chars().count() + 1,
            text: line[cut..end].to_owned(),
            marked: from - cut..to - cut,
        }
    }
}

/// The nearest character boundary at or below `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_in_characters_and_ends_with_its_line() {
        let source = Source::new("a.md", "uno\r\nañil: rojo\r\ntres");
        let place = source.place(Span::new(12, 40));
        assert_eq!((place.line, place.column), (2, 7));
        assert_eq!(&place.text[place.marked.clone()], "rojo");
        let end = source.place(Span::new(900, 901));
        assert_eq!((end.line, end.column, end.marked), (3, 5, 4..4));
    }
}
