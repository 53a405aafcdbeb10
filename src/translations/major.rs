//! The newest major edit of a text, by a name that outlives moves, restarts and machines.

use crate::content::Impact;
use crate::translations::{Reading, Text, Writing};

/// Names what the newest version with `impact: major` says: the text as it is, else the
/// newest that Git knows. `None` where neither knows of one.
///
/// The name is made of the words alone, so that every machine that has them gives the
/// same one, and an edit that readers do not see leaves it as it is.
pub fn major_edit(writing: &Writing, reading: Reading<'_>) -> Option<String> {
    let major = |text: &str| {
        // Few texts say it, and only those are worth reading.
        let text = text
            .contains(Impact::Major.word())
            .then(|| Text::read(text, reading.front_matter))?;
        (text.impact == Some(Impact::Major)).then(|| name(&text))
    };
    major(&writing.text).or_else(|| {
        let history = reading.history;
        let mut earlier = history.versions(&writing.file).into_iter();
        earlier.find_map(|blob| major(&history.text(blob)?))
    })
}

fn name(text: &Text) -> String {
    let mut hasher = blake3::Hasher::new();
    // The length keeps neighbours apart.
    let mut add = |part: &str| {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    };
    for (field, said) in &text.fields {
        add(field);
        add(said);
    }
    for section in &text.sections {
        add(&section.level.to_string());
        add(&section.heading);
        for line in &section.lines {
            add(line);
        }
    }
    hasher.finalize().to_hex()[..32].to_owned()
}
