// Tours: a card that leads through a screen, one step after another. It never takes the keyboard by itself.

import { craft, follow, isSeen, lift, measure, place } from "./place.js";
import { read } from "./step.js";

/** @import { Core, TourDocument } from "./types" */

// Pixels: below this width the card stands at an edge; room that a target needs above and below; and around it.
const NARROW = 480;
const ROOM = 80;
const AROUND = 6;

/** @param {Core} core @param {(name: string, action: (event: any) => void) => void} listen */
export const startTours = (core, listen) => {
  const { root, site, store } = core;
  /** @type {TourDocument | undefined} */
  let tour;
  // Before the first step there is the invitation.
  let at = -1;
  let isAsked = false;
  // What is said of the step.
  let sentence = "";
  /** @type {Element | undefined} */
  let target;
  // Where the keyboard was before it came into the card.
  /** @type {HTMLElement | undefined} */
  let back;
  let stop = () => {};

  const count = craft("small");
  const title = craft("h2", { id: "tour-title" });
  const text = craft("div", { id: "tour-text" });
  const before = craft("button", { className: "plain", onclick: () => go(at - 1) });
  const next = craft("button", { className: "button", onclick: () => go(at + 1) });
  const close = craft("button", { className: "round", onclick: () => end(), textContent: "×" });
  const never = craft("button", { className: "plain tour-never" });
  const card = craft("section", { part: "tour", role: "dialog", tabIndex: -1, popover: "manual" }, count, title, text, before, next, never, close);
  const ring = craft("div", { part: "ring", popover: "manual" });
  const heard = craft("p", { className: "tour-heard", role: "status" });
  card.setAttribute("aria-labelledby", title.id);
  never.onclick = () => {
    keep({ off: true });
    end();
    tell(core.say("guide-off"));
  };
  root.append(heard);

  const launcher = /** @type {HTMLElement} */ (root.querySelector("[part=launcher]"));
  /** @param {object} more */
  const keep = (more) => store.set("tours", { ...store.get("tours"), ...more });
  const isInside = () => card.contains(root.activeElement);
  const leave = () => (back?.isConnected ? back : launcher).focus({ preventScroll: true });

  const conceal = () => {
    if (isInside()) leave();
    stop();
    card.remove();
    ring.remove();
    target = undefined;
  };
  const end = () => {
    conceal();
    tour = undefined;
    tell("");
  };

  // Set after a moment, since what is there at once is not read out.
  /** @param {string} said */
  const tell = (said) => void setTimeout(() => (heard.textContent = said), 100);

  // The target may be late, and may go; without it the card stands above the launcher.
  const draw = () => {
    const name = tour?.steps[at]?.target;
    if (target && !isSeen(target)) target = undefined;
    if (name && !target) {
      target = [...document.querySelectorAll(`[data-ayuda-tour="${CSS.escape(name)}"]`)].find(isSeen);
      if (target) {
        const { top, bottom } = target.getBoundingClientRect();
        if (top < ROOM || bottom > innerHeight - ROOM) target.scrollIntoView({ block: "center" });
        // The page may have opened something above them.
        lift(root, ring);
        if (!isInside()) lift(root, card);
      }
    }
    if (!target) ring.remove();
    const near = (target ?? launcher).getBoundingClientRect();
    place(card, target || near.width ? near : new DOMRect(innerWidth, innerHeight), target && innerWidth < NARROW);
    measure(ring, { left: near.x - AROUND, top: near.y - AROUND, width: near.width + 2 * AROUND, height: near.height + 2 * AROUND });
  };

  // While the panel is open, it waits.
  const show = () => {
    if (launcher.ariaExpanded === "true") return;
    lift(root, card);
    tell(sentence);
    stop();
    stop = follow(draw);
    if (isAsked) card.focus({ preventScroll: true });
    isAsked = false;
  };

  /** @param {number} to */
  const go = (to) => {
    const { steps, title: name, language } = /** @type {TourDocument} */ (tour);
    if (to >= steps.length) return end();
    const isInvitation = to < 0;
    const step = steps[to];
    at = to;
    count.textContent = core.say(isInvitation ? "guide-new" : "guide-step", { n: `${to + 1}`, total: `${steps.length}` });
    title.textContent = isInvitation ? name : step.title;
    text.replaceChildren(isInvitation ? core.say("guide-invitation") : read(step.html, site));
    title.lang = text.lang = language;
    before.textContent = core.say("guide-back");
    next.textContent = core.say(isInvitation ? "guide-start" : step === steps.at(-1) ? "guide-done" : "guide-next");
    never.textContent = core.say("guide-never");
    close.ariaLabel = core.say("guide-close");
    never.hidden = !isInvitation;
    if (to < 1 && root.activeElement === before) next.focus();
    before.hidden = to < 1;
    target = undefined;
    sentence = isInvitation ? core.say("guide-comes", { title: name }) : `${count.textContent}: ${title.textContent}. ${text.textContent}`;
    if (card.isConnected) tell(sentence);
  };

  card.addEventListener("focusin", ({ relatedTarget }) => {
    if (relatedTarget instanceof HTMLElement && !card.contains(relatedTarget)) back = relatedTarget;
  });

  /** @type {Record<string, (tour: TourDocument) => void>} */
  const events = {
    open: conceal,
    close: show,
    moved: show,
    identity: end,
    // It ends where its module ends.
    screen: (own) => {
      const help = core.help();
      help.then(({ module }) => help === core.help() && tour === own && module !== own.module && end(), () => {});
    },
    // From its beginning, since another language may have other steps.
    language: (own) => (at < 0 ? end() : core.tour(own.module).catch(end)),
  };
  for (const [name, action] of Object.entries(events)) core.on(name, () => tour && action(tour));
  listen("click", ({ target }) => at < 0 && card.isConnected && target !== core.host && end());

  return {
    /** @param {TourDocument} wished @param {{ asked: boolean }} options */
    start: (wished, { asked }) => {
      const { off, seen = [] } = store.get("tours") ?? {};
      const name = core.hash(wished.module);
      if (!asked && (tour || off || seen.includes(name))) return;
      end();
      if (asked) core.call("close");
      keep({ seen: [...new Set([...seen, name])] });
      tour = wished;
      isAsked = asked;
      back = undefined;
      go(asked ? 0 : -1);
      show();
    },
    // Whether the key was for the card. Once the tour goes on, Escape is the page's while the keyboard is there.
    /** @param {string} key */
    press: (key) => {
      if (!card.isConnected) return false;
      if (key === "F6") isInside() ? leave() : card.focus({ preventScroll: true });
      else if (key === "Escape" && (at < 0 || isInside() || document.activeElement === document.body)) end();
      else return false;
      return true;
    },
    destroy: () => {
      end();
      heard.remove();
    },
  };
};
