//! The folder of the index, in which one process writes.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::forum::search::follower::FollowError;
use crate::private;

/// Indexes of one folder, for processes that run beside each other.
const BESIDE: usize = 8;

/// The folder, or one beside it where another process writes in it already. What is left in
/// others that nobody writes in any more goes: nobody would take out of them what is hidden.
pub(super) fn locked(folder: &Path) -> Result<(PathBuf, File), FollowError> {
    let mut taken = None;
    for number in 1..=BESIDE {
        let mut name = folder.as_os_str().to_owned();
        if number > 1 {
            name.push(format!("-{number}"));
        }
        let folder = PathBuf::from(name);
        if number > 1 && taken.is_some() && !folder.exists() {
            continue;
        }
        let failed = |source| FollowError::Folder {
            folder: folder.clone(),
            source,
        };
        private::make_folder(&folder).map_err(failed)?;
        let lock = File::create(folder.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) if taken.is_none() => taken = Some((folder, lock)),
            Ok(()) => fs::remove_dir_all(&folder).map_err(failed)?,
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
    }
    taken.ok_or_else(|| FollowError::Folder {
        folder: folder.to_owned(),
        source: std::io::ErrorKind::WouldBlock.into(),
    })
}

/// The numbers of the indexes in a folder, in no order.
pub(super) fn generations(folder: &Path) -> std::io::Result<Vec<u32>> {
    let mut generations = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        generations.extend(
            name.strip_prefix('g')
                .and_then(|one| one.parse::<u32>().ok()),
        );
    }
    Ok(generations)
}
