//! Who gets which address, where two want the same.
//!
//! Addresses are given away to what is more public first: whether something
//! restricted exists must never change an address that the public sees.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::compile::Input;
use crate::compile::plan::{CategorySlugs, Planned, RESERVED, public_first, with_slash};
use crate::content::paths::folder_of;
use crate::diagnostic::{Code, Diagnostic};
use crate::gate::Gate;
use crate::locale::Locale;
use crate::spanned::Span;

/// Something that wants an address. The order is that of giving away: by lock, and of
/// one lock categories before articles before aliases.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    lock: Gate,
    kind: Kind,
    /// In the order of [`public_first`].
    place: usize,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Category(Locale, String),
    Article,
    Alias(usize),
}

/// Gives each address to one claimant; the others lose it, with a diagnostic.
///
/// An article without its address is left out, a category with all that is in it;
/// an alias is dropped.
pub(super) fn settle(
    input: &Input<'_>,
    articles: &mut [Planned],
    slugs: &CategorySlugs,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let base = input.config.base_path();
    let mut taken: HashMap<String, String> = HashMap::new();
    for language in &input.config.languages {
        for name in RESERVED {
            let url = with_slash(&format!("{base}/{language}/{name}"));
            taken.insert(url, String::new());
        }
    }
    // Those of `taken` that are pages; the others are aliases and names of the site.
    let mut pages: HashSet<String> = HashSet::new();
    let mut lost_aliases: Vec<(usize, usize)> = Vec::new();
    for claim in claims(articles, slugs) {
        let at = claim.place;
        match claim.kind {
            Kind::Category(language, path) => {
                let url = &slugs[&(language, path.clone())].url;
                let file = format!("{language}/{path}/_index.md");
                match taken.get(url) {
                    Some(owner) => {
                        diagnostics.push(lost(Diagnostic::new(code(owner), &file), url, owner));
                        leave_out_below(articles, language, &path, &file, diagnostics);
                    }
                    None => {
                        pages.insert(url.clone());
                        taken.insert(url.clone(), file);
                    }
                }
            }
            Kind::Article if articles[at].sound => {
                let article = &articles[at];
                let Some(owner) = taken.get(&article.url) else {
                    pages.insert(article.url.clone());
                    taken.insert(article.url.clone(), article.file.to_string());
                    continue;
                };
                let span = article
                    .header
                    .slug
                    .as_ref()
                    .map_or(Span::default(), |slug| slug.span);
                let one = article.source().diagnostic(code(owner), span);
                diagnostics.push(lost(one, &article.url, owner));
                articles[at].sound = false;
            }
            Kind::Alias(number) if articles[at].sound => {
                let article = &articles[at];
                let alias = &article.header.aliases[number];
                let url = with_slash(&alias.value);
                let Some(owner) = taken.get(&url) else {
                    taken.insert(url, article.file.to_string());
                    continue;
                };
                let code = match () {
                    () if url == article.url => Code::AliasLoop,
                    () if pages.contains(&url) => Code::AliasOverPage,
                    () => Code::DoubledAlias,
                };
                let source = article.source();
                let same = code == Code::AliasLoop || **owner == *article.file;
                let mend = same.then(|| source.without_item(alias.span)).flatten();
                diagnostics.push(
                    source
                        .diagnostic(code, alias.span)
                        .with("alias", &alias.value)
                        .with("file", owner)
                        .mended(mend),
                );
                lost_aliases.push((at, number));
            }
            Kind::Article | Kind::Alias(_) => {}
        }
    }
    lost_aliases.sort_unstable();
    for (at, number) in lost_aliases.into_iter().rev() {
        Arc::make_mut(&mut articles[at].header)
            .aliases
            .remove(number);
    }
}

fn claims(articles: &[Planned], slugs: &CategorySlugs) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut widest: BTreeMap<&str, Gate> = BTreeMap::new();
    for at in public_first(articles) {
        let article = &articles[at];
        if !article.sound || !article.is_coming() {
            continue;
        }
        let lock = article.gate.lock();
        // A category is as public as the most public article in it, in any language.
        let mut path = article.category.as_str();
        loop {
            let known = widest.entry(path).or_insert_with(|| lock.clone());
            if lock < *known {
                *known = lock.clone();
            }
            if path.is_empty() {
                break;
            }
            path = folder_of(path);
        }
        for number in 0..article.header.aliases.len() {
            claims.push(Claim {
                lock: lock.clone(),
                kind: Kind::Alias(number),
                place: at,
            });
        }
        claims.push(Claim {
            lock,
            kind: Kind::Article,
            place: at,
        });
    }
    for (language, path) in slugs.keys() {
        if let Some(lock) = widest.get(path.as_str()) {
            claims.push(Claim {
                lock: lock.clone(),
                kind: Kind::Category(*language, path.clone()),
                place: 0,
            });
        }
    }
    claims.sort();
    claims
}

fn code(owner: &str) -> Code {
    match owner {
        "" => Code::ReservedSlug,
        _ => Code::DoubledUrl,
    }
}

fn lost(diagnostic: Diagnostic, url: &str, owner: &str) -> Diagnostic {
    match owner {
        "" => diagnostic.with("slug", url),
        owner => diagnostic.with("url", url).with("file", owner),
    }
}

fn leave_out_below(
    articles: &mut [Planned],
    language: Locale,
    path: &str,
    file: &str,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let below = format!("{path}/");
    for article in articles
        .iter_mut()
        .filter(|one| one.sound && one.language == language)
    {
        if article.category == path || article.category.starts_with(&below) {
            article.sound = false;
            let left_out = Diagnostic::new(Code::CategoryLeftOut, article.file.to_string());
            diagnostics.push(left_out.with("file", file));
        }
    }
}
