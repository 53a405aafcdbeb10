//! How deep the lines of a text can nest, before anything parses them.
//!
//! A parser of Markdown looks at all open containers again for each line. A line with
//! thousands of markers followed by thousands of lines would keep it busy, and so such a line
//! is refused first. Containers that are opened line by line need spaces before them, and
//! what 32 KiB of those can open is little.

use super::Refused;

/// More markers than this at the start of a line are refused; what is deeper than
/// `MAX_DEPTH` is found later. Code may start with `>` too, but not with so many.
const MAX_MARKERS: usize = 100;

pub(super) fn check(text: &str) -> Result<(), Refused> {
    match text.lines().all(|line| markers(line) <= MAX_MARKERS) {
        true => Ok(()),
        false => Err(Refused::TooDeep),
    }
}

/// How many quotes and list items the line may open. It stops counting past the limit.
fn markers(line: &str) -> usize {
    let mut rest = line.as_bytes();
    let mut count = 0;
    while count <= MAX_MARKERS {
        rest = rest.trim_ascii_start();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let length = match rest.get(digits) {
            Some(b'>') if digits == 0 => 1,
            Some(b'-' | b'*' | b'+') if digits == 0 && !is_rule(rest) => 1,
            Some(b'.' | b')') if (1..=9).contains(&digits) => digits + 1,
            _ => return count,
        };
        let after = &rest[length..];
        let is_quote = rest[0] == b'>';
        if !is_quote && !matches!(after.first(), None | Some(b' ' | b'\t')) {
            return count;
        }
        count += 1;
        rest = after;
    }
    count
}

/// `- - -`, which is a line across the page and opens nothing.
fn is_rule(rest: &[u8]) -> bool {
    let mark = rest[0];
    let marks = || rest.iter().filter(|byte| !matches!(byte, b' ' | b'\t'));
    mark != b'+' && marks().take(3).count() == 3 && marks().all(|byte| *byte == mark)
}
