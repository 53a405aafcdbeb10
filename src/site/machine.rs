//! Texts for machines: robots, language models, hosts of static files.

use std::fmt::Write as _;

use crate::content::Article;
use crate::locale::Locale;
use crate::site::article::description;
use crate::site::map::{Target, twin_path};
use crate::site::{Page, PageKind, Site, address};

const TEXT: &str = "text/plain; charset=utf-8";

impl Site {
    /// Everybody may read everything: what is not public is not here.
    pub(super) fn robots(&self, path: &str) -> Page {
        let map = self.address.absolute(&self.address.at_root("sitemap.xml"));
        let text = format!("User-agent: *\nAllow: /\n\nSitemap: {map}\n");
        self.text(path, TEXT, text)
    }

    /// The Markdown of an article under its title.
    pub(super) fn twin(&self, article: &Article, path: &str) -> Page {
        let body = &article.body.markdown;
        let mut text = String::with_capacity(body.len() + 200);
        if !body.starts_with("# ") {
            let _ = writeln!(text, "# {}\n", one_line(&article.title));
        }
        if !article.summary.is_empty() {
            let _ = writeln!(text, "> {}\n", one_line(&article.summary));
        }
        text.push_str(body);
        self.text(path, "text/markdown; charset=utf-8", text)
    }

    /// What there is, with one line each, for language models (llmstxt.org).
    pub(super) fn llms(&self, language: Option<Locale>, path: &str) -> Page {
        let text = match language {
            Some(language) => self.llms_of(language),
            None => self.llms_of_all(),
        };
        self.text(path, "text/markdown; charset=utf-8", text)
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

    fn llms_of(&self, language: Locale) -> String {
        let mut text = self.llms_head(language);
        let categories = self.library.categories.iter();
        for category in categories.filter(|one| one.language == language) {
            let articles = self.catalog.articles(language, &category.path);
            if articles.is_empty() {
                continue;
            }
            let _ = writeln!(text, "## {}\n", one_line(&category.title));
            for article in articles {
                let url = self.address.absolute(&twin_path(article));
                let title = bracketless(&article.title);
                let summary = one_line(&description(article));
                let _ = writeln!(text, "- [{title}]({url}): {summary}");
            }
            text.push('\n');
        }
        text.trim_end().to_owned() + "\n"
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

    /// Old addresses in the form that several hosts of static files read.
    pub(super) fn redirects(&self, path: &str) -> Page {
        let mut text = String::new();
        for (from, target) in self.map.iter() {
            if let Target::Redirect { to } = target {
                let (from, to) = (address::encoded(from), address::encoded(to));
                let _ = writeln!(text, "{from} {to} 301");
            }
        }
        self.text(path, TEXT, text)
    }

    fn text(&self, path: &str, media_type: &'static str, text: String) -> Page {
        let bytes = text.into_bytes().into();
        self.file(path, media_type, bytes, PageKind::Machine)
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bracketless(text: &str) -> String {
    one_line(text).replace('[', "(").replace(']', ")")
}
