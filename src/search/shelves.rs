//! All shelves of a library on disk: what is kept, what is built again, who may write.
//!
//! Entry points: [`Shelves::build`] and [`Shelves::open_or_build`]. The folder holds
//! a folder for each shelf, `manifest.json`, which is written last and names the
//! whole ones, and `lock`, held by the one process that writes.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::{io, thread};

use serde::{Deserialize, Serialize};

use crate::content::{Article, Library};
use crate::gate::{Gate, Viewer};
use crate::locale::Locale;
use crate::parallel::in_parallel;
use crate::private;
use crate::search::SearchError;
use crate::search::cards::Names;
use crate::search::settings::SearchSettings;
use crate::search::shelf::{self, Shelf, ShelfPlan};
use crate::search::vocabulary::Vocabulary;

/// The search index of a library: one shelf for each lock and language in use.
#[derive(Debug)]
pub struct Shelves {
    pub(super) shelves: Vec<Shelf>,
    pub(super) names: Names,
    pub(super) settings: Arc<SearchSettings>,
}

/// Names the whole shelves of a folder, with the sizes of their files.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Manifest {
    fingerprint: String,
    shelves: BTreeMap<String, BTreeMap<PathBuf, u64>>,
}

/// What the folders of the shelves of a library are called, by gate and language. A name is made
/// of all texts: who has it need not read them to find the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Labels(Vec<(Gate, Locale, String)>);

/// More threads than this gain nothing: there are few large shelves.
const MAX_BUILD_THREADS: usize = 4;

impl Shelves {
    /// Brings `folder` up to `library` and opens it.
    ///
    /// Shelves that are the same as before stay as they are; the rest is built, about
    /// 0.3 ms an article; what is no longer wanted is deleted. Shelves that somebody
    /// has open stay readable.
    ///
    /// # Errors
    /// [`SearchError::Busy`] when another process writes into `folder`, and what the
    /// disk says.
    pub fn build(
        library: &Library,
        folder: &Path,
        settings: Arc<SearchSettings>,
    ) -> Result<Self, SearchError> {
        Self::build_planned(&plans(library)?, folder, settings)
    }

    fn build_planned(
        plans: &BTreeMap<String, ShelfPlan>,
        folder: &Path,
        settings: Arc<SearchSettings>,
    ) -> Result<Self, SearchError> {
        private::make_folder(folder).map_err(|source| SearchError::io(folder, source))?;
        let _lock = lock(folder)?;
        let kept = Manifest::read(folder);
        let missing: Vec<(&String, &ShelfPlan)> = plans
            .iter()
            .filter(|(name, plan)| {
                !kept.holds_whole(folder, name) || {
                    Shelf::open(name, plan, folder, &mut Names::default()).is_err()
                }
            })
            .collect();
        // What a killed build left behind goes first, what is out of date last: until
        // the new manifest stands, the old one must lead to whole shelves.
        remove(folder, |name| {
            missing.iter().any(|(missing, _)| *missing == name)
        })?;
        write_all(&missing, folder)?;
        Manifest::of(folder, plans)?.write(folder)?;
        remove(folder, |name| !plans.contains_key(name))?;
        Self::open(plans, folder, settings)
    }

    /// Opens what `folder` holds if it fits `library`; else [`Shelves::build`]s.
    ///
    /// Reading takes no lock and writes nothing, so many processes may serve from one
    /// folder.
    ///
    /// # Errors
    /// See [`Shelves::build`].
    pub fn open_or_build(
        library: &Library,
        folder: &Path,
        settings: Arc<SearchSettings>,
    ) -> Result<Self, SearchError> {
        let plans = plans(library)?;
        match Self::open_whole(&plans, folder, &settings) {
            Some(shelves) => Ok(shelves),
            None => Self::build_planned(&plans, folder, settings),
        }
    }

