// The HTML of an article becomes nodes. Nothing but what is named here gets through, whatever the text says:
// elements that are not known leave their text behind, attributes and addresses that are not known are gone.

import { drawn, make } from "./dom.js";

const SIGNS = new Map([["amp", "&"], ["lt", "<"], ["gt", ">"], ["quot", '"'], ["apos", "'"], ["nbsp", "\u00a0"]]);

/** @param {string} text */
const decode = (text) =>
  text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, ten, hex, name) => {
    const code = ten ? Number(ten) : parseInt(hex, 16);
    return name ? (SIGNS.get(name) ?? whole) : code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

const KNOWN = new Set("a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span strong sub summary sup svg circle text table tbody td tfoot th thead tr track u ul var video".split(" "));
const DRAWN = /^(svg|circle|text)$/;
const EMPTY = /^(br|hr|img|track)$/;
const PLAIN = new Set("class role lang dir title alt width height loading decoding colspan rowspan scope start value open controls preload kind srclang label default tabindex aria-label aria-hidden cx cy r x y text-anchor dominant-baseline".split(" "));
const NAMED = /^(id|name)$/;
const ADDRESS = /^(href|src|poster)$/;
const PIECE = /<!--[^]*?-->|<(\/?)([a-z][a-z0-9]*)((?:[^"'>]|"[^"]*"|'[^']*')*)>|[^<]+|</gi;
const PAIR = /([^\s"'=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g;

/** @param {string} text @param {string} base */
const address = (text, base) => {
  try {
    const url = new URL(text, base);
    if (/^(https?|mailto|tel):$/.test(url.protocol)) return url;
  } catch {
    // No address at all.
  }
};

// Headings move one down: the title of the article is a heading of the panel.
/**
 * @param {string} html
 * @param {{ base: string, prefix?: string, film?: string }} place where it stands on the site, what makes its ids unique, and what to call a film that needs a frame
 */
export const nodes = (html, { base, prefix = "", film = "" }) => {
  const top = document.createDocumentFragment();
  /** @type {Node[]} */
  let open = [top];
  let names = [""];
  for (const [whole, end, written = "", rest] of html.matchAll(PIECE)) {
    const name = written.toLowerCase();
    const parent = /** @type {Element} */ (open[open.length - 1]);
    if (!name) {
      if (!whole.startsWith("<!--")) parent.append(decode(whole));
    } else if (end) {
      const at = names.lastIndexOf(name);
      if (at > 0) [open, names] = [open.slice(0, at), names.slice(0, at)];
    } else if (name === "iframe") {
      parent.append(make("a", { class: "card", href: base, target: "_blank", rel: "noopener" }, film));
    } else if (KNOWN.has(name)) {
      const shown = name.replace(/^h([1-5])$/, (_, level) => `h${Number(level) + 1}`);
      const element = DRAWN.test(name) ? drawn(name) : document.createElement(shown);
      for (const [, key, double, single, bare] of rest.matchAll(PAIR)) {
        const attribute = key.toLowerCase();
        const value = decode(double ?? single ?? bare ?? "");
        if (NAMED.test(attribute)) element.setAttribute(attribute, prefix + value);
        else if (PLAIN.has(attribute)) element.setAttribute(attribute, value);
        else if (ADDRESS.test(attribute)) {
          const url = address(value, base);
          if (url) element.setAttribute(attribute, url.href);
        }
      }
      parent.append(element);
      if (!EMPTY.test(name) && !rest.endsWith("/")) {
        open.push(element);
        names.push(name);
      }
    }
  }
  return top;
};
