// Screens about money: estimates, change orders, purchase orders, invoices.
import { bar, button, card, chip, choice, date, el, facts, field, figure, icon, input, link, money, page, primary, t, table, tell, word } from "./build.js";

const statuses = () => ({
  draft: chip("quiet", t("Draft", "Borrador")),
  sent: chip("wait", t("Sent", "Enviado")),
  approved: chip("good", t("Approved", "Aprobado")),
  changes: chip("news", t("Changes asked", "Con cambios")),
  expired: chip("bad", t("Expired", "Vencido")),
});

const ESTIMATES = /** @type {const} */ ([
  [42, "Kitchen remodel", "Remodelación de cocina", "Priya Nair", 44126, 18, "sent", "2026-12-10"],
  [41, "Garage conversion", "Garaje a departamento", "Elena Delgado", 71450, 18, "approved", "2026-11-30"],
  [40, "Deck and pergola", "Terraza y pérgola", "Marcus Chen", 18920, 21, "draft", "2026-12-18"],
  [39, "Roof, Pine Court", "Techo, Pine Court", "Pine Court HOA", 126800, 15, "approved", "2026-11-27"],
  [38, "Café fit-out", "Local para cafetería", "Bean & Barrel", 93250, 17, "changes", "2026-12-04"],
  [37, "Upstairs bathroom", "Baño de arriba", "Ada Okafor", 22640, 20, "expired", "2026-11-06"],
]);

/** The app's own modal. */
const newEstimate = () => {
  const name = input("", { required: true, autofocus: true, placeholder: t("Kitchen remodel", "Remodelación de cocina") });
  const dialog = el("dialog", { class: "modal", "aria-labelledby": "new-estimate-title", onclose: () => dialog.remove() },
    el("form", { method: "dialog" },
      el("div", { class: "head" }, el("h2", { id: "new-estimate-title" }, t("New estimate", "Nuevo presupuesto")),
        el("button", { class: "plain", type: "button", "aria-label": t("Close", "Cerrar"), onclick: () => dialog.close() }, icon("close"))),
      field(t("Project", "Proyecto"), name),
      field(t("Client", "Cliente"), choice(["Priya Nair", "Elena Delgado", "Marcus Chen", "Ada Okafor", t("New client…", "Cliente nuevo…")])),
      field(word("estimate.valid-until", t("Valid until", "Vigencia")), input("2026-12-19", { type: "date" })),
      field(t("Start from", "Empezar con"), choice([t("An empty estimate", "Un presupuesto vacío"), t("Kitchen remodel (42)", "Remodelación de cocina (42)"), t("Import a takeoff", "Importar una cuantificación")])),
      el("div", { class: "actions" },
        button(t("Cancel", "Cancelar"), { onclick: () => dialog.close() }),
        el("button", { class: "button primary", type: "submit" }, t("Create estimate", "Crear presupuesto")))));
  dialog.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
    tell(t("Estimate 43 was created", "Se creó el presupuesto 43"));
  });
  document.body.append(dialog);
  dialog.showModal();
};

const create = (/** @type {object} */ more = {}) =>
  primary(t("New estimate", "Nuevo presupuesto"), { icon: "plus", tour: "new-estimate", onclick: newEstimate, ...more });

export const estimates = () =>
  page(t("Estimates", "Presupuestos"), t("Six in the last 30 days, two of them approved", "Seis en los últimos 30 días, dos aprobados"), [create()],
    el("div", { class: "figures" },
      figure(t("Waiting for clients", "En manos de clientes"), money(137376), t("2 estimates", "2 presupuestos")),
      figure(t("Approved this month", "Aprobado este mes"), money(198250), t("up 12% on October", "12% más que en octubre")),
      figure(t("Approval rate", "Se aprueban"), "64%", t("of those sent this year", "de los enviados este año"))),
    card(null, { class: "flush" }, table(t("Estimates", "Presupuestos"), [
      "-" + t("No.", "Núm."), t("Project", "Proyecto"), "-" + t("Client", "Cliente"), t("Status", "Estado"),
      ["->", word("estimate.margin", t("Margin", "Margen"))], ["-", word("estimate.valid-until", t("Valid until", "Vigencia"))], ">" + t("Total", "Total"),
    ], ESTIMATES.map(([number, en, es, client, total, margin, status, until]) =>
      [number, link(`/estimates/${number}`, { class: "row" }, t(en, es)), client, statuses()[status], `${margin}%`, date(until), money(total)]))));

