//! Pictures of a library in the sizes that screens need.
//!
//! The variants become pictures of the library, and each page names those of the
//! pictures that it shows. So whoever may read the page may fetch them, and nobody else.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::content::{Library, Picture, Size};
use crate::pictures::Format;
use crate::pictures::cache::Cache;
use crate::pictures::encode::Variant;

pub use crate::pictures::encode::WIDEST;

/// How the compiler starts a picture. Text cannot look like this: its `<` is escaped.
const START: &str = "<img src=\"";

/// Width of the column of an article, in CSS pixels.
const COLUMN: u32 = 704;

/// Each may hold a whole decoded picture.
const MAX_THREADS: usize = 4;

/// Makes the variants of all pictures that pages show, or takes them from the cache
/// below `index`. A new picture of a screen costs a good part of a second, a known one is read
/// and compared; one that had its variants in the `last` library, if that is given, is not even
/// read.
#[must_use]
pub fn with_variants(mut library: Library, index: &Path, last: Option<&Library>) -> Library {
    let mut pictures = library.pictures.iter();
    if !pictures.any(|one| can_be_smaller(one).is_some()) {
        return library;
    }
    let shown = shown(&library);
    let known: BTreeSet<&str> = shown.iter().map(String::as_str).collect();
    let mut wanted: BTreeMap<&str, (&Arc<Picture>, Format)> = BTreeMap::new();
    for picture in &library.pictures {
        let format = can_be_smaller(picture);
        if let (Some(format), true) = (format, known.contains(picture.url.as_str())) {
            wanted.insert(&picture.url, (picture, format));
        }
    }
    if wanted.is_empty() {
        return library;
    }
    let cache = Cache::below(index);
    let before = last.map(variants_in).unwrap_or_default();
    let (known, new): (Vec<_>, Vec<_>) = wanted
        .into_values()
        .partition(|(picture, _)| before.contains_key(picture.url.as_str()));
    let made = in_parallel(&new, &cache);
    // What is known without having been read is there as well.
    if last.is_none() {
        let kept = new.iter().filter_map(|one| one.0.bytes.read().ok());
        cache.retain(kept);
    }
    let known = known
        .iter()
        .map(|(picture, _)| (*picture, before[picture.url.as_str()].to_vec()));
    let made = new.iter().zip(made);
    let made = made.map(|((picture, _), variants)| (*picture, pictures_of(picture, variants)));
    let sets: BTreeMap<String, Set> = known
        .chain(made)
        .filter(|(_, variants)| !variants.is_empty())
        .map(|(picture, variants)| (picture.url.clone(), Set::new(picture, variants)))
        .collect();
    add(&mut library, &sets);
    library
}

/// The variants in a library that has them, by the URLs of their originals: they stand behind
/// these, and are of the same file.
fn variants_in(library: &Library) -> HashMap<&str, &[Arc<Picture>]> {
    let of_files = library.pictures.chunk_by(|one, next| one.file == next.file);
    let with_variants = of_files.filter_map(|of_file| match of_file {
        [original, variants @ ..] if !variants.is_empty() => {
            Some((original.url.as_str(), variants))
        }
        _ => None,
    });
    with_variants.collect()
}

/// The format of a picture that is decoded.
fn can_be_smaller(picture: &Picture) -> Option<Format> {
    let format = Format::of_media_type(picture.media_type);
    format.filter(|format| format.decoded_as().is_some())
}

/// URLs of the pictures in all pages.
fn shown(library: &Library) -> BTreeSet<String> {
    let mut shown = BTreeSet::new();
    let mut look = |html: &str| {
        let urls = html.split(START).skip(1);
        let urls = urls.filter_map(|rest| rest.split('"').next());
        shown.extend(urls.map(|url| url.replace("&amp;", "&")));
    };
    let articles = library.articles.iter();
    for article in articles.filter(|one| !one.body.pictures().is_empty()) {
        // What cannot be read shows no picture.
        article.body.html().iter().for_each(|html| look(html));
    }
    let categories = library.categories.iter().map(|one| one.html.as_str());
    let steps = library.tours.iter().flat_map(|tour| &tour.steps);
    let steps = steps.map(|step| step.html.as_str());
    categories.chain(steps).for_each(look);
    shown
}

