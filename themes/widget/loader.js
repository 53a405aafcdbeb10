// The first of the widget, and all of it that a page loads by itself: the global `ayuda`, the button, and what calls
// for the rest (`client.js`). It asks the service for nothing.

/** @import { Core, Link, Panel } from "./types" */

const VERSION = AYUDA.version;
// For each language what the button is called, and what is said where no more of this can be loaded.
const LABELS = /** @type {Record<string, [string, string]>} */ (AYUDA.labels);
const page = document;
/** @type {any} */
const global = window;
const script = page.currentScript;
// An element of the page can go by the name of `currentScript`, and name another host.
const SITE = new URL(script instanceof HTMLScriptElement ? script.src : "").origin + AYUDA.base;

/** @param {Iterable<[string, ...any]>} waiting what was called before this was there */
const begin = (waiting) => {
  const ending = new AbortController();
  const { signal } = ending;
  /** @type {Record<string, Set<(detail: any) => void>>} */
  const listeners = Object.create(null);
  /** @type {Record<string, Promise<any> | undefined>} */
  const loaded = Object.create(null);
  /** @type {Promise<Core> | undefined} */
  let core;
  /** @type {Link["settings"]} */
  const settings = {};
  let isReady = false;
  let tries = 0;
  let hasTips = false;

  const host = page.createElement("ayuda-help");
  const root = host.attachShadow({ mode: "open" });
  const button = page.createElement("button");
  /** @type {HTMLElement | undefined} */
  let note;

  // A browser may remember that a file did not come: the next try has another address.
  /** @param {string} name */
  const load = (name) =>
    (loaded[name] ??= import(`${SITE}/widget/${VERSION}/${name}.js?${tries}`).catch((error) => {
      tries += 1;
      loaded[name] = undefined;
      throw error;
    }));

  /** @type {Link} */
  const link = {
    host,
    root,
    signal,
    load,
    site: SITE,
    settings,
    language: "en",
    on: (name, action) => void (listeners[name] ??= new Set()).add(action),
    off: (name, action) => void listeners[name]?.delete(action),
    // One that throws is reported, and stops nobody.
    emit: (name, detail) => listeners[name]?.forEach((action) => queueMicrotask(() => action(detail))),
    // The first language that is spoken here, of the settings, the page and the browser.
    choose: () => {
      for (const one of [settings.language, page.documentElement.lang, ...navigator.languages, ...Object.keys(LABELS)].reverse()) {
        const language = `${one}`.slice(0, 2);
        if (LABELS[language]) host.lang = link.language = language;
      }
      button.ariaLabel = LABELS[link.language][0];
    },
  };

  // All else that can be asked of the widget.
  /** @param {string} name @param {...any} values */
  const call = async (name, ...values) => {
    if (signal.aborted) return;
    note?.remove();
    button.ariaBusy = `${name[0] !== "_"}`;
    try {
      core ??= load("client").then((file) => file.start(link));
      return await (await core).call(name, ...values);
    } catch {
      core = undefined;
      link.emit("error", { kind: "unreachable" });
      if (name[0] === "_") return;
      note = Object.assign(page.createElement("p"), { role: "alert", part: "note", textContent: LABELS[link.language][1] });
      root.append(note);
    } finally {
      button.ariaBusy = "false";
    }
  };

  // A page may replace its body, and terms may come at any time.
  const look = () => {
    if (!host.isConnected && page.body) {
      page.body.append(host);
      link.emit("moved");
    }
    if (!hasTips && settings.tips !== false && page.querySelector("[data-ayuda-term]")) {
      hasTips = true;
      call("_tips");
    }
  };
  const watcher = new MutationObserver(look);

  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    /** @type {any} */
    const target = event.composedPath()[0];
    if (event.key === "?" && settings.key !== false && !event.defaultPrevented && !target.isContentEditable && !target.closest?.("input, textarea, select, [role=textbox]")) {
      event.preventDefault();
      call("_key");
    }
  };

  /** @param {Link["settings"]} options */
  const init = (options = {}) => {
    Object.assign(settings, options);
    host.dataset.position = settings.position;
    host.style.setProperty("--ayuda-scheme", settings.theme ?? "");
    button.hidden = settings.launcher === false;
    link.choose();
    if (isReady) return;
    isReady = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(AYUDA.css.launcher);
    root.adoptedStyleSheets = [sheet];
    Object.assign(button, { part: "launcher", textContent: "?", ariaHasPopup: "dialog", ariaExpanded: "false", onclick: () => call("toggle") });
    root.append(button);
    page.addEventListener("keydown", pressed, { signal });
    watcher.observe(page, { childList: true, subtree: true, attributeFilter: ["data-ayuda-term"] });
    look();
    link.emit("ready");
    if (settings.tours !== false) setTimeout(call, 500, "_visit");
  };

  const destroy = () => {
    // Panel and guide are put away by the one who made them.
    core?.then((core) => core.call("_end"));
    ending.abort();
    watcher.disconnect();
    host.remove();
    // A stub that was declared as a function cannot be deleted.
    global.ayuda = undefined;
    delete global.ayuda;
  };

  /** @type {Record<string, (...values: any[]) => any>} */
  const own = { init, destroy, on: link.on, off: link.off };
  /** @param {string} name @param {...any} values */
  const ayuda = (name, ...values) => {
    if (own[name]) return own[name](...values);
    init();
    return call(name, ...values);
  };
  ayuda.version = VERSION;
  global.ayuda = ayuda;
  for (const one of waiting) ayuda(...one);
};

// Loaded twice, it is there once.
if (!global.ayuda?.version) begin(Array.from(global.ayuda?.q ?? []));
