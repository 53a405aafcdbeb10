//! The settings, and the theme and texts that they name.

use crate::cli::doctor::{Examining, shown};
use crate::cli::world::Counts;
use crate::i18n::text;

pub(super) fn examine(to: &mut Examining<'_>) {
    let (m, l) = to.words();
    let world = to.world;
    let file = shown(world.settings_file());
    let counts = Counts::of(world.settings_diagnostics());
    let help = || text::doctor_settings_check(m, l);
    match (counts.errors, counts.warnings) {
        (0, 0) if !world.has_settings() => {
            let said = text::doctor_settings_none(m, l, file.as_str());
            to.note("settings", said, None);
        }
        (0, 0) => to.ok("settings", text::doctor_settings_ok(m, l, file.as_str())),
        (0, warnings) => {
            let said = text::doctor_settings_warnings(m, l, warnings, file.as_str());
            to.warn("settings", said, help());
        }
        (errors, _) => {
            let said = text::doctor_settings_errors(m, l, errors, file.as_str());
            to.fail("settings", said, help());
        }
    }
    match world.theme() {
        Ok(_) if world.config.site.theme.is_none() => {}
        Ok(_) => to.ok("theme", text::doctor_theme_ok(m, l)),
        Err(error) => {
            let said = text::doctor_theme_fails(m, l, format!("{error:#}"));
            to.fail("theme", said, text::doctor_theme_mend(m, l));
        }
    }
}
