//! Keeps an index of threads in a folder.
//!
//! Entry points: [`Writer::open`], [`Writer::create`] and [`Writer::apply`]. What was applied
//! is on disk when `apply` returns, but for facts, which are written now and then: the
//! manifest tells of a change only once all before it is there, so that whoever follows from
//! it again comes to the same state. A writer that returned an error is not to be used again.

mod merging;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::locale::Locale;
use crate::parallel::in_parallel;
use crate::private;
use crate::search::SearchError;
use crate::search::threads::facts::{Facts, Names, Sheet};
use crate::search::threads::manifest::{
    Entry, Manifest, facts_file, fingerprint, index_bytes, segment_folder, tidy,
};
use crate::search::threads::segment::{self, MOST, Segment};
use crate::search::threads::snapshot::{ShelfView, Snapshot, View};
use crate::search::threads::{Thread, ThreadText, packed};

/// How long facts may be newer than those on disk.
const FACTS_AFTER: Duration = Duration::from_secs(5);

/// An index that is written by one process.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    names: Arc<RwLock<Names>>,
    segments: BTreeMap<u32, Live>,
    /// By the numbers of threads.
    places: HashMap<u32, Place>,
    next: u32,
    /// All that was changed until then was applied.
    known: i64,
    /// The same on disk.
    kept: i64,
    kept_at: Instant,
    /// Folders that go once the manifest does not name them any more.
    dropped: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    segment: u32,
    document: u32,
}

type Shelf = (Arc<str>, Locale);

#[derive(Debug)]
struct Live {
    shelf: Shelf,
    segment: Arc<Segment>,
    facts: Arc<Sheet>,
    bytes: u64,
    facts_version: u32,
    /// When something was last said in one of its threads.
    newest: u32,
    /// The facts are newer than their file.
    is_dirty: bool,
}

/// A segment to be written.
struct Job<'t> {
    shelf: Shelf,
    threads: Vec<(&'t ThreadText, Facts)>,
}

