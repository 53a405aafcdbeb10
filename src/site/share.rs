//! The picture of each page that is shown where a link to it is posted.
//!
//! The address of a picture is made of all that is in it, so it is known without
//! drawing, and a page names it only where it is drawn or was kept.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::content::{Article, Category, Kind};
use crate::locale::Locale;
use crate::sharing::{Fonts, HEIGHT, Pictures, Step, WIDTH, Weight};
use crate::site::map::Target;
use crate::site::{PNG, Page, PageKind, Site};
use crate::theme::context::{Head, ShareImage, ShareLine, SharePicture};
use crate::theme::{Theme, ThemeError};

mod colours;

use colours::Colours;

/// The column of the text: how wide it is, and where its last line stands.
const COLUMN: f64 = 680.0;
const BASELINE: u32 = 546;

/// The sizes of a title, and as many lines of it as look well.
const TITLE: [Step; 4] = [
    Step {
        size: 104,
        lines: 1,
    },
    Step { size: 84, lines: 2 },
    Step { size: 70, lines: 3 },
    Step { size: 58, lines: 4 },
];
const LABEL: u32 = 32;
const NAME: u32 = 36;
const NAME_WIDTH: f64 = 590.0;

/// The mark of the site, as pages show it.
const MARK: &str = "mark.svg";

/// Pictures for all pages that are to be shared.
#[derive(Debug)]
pub(super) struct Sharing {
    pictures: Pictures,
    fonts: Fonts,
    /// By the address of the page.
    cards: BTreeMap<String, Card>,
}

/// A picture before it is drawn.
#[derive(Debug)]
struct Card {
    name: String,
    /// Root-relative.
    url: String,
    svg: String,
    alt: String,
}

/// What a picture says.
struct Told {
    language: Locale,
    title: String,
    label: Option<String>,
    icon: String,
}

impl Site {
    /// The same site with a picture for each page that is to be shared.
    ///
    /// # Errors
    /// A template of a theme that asks for what it is not given.
    pub fn with_pictures(mut self, pictures: Pictures) -> Result<Site, ThemeError> {
        let [medium, bold] = Theme::fonts();
        let Some(fonts) = Fonts::new(medium, bold).filter(|_| self.is_public()) else {
            return Ok(self);
        };
        let listed = self.map.indexed(&self.catalog).into_iter();
        let listed: Vec<(String, Told)> = listed
            .filter_map(|(path, target)| Some((path.to_owned(), self.told(&target)?)))
            .collect();
        let mut cards = BTreeMap::new();
        for (path, told) in listed {
            let svg = self.share_svg(&told, &fonts)?;
            if let Some(name) = pictures.name(&svg, &fonts) {
                let url = self
                    .address
                    .at_root(&format!("og/{}/{name}.png", told.language));
                self.map
                    .add(url.clone(), Target::SharePicture(path.clone()));
                let alt = format!("{} · {}", told.title, self.name);
                cards.insert(
                    path,
                    Card {
                        name,
                        url,
                        svg,
                        alt,
                    },
                );
            }
        }
        self.sharing = Some(Arc::new(Sharing {
            pictures,
            fonts,
            cards,
        }));
        Ok(self)
    }

    /// Whether these are the pictures that its pages name.
    pub fn has_pictures(&self, pictures: Option<&Pictures>) -> bool {
        self.sharing.as_ref().map(|sharing| &sharing.pictures) == pictures
    }

    /// Deletes the kept pictures of pages that are no more, or were others.
    pub fn forget_old_pictures(&self) {
        if let Some(sharing) = &self.sharing {
            let names: HashSet<&str> = sharing
                .cards
                .values()
                .map(|one| one.name.as_str())
                .collect();
            sharing.pictures.retain(&names);
        }
    }

    /// The picture of the page at `path`, if it has one.
    pub(super) fn share_image(&self, path: &str) -> Option<ShareImage> {
        let card = self.sharing.as_ref()?.cards.get(path)?;
        Some(ShareImage {
            url: self.address.absolute(&card.url),
            width: WIDTH,
            height: HEIGHT,
            alt: card.alt.clone(),
        })
    }

    /// The picture at `path`, of the page at `of`.
    pub(super) fn share_picture(&self, path: &str, of: &str) -> Result<Option<Page>, ThemeError> {
        let Some(sharing) = &self.sharing else {
            return Ok(None);
        };
        let Some(card) = sharing.cards.get(of) else {
            return Ok(None);
        };
        let picture = sharing
            .pictures
            .picture(&card.name, &card.svg, &sharing.fonts);
        let picture = picture.map_err(|error| ThemeError::Template(format!("{SVG}: {error}")))?;
        Ok(picture.map(|bytes| self.file(path, PNG, bytes.into(), PageKind::Immutable)))
    }

