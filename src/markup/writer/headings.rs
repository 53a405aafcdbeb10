//! Headings: their anchors, the contents list, and the sections that search knows.

use pulldown_cmark::CowStr;

use crate::content::{Heading, Section};
use crate::i18n::text;
use crate::markup::spaces::squeeze;
use crate::markup::{escape_attribute, slug};

use super::{StepMark, Writer};

/// A heading between its start and its end.
pub(super) struct OpenHeading {
    level: u8,
    id: Option<String>,
    target: Option<String>,
    /// Where the heading, and where its content, starts in `out`.
    start: usize,
}

impl OpenHeading {
    /// Takes the id that its text gives it, unless it has one.
    pub(super) fn name(&mut self, name: &str) {
        let name = slug(name);
        if self.id.is_none() && !name.is_empty() {
            self.id = Some(name);
        }
    }
}

impl Writer<'_> {
    pub(super) fn start_heading(
        &mut self,
        level: u8,
        id: Option<CowStr<'_>>,
        attributes: Vec<(CowStr<'_>, Option<CowStr<'_>>)>,
    ) {
        self.finish_section();
        let target = attributes
            .into_iter()
            .find(|(name, _)| name.as_ref() == "target")
            .and_then(|(_, value)| value.map(|value| value.trim_matches('"').to_owned()));
        let level = self.level_below(level + self.shift);
        self.heading = Some(OpenHeading {
            level,
            id: id.map(|id| slug(&id)).filter(|id| !id.is_empty()),
            target,
            start: self.out.len(),
        });
    }

    /// The level of a heading without those that were skipped above it: the writer is
    /// told, and readers who go from heading to heading miss none.
    fn level_below(&mut self, written: u8) -> u8 {
        while self
            .levels
            .last()
            .is_some_and(|(above, _)| *above >= written)
        {
            self.levels.pop();
        }
        let above = self.levels.last().map_or(1, |(_, level)| *level);
        let level = (above + 1).min(6);
        self.levels.push((written, level));
        level
    }

    pub(super) fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else {
            return;
        };
        let content = self.out.split_off(heading.start);
        let title = squeeze(&std::mem::take(&mut self.plain));
        let wished = heading.id.unwrap_or_else(|| slug(&title));
        let anchor = self.anchor(&wished);
        let level = heading.level;
        let label = text::markup_section_link(self.messages, self.locale, title.as_str());
        self.out.push_str(&format!("<h{level} id=\"{anchor}\">{content} <a class=\"anchor\" href=\"#{anchor}\" aria-label=\""));
        escape_attribute(&mut self.out, &label);
        self.out.push_str(&format!("\">#</a></h{level}>\n"));
        if level == 2 && self.footnotes.open.is_none() {
            self.done.steps.push(StepMark {
                title: title.clone(),
                target: heading.target,
                heading: heading.start..self.out.len(),
            });
        }
        self.done.outline.push(Heading {
            level,
            anchor: anchor.clone(),
            text: title.clone(),
        });
        self.section = Section {
            anchor,
            heading: title,
            text: String::new(),
        };
    }

    /// A name that no heading of this page has yet; the first of a name keeps it.
    pub(super) fn anchor(&mut self, wished: &str) -> String {
        let base = if wished.is_empty() { "section" } else { wished };
        let mut anchor = base.to_owned();
        loop {
            let times = self.anchors.entry(anchor.clone()).or_default();
            *times += 1;
            match *times {
                1 => return anchor,
                times => anchor = format!("{base}-{times}"),
            }
        }
    }

    pub(super) fn finish_section(&mut self) {
        let text = squeeze(&std::mem::take(&mut self.plain));
        let mut section = std::mem::take(&mut self.section);
        section.text = text;
        if !section.anchor.is_empty() || !section.text.is_empty() {
            self.done.sections.push(section);
        }
    }
}
