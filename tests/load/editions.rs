//! A help center whose every text names its edition, and what answers say of it.

use std::cell::{Cell, RefCell};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::client::Answer;

/// Articles that everybody may read, besides the one that comes and goes.
const ARTICLES: usize = 40;

/// Everything that is asked while editions change: each way to the article that comes and goes,
/// those of the widget among them.
pub const PATHS: [&str; 15] = [
    "/en/",
    "/en/cranes/",
    "/en/cranes/lift-1/",
    "/en/cranes/sometimes/",
    "/en/cranes/sometimes.md",
    "/go/KB-900000",
    "/en/feed.xml",
    "/sitemap.xml",
    "/en/search/?q=cranes",
    "/api/v1/support/kb/articles?limit=100",
    "/api/v1/support/kb/articles/KB-900000",
    "/api/v1/support/kb/contextual?url=/cranes/7&limit=100",
    "/api/v1/support/search?q=cranes&limit=100",
    "/api/v1/support/search?q=oddity&limit=100",
    "/api/v1/support/suggest?q=someti",
];

/// What is done wrong on purpose, so that looking can be seen to find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The article is said to be stricter, and stays open.
    Open,
    /// One article says an edition that is long gone.
    Mixed,
}

/// The content folder, and what is known of the editions made of it.
#[derive(Debug)]
pub struct Editions {
    content: PathBuf,
    /// Articles that never change, and speak of cranes too.
    more: usize,
    fault: Option<Fault>,
    /// The last edition whose files were begun.
    begun: Cell<u64>,
    /// The last edition that was acknowledged.
    served: Cell<u64>,
    /// What was wrong with an answer.
    wrong: RefCell<Vec<String>>,
}

impl Editions {
    /// Writes the first edition into `content`; `more` articles beside it never change.
    ///
    /// # Errors
    /// What the disk says.
    pub fn begin(content: &Path, more: usize) -> io::Result<Rc<Self>> {
        let editions = Editions::open(content);
        for number in 0..more {
            let text = format!(
                "---\nid: KB-5{number:05}\ntitle: Ballast {number}\n---\n## Weights\nNobody lifts {number} without ballast.\n\n## Order\nOne after another, as crane {number} wants it.\n"
            );
            editions.file(&format!("en/more/s{}/n{number}.md", number / 100), &text)?;
        }
        editions.write(1)?;
        Ok(editions)
    }

    /// The first edition is there and served.
    pub fn open(content: &Path) -> Rc<Self> {
        Editions::with_fault(content, None)
    }

    /// The same, with something wrong in all that come.
    pub fn with_fault(content: &Path, fault: Option<Fault>) -> Rc<Self> {
        Rc::new(Editions {
            content: content.to_owned(),
            more: files_below(&content.join("en/more")),
            fault,
            begun: Cell::new(1),
            served: Cell::new(1),
            wrong: RefCell::default(),
        })
    }

