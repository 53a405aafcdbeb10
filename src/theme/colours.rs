//! The colours of a brand, made readable: whatever the settings say, text holds the
//! contrast of WCAG AA in the light and in the dark scheme.

use std::fmt::Write as _;

use crate::config::{Brand, Shades};

/// The accent of those who choose none, as `site.css` and `mark.svg` say it.
pub const ACCENT: &str = "#2f5fb3";

/// The palest text on a page is as readable as this: AA asks for 4.5, and tinted grounds take some.
const CONTRAST: f64 = 5.0;
/// AA asks for 3 where something is no text: the edge of a field.
const EDGE: f64 = 3.2;
/// Text on the page itself.
const INK: f64 = 10.0;

/// One of the two colour schemes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scheme {
    dark: bool,
    paper: Colour,
    ink: Colour,
    /// Where contrast is least: the lightest ground of the dark scheme, or the other way round.
    ground: Colour,
}

const LIGHT: Scheme = Scheme {
    dark: false,
    paper: Colour([0xff; 3]),
    ink: Colour([0x1c, 0x22, 0x26]),
    ground: Colour([0xef, 0xee, 0xe8]),
};

const DARK: Scheme = Scheme {
    dark: true,
    paper: Colour([0x14, 0x18, 0x1b]),
    ink: Colour([0xe8, 0xeb, 0xec]),
    ground: Colour([0x24, 0x2b, 0x31]),
};

/// Style rules that put the colours of `brand` in the place of the theme's own.
pub(super) fn rules(brand: &Brand) -> String {
    let light = LIGHT.rules(brand);
    if light.is_empty() {
        return light;
    }
    let dark = DARK.rules(brand);
    format!(":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n")
}

/// `style` with the colours of `brand` in its tokens, each of which is written as
/// `--name:…light-dark(light,dark)…`: there the host app chooses the scheme.
pub(super) fn in_tokens(mut style: String, brand: &Brand) -> String {
    for (scheme, at) in [(LIGHT, 0), (DARK, 1)] {
        for (name, colour) in scheme.tokens(brand) {
            let Some(token) = style.find(&format!("--{name}:")) else {
                continue;
            };
            let pair = style[token..]
                .find("light-dark(")
                .map(|pair| token + pair + 11);
            let Some(pair) = pair else { continue };
            let Some(length) = style[pair..].find(')') else {
                continue;
            };
            let mut colours: Vec<String> = style[pair..pair + length]
                .splitn(2, ',')
                .map(str::to_owned)
                .collect();
            if let Some(own) = colours.get_mut(at) {
                *own = colour.to_string();
            }
            style.replace_range(pair..pair + length, &colours.join(","));
        }
    }
    style
}

/// The accent of the light scheme, where the brand has one.
pub(super) fn accent(brand: &Brand) -> Option<String> {
    let scheme = LIGHT.of(brand);
    Some(scheme.readable(brand.accent.as_ref()?)?.to_string())
}

impl Scheme {
    /// With the ground and the text of the brand.
    fn of(self, brand: &Brand) -> Scheme {
        let own = |shades: &Option<Shades>| {
            let shades = shades.as_ref()?;
            let text = if self.dark {
                shades.dark.as_ref()?
            } else {
                &shades.light
            };
            Colour::parse(text)
        };
        let (paper, ink) = (own(&brand.paper), own(&brand.ink));
        if paper.is_none() && ink.is_none() {
            return self;
        }
        let paper = paper.unwrap_or(self.paper);
        // Colours that warn are made for a light or a dark ground: it stays one.
        let paper = match self.dark {
            true => paper.until(Colour([0; 3]), |colour| colour.luminance() <= 0.03),
            false => paper.until(Colour([255; 3]), |colour| colour.luminance() >= 0.75),
        };
        let readable = |colour: Colour| colour.contrast(paper) >= INK;
        let ink = ink.unwrap_or(self.ink).until(self.end(), readable);
        Scheme {
            paper,
            ink,
            ground: paper.mixed(ink, 8),
            ..self
        }
    }

    fn rules(self, brand: &Brand) -> String {
        let tokens = self.tokens(brand).into_iter();
        tokens.fold(String::new(), |mut rules, (name, colour)| {
            let _ = write!(rules, "--{name}:{colour};");
            rules
        })
    }

    /// What the brand changes, by the names of the style sheets.
    fn tokens(self, brand: &Brand) -> Vec<(&'static str, Colour)> {
        let scheme = self.of(brand);
        let mut tokens = Vec::new();
        let mut rule = |name: &'static str, colour: Colour| tokens.push((name, colour));
        if scheme != self {
            let Scheme {
                paper, ink, ground, ..
            } = scheme;
            let from = |colour: Colour, contrast: f64| {
                colour.until(ink, move |colour| colour.contrast(ground) >= contrast)
            };
            rule("paper", paper);
            rule("ink", ink);
            rule("wash", paper.mixed(ink, 4));
            rule("raised", paper.mixed(ink, if self.dark { 4 } else { 0 }));
            rule("line", paper.mixed(ink, 14));
            rule("edge", from(paper.mixed(ink, 40), EDGE));
            rule("soft", from(paper.mixed(ink, 60), CONTRAST));
        }
        if let Some(accent) = brand
            .accent
            .as_ref()
            .and_then(|shades| scheme.readable(shades))
        {
            rule("accent", accent);
            rule("on-accent", accent.text_on());
        }
        tokens
    }

