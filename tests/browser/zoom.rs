//! Readers who need it larger: zoomed in, with larger text, with more space between.

use crate::pages::{all, nothing, wrong_on};
use crate::reader::reader;

/// Text that is cut off, or that lies outside of the window where nothing scrolls to it.
const LOST: &str = "
const lost = [];
const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
if (wide > 0) lost.push(`the page is ${wide} px too wide`);
const scrolls = (one) => /auto|scroll/.test(getComputedStyle(one).overflowX);
// The last crumb may be cut short: it is the heading below.
const saidAgain = (one) => one.matches('.crumbs [aria-current]') && one.textContent === document.querySelector('h1').textContent;
for (const one of document.querySelectorAll('body *')) {
  const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!own && !one.matches('input, button')) continue;
  if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
  const box = one.getBoundingClientRect();
  if (box.width <= 1 || one.closest('.skip') || one.closest('svg')) continue;
  const name = one.outerHTML.slice(0, 70);
  const style = getComputedStyle(one);
  const cuts = (axis) => /hidden|clip/.test(style[axis]);
  // A field scrolls by itself, and its placeholder is no text of the page.
  if (!one.matches('input') && !saidAgain(one)) {
    if (cuts('overflowX') && one.scrollWidth > one.clientWidth + 1) lost.push(`${name}: cut off at the side`);
    if (cuts('overflowY') && one.scrollHeight > one.clientHeight + 2) lost.push(`${name}: cut off below`);
  }
  let parent = one;
  while (parent && !scrolls(parent)) parent = parent.parentElement;
  if (!parent && (box.right > innerWidth + 1 || box.left < -1)) lost.push(`${name}: outside of the window`);
}
return lost";

/// From the smallest phones up; 640 and 320 are also what 200 % and 400 % leave of 1280.
#[tokio::test]
async fn nothing_is_lost_and_nothing_scrolls_sideways_at_any_width() {
    let Some(reader) = reader().await else { return };
    let wrong = wrong_on(&reader, &[320, 360, 640, 768, 1024, 1280], all(), LOST).await;
    nothing(&wrong);
}

/// A style sheet of the reader's own.
async fn nothing_is_lost_with(css: &str, widths: &[u32]) {
    let Some(reader) = reader().await else { return };
    let script = format!(
        "const own = new CSSStyleSheet(); own.replaceSync({css:?}); document.adoptedStyleSheets = [own]; {LOST}"
    );
    let wrong = wrong_on(&reader, widths, all(), &script).await;
    nothing(&wrong);
}

#[tokio::test]
async fn nothing_is_lost_when_text_alone_is_twice_as_large() {
    nothing_is_lost_with("html { font-size: 200% !important }", &[640, 1280]).await;
}

/// The distances of WCAG 1.4.12.
#[tokio::test]
async fn nothing_is_lost_when_text_has_more_space() {
    let css = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } \
        p { margin-block-end: 2em !important }";
    nothing_is_lost_with(css, &[320, 1280]).await;
}
