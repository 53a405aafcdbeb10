//! Tours of the modules of the host app.

use std::collections::BTreeSet;

use crate::compile::render::seen::Seen;
use crate::compile::render::{Renderer, texts};
use crate::compile::source::Role;
use crate::content::{Body, Module, Tour, TourStep};
use crate::diagnostic::{Code, Diagnostic};
use crate::spanned;

impl Renderer<'_> {
    pub(super) fn tours(
        &self,
        modules: &[Module],
        left_out: &BTreeSet<usize>,
        seen: &mut Seen<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Tour> {
        let mut tours = Vec::new();
        for (name, file) in &self.index.tree.texts {
            let Role::Tour { language } = file.role else {
                continue;
            };
            let Some(passage) = self.index.plan.passages.get(name) else {
                continue;
            };
            let header = &passage.header;
            let source = file.source();
            let title = header.title.as_deref();
            let (mut page, rendered) = self.page(
                &source,
                header.body,
                title,
                language,
                &passage.gate,
                left_out,
            );
            let steps = rendered.steps();
            page.body = Body::from(texts(rendered));
            seen.page(None, &page);
            let sound = !page.diagnostics.iter().any(Diagnostic::is_error);
            diagnostics.append(&mut page.diagnostics);
            let stem = name
                .rsplit('/')
                .next()
                .and_then(|name| name.strip_suffix(".md"));
            let module = header.module.clone().or_else(|| stem.map(str::to_owned));
            let known = modules.iter().any(|one| Some(&one.key) == module.as_ref());
            if let (false, None, Some(module)) = (known, &header.module, &module) {
                let keys: Vec<&str> = modules.iter().map(|one| one.key.as_str()).collect();
                diagnostics.push(
                    Diagnostic::new(Code::UnknownModule, name)
                        .with("module", module)
                        .with("known", keys.join(", "))
                        .near(spanned::nearest(module, keys.iter().copied())),
                );
            }
            if let (true, Some(module)) = (sound, module) {
                let steps = steps.into_iter().map(|step| TourStep {
                    title: step.title,
                    html: step.html,
                    target: step.target,
                });
                tours.push(Tour {
                    language,
                    module,
                    title: page.title,
                    gate: passage.gate.clone(),
                    steps: steps.collect(),
                    pictures: page.body.pictures().to_vec(),
                });
            }
        }
        tours
    }
}
