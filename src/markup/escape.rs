//! Text into HTML.

/// Writes `text` so that it stands for itself between tags.
pub fn escape_text(out: &mut String, text: &str) {
    escape(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        // A NUL in HTML is an error; browsers show this in its place.
        b'\0' => Some("\u{fffd}"),
        _ => None,
    });
}

/// Writes `text` so that it stands for itself in a double-quoted attribute.
pub fn escape_attribute(out: &mut String, text: &str) {
    escape(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        b'\0' => Some("\u{fffd}"),
        _ => None,
    });
}

/// Copies what needs nothing in long runs: only ASCII characters are ever written otherwise.
fn escape(out: &mut String, text: &str, written: impl Fn(u8) -> Option<&'static str>) {
    out.reserve(text.len());
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(otherwise) = written(byte) {
            out.push_str(&text[copied..at]);
            out.push_str(otherwise);
            copied = at + 1;
        }
    }
    out.push_str(&text[copied..]);
}
