//! What holds for every page on every screen.

use crate::pages::{ARTICLES, all, nothing, wrong_on};
use crate::reader::reader;

/// Buttons, fields, what stands in the header, and what is drawn as a button.
#[tokio::test]
async fn a_thumb_hits_every_button_and_every_link_of_the_header() {
    let Some(reader) = reader().await else { return };
    let script = "return [...document.querySelectorAll(\
            'button, input, summary, .button, body > header a, nav[rel], a[rel=next], a[rel=prev]')]\
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.skip'))\
        .map((one) => [one, one.getBoundingClientRect()])\
        .filter(([one, box]) => box.width > 1 && (box.width < 43.9 || box.height < 43.9))\
        .map(([one, box]) => `${one.outerHTML.slice(0, 60)} is ${box.width} x ${box.height}`)";
    let wrong = wrong_on(&reader, &[360], all(), script).await;
    nothing(&wrong);
}

/// How many characters the full lines of paragraphs have, in the mean.
const LINES: &str = "
const lengths = [];
for (const one of document.querySelectorAll('article .prose > p')) {
  // Words are put into lines by where they stand; the last line of a paragraph may be short.
  const lines = new Map();
  const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const word of node.data.matchAll(/\\S+\\s*/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const box = range.getClientRects()[0];
      if (!box) continue;
      const line = Math.round((box.top + box.bottom) / 16);
      lines.set(line, (lines.get(line) ?? 0) + word[0].length);
    }
  lengths.push(...[...lines.values()].slice(0, -1));
}
const mean = Math.round(lengths.reduce((sum, one) => sum + one, 0) / lengths.length);
return mean >= 60 && mean <= 76 ? [] : [`${mean} characters a line`]";

/// With 65 to 75 characters a line the eye finds the next one. Lines that break before a
/// long word are shorter, so the mean may be a little below that.
#[tokio::test]
async fn lines_of_text_are_as_long_as_is_read_with_ease() {
    let Some(reader) = reader().await else { return };
    let wrong = wrong_on(&reader, &[1280, 1920], ARTICLES.into_iter(), LINES).await;
    nothing(&wrong);
}
