//! Letters to members: in their language, as text and as simple HTML.

use jiff::Timestamp;
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};

use crate::i18n::{Messages, text};
use crate::locale::Locale;
use crate::markup::{escape_attribute, escape_text};
use crate::outbox::unsubscribe::hex;
use crate::outbox::{Kind, Matter};

/// Characters of a text that stand in a letter.
const MOST_TEXT: usize = 600;
/// Characters of a title in a subject.
const MOST_TITLE: usize = 100;
/// Things that happened to one post, in one letter; the rest is counted.
const MOST_NEWS: usize = 20;

/// Who writes.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    pub(super) name: String,
    /// Checked.
    pub(super) address: String,
    /// Without a `/` at its end.
    pub(super) base_url: String,
}

/// Something that happened to the post.
#[derive(Clone, Debug)]
pub(super) struct News {
    pub(super) kind: Kind,
    pub(super) reason: Option<String>,
    pub(super) matter: Matter,
}

/// What goes to one member.
#[derive(Clone, Debug)]
pub(super) struct Letter<'a> {
    /// The same for the same letter, when it is tried again.
    pub(super) id: &'a str,
    pub(super) to: &'a str,
    pub(super) locale: Locale,
    pub(super) at: Timestamp,
    /// At least one, all of one post.
    pub(super) news: &'a [News],
    pub(super) unsubscribe: String,
}

/// The start of a text, up to a word.
pub(super) fn excerpt(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let start = &text[..end];
    let start = match start.rfind(char::is_whitespace) {
        Some(at) if at > end / 2 => &start[..at],
        _ => start,
    };
    format!("{}…", start.trim_end())
}

/// One line, without what nobody sees.
fn line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|one: char| one.is_whitespace() || one.is_control())
        .collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Makes the letter, or says that it cannot be one.
pub(super) fn compose(
    sender: &Sender,
    messages: &Messages,
    letter: &Letter<'_>,
) -> Option<Message> {
    let first = letter.news.first()?;
    let locale = letter.locale;
    let title = line(&first.matter.title);
    let url = format!("{}{}", sender.base_url, first.matter.path);
    let subject = subject(messages, letter, first, &excerpt(&title, MOST_TITLE));
    let heads: Vec<(String, String)> = letter
        .news
        .iter()
        .take(MOST_NEWS)
        .map(|news| {
            let said = excerpt(news.matter.text.trim(), MOST_TEXT);
            (head(messages, locale, news), said)
        })
        .collect();
    let more = letter.news.len().saturating_sub(MOST_NEWS);
    let more = (more > 0).then(|| text::outbox_letter_more(messages, locale, more));
    let foot = Foot {
        read: text::outbox_letter_read(messages, locale),
        why: text::outbox_letter_why(messages, locale),
        end: text::outbox_letter_end(messages, locale),
    };
    let plain = plain(&title, &url, &heads, more.as_deref(), &foot, letter);
    let html = html(&title, &url, &heads, more.as_deref(), &foot, letter);

    let host = sender.address.rsplit_once('@')?.1;
    let hash = blake3::hash(letter.id.as_bytes());
    let id = hex(&hash.as_bytes()[..16]);
    let thread = format!("<{}@{host}>", first.matter.post);
    let name = Some(line(&sender.name)).filter(|name| !name.is_empty());
    let from = Mailbox::new(name, sender.address.parse().ok()?);
    let to: Address = letter.to.parse().ok()?;
    let headers = [
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("List-Id", format!("<forum.{host}>")),
        ("List-Unsubscribe", format!("<{}>", letter.unsubscribe)),
        (
            "List-Unsubscribe-Post",
            "List-Unsubscribe=One-Click".to_owned(),
        ),
        ("Content-Language", locale.code().to_owned()),
    ];
    let mut builder = Message::builder()
        .date(letter.at.into())
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(subject)
        .message_id(Some(format!("<{id}@{host}>")))
        .references(thread);
    for (name, value) in headers {
        let name = HeaderName::new_from_ascii(name.to_owned()).ok()?;
        builder = builder.raw_header(HeaderValue::new(name, value));
    }
    let parts = MultiPart::alternative()
        .boundary(id.as_str())
        .singlepart(part(ContentType::TEXT_PLAIN, plain))
        .singlepart(part(ContentType::TEXT_HTML, html));
    builder.multipart(parts).ok()
}

