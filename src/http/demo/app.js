// Obra, a small app for builders: its frame, its router, and who is signed in.
import { addressed, el, files, icon, link, page, state, t } from "./build.js";
import * as help from "./help.js";
import "./icons.js";
import { changeOrders, estimate, estimates, invoices, purchaseOrders } from "./money.js";
import { dashboard, settings } from "./office.js";
import { dailyLogs, schedule, time } from "./site.js";

const base = document.body.dataset.demo ?? "";
const canSign = document.body.dataset.signs === "yes";

// Ways to show the app stay in the address: `router=hash`, `hostile`, `across` and `for=SECONDS`.
const asked = new URLSearchParams(location.search);
const flags = ["hostile", "across", "for"].filter((name) => asked.has(name));
const isHash = asked.get("router") === "hash";

/** @param {string} path */
const address = (path, hashed = isHash) => {
  const [place, own = ""] = path.split("?");
  const query = new URLSearchParams(hashed ? "" : own);
  for (const name of flags) query.set(name, asked.get(name) ?? "");
  if (hashed) query.set("router", "hash");
  const tail = query.size ? `?${query}`.replace(/=(?=&|$)/g, "") : "";
  return hashed ? `${base}/${tail}#${path}` : `${base}${place}${tail}`;
};
addressed(address);

/** The screen of the address. */
const where = () => {
  const text = isHash ? location.hash.slice(1) || "/" : location.pathname.slice(base.length) + location.search;
  const url = new URL(text || "/", "http://app");
  return { path: url.pathname.replace(/(.)\/$/, "$1"), tab: url.searchParams.get("tab") ?? "team" };
};

/** @type {Record<string, [string, string, string]>} */
const PEOPLE = {
  owner: ["Ana Robles", "Owner", "Dueña"],
  pm: ["Marta Ortiz", "Project manager", "Gerente de proyecto"],
  field: ["Luis Herrera", "Field", "Campo"],
  admin: ["Tom Becker", "Office admin", "Administración"],
  small: ["Nora Vidal", "Owner, Starter plan", "Dueña, plan Starter"],
};

// What is chosen holds for the next visit. `?as=` and `?lang=` choose, and leave the address.
const KEY = "obra-demo";
const remembered = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
};
const remember = () => {
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // The next visit begins anew.
  }
};
const begin = () => {
  const known = remembered();
  const language = asked.get("lang") ?? known.language ?? navigator.language.slice(0, 2);
  const person = asked.get("as") ?? known.person ?? "";
  state.language = language === "es" ? "es" : "en";
  state.person = canSign && Object.hasOwn(PEOPLE, person) ? person : "";
  remember();
  if (asked.has("as") || asked.has("lang")) {
    const { path, tab } = where();
    history.replaceState(null, "", address(path === "/settings" ? `${path}?tab=${tab}` : path));
  }
};

const MENU = () => /** @type {[string, string, string][]} */ ([
  ["/", "home", t("Home", "Inicio")],
  ["/estimates", "estimates", t("Estimates", "Presupuestos")],
  ["/schedule", "schedule", t("Schedule", "Programa de obra")],
  ["/daily-logs", "logs", t("Daily logs", "Reportes diarios")],
  ["/time", "time", t("Time", "Horas")],
  ["/change-orders", "changes", t("Change orders", "Órdenes de cambio")],
  ["/purchase-orders", "orders", t("Purchase orders", "Órdenes de compra")],
  ["/invoices", "invoices", t("Invoices", "Facturas")],
  ["/settings?tab=team", "settings", t("Settings", "Configuración")],
]);

const missing = () => page(t("Nothing here", "Aquí no hay nada"), t("This screen is not part of the demo.", "Esta pantalla no es parte de la demostración."), [link("/", { class: "button primary" }, t("To the first screen", "Ir al inicio"))]);

const screen = () => {
  const { path, tab } = where();
  const name = PEOPLE[state.person]?.[0].split(" ")[0] ?? "";
  /** @type {Record<string, () => HTMLElement>} */
  const screens = {
    "/": () => dashboard(name), "/estimates": estimates, "/schedule": schedule, "/daily-logs": dailyLogs, "/time": time,
    "/change-orders": changeOrders, "/purchase-orders": purchaseOrders, "/invoices": invoices, "/settings": () => settings(tab),
  };
  const number = /^\/estimates\/(\d+)$/.exec(path)?.[1];
  return number ? estimate(number) : Object.hasOwn(screens, path) ? screens[path]() : missing();
};

const main = el("main", { id: "main", tabindex: -1 });
const app = el("div", { id: "app" });
let isOpen = false;

