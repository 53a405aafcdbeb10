"""The drawn screens. Each function draws one screen; `p.t` holds its words in English and in Spanish, side by side.

The example is the same everywhere: Cedar Lane 118, a remodel for the Hinojosa family with a contract of $60,000
(costs of $48,000 and a markup of 25%). Numbers are worked out here where they depend on one another.
"""

from draw import EDGE, END, LEFT, RIGHT, Picture, money, width_of

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
    ("Demolition", "Demolición", 3840),
    ("Concrete", "Concreto", 5760),
    ("Framing", "Estructura", 12000),
    ("Electrical and plumbing", "Instalaciones", 8000),
    ("Drywall", "Tablaroca", 6400),
    ("Finishes", "Acabados", 12000),
]
COST = sum(cost for _, _, cost in SECTIONS)
PRICE = COST * (100 + MARKUP) // 100
assert (COST, PRICE) == (48000, 60000)
STAGES = [
    ("Demolition and slab", "Demolición y losa", 12000),
    ("Framing", "Estructura", 15000),
    ("Rough-in", "Instalaciones", 10000),
    ("Drywall", "Tablaroca", 8000),
    ("Finishes", "Acabados", 15000),
]
assert sum(amount for _, _, amount in STAGES) == PRICE


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
    p.line(LEFT, y, RIGHT, y)
    y = section(y, 1)
    y = section(y, 2, True)
    lines = [
        (t("Studs and plates", "Postes y soleras"), "06-110", t("400 pcs × $12.00", "400 pza × $12.00"), 4800),
        (t("Framing crew", "Cuadrilla de estructura"), "06-010", "120 h × $48.00", 5760),
        (t("Beam, kitchen opening", "Viga, vano de la cocina"), "06-170", t("1 pc × $1,440.00", "1 pza × $1,440.00"), 1440),
    ]
    assert sum(line[3] for line in lines) == SECTIONS[2][2]
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
    rest = sum(cost for _, _, cost in SECTIONS[3:])
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
    p.rect(12.5, y, 395, 400, "wash")
    p.line(12, y, 408, y)
    top = y + 18
    p.rect(LEFT + 2, top + 3, 360, 312, "shade", 8, ' opacity=".08"')
    p.rect(LEFT, top, 364, 312, "paper kline", 8)
    p.path(f"M{LEFT} {top + 6}a6 6 0 0 1 6-6h352a6 6 0 0 1 6 6z", "accent")
    a, b = LEFT + 20, RIGHT - 20
    p.text(a, top + 38, t("Remodel with kitchen", "Remodelación con cocina"), "h", fit=320)
    p.text(a, top + 60, t("Cedar Lane 118 · Hinojosa family", "Cedar Lane 118 · Familia Hinojosa"), "soft", fit=320)
    row = top + 76
    for en, es, cost in SECTIONS:
        p.line(a, row, b, row)
        p.pair(row + 21, t(en, es), money(cost * (100 + MARKUP) // 100), left=a, right=b)
        row += 31
    p.path(f"M{a} {row}H{b}", "k kink w2")
    p.text(a, row + 32, t("Total price", "Precio total"), "b")
    p.text(b, row + 35, money(PRICE), "big num end")
    row = top + 338
    p.text(LEFT, row + 5, t("Valid until", "Vigencia"), "soft")
    p.text(LEFT, row + 25, t("Oct 16, 2026", "16 oct 2026"), "b")
    p.button(RIGHT, row - 8, t("Send for approval", "Enviar a aprobación"), end=True)
    p.finish(y + 400)


@screen(
    "cost-catalog",
    ("Cost catalog", "Items of the cost catalog with cost code, cost type and unit cost, and an assembly that adds up four of them."),
    ("Catálogo de costos", "Artículos del catálogo de costos con código, tipo y costo unitario, y un paquete que suma cuatro de ellos."),
)
def cost_catalog(p):
    t = p.t
    y = p.window(t("Cost catalog", "Catálogo de costos"))
    y += 16
    p.rect(LEFT + 0.5, y + 0.5, 363, 39, "paper kedge", 20)
    p.icon("search", LEFT + 12, y + 10, "ksoft")
    p.text(LEFT + 42, y + 25, t("Search 214 items", "Buscar en 214 artículos"), "soft")
    y += 54
    p.chips(y, [t("All", "Todo"), t("Labor", "Mano de obra"), t("Materials", "Materiales"), t("Equipment", "Equipo")])
    y += 46
    items = [
        (t("Stud 2×6, 8 ft", "Poste 2×6, 8 pies"), "06-110", t("materials", "materiales"), "$12.00", t("per pc", "por pza")),
        (t("Framing carpenter", "Carpintero de estructura"), "06-010", t("labor", "mano de obra"), "$48.00", t("per hour", "por hora")),
        (t("Drywall sheet, 1/2 in", "Hoja de tablaroca, 1/2\""), "09-210", t("materials", "materiales"), "$14.50", t("per pc", "por pza")),
        (t("Skid steer", "Minicargador"), "01-540", t("equipment", "equipo"), "$320.00", t("per day", "por día")),
    ]
    for name, code, kind, cost, unit in items:
        p.pair(y + 22, name, cost, c2="b")
        p.pair(y + 42, f"{code} · {kind}", unit, "soft")
        y += 56
        p.line(LEFT, y, RIGHT, y)
    y += 16
    parts = [
        (t("Stud 2×6, 8 ft", "Poste 2×6, 8 pies"), "9 ×", 108.0),
        (t("Drywall sheet", "Hoja de tablaroca"), "6 ×", 87.0),
        (t("Framing carpenter", "Carpintero de estructura"), "4 h", 192.0),
        (t("Screws and compound", "Tornillos y pasta"), "1 ×", 29.0),
    ]
    p.rect(LEFT, y, 364, 214, "wash", 12)
    a, b = LEFT + 16, RIGHT - 16
    p.text(a, y + 30, t("Interior wall, 10 ft", "Muro interior, 10 pies"), "b", fit=220)
    p.badge(b, y + 25, t("Assembly", "Paquete"), "blue", end=True, dot=False)
    row = y + 46
    for name, count, amount in parts:
        p.text(a, row + 21, count, "soft num", fit=34)
        p.pair(row + 21, name, money(amount, True), left=a + 36, right=b)
        row += 29
    p.path(f"M{a} {row + 6}H{b}", "k kink w2")
    p.pair(row + 33, t("Cost of the assembly", "Costo del paquete"), money(sum(part[2] for part in parts), True), "b", left=a, right=b)
    p.finish(y + 230)


# Scheduling.


@screen(
    "schedule-gantt",
    ("Schedule with bars", "The schedule of Cedar Lane 118: tasks as bars over five weeks, linked to their predecessors, with the baseline as a thin bar, a milestone and today."),
    ("Programa con barras", "El programa de Cedar Lane 118: actividades en barras a lo largo de cinco semanas, enlazadas con su actividad previa, con el programa base en una barra delgada, un hito y el día de hoy."),
)
def schedule_gantt(p):
    t = p.t
    y = p.window(t("Schedule", "Programa"), "Cedar Lane 118")
    y += 14
    p.button(LEFT, y, t("New task", "Nueva actividad"), icon="plus", h=38)
    p.button(RIGHT, y, t("Publish", "Publicar"), "plain", end=True, h=38)
    y += 52
    day = 364 / 35

    def x(date):  # days since Monday, September 7
        return LEFT + date * day

    p.rect(12.5, y, 395, 34, "wash")
    p.line(12, y, 408, y)
    p.line(12, y + 34, 408, y + 34)
    weeks = [t("Sep 7", "7 sep"), "14", "21", "28", t("Oct 5", "5 oct")]
    top, bottom = y + 34, y + 34 + 5 * 58 + 10
    for place, label in enumerate(weeks):
        p.text(x(place * 7) + 4, y + 22, label, "soft num", fit=68)
        if place:
            p.line(round(x(place * 7)), top, round(x(place * 7)), bottom)
    tasks = [  # name, first and last day, the same in the baseline, share done
        (t("Demolition", "Demolición"), 0, 4, (0, 4), 1),
        (t("Slab · Del Valle Concrete", "Losa · Del Valle Concrete"), 7, 11, (7, 11), 1),
        (t("Framing", "Estructura"), 14, 26, (14, 24), 2.5 / 13),
        (t("Electrical · Ibarra Electric", "Eléctrico · Ibarra Electric"), 28, 31, (25, 29), 0),
    ]
    today = round(x(16.5))
    p.path(f"M{today} {top}V{bottom}", "k kred1 w2")
    row = top
    for place, (name, first, last, base, done) in enumerate(tasks):
        a, w = x(first), (last - first + 1) * day
        if place == 3:
            p.text(a - 6, row + 41, name, "end halo kpaper", fit=a - LEFT)
        else:
            p.text(a, row + 22, name, "halo kpaper", fit=RIGHT - a)
        if done == 1:
            p.rect(a, row + 30, w, 14, "green1", 4)
        else:
            p.rect(a + 0.5, row + 30.5, w - 1, 13, "blue2 kaccent", 4)
            if done:
                p.rect(a, row + 30, w * done, 14, "accent", 4)
        p.rect(x(base[0]), row + 48, (base[1] - base[0] + 1) * day, 4, "edge", 2)
        if place < len(tasks) - 1:
            p.path(f"M{a + w + 1:.0f} {row + 37}h9v43m-4-6 4 6 4-6", "k ksoft w2")
        row += 58
    point = x(32.5)
    p.text(point - 20, row + 34, t("Inspection", "Inspección"), "b end halo kpaper")
    p.path(f"M{point:.0f} {row + 18}l11 11-11 11-11-11z", "amber1")
    word = t("Today", "Hoy")
    w = round(width_of(word, 14, True) + 18)
    p.rect(today - w / 2, bottom - 36, w, 24, "red2", 12)
    p.text(today, bottom - 19, word, "red1 b mid", fit=w)
    y = bottom
    p.line(12, y, 408, y)
    p.rect(LEFT, y + 21, 26, 4, "edge", 2)
    p.text(LEFT + 34, y + 28, t("Baseline", "Programa base"), "soft")
    x2 = LEFT + 34 + width_of(t("Baseline", "Programa base"), 14) + 18
    p.path(f"M{x2 + 9:.0f} {y + 15}l8 8-8 8-8-8z", "amber1")
    p.text(x2 + 24, y + 28, t("Milestone", "Hito"), "soft")
    p.text(RIGHT, y + 28, t("2 days late", "2 días de retraso"), "red1 b end", fit=150)
    p.finish(y + 46)


@screen(
    "look-ahead",
    ("Look-ahead of three weeks", "The next three weeks of a project: each task with its days, who does it, and what still needs attention."),
    ("Próximas semanas", "Las próximas tres semanas de un proyecto: cada actividad con sus días, quién la hace y lo que requiere atención."),
)
def look_ahead(p):
    t = p.t
    y = p.window(t("Schedule", "Programa"), "Cedar Lane 118")
    y = p.head(y, t("Look-ahead", "Próximas semanas"), t("3 weeks", "3 semanas"), "blue", None)
    weeks = [
        (
            t("Sep 21 to 27", "21 al 27 de sep"),
            t("this week", "esta semana"),
            [
                (t("Framing, garage", "Estructura, cochera"), t("Beto's crew", "Cuadrilla de Beto"), t("Mon–Sat", "lun–sáb"), "B", "tint", None),
                (t("Beam delivery", "Entrega de la viga"), "Norte Lumber", t("Thu", "jue"), "N", "blue", None),
            ],
        ),
        (
            t("Sep 28 to Oct 4", "28 sep al 4 oct"),
            "",
            [
                (t("Framing, kitchen", "Estructura, cocina"), t("Beto's crew", "Cuadrilla de Beto"), t("Mon–Sat", "lun–sáb"), "B", "tint", t("Window sizes missing", "Faltan medidas de ventanas")),
            ],
        ),
        (
            t("Oct 5 to 11", "5 al 11 de oct"),
            "",
            [
                (t("Electrical rough-in", "Instalación eléctrica"), "Ibarra Electric", t("Mon–Thu", "lun–jue"), "I", "amber", None),
                (t("Inspection", "Inspección"), t("Milestone", "Hito"), t("Fri", "vie"), "", "", None),
            ],
        ),
    ]
    for name, note, rows in weeks:
        p.rect(12.5, y, 395, 34, "wash")
        p.text(LEFT, y + 22, name, "b")
        if note:
            p.text(RIGHT, y + 22, note, "soft end", fit=150)
        y += 34
        for place, (task, who, days, letter, tone, warning) in enumerate(rows):
            if place:
                p.line(LEFT, y, RIGHT, y)
            if letter:
                p.avatar(LEFT + 16, y + 29, letter, tone)
            else:
                p.path(f"M{LEFT + 16} {y + 18}l11 11-11 11-11-11z", "amber1")
            p.pair(y + 25, task, days, c2="soft", left=LEFT + 44)
            p.text(LEFT + 44, y + 45, who, "soft", fit=300)
            y += 58
            if warning:
                p.rect(LEFT + 44, y - 2, 320, 62, "amber2", 10)
                p.icon("warn", LEFT + 54, y + 6, "kamber1", 18)
                p.text(LEFT + 80, y + 20, t("Needs attention", "Requiere atención"), "amber1 b", fit=270)
                p.text(LEFT + 80, y + 43, warning, "amber1", fit=270)
                y += 72
    y += 6
    p.line(12, y, 408, y)
    p.button(LEFT, y + 14, t("Print", "Imprimir"), "plain")
    p.button(RIGHT, y + 14, t("Share", "Compartir"), end=True)
    p.finish(y + 68)


# Daily logs and time.


@screen(
    "daily-log",
    ("A daily log on the phone", "A new daily log: date and weather, the crews with their hours, the work done, photos, and the button Sign and submit."),
    ("Un reporte diario en el teléfono", "Un reporte diario nuevo: fecha y clima, las cuadrillas con sus horas, el trabajo realizado, las fotos y el botón Firmar y enviar."),
)
def daily_log(p):
    t = p.t
    y = p.phone(t("New daily log", "Nuevo reporte diario"), sub="Cedar Lane 118", action="more")
    p.icon("calendar", EDGE, y + 15, "ksoft")
    p.text(EDGE + 28, y + 30, t("Wed, Sep 16", "mié 16 sep"), "b")
    p.text(END, y + 30, t("91 °F, clear", "33 °C, soleado"), "soft end", fit=130)
    p.icon("sun", END - width_of(t("91 °F, clear", "33 °C, soleado")) - 20, y + 15, "kamber1")
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
    p.text(EDGE + 12, y + 48, second, fit=END - EDGE - 44)
    p.icon("mic", END - 28, y + 36, "kaccent")
    y += 80
    w = (END - EDGE - 24) / 4
    for place, scene in enumerate(["slab", "ticket", "framing"]):
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
    ("Crew clock", "The crew clock on the foreman's phone: the task, each person with the time of arrival, and the button Clock in for those who are marked."),
    ("Reloj de cuadrilla", "El reloj de cuadrilla en el teléfono del capataz: la actividad, cada persona con su hora de entrada y el botón Registrar entrada para las que están marcadas."),
)
def crew_clock(p):
    t = p.t
    y = p.phone(t("Crew clock", "Reloj de cuadrilla"), clock="7:04", sub="Cedar Lane 118", action="people")
    p.field(EDGE, y + 28, END - EDGE, t("Task", "Actividad"), t("Framing, garage", "Estructura, cochera"), icon="down", h=42)
    y += 94
    p.pair(y + 14, t("Beto's crew", "Cuadrilla de Beto"), t("4 people", "4 personas"), "b", "soft", left=EDGE, right=END)
    y += 28
    people = [
        ("Chuy Garza", "CG", t("In at 7:02", "Entró a las 7:02"), "in", "blue"),
        ("Nacho Peña", "NP", t("Not clocked in", "Sin entrada"), True, "amber"),
        ("Rubén Lara", "RL", t("Not clocked in", "Sin entrada"), True, "green"),
        ("Memo Ortiz", "MO", t("Day off", "Día libre"), False, "grey"),
    ]
    for name, letters, note, marked, tone in people:
        if marked is True:
            p.rect(EDGE - 8, y + 2, END - EDGE + 16, 56, "tint", 12)
        p.avatar(EDGE + 18, y + 30, letters, tone, 18)
        p.text(EDGE + 48, y + 26, name, "b")
        p.text(EDGE + 48, y + 46, note, "green1" if marked == "in" else "soft")
        if marked == "in":
            p.circle(END - 11, y + 30, 11, "green2")
            p.icon("check", END - 20, y + 21, "kgreen1", 18)
        else:
            p.box(END - 22, y + 30, marked is True)
        y += 62
    y += 6
    p.icon("pin", EDGE, y, "ksoft", 18)
    p.text(EDGE + 24, y + 14, t("At the site", "En la obra"), "soft")
    p.text(END, y + 14, t("2 marked", "2 marcadas"), "soft end")
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
    y = p.window(t("Time", "Horas"), "Cedar Lane 118", "OF", "amber")
    y = p.head(y, t("Sep 14 to 20", "14 al 20 de sep"), t("Pending", "Pendiente"), "amber", t("Beto's crew", "Cuadrilla de Beto"))
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
        ("Beto", [8, 8, 8, 9.5, 8.5]),
        ("Chuy", [8, 8, 8, 8, 8]),
        ("Nacho", [8, 8, 8, 8, None]),
        ("Rubén", [8, 7.5, 8, 9.5, 8]),
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
    p.text(LEFT + 44, y + 49, t("Nacho, Friday: no clock-out", "Nacho, viernes: falta la salida"), "amber1", fit=310)
    y += 82
    p.button(LEFT, y, t("Lock week", "Cerrar semana"), "plain", icon="lock")
    p.button(RIGHT, y, t("Approve week", "Aprobar semana"), end=True)
    p.finish(y + 56)


# Change orders.

CHANGES = [  # English, Spanish, amount, days, status
    ("Deeper slab edge", "Borde de losa más hondo", 1150, 1, "approved"),
    ("Wider back door", "Puerta trasera más ancha", 1450, 0, "approved"),
    ("Remove closet", "Quitar clóset", -250, 0, "approved"),
    ("Move kitchen outlet", "Mover contacto de la cocina", 600, 1, "pending"),
    ("Replace rotten sill", "Cambiar solera podrida", 900, 2, "draft"),
]
APPROVED = sum(change[2] for change in CHANGES if change[4] == "approved")
REVISED = PRICE + APPROVED


@screen(
    "change-order",
    ("A change order that waits for the client", "Change order 4, Move kitchen outlet, Pending: photos, lines, price and schedule impact, and the buttons Send reminder and Record approval."),
    ("Una orden de cambio que espera al cliente", "La orden de cambio 4, Mover contacto de la cocina, Pendiente: fotos, conceptos, precio y días de impacto, y los botones Enviar recordatorio y Registrar aprobación."),
)
def change_order(p):
    t = p.t
    y = p.window(t("Change orders", "Órdenes de cambio"), "Cedar Lane 118")
    y += 34
    p.text(LEFT, y, t("Change order 4", "Orden de cambio 4"), "soft")
    p.badge(RIGHT, y - 4, t("Pending", "Pendiente"), "amber", end=True)
    p.text(LEFT, y + 28, t("Move kitchen outlet", "Mover contacto de la cocina"), "h")
    y += 44
    p.photo(LEFT, y, 178, 96, "outlet")
    p.photo(LEFT + 186, y, 178, 96, "kitchen")
    y += 124
    p.text(LEFT, y, t("Reason", "Motivo"), "soft")
    p.text(LEFT, y + 21, t("Client request", "Petición del cliente"), "b")
    p.text(RIGHT, y, t("Schedule impact", "Días de impacto"), "soft end")
    p.text(RIGHT, y + 21, t("1 day", "1 día"), "b end")
    y += 38
    lines = [
        (t("Electrician", "Electricista"), "3 h × $85.00", 255),
        (t("Box, cable, outlet", "Caja, cable y contacto"), "1 × $95.00", 95),
        (t("Drywall patch", "Parche de tablaroca"), "1 × $130.00", 130),
    ]
    cost = sum(line[2] for line in lines)
    assert cost * 1.25 == CHANGES[3][2]
    for name, sum_, amount in lines:
        p.line(LEFT, y, RIGHT, y)
        p.text(LEFT, y + 26, name, fit=180)
        p.text(RIGHT - 66, y + 26, sum_, "soft num end", fit=120)
        p.text(RIGHT, y + 26, money(amount), "num end", fit=60)
        y += 41
    p.path(f"M{LEFT} {y}H{RIGHT}", "k kink w2")
    p.pair(y + 26, t("Cost", "Costo"), money(cost))
    p.pair(y + 50, t("Markup", "Utilidad sobre costo"), "25%")
    p.text(LEFT, y + 86, t("Price for the client", "Precio para el cliente"), "b")
    p.text(RIGHT, y + 89, money(CHANGES[3][2]), "big num end")
    y += 108
    p.rect(LEFT, y, 364, 44, "wash", 10)
    p.icon("mail", LEFT + 12, y + 12, "ksoft")
    p.text(LEFT + 42, y + 27, t("Sent Sep 22 · opened Sep 22", "Enviada 22 sep · abierta 22 sep"), "soft", fit=310)
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
        "draft": (p.t("Draft", "Borrador"), "grey"),
        "paid": (p.t("Paid", "Pagada"), "green"),
        "sent": (p.t("Sent", "Enviada"), "blue"),
    }[key]


