//! What is known of a thread besides its words.

use std::collections::HashMap;
use std::io;
use std::ops::Deref;

use crate::search::threads::{Progress, ThreadText};

/// What an answer is worth more that staff or a moderator found right. More than all of the
/// others together.
const VERIFIED: f32 = 0.4;
/// The same where the asker did.
const ACCEPTED: f32 = 0.1;
/// The same for many votes; half of it for [`HALF_OF_VOTES`].
const VOTED: f32 = 0.12;
const HALF_OF_VOTES: f32 = 5.0;
/// What a question is worth less that another one asks as well.
const DUPLICATE: f32 = 0.3;

/// Of one thread; names are numbers of [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub key: u64,
    /// A hash of the text: while it stays, the index does.
    pub text: u64,
    pub number: u32,
    pub author: u32,
    pub tags: u32,
    pub created: u32,
    pub active: u32,
    pub votes: i32,
    pub replies: u32,
    pub verified: u16,
    pub accepted: u16,
    pub is_duplicate: bool,
}

impl Facts {
    pub fn progress(&self) -> Progress {
        match (self.verified, self.accepted, self.replies) {
            (1.., _, _) => Progress::Verified,
            (_, 1.., _) | (_, _, 1..) => Progress::Answered,
            _ => Progress::Open,
        }
    }

    /// How much more it is worth than its words say, with a factor for how recent it is.
    pub fn worth(&self, recent: f32) -> f32 {
        let mut worth = 1.0;
        if self.verified > 0 {
            worth *= 1.0 + VERIFIED;
        }
        if self.accepted > 0 {
            worth *= 1.0 + ACCEPTED;
        }
        let votes = self.votes.max(0) as f32;
        worth *= 1.0 + VOTED * votes / (votes + HALF_OF_VOTES);
        worth *= recent;
        if self.is_duplicate {
            worth *= 1.0 - DUPLICATE;
        }
        worth
    }
}

/// The facts of the threads of a segment, by document.
///
/// What every thread is asked that is found lies apart and close together: to read the rest for
/// it takes longer than all else that a search does with it.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    rows: Vec<Facts>,
    briefs: Vec<Brief>,
}

/// From the lowest bit: what [`Facts::worth`] is at most, whatever the day, in [`Brief::STEPS`];
/// how far the question has come; the number of its tags, or [`Brief::UNTOLD`].
#[derive(Clone, Copy, Debug)]
struct Brief(u32);

impl Sheet {
    pub fn set(&mut self, at: usize, facts: Facts) {
        self.briefs[at] = Brief::new(&facts);
        self.rows[at] = facts;
    }

    pub fn progress(&self, at: usize) -> Progress {
        Progress::ALL[(self.briefs[at].0 >> 8) as usize & 3]
    }

    pub fn tags(&self, at: usize) -> u32 {
        match self.briefs[at].0 >> 10 {
            Brief::UNTOLD => self.rows[at].tags,
            tags => tags,
        }
    }

    /// No less than [`Facts::worth`] whatever the day, and next to nothing more.
    pub fn worth_at_most(&self, at: usize) -> f32 {
        (self.briefs[at].0 & 0xFF) as f32 / Brief::STEPS
    }
}

/// What a thread is worth has room in a byte.
const _: () = assert!((1.0 + VERIFIED) * (1.0 + ACCEPTED) * (1.0 + VOTED) * Brief::STEPS < 255.0);

impl Brief {
    /// Tags of which the number has no room: they stand in the row.
    const UNTOLD: u32 = (1 << 22) - 1;
    /// Of the worth, to 1.
    const STEPS: f32 = 128.0;

    fn new(facts: &Facts) -> Self {
        let tags = facts.tags.min(Brief::UNTOLD);
        let worth = (facts.worth(1.0) * Brief::STEPS).ceil() as u32;
        Brief(tags << 10 | (facts.progress() as u32) << 8 | worth.min(0xFF))
    }
}

impl From<Vec<Facts>> for Sheet {
    fn from(rows: Vec<Facts>) -> Self {
        let briefs = rows.iter().map(Brief::new).collect();
        Sheet { rows, briefs }
    }
}

impl Deref for Sheet {
    type Target = [Facts];

    fn deref(&self) -> &[Facts] {
        &self.rows
    }
}

/// Authors, and the sets of tags that threads have. It only grows, and says of no name
/// whether a thread still has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    authors: Table,
    /// With a space between.
    tags: Table,
}

#[derive(Clone, Debug, Default)]
struct Table {
    names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

impl Table {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }
}

impl Names {
    pub fn facts(&mut self, number: u32, key: u64, text: &ThreadText) -> Facts {
        Facts {
            key,
            text: hash_of(text),
            number,
            author: self.authors.number(&text.author),
            tags: self.tags.number(&text.tags.join(" ")),
            created: text.created,
            active: text.active,
            votes: text.votes,
            replies: text.replies.len() as u32,
            verified: text.verified,
            accepted: text.accepted,
            is_duplicate: text.is_duplicate,
        }
    }

