// Search while typing. The arrows go from the field through what was found, which are plain links.

/** @import { SearchAnswer } from "./types" */
/** @import { Desk } from "./panel.js" */

import { icon, make, patient } from "./dom.js";
import { row } from "./links.js";

const PAUSE = 120;
const QUIET = 700;
const LIMIT = 5;
const MOST_KNOWN = 60;
// Kinds that the panel shows; the others open on the site.
const HERE = /^(article|video|release)$/;

const SIGNS = new Map([["amp", "&"], ["lt", "<"], ["gt", ">"], ["quot", '"'], ["#39", "'"]]);

// A snippet is escaped text in which `<mark>` is the only markup.
/** @param {string} snippet */
const marked = (snippet) =>
  snippet.split(/<\/?mark>/).map((piece, at) => {
    const text = piece.replace(/&([a-z]+|#39);/g, (whole, name) => SIGNS.get(name) ?? whole);
    return at % 2 ? make("mark", {}, text) : text;
  });

/** @param {Desk} desk @param {(isSearching: boolean) => void} turn */
export const search = (desk, turn) => {
  const { core } = desk;
  const { say } = core;
  const field = make("input", { type: "search", placeholder: say("placeholder"), "aria-label": say("search"), autocomplete: "off", spellcheck: "false", enterkeyhint: "search", maxlength: 256 });
  const found = make("div", { class: "found" });
  const form = make("form", { role: "search", part: "search" }, icon("search"), field);
  let asking = new AbortController();
  /** @type {number | undefined} */
  let pause;
  /** @type {number | undefined} */
  let quiet;

  // What the list answers, and whether its first is to be opened as soon as it is there.
  let shown = "";
  let isEager = false;

  const typed = () => field.value.trim().replace(/\s+/g, " ");

  /** @param {SearchAnswer} answer @param {string} query */
  const draw = ({ groups, did_you_mean: meant, missing = [], instead, pagination: { total } }, query) => {
    const page = `${core.site}/${core.language}/search/?${new URLSearchParams({ q: query })}`;
    /** @type {(Node | string)[]} */
    const parts = [];
    if (meant) {
      const [start, end] = say("meant").split("{q}");
      parts.push(make("p", { class: "note" }, start, make("button", { type: "button", class: "plain", click: () => ask(meant) }, meant), end));
    }
    if (missing.length && total) parts.push(make("p", { class: "note" }, say("missing", { words: missing.join(", ") })));
    for (const { kind, language, hits } of groups) {
      const isForeign = language !== core.language;
      const name = kind === "article" && isForeign ? say(`also-${language}`) : say(`kind-${kind}`) + (isForeign ? ` · ${say(`also-${language}`)}` : "");
      const lines = hits.map((hit) => {
        if (!HERE.test(kind)) return make("li", { lang: isForeign && language }, desk.out(hit.anchor ? `${hit.url}#${hit.anchor}` : hit.url, "row", make("b", {}, hit.title), make("span", {}, ...marked(hit.snippet))));
        const where = [...(hit.trail ?? []), ...(hit.heading ? [hit.heading] : [])].join(" › ");
        const line = row(core, { ...hit, query }, make("small", {}, where), make("span", {}, ...marked(hit.snippet)));
        const sections = (hit.sections ?? []).map(({ anchor, heading }) => row(core, { ...hit, title: heading, anchor, query }));
        if (sections.length) line.append(make("ul", { class: "sections", "aria-label": say("sections", { title: hit.title }) }, ...sections));
        return line;
      });
      parts.push(make("section", {}, make("h3", {}, name), make("ul", { lang: isForeign && language }, ...lines)));
    }
    const count = total === 1 ? say("found-one") : say("found-many", { n: `${total}` });
    if (total > LIMIT) parts.push(desk.out(page, "plain", say("all", { n: `${total}` })));
    if (!total) {
      parts.push(make("div", { class: "state" }, make("p", { class: "what" }, say("none", { q: query })), make("p", {}, say("none-text"))));
      const others = instead?.articles ?? [];
      if (others.length) parts.push(make("section", {}, make("h3", {}, say("instead")), make("ul", {}, ...others.map((item) => row(core, { ...item, query })))));
      const contact = core.contact ?? instead?.contact_url;
      if (contact) parts.push(make("footer", { role: "none" }, desk.out(contact, "plain", say("contact"))));
    }
    found.replaceChildren(...parts);
    shown = query;
    if (isEager) openFirst();
    // Said, and counted, once typing has stopped.
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      desk.announce(total ? count : say("none", { q: query }));
      core.emit("search", { query, total });
    }, QUIET);
  };

  /** @param {string} query */
  const get = async (query) => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const key = `${core.language} ${query}`;
    const { known } = desk.library;
    const tell = () => !signal.aborted && found.replaceChildren(make("p", { class: "slow", role: "status" }, say("slow")));
    const wait = () => !signal.aborted && !found.firstChild && found.append(make("div", { class: "wait", "aria-hidden": "true" }));
    try {
      const answer = known.get(key) ?? (await patient(core.ask("/search", { q: query, limit: `${LIMIT}`, facets: "none", url: core.screen().url }, { signal }), wait, tell));
      if (signal.aborted || known !== desk.library.known) return;
      if (known.size > MOST_KNOWN) known.clear();
      known.set(key, answer);
      draw(answer, query);
    } catch (failure) {
      if (signal.aborted) return;
      const recent = desk.library.recent().map((one) => row(core, one));
      found.replaceChildren(desk.trouble(failure, () => look(0)));
      if (recent.length) found.append(make("section", {}, make("h3", {}, say("recent")), make("ul", {}, ...recent)));
    }
  };

  /** @param {number} after */
  const look = (after) => {
    clearTimeout(pause);
    clearTimeout(quiet);
    isEager = false;
    const query = typed();
    const isSearching = [...query].length > 1;
    turn(isSearching);
    if (isSearching) {
      pause = setTimeout(() => get(query), after);
    } else {
      asking.abort();
      shown = "";
      found.replaceChildren();
      desk.announce("");
    }
  };

  const openFirst = () => /** @type {HTMLElement | null} */ (found.querySelector("a.row"))?.click();

  /** @param {string} text */
  const ask = (text) => {
    field.value = text;
    look(0);
    if (found.isConnected) field.focus();
  };

  const links = () => [.../** @type {NodeListOf<HTMLElement>} */ (found.querySelectorAll("a, button"))];
  field.addEventListener("input", (event) => {
    if (!(/** @type {InputEvent} */ (event).isComposing)) look(PAUSE);
  });
  field.addEventListener("compositionend", () => look(PAUSE));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (shown === typed()) return openFirst();
    look(0);
    isEager = true;
  });
  /** @param {KeyboardEvent} event */
  const move = (event) => {
    if (event.isComposing || !/^Arrow(Up|Down)$/.test(event.key)) return;
    const all = [field, ...links()];
    const at = all.indexOf(/** @type {any} */ (event.target));
    const next = all[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  };
  form.addEventListener("keydown", move);
  found.addEventListener("keydown", move);

  return { form, field, found, ask };
};
