//! Text into HTML.

/// Writes `text` so that it stands for itself between tags.
pub fn escape_text(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A NUL in HTML is an error; browsers show this in its place.
            '\0' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}

/// Writes `text` so that it stands for itself in a double-quoted attribute.
pub fn escape_attribute(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => escape_text(out, other.encode_utf8(&mut [0; 4])),
        }
    }
}
