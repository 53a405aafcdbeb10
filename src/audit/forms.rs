//! The ways in which a text can stand in bytes without being seen at once.
//!
//! After the outside checker that looks for planted words: entities, percent signs,
//! `\u` escapes, UTF-16, base64, gzip, brotli and zip, without what stands between letters,
//! backwards; and with its capitals and accents changed, in all of these.

use std::io::{Cursor, Read, Write};

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use quick_xml::escape::unescape;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::packing::{Packing, packed, unpacked_brotli};

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    Plain,
    /// Between other markup: `<b>the</b> word`.
    Tags,
    /// `&#116;he`, `a &lt; b`.
    Entities,
    /// `%74he`.
    Percent,
    /// `\u0074he`, in JSON and scripts.
    Escapes,
    Utf16,
    Base64,
    Gzip,
    Brotli,
    Zip,
    /// Without anything between its letters: `the-word`, `theWord`.
    Squeezed,
    Backwards,
}

impl Form {
    pub const ALL: [Form; 12] = [
        Form::Plain,
        Form::Tags,
        Form::Entities,
        Form::Percent,
        Form::Escapes,
        Form::Utf16,
        Form::Base64,
        Form::Gzip,
        Form::Brotli,
        Form::Zip,
        Form::Squeezed,
        Form::Backwards,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Form::Plain => "plain",
            Form::Tags => "tags",
            Form::Entities => "entities",
            Form::Percent => "percent",
            Form::Escapes => "escapes",
            Form::Utf16 => "utf-16",
            Form::Base64 => "base64",
            Form::Gzip => "gzip",
            Form::Brotli => "brotli",
            Form::Zip => "zip",
            Form::Squeezed => "squeezed",
            Form::Backwards => "backwards",
        }
    }
}

/// Nothing that is published is packed deeper.
const MAX_DEPTH: usize = 3;
/// Of one packed file; what is longer is looked at as far as here.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;
/// Fewer letters are words, not packed text.
const MIN_BASE64: usize = 16;
/// Longer runs are pictures: one start is enough for what is no text.
const LONG_BASE64: usize = 100_000;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZIP: &[u8] = b"PK";

/// Every text that `bytes` may be read as, the plainest first.
pub fn forms(bytes: &[u8]) -> Vec<(Form, String)> {
    let mut all = Vec::new();
    unpack(Form::Plain, bytes, 0, &mut all);
    all
}

/// The forms of some bytes that were written as `form`, and of what is packed in them.
fn unpack(form: Form, bytes: &[u8], depth: usize, all: &mut Vec<(Form, String)>) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(text) = without_tags(&text) {
        all.push((written(form, Form::Tags), text));
    }
    if let Some(text) = without_entities(&text) {
        all.push((written(form, Form::Entities), text));
    }
    if text.contains('%') {
        let decoded = percent_encoding::percent_decode(bytes).decode_utf8_lossy();
        all.push((written(form, Form::Percent), decoded.into_owned()));
    }
    if text.contains("\\u") {
        all.push((written(form, Form::Escapes), without_escapes(&text)));
    }
    if bytes.contains(&0) {
        for utf16 in utf16(bytes) {
            all.push((written(form, Form::Utf16), utf16));
        }
    }
    if depth < MAX_DEPTH {
        for packed in base64_runs(bytes) {
            unpack(written(form, Form::Base64), &packed, depth + 1, all);
        }
        if let Some(packed) = gunzip(bytes) {
            unpack(written(form, Form::Gzip), &packed, depth + 1, all);
        }
        if let Some(packed) = unpacked_brotli(bytes, MAX_UNPACKED) {
            unpack(written(form, Form::Brotli), &packed, depth + 1, all);
        }
        for packed in unzip(bytes) {
            unpack(written(form, Form::Zip), &packed, depth + 1, all);
        }
    }
    all.push((form, text.into_owned()));
    if depth == 0 {
        all.sort_by_key(|(form, _)| *form);
    }
}

/// What was packed is named by its packing.
fn written(outer: Form, inner: Form) -> Form {
    match outer {
        Form::Plain => inner,
        outer => outer,
    }
}

/// Without capitals and accents, and with single spaces.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let lower: String = match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => {
            let plain = text.nfkd().filter(|c| !is_combining_mark(*c));
            plain.flat_map(char::to_lowercase).collect()
        }
    };
    for word in lower.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// Letters and digits alone.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn without_tags(text: &str) -> Option<String> {
    text.contains('<').then(|| {
        let mut plain = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            plain.push_str(&rest[..at]);
            rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
        }
        plain + rest
    })
}

/// Reads entities one by one: in what is no XML, an `&` may stand by itself.
fn without_entities(text: &str) -> Option<String> {
    const LONGEST: usize = 32;
    text.contains('&').then(|| {
        let mut plain = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            plain.push_str(&rest[..at]);
            rest = &rest[at..];
            let end = rest.bytes().take(LONGEST).position(|byte| byte == b';');
            let entity = end.and_then(|end| rest.get(..=end));
            match entity.and_then(|entity| Some((entity, unescape(entity).ok()?))) {
                Some((entity, meant)) => {
                    plain.push_str(&meant);
                    rest = &rest[entity.len()..];
                }
                None => {
                    plain.push('&');
                    rest = &rest[1..];
                }
            }
        }
        plain + rest
    })
}

