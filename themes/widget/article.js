// A place for an article, and how it gets there.

/** @import { ArticleDocument } from "./types" */
/** @import { Desk, Sight, Wanted } from "./panel.js" */

import { make, patient } from "./dom.js";

/** @typedef {Sight & { bar: HTMLElement, body: HTMLElement, wanted: Wanted, load(language?: string): void }} Reading */

/** @param {Desk} desk @param {Wanted} wanted @returns {Sight} */
export const article = (desk, wanted) => {
  const { core, library } = desk;
  const { say } = core;
  const { article: name = "" } = wanted;
  const heading = make("h2", { tabindex: "-1" }, wanted.title ?? say("loading"));
  const body = make("div");
  const node = make("article", {}, heading, body);
  let language = wanted.lang || core.language;
  let turn = 0;

  /** @param {ArticleDocument} document @param {boolean} isCopy */
  const show = async (document, isCopy) => {
    const reader = await core.load("reader");
    reading.isPrivate = !document.article.public;
    reader.draw(desk, reading, document, isCopy);
  };

  const load = async (other = language) => {
    language = other;
    const own = ++turn;
    // Who left takes along what is still to come.
    const { known } = library;
    const isPast = () => own !== turn || known !== library.known;
    const late = () => own === turn && !body.firstChild && body.append(make("div", { class: "wait" }));
    const slow = () => own === turn && body.prepend(make("p", { class: "slow", role: "status" }, say("slow")));
    const knew = heading.textContent;
    reading.hasFailed = false;
    try {
      const coming = core.ask(`/kb/articles/${encodeURIComponent(name)}`, { lang: language });
      /** @type {[ArticleDocument, any]} */
      const [document] = await patient(Promise.all([coming, core.load("reader")]), late, slow);
      if (isPast()) return;
      const { id, title, language: shown } = document.article;
      await show(document, false);
      // It has the focus: what it says now is said only where it is new.
      if (knew !== title) desk.announce(title);
      library.add(document);
      core.emit("article", { id, language: shown, title });
      core.ask(`/kb/articles/${id}/views`, { lang: shown }, { method: "POST", body: { url: core.screen().url, query: wanted.query } }).catch(() => {});
    } catch (failure) {
      if (isPast() || core.signal.aborted) return;
      const { kind } = /** @type {{ kind?: string }} */ (failure);
      const copy = kind !== "absent" && kind !== "expired" && library.copy(name, language);
      if (kind === "absent") library.drop(name);
      reading.hasFailed = true;
      try {
        if (!copy) throw failure;
        await show(copy, true);
      } catch {
        heading.textContent = wanted.title ?? "";
        body.replaceChildren(desk.trouble(failure, () => load(), wanted.url));
      }
    }
  };

  /** @type {Reading} */
  const reading = {
    node,
    heading,
    body,
    wanted,
    // Until it is known to be for everybody.
    isPrivate: true,
    bar: make("div"),
    load,
    resume: () => {
      if (!turn || reading.hasFailed) load();
    },
    again: () => article(desk, { ...wanted, title: heading.textContent ?? undefined, lang: undefined }),
  };
  return reading;
};
