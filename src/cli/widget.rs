//! `ayuda widget`: what the host app puts into its pages to have the help widget.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Args;
use clap::builder::BoolishValueParser;
use serde::Serialize;

use crate::cli::world::World;
use crate::i18n::text;
use crate::widget::{LOADER, Widget};

/// Where nobody is signed in, the token is empty.
const CALL: &str = r#"ayuda("init", {
  token: async () => {
    const answer = await fetch("/help-token");
    return answer.ok ? answer.text() : "";
  },
});
"#;

/// Print what the host app puts into its pages to have the help widget
#[derive(Debug, Args)]
pub(super) struct WidgetCommand {
    /// Print JSON
    #[arg(long, env = "AYUDA_JSON", value_parser = BoolishValueParser::new())]
    json: bool,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Document {
    version: String,
    /// Moves with each release.
    url: String,
    /// Never changes, and goes on to be served after the next release.
    pinned_url: String,
    /// Of both, as long as this is the version.
    integrity: String,
    /// What the app's Content-Security-Policy has to allow.
    content_security_policy: String,
}

impl WidgetCommand {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let (messages, locale) = (&world.messages, world.locale);
        let widget = Widget::assemble(&world.theme()?, &world.config, None)?;
        let help = world.config.origin();
        let site = format!("{help}{}", world.config.base_path());
        let document = Document {
            version: widget.version().to_owned(),
            url: format!("{site}/{LOADER}"),
            pinned_url: format!("{site}{}/{LOADER}", widget.folder()),
            integrity: widget.integrity(),
            content_security_policy: ["script-src", "connect-src", "img-src", "media-src"]
                .map(|directive| format!("{directive} {help}"))
                .join("; "),
        };
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string_pretty(&document)?)?;
        } else {
            let Document {
                url,
                pinned_url,
                integrity,
                content_security_policy,
                ..
            } = &document;
            writeln!(out, "# {}", text::cli_widget_call(messages, locale))?;
            writeln!(
                out,
                "window.ayuda ??= (...call) => (ayuda.q ??= []).push(call);\n{CALL}"
            )?;
            writeln!(out, "# {}", text::cli_widget_moving(messages, locale))?;
            writeln!(out, "<script src=\"{url}\" async></script>\n")?;
            writeln!(out, "# {}", text::cli_widget_pinned(messages, locale))?;
            writeln!(
                out,
                "<script src=\"{pinned_url}\"\n        integrity=\"{integrity}\"\n        crossorigin=\"anonymous\" async></script>\n"
            )?;
            writeln!(out, "# {}", text::cli_widget_policy(messages, locale))?;
            writeln!(out, "{content_security_policy}")?;
        }
        if world.config.service.allowed_origins.is_empty() {
            world.say(&text::cli_widget_no_origins(messages, locale));
        }
        Ok(ExitCode::SUCCESS)
    }
}