fn without_escapes(text: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let escape = rest.strip_prefix("\\u").and_then(|tail| tail.get(..4));
        match escape.and_then(|hex| u16::from_str_radix(hex, 16).ok()) {
            Some(unit) => {
                units.push(unit);
                rest = &rest[6..];
            }
            None => {
                units.extend(c.encode_utf16(&mut [0; 2]).iter());
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    String::from_utf16_lossy(&units)
}

/// In both byte orders, from the first byte and from the second.
fn utf16(bytes: &[u8]) -> Vec<String> {
    let read = |from: usize, unit: fn([u8; 2]) -> u16| {
        let pairs = bytes.get(from..).unwrap_or_default().chunks_exact(2);
        let units: Vec<u16> = pairs.map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let orders: [fn([u8; 2]) -> u16; 2] = [u16::from_le_bytes, u16::from_be_bytes];
    let starts = orders.map(|order| [read(0, order), read(1, order)]);
    starts.into_iter().flatten().collect()
}

/// What runs of base64 letters may mean; a run may begin with letters of its surroundings.
fn base64_runs(bytes: &[u8]) -> Vec<Vec<u8>> {
    let any_end = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&STANDARD, any_end);
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let mut packed = Vec::new();
    for run in bytes.split(|byte| !is_letter(byte)) {
        if run.len() < MIN_BASE64 {
            continue;
        }
        let standard: Vec<u8> = run
            .iter()
            .map(|byte| match byte {
                b'-' => b'+',
                b'_' => b'/',
                byte => *byte,
            })
            .collect();
        let starts = if run.len() > LONG_BASE64 { 1 } else { 4 };
        for start in 0..starts {
            let run = &standard[start..];
            // One letter alone is less than a byte.
            let whole = run.len() - usize::from(run.len() % 4 == 1);
            packed.extend(
                engine
                    .decode(&run[..whole])
                    .ok()
                    .filter(|one| is_telling(one)),
            );
        }
    }
    packed
}

/// Whether bytes may be text or packed: most runs of letters are words, and decode to noise.
fn is_telling(bytes: &[u8]) -> bool {
    const WORDS: usize = 8;
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b' ';
    let has_words = || {
        bytes
            .split(|byte| !is_word(byte))
            .any(|run| run.len() >= WORDS)
    };
    bytes.starts_with(GZIP) || bytes.starts_with(ZIP) || has_words()
}

fn gunzip(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(GZIP) {
        return None;
    }
    let mut unpacked = Vec::new();
    let mut reader = MultiGzDecoder::new(bytes).take(MAX_UNPACKED);
    // A broken end takes nothing away from what was read before.
    let _ = reader.read_to_end(&mut unpacked);
    Some(unpacked)
}

/// Names and contents of the files in an archive.
fn unzip(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    if !bytes.starts_with(ZIP) {
        return files;
    }
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return files;
    };
    for at in 0..archive.len() {
        let Ok(file) = archive.by_index(at) else {
            continue;
        };
        let mut unpacked = format!("{}\n", file.name().unwrap_or_default()).into_bytes();
        let _ = file.take(MAX_UNPACKED).read_to_end(&mut unpacked);
        files.push(unpacked);
    }
    files
}

/// Packs bytes as a web server would.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory cannot fail.
    let _ = writer.write_all(bytes);
    writer.finish().unwrap_or_default()
}

/// A few bytes that hold `text` in this form alone, to see whether it is seen.
pub fn planted(form: Form, text: &str) -> Vec<u8> {
    let around = |text: &str| format!("before {text} after").into_bytes();
    let each = |write: fn(char) -> String| around(&text.chars().map(write).collect::<String>());
    match form {
        Form::Plain => around(text),
        Form::Tags => around(&text.replace(' ', " <b class=x></b>")),
        Form::Entities => each(|c| format!("&#{};", u32::from(c))),
        Form::Percent => {
            let bytes = text.bytes().map(|byte| format!("%{byte:02X}"));
            around(&bytes.collect::<String>())
        }
        Form::Escapes => each(|c| format!("\\u{:04x}", u32::from(c))),
        Form::Utf16 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        // A letter of the surroundings before it moves all others by one.
        Form::Base64 => {
            let packed = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
            format!("x{packed}").into_bytes()
        }
        Form::Gzip => gzip(text.as_bytes()),
        Form::Brotli => packed(text.as_bytes(), Packing::Brotli),
        Form::Zip => {
            let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
            let options = zip::write::SimpleFileOptions::default();
            let _ = archive.start_file("a.txt", options);
            let _ = archive.write_all(text.as_bytes());
            archive.finish().map(Cursor::into_inner).unwrap_or_default()
        }
        Form::Squeezed => around(&text.replace(' ', "-")),
        Form::Backwards => around(&text.chars().rev().collect::<String>()),
    }
}
