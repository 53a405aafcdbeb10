//! An index that cannot be gone on with.

use super::*;

#[tokio::test]
async fn an_index_that_is_old_damaged_or_gone_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = folder.path().join("forum");
    let forum = open(folder.path()).await;
    let hidden = ask(&forum, "estimating", "The wall of the first", "Text").await;
    ask(&forum, "estimating", "The wall of the second", "Text").await;
    forum.settled().await;
    // Dropped while it is searched.
    fs::remove_dir_all(&index).expect("removed");
    assert_eq!(search(&forum, &anybody(), "wall").await.pagination.total, 2);
    for _ in 0..200 {
        if index.is_dir() && is_on_disk(folder.path(), "wall") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(is_on_disk(folder.path(), "wall"), "made anew");
    ask(&forum, "estimating", "The wall of the third", "Text").await;
    assert_eq!(search(&forum, &anybody(), "wall").await.pagination.total, 3);
    drop(forum);

    // Nobody follows while this is written.
    let silent = plain_forum(folder.path()).await;
    ask(&silent, "estimating", "The wall of the fourth", "Text").await;
    let target = Target::Post(hidden);
    let set = silent
        .set(&staff(), &target, Flag::Hidden, true, now())
        .await;
    set.expect("hidden");
    let forum = open(folder.path()).await;
    assert_eq!(search(&forum, &anybody(), "wall").await.pagination.total, 3);
    drop(forum);

    for damage in ["manifest", "terms"] {
        for path in files(folder.path()) {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let is_meant = match damage {
                "manifest" => name == "manifest.json",
                _ => name.ends_with(".term"),
            };
            if is_meant {
                fs::write(&path, "nonsense").expect("damaged");
            }
        }
        let forum = open(folder.path()).await;
        assert_eq!(
            search(&forum, &anybody(), "wall").await.pagination.total,
            3,
            "{damage}"
        );
        drop(forum);
    }
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}
