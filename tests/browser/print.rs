//! Readers who take the page to the site on paper.

use serde_json::json;

use crate::pages::{ARTICLES, TABS, nothing, wrong_on};
use crate::reader::reader;

/// As wide as a sheet of A4 between its margins.
const SHEET: u32 = 718;

/// What is wrong with the page on paper.
const PAPER: &str = "const wrong = []; \
    const seen = (one) => one.checkVisibility() && one.getBoundingClientRect().height > 0; \
    for (const one of document.querySelectorAll('nav, form, button, input, video, iframe, aside, .skip, .anchor'))\
        if (seen(one)) wrong.push(`of no use on paper: ${one.outerHTML.slice(0, 70)}`);\
    for (const one of document.querySelectorAll('table, pre, .prose img, h1, .prose p'))\
        if (!seen(one) && !one.closest('.term-text, .video')) wrong.push(`not printed: ${one.outerHTML.slice(0, 70)}`);\
    for (const one of document.querySelectorAll('table, pre, img')) {\
        const box = one.getBoundingClientRect();\
        if (box.right > innerWidth + 1) wrong.push(`runs off the sheet: ${one.outerHTML.slice(0, 70)}`);\
        const around = one.closest('.table');\
        if (around && around.scrollWidth > around.clientWidth + 1) wrong.push(`scrolls on paper: ${one.outerHTML.slice(0, 70)}`);\
    }\
    for (const one of document.querySelectorAll('details.tab')) {\
        if (!seen(one.lastElementChild)) wrong.push(`closed on paper: ${one.innerText.slice(0, 70)}`);\
    }\
    const link = document.createElement('a');\
    link.href = 'https://example.com/a-form';\
    document.querySelector('.prose').append(link);\
    for (const one of document.querySelectorAll(\".prose a[href^='http']\"))\
        if (!getComputedStyle(one, '::after').content.includes(one.getAttribute('href'))) wrong.push(`leads nowhere: ${one.href}`);\
    const light = getComputedStyle(document.body).backgroundColor;\
    if (!['rgb(255, 255, 255)', 'rgba(0, 0, 0, 0)'].includes(light)) wrong.push(`the paper is ${light}`);\
    const ink = getComputedStyle(document.querySelector('.prose p')).color.match(/\\d+/g);\
    if (ink.some((part) => part > 90)) wrong.push(`the ink is ${ink}`);\
    if (document.documentElement.scrollWidth > innerWidth) wrong.push('wider than the sheet');\
    return wrong";

async fn nothing_is_wrong_on_paper(pages: [&str; 2]) {
    let Some(reader) = reader().await else { return };
    reader
        .devtools(
            "Emulation.setEmulatedMedia",
            // Who reads in the dark prints on white paper all the same.
            json!({ "media": "print", "features": [{ "name": "prefers-color-scheme", "value": "dark" }] }),
        )
        .await;
    let wrong = wrong_on(&reader, &[SHEET], pages.into_iter(), PAPER).await;
    nothing(&wrong);
}

#[tokio::test]
async fn a_printed_article_is_the_article_and_whole() {
    nothing_is_wrong_on_paper(ARTICLES).await;
}

#[tokio::test]
async fn every_tab_is_printed_open() {
    nothing_is_wrong_on_paper(TABS).await;
}
