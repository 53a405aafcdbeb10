//! The file that the secret of the tokens lies in.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::identity::jwks::JwksFault;
use crate::identity::keys::KeyFault;
use crate::private;

/// RFC 7518, section 3.2: a key of the size of the hash, or larger.
pub(super) const MIN_KEY_BYTES: usize = 32;

/// Why there is no secret to check tokens with.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error(
        "cannot read the token key `{}`; hint: the path is relative to `ayuda.toml`, and whoever runs \
         the service must be allowed to read it",
        path.display()
    )]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot make the token key `{}`", path.display())]
    Create { path: PathBuf, source: io::Error },
    #[error(
        "the token key `{}` has {length} bytes and needs at least {MIN_KEY_BYTES}; \
         hint: move it away, and a good one is made on the next start",
        path.display()
    )]
    TooShort { path: PathBuf, length: usize },
    #[error("the token key `{}` cannot be used: {fault}", path.display())]
    Unusable { path: PathBuf, fault: KeyFault },
    #[error("the key set `{}` cannot be used: {fault}", path.display())]
    KeySet { path: PathBuf, fault: JwksFault },
    #[error(
        "the settings of `[identity]` do not say which key to trust; hint: `ayuda check` shows what is wrong"
    )]
    Settings,
    #[error(
        "the private key `{}` belongs to no key of the set `{}`; hint: add its public half to the set, \
         or leave `identity.key_file` out",
        path.display(), set.display()
    )]
    Stranger { path: PathBuf, set: PathBuf },
}

/// Bytes that must not be printed.
pub(super) struct Secret(Vec<u8>);

impl Secret {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Reads the secret: the trimmed text of the file. A missing file is made first.
pub(super) fn load_or_create(path: &Path) -> Result<Secret, KeyError> {
    match read(path) {
        Err(KeyError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            create(path).map_err(|source| KeyError::Create {
                path: path.to_owned(),
                source,
            })?;
            // Read back, because another starter may have been first.
            read(path)
        }
        read => read,
    }
}

/// Reads the secret of a file that is there.
pub(super) fn read(path: &Path) -> Result<Secret, KeyError> {
    let text = fs::read_to_string(path).map_err(|source| KeyError::Read {
        path: path.to_owned(),
        source,
    })?;
    let secret = Secret(text.trim().as_bytes().to_vec());
    // A public key is known to others: whoever has it could sign with its text.
    let fault = match secret.bytes() {
        [b'{', ..] => Some(KeyFault::JsonAsSecret),
        bytes if bytes.starts_with(b"-----BEGIN") => Some(KeyFault::PemAsSecret),
        _ => None,
    };
    if let Some(fault) = fault {
        return Err(KeyError::Unusable {
            path: path.to_owned(),
            fault,
        });
    }
    match secret.bytes().len() {
        length if length < MIN_KEY_BYTES => Err(KeyError::TooShort {
            path: path.to_owned(),
            length,
        }),
        _ => Ok(secret),
    }
}

/// Makes the file, unless somebody else does so at the same time.
///
/// A hard link appears whole or not at all and never replaces a file: of two
/// starters one wins, and the other never reads half a key.
fn create(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".token-key-{}", Uuid::new_v4().simple()));
    let made = write(&draft).and_then(|()| fs::hard_link(&draft, path));
    let removed = fs::remove_file(&draft);
    match made {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        made => made?,
    }
    removed?;
    File::open(folder)?.sync_all()
}

fn write(draft: &Path) -> io::Result<()> {
    // Version 4 holds 122 bits of a generator that the operating system seeds: 244 in two.
    let digits = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let mut file = private::new_file(draft)?;
    writeln!(file, "{digits}")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_key_is_made_once_however_many_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("data/token.key");
        let mut keys: Vec<Vec<u8>> = std::thread::scope(|scope| {
            let starters: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| load_or_create(&path).expect("a key").0))
                .collect();
            starters
                .into_iter()
                .map(|starter| starter.join().expect("no panic"))
                .collect()
        });
        keys.dedup();
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].len(), 64);
        assert!(keys[0].iter().all(u8::is_ascii_hexdigit));
        let left: Vec<_> = fs::read_dir(folder.path().join("data"))
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        assert_eq!(left, ["token.key"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("token.key");
        load_or_create(&path).expect("a key");
        let mode = fs::metadata(&path).expect("the key").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_secret_is_the_trimmed_text_and_must_be_long_enough() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("token.key");
        fs::write(&path, format!(" {}\r\n", "k".repeat(32))).expect("written");
        let secret = load_or_create(&path).expect("a key");
        assert_eq!(secret.bytes(), "k".repeat(32).as_bytes());
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        fs::write(&path, format!("{}\n", "k".repeat(31))).expect("written");
        let error = load_or_create(&path).expect_err("too short");
        assert!(
            matches!(error, KeyError::TooShort { length: 31, .. }),
            "{error}"
        );
    }
}
