//! `ayuda build`: the public site and the shelves.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use clap::builder::BoolishValueParser;

use crate::cli::progress::Progress;
use crate::cli::unchanged::{Before, RETIRED};
use crate::cli::world::World;
use crate::compile::Compiled;
use crate::content::Library;
use crate::diagnostic::Diagnostic;
use crate::gate::Viewer;
use crate::i18n::text;
use crate::pictures::{are_whole, put_away, tidy, with_variants};
use crate::search::{Labels, Shelves};
use crate::sharing::Pictures;
use crate::site::output::{self, Manner};
use crate::site::{Audience, Site};
use crate::stock::{Begun, Stock};

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

        // Pictures that a disk has damaged are there in the content as they were.
        let stock = before.library().filter(|stock| are_whole(&stock.library));
        if let Some(stock) = stock {
            let made = Made::from(stock);
            let built = self.build(world, &before, &made, None);
            if !made.library.is_damaged() {
                return built;
            }
            Stock::forget(&before.index);
        }
        // Where the folder cannot be written, the shelves say so.
        let begun = Stock::begin(&before.index).ok();
        let mut made = Made::now(world, &before.index, begun.as_ref())?;
        match self.build(world, &before, &made, begun) {
            Err(_) if made.library.is_damaged() => made = Made::now(world, &before.index, None)?,
            // What the file of texts takes may be what others lack.
            Err(error) if is_out_of_room(&error) => made.library = made.library.held()?,
            built => return built,
        }
        self.build(world, &before, &made, None)
    }

    /// Writes the site and the shelves of a library, and the library itself where it was begun.
    fn build(
        &self,
        world: &World,
        before: &Before,
        made: &Made,
        begun: Option<Begun>,
    ) -> anyhow::Result<ExitCode> {
        let (config, library) = (&world.config, &made.library);
        let (out, index) = (&before.out, &before.index);
        let said = world.with_settings_said(&made.diagnostics);
        world.show(&said, SHOWN);
        let has_errors = said.iter().any(Diagnostic::is_error);
        let clean = said.iter().all(Diagnostic::is_note);
        if self.strict && !clean {
            return Ok(ExitCode::FAILURE);
        }

        let progress = Progress::start(world, text::cli_drawing(&world.messages, world.locale));
        // The site is given a library that holds nothing but what is public.
        let public = Arc::new(library.visible_to(&Viewer::anonymous()));
        let theme = Arc::new(world.theme()?);
        let mut site = Site::new(public, theme, config, Audience::Public)?;
        if self.og || self.compress {
            site = site.with_pictures(Pictures::drawn(index))?;
        }
        let manner = Manner {
            compress: self.compress,
            keep: Some(&index.join(RETIRED)),
        };
        let written = output::write(&site, out, manner)?;
        site.forget_old_pictures();
        drop(site);
        progress.done();

        let progress = Progress::start(world, text::cli_indexing(&world.messages, world.locale));
        let settings = world.search_settings();
        match &made.labels {
            Some(labels) => {
                Shelves::open_labelled(library, labels, index, settings)?;
            }
            None => {
                let shelves = Shelves::open_or_build(library, index, settings)?;
                // Without it the next start compiles, and says why it cannot write.
                if let Some(begun) = begun {
                    let library = put_away(library.clone(), index);
                    let (labels, key) = (shelves.labels(), before.library_key());
                    let _ = begun.finish(&library, &made.diagnostics, &labels, key);
                    tidy(index);
                }
            }
        }
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

/// Whether a disk is full, or more of it is not allowed.
fn is_out_of_room(error: &anyhow::Error) -> bool {
    let mut causes = error
        .chain()
        .filter_map(|one| one.downcast_ref::<io::Error>());
    causes.any(|one| {
        let kind = one.kind();
        kind == io::ErrorKind::StorageFull || kind == io::ErrorKind::QuotaExceeded
    })
}

/// A library with its pictures in all sizes, and what was said of the content.
struct Made {
    library: Library,
    diagnostics: Vec<Diagnostic>,
    /// The names of its shelves, where the library lies in the index folder as it is.
    labels: Option<Labels>,
}

impl Made {
    fn now(world: &World, index: &Path, begun: Option<&Begun>) -> anyhow::Result<Self> {
        // The texts as they were written are dropped here: what is made of them takes room enough.
        let Compiled {
            library,
            diagnostics,
            ..
        } = world.compile_content(begun.map(Begun::texts))?;
        Ok(Made {
            library: with_variants(library, index, None),
            diagnostics,
            labels: None,
        })
    }
}

impl From<Stock> for Made {
    fn from(stock: Stock) -> Self {
        Made {
            library: stock.library,
            diagnostics: stock.diagnostics,
            labels: Some(stock.shelves),
        }
    }
}