@screen(
    "change-order-log",
    ("Log of all change orders", "The change orders of Cedar Lane 118 with amount, days and status, and above them the contract, what is approved and the revised contract."),
    ("Registro de órdenes de cambio", "Las órdenes de cambio de Cedar Lane 118 con monto, días y estado; arriba, el contrato, lo aprobado y el contrato actualizado."),
)
def change_order_log(p):
    t = p.t
    y = p.window(t("Change orders", "Órdenes de cambio"), "Cedar Lane 118")
    y += 16
    p.pair(y + 16, t("Contract", "Contrato"), money(PRICE))
    p.pair(y + 42, t("Approved changes", "Cambios aprobados"), f"+{money(APPROVED)}", c2="green1 b")
    p.line(LEFT, y + 56, RIGHT, y + 56)
    p.text(LEFT, y + 86, t("Revised contract", "Contrato actualizado"), "b")
    p.text(RIGHT, y + 89, money(REVISED), "big num end")
    y += 108
    p.chips(y, [t("All 5", "Todas 5"), t("Pending 1", "Pendientes 1"), t("Draft 1", "Borrador 1")])
    y += 48
    p.line(12, y, 408, y)
    for place, (en, es, amount, days, state) in enumerate(CHANGES):
        label, tone = status(p, state)
        if place:
            p.line(LEFT, y, RIGHT, y)
        p.text(LEFT, y + 26, f"{place + 1}", "soft num")
        p.text(LEFT + 24, y + 26, t(en, es), "b", fit=240)
        p.text(RIGHT, y + 26, ("+" if amount > 0 else "") + money(amount), "b num end")
        p.badge(LEFT + 24, y + 49, label, tone)
        word = t(f"{days} day" + ("" if days == 1 else "s"), f"{days} día" + ("" if days == 1 else "s"))
        p.text(RIGHT, y + 54, word, "soft num end")
        y += 74
    p.line(12, y, 408, y)
    p.button(LEFT, y + 14, t("Export", "Exportar"), "plain")
    p.button(RIGHT, y + 14, t("New change order", "Nueva orden de cambio"), icon="plus", end=True)
    p.finish(y + 68)


