//! Notes at the foot of the page.

use std::collections::HashMap;

use crate::i18n::text;
use crate::markup::escape_attribute;

use super::Writer;
use super::containers::Container;

/// A note is written apart, with containers of its own.
pub(super) struct OpenFootnote {
    label: String,
    /// What was written, and which containers were open, before it.
    before: String,
    containers: Vec<Container>,
}

/// Notes are numbered as they are first referred to, and written at the end.
#[derive(Default)]
pub(super) struct Footnotes {
    numbers: HashMap<String, usize>,
    references: HashMap<String, usize>,
    written: Vec<(String, String)>,
    pub(super) open: Option<OpenFootnote>,
}

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let next = self.footnotes.numbers.len() + 1;
        let number = *self
            .footnotes
            .numbers
            .entry(label.to_owned())
            .or_insert(next);
        let times = self
            .footnotes
            .references
            .entry(label.to_owned())
            .or_default();
        *times += 1;
        let id = match *times {
            1 => String::new(),
            _ => format!(" id=\"fnref-{number}-{times}\""),
        };
        let id = if id.is_empty() {
            format!(" id=\"fnref-{number}\"")
        } else {
            id
        };
        self.out.push_str(&format!(
            "<sup class=\"footnote\"><a href=\"#fn-{number}\"{id}>{number}</a></sup>"
        ));
    }

    pub(super) fn start_footnote(&mut self, label: &str) {
        self.footnotes.open = Some(OpenFootnote {
            label: label.to_owned(),
            before: std::mem::take(&mut self.out),
            containers: std::mem::take(&mut self.containers),
        });
    }

    pub(super) fn end_footnote(&mut self) {
        while !self.containers.is_empty() {
            self.close_container();
        }
        if let Some(open) = self.footnotes.open.take() {
            let note = std::mem::replace(&mut self.out, open.before);
            self.containers = open.containers;
            self.footnotes.written.push((open.label, note));
        }
    }

    pub(super) fn write_footnotes(&mut self) {
        let mut notes: Vec<(usize, String)> = std::mem::take(&mut self.footnotes.written)
            .into_iter()
            .filter_map(|(label, note)| Some((*self.footnotes.numbers.get(&label)?, note)))
            .collect();
        if notes.is_empty() {
            return;
        }
        notes.sort_by_key(|(number, _)| *number);
        let label = text::markup_footnotes(self.messages, self.locale);
        let back = text::markup_footnote_back(self.messages, self.locale);
        self.out
            .push_str("<section class=\"footnotes\" aria-label=\"");
        escape_attribute(&mut self.out, &label);
        self.out.push_str("\"><ol>\n");
        for (number, note) in notes {
            let note = note.trim_end();
            let body = note.strip_suffix("</p>").unwrap_or(note);
            let end = if body.len() < note.len() { "</p>" } else { "" };
            self.out.push_str(&format!(
                "<li id=\"fn-{number}\" value=\"{number}\">{body} <a href=\"#fnref-{number}\" aria-label=\""
            ));
            escape_attribute(&mut self.out, &back);
            self.out.push_str(&format!("\">↩</a>{end}</li>\n"));
        }
        self.out.push_str("</ol></section>\n");
    }
}
