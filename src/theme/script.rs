//! Scripts without what says nothing: comments, and white space that separates nothing.
//!
//! For our own scripts, whose statements end with `;`. Names stay: a minifier that shortens
//! them would save a tenth more, and is a compiler of its own.

/// `script` without comments and needless white space. Texts, templates and regular
/// expressions stay as they are.
pub fn compact(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    // White space that was passed over: `\n` if there was a line break in it.
    let mut gap = None;
    while let Some(next) = rest.chars().next() {
        if next.is_whitespace() {
            gap = Some(if next == '\n' || gap == Some('\n') {
                '\n'
            } else {
                ' '
            });
            rest = &rest[next.len_utf8()..];
            continue;
        }
        if rest.starts_with("//") || rest.starts_with("/*") {
            let (length, left) = comment(rest);
            gap = Some(if left == '\n' || gap == Some('\n') {
                '\n'
            } else {
                ' '
            });
            rest = &rest[length..];
            continue;
        }
        if let Some(gap) = gap.take().filter(|gap| separates(*gap, &out, next)) {
            out.push(gap);
        }
        let length = match next {
            '"' | '\'' => quoted(rest, next),
            '`' => template(rest),
            '/' if begins_expression(&out) => regular_expression(rest),
            _ => next.len_utf8(),
        };
        let (taken, after) = rest.split_at(length);
        if taken == "}" && out.ends_with([';', ',']) {
            out.pop();
        }
        if rest.starts_with("=>") {
            bare_parameter(&mut out);
        }
        out.push_str(taken);
        rest = after;
    }
    out
}

/// The only parameter of an arrow function needs no brackets.
fn bare_parameter(out: &mut String) {
    let inner = out
        .strip_suffix(')')
        .and_then(|inner| inner.rsplit_once('('));
    let Some((before, name)) = inner else {
        return;
    };
    if !name.is_empty() && name.chars().all(is_word) && !before.ends_with(is_word) {
        let at = before.len();
        out.pop();
        out.remove(at);
    }
}

/// How long the comment at the start is, and what stands for it.
fn comment(text: &str) -> (usize, char) {
    if text.starts_with("//") {
        return (text.find('\n').unwrap_or(text.len()), '\n');
    }
    let length = text.find("*/").map_or(text.len(), |at| at + 2);
    (length, ' ')
}

fn is_word(one: char) -> bool {
    one.is_alphanumeric() || matches!(one, '_' | '$' | '#') || !one.is_ascii()
}

/// Whether white space has to stay between what was written and `next`.
fn separates(gap: char, out: &str, next: char) -> bool {
    let Some(last) = out.chars().next_back() else {
        return false;
    };
    if is_word(last) && is_word(next) || last == next && matches!(next, '+' | '-') {
        return true;
    }
    // A statement may end where a line does, unless either side shows that it goes on.
    gap == '\n' && !";{,([=:?&|>.!".contains(last) && !"})],.?:&|=".contains(next)
}

/// Whether a `/` here begins a regular expression, and is no division.
fn begins_expression(out: &str) -> bool {
    let Some(last) = out.chars().next_back() else {
        return true;
    };
    if is_word(last) {
        let word = out.rsplit(|one| !is_word(one)).next().unwrap_or_default();
        return ["return", "typeof", "case", "in", "of", "await"].contains(&word);
    }
    !matches!(last, ')' | ']' | '}' | '"' | '\'' | '`')
}

/// Length of a text in quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let mut inner = text.char_indices().skip(1);
    let end = inner.find(|(_, one)| {
        let ends = *one == quote && !escaped;
        escaped = *one == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// Length of a template, with the expressions in it, which may hold texts and templates.
fn template(text: &str) -> usize {
    let mut at = 1;
    // How many braces of an expression are open; 0 in the text itself.
    let mut depth = 0;
    while let Some(next) = text[at..].chars().next() {
        let inner = &text[at..];
        at += match next {
            '\\' => 1 + inner[1..].chars().next().map_or(0, char::len_utf8),
            '`' if depth == 0 => return at + 1,
            '`' => template(inner),
            '"' | '\'' if depth > 0 => quoted(inner, next),
            '$' if depth == 0 && inner.starts_with("${") => {
                depth = 1;
                2
            }
            '{' | '}' if depth > 0 => {
                depth = if next == '{' { depth + 1 } else { depth - 1 };
                1
            }
            _ => next.len_utf8(),
        };
    }
    text.len()
}

/// Length of a regular expression; a `/` in brackets does not end it.
fn regular_expression(text: &str) -> usize {
    let (mut escaped, mut in_brackets) = (false, false);
    let mut inner = text.char_indices().skip(1);
    let end = inner.find(|(_, one)| {
        let ends = *one == '/' && !escaped && !in_brackets;
        match one {
            '[' if !escaped => in_brackets = true,
            ']' if !escaped => in_brackets = false,
            _ => {}
        }
        escaped = *one == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn a_script_loses_what_says_nothing() {
        let check = |script: &str, expected: &str| assert_eq!(compact(script), expected);
        check(
            "// Why.\nconst a = (b, c) => {\n  /** @type {string} */\n  const d = b ?? c;\n  return d + 1;\n};\n",
            "const a=(b,c)=>{const d=b??c;return d+1};",
        );
        check(
            "on((event) => f(event), async (a) => [a, (b, c) => b, () => 1]);",
            "on(event=>f(event),async(a)=>[a,(b,c)=>b,()=>1]);",
        );
        check("f({ a, b: [1, ], });", "f({a,b:[1,]});");
        check("a + +b - -c; i++;", "a+ +b- -c;i++;");
        check(
            "const x = 'it // is \\' so';  y()",
            "const x='it // is \\' so';y()",
        );
        check(
            "`a  b ${c ? `d  ${ \"}\" }` : {}}  e`  + f",
            "`a  b ${c ? `d  ${ \"}\" }` : {}}  e`+f",
        );
        check(
            "x.replace(/[/'] \"/g, ' ') / 2 / y",
            "x.replace(/[/'] \"/g,' ')/2/y",
        );
        check("return /a b/.test(c)", "return/a b/.test(c)");
        check("a\nb", "a\nb");
        check("f()\ng()", "f()\ng()");
        check(
            "export default { a: \"b  c\" };\n",
            "export default{a:\"b  c\"};",
        );
        check("import { a } from \"./a.js\";", "import{a}from\"./a.js\";");
        check("x = y /* z */ ?? \"/* no */\";", "x=y??\"/* no */\";");
        check("ñ = \"ü  ß\" ; // é\nreturn ñ", "ñ=\"ü  ß\";return ñ");
    }

    #[test]
    fn a_script_that_is_cut_off_is_taken_to_its_end() {
        for script in [
            "\"a", "`a${", "`a\\", "/* a", "// a", "x = /a", "'\\", "`${`",
        ] {
            assert!(compact(script).len() <= script.len(), "{script}");
        }
    }
}