    /// Writes the files of an edition. In every other one, an article is for staff alone.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&self, edition: u64) -> io::Result<()> {
        self.begun.set(edition);
        let gate = match edition % 2 == 1 || self.fault == Some(Fault::Open) {
            true => "public",
            false => "internal",
        };
        let mark = format!("zq{edition}qz");
        self.file(
            "en/_index.md",
            &format!("---\ntitle: Help\nsummary: Help {mark}\nvisibility: public\n---\n"),
        )?;
        self.file(
            "en/cranes/_index.md",
            &format!("---\ntitle: Cranes {mark}\nsummary: All of {mark}\n---\n"),
        )?;
        self.file(
            "en/cranes/sometimes.md",
            &format!("---\nid: KB-900000\ntitle: Sometimes {mark}\nvisibility: {gate}\nsummary: Cranes {mark}\ndate: 2026-03-02\ncontexts: [\"/cranes/{{id}}\"]\n---\nAn oddity of cranes {mark}.\n"),
        )?;
        for number in 0..ARTICLES {
            let mark = match (number, self.fault) {
                (1, Some(Fault::Mixed)) => "zq1qz",
                _ => mark.as_str(),
            };
            self.file(
                &format!("en/cranes/lift-{number}.md"),
                &format!("---\nid: KB-8{number:05}\ntitle: Cranes lift {number} {mark}\nsummary: Of {mark}\nrelated: [KB-900000]\nfeatured: true\n---\n## Lift {mark}\nCranes lift things, says {mark}.\n"),
            )?;
        }
        Ok(())
    }

    fn file(&self, path: &str, text: &str) -> io::Result<()> {
        let path = self.content.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&self.content))?;
        // Whole at any moment, for a service that watches.
        let next = path.with_extension("next");
        fs::write(&next, text)?;
        fs::rename(next, path)
    }

    /// The service said that it serves this edition now.
    pub fn acknowledged(&self, edition: u64) {
        self.served.set(edition);
    }

    pub fn served(&self) -> u64 {
        self.served.get()
    }

    /// Looks at an answer to a request that was sent when `served` was the last edition
    /// acknowledged: it is of one edition alone, and of no earlier one.
    pub fn look(&self, path: &str, served: u64, answer: &Answer) {
        // A refusal is counted apart.
        if answer.status == 503 && answer.header("retry-after").is_some() {
            return;
        }
        let text = answer.text();
        let marks = marks(&text);
        // Some answers name no edition; while no next one was begun, it is known all the same.
        let certain = (self.begun.get() == served).then_some(served);
        let edition = marks.first().copied().or(certain);
        let of_article = ["sometimes", "KB-900000"]
            .iter()
            .any(|one| path.contains(one));
        let is_open = edition.map(|edition| edition % 2 == 1);
        let wrong = match answer.status {
            200 | 302 | 307 | 308 if marks.iter().any(|one| *one != marks[0]) => "of two editions",
            200 if marks.first().is_some_and(|first| *first < served) => {
                "of an edition that is gone"
            }
            200 | 302 | 307 | 308 if is_open == Some(false) && shows(&text, answer) => {
                "shows what is hidden"
            }
            200 if is_open == Some(true) && self.is_told(path) && !shows(&text, answer) => {
                "does not show what is open"
            }
            200 if self.is_miscounted(path, &text, is_open) => "counts what is not there",
            200 => return,
            302 | 307 | 308 | 404 if of_article && (is_open != Some(answer.status == 404)) => {
                return;
            }
            _ => "no answer",
        };
        let mut seen: Vec<u64> = marks.clone();
        seen.dedup();
        self.wrong.borrow_mut().push(format!(
            "{path}: {wrong}: {} {seen:?} after {served}",
            answer.status
        ));
    }

    /// Whether a path leads to the article wherever it is open.
    fn is_told(&self, path: &str) -> bool {
        // Of the articles of a home page, of results and of long lists, it may be the last.
        let is_long = self.more > 0 && path.ends_with("limit=100");
        let is_certain = path.contains("oddity") || path.contains("contextual");
        !["/en/", "/en/search/?q=cranes"].contains(&path) && (!is_long || is_certain)
    }

    /// Whether a search says another number than its edition has.
    fn is_miscounted(&self, path: &str, text: &str, is_open: Option<bool>) -> bool {
        let Some(open) = is_open.map(usize::from) else {
            return false;
        };
        let wanted = match path.starts_with("/api/v1/support/search") {
            false => return false,
            true if path.contains("q=oddity") => open,
            true => ARTICLES + self.more + open,
        };
        let total = text.split("\"total\":").last();
        total.and_then(|rest| rest.split([',', '}']).next()?.parse().ok()) != Some(wanted)
    }

    pub fn wrong(&self) -> Vec<String> {
        self.wrong.borrow().clone()
    }
}

/// Every edition that a text names.
fn marks(text: &str) -> Vec<u64> {
    let parts = text.split("zq").skip(1);
    parts
        .filter_map(|part| part.split_once("qz")?.0.parse().ok())
        .collect()
}

/// Whether an answer tells of the article that comes and goes.
fn shows(text: &str, answer: &Answer) -> bool {
    let to = answer.header("location").unwrap_or_default();
    text.contains("ometimes") || text.contains("oddity of") || to.contains("sometimes")
}

/// How many files there are two folders down.
fn files_below(folder: &Path) -> usize {
    let list = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    list(folder).map(|one| list(&one.path()).count()).sum()
}
