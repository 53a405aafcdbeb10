//! `index/LANG/cases.toml`.

use std::path::Path;

use crate::content::{ArticleId, Location};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::gate::Viewer;
use crate::locale::Locale;
use crate::spanned::{Fields, Span, Table, Value, toml};

/// The cases of one language.
#[derive(Clone, Debug)]
pub struct Cases {
    pub language: Locale,
    pub floor: Floor,
    pub cases: Vec<Case>,
}

/// Below these the search got worse.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Floor {
    /// Share of cases whose article comes first.
    pub first_hit: f64,
    pub ndcg: f64,
}

/// What one reader types, and what should come.
#[derive(Clone, Debug)]
pub struct Case {
    /// Line of the file.
    pub line: usize,
    pub query: String,
    pub first: ArticleId,
    /// Good answers too.
    pub also: Vec<ArticleId>,
    /// The anchor at which the first hit should open.
    pub section: Option<String>,
    /// Who asks, as `WHO`; everybody when it is absent.
    pub who: String,
    pub viewer: Viewer,
    pub screen: Option<Location>,
}

impl Cases {
    /// Reads the cases of `language` below the folder that tunes the search; `None` where
    /// there are none.
    pub fn read(folder: &Path, language: Locale) -> (Option<Self>, Vec<Diagnostic>) {
        let file = format!("{language}/cases.toml");
        let text = match std::fs::read_to_string(folder.join(&file)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return (None, Vec::new());
            }
            Err(error) => {
                let diagnostic = Diagnostic::new(Code::UnreadableFile, &file);
                return (None, vec![diagnostic.with("detail", error)]);
            }
        };
        let source = Source::new(&file, &text);
        let mut reader = Reader {
            source,
            diagnostics: Vec::new(),
        };
        let cases = match toml::parse(&text) {
            Ok(table) => Some(reader.cases(table, language)),
            Err(error) => {
                let diagnostic = source.diagnostic(Code::SettingsSyntax, error.span);
                reader
                    .diagnostics
                    .push(diagnostic.with("detail", &error.detail));
                None
            }
        };
        (cases, reader.diagnostics)
    }
}

struct Reader<'a> {
    source: Source<'a>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn cases(&mut self, table: Table, language: Locale) -> Cases {
        let mut fields = Fields::new(table);
        let mut floor = Floor::default();
        if let Some(table) = fields.take_table("floor") {
            let mut fields = Fields::new(table);
            for (name, value) in [
                ("first_hit", &mut floor.first_hit),
                ("ndcg", &mut floor.ndcg),
            ] {
                let Some((text, span)) = fields.take_text(name) else {
                    continue;
                };
                match text.parse::<f64>() {
                    Ok(share) if (0.0..=1.0).contains(&share) => *value = share,
                    _ => self.wrong_shape(name, "share", span),
                }
            }
            self.finish(fields);
        }
        let mut cases = Vec::new();
        if let Some(entry) = fields.take("case") {
            match entry.node.value {
                Value::List(items) => {
                    for item in items {
                        match item.value {
                            Value::Table(table) => cases.extend(self.case(table, item.span)),
                            _ => self.wrong_shape("case", "table", item.span),
                        }
                    }
                }
                _ => {
                    let _: Option<()> = fields.wrong_shape(&entry, "table");
                }
            }
        }
        self.finish(fields);
        Cases {
            language,
            floor,
            cases,
        }
    }

    fn case(&mut self, table: Table, span: Span) -> Option<Case> {
        let mut fields = Fields::new(table);
        let query = fields.take_text("query");
        let first = fields.take_text("first");
        let also = fields.take_list("also").map(|(list, _)| list);
        let section = fields.take_text("section").map(|(section, _)| section);
        let who = fields.take_text("as");
        let screen = fields
            .take_text("screen")
            .map(|(url, _)| Location::parse(&url));
        self.finish(fields);
        let (who, viewer) = match who {
            None => ("public".to_owned(), Viewer::anonymous()),
            Some((who, span)) => match Viewer::from_who(&who) {
                Ok(viewer) => (who, viewer),
                Err(_) => {
                    self.wrong_shape("as", "viewer", span);
                    return None;
                }
            },
        };
        // A case without them would be passed over in silence.
        for (key, given) in [("query", &query), ("first", &first)] {
            if given.is_none() {
                self.wrong_shape(key, "text", span);
            }
        }
        Some(Case {
            line: self.source.place(span).line,
            query: query?.0,
            first: ArticleId::new(&first?.0),
            also: also
                .unwrap_or_default()
                .iter()
                .map(|(id, _)| ArticleId::new(id))
                .collect(),
            section,
            who,
            viewer,
            screen,
        })
    }

    fn wrong_shape(&mut self, key: &str, wanted: &str, span: Span) {
        let diagnostic = self.source.diagnostic(Code::WrongShape, span);
        self.diagnostics
            .push(diagnostic.with("key", key).with("wanted", wanted));
    }

    fn finish(&mut self, fields: Fields) {
        self.diagnostics.extend(self.source.field_errors(fields));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_case_is_said_and_the_others_count() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("en")).expect("a folder");
        let text = "[floor]\nndcg = 7\n\
                    [[case]]\nquery = \"a\"\nfirst = \"KB-1\"\n\
                    [[case]]\nquery = \"b\"\n\
                    [[case]]\nquery = \"c\"\nfirst = \"KB-2\"\nas = \"everybody\"\n\
                    [[case]]\nquery = \"d\"\nfirst = \"KB-3\"\nscren = \"/x\"\n";
        std::fs::write(folder.path().join("en/cases.toml"), text).expect("cases");
        let (cases, diagnostics) = Cases::read(folder.path(), Locale::En);
        let read = cases.expect("cases").cases;
        let queries: Vec<&str> = read.iter().map(|case| case.query.as_str()).collect();
        assert_eq!(queries, ["a", "d"]);
        let said: Vec<String> = diagnostics
            .iter()
            .map(|one| {
                let line = one.place.as_ref().map_or(0, |place| place.line);
                format!("{} {line} {:?}", one.code.name(), one.arguments)
            })
            .collect();
        insta::assert_snapshot!(said.join("\n"), @r#"
        wrong-shape 2 [("key", "ndcg"), ("wanted", "share")]
        wrong-shape 6 [("key", "first"), ("wanted", "text")]
        wrong-shape 11 [("key", "as"), ("wanted", "viewer")]
        unknown-key 15 [("key", "scren")]
        "#);
        assert_eq!(Cases::read(folder.path(), Locale::Es).1, []);
    }
}
