//! How wide a text is, where it breaks, and what of it can be written at all.

use std::collections::HashSet;

use harfrust::{Direction, FontRef, GlyphBuffer, ShapeOptions, ShaperData, UnicodeBuffer};
use unicode_normalization::UnicodeNormalization;

/// Ends a text of which not everything fits.
const ELLIPSIS: char = '…';

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Medium,
    Bold,
}

/// The two faces of one family. Both write the same letters.
pub struct Fonts {
    medium: Face,
    bold: Face,
}

struct Face {
    bytes: &'static [u8],
    data: ShaperData,
    /// How many of its own units are as wide as the letters are high.
    units: f64,
}

/// A size that a text may have, and how many lines there is room for then.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub size: u32,
    pub lines: usize,
}

/// A text in lines, at the size at which it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub size: u32,
    pub lines: Vec<String>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fonts")
    }
}

impl Fonts {
    /// Two font files of one family; `None` if one of them cannot be read.
    pub fn new(medium: &'static [u8], bold: &'static [u8]) -> Option<Self> {
        Some(Fonts {
            medium: Face::new(medium)?,
            bold: Face::new(bold)?,
        })
    }

    pub(super) fn files(&self) -> [&'static [u8]; 2] {
        [self.medium.bytes, self.bold.bytes]
    }

    /// What the fonts can write of `text`, in one line: no emoji, no letters of other
    /// scripts, which would be boxes.
    ///
    /// `None` if that is not most of its letters: half a title says something else.
    pub fn written(&self, text: &str) -> Option<String> {
        let text: String = text.nfc().filter_map(plain).collect();
        let missing = self.bold.missing(&text);
        let kept: String = text
            .char_indices()
            .filter(|(at, _)| !missing.contains(at))
            .map(|(_, letter)| letter)
            .collect();
        let letters = |text: &str| text.chars().filter(|one| one.is_alphanumeric()).count();
        let (all, own) = (letters(&text), letters(&kept));
        let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
        (own > 0 && own * 2 >= all).then_some(kept)
    }

    /// The width of `text` at `size`.
    pub fn width(&self, text: &str, weight: Weight, size: u32) -> f64 {
        let face = match weight {
            Weight::Medium => &self.medium,
            Weight::Bold => &self.bold,
        };
        face.width(text) * f64::from(size)
    }

    /// `text` in lines of at most `width`, at the first of `steps` at which it fits; at
    /// the last one it is cut.
    pub fn block(&self, text: &str, weight: Weight, width: f64, steps: &[Step]) -> Block {
        let mut block = Block {
            size: 0,
            lines: Vec::new(),
        };
        for (at, step) in steps.iter().enumerate() {
            let fits = |line: &str, width: f64| self.width(line, weight, step.size) <= width;
            // A word is only broken where there is no smaller size left.
            let is_last = at + 1 == steps.len();
            if !is_last && !text.split(' ').all(|word| fits(word, width)) {
                continue;
            }
            let mut lines = broken(text, &|line| fits(line, width));
            block.size = step.size;
            if lines.len() <= step.lines {
                block.lines = balanced(lines, width, |width| {
                    broken(text, &|line| fits(line, width))
                });
                return block;
            }
            if is_last {
                lines.truncate(step.lines);
                if let Some(last) = lines.last_mut() {
                    *last = cut(last, &|line| fits(line, width));
                }
            }
            block.lines = lines;
        }
        block
    }

    /// `text` in one line of at most `width`.
    pub fn line(&self, text: &str, weight: Weight, width: f64, size: u32) -> String {
        match self.width(text, weight, size) <= width {
            true => text.to_owned(),
            false => cut(text, &|line| self.width(line, weight, size) <= width),
        }
    }
}

impl Face {
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let font = FontRef::new(bytes).ok()?;
        let data = ShaperData::new(&font);
        let units = f64::from(data.shaper(&font).build().units_per_em());
        (units > 0.0).then_some(Face { bytes, data, units })
    }

    fn shaped(&self, text: &str) -> Option<GlyphBuffer> {
        let font = FontRef::new(self.bytes).ok()?;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.guess_segment_properties();
        let shaper = self.data.shaper(&font).build();
        Some(shaper.shape(buffer, ShapeOptions::new()))
    }

    /// In parts of the size.
    fn width(&self, text: &str) -> f64 {
        let shaped = self.shaped(text);
        let glyphs = shaped.iter().flat_map(|one| one.glyph_positions());
        let units: i64 = glyphs.map(|glyph| i64::from(glyph.x_advance)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a line is short")]
        let units = units as f64;
        units / self.units
    }

    /// Where letters stand that the font does not have.
    fn missing(&self, text: &str) -> HashSet<usize> {
        let shaped = self.shaped(text);
        let glyphs = shaped.iter().flat_map(|one| one.glyph_infos());
        glyphs
            .filter(|glyph| glyph.glyph_id == 0)
            .map(|glyph| glyph.cluster as usize)
            .collect()
    }
}

/// A letter as it is written: arrows as an angle, other space as a space; `None` for
/// what is not seen.
fn plain(letter: char) -> Option<char> {
    match letter {
        '→' | '⇒' | '➜' | '➔' => Some('›'),
        '←' | '⇐' => Some('‹'),
        _ if letter.is_whitespace() => Some(' '),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => None,
        '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => None,
        _ => (!letter.is_control()).then_some(letter),
    }
}

