//! What is kept, for whom, and for how long.

use futures_util::stream;

use super::*;

#[tokio::test]
async fn a_file_is_there_after_a_restart() {
    let files = Files::open().await;
    let file = files.put("a.txt", b"text").await.expect("a file");
    assert_eq!(file.key.len(), 32);
    assert_eq!(
        files.attachments.find(&file.key).await.expect("a row"),
        Some(file.clone())
    );
    let again = Attachments {
        files: Arc::new(
            LocalFileSystem::new_with_prefix(files.folder.path().join("attachments"))
                .expect("a store"),
        ),
        ..files.attachments.clone()
    };
    let (found, bytes) = again
        .get(&file.key)
        .await
        .expect("an answer")
        .expect("a file");
    assert_eq!(found, file);
    assert_eq!(read_whole(bytes).await.expect("bytes"), b"text");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = fs::metadata(files.folder.path().join("attachments")).expect("a folder");
        assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    }
}

#[tokio::test]
async fn what_is_no_key_leads_nowhere() {
    let files = Files::open().await;
    let file = files.put("a.txt", b"text").await.expect("a file");
    let upper = file.key.to_uppercase();
    let path = format!("../{}", file.key);
    for key in [
        "",
        "..",
        "../../ayuda.db",
        "a",
        &"a".repeat(32),
        &path,
        &file.key[1..],
    ] {
        assert_eq!(
            files.attachments.find(key).await.expect("an answer"),
            None,
            "{key}"
        );
    }
    if upper != file.key {
        assert_eq!(
            files.attachments.find(&upper).await.expect("an answer"),
            None
        );
    }
}

/// As a process leaves it that is killed behind the file and before the row.
#[tokio::test]
async fn a_file_without_a_row_is_served_to_nobody_and_swept() {
    let files = Files::open().await;
    let kept = files.put("a.txt", b"text").await.expect("a file");
    let key = new_key();
    let place = place_of(&key);
    let store = &files.attachments.files;
    store
        .put(&place, b"lost".to_vec().into())
        .await
        .expect("written");
    assert!(
        files
            .attachments
            .get(&key)
            .await
            .expect("an answer")
            .is_none()
    );
    let written = store.head(&place).await.expect("a file").last_modified;
    let written = Timestamp::from_millisecond(written.timestamp_millis()).expect("a moment");
    // Claimed, so that it is no question of its own.
    let claimed = files
        .attachments
        .claim("ana", vec![kept.key.clone()], "post-1");
    assert_eq!(claimed.await.expect("claimed"), 1);

    let early = files
        .attachments
        .sweep(written + SignedDuration::from_hours(23))
        .await;
    assert_eq!(early.expect("swept"), Swept::default());
    assert_eq!(files.on_disk().len(), 2);
    let late = files
        .attachments
        .sweep(written + SignedDuration::from_hours(25))
        .await;
    assert_eq!(
        late.expect("swept"),
        Swept {
            unclaimed: 0,
            orphans: 1
        }
    );
    assert_eq!(files.on_disk().len(), 1);
    assert_eq!(files.bytes(&kept.key).await.expect("a file"), b"text");
}

