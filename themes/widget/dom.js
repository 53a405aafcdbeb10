// Nodes by hand: nothing in the widget is made of markup by the browser.

/**
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {Record<string, any>} [attributes] an attribute that is absent, false or an empty text (but of a picture) stays away; functions are listeners
 * @param {...(Node | string | false | undefined)} children
 * @returns {HTMLElementTagNameMap[N]}
 */
export const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value || value === 0 || key === "alt") element.setAttribute(key, value === true ? "" : value);
  }
  fill(element, ...children);
  return element;
};

// Replaces what is in an element.
/** @param {Element} element @param {...(Node | string | false | undefined)} children */
export const fill = (element, ...children) => element.replaceChildren(...children.map((child) => child || ""));

/** @param {string} name @returns {Element} */
export const drawn = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);

const PATHS = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  search: "M16 16l4 4M10.5 17a6.5 6.5 0 100-13 6.5 6.5 0 000 13z",
  out: "M8 8h8v8M16 8L7 17",
  film: "M9 7l8 5-8 5z",
  tour: "M12 21a9 9 0 100-18 9 9 0 000 18zM15.5 8.5l-2 5-5 2 2-5z",
  yes: "M7 11v9H4v-9zM7 11l4-7c2 0 2.5 1.5 2 3l-.7 3H18c1.5 0 2.3 1 2 2.5l-1.3 5.5c-.3 1.3-1 2-2.2 2H7",
};

/** @param {keyof typeof PATHS} name */
export const icon = (name) => {
  const svg = drawn("svg");
  const path = drawn("path");
  svg.setAttribute("class", `icon ${name}`);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
};

// What only readers of the screen need to be told.
/** @param {string} text */
export const spoken = (text) => make("span", { class: "spoken" }, ` ${text}`);

// Late: long enough to be noticed. Slow: long enough to be wondered about.
/** @template T @param {Promise<T>} promise @param {() => void} late @param {() => void} slow */
export const patient = (promise, late, slow) => {
  const timers = [setTimeout(late, 150), setTimeout(slow, 1000)];
  return promise.finally(() => timers.forEach((timer) => clearTimeout(timer)));
};
