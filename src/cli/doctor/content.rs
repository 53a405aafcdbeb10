//! The content: what `ayuda check` counts, and who may read it.

use jiff::Timestamp;

use crate::cli::doctor::Examining;
use crate::cli::world::{Counts, World};
use crate::compile::Compiled;
use crate::gate::Visibility;
use crate::i18n::text;

/// The compiled content.
pub(super) struct Read {
    compiled: Compiled,
    /// When it last changed.
    pub(super) changed: Option<Timestamp>,
}

/// Compiles what there is; `None` where there is no content folder.
pub(super) fn newest(world: &World) -> Option<Read> {
    let compiled = world.compile().ok()?;
    let articles = compiled.library.articles.iter();
    let changed = articles.filter_map(|article| article.updated).max();
    Some(Read { compiled, changed })
}

pub(super) fn examine(to: &mut Examining<'_>, read: Option<Read>) {
    let (m, l) = to.words();
    let Some(Read { compiled, .. }) = read else {
        let config = &to.world.config;
        let folder = config.resolve(&config.content.path);
        let said = text::doctor_content_none(m, l, super::shown(&folder));
        return to.fail("content", said, text::doctor_content_none_mend(m, l));
    };
    // Those of the settings are told with the settings.
    let settings = to.world.settings_diagnostics();
    let found = compiled.diagnostics.iter();
    let found: Vec<_> = found
        .filter(|one| !settings.contains(one))
        .cloned()
        .collect();
    let Counts {
        errors, warnings, ..
    } = Counts::of(&found);
    let said = text::doctor_content_problems(m, l, errors, warnings);
    let help = text::doctor_settings_check(m, l);
    match (errors, warnings) {
        (0, 0) => to.ok("problems", text::doctor_content_clean(m, l)),
        (0, _) => to.warn("problems", said, help),
        _ => to.fail("problems", said, help),
    }
    let articles = &compiled.library.articles;
    let with = |wanted| {
        let all = articles.iter();
        all.filter(|one| one.gate.visibility == wanted).count()
    };
    let public = with(Visibility::Public);
    let (customer, internal) = (with(Visibility::Customer), with(Visibility::Internal));
    let said = text::doctor_content_articles(m, l, customer, internal, public);
    match (articles.len(), public) {
        (0, _) => to.warn("articles", said, text::doctor_content_empty_mend(m, l)),
        (_, 0) => to.warn("articles", said, text::doctor_content_closed_mend(m, l)),
        _ => to.ok("articles", said),
    }
    if compiled.undeclared > 0 {
        let fallback = to.world.config.content.visibility.to_string();
        let said = text::doctor_content_undeclared(m, l, compiled.undeclared, fallback);
        let mend = text::doctor_content_undeclared_mend(m, l);
        match to.world.config.content.visibility {
            Visibility::Public => to.note("undeclared", said, Some(mend)),
            _ => to.warn("undeclared", said, mend),
        }
    }
}