    /// Opens what `folder` holds by the names that the shelves of the same library had; else
    /// [`Shelves::open_or_build`]s.
    ///
    /// # Errors
    /// See [`Shelves::build`].
    pub fn open_labelled(
        library: &Library,
        labels: &Labels,
        folder: &Path,
        settings: Arc<SearchSettings>,
    ) -> Result<Self, SearchError> {
        let named = unnamed_plans(&library.articles).into_iter().map(|plan| {
            let mut labels = labels.0.iter();
            let label =
                labels.find(|(gate, language, _)| *gate == plan.gate && *language == plan.language);
            label.map(|(.., name)| (name.clone(), plan))
        });
        let named: Option<BTreeMap<String, ShelfPlan>> = named.collect();
        match named.and_then(|plans| Self::open_whole(&plans, folder, &settings)) {
            Some(shelves) => Ok(shelves),
            None => Self::open_or_build(library, folder, settings),
        }
    }

    /// What the folders are called. Not for readers, who could tell by them that something
    /// hidden changed.
    pub fn labels(&self) -> Labels {
        let label = |one: &Shelf| Some((one.gate.clone(), one.language, one.name.clone()?));
        Labels(self.shelves.iter().filter_map(label).collect())
    }

    /// What writers tune of the search.
    pub fn settings(&self) -> &SearchSettings {
        &self.settings
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.shelves.len()
    }

    /// The shelves that `viewer` may search. What is not here cannot show in an answer
    /// in any way.
    pub(super) fn opened(&self, viewer: &Viewer) -> Vec<&Shelf> {
        self.shelves
            .iter()
            .filter(|shelf| shelf.gate.admits(viewer))
            .collect()
    }

    /// Opens the shelves if `folder` holds all of them, whole.
    fn open_whole(
        plans: &BTreeMap<String, ShelfPlan>,
        folder: &Path,
        settings: &Arc<SearchSettings>,
    ) -> Option<Self> {
        let manifest = Manifest::read(folder);
        let fits = manifest.fingerprint == fingerprint(plans)
            && plans.keys().all(|name| manifest.holds_whole(folder, name));
        let settings = Arc::clone(settings);
        fits.then(|| Self::open(plans, folder, settings).ok())?
    }

    fn open(
        plans: &BTreeMap<String, ShelfPlan>,
        folder: &Path,
        settings: Arc<SearchSettings>,
    ) -> Result<Self, SearchError> {
        let mut names = Names::default();
        let shelves = plans
            .iter()
            .map(|(name, plan)| Shelf::open(name, plan, folder, &mut names))
            .collect::<Result<_, _>>()?;
        Ok(Shelves {
            shelves,
            names,
            settings,
        })
    }
}

/// The shelves that `library` needs, by name.
fn plans(library: &Library) -> io::Result<BTreeMap<String, ShelfPlan>> {
    let plans = unnamed_plans(&library.articles);
    let names = in_parallel(&plans, ShelfPlan::name);
    let named = names.into_iter().zip(plans);
    named.map(|(name, plan)| Ok((name?, plan))).collect()
}

/// The shelves that `articles` need.
pub(super) fn unnamed_plans<'a>(
    articles: impl IntoIterator<Item = &'a Arc<Article>>,
) -> Vec<ShelfPlan> {
    // There are few gates, and many articles have each.
    let mut groups: BTreeMap<(&Gate, Locale), Vec<Arc<Article>>> = BTreeMap::new();
    for article in articles {
        let group = groups.entry((&article.gate, article.language)).or_default();
        group.push(Arc::clone(article));
    }
    let mut plans: BTreeMap<(Gate, Locale), ShelfPlan> = BTreeMap::new();
    for ((gate, language), articles) in groups {
        let gate = gate.lock();
        let plan = plans.entry((gate.clone(), language));
        let plan = plan.or_insert_with(|| ShelfPlan {
            gate,
            language,
            articles: Vec::new(),
        });
        plan.articles.extend(articles);
    }
    plans
        .into_values()
        .map(|mut plan| {
            plan.articles.sort_by(|one, other| one.id.cmp(&other.id));
            plan
        })
        .collect()
}

fn fingerprint(plans: &BTreeMap<String, ShelfPlan>) -> String {
    let names: Vec<&str> = plans.keys().map(String::as_str).collect();
    blake3::hash(names.join("\n").as_bytes())
        .to_hex()
        .to_string()
}

