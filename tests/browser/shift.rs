//! Nothing moves while a page comes in, nor while it is read.

use serde_json::json;

use crate::pages::{all, nothing, wrong_on};
use crate::reader::reader;

/// Notes each shift from the start on, with what moved. All of them count: nobody types
/// here, and the browser takes a window of a phone for input.
const WATCH: &str = "
window.shifts = [];
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) {
    const place = (box) => `${box.x} ${box.y} ${box.width} ${box.height}`;
    const moved = shift.sources.map((one) => `${(one.node?.outerHTML ?? one.node?.parentElement?.outerHTML)?.slice(0, 50)} from ${place(one.previousRect)} to ${place(one.currentRect)}`);
    shifts.push(`${shift.value.toFixed(4)}: ${moved.join(', ')}`);
  }
}).observe({ type: 'layout-shift', buffered: true });";

/// Down to the end by windows, until all pictures that come into sight are there.
const READ: &str = "
return (async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  for (let at = 0; at < document.documentElement.scrollHeight; at += innerHeight / 2) {
    scrollTo({ top: at, behavior: 'instant' });
    await frame();
  }
  await Promise.all([...document.images].filter((one) => one.checkVisibility()).map((one) => one.decode().catch(() => shifts.push(`not loaded: ${one.src}`))));
  await frame();
  await frame();
  return shifts;
})()";

#[tokio::test]
async fn nothing_shifts_while_a_page_loads_and_is_read_to_its_end() {
    let Some(reader) = reader().await else { return };
    reader
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": WATCH }),
        )
        .await;
    let mut wrong = Vec::new();
    for width in [360, 1280] {
        // Loaded at this width: what a change of the width moves is no shift.
        reader.width(width).await;
        for page in all() {
            let mut shifts = Vec::new();
            // On a machine that is busy with other things the parser may stop amid the
            // header, and what it had is painted. That comes once; what the page does, always.
            for _ in 0..3 {
                shifts = wrong_on(&reader, &[width], [page].into_iter(), READ).await;
                if shifts.is_empty() {
                    break;
                }
            }
            wrong.extend(shifts);
        }
    }
    nothing(&wrong);
}
