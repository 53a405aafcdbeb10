//! Pages as they go over the wire: packed once, and kept with the edition that they are of.
//!
//! A page that is kept need not be drawn to be sent, nor to say that a reader has it. What it
//! was packed from is not kept: who cannot unpack has the page drawn.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::packing::{MIN_PACKED, Packing, is_packable, packed};
use crate::site::{Page, PageKind};

/// All that is kept of an edition, at most. Of the sample it is about a megabyte.
pub const MAX_KEPT: usize = 16 * 1024 * 1024;
/// What is packed ahead leaves room for what readers ask for.
pub(super) const MAX_AHEAD: usize = 12 * 1024 * 1024;

/// Longer pages are packed on request alone: they are maps and lists for machines, which would
/// each take the packer seconds and a hundred megabytes.
const MAX_PAGE_AHEAD: usize = 1024 * 1024;

/// What an entry takes besides packed bytes, about.
const ENTRY: usize = 256;

/// Packed pages by address.
#[derive(Debug, Default)]
pub struct Kept {
    /// Each with the room that was counted for it.
    pages: RwLock<HashMap<String, (Arc<KeptPage>, usize)>>,
    bytes: AtomicUsize,
    /// Of editions before, as long as pages are taken over from them: of the last one, and of the
    /// fullest that it had not done with.
    before: Mutex<Vec<Arc<Kept>>>,
}

/// A page without its bytes, and with what they were packed to.
#[derive(Debug)]
pub struct KeptPage {
    /// A hash of the bytes as they were drawn.
    pub hash: String,
    pub media_type: &'static str,
    pub kind: PageKind,
    packed: Vec<(Packing, Arc<[u8]>)>,
}

impl KeptPage {
    fn new(page: &Page, packings: &[Packing]) -> Self {
        let made = packings.iter();
        let made = made.map(|packing| (*packing, packed(&page.bytes, *packing).into()));
        KeptPage {
            hash: hash(&page.bytes),
            media_type: page.media_type,
            kind: page.kind.clone(),
            packed: made.collect(),
        }
    }

    /// The ways in which it was packed.
    pub fn packings(&self) -> impl Iterator<Item = Packing> {
        self.packed.iter().map(|(packing, _)| *packing)
    }

    /// The bytes that were packed so.
    pub fn packed(&self, wanted: Packing) -> Option<&Arc<[u8]>> {
        let mut all = self.packed.iter();
        all.find(|(packing, _)| *packing == wanted)
            .map(|(_, bytes)| bytes)
    }

    fn is_best(&self) -> bool {
        self.packed(Packing::Brotli).is_some()
    }

    /// How much of the room it takes.
    fn weight(&self) -> usize {
        let packed = self.packed.iter().map(|(_, bytes)| bytes.len());
        ENTRY + packed.sum::<usize>()
    }
}

impl Kept {
    /// What is kept of the page at `path`.
    pub fn find(&self, path: &str) -> Option<Arc<KeptPage>> {
        let pages = self.pages.read().unwrap_or_else(PoisonError::into_inner);
        pages.get(path).map(|(page, _)| Arc::clone(page))
    }

    /// A page that a reader waits for, packed now, and kept if there is room.
    pub fn on_request(&self, page: &Page) -> Arc<KeptPage> {
        self.find(&page.path).unwrap_or_else(|| {
            let quick = Arc::new(KeptPage::new(page, &[Packing::Quick]));
            self.add(&page.path, &quick, MAX_KEPT);
            quick
        })
    }

    /// Takes over from now on what the edition before packed of the same bytes, or what that one
    /// would have taken over had it been shown for longer.
    pub(super) fn follow(&self, last: Arc<Kept>) {
        let older = std::mem::take(&mut *last.before());
        let fullest = older.into_iter().max_by_key(|older| older.bytes());
        *self.before() = [Some(last), fullest].into_iter().flatten().collect();
    }

    /// All was packed that is to be: nothing is taken over any more.
    pub(super) fn is_packed(&self) {
        self.before().clear();
    }

    fn before(&self) -> MutexGuard<'_, Vec<Arc<Kept>>> {
        self.before.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Packs a page as well as can be while nobody waits, or takes over what an earlier edition
    /// packed of the same bytes. False where there is no room.
    pub(super) fn ahead(&self, page: &Page) -> bool {
        if !is_kept(page) || page.bytes.len() > MAX_PAGE_AHEAD {
            return true;
        }
        let hash = hash(&page.bytes);
        let before = self.before().clone();
        let known = before.iter().filter_map(|before| before.find(&page.path));
        let mut known = known.filter(|one| one.hash == hash && one.is_best());
        let same = known.next();
        let fresh = same.unwrap_or_else(|| Arc::new(KeptPage::new(page, &Packing::AHEAD)));
        self.add(&page.path, &fresh, MAX_AHEAD)
    }