#[tokio::test]
async fn without_a_file_there_is_no_row_and_without_a_row_no_file() {
    let files = Files::open().await;
    // The folder is gone, and something else is in its place.
    let folder = files.folder.path().join("attachments");
    fs::remove_dir_all(&folder).expect("removed");
    fs::write(&folder, "no folder").expect("written");
    let failed = files
        .attachments
        .put("ana", "a.txt", b"text".to_vec(), now())
        .await;
    assert!(
        matches!(failed, Err(AttachmentError::Store(_))),
        "{failed:?}"
    );
    fs::remove_file(&folder).expect("removed");
    fs::create_dir(&folder).expect("made");
    assert_eq!(files.attachments.forget("ana").await.expect("counted"), 0);

    files
        .attachments
        .storage
        .clone()
        .close()
        .await
        .expect("closed");
    let failed = files
        .attachments
        .put("ana", "a.txt", b"text".to_vec(), now())
        .await;
    assert!(
        matches!(failed, Err(AttachmentError::Storage(_))),
        "{failed:?}"
    );
    assert_eq!(files.on_disk(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn what_no_post_claims_within_a_day_goes() {
    let files = Files::open().await;
    let mine = files.put("a.txt", b"a").await.expect("a file");
    let kept = files.put("b.txt", b"b").await.expect("a file");
    let other = files
        .put_of("bob", "c.txt", b"c", later(2))
        .await
        .expect("a file");
    let claim = |owner: &'static str, key: &Attachment, post: &'static str| {
        let keys = vec![key.key.clone()];
        let attachments = files.attachments.clone();
        async move { attachments.claim(owner, keys, post).await.expect("claimed") }
    };
    assert_eq!(claim("ana", &kept, "post-1").await, 1);
    // Once more, for an edit of the same post; and what is not to be had.
    assert_eq!(claim("ana", &kept, "post-1").await, 1);
    assert_eq!(claim("ana", &kept, "post-2").await, 0);
    assert_eq!(claim("ana", &other, "post-1").await, 0);
    for (key, post) in [(&kept, Some("post-1")), (&other, None), (&mine, None)] {
        let file = files.attachments.find(&key.key).await.expect("read");
        assert_eq!(file.expect("a file").post.as_deref(), post);
    }

    let swept = files.attachments.sweep(later(24)).await.expect("swept");
    assert_eq!(swept.unclaimed, 0);
    let swept = files.attachments.sweep(later(25)).await.expect("swept");
    assert_eq!(swept.unclaimed, 1);
    assert_eq!(files.bytes(&mine.key).await, None);
    assert!(files.bytes(&kept.key).await.is_some() && files.bytes(&other.key).await.is_some());
    assert_eq!(claim("ana", &mine, "post-1").await, 0);
    assert_eq!(files.on_disk().len(), 2);

    assert_eq!(
        files
            .attachments
            .remove_of("post-1")
            .await
            .expect("removed"),
        1
    );
    assert_eq!(files.attachments.forget("bob").await.expect("removed"), 1);
    assert_eq!(files.attachments.forget("bob").await.expect("removed"), 0);
    assert_eq!(files.on_disk(), Vec::<PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_sends_so_much_in_a_day_however_fast() {
    let mut files = Files::open().await;
    files.attachments = files.attachments.with_quota(Quota {
        files: 3,
        bytes: 100,
    });
    let puts = (0..10).map(|n| {
        let attachments = files.attachments.clone();
        tokio::spawn(async move {
            let name = format!("{n}.txt");
            let put = attachments.put("ana", &name, vec![b'a'; 10], now());
            put.await.is_ok()
        })
    });
    let mut taken = 0;
    for put in puts.collect::<Vec<_>>() {
        taken += usize::from(put.await.expect("no panic"));
    }
    assert_eq!((taken, files.on_disk().len()), (3, 3));
    let more = files.put("a.txt", b"a").await;
    assert_eq!(more, Err(Refused::TooManyFiles { limit: 3 }));
    // Others have their own, and tomorrow is another day.
    assert!(
        files
            .put_of("bob", "a.txt", &[b'a'; 60], now())
            .await
            .is_ok()
    );
    let more = files.put_of("bob", "a.txt", &[b'a'; 60], now()).await;
    assert_eq!(more, Err(Refused::TooManyBytes { limit: 100 }));
    assert!(files.put_of("ana", "a.txt", b"a", later(24)).await.is_ok());
}

#[tokio::test]
async fn reading_stops_at_the_first_byte_that_is_too_many() {
    let part = || Ok::<_, io::Error>(Bytes::from(vec![b'a'; MAX_BYTES / 4]));
    let whole = read_whole(stream::iter((0..4).map(|_| part()))).await;
    let whole = whole.expect("just as much");
    assert_eq!(whole.len(), MAX_BYTES);
    // The stream has no end: it is not read on.
    let endless = read_whole(stream::repeat_with(part)).await;
    assert!(matches!(
        endless,
        Err(ReadError::Refused(Refused::TooLarge))
    ));
    let broken = stream::iter([part(), Err(io::Error::other("gone"))]);
    assert!(matches!(
        read_whole(broken).await,
        Err(ReadError::Broken(_))
    ));
    let files = Files::open().await;
    let long = vec![b'a'; MAX_BYTES + 1];
    assert_eq!(files.put("a.txt", &long).await, Err(Refused::TooLarge));
}
