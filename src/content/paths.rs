//! Paths below the content folder and below a language: text with `/`, on every system.

/// The folder that a file or folder lies in; empty at the top.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `folder` and a relative path, without `.` and `..`; `None` above the root.
pub fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path from one folder to a file, or to a folder with a `/` at its end.
pub fn relative(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut path: Vec<&str> = vec![".."; from.len() - same];
    path.extend(&to[same..]);
    match path.join("/") {
        path if path.is_empty() => "./".to_owned(),
        path => path,
    }
}

/// `%C3%B1` as `ñ`; a `+` stays one.
pub fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let query = format!("t={}", text.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(query.as_bytes())
        .next()
        .map_or_else(|| text.to_owned(), |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_led_back() {
        assert_eq!(join("en/a", "../b/./c.md").as_deref(), Some("en/b/c.md"));
        assert_eq!(join("en", "../../etc"), None);
        assert_eq!(relative("en/a", "en/b/c.md"), "../b/c.md");
        assert_eq!(relative("en/a", "en/a/"), "./");
    }

    #[test]
    fn what_is_percent_encoded_is_read_as_it_was_meant() {
        assert_eq!(percent_decoded("a%20b&c+d%C3%B1"), "a b&c+dñ");
        assert_eq!(percent_decoded("a&b"), "a&b");
    }
}
