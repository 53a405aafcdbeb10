//! Does what must fail the build: checks the messages of both languages against
//! each other, turns each into a typed function, and embeds the default theme with its
//! scripts made small.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use fluent_syntax::parser;
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

#[path = "src/widget/pull.rs"]
mod pull;
use pull::Unpulled;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=i18n");
    println!("cargo::rerun-if-changed=themes");
    println!("cargo::rerun-if-changed=src/widget/pull.rs");
    println!("cargo::rerun-if-changed=docs/codes");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let english = messages("i18n/en.ftl");
    let spanish = messages("i18n/es.ftl");
    let faults = differences(&english, &spanish);
    if !faults.is_empty() {
        for fault in faults {
            println!("cargo::error={fault}");
        }
        process::exit(1);
    }
    write(&out.join("messages.rs"), &typed_functions(&english));
    let theme = embedded("FILES", "themes/default") + &embedded("WIDGET", "themes/widget");
    write(&out.join("theme.rs"), &(theme + &bundles()));
    write(&out.join("codes.rs"), &pages("docs/codes"));
}

/// Message key (`key` or `key.attribute`) to the variables it uses.
type Keys = BTreeMap<String, BTreeSet<String>>;

fn messages(path: &str) -> Keys {
    let text = fs::read_to_string(path).unwrap_or_else(|error| stop(&format!("{path}: {error}")));
    let resource = parser::parse(text.as_str()).unwrap_or_else(|(_, errors)| {
        let error = &errors[0];
        let line = text[..error.pos.start].lines().count().max(1);
        stop(&format!("{path}:{line}: {}", error.kind))
    });
    let mut keys = Keys::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        let id = message.id.name;
        if let Some(value) = &message.value
            && keys.insert(id.to_owned(), variables(value)).is_some()
        {
            stop::<()>(&format!("{path}: the message `{id}` stands twice"));
        }
        for attribute in &message.attributes {
            let key = format!("{id}.{}", attribute.id.name);
            keys.insert(key, variables(&attribute.value));
        }
    }
    keys
}

fn variables(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk_pattern(pattern, &mut found);
    found
}

fn walk_pattern(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            walk_expression(expression, found);
        }
    }
}

fn walk_expression(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => walk_inline(inline, found),
        Expression::Select { selector, variants } => {
            walk_inline(selector, found);
            for variant in variants {
                walk_pattern(&variant.value, found);
            }
        }
    }
}

fn walk_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => walk_arguments(arguments, found),
        InlineExpression::Placeable { expression } => walk_expression(expression, found),
        _ => {}
    }
}

fn walk_arguments(arguments: &CallArguments<&str>, found: &mut BTreeSet<String>) {
    for argument in &arguments.positional {
        walk_inline(argument, found);
    }
}

fn differences(english: &Keys, spanish: &Keys) -> Vec<String> {
    let mut faults = Vec::new();
    for (here, there, missing_in) in [
        (english, spanish, "i18n/es.ftl"),
        (spanish, english, "i18n/en.ftl"),
    ] {
        for key in here.keys().filter(|key| !there.contains_key(*key)) {
            faults.push(format!("{missing_in}: the message `{key}` is missing"));
        }
    }
    for (key, variables) in english {
        if let Some(other) = spanish.get(key)
            && other != variables
        {
            faults.push(format!(
                "i18n: `{key}` uses {variables:?} in English and {other:?} in Spanish"
            ));
        }
    }
    faults
}

