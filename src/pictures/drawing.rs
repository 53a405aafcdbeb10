//! SVG without what could act: scripts, handlers, foreign content, outside addresses.
//!
//! Entry point: [`cleaned`]. Every byte of the result is written here, out of names
//! that are on a list and values that were looked at, so that what a browser reads
//! differently than we do cannot pass. `svg-hush`, which does much the same, puts
//! spaces between the words of a text and keeps addresses of the own host.

use std::borrow::Cow;

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

use crate::content::Size;
use crate::pictures::style;

const SVG: &str = "http://www.w3.org/2000/svg";

/// Keeps the labels of a drawing apart in a snippet.
const BETWEEN: &str = " · ";

/// Bytes of the words in a drawing that the search reads.
const MAX_WORDS: usize = 4096;

/// Deeper than people draw, and than browsers like.
const MAX_DEPTH: usize = 256;

/// Shapes, texts, paints, filters and movement; in order, to be looked up.
const ELEMENTS: [&str; 62] = [
    "a",
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "solidColor",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tref",
    "tspan",
    "use",
    "view",
];

/// A drawing that can be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    pub bytes: Vec<u8>,
    pub size: Option<Size>,
    /// What stands in its `<text>` elements.
    pub words: String,
}

/// The drawing with nothing in it but shapes, texts, style and pictures of its own.
///
/// Document types and their entities go, and every address but `#name` and pictures
/// that are written into the drawing. `None` for what is no SVG.
pub fn cleaned(svg: &[u8]) -> Option<Drawing> {
    let svg = std::str::from_utf8(svg).ok()?;
    let mut writer = Writer::default();
    let mut reader = NsReader::from_str(svg.trim_start_matches('\u{feff}'));
    loop {
        let (namespace, event) = reader.read_resolved_event().ok()?;
        let is_ours = namespace == ResolveResult::Bound(Namespace(SVG));
        match event {
            Event::Start(tag) => {
                writer.start(&tag, is_ours)?;
            }
            Event::Empty(tag) => {
                writer.start(&tag, is_ours)?;
                writer.end();
            }
            Event::End(_) => writer.end(),
            Event::Text(text) => writer.text(&text),
            Event::CData(text) => writer.text(&text),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(letter)) => writer.text(letter.encode_utf8(&mut [0; 4])),
                _ => writer.text(resolve_xml_entity(&name).unwrap_or_default()),
            },
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    // A root that is still open was cut off.
    let whole = writer.has_root && writer.open.is_empty() && writer.skipped == 0;
    whole.then(|| Drawing {
        bytes: writer.out.into_bytes(),
        size: writer.size,
        words: writer.words.trim_end_matches(BETWEEN).to_owned(),
    })
}

#[derive(Debug, Default)]
struct Writer {
    out: String,
    open: Vec<&'static str>,
    /// How deep we are in an element that is left away.
    skipped: usize,
    has_root: bool,
    size: Option<Size>,
    style: String,
    words: String,
}

impl Writer {
    /// `None` for what is no SVG, or none that anybody drew.
    fn start(&mut self, tag: &BytesStart<'_>, is_ours: bool) -> Option<()> {
        if self.skipped > 0 {
            self.skipped += 1;
            return Some(());
        }
        let local = tag.local_name();
        let known = ELEMENTS.binary_search(&local.as_ref()).ok();
        let name = known.filter(|_| is_ours).map(|at| ELEMENTS[at]);
        let is_root = self.open.is_empty();
        if is_root && (self.has_root || name != Some("svg")) || self.open.len() >= MAX_DEPTH {
            return None;
        }
        let in_style = self.open.last() == Some(&"style");
        let Some(name) = name.filter(|_| !in_style) else {
            self.skipped = 1;
            return Some(());
        };
        self.out.push('<');
        self.out.push_str(name);
        if is_root {
            self.has_root = true;
            self.size = size(tag);
            self.out.push_str(" xmlns=\"");
            self.out.push_str(SVG);
            self.out.push('"');
        }
        let mut written: Vec<String> = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.ok()?;
            if let Some((key, value)) = allowed(name, &attribute)
                && !written.iter().any(|one| *one == key)
            {
                self.out.push(' ');
                self.out.push_str(key);
                self.out.push_str("=\"");
                escape_attribute(&mut self.out, &value);
                self.out.push('"');
                written.push(key.to_owned());
            }
        }
        self.out.push('>');
        self.open.push(name);
        Some(())
    }

    fn end(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let Some(name) = self.open.pop() else {
            return;
        };
        match name {
            "style" => {
                let text = std::mem::take(&mut self.style);
                escape(&mut self.out, &style::harmless(&text));
            }
            "text" => self.words.push_str(BETWEEN),
            _ => {}
        }
        if self.out.ends_with('>') && !self.out.ends_with("/>") && self.is_empty(name) {
            self.out.pop();
            self.out.push_str("/>");
            return;
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Whether nothing was written since the element started.
    fn is_empty(&self, name: &str) -> bool {
        let start = self.out.rfind('<').map(|at| &self.out[at + 1..]);
        start.is_some_and(|start| {
            let rest = start.strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with([' ', '>']))
        })
    }

    fn text(&mut self, text: &str) {
        if self.skipped > 0 {
            return;
        }
        if self.open.last() == Some(&"style") {
            self.style.push_str(text);
            return;
        }
        if self.open.contains(&"text") && self.words.len() < MAX_WORDS {
            self.words.push_str(text);
        }
        if !self.open.is_empty() {
            escape(&mut self.out, text);
        }
    }
}

