// What panel and guide stand on: the screen, the service, words, what is kept in this browser; and what the host app
// can call. Loaded with the first thing that needs any of it.

/** @import { Core, Guide, Link, Panel, ScreenHelp } from "./types" */

import { asking, claims } from "./ask.js";
import { following } from "./screen.js";

const CONTACT = /** @type {string | null} */ (AYUDA.contact);
const KEY = "ayuda-help";
// Milliseconds for which the panel waits to know who is there.
const INTRODUCTION = 1000;
// Help that was asked for so many milliseconds ago is asked for again.
const FRESH = 60000;

// A short name for a text: what is kept is not to say who somebody is, or what is restricted.
/** @param {string} text */
const hash = (text) => {
  let value = 0x811c9dc5;
  for (const unit of text) value = Math.imul(value ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  return (value >>> 0).toString(36);
};

/** @param {Link} link @returns {Promise<Core>} */
export const start = async (link) => {
  const { settings, root, host } = link;
  const core = /** @type {Core} */ (link);
  /** @type {Record<string, string>} */
  let words = {};
  let person = "";
  // Who it is and what they may read.
  let rights = "";
  // The language of the token, which goes with it.
  /** @type {string | undefined} */
  let lent;
  // Answers of before belong to somebody else, or another language.
  let turn = 0;
  /** @type {{ key: string, at: number, answer: Promise<ScreenHelp> } | undefined} */
  let last;
  /** @type {Promise<Panel> | undefined} */
  let panel;
  /** @type {Panel | undefined} */
  let shown;
  /** @type {Promise<Guide> | undefined} */
  let guide;

  const { ask, session, token, renew, end } = asking(core, () => identify());
  const { screen, page } = following(link, () => {
    link.emit("screen");
    visit().catch(() => {});
  });

  const help = () => {
    const { url, ...more } = screen();
    const key = JSON.stringify([url, more, core.language, turn]);
    if (last?.key === key && Date.now() - last.at < FRESH) return last.answer;
    const known = Object.entries(more).filter(([, value]) => value);
    /** @type {Promise<ScreenHelp>} */
    const answer = ask("/kb/contextual", { url, limit: "6", ...Object.fromEntries(known) });
    const asked = { key, at: Date.now(), answer };
    last = asked;
    answer.then(
      ({ articles, videos, module, matched }) => core.emit("suggest", { module, matched, count: articles.length + videos.length }),
      () => last === asked && (last = undefined),
    );
    return answer;
  };

  // Also where the token ended by itself.
  link.on("identity", () => {
    turn += 1;
    last = undefined;
    if (!core.isSignedIn) rights = "";
  });

  // What one person has put away, another one has not seen.
  const kept = () => {
    try {
      const all = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      return all instanceof Object ? all : {};
    } catch {
      return {};
    }
  };
  /** @type {Core["store"]} */
  const store = {
    get: (key) => kept()[hash(person)]?.[key],
    set: (key, value) => {
      const all = kept();
      const owner = hash(person);
      // One person's articles are kept at a time: the room is the host app's.
      if (key === "read") for (const one of Object.values(all)) delete one.read;
      all[owner] = { ...all[owner], [key]: value };
      try {
        localStorage.setItem(KEY, JSON.stringify(all));
      } catch {
        // Storage that is refused or full keeps nothing.
      }
    },
  };

  // Who it is, and in which language, as far as the page has not said it.
  const meet = async () => {
    const { sub, exp = 0, locale, visibility, roles, plan } = claims(await token());
    person = sub ?? "";
    rights = sub && exp > Date.now() / 1000 ? JSON.stringify([sub, visibility, roles, plan]) : "";
    if (!settings.language || settings.language === lent) {
      settings.language = lent = locale;
      core.choose();
    }
  };
  // Who does not say who it is in time is nobody until then.
  const met = () => Promise.race([meet().then(() => true), new Promise((done) => setTimeout(done, INTRODUCTION, false))]);

  const speak = async () => {
    const { language } = core;
    const { default: all } = await core.load(language);
    if (language === core.language) words = all;
  };

  /** @param {string} [module] */
  const tour = async (module) => {
    const own = turn;
    const found = module ? await ask(`/kb/tours/${encodeURIComponent(module)}`) : (await help()).tour;
    if (found && own === turn) (await lead()).tour(found, { asked: true });
  };

  // The tour of a module, on the first visit of each person.
  const visit = async () => {
    if (settings.tours === false || core.signal.aborted) return;
    const before = store.get("tours");
    if (before?.off) return;
    const own = turn;
    const { tour: found } = await help();
    if (found && own === turn && !before?.seen?.includes(hash(found.module))) (await lead()).tour(found, { asked: false });
  };

  const lead = () =>
    (guide ??= core.load("guide").then((file) => file.start(core)).catch((error) => {
      guide = undefined;
      throw error;
    }));

  /** @param {(panel: Panel) => void} action */
  const show = async (action) => {
    panel ??= core.load("panel").then((file) => file.start(core)).catch((error) => {
      panel = undefined;
      throw error;
    });
    shown = await panel;
    if (!core.signal.aborted) action(shown);
  };

  /** @param {object} [detail] */
  const identify = async (detail) => {
    const { language } = core;
    const before = rights;
    renew();
    person = rights = "";
    await met();
    // The same person with a new token reads on.
    if (rights && rights === before && language === core.language) return;
    end();
    if (language !== core.language) await speak();
    core.emit("identity", detail);
    visit().catch(() => {});
  };

  /** @type {Record<string, (...values: any[]) => any>} */
  const methods = {
    open: () => show((panel) => panel.open()),
    close: () => shown?.close(),
    // Who presses twice while it is on its way does not want it gone.
    toggle: () => (shown ? shown.toggle() : show((panel) => panel.open())),
    search: (text) => show((panel) => panel.open({ search: `${text}` })),
    article: (id) => show((panel) => panel.open({ article: `${id}` })),
    page,
    suggest: async () => (await help()).articles,
    locale: async (language) => {
      settings.language = language;
      core.choose();
      turn += 1;
      await speak();
      core.emit("language");
    },
    identify: (token) => {
      settings.token = token;
      return identify();
    },
    logout: () => {
      settings.token = undefined;
      return identify({ logout: true });
    },
    tour,
    info: () => ({ version: AYUDA.version, language: core.language, open: !!shown?.isOpen, signedIn: core.isSignedIn, screen: screen() }),
    _visit: visit,
    _tips: lead,
    // Who types by voice or by mistake puts the key off in the panel (WCAG 2.1.4).
    _key: () => store.get("key") === false || show((panel) => panel.open()),
    _end: () => {
      // A tour that waits for the panel is not to come back with its end.
      guide?.then((guide) => guide.destroy());
      shown?.destroy();
    },
  };

  Object.assign(core, { screen, help, store, tour, hash, ask, session, contact: settings.contact ?? CONTACT ?? undefined, isSignedIn: false, trouble: "" });
  core.open = (view) => void show((panel) => panel.open(view));
  core.call = (name, ...values) => (methods[name] ? methods[name](...values) : console.error(`ayuda: there is no "${name}"`));
  core.say = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  // Turbo keeps copies of pages, in which an empty one of these has no place.
  host.dataset.turboTemporary = "";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(AYUDA.css.base);
  root.adoptedStyleSheets.push(sheet);
  await met();
  await speak();
  return core;
};
