//! What the system says of a folder. Where it is not Linux, it is not asked.

use std::fs;
use std::path::{Path, PathBuf};

/// Room on the disk that a folder lies on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub(super) free: u64,
    /// Files that may still be made; `None` where the file system does not count them.
    pub(super) files: Option<u64>,
    pub(super) read_only: bool,
    pub(super) kind: Kind,
}

/// What kind of file system it is, as far as that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Disk,
    /// Gone when the machine stops.
    Memory,
    /// The layer of a container: gone with it.
    Layer,
    /// Files of another machine.
    Network,
}

/// The folder itself, or the nearest one around it that is there.
pub(super) fn nearest(path: &Path) -> PathBuf {
    let mut path = path;
    while !path.exists() {
        match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => path = parent,
            _ => return PathBuf::from("."),
        }
    }
    path.to_owned()
}

#[cfg(target_os = "linux")]
pub(super) fn room(folder: &Path) -> Option<Room> {
    let room = rustix::fs::statvfs(folder).ok()?;
    let kind = match rustix::fs::statfs(folder).ok()?.f_type {
        0x0102_1994 | 0x8584_58f6 => Kind::Memory,
        0x794c_7630 => Kind::Layer,
        // NFS, SMB, CIFS, SMB2, 9P, AFS, Ceph, Coda, GFS2, OCFS2, Lustre.
        0x6969 | 0x517b | 0xff53_4d42 | 0xfe53_4d42 | 0x0102_1997 | 0x5346_414f | 0x00c3_6400
        | 0x7375_7245 | 0x0116_1970 | 0x7461_636f | 0x0bd0_0bd0 => Kind::Network,
        _ => Kind::Disk,
    };
    Some(Room {
        free: room.f_bavail.saturating_mul(room.f_frsize),
        files: (room.f_files > 0).then_some(room.f_favail),
        read_only: room.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY),
        kind,
    })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn room(_folder: &Path) -> Option<Room> {
    None
}

/// Whether this user may make files in a folder, or write into a file.
#[cfg(target_os = "linux")]
pub(super) fn may_write(path: &Path) -> bool {
    let wanted = match path.is_dir() {
        true => rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK,
        false => rustix::fs::Access::WRITE_OK,
    };
    rustix::fs::access(path, wanted).is_ok()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn may_write(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.permissions().readonly())
}

/// Whether this user may do everything.
#[cfg(target_os = "linux")]
pub(super) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_root() -> bool {
    false
}

/// Number of the owner, and what others than the owner may do.
#[cfg(unix)]
pub(super) fn owner(path: &Path) -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt as _;
    let found = fs::metadata(path).ok()?;
    Some((found.uid(), found.mode() & 0o077))
}

#[cfg(not(unix))]
pub(super) fn owner(_path: &Path) -> Option<(u32, u32)> {
    None
}

/// The name of a user as the machine knows it, or the number.
pub(super) fn user(number: u32) -> String {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let number = number.to_string();
    let found = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_owned())
    });
    found.unwrap_or(number)
}
