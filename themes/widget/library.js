// What was read: lists of it, and copies for when there is no connection. What not everybody may read is held
// in memory alone, and goes with the token.

/** @import { ArticleDocument, Core } from "./types" */

/** @typedef {{ id: string, title: string, url: string, language: string, public?: boolean }} Read */

const RECENT = 5;
const HELD = 20;
const KEPT = 8;
const SIZE = 200000;

/** @param {Core} core */
export const library = (core) => {
  /** @param {string} key @returns {any[]} */
  const stored = (key) => {
    const value = core.store.get(key);
    return Array.isArray(value) ? value : [];
  };
  /** @type {Read[]} */
  let recent = stored("recent");
  /** @type {ArticleDocument[]} */
  let held = [];

  return {
    // Answers of searches, and votes, of this visit.
    /** @type {Map<string, any>} */
    known: new Map(),
    recent: () => recent,

    /** @param {ArticleDocument} document */
    add: (document) => {
      const { id, title, url, language, public: isPublic } = document.article;
      /** @param {ArticleDocument} one */
      const isOther = (one) => one.article.id !== id || one.article.language !== language;
      recent = [{ id, title, url, language, public: isPublic }, ...recent.filter((one) => one.id !== id)].slice(0, RECENT);
      core.store.set("recent", recent.filter((one) => one.public));
      held = [document, ...held.filter(isOther)].slice(0, HELD);
      if (!isPublic) return;
      // Titles of related articles may be for this reader alone.
      const copy = { ...document, next: undefined, related: [], translations: [] };
      const copies = [copy, ...stored("read").filter(isOther)].slice(0, KEPT);
      while (JSON.stringify(copies).length > SIZE) copies.pop();
      core.store.set("read", copies);
    },

    /** @param {string} name @param {string} language @returns {ArticleDocument | undefined} */
    copy: (name, language) => {
      const all = [...held, ...stored("read")].filter(({ article }) => [article.id, article.slug, article.url].includes(name));
      return all.find((one) => one.language === language) ?? all[0];
    },

    // What was taken away, or is not for everybody any more, is kept no longer.
    /** @param {string} name */
    drop: (name) => {
      /** @param {{ id: string, url: string }} one */
      const isOther = (one) => one.id !== name && one.url !== name;
      recent = recent.filter(isOther);
      held = held.filter(({ article }) => isOther(article));
      core.store.set("recent", stored("recent").filter(isOther));
      core.store.set("read", stored("read").filter(({ article }) => isOther(article)));
    },

    forget() {
      recent = stored("recent");
      held = [];
      this.known = new Map();
    },
  };
};
