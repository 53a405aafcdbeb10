//! A database of each version before comes forward with all that is in it.

use sea_orm::QueryResult;

use super::*;

/// What each change added, as a line of each row that a version with it wrote.
const ROWS: [&[&str]; 11] = [
    &[
        "INSERT INTO votes (article, language, voter, helpful, reason, comment, query, created, changed) \
         VALUES ('KB-1', 'en', 'a', {true}, NULL, NULL, 'roof', 1, 2), \
         ('KB-1', 'en', 'b', {false}, 'unclear', 'Step 2?', NULL, 3, 4)",
        "INSERT INTO tallies (article, language, helpful, not_helpful) VALUES ('KB-1', 'en', 1, 1)",
    ],
    &[
        "INSERT INTO votes (article, language, epoch, voter, helpful, revision, created, changed) \
         VALUES ('KB-2', 'es', 'e', 'c', {true}, 'r', 5, 6)",
        "INSERT INTO tallies (article, language, epoch, helpful, not_helpful) \
         VALUES ('KB-2', 'es', 'e', 1, 0)",
        "INSERT INTO epochs (language, article, epoch) VALUES ('es', 'KB-2', 'e')",
        "INSERT INTO views (language, article, day, visits) VALUES ('es', 'KB-2', '2026-03-02', 7)",
    ],
    &[
        "INSERT INTO searches (at, language, visibility, text, words, missing, found, elsewhere) \
         VALUES (8, 'en', 'public', 'gusset', 'gusset', NULL, 0, 1)",
        "INSERT INTO openings (at, language, visibility, words, article, article_language) \
         VALUES (9, 'en', 'public', 'gusset', 'KB-1', 'en')",
    ],
    &["INSERT INTO ended_sessions (session, forget_after) VALUES ('s', 10)"],
    &[
        "INSERT INTO tallies (article, language, epoch, helpful, not_helpful, change) \
         VALUES ('KB-3', 'en', '', 2, 0, 1)",
    ],
    &[
        "INSERT INTO forum_members (key, handle, name, staff, reputation, created) \
         VALUES ('m', 'ana', 'Ana', {false}, 2, 11)",
        "INSERT INTO forum_posts (key, number, category, language, author, title, body, tags, created, active, \
         votes, replies, verified, accepted, staff_replies, pinned, locked, hidden, deleted, change) \
         VALUES ('p', 1, 'billing', 'es', 'm', 'Title', 'Body', ' tag ', 12, 13, 1, 1, 0, 0, 0, \
         {false}, {false}, {false}, {false}, 1)",
        "INSERT INTO forum_replies (key, post, number, author, body, created, votes, hidden, deleted) \
         VALUES ('r', 'p', 1, 'm', 'So', 13, 0, {false}, {false})",
        "INSERT INTO forum_votes (target, voter, created) VALUES ('p', 'v', 14)",
        "INSERT INTO forum_revisions (target, number, title, body, editor, until) \
         VALUES ('p', 1, 'Titel', 'Body', 'm', 15)",
        "INSERT INTO forum_reports (target, reporter, post, reason, created) VALUES ('r', 'v', 'p', 'spam', 16)",
        "INSERT INTO forum_acts (number, at, actor, act, target) VALUES (1, 17, 'k', 'locked', 'p')",
    ],
    &[
        "INSERT INTO attachments (key, owner, name, media_type, size, width, height, created, post) \
         VALUES ('f', 'm', 'roof.png', 'image/png', 70, 3, 4, 18, 'p')",
    ],
    &[
        "INSERT INTO outbox_follows (member, kind, target, wanted, created) VALUES ('m', 'post', 'p', {true}, 19)",
        "INSERT INTO outbox_members (member, ticket, automatic, mails, email, locale, viewer, keeper, seen) \
         VALUES ('m', 't', {true}, {true}, 'ana@example.com', 'es', '{}', {false}, 20)",
        "INSERT INTO outbox_events (number, id, at, kind, category, post, target, actor) \
         VALUES (1, 'e', 21, 'replied', 'billing', 'p', 'r', 'v')",
        "INSERT INTO outbox_deliveries (id, event, at, kind, post, target, actor, channel, receiver, due, tries, \
         leased, holder, dead) VALUES ('d', 'e', 21, 'replied', 'p', 'r', 'v', 'mail', 'm', 22, 1, 0, '', {false})",
    ],
    &[
        "INSERT INTO deflections (day, language, category, shown, opened, asked) VALUES (23, 'es', 'money', 5, 3, 1)",
    ],
    // Indexes alone.
    &[],
    &["INSERT INTO forum_open (category) VALUES ('billing')"],
];

