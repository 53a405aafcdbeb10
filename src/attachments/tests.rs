//! Files as they come, and what is left of them.

mod content;
mod keeping;
mod names;

use std::io::Cursor;
use std::path::PathBuf;

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

use super::*;
use crate::storage::testing;

const NOW: &str = "2026-03-02T15:00:00Z";

fn now() -> Timestamp {
    NOW.parse().expect("a moment")
}

fn later(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

struct Files {
    folder: tempfile::TempDir,
    attachments: Attachments,
}

impl Files {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let storage = testing::open(folder.path()).await;
        let mut config = Config::default();
        config.service.data = folder.path().to_owned();
        let attachments = Attachments::open(&config, storage).expect("a store");
        Files {
            folder,
            attachments,
        }
    }

    async fn put(&self, name: &str, bytes: &[u8]) -> Result<Attachment, Refused> {
        self.put_of("ana", name, bytes, now()).await
    }

    async fn put_of(
        &self,
        owner: &str,
        name: &str,
        bytes: &[u8],
        at: Timestamp,
    ) -> Result<Attachment, Refused> {
        match self.attachments.put(owner, name, bytes.to_vec(), at).await {
            Ok(file) => Ok(file),
            Err(AttachmentError::Refused(refused)) => Err(refused),
            Err(error) => panic!("{error:?}"),
        }
    }

    async fn bytes(&self, key: &str) -> Option<Vec<u8>> {
        let (_, stream) = self.attachments.get(key).await.expect("an answer")?;
        Some(read_whole(stream).await.expect("a file"))
    }

    /// Files on disk, whatever the rows say.
    fn on_disk(&self) -> Vec<PathBuf> {
        let folders = fs::read_dir(self.folder.path().join("attachments")).expect("a folder");
        let folders = folders.map(|folder| folder.expect("a folder").path());
        let files = folders.filter_map(|folder| fs::read_dir(folder).ok());
        files
            .flatten()
            .map(|file| file.expect("a file").path())
            .collect()
    }
}

/// A picture with an edge to be told apart from: red at the left, blue elsewhere.
fn image(width: u32, height: u32) -> DynamicImage {
    DynamicImage::from(RgbaImage::from_fn(width, height, |x, _| {
        match x < width / 2 {
            true => Rgba([200, 0, 0, 255]),
            false => Rgba([0, 0, 200, 255]),
        }
    }))
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let image = match format {
        ImageFormat::Jpeg => DynamicImage::from(image.to_rgb8()),
        _ => image.clone(),
    };
    image.write_to(&mut out, format).expect("a picture");
    out.into_inner()
}

fn picture(format: ImageFormat) -> Vec<u8> {
    encoded(&image(40, 20), format)
}

/// One part of a PNG with its sum.
fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = !0_u32;
    for byte in name.iter().chain(data) {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
        }
    }
    let length = u32::try_from(data.len()).expect("a few bytes");
    [&length.to_be_bytes()[..], name, data, &(!sum).to_be_bytes()].concat()
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes
        .windows(word.len())
        .any(|part| part == word.as_bytes())
}