/// The lines of `text`, each as full as fits; words that do not fit are broken.
fn broken(text: &str, fits: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let longer = match line.is_empty() {
            true => word.to_owned(),
            false => format!("{line} {word}"),
        };
        if fits(&longer) {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            line.push(letter);
            if !fits(&line) && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, letter.to_string()));
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// As many lines, as even as they can be: no last line of one short word.
fn balanced(full: Vec<String>, width: f64, at_width: impl Fn(f64) -> Vec<String>) -> Vec<String> {
    let (mut lines, mut narrow, mut wide) = (full, width / 3.0, width);
    if lines.len() < 2 {
        return lines;
    }
    for _ in 0..8 {
        let middle = f64::midpoint(narrow, wide);
        let tried = at_width(middle);
        let whole = tried.concat().len() + tried.len() == lines.concat().len() + lines.len();
        if tried.len() == lines.len() && whole {
            (lines, wide) = (tried, middle);
        } else {
            narrow = middle;
        }
    }
    lines
}

/// As much of a line as fits before an ellipsis, at a word if there is one near.
fn cut(line: &str, fits: &dyn Fn(&str) -> bool) -> String {
    let with_end = |text: &str| {
        let text = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
        format!("{text}{ELLIPSIS}")
    };
    let mut text = line.to_owned();
    while !text.is_empty() && !fits(&with_end(&text)) {
        text.pop();
    }
    let inside = text.len() < line.len() && !line[text.len()..].starts_with(' ');
    match text
        .rfind(' ')
        .filter(|at| inside && at * 3 >= text.len() * 2)
    {
        Some(at) => with_end(&text[..at]),
        None => with_end(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fonts() -> Fonts {
        let medium = include_bytes!("../../themes/default/fonts/figtree-500.ttf");
        let bold = include_bytes!("../../themes/default/fonts/figtree-700.ttf");
        Fonts::new(medium, bold).expect("fonts")
    }

    const STEPS: [Step; 2] = [Step { size: 84, lines: 2 }, Step { size: 58, lines: 4 }];

    #[test]
    fn what_the_fonts_cannot_write_is_left_out() {
        let fonts = fonts();
        let check = |text, expected: Option<&str>| {
            assert_eq!(fonts.written(text).as_deref(), expected, "{text}");
        };
        check(
            "¿Ñandú, pingüino? 100 % “sí” – 5 €…",
            Some("¿Ñandú, pingüino? 100 % “sí” – 5 €…"),
        );
        check("Pin\u{303}a", Some("Piña"));
        check("🚀 Launch 👷\u{200d}♀\u{fe0f} today", Some("Launch today"));
        check("Settings → Users", Some("Settings › Users"));
        check("<b> & \"x\"\u{0}\n\ty", Some("<b> & \"x\" y"));
        check("Estimate הצעת", Some("Estimate"));
        check("כיצד ליצור הצעת מחיר", None);
        check("🚀", None);
        check("", None);
    }

    #[test]
    fn every_letter_of_spanish_and_english_is_in_both_faces() {
        let fonts = fonts();
        let letters = "ÁÉÍÓÚÜÑáéíóúüñ¿¡«»“”‘’–—…·ªº€$£%&@#§±×÷½°";
        for face in [&fonts.medium, &fonts.bold] {
            assert_eq!(face.missing(letters), HashSet::new());
            let ascii: String = (' '..='~').collect();
            assert_eq!(face.missing(&ascii), HashSet::new());
        }
    }

    #[test]
    fn a_title_breaks_into_even_lines_and_is_cut_when_nothing_helps() {
        let fonts = fonts();
        let shown = |text: &str| {
            let block = fonts.block(text, Weight::Bold, 680.0, &STEPS);
            for line in &block.lines {
                let width = fonts.width(line, Weight::Bold, block.size);
                assert!(width <= 680.0, "{line}");
            }
            format!("{}: {}", block.size, block.lines.join(" / "))
        };
        let long = "How to reconcile the retainage that a general contractor holds back from \
            progress billings against the invoices that were approved before the change order \
            was signed, and what to tell the client when the numbers do not agree at all";
        let word =
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
        let all = [
            "Estimating",
            "Create an estimate",
            "Crea una orden de cambio en el teléfono",
            long,
            word,
            "",
        ];
        insta::assert_snapshot!(all.map(shown).join("\n"), @"
        84: Estimating
        84: Create an / estimate
        58: Crea una orden de / cambio en el teléfono
        58: How to reconcile the / retainage that a general / contractor holds back / from progress billings…
        58: Donaudampfschifffah / rtselektrizitätenhaupt / betriebswerkbauunte / rbeamtengesellschaft
        84:
        ");
        let line = |text| fonts.line(text, Weight::Medium, 300.0, 36);
        insta::assert_snapshot!(line("Obra"), @"Obra");
        insta::assert_snapshot!(line("A long name of a help center"), @"A long name of a…");
        insta::assert_snapshot!(line("Supercalifragilisticexpialidocious"), @"Supercalifragilist…");
    }
}
