//! Every message of site, service and command line, in both languages.
//!
//! Entry point: [`Messages`]. `build.rs` checks `i18n/*.ftl` and makes a typed
//! function of each message ([`text`]); templates ask by key. Article text never
//! passes through here.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::{fs, io};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::langid;

use crate::locale::Locale;

/// A function for each message: `text::search_title(&messages, locale)`.
pub mod text {
    #[allow(unused_imports, reason = "only messages with variables use it")]
    use fluent_bundle::FluentValue;

    use super::Messages;
    use crate::locale::Locale;

    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

/// The messages of all languages, built in and overridden.
pub struct Messages {
    bundles: HashMap<Locale, FluentBundle<FluentResource>>,
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").finish_non_exhaustive()
    }
}

/// A text that replaces nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownText {
    pub file: String,
    pub key: String,
}

/// An override that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OverrideError {
    #[error("cannot read `{file}`")]
    Unreadable { file: String, source: io::Error },
    #[error("`{file}` line {line}: {detail}")]
    Syntax {
        file: String,
        line: usize,
        detail: String,
    },
}

impl Messages {
    /// The messages compiled into the binary.
    pub fn built_in() -> Self {
        let mut bundles = HashMap::new();
        for locale in Locale::ALL {
            let resource = FluentResource::try_new(source(locale).to_owned())
                .expect("`build.rs` has parsed this text");
            let mut bundle = FluentBundle::new_concurrent(vec![match locale {
                Locale::En => langid!("en"),
                Locale::Es => langid!("es"),
            }]);
            // Marks around arguments are of use in mixed directions, and noise in HTML.
            bundle.set_use_isolating(false);
            bundle
                .add_resource(resource)
                .expect("`build.rs` refuses doubled keys");
            bundles.insert(locale, bundle);
        }
        Messages { bundles }
    }

    /// The built-in messages with those of `folder/en.ftl` and `folder/es.ftl` over them.
    ///
    /// Also gives the keys that no message has, with their files: texts for an older or
    /// newer ayuda, or misspelt ones.
    ///
    /// # Errors
    /// A file that cannot be read or parsed.
    pub fn with_overrides(folder: &Path) -> Result<(Self, Vec<UnknownText>), OverrideError> {
        let mut messages = Messages::built_in();
        let mut unknown = Vec::new();
        for locale in Locale::ALL {
            let path = folder.join(format!("{locale}.ftl"));
            let file = path.display().to_string();
            let text = match fs::read_to_string(&path) {
                Ok(text) => text,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(source) => return Err(OverrideError::Unreadable { file, source }),
            };
            messages.add_override(locale, &file, text, &mut unknown)?;
        }
        Ok((messages, unknown))
    }

    fn add_override(
        &mut self,
        locale: Locale,
        file: &str,
        text: String,
        unknown: &mut Vec<UnknownText>,
    ) -> Result<(), OverrideError> {
        let line_at = |text: &str, at: usize| text[..at.min(text.len())].lines().count().max(1);
        let resource = FluentResource::try_new(text).map_err(|(resource, errors)| {
            let at = errors.first().map_or(0, |error| error.pos.start);
            OverrideError::Syntax {
                file: file.to_owned(),
                line: line_at(resource.source(), at),
                detail: errors.first().map(ToString::to_string).unwrap_or_default(),
            }
        })?;
        for entry in resource.entries() {
            if let fluent_syntax::ast::Entry::Message(message) = entry
                && !text::KEYS.iter().any(|(key, _)| *key == message.id.name)
            {
                unknown.push(UnknownText {
                    file: file.to_owned(),
                    key: message.id.name.to_owned(),
                });
            }
        }
        if let Some(bundle) = self.bundles.get_mut(&locale) {
            bundle.add_resource_overriding(resource);
        }
        Ok(())
    }

    /// The message `key` (or `key.attribute`) in `locale`; the key itself if there is none.
    pub fn format(
        &self,
        locale: Locale,
        key: &str,
        arguments: &[(&str, FluentValue<'_>)],
    ) -> String {
        self.find(locale, key, arguments)
            .unwrap_or_else(|| key.to_owned())
    }

    /// The message `key` (or `key.attribute`) in `locale`, if there is one.
    pub fn find(
        &self,
        locale: Locale,
        key: &str,
        arguments: &[(&str, FluentValue<'_>)],
    ) -> Option<String> {
        let bundle = self.bundles.get(&locale)?;
        let (id, attribute) = key
            .split_once('.')
            .map_or((key, None), |(id, a)| (id, Some(a)));
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut all = FluentArgs::new();
        for (name, value) in arguments {
            all.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&all), &mut errors);
        Some(text.into_owned())
    }
}

fn source(locale: Locale) -> &'static str {
    match locale {
        Locale::En => include_str!("../i18n/en.ftl"),
        Locale::Es => include_str!("../i18n/es.ftl"),
    }
}
