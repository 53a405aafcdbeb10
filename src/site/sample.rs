//! A small help center in both languages, made by hand, for the tests of this room.

use std::sync::Arc;

use jiff::civil::date;

use crate::config::{Config, Localized};
use crate::content::{
    Archived, Article, ArticleId, Body, Category, Heading, Impact, Kind, Library, Picture, Section,
    Status, Texts, Video, VideoSource,
};
use crate::gate::Gate;
use crate::i18n::Messages;
use crate::locale::Locale;
use crate::site::{Audience, Site};
use crate::theme::Theme;

/// Everything that markup can make, so that a look at the page shows all of it.
const BODY: &str = include_str!("sample.html");

pub(super) fn config() -> Config {
    let mut config = Config {
        base_url: "https://help.example.com".to_owned(),
        ..Config::default()
    };
    config.site.name = "Obra Help".to_owned();
    config.site.edit_url = Some("https://git.example.com/edit/main/content/{path}".to_owned());
    config.site.links = vec![Localized {
        language: None,
        value: ("Status".to_owned(), "https://status.example.com".to_owned()),
    }];
    config.service.contact_url = Some("https://example.com/contact".to_owned());
    config
}

pub(super) fn site(library: Library) -> Site {
    site_with(library, &config(), Audience::Public)
}

pub(super) fn site_with(library: Library, config: &Config, audience: Audience) -> Site {
    let messages = Arc::new(Messages::built_in());
    let theme = Theme::load(None, &config.brand(), messages).expect("the built-in theme");
    Site::new(Arc::new(library), Arc::new(theme), config, audience).expect("a site")
}

/// An article with nothing but what every article has.
pub(super) fn article(language: Locale, id: &str, path: &str, title: &str) -> Article {
    let (category, slug) = path.rsplit_once('/').unwrap_or(("", path));
    Article {
        id: ArticleId::new(id),
        language,
        path: path.to_owned(),
        file: format!("{language}/{path}.md"),
        category: category.to_owned(),
        slug: slug.to_owned(),
        url: format!("/{language}/{path}/"),
        title: title.to_owned(),
        summary: String::new(),
        kind: Kind::Article,
        gate: Gate::public(),
        stage: Status::Published,
        module: None,
        contexts: Vec::new(),
        tags: Vec::new(),
        keywords: Vec::new(),
        version: None,
        video: None,
        related: Vec::new(),
        featured: false,
        order: None,
        author: None,
        owner: None,
        date: None,
        updated: None,
        review_by: None,
        discussion: Some("p0123456789a".to_owned()),
        impact: Impact::Minor,
        revision: String::new(),
        major: None,
        outdated: None,
        noindex: false,
        aliases: Vec::new(),
        body: Body::from(Texts {
            html: "<p>Text.</p>".to_owned(),
            markdown: "Text.\n".to_owned(),
            sections: vec![Section {
                text: "Text.".to_owned(),
                ..Section::default()
            }],
            ..Texts::default()
        }),
    }
}

pub(super) fn category(language: Locale, path: &str, title: &str, icon: &str) -> Category {
    let slug = path.rsplit('/').next().unwrap_or_default();
    Category {
        language,
        path: path.to_owned(),
        slug: slug.to_owned(),
        url: format!("/{language}/{path}/").replace("//", "/"),
        title: title.to_owned(),
        summary: String::new(),
        icon: Some(icon.to_owned()).filter(|icon| !icon.is_empty()),
        order: None,
        module: None,
        html: String::new(),
        pictures: Vec::new(),
        gate: crate::gate::Gate::public(),
        bare_title: title.to_owned(),
    }
}

/// Two languages, nested categories, an article in one language alone, a video, two
/// releases, an old address, an archived page and a picture.
pub(super) fn library() -> Library {
    let mut library = Library::default();
    library.languages = vec![Locale::En, Locale::Es];
    for language in Locale::ALL {
        for (path, en, es, icon, summary_en, summary_es) in CATEGORIES {
            let (title, summary) = match language {
                Locale::En => (en, summary_en),
                Locale::Es => (es, summary_es),
            };
            let mut category = category(language, path, title, icon);
            category.summary = (*summary).to_owned();
            library.categories.push(Arc::new(category));
        }
        let articles = match language {
            Locale::En => english(),
            Locale::Es => spanish(),
        };
        library.articles.extend(articles.into_iter().map(Arc::new));
    }
    library.archived.push(Arc::new(Archived {
        language: Locale::En,
        url: "/en/estimating/old-estimates/".to_owned(),
        gate: Gate::public(),
        replaced_by: Some(ArticleId::new("KB-000001")),
    }));
    library.pictures.push(Arc::new(Picture {
        words: String::new(),
        url: "/media/0123456789abcdef0123.png".to_owned(),
        file: "en/estimating/screen.png".to_owned(),
        bytes: b"\x89PNG".to_vec().into(),
        media_type: "image/png",
        size: None,
    }));
    library.indexed()
}

