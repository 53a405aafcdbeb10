//! What templates are given: [`Frame`] on every page, [`Head`], and one of the pages.
//!
//! Addresses are root-relative with the base path, unless a field says absolute.
//! Fields ending in `html` are safe HTML; everything else is text and is escaped.

use serde::Serialize;

use crate::locale::Locale;

/// The same on all pages of one language; its fields stand at the top of the context.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    pub language: Locale,
    /// Path of `base_url`: empty, or `/help`.
    pub base: String,
    pub site: SiteView,
    pub nav: Navigation,
}

#[derive(Clone, Debug, Serialize)]
pub struct SiteView {
    pub name: String,
    /// Assets, by name: the picture beside the name, and that of the home.
    pub logo: Option<String>,
    pub art: Option<String>,
    pub footer: Vec<String>,
    pub links: Vec<Link>,
    pub contact_url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Navigation {
    pub home: String,
    pub search: String,
    /// Absent when there is no video; the same for releases.
    pub videos: Option<String>,
    pub whats_new: Option<String>,
    /// Absent where there is no forum that everybody may read.
    pub forum: Option<String>,
    pub feed: Option<String>,
    /// Describes the search to browsers (OpenSearch).
    pub open_search: Option<String>,
    /// Where a form without fields ends the session; on pages for one viewer alone.
    pub sign_out: Option<String>,
}

/// A text with an address.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    pub title: String,
    pub url: String,
}

/// What a page says of itself to browsers and search engines.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Head {
    /// With the name of the site where it fits.
    pub title: String,
    pub description: String,
    /// Absolute. Absent on pages that are not for search engines.
    pub canonical: Option<String>,
    /// Reciprocal, with `x-default`; empty where there is no other language.
    pub alternates: Vec<Alternate>,
    /// Whether search engines may list it.
    pub indexed: bool,
    /// Its own page, `article` or `website`; absent when it is not to be shared.
    pub share: Option<Share>,
    pub markdown: Option<String>,
    /// Texts for `<script type="application/ld+json">`, safe to stand there.
    pub json_ld: Vec<String>,
    /// The page, or the nearest there is, in each language.
    pub languages: Vec<LanguageLink>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Alternate {
    pub hreflang: String,
    /// Absolute.
    pub url: String,
}

/// Open Graph, as far as it is not said elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct Share {
    pub kind: &'static str,
    pub title: String,
    pub locale: &'static str,
    pub other_locales: Vec<&'static str>,
    /// Absent where the build draws none.
    pub image: Option<ShareImage>,
}

/// The picture that is shown where a link to the page is posted.
#[derive(Clone, Debug, Serialize)]
pub struct ShareImage {
    /// Absolute.
    pub url: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
}

/// `share.svg`: what is drawn of that picture. Texts are measured and broken already.
#[derive(Clone, Debug, Serialize)]
pub struct SharePicture {
    /// Of the site.
    pub name: String,
    /// What the page belongs to; absent on homes and lists.
    pub label: Option<String>,
    pub lines: Vec<ShareLine>,
    /// Of the letters of `lines`.
    pub size: u32,
    /// Above the first line.
    pub top: u32,
    /// The icon of the category.
    pub icon: String,
    /// `mark.svg` as a `data:` address.
    pub mark: String,
    /// The accent colour as it is, dark enough for white letters, and light enough to
    /// stand on that.
    pub accent: String,
    pub ground: String,
    pub tint: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ShareLine {
    pub text: String,
    /// Where its letters stand.
    pub y: u32,
}

#[derive(Clone, Debug, Serialize)]
pub struct LanguageLink {
    pub code: Locale,
    /// As its readers call it.
    pub name: &'static str,
    pub url: String,
    pub current: bool,
}

/// An article in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleItem {
    pub title: String,
    pub summary: String,
    pub url: String,
    pub language: Locale,
    pub kind: &'static str,
    /// `2026-11-21`
    pub date: Option<String>,
    /// Seconds.
    pub duration: Option<u32>,
    /// A picture of its film.
    pub poster: Option<String>,
    /// Titles of the categories around it, from the outside.
    pub trail: Vec<String>,
}

