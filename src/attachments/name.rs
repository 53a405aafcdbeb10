//! Names of files as people may see, save and send them on.

use super::kind::Kind;

/// Characters of a name.
const MOST: usize = 120;

/// Names that are devices on some systems, whatever their ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The last part of what was given, without what is not seen or means something to a system,
/// and with an ending that is true.
pub(super) fn cleaned(given: &str, kind: Kind) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut name = String::new();
    for character in last.chars() {
        match character {
            c if is_hidden(c) => {}
            c if c.is_whitespace() => {
                if !name.ends_with(' ') {
                    name.push(' ');
                }
            }
            '"' | '\'' | '<' | '>' | ':' | '|' | '?' | '*' | ';' | '%' | '`' | '$' | '&' => {
                name.push('_')
            }
            c => name.push(c),
        }
    }
    let name = name.trim_matches(|c| matches!(c, ' ' | '.'));
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let stem = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let name = match name {
        "" => "file".to_owned(),
        name if DEVICES.contains(&stem) => format!("_{name}"),
        name => name.to_owned(),
    };
    let name = match kind.missing_ending(&name) {
        Some(ending) => format!("{name}.{ending}"),
        None => name,
    };
    shortened(&name)
}

/// The start of the name, and its ending.
fn shortened(name: &str) -> String {
    let count = name.chars().count();
    let Some((stem, ending)) = name.rsplit_once('.').filter(|_| count > MOST) else {
        return name.to_owned();
    };
    let room = MOST.saturating_sub(ending.chars().count() + 1);
    let stem: String = stem.chars().take(room).collect();
    format!("{}.{ending}", stem.trim_end_matches([' ', '.']))
}

/// Controls, and characters that turn the text around or take no room.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// What `Content-Disposition` says: `inline` for pictures alone.
pub(super) fn disposition(name: &str, inline: bool) -> String {
    let way = match inline {
        true => "inline",
        false => "attachment",
    };
    let plain: String = name
        .chars()
        .map(
            |c| match c.is_ascii_alphanumeric() || " ._-()".contains(c) {
                true => c,
                false => '_',
            },
        )
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            true => encoded.push(char::from(byte)),
            false => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}
