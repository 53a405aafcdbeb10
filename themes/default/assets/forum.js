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
