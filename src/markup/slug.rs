//! Names for anchors and URLs out of what people write.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without accents, words joined by `-`: `¿Cuánto cuesta?` is `cuanto-cuesta`.
///
/// Letters of other scripts stay. Empty when nothing of `text` can stand in a URL.
pub fn slug(text: &str) -> String {
    match text.is_ascii() {
        // Nothing is composed there, and decomposing is most of the work.
        true => joined(text.chars(), text.len()),
        false => joined(text.nfd().filter(|c| !is_combining_mark(*c)), text.len()),
    }
}

fn joined(characters: impl Iterator<Item = char>, length: usize) -> String {
    let mut slug = String::with_capacity(length);
    let mut gap = false;
    for character in characters {
        if character.is_alphanumeric() {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.extend(character.to_lowercase());
        } else if character != '\'' && character != '’' {
            gap = true;
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn slugs_are_plain() {
        let check = |text, expected| assert_eq!(slug(text), expected);
        check("¿Cuánto cuesta el año?", "cuanto-cuesta-el-ano");
        check("Don't panic -- C++ & 2.4", "dont-panic-c-2-4");
        check("  ", "");
    }
}
