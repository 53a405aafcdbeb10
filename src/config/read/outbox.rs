//! The section `[outbox]`: who is told what by HTTP, and the mail server.

use crate::config::outbox::is_receiver;
use crate::config::read::service::{network, number};
use crate::config::read::{ENVIRONMENT, Reader};
use crate::config::{
    OutboxConfig, SecretConfig, SmtpConfig, SmtpTls, WEBHOOK_EVENTS, WebhookConfig, is_mail_address,
};
use crate::diagnostic::Code;
use crate::gate::Viewer;
use crate::spanned::{Fields, Table, Value};

/// A day: longer is no letter any more, but a newspaper.
const MAX_WAIT: u32 = 24 * 60;

impl Reader<'_> {
    pub(super) fn outbox(&mut self, table: Table, config: &mut OutboxConfig) {
        let mut fields = Fields::new(table);
        if let Some((networks, _)) = fields.take_list("private_networks") {
            for (text, span) in networks {
                match network(&text) {
                    Some(network) => config.private_networks.push(network),
                    None => {
                        let examples = ["10.0.0.0/8", "192.168.1.5"];
                        self.unknown_value("private_networks", &text, span, &examples);
                    }
                }
            }
        }
        if let Some(table) = fields.take_table("webhooks") {
            for entry in table.entries {
                let is_name = |text: &str| {
                    let mut bytes = text.bytes();
                    !text.is_empty()
                        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                };
                if !is_name(&entry.key) {
                    let examples = ["crm", "team-chat"];
                    self.unknown_value("webhooks", &entry.key, entry.key_span, &examples);
                    continue;
                }
                match entry.node.value {
                    Value::Table(table) => {
                        let webhook = self.webhook(&entry.key, table);
                        config.webhooks.extend(webhook);
                    }
                    _ => self.wrong(&entry, "table"),
                }
            }
        }
        if let Some(table) = fields.take_table("smtp") {
            config.smtp = self.smtp(table);
        }
        self.finish("outbox", fields);
    }

    /// One whose address, secret or reader is wrong gets nothing.
    fn webhook(&mut self, name: &str, table: Table) -> Option<WebhookConfig> {
        let mut fields = Fields::new(table);
        let mut is_right = true;
        let mut url = None;
        if let Some((text, span)) = fields.take_text("url") {
            url = text.parse().ok().filter(is_receiver);
            if url.is_none() {
                let examples = [
                    "https://hooks.example.com/ayuda",
                    "http://127.0.0.1:9000/ayuda",
                ];
                self.unknown_value("url", &text, span, &examples);
            }
        }
        let secret = self.secret(&mut fields, "secret", "secret_file");
        let mut reads_as = Viewer::anonymous();
        if let Some((text, span)) = fields.take_text("reads_as") {
            match Viewer::from_who(&text) {
                Ok(viewer) => reads_as = viewer,
                Err(_) => {
                    is_right = false;
                    let examples = ["public", "customer:pm@business", "internal"];
                    self.unknown_value("reads_as", &text, span, &examples);
                }
            }
        }
        let mut events: Vec<String> = WEBHOOK_EVENTS.map(str::to_owned).to_vec();
        if let Some((words, span)) = fields.take_list("events") {
            if words.is_empty() {
                self.report(Code::EmptyList, span, "key", "events");
            }
            events.clear();
            for (word, span) in words {
                match WEBHOOK_EVENTS.contains(&word.as_str()) {
                    true => events.push(word),
                    false => self.unknown_value("events", &word, span, &WEBHOOK_EVENTS),
                }
            }
        }
        self.finish("outbox.webhooks", fields);
        let is_signed = secret != SecretConfig::None;
        (is_right && is_signed).then_some(WebhookConfig {
            name: name.to_owned(),
            url: url?,
            secret,
            events,
            reads_as,
        })
    }

    /// Without host and sender there is no mail.
    fn smtp(&mut self, table: Table) -> Option<SmtpConfig> {
        let mut fields = Fields::new(table);
        let filled = |text: String| Some(text).filter(|text| !text.is_empty());
        let host = fields.take_text("host").and_then(|(host, _)| filled(host));
        let mut is_right = true;
        let mut tls = SmtpTls::StartTls;
        let word = fields.take_text("tls");
        if let Some((word, span)) = &word {
            match SmtpTls::ALL.into_iter().find(|one| one.word() == word) {
                Some(one) => tls = one,
                None => {
                    is_right = false;
                    self.unknown_value("tls", word, *span, &SmtpTls::ALL.map(SmtpTls::word));
                }
            }
        }
        let mut port = tls.port();
        if let Some((text, span)) = fields.take_text("port") {
            match text.parse() {
                Ok(number) if number > 0 => port = number,
                _ => {
                    is_right = false;
                    self.unknown_value("port", &text, span, &["587", "465", "25"]);
                }
            }
        }
        let user = fields.take_text("user").and_then(|(user, _)| filled(user));
        let password = self.secret(&mut fields, "password", "password_file");
        // Whoever listens on the way would have the password.
        if let Some((word, span)) = word.filter(|_| tls == SmtpTls::None && user.is_some()) {
            is_right = false;
            self.unknown_value("tls", &word, span, &["starttls", "tls"]);
        }
        let mut from = None;
        if let Some((text, span)) = fields.take_text("from") {
            match is_mail_address(&text) {
                true => from = Some(text),
                false => self.unknown_value("from", &text, span, &["help@example.com"]),
            }
        }
        let mut wait_minutes = 10;
        number(&mut fields, "wait_minutes", &mut wait_minutes);
        self.finish("outbox.smtp", fields);
        let config = SmtpConfig {
            host: host?,
            port,
            tls,
            user,
            password,
            from: from?,
            wait_minutes: wait_minutes.min(MAX_WAIT),
        };
        is_right.then_some(config)
    }

    /// A secret of a file or of the environment; one in the settings themselves is not known,
    /// and not shown either.
    fn secret(
        &mut self,
        fields: &mut Fields,
        given: &'static str,
        file: &'static str,
    ) -> SecretConfig {
        let path = fields.take_text(file).filter(|(path, _)| !path.is_empty());
        let given_text = fields.take_text(given);
        match (given_text, path) {
            (Some((text, ENVIRONMENT)), _) if !text.is_empty() => SecretConfig::Given(text),
            (Some((_, span)), _) if span != ENVIRONMENT => {
                let mut diagnostic = self.diagnostic(Code::UnknownKey, span);
                if let Some(place) = &mut diagnostic.place {
                    place.text = format!("{given} = …");
                    place.marked = 0..given.len();
                }
                let diagnostic = diagnostic.with("key", given).near(Some(file));
                self.diagnostics.push(diagnostic);
                SecretConfig::None
            }
            (_, Some((path, _))) => SecretConfig::File(path.into()),
            _ => SecretConfig::None,
        }
    }
}
