//! The words of a post, without the marks of Markdown and without where links lead.
//!
//! A search reads a million of them: this is no parser, and costs as much as copying. What it
//! leaves of odd Markdown is harmless, for it is shown as text.

/// The text of Markdown, on lines as it was written.
pub(super) fn plain(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        let line = line.trim_start_matches(['>', '#', '*', '+', '-', ' ', '\t']);
        if line.starts_with("```") || line.starts_with("~~~") {
            continue;
        }
        words(line, &mut text);
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}

fn words(line: &str, text: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find(['*', '`', '\\', ']', '[', '!', 'h']) {
        text.push_str(&rest[..at]);
        let marked = &rest[at..];
        let taken = match marked.as_bytes()[0] {
            b'*' | b'`' => 1,
            b'\\' => match marked[1..].chars().next() {
                Some(escaped) if escaped.is_ascii_punctuation() => {
                    text.push(escaped);
                    2
                }
                _ => 1,
            },
            b']' if marked.starts_with("](") => match marked.find(')') {
                Some(end) => end + 1,
                None => 1,
            },
            b'[' | b']' => 1,
            b'!' if marked.starts_with("![") => 2,
            b'h' if marked.starts_with("https://") || marked.starts_with("http://") => {
                let end = marked.find([' ', '\t', ')', '>', ']']);
                end.unwrap_or(marked.len())
            }
            _ => {
                text.push_str(&marked[..1]);
                1
            }
        };
        rest = &marked[taken..];
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_marks_and_addresses_go() {
        let check = |markdown, expected| assert_eq!(plain(markdown), expected, "{markdown}");
        check("# How *do* I **invoice**?", "How do I invoice?");
        check(
            "> - see [the guide](https://x.example/a) now",
            "see the guide now",
        );
        check("![A wall](/forum/files/a.png) of it!", "A wall of it!");
        check("```sql\nSELECT `a`\n```\nthat", "SELECT a\nthat");
        check("at https://x.example/?q=1 or 5 \\* 3", "at  or 5 * 3");
        check("años [x\\", "años x");
        check("", "");
    }
}
