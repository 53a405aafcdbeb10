//! The order in which articles are read.

use std::collections::HashMap;
use std::sync::Arc;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};

use crate::content::{Article, Category, Library};
use crate::locale::Locale;

/// Reading order: by language, categories depth first by order and title, and the
/// articles of each by order and title.
pub(super) fn order(library: &mut Library) {
    let collators: HashMap<Locale, CollatorBorrowed<'static>> = library
        .languages
        .iter()
        .map(|language| (*language, collator(*language)))
        .collect();
    let languages = library.languages.clone();
    let mut categories = Vec::with_capacity(library.categories.len());
    for language in &languages {
        let collator = &collators[language];
        let mut own: Vec<Arc<Category>> = library
            .categories
            .iter()
            .filter(|one| one.language == *language)
            .cloned()
            .collect();
        own.sort_by(|a, b| {
            let by_order = a
                .order
                .unwrap_or(i64::MAX)
                .cmp(&b.order.unwrap_or(i64::MAX));
            by_order
                .then_with(|| collator.compare(&a.title, &b.title))
                .then_with(|| a.path.cmp(&b.path))
        });
        walk(&own, "", &mut categories);
    }
    let place: HashMap<(Locale, &str), usize> = categories
        .iter()
        .enumerate()
        .map(|(at, category)| ((category.language, category.path.as_str()), at))
        .collect();
    library.articles.sort_by(|a, b| {
        let folder = |one: &Article| place.get(&(one.language, one.category.as_str())).copied();
        folder(a)
            .cmp(&folder(b))
            .then_with(|| {
                a.order
                    .unwrap_or(i64::MAX)
                    .cmp(&b.order.unwrap_or(i64::MAX))
            })
            .then_with(|| match collators.get(&a.language) {
                Some(collator) => collator.compare(&a.title, &b.title),
                None => a.title.cmp(&b.title),
            })
            .then_with(|| a.path.cmp(&b.path))
    });
    library.categories = categories;
}

fn walk(own: &[Arc<Category>], path: &str, ordered: &mut Vec<Arc<Category>>) {
    let mut children: HashMap<&str, Vec<&Arc<Category>>> = HashMap::new();
    for category in own {
        if let Some(parent) = category.parent() {
            children.entry(parent).or_default().push(category);
        }
    }
    let mut open: Vec<&Arc<Category>> = own.iter().filter(|one| one.path == path).collect();
    while let Some(category) = open.pop() {
        ordered.push(category.clone());
        if let Some(below) = children.get(category.path.as_str()) {
            open.extend(below.iter().rev());
        }
    }
}

fn collator(language: Locale) -> CollatorBorrowed<'static> {
    let locale = match language {
        Locale::En => icu_locale_core::locale!("en"),
        Locale::Es => icu_locale_core::locale!("es"),
    };
    Collator::try_new(locale.into(), CollatorOptions::default())
        .expect("the tables of both languages are compiled in")
}
