// Tips on the words of the page, and tours of its screens.

import { startTips } from "./tips.js";
import { startTours } from "./tour.js";

/** @import { Core, Guide } from "./types" */

/** @param {Core} core @returns {Guide} */
export const start = (core) => {
  const { root, site } = core;
  const ending = new AbortController();
  const { signal } = ending;
  // Before the page: what Escape puts away is ours, not the dialog below it.
  /** @param {string} name @param {(event: any) => void} action */
  const listen = (name, action) => document.addEventListener(name, action, { capture: true, signal });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(AYUDA.css.guide);
  root.adoptedStyleSheets.push(sheet);
  const tips = startTips(core, listen, signal);
  const tours = startTours(core, listen);

  listen("keydown", (event) => {
    const { key } = event;
    if (!((key === "Escape" && tips.hide()) || tours.press(key))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  // Articles open in the panel.
  listen("click", (event) => {
    const link = event.composedPath()[0].closest?.("[part=tip] a,[part=tour] a");
    if (!link?.href.startsWith(`${site}/`) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    tips.hide();
    core.open({ article: link.pathname, anchor: link.hash.slice(1) });
  });

  const destroy = () => {
    ending.abort();
    tips.destroy();
    tours.destroy();
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
  };
  return { tour: tours.start, destroy };
};
