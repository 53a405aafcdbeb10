//! Where the database of a test lies: in its folder, or with `AYUDA_STORE=postgres` on a
//! server, a database for each folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::config::DatabaseUrl;
use crate::storage::{Place, Storage};

#[path = "../../tests/postgres/mod.rs"]
pub(crate) mod postgres;

/// The database of a test that has this folder; the same folder has the same one.
pub(crate) fn place(folder: &Path) -> Place {
    static PLACES: LazyLock<Mutex<HashMap<PathBuf, String>>> = LazyLock::new(Mutex::default);
    if !postgres::is_wanted() {
        return Place::from(folder);
    }
    let server = postgres::shared().expect("a server");
    let mut places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
    let url = places
        .entry(folder.to_owned())
        .or_insert_with(|| server.database());
    DatabaseUrl::parse(url).expect("an address").into()
}

pub(crate) async fn open(folder: &Path) -> Storage {
    Storage::open(place(folder)).await.expect("opened")
}
