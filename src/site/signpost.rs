//! Pages that lead somewhere else: not found, moved, and the short address of an article.

use crate::content::ArticleId;
use crate::locale::Locale;
use crate::site::article::item;
use crate::site::head::About;
use crate::site::{Page, PageKind, Site};
use crate::theme::ThemeError;
use crate::theme::context::{GoPage, GonePage, Head, NotFoundPage, RedirectPage};

/// The file that web servers send with 410, below the language.
pub(super) const GONE: &str = "410.html";
/// Longer addresses are not gone back to.
const MAX_RETURN: usize = 2_000;

impl Site {
    pub(super) fn missing(
        &self,
        language: Locale,
        path: &str,
        page: &NotFoundPage,
    ) -> Result<Page, ThemeError> {
        let head = self.head(About {
            language,
            path,
            title: self.say(language, "site-not-found"),
            description: self.say(language, "site-not-found-summary"),
            indexed: false,
            versions: self.versions_of_own("", |_| false),
            category: "",
        });
        let kind = PageKind::NotFound;
        self.html("not-found.html", language, &head, page, path, kind)
    }

    /// The page for what was taken down: it says nothing of what that was.
    ///
    /// # Errors
    /// A template of a theme that asks for what it is not given.
    pub fn gone(&self, language: Locale) -> Result<Page, ThemeError> {
        let path = self.address.below(language, GONE);
        let head = self.head(About {
            language,
            path: &path,
            title: self.say(language, "site-gone"),
            description: self.say(language, "site-gone-summary"),
            indexed: false,
            versions: self.versions_of_own("", |_| false),
            category: "",
        });
        let page = GonePage {
            categories: self.cards(language, ""),
        };
        let kind = PageKind::NotFound;
        self.html("gone.html", language, &head, &page, &path, kind)
    }

    /// The host app's page that signs in, with the way back to `address`.
    ///
    /// It is made of what was asked for alone, never of whether something is there.
    pub(super) fn sign_in(&self, address: Option<(&str, Option<&str>)>) -> Option<String> {
        let mut url = url::Url::parse(self.sign_in_url.as_ref()?).ok()?;
        if let Some((path, query)) = address {
            let back = match query {
                Some(query) => format!("{path}?{query}"),
                None => path.to_owned(),
            };
            let back = if leads_here(&back) {
                back
            } else {
                self.address.at_root("")
            };
            url.query_pairs_mut().append_pair("return_to", &back);
        }
        Some(url.into())
    }

    /// For servers that only know files; the service answers 301.
    pub(super) fn redirect(&self, path: &str, to: &str) -> Result<Page, ThemeError> {
        let article = self.library.article_at(to);
        let language = article.map_or(self.library.default_language(), |one| one.language);
        let head = Head {
            title: article.map(|one| one.title.clone()).unwrap_or_default(),
            canonical: self.is_public().then(|| self.address.absolute(to)),
            ..Head::default()
        };
        let page = RedirectPage { to: to.to_owned() };
        let kind = PageKind::Redirect { to: to.to_owned() };
        self.html("redirect.html", language, &head, &page, path, kind)
    }

    /// Leads to the article in the default language, and offers the others. The
    /// service answers with a redirect to the reader's language instead.
    pub(super) fn go(&self, id: &ArticleId, path: &str) -> Result<Page, ThemeError> {
        let default = self.library.default_language();
        let article = self.library.article(id, default);
        let article = article.or_else(|| self.library.translations(id).next());
        let language = article.map_or(default, |one| one.language);
        let translations = self.library.translations(id);
        let page = GoPage {
            id: id.to_string(),
            to: article.map(|one| one.url.clone()).unwrap_or_default(),
            translations: translations.map(|one| item(one, &self.library)).collect(),
        };
        let head = Head {
            title: article.map(|one| one.title.clone()).unwrap_or_default(),
            ..Head::default()
        };
        self.html("go.html", language, &head, &page, path, PageKind::Html)
    }
}

/// Whether a browser that is sent to `address` stays on the host: two slashes, or what
/// browsers take for them, would name another one.
fn leads_here(address: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && c != '\\';
    address.starts_with('/')
        && !address.starts_with("//")
        && address.len() <= MAX_RETURN
        && address.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::leads_here;

    #[test]
    fn the_way_back_never_leaves_the_host() {
        for fine in [
            "/",
            "/en/a/",
            "/en/a/?x=//b",
            "/%2F/evil.example",
            "/go/KB-1",
        ] {
            assert!(leads_here(fine), "{fine}");
        }
        let long = format!("/{}", "x".repeat(super::MAX_RETURN));
        for wrong in [
            "",
            "//evil.example/",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example/",
            "@evil.example",
            "/\tx",
            "/ x",
            "/\u{2028}",
            long.as_str(),
        ] {
            assert!(!leads_here(wrong), "{wrong}");
        }
    }
}