/// What is to be read of these rows by the version of now.
const READ: [&[(&str, &str)]; 11] = [
    &[
        (
            "SELECT concat_ws('|', article, language, '<' || epoch || '>', voter, \
             CASE WHEN helpful THEN 'yes' ELSE 'no' END, reason, comment, query, revision, created, changed) \
             AS line FROM votes WHERE article = 'KB-1' ORDER BY voter",
            "KB-1|en|<>|a|yes|roof|1|2\nKB-1|en|<>|b|no|unclear|Step 2?|3|4",
        ),
        (
            "SELECT concat_ws('|', article, language, '<' || epoch || '>', helpful, not_helpful) \
             AS line FROM tallies WHERE article = 'KB-1'",
            "KB-1|en|<>|1|1",
        ),
    ],
    &[
        (
            "SELECT concat_ws('|', language, epoch, voter, revision) AS line FROM votes WHERE article = 'KB-2'",
            "es|e|c|r",
        ),
        (
            "SELECT concat_ws('|', language, epoch, helpful, not_helpful) AS line FROM tallies \
             WHERE article = 'KB-2'",
            "es|e|1|0",
        ),
        (
            "SELECT concat_ws('|', language, article, epoch) AS line FROM epochs",
            "es|KB-2|e",
        ),
        (
            "SELECT concat_ws('|', language, article, day, visits) AS line FROM views",
            "es|KB-2|2026-03-02|7",
        ),
    ],
    &[
        (
            "SELECT concat_ws('|', at, language, visibility, text, words, found, elsewhere) AS line FROM searches",
            "8|en|public|gusset|gusset|0|1",
        ),
        (
            "SELECT concat_ws('|', at, language, words, article, article_language) AS line FROM openings",
            "9|en|gusset|KB-1|en",
        ),
    ],
    &[(
        "SELECT concat_ws('|', session, forget_after) AS line FROM ended_sessions",
        "s|10",
    )],
    &[(
        "SELECT concat_ws('|', helpful, not_helpful, change) AS line FROM tallies WHERE article = 'KB-3'",
        "2|0|1",
    )],
    &[
        (
            "SELECT concat_ws('|', p.key, m.handle, p.title, p.tags, r.body, p.votes, p.change) AS line \
             FROM forum_posts p JOIN forum_members m ON m.key = p.author JOIN forum_replies r ON r.post = p.key",
            "p|ana|Title| tag |So|1|1",
        ),
        (
            "SELECT concat_ws('|', v.voter, o.title, t.reason, a.act) AS line FROM forum_votes v \
             JOIN forum_revisions o ON o.target = v.target JOIN forum_reports t ON t.post = v.target \
             JOIN forum_acts a ON a.target = v.target",
            "v|Titel|spam|locked",
        ),
    ],
    &[(
        "SELECT concat_ws('|', key, owner, name, media_type, size, width, height, created, post) AS line \
         FROM attachments",
        "f|m|roof.png|image/png|70|3|4|18|p",
    )],
    &[(
        "SELECT concat_ws('|', f.target, m.email, e.kind, d.receiver, d.due, d.tries) AS line \
         FROM outbox_follows f JOIN outbox_members m ON m.member = f.member \
         JOIN outbox_events e ON e.post = f.target JOIN outbox_deliveries d ON d.event = e.id",
        "p|ana@example.com|replied|m|22|1",
    )],
    &[(
        "SELECT concat_ws('|', day, language, category, shown, opened, asked) AS line FROM deflections",
        "23|es|money|5|3|1",
    )],
    &[],
    &[(
        "SELECT concat_ws('|', '<' || category || '>') AS line FROM forum_open ORDER BY category",
        "<>\n<billing>",
    )],
];

async fn lines(storage: &Storage, sql: &str) -> String {
    let statement = Statement::from_string(storage.reader().get_database_backend(), sql);
    let rows = storage.reader().query_all_raw(statement).await;
    let line = |row: &QueryResult| row.try_get::<String>("", "line").expect("a line");
    let rows = rows.expect("rows");
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn every_version_before_comes_forward_with_what_is_in_it() {
    let all = u32::try_from(migrations::count()).expect("a few");
    for version in 1..=all {
        let folder = tempfile::tempdir().expect("a folder");
        let place = place(folder.path());
        place.prepare().expect("a file");
        let old = place.writer().await.expect("connected");
        let transaction = place.begin(&old).await.expect("begun");
        // As it happened: each version wrote, and then came the next.
        for change in 1..=version {
            let migrated = migrations::run_first(&transaction, 1).await;
            migrated.expect("one change more");
            for sql in ROWS.get(change as usize - 1).copied().unwrap_or_default() {
                let (yes, no) = match old.get_database_backend() {
                    DbBackend::Postgres => ("true", "false"),
                    _ => ("1", "0"),
                };
                let sql = sql.replace("{true}", yes).replace("{false}", no);
                transaction.execute_unprepared(&sql).await.expect("a row");
            }
        }
        transaction.commit().await.expect("committed");
        old.close().await.expect("closed");

        let storage = Storage::open(place.clone())
            .await
            .expect("brought up to date");
        for read in READ.iter().take(version as usize) {
            for (sql, expected) in *read {
                assert_eq!(
                    lines(&storage, sql).await,
                    *expected,
                    "from version {version}"
                );
            }
        }
        // It goes on from there: the numbers of rows and of changes too.
        assert_eq!(storage.changes().await.expect("a number"), 1);
        if version >= 3 {
            let next = "INSERT INTO searches (at, language, visibility, text, words, found, elsewhere) \
                        VALUES (10, 'en', 'public', 'x', 'x', 0, 0)";
            let written = storage.write(move |transaction| {
                Box::pin(async move {
                    transaction.execute_unprepared(next).await?;
                    Ok(())
                })
            });
            written.await.expect("written");
            assert_eq!(storage.changes().await.expect("a number"), 2);
        }
        storage.close().await.expect("closed");
        let storage = Storage::open(place).await.expect("opened again");
        assert_eq!(
            count(storage.reader(), "seaql_migrations").await,
            i64::from(all)
        );
    }
}

#[test]
fn each_change_but_the_last_has_its_rows() {
    assert_eq!(ROWS.len(), READ.len());
    assert!(
        (ROWS.len()..=ROWS.len() + 1).contains(&migrations::count()),
        "a change came: give its tables rows"
    );
}
