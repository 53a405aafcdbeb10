//! What a reader typed, without what could say who they are.
//!
//! Entry points: [`scrub`] for the text that is kept, [`fold`] for the spelling that
//! groups it. What looks like an address, a number of a person or a secret becomes
//! [`MARK`]; names of people cannot be told from other words, and stay.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Stands where something was taken out.
pub const MARK: &str = "•••";
/// Longer texts are cut here, after they were scrubbed.
pub const MAX_CHARS: usize = 100;
/// What is read of a text at all.
const MAX_READ: usize = 1_000;
/// A number with as many digits in one piece may be one of a person, a card, a contract.
const LONG_NUMBER: usize = 6;
/// Numbers beside each other with as many digits may be a telephone or a card.
const LONG_RUN: usize = 7;
/// Letters and digits mixed, as long as this, may be a key.
const LONG_CODE: usize = 16;
/// Whatever is as long as this is no word.
const LONG_WORD: usize = 40;

/// The text to keep; `None` when no word is left.
///
/// ```
/// use ayuda::feedback::scrub::scrub;
///
/// let kept = scrub("refund for ana@example.com, card 4111 1111 1111 1111");
/// assert_eq!(kept.as_deref(), Some("refund for ••• card •••"));
/// assert_eq!(scrub("+1 (555) 010-0199"), None);
/// ```
pub fn scrub(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .take(MAX_READ)
        .collect::<String>()
        .nfkc()
        .map(|c| if is_unseen(c) { ' ' } else { c })
        .collect();
    // `ana @ example.com` is an address too.
    let mut tokens: Vec<String> = Vec::new();
    for token in text.split_whitespace() {
        let joins = token.starts_with('@') || tokens.last().is_some_and(|last| last.ends_with('@'));
        match tokens.last_mut().filter(|_| joins) {
            Some(last) => last.push_str(token),
            None => tokens.push(token.to_owned()),
        }
    }
    let mut kept: Vec<&str> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let run = number_run(&tokens[at..]);
        if run > 0 {
            push_mark(&mut kept);
            at += run;
            continue;
        }
        let token = tokens[at].as_str();
        let behind_label = at > 0 && is_secret_label(&tokens[at - 1]);
        match is_private(token) || behind_label {
            true => push_mark(&mut kept),
            false => kept.push(token),
        }
        at += 1;
    }
    let kept = kept.join(" ");
    let end = kept.char_indices().nth(MAX_CHARS);
    let kept = kept[..end.map_or(kept.len(), |(at, _)| at)].trim();
    (!fold(kept).is_empty()).then(|| kept.to_owned())
}

