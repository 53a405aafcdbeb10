// The panel: what is seen once somebody asks for help. It shows one view at a time, and remembers those before it.

/** @import { Core, Failure, Panel, View } from "./types" */

import { icon, make, spoken } from "./dom.js";
import { readable } from "./links.js";
import { library } from "./library.js";
import { home } from "./home.js";
import { article } from "./article.js";

/**
 * What is shown at a time.
 * @typedef {{
 *   node: HTMLElement,
 *   bar: Node,
 *   heading: HTMLElement,
 *   field?: HTMLInputElement,
 *   top?: number,
 *   last?: HTMLElement | null,
 *   isPrivate?: boolean,
 *   hasFailed?: boolean,
 *   resume(): void,
 *   search?(text: string): void,
 *   again(): Sight,
 * }} Sight
 */

/** @typedef {View & { title?: string, lang?: string, url?: string }} Wanted */

/**
 * What views stand on.
 * @typedef {{
 *   core: Core,
 *   library: ReturnType<typeof library>,
 *   open(wanted: Wanted): void,
 *   home(): void,
 *   close(): void,
 *   announce(text: string): void,
 *   trouble(failure: unknown, retry: () => void, url?: string): HTMLElement,
 *   out(url: string, className: string, ...children: (Node | string)[]): HTMLAnchorElement,
 * }} Desk
 */

const SHEET = AYUDA.css.panel;
const NARROW = matchMedia("(max-width: 479.98px)");
// There a field that has the focus calls a keyboard, which covers half of what was opened.
const TOUCH = matchMedia("(pointer: coarse)");
const REACHED = "a[href], button:not(:disabled), input, textarea, summary, video, [tabindex='0']";
const MOST = 20;
let named = 0;