    /// The accent of this scheme, no further from what was chosen than reading asks for.
    fn readable(self, shades: &Shades) -> Option<Colour> {
        let chosen = match (&shades.dark, self.dark) {
            (Some(dark), true) => dark,
            _ => &shades.light,
        };
        let readable = |colour: Colour| colour.contrast(self.ground) >= CONTRAST;
        Some(Colour::parse(chosen)?.until(self.end(), readable))
    }

    /// What text is darkened or lightened towards.
    fn end(self) -> Colour {
        match self.dark {
            true => Colour([255; 3]),
            false => Colour([0; 3]),
        }
    }
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

    /// Mixed with `end` in steps of 4 %, no further than until it `is_fine`.
    fn until(self, end: Colour, is_fine: impl Fn(Colour) -> bool) -> Colour {
        (0..=25)
            .map(|step| self.mixed(end, step * 4))
            .find(|colour| is_fine(*colour))
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

    fn shades(light: &str, dark: Option<&str>) -> Option<Shades> {
        Some(Shades {
            light: light.to_owned(),
            dark: dark.map(str::to_owned),
        })
    }

    const LOUD: [&str; 7] = [
        "#000000", "#ffffff", "#ffff00", "#1d4ed8", "#ff6a00", "#808080", "#00ff88",
    ];

    #[test]
    fn every_brand_is_readable_in_both_schemes() {
        for accent in LOUD {
            for paper in LOUD {
                for ink in LOUD {
                    let brand = Brand {
                        accent: shades(accent, None),
                        paper: shades(paper, Some(paper)),
                        ink: shades(ink, Some(ink)),
                        ..Brand::default()
                    };
                    for scheme in [LIGHT, DARK] {
                        is_readable(scheme, &brand);
                    }
                }
            }
        }
    }

    fn is_readable(scheme: Scheme, brand: &Brand) {
        let rules = scheme.rules(brand);
        let colour = |name: &str| {
            let (_, rest) = rules.split_once(&format!("--{name}:")).expect("a rule");
            Colour::parse(&rest[..7]).expect("a colour")
        };
        for ground in ["paper", "wash", "raised"] {
            for (text, least) in [("ink", 7.0), ("soft", 4.5), ("accent", 4.5), ("edge", 3.0)] {
                let contrast = colour(text).contrast(colour(ground));
                assert!(
                    contrast >= least,
                    "{text} on {ground}: {contrast} in {rules}"
                );
            }
        }
        let contrast = colour("accent").contrast(colour("on-accent"));
        assert!(contrast >= 4.5, "text on the accent in {rules}");
        // The tint of `site.css`.
        let tint = colour("paper").mixed(colour("accent"), 10);
        assert!(
            colour("accent").contrast(tint) >= 4.5,
            "the tint in {rules}"
        );
    }

    #[test]
    fn the_style_sheet_and_the_mark_have_the_accent_of_the_theme() {
        let style = include_str!("../../themes/default/assets/site.css");
        let mark = include_str!("../../themes/default/assets/mark.svg");
        assert!(style.contains(&format!("--accent: {ACCENT};")));
        assert!(mark.contains(ACCENT));
    }

    #[test]
    fn tokens_of_the_widget_take_the_colours_of_each_scheme() {
        let style = ":host{--paper:var(--ayuda-paper,light-dark(#fff,#14181b));--accent:light-dark(#2f5fb3,#9dbdf5)}";
        let brand = Brand {
            accent: shades("#0b6470", Some("#74cdd6")),
            paper: shades("#fffdf7", None),
            ..Brand::default()
        };
        assert_eq!(
            in_tokens(style.to_owned(), &brand),
            ":host{--paper:var(--ayuda-paper,light-dark(#fffdf7,#14181b));--accent:light-dark(#0b6470,#74cdd6)}"
        );
        assert_eq!(in_tokens(style.to_owned(), &Brand::default()), style);
    }

    #[test]
    fn what_is_readable_stays_as_it_was_chosen() {
        let brand = Brand {
            accent: shades("#0b6470", Some("#74cdd6")),
            ..Brand::default()
        };
        assert_eq!(
            rules(&brand),
            ":root{--accent:#0b6470;--on-accent:#ffffff;}\n\
             @media screen and (prefers-color-scheme:dark){:root{--accent:#74cdd6;--on-accent:#101417;}}\n"
        );
        assert_eq!(rules(&Brand::default()), "");
    }
}
