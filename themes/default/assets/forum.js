// What makes the forum handier where there are scripts. Everything is there without.

/** @type {(name: string, attributes?: Record<string, string>, ...children: (Node | string)[]) => HTMLElement} */
const build = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

/** @param {string} selector @returns {HTMLFormElement[]} */
const forms = (selector) => [...document.querySelectorAll(selector)].map((one) => /** @type {HTMLFormElement} */ (one));

const api = `${location.pathname.replace(/\/[a-z]{2}\/forum\/.*/, "")}/api/v1/support/forum/`;
const language = document.documentElement.lang;

// Votes count without a new page. Where that fails, the form is sent as it is.
for (const form of forms("[data-vote]")) {
  const { vote = "", on = "", off = "" } = form.dataset;
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const kind = vote.startsWith("p") ? "posts" : "replies";
    const method = button.value === "vote" ? "PUT" : "DELETE";
    const sent = await fetch(`${api}${kind}/${vote}/vote`, { method }).catch(() => null);
    if (!sent?.ok) {
      form.append(build("input", { type: "hidden", name: "act", value: button.value }));
      form.submit();
      return;
    }
    const { votes, voted } = await sent.json();
    const said = voted ? on : off;
    button.value = voted ? "unvote" : "vote";
    button.title = said;
    button.setAttribute("aria-label", said);
    button.setAttribute("aria-pressed", String(voted));
    /** @type {HTMLElement} */ (form.querySelector("b")).textContent = votes;
  });
}

// What may answer the question, while its title is typed. How often that is so is counted, and
// nothing else.
for (const place of document.querySelectorAll("[data-answers]")) {
  const box = /** @type {HTMLElement} */ (place);
  const form = /** @type {HTMLFormElement} */ (box.closest("form"));
  const title = /** @type {HTMLInputElement} */ (form.elements.namedItem("title"));
  const category = /** @type {HTMLSelectElement} */ (form.elements.namedItem("category"));
  const [line, list, hint] = /** @type {HTMLElement[]} */ ([...box.querySelectorAll("[role=status], ul, .hint")]);
  const button = /** @type {HTMLButtonElement} */ (box.querySelector("button"));
  const words = box.dataset;
  const happened = { shown: false, opened: false };
  let shown = Boolean(form.elements.namedItem("answers"));
  let asked = "";
  let wait = 0;

  const look = async () => {
    const text = title.value.trim();
    if (text === asked) return;
    asked = text;
    const spoken = new FormData(form).get("language") ?? language;
    const query = new URLSearchParams({ title: text, lang: String(spoken) });
    const sent = text.length < 4 ? null : await fetch(`${api}similar?${query}`).catch(() => null);
    const found = sent?.ok ? await sent.json().catch(() => null) : null;
    if (text !== asked) return;
    /** @type {{ title: string, url: string, language: string, kind: string }[]} */
    const answers = [
      ...(found?.articles ?? []).slice(0, 3).map((/** @type {any} */ one) => ({ ...one, kind: "article" })),
      ...(found?.posts ?? []).slice(0, 3).map((/** @type {any} */ one) => ({
        ...one,
        url: one.anchor ? `${one.url}#${one.anchor}` : one.url,
        kind: one.status === "verified" ? "verified" : "forum",
      })),
    ];
    const rows = answers.map((one) =>
      build(
        "li",
        {},
        build("a", { href: one.url, target: "_blank", rel: "noopener", lang: one.language }, one.title),
        " ",
        build("span", { class: "badge" }, words[one.kind] ?? ""),
      ),
    );
    list.replaceChildren(...rows);
    list.hidden = hint.hidden = !rows.length;
    button.hidden = !list.hidden;
    line.textContent = rows.length ? (words.answers ?? "").replace("#", String(rows.length)) : found ? (words.none ?? "") : "";
    if (!rows.length || shown) return;
    shown = happened.shown = true;
    box.append(build("input", { type: "hidden", name: "answers", value: "shown" }));
  };

  // Told once the page is left or put aside: the category is often chosen last.
  const tell = () => {
    if (!happened.shown && !happened.opened) return;
    const body = JSON.stringify({ ...happened, category: category?.value ?? "" });
    happened.shown = happened.opened = false;
    navigator.sendBeacon(`${api}similar?lang=${language}`, body);
  };
  title.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(look, 400);
  });
  form.addEventListener("submit", (event) => {
    const by = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (by?.value !== "look") return;
    event.preventDefault();
    look();
  });
  let opened = false;
  const open = (/** @type {Event} */ event) => {
    if (opened || !(/** @type {Element} */ (event.target).closest("a"))) return;
    opened = happened.opened = true;
  };
  list.addEventListener("click", open);
  list.addEventListener("auxclick", open);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tell());
  addEventListener("pagehide", tell);
}

for (const form of forms(".write[data-upload]")) {
  const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("body"));
  const { upload = "", sending = "", failed = "", preview = "" } = form.dataset;
  const status = build("span", { role: "status", class: "hint" });

  // The preview stands on the page; the service draws it, as it will draw the text.
  const looks = build("div", { class: "prose" });
  const place = build("section", { class: "preview", "aria-label": preview }, build("h2", {}, preview), looks);
  const look = /** @type {HTMLButtonElement | null} */ (form.querySelector("[value^=preview]"));
  look?.addEventListener("click", async (event) => {
    event.preventDefault();
    const sent = await fetch(`${api}preview?lang=${language}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ body: text.value }),
    }).catch(() => null);
    const answer = await sent?.json().catch(() => null);
    if (!sent?.ok) {
      status.textContent = answer?.errors?.[0]?.message ?? answer?.detail ?? failed;
      return;
    }
    status.textContent = "";
    // Safe HTML of the renderer of members' texts, the same that pages hold.
    looks.replaceChildren(...new DOMParser().parseFromString(answer.html, "text/html").body.childNodes);
    document.querySelector("#_looks")?.remove();
    text.closest(".field")?.after(place);
    place.scrollIntoView({ block: "nearest" });
  });

  /** @param {Iterable<File>} files */
  const take = async (files) => {
    for (const file of files) {
      status.textContent = sending;
      const sent = await fetch(`${api}files?name=${encodeURIComponent(file.name)}&lang=${language}`, {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body: file,
      }).catch(() => null);
      const answer = await sent?.json().catch(() => null);
      status.textContent = sent?.ok ? "" : (answer?.detail ?? failed);
      if (sent?.ok) text.setRangeText(`${answer.markdown}\n`, text.selectionStart, text.selectionEnd, "end");
    }
    text.focus();
  };
  const field = /** @type {HTMLInputElement} */ (build("input", { type: "file", multiple: "", hidden: "" }));
  const button = build("button", { type: "button", class: "second" }, upload);
  button.addEventListener("click", () => field.click());
  field.addEventListener("change", () => take([...(field.files ?? [])]).then(() => (field.value = "")));
  look?.after(button, field, status);
  text.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
  text.addEventListener("dragover", (event) => event.preventDefault());
  text.addEventListener("drop", (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
}
