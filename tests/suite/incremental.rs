//! A compile with what the one before left gives what a clean one gives, whatever happened
//! to the files in between.
//!
//! `AYUDA_SEQUENCES=1000` tries that many random sequences; without it a few are tried.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ayuda::compile::{Compiled, Input, Kept, compile, compile_again, compile_changed};
use ayuda::config::Config;
use ayuda::history::History;
use ayuda::i18n::Messages;

use crate::commands::run;
use crate::harness::HelpCenter;

const STEPS: usize = 25;

#[test]
fn a_compile_after_any_changes_gives_what_a_clean_one_gives() {
    let sequences = std::env::var_os("AYUDA_SEQUENCES");
    let sequences = sequences
        .and_then(|number| number.to_str()?.parse().ok())
        .unwrap_or(12);
    let messages = Messages::built_in();
    for seed in 0..sequences {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("ayuda.toml");
        fs::write(&file, "[content]\nvisibility = \"public\"\n").expect("settings");
        let (config, _) = Config::load(&file, true, std::iter::empty()).expect("settings");
        let content = folder.path().join("content");
        let input = Input {
            folder: &content,
            config: &config,
            messages: &messages,
            history: &History::none(),
            drafts: false,
        };
        let mut writer = Writer::new(&content, seed);
        let mut kept = Kept::default();
        let mut told = Kept::default();
        let mut done = String::new();
        for step in 0..STEPS {
            let change = writer.change();
            let _ = writeln!(done, "{step}: {change}");
            let again = everything(&compile_again(&input, &mut kept));
            let clean = everything(&compile(&input));
            let files = std::mem::take(&mut writer.touched);
            let changed = everything(&compile_changed(&input, &mut told, &files));
            for (given, how) in [(again, "again"), (changed, "told what changed")] {
                assert!(
                    given == clean,
                    "sequence {seed}, {how}:\n{done}{}",
                    difference(&given, &clean)
                );
            }
        }
    }
}

/// All that a compile gives, as text.
fn everything(compiled: &Compiled) -> Vec<String> {
    let library = &compiled.library;
    let mut all: Vec<String> = Vec::new();
    all.extend(library.articles.iter().map(|one| format!("{one:?}")));
    all.extend(library.categories.iter().map(|one| format!("{one:?}")));
    all.extend(library.modules.iter().map(|one| format!("{one:?}")));
    all.extend(library.archived.iter().map(|one| format!("{one:?}")));
    all.extend(library.terms.iter().map(|one| format!("{one:?}")));
    all.extend(library.tours.iter().map(|one| format!("{one:?}")));
    all.extend(library.pictures.iter().map(|one| format!("{one:?}")));
    all.extend(compiled.diagnostics.iter().map(|one| format!("{one:?}")));
    all
}

fn difference(again: &[String], clean: &[String]) -> String {
    let at = again
        .iter()
        .zip(clean)
        .position(|(one, other)| one != other);
    let at = at.unwrap_or(again.len().min(clean.len()));
    format!("given: {:?}\nclean: {:?}", again.get(at), clean.get(at))
}

/// Changes files as writers do, the same in every run.
struct Writer<'a> {
    content: &'a Path,
    random: u64,
    files: Vec<PathBuf>,
    made: usize,
    /// Below the content folder, since it was last asked.
    touched: Vec<String>,
}

impl<'a> Writer<'a> {
    fn new(content: &'a Path, seed: u64) -> Self {
        let mut writer = Writer {
            content,
            random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            files: Vec::new(),
            made: 0,
            touched: Vec::new(),
        };
        for (file, text) in [
            (
                "modules.toml",
                "[estimating]\ncontexts = [\"/estimates/**\"]\n",
            ),
            (
                "en/_terms.toml",
                "[estimate.markup]\ntitle = \"Markup\"\ntext = \"Your margin.\"\n",
            ),
            ("en/_shared/photos.md", "Take a photo first.\n"),
            ("en/plan.png", "not really a picture"),
        ] {
            writer.write(&content.join(file), text);
        }
        for _ in 0..6 {
            writer.add("en");
        }
        writer
    }