/// A category as a card.
#[derive(Clone, Debug, Serialize)]
pub struct CategoryCard {
    pub title: String,
    pub summary: String,
    pub url: String,
    pub icon: String,
    /// Articles in it and below it, in this language.
    pub count: usize,
    /// The language to find its articles in, when there are none in this one.
    pub only_in: Option<Locale>,
}

/// Articles that exist in another language alone.
#[derive(Clone, Debug, Serialize)]
pub struct Foreign {
    pub language: Locale,
    pub articles: Vec<ArticleItem>,
}

/// `home.html`
#[derive(Clone, Debug, Serialize)]
pub struct HomePage {
    pub title: String,
    pub summary: String,
    pub html: String,
    /// Whether it stands at the root, where the reader has not chosen a language.
    pub front: bool,
    pub categories: Vec<CategoryCard>,
    pub featured: Vec<ArticleItem>,
    pub articles: Vec<ArticleItem>,
    pub foreign: Vec<Foreign>,
    pub releases: Vec<ArticleItem>,
}

/// `category.html`
#[derive(Clone, Debug, Serialize)]
pub struct CategoryPage {
    /// All categories of the home; `current` is the one around this page.
    pub topics: Vec<Topic>,
    pub trail: Vec<Link>,
    pub title: String,
    pub summary: String,
    pub icon: String,
    pub html: String,
    pub categories: Vec<CategoryCard>,
    pub articles: Vec<ArticleItem>,
    pub foreign: Vec<Foreign>,
}

/// A category in a list of all.
#[derive(Clone, Debug, Serialize)]
pub struct Topic {
    pub title: String,
    pub url: String,
    pub current: bool,
}

/// `article.html`
#[derive(Clone, Debug, Serialize)]
pub struct ArticlePage {
    pub id: String,
    /// `draft` or `review`, where these are shown to their writers.
    pub stage: Option<&'static str>,
    pub kind: &'static str,
    pub trail: Vec<Link>,
    pub title: String,
    pub summary: String,
    pub html: String,
    pub outline: Vec<OutlineItem>,
    pub video: Option<VideoView>,
    /// Names of roles and plans it is for, in this language.
    pub roles: Vec<String>,
    pub plans: Vec<String>,
    pub version: Option<String>,
    /// For a translation whose original has changed in a way that matters to readers.
    pub outdated: Option<OutdatedView>,
    pub author: Option<String>,
    pub date: Option<String>,
    pub updated: Option<String>,
    pub tags: Vec<Link>,
    pub related: Vec<ArticleItem>,
    pub previous: Option<Link>,
    pub next: Option<Link>,
    /// Where the two buttons of "was this helpful?" send their form.
    pub feedback_url: String,
    pub edit_url: Option<String>,
    /// Where it is talked about in the forum.
    pub discussion: Option<String>,
}

