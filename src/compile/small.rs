//! Modules and terms: tables of TOML.

use crate::compile::Input;
use crate::compile::header::{Located, contexts, declared};
use crate::compile::plan::{FolderGate, Plan};
use crate::compile::source::{Role, SourceFile, Tree};
use crate::content::{ArticleId, Module, Term};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::locale::Locale;
use crate::spanned::{self, Entry, Fields, Span, Table, Value};

/// Reads `modules.toml`.
pub(super) fn modules(tree: &Tree, diagnostics: &mut Vec<Diagnostic>) -> Vec<Module> {
    let Some(file) = tree.texts.values().find(|file| file.role == Role::Modules) else {
        return Vec::new();
    };
    let source = file.source();
    let Some(table) = parsed(&source, diagnostics) else {
        return Vec::new();
    };
    let mut fields = Fields::new(table);
    let mut modules: Vec<Module> = Vec::new();
    if let Some(entry) = fields.take("module") {
        match entry.node.value {
            Value::List(items) => {
                for item in items {
                    if let Value::Table(table) = item.value
                        && let Some(module) = module(table, item.span, &source, diagnostics)
                    {
                        match modules.iter().any(|one| one.key == module.key) {
                            true => diagnostics.push(
                                source
                                    .diagnostic(Code::DoubledItem, item.span)
                                    .with("item", &module.key),
                            ),
                            false => modules.push(module),
                        }
                    }
                }
            }
            _ => {
                let _: Option<()> = fields.wrong_shape(&entry, "table");
            }
        }
    }
    diagnostics.extend(source.field_errors(fields));
    modules.sort_by_key(|module| module.order.unwrap_or(i64::MAX));
    modules
}

fn module(
    table: Table,
    span: Span,
    source: &Source<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Module> {
    let mut fields = Fields::new(table);
    let key = fields.take_text("key").map(|(key, _)| key);
    let icon = fields.take_text("icon").map(|(icon, _)| icon);
    let order = fields.take_integer("order");
    let written = fields
        .take_list("contexts")
        .map_or_else(Vec::new, |(items, _)| items);
    let written = written
        .into_iter()
        .map(|(value, span)| Located { value, span })
        .collect();
    let contexts = contexts(written, source, diagnostics);
    diagnostics.extend(source.field_errors(fields));
    if key.is_none() {
        diagnostics.push(
            source
                .diagnostic(Code::WrongShape, span)
                .with("key", "key")
                .with("wanted", "text"),
        );
    }
    Some(Module {
        key: key?,
        icon,
        order,
        contexts,
    })
}

/// Reads the `_terms.toml` of each language.
pub(super) fn terms(
    input: &Input<'_>,
    tree: &Tree,
    plan: &Plan,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Term> {
    let mut terms = Vec::new();
    for file in tree.texts.values() {
        let Role::Terms { language } = file.role else {
            continue;
        };
        if let Some(table) = parsed(&file.source(), diagnostics) {
            let mut reader = Reader {
                input,
                plan,
                file,
                language,
                terms: &mut terms,
                diagnostics,
            };
            reader.table(table, "");
        }
    }
    one_gate(terms, diagnostics)
}

/// Two languages that give a term different gates lose it: one of them is wrong.
fn one_gate(terms: Vec<Term>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Term> {
    let (mut kept, mut lost): (Vec<Term>, Vec<Term>) = (Vec::new(), Vec::new());
    for term in &terms {
        let differs = |other: &&Term| other.key == term.key && other.gate != term.gate;
        match terms.iter().find(differs) {
            None => kept.push(term.clone()),
            Some(_) => lost.push(term.clone()),
        }
    }
    for term in &lost {
        let others = lost
            .iter()
            .filter(|other| other.key == term.key && other.gate != term.gate);
        for other in others {
            diagnostics.push(
                Diagnostic::new(Code::TermGate, format!("{}/_terms.toml", term.language))
                    .with("key", &term.key)
                    .with("gate", &term.gate)
                    .with("other", &other.gate)
                    .with("file", format!("{}/_terms.toml", other.language)),
            );
        }
    }
    kept
}

struct Reader<'a> {
    input: &'a Input<'a>,
    plan: &'a Plan,
    file: &'a SourceFile,
    language: Locale,
    terms: &'a mut Vec<Term>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    /// `["estimate.markup"]` and `[estimate.markup]` are the same term.
    fn table(&mut self, table: Table, prefix: &str) {
        for entry in table.entries {
            let key = match prefix {
                "" => entry.key.clone(),
                prefix => format!("{prefix}.{}", entry.key),
            };
            match &entry.node.value {
                Value::Table(inner)
                    if inner.get("title").is_some() || inner.get("text").is_some() =>
                {
                    self.term(inner.clone(), &key, &entry);
                }
                Value::Table(inner) => self.table(inner.clone(), &key),
                _ => self.diagnostics.push(
                    self.file
                        .source()
                        .diagnostic(Code::WrongShape, entry.node.span)
                        .with("key", key)
                        .with("wanted", "table"),
                ),
            }
        }
    }

    fn term(&mut self, table: Table, key: &str, entry: &Entry) {
        let source = self.file.source();
        let mut fields = Fields::new(table);
        let mut found = Vec::new();
        let declared = declared(&mut fields, &source, self.input, &mut found);
        let title = fields.take_text("title").map(|(title, _)| title);
        let text = fields.take_text("text").map(|(text, _)| text);
        let article = fields
            .take_text("article")
            .map(|(id, _)| ArticleId::new(&id));
        found.extend(source.field_errors(fields));
        for (name, value) in [("title", &title), ("text", &text)] {
            if value.is_none() {
                found.push(
                    source
                        .diagnostic(Code::WrongShape, entry.key_span)
                        .with("key", format!("{key}.{name}"))
                        .with("wanted", "text"),
                );
            }
        }
        let sound = !found.iter().any(Diagnostic::is_error);
        self.diagnostics.append(&mut found);
        let folders = &self.plan.folders;
        let FolderGate::Open(outer) = folders.gate(self.language.code()) else {
            return;
        };
        let gate = folders.narrow(outer, &declared, &source, self.diagnostics);
        let doubled = self
            .terms
            .iter()
            .any(|one| one.language == self.language && one.key == key);
        if doubled {
            let again = source.diagnostic(Code::DoubledItem, entry.key_span);
            self.diagnostics.push(again.with("item", key));
        }
        if let (true, false, Some(title), Some(text), Some(gate)) =
            (sound, doubled, title, text, gate)
        {
            self.terms.push(Term {
                language: self.language,
                key: key.to_owned(),
                title,
                text,
                article,
                gate,
            });
        }
    }
}

fn parsed(source: &Source<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Table> {
    match spanned::toml::parse(source.text) {
        Ok(table) => Some(table),
        Err(error) => {
            diagnostics.push(
                source
                    .diagnostic(Code::SettingsSyntax, error.span)
                    .with("detail", &error.detail),
            );
            None
        }
    }
}