# Purchase orders, vendors.

ORDER = [  # English, Spanish, ordered, received, price
    ("Stud 2×6, 8 ft", "Poste 2×6, 8 pies", 320, 200, 11.4),
    ("Plate 2×6, 16 ft", "Solera 2×6, 16 pies", 80, 80, 11.4),
    ("LVL beam, 18 ft", "Viga LVL, 18 pies", 1, 0, 1380.0),
]
ORDERED = round(sum(line[2] * line[4] for line in ORDER))
assert ORDERED == 5940


@screen(
    "purchase-order",
    ("A purchase order", "Purchase order 27 to Norte Lumber, Partly received: three lines with what is ordered and received, the total, and the budget beside the committed cost."),
    ("Una orden de compra", "La orden de compra 27 a Norte Lumber, Recibida en parte: tres conceptos con lo pedido y lo recibido, el total, y el presupuesto base junto al costo comprometido."),
)
def purchase_order(p):
    t = p.t
    y = p.window(t("Purchase orders", "Órdenes de compra"), "Cedar Lane 118")
    y += 34
    p.text(LEFT, y, t("Order 27", "Orden 27"), "soft")
    p.badge(RIGHT, y - 4, t("Partly received", "Recibida en parte"), "amber", end=True)
    p.text(LEFT, y + 28, "Norte Lumber", "h")
    p.text(LEFT, y + 52, t("Delivery Sep 17, 7:00 a.m., garage side", "Entrega 17 sep, 7:00 a.m., por la cochera"), "soft", fit=364)
    y += 68
    for en, es, ordered, received, price in ORDER:
        p.line(LEFT, y, RIGHT, y)
        p.pair(y + 26, t(en, es), money(ordered * price), "b")
        p.text(LEFT, y + 48, f"{ordered} × {money(price, True)}", "soft num")
        p.bar(RIGHT - 110, y + 40, 110, received / ordered, "green1" if received == ordered else "accent")
        p.text(LEFT, y + 72, t("Received", "Recibido"), "soft")
        p.text(RIGHT, y + 72, t(f"{received} of {ordered}", f"{received} de {ordered}"), "num end " + ("green1 b" if received == ordered else ""))
        y += 84
    p.path(f"M{LEFT} {y}H{RIGHT}", "k kink w2")
    p.text(LEFT, y + 34, "Total", "b")
    p.text(RIGHT, y + 37, money(ORDERED), "big num end")
    y += 54
    budget = 4800 + 1440
    p.tile(LEFT, y, 178, t("Budget", "Presupuesto base"), money(budget), "")
    p.tile(LEFT + 186, y, 178, t("Committed cost", "Costo comprometido"), money(ORDERED), "")
    y += 82
    p.button(LEFT, y, t("Close order", "Cerrar orden"), "plain")
    p.button(RIGHT, y, t("Receive", "Recibir"), icon="truck", end=True)
    p.finish(y + 56)


