//! What a file is by its content; what its sender says of it is not asked.

use crate::pictures::{Format, Look, Unfit, look};

use super::Refused;

/// What may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Decoded, and written anew.
    Picture(Format),
    Pdf,
    Mp4,
    WebM,
    Csv,
    Text,
}

/// Endings of texts that people send each other, none of which a system opens as a program.
const TEXTS: [&str; 10] = [
    "txt", "log", "md", "json", "yaml", "yml", "toml", "tsv", "diff", "patch",
];

/// Brands of films in the MP4 family that browsers play.
const BRANDS: [&[u8; 4]; 10] = [
    b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash",
];

impl Kind {
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Kind::Picture(format) => format.media_type(),
            Kind::Pdf => "application/pdf",
            Kind::Mp4 => "video/mp4",
            Kind::WebM => "video/webm",
            Kind::Csv => "text/csv; charset=utf-8",
            Kind::Text => "text/plain; charset=utf-8",
        }
    }

    /// Endings that a name of such a file may have; the first is given to others.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Kind::Picture(Format::Jpeg) => &["jpg", "jpeg"],
            Kind::Picture(Format::WebP) => &["webp"],
            Kind::Picture(_) => &["png"],
            Kind::Pdf => &["pdf"],
            Kind::Mp4 => &["mp4", "m4v"],
            Kind::WebM => &["webm"],
            Kind::Csv => &["csv"],
            Kind::Text => &TEXTS,
        }
    }

    /// The ending that a name has to be given, because it promises something else.
    pub(super) fn missing_ending(self, name: &str) -> Option<&'static str> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        let endings = self.endings();
        let fits = ending.is_some_and(|ending| {
            let mut endings = endings.iter();
            endings.any(|one| one.eq_ignore_ascii_case(ending))
        });
        (!fits).then(|| endings[0])
    }
}

/// What these bytes are. A table is a text whose name says so.
pub(super) fn of(bytes: &[u8], name: &str) -> Result<Kind, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    match look(bytes) {
        Ok(Look {
            format: format @ (Format::Png | Format::Jpeg | Format::WebP | Format::Gif),
            size: Some(_),
        }) => return Ok(Kind::Picture(format)),
        Err(Unfit::Huge(size)) => {
            let (width, height) = (size.width, size.height);
            return Err(Refused::TooManyPixels { width, height });
        }
        // AVIF and drawings are pictures that nothing here can write anew.
        Ok(_) => return Err(Refused::Unknown),
        Err(Unfit::Broken) => {}
    }
    if starts_as_picture(bytes) {
        return Err(Refused::Damaged);
    }
    if bytes.starts_with(b"%PDF-1.") || bytes.starts_with(b"%PDF-2.") {
        let end = &bytes[bytes.len().saturating_sub(2_048)..];
        let is_whole = end.windows(5).any(|part| part == b"%%EOF");
        return is_whole.then_some(Kind::Pdf).ok_or(Refused::Damaged);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        let brand = bytes.get(8..12).unwrap_or_default();
        let known = BRANDS.iter().any(|known| &known[..] == brand);
        return known.then_some(Kind::Mp4).ok_or(Refused::Unknown);
    }
    if bytes.starts_with(b"\x1a\x45\xdf\xa3") {
        let head = &bytes[..bytes.len().min(64)];
        let known = head.windows(7).any(|part| part == b"\x42\x82\x84webm");
        return known.then_some(Kind::WebM).ok_or(Refused::Unknown);
    }
    match is_text(bytes) {
        true if is_table(bytes, name) => Ok(Kind::Csv),
        true => Ok(Kind::Text),
        false => Err(Refused::Unknown),
    }
}

fn starts_as_picture(bytes: &[u8]) -> bool {
    let starts: [&[u8]; 4] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"];
    starts.iter().any(|start| bytes.starts_with(start))
}

/// UTF-8 with nothing in it but what is read. What starts as markup is no text: whoever opens
/// it may have it run.
fn is_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let read = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    !text.is_empty()
        && !text.starts_with(['<', '%'])
        && !text.starts_with("#!")
        && text.chars().all(read)
}

fn is_table(bytes: &[u8], name: &str) -> bool {
    let named = name.rsplit_once('.');
    let named = named.is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("csv"));
    let first = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    named && first.iter().any(|byte| matches!(byte, b',' | b';' | b'\t'))
}
