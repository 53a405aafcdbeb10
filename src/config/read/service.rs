//! `[service]`: where it listens, what it keeps, and its limits.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::config::read::{Reader, path, text};
use crate::config::{DatabaseUrl, ServiceConfig};
use crate::spanned::{Fields, Table};

impl Reader<'_> {
    pub(super) fn service(&mut self, table: Table, config: &mut ServiceConfig) {
        let mut fields = Fields::new(table);
        text(&mut fields, "listen", &mut config.listen);
        text(&mut fields, "metrics_listen", &mut config.metrics_listen);
        if let Some((word, span)) = fields.take_text("log") {
            match word.as_str() {
                "text" => config.log_json = false,
                "json" => config.log_json = true,
                _ => self.unknown_value("log", &word, span, &["text", "json"]),
            }
        }
        path(&mut fields, "data", &mut config.data);
        if let Some((text, span)) = fields
            .take_text("database_url")
            .filter(|(url, _)| !url.is_empty())
        {
            let url = DatabaseUrl::parse(&text).unwrap_or_else(|| {
                // What was written may hold the password.
                self.unknown_value("database_url", "…", span, &[DatabaseUrl::SAMPLE]);
                DatabaseUrl::MISTYPED
            });
            config.database_url = Some(url);
        }
        if let Some((items, _)) = fields.take_list("allowed_origins") {
            config.allowed_origins = items.into_iter().map(|(origin, _)| origin).collect();
        }
        if let Some((url, _)) = fields
            .take_text("contact_url")
            .filter(|(url, _)| !url.is_empty())
        {
            config.contact_url = Some(url);
        }
        if let Some((text, span)) = fields
            .take_text("sign_in_url")
            .filter(|(url, _)| !url.is_empty())
        {
            match url::Url::parse(&text) {
                Ok(url) if matches!(url.scheme(), "http" | "https") => {
                    config.sign_in_url = Some(text);
                }
                _ => {
                    let known = ["https://app.example.com/help-sign-in"];
                    self.unknown_value("sign_in_url", &text, span, &known);
                }
            }
        }
        if let Some((items, _)) = fields.take_list("trusted_proxies") {
            for (item, span) in items {
                match network(&item) {
                    Some(network) => config.trusted_proxies.push(network),
                    None => self.unknown_value(
                        "trusted_proxies",
                        &item,
                        span,
                        &["127.0.0.1", "10.0.0.0/8", "fd00::/8"],
                    ),
                }
            }
        }
        number(&mut fields, "max_connections", &mut config.max_connections);
        number(
            &mut fields,
            "writes_per_minute",
            &mut config.writes_per_minute,
        );
        number(
            &mut fields,
            "searches_per_minute",
            &mut config.searches_per_minute,
        );
        number(
            &mut fields,
            "requests_per_minute",
            &mut config.requests_per_minute,
        );
        self.finish("service", fields);
    }
}

/// What is below zero is no limit either, as 0 is.
pub(super) fn number(fields: &mut Fields, key: &'static str, target: &mut u32) {
    if let Some(number) = fields.take_integer(key) {
        *target = u32::try_from(number.max(0)).unwrap_or(u32::MAX);
    }
}

/// A network, or one address.
pub(super) fn network(text: &str) -> Option<IpNet> {
    let one = |address: IpAddr| IpNet::from(address.to_canonical());
    text.parse().ok().or_else(|| text.parse().ok().map(one))
}
