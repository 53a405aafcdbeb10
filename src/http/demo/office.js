// The first screen, and the settings.
import { bar, button, card, chip, choice, el, figure, icon, link, longDate, money, page, primary, state, t, table, word } from "./build.js";

/** @param {string} name */
export const dashboard = (name) => {
  /** @param {string} path @param {string} drawn @param {string} title @param {string} about @param {Node} mark */
  const waiting = (path, drawn, title, about, mark) =>
    el("li", {}, link(path, { class: "waiting" }, el("span", { class: "round" }, icon(drawn)), el("span", {}, el("strong", {}, title), el("small", {}, about)), mark));
  /** @param {string} title @param {string} place @param {number} done @param {string} note */
  const project = (title, place, done, note) =>
    el("li", {}, el("span", {}, el("strong", {}, title), el("small", {}, place)), el("span", { class: "progress" }, bar(title, done), el("small", {}, note)));
  return page(name ? t(`Good morning, ${name}`, `Buenos días, ${name}`) : t("Good morning", "Buenos días"), longDate("2026-11-19"), [
    link("/daily-logs", { class: "button" }, icon("logs"), el("span", {}, t("Daily log", "Reporte diario"))),
    link("/estimates", { class: "button primary" }, icon("plus"), el("span", {}, t("New estimate", "Nuevo presupuesto"))),
  ],
  el("div", { class: "figures" },
    figure(t("Open invoices", "Por cobrar"), money(41160), t("one past due", "una vencida")),
    figure(t("Hours this week", "Horas de la semana"), "110", t("of 160 planned", "de 160 planeadas")),
    figure(t("Waiting for clients", "En manos de clientes"), money(137376), t("2 estimates", "2 presupuestos"))),
  el("div", { class: "split" },
    card(word("home.attention-list", t("Needs attention", "Requiere atención")), {}, el("ul", { class: "list attention" },
      waiting("/invoices", "invoices", t("Pine Court HOA is past due", "Pine Court HOA está vencida"), t("Invoice 103 · $31,700 · 6 days", "Factura 103 · $31,700 · 6 días"), chip("bad", t("Overdue", "Vencida"))),
      waiting("/change-orders", "changes", t("Move the gas line", "Mover la línea de gas"), t("Change order 7 · Garage conversion", "Orden de cambio 7 · Garaje a departamento"), chip("wait", t("Pending", "Pendiente"))),
      waiting("/daily-logs", "logs", t("A daily log to review", "Un reporte diario por revisar"), t("Friday · Luis Herrera", "Viernes · Luis Herrera"), chip("news", t("Review", "Revisar"))),
      waiting("/time", "time", t("Two hours to resolve", "Dos horas por resolver"), t("Dev Patel, Sam Whitaker", "Dev Patel, Sam Whitaker"), chip("wait", t("Marked", "Marcadas"))),
      waiting("/purchase-orders", "orders", t("4 pieces on backorder", "4 piezas por surtir"), t("Order 216 · Ridge Electric Supply", "Orden 216 · Ridge Electric Supply"), chip("quiet", t("Watch", "En vista"))))),
    card(t("Projects", "Proyectos"), {}, el("ul", { class: "list projects" },
      project(t("Garage conversion", "Garaje a departamento"), "118 Alder Street", 43, t("43% · one day late", "43% · un día tarde")),
      project(t("Sunroom", "Terraza cubierta"), "9 Mill Road", 12, t("12% · on time", "12% · a tiempo")),
      project(t("Roof, Pine Court", "Techo, Pine Court"), "Pine Court 1–14", 88, t("88% · on time", "88% · a tiempo")),
      project(t("Deck repair", "Arreglo de terraza"), "77 Linden Street", 0, t("starts Dec 7", "empieza el 7 dic"))))));
};

/** @param {string} tab */
export const settings = (tab) => {
  /** @param {string} name @param {string} title */
  const to = (name, title) => link(`/settings?tab=${name}`, { "aria-current": name === tab ? "page" : null }, title);
  return page(t("Settings", "Configuración"), "Robles & Sons Builders", [],
    el("nav", { class: "tabs", "aria-label": t("Settings", "Configuración") }, to("team", t("Team", "Equipo")), to("time", t("Time", "Horas")), to("company", t("Company", "Empresa"))),
    tab === "time" ? timeSettings() : tab === "company" ? company() : team());
};

