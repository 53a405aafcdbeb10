//! A help center whose every text names its edition, and what answers say of it.

use std::cell::{Cell, RefCell};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::client::Answer;

/// Articles that everybody may read, besides the one that comes and goes.
const ARTICLES: usize = 40;

/// Everything that is asked while editions change.
pub const PATHS: [&str; 8] = [
    "/en/",
    "/en/cranes/",
    "/en/cranes/lift-1/",
    "/en/cranes/sometimes/",
    "/en/search/?q=cranes",
    "/api/v1/support/kb/articles?limit=100",
    "/api/v1/support/search?q=cranes&limit=100",
    "/api/v1/support/search?q=oddity&limit=100",
];

/// The content folder, and what is known of the editions made of it.
#[derive(Debug)]
pub struct Editions {
    content: PathBuf,
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
        Rc::new(Editions {
            content: content.to_owned(),
            served: Cell::new(1),
            wrong: RefCell::default(),
        })
    }

    /// Writes the files of an edition. In every other one, an article is for staff alone.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&self, edition: u64) -> io::Result<()> {
        let gate = if edition % 2 == 1 {
            "public"
        } else {
            "internal"
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
            &format!("---\nid: KB-900000\ntitle: Sometimes {mark}\nvisibility: {gate}\nsummary: Cranes {mark}\n---\nAn oddity of cranes {mark}.\n"),
        )?;
        for number in 0..ARTICLES {
            self.file(
                &format!("en/cranes/lift-{number}.md"),
                &format!("---\nid: KB-8{number:05}\ntitle: Cranes lift {number} {mark}\nsummary: Of {mark}\nfeatured: true\n---\n## Lift {mark}\nCranes lift things, says {mark}.\n"),
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
        let text = answer.text();
        let marks = marks(&text);
        let wrong = match (answer.status, marks.first()) {
            (200, Some(first)) if marks.iter().any(|one| one != first) => "of two editions",
            (200, Some(first)) if *first < served => "of an edition that is gone",
            (200, Some(first)) => {
                let is_open = first % 2 == 1;
                let shows = text.contains("sometimes");
                let total = text.split("\"total\":").last();
                let total = total.and_then(|rest| rest.split([',', '}']).next()?.parse().ok());
                let wanted = match (path.contains("q=oddity"), path.starts_with("/api")) {
                    (_, false) => None,
                    (true, _) => Some(usize::from(is_open)),
                    (false, _) => Some(ARTICLES + usize::from(is_open)),
                };
                match () {
                    () if shows && !is_open => "shows what is hidden",
                    () if wanted.is_some() && path.contains("search") && total != wanted => {
                        "counts what is not there"
                    }
                    () => return,
                }
            }
            // Counted apart.
            (503, _) if answer.header("retry-after").is_some() => return,
            // Hidden in this edition.
            (404, _) if path.contains("sometimes") => return,
            (200, None) if path.contains("q=oddity") => return,
            _ => "no answer",
        };
        let mut seen: Vec<u64> = marks.clone();
        seen.dedup();
        self.wrong.borrow_mut().push(format!(
            "{path}: {wrong}: {} {seen:?} after {served}",
            answer.status
        ));
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
