//! `ayuda doctor`: what is, what to do, and that looking changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Output;

use serde_json::Value;

use crate::commands::{Running, ayuda, run, said};
use crate::harness::{HelpCenter, Voter, postgres};

const SECRET: &str = "a secret of the doctor's tests, 0123456789";

fn help() -> HelpCenter {
    HelpCenter::new().file("en/a.md", "---\nid: KB-1\ntitle: A\n---\nText.\n")
}

fn with_key(help: HelpCenter, mode: u32) -> HelpCenter {
    let key = help.path("data/token.key");
    fs::create_dir_all(help.path("data")).expect("a folder");
    fs::write(&key, format!("{SECRET}\n")).expect("a key");
    fs::set_permissions(&key, fs::Permissions::from_mode(mode)).expect("a mode");
    help
}

/// As a service with nothing else at its port would be asked.
fn doctor(help: &HelpCenter, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = ayuda(&help.path("."));
    command.arg("doctor").args(arguments);
    command.env("AYUDA_LISTEN", "127.0.0.1:0");
    command.envs(environment.iter().copied());
    let output = command.output().expect("the binary runs");
    for bytes in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(SECRET) && !text.contains("pa-ss"), "{text}");
    }
    output
}

fn drawn(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The status of each check, and what is said of it.
fn findings(output: &Output) -> BTreeMap<String, (String, String)> {
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let list = document["findings"].as_array().expect("findings");
    let word = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let of = |one: &Value| {
        let name = format!("{}/{}", word(one, "group"), word(one, "check"));
        let help = word(one, "help");
        (
            name,
            (
                word(one, "status"),
                format!("{} → {help}", word(one, "text")),
            ),
        )
    };
    list.iter().map(of).collect()
}

/// All files of the data folder but the memory that SQLite shares, with their bytes.
fn data(help: &HelpCenter) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(help.path("data")).expect("a folder");
    let files = entries.map(|one| one.expect("an entry").path());
    let files = files.filter(|one| one.is_file());
    let read = files.map(|one| {
        let name = one
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let bytes = match name.ends_with("-shm") {
            true => Vec::new(),
            false => fs::read(&one).expect("bytes"),
        };
        (name, bytes)
    });
    read.collect()
}

fn vote(running: &Running) {
    let mut voter = Voter::connect(&running.address).expect("a connection");
    let (status, body) = voter.vote("KB-1", "one").expect("an answer");
    assert_eq!(status, 200, "{body}");
}

/// Leaves a database at rest.
fn served_once(help: &HelpCenter) {
    let mut running = Running::start(&help.path("."));
    // A service that is told to end before it is ready ends as if it was killed.
    assert!(running.get("/readyz").contains("ready"));
    running.stop();
}