    /// What the picture of a page says; `None` for what is no page.
    fn told(&self, target: &Target) -> Option<Told> {
        Some(match target {
            Target::Home(language) => {
                let home = self.library.category(*language, "");
                Told {
                    language: *language,
                    title: self.home_title(*language),
                    label: None,
                    icon: icon(home.map(|home| &**home))
                        .unwrap_or("lifebuoy")
                        .to_owned(),
                }
            }
            Target::Category(category) => {
                let (parent, _) = category.path.rsplit_once('/').unwrap_or_default();
                self.told_in(
                    category.language,
                    parent,
                    &category.title,
                    icon(Some(category)),
                )
            }
            Target::Article(article) => self.told_of(article),
            Target::Tag(language, slug) => Told {
                language: *language,
                title: self.catalog.tag(*language, slug)?.title.clone(),
                label: Some(self.say(*language, "site-tags")),
                icon: "search".to_owned(),
            },
            Target::Videos(language) => self.told_list(*language, "site-videos", "play"),
            Target::WhatsNew(language) => self.told_list(*language, "site-whats-new", "megaphone"),
            _ => return None,
        })
    }

    fn told_of(&self, article: &Article) -> Told {
        let own = match article.kind {
            Kind::Video => Some("play"),
            Kind::Release => Some("megaphone"),
            Kind::Article => None,
        };
        self.told_in(article.language, &article.category, &article.title, own)
    }

    fn told_in(&self, language: Locale, category: &str, title: &str, own: Option<&str>) -> Told {
        let trail = self.library.trail(language, category);
        let inner: Vec<_> = trail.into_iter().filter(|one| !one.is_home()).collect();
        let inherited = inner.iter().rev().find_map(|one| icon(Some(one)));
        Told {
            language,
            title: title.to_owned(),
            label: inner.last().map(|one| one.title.clone()),
            icon: own.or(inherited).unwrap_or_default().to_owned(),
        }
    }

    fn told_list(&self, language: Locale, title: &str, icon: &str) -> Told {
        Told {
            language,
            title: self.say(language, title),
            label: None,
            icon: icon.to_owned(),
        }
    }

    fn share_svg(&self, told: &Told, fonts: &Fonts) -> Result<String, ThemeError> {
        let name = fonts.written(&self.name).unwrap_or_default();
        let label = told.label.as_ref().and_then(|label| fonts.written(label));
        // A title that the fonts cannot write leaves what it belongs to.
        let (title, label) = match (fonts.written(&told.title), label) {
            (Some(title), label) => (title, label),
            (None, Some(label)) => (label, None),
            (None, None) => (name.clone(), None),
        };
        let block = fonts.block(&title, Weight::Bold, COLUMN, &TITLE);
        let step = block.size * 23 / 20;
        let count = u32::try_from(block.lines.len()).unwrap_or(1).max(1);
        let first = BASELINE - (count - 1) * step;
        let lines = block
            .lines
            .into_iter()
            .zip(0..)
            .map(|(text, at)| ShareLine {
                text,
                y: first + at * step,
            });
        let colours = Colours::of(self.accent.as_deref());
        let picture = SharePicture {
            name: fonts.line(&name, Weight::Medium, NAME_WIDTH, NAME),
            label: label.map(|one| fonts.line(&one, Weight::Medium, COLUMN, LABEL)),
            lines: lines.collect(),
            size: block.size,
            top: first - block.size * 4 / 5,
            icon: told.icon.clone(),
            mark: self.mark(),
            accent: colours.accent,
            ground: colours.ground,
            tint: colours.tint,
        };
        let frame = &self.frames[&told.language];
        self.theme.render(SVG, frame, &Head::default(), &picture)
    }

    /// The logo, or the mark of those who have none.
    fn mark(&self) -> String {
        let name = self.theme.pictures().logo.as_deref().unwrap_or(MARK);
        let mark = self.theme.assets().iter().find(|one| one.name == name);
        mark.map_or_else(String::new, |mark| {
            let bytes = BASE64.encode(&mark.bytes);
            format!("data:{};base64,{bytes}", mark.media_type)
        })
    }
}

const SVG: &str = "share.svg";

fn icon(category: Option<&Category>) -> Option<&str> {
    category?.icon.as_deref()
}
