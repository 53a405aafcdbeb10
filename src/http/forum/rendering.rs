//! What members wrote, as HTML for whoever asks.

use std::collections::{HashMap, HashSet};

use crate::forum::Who;
use crate::http::App;
use crate::http::forum::{problem, uploads};
use crate::http::problem::Problem;
use crate::locale::Locale;
use crate::markup::post::{self, Attached, Place, Rendered};

/// Members and files that texts of one page speak of, looked up before they are drawn.
pub(in crate::http) struct Words<'a> {
    app: &'a App,
    locale: Locale,
    members: HashSet<String>,
    files: HashMap<String, Attached>,
}

impl<'a> Words<'a> {
    /// Looks up what `texts` name, as far as it may be shown to `who`: files that belong to
    /// `post`, and own ones that belong to nothing yet.
    ///
    /// # Errors
    /// The database failed.
    pub(in crate::http) async fn of(
        app: &'a App,
        who: &Who,
        post: Option<&str>,
        texts: impl Iterator<Item = &str>,
        locale: Locale,
    ) -> Result<Self, Problem> {
        let mut words = Words {
            app,
            locale,
            members: HashSet::new(),
            files: HashMap::new(),
        };
        for text in texts {
            let Ok(asked) = post::asked(text, &app.messages) else {
                continue;
            };
            for handle in asked.members {
                if app.forum.is_member(&handle).await.map_err(problem)? {
                    words.members.insert(handle);
                }
            }
            for key in asked.attachments {
                let file = app.attachments.find(&key).await.map_err(uploads::refused)?;
                let Some(file) = file else { continue };
                let owner = who.member.as_ref().map(|member| member.key.as_str());
                let is_shown = match &file.post {
                    Some(own) => post == Some(own),
                    None => owner == Some(file.owner.as_str()),
                };
                if is_shown {
                    let size = file.picture;
                    let url = format!("{}/forum/files/{key}", app.config.base_path());
                    words.files.insert(key, Attached { url, size });
                }
            }
        }
        Ok(words)
    }

    /// The HTML of one text. One that cannot be shown, which none is that was kept, is empty.
    pub(in crate::http) fn html(&self, text: &str) -> String {
        self.rendered(text).html
    }

    pub(in crate::http) fn rendered(&self, text: &str) -> Rendered {
        post::render(text, self).unwrap_or_default()
    }
}

impl Place for Words<'_> {
    fn messages(&self) -> (&crate::i18n::Messages, Locale) {
        (&self.app.messages, self.locale)
    }

    fn member(&self, handle: &str) -> Option<String> {
        let base = self.app.config.base_path();
        let code = self.locale.code();
        let is_known = self.members.contains(handle);
        is_known.then(|| format!("{base}/{code}/forum/members/{handle}/"))
    }

    fn attachment(&self, key: &str) -> Option<Attached> {
        self.files.get(key).cloned()
    }

    fn is_ours(&self, address: &url::Url) -> bool {
        let own = url::Url::parse(&self.app.config.base_url);
        own.is_ok_and(|own| own.origin() == address.origin())
    }
}