/// The original that is newer than the page.
#[derive(Clone, Debug, Serialize)]
pub struct OutdatedView {
    pub language: Locale,
    pub url: String,
    /// When it changed.
    pub date: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct OutlineItem {
    pub level: u8,
    pub anchor: String,
    pub text: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct VideoView {
    /// For a frame; absent when `file` is there.
    pub frame: Option<String>,
    pub file: Option<String>,
    /// A picture to show before it plays.
    pub poster: Option<String>,
    /// Captions of `file` (WebVTT), in the language of the page.
    pub captions: Option<String>,
    /// The name of that language in itself.
    pub captions_language: &'static str,
    /// What is said in it, by paragraph.
    pub transcript: Vec<String>,
    /// Where it can be watched without frames.
    pub page: String,
    /// Seconds.
    pub duration: Option<u32>,
}

/// `list.html`: articles under a tag, videos, what is new.
#[derive(Clone, Debug, Serialize)]
pub struct ListPage {
    pub trail: Vec<Link>,
    /// `tag`, `videos` or `whats-new`.
    pub list: &'static str,
    pub title: String,
    pub articles: Vec<ArticleItem>,
}

/// `search.html`; also the data that the service fills in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchPage {
    /// Absent on the page that waits for a question.
    pub view: Option<SearchView>,
    /// What the reader may read and the public may not; empty for the public.
    pub for_you: Vec<ArticleItem>,
    /// Where to browse instead.
    pub categories: Vec<CategoryCard>,
}

/// The answer to a question.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchView {
    pub query: String,
    /// The question as it was taken, where words of it were mistyped.
    pub meant: Option<Link>,
    /// The words that no article says, if some were found for the others.
    pub missing: Option<String>,
    pub total: usize,
    pub groups: Vec<SearchGroup>,
    pub facets: Vec<Facet>,
    /// What the answer is narrowed to, each with the question without it.
    pub active: Vec<ActiveFilter>,
    pub page: usize,
    pub pages: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// Hits of one kind in one language.
#[derive(Clone, Debug, Serialize)]
pub struct SearchGroup {
    /// `article`, `video`, `release` or `forum`.
    pub kind: String,
    pub language: Locale,
    pub total: usize,
    pub hits: Vec<SearchHit>,
    /// All of this kind, when there are more than stand here.
    pub more: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct SearchHit {
    pub title: String,
    pub url: String,
    pub anchor: Option<String>,
    /// Of the section that it opens at.
    pub heading: Option<String>,
    /// Further sections that answer, with their addresses.
    pub sections: Vec<Link>,
    /// Escaped, but for `<mark>`.
    pub snippet_html: String,
    pub kind: String,
    pub trail: Vec<String>,
}

/// A way in which an answer is narrowed.
#[derive(Clone, Debug, Serialize)]
pub struct ActiveFilter {
    /// `kind`, `category`, `module`, `role` or `tag`.
    pub field: String,
    pub title: String,
    /// The same question without it.
    pub url: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Facet {
    /// `module`, `kind`, `tag`, …
    pub field: String,
    pub values: Vec<FacetValue>,
}

#[derive(Clone, Debug, Serialize)]
pub struct FacetValue {
    pub title: String,
    pub count: usize,
    /// The same question with this value taken, or given up when it is active.
    pub url: String,
    pub active: bool,
}

/// `not-found.html`
#[derive(Clone, Debug, Serialize)]
pub struct NotFoundPage {
    /// Root-relative, as it was asked for; empty on the static page.
    pub path: String,
    /// The host app's page that signs in and leads back here.
    pub sign_in: Option<String>,
    pub categories: Vec<CategoryCard>,
}

/// `gone.html`: what was taken down, and has nothing in its place.
#[derive(Clone, Debug, Serialize)]
pub struct GonePage {
    pub categories: Vec<CategoryCard>,
}

/// `redirect.html`: a page that has moved.
#[derive(Clone, Debug, Serialize)]
pub struct RedirectPage {
    pub to: String,
}

/// `go.html`: the short address of an article.
#[derive(Clone, Debug, Serialize)]
pub struct GoPage {
    pub id: String,
    pub to: String,
    pub translations: Vec<ArticleItem>,
}

/// `reference.html`: the API, for people who write programs.
#[derive(Clone, Debug, Serialize)]
pub struct ReferencePage {
    pub version: String,
    /// Where the service is: origin and path of `base_url`.
    pub address: String,
    /// Root-relative address of the description for programs.
    pub document: String,
    pub groups: Vec<ReferenceGroup>,
    pub shapes: Vec<ReferenceShape>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ReferenceGroup {
    pub name: String,
    pub title: String,
    pub operations: Vec<ReferenceOperation>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ReferenceOperation {
    pub anchor: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub description: String,
    pub parameters: Vec<ReferenceField>,
    /// The shape of what is sent.
    pub body: Option<ReferenceKind>,
    /// A line for a terminal.
    pub curl: String,
    pub answers: Vec<ReferenceAnswer>,
    /// Statuses of failures that this operation has beyond the common ones.
    pub failures: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ReferenceAnswer {
    pub status: String,
    pub description: String,
    pub media_type: String,
    pub kind: Option<ReferenceKind>,
    pub example: String,
}

/// A parameter, or a field of a shape.
#[derive(Clone, Debug, Serialize)]
pub struct ReferenceField {
    pub name: String,
    /// `path` or `query`; empty for a field.
    pub place: String,
    pub required: bool,
    pub kind: Option<ReferenceKind>,
    pub description: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ReferenceKind {
    pub text: String,
    /// Of the shape that it names.
    pub anchor: Option<String>,
    pub list: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct ReferenceShape {
    pub anchor: String,
    pub name: String,
    pub description: String,
    /// Shapes whose fields it has too.
    pub includes: Vec<ReferenceKind>,
    pub fields: Vec<ReferenceField>,
}