const team = () => {
  const roles = [t("Owner", "Dueño"), t("Project manager", "Gerente de proyecto"), t("Office admin", "Administración"), t("Field", "Campo")];
  /** @type {[string, number, string, boolean][]} */
  const people = [["Ana Robles", 0, t("all", "todos"), true], ["Marta Ortiz", 1, "3", true], ["Tom Becker", 2, t("all", "todos"), false], ["Luis Herrera", 3, "2", false], ["Rosa Jiménez", 3, "1", false]];
  return el("div", { class: "split" },
    card(null, { class: "flush" },
      el("div", { class: "bar-of-tools" }, primary(t("Invite people", "Invitar personas"), { icon: "plus", tour: "team-invite" })),
      table(t("Team", "Equipo"), [t("Person", "Persona"), ["", el("span", { tour: "team-role" }, word("team.role", t("Role", "Rol")))], ["-", el("span", { tour: "team-projects" }, t("Projects", "Proyectos"))], ["-", word("team.two-step", t("Two-step", "Dos pasos"))]],
        people.map(([name, role, projects, safe]) => {
          const chosen = choice(roles, { "aria-label": `${t("Role of", "Rol de")} ${name}` });
          chosen.selectedIndex = role;
          return [name, chosen, projects, safe ? chip("good", t("On", "Activa")) : chip("quiet", t("Off", "Inactiva"))];
        }))),
    el("div", {},
      card("Luis Herrera", {},
        el("p", { class: "about" }, t("Stands in for Marta until November 30.", "Cubre a Marta hasta el 30 de noviembre.")),
        el("p", {}, word("team.permission-exception", t("Exception", "Excepción")), " ", chip("news", t("May approve hours", "Puede aprobar horas"))),
        el("div", { class: "foot" },
          button(t("Add exception", "Agregar excepción"), { icon: "plus", tour: "team-add-exception" }),
          button(t("Deactivate", "Desactivar"), { tour: "team-deactivate" }))),
      card(t("Security", "Seguridad"), {},
        el("label", { class: "check", tour: "require-two-step" }, el("input", { type: "checkbox", checked: true }), el("span", {}, t("Require two-step sign-in from owners and managers", "Exigir la verificación en dos pasos a dueños y gerentes"))),
        el("p", { class: "note" }, "7 ", word("team.session", t("sessions", "sesiones")), t(" are open.", " están abiertas.")))));
};

const timeSettings = () => card(t("How hours are counted", "Cómo se cuentan las horas"), {},
  el("div", { class: "fields" },
    labelled(word("time.rounding", t("Rounding", "Redondeo")), [t("Nearest 15 minutes", "A los 15 minutos más cercanos"), t("Nearest 5 minutes", "A los 5 minutos más cercanos")]),
    labelled(word("time.overtime", t("Overtime", "Horas extra")), [t("Above 40 hours a week", "Arriba de 40 horas por semana"), t("Above 8 hours a day", "Arriba de 8 horas al día")]),
    labelled(word("time.break", t("Break", "Descanso")), [t("Not paid", "No se paga"), t("Paid", "Se paga")]),
    labelled(word("time.location-check", t("Location check", "Verificación de ubicación")), [t("On", "Activa"), t("Off", "Inactiva")])));

const company = () => card("Robles & Sons Builders", {},
  el("div", { class: "fields" },
    labelled(t("Currency", "Moneda"), ["USD"]),
    labelled(t("First day of the week", "Primer día de la semana"), [t("Monday", "Lunes"), t("Sunday", "Domingo")])),
  el("p", { class: "note" }, state.person === "small" ? t("Starter plan", "Plan Starter") : t("Business plan", "Plan Business")));

/** @param {Node | string} name @param {string[]} options */
const labelled = (name, options) => {
  const control = choice(options);
  return el("label", { class: "field" }, el("span", { class: "label" }, name), control);
};
