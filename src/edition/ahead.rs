//! Packs the public pages of an edition while nobody waits for them.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::edition::Edition;
use crate::edition::eagerness::{Eagerness, stand_back};
use crate::edition::kept::Kept;
use crate::site::Site;

/// A save is seldom alone: what is replaced within this time is not begun with.
const SETTLED: Duration = Duration::from_secs(1);

/// Packs the pages of `edition` in a thread of its own, which rests as long as it works and
/// ends when nobody holds the edition any more. What `before` has packed of the same bytes
/// is taken over.
pub fn pack_ahead(edition: &Arc<Edition>, before: Option<Arc<Kept>>) {
    if let Some(before) = before {
        edition.public().kept.follow(before);
    }
    let edition = Arc::downgrade(edition);
    let work = move || {
        stand_back(Eagerness::WhenIdle);
        thread::sleep(SETTLED);
        let Some(first) = edition.upgrade() else {
            return;
        };
        let paths = in_order(&first.public().site);
        drop(first);
        for path in paths {
            let started = Instant::now();
            let Some(edition) = edition.upgrade() else {
                return;
            };
            let public = edition.public();
            // What cannot be drawn says so when somebody asks for it.
            if let Ok(Some(page)) = public.site.page(&path)
                && !public.kept.ahead(&page)
            {
                break;
            }
            drop(edition);
            thread::sleep(started.elapsed());
        }
        if let Some(edition) = edition.upgrade() {
            edition.public().kept.is_packed();
        }
    };
    let thread = thread::Builder::new().name("packing".to_owned());
    if let Err(error) = thread.spawn(work) {
        tracing::warn!("pages are packed on request alone: {error}");
    }
}

/// What most readers need first: what each page loads, then the pages that lead to others.
fn in_order(site: &Site) -> Vec<String> {
    // They come in the order of their addresses, and keep it.
    let mut paths: Vec<String> = site.paths().collect();
    paths.sort_by_cached_key(|path| {
        let is_asset = path.contains("/assets/");
        (!is_asset, path.matches('/').count())
    });
    paths
}
