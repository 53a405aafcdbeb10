//! Tables, like those of articles.

use pulldown_cmark::Alignment;

use crate::i18n::text;
use crate::markup::escape_attribute;
use crate::markup::post::Place;

use super::Writer;

pub(super) struct Table {
    pub(super) alignments: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) head: bool,
    /// Where the cell starts, and where its text does.
    pub(super) cell: (usize, usize),
}

impl<P: Place> Writer<'_, P> {
    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
        let (messages, locale) = self.place.messages();
        let label = text::markup_table(messages, locale);
        self.out
            .push_str("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"");
        escape_attribute(&mut self.out, &label);
        self.out.push_str("\"><table>\n");
        self.table = Some(Table {
            alignments,
            column: 0,
            head: false,
            cell: (0, 0),
        });
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
        if table.column > 0 {
            self.plain.push(' ');
        }
        table.column += 1;
        let start = self.out.len();
        self.out.push_str(match table.head {
            true => "<th scope=\"col\"",
            false => "<td",
        });
        self.out.push_str(class);
        self.out.push('>');
        table.cell = (start, self.out.len());
    }

    pub(super) fn end_cell(&mut self) {
        let Some(table) = &self.table else {
            return;
        };
        let (start, inner) = table.cell;
        match table.head {
            // A head without words heads nothing.
            true if self.out.len() == inner => {
                self.out.truncate(start);
                self.out.push_str("<td></td>");
            }
            true => self.out.push_str("</th>"),
            false => self.out.push_str("</td>"),
        }
    }
}
