//! The file that a translator starts from: the original, as a draft that names the
//! revision it was made from.

use crate::spanned;

/// Fields that belong to one language, or to the original alone.
const OWN: [&str; 7] = [
    "id", "status", "source", "slug", "aliases", "updated", "impact",
];

/// What Git calls these bytes: the revision that a translation is made from.
pub(super) fn revision(bytes: &[u8]) -> anyhow::Result<String> {
    let hash = gix::objs::compute_hash(gix::hash::Kind::Sha1, gix::objs::Kind::Blob, bytes)?;
    Ok(hash.to_string())
}

/// `original` with `id`, as a draft in another language; `None` where its front matter
/// cannot be read.
pub(super) fn of(original: &str, id: &str, revision: &str) -> Option<String> {
    let text = original.strip_prefix('\u{feff}').unwrap_or(original);
    let (fence, fields, body) = split(text)?;
    let table = match fence {
        "+++" => spanned::toml::parse(fields),
        _ => spanned::yaml::parse(fields),
    };
    // Each field from its line to the line of the next one; comments go with them.
    let mut starts = Vec::new();
    for entry in table.ok()?.entries {
        let line = fields[..entry.key_span.start].rfind('\n');
        let start = line.map_or(0, |at| at + 1);
        if starts.last().is_some_and(|(_, before)| *before >= start) {
            return None;
        }
        starts.push((entry.key, start));
    }
    let first = starts.first().map_or(fields.len(), |(_, start)| *start);
    let mut kept = fields[..first].to_owned();
    for (at, (key, start)) in starts.iter().enumerate() {
        let end = starts.get(at + 1).map_or(fields.len(), |(_, next)| *next);
        if !OWN.contains(&key.as_str()) {
            kept.push_str(&fields[*start..end]);
        }
    }
    let is = if fence == "+++" { " =" } else { ":" };
    Some(format!(
        "{fence}\nid{is} {id:?}\nstatus{is} \"draft\"\nsource{is} \"{revision}\"\n{kept}{fence}\n{body}"
    ))
}

/// The fence of the front matter, what stands in it, and the text below.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next()?;
    let fence = opening.trim_end();
    if !matches!(fence, "---" | "+++") {
        return None;
    }
    let mut at = opening.len();
    for line in lines {
        let end = at + line.len();
        if line.trim_end() == fence {
            return Some((fence, &text[opening.len()..at], &text[end..]));
        }
        at = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translation_keeps_what_both_languages_share() {
        let original = "---\n# Ask Ana before you change the gate.\nid: KB-000007\ntitle: \"Refunds\"\nslug: refunds\nvisibility: customer\nroles:\n  - owner\n  - admin\naliases: [\"/en/old/\"]\nstatus: published\n---\n\nText.\n";
        let revision = revision(original.as_bytes()).expect("a hash");
        let made = of(original, "KB-000007", &revision).expect("a translation");
        insta::assert_snapshot!(made, @r#"
        ---
        id: "KB-000007"
        status: "draft"
        source: "767a4f881e84faaff764cb0fd1881419999deb7e"
        # Ask Ana before you change the gate.
        title: "Refunds"
        visibility: customer
        roles:
          - owner
          - admin
        ---

        Text.
        "#);
        let toml = "+++\nid = \"KB-000007\"\ntitle = \"Refunds\"\n+++\nText.\n";
        insta::assert_snapshot!(of(toml, "KB-000007", "0").expect("one"), @r#"
        +++
        id = "KB-000007"
        status = "draft"
        source = "0"
        title = "Refunds"
        +++
        Text.
        "#);
        assert_eq!(of("---\n{title: A, roles: [owner]}\n---\n", "a", "0"), None);
        assert_eq!(of("No front matter.\n", "a", "0"), None);
    }

    #[test]
    fn a_revision_is_what_git_calls_the_file() {
        // `printf 'hello\n' | git hash-object --stdin`
        let revision = revision(b"hello\n").expect("a hash");
        assert_eq!(revision, "ce013625030ba8dba906f756967f9e9ca394464a");
    }
}
