//! Where each category, section and article goes: one path for all of its languages.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::page::file_name;
use crate::import::zendesk::export::{Export, Folder, Id, Named, Words};
use crate::import::{Import, LossKind};
use crate::locale::Locale;

/// Sections inside of sections; deeper ones move up.
const MAX_DEPTH: usize = 6;

/// Folders by category or section, without the language.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) categories: BTreeMap<Id, String>,
    pub(super) sections: BTreeMap<Id, String>,
    taken: BTreeSet<String>,
}

impl Places {
    pub(super) fn of(export: &Export, import: &mut Import) -> Self {
        let mut places = Places::default();
        for (id, category) in &export.categories {
            let path = places.free("", &name(&category.words, &category.one), id);
            places.categories.insert(id.clone(), path);
        }
        for id in export.sections.keys() {
            places.section(id, export, import);
        }
        places
    }

    /// The folder of a section, its parents first.
    fn section(&mut self, id: &Id, export: &Export, import: &mut Import) {
        // The way up, as far as nothing has its place; a circle ends where it closes.
        let mut way: Vec<&Id> = Vec::new();
        let mut seen: BTreeSet<&Id> = BTreeSet::new();
        let mut next = Some(id);
        while let Some(id) = next.filter(|id| !self.sections.contains_key(*id)) {
            let Some(section) = export.sections.get(id) else {
                break;
            };
            if !seen.insert(id) {
                lose(import, section, "circle");
                break;
            }
            way.push(id);
            next = section.one.parent_section_id.as_ref();
        }
        for id in way.into_iter().rev() {
            let section = &export.sections[id];
            let parent = section.one.parent_section_id.as_ref();
            let above = match parent {
                Some(parent) => match self.sections.get(parent) {
                    Some(path) => Some(path.clone()),
                    None => {
                        lose(import, section, &format!("parent_section_id {}", parent.0));
                        None
                    }
                },
                None => None,
            };
            let above = above.or_else(|| {
                let category = section.one.category_id.as_ref()?;
                let path = self.categories.get(category).cloned();
                if path.is_none() {
                    lose(import, section, &format!("category_id {}", category.0));
                }
                path
            });
            let mut above = above.unwrap_or_default();
            if above.split('/').count() >= MAX_DEPTH {
                lose(import, section, &above);
                let kept: Vec<&str> = above.split('/').take(MAX_DEPTH - 1).collect();
                above = kept.join("/");
            }
            let path = self.free(&above, &name(&section.words, &section.one), id);
            self.sections.insert(id.clone(), path);
        }
    }

    /// A path below `folder` that nothing else has.
    pub(super) fn free(&mut self, folder: &str, name: &str, id: &Id) -> String {
        let name = file_name(name);
        let path = |name: &str| match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        // Ids are unique among objects of a kind; a category and a section may share one.
        let candidates = [
            path(&name),
            path(&format!("{name}-{}", id.0)),
            path(&format!("{name}-{}-2", id.0)),
        ];
        let last = format!("{}-{}", candidates[2], self.taken.len());
        let free = candidates
            .into_iter()
            .find(|path| !self.taken.contains(path))
            .unwrap_or(last);
        self.taken.insert(free.clone());
        free
    }
}

impl Places {
    /// Whether something has this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.taken.contains(path)
    }
}

fn lose(import: &mut Import, section: &Named<Folder>, detail: &str) {
    let detail = format!("{}: {detail}", section.one.id.0);
    import.lose(&section.file, 0, LossKind::Section, detail);
}

fn name(words: &[Words], folder: &Folder) -> String {
    let title = chosen(words, folder.source_locale.as_deref()).and_then(|one| one.title.clone());
    title.unwrap_or_else(|| folder.id.0.clone())
}

/// The words that a path is made of: those of the source, else English, else any of ours.
pub(super) fn chosen<'a>(words: &'a [Words], source: Option<&str>) -> Option<&'a Words> {
    let ours = |one: &&Words| language(one).is_some();
    words
        .iter()
        .filter(ours)
        .find(|one| source.is_some() && one.locale.as_deref() == source)
        .or_else(|| words.iter().find(|one| language(one) == Some(Locale::En)))
        .or_else(|| words.iter().find(ours))
}

pub(super) fn language(words: &Words) -> Option<Locale> {
    words.locale.as_deref().and_then(Locale::from_tag)
}
