//! Screens of the host app without help of their own.

use std::collections::{BTreeMap, HashMap};

use crate::content::{Article, Context, Module};
use crate::context::{FoundBy, Help, help_for};
use crate::feedback::scrub::fold;
use crate::gate::Visibility;
use crate::insight::reports::proposal::{category_of_module, distinct, slug};
use crate::insight::reports::surroundings::{Surroundings, command};
use crate::insight::reports::{ArticleRef, AskedRow, Row, Rows, SHOWN, State, Step, StepKind};
use crate::locale::Locale;

/// Articles that are looked at for a screen.
const LIMIT: usize = 10;

pub(super) fn rows(rows: &Rows, around: &Surroundings<'_>) -> Vec<Row> {
    let mut asked: HashMap<&str, Vec<&AskedRow>> = HashMap::new();
    for row in &rows.asked {
        if let Some(screen) = &row.screen {
            asked.entry(&screen.pattern).or_default().push(row);
        }
    }
    let languages: Vec<Locale> = match rows.period.language {
        Some(language) => vec![language],
        None => around.library.languages.clone(),
    };
    let mut list = Vec::new();
    for module in &around.library.modules {
        for context in module.contexts.iter().filter(|one| !one.excludes()) {
            let pattern = context.to_string();
            let asked = asked.get(pattern.as_str()).map_or(&[][..], Vec::as_slice);
            list.extend(row(module, context, asked, &languages, around));
        }
    }
    // The sort is stable: of equals, the first in `modules.toml`.
    list.sort_by_key(|row: &Row| (std::cmp::Reverse(row.count), row.state));
    list
}

fn row(
    module: &Module,
    context: &Context,
    asked: &[&AskedRow],
    languages: &[Locale],
    around: &Surroundings<'_>,
) -> Option<Row> {
    let mut worst: Option<(State, Locale, Option<&Article>)> = None;
    for language in languages {
        let screen = crate::context::Screen {
            location: Some(context.example()),
            module: None,
            role: None,
            plan: None,
            version: None,
            language: *language,
            limit: LIMIT,
        };
        let help = help_for(&around.outside, &screen);
        let found = judged(&help, *language, around);
        if let Some((state, article)) = found
            && worst.is_none_or(|(other, ..)| state < other)
        {
            worst = Some((state, *language, article));
        }
    }
    let (state, language, article) = worst?;
    let mut searches: Vec<&&AskedRow> = asked.iter().collect();
    searches.sort_by(|one, other| other.count.cmp(&one.count).then(one.text.cmp(&other.text)));
    let mut by_language: BTreeMap<Locale, u64> = BTreeMap::new();
    for one in asked {
        *by_language.entry(one.language).or_default() += one.count;
    }
    Some(Row {
        title: context.to_string(),
        state: Some(state),
        count: asked.iter().map(|one| one.count).sum(),
        spellings: distinct(searches.iter().map(|one| one.text.as_str()), SHOWN),
        languages: by_language,
        module: Some(module.key.clone()),
        article: article.map(ArticleRef::of),
        last: asked.iter().map(|one| one.last).max(),
        next: vec![step(
            state, language, module, context, &searches, article, around,
        )],
        ..Row::default()
    })
}

/// What is the matter with the help of a screen; `None` for help of its own, in the
/// reader's language.
fn judged<'a>(
    help: &Help,
    language: Locale,
    around: &'a Surroundings<'_>,
) -> Option<(State, Option<&'a Article>)> {
    let all = || help.articles.iter().chain(&help.videos);
    let own = all().find(|found| matches!(found.by, FoundBy::Context(_)));
    let first = own.or_else(|| all().next());
    let article = first.and_then(|found| around.article(&found.article.id, found.article.language));
    match (own, first) {
        (_, None) => Some((State::Empty, None)),
        (None, Some(_)) => Some((State::ModuleOnly, article)),
        (Some(own), _) if own.article.language != language => Some((State::OtherLanguage, article)),
        (Some(_), _) => None,
    }
}

fn step(
    state: State,
    language: Locale,
    module: &Module,
    context: &Context,
    searches: &[&&AskedRow],
    article: Option<&Article>,
    around: &Surroundings<'_>,
) -> Step {
    if let (State::OtherLanguage, Some(article)) = (state, article) {
        let path = format!("{}/{}", article.language, article.path);
        let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        return Step {
            command: path
                .chars()
                .all(fine)
                .then(|| format!("ayuda new {path} --translate")),
            ..around.open(StepKind::Translate, article)
        };
    }
    // What is typed there most leads to the article that helps there.
    let by_search = searches
        .iter()
        .filter(|one| one.language == language && one.found)
        .find_map(|one| {
            let answer = around.find(Visibility::Customer, language, &one.words)?;
            around.first(&answer, language)
        });
    let line = || format!("contexts: [\"{context}\"]");
    if let Some(article) = by_search {
        return around.add(StepKind::Context, article, line());
    }
    let location = context.example();
    let words: Vec<String> = location.words().map(fold).collect();
    let words = words.join(" ");
    let by_path = around
        .find(Visibility::Customer, language, &words)
        .filter(|_| state == State::ModuleOnly)
        .and_then(|answer| around.first(&answer, language));
    let of_module = by_path.filter(|one| one.module.as_deref() == Some(module.key.as_str()));
    if let Some(article) = of_module.or(article.filter(|_| state == State::ModuleOnly)) {
        return around.add(StepKind::Context, article, line());
    }
    let name = match words.is_empty() {
        true => slug(&fold(&module.key)),
        false => slug(&words),
    };
    let category = category_of_module(&around.library, language, &module.key);
    let category = category.filter(|category| !category.is_empty());
    let path = match category {
        Some(category) => format!("{language}/{category}/{name}"),
        None => format!("{language}/{}/{name}", slug(&fold(&module.key))),
    };
    Step {
        line: Some(line()),
        ..command(StepKind::Write, format!("ayuda new {path}"))
    }
}