fn part(kind: ContentType, body: String) -> SinglePart {
    SinglePart::builder().header(kind).body(body)
}

struct Foot {
    read: String,
    why: String,
    end: String,
}

fn subject(messages: &Messages, letter: &Letter<'_>, first: &News, title: &str) -> String {
    let locale = letter.locale;
    if letter.news.len() > 1 {
        return text::outbox_subject_several(messages, locale, letter.news.len(), title);
    }
    let name = line(&first.matter.actor.name);
    match first.kind {
        Kind::Asked => text::outbox_subject_asked(messages, locale, name, title),
        Kind::Replied => text::outbox_subject_replied(messages, locale, name, title),
        Kind::Verified => text::outbox_subject_verified(messages, locale, title),
        Kind::Accepted => text::outbox_subject_accepted(messages, locale, title),
        Kind::Mentioned => text::outbox_subject_mentioned(messages, locale, name, title),
        Kind::Reported => text::outbox_subject_reported(messages, locale, title),
    }
}

fn head(messages: &Messages, locale: Locale, news: &News) -> String {
    let matter = &news.matter;
    let (actor, author) = (line(&matter.actor.name), line(&matter.author.name));
    match news.kind {
        Kind::Asked => text::outbox_letter_asked(messages, locale, actor),
        Kind::Replied => text::outbox_letter_replied(messages, locale, actor),
        Kind::Verified => text::outbox_letter_verified(messages, locale, actor, author),
        Kind::Accepted => text::outbox_letter_accepted(messages, locale, actor, author),
        Kind::Mentioned => text::outbox_letter_mentioned(messages, locale, actor),
        Kind::Reported => {
            let reason = news.reason.as_deref().unwrap_or("other");
            text::outbox_letter_reported(messages, locale, actor, author, reason)
        }
    }
}

fn plain(
    title: &str,
    url: &str,
    heads: &[(String, String)],
    more: Option<&str>,
    foot: &Foot,
    letter: &Letter<'_>,
) -> String {
    let mut out = format!("{title}\n");
    for (head, said) in heads {
        out.push_str(&format!("\n{head}\n\n"));
        for line in said.lines() {
            out.push_str(format!("> {line}").trim_end());
            out.push('\n');
        }
    }
    if let Some(more) = more {
        out.push_str(&format!("\n{more}\n"));
    }
    out.push_str(&format!("\n{}: {url}\n\n-- \n{}\n", foot.read, foot.why));
    out.push_str(&format!("{}: {}\n", foot.end, letter.unsubscribe));
    out
}

fn html(
    title: &str,
    url: &str,
    heads: &[(String, String)],
    more: Option<&str>,
    foot: &Foot,
    letter: &Letter<'_>,
) -> String {
    let shown = |out: &mut String, text: &str| escape_text(out, text);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>",
        letter.locale.code()
    );
    shown(&mut out, title);
    out.push_str("</title></head>\n<body>\n<h2>");
    shown(&mut out, title);
    out.push_str("</h2>\n");
    for (head, said) in heads {
        out.push_str("<p>");
        shown(&mut out, head);
        out.push_str("</p>\n<blockquote>");
        for (at, line) in said.lines().enumerate() {
            if at > 0 {
                out.push_str("<br>\n");
            }
            shown(&mut out, line);
        }
        out.push_str("</blockquote>\n");
    }
    if let Some(more) = more {
        out.push_str("<p>");
        shown(&mut out, more);
        out.push_str("</p>\n");
    }
    let mut link = |url: &str, words: &str, before: &str, after: &str| {
        out.push_str(before);
        out.push_str("<a href=\"");
        escape_attribute(&mut out, url);
        out.push_str("\">");
        escape_text(&mut out, words);
        out.push_str("</a>");
        out.push_str(after);
    };
    link(url, &foot.read, "<p>", "</p>\n");
    let mut why = String::from("<hr>\n<p><small>");
    escape_text(&mut why, &foot.why);
    why.push(' ');
    link(
        &letter.unsubscribe,
        &foot.end,
        &why,
        "</small></p>\n</body>\n</html>\n",
    );
    out
}
