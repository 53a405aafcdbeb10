//! The saved pages of the Help Center API, read into one export.
//!
//! Any file name will do: what is in a file is told by its keys (`articles`, `sections`,
//! `categories`, `translations`, `user_segments`). One object that cannot be read costs
//! nothing but itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::import::{Import, LossKind};

/// A page of the API of more bytes than this was not made by it.
const MAX_FILE: u64 = 256 * 1024 * 1024;

/// A number, as its digits: they become parts of addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "Value")]
pub(super) struct Id(pub(super) String);

impl TryFrom<Value> for Id {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let digits = match &value {
            Value::Number(number) if number.is_u64() => number.to_string(),
            Value::String(text) => text.clone(),
            _ => String::new(),
        };
        let fine =
            !digits.is_empty() && digits.len() <= 20 && digits.bytes().all(|b| b.is_ascii_digit());
        fine.then_some(Id(digits))
            .ok_or_else(|| format!("{value} is no id"))
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Article {
    pub(super) id: Id,
    pub(super) section_id: Option<Id>,
    #[serde(default)]
    pub(super) promoted: bool,
    pub(super) position: Option<i64>,
    #[serde(default)]
    pub(super) label_names: Option<Vec<String>>,
    /// Absent is not `null`: only `null` says that everybody may read it.
    #[serde(default, deserialize_with = "present")]
    pub(super) user_segment_id: Option<Option<Id>>,
    #[serde(default)]
    pub(super) user_segment_ids: Option<Vec<Id>>,
    /// The segments that other copies of it name, one saved earlier or in another locale.
    #[serde(skip)]
    pub(super) copies: Vec<Segments>,
    pub(super) source_locale: Option<String>,
    pub(super) created_at: Option<String>,
    /// The article in its own locale is a translation like the others.
    #[serde(flatten)]
    pub(super) text: Words,
    /// What nothing above is called.
    #[serde(flatten)]
    pub(super) rest: BTreeMap<String, Value>,
}

/// The two fields of an article that name segments.
pub(super) type Segments = (Option<Option<Id>>, Option<Vec<Id>>);

impl Article {
    /// The segments of every copy: each of them may be the one that closes it.
    pub(super) fn segments(&self) -> Vec<Segments> {
        let own = (self.user_segment_id.clone(), self.user_segment_ids.clone());
        std::iter::once(own)
            .chain(self.copies.iter().cloned())
            .collect()
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Words {
    pub(super) locale: Option<String>,
    #[serde(alias = "name")]
    pub(super) title: Option<String>,
    #[serde(alias = "description")]
    pub(super) body: Option<String>,
    #[serde(default)]
    pub(super) draft: bool,
    #[serde(default)]
    pub(super) outdated: bool,
    pub(super) html_url: Option<String>,
    pub(super) updated_at: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Folder {
    pub(super) id: Id,
    pub(super) category_id: Option<Id>,
    pub(super) parent_section_id: Option<Id>,
    pub(super) position: Option<i64>,
    pub(super) source_locale: Option<String>,
    #[serde(flatten)]
    pub(super) text: Words,
}

#[derive(Clone, Debug, Deserialize)]
struct Translation {
    source_id: Id,
    source_type: String,
    #[serde(default)]
    hidden: bool,
    #[serde(flatten)]
    text: Words,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Segment {
    pub(super) id: Id,
    pub(super) name: Option<String>,
    pub(super) user_type: Option<String>,
    #[serde(default)]
    pub(super) built_in: bool,
}

/// Everything that was saved; translations stand with what they translate.
#[derive(Debug, Default)]
pub(super) struct Export {
    pub(super) articles: BTreeMap<Id, Named<Article>>,
    pub(super) sections: BTreeMap<Id, Named<Folder>>,
    pub(super) categories: BTreeMap<Id, Named<Folder>>,
    pub(super) segments: BTreeMap<Id, Segment>,
}

/// An object, the file it was read from, and its words in each locale.
#[derive(Debug)]
pub(super) struct Named<T> {
    pub(super) one: T,
    pub(super) file: String,
    pub(super) words: Vec<Words>,
}

fn present<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Option<Option<Id>>, D::Error> {
    Option::<Id>::deserialize(input).map(Some)
}

/// Reads every `.json` file below `folder`, and notes what cannot be read.
pub(super) fn read(folder: &Path, import: &mut Import) -> Export {
    let mut export = Export::default();
    let mut translations: Vec<(String, Translation)> = Vec::new();
    let mut counted: BTreeMap<&str, (u64, usize)> = BTreeMap::new();
    // Links are not followed: what is imported lies in the folder.
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    for entry in walk.into_iter().filter_map(Result::ok) {
        let json = entry
            .path()
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("json"));
        if !json || !entry.file_type().is_file() {
            continue;
        }
        let inner = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let file = inner.to_string_lossy().replace('\\', "/");
        let mut page = match page(entry.path()) {
            Ok(page) => page,
            Err(reason) => {
                import.lose(&file, 0, LossKind::Unreadable, reason);
                continue;
            }
        };
        for one in page["article_attachments"].as_array().into_iter().flatten() {
            // Those that a text shows are told where it shows them.
            if one["inline"] != Value::Bool(true) {
                let address = one["content_url"].as_str().unwrap_or_default();
                let of = &one["article_id"];
                import.lose(&file, 0, LossKind::NotFetched, format!("{of}: {address}"));
            }
        }
        for key in [
            "articles",
            "sections",
            "categories",
            "translations",
            "user_segments",
        ] {
            let Some(items) = page.get_mut(key).map(Value::take) else {
                continue;
            };
            let Value::Array(items) = items else {
                import.lose(&file, 0, LossKind::Unreadable, format!("`{key}`"));
                continue;
            };
            let seen = items.len();
            let folder = |one: &Folder| (one.id.clone(), one.text.clone());
            for item in items {
                let file = file.as_str();
                match key {
                    "articles" => {
                        let parts = |one: &Article| (one.id.clone(), one.text.clone());
                        let merge = |known: &mut Article, copy: &Article| {
                            known.copies.extend(copy.segments());
                        };
                        keep(&mut export.articles, item, file, import, parts, merge);
                    }
                    "sections" => keep(&mut export.sections, item, file, import, folder, |_, _| ()),
                    "categories" => keep(
                        &mut export.categories,
                        item,
                        file,
                        import,
                        folder,
                        |_, _| (),
                    ),
                    "translations" => {
                        let read = object::<Translation>(item, file, import);
                        translations.extend(read.map(|one| (file.to_owned(), one)));
                    }
                    _ => {
                        let read = object::<Segment>(item, file, import);
                        export
                            .segments
                            .extend(read.map(|one| (one.id.clone(), one)));
                    }
                }
            }
            // Each page says how many objects there are in all.
            if let Some(count) = page.get("count").and_then(Value::as_u64)
                && key != "translations"
            {
                let known = counted.entry(key).or_default();
                *known = (known.0.max(count), known.1 + seen);
            }
        }
    }
    for (key, (count, seen)) in counted {
        if u64::try_from(seen).is_ok_and(|seen| seen < count) {
            import.lose(
                "",
                0,
                LossKind::Incomplete,
                format!("{key}: {seen} / {count}"),
            );
        }
    }
    for (file, one) in translations {
        export.add(file, one, import);
    }
    export
}

impl Export {
    fn add(&mut self, file: String, one: Translation, import: &mut Import) {
        let known = match one.source_type.to_ascii_lowercase().as_str() {
            "article" => self
                .articles
                .get_mut(&one.source_id)
                .map(|known| &mut known.words),
            "section" => self
                .sections
                .get_mut(&one.source_id)
                .map(|known| &mut known.words),
            "category" => self
                .categories
                .get_mut(&one.source_id)
                .map(|known| &mut known.words),
            _ => None,
        };
        let Some(words) = known else {
            let what = format!("{} {}", one.source_type, one.source_id.0);
            return import.lose(&file, 0, LossKind::Doubled, what);
        };
        let mut text = one.text;
        text.draft |= one.hidden;
        match words.iter_mut().find(|known| known.locale == text.locale) {
            // The page of translations knows the same words; a draft in either is one.
            Some(known) => {
                known.draft |= text.draft;
                known.outdated |= text.outdated;
                known.html_url = known.html_url.take().or(text.html_url);
            }
            None => words.push(text),
        }
    }
}

fn page(path: &Path) -> Result<Value, String> {
    let size = fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > MAX_FILE {
        return Err(format!("{} MB", size / (1024 * 1024)));
    }
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
}

fn object<T: DeserializeOwned>(item: Value, file: &str, import: &mut Import) -> Option<T> {
    let name = match &item["id"] {
        Value::Null => String::new(),
        id => format!("id {id}: "),
    };
    match serde_json::from_value(item) {
        Ok(one) => Some(one),
        Err(error) => {
            import.lose(file, 0, LossKind::Unreadable, format!("{name}{error}"));
            None
        }
    }
}

/// Keeps an object; of a second one with the same id only the words in another locale.
fn keep<T: DeserializeOwned>(
    all: &mut BTreeMap<Id, Named<T>>,
    item: Value,
    file: &str,
    import: &mut Import,
    parts: impl Fn(&T) -> (Id, Words),
    merge: impl Fn(&mut T, &T),
) {
    let Some(one) = object::<T>(item, file, import) else {
        return;
    };
    let (id, words) = parts(&one);
    if let Some(known) = all.get_mut(&id) {
        merge(&mut known.one, &one);
        let same = known
            .words
            .iter_mut()
            .find(|other| other.locale == words.locale);
        if let Some(same) = same {
            same.draft |= words.draft;
        }
    }
    match all.get_mut(&id) {
        None => {
            let named = Named {
                one,
                file: file.to_owned(),
                words: vec![words],
            };
            all.insert(id, named);
        }
        Some(known) if known.words.iter().all(|other| other.locale != words.locale) => {
            known.words.push(words);
        }
        Some(_) => import.lose(file, 0, LossKind::Doubled, format!("id {}", id.0)),
    }
}
