// The text of a step becomes nodes: few elements, and of attributes only addresses. The rest leaves its text behind.

const KNOWN = /^(p|[uo]l|li|strong|em|code|kbd|br|a|span)$/;
const ENDLESS = /^(br|hr|img)$/;
/** @type {Record<string, string>} */
const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** @param {string} written */
const plain = (written) => written.replace(/&(\w+|#39);/g, (_, name) => SIGNS[name] ?? "'");

// What a term means is told by the panel.
/** @param {string} html @param {string} site */
export const read = (html, site) => {
  /** @type {(Element | DocumentFragment)[]} */
  const open = [new DocumentFragment()];
  for (const [written, end, name, rest] of html.replace(/<span class="term-text".*?<\/span>/g, "").matchAll(/<(\/?)(\w+)([^>]*)>|[^<]+/g)) {
    const parent = open[0];
    if (!name) parent.append(plain(written));
    else if (end) open.shift();
    else {
      const element = KNOWN.test(name) ? document.createElement(name) : parent;
      if (element !== parent) parent.append(element);
      if (!ENDLESS.test(name)) open.unshift(element);
      const [, address = ""] = /href="((\/|https?:|mailto:)[^"]*)"/.exec(rest) ?? [];
      if (address) Object.assign(element, { target: "_blank", href: new URL(plain(address), site) });
    }
  }
  return open[0];
};
