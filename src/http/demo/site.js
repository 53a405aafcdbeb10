// Screens of the people on site: schedule, daily logs, time.
import { bar, button, card, chip, choice, date, el, facts, field, files, icon, input, longDate, page, primary, t, table, word } from "./build.js";

// Name, first working day from November 9, days (0: a milestone), who, state.
/** @type {[string, string, number, number, string, string][]} */
const TASKS = [
  ["Demolition", "Demolición", 0, 3, "Luis", "done"],
  ["Rough plumbing and electric", "Plomería y electricidad ocultas", 3, 5, "Ridge", "done"],
  ["Inspection passed", "Inspección aprobada", 8, 0, "", "done"],
  ["Drywall and paint", "Tablarroca y pintura", 9, 5, "Luis", "now"],
  ["Floor tile", "Piso", 14, 4, "Northside", ""],
  ["Cabinets", "Gabinetes", 18, 4, "Harbor", "late"],
  ["Ready for countertop", "Lista para cubierta", 22, 0, "", ""],
  ["Countertop and backsplash", "Cubierta y salpicadero", 23, 3, "Northside", ""],
  ["Punch list", "Detalles finales", 26, 2, "Luis", ""],
  ["Keys", "Entrega de llaves", 28, 0, "", ""],
];
const WEEKS = ["2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"];

export const schedule = () => {
  const chart = el("div", { class: "gantt", role: "region", tabindex: 0, "aria-label": t("Schedule", "Programa de obra") },
    el("div", { class: "scale" }, el("span", {}, t("Task", "Actividad")), ...WEEKS.map((week) => el("span", {}, date(week)))),
    ...TASKS.map(([en, es, from, days, who, state], at) =>
      el("div", { class: `task ${at === 3 ? "chosen" : ""}` },
        el("span", { class: "name" }, t(en, es)),
        el("span", { class: "lane" }, el("span", { class: `span ${state} ${days ? "" : "milestone"}`, "--from": from + 1, "--days": Math.max(days, 1) },
          days ? el("span", {}, who) : el("span", { class: "unseen" }, t("Milestone", "Hito")))))));
  return page(t("Schedule", "Programa de obra"), t("Garage conversion · finish on December 17", "Garaje a departamento · termina el 17 de diciembre"), [
    button(t("Set baseline", "Fijar programa base"), { icon: "flag", tour: "schedule-set-baseline" }),
    button(t("Publish", "Publicar"), { icon: "send", tour: "schedule-publish", done: t("Everyone has the new dates", "Todos tienen las fechas nuevas") }),
    primary(t("New task", "Nueva actividad"), { icon: "plus", tour: "schedule-new-task", done: t("A task was added", "Se agregó una actividad") }),
  ],
  card(null, { class: "flush" },
    el("div", { class: "bar-of-tools" },
      button(t("Link tasks", "Enlazar actividades"), { icon: "chain", tour: "schedule-link-tasks" }),
      button(t("Add milestone", "Agregar hito"), { icon: "flag", tour: "schedule-add-milestone" }),
      el("button", { class: "button", type: "button", tour: "schedule-look-ahead", term: "schedule.look-ahead" }, icon("eye"), el("span", {}, t("Look-ahead", "Próximas semanas")))),
    chart,
    el("p", { class: "legend" }, el("span", { class: "dot done" }), t("Done", "Terminada"), el("span", { class: "dot now" }), t("Under way", "En curso"), el("span", { class: "dot late" }), t("Behind the", "Atrás del"), " ", word("schedule.baseline", t("baseline", "programa base")), el("span", { class: "dot milestone" }), word("schedule.milestone", t("Milestone", "Hito")))),
  el("div", { class: "thirds" },
    card(t("Drywall and paint", "Tablarroca y pintura"), {},
      field(t("Assigned to", "Asignada a"), choice([t("Luis's crew", "Cuadrilla de Luis"), "Marta Ortiz", "Northside Tile"]), { tour: "schedule-assigned-to" }),
      facts([
        [word("schedule.predecessor", t("Predecessor", "Actividad previa")), t("Inspection passed", "Inspección aprobada")],
        [t("Working days", "Días laborables"), 5],
        [word("schedule.float", t("Float", "Holgura")), t("2 days", "2 días")],
      ])),
    card(t("Next on site", "Lo que sigue en obra"), {}, el("ul", { class: "list" },
      line(t("Tile delivery, Northside", "Entrega de loseta, Northside"), date("2026-11-24")),
      line(t("Crew off for Thanksgiving", "Descanso de la cuadrilla"), date("2026-11-26")),
      line(t("Cabinet delivery, Harbor", "Entrega de gabinetes, Harbor"), date("2026-12-02")))),
    card(t("Progress", "Avance"), {}, el("p", { class: "big" }, "43%"), bar(t("Progress", "Avance"), 43), el("p", { class: "note" }, t("One day behind the baseline", "Un día atrás del programa base")))));
};

