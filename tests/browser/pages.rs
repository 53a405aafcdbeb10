//! One page of each type of the sample, in both languages.

use crate::reader::Reader;

/// Name of the type, address in English, address in Spanish.
pub(crate) const PAGES: [(&str, &str, &str); 14] = [
    ("home", "/en/", "/es/"),
    ("category", "/en/estimating/", "/es/presupuestos/"),
    ("article", ARTICLES[0], ARTICLES[1]),
    ("article with tabs", TABS[0], TABS[1]),
    (
        "article with tables",
        "/en/troubleshooting/the-numbers-do-not-match/",
        "/es/solucion-de-problemas/no-cuadran-los-numeros/",
    ),
    (
        "video",
        "/en/change-orders/video-a-change-order/",
        "/es/ordenes-de-cambio/video-una-orden-de-cambio/",
    ),
    (
        "release",
        "/en/releases/version-2-5/",
        "/es/notas-de-version/version-2-5/",
    ),
    ("what's new", "/en/whats-new/", "/es/whats-new/"),
    ("videos", "/en/videos/", "/es/videos/"),
    ("tag", "/en/tags/estimates/", "/es/tags/presupuestos/"),
    ("search", "/en/search/", "/es/search/"),
    (
        "results",
        "/en/search/?q=change+order",
        "/es/search/?q=orden+de+cambio",
    ),
    (
        "nothing found",
        "/en/search/?q=xylophone",
        "/es/search/?q=xilófono",
    ),
    ("404", "/en/nothing-here/", "/es/nada-aqui/"),
];

/// An article with contents, steps, terms, a table, notes and an annotated picture.
pub(crate) const ARTICLES: [&str; 2] = [
    "/en/estimating/create-an-estimate/",
    "/es/presupuestos/crear-un-presupuesto/",
];

/// An article with tabs.
pub(crate) const TABS: [&str; 2] = [
    "/en/client-portal/approve-and-pay-as-a-client/",
    "/es/portal-del-cliente/aprobar-y-pagar-como-cliente/",
];

/// All pages of both languages.
pub(crate) fn all() -> impl Iterator<Item = &'static str> + Clone {
    PAGES.iter().flat_map(|(_, en, es)| [*en, *es])
}

/// What `script` finds wrong on each page, at each width that its window takes.
pub(crate) async fn wrong_on(
    reader: &Reader,
    widths: &[u32],
    pages: impl Iterator<Item = &str>,
    script: &str,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for page in pages {
        reader.open(page).await;
        for width in widths {
            reader.width(*width).await;
            let found = reader.list_of(script).await;
            wrong.extend(found.iter().map(|one| format!("{page} at {width}: {one}")));
        }
    }
    wrong
}

/// Fails with whatever is wrong, a line each.
#[track_caller]
pub(crate) fn nothing(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
