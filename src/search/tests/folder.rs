//! What lies in the index folder: kept, built again, damaged, locked.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use crate::gate::Viewer;
use crate::locale::Locale;
use crate::search::tests::{Page, Shop, library, request};
use crate::search::{SearchError, Shelves};

fn pages() -> Vec<Page> {
    vec![
        Page::en("a", "Portal"),
        Page::es("a", "Portal"),
        Page::en("b", "Portal of a customer").gate("customer"),
        Page::en("c", "Portal of a manager").gate("customer:pm@business"),
        Page::en("d", "Portal for managers").gate("public:pm"),
    ]
}

/// Shelf folders with the time their index was written.
fn shelves(folder: &Path) -> BTreeMap<String, SystemTime> {
    fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| {
            let written = fs::metadata(entry.path().join("meta.json")).expect("an index");
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, written.modified().expect("a time"))
        })
        .collect()
}

#[test]
fn there_is_one_shelf_for_each_lock_and_language() {
    let shop = Shop::open(pages());
    assert_eq!(shelves(shop.folder.path()).len(), 4);
    let opened = |who: &str| {
        let viewer = Viewer::from_who(who).expect("a viewer");
        {
            let opened = shop.shelves.opened(&viewer);
            let english = opened.iter().filter(|shelf| shelf.language == Locale::En);
            english.count()
        }
    };
    let counts = ["public", "customer", "customer:pm@business", "internal"].map(opened);
    assert_eq!(counts, [1, 2, 3, 3]);
}

#[test]
fn unchanged_shelves_stay_and_others_are_replaced() {
    let shop = Shop::open(pages());
    let before = shelves(shop.folder.path());
    let same =
        Shelves::open_or_build(&shop.library, shop.folder.path(), Arc::default()).expect("shelves");
    assert_eq!(shelves(shop.folder.path()), before);
    assert_eq!(same.labels(), shop.shelves.labels());

    let mut changed = pages();
    changed[1] = Page::es("a", "El portal");
    changed.remove(3);
    let library = library(changed);
    let next =
        Shelves::open_or_build(&library, shop.folder.path(), Arc::default()).expect("shelves");
    let after = shelves(shop.folder.path());
    let kept = after
        .iter()
        .filter(|(name, at)| before.get(*name) == Some(at));
    assert_eq!((kept.count(), after.len()), (2, 3));
    assert_ne!(next.labels(), shop.shelves.labels());
    // Whoever opened the old ones goes on with them.
    assert_eq!(shop.ids(Locale::Es, "portal"), "a | en article: d");
}

#[test]
fn few_changes_are_held_in_memory_and_many_are_written() {
    let mut shop = Shop::open(pages());
    let before = shelves(shop.folder.path());
    let mut changed = pages();
    changed[1] = Page::es("a", "El portal de obra");
    shop.renew(changed.clone());
    assert_eq!(shop.ids(Locale::Es, "obra"), "a");
    assert_eq!(shelves(shop.folder.path()), before);
    // Each of the next starts from what is written.
    changed.push(Page::es("new", "Obra nueva"));
    shop.renew(changed.clone());
    assert_eq!(shop.ids(Locale::Es, "obra"), "new a");
    shop.renew(pages());
    assert_eq!(shop.ids(Locale::Es, "obra"), "");

    let many = (0..100).map(|at| Page::en(&format!("n{at:03}"), "Portal"));
    let library = library(pages().into_iter().chain(many));
    let renewed = shop.shelves.renewed(&library, Arc::default());
    assert!(renewed.expect("texts").is_none());
}

#[test]
fn a_moved_gate_moves_the_article_to_another_shelf() {
    let shop = Shop::open(pages());
    let mut stricter = pages();
    stricter[0] = Page::en("a", "Portal").gate("internal");
    let library = library(stricter);
    let shelves = Shelves::build(&library, shop.folder.path(), Arc::default()).expect("shelves");
    let anonymous = Viewer::anonymous();
    let seen = library.visible_to(&anonymous);
    let answer = shelves
        .search(&seen, &anonymous, &request(Locale::En, "portal"))
        .expect("an answer");
    let ids: Vec<&str> = answer.groups[0]
        .hits
        .iter()
        .map(|hit| hit.id.as_str())
        .collect();
    assert_eq!(ids, ["d"]);
}

#[test]
fn what_is_damaged_is_built_again() {
    let damages: [fn(&Path); 4] = [
        |folder| fs::remove_file(folder.join("manifest.json")).expect("removed"),
        |folder| fs::write(folder.join("manifest.json"), "{").expect("written"),
        |folder| {
            for name in shelves(folder).keys() {
                fs::write(folder.join(name).join("meta.json"), "").expect("written");
            }
        },
        |folder| {
            for name in shelves(folder).keys() {
                fs::remove_dir_all(folder.join(name)).expect("removed");
            }
        },
    ];
    for damage in damages {
        let mut shop = Shop::open(pages());
        damage(shop.folder.path());
        shop.shelves = Shelves::open_or_build(&shop.library, shop.folder.path(), Arc::default())
            .expect("shelves");
        assert_eq!(shop.ids(Locale::En, "portal"), "a d");
    }
}

#[test]
fn only_one_process_writes() {
    let shop = Shop::open(pages());
    let lock = File::open(shop.folder.path().join("lock")).expect("a lock file");
    lock.lock().expect("a lock");
    let library = library([Page::en("new", "New")]);
    let busy = Shelves::build(&library, shop.folder.path(), Arc::default()).expect_err("a lock");
    assert!(matches!(busy, SearchError::Busy { .. }), "{busy:?}");
    // Reading goes on.
    Shelves::open_or_build(&shop.library, shop.folder.path(), Arc::default()).expect("shelves");
    drop(lock);
    Shelves::build(&library, shop.folder.path(), Arc::default()).expect("shelves");
}

#[test]
fn other_files_in_the_folder_are_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("pages")).expect("a folder");
    Shelves::build(&library(pages()), folder.path(), Arc::default()).expect("shelves");
    assert!(folder.path().join("pages").is_dir());
}

#[test]
fn an_empty_library_answers_nothing() {
    let shop = Shop::open([]);
    assert_eq!(shop.ids(Locale::En, "portal"), "");
}

#[cfg(unix)]
#[test]
fn shelves_are_for_the_eyes_of_their_owner() {
    use std::os::unix::fs::PermissionsExt;

    let shop = Shop::open(pages());
    for name in shelves(shop.folder.path()).keys() {
        let path = shop.folder.path().join(name);
        let mode = fs::metadata(path).expect("a shelf").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