// Cost code, name, quantity, unit, unit cost, what is special about it.
/** @type {[string, string, [string, string, string, number, string, number, string?][]][]} */
const SECTIONS = [
  ["Demolition", "Demolición", [
    ["02-110", "Remove cabinets, tile and flooring", "Retirar gabinetes, azulejo y piso", 1, "lot|lote", 2350],
    ["02-190", "Haul-off and dump fees", "Acarreo y tiro de escombro", 2, "load|viaje", 480],
  ]],
  ["Cabinets and counters", "Gabinetes y cubiertas", [
    ["12-310", "Base and wall cabinets, shaker, painted", "Gabinetes bajos y altos, tipo shaker", 22, "ft|pie", 612],
    ["12-360", "Quartz countertop, 3 cm", "Cubierta de cuarzo, 3 cm", 54, "sq ft|pie²", 94],
  ]],
  ["Floor and walls", "Piso y muros", [
    ["09-300", "Porcelain tile floor, set and grouted", "Piso de porcelanato, colocado y con junta", 186, "sq ft|pie²", 21.5, "assembly"],
    ["09-310", "Backsplash tile, client to choose", "Azulejo de salpicadero, por elegir", 1, "lot|lote", 1250, "allowance"],
  ]],
  ["Electrical and plumbing", "Electricidad y plomería", [
    ["26-100", "Rough-in, fixtures and trim", "Ocultos, muebles y acabados", 1, "lot|lote", 8200],
    ["26-510", "Under-cabinet lighting", "Luz bajo gabinetes", 6, "pc|pza", 145, "option"],
  ]],
];

export const estimate = (/** @type {string} */ number) => {
  const known = ESTIMATES.find((one) => `${one[0]}` === number) ?? ESTIMATES[0];
  const [shown, en, es, client, , , status, until] = known;
  const lines = SECTIONS.flatMap(([, , all]) => all);
  const cost = lines.reduce((sum, [, , , quantity, , unit]) => sum + quantity * unit, 0);
  const panel = el("div", { class: "drawer" });
  const marks = { assembly: word("estimate.assembly", t("Assembly", "Paquete")), allowance: word("estimate.allowance", t("Allowance", "Monto provisional")), option: word("estimate.option", t("Option", "Opción")) };

  /** Comes when it is asked for, with words that the page did not have before. @param {HTMLElement} opener */
  const details = (opener) => {
    const close = () => (panel.replaceChildren(), opener.focus());
    const head = el("h2", { tabindex: -1 }, t("Porcelain tile floor", "Piso de porcelanato"));
    panel.replaceChildren(el("section", { class: "card details" },
      el("div", { class: "head" }, head, el("button", { class: "plain", type: "button", "aria-label": t("Close", "Cerrar"), onclick: close }, icon("close"))),
      facts([
        [word("estimate.assembly", t("Assembly", "Paquete")), t("Tiled floor, 12 × 24", "Piso de 30 × 60")],
        [word("estimate.cost-type", t("Cost type", "Tipo de costo")), t("Materials and labor", "Materiales y mano de obra")],
        [t("Tile, thinset, grout", "Loseta, adhesivo y junta"), `${money(12.1)} / ${t("sq ft", "pie²")}`],
        [t("Labor, 0.14 h", "Mano de obra, 0.14 h"), `${money(9.4)} / ${t("sq ft", "pie²")}`],
      ])));
    head.focus();
  };

  const percent = input("22", { type: "number", min: 0, max: 99, inputmode: "numeric" });
  const price = el("strong", {});
  const margin = el("strong", {});
  const count = () => {
    const rate = Number(percent.value) / 100;
    price.textContent = money(Math.round(cost * (1 + rate)));
    margin.textContent = `${((100 * rate) / (1 + rate)).toFixed(1)}%`;
  };
  percent.addEventListener("input", count);
  count();

  return page(t(en, es), el("span", {}, `${t("Estimate", "Presupuesto")} ${shown} · ${client} · `, word("estimate.valid-until", t("valid until", "vigencia")), ` ${date(until)}`), [
    create({ class: "button", icon: "plus" }),
    button(t("Preview", "Vista previa"), { icon: "eye" }),
    primary(t("Send for approval", "Enviar a aprobación"), { icon: "send", tour: "estimate-send", done: t(`Sent to ${client}`, `Enviado a ${client}`) }),
  ],
  el("div", { class: "split" },
    el("div", {},
      card(null, { class: "flush" },
        table(t("Lines", "Conceptos"), [
          ["-", word("estimate.cost-code", t("Code", "Código"))], t("Description", "Descripción"), ">" + t("Qty", "Cant."), "-" + t("Unit", "Unidad"),
          ["->", word("estimate.unit-cost", t("Unit cost", "Costo unitario"))], ">" + t("Cost", "Costo"),
        ], SECTIONS.flatMap(([en, es, all]) => [
          ["", el("strong", { class: "section" }, t(en, es)), "", "", "", el("strong", {}, money(all.reduce((sum, one) => sum + one[3] * one[5], 0)))],
          ...all.map(([code, en, es, quantity, unit, each, mark]) => [
            code,
            el("span", {}, t(en, es), mark ? " " : null, mark ? el("small", { class: "mark" }, marks[/** @type {"option"} */ (mark)]) : null,
              mark === "assembly" ? " " : null,
              mark === "assembly" ? el("button", { class: "inline", type: "button", onclick: (event) => details(event.currentTarget) }, t("Details", "Detalles")) : null),
            quantity, t(.../** @type {[string, string]} */ (unit.split("|"))), money(each), money(quantity * each),
          ]),
        ])),
        el("div", { class: "foot" },
          button(t("Add line", "Agregar concepto"), { icon: "plus", tour: "estimate-add-line", done: t("An empty line was added", "Se agregó un concepto vacío") }),
          button(t("From the catalog", "Del catálogo")))),
      panel),
    el("div", {},
      card(t("Price", "Precio"), {},
        facts([
          [t("Cost", "Costo"), money(cost)],
          [el("span", { class: "paired" }, word("estimate.markup", t("Markup", "Utilidad sobre costo"))), el("span", { class: "percent", tour: "estimate-markup" }, labelled(percent, t("Markup in percent", "Utilidad en porcentaje")), "%")],
          [word("estimate.margin", t("Margin", "Margen")), margin],
        ]),
        el("p", { class: "total" }, t("Total", "Total"), price)),
      card(t("Payment schedule", "Etapas de pago"), { tour: "estimate-payment-schedule" },
        facts([
          [word("invoice.deposit", t("Deposit", "Anticipo")), "20%"],
          [t("Rough-in done", "Ocultos terminados"), "30%"],
          [t("Cabinets set", "Gabinetes instalados"), "35%"],
          [t("Handover", "Entrega"), "15%"],
        ])),
      card(t("Status", "Estado"), {}, el("p", {}, statuses()[status], " ", status === "sent" ? t("opened twice, last yesterday", "lo abrió dos veces, la última ayer") : "")))));
};

