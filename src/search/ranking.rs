//! How much each sign of a good answer counts, and the formulas that use it.
//!
//! Entry point: [`Ranking`], whose defaults are explained field by field. A score is
//! a plain sum over words and fields, so that it can be explained line by line.

use std::cmp::Ordering;

use serde::Serialize;

/// The parts of an article that are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    Title,
    /// Keywords, tags, and an id such as `KB-000012`.
    Keywords,
    Headings,
    Summary,
    Body,
}

impl Field {
    pub const ALL: [Field; 5] = [
        Field::Title,
        Field::Keywords,
        Field::Headings,
        Field::Summary,
        Field::Body,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Keywords => "keywords",
            Field::Headings => "headings",
            Field::Summary => "summary",
            Field::Body => "body",
        }
    }
}

/// How a field counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldRanking {
    /// What a word in this field is worth, against 1 for the body.
    pub weight: f32,
    /// BM25's *b*: 0 takes no notice of the field's length, 1 all of it.
    pub length: f32,
    /// BM25's *k1*: how soon saying a word again stops to count (1.2, as in Lucene).
    pub saturation: f32,
}

/// The weights of a score.
///
/// ```text
/// word  = form · bounded( Σ fields weight · idf in the field · tf' )
/// score = ( Σ words + Σ pairs ) · covering · title · what is known of the reader
/// ```
///
/// `ayuda explain ranking` shows each of these for a hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// A title says what the article is about: worth three words of the text. It is
    /// short by nature, so that its length counts little.
    pub title: FieldRanking,
    /// Written to be found by, but hidden: a little less than the title.
    pub keywords: FieldRanking,
    pub headings: FieldRanking,
    pub summary: FieldRanking,
    /// The usual BM25 field: weight 1, *b* 0.75.
    pub body: FieldRanking,
    /// How soon finding a word in one more field stops to count: what a word can add at
    /// most, as a multiple of its idf. An article with all words of a query in its text
    /// is to stand above one that has a single word of it everywhere.
    pub most: f32,
    /// What a word as it was typed is worth, against 1 for a word of the same stem.
    pub exact: f32,
    /// The same for a word that differs in accents alone.
    pub folded: f32,
    /// What a word that only begins as typed is worth.
    pub prefix: f32,
    /// What another name of the same thing is worth.
    pub synonym: f32,
    /// What the nearest known word is worth, where a word was mistyped.
    pub typo: f32,
    /// What words of questions such as *how* and *make* tell, against 1 for others that
    /// are as rare.
    pub light: f32,
    /// Share of two words' mean idf that is added where they stand as they were typed.
    pub adjacent: f32,
    /// Share of what the words tell together that stand in one passage of the text.
    pub passage: f32,
    /// Share of what three words or more tell that stand word for word as they were typed,
    /// those that are otherwise passed over included.
    pub verbatim: f32,
    /// What is added to the factor of an article whose title says nothing but the query.
    pub title_complete: f32,
    /// What is added to the factor of an article whose title begins with a word of the
    /// query.
    pub title_start: f32,
    /// What is added to the factor of an article for a role of the reader's.
    pub role: f32,
    /// The same for an article that is featured on the home page.
    pub featured: f32,
    /// The same for an article of the module that the reader looks at.
    pub module: f32,
    /// The same for an article that is meant for the very screen.
    pub screen: f32,
    /// What is taken from the factor of an article for other versions than the reader's.
    pub version: f32,
    /// What is added to the factor of an article that everybody found helpful: times the
    /// lower bound of the share of readers who did (Wilson, 95 %).
    pub helpful: f32,
    /// What is taken from the factor of release notes: news, and not how it is done.
    pub release: f32,
    /// What is added to the factor of the newest release; half of it half a year later.
    pub recent: f32,
    /// How much it costs to lack words of the query: the exponent of the share, by idf,
    /// that an article covers, times 1.5 in a query of two words and 0.75 in one of eight.
    pub coverage: f32,
    /// Articles that cover less than this share of the query's known words are only
    /// answers when there is none that covers more.
    ///
    /// A share and not "all words", because one odd word (*how*, *como*, a name) in a
    /// question would otherwise shut the right article out and leave a long one that
    /// happens to hold everything. Two words that are equally rare are both needed.
    pub coverage_floor: f32,
}

impl Default for Ranking {
    fn default() -> Self {
        let field = |weight, length, saturation| FieldRanking {
            weight,
            length,
            saturation,
        };
        Ranking {
            title: field(3.0, 0.4, 0.4),
            keywords: field(2.5, 0.3, 0.4),
            headings: field(1.0, 0.5, 0.4),
            summary: field(1.5, 0.5, 0.4),
            body: field(1.0, 0.75, 1.2),
            most: 6.0,
            exact: 1.25,
            folded: 1.15,
            prefix: 0.6,
            synonym: 0.8,
            typo: 0.8,
            light: 0.3,
            adjacent: 0.6,
            passage: 0.6,
            verbatim: 0.5,
            title_complete: 0.2,
            title_start: 0.05,
            role: 0.1,
            featured: 0.1,
            module: 0.2,
            screen: 0.4,
            version: 0.3,
            helpful: 0.15,
            release: 0.15,
            recent: 0.1,
            coverage: 1.0,
            coverage_floor: 0.3,
        }
    }
}

