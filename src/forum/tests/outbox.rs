//! What leaves: to a real mail server and a real receiver of webhooks.

mod leaving;
mod letters;
mod servers;
mod webhooks;

use std::sync::Arc;

use super::*;
use crate::config::{Config, SecretConfig, SmtpConfig, SmtpTls, WebhookConfig};
use crate::i18n::Messages;
use crate::outbox::{Letters, Outbox, Subject, Wanted};
use crate::storage::Storage;

use servers::{MailServer, Receiver, Taken};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const EVENTS: [&str; 5] = crate::config::WEBHOOK_EVENTS;

/// A forum, and whoever is told of it.
struct World {
    _folder: tempfile::TempDir,
    storage: Storage,
    forum: Forum,
    config: Config,
    mail: MailServer,
    receiver: Receiver,
}

impl World {
    /// With letters, and one webhook that reads as anybody.
    async fn new() -> Self {
        World::with(&["public"]).await
    }

    async fn with(readers: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (mail, receiver) = (MailServer::start().await, Receiver::start().await);
        let mut config = Config {
            base_url: "https://help.obra.example".to_owned(),
            ..Config::default()
        };
        config.site.name = "Obra Help".to_owned();
        config.outbox.smtp = Some(SmtpConfig {
            host: "127.0.0.1".to_owned(),
            port: mail.port,
            tls: SmtpTls::None,
            user: None,
            password: SecretConfig::None,
            from: "help@obra.example".to_owned(),
            wait_minutes: 10,
        });
        let url = format!("http://127.0.0.1:{}/hook?of=ayuda", receiver.port);
        let webhooks = readers.iter().map(|reader| WebhookConfig {
            name: reader.replace([':', '@'], "-"),
            url: url.parse().expect("a url"),
            secret: SecretConfig::Given(SECRET.to_owned()),
            events: EVENTS.map(str::to_owned).to_vec(),
            reads_as: Viewer::from_who(reader).expect("a viewer"),
        });
        config.outbox.webhooks = webhooks.collect();
        let storage = storage::testing::open(folder.path()).await;
        let forum = Forum::new(storage.clone(), &categories());
        let forum = forum.with_outbox(Wanted::of(&config.outbox));
        World {
            _folder: folder,
            storage,
            forum,
            config,
            mail,
            receiver,
        }
    }

    /// One node.
    async fn node(&self) -> Outbox {
        let outbox = Outbox::open(
            &self.config,
            self.storage.clone(),
            Arc::new(self.forum.clone()),
            Arc::new(Messages::built_in()),
            Letters::new([7; 32]),
        );
        outbox.await.expect("settings that can be used")
    }

    /// Everything that left at that moment, without the wrapping of letters.
    async fn left(&self, node: &Outbox, minutes: i64) -> (Vec<Taken>, Vec<String>) {
        // Few letters are written at a time.
        while node.round(later(minutes)).await.expect("a round") > 0 {}
        let mut letters = self.mail.taken();
        letters.sort_by(|one, other| one.to.cmp(&other.to));
        for letter in &mut letters {
            letter.data = unwrapped(&letter.data);
        }
        let bodies = self.receiver.called().into_iter().map(|one| one.body);
        (letters, bodies.collect())
    }

    async fn ask(&self, who: &Who, category: &str, title: &str, minutes: i64) -> String {
        let draft = draft(category, title);
        let asked = self.forum.ask(who, &draft, later(minutes)).await;
        asked.expect("asked")
    }

    async fn say(&self, who: &Who, post: &str, body: &str, minutes: i64) -> String {
        let said = self.forum.reply(who, post, body, later(minutes)).await;
        said.expect("said")
    }

    async fn follow(&self, who: &Who, subject: Subject, minutes: i64) {
        let followed = self.forum.follow(who, &subject, true, later(minutes));
        followed.await.expect("followed");
    }
}

/// Somebody whom letters reach.
fn reached(mut who: Who, locale: Locale) -> Who {
    let member = who.member.as_mut().expect("a member");
    let name = member.name.clone().unwrap_or_default().to_lowercase();
    member.email = Some(format!("{}@example.com", name.replace(' ', ".")));
    member.locale = Some(locale);
    who
}

/// A letter whose parts are no longer quoted-printable.
fn unwrapped(data: &str) -> String {
    let mut out = String::new();
    let (mut is_part, mut is_quoted) = (false, false);
    for line in data.split("\r\n") {
        if line.starts_with("--") && line.len() > 20 {
            (is_part, is_quoted) = (true, false);
        } else if is_part && line.ends_with("quoted-printable") {
            is_quoted = true;
        }
        match line.strip_suffix('=').filter(|_| is_quoted) {
            Some(line) => out.push_str(&plain(line)),
            None if is_quoted => out.push_str(&format!("{}\n", plain(line))),
            None => out.push_str(&format!("{line}\n")),
        }
    }
    let bytes: Vec<u8> = out
        .chars()
        .filter_map(|one| u8::try_from(one).ok())
        .collect();
    String::from_utf8(bytes).expect("UTF-8")
}

/// Bytes of a quoted-printable line, each as the character of its number.
fn plain(line: &str) -> String {
    let mut parts = line.split('=');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let byte = u8::from_str_radix(&part[..2], 16).expect("two digits");
        out.push(char::from(byte));
        out.push_str(&part[2..]);
    }
    out
}
