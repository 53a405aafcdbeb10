//! The command line: the only place that prints, a file for each command.
//!
//! Results go to stdout, messages for people to stderr. Exit codes: 0 fine, 1 the
//! content (or the audit) is not, 2 the command could not run.

mod audit;
mod backup;
mod build;
mod check;
mod dev;
mod doctor;
mod draw;
mod eval;
mod explain;
mod export;
mod forget;
mod import;
mod init;
mod new;
mod outbox;
mod progress;
mod report;
mod schema;
mod search;
mod serve;
mod threads;
mod token;
mod translations;
mod unchanged;
mod watch;
mod widget;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::BoolishValueParser;
use clap::parser::ValueSource;
use clap::{
    ArgMatches, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum,
};

use crate::i18n::text;
use world::World;

/// A bilingual help center that lives in a Git repository.
#[derive(Debug, Parser)]
#[command(name = "ayuda", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    common: Common,
    /// No command means `serve`.
    #[command(flatten)]
    serve: serve::Serve,
}

#[derive(Clone, Debug, Args)]
struct Common {
    /// The settings file
    #[arg(long, global = true, env = "AYUDA_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// The content folder, instead of the one in the settings
    #[arg(long, global = true, env = "AYUDA_CONTENT", value_name = "DIR")]
    content: Option<PathBuf>,
    /// Say only what is wrong
    #[arg(long, short, global = true, env = "AYUDA_QUIET", value_parser = BoolishValueParser::new())]
    quiet: bool,
    /// When to colour messages
    #[arg(
        long,
        global = true,
        env = "AYUDA_COLOR",
        value_name = "WHEN",
        default_value = "auto"
    )]
    color: Colour,
}

impl Common {
    /// The settings file, whether there is one or not.
    fn settings_file(&self) -> PathBuf {
        self.config
            .clone()
            .unwrap_or_else(|| PathBuf::from("ayuda.toml"))
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    New(new::New),
    Check(check::Check),
    Build(build::Build),
    Dev(dev::Dev),
    Serve(serve::Serve),
    Search(search::Search),
    Eval(eval::Eval),
    Explain(explain::Explain),
    Token(token::Token),
    Widget(widget::WidgetCommand),
    Audit(audit::Audit),
    Export(export::Export),
    Forget(forget::Forget),
    Backup(backup::Backup),
    Restore(backup::Restore),
    Translations(translations::Translations),
    Schema(schema::Schema),
    Import(import::Importing),
    Report(report::ReportCommand),
    Outbox(outbox::OutboxCommand),
    Doctor(doctor::Doctor),
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let matches = Arguments::command().get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let command = arguments.command.unwrap_or(Command::Serve(arguments.serve));
    let world = match World::new(&arguments.common) {
        Ok(world) => world,
        Err(error) => return failed(&error),
    };
    if let Some(misplaced) = Misplaced::find(&matches) {
        return failed(&anyhow::anyhow!(misplaced.said(&world)));
    }
    let outcome = match command {
        Command::Init(init) => init.run(&world),
        Command::New(new) => new.run(&world),
        Command::Check(check) => check.run(&world),
        Command::Build(build) => build.run(&world),
        Command::Dev(dev) => dev.run(world, arguments.common),
        Command::Serve(serve) => serve.run(world, arguments.common),
        Command::Search(search) => search.run(&world),
        Command::Eval(eval) => eval.run(&world),
        Command::Explain(explain) => explain.run(&world),
        Command::Token(token) => token.run(world),
        Command::Widget(widget) => widget.run(&world),
        Command::Audit(audit) => audit.run(&world),
        Command::Export(export) => export.run(world),
        Command::Forget(forget) => forget.run(world),
        Command::Backup(backup) => backup.run(world),
        Command::Restore(restore) => restore.run(world),
        Command::Translations(translations) => translations.run(&world),
        Command::Schema(schema) => schema.run(&world),
        Command::Import(import) => import.run(&world),
        Command::Report(report) => report.run(world),
        Command::Outbox(outbox) => outbox.run(world),
        Command::Doctor(doctor) => doctor.run(world),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

/// An option of `serve` in front of another command: nothing would come of it.
struct Misplaced {
    option: String,
    command: String,
    /// Whether the command has such an option of its own.
    is_known: bool,
}

impl Misplaced {
    fn find(matches: &ArgMatches) -> Option<Self> {
        let command = matches.subcommand_name()?;
        let serve = serve::Serve::augment_args(clap::Command::new("serve"));
        // What the environment says is said to every command.
        let is_given = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
        let mut options = serve.get_arguments();
        let option = options.find(|one| is_given(one.get_id().as_str()))?;
        let all = Arguments::command();
        let mut own = all.find_subcommand(command)?.get_arguments();
        Some(Misplaced {
            option: format!("--{}", option.get_long()?),
            command: command.to_owned(),
            is_known: own.any(|one| one.get_long() == option.get_long()),
        })
    }

    fn said(&self, world: &World) -> String {
        let (m, l) = (&world.messages, world.locale);
        let (command, option) = (self.command.as_str(), self.option.as_str());
        match self.is_known {
            true => text::cli_option_before_command(m, l, command, option),
            false => text::cli_option_of_serve(m, l, command, option),
        }
    }
}

/// Says why a command could not run.
#[expect(clippy::print_stderr, reason = "the command line prints")]
fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::from(2)
}
