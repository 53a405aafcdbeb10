//! Links to sections, judged once it is known which sections there are.

use crate::content::Body;
use crate::content::paths::percent_decoded;
use crate::diagnostic::{Diagnostic, Mend};
use crate::markup;
use crate::spanned;

/// A link to a section.
#[derive(Debug)]
pub(in crate::compile) struct Anchored {
    /// The article, by its place in the plan; `None` for the page itself.
    pub(in crate::compile) target: Option<usize>,
    /// Without `#`, as it is written.
    pub(in crate::compile) written: String,
    /// What is said if there is no such section.
    pub(in crate::compile) diagnostic: Diagnostic,
    /// The change that would put another section there.
    pub(in crate::compile) mend: Option<Mend>,
}

impl Anchored {
    /// What is wrong with it, where the page that it leads to is this.
    pub(in crate::compile) fn judged(
        &self,
        target: &Body,
        title: &str,
        file: Option<&str>,
    ) -> Option<Diagnostic> {
        // A page that cannot be read is damaged, and compiled anew.
        let outline = target.outline().ok()?;
        let anchors = || outline.iter().map(|heading| heading.anchor.as_str());
        let written = self.written.as_str();
        // The top of the page, and what the theme and the notes at the foot name.
        let known = written.is_empty()
            || written == "top"
            || written.starts_with('_')
            || anchors().any(|anchor| anchor == written)
            || written.starts_with("fn") && {
                let id = format!("id=\"{written}\"");
                target.html().ok()?.contains(&id)
            };
        let slug = markup::slug(&percent_decoded(written));
        // A heading that only says the title again is left away: its link leads to the top.
        if known || slug == markup::slug(title) {
            return None;
        }
        let same = anchors().find(|anchor| *anchor == slug);
        let near = same.or_else(|| spanned::nearest(written, anchors()));
        let diagnostic = self.diagnostic.clone().with("anchor", written);
        let diagnostic = match file {
            Some(file) => diagnostic.with("file", file),
            None => diagnostic.with("file", &self.diagnostic.file),
        };
        // Only case, accents and signs differ: nothing else can have been meant.
        let mend = same.zip(self.mend.as_ref()).map(|(same, mend)| Mend {
            instead: format!("#{same}"),
            ..mend.clone()
        });
        Some(diagnostic.near(near).mended(mend))
    }
}
