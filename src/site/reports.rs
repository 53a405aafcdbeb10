//! The page on which staff read what readers miss. It is never part of the site: no
//! map lists it, no file is written of it.

use serde::Serialize;

use crate::locale::Locale;
use crate::site::head::About;
use crate::site::{Page, PageKind, Site};
use crate::theme::ThemeError;
use crate::theme::reports::ReportsPage;

/// Below the language. No article has such an address, as no file whose name starts so
/// is a page.
const PATH: &str = "_reports/";

impl Site {
    /// The language in which a root-relative address is that of the page.
    pub fn reports_at(&self, path: &str) -> Option<Locale> {
        let mut languages = self.library.languages.iter().copied();
        languages.find(|language| path == self.reports_path(*language))
    }

    pub fn reports_path(&self, language: Locale) -> String {
        self.address.below(language, PATH)
    }

    /// Draws the page. The caller has seen to it that it is staff that asks.
    ///
    /// # Errors
    /// A template of a theme that asks for what it is not given.
    pub fn reports_page<S: Serialize, R: Serialize>(
        &self,
        language: Locale,
        page: &ReportsPage<S, R>,
    ) -> Result<Page, ThemeError> {
        let path = self.reports_path(language);
        let head = self.head(About {
            language,
            path: &path,
            title: self.say(language, "reports-title"),
            description: String::new(),
            indexed: false,
            versions: self.versions_of_own(PATH, |_| false),
            category: "",
        });
        self.html("reports.html", language, &head, page, &path, PageKind::Html)
    }
}