impl Writer {
    /// Begins an empty index in a folder, from which everything else goes.
    ///
    /// # Errors
    /// What the disk says.
    pub fn create(folder: &Path) -> Result<Self, SearchError> {
        let failed = |source| SearchError::io(folder, source);
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(failed)?;
        }
        private::make_folder(folder).map_err(failed)?;
        let mut writer = Self::empty(folder);
        writer.write_manifest()?;
        Ok(writer)
    }

    /// Opens what a writer left in the folder, however it ended.
    ///
    /// # Errors
    /// There is nothing that is whole and fits.
    pub fn open(folder: &Path) -> Result<Self, SearchError> {
        let damaged = || SearchError::Damaged {
            folder: folder.to_owned(),
        };
        let manifest = Manifest::read(folder).ok_or_else(damaged)?;
        tidy(folder, &manifest).map_err(|source| SearchError::io(folder, source))?;
        let mut writer = Self::empty(folder);
        writer.next = manifest.next;
        writer.known = manifest.change;
        writer.kept = manifest.change;
        for entry in manifest.segments {
            let path = folder.join(segment_folder(entry.id));
            let language = Locale::from_tag(&entry.language).ok_or_else(damaged)?;
            let bytes = index_bytes(&path).map_err(|source| SearchError::io(&path, source))?;
            let segment = Segment::open(&path, language)?;
            let facts = fs::read(path.join(facts_file(entry.facts)))
                .and_then(|bytes| writer.names().read(&bytes))
                .map_err(|source| SearchError::io(&path, source))?;
            if bytes != entry.bytes
                || segment.len() != entry.threads
                || facts.len() != entry.threads
            {
                return Err(damaged());
            }
            writer.place(entry.id, &facts);
            let newest = newest(&facts);
            writer.segments.insert(
                entry.id,
                Live {
                    shelf: (entry.category.into(), language),
                    segment: Arc::new(segment),
                    facts: Arc::new(Sheet::from(facts)),
                    bytes,
                    facts_version: entry.facts,
                    newest,
                    is_dirty: false,
                },
            );
        }
        Ok(writer)
    }

    fn empty(folder: &Path) -> Self {
        Writer {
            folder: folder.to_owned(),
            names: Arc::default(),
            segments: BTreeMap::new(),
            places: HashMap::new(),
            next: 0,
            known: 0,
            kept: 0,
            kept_at: Instant::now(),
            dropped: Vec::new(),
        }
    }

    /// The change up to which everything was applied.
    pub fn known(&self) -> i64 {
        self.known
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many threads can be found.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether the index has a thread of this number, and its key.
    pub fn key_of(&self, number: u32) -> Option<String> {
        let place = self.places.get(&number)?;
        let facts = &self.segments.get(&place.segment)?.facts;
        let facts = facts.get(place.document as usize)?;
        Some(crate::search::threads::unpacked(facts.key))
    }

    /// Bytes on disk.
    pub fn bytes(&self) -> u64 {
        let live = self.segments.values();
        live.map(|one| {
            let facts = one.segment.folder.join(facts_file(one.facts_version));
            one.bytes + fs::metadata(facts).map_or(0, |facts| facts.len())
        })
        .sum()
    }

    /// Takes in threads as they are now. Of those that changed, and those that may not be
    /// found any more, nothing of before is on disk after this.
    ///
    /// # Errors
    /// What the disk says.
    pub fn apply(&mut self, threads: &[Thread]) -> Result<(), SearchError> {
        let touched = self.take(threads)?;
        if touched {
            self.merge_alike()?;
            self.write_manifest()?;
        }
        Ok(())
    }

    /// The same for many threads that are all new: [`Writer::finish`] comes after the last.
    ///
    /// # Errors
    /// What the disk says.
    pub fn fill(&mut self, threads: &[Thread]) -> Result<(), SearchError> {
        self.take(threads).map(drop)
    }

    /// Makes few large segments of what was filled in, and writes down that it is all that
    /// was there at a change.
    ///
    /// # Errors
    /// What the disk says.
    pub fn finish(&mut self, change: i64) -> Result<(), SearchError> {
        let mut shelves: BTreeMap<Shelf, Vec<u32>> = BTreeMap::new();
        for (id, live) in &self.segments {
            if live.facts.len() <= MOST / 2 {
                shelves.entry(live.shelf.clone()).or_default().push(*id);
            }
        }
        let groups: Vec<Vec<u32>> = shelves
            .into_values()
            .flat_map(|ids| self.groups(ids))
            .collect();
        self.merge(&groups)?;
        self.known = change;
        self.keep()
    }

    /// Whether facts are due to be written.
    pub fn is_behind(&self) -> bool {
        self.kept < self.known && self.kept_at.elapsed() > FACTS_AFTER
    }

    /// Says that all is applied that was changed until then.
    ///
    /// # Errors
    /// What the disk says.
    pub fn reached(&mut self, change: i64) -> Result<(), SearchError> {
        self.known = self.known.max(change);
        match self.is_behind() {
            true => self.keep(),
            false => Ok(()),
        }
    }

    /// Writes down what is only in memory yet.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep(&mut self) -> Result<(), SearchError> {
        let mut old = Vec::new();
        let names = Arc::clone(&self.names);
        let names = names.read().unwrap_or_else(PoisonError::into_inner);
        for live in self.segments.values_mut().filter(|live| live.is_dirty) {
            let file = live.segment.folder.join(facts_file(live.facts_version + 1));
            fs::write(&file, names.written(&live.facts))
                .map_err(|source| SearchError::io(&file, source))?;
            old.push(live.segment.folder.join(facts_file(live.facts_version)));
            live.facts_version += 1;
            live.is_dirty = false;
        }
        drop(names);
        self.kept = self.known;
        self.kept_at = Instant::now();
        self.write_manifest()?;
        for file in old {
            fs::remove_file(&file).map_err(|source| SearchError::io(&file, source))?;
        }
        Ok(())
    }

    /// The state of now.
    pub fn snapshot(&self) -> Snapshot {
        let mut shelves: BTreeMap<&Shelf, ShelfView> = BTreeMap::new();
        for live in self.segments.values() {
            let view = shelves.entry(&live.shelf).or_insert_with(|| ShelfView {
                category: Arc::clone(&live.shelf.0),
                language: live.shelf.1,
                segments: Vec::new(),
            });
            view.segments.push(View {
                segment: Arc::clone(&live.segment),
                facts: Arc::clone(&live.facts),
                newest: live.newest,
            });
        }
        Snapshot::new(shelves.into_values().collect(), Arc::clone(&self.names))
    }

    fn names(&self) -> std::sync::RwLockWriteGuard<'_, Names> {
        self.names.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether any segment was written or dropped.
    fn take(&mut self, threads: &[Thread]) -> Result<bool, SearchError> {
        // Of one that comes twice, the last counts.
        let latest: HashMap<u32, usize> = threads
            .iter()
            .enumerate()
            .map(|(at, thread)| (thread.number, at))
            .collect();
        let mut gone: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut added: BTreeMap<Shelf, Vec<(&ThreadText, Facts)>> = BTreeMap::new();
        for (at, thread) in threads.iter().enumerate() {
            if latest.get(&thread.number) != Some(&at) {
                continue;
            }
            let place = self.places.get(&thread.number).copied();
            let new = thread.text.as_ref().zip(packed(&thread.key));
            let new = new.map(|(text, key)| {
                let facts = self.names().facts(thread.number, key, text);
                (text, facts)
            });
            let old = place.and_then(|place| {
                let live = self.segments.get_mut(&place.segment)?;
                Some((place, live))
            });
            match (old, new) {
                (Some((place, live)), Some((_, new)))
                    if live.facts[place.document as usize].text == new.text =>
                {
                    let at = place.document as usize;
                    if live.facts[at] != new {
                        Arc::make_mut(&mut live.facts).set(at, new);
                        live.newest = live.newest.max(new.active);
                        live.is_dirty = true;
                    }
                }
                (old, new) => {
                    if let Some((place, _)) = old {
                        self.places.remove(&thread.number);
                        gone.entry(place.segment).or_default().push(place.document);
                    }
                    if let Some((text, facts)) = new {
                        let shelf = (text.category.as_str().into(), text.language);
                        added.entry(shelf).or_default().push((text, facts));
                    }
                }
            }
        }
        let touched = !gone.is_empty() || !added.is_empty();
        self.purge(gone)?;
        let mut jobs = Vec::new();
        for (shelf, mut threads) in added {
            threads.sort_by_key(|(_, facts)| facts.number);
            jobs.extend(threads.chunks(MOST).map(|some| Job {
                shelf: shelf.clone(),
                threads: some.to_vec(),
            }));
        }
        self.write(&jobs)?;
        Ok(touched)
    }

    /// Writes segments anew without some of their documents.
    fn purge(&mut self, gone: BTreeMap<u32, Vec<u32>>) -> Result<(), SearchError> {
        for (id, documents) in gone {
            let Some(live) = self.segments.remove(&id) else {
                continue;
            };
            let mut kept = vec![true; live.facts.len()];
            for document in documents {
                kept[document as usize] = false;
            }
            if kept.contains(&true) {
                let path = self.folder.join(segment_folder(self.next));
                segment::merge(&[(&live.segment, Some(&kept))], &path)?;
                let facts = live.facts.iter().zip(&kept).filter(|(_, kept)| **kept);
                let facts: Vec<Facts> = facts.map(|(facts, _)| *facts).collect();
                self.put(live.shelf.clone(), facts)?;
            }
            self.dropped.push(live.segment.folder.clone());
        }
        Ok(())
    }

    /// Writes new segments, as many at once as there are processors.
    fn write(&mut self, jobs: &[Job<'_>]) -> Result<(), SearchError> {
        let numbered: Vec<(u32, &Job<'_>)> = (self.next..).zip(jobs).collect();
        let written = in_parallel(&numbered, |(number, job)| {
            let texts: Vec<&ThreadText> = job.threads.iter().map(|(text, _)| *text).collect();
            let path = self.folder.join(segment_folder(*number));
            segment::write(&texts, job.shelf.1, &path)
        });
        written.into_iter().collect::<Result<(), _>>()?;
        for job in jobs {
            let facts = job.threads.iter().map(|(_, facts)| *facts).collect();
            self.put(job.shelf.clone(), facts)?;
        }
        Ok(())
    }

    /// Takes in the segment that was written with the next number.
    fn put(&mut self, shelf: Shelf, facts: Vec<Facts>) -> Result<(), SearchError> {
        let id = self.next;
        let folder = self.folder.join(segment_folder(id));
        let failed = |source| SearchError::io(&folder, source);
        let segment = Segment::open(&folder, shelf.1)?;
        if segment.len() != facts.len() {
            return Err(SearchError::Damaged { folder });
        }
        let bytes = index_bytes(&folder).map_err(failed)?;
        fs::write(folder.join(facts_file(0)), self.names().written(&facts)).map_err(failed)?;
        self.next += 1;
        self.place(id, &facts);
        let live = Live {
            newest: newest(&facts),
            shelf,
            segment: Arc::new(segment),
            facts: Arc::new(Sheet::from(facts)),
            bytes,
            facts_version: 0,
            is_dirty: false,
        };
        self.segments.insert(id, live);
        Ok(())
    }

    fn place(&mut self, segment: u32, facts: &[Facts]) {
        for (document, facts) in facts.iter().enumerate() {
            let document = document as u32;
            self.places
                .insert(facts.number, Place { segment, document });
        }
    }

    fn write_manifest(&mut self) -> Result<(), SearchError> {
        let segments = self.segments.iter().map(|(id, live)| Entry {
            id: *id,
            category: live.shelf.0.to_string(),
            language: live.shelf.1.code().to_owned(),
            threads: live.facts.len(),
            bytes: live.bytes,
            facts: live.facts_version,
        });
        let manifest = Manifest {
            fingerprint: fingerprint(),
            change: self.kept,
            next: self.next,
            segments: segments.collect(),
        };
        manifest.write(&self.folder)?;
        // Whoever still searches in them has their files open.
        for folder in self.dropped.drain(..) {
            match fs::remove_dir_all(&folder) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(SearchError::io(&folder, source));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn newest(facts: &[Facts]) -> u32 {
    facts.iter().map(|one| one.active).max().unwrap_or_default()
}