/** @param {HTMLElement} control @param {string} name */
const labelled = (control, name) => (control.setAttribute("aria-label", name), control);

export const changeOrders = () => {
  /** @type {[number, string, number, number][]} */
  const log = [
    [6, t("Add an outlet on the island", "Contacto extra en la isla"), 0, 420],
    [5, t("Water damage under the sink", "Daño de agua bajo la tarja"), 2, 1860],
    [4, t("Keep the pantry door", "Se queda la puerta de la alacena"), -1, -310],
  ];
  return page(t("Change orders", "Órdenes de cambio"), t("Garage conversion · 118 Alder Street", "Garaje a departamento · 118 Alder Street"), [
    primary(t("New change order", "Nueva orden de cambio"), { icon: "plus", tour: "new-change-order", done: t("Change order 8 was created", "Se creó la orden de cambio 8") }),
  ],
  el("div", { class: "figures" },
    figure(t("Original contract", "Contrato original"), money(71450), t("approved Oct 28", "aprobado el 28 oct")),
    figure(t("Approved changes", "Cambios aprobados"), money(1970), t("3 change orders", "3 órdenes de cambio")),
    el("div", { class: "figure" }, el("p", { class: "label" }, word("change-order.revised-contract", t("Revised contract", "Contrato actualizado"))), el("p", { class: "value" }, money(73420)), el("p", { class: "note" }, t("1 more is pending", "falta 1 por aprobar")))),
  el("div", { class: "split" },
    card(t("7 · Move the gas line", "7 · Mover la línea de gas"), {},
      el("div", { class: "fields" },
        field(word("change-order.reason", t("Reason", "Motivo")), choice([t("Hidden condition", "Condición oculta"), t("Client request", "Petición del cliente"), t("Design error", "Error de diseño"), t("Code requirement", "Exigencia del reglamento")]), { tour: "change-order-reason" }),
        field(word("change-order.schedule-impact", t("Schedule impact", "Días de impacto")), input("2", { type: "number", inputmode: "numeric" }), { tour: "change-order-schedule-impact" })),
      table(t("Lines", "Conceptos"), [t("Line", "Concepto"), "-" + t("Type", "Tipo"), ">" + t("Price", "Precio")], [
        [t("Plumber, 6 hours", "Plomero, 6 horas"), t("Labor", "Mano de obra"), money(690)],
        [t("Black pipe, valve, fittings", "Tubo negro, válvula, conexiones"), t("Materials", "Materiales"), money(245)],
        [t("Gas permit", "Permiso de gas"), t("Other", "Otro"), money(110)],
        [el("strong", {}, t("Total", "Total")), "", el("strong", {}, money(1045))],
      ]),
      el("div", { class: "foot" },
        button(t("Add line", "Agregar concepto"), { icon: "plus", tour: "change-order-add-line", done: t("An empty line was added", "Se agregó un concepto vacío") }),
        primary(t("Send for approval", "Enviar a aprobación"), { icon: "send", tour: "change-order-send", done: t("Sent to Elena Delgado", "Enviado a Elena Delgado") }))),
    el("div", {},
      card(t("Waiting on", "En espera de"), {}, facts([
        [word("change-order.approver", t("Client approver", "Contacto que aprueba")), "Elena Delgado"],
        [t("Asked", "Se le pidió"), t("not yet", "todavía no")],
        [t("Status", "Estado"), chip("wait", t("Pending", "Pendiente"))],
      ])),
      card(t("Log", "Registro"), { class: "flush", tour: "change-order-log" }, table(t("Log", "Registro"), [t("Change", "Cambio"), ">" + t("Days", "Días"), ">" + t("Price", "Precio")],
        log.map(([number, name, days, price]) => [`${number} · ${name}`, days > 0 ? `+${days}` : days, money(price)]))))));
};