#[test]
fn a_fresh_clone_can_run_and_nothing_is_made_by_looking() {
    let help = help();
    let output = doctor(&help, &["--json"], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", drawn(&output));
    let found = findings(&output);
    let statuses: Vec<String> = found
        .iter()
        // The machine's own.
        .filter(|(name, _)| !["network/files", "disk/data-kind"].contains(&name.as_str()))
        .map(|(name, (status, _))| format!("{name} {status}"))
        .collect();
    insta::assert_snapshot!(statuses.join("\n"), @"
    clock/time ok
    content/articles ok
    content/problems ok
    database/opens note
    disk/data ok
    disk/index ok
    keys/secret note
    network/base_url note
    network/listen ok
    network/metrics note
    rights/content ok
    rights/data note
    rights/index note
    rights/public ok
    settings/settings note
    ");
    assert!(!help.path("data").exists() && !help.path("index").exists());
}

#[test]
fn a_key_that_others_may_read_is_told_in_both_languages() {
    let help = with_key(help(), 0o644);
    let output = doctor(&help, &["--quiet"], &[]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(drawn(&output), @"

    Keys
      × `data/token.key` can be read by everybody on this machine: whoever reads it can sign tokens or
        pass for others
        → `chmod 600 data/token.key`. If others may have read it, make a new one: that ends all tokens
          and sessions

    1 error, no warnings; 15 fine
    ");
    let spanish = doctor(&help, &["--quiet"], &[("LANG", "es_MX.UTF-8")]);
    insta::assert_snapshot!(drawn(&spanish), @"

    Claves
      × Cualquiera en esta máquina puede leer `data/token.key`, y con eso firmar tokens o hacerse pasar
        por otros
        → `chmod 600 data/token.key`. Si alguien pudo leerlo, crea otro: con eso terminan todos los
          tokens y sesiones

    1 error, sin avisos; 15 en orden
    ");
    let group = with_key(help, 0o640);
    let output = doctor(&group, &["--json"], &[]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(findings(&output)["keys/secret"].0, "warning");
}

#[test]
fn nodes_with_another_key_have_another_name_for_it() {
    let name = |key: &str| {
        let help = with_key(help(), 0o600);
        fs::write(help.path("data/token.key"), key).expect("a key");
        let (status, text) = findings(&doctor(&help, &["--json"], &[]))["keys/secret"].clone();
        assert_eq!(status, "ok", "{text}");
        let name = text.rsplit('`').nth(1).expect("a name").to_owned();
        assert_eq!(name.len(), 8, "{text}");
        name
    };
    assert_eq!(name(SECRET), name(&format!(" {SECRET}\n")));
    assert_ne!(name(SECRET), name(&SECRET.replace('0', "1")));
}

#[test]
fn looking_changes_no_byte_of_a_database_at_rest_in_use_or_killed() {
    let help = with_key(help(), 0o600);
    let mut running = Running::start(&help.path("."));
    vote(&running);
    let look = |moment: &str| {
        let before = data(&help);
        let found = findings(&doctor(&help, &["--json"], &[]));
        let (status, text) = &found["database/opens"];
        assert_eq!(status, "ok", "{moment}: {text}");
        assert!(text.contains("1 vote "), "{moment}: {text}");
        assert_eq!(found["database/schema"].0, "ok", "{moment}");
        assert!(data(&help) == before, "{moment}: it changed");
    };
    look("in use");
    running.kill();
    assert!(help.path("data/ayuda.db-wal").exists(), "a log is left");
    look("killed");
    served_once(&help);
    assert!(!help.path("data/ayuda.db-wal").exists(), "one file is left");
    look("at rest");
    // With votes, a key that is gone must not be made anew.
    fs::remove_file(help.path("data/token.key")).expect("gone");
    let found = findings(&doctor(&help, &["--json"], &[]));
    assert_eq!(found["keys/secret"].0, "error", "{found:?}");
    assert!(!help.path("data/token.key").exists());
}

#[test]
fn a_damaged_database_is_told_with_the_way_back() {
    let help = with_key(help(), 0o600);
    served_once(&help);
    let file = help.path("data/ayuda.db");
    let mut bytes = fs::read(&file).expect("bytes");
    bytes[4096..12_288].fill(0x5a);
    fs::write(&file, bytes).expect("written");
    let output = doctor(&help, &["--json"], &[]);
    assert_eq!(output.status.code(), Some(1));
    let (status, text) = &findings(&output)["database/opens"];
    assert_eq!(status, "error");
    assert!(text.contains("ayuda restore FOLDER --replace"), "{text}");
}

/// Leaves a database as a later version does, with a change that this one does not know.
fn written_by_a_newer_version(help: &HelpCenter) {
    use ayuda::storage::{Place, Storage};
    use sea_orm::ConnectionTrait as _;
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let place = Place::of(&help.config());
        let storage = Storage::open(place).await.expect("opened");
        let written = storage.write(|transaction| {
            Box::pin(async move {
                let sql = "INSERT INTO seaql_migrations VALUES ('m9999_later', 0)";
                transaction.execute_unprepared(sql).await?;
                Ok(())
            })
        });
        written.await.expect("written");
        storage.close().await.expect("closed");
    });
}

#[test]
fn a_database_of_a_newer_version_is_told_with_what_to_do_and_left_as_it_is() {
    let help = with_key(help(), 0o600);
    served_once(&help);
    written_by_a_newer_version(&help);
    let before = data(&help);
    let output = doctor(&help, &["--json"], &[]);
    assert_eq!(output.status.code(), Some(1));
    let (status, text) = &findings(&output)["database/schema"];
    assert_eq!(status, "error");
    insta::assert_snapshot!(text, @"A newer ayuda wrote this database (its change `m9999_later` is not known here), so this one does not start → Run the newer version, or put the backup from before the upgrade back: `ayuda restore FOLDER --replace`, `pg_restore` for PostgreSQL");
    let told = doctor(&help, &["--quiet"], &[("LANG", "es_MX.UTF-8")]);
    insta::assert_snapshot!(drawn(&told), @"

    Base de datos
      × Una versión más nueva de ayuda escribió esta base de datos (aquí no se conoce su cambio
        `m9999_later`), así que esta no arranca
        → Usa la versión más nueva o recupera la copia de antes de actualizar:
          `ayuda restore CARPETA --replace`, o `pg_restore` en PostgreSQL

    1 error, sin avisos; 17 en orden
    ");
    assert!(data(&help) == before, "it changed");
    // Who starts it all the same is told the same.
    for (language, words) in [
        (
            "C",
            "error: a newer ayuda wrote this database (its change `m9999_later`",
        ),
        (
            "es_MX.UTF-8",
            "error: una versión más nueva de ayuda escribió esta base de datos",
        ),
    ] {
        for arguments in [
            &["serve", "--listen", "127.0.0.1:0"][..],
            &["export", "votes"],
            &["report"],
        ] {
            let mut command = ayuda(&help.path("."));
            command.args(arguments).env("LANG", language);
            let output = command.output().expect("the binary runs");
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            assert!(said(&output).starts_with(words), "{}", said(&output));
        }
    }
}

#[test]
fn who_holds_the_address_is_told_apart() {
    let help = with_key(help(), 0o600);
    let other = TcpListener::bind("127.0.0.1:0").expect("a port");
    std::thread::spawn(move || {
        let address = other.local_addr();
        for stream in other.incoming() {
            drop(stream);
        }
        address
    });
    let listen = |address: &str| {
        let output = doctor(&help, &["--json"], &[("AYUDA_LISTEN", address)]);
        findings(&output)["network/listen"].clone()
    };
    let running = Running::start(&help.path("."));
    assert_eq!(listen(&running.address).0, "ok");
    assert!(listen(&running.address).1.starts_with("An ayuda is ready"));
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = listen(&silent.local_addr().expect("an address").to_string());
    assert_eq!(taken.0, "error", "{}", taken.1);
    // No address of this machine: 192.0.2.0/24 is for examples.
    assert_eq!(listen("192.0.2.1:8080").0, "error");
}

#[test]
fn settings_that_harm_are_told() {
    let help = with_key(help(), 0o600).settings(
        "base_url = \"https://help.example.com\"\n[service]\nmetrics_listen = \"0.0.0.0:0\"\n",
    );
    let plain = ("AYUDA_SERVICE__METRICS_LISTEN", "0.0.0.0:0");
    let found = findings(&doctor(&help, &["--json"], &[plain]));
    assert_eq!(found["network/metrics"].0, "warning");
    assert_eq!(found["network/proxies"].0, "warning");
    assert_eq!(found["network/base_url"].0, "ok");
    let help = help.settings("base_ulr = 1\nlanguages = [\"fr\"]\n");
    let output = doctor(&help, &["--json"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(findings(&output)["settings/settings"].0, "error");
}

#[test]
fn what_nobody_declared_and_what_nobody_may_read_is_counted() {
    let help = HelpCenter::empty().file("en/a.md", "---\nid: KB-1\ntitle: A\n---\nText.\n");
    let found = findings(&doctor(&help, &["--json"], &[]));
    assert_eq!(found["content/articles"].0, "warning");
    let (status, text) = &found["content/undeclared"];
    assert_eq!(status, "warning");
    assert!(
        text.starts_with("Of 1 article, nothing says who may read it: `internal`"),
        "{text}"
    );
}

#[test]
fn the_age_of_the_last_backup_is_told() {
    let help = with_key(help(), 0o600);
    served_once(&help);
    fs::create_dir(help.path("backups")).expect("a folder");
    let backup = || {
        let output = doctor(&help, &["--json", "--backups", "backups"], &[]);
        findings(&output)["database/backup"].clone()
    };
    assert_eq!(backup().0, "error");
    let made = run(&help.path("."), &["backup", "backups/2026-11-21"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert_eq!(backup().0, "ok");
    let file = fs::File::options()
        .write(true)
        .open(help.path("backups/2026-11-21/ayuda.db"))
        .expect("a file");
    let made = file.metadata().and_then(|found| found.modified());
    let earlier = made.expect("a time") - std::time::Duration::from_secs(48 * 3600 + 60);
    file.set_modified(earlier).expect("a time");
    let (status, text) = backup();
    assert_eq!(status, "warning");
    assert!(text.contains("is 48 hours old"), "{text}");
}

#[test]
#[expect(clippy::print_stderr, reason = "says that a part was left out")]
fn a_server_is_asked_for_its_promises_its_rights_and_its_clock() {
    let help = with_key(help(), 0o600);
    let url = |url: &str| [("AYUDA_SERVICE__DATABASE_URL", url.to_owned())];
    let ask = |url: &[(&str, String); 1]| {
        let environment = [(url[0].0, url[0].1.as_str())];
        let output = doctor(&help, &["--json"], &environment);
        (output.status.code(), findings(&output))
    };
    let (code, found) = ask(&url("postgres://ayuda:pa-ss@127.0.0.1:1/ayuda"));
    assert_eq!(
        (code, found["database/opens"].0.as_str()),
        (Some(1), "error")
    );
    let Some(server) = postgres::shared() else {
        eprintln!("left out: this machine has no PostgreSQL");
        return;
    };
    let address = server.database();
    let (code, found) = ask(&url(&address));
    assert_eq!(code, Some(0), "{found:?}");
    let status = |name: &str| found[name].0.clone();
    assert_eq!(status("database/opens"), "ok");
    assert_eq!(status("database/schema"), "note", "there are no tables yet");
    assert_eq!(status("database/promises"), "ok");
    assert_eq!(status("clock/server"), "ok");
    assert_eq!(status("keys/same-key"), "note");
    let (_, again) = ask(&url(&address));
    assert_eq!(again["database/schema"].0, "note", "looking made no tables");
}