/// The attribute as it is written, unless it can act or leads elsewhere.
fn allowed<'a>(element: &str, attribute: &'a Attribute<'_>) -> Option<(&'a str, Cow<'a, str>)> {
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
    let name: &str = attribute.key.as_ref();
    let key = match name {
        "xlink:href" => "href",
        name => name,
    };
    let is_plain = |key: &str| {
        let mut letters = key.bytes();
        letters.all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_handler = |key: &str| key.len() > 2 && key[..2].eq_ignore_ascii_case("on");
    let squeezed: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect::<String>()
        .to_ascii_lowercase();
    if key.is_empty() || squeezed.contains("javascript:") {
        return None;
    }
    match key {
        "xml:space" | "xml:lang" => Some((key, value)),
        "href" => {
            let is_picture = matches!(element, "image" | "feImage");
            let fine = squeezed.starts_with('#') || (is_picture && style::is_picture(&squeezed));
            (fine && element != "a").then_some((key, value))
        }
        "xmlns" => None,
        key if !is_plain(key) || is_handler(key) => None,
        // What moves must not move a handler or an address into place.
        "attributeName" => {
            let target = squeezed.as_str();
            let fine = is_plain(target) && !is_handler(target) && target != "href";
            fine.then_some((key, value))
        }
        key if key.starts_with("aria-") => Some((key, value)),
        key => Some((key, style::harmless(&value).into_owned().into())),
    }
}

/// By `width` and `height`, else by `viewBox`; in per cent, a drawing has no size.
fn size(root: &BytesStart<'_>) -> Option<Size> {
    let attribute = |name: &str| {
        let found = root.try_get_attribute(name).ok()??;
        Some(
            found
                .normalized_value(XmlVersion::Implicit1_0)
                .ok()?
                .trim()
                .to_owned(),
        )
    };
    let length = |text: &str| {
        let number: f64 = text.strip_suffix("px").unwrap_or(text).parse().ok()?;
        let fine = (1.0..=100_000.0).contains(&number);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within the bounds above"
        )]
        fine.then(|| number.round() as u32)
    };
    let view = attribute("viewBox").and_then(|view| {
        let parts: Vec<&str> = view
            .split([' ', ','])
            .filter(|part| !part.is_empty())
            .collect();
        match parts[..] {
            [_, _, width, height] => Some((length(width)?, length(height)?)),
            _ => None,
        }
    });
    let own = |name: &str| attribute(name).as_deref().and_then(length);
    let (width, height) = match (own("width"), own("height"), view) {
        (Some(width), Some(height), _) => (width, height),
        (None, None, Some(view)) => view,
        _ => return None,
    };
    Some(Size { width, height })
}

fn escape_attribute(out: &mut String, value: &str) {
    for (at, part) in value.split('"').enumerate() {
        if at > 0 {
            out.push_str("&quot;");
        }
        escape(out, part);
    }
}

/// What XML has no letter for is left away.
fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\t' => out.push(letter),
            letter if letter.is_control() => {}
            '\u{fffe}' | '\u{ffff}' => {}
            letter => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_in_order() {
        assert!(ELEMENTS.is_sorted());
    }

    #[test]
    fn a_text_keeps_its_spaces() {
        let svg = "<s:svg xmlns:s=\"http://www.w3.org/2000/svg\"><s:text>\n <s:tspan>a</s:tspan><s:tspan>b</s:tspan> c<s:desc/></s:text></s:svg>";
        let drawing = cleaned(svg.as_bytes()).expect("a drawing");
        assert_eq!(
            String::from_utf8(drawing.bytes).expect("UTF-8"),
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>\n <tspan>a</tspan><tspan>b</tspan> c<desc/></text></svg>"
        );
    }

    #[test]
    fn what_is_no_drawing_is_none() {
        let ns = "xmlns=\"http://www.w3.org/2000/svg\"";
        for svg in [
            String::new(),
            "<svg/>".to_owned(),
            "<html><svg/></html>".to_owned(),
            format!("<svg {ns}>"),
            format!("<svg {ns}><g></svg>"),
            format!("<svg {ns}/><svg {ns}/>"),
            format!("<svg {ns} a='1' a='2'/>"),
            format!("<svg {ns}><script></svg>"),
            format!("<svg {ns}>{}", "<g>".repeat(1000)),
        ] {
            assert_eq!(cleaned(svg.as_bytes()), None, "{svg}");
        }
    }
}