    pub fn author(&self, name: &str) -> Option<u32> {
        self.authors.numbers.get(name).copied()
    }

    pub fn tags(&self, number: u32) -> impl Iterator<Item = &str> {
        let tags = self.tags.names.get(number as usize);
        tags.into_iter().flat_map(|tags| tags.split_whitespace())
    }

    /// Of each set of tags, whether it has this one.
    pub fn with_tag(&self, tag: &str) -> Vec<bool> {
        let sets = self.tags.names.iter();
        sets.map(|set| set.split_whitespace().any(|one| one == tag))
            .collect()
    }

    /// As they stand in a file: the names that are used, then the rows.
    pub fn written(&self, all: &[Facts]) -> Vec<u8> {
        let (mut authors, mut tags) = (Vec::new(), Vec::new());
        let (mut author_places, mut tag_places) = (HashMap::new(), HashMap::new());
        for facts in all {
            author_places.entry(facts.author).or_insert_with(|| {
                authors.push(&*self.authors.names[facts.author as usize]);
                authors.len() as u32 - 1
            });
            tag_places.entry(facts.tags).or_insert_with(|| {
                tags.push(&*self.tags.names[facts.tags as usize]);
                tags.len() as u32 - 1
            });
        }
        let mut bytes = Vec::with_capacity(ROW * all.len() + 64);
        for names in [authors, tags] {
            bytes.extend((names.len() as u32).to_le_bytes());
            for name in names {
                bytes.extend((name.len() as u32).to_le_bytes());
                bytes.extend(name.as_bytes());
            }
        }
        for facts in all {
            bytes.extend(facts.key.to_le_bytes());
            bytes.extend(facts.text.to_le_bytes());
            let numbers = [
                facts.number,
                author_places[&facts.author],
                tag_places[&facts.tags],
                facts.created,
                facts.active,
                facts.votes.cast_unsigned(),
                facts.replies,
            ];
            numbers
                .iter()
                .for_each(|number| bytes.extend(number.to_le_bytes()));
            bytes.extend(facts.verified.to_le_bytes());
            bytes.extend(facts.accepted.to_le_bytes());
            bytes.push(u8::from(facts.is_duplicate));
        }
        bytes
    }

    /// Reads what [`Names::written`] wrote.
    pub fn read(&mut self, bytes: &[u8]) -> io::Result<Vec<Facts>> {
        let mut rest = Rest(bytes);
        let numbers = |rest: &mut Rest<'_>, table: &mut Table| -> io::Result<Vec<u32>> {
            let count = rest.number()?;
            (0..count)
                .map(|_| {
                    let length = rest.number()? as usize;
                    let name = std::str::from_utf8(rest.take(length)?).map_err(io::Error::other)?;
                    Ok(table.number(name))
                })
                .collect()
        };
        let authors = numbers(&mut rest, &mut self.authors)?;
        let tags = numbers(&mut rest, &mut self.tags)?;
        let named = |names: &[u32], at: u32| -> io::Result<u32> {
            let name = names.get(at as usize).copied();
            name.ok_or_else(|| io::ErrorKind::InvalidData.into())
        };
        let mut all = Vec::with_capacity(rest.0.len() / ROW);
        while !rest.0.is_empty() {
            all.push(Facts {
                key: u64::from_le_bytes(rest.array()?),
                text: u64::from_le_bytes(rest.array()?),
                number: rest.number()?,
                author: named(&authors, rest.number()?)?,
                tags: named(&tags, rest.number()?)?,
                created: rest.number()?,
                active: rest.number()?,
                votes: rest.number()?.cast_signed(),
                replies: rest.number()?,
                verified: u16::from_le_bytes(rest.array()?),
                accepted: u16::from_le_bytes(rest.array()?),
                is_duplicate: rest.array::<1>()? != [0],
            });
        }
        Ok(all)
    }
}

/// Bytes of a row.
const ROW: usize = 2 * 8 + 7 * 4 + 2 * 2 + 1;

struct Rest<'b>(&'b [u8]);

impl<'b> Rest<'b> {
    fn take(&mut self, length: usize) -> io::Result<&'b [u8]> {
        let (taken, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        self.take(N)?.try_into().map_err(io::Error::other)
    }

    fn number(&mut self) -> io::Result<u32> {
        self.array().map(u32::from_le_bytes)
    }
}

/// The same for the same words on the same shelf, in whatever order replies stand.
fn hash_of(text: &ThreadText) -> u64 {
    let short = |parts: &[&str]| {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        u64::from_le_bytes(bytes)
    };
    let tags = text.tags.join(" ");
    let own = [
        text.category.as_str(),
        text.language.code(),
        &text.title,
        &text.body,
        &tags,
    ];
    let replies = text.replies.iter().map(|reply| short(&[reply]));
    replies.fold(short(&own), u64::wrapping_add)
}
