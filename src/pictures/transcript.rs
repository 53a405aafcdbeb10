//! What is said in a film, out of its captions.

/// A pause of this many seconds starts a new paragraph.
const PAUSE: f64 = 2.0;

/// More than anybody reads beside a film.
const MAX_BYTES: usize = 64 * 1024;

/// The text of WebVTT captions: a line for each paragraph, without times and tags.
///
/// A paragraph starts where somebody else speaks (`<v Ana>`), and after a pause.
pub fn transcript(captions: &str) -> String {
    let mut text = String::new();
    let mut last_end: Option<f64> = None;
    let mut speaker = String::new();
    let captions = captions.replace("\r\n", "\n").replace('\r', "\n");
    for block in captions.split("\n\n") {
        let mut lines = block.lines().skip_while(|line| !line.contains("-->"));
        let Some((start, end)) = lines.next().and_then(times) else {
            continue;
        };
        let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
        let (who, said) = plain(&words.join(" "));
        if said.is_empty() {
            continue;
        }
        let changes = who.is_some_and(|who| {
            let changes = who != speaker;
            speaker = who;
            changes
        });
        let paused = last_end.is_some_and(|last| start - last >= PAUSE);
        if !text.is_empty() {
            text.push(if changes || paused { '\n' } else { ' ' });
        }
        if changes {
            text.push_str(&speaker);
            text.push_str(": ");
        }
        text.push_str(&said);
        last_end = Some(end);
        if text.len() > MAX_BYTES {
            break;
        }
    }
    text
}

/// `00:01.000 --> 00:04.200 align:start`.
fn times(line: &str) -> Option<(f64, f64)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some((seconds(start.trim())?, seconds(end)?))
}

fn seconds(time: &str) -> Option<f64> {
    time.split(':').try_fold(0.0, |all, part| {
        let part: f64 = part.parse().ok()?;
        Some(all * 60.0 + part)
    })
}

/// A cue without its tags, and who speaks.
fn plain(cue: &str) -> (Option<String>, String) {
    let mut who = None;
    let mut said = String::new();
    let mut rest = cue;
    while let Some((before, tag)) = rest.split_once('<') {
        said.push_str(before);
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        if let Some((_, name)) = tag.split_once(' ').filter(|_| tag.starts_with('v')) {
            who = Some(unescaped(name.trim()));
        }
        rest = after;
    }
    said.push_str(rest);
    (who, unescaped(said.trim()))
}

fn unescaped(text: &str) -> String {
    let known = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&amp;", "&"),
    ];
    known
        .into_iter()
        .fold(text.to_owned(), |text, (name, letter)| {
            text.replace(name, letter)
        })
}

#[cfg(test)]
mod tests {
    use super::transcript;

    #[test]
    fn captions_become_paragraphs() {
        let captions = "WEBVTT - a film\r\n\r\nNOTE not said\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n\
            one\r\n00:00.500 --> 00:02.000 align:start\r\nOpen <b>the\r\nestimate</b>,\r\n\r\n\
            00:02.100 --> 00:04.000\r\nthen &amp;lt; press Add.\r\n\r\n\
            00:01:09.000 --> 00:01:10.000\r\nLater.\r\n\r\n\
            01:00:00.000 --> 01:00:01.000\r\n<v.loud Ana>Hello\r\n\r\n\
            01:00:01.000 --> 01:00:02.000\r\n<v Ana>again.\r\n\r\n\
            bad --> times\r\nNever.";
        assert_eq!(
            transcript(captions),
            "Open the estimate, then &lt; press Add.\nLater.\nAna: Hello again."
        );
        for text in ["", "WEBVTT", "-->", "1 --> 2", "1 --> 2\n<", "<v"] {
            assert_eq!(transcript(text), "");
        }
    }
}
