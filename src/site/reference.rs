//! The page that describes the API.

use crate::locale::Locale;
use crate::site::head::{About, Version};
use crate::site::{Page, PageKind, Site};
use crate::theme::ThemeError;
use crate::theme::context::ReferencePage;

impl Site {
    /// The reference of the API; only the service has it, as it is about the service.
    ///
    /// # Errors
    /// A template of a theme that asks for what it is not given.
    pub fn reference(&self, language: Locale, page: &ReferencePage) -> Result<Page, ThemeError> {
        let path = format!("{}/docs", self.address.base());
        let versions = self.library.languages.iter().map(|language| Version {
            language: *language,
            path: format!("{path}?lang={language}"),
            indexed: false,
        });
        let head = self.head(About {
            language,
            path: &path,
            title: self.say(language, "docs-title"),
            description: self.say(language, "docs-summary"),
            indexed: false,
            versions: versions.collect(),
            category: "",
        });
        self.html(
            "reference.html",
            language,
            &head,
            page,
            &path,
            PageKind::Html,
        )
    }
}
