//! Room on the disks, and whether they are what a database may lie on.

use std::path::Path;

use crate::cli::doctor::rights::size;
use crate::cli::doctor::system::{self, Kind};
use crate::cli::doctor::{Examining, shown};
use crate::i18n::text;

const MIB: u64 = 1024 * 1024;
/// With less, votes will soon be refused.
const LEAST: u64 = 32 * MIB;
/// With less, it is time to look.
const ENOUGH: u64 = 256 * MIB;
/// The same for files.
const LEAST_FILES: u64 = 100;

pub(super) fn examine(to: &mut Examining<'_>) {
    let config = &to.world.config;
    let data = config.resolve(&config.service.data);
    folder(to, "data", &data);
    folder(to, "index", &config.built_folder());
    let on_server = config.service.database_url.is_some();
    let Some(room) = system::room(&system::nearest(&data)) else {
        return;
    };
    let (m, l) = to.words();
    let path = shown(&data);
    match room.kind {
        Kind::Disk => {}
        Kind::Memory => {
            let said = text::doctor_disk_memory(m, l, path);
            to.warn("data-kind", said, text::doctor_disk_memory_mend(m, l));
        }
        Kind::Layer => {
            let said = text::doctor_disk_layer(m, l, path);
            to.warn("data-kind", said, text::doctor_disk_layer_mend(m, l));
        }
        // With a server, only the key lies there.
        Kind::Network if on_server => {}
        Kind::Network => {
            let said = text::doctor_disk_network(m, l, path);
            to.fail("data-kind", said, text::doctor_disk_network_mend(m, l));
        }
    }
}

fn folder(to: &mut Examining<'_>, check: &'static str, folder: &Path) {
    let (m, l) = to.words();
    let Some(room) = system::room(&system::nearest(folder)) else {
        return;
    };
    let path = shown(folder);
    if room.read_only {
        let said = text::doctor_disk_read_only(m, l, path);
        return to.fail(check, said, text::doctor_disk_read_only_mend(m, l));
    }
    if let Some(files) = room.files.filter(|files| *files < LEAST_FILES) {
        let said = text::doctor_disk_files(m, l, files, path);
        return to.fail(check, said, text::doctor_disk_files_mend(m, l));
    }
    let there = size(folder);
    // A backup, and a next edition, need as much again as is there.
    let wanted = there.max(ENOUGH);
    let said = text::doctor_disk_room(m, l, megabytes(room.free), path, megabytes(there));
    match room.free {
        free if free < LEAST => to.fail(check, said, text::doctor_disk_full(m, l)),
        free if free < wanted => {
            let mend = text::doctor_disk_low(m, l, megabytes(wanted));
            to.warn(check, said, mend);
        }
        _ => to.ok(check, said),
    }
}

/// `0.4 MB`, `12 MB`, `3.1 GB`.
#[expect(clippy::cast_precision_loss, reason = "it is rounded anyway")]
fn megabytes(bytes: u64) -> String {
    let mib = bytes as f64 / MIB as f64;
    match mib {
        mib if mib < 10.0 => format!("{mib:.1} MB"),
        mib if mib < 1024.0 => format!("{mib:.0} MB"),
        mib => format!("{:.1} GB", mib / 1024.0),
    }
}
