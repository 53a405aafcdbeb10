"""The drawn screens. Each function draws one screen; `p.t` holds its words in English and in Spanish, side by side.

The examples are those of the articles: Cedar Lane 118, a remodel for the Hinojosa family with a contract of $60,000
(costs of $48,000 and a markup of 25%) and one change order of $1,400, and Mesquite Court 9, a new house. Numbers that depend on one another are
worked out here, and checked.
"""

from draw import EDGE, END, LEFT, RIGHT, Picture, money, n, width_of

SCREENS = {}


def screen(name, en, es, langs=("en", "es")):
    """Registers a screen with its title and its description in both languages."""

    def register(draw):
        SCREENS[name] = (draw, {"en": en, "es": es}, langs)
        return draw

    return register


def picture(name, lang):
    draw, words, _ = SCREENS[name]
    p = Picture(lang, *words[lang])
    draw(p)
    return p


# The example.

MARKUP = 25
SECTIONS = [  # English, Spanish, cost
    ("Demolition", "Demolición", 4800),
    ("Framing", "Estructura", 12000),
    ("Plumbing and electrical", "Plomería y electricidad", 9600),
    ("Drywall and paint", "Tablaroca y pintura", 7200),
    ("Kitchen and finishes", "Cocina y acabados", 14400),
]
STAGES = [(en, es, cost * (100 + MARKUP) // 100) for en, es, cost in SECTIONS]
COST, PRICE = sum(section[2] for section in SECTIONS), sum(stage[2] for stage in STAGES)
assert (COST, PRICE) == (48000, 60000)

OUTLET = [  # the one change order of Cedar Lane 118: English, Spanish, how it is reckoned, cost
    ("Electrician", "Electricista", "8 h × $80.00", 640),
    ("Box, cable and outlets", "Caja, cable y contactos", "1 × $180.00", 180),
    ("Drywall patch and paint", "Resanar y pintar tablaroca", "1 × $300.00", 300),
]
OUTLET_COST = sum(line[3] for line in OUTLET)
OUTLET_PRICE = OUTLET_COST * (100 + MARKUP) // 100
REVISED = PRICE + OUTLET_PRICE
assert (OUTLET_COST, OUTLET_PRICE, REVISED) == (1120, 1400, 61400)


# Estimating.


@screen(
    "estimate-lines",
    ("Lines of an estimate", "An estimate in Draft: sections with their lines and costs, and below them the cost, the markup, the margin and the total price."),
    ("Conceptos de un presupuesto", "Un presupuesto en Borrador: partidas con sus conceptos y costos; abajo, el costo, la utilidad sobre costo, el margen y el precio total."),
)
def estimate_lines(p):
    t = p.t
    y = p.window(t("Estimates", "Presupuestos"), "Cedar Lane 118")
    y = p.head(y, t("Remodel with kitchen", "Remodelación con cocina"), t("Draft", "Borrador"), "grey", t("Hinojosa family · version 1", "Familia Hinojosa · versión 1"))
    y = p.tabs(y - 8, [t("Lines", "Conceptos"), t("Pricing", "Precios"), t("Payment schedule", "Etapas de pago")], 0)

    def section(y, place, opened=False):
        en, es, cost = SECTIONS[place]
        if opened:
            p.rect(12, y, 396, 40, "tint")
        p.icon("down" if opened else "next", LEFT - 4, y + 11, "kaccent" if opened else "ksoft", 18)
        p.pair(y + 25, t(en, es), money(cost), "b", left=LEFT + 22)
        return y + 40

    y = section(y, 0)
    y = section(y, 1, True)
    lines = [
        (t("Framing lumber", "Madera de estructura"), "06-110", t("1 lot × $2,400.00", "1 lote × $2,400.00"), 2400),
        (t("Framing crew", "Cuadrilla de estructura"), "06-010", "160 h × $48.00", 7680),
        (t("Crane with operator", "Grúa con operador"), "01-540", "8 h × $240.00", 1920),
    ]
    assert sum(line[3] for line in lines) == SECTIONS[1][2]
    for name, code, sum_, amount in lines:
        p.pair(y + 23, name, money(amount), left=LEFT + 22)
        p.text(LEFT + 22, y + 43, f"{code} · {sum_}", "soft num", fit=260)
        y += 54
        p.line(LEFT + 22, y, RIGHT, y)
    x = LEFT + 22
    x += p.button(x, y + 2, t("Add line", "Agregar concepto"), "quiet", icon="plus") + 22
    p.button(x, y + 2, t("From catalog", "Del catálogo"), "quiet")
    y += 46
    p.line(12, y, 408, y)
    rest = sum(cost for _, _, cost in SECTIONS[2:])
    p.icon("next", LEFT - 4, y + 11, "ksoft", 18)
    p.pair(y + 25, t("3 more sections", "3 partidas más"), money(rest), "soft", left=LEFT + 22)
    y += 40
    p.line(12, y, 408, y)
    p.button(LEFT, y + 12, t("Add section", "Agregar partida"), "plain", icon="plus", h=38)
    y += 62
    p.rect(12.5, y, 395, 148, "wash")
    p.line(12, y, 408, y)
    p.text(LEFT, y + 27, t("Cost", "Costo"), "soft")
    p.text(LEFT, y + 55, money(COST), "b num")
    p.text(LEFT + 100, y + 27, t("Markup", "Utilidad sobre costo"), "soft", fit=170)
    p.field(LEFT + 100, y + 27, 84, "", f"{MARKUP}%", "b", focus=True, h=34)
    p.text(RIGHT, y + 27, t("Margin", "Margen"), "soft end")
    p.text(RIGHT, y + 55, f"{(PRICE - COST) / PRICE:.1%}", "b num end")
    p.text(LEFT, y + 98, t("Total price", "Precio total"), "soft")
    p.text(LEFT, y + 128, money(PRICE), "big num", fit=150)
    p.button(RIGHT, y + 93, t("Send for approval", "Enviar a aprobación"), end=True)
    p.finish(y + 148)


@screen(
    "estimate-preview",
    ("Preview of an estimate", "The estimate as the client will see it: sections with prices and the total, without costs or markup. Above it, the choice of how much detail to show."),
    ("Vista previa de un presupuesto", "El presupuesto tal como lo verá el cliente: partidas con precio y el total, sin costos ni utilidad. Arriba se elige cuánto detalle mostrar."),
)
def estimate_preview(p):
    t = p.t
    y = p.window(t("Estimates", "Presupuestos"), "Cedar Lane 118")
    y = p.head(y, t("Preview", "Vista previa"), sub=t("This is what your client will see", "Así lo verá tu cliente"))
    p.choice(y, [t("Total only", "Solo el total"), t("Sections", "Partidas"), t("Every line", "Todos los conceptos")], 1)
    y += 58
    p.rect(12.5, y, 395, 369, "wash")
    p.line(12, y, 408, y)
    top = y + 18
    p.rect(LEFT + 2, top + 3, 360, 281, "shade", 8, ' opacity=".08"')
    p.rect(LEFT, top, 364, 281, "paper kline", 8)
    p.path(f"M{LEFT} {top + 6}a6 6 0 0 1 6-6h352a6 6 0 0 1 6 6z", "accent")
    a, b = LEFT + 20, RIGHT - 20
    p.text(a, top + 38, t("Remodel with kitchen", "Remodelación con cocina"), "h", fit=320)
    p.text(a, top + 60, t("Cedar Lane 118 · Hinojosa family", "Cedar Lane 118 · Familia Hinojosa"), "soft", fit=320)
    row = top + 76
    for en, es, price in STAGES:
        p.line(a, row, b, row)
        p.pair(row + 21, t(en, es), money(price), left=a, right=b)
        row += 31
    p.path(f"M{a} {row}H{b}", "k kink w2")
    p.text(a, row + 32, t("Total price", "Precio total"), "b")
    p.text(b, row + 35, money(PRICE), "big num end")
    row = top + 307
    p.text(LEFT, row + 5, t("Valid until", "Vigencia"), "soft")
    p.text(LEFT, row + 25, t("May 29, 2026", "29 may 2026"), "b")
    p.button(RIGHT, row - 8, t("Send for approval", "Enviar a aprobación"), end=True)
    p.finish(y + 369)


@screen(
    "cost-catalog",
    ("Cost catalog with an assembly", "Items of the cost catalog with cost type and unit cost, and the assembly Floor tile 12×24, which adds up four of them to $9.09 for one square foot."),
    ("Catálogo de costos con un paquete", "Artículos del catálogo de costos con tipo y costo unitario, y el paquete Piso de loseta 12×24, que suma cuatro de ellos: $9.09 por pie cuadrado."),
)
def cost_catalog(p):
    t = p.t
    y = p.window(t("Settings", "Configuración"), t("Cost catalog", "Catálogo de costos"), "OF", "amber")
    y += 16
    p.rect(LEFT + 0.5, y + 0.5, 363, 39, "paper kedge", 20)
    p.icon("search", LEFT + 12, y + 10, "ksoft")
    p.text(LEFT + 42, y + 25, t("Search 214 items", "Buscar en 214 artículos"), "soft")
    y += 54
    p.chips(y, [t("All", "Todo"), t("Labor", "Mano de obra"), t("Materials", "Materiales"), t("Equipment", "Equipo")])
    y += 44
    materials, labor = t("materials", "materiales"), t("labor", "mano de obra")
    items = [
        (t("Porcelain tile 12×24", "Porcelanato 12×24"), "09-310", materials, 4.5, "ft²"),
        (t("Thinset", "Adhesivo (thinset)"), "09-310", materials, 28, t("bag", "bulto")),
        (t("Grout", "Boquilla"), "09-310", materials, 22, t("bag", "bulto")),
        (t("Tile setter", "Colocador"), "09-010", labor, 42, t("hour", "hora")),
    ]
    for name, code, kind, cost, unit in items:
        p.pair(y + 22, name, money(cost, True), c2="b")
        p.pair(y + 42, f"{code} · {kind}", t(f"per {unit}", f"por {unit}"), "soft")
        y += 54
        p.line(LEFT, y, RIGHT, y)
    y += 16
    bags = t("bag", "bultos")
    parts = [
        (t("Porcelain tile", "Porcelanato"), 1.1, "ft²", 4.5),
        (t("Thinset", "Adhesivo (thinset)"), 0.02, bags, 28),
        (t("Grout", "Boquilla"), 0.01, bags, 22),
        (t("Tile setter", "Colocador"), 0.08, "h", 42),
    ]
    p.rect(LEFT, y, 364, 236, "wash", 12)
    a, b = LEFT + 16, RIGHT - 16
    p.text(a, y + 30, t("Floor tile 12×24", "Piso de loseta 12×24"), "b", fit=220)
    p.badge(b, y + 25, t("Assembly", "Paquete"), "blue", end=True, dot=False)
    p.text(a, y + 52, t("For 1 ft² of floor", "Para 1 ft² de piso"), "soft")
    row = y + 64
    for name, count, unit, cost in parts:
        p.text(a, row + 21, name, fit=150)
        p.text(b - 76, row + 21, f"{count:.2f} {unit}", "soft num end", fit=90)
        p.text(b, row + 21, money(count * cost, True), "num end")
        row += 29
    total = sum(round(count * cost, 2) for _, count, _, cost in parts)
    assert round(total, 2) == 9.09
    p.path(f"M{a} {row + 8}H{b}", "k kink w2")
    p.pair(row + 36, t("One unit", "Una unidad"), money(total, True), "b", left=a, right=b)
    p.finish(y + 252)


# Scheduling.


@screen(
    "schedule-gantt",
    ("Schedule compared with the baseline", "The schedule of Cedar Lane 118 on June 10: linked tasks as bars, the baseline as a gray bar below each, today, and the milestone, which has moved by two working days."),
    ("Programa comparado con el programa base", "El programa de Cedar Lane 118 al 10 de junio: actividades enlazadas en barras, el programa base en una barra gris debajo de cada una, el día de hoy y el hito, que se recorrió dos días laborables."),
)
def schedule_gantt(p):
    t = p.t
    y = p.window(t("Schedule", "Programa"), "Cedar Lane 118")
    y += 14
    p.button(LEFT, y, t("New task", "Nueva actividad"), icon="plus", h=38)
    p.button(RIGHT, y, t("Publish", "Publicar"), "plain", end=True, h=38)
    y += 52
    day, high = 12.7, 50

    def x(date):  # days since Monday, June 1
        return LEFT + date * day

    tasks = [  # name, first and last day, the same in the baseline, share done, name on the left
        (t("Demolition", "Demolición"), 0, 2, (0, 2), 1, False),
        (t("Framing", "Estructura"), 7, 11, (3, 9), 0.5, False),
        (t("Rough electrical", "Instalación eléctrica"), 14, 16, (10, 14), 0, False),
        (t("Inspection", "Inspección"), 17, 17, (15, 15), 0, False),
        (t("Drywall", "Tablaroca"), 18, 25, (16, 23), 0, True),
    ]
    top = y + 34
    bottom = top + (len(tasks) + 1) * high + 14
    p.rect(12.5, y, 395, 34, "wash")
    p.line(12, y, 408, y)
    p.line(12, top, 408, top)
    for place, label in enumerate([t("Jun 1", "1 jun"), "8", "15", "22"]):
        p.text(x(place * 7) + (0 if not place else 6), y + 22, label, "soft num", fit=80)
        if place:
            p.line(x(place * 7), top, x(place * 7), bottom)
    today = x(9.5)
    p.path(f"M{n(today)} {top}V{bottom}", "k kred1 w2")
    row = top + 8
    for place, (name, first, last, base, done, before) in enumerate(tasks):
        a, w = x(first), (last - first + 1) * day
        p.rect(x(base[0]), row + 26, (base[1] - base[0] + 1) * day, 5, "edge", 2.5)
        if done == 1:
            p.rect(a, row + 6, w, 16, "green1", 4)
        else:
            p.rect(a + 0.5, row + 6.5, w - 1, 15, "blue2 kaccent", 4)
            if done:
                p.rect(a, row + 6, w * done, 16, "accent", 4)
        if before:
            p.text(a - 20, row + 19, name, "end halo kpaper", fit=a - LEFT)
        else:
            p.text(a + w + 10, row + 19, name, "halo kpaper", fit=RIGHT - a - w)
        if place < len(tasks) - 1:
            start = a + w - 5
            p.path(f"M{n(start)} {row + 22}V{row + high + 14}H{n(x(tasks[place + 1][1]) - 2)}m-5-4 5 4-5 4", "k ksoft w2")
        row += high
    point = x(25.5)
    p.path(f"M{n(point)} {row - high + 22}V{row + 2}", "k ksoft w2")
    p.path(f"M{n(point)} {row + 3}l11 11-11 11-11-11z", "amber1")
    p.text(point - 20, row + 19, t("Ready for cabinets", "Lista para gabinetes"), "b end halo kpaper")
    word = t("Today", "Hoy")
    w = round(width_of(word, 14, True) + 18)
    p.rect(today - w / 2, bottom - 34, w, 24, "red2", 12)
    p.text(today, bottom - 17, word, "red1 b mid", fit=w)
    y = bottom
    p.line(12, y, 408, y)
    p.rect(LEFT, y + 21, 22, 5, "edge", 2.5)
    x2 = LEFT + 30 + p.text(LEFT + 30, y + 28, t("Baseline", "Programa base"), "soft") + 12
    p.path(f"M{n(round(x2) + 8)} {y + 15}l8 8-8 8-8-8z", "amber1")
    p.text(round(x2) + 22, y + 28, t("Milestone", "Hito"), "soft")
    p.text(RIGHT, y + 28, t("2 days late", "2 días de atraso"), "red1 b end", fit=150)
    p.finish(y + 46)


@screen(
    "look-ahead",
    ("Look-ahead of three weeks", "The next three weeks of Mesquite Court 9: each task with its day, who does it, and whether it is Ready or Not ready, with what is missing and who clears it."),
    ("Próximas semanas", "Las próximas tres semanas de Mesquite Court 9: cada actividad con su día, quién la hace y si está Lista o No lista, con lo que falta y quién lo resuelve."),
)
def look_ahead(p):
    t = p.t
    y = p.window(t("Schedule", "Programa"), "Mesquite Court 9")
    y = p.head(y, t("Look-ahead", "Próximas semanas"), sub=t("Friday, October 2", "Viernes 2 de octubre"))
    ready, not_ready = (t("Ready", "Lista"), "green"), (t("Not ready", "No lista"), "red")
    weeks = [
        (t("Week of Oct 5", "Semana del 5 oct"), [
            (t("Form inspection", "Revisión de cimbra"), t("Tue 6 · Luis", "mar 6 · Luis"), ready, None),
            (t("Garage slab", "Losa de la cochera"), t("Wed 7 · Del Valle Concrete", "mié 7 · Del Valle Concrete"), ready, None),
        ]),
        (t("Week of Oct 12", "Semana del 12 oct"), [
            (t("Roof trusses", "Armaduras del techo"), t("Wed 14 · Beto's crew", "mié 14 · cuadrilla de Beto"), not_ready, t(("Crane for the 14th", "Luis, by Tuesday noon"), ("Grúa para el 14", "Luis, antes del martes a mediodía"))),
        ]),
        (t("Week of Oct 19", "Semana del 19 oct"), [
            (t("Rough electrical", "Instalación eléctrica"), t("Mon 19 · Ibarra Electric", "lun 19 · Ibarra Electric"), not_ready, t(("Where the outlets go", "Ramírez family, by Oct 9"), ("Dónde van los contactos", "Familia Ramírez, para el 9 oct"))),
        ]),
    ]
    for name, rows in weeks:
        p.rect(12.5, y, 395, 34, "wash")
        p.text(LEFT, y + 22, name, "b")
        y += 34
        for place, (task, who, (state, tone), missing) in enumerate(rows):
            if place:
                p.line(LEFT, y, RIGHT, y)
            p.text(LEFT, y + 25, task, "b", fit=240)
            p.text(LEFT, y + 46, who, "soft", fit=260)
            p.badge(RIGHT, y + 29, state, tone, end=True)
            y += 60
            if missing:
                p.rect(LEFT, y - 2, 364, 58, "amber2", 10)
                p.icon("warn", LEFT + 12, y + 5, "kamber1", 18)
                p.text(LEFT + 40, y + 19, missing[0], "amber1 b", fit=310)
                p.text(LEFT + 40, y + 41, missing[1], "amber1", fit=310)
                y += 68
    p.line(12, y, 408, y)
    p.button(LEFT, y + 14, t("Print", "Imprimir"), "plain")
    p.button(RIGHT, y + 14, t("Commit week", "Comprometer semana"), end=True)
    p.finish(y + 68)


# Daily logs and time.


@screen(
    "daily-log",
    ("A daily log on the phone", "A new daily log: date and weather, the crews with their hours, the work done, photos, and the button Sign and submit."),
    ("Un reporte diario en el teléfono", "Un reporte diario nuevo: fecha y clima, las cuadrillas con sus horas, el trabajo realizado, las fotos y el botón Firmar y enviar."),
)
def daily_log(p):
    t = p.t
    y = p.phone(t("New daily log", "Nuevo reporte diario"), sub="Mesquite Court 9", action="more")
    p.icon("calendar", EDGE, y + 15, "ksoft")
    p.text(EDGE + 28, y + 30, t("Wed, Oct 7", "mié 7 oct"), "b")
    p.text(END, y + 30, t("84 °F, clear", "29 °C, soleado"), "soft end", fit=130)
    p.icon("sun", END - width_of(t("84 °F, clear", "29 °C, soleado")) - 20, y + 15, "kamber1")
    y += 46
    p.button(EDGE, y, t("Copy yesterday", "Copiar el de ayer"), "plain", w=END - EDGE, icon="retry", h=38)
    y += 50
    crews = [(t("Beto's crew", "Cuadrilla de Beto"), 4, 8, "B", "tint"), ("Del Valle Concrete", 3, 5, "D", "amber")]
    p.pair(y + 18, t("Crew hours", "Horas de cuadrilla"), f"{sum(c[1] * c[2] for c in crews)} h", "b", left=EDGE, right=END)
    y += 28
    p.rect(EDGE + 0.5, y + 0.5, END - EDGE - 1, 103, "paper kline", 12)
    for place, (name, people, hours, letter, tone) in enumerate(crews):
        if place:
            p.line(EDGE + 12, y, END - 12, y)
        p.avatar(EDGE + 27, y + 26, letter, tone, 15)
        p.text(EDGE + 52, y + 22, name, "", fit=180)
        p.text(EDGE + 52, y + 41, t(f"{people} people × {hours} h", f"{people} personas × {hours} h"), "soft")
        p.text(END - 14, y + 31, f"{people * hours} h", "b end num")
        y += 52
    y += 12
    p.text(EDGE, y + 14, t("Work done", "Trabajo realizado"), "b")
    y += 24
    p.rect(EDGE + 0.75, y + 0.75, END - EDGE - 1.5, 62.5, "paper kaccent w2", 10)
    first, second = t(("Poured 14 yd³ in the garage", "slab, 7:30 to 10:15."), ("Se colaron 11 m³ en la losa de", "la cochera, de 7:30 a 10:15."))
    p.text(EDGE + 12, y + 27, first, fit=END - EDGE - 24)
    p.text(EDGE + 12, y + 48, second, fit=END - EDGE - 24)
    y += 80
    w = (END - EDGE - 24) / 4
    for place, scene in enumerate(["forms", "slab", "ticket"]):
        p.photo(EDGE + place * (w + 8), y, w, 60, scene)
    x = EDGE + 3 * (w + 8)
    p.rect(x + 0.5, y + 0.5, w - 1, 59, "tint kaccent dash", 8)
    p.icon("camera", x + w / 2 - 11, y + 19, "kaccent", 22)
    y += 72
    p.button(EDGE, y - 4, t("Add photos", "Agregar fotos"), "quiet", icon="plus", h=36)
    p.button(END, y - 4, t("Add delay", "Agregar retraso"), "quiet", icon="plus", end=True, h=36)
    y += 40
    p.button(EDGE, y, t("Sign and submit", "Firmar y enviar"), w=END - EDGE, h=46)
    p.hang_up(y + 46)


@screen(
    "crew-clock",
    ("Crew clock", "The crew clock on the foreman's phone: the task, five people who came in at 7:00, Lalo who is ticked because he arrives now, and the button Clock in."),
    ("Reloj de cuadrilla", "El reloj de cuadrilla en el teléfono del capataz: la actividad, cinco personas que entraron a las 7:00, Lalo marcado porque apenas llega, y el botón Registrar entrada."),
)
def crew_clock(p):
    t = p.t
    y = p.phone(t("Crew clock", "Reloj de cuadrilla"), clock="8:30", sub="Cedar Lane 118", action="people")
    p.field(EDGE, y + 28, END - EDGE, t("Task", "Actividad"), t("Framing", "Estructura"), icon="down", h=42)
    y += 92
    p.pair(y + 14, t("Beto's crew", "Cuadrilla de Beto"), t("5 of 6 are in", "5 de 6 ya entraron"), "b", "soft", left=EDGE, right=END)
    y += 26
    people = [("Toño", "green"), ("Chuy", "blue"), ("Nando", "amber"), ("Memo", "grey"), ("Rafa", "red"), ("Lalo", "tint")]
    for name, tone in people:
        late = name == "Lalo"
        if late:
            p.rect(EDGE - 8, y, END - EDGE + 16, 56, "tint", 12)
        p.avatar(EDGE + 17, y + 28, name[0], "green" if late else tone, 17)
        p.text(EDGE + 46, y + 24, name, "b")
        p.text(EDGE + 46, y + 44, t("Not clocked in", "Sin entrada") if late else t("In at 7:00", "Entró a las 7:00"), "soft" if late else "green1")
        if late:
            p.box(END - 22, y + 28, True)
        else:
            p.box(END - 22, y + 28, False)
        y += 56
    y += 6
    p.icon("pin", EDGE, y, "ksoft", 18)
    p.text(EDGE + 24, y + 14, t("At the site", "En la obra"), "soft")
    p.text(END, y + 14, t("1 ticked", "1 marcado"), "soft end")
    y += 30
    p.button(EDGE, y, t("Clock in", "Registrar entrada"), w=END - EDGE, h=48, icon="clock")
    y += 56
    half = (END - EDGE - 10) / 2
    if p.lang == "en":
        p.button(EDGE, y, "Start break", "plain", w=half)
        p.button(EDGE + half + 10, y, "Clock out", "plain", w=half)
        y += 40
    else:
        p.button(EDGE, y, "Iniciar descanso", "plain", w=END - EDGE)
        p.button(EDGE, y + 48, "Registrar salida", "plain", w=END - EDGE)
        y += 88
    p.hang_up(y)


@screen(
    "time-week",
    ("The week's hours", "A table of the hours of four people from Monday to Friday, with total and overtime, a missing clock-out and the button Approve week."),
    ("Las horas de la semana", "Una tabla con las horas de cuatro personas de lunes a viernes, con total y horas extra, una salida que falta y el botón Aprobar semana."),
)
def time_week(p):
    t = p.t
    y = p.window(t("Time", "Horas"), t("Week", "Semana"))
    y = p.head(y, t("Jun 8 to Jun 14", "8 al 14 jun"), t("Pending", "Pendiente"), "amber", t("Projects of Luis", "Proyectos de Luis"))
    p.chips(y, [t("All 4", "Todos 4"), t("Needs attention 1", "Requiere atención 1")])
    y += 48
    columns = [LEFT + 116 + place * 37 for place in range(5)]
    total, over = LEFT + 314, RIGHT
    p.rect(12.5, y, 395, 36, "wash")
    p.line(12, y, 408, y)
    for x, label in zip(columns, t(("Mon", "Tue", "Wed", "Thu", "Fri"), ("lun", "mar", "mié", "jue", "vie"))):
        p.text(x, y + 23, label, "soft end", fit=38)
    p.text(total, y + 23, "Total", "soft end", fit=42)
    p.text(over, y + 23, t("OT", "Extra"), "soft end", fit=46)
    y += 36
    people = [
        ("Toño", [8.5, 9, 8.75, 9.25, 8]),
        ("Chuy", [8, 8, 8, 8, 8]),
        ("Nando", [8, 8, 8, 8, None]),
        ("Memo", [8, 7.5, 8, 9.5, 8]),
    ]
    sums = [0.0, 0.0]

    def h(value):
        return f"{value:g}"

    for name, hours in people:
        p.line(12, y, 408, y)
        p.text(LEFT, y + 29, name, "b", fit=70)
        for x, value in zip(columns, hours):
            if value is None:
                p.rect(x - 27, y + 8, 34, 30, "amber2", 8)
                p.text(x - 10, y + 29, "?", "amber1 b mid", fit=30)
            else:
                p.text(x, y + 29, h(value), "num end", fit=37)
        worked = sum(value or 0 for value in hours)
        extra = max(0, worked - 40)
        sums = [sums[0] + worked, sums[1] + extra]
        p.text(total, y + 29, h(worked), "b num end", fit=50)
        p.text(over, y + 29, h(extra) if extra else "–", "amber1 b num end" if extra else "soft end", fit=40)
        y += 46
    p.rect(12.5, y, 395, 46, "wash")
    p.line(12, y, 408, y)
    p.text(LEFT, y + 29, t("All four", "Los cuatro"), "b", fit=120)
    p.text(total, y + 29, h(sums[0]), "b num end")
    p.text(over, y + 29, h(sums[1]), "b num end", fit=40)
    y += 46
    p.line(12, y, 408, y)
    y += 16
    p.rect(LEFT, y, 364, 66, "amber2", 10)
    p.icon("warn", LEFT + 14, y + 12, "kamber1")
    p.text(LEFT + 44, y + 27, t("Needs attention", "Requiere atención"), "amber1 b")
    p.text(LEFT + 44, y + 49, t("Nando, Friday: no clock-out", "Nando, viernes: sin salida"), "amber1", fit=310)
    y += 82
    p.button(LEFT, y, t("Export", "Exportar"), "plain")
    p.button(RIGHT, y, t("Approve week", "Aprobar semana"), end=True)
    p.finish(y + 56)


# Change orders.

CHANGES = [  # of Mesquite Court 9: English, Spanish, amount, days, status, who has the next move
    ("Outlet for a freezer in the garage", "Contacto para congelador en la cochera", 480, 0, "approved", None),
    ("Break out rock under the garage", "Romper roca bajo la cochera", 2350, 3, "approved", None),
    ("Leave out pantry shelves", "Quitar repisas de la alacena", -900, 0, "approved", None),
    ("Wider window in the dining room", "Ventana más ancha en el comedor", 1640, 2, "pending", ("Mr. Ramírez", "Sr. Ramírez")),
    ("Skylight over the stairs", "Tragaluz sobre la escalera", 3200, 5, "declined", None),
    ("Gas line for the patio grill", "Línea de gas para el asador del patio", None, None, "draft", ("Luis", "Luis")),
]
HOUSE = 412000
APPROVED = sum(change[2] for change in CHANGES if change[4] == "approved")
WAITING = sum(change[2] for change in CHANGES if change[4] == "pending")
assert (APPROVED, WAITING, HOUSE + APPROVED) == (1930, 1640, 413930)


@screen(
    "change-order",
    ("A change order that waits for the client", "Change order 1, Move kitchen outlet, Pending: photos, lines, price and schedule impact, and the buttons Send reminder and Record approval."),
    ("Una orden de cambio que espera al cliente", "La orden de cambio 1, Mover contacto de la cocina, Pendiente: fotos, conceptos, precio y días de impacto, y los botones Enviar recordatorio y Registrar aprobación."),
)
def change_order(p):
    t = p.t
    y = p.window(t("Change orders", "Órdenes de cambio"), "Cedar Lane 118")
    y += 34
    p.text(LEFT, y, t("Change order 1", "Orden de cambio 1"), "soft")
    p.badge(RIGHT, y - 4, t("Pending", "Pendiente"), "amber", end=True)
    p.text(LEFT, y + 28, t("Move kitchen outlet", "Mover contacto de la cocina"), "h")
    y += 44
    p.photo(LEFT, y, 178, 96, "outlet")
    p.photo(LEFT + 186, y, 178, 96, "kitchen")
    y += 124
    p.text(LEFT, y, t("Reason", "Motivo"), "soft")
    p.text(LEFT, y + 21, t("Client request", "Petición del cliente"), "b")
    p.text(RIGHT, y, t("Schedule impact", "Días de impacto"), "soft end")
    p.text(RIGHT, y + 21, t("0 days", "0 días"), "b end")
    y += 38
    for en, es, sum_, amount in OUTLET:
        p.line(LEFT, y, RIGHT, y)
        p.text(LEFT, y + 26, t(en, es), fit=190)
        p.text(RIGHT - 66, y + 26, sum_, "soft num end", fit=100)
        p.text(RIGHT, y + 26, money(amount), "num end", fit=60)
        y += 41
    p.path(f"M{LEFT} {y}H{RIGHT}", "k kink w2")
    p.pair(y + 26, t("Cost", "Costo"), money(OUTLET_COST))
    p.pair(y + 50, t("Markup", "Utilidad sobre costo"), f"{MARKUP}%")
    p.text(LEFT, y + 86, t("Price for the client", "Precio para el cliente"), "b")
    p.text(RIGHT, y + 89, money(OUTLET_PRICE), "big num end")
    y += 108
    p.rect(LEFT, y, 364, 44, "wash", 10)
    p.icon("mail", LEFT + 12, y + 12, "ksoft")
    p.text(LEFT + 42, y + 27, t("Sent Jun 12 · opened Jun 12", "Enviada 12 jun · abierta 12 jun"), "soft", fit=310)
    y += 58
    if p.lang == "en":
        p.button(LEFT, y, "Record approval", "plain", w=176)
        p.button(RIGHT, y, "Send reminder", w=176, end=True)
        p.finish(y + 56)
    else:
        p.button(LEFT, y, "Enviar recordatorio", w=364)
        p.button(LEFT, y + 48, "Registrar aprobación", "plain", w=364)
        p.finish(y + 104)


def status(p, key):
    return {
        "approved": (p.t("Approved", "Aprobada"), "green"),
        "pending": (p.t("Pending", "Pendiente"), "amber"),
        "declined": (p.t("Declined", "Rechazada"), "red"),
        "draft": (p.t("Draft", "Borrador"), "grey"),
        "paid": (p.t("Paid", "Pagada"), "green"),
        "sent": (p.t("Sent", "Enviada"), "blue"),
    }[key]


@screen(
    "change-order-log",
    ("Log of all change orders", "The change orders of Mesquite Court 9 with amount, days, status and who has the next move; above them the original contract, the approved changes and the revised contract."),
    ("Registro de órdenes de cambio", "Las órdenes de cambio de Mesquite Court 9 con monto, días, estado y a quién le toca; arriba, el contrato original, los cambios aprobados y el contrato actualizado."),
)
def change_order_log(p):
    t = p.t
    y = p.window(t("Change orders", "Órdenes de cambio"), "Mesquite Court 9")
    y += 16
    p.pair(y + 16, t("Original contract", "Contrato original"), money(HOUSE))
    p.pair(y + 42, t("Approved changes", "Cambios aprobados"), f"+{money(APPROVED)}", c2="green1 b")
    p.line(LEFT, y + 56, RIGHT, y + 56)
    p.text(LEFT, y + 86, t("Revised contract", "Contrato actualizado"), "b")
    p.text(RIGHT, y + 89, money(HOUSE + APPROVED), "big num end")
    p.pair(y + 116, t("Pending changes", "Cambios pendientes"), f"+{money(WAITING)}", c2="amber1 b")
    y += 134
    p.chips(y, [t("All 6", "Todas 6"), t("Pending 1", "Pendiente 1"), t("Draft 1", "Borrador 1")])
    y += 48
    p.line(12, y, 408, y)
    for place, (en, es, amount, days, state, waits) in enumerate(CHANGES):
        label, tone = status(p, state)
        if place:
            p.line(LEFT, y, RIGHT, y)
        p.text(LEFT, y + 26, f"{place + 1}", "soft num")
        word = money(amount) if amount is not None else ""
        p.text(LEFT + 22, y + 26, t(en, es), "b", fit=RIGHT - LEFT - 30 - width_of(word, 14, True))
        if amount is not None:
            p.text(RIGHT, y + 26, word, ("soft" if state == "declined" else "b") + " num end")
            word = t(f"{days} days", f"{days} días")
            p.text(RIGHT, y + 53, word, "soft num end")
        w = p.badge(LEFT + 22, y + 48, label, tone)
        if waits:
            p.text(LEFT + 30 + w, y + 53, t(*waits), "soft", fit=130)
        y += 72
    p.line(12, y, 408, y)
    p.button(LEFT, y + 14, t("Download", "Descargar"), "plain")
    p.button(RIGHT, y + 14, t("Share", "Compartir"), end=True)
    p.finish(y + 68)


# Purchase orders, vendors.

ORDER = [  # English, Spanish, ordered, received, price
    ("Stud 2×4, 8 ft", "Barrote 2×4 de 8 pies", 140, 114, 4.1),
    ("Subfloor panel, 3/4 in", "Triplay de 3/4 para subpiso", 22, 22, 48.5),
    ("Header beam, 10 ft", "Viga de 10 pies para cerramiento", 3, 3, 126),
]
ORDERED = round(sum(line[2] * line[4] for line in ORDER))
assert ORDERED == 2019


@screen(
    "purchase-order",
    ("A purchase order", "Purchase order 42 to Norte Lumber, Partly received: three lines with what is ordered and received, the total, and the budget beside the committed cost."),
    ("Una orden de compra", "La orden de compra 42 a Norte Lumber, Recibida en parte: tres conceptos con lo pedido y lo recibido, el total, y el presupuesto base junto al costo comprometido."),
)
def purchase_order(p):
    t = p.t
    y = p.window(t("Purchase orders", "Órdenes de compra"), "Cedar Lane 118")
    y += 34
    p.text(LEFT, y, t("Order 42", "Orden 42"), "soft")
    p.badge(RIGHT, y - 4, t("Partly received", "Recibida en parte"), "amber", end=True)
    p.text(LEFT, y + 28, "Norte Lumber", "h")
    p.text(LEFT, y + 52, t("Deliver on Jun 4 · site contact: Beto", "Entregar el 4 jun · contacto en la obra: Beto"), "soft", fit=364)
    y += 68
    for en, es, ordered, received, price in ORDER:
        p.line(LEFT, y, RIGHT, y)
        p.pair(y + 26, t(en, es), money(ordered * price, True), "b")
        p.text(LEFT, y + 48, f"{ordered} × {money(price, True)}", "soft num")
        p.bar(RIGHT - 110, y + 40, 110, received / ordered, "green1" if received == ordered else "accent")
        p.text(LEFT, y + 72, t("Received", "Recibido"), "soft")
        p.text(RIGHT, y + 72, t(f"{received} of {ordered}", f"{received} de {ordered}"), "num end " + ("green1 b" if received == ordered else ""))
        y += 84
    p.path(f"M{LEFT} {y}H{RIGHT}", "k kink w2")
    p.text(LEFT, y + 34, "Total", "b")
    p.text(RIGHT, y + 37, money(ORDERED), "big num end")
    y += 54
    budget = 2400
    p.tile(LEFT, y, 178, t("Budget", "Presupuesto base"), money(budget), "")
    p.tile(LEFT + 186, y, 178, t("Committed cost", "Costo comprometido"), money(ORDERED), "")
    y += 82
    p.button(LEFT, y, t("Close order", "Cerrar orden"), "plain")
    p.button(RIGHT, y, t("Receive", "Recibir"), icon="truck", end=True)
    p.finish(y + 56)


@screen(
    "receive",
    ("Receive materials on the phone", "Order 42 of Norte Lumber on the phone: 114 of 140 studs stay on site, 6 damaged ones were sent back, a photo of the delivery ticket, and the buttons Receive all and Save."),
    ("Recibir material en el teléfono", "La orden 42 de Norte Lumber en el teléfono: de 140 barrotes se quedan 114, 6 dañados se regresaron, la foto de la remisión y los botones Recibir todo y Guardar."),
)
def receive(p):
    t = p.t
    y = p.phone(t("Receive", "Recibir"), clock="7:12", sub=t("Norte Lumber · order 42", "Norte Lumber · orden 42"), action="more")

    def stepper(y, value):
        x = END - 136
        p.rect(x + 0.5, y + 0.5, 135, 37, "paper kedge", 19)
        p.icon("minus", x + 11, y + 10, "kaccent", 18)
        p.icon("plus", x + 107, y + 10, "kaccent", 18)
        p.text(x + 68, y + 24, f"{value}", "b num mid", fit=60)

    for place, (en, es, ordered, received, _) in enumerate(ORDER):
        if place:
            p.line(EDGE, y, END, y)
        p.text(EDGE, y + 27, t(en, es), "b", fit=END - EDGE)
        p.text(EDGE, y + 60, t(f"Ordered {ordered}", f"Pedido {ordered}"), "soft num", fit=120)
        stepper(y + 36, received)
        y += 84
        if not place:
            p.rect(EDGE - 8, y - 2, END - EDGE + 16, 94, "red2", 12)
            p.text(EDGE + 4, y + 25, t("Damaged", "Dañado"), "red1 b")
            p.toggle(END - 44, y + 20, True)
            p.text(EDGE + 4, y + 67, t("Sent back", "Regresado"), "red1")
            p.open("translate(-4 0)")
            stepper(y + 43, 6)
            p.close()
            y += 104
    p.line(EDGE, y, END, y)
    y += 14
    p.photo(EDGE, y, 96, 72, "ticket", 10)
    p.text(EDGE + 110, y + 24, t("Delivery ticket", "Remisión"), "b")
    p.text(EDGE + 110, y + 45, t("1 photo, 7:10", "1 foto, 7:10"), "soft")
    p.text(EDGE + 110, y + 66, t("Add photos", "Agregar fotos"), "accent b")
    y += 88
    p.button(EDGE, y, t("Receive all", "Recibir todo"), "plain", w=142, h=46)
    p.button(END, y, t("Save", "Guardar"), w=142, end=True, h=46)
    p.hang_up(y + 46)


@screen(
    "compare-bids",
    ("Compare bids on the same scope", "Three bids for Mesquite Court 9: as sent, with adjustments for what two of them leave out, the comparable total, and the difference from the budget of $40,000."),
    ("Comparar cotizaciones", "Tres cotizaciones para Mesquite Court 9 con el mismo alcance."),
    langs=("en",),
)
def compare_bids(p):
    bids = [  # vendor, bid as sent, adjustments
        (("Ibarra", "Electric"), 38400, [650, None]),
        (("Llano", "Power"), 36900, [None, 2800]),
        (("Cantera", "Electric"), 41250, [None, None]),
    ]
    budget = 40000
    y = p.window("Bids", "Mesquite Court 9")
    y = p.head(y, "Compare bids", "3 bids", "blue", "Electrical · budget $40,000")
    columns = [LEFT + 186, LEFT + 275, RIGHT]
    p.rect(columns[0] - 72, y, 80, 350, "tint", 12)
    for x, (names, _, _) in zip(columns, bids):
        p.text(x, y + 26, names[0], "b end", fit=80)
        p.text(x, y + 45, names[1], "soft end", fit=80)
    y += 58

    def row(y, labels, values):
        p.line(LEFT, y, RIGHT, y)
        for place, label in enumerate(labels):
            p.text(LEFT, y + 26 + place * 19, label, "soft" if len(labels) > 1 else "", fit=112)
        middle = y + (36 if len(labels) > 1 else 26)
        for x, (text, c) in zip(columns, values):
            p.text(x, middle, text, f"{c} num end".strip(), fit=80)
        return y + (62 if len(labels) > 1 else 42)

    y = row(y, ["Bid as sent"], [(money(bid[1]), "") for bid in bids])
    for place, labels in enumerate([["Temporary", "power"], ["Panel and", "fixtures"]]):
        values = [bid[2][place] for bid in bids]
        for x, value in zip(columns, values):
            if value:
                p.rect(x - 60, y + 18, 66, 27, "amber2", 8)
        y = row(y, labels, [(f"+{money(value)}", "amber1 b") if value else ("–", "soft") for value in values])
    p.path(f"M{LEFT} {y}H{RIGHT}", "k kink w2")
    totals = [bid[1] + sum(value or 0 for value in bid[2]) for bid in bids]
    p.text(LEFT, y + 26, "Comparable", "b")
    p.text(LEFT, y + 45, "total", "b")
    for x, total in zip(columns, totals):
        p.text(x, y + 36, money(total), "b num end" + (" green1" if total == min(totals) else ""), fit=80)
    y += 62
    gaps = [total - budget for total in totals]
    y = row(y, ["Against", "the budget"], [(("+" if gap > 0 else "") + money(gap), "red1" if gap > 0 else "green1") for gap in gaps])
    y += 20
    for place, x in enumerate(columns):
        p.button(x + 5, y, "Award", "plain" if place else "main", w=76, end=True, h=38)
    p.finish(y + 54)


# Invoicing.


@screen(
    "invoice-amount",
    ("How an invoice is worked out", "An invoice for the framing stage: $15,000, less the deposit in proportion and 5% retainage, leaves $12,750 due now."),
    ("Cómo se calcula una factura", "Una factura de la etapa de estructura: $15,000, menos el anticipo en proporción y 5% de retención, deja $12,750 a pagar ahora."),
)
def invoice_amount(p):
    t = p.t
    stage = 15000
    deposit, retained = -6000 * stage // PRICE, -stage * 5 // 100
    due = stage + deposit + retained
    assert (deposit, retained, due) == (-1500, -750, 12750)
    y = p.window(t("Invoices", "Facturas"), "Cedar Lane 118", "OF", "amber")
    y = p.head(y, t("New invoice", "Nueva factura"), t("Draft", "Borrador"), "grey", t("Hinojosa family", "Familia Hinojosa"))
    p.line(12, y, 408, y)
    p.pair(y + 32, t("Framing", "Estructura"), money(stage), "b")
    p.text(LEFT, y + 66, t("Percent complete", "Avance"), "soft")
    p.field(LEFT + 132, y + 36, 84, "", "100%", "b", h=34)
    p.text(RIGHT, y + 66, t("25% of contract", "25% del contrato"), "soft end", fit=140)
    y += 92
    p.line(LEFT, y, RIGHT, y)
    p.pair(y + 32, t("Apply deposit", "Aplicar anticipo"), money(deposit), "b")
    p.choice(y + 46, [t("In proportion", "En proporción"), t("An amount", "Un monto")], 0)
    p.text(LEFT, y + 108, t("25% of the $6,000 deposit", "25% del anticipo de $6,000"), "soft")
    y += 126
    p.line(LEFT, y, RIGHT, y)
    p.pair(y + 32, t("Retainage", "Retención"), money(retained), "b")
    p.field(LEFT, y + 38, 84, "", "5%", "b", h=34)
    p.text(LEFT + 98, y + 68, t("of the stage, from the project", "de la etapa, según el proyecto"), "soft")
    y += 98
    p.rect(12.5, y, 395, 136, "tint")
    p.text(LEFT, y + 36, t("Due now", "A pagar ahora"), "b")
    p.text(RIGHT, y + 41, money(due), "big num end")
    p.pair(y + 64, t("Due date", "Fecha de vencimiento"), t("Jun 26, 2026", "26 jun 2026"), c2="")
    p.button(LEFT, y + 80, t("Preview", "Vista previa"), "plain")
    p.button(RIGHT, y + 80, t("Send invoice", "Enviar factura"), end=True)
    p.finish(y + 136)


@screen(
    "payment-schedule",
    ("Payment schedule of a project", "The deposit, the five stages of the $60,000 contract and the change order for the kitchen outlet: what is paid, what was sent and what is still to bill."),
    ("Etapas de pago de un proyecto", "El anticipo, las cinco etapas del contrato de $60,000 y la orden de cambio del contacto de la cocina: lo pagado, lo enviado y lo que falta por facturar."),
)
def payment_schedule(p):
    t = p.t
    y = p.window(t("Projects", "Proyectos"), "Cedar Lane 118")
    y = p.head(y, t("Payment schedule", "Etapas de pago"))
    p.rect(LEFT, y, 364, 74, "wash", 12)
    p.pair(y + 29, t("Deposit, 10%", "Anticipo, 10%"), money(6000), "b", left=LEFT + 16, right=RIGHT - 16)
    p.badge(LEFT + 16, y + 52, t("Paid", "Pagado"), "green")
    p.text(RIGHT - 16, y + 57, t("May 29", "29 may"), "soft end")
    y += 84
    stages = [*STAGES, ("Change order: kitchen outlet", "Orden de cambio: contacto de la cocina", OUTLET_PRICE)]
    states = ["paid", "sent", None, None, None, None]
    for place, ((en, es, amount), state) in enumerate(zip(stages, states)):
        if place:
            p.line(LEFT, y, RIGHT, y)
        p.circle(LEFT + 15, y + 29, 15, "green2" if state == "paid" else "blue2" if state else "grey2")
        if state == "paid":
            p.icon("check", LEFT + 6, y + 20, "kgreen1", 18)
        else:
            p.text(LEFT + 15, y + 34, f"{place + 1}", ("blue1" if state else "grey1") + " b mid", fit=20)
        p.text(LEFT + 44, y + 34, t(en, es), "b" if state else "", fit=170 if state else 316 - width_of(money(amount), 14))
        p.text(RIGHT, y + 34, money(amount), "b num end" if state else "num end")
        if state:
            label, tone = status(p, state)
            p.badge(RIGHT - 70, y + 29, label, tone, end=True, dot=False)
        y += 58
    p.path(f"M{LEFT} {y}H{RIGHT}", "k kink w2")
    p.text(LEFT, y + 34, t("Revised contract", "Contrato actualizado"), "b")
    p.text(RIGHT, y + 37, money(sum(stage[2] for stage in stages)), "big num end")
    y += 54
    billed = STAGES[0][2] + STAGES[1][2]
    p.bar(LEFT, y, 364, billed / REVISED, h=10)
    p.pair(y + 32, t(f"Billed {money(billed)}", f"Facturado {money(billed)}"), t(f"left {money(REVISED - billed)}", f"faltan {money(REVISED - billed)}"), "soft")
    p.button(RIGHT, y + 48, t("New invoice", "Nueva factura"), icon="plus", end=True)
    p.finish(y + 104)


# Clients.


@screen(
    "portal-client",
    ("What the client sees", "The client portal on the client's phone: the change order with a photo, its price, the contract if it is approved, the finish date, a field for the name, and the buttons Approve and Decline."),
    ("Lo que ve el cliente", "El portal del cliente en su teléfono: la orden de cambio con una foto, su precio, el contrato si se aprueba, la fecha de entrega, un campo para el nombre y los botones Aprobar y Rechazar."),
)
def portal_client(p):
    t = p.t
    y = p.phone("", clock="6:20", web="app.obra.example")
    p.line(44, y, 376, y)
    p.text(EDGE, y + 30, "Cedar Lane 118", "soft")
    p.badge(END, y + 25, t("Pending", "Pendiente"), "amber", end=True)
    p.text(EDGE, y + 60, t("Move kitchen outlet", "Mover contacto de la cocina"), "h", fit=END - EDGE)
    y += 76
    p.photo(EDGE, y, END - EDGE, 128, "outlet", 12)
    y += 144
    p.text(EDGE, y + 20, t("Price", "Precio"), "soft")
    p.text(END, y + 24, money(OUTLET_PRICE), "big num end")
    p.line(EDGE, y + 38, END, y + 38)
    p.pair(y + 62, t("Contract if approved", "Contrato si apruebas"), money(REVISED), left=EDGE, right=END)
    p.pair(y + 88, t("Finish date", "Fecha de entrega"), t("June 24, 2026", "24 de junio de 2026"), left=EDGE, right=END)
    y += 104
    p.field(EDGE, y + 18, END - EDGE, t("Your name", "Tu nombre"), "Elena Hinojosa", focus=True, h=42)
    y += 82
    p.button(EDGE, y, t("Approve", "Aprobar"), w=END - EDGE, h=48, icon="check")
    p.button(EDGE, y + 56, t("Decline", "Rechazar"), "plain", w=END - EDGE, h=44)
    p.hang_up(y + 100)


@screen(
    "selections",
    ("The client chooses a finish", "The selection Kitchen backsplash in the client portal: three choices with pictures and prices, and how much each differs from the allowance of $2,400."),
    ("El cliente elige un acabado", "La selección Azulejo de la cocina en el portal del cliente: tres alternativas con foto y precio, y su diferencia con el monto provisional de $2,400."),
)
def selections(p):
    t = p.t
    allowance = 2400
    y = p.phone("", clock="8:05", web="app.obra.example")
    p.line(44, y, 376, y)
    p.text(EDGE, y + 32, t("Kitchen backsplash", "Azulejo de la cocina"), "h", fit=END - EDGE)
    p.pair(y + 60, t("Allowance", "Monto provisional"), money(allowance), left=EDGE, right=END)
    p.pair(y + 84, t("Choose by", "Fecha límite"), t("Fri, Jun 12", "vie 12 jun"), left=EDGE, right=END)
    y += 102
    options = [
        ("subway", t("White ceramic, 3 × 6 in", "Cerámica blanca, 3 × 6\""), 2150),
        ("talavera", t("Hand-painted ceramic", "Cerámica pintada a mano"), 2400),
        ("marble", t("Honed marble", "Mármol mate"), 3380),
    ]
    for place, (scene, name, price) in enumerate(options):
        on = place == 2
        p.rect(EDGE + 0.75, y + 0.75, END - EDGE - 1.5, 92.5, "tint kaccent w2" if on else "paper kline w2", 14)
        p.photo(EDGE + 10, y + 10, 84, 74, scene, 8)
        p.text(EDGE + 106, y + 30, name, "b", fit=186)
        p.text(EDGE + 106, y + 54, money(price), "num")
        gap = price - allowance
        word = ("+" if gap > 0 else "") + money(gap)
        p.text(EDGE + 106, y + 77, word, ("soft" if not gap else "amber1 b" if gap > 0 else "green1 b") + " num", fit=140)
        p.radio(END - 34, y + 56, on)
        y += 102
    y += 2
    p.button(EDGE, y, t("Choose this one", "Elijo esta"), w=END - EDGE, h=48)
    p.button(EDGE + (END - EDGE) / 2 - width_of(t("None of these", "Ninguna de estas"), 14, True) / 2 - 2, y + 54, t("None of these", "Ninguna de estas"), "quiet")
    p.hang_up(y + 88)


# Documents, photos.


@screen(
    "plans-revisions",
    ("Plans with their revisions", "The plans of Cedar Lane 118: sheet A-201 is open with revision 1 as the current one and revision 0 as superseded; below it are other sheets with their revision."),
    ("Planos con sus revisiones", "Los planos de Cedar Lane 118: el A-201 está abierto, con la revisión 1 vigente y la 0 como sustituida; abajo, otros planos con su revisión."),
)
def plans_revisions(p):
    t = p.t
    y = p.window(t("Documents", "Documentos"), "Cedar Lane 118")
    y = p.head(y, t("Plans", "Planos"))
    p.button(RIGHT, y - 44, t("Upload plans", "Subir planos"), icon="plus", end=True, h=38)
    y += 4
    p.rect(12.5, y, 395, 282, "wash")
    p.line(12, y, 408, y)
    p.photo(LEFT, y + 16, 156, 104, "elevation")
    x = LEFT + 172
    p.text(x, y + 36, "A-201", "h")
    p.text(x, y + 59, t("Kitchen elevations", "Alzados de cocina"), "soft")
    p.badge(x, y + 84, t("Revision 1", "Revisión 1"), "green")
    p.text(x, y + 118, t("Compare", "Comparar"), "accent b")
    row = y + 134
    revisions = [
        ("1", t("City comments", "Comentarios de la ciudad"), t("Apr 20", "20 abr"), True),
        ("0", t("Permit set", "Juego para permiso"), t("Mar 2", "2 mar"), False),
    ]
    p.path(f"M{LEFT + 12} {row + 20}v40", "k kedge w2")
    for number, note, date, current in revisions:
        p.circle(LEFT + 12, row + 19, 12, "accent" if current else "grey2")
        p.text(LEFT + 12, row + 24, number, ("on" if current else "grey1") + " b mid", fit=20)
        p.text(LEFT + 36, row + 24, note, "b" if current else "soft", fit=220)
        p.text(RIGHT, row + 24, date, "soft end")
        if not current:
            p.badge(RIGHT - 58, row + 19, t("Superseded", "Sustituido"), "red", end=True, dot=False)
        row += 42
    p.button(LEFT, row + 8, t("Add revision", "Agregar revisión"), "plain", icon="plus", h=38)
    y += 282
    p.line(12, y, 408, y)
    sheets = [
        ("E-101", t("Electrical", "Instalación eléctrica"), 1),
        ("A-101", t("Floor plan", "Planta"), 0),
        ("A-102", t("Roof plan", "Planta de techo"), 0),
    ]
    for sheet, name, revision in sheets:
        p.icon("next", LEFT - 4, y + 13, "ksoft", 18)
        p.text(LEFT + 22, y + 27, sheet, "b num")
        p.text(LEFT + 76, y + 27, name, fit=180)
        p.text(RIGHT, y + 27, t(f"Revision {revision}", f"Revisión {revision}"), "soft end")
        y += 44
        p.line(LEFT, y, RIGHT, y)
    p.text(LEFT + 22, y + 27, t("10 more sheets", "10 planos más"), "soft")
    p.finish(y + 44)


@screen(
    "sheet-to-print",
    ("A sheet to print", "Sheet A-201 of Cedar Lane 118 on the computer: its number in the search field, the list of revisions with revision 1, the button Print, and below them the sheet with the revision in its margin."),
    ("Un plano para imprimir", "El plano A-201 de Cedar Lane 118 en la computadora: su número en el buscador, la lista de revisiones con la 1, el botón Imprimir y, abajo, el plano con la revisión en el margen."),
)
def sheet_to_print(p):
    t = p.t
    y = p.window(t("Documents", "Documentos"), "Cedar Lane 118")
    p.field(LEFT, y + 8, RIGHT - LEFT, "", "A-201", "b", icon="search", focus=True)
    y = p.head(y + 64, "A-201", t("Current", "Vigente"), "green", t("Kitchen elevations", "Alzados de cocina"))
    p.field(LEFT, y + 16, 220, t("Revision", "Revisión"), t("1 · April 20", "1 · 20 de abril"), icon="down")
    p.button(RIGHT, y + 24, t("Print", "Imprimir"), end=True)
    y += 80
    p.rect(12.5, y, 395, 268, "wash")
    p.line(12, y, 408, y)
    p.rect(LEFT + 0.5, y + 16.5, RIGHT - LEFT - 1, 235, "paper kedge", 4)
    p.photo(LEFT + 12, y + 28, 280, 212, "elevation", 0)
    x = LEFT + 300
    p.line(x, y + 17, x, y + 251)
    p.text(x + 32, y + 46, "A-201", "b mid", fit=60)
    p.text(x + 32, y + 222, "Rev.", "soft mid", fit=60)
    p.text(x + 32, y + 242, "1", "b mid", fit=60)
    p.finish(y + 268)


@screen(
    "photo-timeline",
    ("Photos by day", "The photos of a project on the phone, grouped by day, with albums above and the button Add photos."),
    ("Fotos por día", "Las fotos de un proyecto en el teléfono, agrupadas por día, con los álbumes arriba y el botón Agregar fotos."),
)
def photo_timeline(p):
    t = p.t
    y = p.phone(t("Photos", "Fotos"), clock="3:15", sub="Cedar Lane 118", action="search")
    p.chips(y + 14, [t("All", "Todas"), t("Kitchen", "Cocina"), t("Outside", "Exterior")], left=EDGE)
    y += 62
    days = [
        (t("Fri, Jun 12", "vie 12 jun"), t("3 photos", "3 fotos"), ["framing", "outlet", "siding"]),
        (t("Mon, Jun 8", "lun 8 jun"), t("2 photos", "2 fotos"), ["delivery", "ticket"]),
        (t("Mon, Jun 1", "lun 1 jun"), t("1 photo", "1 foto"), ["kitchen"]),
    ]
    for name, count, scenes in days:
        p.pair(y + 16, name, count, "b", "soft", left=EDGE, right=END)
        y += 28
        if len(scenes) == 3:
            p.photo(EDGE, y, 196, 128, scenes[0], 10)
            p.photo(EDGE + 204, y, 96, 60, scenes[1], 10)
            p.photo(EDGE + 204, y + 68, 96, 60, scenes[2], 10)
            y += 140
        else:
            w = (END - EDGE - 8) / 2
            for place, scene in enumerate(scenes):
                p.photo(EDGE + place * (w + 8), y, w, 92, scene, 10)
            if len(scenes) == 1:
                x = EDGE + w + 8
                p.text(x + 6, y + 34, t("As we found it", "Así lo encontramos"), "b", fit=146)
                p.text(x + 6, y + 57, t("Daily log", "Reporte diario"), "accent")
            y += 104
    y += 2
    p.button(EDGE, y, t("Add photos", "Agregar fotos"), w=END - EDGE, h=48, icon="camera")
    p.hang_up(y + 48)


# Reports.


@screen(
    "job-cost",
    ("Job cost report", "Cedar Lane 118 on June 10: budget, actual cost, committed cost and projected cost, in total and as bars for each cost code. Framing will end $1,300 over its budget, the job $900."),
    ("Informe de costos de obra", "Cedar Lane 118 al 10 de junio: presupuesto base, costo real, comprometido y proyectado, en total y en barras por código de costo. Estructura va a terminar $1,300 arriba de su presupuesto base y la obra, $900."),
)
def job_cost(p):
    t = p.t
    y = p.window(t("Reports", "Informes"), t("Job cost", "Costos de obra"), "OF", "amber")
    y = p.head(y, "Cedar Lane 118", sub=t("As of Jun 10, 2026", "Fecha de corte: 10 jun 2026"))
    rows = [  # cost code, budget, actual, committed, projected
        (t("Concrete, finished", "Concreto, terminado"), 8800, 8400, 0, 8400),
        (t("Framing", "Estructura"), 12000, 9400, 3900, 13300),
        (t("Electrical", "Electricidad"), 7500, 2000, 5500, 7500),
        (t("Cabinets", "Gabinetes"), 13200, 0, 12600, 13200),
        (t("Other codes", "Otros códigos"), 6500, 1500, 0, 6500),
    ]
    budget, actual, committed, projected = (sum(row[place] for row in rows) for place in range(1, 5))
    assert (budget, actual, committed, projected) == (COST, 21300, 22000, 48900)
    p.tile(LEFT, y, 178, t("Budget", "Presupuesto base"), money(budget), "")
    p.tile(LEFT + 186, y, 178, t("Projected cost", "Costo proyectado"), money(projected), "", tone="amber2")
    p.tile(LEFT, y + 74, 178, t("Actual cost", "Costo real"), money(actual), "")
    p.tile(LEFT + 186, y + 74, 178, t("Committed cost", "Costo comprometido"), money(committed), "")
    y += 154
    p.rect(LEFT, y + 4, 14, 10, "accent", 3)
    x = round(LEFT + 20 + p.text(LEFT + 20, y + 14, t("Actual", "Real"), "soft") + 14)
    p.rect(x + 0.5, y + 4.5, 13, 9, "blue2 kaccent", 3)
    x = round(x + 20 + p.text(x + 20, y + 14, t("Committed", "Comprometido"), "soft") + 14)
    p.path(f"M{x} {y + 1}v16", "k2 kink")
    p.text(x + 8, y + 14, t("Budget", "Presupuesto base"), "soft")
    y += 28
    scale = 290 / 13300
    for name, budget, actual, committed, projected in rows:
        p.line(LEFT, y, RIGHT, y)
        p.text(LEFT, y + 25, name, "b", fit=200)
        gap = budget - projected
        p.text(RIGHT, y + 25, money(gap), ("red1 b" if gap < 0 else "green1 b" if gap else "soft") + " num end")
        p.rect(LEFT, y + 35, round(budget * scale), 12, "grey2", 4)
        if committed:
            p.rect(LEFT + 0.5, y + 35.5, round((actual + committed) * scale) - 1, 11, "blue2 kaccent", 4)
        if actual:
            p.rect(LEFT, y + 35, round(actual * scale), 12, "accent", 4)
        p.path(f"M{LEFT + round(budget * scale)} {y + 31}v20", "k2 kink")
        p.text(RIGHT, y + 48, money(projected), "soft num end", fit=66)
        y += 62
    p.path(f"M{LEFT} {y}H{RIGHT}", "k kink w2")
    p.text(LEFT, y + 32, t("Difference", "Diferencia"), "b")
    p.text(RIGHT, y + 32, money(COST - 48900), "red1 b num end")
    p.finish(y + 50)


# Team, settings.


@screen(
    "team-roles",
    ("The team and its roles", "Settings, Team: six people with their role and status; each person with the role Field counts as half a seat."),
    ("El equipo y sus roles", "Configuración, Equipo: seis personas con su rol y estado; cada persona con el rol Campo cuenta como medio lugar."),
)
def team_roles(p):
    t = p.t
    y = p.window(t("Settings", "Configuración"), t("Team", "Equipo"), "OF", "amber")
    y += 16
    p.text(LEFT, y + 17, t("4.5 of 5 seats", "4.5 de 5 lugares"), "b")
    p.bar(LEFT, y + 27, 150, 0.9)
    p.button(RIGHT, y, t("Invite", "Invitar"), icon="plus", end=True)
    y += 54
    people = [
        ("Teresa Lozano", "TL", t("Owner", "Dueño"), "tint", None, None),
        ("Luis Montemayor", "LM", t("Project manager", "Gerente de proyecto"), "blue", None, None),
        ("Ofelia Franco", "OF", t("Office admin", "Administración"), "amber", None, None),
        ("Beto Salas", "BS", t("Field", "Campo"), "green", "half", None),
        ("Toño Salinas", "TS", t("Field", "Campo"), "green", "half", None),
        ("Nando Peña", "NP", t("Field", "Campo"), "grey", "half", "pending"),
    ]
    for name, letters, role, tone, seat, state in people:
        p.line(LEFT, y, RIGHT, y)
        p.avatar(LEFT + 18, y + 32, letters, tone, 18)
        p.text(LEFT + 50, y + 28, name, "b", fit=180)
        p.text(LEFT + 50, y + 49, role + (t(" · half a seat", " · medio lugar") if seat else ""), "soft", fit=190)
        if state:
            p.badge(RIGHT, y + 32, t("Pending", "Pendiente"), "amber", end=True)
        else:
            p.badge(RIGHT, y + 32, t("Active", "Activo"), "green", end=True)
        y += 64
    p.rect(LEFT, y, 364, 48, "wash", 12)
    p.text(LEFT + 14, y + 29, t("Invited Sep 21", "Invitado 21 sep"), "soft")
    p.text(RIGHT - 14, y + 29, t("Resend invitation", "Reenviar invitación"), "accent b end", fit=200)
    p.finish(y + 64)


@screen(
    "permissions",
    ("An exception for one person", "Beto, role Field, tab Permissions: one exception lets him review daily logs until July 17; below it, what his role allows. Costs and prices stay closed for Field."),
    ("Una excepción para una persona", "Beto, rol Campo, pestaña Permisos: una excepción le permite revisar reportes diarios hasta el 17 de julio; abajo, lo que permite su rol. Costos y precios siguen cerrados para Campo."),
)
def permissions(p):
    t = p.t
    y = p.window(t("Settings", "Configuración"), t("Team", "Equipo"), "TL", "tint")
    p.avatar(LEFT + 22, y + 42, "BS", "green", 22)
    p.text(LEFT + 58, y + 38, "Beto Salas", "h")
    p.text(LEFT + 58, y + 60, t("Role: Field", "Rol: Campo"), "soft")
    p.badge(RIGHT, y + 42, t("Active", "Activo"), "green", end=True)
    y = p.tabs(y + 72, [t("Projects", "Proyectos"), t("Permissions", "Permisos"), t("Activity", "Actividad")], 1)
    y += 16
    p.rect(LEFT, y, 364, 112, "blue2", 12)
    a, b = LEFT + 16, RIGHT - 16
    p.circle(a + 5, y + 23, 4.5, "blue1")
    p.text(a + 18, y + 28, t("Different from the role", "Distinto a su rol"), "blue1", fit=220)
    p.text(a, y + 60, t("Review daily logs", "Revisar reportes diarios"), "b", fit=220)
    p.text(b, y + 60, t("Allow", "Permitir"), "green1 b end", fit=90)
    p.text(a, y + 90, t("All his projects", "En todos sus proyectos"), fit=190)
    p.text(b, y + 90, t("Until Jul 17", "Hasta el 17 jul"), "end", fit=140)
    y += 126
    p.button(LEFT, y, t("Add exception", "Agregar excepción"), "plain", icon="plus", h=40)
    y += 56
    p.rect(12.5, y, 395, 34, "wash")
    p.text(LEFT, y + 22, t("From the role Field", "Del rol Campo"), "soft")
    y += 34
    rows = [
        (t("Write daily logs", "Llenar reportes diarios"), True, None),
        (t("Add photos", "Agregar fotos"), True, None),
        (t("Draft change orders", "Iniciar órdenes de cambio"), True, None),
        (t("See costs and prices", "Ver costos y precios"), False, t("No exception for Field", "Sin excepción para Campo")),
    ]
    for place, (label, on, note) in enumerate(rows):
        if place:
            p.line(LEFT, y, RIGHT, y)
        p.text(LEFT, y + 29, label, fit=300)
        if on:
            p.icon("check", RIGHT - 20, y + 14, "kgreen1")
        else:
            p.icon("lock", RIGHT - 20, y + 24, "ksoft")
            p.text(LEFT, y + 52, note, "soft")
        y += 66 if note else 48
    p.line(12, y, 408, y)
    p.button(LEFT, y + 14, t("Cancel", "Cancelar"), "plain")
    p.button(RIGHT, y + 14, t("Save", "Guardar"), end=True)
    p.finish(y + 68)


# Phone, import, notifications.


@screen(
    "upload-queue",
    ("What waits to upload", "The phone without signal: hours, a daily log and photos marked Waiting to upload, one photo that needs attention with the button Retry, and the button Upload now."),
    ("Lo que falta por subir", "El teléfono sin señal: horas, un reporte diario y fotos como Pendiente de subir, una foto que requiere atención con el botón Reintentar, y el botón Subir ahora."),
)
def upload_queue(p):
    t = p.t
    y = p.phone(t("Uploads", "Subidas"), clock="5:26", offline=True, action="more")
    p.rect(EDGE, y + 16, END - EDGE, 88, "amber2", 14)
    p.icon("cloud", EDGE + 14, y + 28, "kamber1", 26)
    p.text(EDGE + 52, y + 46, t("5 waiting to upload", "5 por subir"), "amber1 b")
    p.text(EDGE + 52, y + 68, t("They are safe on this", "Están a salvo en este"), "amber1", fit=210)
    p.text(EDGE + 52, y + 88, t("phone. No signal yet.", "teléfono. Aún no hay señal."), "amber1", fit=210)
    y += 116
    waiting = t("Waiting to upload", "Pendiente de subir")
    rows = [
        ("clock", None, t("Hours, Oct 7", "Horas, 7 oct"), waiting, "amber1"),
        ("doc", None, t("Daily log, Oct 7", "Reporte diario, 7 oct"), waiting, "amber1"),
        (None, "slab", t("Slab, wide view", "Losa, toma abierta"), waiting, "amber1"),
        (None, "ticket", t("Delivery ticket", "Remisión"), waiting, "amber1"),
        (None, "forms", t("Forms and mesh", "Cimbra y malla"), t("Needs attention", "Requiere atención"), "red1"),
    ]
    for place, (icon, scene, name, note, tone) in enumerate(rows):
        if place:
            p.line(EDGE + 70, y, END, y)
        if icon:
            p.rect(EDGE, y + 8, 58, 48, "tint", 8)
            p.icon(icon, EDGE + 17, y + 20, "kaccent", 24)
        else:
            p.photo(EDGE, y + 8, 58, 48, scene)
        p.text(EDGE + 70, y + 28, name, "b", fit=230)
        p.text(EDGE + 70, y + 49, note, tone, fit=160)
        if tone == "red1":
            p.text(END, y + 49, t("Retry", "Reintentar"), "accent b end", fit=100)
        y += 64
    p.button(EDGE, y + 8, t("Upload now", "Subir ahora"), w=END - EDGE, h=46, icon="cloud")
    p.hang_up(y + 54)


@screen(
    "import-mapping",
    ("Match the columns of a file", "An import of clients: each column of the file with the field of Obra it goes to; one column has no field yet."),
    ("Relacionar las columnas de un archivo", "Una importación de clientes: cada columna del archivo con el campo de Obra al que llega; una columna aún no tiene campo."),
)
def import_mapping(p):
    t = p.t
    y = p.window(t("Settings", "Configuración"), t("Import", "Importar"), "OF", "amber")
    y += 16
    p.rect(LEFT, y, 364, 56, "wash", 12)
    p.icon("doc", LEFT + 14, y + 16, "kaccent", 24)
    p.text(LEFT + 50, y + 24, t("clients.csv", "clientes.csv"), "b")
    p.text(LEFT + 50, y + 44, t("300 rows, 5 columns", "300 renglones, 5 columnas"), "soft")
    p.badge(RIGHT - 12, y + 28, t("4 of 5", "4 de 5"), "amber", end=True, dot=False)
    y += 74
    p.text(LEFT, y + 12, t("In your file", "En tu archivo"), "soft")
    p.text(LEFT + 180, y + 12, t("In Obra", "En Obra"), "soft")
    y += 24
    rows = [
        (t("Customer", "Cliente"), "Hinojosa, Elena", t("Name", "Nombre"), True),
        (t("Cell", "Cel"), "956 555 0147", t("Cell number", "Celular"), True),
        (t("E-mail", "Email"), "elena@mail.example", t("Email", "Correo"), True),
        (t("Job site", "Domicilio"), "118 Cedar Lane", t("Choose a field", "Elige un campo"), False),
        (t("Ref by", "Recomendó"), "Ramírez", t("Do not import", "No importar"), True),
    ]
    for column, example, field, done in rows:
        p.line(LEFT, y, RIGHT, y)
        p.text(LEFT, y + 26, column, "b", fit=140)
        p.text(LEFT, y + 47, example, "soft", fit=142)
        p.path(f"M{LEFT + 148} {y + 32}h18m-5-5 5 5-5 5", "k2 ksoft")
        p.rect(LEFT + 180.5, y + 12.5, 183, 39, "paper kedge" if done else "amber2 kamber1", 8)
        p.text(LEFT + 192, y + 37, field, "" if done else "amber1 b", fit=146)
        p.icon("down", RIGHT - 26, y + 23, "ksoft" if done else "kamber1", 18)
        y += 64
    p.line(12, y, 408, y)
    p.button(LEFT, y + 14, t("Cancel", "Cancelar"), "plain")
    p.button(RIGHT, y + 14, t("Check file", "Vista previa"), end=True)
    p.finish(y + 68)


@screen(
    "notifications",
    ("Choose your notifications", "Settings, Notifications: for each kind, a box for the phone and one for email, and the quiet hours. Incidents always come."),
    ("Elige tus notificaciones", "Configuración, Notificaciones: para cada aviso, una casilla para el teléfono y otra para el correo, y las horas de silencio. Los incidentes siempre llegan."),
)
def notifications(p):
    t = p.t
    y = p.window(t("Settings", "Configuración"), t("Notifications", "Notificaciones"))
    p.text(RIGHT - 90, y + 32, t("Phone", "Teléfono"), "soft mid", fit=76)
    p.text(RIGHT - 22, y + 32, t("Email", "Correo"), "soft mid", fit=56)
    y += 44
    rows = [
        ("people", t("Mention in a note", "Mención en una nota"), None, True, False),
        ("calendar", t("Task starts tomorrow", "Actividad de mañana"), None, True, False),
        ("clock", t("Hours corrected", "Horas corregidas"), None, True, False),
        ("doc", t("Daily log submitted", "Reporte diario enviado"), t("in the daily summary", "en el resumen del día"), False, True),
        ("bell", t("No daily log", "Sin reporte diario"), t("by 7:00 p.m.", "a las 7:00 p. m."), True, False),
        ("swap", t("Client's answer", "Respuesta del cliente"), t("approved or declined", "aprobó o rechazó"), True, True),
        ("warn", t("Incident", "Incidente"), t("always", "siempre"), None, None),
    ]
    for icon, name, note, phone, email in rows:
        p.line(LEFT, y, RIGHT, y)
        p.circle(LEFT + 18, y + 29, 18, "tint")
        p.icon(icon, LEFT + 8, y + 19, "kaccent")
        if note:
            p.text(LEFT + 46, y + 26, name, "b", fit=210)
            p.text(LEFT + 46, y + 46, note, "soft", fit=206)
        else:
            p.text(LEFT + 46, y + 34, name, "b", fit=210)
        for x, on in ((RIGHT - 101, phone), (RIGHT - 33, email)):
            p.box(x, y + 29, on is not False, "accent" if on else "edge")
        y += 58
    p.rect(12.5, y, 395, 118, "wash")
    p.line(12, y, 408, y)
    p.text(LEFT, y + 39, t("Quiet hours", "Horas de silencio"), "b")
    p.text(RIGHT, y + 39, t("8:00 p.m. to 6:00 a.m.", "de 8:00 p. m. a 6:00 a. m."), "end", fit=210)
    p.button(RIGHT, y + 62, t("Save", "Guardar"), end=True)
    y += 48
    p.finish(y + 70)