/** @param {Core} core @returns {Panel} */
export const start = (core) => {
  const { root, signal, say } = core;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  root.adoptedStyleSheets.push(sheet);
  const back = make("button", { type: "button", class: "round", click: () => goBack() }, icon("back"));
  const shut = make("button", { type: "button", class: "round", click: () => close() }, icon("close"));
  const bar = make("div", { class: "bar" });
  const header = make("div", { class: "head", part: "header" }, back, bar, shut);
  const warning = make("div", { class: "ended", role: "status" });
  const content = make("div", { class: "content", part: "content" });
  const status = make("p", { class: "spoken", role: "status" });
  const dialog = make("dialog", { class: "panel", part: "panel" }, header, warning, content, status);
  root.append(dialog);
  const launcher = /** @type {HTMLElement} */ (root.querySelector("[part=launcher]"));

  let isOpen = false;
  /** @type {HTMLElement | null} */
  let before = null;
  /** @type {HTMLElement | null} */
  let inside = null;
  /** @type {Sight[]} */
  let sights = [];

  /** @type {Desk} */
  const desk = {
    core,
    library: library(core),
    open: (wanted) => push(article(desk, wanted)),
    home: () => {
      sights = [sights[0]];
      show(false);
      enter();
    },
    close: () => close(),
    announce: (text) => (status.textContent = text),
    trouble: (reason, retry, url) => {
      const { kind = navigator.onLine ? "failed" : "offline", wait = 30 } = /** @type {Partial<Failure>} */ (reason);
      const texts = [make("p", { class: "what" }, say(kind)), make("p", {}, say(`${kind}-text`, { n: `${wait}` }))];
      const isAbsent = kind === "absent";
      const again = () => {
        // The button goes with what it stands in.
        current().heading.focus({ preventScroll: true });
        retry();
      };
      const next = make("button", { type: "button", class: "button", click: isAbsent ? desk.home : again }, say(isAbsent ? "to-search" : "retry"));
      desk.announce(say(kind));
      return make("div", { class: "state" }, ...texts, next, url && desk.out(url, "plain", say("in-full")), isAbsent && core.contact && desk.out(core.contact, "plain", say("contact")));
    },
    out: (url, className, ...children) => {
      const { href } = new URL(url, `${core.site}/`);
      if (!href.startsWith("http")) return make("a", { href, class: className }, ...children);
      return make("a", { href, class: className, target: "_blank", rel: "noopener" }, ...children, icon("out"), spoken(say("new-tab")));
    },
  };

  const current = () => sights[sights.length - 1];

  /** @param {boolean} moves */
  const show = (moves) => {
    const sight = current();
    sight.heading.id ||= `_heading-${named++}`;
    dialog.setAttribute("aria-labelledby", sight.heading.id);
    dialog.lang = core.language;
    back.hidden = sights.length < 2;
    back.ariaLabel = say("back");
    shut.ariaLabel = say("close");
    warning.replaceChildren();
    if (core.trouble) warning.append(say("expired"), " ", make("button", { type: "button", class: "plain", click: () => location.reload() }, say("reload")));
    bar.replaceChildren(sight.bar);
    status.textContent = "";
    if (!sight.node.isConnected) content.replaceChildren(sight.node);
    content.scrollTop = sight.top ?? 0;
    sight.resume();
    if (moves) sight.heading.focus({ preventScroll: true });
  };

  const keep = () => {
    const sight = current();
    sight.top = content.scrollTop;
    if (dialog.contains(root.activeElement)) sight.last = /** @type {HTMLElement} */ (root.activeElement);
  };

  /** @param {Sight} sight */
  const push = (sight) => {
    keep();
    // The first is where everything starts.
    sights = [...sights, sight].filter((_, at, all) => !at || at > all.length - MOST);
    show(true);
  };

  const goBack = () => {
    if (sights.length < 2) return close();
    sights.pop();
    show(true);
    const { last } = current();
    if (last?.isConnected) last.focus({ preventScroll: true });
  };

  // In the language, or with the rights, of now.
  /** @param {Sight[]} next */
  const renew = (next) => {
    const { activeElement: at } = root;
    const had = dialog.contains(at);
    const isTyping = at === current().field;
    const place = /** @type {HTMLInputElement} */ (at)?.selectionStart ?? 0;
    if (next.at(-1) === current()) return void (sights = next);
    sights = next;
    content.replaceChildren();
    if (!isOpen) return;
    const { field } = current();
    show(had && !(isTyping && field));
    if (!isTyping || !field) return;
    field.focus();
    field.setSelectionRange(place, place);
  };

  const raise = () => {
    const isModal = NARROW.matches || !!document.querySelector(":modal");
    if (isOpen && dialog.isConnected && (isModal ? dialog.open : dialog.matches(":popover-open"))) return;
    lower();
    dialog.popover = isModal ? null : "manual";
    fit();
    if (isModal) dialog.showModal();
    else dialog.showPopover();
    content.scrollTop = current().top ?? 0;
  };

  const lower = () => {
    if (dialog.open) dialog.close();
    if (dialog.matches(":popover-open")) dialog.hidePopover();
  };

  // As high as what is seen of the window, which a keyboard on the screen makes small.
  const fit = () => {
    const view = window.visualViewport;
    if (!view) return;
    dialog.style.setProperty("--seen", `${view.height}px`);
    dialog.style.setProperty("--from", `${view.offsetTop}px`);
  };

  const enter = () => {
    const { field, heading } = current();
    const aim = field && !TOUCH.matches ? field : heading;
    aim.focus({ preventScroll: true });
  };

  const focused = () => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return /** @type {HTMLElement | null} */ (element);
  };

  /** @param {View} [view] */
  const open = (view) => {
    const opens = !isOpen;
    if (!dialog.contains(root.activeElement)) before = focused();
    if (!sights.length) sights = [home(desk, view?.search)];
    else if (view?.search !== undefined) {
      sights = [sights[0]];
      sights[0].search?.(view.search);
    }
    if (view?.article) push(article(desk, view));
    else show(false);
    raise();
    isOpen = true;
    launcher.ariaExpanded = "true";
    enter();
    if (opens) core.emit("open");
  };

  const close = () => {
    if (!isOpen) return;
    const had = dialog.contains(root.activeElement);
    keep();
    isOpen = false;
    launcher.ariaExpanded = "false";
    lower();
    if (had) leave();
    core.emit("close");
  };

  const leave = () => {
    const there = before?.isConnected && before !== document.body ? before : launcher;
    there.focus();
  };

  // Around and around: what lies behind is reached with F6.
  /** @param {KeyboardEvent} event */
  const wrap = (event) => {
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll(REACHED))].filter((one) => one.checkVisibility());
    const at = /** @type {HTMLElement} */ (root.activeElement);
    const [first, last] = event.shiftKey ? [all[all.length - 1], all[0]] : [all[0], all[all.length - 1]];
    if (at !== last && !(event.shiftKey && !all.includes(at) && all[0].compareDocumentPosition(at) & 2)) return;
    event.preventDefault();
    first.focus();
  };

  dialog.addEventListener("keydown", (event) => {
    const { key } = event;
    // Letters that are typed here are no shortcuts of the app.
    if (/** @type {Element} */ (event.target).matches("input, textarea")) event.stopPropagation();
    if (event.isComposing) return;
    if (key === "Tab") wrap(event);
    else if (key === "F6") {
      event.preventDefault();
      event.stopPropagation();
      inside = /** @type {HTMLElement} */ (root.activeElement);
      if (!dialog.open) leave();
    } else if (key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      const term = /** @type {HTMLElement | null} */ (dialog.querySelector(".term:is(:hover, :focus):not([data-closed])"));
      if (term) term.dataset.closed = "";
      else close();
    }
  });
  for (const name of ["keyup", "keypress"]) dialog.addEventListener(name, (event) => /** @type {Element} */ (event.target).matches("input, textarea") && event.stopPropagation());
  // The back button of a phone.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    goBack();
  });
  // What is moved with the body has forgotten it by then.
  content.addEventListener("scroll", () => isOpen && (current().top = content.scrollTop));
  dialog.addEventListener("close", () => isOpen && !dialog.open && !dialog.matches(":popover-open") && close());

  dialog.addEventListener("click", (event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest("a[href]"));
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return;
    const wanted = readable(core, link);
    if (!wanted) return;
    event.preventDefault();
    desk.open(wanted);
  });

  // Who reaches for an article is about to read.
  for (const name of ["pointerover", "focusin"]) dialog.addEventListener(name, (event) => /** @type {Element} */ (event.target).closest("a") && core.load("reader").catch(() => {}));

  document.addEventListener("keydown", (event) => {
    if (event.key !== "F6" || !isOpen || event.defaultPrevented) return;
    event.preventDefault();
    before = focused();
    if (inside?.isConnected) inside.focus();
    else enter();
  }, { signal });
  NARROW.addEventListener("change", () => isOpen && raise(), { signal });
  for (const name of ["resize", "scroll"]) window.visualViewport?.addEventListener(name, fit, { signal });
  addEventListener("online", () => isOpen && current().hasFailed && current().resume(), { signal });

  core.on("screen", () => {
    // A list that is not seen is asked for when it is.
    if (isOpen && sights.length === 1) sights[0].resume();
  });
  core.on("language", () => sights.length && renew(sights.map((sight) => sight.again())));
  core.on("identity", (detail) => {
    desk.library.forget();
    if (!sights.length) return;
    // Who is still there types on; what somebody else typed is not shown.
    const typed = detail?.expired && sights[0].field?.value;
    // What came with the token that was is gone, and so is what was asked with it.
    renew([home(desk, typed || ""), ...sights.slice(1).filter((sight) => !sight.isPrivate)]);
  });
  core.on("moved", () => {
    if (!isOpen) return;
    isOpen = false;
    raise();
    isOpen = true;
  });

  return {
    get isOpen() {
      return isOpen;
    },
    open,
    close,
    toggle: () => (isOpen ? close() : open()),
    destroy: () => {
      close();
      dialog.remove();
    },
  };
};
