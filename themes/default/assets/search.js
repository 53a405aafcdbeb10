// Search while typing: the list under a search field, as an ARIA combobox.
// Its words are a file of their own, `search-en.json`. Without all this the form still asks the search page.

/**
 * @typedef {{ anchor: string, heading: string }} SectionHit
 * @typedef {{ kind: string, language: string, title: string, url: string, anchor?: string, heading?: string, sections?: SectionHit[], trail?: string[], snippet: string }} Hit
 * @typedef {{ kind: string, language: string, total: number, hits: Hit[] }} Group
 * @typedef {{ title: string, url: string }} Place
 * @typedef {{ groups: Group[], did_you_mean?: string, missing?: string[], instead?: { articles: Place[], contact_url?: string }, pagination: { total: number } }} Found
 * @typedef {{ text: string, kind: string, url?: string, article?: string }} Suggestion
 * @typedef {{ found: Found, suggestions: Suggestion[] }} Answer
 */

const SHORTEST = 2;
const PAUSE = 120;
const PATIENCE = 300;
const QUIET = 700;
// Of the first group, of each other one, and of completions.
const FIRST = 4;
const OTHERS = 2;
const COMPLETIONS = 3;
// Pixels of the list that must be seen without scrolling the page.
const LEAST = 200;

// Answers of this visit, for all fields of the page.
/** @type {Map<string, Answer>} */
const known = new Map();
let lists = 0;

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
const build = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

/** @type {Record<string, string>} */
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

// A snippet is escaped text in which `<mark>` is the only markup: it becomes nodes.
/** @param {string} snippet */
const marked = (snippet) =>
  snippet.split(/<\/?mark>/).map((piece, at) => {
    const text = piece.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ENTITIES[name]);
    return at % 2 ? build("mark", {}, text) : text;
  });

/** @param {string} text @param {Record<string, string>} values */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// Whether a click opens another tab or window.
/** @param {MouseEvent} event */
const elsewhere = (event) => event.ctrlKey || event.metaKey || event.shiftKey;

// What is opened from an answer remembers the question, for the view and the vote.
/** @param {string} query */
export const remember = (query) => {
  try {
    sessionStorage.setItem("ayuda-query", query);
  } catch {
    // Storage that is refused is none.
  }
};