type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const CATEGORIES: &[Row] = &[
    (
        "",
        "How can we help?",
        "¿En qué te ayudamos?",
        "",
        "Short, practical answers for builders: from the first estimate to the last invoice, in the office and on site.",
        "Respuestas cortas y prácticas para constructores: del primer presupuesto a la última factura, en la oficina y en la obra.",
    ),
    (
        "getting-started",
        "Getting started",
        "Primeros pasos",
        "rocket",
        "Create your company, bring in your team and put Obra on every phone.",
        "Crea tu empresa, invita a tu equipo y pon Obra en todos los teléfonos.",
    ),
    (
        "estimating",
        "Estimating",
        "Presupuestos",
        "calculator",
        "Build prices your clients understand and that leave you a profit.",
        "Arma precios que tus clientes entienden y que te dejan ganancia.",
    ),
    (
        "estimating/markup",
        "Markup and margin",
        "Recargo y margen",
        "swap",
        "What you add and what you keep.",
        "Lo que agregas y lo que te queda.",
    ),
    (
        "scheduling",
        "Scheduling",
        "Programación de obra",
        "calendar",
        "Plan the work, move it and tell everyone.",
        "Planea el trabajo, muévelo y avisa a todos.",
    ),
    (
        "invoicing",
        "Invoicing",
        "Facturación",
        "invoice",
        "Bill deposits, stages and progress.",
        "Factura anticipos, etapas y avances.",
    ),
    (
        "releases",
        "Release notes",
        "Notas de versión",
        "megaphone",
        "What changed in each version.",
        "Qué cambió en cada versión.",
    ),
];

fn english() -> Vec<Article> {
    let language = Locale::En;
    let mut company = article(
        language,
        "KB-000002",
        "getting-started/company",
        "Create your company",
    );
    company.summary = "Name, address, logo and tax number in five minutes.".to_owned();
    company.featured = true;
    company.updated = "2026-10-02T09:00:00Z".parse().ok();
    let mut estimate = full(
        language,
        "estimating/create-an-estimate",
        "Create an estimate",
    );
    estimate.summary =
        "From the first measurement to a price your client can sign, with sections, markup and tax."
            .to_owned();
    estimate.aliases = vec![
        "/old/estimates".to_owned(),
        "/old/estimates.html".to_owned(),
    ];
    let mut takeoff = article(
        language,
        "KB-000003",
        "estimating/takeoff",
        "Measure a plan",
    );
    takeoff.summary = "Count and measure on the drawing itself.".to_owned();
    takeoff.tags = vec!["Plans".to_owned()];
    let mut video = article(
        language,
        "KB-000004",
        "scheduling/first-schedule",
        "Plan your first project",
    );
    video.kind = Kind::Video;
    video.summary = "Watch a kitchen remodel become a schedule.".to_owned();
    video.video = Some(Video {
        source: VideoSource::YouTube("abc_D-1".to_owned()),
        duration: Some(272),
        poster: None,
        transcript: String::new(),
    });
    video.date = Some(date(2026, 8, 20));
    let mut later = release(language, "KB-000006", "releases/2-5", "Version 2.5");
    later.date = Some(date(2026, 11, 3));
    later.summary = "Approve from the phone, and faster photos.".to_owned();
    let mut earlier = release(language, "KB-000005", "releases/2-4", "Version 2.4");
    earlier.date = Some(date(2026, 7, 14));
    earlier.summary = "Daily logs without signal.".to_owned();
    vec![company, estimate, takeoff, video, earlier, later]
}

fn spanish() -> Vec<Article> {
    let language = Locale::Es;
    let mut estimate = full(
        language,
        "estimating/crear-un-presupuesto",
        "Crear un presupuesto",
    );
    estimate.summary =
        "De la primera medida a un precio que tu cliente puede firmar, con secciones, recargo e impuesto."
            .to_owned();
    let mut margin = article(
        language,
        "KB-000007",
        "estimating/markup/margen",
        "Recargo y margen no son lo mismo",
    );
    margin.summary = "Con un ejemplo de una cocina.".to_owned();
    let mut only = article(
        language,
        "KB-000008",
        "invoicing/cfdi",
        "Factura con CFDI 4.0",
    );
    only.summary = "Timbra, envía y cancela facturas ante el SAT.".to_owned();
    let mut later = release(language, "KB-000006", "releases/2-5", "Versión 2.5");
    later.date = Some(date(2026, 11, 3));
    later.summary = "Aprueba desde el teléfono, y fotos más rápidas.".to_owned();
    vec![estimate, margin, only, later]
}

fn release(language: Locale, id: &str, path: &str, title: &str) -> Article {
    let mut article = article(language, id, path, title);
    article.kind = Kind::Release;
    article
}

/// The article that has everything.
fn full(language: Locale, path: &str, title: &str) -> Article {
    let mut article = article(language, "KB-000001", path, title);
    article.featured = true;
    article.tags = vec!["Estimates".to_owned(), "Órdenes de cambio".to_owned()];
    article.gate.roles = Some(["owner", "pm"].map(str::to_owned).into());
    article.gate.plans = Some(["business".to_owned()].into());
    article.version = "2.3"
        .parse()
        .ok()
        .map(|version| (">=2.3".to_owned(), version));
    article.author = Some("Marisol Treviño".to_owned());
    article.date = Some(date(2026, 2, 17));
    article.updated = "2026-11-21T15:30:00Z".parse().ok();
    article.related = vec![ArticleId::new("KB-000003"), ArticleId::new("KB-999999")];
    let outline = [
        (2, "add-the-lines", "Add the lines"),
        (3, "units", "Units"),
        (2, "set-the-markup", "Set the markup"),
        (2, "send-it", "Send it to your client"),
    ]
    .map(|(level, anchor, text)| Heading {
        level,
        anchor: anchor.to_owned(),
        text: text.to_owned(),
    });
    article.body = Body::from(Texts {
        html: BODY.to_owned(),
        outline: outline.into(),
        pictures: vec!["/media/0123456789abcdef0123.png".to_owned()],
        ..Texts::default()
    });
    article
}
