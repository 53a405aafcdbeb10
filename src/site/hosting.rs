//! What hosts of the public folder must know besides its files: headers, old addresses, and
//! what is gone.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::policies::ALWAYS;
use crate::site::machine::TEXT;
use crate::site::map::Target;
use crate::site::signpost::GONE;
use crate::site::{Page, Site, address, languages};

const REVALIDATED: &str = "public, max-age=0, must-revalidate";
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Folders in which names are made of contents.
const NEVER_CHANGING: [&str; 2] = ["assets/", "media/"];

impl Site {
    /// In the form that Netlify, Cloudflare and others read. Several rules that fit one address
    /// add up there, so no two of these name the same header.
    pub(super) fn headers(&self, path: &str) -> Page {
        let mut text = format!("{}*\n", self.address.at_root(""));
        for (name, value) in self.always() {
            let _ = writeln!(text, "  {name}: {value}");
        }
        for folder in NEVER_CHANGING {
            let folder = self.address.at_root(folder);
            let _ = writeln!(text, "\n{folder}*\n  cache-control: {IMMUTABLE}");
        }
        self.text(path, TEXT, text)
    }

    /// To be included in a `server` of nginx: addresses that moved in one hop, those that are
    /// gone, pages for both languages, and headers.
    pub(super) fn nginx(&self, path: &str) -> Page {
        let mut text = String::from(
            "# Made by `ayuda build`. Include it in the server block that has the folder as its root.\n\
             absolute_redirect off;\ncharset utf-8;\n\
             charset_types text/css text/plain text/markdown text/vtt text/xml application/xml \
             text/javascript application/javascript;\n",
        );
        self.write_headers(&mut text, "", REVALIDATED, false);
        for folder in NEVER_CHANGING {
            let _ = writeln!(
                text,
                "location ^~ {} {{",
                quoted(&self.address.at_root(folder))
            );
            self.write_headers(&mut text, "    ", IMMUTABLE, false);
            text.push_str("    location ~ \\.svg$ {\n");
            self.write_headers(&mut text, "        ", IMMUTABLE, true);
            text.push_str(
                "    }\n    location ~ \\.vtt$ { types { } default_type text/vtt; }\n}\n",
            );
        }
        // nginx has no name for it, and readers would be asked where to save it.
        text.push_str("location ~ \\.md$ { types { } default_type text/markdown; }\n");
        // They are for the host, not for readers.
        let base = self.address.base();
        for name in [".ayuda", "_headers", "_redirects", "_nginx.conf"] {
            let file = quoted(&format!("{base}/{name}"));
            let _ = writeln!(text, "location = {file} {{ return 404; }}");
        }
        let _ = writeln!(
            text,
            "error_page 404 {};",
            quoted(&format!("{base}/404.html"))
        );
        for language in languages(&self.library) {
            let folder = quoted(&self.address.below(language, ""));
            let missing = quoted(&self.address.below(language, "404.html"));
            let _ = writeln!(text, "location {folder} {{ error_page 404 {missing}; }}");
        }
        for (from, rule) in self.rules() {
            let _ = writeln!(text, "location = {} {{ {rule} }}", quoted(&from));
        }
        self.text(path, TEXT, text)
    }

    /// What is done at an address that was a page's once. nginx compares decoded addresses.
    fn rules(&self) -> BTreeMap<String, String> {
        let mut rules = BTreeMap::new();
        let mut add = |from: &str, rule: &str| {
            let from = address::decoded(from);
            // No address has them, and they would end a line.
            if from.chars().any(char::is_control) {
                return;
            }
            let bare = from.trim_end_matches('/').to_owned();
            for from in [from, bare] {
                if !from.is_empty() && !self.map.holds_page(&from) {
                    rules.entry(from).or_insert_with(|| rule.to_owned());
                }
            }
        };
        for (from, target) in self.map.others() {
            if let Target::Redirect { to } = target {
                add(from, &format!("return 301 {};", quoted(&sent(to))));
            }
        }
        // Those that lead somewhere have their rule. Where they lead counts as this library has
        // it: what is hidden is no place to go to.
        for archived in &self.library.archived {
            let page = quoted(&self.address.below(archived.language, GONE));
            let from = address::with_slash(archived.url.clone());
            add(&from, &format!("error_page 410 {page}; return 410;"));
        }
        rules
    }

