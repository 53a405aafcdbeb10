//! Patterns of screens that do nothing, or not what they seem to.

use super::{Written, span_of};
use crate::content::{Article, Context, Library, Module};
use crate::diagnostic::{Code, Diagnostic};
use crate::spanned;

const FILE: &str = "modules.toml";

pub(super) fn review(library: &Library, written: &Written<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (at, module) in library.modules.iter().enumerate() {
        self::module(module, &library.modules[..at], written, diagnostics);
    }
    for article in &library.articles {
        let own = library.modules.iter();
        let own = own.filter(|module| Some(&module.key) == article.module.as_ref());
        let of_module: Vec<&Context> = own.flat_map(|module| &module.contexts).collect();
        for found in in_list(&article.contexts, &of_module) {
            let (code, context) = (found.code(), found.context());
            let place = written.at_item(code, article, "contexts", &context.to_string());
            diagnostics.push(found.told(place));
        }
        without_module(article, library, written, diagnostics);
    }
}

/// What is odd about one pattern of a list.
enum Found<'a> {
    /// It takes away what nothing brings.
    TakesNothing(&'a Context),
    /// What it brings, this one takes away.
    TakenAway(&'a Context, &'a Context),
    /// This one stands before it, and fits the same screens.
    Again(&'a Context, &'a Context),
}

impl<'a> Found<'a> {
    fn code(&self) -> Code {
        match self {
            Found::TakesNothing(_) | Found::TakenAway(..) => Code::DeadContext,
            Found::Again(..) => Code::ShadowedContext,
        }
    }

    fn context(&self) -> &'a Context {
        match self {
            Found::TakesNothing(one) | Found::TakenAway(one, _) | Found::Again(one, _) => one,
        }
    }

    fn told(&self, diagnostic: Diagnostic) -> Diagnostic {
        let diagnostic = diagnostic.with("pattern", self.context());
        match self {
            Found::TakesNothing(_) => diagnostic.with("other", "").with("why", "nothing"),
            Found::TakenAway(_, by) => diagnostic.with("other", by).with("why", "taken"),
            Found::Again(_, first) => diagnostic
                .with("other", first)
                .with("owner", "")
                .with("why", "again"),
        }
    }
}

fn in_list<'a>(list: &'a [Context], of_module: &[&Context]) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for (at, one) in list.iter().enumerate() {
        let before = &list[..at];
        let same = |other: &&Context| other.excludes() == one.excludes() && other.is_same(one);
        if let Some(first) = before.iter().find(same) {
            found.push(Found::Again(one, first));
        } else if one.excludes() {
            let brought = list.iter().chain(of_module.iter().copied());
            let mut brought = brought.filter(|other| !other.excludes());
            if !brought.any(|other| other.meets(one)) {
                found.push(Found::TakesNothing(one));
            }
        } else {
            let mut taking = list.iter().filter(|other| other.excludes());
            if let Some(by) = taking.find(|other| other.covers(one)) {
                found.push(Found::TakenAway(one, by));
            }
        }
    }
    found
}

fn module(
    module: &Module,
    before: &[std::sync::Arc<Module>],
    written: &Written<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if !module.contexts.iter().any(|context| !context.excludes()) {
        let place = at_module(Code::ModuleWithoutScreen, &module.key, written);
        diagnostics.push(place.with("module", &module.key));
    }
    for found in in_list(&module.contexts, &[]) {
        let place = in_module(found.code(), module, found.context(), written);
        diagnostics.push(found.told(place));
    }
    // Of two modules with the same pattern, the screen belongs to the first.
    for context in module.contexts.iter().filter(|one| !one.excludes()) {
        let owner = before.iter().find_map(|other| {
            let mut contexts = other.contexts.iter();
            let first = contexts.find(|one| !one.excludes() && one.is_same(context))?;
            Some((other, first))
        });
        if let Some((owner, first)) = owner {
            diagnostics.push(
                in_module(Code::ShadowedContext, module, context, written)
                    .with("pattern", context)
                    .with("other", first)
                    .with("owner", &owner.key)
                    .with("why", "module"),
            );
        }
    }
}

/// Screens of no module are fine, such as the one to sign in at. One that differs from
/// that of a module by a letter or two is mistyped; one of an article with a module may
/// be missing there.
fn without_module(
    article: &Article,
    library: &Library,
    written: &Written<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let modules = library.modules.iter();
    let known: Vec<&Context> = modules
        .flat_map(|module| &module.contexts)
        .filter(|context| !context.excludes())
        .collect();
    if known.is_empty() {
        return;
    }
    let brings = article.contexts.iter().filter(|one| !one.excludes());
    for context in brings.filter(|one| !known.iter().any(|known| known.meets(one))) {
        let pattern = context.to_string();
        let near = mistyped(&pattern, &known);
        let place = || {
            written
                .at_item(Code::ContextWithoutModule, article, "contexts", &pattern)
                .with("pattern", &pattern)
        };
        match (near, &article.module) {
            (Some(near), _) => diagnostics.push(place().near(Some(near))),
            (None, Some(_)) => diagnostics.push(place().as_note()),
            (None, None) => {}
        }
    }
}

/// The pattern that was meant, if its first segment or all of it is nearly that of a module.
fn mistyped(pattern: &str, known: &[&Context]) -> Option<String> {
    let known: Vec<String> = known.iter().map(ToString::to_string).collect();
    let whole = spanned::only_near(pattern, known.iter().map(String::as_str));
    if let Some(whole) = whole {
        return Some(whole.to_owned());
    }
    let first = |pattern: &str| pattern.split('/').nth(1).map(str::to_owned);
    let own = first(pattern)?;
    let firsts: Vec<String> = known.iter().filter_map(|known| first(known)).collect();
    // A segment that some module has is none that was mistyped.
    if firsts.contains(&own) {
        return None;
    }
    let near = spanned::only_near(&own, firsts.iter().map(String::as_str))?;
    Some(pattern.replacen(&own, near, 1))
}

fn in_module(code: Code, module: &Module, context: &Context, written: &Written<'_>) -> Diagnostic {
    let pattern = context.to_string();
    written.at_module(code, &module.key, |table| {
        let contexts = table.get("contexts")?;
        span_of(&contexts.node, &pattern)
    })
}

fn at_module(code: Code, key: &str, written: &Written<'_>) -> Diagnostic {
    written.at_module(code, key, |table| Some(table.get("key")?.node.span))
}

impl Written<'_> {
    /// A diagnostic about something of one module in `modules.toml`.
    fn at_module(
        &self,
        code: Code,
        key: &str,
        span: impl Fn(&spanned::Table) -> Option<spanned::Span>,
    ) -> Diagnostic {
        let placed = self.tree.texts.get(FILE).and_then(|file| {
            let table = spanned::toml::parse(&file.text).ok()?;
            let spanned::Value::List(modules) = &table.get("module")?.node.value else {
                return None;
            };
            let span = modules.iter().find_map(|module| match &module.value {
                spanned::Value::Table(table) => {
                    span_of(&table.get("key")?.node, key)?;
                    span(table)
                }
                _ => None,
            })?;
            Some(file.source().diagnostic(code, span))
        });
        placed.unwrap_or_else(|| Diagnostic::new(code, FILE))
    }
}
