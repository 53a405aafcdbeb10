// What an article is read with: a file of its own, fetched when somebody is about to read.

/** @import { ArticleDocument, Core } from "./types" */
/** @import { Desk } from "./panel.js" */
/** @import { Reading } from "./article.js" */

import { fill, icon, make, spoken } from "./dom.js";
import { plain, readable, row } from "./links.js";
import { nodes } from "./html.js";
import { vote } from "./vote.js";

const SHEET = AYUDA.css.reader;
let opened = 0;

/** @param {Core} core */
const wear = ({ root }) => {
  if (opened) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  root.adoptedStyleSheets.push(sheet);
};

/**
 * Shows an article, or the copy of one.
 * @param {Desk} desk @param {Reading} reading @param {ArticleDocument} document @param {boolean} isCopy
 */
export const draw = (desk, reading, document, isCopy) => {
  const { core } = desk;
  const { say } = core;
  const { article: item, next, related, translations, fallback_reason: isOther } = document;
  const { outdated, version, language } = item;
  const { node, heading, wanted } = reading;
  wear(core);
  const prefix = `_${opened++}-`;
  const page = new URL(item.url, core.site).href;

  /** @param {string} text @param {...(Node | string)} more */
  const notice = (text, ...more) => make("p", { class: "notice" }, text, " ", ...more);
  /** @param {string} text @param {() => void} click @param {string} [lang] */
  const button = (text, click, lang) => make("button", { type: "button", class: "plain", lang, click }, text);
  /** @param {string} other */
  const change = (other) => button(say(`read-${other}`), () => {
    heading.focus({ preventScroll: true });
    reading.load(other);
  }, other);

  heading.textContent = item.title;
  heading.lang = language;
  const text = make("div", { class: "prose", lang: language !== core.language && language });
  text.append(film(desk, document), nodes(item.html, { base: page, prefix, film: say("film") }));
  tie(core, text, page, prefix, language);
  dress(text, prefix, say);
  for (const picture of text.querySelectorAll("img")) mend(core, picture);
  for (const one of text.querySelectorAll("video")) mendFilm(core, one, !item.public);
  const full = desk.out(page, "plain", say("in-full"));
  if (!item.public && core.isSignedIn) full.addEventListener("click", (event) => openRestricted(core, event, page));
  reading.bar.replaceChildren(full);
  fill(
    reading.body,
    isCopy && notice(say("copy-text"), button(say("retry"), () => reading.load())),
    !!isOther && notice(say("fallback")),
    outdated && notice(say("outdated"), change(outdated.language)),
    !!version && notice(say("version", { range: version })),
    text,
    !isCopy && vote(desk, item, wanted.query),
    next && make("section", { class: "related" }, make("h3", {}, say("next")), make("ul", {}, row(core, next))),
    related.length > 0 && make("section", { class: "related" }, make("h3", {}, say("related")), make("ul", {}, ...related.map((one) => row(core, one)))),
    translations.length > 0 && !outdated && make("footer", {}, ...translations.map((other) => change(other.language))),
  );
  /** @param {string} id */
  const go = (id) => {
    const target = /** @type {HTMLElement | null} */ (node.querySelector(`#${CSS.escape(prefix + id)}`));
    if (target) target.tabIndex = -1;
    target?.focus({ preventScroll: true });
    target?.scrollIntoView();
  };
  text.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-to]"));
    if (!link) return;
    event.preventDefault();
    go(link.dataset.to ?? "");
  });
  if (wanted.anchor) go(wanted.anchor);
  wanted.anchor = undefined;
};

// A page that not everybody may read asks for the cookie first; the window is opened while a click still allows it.
/** @param {Core} core @param {MouseEvent} event @param {string} page */
const openRestricted = async (core, event, page) => {
  event.preventDefault();
  const tab = window.open("", "_blank");
  if (!tab) return;
  tab.opener = null;
  await core.session().catch(() => {});
  tab.location.href = page;
};