    fn write_headers(&self, text: &mut String, indent: &str, kept: &str, is_drawing: bool) {
        let [page, drawing] = &self.policies;
        let policy = if is_drawing { drawing } else { page };
        let more = [
            ("content-security-policy", policy.as_str()),
            ("cache-control", kept),
        ];
        for (name, value) in ALWAYS.into_iter().chain(more) {
            let value = quoted(value);
            let _ = writeln!(text, "{indent}add_header {name} {value} always;");
        }
    }

    fn always(&self) -> impl Iterator<Item = (&str, &str)> {
        let policy = ("content-security-policy", self.policies[0].as_str());
        ALWAYS.into_iter().chain([policy])
    }
}

/// An address in a header: nginx reads `$` as the start of a variable, and has no other way to
/// write it.
fn sent(path: &str) -> String {
    address::encoded(path).replace('$', "%24")
}

/// A word of nginx, whatever is in it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::site::sample::{library, site};

    #[test]
    fn no_address_can_say_more_to_nginx_than_an_address() {
        let mut library = library();
        let hostile = [
            "/en/a\"; } location / { return 200 \"x",
            "/en/$host/",
            "/en/back\\",
            "/en/back\\\"/",
            "/en/new\nline/",
            "/en/nul\0/",
            "/en/%0areturn%20200;/",
            "/en/%22%3b/",
            "/en/{#}/",
            "/en/año/",
            "//evil.example/",
        ];
        let article = Arc::make_mut(&mut library.articles[0]);
        article.url = "/en/$a\";b/".to_owned();
        article.aliases = hostile.iter().map(|one| (*one).to_owned()).collect();
        let site = site(library.indexed());
        let text = String::from_utf8(site.nginx("/_nginx.conf").bytes.to_vec()).expect("text");
        let rules = text
            .lines()
            .filter(|line| line.contains("return 301") && line.contains("%24a"));
        let rules: Vec<&str> = rules.collect();
        insta::assert_snapshot!(rules.join("\n"), @r#"
        location = "//evil.example" { return 301 "/en/%24a%22;b/"; }
        location = "//evil.example/" { return 301 "/en/%24a%22;b/"; }
        location = "/en/\";" { return 301 "/en/%24a%22;b/"; }
        location = "/en/\";/" { return 301 "/en/%24a%22;b/"; }
        location = "/en/$host" { return 301 "/en/%24a%22;b/"; }
        location = "/en/$host/" { return 301 "/en/%24a%22;b/"; }
        location = "/en/a\"; } location / { return 200 \"x" { return 301 "/en/%24a%22;b/"; }
        location = "/en/a\"; } location / { return 200 \"x/" { return 301 "/en/%24a%22;b/"; }
        location = "/en/año" { return 301 "/en/%24a%22;b/"; }
        location = "/en/año/" { return 301 "/en/%24a%22;b/"; }
        location = "/en/back\\" { return 301 "/en/%24a%22;b/"; }
        location = "/en/back\\\"" { return 301 "/en/%24a%22;b/"; }
        location = "/en/back\\\"/" { return 301 "/en/%24a%22;b/"; }
        location = "/en/back\\/" { return 301 "/en/%24a%22;b/"; }
        location = "/en/{#}" { return 301 "/en/%24a%22;b/"; }
        location = "/en/{#}/" { return 301 "/en/%24a%22;b/"; }
        "#);
        for rule in text.lines().filter(|line| line.starts_with("location = ")) {
            let quotes = rule.replace("\\\\", "").replace("\\\"", "");
            assert!([2, 4].contains(&quotes.matches('"').count()), "{rule}");
            assert!(rule.ends_with(" }"), "{rule}");
        }
    }
}