impl Ranking {
    /// The fields by their names in `ranking.toml`.
    pub(super) fn fields_mut(&mut self) -> [(&'static str, &mut FieldRanking); 5] {
        [
            ("title", &mut self.title),
            ("keywords", &mut self.keywords),
            ("headings", &mut self.headings),
            ("summary", &mut self.summary),
            ("body", &mut self.body),
        ]
    }

    /// The weights by their names in `ranking.toml`.
    pub(super) fn weights_mut(&mut self) -> [(&'static str, &mut f32); 22] {
        [
            ("most", &mut self.most),
            ("exact", &mut self.exact),
            ("folded", &mut self.folded),
            ("prefix", &mut self.prefix),
            ("synonym", &mut self.synonym),
            ("typo", &mut self.typo),
            ("light", &mut self.light),
            ("adjacent", &mut self.adjacent),
            ("passage", &mut self.passage),
            ("verbatim", &mut self.verbatim),
            ("title_complete", &mut self.title_complete),
            ("title_start", &mut self.title_start),
            ("role", &mut self.role),
            ("featured", &mut self.featured),
            ("module", &mut self.module),
            ("screen", &mut self.screen),
            ("version", &mut self.version),
            ("helpful", &mut self.helpful),
            ("release", &mut self.release),
            ("recent", &mut self.recent),
            ("coverage", &mut self.coverage),
            ("coverage_floor", &mut self.coverage_floor),
        ]
    }

    pub fn field(&self, field: Field) -> FieldRanking {
        match field {
            Field::Title => self.title,
            Field::Keywords => self.keywords,
            Field::Headings => self.headings,
            Field::Summary => self.summary,
            Field::Body => self.body,
        }
    }

    /// BM25's saturated term frequency of a word that stands `count` times in a field
    /// of `length` words, where the field has `average` words in the opened shelves.
    ///
    /// Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
    /// Beyond" (2009), section 3.
    pub fn frequency(&self, field: Field, count: u32, length: u32, average: f32) -> f32 {
        let FieldRanking {
            length: b,
            saturation,
            ..
        } = self.field(field);
        let count = count as f32;
        let relative = length as f32 / average.max(1.0);
        let norm = saturation * (1.0 - b + b * relative);
        count * (saturation + 1.0) / (count + norm)
    }
}

impl Ranking {
    /// The factor of an article that covers this share of a query of `words` words.
    ///
    /// Who types two words wants both; of a whole question some words are only in the way
    /// of saying it.
    pub(super) fn covering(&self, share: f32, words: usize) -> f32 {
        match share < 1.0 {
            true => share.powf(self.coverage * (0.5 + 2.0 / words.max(1) as f32)),
            false => 1.0,
        }
    }
}

/// How much a word tells that `holding` of `all` articles hold; never negative.
///
/// The form of Lucene's BM25: `ln(1 + (N - n + 0.5) / (n + 0.5))`.
pub fn idf(holding: usize, all: usize) -> f32 {
    let rest = all.saturating_sub(holding) as f32 + 0.5;
    (1.0 + rest / (holding as f32 + 0.5)).ln()
}

/// Brings the `most` best to the front, in no order: by score, and those that are equally good by
/// `order`. That is asked of no others: articles of several shelves are told apart by ids, which
/// costs many times as much as to compare two numbers.
pub(super) fn put_best_first<T>(
    all: &mut [T],
    most: usize,
    score: impl Fn(&T) -> f32,
    order: impl Fn(&T, &T) -> Ordering,
) {
    if most == 0 || most >= all.len() {
        return;
    }
    let by_score = |one: &T, other: &T| score(other).total_cmp(&score(one));
    let (_, last, _) = all.select_nth_unstable_by(most - 1, by_score);
    let least = score(last);
    let better = bring_forward(all, |one| score(one).total_cmp(&least).is_gt());
    let rest = &mut all[better..];
    let equal = bring_forward(rest, |one| score(one).total_cmp(&least).is_eq());
    if most - better < equal {
        rest[..equal].select_nth_unstable_by(most - better, order);
    }
}

/// Brings those that are wanted to the front, in no order; returns how many these are.
fn bring_forward<T>(all: &mut [T], is_wanted: impl Fn(&T) -> bool) -> usize {
    let mut wanted = 0;
    for at in 0..all.len() {
        if is_wanted(&all[at]) {
            all.swap(wanted, at);
            wanted += 1;
        }
    }
    wanted
}

/// Rounds a score to thousandths, so that equal answers tie and are ordered by id.
pub fn quantised(score: f32) -> f32 {
    ((score * 1000.0 + 0.5) as i64) as f32 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first_and_of_equals_those_that_come_first() {
        let all: Vec<(f32, u32)> = (0..200)
            .map(|at| (quantised(((at * 7919) % 11) as f32), (at * 31) % 200))
            .collect();
        let mut sorted = all.clone();
        sorted.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        for most in 0..=201 {
            let mut chosen = all.clone();
            put_best_first(
                &mut chosen,
                most,
                |one| one.0,
                |one, other| one.1.cmp(&other.1),
            );
            let mut chosen: Vec<u32> = chosen.iter().take(most).map(|one| one.1).collect();
            let mut wanted: Vec<u32> = sorted.iter().take(most).map(|one| one.1).collect();
            chosen.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(chosen, wanted, "{most}");
        }
    }
}
