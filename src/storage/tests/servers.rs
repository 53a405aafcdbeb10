//! What is true of a PostgreSQL server alone, with as many nodes as there are.

use super::*;
use crate::config::DatabaseUrl;
use crate::storage::testing::postgres::{self, PASSWORD, Server};

fn url(text: &str) -> DatabaseUrl {
    DatabaseUrl::parse(text).expect("an address")
}

/// The trouble, after a look that nothing that is said of it holds the password.
async fn trouble(address: &str) -> (Trouble, String) {
    let error = Storage::open(url(address)).await.expect_err("no database");
    let said = format!("{error:?} {:#}", anyhow::anyhow!("{error}"));
    assert!(
        !said.contains(PASSWORD) && !said.contains("wrong-word"),
        "{said}"
    );
    let StorageError::Server {
        server,
        why,
        source,
    } = error
    else {
        panic!("{said}");
    };
    assert!(!source.to_string().contains(PASSWORD), "{source}");
    (why, server)
}

#[tokio::test]
async fn what_keeps_a_server_from_being_used_is_told_apart() {
    let Some(server) = postgres::shared() else {
        return;
    };
    let address = server.database();
    let name = address.rsplit('/').next().expect("a name");
    server.run(
        "postgres",
        &format!("CREATE USER guest PASSWORD '{PASSWORD}'"),
    );
    let port = address
        .rsplit(':')
        .next()
        .expect("a port")
        .trim_end_matches(&format!("/{name}"));
    let place = |database: &str| format!("127.0.0.1:{port}/{database}");

    let wrong = address.replace(PASSWORD, "wrong-word");
    assert_eq!(trouble(&wrong).await, (Trouble::Refused, place(name)));
    let absent = address.replace(name, "absent");
    assert_eq!(
        trouble(&absent).await,
        (Trouble::NoDatabase, place("absent"))
    );
    let guest = address.replace("ayuda:", "guest:");
    assert_eq!(trouble(&guest).await, (Trouble::NoRight, place(name)));
    let nobody = address.replace(port, "1");
    assert_eq!(
        trouble(&nobody).await,
        (Trouble::Away, format!("127.0.0.1:1/{name}"))
    );
    let plain = format!("{address}?sslmode=require");
    assert_eq!(trouble(&plain).await, (Trouble::Tls, place(name)));
    let strange = format!("{address}?sslmode=perhaps");
    assert_eq!(trouble(&strange).await, (Trouble::Address, place(name)));
}

#[tokio::test]
async fn a_server_that_would_forget_is_made_to_keep_or_refused() {
    let Some(server) = Server::start() else {
        return;
    };
    let address = server.database();
    let name = address.rsplit('/').next().expect("a name");
    let lax = "SET default_transaction_isolation = 'serializable'";
    server.run("postgres", &format!("ALTER DATABASE {name} {lax}"));
    server.run(
        "postgres",
        &format!("ALTER DATABASE {name} SET synchronous_commit = off"),
    );
    let storage = Storage::open(url(&address)).await.expect("opened");
    let settings = storage.write(|transaction| {
        Box::pin(async move {
            let sql = "SELECT concat_ws(' ', current_setting('synchronous_commit'), \
                       current_setting('transaction_isolation')) AS value";
            let statement = Statement::from_string(DbBackend::Postgres, sql);
            let row = transaction.query_one_raw(statement).await?.expect("a row");
            Ok(row.try_get::<String>("", "value")?)
        })
    });
    assert_eq!(settings.await.expect("written"), "on read committed");
    server.run("postgres", "ALTER SYSTEM SET fsync = off");
    server.stop();
    server.go_on();
    let error = Storage::open(url(&address)).await.expect_err("refused");
    assert_eq!(
        error.to_string(),
        "the database does not keep its promise: `fsync` is `off`, not `on`"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_was_away_is_found_again_and_nothing_is_acknowledged_meanwhile() {
    let Some(server) = Server::start() else {
        return;
    };
    let address = server.database();
    let storage = Storage::open(url(&address)).await.expect("opened");
    storage.write(insert(1)).await.expect("written");
    server.stop();
    let refused = storage.write(insert(2)).await.expect_err("away");
    assert!(refused.is_passing(), "{refused:?}");
    assert!(!storage.is_healthy());
    assert!(storage.answers().await.is_err());
    server.go_on();
    // Nobody writes: the writing task itself finds out.
    let back = async {
        while !storage.is_healthy() || storage.answers().await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(30), back).await;
    waited.expect("found again");
    storage.write(insert(3)).await.expect("written");
    assert_eq!(count(storage.reader(), "tallies").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_write_one_after_the_other_and_number_their_changes_in_order() {
    let Some(server) = postgres::shared() else {
        return;
    };
    let address = server.database();
    let nodes = [
        Storage::open(url(&address)).await.expect("opened"),
        Storage::open(url(&address)).await.expect("opened"),
    ];
    let mut tasks = Vec::new();
    for n in 0..200 {
        let node = nodes[n % 2].clone();
        tasks.push(tokio::spawn(async move { node.write(count_one()).await }));
    }
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.push(task.await.expect("no panic").expect("written"));
    }
    assert_eq!(count_helpful(nodes[0].reader()).await, 200);
    let last = nodes[1].changes().await.expect("a number");
    assert_eq!(numbers.into_iter().max(), Some(last));
}

async fn count_helpful(connection: &impl ConnectionTrait) -> i64 {
    let sql = "SELECT coalesce(max(helpful), 0) AS n FROM tallies";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.expect("a query");
    row.expect("a row").try_get("", "n").expect("a number")
}

/// Whoever reads and then writes loses a step, unless nobody comes between.
fn count_one() -> impl for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, i64> {
    |transaction| {
        Box::pin(async move {
            let sql = match count_helpful(transaction).await {
                0 => format!("{INSERT} ('KB-1', '', 'en', 1, 0)"),
                seen => format!("UPDATE tallies SET helpful = {}", seen + 1),
            };
            transaction.execute_unprepared(&sql).await?;
            changes(transaction).await
        })
    }
}