@screen(
    "receive",
    ("Receive materials on the phone", "A delivery from Norte Lumber: the quantity received of each line, a photo of the delivery ticket, and the buttons Save and Receive all."),
    ("Recibir material en el teléfono", "Una entrega de Norte Lumber: la cantidad recibida de cada concepto, la foto de la remisión y los botones Guardar y Recibir todo."),
)
def receive(p):
    t = p.t
    y = p.phone(t("Receive", "Recibir"), clock="7:12", sub=t("Norte Lumber · order 27", "Norte Lumber · orden 27"), action="more")
    y += 4
    for place, (en, es, ordered, received, _) in enumerate(ORDER):
        if place:
            p.line(EDGE, y, END, y)
        p.text(EDGE, y + 28, t(en, es), "b", fit=END - EDGE)
        p.text(EDGE, y + 62, t(f"Ordered {ordered}", f"Pedido {ordered}"), "soft num", fit=120)
        x = END - 146
        p.rect(x + 0.5, y + 38.5, 145, 37, "paper kedge", 19)
        p.icon("minus", x + 11, y + 48, "kaccent", 18)
        p.icon("plus", x + 117, y + 48, "kaccent", 18)
        p.text(x + 73, y + 62, f"{received}", "b num mid", fit=60)
        y += 88
    p.line(EDGE, y, END, y)
    y += 16
    p.photo(EDGE, y, 96, 72, "ticket", 10)
    p.text(EDGE + 110, y + 24, t("Delivery ticket", "Remisión"), "b")
    p.text(EDGE + 110, y + 45, t("1 photo, 7:10", "1 foto, 7:10"), "soft")
    p.text(EDGE + 110, y + 66, t("Add photos", "Agregar fotos"), "accent b")
    y += 90
    p.rect(EDGE, y, END - EDGE, 64, "amber2", 10)
    p.icon("clock", EDGE + 12, y + 11, "kamber1")
    p.text(EDGE + 40, y + 26, t("Still to come", "Falta por llegar"), "amber1 b")
    p.text(EDGE + 40, y + 48, t("120 studs, 1 beam", "120 postes, 1 viga"), "amber1")
    y += 80
    p.button(EDGE, y, t("Receive all", "Recibir todo"), "plain", w=142, h=46)
    p.button(END, y, t("Save", "Guardar"), w=142, end=True, h=46)
    p.hang_up(y + 46)