// A picture that not everybody may see comes with the cookie.
/** @param {Core} core @param {HTMLImageElement} picture */
const mend = (core, picture) => {
  let isTried = !core.isSignedIn;
  picture.addEventListener("error", async () => {
    if (isTried) return picture.replaceWith(make("span", { class: "alt" }, picture.alt));
    isTried = true;
    await core.session().catch(() => {});
    picture.src = picture.src;
  });
};

// Captions of another origin are read only where its answer allows it, and then the film must come so, too:
// better a film without captions than none.
/** @param {Core} core @param {HTMLVideoElement} film @param {boolean} isPrivate */
const mendFilm = (core, film, isPrivate) => {
  film.crossOrigin = isPrivate ? "use-credentials" : "anonymous";
  const again = async () => {
    if (core.isSignedIn) await core.session().catch(() => {});
    film.removeAttribute("crossorigin");
    film.load();
  };
  film.addEventListener("error", again, { once: true });
};

/** @param {Desk} desk @param {ArticleDocument} document */
const film = ({ core, out }, { article: { video, url, title, language } }) => {
  if (!video) return "";
  /** @param {string} [path] */
  const place = (path) => path && new URL(path, core.site).href;
  if (video.embed_url) return out(url, "card", icon("film"), core.say("film"));
  const track = video.captions_url && make("track", { kind: "captions", default: true, srclang: language, src: place(video.captions_url) });
  return make("video", { controls: true, preload: "none", playsinline: true, "aria-label": title, poster: place(video.poster_url), src: place(video.url) }, track);
};

// What leads elsewhere opens elsewhere, and says so.
/** @param {Core} core @param {ParentNode} text @param {string} page @param {string} prefix @param {string} language */
const tie = (core, text, page, prefix, language) => {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (text.querySelectorAll("a[href]"))) {
    const [start, anchor] = link.href.split("#");
    const there = link.target ? undefined : readable(core, link);
    if (start === page && anchor) link.dataset.to = plain(anchor);
    else if (there) {
      const { article, anchor, lang, url } = there;
      // Only what says another language than the text means that language.
      Object.assign(link.dataset, { article, anchor, lang: lang === language ? "" : lang, url });
    } else if (link.href.startsWith("http")) {
      link.target = "_blank";
      link.rel = "noopener";
      link.append(spoken(core.say("new-tab")));
    }
  }
};

// What makes a text handier: ticks for steps, copies of code, names for the texts of terms.
/** @param {HTMLElement} text @param {string} prefix @param {(key: string) => string} say */
const dress = (text, prefix, say) => {
  for (const anchor of text.querySelectorAll(".anchor")) anchor.remove();
  let terms = 0;
  for (const term of /** @type {NodeListOf<HTMLElement>} */ (text.querySelectorAll(".term"))) {
    const meaning = term.lastElementChild;
    if (!meaning) continue;
    meaning.id = `${prefix}term-${terms++}`;
    term.setAttribute("aria-describedby", meaning.id);
    for (const end of ["blur", "pointerleave"]) term.addEventListener(end, () => delete term.dataset.closed);
  }
  for (const item of text.querySelectorAll(".steps > ol > li")) {
    const number = [...(item.parentElement?.children ?? [])].indexOf(item) + 1;
    const tick = make("button", { type: "button", class: "tick", "aria-label": `${say("step")} ${number}`, "aria-pressed": "false", click: () => (tick.ariaPressed = `${tick.ariaPressed !== "true"}`) });
    item.prepend(tick);
  }
  if (!navigator.clipboard) return;
  for (const code of text.querySelectorAll("pre")) {
    const button = make("button", { type: "button", class: "copy", click: () => navigator.clipboard.writeText(code.textContent ?? "").then(() => (button.textContent = say("copied")), () => {}) }, say("copy"));
    const frame = make("div", { class: "code" });
    code.replaceWith(frame);
    frame.append(code, make("span", { role: "status" }, button));
  }
};
