//! Reputation counts what everybody may read, and which that is comes from the settings.

use crate::forum::{Forum, ForumError, store};
use crate::gate::Viewer;

impl Forum {
    /// Counts all members anew if other categories than before are open to everybody. Before
    /// anything is answered: until then reputation may tell of what is behind a gate by now.
    ///
    /// # Errors
    /// The database failed. What was not counted is, the next time.
    pub async fn follow_settings(&self) -> Result<(), ForumError> {
        let anybody = Viewer::anonymous();
        let open = self.categories(&anybody).map(|one| one.key.clone());
        let mut open: Vec<String> = open.collect();
        open.sort();
        if store::is_counted_by(self.storage.reader(), &open).await? {
            return Ok(());
        }
        self.written(move |connection| {
            Box::pin(async move { Ok(Ok(store::count_by(connection, &open).await?)) })
        })
        .await?;
        // In many transactions: one for a large forum would keep everybody else waiting.
        let mut last = Some(String::new());
        while let Some(key) = last {
            last = self
                .written(move |connection| {
                    Box::pin(async move {
                        let last = store::count_members_after(connection, &key).await?;
                        if last.is_none() {
                            store::all_counted(connection).await?;
                        }
                        Ok(Ok(last))
                    })
                })
                .await?;
        }
        Ok(())
    }
}