export const purchaseOrders = () => {
  const received = () => chip("good", t("Received", "Recibida"));
  return page(t("Purchase orders", "Órdenes de compra"), t("All projects · this month", "Todos los proyectos · este mes"), [
    button(t("From the budget", "Del presupuesto base"), { icon: "copy", tour: "purchase-order-from-budget" }),
    primary(t("New purchase order", "Nueva orden de compra"), { icon: "plus", tour: "new-purchase-order", done: t("Order 219 was created", "Se creó la orden 219") }),
  ],
  el("div", { class: "split" },
    el("div", {},
      card(null, { class: "flush" }, table(t("Purchase orders", "Órdenes de compra"), ["-" + t("No.", "Núm."), t("Vendor", "Proveedor"), "-" + t("Deliver on", "Entregar el"), t("Status", "Estado"), ">" + t("Amount", "Monto")], [
        [218, el("strong", {}, "Harbor Cabinet Works"), date("2026-12-02"), chip("quiet", t("Draft", "Borrador")), money(13464)],
        [217, "Northside Tile", date("2026-11-24"), chip("news", t("Sent", "Enviada")), money(2810)],
        [216, "Ridge Electric Supply", date("2026-11-17"), chip("wait", t("Partly received", "Recibida en parte")), money(1942)],
        [215, "Cascade Lumber", date("2026-11-12"), received(), money(6120)],
        [214, "Pacific Plumbing", date("2026-11-11"), received(), money(3385)],
      ])),
      card(t("216 · Ridge Electric Supply", "216 · Ridge Electric Supply"), {},
        table(t("Lines", "Conceptos"), [t("Item", "Artículo"), ">" + t("Ordered", "Pedido"), [">", word("purchase-order.receipt", t("Received", "Recibido"))], [">", word("purchase-order.backorder", t("Backorder", "Por surtir"))]], [
          [t("Recessed light, 4 in", "Luminaria empotrada, 4”"), 12, 12, 0],
          [t("Dimmer, white", "Atenuador blanco"), 5, 5, 0],
          [t("Under-cabinet strip", "Tira bajo gabinete"), 6, 2, el("strong", {}, 4)],
        ]),
        el("div", { class: "foot" }, button(t("Receive", "Recibir"), { icon: "orders", tour: "purchase-order-receive", done: t("4 pieces received", "Se recibieron 4 piezas") })))),
    el("div", {},
      card(t("218 · Harbor Cabinet Works", "218 · Harbor Cabinet Works"), {},
        el("div", { tour: "purchase-order-delivery" },
          field(t("Deliver on", "Entregar el"), input("2026-12-02", { type: "date" })),
          field(t("Site contact", "Contacto en la obra"), choice(["Luis Herrera", "Marta Ortiz"]))),
        facts([[t("Lines", "Conceptos"), "3"], [t("Amount", "Monto"), money(13464)]]),
        el("div", { class: "foot" }, primary(t("Send to vendor", "Enviar al proveedor"), { icon: "send", tour: "purchase-order-send", done: t("Sent to Harbor Cabinet Works", "Enviada a Harbor Cabinet Works") }))),
      card(word("purchase-order.committed-cost", t("Committed cost", "Costo comprometido")), {},
        el("p", { class: "big" }, money(4752)), bar(t("Committed of the budget", "Comprometido del presupuesto base"), 38), el("p", { class: "note" }, t("38% of what is left of the budget", "38% de lo que queda del presupuesto base"))))));
};

