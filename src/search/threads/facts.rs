//! What is known of a thread besides its words.

use std::collections::HashMap;
use std::io;

use crate::search::threads::{Progress, ThreadText};

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