/** @param {boolean} open */
const menu = (open) => {
  isOpen = open;
  app.toggleAttribute("data-menu", open);
  app.querySelector(".menu")?.setAttribute("aria-expanded", `${open}`);
};

const account = () => {
  const choose = el("select", {
    id: "person",
    "aria-label": t("Signed in as", "Sesión de"),
    disabled: !canSign,
    onchange: (event) => {
      state.person = event.target.value;
      remember();
      help.signedIn();
      draw();
      document.getElementById("person")?.focus();
    },
  }, el("option", { value: "" }, canSign ? t("Not signed in", "Sin sesión") : t("Cannot sign in here: public keys only", "Aquí no hay sesiones: solo claves públicas")),
  ...Object.entries(PEOPLE).map(([key, [name, en, es]]) => el("option", { value: key, selected: key === state.person }, `${name} · ${t(en, es)}`)));
  const letters = PEOPLE[state.person]?.[0].split(" ").map((word) => word[0]).join("") ?? "–";
  return el("div", { class: "account" }, el("span", { class: "avatar", "aria-hidden": true }, letters), choose);
};

const languages = () => el("div", { class: "languages", role: "group", "aria-label": t("Language", "Idioma") }, ...[["en", "EN", "English"], ["es", "ES", "Español"]].map(([code, short, name]) =>
  el("button", {
    type: "button",
    lang: code,
    "aria-label": `${short}, ${name}`,
    "aria-pressed": `${code === state.language}`,
    onclick: () => {
      state.language = code;
      remember();
      draw();
      help.spoken();
      /** @type {HTMLElement | null} */ (app.querySelector(`.languages [lang=${code}]`))?.focus();
    },
  }, short)));

/** Draws all of it: for another language or another person. */
const draw = () => {
  document.documentElement.lang = state.language;
  const { path } = where();
  const away = address(path, !isHash);
  app.replaceChildren(
    el("a", { class: "skip", href: "#main", onclick: (event) => (event.preventDefault(), main.focus()) }, t("Skip to the content", "Ir al contenido")),
    el("div", { class: "veil", onclick: () => menu(false) }),
    el("aside", { class: "side", id: "side" },
      link("/", { class: "brand" }, el("img", { src: `${files()}/obra.svg`, alt: "", width: 32, height: 32 }), "Obra"),
      el("nav", { "aria-label": t("Main menu", "Menú principal") }, el("ul", {}, ...MENU().map(([to, drawn, name]) => el("li", {}, link(to, { "data-path": to.split("?")[0] }, icon(drawn), el("span", {}, name)))))),
      el("div", { class: "ways" }, el("p", {}, t("A demo: nothing is saved.", "Es una demostración: no se guarda nada.")),
        el("a", { href: away }, isHash ? t("Addresses with paths", "Direcciones con rutas") : t("Addresses with #", "Direcciones con #")))),
    el("div", { class: "stage" },
      el("header", { class: "top" },
        el("button", { type: "button", class: "menu plain", "aria-controls": "side", "aria-expanded": "false", "aria-label": t("Menu", "Menú"), onclick: () => menu(!isOpen) }, icon("menu")),
        el("p", { class: "company" }, "Robles & Sons Builders"),
        languages(), account()),
      main),
    el("div", { id: "told", role: "status" }));
  show();
};

/** Draws the screen of the address. */
const show = () => {
  const { path } = where();
  for (const dialog of document.querySelectorAll("dialog.modal")) dialog.remove();
  main.replaceChildren(screen());
  for (const one of app.querySelectorAll(".side nav a")) {
    const section = one.getAttribute("data-path") ?? "";
    const isHere = path === section || (section !== "/" && path.startsWith(`${section}/`));
    if (isHere) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  document.title = `${main.querySelector("h1")?.textContent} · Obra`;
};

const moved = () => {
  menu(false);
  show();
  scrollTo(0, 0);
  main.querySelector("h1")?.focus({ preventScroll: true });
};

addEventListener("click", (event) => {
  const anchor = event.target instanceof Element ? event.target.closest("a[data-link]") : null;
  if (!(anchor instanceof HTMLAnchorElement) || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (isHash) return;
  event.preventDefault();
  if (anchor.href === location.href) return;
  history.pushState(null, "", anchor.href);
  moved();
});
addEventListener("popstate", () => !isHash && moved());
addEventListener("hashchange", () => isHash && moved());
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !isOpen) return;
  menu(false);
  /** @type {HTMLElement | null} */ (app.querySelector(".menu"))?.focus();
});

begin();
document.body.append(app);
draw();
help.start();