    fn below(&mut self, end: usize) -> usize {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) as usize % end.max(1)
    }

    fn touch(&mut self, path: &Path) {
        let below = path.strip_prefix(self.content).expect("a path below");
        self.touched.push(below.to_string_lossy().into_owned());
    }

    fn write(&mut self, path: &Path, text: &str) {
        self.touch(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn add(&mut self, language: &str) -> String {
        self.made += 1;
        let folder = ["", "a/", "b/", "a/c/"][self.below(4)];
        let path = self
            .content
            .join(format!("{language}/{folder}page{}.md", self.made));
        let text = self.text(self.made);
        self.write(&path, &text);
        self.files.push(path.clone());
        format!("add {}", path.display())
    }

    /// A page that shows, links to and includes what may be there.
    fn text(&mut self, number: usize) -> String {
        let other = self.below(self.made + 2);
        let mut text = format!("---\nid: KB-{number:06}\n");
        match self.below(6) {
            0 => {}
            1 => text.push_str("title: Misspelt\nvisiblity: internal\n"),
            at => {
                let _ = writeln!(text, "title: Page {number} {at}\nkeywords: [k{other}]");
            }
        }
        text.push_str("---\n");
        for _ in 0..3 {
            let line = match self.below(10) {
                0 => format!("See [[KB-{other:06}]].\n\n"),
                1 => format!("See [this](page{other}.md#x).\n\n"),
                2 => format!("See [that](/a/page{other}/).\n\n"),
                3 => "Set the {term:estimate.markup}.\n\n".to_owned(),
                4 => "![A plan](/plan.png)\n\n".to_owned(),
                5 if other.is_multiple_of(3) => format!("{{{{include: page{other}.md}}}}\n\n"),
                5 => "{{include: /_shared/photos.md}}\n\n".to_owned(),
                6 => "See [all](/a/).\n\n".to_owned(),
                7 => format!("## Heading {other}\n\n"),
                8 => format!("The the word {other} and [here](#heading-{other}).\n\n"),
                _ => format!("Words {other}.\n\n"),
            };
            text.push_str(&line);
        }
        text
    }

    /// One change, said in words.
    fn change(&mut self) -> String {
        let language = ["en", "es"][self.below(2)];
        if self.files.is_empty() {
            return self.add(language);
        }
        let at = self.below(self.files.len());
        let path = self.files[at].clone();
        let name = path.display();
        match self.below(20) {
            0 | 1 => self.add(language),
            2..=4 => {
                let number = self.below(self.made) + 1;
                let text = self.text(number);
                self.write(&path, &text);
                format!("edit {name}")
            }
            5 => {
                self.made += 1;
                let to = path.with_file_name(format!("moved{}.md", self.made));
                fs::rename(&path, &to).expect("a file");
                self.touch(&path);
                self.touch(&to);
                self.files[at] = to;
                format!("rename {name}")
            }
            6 => {
                fs::remove_file(&path).expect("a file");
                self.touch(&path);
                self.files.remove(at);
                format!("delete {name}")
            }
            7 => {
                let gate = ["public", "customer", "internal", "nobody"][self.below(4)];
                let folder = path.parent().expect("a folder").to_owned();
                let text = format!("---\ntitle: Folder\nvisibility: {gate}\n---\nText.\n");
                self.write(&folder.join("_index.md"), &text);
                format!("restrict {} to {gate}", folder.display())
            }
            8 => {
                let inner = path.strip_prefix(self.content.join("en"));
                let Ok(inner) = inner.map(Path::to_owned) else {
                    return self.add(language);
                };
                let to = self.content.join("es").join(inner);
                let text = fs::read_to_string(&path).expect("a file");
                self.write(&to, &text.replace("Page", "Página"));
                if !self.files.contains(&to) {
                    self.files.push(to);
                }
                format!("translate {name}")
            }
            9 => {
                let word = self.below(5);
                self.write(
                    &self.content.join("en/_terms.toml"),
                    &format!("[estimate.markup]\ntitle = \"Markup {word}\"\ntext = \"Margin.\"\n"),
                );
                format!("term {word}")
            }
            10 => {
                let word = self.below(5);
                let picture = self.content.join("en/plan.png");
                match word {
                    0 => {
                        self.touch(&picture);
                        let _ = fs::remove_file(picture);
                    }
                    _ => self.write(&picture, &format!("picture {word}")),
                }
                format!("picture {word}")
            }
            17 => {
                // Nothing says which files were in it.
                let folder = path.parent().expect("a folder").to_owned();
                if folder == self.content.join("en") || folder == self.content.join("es") {
                    return self.add(language);
                }
                let away = folder.with_file_name(".away");
                let _ = fs::remove_dir_all(&away);
                fs::rename(&folder, &away).expect("a folder");
                self.touch(&folder);
                self.files.retain(|file| !file.starts_with(&folder));
                format!("hide {}", folder.display())
            }
            18 => {
                let odd = self.content.join("en/odd.md");
                self.touch(&odd);
                if fs::remove_file(&odd).is_err() {
                    fs::write(&odd, [0xff, 0xfe]).expect("a file");
                }
                "a file that is no text".to_owned()
            }
            11..=16 => {
                let more = match self.below(8) {
                    0 => "Set the {term:estimate.markup}.",
                    1 => "## Another heading",
                    2 => "It is in plan.png.",
                    3 => "See [all](/a/).",
                    4 => "The the word.",
                    _ => "More words.",
                };
                let text = fs::read_to_string(&path).expect("a file");
                self.write(&path, &format!("{text}{more}\n\n"));
                format!("append {more} to {name}")
            }
            _ => {
                let word = self.below(5);
                let text = format!("Passage {word} of [[KB-{word:06}]].\n");
                self.write(&self.content.join("en/_shared/photos.md"), &text);
                format!("passage {word}")
            }
        }
    }
}

/// A build that would write the same again writes nothing, and whatever it is made of counts.
#[test]
fn a_build_without_any_change_is_not_done_again() {
    let help = HelpCenter::new()
        .settings("base_url = \"https://help.example.com\"\n[site]\ntheme = \"own\"\n[content]\nvisibility = \"public\"\n")
        .file("en/pay.md", "---\nid: KB-000001\ntitle: Pay\nsummary: How.\n---\nText.\n\n![A bill](bill.svg)\n")
        .file("en/bill.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>")
        .file("es/pay.md", "---\nid: KB-000001\ntitle: Pagar\nsummary: Cómo.\n---\nTexto.\n");
    let put = |path: &str, text: &str| {
        let path = help.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    let gone = |path: &str| fs::remove_file(help.path(path)).expect("a file");
    put("own/templates/note.html", "");
    put("index/glossary.toml", "");
    let build = |arguments: &[&str]| {
        // What was changed just now may be changed once more.
        std::thread::sleep(std::time::Duration::from_millis(80));
        let done = run(&help.path("."), &[&["build"], arguments].concat());
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        let again = said.contains("Nothing has changed");
        (done.status.code(), again)
    };
    assert_eq!(build(&[]), (Some(0), false), "the first one");
    assert_eq!(build(&[]), (Some(0), true), "nothing has changed");
    let text = fs::read_to_string(help.path("content/en/pay.md")).expect("an article");
    let changes: &[(&str, &dyn Fn())] = &[
        ("an article", &|| {
            put("content/en/pay.md", &text.replace("Text", "Word"))
        }),
        ("a new article", &|| {
            put(
                "content/en/new.md",
                &text.replace("000001", "000002").replace("Pay", "Refund"),
            )
        }),
        ("an article that is public no more", &|| {
            let closed = text.replace("000001", "000002\nvisibility: internal");
            put("content/en/new.md", &closed.replace("Pay", "Refund"))
        }),
        ("an article that is gone", &|| gone("content/en/new.md")),
        ("a template", &|| put("own/templates/note.html", "<p></p>")),
        ("a template, and a text on a disk that fails", &|| {
            let path = help.path("index/built/library");
            let mut library = fs::read(&path).expect("a library");
            library[..40].fill(b'x');
            fs::write(path, library).expect("damaged");
            put("own/templates/note.html", "<p>Note</p>");
        }),
        ("a template, and a picture on a disk that fails", &|| {
            for file in fs::read_dir(help.path("index/built/media")).expect("pictures") {
                let path = file.expect("a file").path();
                let length = fs::read(&path).expect("a picture").len();
                fs::write(path, vec![b'x'; length]).expect("damaged");
            }
            put("own/templates/note.html", "<p>Seen</p>");
        }),
        ("a glossary", &|| put("index/glossary.toml", "# none yet")),
        ("messages", &|| put("i18n/en.ftl", "search-title = Find")),
        ("settings", &|| {
            let settings = fs::read_to_string(help.path("ayuda.toml")).expect("settings");
            put(
                "ayuda.toml",
                &settings.replace("help.example", "ayuda.example"),
            );
        }),
        ("a page that somebody changed", &|| {
            put("public/en/pay/index.html", "Mine")
        }),
        ("a page that somebody deleted", &|| {
            gone("public/en/pay/index.html")
        }),
        ("a shelf that is gone", &|| {
            fs::remove_dir_all(help.path("index/built")).expect("shelves");
        }),
    ];
    for (what, change) in changes {
        change();
        assert_eq!(build(&[]), (Some(0), false), "{what}");
        assert_eq!(build(&[]), (Some(0), true), "after {what}");
        assert!(help.path("public/en/pay/index.html").is_file(), "{what}");
        let place = tempfile::tempdir().expect("a folder");
        let below = |name: &str| place.path().join(name).display().to_string();
        let clean = ["--out", &below("public"), "--index", &below("index")];
        assert_eq!(build(&clean), (Some(0), false), "{what}, from nothing");
        let (made, clean) = (
            files(&help.path("public")),
            files(&place.path().join("public")),
        );
        assert_eq!(made, clean, "{what} gives what a clean build gives");
        for left in [".public.next", ".public.old"] {
            assert!(!help.path(left).exists(), "{left} after {what}");
        }
    }
    assert_eq!(build(&["--compress"]), (Some(0), false), "another option");
    put(
        "content/en/pay.md",
        &text.replace("title: Pay", "title: Pay\nvisibility: publik"),
    );
    assert_eq!(build(&[]), (Some(1), false), "with an error");
    assert_eq!(build(&[]), (Some(1), false), "the error is said again");
}

/// Whoever works on a theme waits for pages, and not for the compiler.
#[cfg(unix)]
#[test]
fn a_build_after_a_change_of_the_theme_compiles_nothing() {
    use std::os::unix::fs::MetadataExt as _;
    let help = HelpCenter::new()
        .settings("[site]\ntheme = \"own\"\n[content]\nvisibility = \"public\"\n")
        .file("en/pay.md", "---\ntitle: Pay\nupdatd: now\n---\nText.\n");
    let template = |shown: &str| {
        help.write(
            "../own/templates/article.html",
            format!("{{% extends \"base.html\" %}}{{% block main %}}{shown}{{% endblock %}}"),
        );
    };
    let build = || {
        std::thread::sleep(std::time::Duration::from_millis(80));
        let done = run(&help.path("."), &["build"]);
        let page = fs::read_to_string(help.path("public/en/pay/index.html"));
        let library = fs::metadata(help.path("index/built/library")).expect("a library");
        // A library that is compiled is written anew.
        (
            crate::commands::said(&done),
            page.expect("a page"),
            library.ino(),
        )
    };
    template("Mine");
    let (warned, page, library) = build();
    assert!(page.contains("Mine"), "{page}");
    let reads = |said: &str| said.contains("Reading the content");
    assert!(reads(&warned) && warned.contains("updatd"), "{warned}");
    template("Yours");
    let (again, page, taken_up) = build();
    assert!(page.contains("Yours"), "{page}");
    assert!(!reads(&again) && again.contains("updatd"), "{again}");
    assert_eq!(taken_up, library);
    help.write("en/pay.md", "---\ntitle: Pay\n---\nWords.\n");
    template("Theirs");
    let (said, page, compiled) = build();
    assert!(page.contains("Theirs"), "{page}");
    assert!(reads(&said) && !said.contains("updatd"), "{said}");
    assert_ne!(compiled, library);
}

/// What lies in a folder, by name.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter();
    let entries = entries.map(|entry| entry.expect("an entry").into_path());
    let below = |path: &Path| path.strip_prefix(folder).expect("below").to_owned();
    let text = |path: &Path| fs::read(path).unwrap_or_default();
    entries.map(|path| (below(&path), text(&path))).collect()
}
