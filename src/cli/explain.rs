//! `ayuda explain`: why things are as they are.

mod access;
mod code;
mod context;
mod ranking;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::cli::world::World;

/// Say why an answer is as it is, or what a code means
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A code that `ayuda check` showed, such as `broken-link`; without one, all codes
    code: Option<String>,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    Access(access::Access),
    Context(context::Context),
    Ranking(ranking::Ranking),
}

impl Explain {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        match &self.what {
            Some(What::Access(access)) => access.run(world),
            Some(What::Context(context)) => context.run(world),
            Some(What::Ranking(ranking)) => ranking.run(world),
            None => code::run(world, self.code.as_deref()),
        }
    }
}