/// The spelling that texts are compared by: lower case, without accents, signs and
/// what was scrubbed.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c.is_alphanumeric() {
            true => folded.extend(c.to_lowercase()),
            // `owner's` is one word.
            false if matches!(c, '\'' | '\u{2019}') => {}
            false if !folded.is_empty() && !folded.ends_with(' ') => folded.push(' '),
            false => {}
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A text as it can be shown on a terminal: in one line, without what moves a cursor
/// or turns the direction of writing.
pub fn one_line(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if is_unseen(c) { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn push_mark(kept: &mut Vec<&str>) {
    if kept.last() != Some(&MARK) {
        kept.push(MARK);
    }
}

/// Control characters, and what hides or turns text.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

/// How many tokens from the first on are one long number, such as a telephone's; 0 for
/// none.
fn number_run(tokens: &[String]) -> usize {
    let is_numeric = |token: &&String| {
        token.chars().any(char::is_numeric) && token.chars().all(|c| c.is_numeric() || is_sign(c))
    };
    let run: Vec<&String> = tokens.iter().take_while(is_numeric).collect();
    let digits: usize = run.iter().map(|token| digits(token)).sum();
    // `2025 2026` are years.
    let is_year = |token: &&String| token.len() == 4 && matches!(&token[..2], "19" | "20");
    match digits >= LONG_RUN && !run.iter().all(is_year) {
        true => run.len(),
        false => 0,
    }
}

fn is_sign(c: char) -> bool {
    matches!(
        c,
        '+' | '-' | '.' | ',' | '(' | ')' | '/' | '#' | ':' | '–' | '‑' | '\u{2010}'
    )
}

fn digits(token: &str) -> usize {
    token.chars().filter(|c| c.is_numeric()).count()
}

fn is_private(token: &str) -> bool {
    let lower = token.to_lowercase();
    let is_link =
        lower.contains("://") || lower.starts_with("www.") || lower.starts_with("mailto:");
    let has_secret = lower
        .split_once(['=', ':'])
        .is_some_and(|(label, value)| !value.is_empty() && is_secret_word(label));
    let letters = token.chars().filter(|c| c.is_alphabetic()).count();
    let digits = digits(token);
    let is_code = letters > 0 && digits > 1 && letters + digits >= LONG_CODE;
    token.contains('@')
        || is_link
        || has_secret
        || token.chars().count() >= LONG_WORD
        || digits >= LONG_NUMBER && !is_article_id(&lower)
        || is_code
        || ["eyj", "sk_", "pk_", "ghp_", "xox", "akia"]
            .iter()
            .any(|start| lower.starts_with(start) && letters + digits > 8)
}

/// `KB-000012` names an article and nobody else.
fn is_article_id(lower: &str) -> bool {
    let token = lower.trim_matches(|c: char| !c.is_alphanumeric());
    token
        .strip_prefix("kb-")
        .or_else(|| token.strip_prefix("kb"))
        .is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `password:` and `bearer`, behind which a secret stands.
fn is_secret_label(token: &str) -> bool {
    let lower = token.to_lowercase();
    let is_labelled = lower.strip_suffix([':', '=']).is_some_and(is_secret_word);
    lower == "bearer" || is_labelled
}

fn is_secret_word(word: &str) -> bool {
    let folded = fold(word);
    let last = folded.rsplit(' ').next().unwrap_or_default();
    matches!(
        last,
        "password"
            | "passwd"
            | "passwort"
            | "pwd"
            | "pass"
            | "secret"
            | "token"
            | "key"
            | "apikey"
            | "pin"
            | "cvv"
            | "cvc"
            | "otp"
            | "ssn"
            | "clave"
            | "contrasena"
            | "secreto"
            | "bearer"
            | "authorization"
            | "dni"
            | "nie"
            | "curp"
            | "rfc"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_name_somebody_is_taken_out() {
        let check = |text: &str, expected: &str| {
            assert_eq!(scrub(text).unwrap_or_default(), expected, "{text}");
        };
        check("how do I void an invoice?", "how do I void an invoice?");
        check("ana.lopez+x@example.co.uk refund", "••• refund");
        check("refund (ana@example.com)", "refund •••");
        check("mail ana @ example.com now", "mail ••• now");
        check("ana＠example.com refund", "••• refund");
        check("invoice 1234567", "invoice •••");
        check("invoice 12345", "invoice 12345");
        check("call 555-0100 or +52 (55) 5010 0199", "call ••• or •••");
        check("4111 1111 1111 1111 declined", "••• declined");
        check("4111-1111-1111-1111 declined", "••• declined");
        check(
            "tarjeta ４１１１１１１１１１１１ rechazada",
            "tarjeta ••• rechazada",
        );
        check("١٢٣٤٥٦٧ refund", "••• refund");
        check("report 2025 2026", "report 2025 2026");
        check("DNI 12345678Z alta", "DNI ••• alta");
        check("KB-000012 and kb000012.", "KB-000012 and kb000012.");
        check("form 1099-NEC", "form 1099-NEC");
        check(
            "open https://app.example.com/x?token=abc now",
            "open ••• now",
        );
        check("www.example.com/invite", "");
        check("api_key=hunter2 fails", "••• fails");
        check("contraseña: hunter2 no entra", "contraseña: ••• no entra");
        check(
            "Authorization: Bearer abc fails",
            "Authorization: ••• fails",
        );
        check("eyJhbGciOiJIUzI1NiJ9.e30.x refused", "••• refused");
        check("sk_live_51abcdefg webhook", "••• webhook");
        check("a1b2c3d4e5f60718 key", "••• key");
        check("order\u{202e}\u{1b}[31m x\u{0}y", "order [31m x y");
        check("• ••• ?!", "");
        check("", "");
    }

    #[test]
    fn a_secret_is_not_saved_by_the_cut() {
        let text = format!("{} ana@example.com", "word ".repeat(40));
        let kept = scrub(&text).expect("words");
        assert_eq!(kept, "word ".repeat(20).trim());
        let long = scrub(&"ñandú ".repeat(400)).expect("words");
        assert!(long.chars().count() <= MAX_CHARS);
    }

    #[test]
    fn spellings_that_differ_in_case_accents_and_signs_are_one() {
        let check = |text, expected| assert_eq!(fold(text), expected, "{text}");
        check("Órdenes  de CAMBIO", "ordenes de cambio");
        check("¿año?", "ano");
        check("owner's \"punch list\"", "owners punch list");
        check("••• refund", "refund");
        check("<script>alert(1)</script>", "script alert 1 script");
        check("ﬁnal ① Ⅳ", "final 1 iv");
        check(" ¡! ", "");
    }
}
