//! Files of a folder of scripts into one: a line `import { a } from "./b.js";` is replaced by that
//! file, once in each bundle. `build.rs` uses this too.

use std::collections::HashSet;

/// Why there is no bundle.
#[derive(Debug)]
pub enum Unpulled {
    /// A file that is not there.
    Missing(String),
    /// An import in a file that reads in another way: the file, and the line.
    Import(String, String),
}

/// The script that begins with the file `entry`, of files that `source` knows.
pub fn pull(source: &dyn Fn(&str) -> Option<String>, entry: &str) -> Result<String, Unpulled> {
    let mut text = String::new();
    add(source, entry, true, &mut HashSet::new(), &mut text)?;
    Ok(text)
}

fn add(
    source: &dyn Fn(&str) -> Option<String>,
    name: &str,
    is_entry: bool,
    pulled: &mut HashSet<String>,
    out: &mut String,
) -> Result<(), Unpulled> {
    if !pulled.insert(name.to_owned()) {
        return Ok(());
    }
    let text = source(name).ok_or_else(|| Unpulled::Missing(name.to_owned()))?;
    for line in text.lines() {
        if let Some(import) = line.strip_prefix("import ") {
            let file = import
                .split_once("from \"./")
                .filter(|(names, _)| names.starts_with('{'))
                .and_then(|(_, file)| file.strip_suffix("\";"))
                .ok_or_else(|| Unpulled::Import(name.to_owned(), line.to_owned()))?;
            add(source, file, false, pulled, out)?;
            continue;
        }
        // What another file asked for is there under its own name.
        let line = match line.strip_prefix("export ") {
            Some(bare) if !is_entry => bare,
            _ => line,
        };
        out.push_str(line);
        out.push('\n');
    }
    Ok(())
}
