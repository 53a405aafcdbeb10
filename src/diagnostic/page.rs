//! What a code means: a page of `docs/codes/` for each, built in.
//!
//! A page has the parts `## English`, `## Español`, `## Example` and `## Mend`. A block of
//! code below a line `` `path`: `` is a file of a help center; a test compiles it.

use crate::diagnostic::Code;
use crate::locale::Locale;

include!(concat!(env!("OUT_DIR"), "/codes.rs"));

const PARTS: [&str; 4] = ["English", "Español", "Example", "Mend"];

/// The page of one code.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    text: &'static str,
}

impl Page {
    /// The page of `code`; `None` where `docs/codes/` has none.
    pub fn of(code: Code) -> Option<Self> {
        let found = PAGES.iter().find(|(name, _)| *name == code.name());
        found.map(|(_, text)| Page { text })
    }

    /// The part under `## heading`, without the heading.
    pub fn part(&self, heading: &str) -> Option<&'static str> {
        let marker = format!("\n## {heading}\n");
        let start = self.text.find(&marker)? + marker.len();
        let rest = &self.text[start..];
        // Examples have headings, too.
        let ends = PARTS
            .iter()
            .filter_map(|part| rest.find(&format!("\n## {part}\n")));
        let end = ends.min().unwrap_or(rest.len());
        Some(rest[..end].trim()).filter(|part| !part.is_empty())
    }

    /// What the code means, in a language of the project.
    pub fn meaning(&self, locale: Locale) -> Option<&'static str> {
        self.part(match locale {
            Locale::En => "English",
            Locale::Es => "Español",
        })
    }

    /// The meaning with the example and its mend.
    pub fn markdown(&self, locale: Locale) -> String {
        let headings = match locale {
            Locale::En => ["Example", "Mended"],
            Locale::Es => ["Ejemplo", "Arreglado"],
        };
        let parts = headings.iter().zip(["Example", "Mend"]);
        let mut text = self.meaning(locale).unwrap_or_default().to_owned();
        for (heading, part) in parts {
            if let Some(part) = self.part(part) {
                text.push_str(&format!("\n\n## {heading}\n\n{part}"));
            }
        }
        text.push('\n');
        text
    }
}
