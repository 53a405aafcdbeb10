//! Texts for machines: robots, language models, hosts of static files.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use quick_xml::escape::escape;

use crate::content::Article;
use crate::locale::Locale;
use crate::site::article::{description, unreadable};
use crate::site::head::shortened;
use crate::site::map::{Target, twin_path};
use crate::site::{Page, PageKind, Site, address};
use crate::theme::ThemeError;

pub(super) const TEXT: &str = "text/plain; charset=utf-8";

impl Site {
    /// Everybody may read everything: what is not public is not here.
    pub(super) fn robots(&self, path: &str) -> Page {
        let map = self.address.absolute(&self.address.at_root("sitemap.xml"));
        let mut text = format!("User-agent: *\nAllow: /\n\nSitemap: {map}\n");
        if self.has_forum {
            // The service answers it: posts come and go without a build.
            let forum = self.address.at_root("forum/sitemap.xml");
            let _ = writeln!(text, "Sitemap: {}", self.address.absolute(&forum));
        }
        self.text(path, TEXT, text)
    }

    /// The Markdown of an article under its title. Before it stands, as in the files of
    /// writers, where the page is, in which language, of which day, and its translations:
    /// a twin is read far from its site.
    pub(super) fn twin(&self, article: &Article, path: &str) -> Result<Page, ThemeError> {
        let body = article.body.markdown();
        let body = body.map_err(|source| unreadable(article, source))?;
        let mut text = String::with_capacity(body.len() + 400);
        let url = self.address.absolute(&article.url);
        let _ = writeln!(text, "---\nurl: {url}\nlanguage: {}", article.language);
        if let Some(updated) = article.updated {
            let day = updated.to_zoned(TimeZone::UTC).date();
            let _ = writeln!(text, "updated: {day}");
        }
        let translations = self.library.translations(&article.id);
        let others = translations.filter(|one| one.language != article.language);
        for (at, other) in others.enumerate() {
            let head = if at == 0 { "translations:\n" } else { "" };
            let url = self.address.absolute(&twin_path(other));
            let _ = writeln!(text, "{head}  {}: {url}", other.language);
        }
        text.push_str("---\n\n");
        if !body.starts_with("# ") {
            let _ = writeln!(text, "# {}\n", one_line(&article.title));
        }
        if !article.summary.is_empty() {
            let _ = writeln!(text, "> {}\n", one_line(&article.summary));
        }
        if let Some(video) = &article.video {
            let page = video.source.page();
            let page = match page.starts_with('/') {
                true => self.address.absolute(&page),
                false => page,
            };
            let watch = self.say(article.language, "site-watch");
            let _ = writeln!(text, "[{watch}]({page})\n");
        }
        text.push_str(&body);
        if let Some(video) = article
            .video
            .as_ref()
            .filter(|one| !one.transcript.is_empty())
        {
            let heading = self.say(article.language, "markup-transcript");
            let _ = writeln!(text, "\n## {heading}");
            for line in video.transcript.lines() {
                let _ = writeln!(text, "\n{line}");
            }
        }
        Ok(self.text(path, "text/markdown; charset=utf-8", text))
    }

    /// What there is, with one line each, for language models (llmstxt.org).
    pub(super) fn llms(&self, language: Option<Locale>, path: &str) -> Result<Page, ThemeError> {
        let text = match language {
            Some(language) => self.llms_of(language)?,
            None => self.llms_of_all(),
        };
        Ok(self.text(path, "text/markdown; charset=utf-8", text))
    }

    fn llms_of_all(&self) -> String {
        let default = self.library.default_language();
        let mut text = self.llms_head(default);
        for language in &self.library.languages {
            let path = self.address.below(*language, "llms.txt");
            let url = self.address.absolute(&path);
            let name = language.own_name();
            let summary = self.say(*language, "site-llms-summary");
            let _ = writeln!(text, "- [{name}]({url}): {summary}");
        }
        text
    }

    fn llms_of(&self, language: Locale) -> Result<String, ThemeError> {
        let mut text = self.llms_head(language);
        let categories = self.library.categories.iter();
        for category in categories.filter(|one| one.language == language) {
            let articles = self.catalog.articles(language, &category.path);
            if articles.is_empty() {
                continue;
            }
            let _ = writeln!(text, "## {}\n", one_line(&category.title));
            for article in self.placed(articles) {
                let url = self.address.absolute(&twin_path(article));
                let title = bracketless(&article.title);
                let summary = one_line(&description(article)?);
                let _ = writeln!(text, "- [{title}]({url}): {summary}");
            }
            text.push('\n');
        }
        Ok(text.trim_end().to_owned() + "\n")
    }

    fn llms_head(&self, language: Locale) -> String {
        let home = self.library.category(language, "");
        let summary = home.map(|home| home.summary.as_str()).unwrap_or_default();
        let mut text = format!("# {}\n\n", one_line(&self.name));
        if !summary.is_empty() {
            let _ = writeln!(text, "> {}\n", one_line(summary));
        }
        text
    }

    /// Lets browsers search the help center from their address bar (OpenSearch 1.1).
    ///
    /// Without an address for suggestions: those of the service have another form.
    pub(super) fn open_search(&self, language: Locale, path: &str) -> Page {
        let pages = self
            .address
            .absolute(&self.address.below(language, "search/"));
        let own = self.address.absolute(path);
        let icon = self
            .theme
            .assets()
            .iter()
            .find(|one| one.name == "mark.svg");
        let icon = icon.map(|icon| format!("{}{}", self.address.base(), icon.path));
        let icon = self.address.absolute(&icon.unwrap_or_default());
        let about = self.say(language, "site-search-summary");
        let (short, name) = (name_of(&self.name, 16), name_of(&self.name, 48));
        let [short, name, about, pages, own, icon] =
            [short, name, about, pages, own, icon].map(|text| escape(text.as_str()).into_owned());
        let text = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>{short}</ShortName>
  <LongName>{name}</LongName>
  <Description>{about}</Description>
  <Url type="text/html" rel="results" template="{pages}?q={{searchTerms}}"/>
  <Url type="application/opensearchdescription+xml" rel="self" template="{own}"/>
  <Image width="16" height="16" type="image/svg+xml">{icon}</Image>
  <Language>{language}</Language>
  <InputEncoding>UTF-8</InputEncoding>
  <OutputEncoding>UTF-8</OutputEncoding>
</OpenSearchDescription>
"#
        );
        let media_type = "application/opensearchdescription+xml; charset=utf-8";
        self.text(path, media_type, text)
    }

    /// Old addresses in the form that several hosts of static files read.
    pub(super) fn redirects(&self, path: &str) -> Page {
        let mut text = String::new();
        for (from, target) in self.map.others() {
            if let Target::Redirect { to } = target {
                let (from, to) = (address::encoded(from), address::encoded(to));
                let _ = writeln!(text, "{from} {to} 301");
            }
        }
        self.text(path, TEXT, text)
    }

    pub(super) fn text(&self, path: &str, media_type: &'static str, text: String) -> Page {
        let bytes = text.into_bytes().into();
        self.file(path, media_type, bytes, PageKind::Machine)
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name of at most `limit` characters, cut at a word.
fn name_of(name: &str, limit: usize) -> String {
    let name: String = one_line(name)
        .chars()
        .filter(|one| !one.is_control())
        .collect();
    match name.chars().count() > limit {
        true => shortened(&name, limit - 1),
        false => name,
    }
}

fn bracketless(text: &str) -> String {
    one_line(text).replace('[', "(").replace(']', ")")
}