/** @param {string} name @param {string} note */
const line = (name, note) => el("li", {}, el("span", {}, name), el("small", {}, note));
/** @param {string} name @param {string} text */
const photo = (name, text) => el("img", { src: `${files()}/${name}.svg`, alt: text, width: 160, height: 120 });

export const dailyLogs = () => {
  /** @param {string} day @param {string} text @param {string} hours @param {...Node} more */
  const log = (day, text, hours, ...more) => el("li", {}, el("span", {}, el("strong", {}, longDate(day)), el("span", {}, text), el("small", {}, hours)), ...more);
  return page(t("Daily logs", "Reportes diarios"), t("Garage conversion · 118 Alder Street", "Garaje a departamento · 118 Alder Street"), [
    button(t("Copy yesterday", "Copiar el de ayer"), { icon: "copy", tour: "daily-log-copy", done: t("Crew and equipment were copied", "Se copiaron cuadrilla y equipo") }),
    primary(t("New daily log", "Nuevo reporte diario"), { icon: "plus", tour: "new-daily-log" }),
  ],
  el("div", { class: "split" },
    card(longDate("2026-11-18"), {},
      facts([
        [word("daily-log.weather", t("Weather", "Clima")), el("span", { class: "paired" }, icon("sun"), t("Clear, 54 °F, wind 6 mph", "Despejado, 12 °C, viento 10 km/h"))],
        [word("daily-log.crew-hours", t("Crew hours", "Horas de cuadrilla")), t("33.5 h · 4 people", "33.5 h · 4 personas")],
      ]),
      field(t("Work done", "Trabajo hecho"), el("textarea", { rows: 4 }, t("Kitchen: drywall hung on the north and east walls, first coat of mud.\nHall: outlets moved, boxes set.", "Cocina: tablarroca en muros norte y este, primera mano de pasta.\nPasillo: contactos movidos, cajas puestas.")), { tour: "daily-log-work-done" }),
      el("div", { class: "field", tour: "daily-log-photos" },
        el("p", { class: "label" }, t("Photos", "Fotos")),
        el("div", { class: "photos" }, photo("framing", t("North wall with studs", "Muro norte con montantes")), photo("kitchen", t("Kitchen, wide shot", "Cocina, toma abierta")),
          el("button", { type: "button", class: "add" }, icon("camera"), el("span", {}, t("Add photos", "Agregar fotos"))))),
      el("div", { class: "fields", tour: "daily-log-delay" },
        field(word("daily-log.delay", t("Delay", "Retraso")), input("1.5", { inputmode: "decimal" })),
        field(t("Cause", "Causa"), choice([t("Late delivery", "Entrega tarde"), t("Weather", "Clima"), t("Waiting for an answer", "En espera de respuesta")]))),
      el("div", { class: "foot" },
        el("button", { class: "button", type: "button", term: "daily-log.incident" }, t("Report an incident", "Reportar un incidente")),
        primary(t("Sign and submit", "Firmar y enviar"), { icon: "send", tour: "daily-log-submit", done: t("Sent to Marta Ortiz", "Enviado a Marta Ortiz") }))),
    card(t("Earlier", "Anteriores"), {}, el("ul", { class: "list logs" },
      log("2026-11-17", t("Rough inspection passed at 10:40.", "Inspección de ocultos aprobada a las 10:40."), t("34.5 h · signed by Luis Herrera", "34.5 h · firmado por Luis Herrera"), chip("good", t("Reviewed", "Revisado"))),
      log("2026-11-16", t("Island boxes set, panel labeled.", "Cajas de la isla puestas, tablero rotulado."), t("24 h · signed by Luis Herrera", "24 h · firmado por Luis Herrera"), chip("good", t("Reviewed", "Revisado"))),
      log("2026-11-13", t("Slab patched at the old drain.", "Losa resanada en el desagüe viejo."), t("18 h · 2 h of rain", "18 h · 2 h de lluvia"), chip("wait", t("To review", "Por revisar")))),
      el("div", { class: "photos" }, photo("concrete", t("Patched slab", "Losa resanada")), photo("framing", t("Wall before drywall", "Muro antes de la tablarroca"))))));
};

