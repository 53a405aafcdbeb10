//! Whether two patterns have screens in common.

use super::{Context, Location, Segment};

impl Context {
    /// Whether every screen that `other` fits is one that this pattern fits.
    pub fn covers(&self, other: &Context) -> bool {
        let query = self.query.iter().all(|(key, value)| {
            let mut pairs = other.query.iter().filter(|(k, _)| k == key);
            pairs.any(|(_, v)| value == "*" || v == value)
        });
        let hash = match (&self.hash, &other.hash) {
            (None, _) => true,
            (Some(own), Some(other)) => covers(own, other),
            (Some(_), None) => false,
        };
        query && hash && covers(&self.segments, &other.segments)
    }

    /// Whether some screen fits both patterns.
    pub fn meets(&self, other: &Context) -> bool {
        let hash = match (&self.hash, &other.hash) {
            (Some(own), Some(other)) => meet(own, other),
            _ => true,
        };
        hash && meet(&self.segments, &other.segments)
    }

    /// A screen that fits this pattern, made up.
    pub fn example(&self) -> Location {
        let segments = |segments: &[Segment]| {
            let written = segments.iter().filter_map(|segment| match segment {
                Segment::Literal(literal) => Some(literal.clone()),
                Segment::One => Some("1".to_owned()),
                Segment::Tail => None,
            });
            written.collect()
        };
        Location {
            segments: segments(&self.segments),
            query: self.query.clone(),
            hash: self.hash.as_deref().map(segments),
        }
    }

    /// Whether both fit the same screens.
    pub fn is_same(&self, other: &Context) -> bool {
        self.covers(other) && other.covers(self)
    }
}

fn covers(wide: &[Segment], narrow: &[Segment]) -> bool {
    match (wide.first(), narrow.first()) {
        (Some(Segment::Tail), _) => true,
        (None, None) => true,
        (Some(Segment::One), Some(Segment::One | Segment::Literal(_))) => {
            covers(&wide[1..], &narrow[1..])
        }
        (Some(Segment::Literal(own)), Some(Segment::Literal(other))) => {
            own == other && covers(&wide[1..], &narrow[1..])
        }
        _ => false,
    }
}

fn meet(one: &[Segment], other: &[Segment]) -> bool {
    match (one.first(), other.first()) {
        (Some(Segment::Tail), _) | (_, Some(Segment::Tail)) | (None, None) => true,
        (Some(Segment::Literal(a)), Some(Segment::Literal(b))) if a != b => false,
        (Some(_), Some(_)) => meet(&one[1..], &other[1..]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::content::Context;

    #[test]
    fn patterns_cover_and_meet_as_their_screens_do() {
        let read = |text: &str| Context::parse(text).expect("a pattern");
        // Wide, narrow, whether it covers it, whether they meet.
        let pairs = [
            ("/a/**", "/a", true, true),
            ("/a/**", "/A/{x}/b/", true, true),
            ("/a/{x}", "/a/b", true, true),
            ("/a/b", "/a/{x}", false, true),
            ("/a/{x}", "/a/**", false, true),
            ("/a/b", "/a/c", false, false),
            ("/a/b", "/a", false, false),
            ("/a", "/a?tab=x", true, true),
            ("/a?tab=x", "/a", false, true),
            ("/a?tab=*", "/a?tab=x&y=1", true, true),
            ("/a#/h/**", "/a#/h/2", true, true),
            ("/a#/h", "/a", false, true),
            ("/a#/h", "/a#/i", false, false),
        ];
        for (wide, narrow, covers, meets) in pairs {
            assert_eq!(read(wide).covers(&read(narrow)), covers, "{wide} {narrow}");
            assert_eq!(read(wide).meets(&read(narrow)), meets, "{wide} {narrow}");
            assert_eq!(read(narrow).meets(&read(wide)), meets, "{narrow} {wide}");
        }
        assert!(read("/a/{id}").is_same(&read("/A/*/")));
    }

    #[test]
    fn every_pattern_has_an_example_that_it_fits() {
        for pattern in ["/", "/a/{id}/b", "/a/**", "/**", "/a?tab=*", "/a#/h/{x}/**"] {
            let context = Context::parse(pattern).expect("a pattern");
            assert!(context.rank(&context.example()).is_some(), "{pattern}");
        }
    }
}
