//! `ayuda forget`: removes what is kept of one person.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use crate::attachments::Attachments;
use crate::cli::export::open;
use crate::cli::serve::tokens;
use crate::cli::world::World;
use crate::feedback::{Feedback, Forgotten};
use crate::forum::{ForgottenMember, Forum};
use crate::gate::Viewer;
use crate::i18n::text;
use crate::identity::Identity;

/// Remove the votes and comments of one person, and who they are in the forum
#[derive(Debug, Args)]
pub(super) struct Forget {
    /// The host app's name for the person, as in its tokens
    #[arg(long, env = "AYUDA_SUB", value_name = "ID")]
    sub: String,
    /// Take away what they wrote in the forum too, but for questions that others answered
    #[arg(long)]
    texts: bool,
    /// Folder of votes and key, instead of the one in the settings
    #[arg(long, env = "AYUDA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Forget {
    pub(super) fn run(&self, mut world: World) -> anyhow::Result<ExitCode> {
        world.use_data(self.data.as_deref())?;
        let (messages, locale) = (&world.messages, world.locale);
        // Another key, made on the way, would find nobody and say so.
        let key = world.config.naming_key_file();
        anyhow::ensure!(
            key.is_file(),
            text::cli_no_key(messages, locale, key.display().to_string())
        );
        let runtime = tokio::runtime::Runtime::new().context("cannot open the database")?;
        let forgotten = runtime.block_on(self.forget(&world))?;
        let (forgotten, of_forum) = forgotten;
        if of_forum != ForgottenMember::default() {
            let ForgottenMember { unsigned, erased } = of_forum;
            world.tell(&text::cli_forgotten_member(
                messages, locale, erased, unsigned,
            ));
        }
        world.tell(&match forgotten {
            Forgotten { votes: 0, .. } if of_forum != ForgottenMember::default() => {
                return Ok(ExitCode::SUCCESS);
            }
            Forgotten { votes: 0, .. } => {
                text::cli_forgotten_nothing(messages, locale, self.sub.as_str())
            }
            Forgotten { votes, comments } => text::cli_forgotten(messages, locale, comments, votes),
        });
        Ok(ExitCode::SUCCESS)
    }

    async fn forget(&self, world: &World) -> anyhow::Result<(Forgotten, ForgottenMember)> {
        // Votes go by the name alone, whatever the person may read.
        let identity = Identity::new(&self.sub, Viewer::anonymous());
        let voter = tokens(world)?.voter(&identity);
        let storage = open(world).await?;
        let feedback = Feedback::open(storage.clone()).await?;
        let forgotten = feedback.forget(&voter).await?;
        let forum = Forum::new(storage.clone(), &world.config.forum.categories);
        let of_forum = forum.forget(&voter, self.texts).await?;
        let attachments = Attachments::open(&world.config, storage.clone())?;
        if self.texts {
            attachments.forget(voter.as_str()).await?;
        }
        crate::outbox::forget(&storage, voter.as_str()).await?;
        storage.close().await?;
        Ok((forgotten, of_forum))
    }
}
