//! YAML to a [`Table`], without the parts of YAML that front matter never needs.
//!
//! Anchors, aliases, tags, merge keys and several documents are refused rather
//! than resolved: they are how small files become large values, and how a gate is
//! declared where no reader of the file sees it.

use saphyr_parser::{Event, Parser, ScalarStyle, Span as YamlSpan};

use crate::spanned::{Entry, Node, ParseError, Span, Table, Value};

/// Deeper than any front matter; keeps a hostile one from growing the stack.
const MAX_DEPTH: usize = 8;
/// More keys and items than any front matter has.
const MAX_NODES: usize = 1_000;

/// Reads one YAML mapping.
///
/// # Errors
/// Text that is no YAML, is no mapping, names a key twice, is deeper than eight
/// levels or larger than 1,000 values, or uses anchors, aliases or tags.
pub fn parse(text: &str) -> Result<Table, ParseError> {
    let mut reader = Reader {
        offsets: Offsets::new(text),
        events: Parser::new_from_str(text),
        nodes: 0,
    };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(_), _) => {}
            // Nothing but white space or comments: an empty table.
            (Event::StreamEnd | Event::DocumentEnd, _) => return Ok(Table::default()),
            (event, span) => {
                let root = reader.node(event, span, 0)?;
                return match root.value {
                    Value::Table(table) => reader.end().map(|()| table),
                    Value::Null => Ok(Table::default()),
                    _ => Err(error(
                        "front matter is a list of `key: value` lines",
                        root.span,
                    )),
                };
            }
        }
    }
}

struct Reader<'a> {
    events: Parser<'a, saphyr_parser::StrInput<'a>>,
    offsets: Offsets,
    nodes: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), ParseError> {
        match self.events.next_event() {
            Some(Ok((event, span))) => Ok((event, self.offsets.span(span))),
            Some(Err(failure)) => {
                let at = self.offsets.byte(failure.marker().index());
                Err(error(failure.info(), Span::new(at, at)))
            }
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    /// Accepts the end of the document and nothing after it.
    fn end(&mut self) -> Result<(), ParseError> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(()),
                (Event::DocumentEnd, _) => {}
                (_, span) => return Err(error("more than one document", span)),
            }
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, ParseError> {
        self.nodes += 1;
        if depth > MAX_DEPTH {
            return Err(error("nested more than eight levels deep", span));
        }
        if self.nodes > MAX_NODES {
            return Err(error("more than 1,000 values", span));
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                refuse_extras(anchor, tag.is_some(), span)?;
                Ok(Node {
                    value: scalar(&text, style),
                    span,
                })
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_extras(anchor, tag.is_some(), span)?;
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => {
                            return Ok(Node {
                                value: Value::List(items),
                                span: Span::new(span.start, end.end.max(span.end)),
                            });
                        }
                        (event, at) => items.push(self.node(event, at, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(anchor, tag) => {
                refuse_extras(anchor, tag.is_some(), span)?;
                let (entries, end) = self.entries(depth)?;
                Ok(Node {
                    value: Value::Table(Table { entries }),
                    span: Span::new(span.start, end.end.max(span.end)),
                })
            }
            Event::Alias(_) => Err(error("aliases are not read in front matter", span)),
            _ => Err(error("not a value", span)),
        }
    }

    fn entries(&mut self, depth: usize) -> Result<(Vec<Entry>, Span), ParseError> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let (event, key_span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Ok((entries, key_span));
            }
            let key = match self.node(event, key_span, depth + 1)?.value {
                Value::Scalar { text, .. } => text,
                _ => return Err(error("a key is a single word", key_span)),
            };
            if key == "<<" {
                return Err(error("merge keys are not read in front matter", key_span));
            }
            if entries.iter().any(|entry| entry.key == key) {
                return Err(error(&format!("the key `{key}` stands twice"), key_span));
            }
            let (event, at) = self.next()?;
            let node = self.node(event, at, depth + 1)?;
            entries.push(Entry {
                key,
                key_span,
                node,
            });
        }
    }
}

fn refuse_extras(anchor: usize, tagged: bool, span: Span) -> Result<(), ParseError> {
    match (anchor, tagged) {
        (_, true) => Err(error("tags are not read in front matter", span)),
        (0, false) => Ok(()),
        _ => Err(error("anchors are not read in front matter", span)),
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    match style {
        ScalarStyle::Plain if matches!(text, "" | "~" | "null" | "Null" | "NULL") => Value::Null,
        ScalarStyle::Plain => Value::Scalar {
            text: text.to_owned(),
            quoted: false,
        },
        _ => Value::Scalar {
            text: text.to_owned(),
            quoted: true,
        },
    }
}

fn error(detail: &str, span: Span) -> ParseError {
    ParseError {
        detail: detail.to_owned(),
        span,
    }
}

/// The parser counts characters; sources are cut by bytes.
struct Offsets {
    bytes: Vec<usize>,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        bytes.push(text.len());
        Offsets { bytes }
    }

    fn byte(&self, character: usize) -> usize {
        let last = self.bytes.len() - 1;
        self.bytes[character.min(last)]
    }

    fn span(&self, span: YamlSpan) -> Span {
        Span::new(self.byte(span.start.index()), self.byte(span.end.index()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Result<Vec<String>, String> {
        parse(text)
            .map(|table| table.entries.into_iter().map(|entry| entry.key).collect())
            .map_err(|error| error.detail)
    }

    #[test]
    fn values_stand_where_they_are_written() {
        let text = "title: Ñandú\nroles: [owner, pm]\n";
        let table = parse(text).expect("a table");
        let roles = table.get("roles").expect("roles");
        assert_eq!(&text[roles.key_span.start..roles.key_span.end], "roles");
        let Value::List(items) = &roles.node.value else {
            panic!("a list");
        };
        assert_eq!(&text[items[1].span.start..items[1].span.end], "pm");
    }

    #[test]
    fn hostile_yaml_is_refused() {
        for text in [
            "a: &x 1\n",
            "a: *x\n",
            "a: !!str 1\n",
            "<<: {a: 1}\n",
            "a: 1\na: 2\n",
            "- 1\n",
            "a: 1\n---\nb: 2\n",
            &format!("a: {}", "[".repeat(5_000)),
            &format!("a: [{}]", "1,".repeat(5_000)),
        ] {
            assert!(keys(text).is_err(), "{:.40}", text);
        }
    }

    #[test]
    fn an_empty_front_matter_is_an_empty_table() {
        assert_eq!(keys(""), Ok(vec![]));
        assert_eq!(keys("# only a comment\n"), Ok(vec![]));
    }
}