/// Takes the writer's lock; it is let go with the file, also by a killed process.
fn lock(folder: &Path) -> Result<File, SearchError> {
    let path = folder.join("lock");
    let file = File::create(&path).map_err(|source| SearchError::io(&path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(SearchError::Busy {
            folder: folder.to_owned(),
        }),
        Err(TryLockError::Error(source)) => Err(SearchError::io(&path, source)),
    }
}

/// Deletes the folders of the shelves that are not wanted.
fn remove(folder: &Path, unwanted: impl Fn(&str) -> bool) -> Result<(), SearchError> {
    let failed = |source| SearchError::io(folder, source);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_folder = entry.file_type().map_err(failed)?.is_dir();
        if is_folder && is_shelf_name(&name) && unwanted(&name) {
            fs::remove_dir_all(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}

/// Only folders that [`ShelfPlan::name`] could have named are ever deleted.
fn is_shelf_name(name: &str) -> bool {
    let is_hash = |hash: &str| hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.split_once('-').is_some_and(|(place, content)| {
        place.len() == 16 && content.len() == 32 && is_hash(place) && is_hash(content)
    })
}

/// Writes shelves, each in one thread, the largest first.
fn write_all(missing: &[(&String, &ShelfPlan)], folder: &Path) -> Result<(), SearchError> {
    let mut queue: Vec<(&String, &ShelfPlan)> = missing.to_vec();
    queue.sort_by_key(|(_, plan)| plan.articles.len());
    let threads = thread::available_parallelism().map_or(1, |count| count.get());
    let threads = threads.min(MAX_BUILD_THREADS).min(queue.len());
    let queue = Mutex::new(queue);
    let failure = Mutex::new(None);
    let work = || {
        let mut vocabularies = Locale::ALL.map(Vocabulary::new);
        loop {
            let next = queue
                .lock()
                .map(|mut queue| queue.pop())
                .unwrap_or_default();
            let Some((name, plan)) = next else { return };
            if let Err(error) = shelf::write(
                plan,
                &folder.join(name),
                &mut vocabularies[plan.language as usize],
            ) && let Ok(mut failure) = failure.lock()
            {
                failure.get_or_insert(error);
                return;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    match failure.into_inner() {
        Ok(Some(error)) => Err(error),
        _ => Ok(()),
    }
}

impl Manifest {
    /// An empty manifest when there is none that can be read: all is built then.
    fn read(folder: &Path) -> Self {
        fs::read(folder.join("manifest.json"))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    fn of(folder: &Path, plans: &BTreeMap<String, ShelfPlan>) -> Result<Self, SearchError> {
        let mut shelves = BTreeMap::new();
        for name in plans.keys() {
            let path = folder.join(name);
            let sizes = sizes(&path).map_err(|source| SearchError::io(&path, source))?;
            shelves.insert(name.clone(), sizes);
        }
        Ok(Manifest {
            fingerprint: fingerprint(plans),
            shelves,
        })
    }

    fn write(&self, folder: &Path) -> Result<(), SearchError> {
        let path = folder.join("manifest.json");
        let next = folder.join("manifest.json.next");
        let failed = |source| SearchError::io(&path, source);
        let bytes =
            serde_json::to_vec_pretty(self).map_err(|error| failed(io::Error::other(error)))?;
        fs::write(&next, bytes).map_err(failed)?;
        fs::rename(&next, &path).map_err(failed)
    }

    /// Whether the shelf is named and its files are there in the sizes they had.
    fn holds_whole(&self, folder: &Path, name: &str) -> bool {
        self.shelves
            .get(name)
            .is_some_and(|wanted| sizes(&folder.join(name)).is_ok_and(|found| found == *wanted))
    }
}

fn sizes(path: &Path) -> io::Result<BTreeMap<PathBuf, u64>> {
    fs::read_dir(path)?
        .map(|entry| {
            let entry = entry?;
            let size = entry.metadata()?.len();
            Ok((PathBuf::from(entry.file_name()), size))
        })
        .collect()
}
