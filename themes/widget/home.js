// Where the panel starts: the search, and the help for the screen of now.

/** @import { ArticleItem, ScreenHelp, Term } from "./types" */
/** @import { Desk, Sight } from "./panel.js" */

import { fill, icon, make, patient } from "./dom.js";
import { row } from "./links.js";
import { search } from "./search.js";

/** @param {number} seconds */
const clock = (seconds) => `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, "0")}`;

/** @param {Desk} desk @param {string} [asked] @returns {Sight} */
export const home = (desk, asked = "") => {
  const { core } = desk;
  const { say } = core;
  const heading = make("h2", { tabindex: "-1" }, say("title"));
  const screen = make("div", { class: "screen" });
  const rest = make("div", { class: "rest" });
  const usual = make("div", {}, screen, rest);
  const { form, field, found, ask } = search(desk, (isSearching) => (usual.hidden = isSearching));
  const node = make("div", { class: "home" }, form, found, usual);
  /** @type {Promise<ScreenHelp> | undefined} */
  let last;

  /** @param {string} name @param {Node[]} items */
  const part = (name, items) => items.length > 0 && make("section", {}, make("h3", {}, say(name)), make("ul", { class: name }, ...items));

  /** @param {ArticleItem} item */
  const film = (item) => {
    const { poster_url: poster, duration } = item.video ?? {};
    const picture = poster ? make("img", { src: new URL(poster, core.site).href, alt: "", loading: "lazy" }) : icon("film");
    const line = row(core, item, make("span", {}, item.summary));
    line.firstElementChild?.prepend(make("span", { class: "still" }, picture, !!duration && make("small", {}, clock(duration))));
    return line;
  };

  /** @param {Term} term */
  const word = ({ title, text, url, language }) => {
    const more = url && make("a", { href: new URL(url, core.site).href, "aria-label": say("term-more", { title }) }, say("more"));
    return make("li", {}, make("details", { name: "terms", lang: language !== core.language && language }, make("summary", {}, title), make("p", {}, text, " ", more)));
  };

  // The tour points at what lies below the panel.
  const takeTour = () => {
    desk.close();
    core.tour();
  };

  /** @param {ScreenHelp} help */
  const draw = ({ articles, videos, tour, terms, module, matched }) => {
    // Without either, they are what is read most.
    const isEmpty = !module && !matched;
    const empty = make("div", { class: "state" }, make("p", { class: "what" }, say("empty")), make("p", {}, say("empty-text")));
    const take = make("button", { type: "button", class: "row", click: takeTour }, icon("tour"), make("b", {}, say("tour")), make("span", {}, tour?.title));
    fill(
      screen,
      isEmpty && empty,
      part(isEmpty ? "instead" : "screen", articles.map((item) => row(core, item, make("span", {}, item.summary)))),
      tour && take,
      part("videos", videos.map(film)),
      part("terms", terms.map(word)),
    );
  };

  const drawRest = () => {
    const recent = desk.library.recent();
    const key = make("input", { type: "checkbox", change: () => core.store.set("key", key.checked) });
    key.checked = core.store.get("key") !== false;
    fill(
      rest,
      part("recent", recent.map((one) => row(core, one))),
      make("footer", { role: "none" }, core.contact && desk.out(core.contact, "plain", say("contact")), desk.out(`${core.site}/${core.language}/`, "plain", say("site"))),
      core.settings.key !== false && make("label", { class: "key" }, key, say("key")),
    );
  };

  const load = async () => {
    drawRest();
    const coming = core.help();
    if (coming === last && !sight.hasFailed) return;
    last = coming;
    sight.hasFailed = false;
    // What was there stays until the next is.
    const late = () => last === coming && !screen.firstChild && screen.append(make("div", { class: "wait", "aria-hidden": "true" }));
    const slow = () => {
      if (last === coming) screen.prepend(make("p", { class: "slow", role: "status" }, say("slow")));
    };
    try {
      const help = await patient(coming, late, slow);
      if (last === coming) draw(help);
    } catch (failure) {
      if (last !== coming || core.signal.aborted) return;
      sight.hasFailed = true;
      screen.replaceChildren(desk.trouble(failure, load));
    }
  };

  /** @type {Sight} */
  const sight = { node, bar: heading, heading, field, resume: load, search: ask, again: () => home(desk, field.value) };
  if (asked) ask(asked);
  return sight;
};
