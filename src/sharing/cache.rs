//! Pictures that were drawn, kept by the name that is made of all they were made of.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::private;
use crate::sharing::Fonts;
use crate::sharing::draw::{DrawError, png};

/// To be raised whenever the same drawing becomes another picture.
const VERSION: u32 = 1;

/// The name of a picture has as many characters of its hash.
const NAME: usize = 20;

/// Draws pictures, or hands out those that were drawn.
#[derive(Debug, PartialEq, Eq)]
pub struct Pictures {
    folder: PathBuf,
    /// Names of what lay in the folder; absent where what is missing is drawn.
    kept: Option<HashSet<String>>,
}

impl Pictures {
    /// Draws what is missing, and keeps it below `index`.
    pub fn drawn(index: &Path) -> Self {
        let folder = index.join("sharing");
        // In a folder that cannot be written, everything is drawn each time.
        let _ = private::make_folder(&folder);
        Pictures { folder, kept: None }
    }

    /// Knows what was drawn before, and draws nothing; `None` where nothing was.
    pub fn kept(index: &Path) -> Option<Self> {
        let folder = index.join("sharing");
        let entries = fs::read_dir(&folder).ok()?;
        let kept: HashSet<String> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        (!kept.is_empty()).then_some(Pictures {
            folder,
            kept: Some(kept),
        })
    }

    /// The name of the picture of `svg`, if there is or will be one.
    pub fn name(&self, svg: &str, fonts: &Fonts) -> Option<String> {
        let mut hash = blake3::Hasher::new();
        hash.update(&VERSION.to_le_bytes());
        for file in fonts.files() {
            hash.update(blake3::hash(file).as_bytes());
        }
        hash.update(svg.as_bytes());
        let name = hash.finalize().to_hex()[..NAME].to_owned();
        let kept = self.kept.as_ref();
        kept.is_none_or(|kept| kept.contains(&name)).then_some(name)
    }

    /// The PNG with this name; `None` if it was deleted meanwhile.
    ///
    /// # Errors
    /// A drawing that is no SVG.
    pub fn picture(
        &self,
        name: &str,
        svg: &str,
        fonts: &Fonts,
    ) -> Result<Option<Vec<u8>>, DrawError> {
        let path = self.folder.join(name);
        let kept = fs::read(&path)
            .ok()
            .and_then(|file| read(&file).map(<[u8]>::to_vec));
        if kept.is_some() || self.kept.is_some() {
            return Ok(kept);
        }
        let bytes = png(svg, fonts)?;
        let _ = private::write_whole(&path, &written(&bytes));
        Ok(Some(bytes))
    }

    /// Deletes all pictures but these.
    pub fn retain(&self, names: &HashSet<&str>) {
        private::retain_hashed(&self.folder, names);
    }
}

/// With a line before it that tells damage.
fn written(bytes: &[u8]) -> Vec<u8> {
    let mut file = blake3::hash(bytes).to_hex().to_string().into_bytes();
    file.push(b'\n');
    file.extend(bytes);
    file
}

fn read(file: &[u8]) -> Option<&[u8]> {
    let (hash, rest) = file.split_at_checked(64)?;
    let bytes = rest.strip_prefix(b"\n")?;
    (blake3::hash(bytes).to_hex().as_bytes() == hash).then_some(bytes)
}
