//! Screens of the host app as URL patterns (SPEC 3, "Contexts").

mod compare;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

/// A pattern such as `/estimates/{id}`, `/projects/**` or `-/estimates/archive`.
///
/// `{x}` and `*` are one segment, `**` any tail; a leading `-` excludes; query
/// pairs and a hash may follow. Case and a trailing slash do not matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    written: String,
    excludes: bool,
    segments: Vec<Segment>,
    query: Vec<(String, String)>,
    hash: Option<Vec<Segment>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Segment {
    Literal(String),
    One,
    Tail,
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadContext {
    /// It does not start with `/`, after an optional `-`.
    NoSlash,
    /// `**` stands before the end, or is part of a segment.
    TailInside,
    /// A brace without its partner, or `*` inside of a segment.
    Wildcard,
    /// Longer than 200 characters or 24 segments.
    TooLong,
}

/// A URL of the host app, cut as patterns are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    segments: Vec<String>,
    query: Vec<(String, String)>,
    hash: Option<Vec<String>>,
}

impl Location {
    /// What lies behind `#`, as a place of its own: where an app keeps its screens there, that is
    /// what its patterns may name.
    pub fn of_hash(&self) -> Option<Location> {
        let hash = self.hash.as_ref().filter(|hash| !hash.is_empty())?;
        Some(Location {
            segments: hash.clone(),
            query: Vec::new(),
            hash: None,
        })
    }

    /// The words of the path and of the path behind `#`, without those that name one
    /// thing, such as `42` or a UUID.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let segments = self.segments.iter().chain(self.hash.iter().flatten());
        segments
            .filter(|segment| !segment.contains(|c: char| c.is_ascii_digit()))
            .flat_map(|segment| segment.split(|c: char| !c.is_alphanumeric()))
            .filter(|word| word.len() > 1)
    }
}

/// How well a pattern fits: greater is more specific.
///
/// Compared segment by segment (a literal beats `*`, which beats `**`), then by
/// length, then by the query pairs and the hash that were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextRank {
    segments: Vec<u8>,
    extras: usize,
}

impl Ord for ContextRank {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_kind = self
            .segments
            .iter()
            .zip(&other.segments)
            .map(|(own, other)| own.cmp(other))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal);
        by_kind
            .then(self.segments.len().cmp(&other.segments.len()))
            .then(self.extras.cmp(&other.extras))
    }
}

impl PartialOrd for ContextRank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

const MAX_LENGTH: usize = 200;
const MAX_SEGMENTS: usize = 24;

impl Context {
    /// Reads a pattern.
    ///
    /// # Errors
    /// See [`BadContext`].
    pub fn parse(written: &str) -> Result<Self, BadContext> {
        let (excludes, rest) = match written.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, written),
        };
        if written.chars().count() > MAX_LENGTH {
            return Err(BadContext::TooLong);
        }
        if !rest.starts_with('/') {
            return Err(BadContext::NoSlash);
        }
        let (rest, hash) = cut(rest, '#');
        let (path, query) = cut(rest, '?');
        Ok(Context {
            written: written.to_owned(),
            excludes,
            segments: segments(path)?,
            query: query.map(pairs).unwrap_or_default(),
            hash: hash.map(segments).transpose()?,
        })
    }

    /// Whether a match takes the article away instead of bringing it.
    pub fn excludes(&self) -> bool {
        self.excludes
    }

    /// How well this pattern fits `location`; `None` if it does not.
    pub fn rank(&self, location: &Location) -> Option<ContextRank> {
        let path = rank_segments(&self.segments, &location.segments)?;
        let query = self.query.iter().all(|(key, value)| {
            location
                .query
                .iter()
                .any(|(k, v)| k == key && (value == "*" || v == value))
        });
        if !query {
            return None;
        }
        let mut segments = path;
        let mut extras = self.query.len();
        if let Some(wanted) = &self.hash {
            let given = location.hash.as_deref().unwrap_or_default();
            segments.extend(rank_segments(wanted, given)?);
            extras += 1;
        }
        Some(ContextRank { segments, extras })
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl Location {
    /// Reads a URL or a path of the host app; scheme and host are left away.
    pub fn parse(url: &str) -> Self {
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find(['/', '?', '#']).map_or("/", |at| &rest[at..]),
            None => url,
        };
        let (rest, hash) = cut(path, '#');
        let (path, query) = cut(rest, '?');
        let split = |path: &str| -> Vec<String> {
            path.split('/')
                .filter(|part| !part.is_empty())
                .take(MAX_SEGMENTS + 1)
                .map(str::to_lowercase)
                .collect()
        };
        Location {
            segments: split(path),
            query: query.map(pairs).unwrap_or_default(),
            hash: hash.map(split),
        }
    }
}

fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes())
        .take(MAX_SEGMENTS)
        .map(|(key, value)| (key.to_lowercase(), value.to_lowercase()))
        .collect()
}

fn segments(path: &str) -> Result<Vec<Segment>, BadContext> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if parts.len() > MAX_SEGMENTS {
        return Err(BadContext::TooLong);
    }
    let last = parts.len().saturating_sub(1);
    parts
        .iter()
        .enumerate()
        .map(|(at, part)| match *part {
            "**" if at == last => Ok(Segment::Tail),
            part if part.contains("**") => Err(BadContext::TailInside),
            "*" => Ok(Segment::One),
            part if part.starts_with('{')
                && part.find('}') == Some(part.len() - 1)
                && part.len() > 2 =>
            {
                Ok(Segment::One)
            }
            part if part.contains(['*', '{', '}']) => Err(BadContext::Wildcard),
            part => Ok(Segment::Literal(part.to_lowercase())),
        })
        .collect()
}

