//! `ayuda explain`: why things are as they are.

mod access;
mod context;
mod ranking;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::cli::world::World;

/// Say why an answer is as it is
#[derive(Debug, Args)]
pub(super) struct Explain {
    #[command(subcommand)]
    what: What,
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
            What::Access(access) => access.run(world),
            What::Context(context) => context.run(world),
            What::Ranking(ranking) => ranking.run(world),
        }
    }
}
