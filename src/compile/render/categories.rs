//! What stands above the lists of categories.

use std::collections::BTreeSet;

use crate::compile::plan::PlannedCategory;
use crate::compile::render::seen::Seen;
use crate::compile::render::{Renderer, readable, texts};
use crate::content::{Body, Category};
use crate::diagnostic::Diagnostic;
use crate::gate::{Gate, Visibility};

impl Renderer<'_> {
    pub(super) fn categories(
        &self,
        left_out: &BTreeSet<usize>,
        seen: &mut Seen<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Category> {
        let planned = self.index.plan.categories.iter();
        planned
            .map(|one| self.category(one, left_out, seen, diagnostics))
            .collect()
    }

    fn category(
        &self,
        planned: &PlannedCategory,
        left_out: &BTreeSet<usize>,
        seen: &mut Seen<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Category {
        let own = planned.index.as_ref().map(|(_, header)| header);
        let either = own.or(planned.fallback.as_ref());
        let title = own
            .and_then(|header| header.title.clone())
            .or_else(|| {
                planned
                    .fallback
                    .as_ref()
                    .and_then(|header| header.title.clone())
            })
            .unwrap_or_else(|| readable(&planned.path));
        let folder = format!("{}/{}", planned.language, planned.path);
        let gate = self.index.plan.folders.closed_gate(&folder);
        let mut category = Category {
            language: planned.language,
            path: planned.path.clone(),
            slug: planned.slug.clone(),
            url: planned.url.clone(),
            title,
            summary: own.map(|header| header.summary.clone()).unwrap_or_default(),
            icon: either.and_then(|header| header.icon.clone()),
            order: either.and_then(|header| header.order),
            module: either.and_then(|header| header.module.clone()),
            html: String::new(),
            pictures: Vec::new(),
            gate: gate
                .clone()
                .unwrap_or_else(|| Gate::new(Visibility::Internal)),
            bare_title: match planned.path.is_empty() {
                true => self.input.config.site.name.clone(),
                false => readable(&planned.path),
            },
        };
        if let (Some((file, header)), Some(gate)) = (&planned.index, gate)
            && let Some(text) = self.index.tree.texts.get(&**file)
        {
            let (mut page, rendered) = self.page(
                &text.source(),
                header.body,
                Some(&category.title),
                planned.language,
                &gate,
                left_out,
            );
            let texts = texts(rendered);
            if !page.diagnostics.iter().any(Diagnostic::is_error) {
                category.html.clone_from(&texts.html);
                category.pictures.clone_from(&texts.pictures);
            }
            page.body = Body::from(texts);
            seen.page(None, &page);
            diagnostics.append(&mut page.diagnostics);
        }
        category
    }
}
