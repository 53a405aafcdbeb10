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

// Storage that a browser refuses is none.
/** @param {() => string | null} use */
const attempt = (use) => {
  try {
    return use();
  } catch {
    return null;
  }
};

const prose = /** @type {HTMLElement | null} */ (document.querySelector("article .prose"));
const words = prose ? prose.dataset : {};

// The search is fetched when somebody is about to use it.
/** @type {(form: HTMLFormElement) => void} */
const prepare = (form) => {
  const fetchIt = () => import(form.dataset.script ?? "").then((search) => search.start(form));
  form.addEventListener("focusin", fetchIt, { once: true });
};
each("form[data-script]", prepare);

// What was asked for last goes along with the view and the vote of what was opened from it.
const asked = () => attempt(() => sessionStorage.getItem("ayuda-query")) ?? undefined;

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
      body.query = asked();
      const sent = await post(form.action, body).catch(() => null);
      if (!sent?.ok) {
        say.textContent = section.dataset.failed ?? "";
        section.dataset.shown = "failed";
        return;
      }
      say.textContent = thanks;
      const why = section.querySelector("#why");
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
    post(vote.action.replace("/feedback?", "/views?"), { query: asked() }).catch(() => {});
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

// Pictures are looked at in full size, which on a phone is more than the screen shows.
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
  button.addEventListener("click", () => {
    const copy = /** @type {HTMLElement} */ (whole.cloneNode(true));
    copy.querySelector(".zoom")?.remove();
    const large = /** @type {HTMLImageElement} */ (copy.querySelector("img"));
    const [width, height] = [Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))];
    const fitting = Math.min((innerWidth * 0.94) / width, (innerHeight * 0.9) / height);
    large.width = Math.max(width, fitting * width, innerWidth < 600 ? picture.clientWidth * 1.8 : 0);
    large.sizes = "200vw";
    large.removeAttribute("height");
    const close = build("button", { type: "button", class: "close", "aria-label": words.close ?? "" }, "×");
    const box = build("div", { tabindex: "0", role: "group", "aria-label": picture.alt }, copy);
    const dialog = /** @type {HTMLDialogElement} */ (build("dialog", { class: "zoomed", "aria-label": label }, close, box));
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog || target === close) dialog.close();
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  });
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

// What others read most, from the service.
/** @type {(section: HTMLElement) => Promise<void>} */
const addPopular = async (section) => {
  const answer = await fetch(section.dataset.popular ?? "").catch(() => null);
  if (!answer?.ok) return;
  const list = /** @type {Element} */ (section.querySelector("ul"));
  /** @type {{articles: {title: string, url: string, summary: string, view_count: number}[]}} */
  const { articles } = await answer.json();
  for (const article of articles.filter((one) => one.view_count > 0)) {
    list.append(build("li", {}, build("a", { href: article.url }, article.title), build("p", {}, article.summary)));
  }
  section.hidden = !list.children.length;
};
each("[data-popular]", addPopular);
