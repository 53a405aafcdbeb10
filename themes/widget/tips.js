// Tips: `data-ayuda-term="estimate.markup"` on an element of the page says what the word means.
// What is spoken gets an `aria-description`, and `tabindex` where the keyboard could not reach it.
// Elements inside other shadow roots are not looked for.

import { craft, follow, isSeen, lift, place } from "./place.js";

/** @import { Core, Term } from "./types" */

const TERM = "data-ayuda-term";
const SPOKEN = "aria-description";
// What is spoken as one thing: a word in it has no stop of its own.
const WHOLE = "a,button,summary,[role=button],[role=tab],[role^=menuitem]";
// Milliseconds: until a tip comes, until it goes, until new elements are looked at, until a failed question is asked again.
const COMING = 180;
const GOING = 260;
const SETTLING = 100;
const RESTING = 10000;
// Keys of one question.
const MOST = 100;

/** @param {Core} core @param {(name: string, action: (event: any) => void) => void} listen @param {AbortSignal} signal */
export const startTips = (core, listen, signal) => {
  // No text: asked for, and not there for this reader.
  /** @type {Map<string, Term | undefined>} */
  let known = new Map();
  // What was set on elements of the page, by the element that is spoken.
  /** @type {Map<Element, { word: Element, key: string, text: string, isStop: boolean }>} */
  const dressed = new Map();
  let settling = 0;
  let timer = 0;
  // The word whose tip is shown or would be, and the word that the keyboard is at.
  /** @type {Element | undefined} */
  let shown;
  /** @type {Element | undefined} */
  let held;
  let stop = () => {};

  const title = craft("strong");
  const text = craft("p");
  // By pointer alone: who uses the keyboard leaves the word on the way here, and finds the article in the panel.
  const more = craft("a", { tabIndex: -1 });
  // What it says, `aria-description` says.
  const tip = craft("div", { part: "tip", ariaHidden: "true", popover: "manual" }, title, text, more);

  /** @param {Element} word */
  const keyOf = (word) => word.getAttribute(TERM)?.trim() ?? "";

  const hide = () => {
    clearTimeout(timer);
    stop();
    tip.remove();
    shown = undefined;
  };
  const putAway = () => {
    held = undefined;
    hide();
  };

  /** @param {Element} word */
  const show = (word) => {
    if (word === shown && tip.isConnected) return;
    hide();
    shown = word;
    const term = known.get(keyOf(word));
    if (!term) return look();
    const { url = "" } = term;
    title.textContent = term.title;
    text.textContent = term.text;
    tip.lang = term.language;
    Object.assign(more, { textContent: core.say("guide-more"), hidden: !url, href: new URL(url, core.site) });
    lift(core.root, tip);
    stop = follow(() => (isSeen(word) ? place(tip, word.getBoundingClientRect()) : putAway()));
  };

  /** @param {() => void} action @param {number} wait */
  const soon = (action, wait) => {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  };
  // It stays while the pointer is on it or the keyboard at its word.
  const leave = () => soon(() => (tip.matches(":hover") ? 0 : held ? show(held) : hide()), GOING);

  /** @param {Event} event */
  const wordAt = (event) => {
    const target = event.composedPath()[0];
    return target instanceof Element ? (target.closest(`[${TERM}]`) ?? dressed.get(target)?.word) : undefined;
  };

  // A finger shows with a tap, which a scroll is not. Nothing of it is kept from the page.
  /** @param {PointerEvent} event */
  const pointed = (event) => {
    const { type, pointerType } = event;
    const word = wordAt(event);
    if (pointerType !== "touch") {
      if (type === "pointerover" && word) soon(() => show(word), COMING);
      else if (type !== "pointerup") leave();
    } else if (type === "pointerup") {
      if (word && word !== shown) show(word);
      else if (!event.composedPath().includes(tip)) hide();
    }
  };
  /** @param {FocusEvent} event */
  const focused = (event) => {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    const wasHeld = held;
    held = event.type === "focusin" && target.matches?.(":focus-visible") ? wordAt(event) : undefined;
    if (held) show(held);
    else if (wasHeld) leave();
  };

  // A label's word describes its field; a word in a button, the button; a heading with one, that one.
  /** @param {Element} word */
  const spokenOf = (word) => word.closest("label")?.control ?? word.closest(WHOLE) ?? word.querySelector("a,button,input,select,textarea") ?? word;

  const undress = () => {
    for (const [spoken, { word, key, text, isStop }] of dressed) {
      if (spoken.isConnected && word.isConnected && keyOf(word) === key && known.get(key)) continue;
      dressed.delete(spoken);
      if (text && spoken.getAttribute(SPOKEN) === text) spoken.removeAttribute(SPOKEN);
      if (isStop) spoken.removeAttribute("tabindex");
    }
  };

  // Sets what is missing on the page, takes off what has no reason any more, and returns the keys that nobody asked for yet.
  const dress = () => {
    /** @type {Set<string>} */
    const missing = new Set();
    undress();
    for (const word of document.querySelectorAll(`[${TERM}]`)) {
      const key = keyOf(word);
      if (!known.has(key) && /^[\w.-]+$/.test(key)) missing.add(key);
      const term = known.get(key);
      const spoken = spokenOf(word);
      if (!term || dressed.has(spoken)) continue;
      const isStop = spoken === word && !word.hasAttribute("tabindex") && /** @type {HTMLElement} */ (word).tabIndex < 0;
      const text = spoken.hasAttribute(SPOKEN) ? "" : term.text;
      dressed.set(spoken, { word, key, text, isStop });
      if (text) spoken.setAttribute(SPOKEN, text);
      if (isStop) spoken.setAttribute("tabindex", "0");
    }
    return [...missing];
  };

  /** @param {string[]} keys */
  const ask = async (keys) => {
    // Answers for another reader or in another language are for a list that is gone.
    const list = known;
    for (const key of keys) list.set(key, undefined);
    try {
      const { terms } = await core.ask("/kb/terms", { keys: keys.join() }, { signal });
      for (const term of terms) list.set(term.key, term);
      dress();
      if (shown) show(shown);
    } catch {
      setTimeout(() => keys.map((key) => list.delete(key)), RESTING);
    }
  };

  const look = () => {
    settling ||= setTimeout(() => {
      settling = 0;
      const keys = dress();
      while (keys.length) ask(keys.splice(0, MOST));
    }, SETTLING);
  };

  const forget = () => {
    known = new Map();
    putAway();
    undress();
    if (!signal.aborted) look();
  };

  const watcher = new MutationObserver(look);
  if (core.settings.tips !== false) {
    watcher.observe(document, { childList: true, subtree: true, attributeFilter: [TERM] });
    look();
  }
  for (const name of ["pointerover", "pointerout", "pointerup"]) listen(name, pointed);
  for (const name of ["focusin", "focusout"]) listen(name, focused);
  for (const name of ["language", "identity"]) core.on(name, forget);
  core.on("moved", putAway);

  return {
    // Whether there was one to put away.
    hide: () => {
      const wasShown = tip.isConnected;
      putAway();
      return wasShown;
    },
    destroy: () => {
      watcher.disconnect();
      clearTimeout(settling);
      forget();
    },
  };
};
