//! A real PostgreSQL server for tests: Debian's, in a temporary folder, on loopback.
//!
//! One is shared by a test process, with a database for each test; a test that takes its
//! server away starts one of its own. It ends with the process, however that ends.

#![allow(dead_code, reason = "several test programs use parts of this")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, net};

/// Nothing that is said may hold it.
pub const PASSWORD: &str = "pa-ss-of-the-tests";

#[derive(Debug)]
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    databases: AtomicU32,
    /// Stops the server and clears up once its standard input ends, as it does with this process.
    _keeper: Child,
}

/// The server that the tests of this process share, or none where PostgreSQL is not
/// installed: then the test says that it was left out, or fails with `AYUDA_POSTGRES=required`.
pub fn shared() -> Option<&'static Server> {
    static SHARED: OnceLock<Option<Server>> = OnceLock::new();
    SHARED.get_or_init(Server::start).as_ref()
}

/// Whether the tests of state run on PostgreSQL instead of SQLite: `AYUDA_STORE=postgres`.
pub fn is_wanted() -> bool {
    let store = std::env::var_os("AYUDA_STORE").unwrap_or_default();
    match store.to_str() {
        Some("postgres") => true,
        Some("sqlite" | "") => false,
        _ => panic!("AYUDA_STORE is {store:?}, and can be `sqlite` or `postgres`"),
    }
}

impl Server {
    #[expect(clippy::print_stderr, reason = "says that a test was left out")]
    pub fn start() -> Option<Server> {
        let Some(programs) = programs() else {
            let required = std::env::var_os("AYUDA_POSTGRES").is_some_and(|it| it == "required");
            assert!(!required && !is_wanted(), "PostgreSQL is not installed");
            eprintln!("left out: PostgreSQL is not installed (Debian: postgresql)");
            return None;
        };
        // In memory where that can be: a synchronised commit costs nothing there.
        let memory = Path::new("/dev/shm");
        let base = match memory.is_dir() {
            true => memory.to_owned(),
            false => std::env::temp_dir(),
        };
        let made = Command::new("mktemp")
            .args(["-d", "-p"])
            .arg(base)
            .arg("ayuda-postgres-XXXXXX")
            .output();
        let folder = PathBuf::from(said(&made.expect("mktemp")).trim());
        if is_root() {
            let owned = Command::new("chown").arg("postgres:").arg(&folder).output();
            said(&owned.expect("chown"));
        }
        let word = folder.join("password");
        fs::write(&word, PASSWORD).expect("a file");
        let data = folder.join("data");
        let mut initdb = as_postgres(&programs.join("initdb"));
        initdb
            .args([
                "--username=ayuda",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
            ])
            .args(["--locale=C.UTF-8", "--no-sync"])
            .arg(format!("--pwfile={}", word.display()))
            .arg(&data);
        said(&initdb.output().expect("initdb"));
        let free = net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("a port").port();
        drop(free);
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\n\
             max_connections = 400\nautovacuum = off\n"
        );
        fs::write(data.join("postgresql.auto.conf"), settings).expect("settings");
        let mut keeper = as_postgres(Path::new("sh"));
        keeper
            .args([
                "-c",
                "cat; \"$0/pg_ctl\" -D \"$1/data\" -m immediate stop; rm -rf \"$1\"",
            ])
            .arg(&programs)
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let server = Server {
            _keeper: keeper.spawn().expect("a shell"),
            programs,
            folder,
            port,
            databases: AtomicU32::new(0),
        };
        server.go_on();
        Some(server)
    }

    /// A new, empty database.
    pub fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        self.run("postgres", &format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    pub fn url(&self, database: &str) -> String {
        format!(
            "postgres://ayuda:{PASSWORD}@127.0.0.1:{}/{database}",
            self.port
        )
    }

    /// What `psql` prints.
    pub fn run(&self, database: &str, sql: &str) -> String {
        let output = Command::new(self.programs.join("psql"))
            .args([
                "--no-psqlrc",
                "--quiet",
                "--tuples-only",
                "--no-align",
                "--command",
                sql,
            ])
            .arg(self.url(database))
            .output();
        said(&output.expect("psql"))
    }

    /// All rows of a database, as text.
    pub fn rows(&self, url: &str) -> String {
        let mut dump = Command::new(self.programs.join("pg_dump"));
        said(&dump.args(["--data-only", url]).output().expect("pg_dump"))
    }

    /// Takes the server away, as a crash does.
    pub fn stop(&self) {
        self.control(&["-m", "immediate", "stop"]);
    }

    /// Brings it back.
    pub fn go_on(&self) {
        let log = self.folder.join("log");
        let log = log.display().to_string();
        self.control(&["-w", "-l", &log, "start"]);
    }

    fn control(&self, arguments: &[&str]) {
        let mut control = as_postgres(&self.programs.join("pg_ctl"));
        control
            .arg("-D")
            .arg(self.folder.join("data"))
            .args(arguments)
            .stdout(Stdio::null());
        let status = control.status().expect("pg_ctl");
        assert!(status.success(), "pg_ctl {arguments:?}");
    }
}

/// The newest programs of Debian's packages.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let version = |entry: fs::DirEntry| {
        let number: u32 = entry.file_name().to_str()?.parse().ok()?;
        let programs = entry.path().join("bin");
        programs
            .join("initdb")
            .is_file()
            .then_some((number, programs))
    };
    let newest = versions.flatten().filter_map(version).max()?;
    Some(newest.1)
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id");
    said(&id).trim() == "0"
}

/// The server refuses to run as root.
fn as_postgres(program: &Path) -> Command {
    let mut command = match is_root() {
        true => {
            let mut command = Command::new("setpriv");
            command
                .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
                .arg(program);
            command
        }
        false => Command::new(program),
    };
    command.current_dir("/").env("LC_ALL", "C");
    command
}

fn said(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
