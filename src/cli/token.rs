//! `ayuda token`: a signed token for trying out.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::serve::tokens;
use crate::cli::world::World;
use crate::identity::{Identity, Permission};
use crate::storage::Clock;

/// Print a signed token for trying out
#[derive(Debug, Args)]
pub(super) struct Token {
    /// Who it is for: `VISIBILITY[:ROLE[,ROLE]][@PLAN]`
    #[arg(long = "as", env = "AYUDA_AS", value_name = "WHO")]
    who: String,
    /// The host app's name for the person
    #[arg(long, env = "AYUDA_SUB", default_value = "tester", value_name = "ID")]
    sub: String,
    /// The person's organisation
    #[arg(long, env = "AYUDA_ORG", value_name = "ID")]
    org: Option<String>,
    /// Where mail reaches the person
    #[arg(long, env = "AYUDA_EMAIL", value_name = "ADDRESS")]
    email: Option<String>,
    /// What the person may do beyond reading, asking and voting: `moderate` or `admin`
    #[arg(long = "permission", env = "AYUDA_PERMISSION", value_name = "PERMISSION", value_delimiter = ',', value_parser = Permission::ALL.map(Permission::word))]
    permissions: Vec<String>,
    /// Folder of the key, instead of the one in the settings
    #[arg(long, env = "AYUDA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Token {
    pub(super) fn run(&self, mut world: World) -> anyhow::Result<ExitCode> {
        world.use_data(self.data.as_deref())?;
        let mut identity = Identity::new(&self.sub, world.viewer(&self.who)?);
        identity.org.clone_from(&self.org);
        identity.email.clone_from(&self.email);
        let permissions = self.permissions.iter();
        identity.permissions = permissions
            .filter_map(|word| Permission::from_word(word))
            .collect();
        let token = tokens(&world)?.sign(&identity, Clock::System.now())?;
        writeln!(std::io::stdout(), "{token}")?;
        Ok(ExitCode::SUCCESS)
    }
}