/// Many patterns, of which those that may fit a location are found without looking at the
/// others: a tree by path segments.
#[derive(Clone, Debug, Default)]
pub struct ContextTree {
    root: Branch,
}

#[derive(Clone, Debug, Default)]
struct Branch {
    literals: HashMap<String, Branch, RandomState>,
    one: Option<Box<Branch>>,
    /// Owners of the patterns that end here.
    ending: Vec<usize>,
    /// Owners of the patterns that take any tail from here.
    tails: Vec<usize>,
}

impl ContextTree {
    /// Adds a pattern of `owner`.
    pub fn add(&mut self, context: &Context, owner: usize) {
        let mut branch = &mut self.root;
        for segment in &context.segments {
            branch = match segment {
                Segment::Tail => return branch.tails.push(owner),
                Segment::One => branch.one.get_or_insert_default(),
                Segment::Literal(literal) => branch.literals.entry(literal.clone()).or_default(),
            };
        }
        branch.ending.push(owner);
    }

    /// The owners of the patterns whose path fits `location`, in their order, each once.
    pub fn at(&self, location: &Location) -> Vec<usize> {
        let mut owners = Vec::new();
        let mut reached = vec![&self.root];
        for segment in &location.segments {
            let mut next = Vec::new();
            for branch in reached {
                owners.extend(&branch.tails);
                next.extend(branch.literals.get(segment));
                next.extend(branch.one.as_deref());
            }
            reached = next;
        }
        for branch in reached {
            owners.extend(&branch.tails);
            owners.extend(&branch.ending);
        }
        owners.sort_unstable();
        owners.dedup();
        owners
    }
}

fn rank_segments(wanted: &[Segment], given: &[String]) -> Option<Vec<u8>> {
    let mut rank = Vec::with_capacity(wanted.len());
    let mut given = given.iter();
    for segment in wanted {
        match segment {
            Segment::Tail => {
                rank.push(0);
                return Some(rank);
            }
            Segment::One => {
                given.next()?;
                rank.push(1);
            }
            Segment::Literal(literal) => {
                if given.next()? != literal {
                    return None;
                }
                rank.push(2);
            }
        }
    }
    given.next().is_none().then_some(rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_finds_the_same_patterns_as_asking_each() {
        let patterns = [
            "/", "/**", "/a", "/a/**", "/a/{id}", "/a/b", "/*/b", "/a/b/**", "/{x}/**", "/b/*/c",
            "-/a/b", "/a?tab=x", "/a#/h",
        ];
        let contexts: Vec<Context> = patterns
            .iter()
            .map(|pattern| Context::parse(pattern).expect("a pattern"))
            .collect();
        let mut tree = ContextTree::default();
        for (at, context) in contexts.iter().enumerate() {
            tree.add(context, at);
        }
        for url in [
            "/", "/a", "/A/", "/a/b", "/a/7", "/b/7/c", "/a/b/c/d", "/a?tab=x", "/a#/h",
        ] {
            let location = Location::parse(url);
            let fits = |at: &usize| contexts[*at].rank(&location).is_some();
            let asked: Vec<usize> = (0..contexts.len()).filter(fits).collect();
            let found: Vec<usize> = tree.at(&location).into_iter().filter(fits).collect();
            assert_eq!(found, asked, "{url}");
        }
    }

    fn rank(pattern: &str, url: &str) -> Option<ContextRank> {
        let context = Context::parse(pattern).expect("a pattern");
        context.rank(&Location::parse(url))
    }

    #[test]
    fn patterns_fit_as_the_contract_says() {
        let fits = [
            ("/estimates/{id}", "/Estimates/42/", true),
            ("/estimates/{id}", "/estimates", false),
            ("/estimates/{id}", "/estimates/42/edit", false),
            ("/estimates/**", "/estimates", true),
            ("/estimates/**", "/estimates/1/2/3", true),
            (
                "/estimates/*/edit",
                "https://app.example.com/estimates/7/edit?x=1",
                true,
            ),
            ("/jobs?tab=costs", "/jobs?tab=Costs&y=2", true),
            ("/jobs?tab=costs", "/jobs?tab=time", false),
            ("/app#/jobs/{id}", "/app#/jobs/3", true),
            ("/app#/jobs/{id}", "/app", false),
            ("/", "", true),
        ];
        for (pattern, url, expected) in fits {
            assert_eq!(rank(pattern, url).is_some(), expected, "{pattern} on {url}");
        }
    }

    #[test]
    fn the_more_specific_pattern_wins() {
        let order = |better, worse, url| {
            assert!(
                rank(better, url) > rank(worse, url),
                "{better} over {worse}"
            );
        };
        order("/estimates/new", "/estimates/{id}", "/estimates/new");
        order("/estimates/{id}", "/estimates/**", "/estimates/new");
        order("/*/new", "/**", "/estimates/new");
        order("/estimates/{id}", "/*/new", "/estimates/new");
        order("/a/*/**", "/a/**", "/a/b/c");
        order("/jobs?tab=costs", "/jobs", "/jobs?tab=costs");
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        let check = |text: &str, expected| assert_eq!(Context::parse(text), Err(expected));
        check("estimates", BadContext::NoSlash);
        check("/a/**/b", BadContext::TailInside);
        check("/a/x*", BadContext::Wildcard);
        check("/a/{id", BadContext::Wildcard);
        check(&"/a".repeat(25), BadContext::TooLong);
    }
}
