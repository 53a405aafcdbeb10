// What makes pages handier where there are scripts. Everything is there without.
// Words come from `data-` attributes of the templates; whatever is built is built as nodes.

/**
 * @template {HTMLElement} E
 * @param {string} selector
 * @param {(element: E) => void} action
 */
const each = (selector, action) => {
  for (const element of document.querySelectorAll(selector)) action(/** @type {E} */ (element));
};

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
const build = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

const prose = /** @type {HTMLElement | null} */ (document.querySelector("article .prose"));
const words = prose ? prose.dataset : {};

// Storage that a browser refuses is none.
// What only its readers know of is not kept on a device that others use, too.
/** @param {() => string | null} use */
const attempt = (use) => {
  try {
    return "private" in words ? null : use();
  } catch {
    return null;
  }
};

// The search is fetched when somebody is about to use it.
/** @type {HTMLInputElement[]} */
const fields = [];
/** @type {(form: HTMLFormElement) => void} */
const prepare = (form) => {
  // Where it does not arrive, the form still goes to the search page.
  const fetchIt = () =>
    import(form.dataset.script ?? "").then((search) => search.start(form)).catch(() => {});
  form.addEventListener("focusin", fetchIt, { once: true });
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
  fields.push(field);
  field.setAttribute("aria-keyshortcuts", "Control+K Meta+K");
  // What was typed when the page was left; and a field that has the keyboard from the start.
  field.defaultValue ||= history.state?.question ?? "";
  if (document.activeElement === field) field.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
};
each("form[data-script]", prepare);

// Ctrl+K or Cmd+K go to the search: to the field that is shown, else to its page.
addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (key?.toLowerCase() !== "k" || !(ctrlKey || metaKey) || altKey || shiftKey) return;
  event.preventDefault();
  const field = fields.find((one) => one.offsetParent);
  if (field) field.select();
  else /** @type {HTMLElement | null} */ (document.querySelector(".find"))?.click();
});

// What is opened from the results remembers the question.
/** @type {(answer: HTMLElement) => void} */
const rememberQuestion = (answer) =>
  answer.addEventListener("click", ({ target }) => {
    if (!(/** @type {Element} */ (target).closest(".hits a"))) return;
    attempt(() => (sessionStorage.setItem("ayuda-query", answer.dataset.query ?? ""), null));
  });
each("[data-query]", rememberQuestion);

// The question goes along with the view and the vote of the article that was opened from it, and no other.
const question = prose ? (attempt(() => sessionStorage.getItem("ayuda-query")) ?? undefined) : undefined;
if (question) attempt(() => (sessionStorage.removeItem("ayuda-query"), null));

/** @param {string} url @param {object} body */
const post = (url, body) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    keepalive: true,
  });

// Was this helpful?
/** @type {(section: HTMLElement) => void} */
const takeVotes = (section) => {
  const say = /** @type {HTMLElement} */ (section.querySelector("[role=status]"));
  const thanks = say.textContent ?? "";
  /** @param {Element | null} shown */
  const show = (shown) => {
    section.dataset.shown = shown ? shown.id : "";
    if (shown instanceof HTMLElement) shown.focus();
  };
  for (const form of section.querySelectorAll("form")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = /** @type {SubmitEvent} */ (event).submitter;
      /** @type {Record<string, unknown>} */
      const body = Object.fromEntries(new FormData(form));
      if (button instanceof HTMLButtonElement && button.name) body[button.name] = button.value;
      body.helpful = body.helpful === "true";
      body.query = question;
      const sent = await post(form.action, body).catch(() => null);
      if (!sent?.ok) {
        say.textContent = section.dataset.failed ?? "";
        section.dataset.shown = "failed";
        return;
      }
      say.textContent = thanks;
      const why = section.querySelector("#_why");
      show(body.helpful || form === why ? say : why);
    });
  }
};
each(".helpful", takeVotes);