@screen(
    "compare-bids",
    ("Compare bids side by side", "Three bids for the electrical work line by line; what one of them leaves out is marked, and the button Award stands below each."),
    ("Comparar cotizaciones", "Tres cotizaciones de la instalación eléctrica, concepto por concepto."),
    langs=("en",),
)
def compare_bids(p):
    y = p.window("Bids", "Cedar Lane 118")
    y = p.head(y, "Electrical rough-in", "3 bids", "blue", "Due Sep 18, 5:00 p.m. · budget $7,800")
    columns = [LEFT + 196, LEFT + 280, RIGHT]
    p.rect(columns[0] - 74, y, 82, 346, "tint", 12)
    for x, first, second in zip(columns, ["Ibarra", "Lucero", "Vega"], ["Electric", "Electric", "& Sons"]):
        p.text(x, y + 26, first, "b end", fit=80)
        p.text(x, y + 44, second, "soft end", fit=80)
    y += 58
    rows = [
        ("Rough-in, house", [4900, 4600, 5200]),
        ("Panel, 200 A", [1650, 1900, 1500]),
        ("Fixtures, kitchen", [900, None, 850]),
    ]
    for label, values in rows:
        p.line(LEFT, y, RIGHT, y)
        p.text(LEFT, y + 27, label, fit=124)
        best = min(value for value in values if value)
        for x, value in zip(columns, values):
            if value is None:
                p.rect(x - 56, y + 9, 64, 27, "amber2", 8)
                p.text(x, y + 27, "missing", "amber1 end", fit=70)
            else:
                p.text(x, y + 27, money(value), "num end" + (" green1 b" if value == best else ""), fit=70)
        y += 45
    p.path(f"M{LEFT} {y}H{RIGHT}", "k kink w2")
    p.text(LEFT, y + 30, "Total", "b")
    for x, values in zip(columns, zip(*[row[1] for row in rows])):
        p.text(x, y + 30, money(sum(value or 0 for value in values)), "b num end", fit=76)
    y += 48
    for label, values in [("Start", ["Oct 5", "Oct 12", "Oct 5"]), ("Insurance", ["ok", "ok", "expired"])]:
        p.line(LEFT, y, RIGHT, y)
        p.text(LEFT, y + 27, label, fit=124)
        for x, value in zip(columns, values):
            if value == "ok":
                p.icon("check", x - 18, y + 13, "kgreen1", 18)
            else:
                p.text(x, y + 27, value, "num end" + (" red1 b" if value == "expired" else ""), fit=76)
        y += 45
    y += 15
    p.button(columns[0] + 4, y, "Award", w=76, end=True, h=38)
    p.text(LEFT, y + 24, "Decide by Sep 25", "soft", fit=120)
    p.button(columns[1] + 4, y, "Award", "plain", w=76, end=True, h=38)
    p.button(columns[2] + 4, y, "Award", "plain", w=76, end=True, h=38)
    p.finish(y + 58)


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
    p.pair(y + 64, t("Due date", "Fecha de vencimiento"), t("Oct 17, 2026", "17 oct 2026"), c2="")
    p.button(LEFT, y + 80, t("Preview", "Vista previa"), "plain")
    p.button(RIGHT, y + 80, t("Send invoice", "Enviar factura"), end=True)
    p.finish(y + 136)


@screen(
    "payment-schedule",
    ("Payment schedule of a project", "The deposit and five stages of the $60,000 contract: what is paid, what was sent and what is still to bill."),
    ("Etapas de pago de un proyecto", "El anticipo y las cinco etapas del contrato de $60,000: lo pagado, lo enviado y lo que falta por cobrar."),
)
def payment_schedule(p):
    t = p.t
    y = p.window(t("Projects", "Proyectos"), "Cedar Lane 118")
    y = p.head(y, t("Payment schedule", "Etapas de pago"))
    p.rect(LEFT, y, 364, 74, "wash", 12)
    p.pair(y + 29, t("Deposit, 10%", "Anticipo, 10%"), money(6000), "b", left=LEFT + 16, right=RIGHT - 16)
    p.badge(LEFT + 16, y + 52, t("Paid", "Pagado"), "green")
    p.text(RIGHT - 16, y + 57, t("Aug 31", "31 ago"), "soft end")
    y += 84
    states = ["paid", "sent", None, None, None]
    for place, ((en, es, amount), state) in enumerate(zip(STAGES, states)):
        if place:
            p.line(LEFT, y, RIGHT, y)
        p.circle(LEFT + 15, y + 29, 15, "green2" if state == "paid" else "blue2" if state else "grey2")
        if state == "paid":
            p.icon("check", LEFT + 6, y + 20, "kgreen1", 18)
        else:
            p.text(LEFT + 15, y + 34, f"{place + 1}", ("blue1" if state else "grey1") + " b mid", fit=20)
        p.text(LEFT + 44, y + 34, t(en, es), "b" if state else "", fit=150)
        p.text(RIGHT, y + 34, money(amount), "b num end" if state else "num end")
        if state:
            label, tone = status(p, state)
            p.badge(RIGHT - 70, y + 29, label, tone, end=True, dot=False)
        y += 58
    p.path(f"M{LEFT} {y}H{RIGHT}", "k kink w2")
    p.text(LEFT, y + 34, t("Contract", "Contrato"), "b")
    p.text(RIGHT, y + 37, money(PRICE), "big num end")
    y += 54
    billed = 12000 + 15000
    p.bar(LEFT, y, 364, billed / PRICE, h=10)
    p.pair(y + 32, t(f"Billed {money(billed)}", f"Facturado {money(billed)}"), t(f"left {money(PRICE - billed)}", f"faltan {money(PRICE - billed)}"), "soft")
    p.button(RIGHT, y + 48, t("New invoice", "Nueva factura"), icon="plus", end=True)
    p.finish(y + 104)


