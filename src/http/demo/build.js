// What the screens are made of: nodes, words, numbers and days. Nothing is ever parsed as HTML.

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes */

/** What everything looks at; `app.js` alone changes it. */
export const state = { language: "en", person: "" };

/** @param {string} en @param {string} es */
export const t = (en, es) => (state.language === "es" ? es : en);

const SHORT = { term: "data-ayuda-term", tour: "data-ayuda-tour" };

/**
 * An element. `term` and `tour` say what the help knows it as; `on…` listens; a name with `--` is a custom property.
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name @param {Attributes} [attributes] @param {...Child} children
 */
export const el = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) made.style.setProperty(key, `${value}`);
    else made.setAttribute(SHORT[/** @type {"term"} */ (key)] ?? key, value === true ? "" : `${value}`);
  }
  for (const child of children) if (child !== null && child !== undefined && child !== false) made.append(child instanceof Node ? child : `${child}`);
  return made;
};

/** @param {number} amount */
export const money = (amount) => (Number.isInteger(amount) ? whole : exact).format(amount);
const whole = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
const exact = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

/** @param {string} day As `2026-11-19`. @param {Intl.DateTimeFormatOptions} [form] */
export const date = (day, form = { day: "numeric", month: "short" }) =>
  new Intl.DateTimeFormat(t("en-US", "es-MX"), { timeZone: "UTC", ...form }).format(new Date(`${day}T12:00Z`));

/** @param {string} day */
export const longDate = (day) => {
  const text = date(day, { weekday: "long", day: "numeric", month: "long" });
  return text[0].toUpperCase() + text.slice(1);
};

const SVG = "http://www.w3.org/2000/svg";
/** @type {Map<string, string>} */
export const icons = new Map();
// Where styles are taken away, a drawing would fill the page.
const isBare = new URLSearchParams(location.search).has("hostile");
/** @param {string} name */
export const icon = (name) => {
  if (isBare) return document.createTextNode("");
  const drawing = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" })) drawing.setAttribute(key, value);
  path.setAttribute("d", icons.get(name) ?? "");
  drawing.append(path);
  return drawing;
};

/** @type {(path: string) => string} */
let address = (path) => path;
/** @param {(path: string) => string} made */
export const addressed = (made) => (address = made);
/** A link to a screen. @param {string} path @param {Attributes} attributes @param {...Child} children */
export const link = (path, attributes, ...children) => el("a", { href: address(path), "data-link": true, ...attributes }, ...children);
/** Where the files of the app are. */
export const files = () => `${document.body.dataset.demo}/_`;

/** Says shortly what was done. @param {string} text */
export const tell = (text) => {
  const place = document.getElementById("told");
  place?.replaceChildren(el("p", {}, text));
  setTimeout(() => place?.firstChild?.textContent === text && place.replaceChildren(), 4000);
};

/**
 * A button that does something, or says that it did.
 * @param {string} text @param {Attributes & { icon?: string, done?: string }} [more]
 */
export const button = (text, { icon: drawn, done, ...attributes } = {}) =>
  el("button", { type: "button", class: "button", onclick: () => tell(`${done ?? text}`), ...attributes }, drawn ? icon(drawn) : null, el("span", {}, text));
/** @type {typeof button} */
export const primary = (text, more = {}) => button(text, { class: "button primary", ...more });

/** A word that the help explains. @param {string} term @param {string} text */
export const word = (term, text) => el("span", { class: "word", term }, text);

/** @param {"good" | "wait" | "bad" | "news" | "quiet"} kind @param {string} text */
export const chip = (kind, text) => el("span", { class: `chip ${kind}` }, text);

/** @param {string} title @param {Child} about @param {Child[]} actions @param {...Child} parts */
export const page = (title, about, actions, ...parts) =>
  el("div", { class: "page" },
    el("div", { class: "head" },
      el("div", {}, el("h1", { tabindex: -1 }, title), about ? el("p", { class: "about" }, about) : null),
      actions.length ? el("div", { class: "actions" }, ...actions) : null),
    ...parts);

/** @param {Child} title @param {Attributes} attributes @param {...Child} parts */
export const card = (title, attributes, ...parts) => {
  const { class: more, ...rest } = attributes;
  return el("section", { class: `card ${more ?? ""}`, ...rest }, title ? el("h2", {}, title) : null, ...parts);
};

/**
 * A table. A head that begins with `>` is of numbers, one with `-` is left out on phones.
 * @param {string} name @param {(string | [string, Node])[]} heads @param {Child[][]} rows
 */
export const table = (name, heads, rows) => {
  const marks = heads.map((head) => /^[->]*/.exec(typeof head === "string" ? head : head[0])?.[0] ?? "");
  const kind = (/** @type {number} */ at) => `${marks[at].includes(">") ? "number" : ""} ${marks[at].includes("-") ? "wide" : ""}`.trim() || null;
  return el("div", { class: "table", role: "region", "aria-label": name, tabindex: 0 },
    el("table", {},
      el("thead", {}, el("tr", {}, ...heads.map((head, at) =>
        el("th", { scope: "col", class: kind(at) }, typeof head === "string" ? head.slice(marks[at].length) : head[1])))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell, at) => el("td", { class: kind(at) }, cell)))))));
};

let count = 0;
/** @param {Child} name @param {HTMLElement} control @param {Attributes} [attributes] */
export const field = (name, control, attributes = {}) => {
  control.id ||= `field-${(count += 1)}`;
  return el("div", { class: "field", ...attributes }, el("label", { for: control.id }, name), control);
};
/** @param {string} value @param {Attributes} [attributes] */
export const input = (value, attributes = {}) => el("input", { value, ...attributes });
/** @param {string[]} options @param {Attributes} [attributes] */
export const choice = (options, attributes = {}) => el("select", attributes, ...options.map((one) => el("option", {}, one)));

/** @param {string} name @param {string} value @param {Child} note */
export const figure = (name, value, note) => el("div", { class: "figure" }, el("p", { class: "label" }, name), el("p", { class: "value" }, value), el("p", { class: "note" }, note));
/** A bar from 0 to 100. @param {string} name @param {number} value */
export const bar = (name, value) =>
  el("div", { class: "bar", role: "meter", "aria-label": name, "aria-valuenow": value, "aria-valuemin": 0, "aria-valuemax": 100, "--value": `${value}%` }, el("span", {}));
/** Names and values below each other. @param {[Child, Child][]} pairs */
export const facts = (pairs) => el("dl", { class: "facts" }, ...pairs.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
