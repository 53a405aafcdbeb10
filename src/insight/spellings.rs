//! Texts that mean the same and are spelled a little differently.
//!
//! Entry point: [`grouped`]. Accents and case are gone before texts come here; what is
//! left are slips of a finger, and plurals.

use std::collections::HashMap;

/// Shorter texts are compared as they are, as the search does with words.
const MIN_CHARS: usize = 4;

/// Puts texts together that are one edit apart from the most frequent of them: an item
/// is a text and how often it was typed. Texts with different digits stay apart.
///
/// The groups come with the most frequent text of each first, and in the order of those.
pub(super) fn grouped<'t>(mut texts: Vec<(&'t str, u64)>) -> Vec<Vec<&'t str>> {
    texts.sort_by(|(one, count), (other, others)| others.cmp(count).then(one.cmp(other)));
    let mut groups: Vec<Vec<&'t str>> = Vec::new();
    // By everything that a leader is with one letter taken away: two texts that are one
    // edit apart have such a form in common, or one is a form of the other.
    let mut leaders: HashMap<String, Vec<usize>> = HashMap::new();
    for (text, _) in texts {
        let forms = forms(text);
        let near = forms
            .iter()
            .filter_map(|form| leaders.get(form))
            .flatten()
            .copied()
            .filter(|at| groups[*at].first().is_some_and(|lead| is_near(lead, text)))
            .min();
        match near {
            Some(at) => groups[at].push(text),
            None => {
                for form in forms {
                    leaders.entry(form).or_default().push(groups.len());
                }
                groups.push(vec![text]);
            }
        }
    }
    groups
}

fn forms(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned()];
    if text.chars().count() >= MIN_CHARS {
        for (at, c) in text.char_indices() {
            forms.push(format!("{}{}", &text[..at], &text[at + c.len_utf8()..]));
        }
    }
    forms
}

fn is_near(one: &str, other: &str) -> bool {
    let digits = |text: &str| text.chars().filter(|c| c.is_numeric()).collect::<String>();
    let long = one.chars().count().min(other.chars().count()) >= MIN_CHARS;
    one == other || long && digits(one) == digits(other) && strsim::osa_distance(one, other) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_plurals_go_with_the_most_frequent_text() {
        let texts = vec![
            ("lein waiver", 2),
            ("lien waiver", 9),
            ("lien waivers", 3),
            ("liens waivers", 1),
            ("lien", 4),
            ("line", 4),
            ("crane rental", 5),
            ("form 1098", 2),
            ("form 1099", 2),
            ("pay", 1),
            ("pat", 1),
        ];
        assert_eq!(
            grouped(texts),
            [
                vec!["lien waiver", "lien waivers", "lein waiver"],
                vec!["crane rental"],
                vec!["lien", "line"],
                vec!["form 1098"],
                vec!["form 1099"],
                vec!["liens waivers"],
                vec!["pat"],
                vec!["pay"],
            ]
        );
    }

    #[test]
    fn many_texts_do_not_take_long() {
        let texts: Vec<String> = (0..5_000_u32)
            .map(|number| format!("text {}", blake3::hash(&number.to_le_bytes()).to_hex()))
            .collect();
        let texts = texts.iter().map(|text| (&text[..20], 1)).collect();
        assert_eq!(grouped(texts).len(), 5_000);
    }
}