# Clients.


@screen(
    "portal-client",
    ("What the client sees", "The client portal on the client's phone: the change order with a photo, its price, the new finish date, a field for the name, and the buttons Approve and Decline."),
    ("Lo que ve el cliente", "El portal del cliente en su teléfono: la orden de cambio con una foto, su precio, la nueva fecha de entrega, un campo para el nombre y los botones Aprobar y Rechazar."),
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
    amount = CHANGES[3][2]
    p.text(EDGE, y + 20, t("Price", "Precio"), "soft")
    p.text(END, y + 24, money(amount), "big num end")
    p.line(EDGE, y + 38, END, y + 38)
    p.pair(y + 62, t("Revised contract", "Contrato actualizado"), money(REVISED + amount), left=EDGE, right=END)
    p.pair(y + 88, t("Finish date", "Fecha de entrega"), t("Nov 21 (+1 day)", "21 nov (+1 día)"), left=EDGE, right=END)
    y += 104
    p.field(EDGE, y + 18, END - EDGE, t("Your name", "Tu nombre"), "Elena Hinojosa", focus=True, h=42)
    y += 82
    p.button(EDGE, y, t("Approve", "Aprobar"), w=END - EDGE, h=48, icon="check")
    p.button(EDGE, y + 56, t("Decline", "Rechazar"), "plain", w=END - EDGE, h=44)
    p.hang_up(y + 100)


@screen(
    "selections",
    ("The client chooses a finish", "A selection in the client portal: three kitchen tiles with pictures and prices, and how much each differs from the allowance."),
    ("El cliente elige un acabado", "Una selección en el portal del cliente: tres azulejos de cocina con foto y precio, y su diferencia con el monto provisional."),
)
def selections(p):
    t = p.t
    allowance = 2400
    y = p.phone("", clock="8:05", web="app.obra.example")
    p.line(44, y, 376, y)
    p.text(EDGE, y + 32, t("Kitchen tile", "Azulejo de cocina"), "h", fit=190)
    p.badge(END, y + 26, t("Pending", "Pendiente"), "amber", end=True)
    p.pair(y + 60, t("Allowance", "Monto provisional"), money(allowance), left=EDGE, right=END)
    p.pair(y + 84, t("Choose by", "Elegir antes del"), t("Oct 2", "2 oct"), left=EDGE, right=END)
    y += 102
    options = [("subway", t("White subway", "Blanco tipo metro"), 1950), ("hex", t("Sage hexagon", "Hexágono salvia"), 2400), ("talavera", "Talavera", 2890)]
    for place, (scene, name, price) in enumerate(options):
        on = place == 2
        p.rect(EDGE + 0.75, y + 0.75, END - EDGE - 1.5, 92.5, "tint kaccent w2" if on else "paper kline w2", 14)
        p.photo(EDGE + 10, y + 10, 92, 74, scene, 8)
        p.text(EDGE + 114, y + 30, name, "b", fit=150)
        p.text(EDGE + 114, y + 54, money(price), "num")
        gap = price - allowance
        word = t("same as allowance", "igual al provisional") if not gap else ("+" if gap > 0 else "") + money(gap)
        p.text(EDGE + 114, y + 77, word, ("soft" if not gap else "amber1 b" if gap > 0 else "green1 b") + " num", fit=180)
        p.radio(END - 34, y + 50, on)
        y += 102
    y += 4
    p.text(EDGE, y + 14, t("The difference becomes", "La diferencia queda en"), "soft", fit=END - EDGE)
    p.text(EDGE, y + 34, t("a change order.", "una orden de cambio."), "soft")
    p.text(END, y + 34, f"+{money(490)}", "b num end")
    y += 48
    p.button(EDGE, y, t("Approve", "Aprobar"), w=END - EDGE, h=48)
    p.hang_up(y + 48)


# Documents, photos.


@screen(
    "plans-revisions",
    ("Plans with their revisions", "The sheets of a project; sheet A-101 is open and shows revision 3 as the current one and the two before it."),
    ("Planos con sus revisiones", "Los planos de un proyecto; el A-101 está abierto y muestra la revisión 3 como vigente y las dos anteriores."),
)
def plans_revisions(p):
    t = p.t
    y = p.window(t("Documents", "Documentos"), "Cedar Lane 118")
    y = p.head(y, t("Plans", "Planos"))
    p.button(RIGHT, y - 44, t("Upload plans", "Subir planos"), icon="plus", end=True, h=38)
    y += 4
    p.rect(12.5, y, 395, 306, "wash")
    p.line(12, y, 408, y)
    p.photo(LEFT, y + 16, 148, 100, "plan")
    p.text(LEFT + 164, y + 36, "A-101", "h")
    p.text(LEFT + 164, y + 59, t("Floor plan", "Planta"), "soft")
    p.badge(LEFT + 164, y + 84, t("Revision 3", "Revisión 3"), "green")
    row = y + 132
    revisions = [
        ("3", t("Kitchen wall moved", "Se movió el muro de cocina"), t("Sep 14", "14 sep"), True),
        ("2", t("Wider back door", "Puerta trasera más ancha"), t("Aug 24", "24 ago"), False),
        ("1", t("For the permit", "Para el permiso"), t("Aug 3", "3 ago"), False),
    ]
    p.path(f"M{LEFT + 12} {row + 20}V{row + 88}", "k kedge w2")
    for number, note, date, current in revisions:
        p.circle(LEFT + 12, row + 19, 12, "accent" if current else "grey2")
        p.text(LEFT + 12, row + 24, number, ("on" if current else "grey1") + " b mid", fit=20)
        p.pair(row + 24, note, date, "b" if current else "soft", "soft", left=LEFT + 36)
        row += 39
    p.button(LEFT, row + 6, t("Add revision", "Agregar revisión"), "plain", icon="plus", h=38)
    y += 306
    p.line(12, y, 408, y)
    for sheet, name, revision in [("A-201", t("Elevations", "Fachadas"), 1), ("E-101", t("Electrical", "Eléctrico"), 2), ("S-101", t("Slab and footings", "Losa y cimientos"), 2)]:
        p.icon("next", LEFT - 4, y + 13, "ksoft", 18)
        p.text(LEFT + 22, y + 27, sheet, "b num")
        p.text(LEFT + 76, y + 27, name, fit=170)
        p.text(RIGHT, y + 27, t(f"Revision {revision}", f"Revisión {revision}"), "soft end")
        y += 44
        p.line(LEFT, y, RIGHT, y)
    p.finish(y + 10)


@screen(
    "photo-timeline",
    ("Photos by day", "The photos of a project on the phone, grouped by day, with albums above and the button Add photos."),
    ("Fotos por día", "Las fotos de un proyecto en el teléfono, agrupadas por día, con los álbumes arriba y el botón Agregar fotos."),
)
def photo_timeline(p):
    t = p.t
    y = p.phone(t("Photos", "Fotos"), clock="3:15", sub="Cedar Lane 118", action="search")
    p.chips(y + 14, [t("All", "Todas"), t("Kitchen", "Cocina"), t("Slab", "Losa")], left=EDGE)
    y += 62
    days = [
        (t("Wed, Sep 23", "mié 23 sep"), t("3 photos", "3 fotos"), ["framing", "outlet", "delivery"]),
        (t("Wed, Sep 16", "mié 16 sep"), t("2 photos", "2 fotos"), ["slab", "ticket"]),
        (t("Tue, Sep 15", "mar 15 sep"), t("1 photo", "1 foto"), ["rain"]),
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
                p.text(x + 6, y + 30, t("Rain, 2 h", "Lluvia, 2 h"), "b")
                p.text(x + 6, y + 52, t("Daily log", "Reporte diario"), "accent")
            y += 104
    y += 2
    p.button(EDGE, y, t("Add photos", "Agregar fotos"), w=END - EDGE, h=48, icon="camera")
    p.hang_up(y + 48)


# Reports.


@screen(
    "job-cost",
    ("Job cost report", "Budget, actual, committed and projected cost of each section as bars, and the project in total: $230 above the budget."),
    ("Informe de costos", "Presupuesto base, costo real, comprometido y proyectado de cada partida en barras, y el total del proyecto: $230 arriba del presupuesto base."),
)
def job_cost(p):
    t = p.t
    y = p.window(t("Reports", "Informes"), "Cedar Lane 118", "OF", "amber")
    rows = [  # section, actual cost, committed and not yet billed, projected
        (0, 3920, 0, 3920),
        (1, 6210, 0, 6210),
        (2, 6880, 2760, 11700),
        (3, 0, 7450, 8000),
        (4, 0, 0, 6400),
        (5, 0, 2890, 12000),
    ]
    projected, actual = sum(row[3] for row in rows), sum(row[1] for row in rows)
    assert (projected, actual) == (48230, 17010)
    y += 16
    open_ = sum(row[2] for row in rows)
    p.tile(LEFT, y, 178, t("Budget", "Presupuesto base"), money(COST), "")
    p.tile(LEFT + 186, y, 178, t("Actual cost", "Costo real"), money(actual), "")
    p.tile(LEFT, y + 74, 178, t("Committed cost", "Costo comprometido"), money(open_), "")
    p.tile(LEFT + 186, y + 74, 178, t("Projected cost", "Costo proyectado"), money(projected), "", tone="amber2")
    y += 154
    p.rect(LEFT, y + 4, 14, 10, "accent", 3)
    x = LEFT + 20 + p.text(LEFT + 20, y + 14, t("Actual", "Real"), "soft") + 14
    p.rect(x + 0.5, y + 4.5, 13, 9, "blue2 kaccent", 3)
    x += 20 + p.text(x + 20, y + 14, t("Committed", "Comprometido"), "soft") + 14
    p.path(f"M{x:.0f} {y + 1}v16", "k2 kink")
    p.text(x + 8, y + 14, t("Budget", "Presupuesto base"), "soft")
    y += 28
    scale = 300 / 12000
    for place, spent, committed, expect in rows:
        en, es, budget = SECTIONS[place]
        p.line(LEFT, y, RIGHT, y)
        p.text(LEFT, y + 25, t(en, es), "b", fit=200)
        gap = expect - budget
        word = ("+" if gap > 0 else "") + money(gap) if gap else t("no change", "sin cambio")
        p.text(RIGHT, y + 25, word, ("red1 b" if gap > 0 else "green1 b" if gap else "soft") + " num end")
        p.rect(LEFT, y + 35, budget * scale, 12, "grey2", 4)
        if committed:
            p.rect(LEFT + 0.5, y + 35.5, (spent + committed) * scale - 1, 11, "blue2 kaccent", 4)
        if spent:
            p.rect(LEFT, y + 35, spent * scale, 12, "accent", 4)
        p.path(f"M{LEFT + budget * scale:g} {y + 31}v20", "k2 kink")
        p.text(RIGHT, y + 48, money(expect), "soft num end", fit=62)
        y += 62
    p.path(f"M{LEFT} {y}H{RIGHT}", "k kink w2")
    p.text(LEFT, y + 32, t("Project", "Proyecto"), "b")
    p.text(RIGHT, y + 32, f"+{money(projected - COST)}", "red1 b num end")
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
        ("Chuy Garza", "CG", t("Field", "Campo"), "green", "half", None),
        ("Nacho Peña", "NP", t("Field", "Campo"), "grey", "half", "pending"),
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
    ("Permissions of one person", "What Beto may do with the role Field, with one exception: he may also approve hours. Costs and prices stay locked."),
    ("Permisos de una persona", "Lo que Beto puede hacer con el rol Campo, con una excepción: también puede aprobar horas. Costos y precios quedan bloqueados."),
)
def permissions(p):
    t = p.t
    y = p.window(t("Settings", "Configuración"), t("Permissions", "Permisos"), "TL", "tint")
    p.avatar(LEFT + 22, y + 42, "BS", "green", 22)
    p.text(LEFT + 58, y + 38, "Beto Salas", "h")
    p.text(LEFT + 58, y + 60, t("Role: Field", "Rol: Campo"), "soft")
    p.badge(RIGHT, y + 42, t("1 exception", "1 excepción"), "blue", end=True)
    y += 82
    groups = [
        (t("On site", "En la obra"), [
            (t("Write daily logs", "Llenar reportes diarios"), True, None),
            (t("Add photos", "Agregar fotos"), True, None),
            (t("Draft change orders", "Iniciar órdenes de cambio"), True, None),
        ]),
        (t("Time", "Horas"), [
            (t("Clock a crew", "Registrar a la cuadrilla"), True, None),
            (t("Approve the week", "Aprobar la semana"), True, "exception"),
        ]),
        (t("Money", "Dinero"), [
            (t("See costs and prices", "Ver costos y precios"), False, "locked"),
        ]),
    ]
    for name, rows in groups:
        p.rect(12.5, y, 395, 32, "wash")
        p.text(LEFT, y + 21, name, "soft")
        y += 32
        for place, (label, on, mark) in enumerate(rows):
            high = 66 if mark else 48
            if place:
                p.line(LEFT, y, RIGHT, y)
            p.text(LEFT, y + 29, label, "b" if mark == "exception" else "", fit=300)
            if mark == "exception":
                p.circle(LEFT + 5, y + 47, 4, "blue1")
                p.text(LEFT + 16, y + 52, t("Different from the role", "Distinto a su rol"), "blue1", fit=200)
                p.text(RIGHT - 52, y + 52, t("Reset", "Restablecer"), "accent b end", fit=110)
            if mark == "locked":
                p.icon("lock", RIGHT - 20, y + 22, "ksoft")
                p.text(LEFT, y + 52, t("Never for the role Field", "Nunca con el rol Campo"), "soft")
            else:
                p.toggle(RIGHT - 40, y + (34 if mark else 24), on)
            y += high
    p.line(12, y, 408, y)
    p.button(LEFT, y + 14, t("Cancel", "Cancelar"), "plain")
    p.button(RIGHT, y + 14, t("Save", "Guardar"), end=True)
    p.finish(y + 68)


# Phone, import, notifications.


@screen(
    "upload-queue",
    ("What waits to upload", "The phone without signal: photos and a daily log marked Waiting to upload, one photo that needs attention with the button Retry, and one that is uploaded."),
    ("Lo que falta por subir", "El teléfono sin señal: fotos y un reporte diario como Pendiente de subir, una foto que requiere atención con el botón Reintentar y una que ya se subió."),
)
def upload_queue(p):
    t = p.t
    y = p.phone(t("Uploads", "Subidas"), clock="5:26", offline=True, action="more")
    p.rect(EDGE, y + 16, END - EDGE, 88, "amber2", 14)
    p.icon("cloud", EDGE + 14, y + 28, "kamber1", 26)
    p.text(EDGE + 52, y + 46, t("4 waiting to upload", "4 por subir"), "amber1 b")
    p.text(EDGE + 52, y + 68, t("They are safe on this", "Están a salvo en este"), "amber1", fit=210)
    p.text(EDGE + 52, y + 88, t("phone. No signal yet.", "teléfono. Aún no hay señal."), "amber1", fit=210)
    y += 116
    waiting = t("Waiting to upload", "Pendiente de subir")
    rows = [
        ("doc", None, t("Daily log, Sep 16", "Reporte diario, 16 sep"), waiting, "amber1"),
        (None, "slab", t("Slab, wide view", "Losa, toma abierta"), waiting, "amber1"),
        (None, "ticket", t("Delivery ticket", "Remisión"), waiting, "amber1"),
        (None, "framing", t("North wall", "Muro norte"), t("Needs attention", "Requiere atención"), "red1"),
        (None, "rain", t("Rain at noon", "Lluvia a mediodía"), t("Uploaded", "Subida"), "green1"),
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
        if tone == "green1":
            p.icon("check", END - 22, y + 22, "kgreen1")
        elif tone == "red1":
            p.text(END, y + 49, t("Retry", "Reintentar"), "accent b end", fit=100)
        y += 64
    p.line(44, y + 4, 376, y + 4)
    p.text(EDGE, y + 36, t("Upload on Wi-Fi only", "Subir solo con wifi"))
    p.toggle(END - 40, y + 31, False)
    p.hang_up(y + 48)


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
    p.text(LEFT + 50, y + 44, t("48 rows, 5 columns", "48 filas, 5 columnas"), "soft")
    p.badge(RIGHT - 12, y + 28, t("4 of 5", "4 de 5"), "amber", end=True, dot=False)
    y += 74
    p.text(LEFT, y + 12, t("In your file", "En tu archivo"), "soft")
    p.text(LEFT + 180, y + 12, t("In Obra", "En Obra"), "soft")
    y += 24
    rows = [
        (t("Customer", "Cliente"), "Hinojosa, Elena", t("Name", "Nombre"), True),
        (t("Cell", "Cel"), "956 555 0147", t("Cell phone", "Celular"), True),
        ("Email", "elena@mail.example", t("Email", "Correo"), True),
        (t("Job address", "Dirección"), "118 Cedar Lane", t("Site address", "Dirección de la obra"), True),
        (t("Ref by", "Recomendó"), "Ramírez", t("Choose a field", "Elige un campo"), False),
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
    p.text(LEFT, y + 39, t("2 rows repeat", "2 filas repetidas"), "soft")
    p.button(RIGHT, y + 14, t("Import", "Importar"), end=True)
    p.finish(y + 68)


@screen(
    "notifications",
    ("Choose your notifications", "Settings, Notifications: for each kind of news, a box for the app and one for email, and the language of the person."),
    ("Elige tus notificaciones", "Configuración, Notificaciones: para cada tipo de aviso, una casilla para la app y otra para el correo, y el idioma de la persona."),
)
def notifications(p):
    t = p.t
    y = p.window(t("Settings", "Configuración"), t("Notifications", "Notificaciones"))
    p.text(RIGHT - 82, y + 32, t("App", "App"), "soft mid")
    p.text(RIGHT - 22, y + 32, t("Email", "Correo"), "soft mid", fit=58)
    y += 44
    rows = [
        ("notebook", t("Daily logs", "Reportes diarios"), t("Signed or with a delay", "Firmados o con retraso"), True, False),
        ("swap", t("Change orders", "Órdenes de cambio"), t("Approved or declined", "Aprobadas o rechazadas"), True, True),
        ("clock", t("Time", "Horas"), t("A week to approve", "Semana por aprobar"), True, False),
        ("truck", t("Deliveries", "Entregas"), t("Received in part", "Recibidas en parte"), True, False),
        ("calendar", t("Schedule", "Programa"), t("Dates that moved", "Fechas que cambiaron"), True, True),
        ("mail", t("Summary", "Resumen"), t("Mondays, 6:00 a.m.", "Lunes, 6:00 a.m."), False, True),
    ]
    for icon, name, note, app, email in rows:
        p.line(LEFT, y, RIGHT, y)
        p.circle(LEFT + 18, y + 31, 18, "tint")
        p.icon({"notebook": "doc"}.get(icon, icon), LEFT + 8, y + 21, "kaccent")
        p.text(LEFT + 48, y + 28, name, "b", fit=200)
        p.text(LEFT + 48, y + 49, note, "soft", fit=206)
        p.box(RIGHT - 93, y + 31, app)
        p.box(RIGHT - 33, y + 31, email)
        y += 62
    p.rect(12.5, y, 395, 70, "wash")
    p.line(12, y, 408, y)
    p.text(LEFT, y + 41, t("Language", "Idioma"), "b")
    p.choice(y + 15, ["English", "Español"], 0 if p.lang == "en" else 1, left=LEFT + 164)
    p.finish(y + 70)
