//! `ayuda backup` and `ayuda restore`: the data folder in a copy, and back.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, ensure};
use clap::Args;

use crate::cli::world::World;
use crate::i18n::text;
use crate::storage::{BackupError, back_up, restore};

/// Copy the database, the key, files of members and kept versions of the widget into a new
/// folder, while the service runs
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The folder to make
    #[arg(value_name = "FOLDER")]
    to: PathBuf,
    /// Data folder of the service, instead of the one in the settings
    #[arg(long, env = "AYUDA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
}

/// Put a backup into the data folder, while the service does not run
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The folder that `ayuda backup` made
    #[arg(value_name = "FOLDER")]
    from: PathBuf,
    /// Move what is there aside
    #[arg(long)]
    replace: bool,
    /// Data folder of the service, instead of the one in the settings
    #[arg(long, env = "AYUDA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Backup {
    pub(super) fn run(&self, mut world: World) -> anyhow::Result<ExitCode> {
        world.use_data(self.data.as_deref())?;
        let data = data_of_file(&world)?;
        let (m, l) = (&world.messages, world.locale);
        let runtime = tokio::runtime::Runtime::new().context("cannot read the database")?;
        runtime
            .block_on(back_up(&data, &self.to))
            .map_err(|error| match &error {
                BackupError::Nothing(path) => anyhow!(text::cli_backup_nothing(m, l, shown(path))),
                BackupError::Taken(path) => anyhow!(text::cli_backup_taken(m, l, shown(path))),
                _ => error.into(),
            })?;
        world.tell(&text::cli_backup_done(m, l, shown(&self.to)));
        let key = world.config.key_file();
        if key != world.config.own_key_file() {
            world.tell(&text::cli_backup_key_elsewhere(m, l, shown(&key)));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    pub(super) fn run(&self, mut world: World) -> anyhow::Result<ExitCode> {
        world.use_data(self.data.as_deref())?;
        let data = data_of_file(&world)?;
        let (m, l) = (&world.messages, world.locale);
        let runtime = tokio::runtime::Runtime::new().context("cannot write the database")?;
        let before = runtime
            .block_on(restore(&self.from, &data, self.replace))
            .map_err(|error| match &error {
                BackupError::Nothing(path) => anyhow!(text::cli_restore_nothing(m, l, shown(path))),
                BackupError::Taken(path) => anyhow!(text::cli_restore_taken(m, l, shown(path))),
                BackupError::InUse(path) => anyhow!(text::cli_restore_in_use(m, l, shown(path))),
                BackupError::Damaged { .. } => {
                    anyhow!(text::cli_restore_damaged(m, l, shown(&self.from)))
                }
                _ => error.into(),
            })?;
        world.tell(&match before {
            Some(before) => text::cli_restore_done_aside(m, l, shown(&before), shown(&data)),
            None => text::cli_restore_done(m, l, shown(&data)),
        });
        Ok(ExitCode::SUCCESS)
    }
}

/// The data folder, where it holds the database.
fn data_of_file(world: &World) -> anyhow::Result<PathBuf> {
    let config = &world.config;
    let key = shown(&config.naming_key_file());
    ensure!(
        config.service.database_url.is_none(),
        text::cli_backup_on_server(&world.messages, world.locale, key)
    );
    Ok(config.resolve(&config.service.data))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