export const invoices = () => {
  return page(t("Invoices", "Facturas"), t("Garage conversion · 118 Alder Street", "Garaje a departamento · 118 Alder Street"), [
    button(t("Preview", "Vista previa"), { icon: "eye" }),
    primary(t("New invoice", "Nueva factura"), { icon: "plus", tour: "invoice-new", done: t("Invoice 107 was created", "Se creó la factura 107") }),
  ],
  el("div", { class: "split" },
    card(t("Invoice 106", "Factura 106"), {},
      el("div", { tour: "invoice-stages" }, table(t("Stages", "Etapas"), [t("Stage", "Etapa"), [">", word("invoice.percent-complete", t("Complete", "Avance"))], "->" + t("Billed before", "Ya facturado"), ">" + t("This invoice", "Esta factura")], [
        [word("invoice.deposit", t("Deposit", "Anticipo")), "100%", money(14290), money(0)],
        [t("Rough-in done", "Ocultos terminados"), percentOf("100", t("Rough-in", "Ocultos")), money(10717), money(10718)],
        [t("Cabinets set", "Gabinetes instalados"), percentOf("25", t("Cabinets", "Gabinetes")), money(0), money(6252)],
        [t("Handover", "Entrega"), percentOf("0", t("Handover", "Entrega")), money(0), money(0)],
      ])),
      facts([
        [t("Subtotal", "Subtotal"), money(16970)],
        [el("span", { tour: "invoice-retainage" }, word("invoice.retainage", t("Retainage", "Retención")), " 5%"), money(-848.5)],
        [word("invoice.due-date", t("Due date", "Fecha de vencimiento")), date("2026-12-03")],
      ]),
      el("p", { class: "total" }, t("To pay", "Por pagar"), el("strong", {}, money(16121.5))),
      el("div", { class: "foot" }, primary(t("Send invoice", "Enviar factura"), { icon: "send", tour: "invoice-send", done: t("Sent to Elena Delgado", "Enviada a Elena Delgado") }))),
    el("div", {},
      card(t("Payments received", "Pagos recibidos"), { tour: "payments-received" },
        el("ul", { class: "list" },
          item(t("Invoice 105 · transfer", "Factura 105 · transferencia"), date("2026-11-13"), money(10717)),
          item(t("Invoice 104 · card", "Factura 104 · tarjeta"), date("2026-10-29"), money(14290))),
        el("div", { class: "foot" }, button(t("Record payment", "Registrar pago"), { icon: "plus" }))),
      card(t("Other projects", "Otros proyectos"), { class: "flush" }, table(t("Invoices", "Facturas"), [t("Client", "Cliente"), t("Status", "Estado"), ">" + t("Open", "Por cobrar")], [
        ["Pine Court HOA", chip("bad", t("Overdue", "Vencida")), money(31700)], ["Marcus Chen", chip("wait", t("Sent", "Enviada")), money(9460)], ["Bean & Barrel", chip("good", t("Paid", "Pagada")), money(0)],
      ]), el("div", { class: "foot" }, el("button", { class: "button", type: "button", term: "invoice.reminder", onclick: () => tell(t("A reminder went to Pine Court HOA", "Se envió un recordatorio a Pine Court HOA")) }, t("Remind Pine Court HOA", "Recordar a Pine Court HOA")))))));
};

/** @param {string} value @param {string} name */
const percentOf = (value, name) => el("span", { class: "percent" }, labelled(input(value, { type: "number", min: 0, max: 100, inputmode: "numeric" }), name), "%");
/** @param {string} name @param {string} note @param {string} amount */
const item = (name, note, amount) => el("li", {}, el("span", {}, name, el("small", {}, note)), el("strong", {}, amount));
