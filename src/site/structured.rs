//! JSON-LD: what is seen on a page, said to machines.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::content::{Article, VideoSource};
use crate::site::Site;
use crate::theme::context::Link;

impl Site {
    /// The trail that the page shows; one step is no trail.
    pub(super) fn breadcrumbs_json(&self, trail: &[Link]) -> Option<String> {
        if trail.len() < 2 {
            return None;
        }
        let items: Vec<Value> = trail
            .iter()
            .enumerate()
            .map(|(at, link)| {
                json!({
                    "@type": "ListItem",
                    "position": at + 1,
                    "name": link.title,
                    "item": self.address.absolute(&link.url),
                })
            })
            .collect();
        Some(script(&json!({
            "@context": "https://schema.org",
            "@type": "BreadcrumbList",
            "itemListElement": items,
        })))
    }

    pub(super) fn article_json(&self, article: &Article, description: &str) -> String {
        let publisher = json!({
            "@type": "Organization",
            "name": self.name,
            "url": self.address.absolute(&self.address.at_root("")),
        });
        let author = match &article.author {
            Some(name) => json!({"@type": "Person", "name": name}),
            None => publisher.clone(),
        };
        let mut value = json!({
            "@context": "https://schema.org",
            "@type": "TechArticle",
            "headline": article.title,
            "description": description,
            "inLanguage": article.language.code(),
            "mainEntityOfPage": self.address.absolute(&article.url),
            "author": author,
            "publisher": publisher,
        });
        if let Some(date) = article.date {
            value["datePublished"] = json!(date.to_string());
        }
        if let Some(updated) = article.updated {
            let day = updated.to_zoned(TimeZone::UTC).date();
            value["dateModified"] = json!(day.to_string());
        }
        script(&value)
    }

    /// Only where all that search engines ask of a video is known.
    pub(super) fn video_json(&self, article: &Article, description: &str) -> Option<String> {
        let video = article.video.as_ref()?;
        let poster = video.poster.as_ref().map(|url| self.address.absolute(url));
        let (thumbnail, place, address) = match &video.source {
            VideoSource::YouTube(name) => (
                poster.unwrap_or_else(|| format!("https://i.ytimg.com/vi/{name}/hqdefault.jpg")),
                "embedUrl",
                video.source.frame()?,
            ),
            VideoSource::File(film) => (poster?, "contentUrl", self.address.absolute(&film.url)),
            VideoSource::Vimeo(_) => (poster?, "embedUrl", video.source.frame()?),
        };
        let mut value = json!({
            "@context": "https://schema.org",
            "@type": "VideoObject",
            "name": article.title,
            "description": description,
            "inLanguage": article.language.code(),
            "uploadDate": article.date?.to_string(),
            "thumbnailUrl": thumbnail,
            place: address,
        });
        if let Some(seconds) = video.duration {
            value["duration"] = json!(format!("PT{seconds}S"));
        }
        Some(script(&value))
    }
}

/// JSON that cannot end the script element it stands in.
pub(super) fn script(value: &Value) -> String {
    let text = value.to_string();
    if !text.contains(['<', '>', '&']) {
        return text;
    }
    text.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}
