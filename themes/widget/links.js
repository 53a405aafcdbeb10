// Which addresses are articles, and open in the panel.

/** @import { Core } from "./types" */
/** @import { Wanted } from "./panel.js" */

import { make } from "./dom.js";

const LANGUAGE = /^(en|es)$/;

/** @param {string} text */
export const plain = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** @param {Core} core @param {HTMLAnchorElement} link @returns {Wanted | undefined} */
export const readable = (core, link) => {
  const { article, anchor, query, lang, title, url: page } = link.dataset;
  if (article) return { article, anchor, query, lang, title, url: page };
  const site = new URL(`${core.site}/`);
  const url = new URL(link.href);
  if (url.origin !== site.origin || !url.pathname.startsWith(site.pathname)) return;
  const steps = url.pathname.slice(site.pathname.length).split("/").filter(Boolean);
  const isShort = steps[0] === "go" && steps.length === 2;
  const isLong = steps.length > 2 && LANGUAGE.test(steps[0]) && !/\.\w+$/.test(url.pathname);
  if (!isShort && !isLong) return;
  return { article: isShort ? plain(steps[1]) : plain(url.pathname), anchor: plain(url.hash.slice(1)), lang: isLong ? steps[0] : "", url: url.href };
};

/**
 * A line of a list: an article that opens in the panel.
 * @param {Core} core
 * @param {{ id: string, title: string, url: string, language: string, anchor?: string, query?: string }} item
 * @param {...(Node | string | false | undefined)} children what stands below the title
 */
export const row = (core, { id, title, url, language, anchor, query }, ...children) => {
  const lang = language !== core.language && language;
  const { href } = new URL(anchor ? `${url}#${anchor}` : url, core.site);
  const data = { "data-article": id, "data-anchor": anchor, "data-query": query, "data-lang": lang, "data-title": title };
  return make("li", {}, make("a", { class: "row", href, lang, ...data }, make("b", { "data-lang": lang && lang.toUpperCase() }, title), ...children));
};