// A view counts once the page is seen.
const vote = /** @type {HTMLFormElement | null} */ (document.querySelector(".helpful form"));
if (vote) {
  const view = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", view);
    post(vote.action.replace("/feedback?", "/views?"), { query: question }).catch(() => {});
  };
  document.addEventListener("visibilitychange", view);
  addEventListener("load", view, { once: true });
}

// Steps are ticked off, and stay so on this device until all are taken back.
const place = `ayuda-steps:${location.pathname}`;
/** @type {Set<number>} */
const done = new Set(JSON.parse(attempt(() => localStorage.getItem(place)) ?? "[]"));
let steps = 0;
/** @type {(item: HTMLElement) => void} */
const addTick = (item) => {
  const own = steps++;
  const number = [...(item.parentElement?.children ?? [])].indexOf(item) + 1;
  const button = build("button", { type: "button", class: "tick", "aria-label": `${words.step} ${number}` });
  const draw = () => button.setAttribute("aria-pressed", String(done.has(own)));
  button.addEventListener("click", () => {
    if (!done.delete(own)) done.add(own);
    attempt(() => {
      if (done.size) localStorage.setItem(place, JSON.stringify([...done]));
      else localStorage.removeItem(place);
      return null;
    });
    draw();
  });
  draw();
  item.prepend(button);
};
each("article .steps > ol > li", addTick);

// Where tabs stand side by side, one is always open.
/** @type {(summary: HTMLElement) => void} */
const keepOpen = (summary) => {
  const tab = /** @type {HTMLDetailsElement} */ (summary.parentElement);
  summary.addEventListener("click", (event) => {
    if (tab.open && getComputedStyle(tab).display === "contents") event.preventDefault();
  });
};
each(".tab > summary", keepOpen);

// Code is copied.
if (navigator.clipboard) {
  /** @type {(code: HTMLElement) => void} */
  const addCopy = (code) => {
    const button = build("button", { type: "button", class: "copy" }, words.copy ?? "");
    const copied = () => {
      button.textContent = words.copied ?? "";
      setTimeout(() => (button.textContent = words.copy ?? ""), 2000);
    };
    // Where it is refused, the code is at least selected.
    const select = () => getSelection()?.selectAllChildren(code);
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(code.textContent ?? "").then(copied, select);
    });
    const frame = build("div", { class: "code" });
    code.replaceWith(frame);
    frame.append(code, build("span", { role: "status" }, button));
  };
  each("article pre", addCopy);
}

// Pictures are looked at in full size.
/** @type {(picture: HTMLImageElement) => void} */
const addZoom = (picture) => {
  if (picture.closest("a, .video")) return;
  const label = `${words.zoom} ${picture.alt}`;
  const button = build("button", { type: "button", class: "zoom", "aria-haspopup": "dialog", "aria-label": label });
  let whole = picture.closest(".annotated-picture");
  if (!whole) {
    whole = build("span", { class: "zoomable" });
    picture.replaceWith(whole);
    whole.append(picture);
  }
  whole.append(button);
  button.addEventListener("click", async () => (await import(words.viewer ?? "")).show(button, words));
};
each("article .prose img", addZoom);

// Escape puts the text of a term away, where pointer and focus may stay.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") each(".term:is(:hover, :focus)", (term) => (term.dataset.closed = ""));
});
let terms = 0;
each(".term", (term) => {
  const text = /** @type {HTMLElement} */ (term.lastElementChild);
  text.id = `_term-${terms++}`;
  term.setAttribute("aria-describedby", text.id);
  for (const end of ["blur", "pointerleave"]) term.addEventListener(end, () => delete term.dataset.closed);
});

// The contents list marks the part that is read.
/** @type {Map<Element, HTMLElement>} */
const parts = new Map();
each(".rail a[href^='#']", (link) => {
  const heading = document.getElementById(decodeURIComponent(link.getAttribute("href")?.slice(1) ?? ""));
  if (heading) parts.set(heading, link);
});
if (parts.size) {
  const mark = () => {
    const read = [...parts.keys()].filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3).pop();
    for (const [heading, link] of parts) {
      if (heading === read) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -66%", threshold: [0, 1] });
  for (const heading of parts.keys()) observer.observe(heading);
}