// Prepares a form whose field was reached for the first time.
/** @param {HTMLFormElement} form */
export const start = async (form) => {
  /** @type {Record<string, string>} */
  const say = await fetch(form.dataset.words ?? "").then((words) => words.json());
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
  const language = document.documentElement.lang;
  const id = `_found-${lists++}`;
  const list = build("div", { id, role: "listbox", "aria-label": say.list ?? "" });
  const note = build("p", { class: "note" });
  const box = build("div", { class: "found" }, note, list);
  const status = build("p", { class: "spoken", role: "status" });
  box.hidden = true;
  const style = build("link", { rel: "stylesheet", href: form.dataset.sheet ?? "" });
  const styled = new Promise((done) => {
    style.addEventListener("load", done);
    style.addEventListener("error", done);
  });
  document.head.append(style);
  field.after(box);
  form.append(status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-haspopup", "listbox"], ["aria-expanded", "false"], ["aria-controls", id]]) field.setAttribute(name, value);

  /** @type {HTMLElement[]} */
  let options = [];
  let active = -1;
  // What the list in the box answers.
  let shown = "";
  let asking = new AbortController();
  /** @type {number | undefined} */
  let pause;
  /** @type {number | undefined} */
  let quiet;

  const typed = () => field.value.trim().replace(/\s+/g, " ");
  /** @param {string} query */
  const page = (query) => `${form.action}?${new URLSearchParams({ q: query })}`;

  // Moves the list alone, and leaves room for the name of the group, which stays at its top.
  /** @param {HTMLElement} option */
  const reveal = (option) => {
    const inside = list.getBoundingClientRect();
    const { top, bottom } = option.getBoundingClientRect();
    if (option === options[0]) list.scrollTop = 0;
    else if (top < inside.top + 40) list.scrollTop -= inside.top + 40 - top;
    else if (bottom > inside.bottom - 8) list.scrollTop += bottom - inside.bottom + 8;
  };

  /** @param {number} at */
  const activate = (at) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = at;
    const option = options[at];
    if (option) {
      option.setAttribute("aria-selected", "true");
      reveal(option);
      field.setAttribute("aria-activedescendant", option.id);
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  };

  // As high as the part of the window below the field, which a keyboard on the screen makes small.
  const fit = () => {
    const view = window.visualViewport;
    if (box.hidden || !view) return LEAST;
    const room = view.offsetTop + view.height - box.getBoundingClientRect().top - 12;
    box.style.setProperty("--room", `${Math.max(room, LEAST)}px`);
    return room;
  };

  const open = () => {
    const opens = box.hidden;
    // New in its place: a note that comes or goes moves nothing that was seen.
    box.replaceChildren(note, list);
    box.hidden = false;
    list.scrollTop = 0;
    field.setAttribute("aria-expanded", `${options.length > 0}`);
    if (fit() < LEAST && opens) form.scrollIntoView();
  };

  const close = () => {
    clearTimeout(pause);
    clearTimeout(quiet);
    asking.abort();
    box.hidden = true;
    field.setAttribute("aria-expanded", "false");
    activate(-1);
  };

  // Where the back button leads, the question stands in its field again.
  const keep = () => history.replaceState({ ...history.state, question: field.value }, "");

  // Said once typing has stopped.
  /** @param {string} text */
  const announce = (text) => {
    clearTimeout(quiet);
    quiet = setTimeout(() => (status.textContent = text), QUIET);
  };

  /**
   * @param {string} url
   * @param {string} kind
   * @param {...(Node | string)} children
   */
  const option = (url, kind, ...children) => {
    const element = build("a", { role: "option", id: `${id}-${options.length}`, href: url, tabindex: "-1", "aria-selected": "false", class: kind }, ...children);
    options.push(element);
    return element;
  };

  /** @param {string} label @param {HTMLElement[]} members @param {string} [lang] */
  const group = (label, members, lang) => {
    if (!members.length) return;
    const name = `${members[0].id}-of`;
    const element = build("div", { role: "group", "aria-labelledby": name }, build("p", { id: name, role: "presentation" }, label), ...members);
    if (lang) for (const member of members) member.lang = lang;
    list.append(element);
  };

  /** @param {Hit} hit */
  const hitOption = (hit) => {
    const where = [...(hit.trail ?? []), ...(hit.heading ? [hit.heading] : [])].join(" › ");
    const url = hit.anchor ? `${hit.url}#${hit.anchor}` : hit.url;
    const element = option(url, "hit", build("b", {}, hit.title), build("small", {}, where), build("span", {}, ...marked(hit.snippet)));
    element.addEventListener("click", () => remember(shown));
    return element;
  };

  /** @param {string} text */
  const tell = (text) => {
    options = [];
    activate(-1);
    list.replaceChildren();
    note.textContent = text;
    open();
  };

  /** @param {Answer} answer @param {string} query */
  const show = ({ found, suggestions }, query) => {
    options = [];
    activate(-1);
    list.replaceChildren();
    shown = query;
    const total = found.pagination.total;
    const groups = found.groups.map((one, at) => ({ ...one, hits: one.hits.slice(0, at ? OTHERS : FIRST) }));
    const urls = new Set(groups.flatMap((one) => one.hits).flatMap((hit) => [hit.url, `${hit.url}#${hit.anchor}`]));
    const fresh = suggestions.filter((one) => !urls.has(one.url ?? "") && one.text.toLowerCase() !== query.toLowerCase());
    if (found.did_you_mean) {
      const [before, after = ""] = (say.meant ?? "").split("{q}");
      const better = found.did_you_mean;
      const meant = option(page(better), "meant", before, build("b", {}, better), after);
      meant.addEventListener("click", (event) => {
        if (elsewhere(event)) return;
        event.preventDefault();
        field.value = better;
        look(0);
      });
      list.append(meant);
    }
    group(say.completions ?? "", fresh.slice(0, COMPLETIONS).map((one) => option(one.url ?? page(one.text), "text", one.text, ...(one.article ? [build("small", {}, one.article)] : []))));
    for (const one of groups) {
      const foreign = one.language !== language;
      const kind = say[one.kind] ?? one.kind;
      const also = one.kind === "article" ? (say[one.language] ?? kind) : `${say[one.language] ?? ""} · ${kind}`;
      group(foreign ? also : kind, one.hits.map(hitOption), foreign ? one.language : undefined);
    }
    if (total) {
      note.textContent = "";
      if (total > 1) list.append(option(page(query), "all", fill(say.all ?? "", { n: `${total}`, q: query })));
    } else {
      note.replaceChildren(build("b", {}, fill(say.none ?? "", { q: query })), ` ${say.advice}`);
      group(say.instead ?? "", (found.instead?.articles ?? []).slice(0, COMPLETIONS).map((one) => option(one.url, "text", one.title)));
      list.append(option(form.dataset.home ?? "", "all", say.browse ?? ""));
      if (found.instead?.contact_url) list.append(option(found.instead.contact_url, "all", say.contact ?? ""));
    }
    open();
    const counted = total === 1 ? (say.one ?? "") : fill(say.many ?? "", { n: `${total}` });
    announce(total ? counted : (note.textContent ?? ""));
  };

  /** @param {string} what @param {AbortSignal} signal @param {string} query @param {number} limit */
  const get = async (what, signal, query, limit) => {
    const parameters = new URLSearchParams({ q: query, lang: language, limit: `${limit}`, facets: "none" });
    const answer = await fetch(`${form.dataset.api}${what}?${parameters}`, { signal });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  };

  /** @param {string} query */
  const ask = async (query) => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    await styled;
    const answer = known.get(query);
    if (answer && !signal.aborted) return show(answer, query);
    const waiting = setTimeout(() => !signal.aborted && box.hidden && tell(say.waiting ?? ""), PATIENCE);
    try {
      // Completions are a help; the answer does without them.
      const completions = get("suggest", signal, query, COMPLETIONS + FIRST).catch(() => ({ suggestions: [] }));
      const found = await get("search", signal, query, FIRST);
      const { suggestions } = await completions;
      known.set(query, { found, suggestions });
      if (!signal.aborted) show({ found, suggestions }, query);
    } catch {
      if (signal.aborted) return;
      const text = (navigator.onLine ? say.failing : say.offline) ?? "";
      tell(text);
      announce(text);
    } finally {
      clearTimeout(waiting);
    }
  };

  /** @param {number} after */
  const look = (after) => {
    clearTimeout(pause);
    const query = typed();
    if ([...query].length < SHORTEST) return close();
    activate(-1);
    pause = setTimeout(() => ask(query), known.has(query) ? 0 : after);
  };

  addEventListener("pagehide", close);
  form.addEventListener("submit", keep);

  field.addEventListener("input", (event) => {
    if (!(/** @type {InputEvent} */ (event).isComposing)) look(PAUSE);
  });
  field.addEventListener("compositionend", () => look(PAUSE));
  field.addEventListener("click", () => box.hidden && look(0));

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (key === "Escape") {
      // The first closes the list, the second empties the field.
      if (!box.hidden) close();
      else field.value = "";
      event.preventDefault();
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (box.hidden) return look(0);
      if (altKey) return key === "ArrowUp" && close();
      // Beyond either end stands the field itself.
      const places = options.length + 1;
      activate(((active + 1 + (key === "ArrowDown" ? 1 : -1) + places) % places) - 1);
    } else if (key === "Enter" && active >= 0) {
      event.preventDefault();
      options[active].dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
    } else if (key === "Tab") {
      close();
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) {
      // They move in the text again.
      activate(-1);
    }
  });

  // The section may be one of this very page.
  list.addEventListener("click", (event) => {
    keep();
    if (event.defaultPrevented || elsewhere(event)) return;
    close();
    field.blur();
  });

  // The field keeps the keyboard while the list is used.
  box.addEventListener("mousedown", (event) => event.preventDefault());
  form.addEventListener("focusout", (event) => {
    if (!form.contains(/** @type {Node | null} */ (event.relatedTarget))) close();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!form.contains(/** @type {Node | null} */ (event.target))) close();
  });
  window.visualViewport?.addEventListener("resize", fit);
  addEventListener("scroll", fit, { passive: true });
  // Somebody typed while this file was on its way.
  if (field.value !== field.defaultValue) look(0);
};