export const time = () => {
  /** @type {[string, number[], string][]} */
  const crew = [["Luis Herrera", [8, 8.5, 8, 4.5], ""], ["Rosa Jiménez", [8, 8, 8, 4.5], ""], ["Dev Patel", [8, 10, 9.5, 4.5], "over"], ["Sam Whitaker", [0, 8, 8, 4.5], "far"]];
  const days = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"];
  const clock = button(t("Start break", "Iniciar descanso"), { icon: "cup", tour: "time-break", onclick: () => {
    const name = clock.querySelector("span");
    const on = t("Start break", "Iniciar descanso");
    if (name) name.textContent = name.textContent === on ? t("End break", "Terminar descanso") : on;
  } });
  return page(t("Time", "Horas"), t("Week of November 16 · 4 people on site", "Semana del 16 de noviembre · 4 personas en obra"), [
    button(t("Crew clock", "Reloj de cuadrilla"), { icon: "people", tour: "time-crew-clock" }),
    primary(t("Approve week", "Aprobar semana"), { icon: "lock", tour: "time-approve-week", done: t("1 day is still marked", "Falta resolver 1 día") }),
  ],
  el("div", { class: "split" },
    el("div", {},
      card(t("Crew this week", "La cuadrilla esta semana"), { class: "flush" }, table(t("Hours", "Horas"), [t("Person", "Persona"), ...days.map((day) => `->${date(day, { weekday: "short", day: "numeric" })}`), ">" + t("Total", "Total"), t("Status", "Estado")],
        crew.map(([name, hours, mark]) => [name, ...hours.map((one) => (one ? one.toFixed(1) : "–")), el("strong", {}, hours.reduce((sum, one) => sum + one, 0).toFixed(1)),
          mark === "over" ? el("span", { class: "chip wait", term: "time.overtime" }, t("Overtime", "Horas extra")) : mark === "far" ? el("span", { class: "chip bad", term: "time.location-check" }, t("Location", "Ubicación")) : chip("good", "OK")]))),
      card(t("My week", "Mi semana"), { tour: "time-my-week" },
        el("ul", { class: "list" }, ...days.map((day, at) => line(longDate(day), `${crew[0][1][at].toFixed(1)} h`))),
        el("p", { class: "note" }, word("time.rounding", t("Rounding", "Redondeo")), t(": nearest 15 minutes", ": a los 15 minutos más cercanos")),
        el("div", { class: "foot" }, button(t("Request correction", "Pedir corrección"))))),
    el("div", {},
      card(t("Your clock", "Tu reloj"), { class: "clock" },
        el("p", { class: "big" }, "11:32"),
        field(t("Project", "Proyecto"), choice([t("Garage conversion", "Garaje a departamento"), t("Sunroom", "Terraza cubierta")])),
        field(t("Task", "Actividad"), choice([t("Drywall and paint", "Tablarroca y pintura"), t("Demolition", "Demolición"), t("Clean-up", "Limpieza")])),
        el("div", { class: "foot" },
          primary(t("Clock in", "Registrar entrada"), { icon: "play", tour: "time-clock-in", done: t("You are on the clock", "Ya estás en turno") }), clock,
          button(t("Switch task", "Cambiar de actividad"), { icon: "changes", tour: "time-switch-task" })),
        el("p", { class: "note" }, t("A ", "Un "), word("time.break", t("break", "descanso")), t(" of 30 minutes is not paid.", " de 30 minutos no se paga."))),
      card(t("To resolve", "Por resolver"), {}, el("ul", { class: "list" },
        line(t("Dev Patel, 10 h on Tuesday", "Dev Patel, 10 h el martes"), t("overtime", "horas extra")),
        line(t("Sam Whitaker, 2,300 ft away", "Sam Whitaker, a 700 m de la obra"), t("location", "ubicación")))))));
};