    /// Keeps a page unless that is too much; the better packed of two stays.
    fn add(&self, path: &str, page: &Arc<KeptPage>, limit: usize) -> bool {
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        let known = pages.get(path);
        if known.is_some_and(|(known, _)| known.is_best() && !page.is_best()) {
            return true;
        }
        let (weight, freed) = (page.weight(), known.map_or(0, |(_, weight)| *weight));
        let after = self.bytes.load(Ordering::Relaxed) + weight - freed;
        if after > limit {
            return false;
        }
        // Under the lock of the pages, so that both agree.
        self.bytes.store(after, Ordering::Relaxed);
        pages.insert(path.to_owned(), (Arc::clone(page), weight));
        true
    }

    /// How many bytes are kept, about.
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// Whether packing helps: pages that lead elsewhere are not sent at all.
pub fn is_kept(page: &Page) -> bool {
    let is_sent = !matches!(page.kind, PageKind::Redirect { .. });
    is_sent && page.bytes.len() >= MIN_PACKED && is_packable(page.media_type)
}

/// What the tag of a page is made of.
fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, text: &str) -> Page {
        Page {
            path: path.to_owned(),
            file: "index.html".to_owned(),
            media_type: "text/html; charset=utf-8",
            bytes: text.as_bytes().into(),
            kind: PageKind::Html,
        }
    }

    #[test]
    fn a_page_that_was_packed_well_stays_so_and_room_is_counted() {
        let kept = Arc::new(Kept::default());
        let one = page("/en/", &"Estimates and change orders. ".repeat(100));
        let quick = kept.on_request(&one);
        assert_eq!(quick.packed(Packing::Brotli), None);
        assert_eq!(kept.bytes(), quick.weight());
        assert!(kept.ahead(&one));
        let best = kept.find("/en/").expect("kept");
        assert!(best.packings().eq(Packing::AHEAD));
        assert_eq!(kept.bytes(), best.weight());
        assert!(Arc::ptr_eq(&kept.on_request(&one), &best));
        assert!(kept.add("/en/", &quick, MAX_KEPT));
        assert!(Arc::ptr_eq(&kept.on_request(&one), &best));
        assert_eq!(quick.hash, best.hash);

        // The next edition takes over what did not change, and that alone.
        let after = |last: &Arc<Kept>| {
            let next = Arc::new(Kept::default());
            next.follow(Arc::clone(last));
            next
        };
        let next = after(&kept);
        assert!(next.ahead(&one));
        assert!(Arc::ptr_eq(&next.find("/en/").expect("kept"), &best));
        let changed = page("/en/", &"Estimates and invoices. ".repeat(100));
        let next = after(&kept);
        assert!(next.ahead(&changed));
        assert_ne!(next.find("/en/").expect("kept").hash, best.hash);
        // Nor is it lost by editions that come one upon another.
        let next = after(&after(&after(&kept)));
        assert!(next.ahead(&one));
        assert!(Arc::ptr_eq(&next.find("/en/").expect("kept"), &best));
        // Nor by one of which much was packed, and little is the same.
        let other = page("/es/", &"Otra página. ".repeat(100));
        let half = after(&kept);
        assert!(half.ahead(&other));
        let next = after(&half);
        assert!(next.ahead(&one) && next.ahead(&other));
        assert!(Arc::ptr_eq(&next.find("/en/").expect("kept"), &best));
        let packed = half.find("/es/").expect("kept");
        assert!(Arc::ptr_eq(&next.find("/es/").expect("kept"), &packed));
        // What is done holds nothing of before.
        let held = Arc::strong_count(&kept);
        next.is_packed();
        assert_eq!(Arc::strong_count(&kept), held - 1);
    }

    #[test]
    fn what_finds_no_room_is_packed_for_this_answer_alone() {
        let kept = Kept::default();
        kept.bytes.store(MAX_KEPT, Ordering::Relaxed);
        let one = page("/en/", &"text".repeat(400));
        assert!(kept.on_request(&one).packed(Packing::Quick).is_some());
        assert!(kept.find("/en/").is_none());
        assert!(!kept.ahead(&one));
    }
}
