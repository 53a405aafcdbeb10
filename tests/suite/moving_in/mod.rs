//! `ayuda import`: what other systems wrote becomes a help center that compiles.

mod trees;
mod zendesk;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ayuda::compile::{Compiled, Input, compile};
use ayuda::config::Config;
use ayuda::gate::Viewer;
use ayuda::history::History;
use ayuda::i18n::Messages;

/// Files of another system, and the folder that they are imported to.
struct Moving {
    folder: tempfile::TempDir,
}

impl Moving {
    fn new(files: &[(&str, &str)]) -> Self {
        let moving = Moving {
            folder: tempfile::tempdir().expect("a folder"),
        };
        fs::create_dir(moving.path("old")).expect("a folder");
        for (name, text) in files {
            moving.write(name, text);
        }
        moving
    }

    fn path(&self, inner: &str) -> PathBuf {
        self.folder.path().join(inner)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let file = self.path("old").join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_ayuda"))
            .current_dir(self.folder.path())
            .env("LANG", "C")
            .env_remove("LC_ALL")
            .env_remove("AYUDA_CONTENT")
            .arg("import")
            .args(arguments)
            .output()
            .expect("the binary runs")
    }

    /// What the plan says, on stdout.
    fn plan(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        text.lines()
            .map(|line| line.trim_end().to_owned() + "\n")
            .collect()
    }

    fn apply(&self, arguments: &[&str]) {
        let output = self.run(&[arguments, &["--apply"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }

    fn text(&self, file: &str) -> String {
        let file = self.path("content").join(file);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    fn files(&self, below: &str) -> Vec<String> {
        files(&self.path(below))
    }

    fn compiled(&self) -> Compiled {
        compiled(&self.path("content"))
    }

    /// Codes of errors and warnings with their files; an import leaves no errors.
    fn checked(&self) -> Vec<String> {
        let compiled = self.compiled();
        let errors: Vec<_> = compiled
            .diagnostics
            .iter()
            .filter(|one| one.is_error())
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let of = |one: &ayuda::diagnostic::Diagnostic| format!("{} {}", one.code.name(), one.file);
        let told = compiled.diagnostics.iter().filter(|one| !one.is_note());
        told.map(of).collect()
    }

    /// URLs of what everybody may read.
    fn public(&self) -> Vec<String> {
        let library = self.compiled().library.visible_to(&Viewer::anonymous());
        library.articles.iter().map(|one| one.url.clone()).collect()
    }
}

fn compiled(folder: &Path) -> Compiled {
    compile(&Input {
        folder,
        config: &Config::default(),
        messages: &Messages::built_in(),
        history: &History::none(),
        drafts: false,
    })
}

fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let inner = entry.path().strip_prefix(folder).expect("below it");
            inner.display().to_string()
        })
        .collect();
    files.sort();
    files
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
