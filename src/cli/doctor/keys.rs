//! The keys: there, readable by us alone, long enough, and the same on all nodes.

use std::io;

use crate::cli::doctor::database::Looked;
use crate::cli::doctor::{Examining, shown, system};
use crate::i18n::text;
use crate::identity::{self, Examined, KeyError, Part};

pub(super) fn examine(to: &mut Examining<'_>, database: &Looked) {
    for file in identity::examine(&to.world.config) {
        one(to, &file, database);
    }
}

fn one(to: &mut Examining<'_>, file: &Examined, database: &Looked) {
    let (m, l) = to.words();
    let path = shown(&file.path);
    let on_server = to.world.config.service.database_url.is_some();
    let check = match file.part {
        Part::Secret => "secret",
        Part::Checking => "token-key",
        Part::Signing => "signing-key",
    };
    let name = match &file.key {
        Err(error) => return broken(to, check, error),
        Ok(Some(name)) => name.as_str(),
        // Votes without the key that they were kept with: everybody could vote again.
        Ok(None) if database.votes() > 0 => {
            let said = text::doctor_key_lost(m, l, path);
            return to.fail(check, said, text::doctor_key_lost_mend(m, l));
        }
        Ok(None) if on_server => {
            let said = text::doctor_key_none(m, l, path);
            return to.warn(check, said, text::doctor_key_share(m, l));
        }
        Ok(None) => return to.note(check, text::doctor_key_none(m, l, path), None),
    };
    if file.secret && is_open(to, check, file) {
        return;
    }
    let said = match file.part {
        Part::Secret => text::doctor_key_secret(m, l, name, path),
        Part::Checking => text::doctor_key_checking(m, l, name, path),
        Part::Signing => text::doctor_key_signing(m, l, name, path),
    };
    to.ok(check, said);
    if on_server && file.part == Part::Secret {
        let said = text::doctor_key_nodes(m, l, name);
        to.note("same-key", said, Some(text::doctor_key_nodes_mend(m, l)));
    }
}

/// Whether others may read it, or it is not of whom the data folder is of.
fn is_open(to: &mut Examining<'_>, check: &'static str, file: &Examined) -> bool {
    let (m, l) = to.words();
    let path = shown(&file.path);
    let config = &to.world.config;
    let Some((owner, others)) = system::owner(&file.path) else {
        return false;
    };
    let mend = || text::doctor_key_open_mend(m, l, path.as_str());
    if others & 0o007 != 0 {
        to.fail(check, text::doctor_key_open(m, l, path.as_str()), mend());
        return true;
    }
    if others != 0 {
        to.warn(check, text::doctor_key_group(m, l, path.as_str()), mend());
        return true;
    }
    let data = config.resolve(&config.service.data);
    let inside = file.path.starts_with(&data);
    match system::owner(&data).filter(|_| inside) {
        Some((other, _)) if other != owner => {
            let (owner, other) = (system::user(owner), system::user(other));
            let said = text::doctor_key_stranger(m, l, other.as_str(), owner, path.as_str());
            let mend = text::doctor_chown(m, l, path.as_str(), other.as_str());
            to.fail(check, said, mend);
            true
        }
        _ => false,
    }
}

fn broken(to: &mut Examining<'_>, check: &'static str, error: &KeyError) {
    let (m, l) = to.words();
    let (said, mend) = match error {
        KeyError::Read { path, source } if source.kind() == io::ErrorKind::NotFound => (
            text::doctor_key_missing(m, l, shown(path)),
            text::doctor_key_missing_mend(m, l),
        ),
        KeyError::Read { path, source } | KeyError::Create { path, source } => (
            text::doctor_key_unreadable(m, l, source.to_string(), shown(path)),
            text::doctor_key_unreadable_mend(m, l),
        ),
        KeyError::TooShort { path, length } => (
            text::doctor_key_short(m, l, *length, shown(path)),
            text::doctor_key_short_mend(m, l),
        ),
        KeyError::Unusable { path, fault } => (
            text::doctor_key_unusable(m, l, fault.to_string(), shown(path)),
            text::doctor_key_unusable_mend(m, l),
        ),
        KeyError::KeySet { path, fault } => (
            text::doctor_key_unusable(m, l, fault.to_string(), shown(path)),
            text::doctor_key_unusable_mend(m, l),
        ),
        KeyError::Settings => (
            text::doctor_key_settings(m, l),
            text::doctor_settings_check(m, l),
        ),
        KeyError::Stranger { path, set } => (
            text::doctor_key_no_part(m, l, shown(path), shown(set)),
            text::doctor_key_no_part_mend(m, l),
        ),
    };
    to.fail(check, said, mend);
}
