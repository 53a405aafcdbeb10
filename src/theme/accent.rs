//! The colour of a brand, made readable: a light and a dark variant of it that
//! hold the contrast of WCAG AA on the theme's own backgrounds.

/// Lightest background of the light scheme that text in the accent stands on, and
/// the darkest of the dark scheme: `--wash` of `site.css`, where contrast is least.
const LIGHT_GROUND: Colour = Colour([0xef, 0xee, 0xe8]);
const DARK_GROUND: Colour = Colour([0x24, 0x2b, 0x31]);

/// AA asks for 4.5; a little more allows for tinted grounds.
const CONTRAST: f64 = 5.0;

/// Style rules that replace the theme's accent by `accent`; `None` if it is no `#rrggbb`.
pub(super) fn rules(accent: &str) -> Option<String> {
    let brand = Colour::parse(accent)?;
    let light = brand.until_readable(LIGHT_GROUND, Colour([0; 3]));
    let dark = brand.until_readable(DARK_GROUND, Colour([255; 3]));
    let (on_light, on_dark) = (light.text_on(), dark.text_on());
    Some(format!(
        ":root{{--accent:{light};--on-accent:{on_light}}}\n\
         @media screen and (prefers-color-scheme:dark){{\
         :root{{--accent:{dark};--on-accent:{on_dark}}}}}\n"
    ))
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Colour([u8; 3]);

impl Colour {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| {
            digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        })?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Colour([part(0)?, part(2)?, part(4)?]))
    }

    /// Relative luminance as WCAG 2 defines it.
    fn luminance(self) -> f64 {
        let linear = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            match part <= 0.040_45 {
                true => part / 12.92,
                false => ((part + 0.055) / 1.055).powf(2.4),
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Mixed with `end` in steps of 4 %, no further than `ground` asks for.
    fn until_readable(self, ground: Colour, end: Colour) -> Colour {
        (0..=25)
            .map(|step| self.mixed(end, step * 4))
            .find(|colour| colour.contrast(ground) >= CONTRAST)
            .unwrap_or(end)
    }

    fn mixed(self, end: Colour, per_cent: u32) -> Colour {
        let mix = |own: u8, end: u8| {
            let sum = u32::from(own) * (100 - per_cent) + u32::from(end) * per_cent;
            u8::try_from(sum / 100).unwrap_or(u8::MAX)
        };
        let [r, g, b] = self.0;
        let [er, eg, eb] = end.0;
        Colour([mix(r, er), mix(g, eg), mix(b, eb)])
    }

    /// White or near-black, whichever reads better on it.
    fn text_on(self) -> Colour {
        let (white, black) = (Colour([255; 3]), Colour([0x10, 0x14, 0x17]));
        match self.contrast(white) >= self.contrast(black) {
            true => white,
            false => black,
        }
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_brand_colour_becomes_readable_in_both_schemes() {
        for brand in [
            "#000000", "#ffffff", "#ffff00", "#1d4ed8", "#ff6a00", "#808080",
        ] {
            let brand = Colour::parse(brand).expect("a colour");
            for (ground, end) in [(LIGHT_GROUND, [0; 3]), (DARK_GROUND, [255; 3])] {
                let colour = brand.until_readable(ground, Colour(end));
                assert!(colour.contrast(ground) >= 4.5, "{brand} as {colour}");
                assert!(colour.contrast(colour.text_on()) >= 4.5, "text on {colour}");
            }
        }
        assert_eq!(rules("blue"), None);
        assert_eq!(rules("#12345é"), None);
    }
}
