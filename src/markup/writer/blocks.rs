//! How quotes, code, tables and tasks begin.

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind};

use crate::i18n::text;
use crate::markup::{escape_attribute, escape_text};

use super::Writer;

/// A table that is open.
pub(super) struct Table {
    pub(super) alignments: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) head: bool,
}

impl Writer<'_> {
    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let Some(kind) = kind else {
            return self.out.push_str("<blockquote>\n");
        };
        let (class, label) = match kind {
            BlockQuoteKind::Note => ("note", text::markup_note(self.messages, self.locale)),
            BlockQuoteKind::Tip => ("tip", text::markup_tip(self.messages, self.locale)),
            BlockQuoteKind::Important => (
                "important",
                text::markup_important(self.messages, self.locale),
            ),
            BlockQuoteKind::Warning => {
                ("warning", text::markup_warning(self.messages, self.locale))
            }
            BlockQuoteKind::Caution => {
                ("caution", text::markup_caution(self.messages, self.locale))
            }
        };
        self.out.push_str(&format!(
            "<div class=\"alert {class}\" role=\"note\">\n<p class=\"alert-title\">"
        ));
        escape_text(&mut self.out, &label);
        self.out.push_str("</p>\n");
    }

    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.out.push_str("<pre tabindex=\"0\"><code");
        if let CodeBlockKind::Fenced(info) = kind {
            let language = info.split([' ', ',', '{']).next().unwrap_or_default();
            if !language.is_empty() {
                self.out.push_str(" class=\"language-");
                escape_attribute(&mut self.out, language);
                self.out.push('"');
            }
        }
        self.out.push('>');
    }

    pub(super) fn start_row(&mut self, head: bool) {
        if let Some(table) = &mut self.table {
            table.column = 0;
            table.head = head;
        }
    }

    pub(super) fn start_cell(&mut self) {
        let Some(table) = &mut self.table else {
            return;
        };
        let class = match table.alignments.get(table.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        // Snippets show a row as a line.
        if table.column > 0 {
            self.plain.push_str("· ");
        } else if !table.head {
            self.plain.truncate(self.plain.trim_end().len());
            self.plain.push_str("; ");
        }
        table.column += 1;
        match table.head {
            true => self.out.push_str(&format!("<th scope=\"col\"{class}>")),
            false => self.out.push_str(&format!("<td{class}>")),
        }
    }

    pub(super) fn task(&mut self, done: bool) {
        let (sign, label) = match done {
            true => ("☑", text::markup_task_done(self.messages, self.locale)),
            false => ("☐", text::markup_task_open(self.messages, self.locale)),
        };
        self.out
            .push_str("<span class=\"task\" role=\"img\" aria-label=\"");
        escape_attribute(&mut self.out, &label);
        self.out.push_str(&format!("\">{sign}</span> "));
    }
}
