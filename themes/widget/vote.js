// Was this helpful? A vote is changed by the other button, and taken back by the same.

/** @import { ArticleItem } from "./types" */
/** @import { Desk } from "./panel.js" */

import { icon, make } from "./dom.js";

const REASONS = ["incomplete", "unclear", "outdated", "wrong", "not_my_question", "other"];

/** @param {Desk} desk @param {ArticleItem} item @param {string} [query] */
export const vote = (desk, { id, language }, query) => {
  const { core } = desk;
  const { say } = core;
  const { known } = desk.library;
  const key = `vote ${id} ${language}`;
  const said = make("p", { role: "status" });
  const path = `/kb/articles/${id}/feedback`;

  /** @param {boolean | undefined} helpful @param {Record<string, unknown>} more */
  const send = async (helpful, more, thanks = "thanks") => {
    const options = helpful === undefined ? { method: "DELETE" } : { method: "POST", body: { helpful, query, ...more } };
    try {
      await core.ask(path, { lang: language }, options);
    } catch {
      said.textContent = say("vote-failed");
      return;
    }
    known.set(key, helpful);
    draw();
    if (more.reason) {
      form.hidden = true;
      buttons[1].focus();
    }
    said.textContent = say(thanks);
    if (helpful !== undefined) core.emit("vote", { id, language, helpful, ...(more.reason ? { reason: more.reason } : {}) });
  };

  /** @param {boolean} helpful */
  const cast = (helpful) => {
    const isBack = known.get(key) === helpful;
    send(isBack ? undefined : helpful, {}, isBack ? "taken-back" : helpful ? "thanks" : "noted");
  };

  const buttons = [true, false].map((helpful) => make("button", { type: "button", click: () => cast(helpful) }, icon("yes"), say(helpful ? "yes" : "no")));
  const reasons = REASONS.map((reason) => make("label", {}, make("input", { type: "radio", name: "reason", value: reason, required: true }), say(`why-${reason}`)));
  const comment = make("textarea", { name: "comment", rows: 2, maxlength: 2000 });
  const form = make(
    "form",
    { submit: (/** @type {Event} */ event) => {
      event.preventDefault();
      const { reason, comment } = Object.fromEntries(new FormData(form));
      send(false, { reason, comment: comment || undefined });
    } },
    make("fieldset", {}, make("legend", {}, say("why")), ...reasons),
    make("label", { class: "own" }, say("comment"), comment),
    make("p", { class: "note" }, say("privacy")),
    make("button", { class: "button" }, say("send")),
  );

  const draw = () => {
    const own = known.get(key);
    buttons.forEach((button, at) => (button.ariaPressed = `${own === !at}`));
    form.hidden = own !== false;
  };
  draw();
  return make("section", { class: "helpful" }, make("h3", {}, say("helpful")), make("div", { class: "vote" }, ...buttons), said, form);
};
