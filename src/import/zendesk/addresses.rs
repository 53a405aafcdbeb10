//! Links and pictures of articles: to what else is imported, and to what is not.

use std::collections::{BTreeMap, BTreeSet};

use crate::gate::Visibility;
use crate::import::LossKind;
use crate::import::links::{Fate, What};
use crate::import::page::file_name;
use crate::import::zendesk::Entry;
use crate::import::zendesk::export::{Export, Id};
use crate::import::zendesk::places::Places;
use crate::locale::Locale;

/// Every address of the old help center that has a new one.
pub(super) struct Addresses<'a> {
    articles: BTreeMap<&'a Id, &'a Entry<'a>>,
    places: &'a Places,
    gates: &'a BTreeMap<String, Visibility>,
    /// Hosts that the export itself names.
    hosts: BTreeSet<String>,
}

/// What becomes of one target.
pub(super) struct Known {
    pub(super) fate: Fate,
    pub(super) loss: Option<(LossKind, String)>,
}

impl Known {
    fn kept() -> Self {
        Known {
            fate: Fate::Keep,
            loss: None,
        }
    }

    fn lost(fate: Fate, kind: LossKind, detail: &str) -> Self {
        Known {
            fate,
            loss: Some((kind, detail.to_owned())),
        }
    }
}

impl<'a> Addresses<'a> {
    pub(super) fn new(
        export: &Export,
        places: &'a Places,
        gates: &'a BTreeMap<String, Visibility>,
        entries: &'a [Entry<'a>],
    ) -> Self {
        let words = export.articles.values().flat_map(|named| &named.words);
        let hosts = words
            .filter_map(|one| host(one.html_url.as_deref()?))
            .collect();
        Addresses {
            articles: entries
                .iter()
                .map(|entry| (&entry.named.one.id, entry))
                .collect(),
            places,
            gates,
            hosts,
        }
    }

    /// What becomes of `target` in an article in this language.
    pub(super) fn fate(
        &self,
        what: What,
        target: &str,
        page: &Entry<'_>,
        language: Locale,
    ) -> Known {
        if what == What::Picture {
            return picture(target, language, &page.path);
        }
        if target.starts_with('#') {
            return Known::kept();
        }
        let here = target.starts_with("/hc/");
        let outside = ["https://", "http://", "mailto:", "tel:"]
            .iter()
            .any(|scheme| target.to_ascii_lowercase().starts_with(scheme));
        if !here && !outside {
            return Known::lost(Fate::Words, LossKind::Link, target);
        }
        let own = here || host(target).is_some_and(|host| self.hosts.contains(&host));
        let Some(old) = Old::read(target).filter(|_| own) else {
            return Known::kept();
        };
        let anchor = target.split_once('#').map_or("", |(_, anchor)| anchor);
        let anchor = match anchor {
            "" => String::new(),
            anchor => format!("#{anchor}"),
        };
        let depth = page.file().split('/').count();
        let (gate, new) = match &old {
            Old::Article(id) => {
                let Some(entry) = self.articles.get(id) else {
                    return self.elsewhere(target);
                };
                // In the language of the page, else in the one that there is.
                let other = entry.words.keys().next().copied().unwrap_or(language);
                let to = match entry.words.contains_key(&language) {
                    true => format!("/{}", entry.path),
                    false => format!("{}{other}/{}", "../".repeat(depth), entry.path),
                };
                (entry.visibility, to)
            }
            Old::Folder(id, sections) => {
                let all = if *sections {
                    &self.places.sections
                } else {
                    &self.places.categories
                };
                let Some(folder) = all.get(id) else {
                    return self.elsewhere(target);
                };
                let gate = self.gates.get(folder).copied();
                (gate.unwrap_or(Visibility::Internal), format!("/{folder}/"))
            }
            Old::Attachment => {
                let mut known = self.elsewhere(target);
                known.loss = Some((LossKind::NotFetched, target.to_owned()));
                return known;
            }
        };
        // A link through a gate would take the whole article away.
        if gate > page.visibility {
            return Known::lost(Fate::Words, LossKind::LinkThroughGate, target);
        }
        Known {
            fate: Fate::Change(format!("{new}{anchor}")),
            loss: None,
        }
    }

    /// Something of the old help center that is not in the export.
    fn elsewhere(&self, target: &str) -> Known {
        let fate = match self.hosts.first() {
            _ if !target.starts_with('/') => Fate::Keep,
            Some(host) => Fate::Change(format!("https://{host}{target}")),
            None => Fate::Words,
        };
        Known::lost(fate, LossKind::Link, target)
    }
}

/// An address of the old help center.
enum Old {
    Article(Id),
    Folder(Id, bool),
    Attachment,
}

impl Old {
    /// `/hc/en-us/articles/123-Title`, with and without language and title.
    fn read(target: &str) -> Option<Self> {
        let path = path(target)?;
        let mut parts = path.strip_prefix("/hc/")?.split('/');
        let mut kind = parts.next()?;
        if !["articles", "sections", "categories", "article_attachments"].contains(&kind) {
            kind = parts.next()?;
        }
        let name = parts.next().unwrap_or_default();
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        let id = (!digits.is_empty() && digits.len() <= 20).then_some(Id(digits));
        match kind {
            "articles" => id.map(Old::Article),
            "sections" => id.map(|id| Old::Folder(id, true)),
            "categories" => id.map(|id| Old::Folder(id, false)),
            "article_attachments" => Some(Old::Attachment),
            _ => None,
        }
    }
}

/// A picture is to lie beside the article, under a name of its own.
fn picture(target: &str, language: Locale, path: &str) -> Known {
    let whole = target.split(['?', '#']).next().unwrap_or_default();
    let web = target.starts_with("https://") || target.starts_with("http://");
    if !web && !target.starts_with('/') {
        return Known::lost(Fate::Words, LossKind::Picture, target);
    }
    let mut parts = whole.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let before = parts.next().unwrap_or_default();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem = stem.replace("%20", " ");
    let ending = ending.to_ascii_lowercase();
    let known = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"].contains(&ending.as_str());
    // Whoever fetches it sees what it is.
    let ending = if known { ending.as_str() } else { "png" };
    let number = before.bytes().all(|b| b.is_ascii_digit()) && !before.is_empty();
    let stem = if number {
        format!("{before} {stem}")
    } else {
        stem
    };
    let file = format!("{}.{ending}", file_name(&stem));
    Known {
        loss: Some((
            LossKind::NotFetched,
            format!("{target} → {language}/{path}/{file}"),
        )),
        fate: Fate::Change(file),
    }
}

fn host(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.host_str().map(str::to_owned))?
}

/// The path of an address, without query and anchor.
pub(super) fn path(address: &str) -> Option<String> {
    if address.starts_with('/') && !address.starts_with("//") {
        return Some(
            address
                .split(['?', '#'])
                .next()
                .unwrap_or_default()
                .to_owned(),
        );
    }
    let url = url::Url::parse(address).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.path().to_owned())
}
