//! What templates can call: `msg`, `asset`, and the filters `date` and `duration`.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use fluent_bundle::FluentValue;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::i18n::{Messages, text};
use crate::locale::Locale;
use crate::theme::{Asset, ThemeError, dates};

/// Everything must be registered before templates are added: they are checked against it.
pub(super) fn register(tera: &mut Tera, assets: &[Asset], messages: &Arc<Messages>) {
    let of_texts = Arc::clone(messages);
    let fixed = Fixed::default();
    tera.register_function("msg", move |kwargs: Kwargs, state: &State| {
        message(&of_texts, &fixed, &kwargs, state)
    });
    let paths: BTreeMap<String, String> = assets
        .iter()
        .map(|asset| (asset.name.clone(), asset.path.clone()))
        .collect();
    tera.register_function("asset", move |kwargs: Kwargs, state: &State| {
        let name: &str = kwargs.must_get("name")?;
        let base = state.get::<Value>("base")?;
        let base = base.as_ref().and_then(Value::as_str).unwrap_or_default();
        match paths.get(name) {
            Some(path) => Ok(format!("{base}{path}")),
            None => Err(Error::message(format!("no asset is called `{name}`"))),
        }
    });
    let of_dates = Arc::clone(messages);
    tera.register_filter("date", move |value: &str, kwargs: Kwargs, state: &State| {
        let language = language(&kwargs, state)?;
        match dates::read(value) {
            Some(date) => Ok(dates::long(&of_dates, language, date)),
            None => Err(Error::message(format!("`{value}` is no date"))),
        }
    });
    tera.register_filter("duration", |seconds: u64, _: Kwargs, _: &State| {
        match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
            (0, minutes, seconds) => format!("{minutes}:{seconds:02}"),
            (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
        }
    });
}

/// The messages without variables, in the order of [`Locale::ALL`], each put together once: a
/// page has some thirty of them.
struct Fixed(HashMap<&'static str, [OnceLock<Value>; Locale::ALL.len()]>);

impl Default for Fixed {
    fn default() -> Self {
        let keys = text::KEYS.iter();
        let fixed = keys.filter(|(_, variables)| variables.is_empty());
        Fixed(fixed.map(|(key, _)| (*key, Default::default())).collect())
    }
}

fn message(
    messages: &Messages,
    fixed: &Fixed,
    kwargs: &Kwargs,
    state: &State,
) -> TeraResult<Value> {
    let key: &str = kwargs.must_get("key")?;
    let language = language(kwargs, state)?;
    let mut arguments = Vec::new();
    for (name, value) in kwargs.iter() {
        let name = name.as_str().unwrap_or_default();
        if name != "key" && name != "lang" {
            arguments.push((name, fluent(value)));
        }
    }
    let made = fixed.0.get(key).filter(|_| arguments.is_empty());
    let made = made.map(|languages| &languages[language as usize]);
    if let Some(text) = made.and_then(OnceLock::get) {
        return Ok(text.clone());
    }
    let text = messages.find(language, key, &arguments);
    let text = text.ok_or_else(|| Error::message(format!("no message is called `{key}`")))?;
    Ok(match made {
        Some(made) => made.get_or_init(|| text.into()).clone(),
        None => text.into(),
    })
}

fn fluent(value: &Value) -> FluentValue<'_> {
    match (value.as_i64(), value.as_str()) {
        (Some(number), _) => FluentValue::from(number),
        (None, Some(text)) => FluentValue::from(text),
        _ => FluentValue::from(value.to_string()),
    }
}

/// The language asked for by `lang=`, else the page's own.
fn language(kwargs: &Kwargs, state: &State) -> TeraResult<Locale> {
    let own = match kwargs.get::<&str>("lang")? {
        Some(asked) => Some(asked.into()),
        None => state.get::<Value>("language")?,
    };
    let code = own.as_ref().and_then(Value::as_str);
    code.and_then(Locale::from_tag).ok_or_else(|| {
        Error::message("there is no `language` here: a component must take `@language`")
    })
}

/// Looks for `msg(key="…")` with a key that no message has.
///
/// A key that is put together (`"site-kind-" ~ kind`) must be the start of some key.
pub(super) fn check_messages(template: &str, source: &str) -> Result<(), ThemeError> {
    const START: &str = "msg(key=\"";
    let mut done = 0;
    while let Some(at) = source[done..].find(START) {
        let start = done + at + START.len();
        let rest = &source[start..];
        let (key, after) = rest.split_once('"').unwrap_or((rest, ""));
        let known = match after.trim_start().starts_with('~') {
            true => text::KEYS.iter().any(|(other, _)| other.starts_with(key)),
            false => text::KEYS.iter().any(|(other, _)| *other == key),
        };
        if !known {
            return Err(ThemeError::UnknownMessage {
                template: template.to_owned(),
                line: source[..start].lines().count(),
                key: key.to_owned(),
            });
        }
        done = start;
    }
    Ok(())
}
