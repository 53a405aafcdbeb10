//! What a post or reply said before its edits, beside what it says since.

use axum::http::StatusCode;
use axum::response::Response;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::forum::{Revision, Target};
use crate::http::forum::pages::rows::second;
use crate::http::forum::pages::{Asked, writing};
use crate::http::problem::Problem;
use crate::theme::forum::{ForumEdit, ForumHistory, Piece};

/// Edits that are shown, the newest.
const EDITS: usize = 20;
/// Longer texts are shown one behind the other: comparing takes a time that grows with the
/// square of what differs.
const LINES: usize = 800;
const WORDS: usize = 400;
/// Lines that stay around a change.
const AROUND: usize = 2;

pub(super) async fn page(asked: &Asked<'_>, post: &str, target: &str) -> Result<Response, Problem> {
    let target = Target::from_key(target).ok_or(Problem::NotFound)?;
    let (app, who) = (asked.app, &asked.who);
    let thread = app.forum.read(who, post).await?;
    let (title, body) = match &target {
        Target::Post(key) if key == post => (
            Some(thread.post.card.title.clone()),
            thread.post.body.clone(),
        ),
        Target::Post(_) => return Err(Problem::NotFound),
        Target::Reply(key) => {
            let mut replies = thread.replies.iter();
            let reply = replies.find(|reply| reply.key == *key);
            let content = reply.and_then(|reply| reply.content.as_ref());
            (None, content.ok_or(Problem::NotFound)?.body.clone())
        }
    };
    let revisions = app.forum.revisions(who, &target).await?;
    let name = asked.say("forum-page-history");
    let card = &thread.post.card;
    let page = ForumHistory {
        forum: asked.frame(None).await?,
        trail: writing::trail(asked, &thread, &name),
        back: format!("{}#{}", asked.post_link(card), target.key()),
        edits: edits(asked, title, body, revisions),
    };
    let about = writing::about(post, name);
    asked.answer(StatusCode::OK, "forum/history.html", about, &page)
}

fn edits(
    asked: &Asked<'_>,
    title: Option<String>,
    body: String,
    revisions: Vec<Revision>,
) -> Vec<ForumEdit> {
    let (mut title, mut body) = (title, body);
    let mut edits = Vec::new();
    for before in revisions.into_iter().take(EDITS) {
        let titles = before.title.as_deref().zip(title.as_deref());
        let titles = titles.filter(|(before, after)| before != after);
        edits.push(ForumEdit {
            editor: asked.person(&before.editor),
            at: second(before.until),
            title: titles.map_or_else(Vec::new, |(before, after)| words(before, after)),
            body: match before.body == body {
                true => Vec::new(),
                false => compared(&before.body, &body),
            },
        });
        (title, body) = (before.title.or(title), before.body);
    }
    edits
}

/// What went, came and stayed between two texts.
fn compared(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (lines(before), lines(after));
    if old.len() > LINES || new.len() > LINES {
        return vec![piece("gone", before), piece("new", after)];
    }
    let mut pieces = Vec::new();
    let changes = capture_diff_slices(Algorithm::Myers, &old, &new);
    let last = changes.len().saturating_sub(1);
    for (at, change) in changes.into_iter().enumerate() {
        let (old, new) = (&old[change.old_range()], &new[change.new_range()]);
        match change {
            DiffOp::Equal { .. } => {
                let first = if at == 0 { 0 } else { AROUND };
                let end = if at == last { 0 } else { AROUND };
                if old.len() <= first + end + 1 {
                    pieces.push(piece("same", &old.concat()));
                    continue;
                }
                pieces.push(piece("same", &old[..first].concat()));
                pieces.push(piece("skipped", ""));
                pieces.push(piece("same", &old[old.len() - end..].concat()));
            }
            DiffOp::Delete { .. } => pieces.push(piece("gone", &old.concat())),
            DiffOp::Insert { .. } => pieces.push(piece("new", &new.concat())),
            DiffOp::Replace { .. } => pieces.extend(words(&old.concat(), &new.concat())),
        }
    }
    pieces.retain(|piece| piece.kind == "skipped" || !piece.text.is_empty());
    pieces
}

/// The same by words.
fn words(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (parts(before), parts(after));
    if old.len() > WORDS || new.len() > WORDS {
        return vec![piece("gone", before), piece("new", after)];
    }
    let mut pieces = Vec::new();
    for change in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (old, new) = (&old[change.old_range()], &new[change.new_range()]);
        match change {
            DiffOp::Equal { .. } => pieces.push(piece("same", &old.concat())),
            _ => {
                pieces.push(piece("gone", &old.concat()));
                pieces.push(piece("new", &new.concat()));
            }
        }
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Words, each with the space behind it.
fn parts(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

fn piece(kind: &'static str, text: &str) -> Piece {
    Piece {
        kind,
        text: text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_shown_by_words_and_what_stayed_is_left_out() {
        let shown = |before: &str, after: &str| -> String {
            let pieces = compared(before, after);
            let pieces = pieces.iter().map(|one| match one.kind {
                "gone" => format!("[-{}]", one.text),
                "new" => format!("[+{}]", one.text),
                "skipped" => "…".to_owned(),
                _ => one.text.clone(),
            });
            pieces.collect()
        };
        assert_eq!(
            shown("Bill ten percent\n", "Bill five percent\n"),
            "Bill [-ten ][+five ]percent\n"
        );
        assert_eq!(
            shown("a\nb\nc\nd\ne\nf\nlast", "a\nb\nc\nd\ne\nf\nlast one"),
            "…e\nf\n[-last][+last one]"
        );
        let long = "x\n".repeat(LINES + 1);
        assert_eq!(shown(&long, "y"), format!("[-{long}][+y]"));
    }
}
