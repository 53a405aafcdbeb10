//! Texts that keep parsers of Markdown busy: each a pattern that is repeated up to a length.

/// How a text of about this many bytes is made.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Repeated(&'static str),
    /// The first, then the second repeated.
    Behind(&'static str, &'static str),
    /// The first as often as the second, with something between them.
    Around(&'static str, &'static str, &'static str),
    /// The first over half of the length, and behind a letter the second.
    Halves(&'static str, &'static str),
    /// Each line starts with one more of the first, and ends with the second.
    Stairs(&'static str, &'static str),
    /// The first between runs of the second that grow.
    Runs(&'static str, &'static str),
    /// `{}` is a number that grows.
    Numbered(&'static str),
    /// The same, and then once more with the second.
    NumberedTwice(&'static str, &'static str),
    /// A table of the wide head and short rows.
    Table(&'static str),
}

use Shape::*;

pub const SHAPES: [(&str, Shape); 68] = [
    ("nested brackets", Repeated("[")),
    ("nested brackets, closed", Around("[", "a", "]")),
    ("nested links", Repeated("[a](")),
    ("pictures", Repeated("![")),
    ("quotes", Repeated("> ")),
    ("quotes without spaces", Repeated(">")),
    ("quotes, then lines", Halves("> ", "a\n")),
    ("quotes, then empty lines", Halves(">", "\n")),
    ("stairs of lists", Stairs("  ", "* a\n")),
    ("stairs of quotes", Stairs(">", " a\n")),
    ("list in list, one line", Around("- ", "a", "")),
    ("lists, then empty lines", Halves("- ", "\n")),
    ("99 lists, then empty lines", Behind(LISTS, "\n")),
    ("99 lists, then quotes", Behind(LISTS, ">\n")),
    ("99 quotes again and again", Repeated(QUOTES)),
    ("99 lists again and again", Repeated(LISTS)),
    ("numbers", Around("1. ", "a", "")),
    ("items", Repeated("- a\n")),
    ("items far apart", Repeated("- a\n\n\n")),
    ("tasks", Repeated("- [ ] \n")),
    ("emphasis", Repeated("*a **a ")),
    ("emphasis that closes", Repeated("a** ")),
    ("underscores", Repeated("_")),
    ("stars and underscores", Repeated("*_")),
    ("stars, closed", Around("*", "a", "*")),
    ("strong, nested", Around("**a *a ", "", " a** a*")),
    ("openers of three kinds", Repeated("*a _a ~~a ")),
    ("growing backticks", Runs("e", "`")),
    ("backticks", Repeated("`a``")),
    ("links that do not end", Repeated("[a](b")),
    ("links that do not end, angle", Repeated("[a](<b")),
    ("titles that do not end", Repeated("[a](b \"c ")),
    ("comments", Behind("</", "<!--")),
    ("CDATA", Repeated("<![CDATA[")),
    ("instructions", Repeated("<?")),
    ("declarations", Repeated("<!A ")),
    ("attributes", Behind("<a ", "b ")),
    ("quoted attributes", Repeated("<a b=\"")),
    ("less than", Repeated("<")),
    ("definitions", Numbered("[{}]: u\n")),
    ("definitions of one line", Repeated("[a]: u\n")),
    (
        "definitions and uses",
        NumberedTwice("[{}]: u\n\n", "[{}] "),
    ),
    ("a long definition, used often", Behind(DEFINITION, "[a] ")),
    ("wide table", Table("")),
    ("table of empty cells", Table("|a\n")),
    ("bars", Repeated("|")),
    ("lines of bars", Repeated("|a\n|-\n")),
    ("footnotes", Numbered("[^{}]: [^1{}]\n")),
    ("entities", Repeated("&amp;")),
    ("entities that do not end", Behind("&", "a")),
    ("hard breaks", Repeated("a  \n")),
    ("backslashes", Repeated("\\")),
    ("a heading of many lines", Around("a\n", "---", "")),
    ("headings", Repeated("# a\n")),
    ("autolinks that do not end", Repeated("<http:")),
    ("www", Repeated("www.")),
    ("bare addresses", Repeated("http://a ")),
    ("bare addresses with brackets", Repeated("http://a)))) ")),
    ("addresses in addresses", Repeated("http://")),
    ("mail", Repeated("a@")),
    ("members", Numbered("@a{} ")),
    ("one member", Repeated("@a ")),
    ("parentheses", Around("[a](", "(", ")")),
    ("tabs", Around("-\t", "a", "")),
    ("fences", Repeated("```a\n")),
    ("strikes", Repeated("~~a ")),
    ("combining marks", Behind("a", "\u{301}")),
    ("NUL", Repeated("\0")),
];

const LISTS: &str = "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - a\n";
const QUOTES: &str = ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> a\n";
const DEFINITION: &str = "[a]: https://example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\n";

impl Shape {
    /// At most `bytes` long, and nearly.
    pub fn text(self, bytes: usize) -> String {
        let repeated = |part: &str, bytes: usize| part.repeat(bytes / part.len().max(1));
        let numbered = |part: &str, bytes: usize| {
            let mut out = String::new();
            for number in 0.. {
                let next = part.replace("{}", &number.to_string());
                if out.len() + next.len() > bytes {
                    break;
                }
                out.push_str(&next);
            }
            out
        };
        match self {
            Repeated(part) => repeated(part, bytes),
            Behind(first, part) => {
                let rest = bytes.saturating_sub(first.len());
                first.to_owned() + &repeated(part, rest)
            }
            Around(before, middle, after) => {
                let times = bytes.saturating_sub(middle.len()) / (before.len() + after.len());
                before.repeat(times) + middle + &after.repeat(times)
            }
            Halves(first, second) => {
                let first = repeated(first, bytes / 2);
                first + "a\n" + &repeated(second, bytes / 2 - 2)
            }
            Stairs(step, end) => grown(bytes, |n| step.repeat(n) + end),
            Runs(between, part) => grown(bytes, |n| between.to_owned() + &part.repeat(n)),
            Numbered(part) => numbered(part, bytes),
            NumberedTwice(first, second) => {
                numbered(first, bytes / 2) + &numbered(second, bytes / 2)
            }
            Table("") => {
                let columns = bytes / 7;
                let row = |cell: &str| cell.repeat(columns) + "|\n";
                row("|a") + &row("|-") + &row("|a")
            }
            Table(row) => {
                let columns = bytes / 8;
                let head = "|a".repeat(columns) + "|\n" + &"|-".repeat(columns) + "|\n";
                let rest = bytes - head.len();
                head + &repeated(row, rest)
            }
        }
    }
}

fn grown(bytes: usize, part: impl Fn(usize) -> String) -> String {
    let mut out = String::new();
    for n in 0.. {
        let next = part(n);
        if out.len() + next.len() > bytes {
            break;
        }
        out.push_str(&next);
    }
    out
}