/// One function a message: a missing or misspelt variable does not compile.
/// Diagnostics are left out: they carry their variables as data.
fn typed_functions(keys: &Keys) -> String {
    let mut code = String::new();
    for (key, variables) in keys {
        if key.contains('.') || key.starts_with("diagnostic-") {
            continue;
        }
        let name = key.replace('-', "_");
        let parameters: String = variables
            .iter()
            .map(|variable| {
                let argument = variable.replace('-', "_");
                format!(", {argument}: impl Into<FluentValue<'a>>")
            })
            .collect();
        let arguments: String = variables
            .iter()
            .map(|variable| {
                let argument = variable.replace('-', "_");
                format!("(\"{variable}\", {argument}.into()), ")
            })
            .collect();
        let lifetime = if variables.is_empty() { "" } else { "<'a>" };
        writeln!(
            code,
            "/// The message `{key}`.\n\
             pub fn {name}{lifetime}(messages: &Messages, locale: Locale{parameters}) -> String {{\n    \
                 messages.format(locale, \"{key}\", &[{arguments}])\n\
             }}"
        )
        .expect("writing to a string");
    }
    let _ = writeln!(
        code,
        "/// Every key, attributes as `key.attribute`, with its variables."
    );
    let _ = writeln!(code, "pub const KEYS: &[(&str, &[&str])] = &[");
    for (key, variables) in keys {
        let variables: Vec<&String> = variables.iter().collect();
        let _ = writeln!(code, "    ({key:?}, &{variables:?}),");
    }
    code.push_str("];\n");
    code
}

/// A table of the files of a folder: name below it, and bytes.
fn embedded(table: &str, theme: &str) -> String {
    let mut files = Vec::new();
    list(Path::new(theme), &mut files);
    files.sort();
    let mut code = format!("pub const {table}: &[(&str, &[u8])] = &[\n");
    for file in files {
        let name = file.strip_prefix(theme).expect("listed below the theme");
        if table == "FILES" && file.extension().is_some_and(|ending| ending == "js") {
            let script = fs::read_to_string(&file).expect("a script is text");
            let name = name.display().to_string();
            let _ = writeln!(
                code,
                "    ({name:?}, {:?}.as_bytes()),",
                small(&name, &script)
            );
            continue;
        }
        // Named from the crate's own folder: clones in several places may share what
        // cargo built, and a path of the one would be missing in the other.
        let path = format!("/{}", file.display());
        let _ = writeln!(
            code,
            "    ({:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),",
            name.display().to_string(),
        );
    }
    code.push_str("];\n");
    code
}

/// A table of the widget's scripts, each with what it imports.
fn bundles() -> String {
    let source = |name: &str| fs::read_to_string(Path::new("themes/widget").join(name)).ok();
    let mut code = String::from("pub const BUNDLES: &[(&str, &str)] = &[\n");
    for entry in [
        "loader.js",
        "client.js",
        "panel.js",
        "reader.js",
        "guide.js",
    ] {
        let text = pull::pull(&source, entry).unwrap_or_else(|unpulled| match unpulled {
            Unpulled::Missing(file) => stop(&format!("themes/widget/{file} is not there")),
            Unpulled::Import(file, line) => stop(&format!("themes/widget/{file}: {line}")),
        });
        // A classic script shares its names with the page.
        let text = match entry {
            "loader.js" => format!("(() => {{\n{text}}})();"),
            _ => text,
        };
        let _ = writeln!(code, "    ({entry:?}, {:?}),", small(entry, &text));
    }
    code.push_str("];\n");
    code
}

/// A script with short names and without what says nothing.
fn small(name: &str, script: &str) -> String {
    let allocator = Allocator::default();
    let mut parsed = Parser::new(&allocator, script, SourceType::mjs()).parse();
    if let Some(error) = parsed.diagnostics.first() {
        stop::<()>(&format!("{name}: {error}"));
    }
    let minified =
        Minifier::new(MinifierOptions::default()).minify(&allocator, &mut parsed.program);
    Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(minified.scoping)
        .build(&parsed.program)
        .code
}

/// A table of the pages on codes: the code, and the Markdown.
fn pages(folder: &str) -> String {
    let mut files = Vec::new();
    list(Path::new(folder), &mut files);
    files.sort();
    let mut code = String::from("const PAGES: &[(&str, &str)] = &[\n");
    for file in files {
        let (Some(name), path) = (file.file_stem(), format!("/{}", file.display())) else {
            continue;
        };
        let _ = writeln!(
            code,
            "    ({:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),",
            name.to_string_lossy(),
        );
    }
    code.push_str("];\n");
    code
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn write(path: &Path, text: &str) {
    // Unchanged output keeps its time, so that nothing else is compiled again.
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    if let Err(error) = fs::write(path, text) {
        stop::<()>(&format!("{}: {error}", path.display()));
    }
}

fn stop<T>(message: &str) -> T {
    println!("cargo::error={message}");
    process::exit(1)
}