fn in_parallel(wanted: &[(&Arc<Picture>, Format)], cache: &Cache) -> Vec<Vec<Variant>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        while let Some((picture, format)) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
            // A fault in a decoder costs this picture its variants, and nothing else.
            let bytes = picture.bytes.read().unwrap_or_else(|_| [].into());
            let variants = || cache.variants(*format, &bytes);
            let variants = catch_unwind(AssertUnwindSafe(variants)).unwrap_or_default();
            made.push((picture.url.as_str(), variants));
        }
        made
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(MAX_THREADS).min(wanted.len());
    let mut made: BTreeMap<&str, Vec<Variant>> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = running.into_iter().flat_map(|one| match one.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.collect()
    });
    let urls = wanted.iter().map(|(picture, _)| picture.url.as_str());
    urls.map(|url| made.remove(url).unwrap_or_default())
        .collect()
}

/// The variants of one picture, and what stands before its element.
#[derive(Debug)]
struct Set {
    pictures: Vec<Arc<Picture>>,
    source: String,
}

/// Variants as pictures of a library, beside their original.
fn pictures_of(original: &Picture, variants: Vec<Variant>) -> Vec<Arc<Picture>> {
    let folder = original
        .url
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let pictures = variants.into_iter().map(|variant| {
        let hash = blake3::hash(&variant.bytes).to_hex();
        let format = Format::WebP;
        Arc::new(Picture {
            url: format!("{folder}/{}.{}", &hash[..20], format.ending()),
            file: original.file.clone(),
            bytes: variant.bytes.into(),
            media_type: format.media_type(),
            words: String::new(),
            size: Some(variant.size),
        })
    });
    pictures.collect()
}

impl Set {
    fn new(original: &Picture, pictures: Vec<Arc<Picture>>) -> Self {
        let candidate = |picture: &Picture| {
            let width = picture.size.map_or(WIDEST, |size| size.width);
            format!("{} {width}w", picture.url.replace('&', "&amp;"))
        };
        let mut candidates: Vec<String> = pictures.iter().map(|one| candidate(one)).collect();
        let width = original.size.map_or(WIDEST, |Size { width, .. }| width);
        let is_widest = pictures
            .iter()
            .all(|one| one.size.is_some_and(|size| size.width < width.min(WIDEST)));
        if original.media_type == Format::WebP.media_type() && is_widest {
            candidates.push(candidate(original));
        }
        let column = width.min(COLUMN);
        let source = format!(
            "<picture><source type=\"image/webp\" srcset=\"{}\" \
             sizes=\"(max-width: {column}px) 100vw, {column}px\">",
            candidates.join(", "),
        );
        Set { pictures, source }
    }
}

/// Adds the variants to the list of pictures, and to the pages that show them.
fn add(library: &mut Library, sets: &BTreeMap<String, Set>) {
    let mut pictures = Vec::with_capacity(library.pictures.len());
    for picture in library.pictures.drain(..) {
        let set = sets.get(&picture.url);
        pictures.push(picture);
        pictures.extend(set.iter().flat_map(|set| &set.pictures).cloned());
    }
    library.pictures = pictures;
    for article in &mut library.articles {
        if article.body.pictures().is_empty() {
            continue;
        }
        let html = article.body.html().ok();
        let Some((html, urls)) = html.and_then(|html| rewritten(&html, sets)) else {
            continue;
        };
        let changed = article.body.changed(!article.summary.is_empty(), |texts| {
            texts.html = html;
            texts.pictures.extend(urls);
        });
        // What cannot be read is shown by nobody.
        if let Ok(body) = changed {
            Arc::make_mut(article).body = body;
        }
    }
    for category in &mut library.categories {
        if let Some((html, urls)) = rewritten(&category.html, sets) {
            let category = Arc::make_mut(category);
            category.html = html;
            category.pictures.extend(urls);
        }
    }
    for tour in &mut library.tours {
        for at in 0..tour.steps.len() {
            if let Some((html, urls)) = rewritten(&tour.steps[at].html, sets) {
                let tour = Arc::make_mut(tour);
                tour.steps[at].html = html;
                tour.pictures.extend(urls);
            }
        }
    }
}

/// The page with its pictures in all sizes, and the URLs of these; `None` where nothing changes.
fn rewritten(html: &str, sets: &BTreeMap<String, Set>) -> Option<(String, Vec<String>)> {
    let mut out = String::with_capacity(html.len());
    let mut urls = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(START) {
        let (before, element) = rest.split_at(at);
        let end = element.find('>').map_or(element.len(), |end| end + 1);
        let (element, after) = element.split_at(end);
        let url = element[START.len()..].split('"').next().unwrap_or_default();
        out.push_str(before);
        match sets.get(&url.replace("&amp;", "&")) {
            Some(set) => {
                out.push_str(&set.source);
                out.push_str(element);
                out.push_str("</picture>");
                urls.extend(set.pictures.iter().map(|picture| picture.url.clone()));
            }
            None => out.push_str(element),
        }
        rest = after;
    }
    out.push_str(rest);
    (!urls.is_empty()).then_some((out, urls))
}
