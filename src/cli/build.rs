//! `ayuda build`: the public site and the shelves.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use clap::builder::BoolishValueParser;

use crate::cli::progress::Progress;
use crate::cli::unchanged::{Before, RETIRED};
use crate::cli::world::World;
use crate::diagnostic::Diagnostic;
use crate::gate::Viewer;
use crate::i18n::text;
use crate::pictures::{put_away, with_variants};
use crate::search::Shelves;
use crate::sharing::Pictures;
use crate::site::output::{self, Manner};
use crate::site::{Audience, Site};
use crate::stock::Stock;

/// How many diagnostics a build shows; `ayuda check` shows all.
const SHOWN: usize = 20;

/// Write the public site and the search shelves
#[derive(Debug, Args)]
pub(super) struct Build {
    /// Folder of the site, instead of the one in the settings
    #[arg(long, env = "AYUDA_OUT", value_name = "DIR")]
    out: Option<PathBuf>,
    /// Folder of the shelves, instead of the one in the settings
    #[arg(long, env = "AYUDA_INDEX", value_name = "DIR")]
    index: Option<PathBuf>,
    /// Draw a picture for each public page, shown where a link to it is posted
    #[arg(long, env = "AYUDA_OG", value_parser = BoolishValueParser::new())]
    og: bool,
    /// Put packed files (.br, .gz) beside those that get smaller by it
    #[arg(long, env = "AYUDA_COMPRESS", value_parser = BoolishValueParser::new())]
    compress: bool,
    /// Write nothing when there is a warning
    #[arg(long, env = "AYUDA_STRICT", value_parser = BoolishValueParser::new())]
    strict: bool,
}

impl Build {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let config = &world.config;
        let out = self
            .out
            .clone()
            .unwrap_or_else(|| config.resolve(&config.site.out));
        let index = self.index.clone().unwrap_or_else(|| config.built_folder());
        world.content()?;
        let options = format!("{} {}", self.og, self.compress);
        let before = Before::of(world, &options, &out, &index);
        if let Some(files) = before.is_built() {
            world.say(&text::cli_built_before(
                &world.messages,
                world.locale,
                files,
                out.display().to_string(),
            ));
            return Ok(ExitCode::SUCCESS);
        }

        let compiled = world.compile_content()?;
        let said = world.with_settings_said(&compiled.diagnostics);
        world.show(&said, SHOWN);
        let has_errors = said.iter().any(Diagnostic::is_error);
        let clean = said.iter().all(Diagnostic::is_note);
        if self.strict && !clean {
            return Ok(ExitCode::FAILURE);
        }

        // The texts as they were written; what is made of them takes room enough.
        drop(compiled.writings);
        let progress = Progress::start(world, text::cli_drawing(&world.messages, world.locale));
        let library = with_variants(compiled.library, &index);
        // The site is given a library that holds nothing but what is public.
        let public = Arc::new(library.visible_to(&Viewer::anonymous()));
        let theme = Arc::new(world.theme()?);
        let mut site = Site::new(public, theme, config, Audience::Public)?;
        if self.og || self.compress {
            site = site.with_pictures(Pictures::drawn(&index))?;
        }
        let manner = Manner {
            compress: self.compress,
            keep: Some(&index.join(RETIRED)),
        };
        let written = output::write(&site, &out, manner)?;
        site.forget_old_pictures();
        drop(site);
        progress.done();

        let progress = Progress::start(world, text::cli_indexing(&world.messages, world.locale));
        let shelves = Shelves::open_or_build(&library, &index, world.search_settings())?;
        let labels = shelves.labels();
        let library = put_away(library, &index);
        let key = before.library_key();
        // Without it the next start compiles, and says why it cannot write.
        let _ = Stock::put_away(&library, &compiled.diagnostics, &labels, key, &index);
        progress.done();
        before.remember(clean, written.files);

        world.say(&text::cli_built(
            &world.messages,
            world.locale,
            written.files,
            out.display().to_string(),
        ));
        Ok(ExitCode::from(u8::from(has_errors)))
    }
}
