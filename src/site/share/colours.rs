//! The colours of a picture for sharing, all made of the accent colour.

use crate::theme::ACCENT;

#[derive(Debug)]
pub(super) struct Colours {
    pub(super) accent: String,
    /// White letters on it are readable.
    pub(super) ground: String,
    /// Readable on the ground.
    pub(super) tint: String,
}

/// Light that comes back: 0 for black, 1 for white. By squares alone, which are the same
/// on every machine; close to what WCAG measures.
const DARK: f64 = 0.045;
const LIGHT: f64 = 0.5;

type Rgb = [u8; 3];

impl Colours {
    /// `accent` is `#rrggbb`; without one, or with another form, it is that of the theme.
    pub(super) fn of(accent: Option<&str>) -> Self {
        let accent = accent.and_then(read).or_else(|| read(ACCENT));
        let accent = accent.unwrap_or_default();
        let until = |end: Rgb, is_enough: &dyn Fn(f64) -> bool| {
            let steps = (0..=25).map(|step| mixed(accent, end, step * 4));
            let mut steps = steps.filter(|colour| is_enough(light(*colour)));
            written(steps.next().unwrap_or(end))
        };
        Colours {
            accent: written(accent),
            ground: until([6, 12, 16], &|light| light <= DARK),
            tint: until([255; 3], &|light| light >= LIGHT),
        }
    }
}

fn read(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, rgb @ ..] = number.to_be_bytes();
    Some(rgb)
}

fn written([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn light(colour: Rgb) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        part * part
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn mixed(own: Rgb, end: Rgb, per_cent: u16) -> Rgb {
    [0, 1, 2].map(|at| {
        let sum = u16::from(own[at]) * (100 - per_cent) + u16::from(end[at]) * per_cent;
        u8::try_from(sum / 100).unwrap_or(u8::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accent_gives_a_dark_ground_and_a_light_tint() {
        for accent in [
            "#000000", "#ffffff", "#ffff00", "#0b6470", "#ff6a00", "blue",
        ] {
            let colours = Colours::of(Some(accent));
            let light = |text: &str| light(read(text).expect("a colour"));
            assert!(light(&colours.ground) <= DARK, "{colours:?}");
            assert!(light(&colours.tint) >= LIGHT, "{colours:?}");
        }
    }
}
