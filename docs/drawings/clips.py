#!/usr/bin/env python3
"""Makes the clips of both languages: content/LANG/clips/NAME.webm, with a poster and captions beside each.

A clip is a function from a moment to a drawing: the same parts as the screens, with values that change over time. Every
frame is drawn, photographed by a browser without a window, and encoded in two passes. The same input gives the same frames.

    python3 docs/drawings/clips.py                    all clips
    python3 docs/drawings/clips.py es/daily-log       one of them
    python3 docs/drawings/clips.py --texts            captions only

It needs Chromium and ffmpeg. CHROMIUM and FFMPEG name them if they are not found.
"""

import base64
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from draw import EDGE, END, LEFT, RIGHT, Picture, money, n, width_of

CONTENT = Path(__file__).resolve().parents[2] / "content"
SIDE = 420  # units; twice as many pixels
RATE = 25
TOP = 52  # how far windows and phones stand below the upper edge


# Time.


def ease(t, start, end):
    """From 0 at `start` to 1 at `end`, gently."""
    if t <= start:
        return 0.0
    if t >= end:
        return 1.0
    x = (t - start) / (end - start)
    return x * x * (3 - 2 * x)


def whole(value):
    """To the nearest pixel: what stands on whole pixels stays sharp while it moves, and takes fewer bytes."""
    return n(round(value * 2) / 2)


def between(t, start, end, a, b):
    return a + (b - a) * ease(t, start, end)


def typed(t, text, start, end):
    """As much of a text as is typed by now, with a caret while it is being typed."""
    if t < start:
        return ""
    if t >= end:
        return text
    return text[: round(len(text) * (t - start) / (end - start))] + "|"


class Film(Picture):
    """One frame of a clip."""

    def __init__(self, lang, t):
        super().__init__(lang)
        self.now = t
        self.height = SIDE
        self.room = 2 * SIDE

    @contextmanager
    def part(self, start, end=None, rise=10, slide=0):
        """What is drawn inside appears at `start` and goes at `end`. Gives whether it is there at all."""
        opacity = ease(self.now, start, start + 0.4)
        if end is not None:
            opacity *= 1 - ease(self.now, end, end + 0.4)
        shown = opacity > 0.01
        if shown:
            come = 1 - ease(self.now, start, start + 0.5)
            go = ease(self.now, end, end + 0.5) if end is not None else 0
            self.open(f"translate({whole(slide * (come - go))} {whole(rise * come)})", opacity)
        mark = len(self.parts)
        defs = len(self.defs)
        yield shown
        if shown:
            self.close()
        else:
            del self.parts[mark:], self.defs[defs:]

    @contextmanager
    def scroll(self, x, y, w, by):
        """What is drawn inside stands below y and is moved up."""
        name = self.clip(x, y, w, 2 * SIDE)
        self.open(clip=name)
        self.open(f"translate(0 {whole(-by)})")
        yield
        self.close()
        self.close()

    def chapters(self, names, total):
        """What happens now, above the picture, and how far the clip is."""
        starts = [start for start, _, _ in names] + [total]
        gap = 6
        w = (RIGHT - LEFT - gap * (len(names) - 1)) / len(names)
        for place, (start, en, es) in enumerate(names):
            x = LEFT + place * (w + gap)
            share = min(1, max(0, (self.now - start) / (starts[place + 1] - start)))
            self.rect(x, 16, w, 4, "line", 2)
            if share > 0:
                self.rect(x, 16, max(4, round(w * share)), 4, "accent", 2)
            if start <= self.now and (place == len(names) - 1 or self.now < starts[place + 1]):
                with self.part(start, None, rise=4):
                    self.text(SIDE / 2, 46, self.t(en, es), "h mid")

    def pointer(self, moves):
        """A mouse or a finger that goes from place to place and taps. A move: moment, x, y, kind, tap."""
        at = None
        for place, (moment, x, y, kind, tap) in enumerate(moves):
            if place == 0 or moves[place - 1][3] != kind:
                before = (x + 60, y + 90)
            else:
                before = moves[place - 1][1:3]
            if self.now >= moment - 0.8:
                k = ease(self.now, moment - 0.8, moment)
                at = (before[0] + (x - before[0]) * k, before[1] + (y - before[1]) * k, kind, moment, tap)
        if not at:
            return
        x, y, kind, moment, tap = at
        idle = 1 - ease(self.now, moment + 1.6, moment + 2)
        following = [m for m in moves if m[0] > moment]
        if following and self.now > following[0][0] - 1.2:
            idle = 1
        if tap and moment <= self.now < moment + 0.6:
            k = (self.now - moment) / 0.6
            self.circle(round(x, 1), round(y, 1), round(8 + 22 * k, 1), "k2 kaccent", f' opacity="{1 - k:.2f}"')
        if idle <= 0.01:
            return
        pressed = tap and moment <= self.now < moment + 0.18
        if kind == "finger":
            self.circle(round(x, 1), round(y, 1), 13 if pressed else 16, "accent kpaper w3", f' opacity="{0.42 * idle + (0.2 if pressed else 0):.2f}"')
        else:
            scale = 1.25 if pressed else 1.4
            self.open(f"translate({n(round(x, 1))} {n(round(y, 1))}) scale({scale})", idle)
            self.path("M0 0v17l4.3-4.2 3 6.7 3-1.4-3-6.5h6z", "ink kpaper w2")
            self.close()

    def caret(self, x, y, w, h, value, focus, c="", end=False):
        """A field without label."""
        self.rect(x + 0.5, y + 0.5, w - 1, h - 1, "paper " + ("kaccent w2" if focus else "kedge"), 8)
        if value:
            bar = value.endswith("|")
            text = value.rstrip("|")
            used = self.text(x + 12, y + h / 2 + 5, text, c, fit=w - 16) if text else 0
            if bar:
                self.rect(x + 13 + used * 0.93, y + h / 2 - 9, 1.5, 18, "accent")

    def toast(self, start, en, es, y=380):
        with self.part(start):
            text = self.t(en, es)
            w = round(width_of(text, 14, True) + 60)
            x = (SIDE - w) / 2
            self.rect(x, y, w, 36, "ink", 18)
            self.circle(x + 20, y + 18, 10, "green2")
            self.icon("check", x + 12, y + 10, "kgreen1", 16)
            self.text(x + 40, y + 23, text, "b paper")


# An estimate in a minute.

LINES = [
    ("Framing crew", "Cuadrilla de estructura", "160", "h", 48, "06-010"),
    ("Framing lumber", "Madera de estructura", "1", ("lot", "lote"), 2400, "06-110"),
    ("Crane with operator", "Grúa con operador", "8", "h", 240, "01-540"),
]
OTHERS = [
    ("Demolition", "Demolición", 4800),
    ("Plumbing and electrical", "Plomería y electricidad", 9600),
    ("Drywall and paint", "Tablaroca y pintura", 7200),
    ("Kitchen and finishes", "Cocina y acabados", 14400),
]


def estimate(p):
    t, now = p.t, p.now
    p.stage()
    p.open(f"translate(0 {TOP})")
    with p.part(-1, 22.6, slide=24) as shown:
        if shown:
            p.window(t("Estimates", "Presupuestos"), "Cedar Lane 118", stage=False)
            by = between(now, 15.1, 16.9, 0, 348)
            with p.scroll(12, 58, 396, by):
                estimate_lines(p)
            p.close()
    with p.part(22.8, slide=24) as shown:
        if shown:
            p.window(t("Estimates", "Presupuestos"), "Cedar Lane 118", stage=False)
            estimate_preview(p)
            p.close()
    p.close()
    p.pointer([
        (2.2, 96, TOP + 148, "mouse", True),
        (5.2, 96, TOP + 180, "mouse", True),
        (11.6, t(212, 270), TOP + 233, "mouse", True),
        (17.8, 196, TOP + 228, "mouse", True),
        (22.2, 346, TOP + 296, "mouse", True),
        (27.0, 320, TOP + 86, "mouse", True),
    ])
    p.toast(27.6, "Sent to the Hinojosa family", "Enviado a la familia Hinojosa")


def estimate_lines(p):
    t, now = p.t, p.now
    y = p.head(58, t("Remodel with kitchen", "Remodelación con cocina"), t("Draft", "Borrador"))
    p.line(12, y, 408, y)
    with p.part(-1, 2.3) as shown:
        if shown:
            p.button(LEFT, y + 20, t("Add section", "Agregar partida"), "plain", icon="plus")
    name = t("Framing", "Estructura")
    with p.part(2.5, 3.9, rise=0) as shown:
        if shown:
            p.text(LEFT, y + 26, t("Section", "Partida"), "soft")
            p.caret(LEFT, y + 34, 364, 40, typed(now, name, 2.7, 3.7), True)
    # The section with its lines.
    added = [10.5, 12.2, 12.7]
    costs = [int(count) * cost for _, _, count, _, cost, _ in LINES]
    cost = sum(amount * ease(now, start, start + 0.5) for amount, start in zip(costs, added))
    with p.part(4.1, rise=0) as shown:
        if not shown:
            return
        p.rect(12, y, 396, 40, "tint")
        p.icon("down", LEFT - 4, y + 11, "kaccent", 18)
        p.pair(y + 25, name, money(cost), "b", left=LEFT + 22)
        row = y + 40
        for start, (en, es, count, unit, price, code) in zip(added, LINES):
            with p.part(start) as there:
                if there:
                    amount = int(count) * price
                    unit = unit if isinstance(unit, str) else t(*unit)
                    p.pair(row + 23, t(en, es), money(amount), left=LEFT + 22)
                    p.text(LEFT + 22, row + 43, f"{code} · {count} {unit} × {money(price, True)}", "soft num")
                    p.line(LEFT + 22, row + 54, RIGHT, row + 54)
            row += 54 * ease(now, start - 0.3, start)
        # The form for a line.
        with p.part(5.4, 10.0, rise=6) as there:
            if there:
                p.rect(LEFT, y + 50, 364, 158, "wash", 12)
                a, w = LEFT + 14, 336
                en, es, count, unit, price, code = LINES[0]
                p.text(a, y + 74, t("Line", "Concepto"), "soft")
                p.caret(a, y + 82, w, 38, typed(now, t(en, es), 5.8, 7.1), 5.8 <= now < 7.2)
                columns = [(a, 84, t("Quantity", "Cantidad"), count, 7.4, 7.9), (a + 94, 70, t("Unit", "Unidad"), unit, 8.1, 8.3), (a + 174, 100, t("Unit cost", "Costo unitario"), "$48.00", 8.5, 9.2)]
                for x, wide, label, value, start, end in columns:
                    p.text(x, y + 144, label, "soft", fit=wide + 8)
                    p.caret(x, y + 152, wide, 38, typed(now, value, start, end), start - 0.1 <= now < end + 0.1)
                with p.part(9.2, rise=0) as sum_:
                    if sum_:
                        p.text(a + w, y + 177, money(costs[0]), "b num end")
        buttons = row + 6
        with p.part(4.4, 5.3, rise=0) as there:
            if there:
                x = LEFT + 22
                x += p.button(x, buttons, t("Add line", "Agregar concepto"), "quiet", icon="plus") + 22
                p.button(x, buttons, t("From catalog", "Del catálogo"), "quiet")
        with p.part(10.2, rise=0) as there:
            if there:
                x = LEFT + 22
                x += p.button(x, buttons, t("Add line", "Agregar concepto"), "quiet", icon="plus") + 22
                p.button(x, buttons, t("From catalog", "Del catálogo"), "quiet")
        row = y + 40 + 3 * 54 + 50
        total = cost
        for place, (en, es, amount) in enumerate(OTHERS):
            start = 15.5 + place * 0.35
            total += amount * ease(now, start, start + 0.5)
            with p.part(start) as there:
                if there:
                    p.line(LEFT, row, RIGHT, row)
                    p.icon("next", LEFT - 4, row + 11, "ksoft", 18)
                    p.pair(row + 25, t(en, es), money(amount), "b", left=LEFT + 22)
            row += 40
        with p.part(15.2, rise=0) as there:
            if there:
                row += 8
                p.rect(12.5, row, 395, 300, "wash")
                p.line(12, row, 408, row)
                p.text(LEFT, row + 30, t("Cost", "Costo"), "soft")
                p.text(LEFT, row + 59, money(total), "b num")
                p.text(LEFT + 100, row + 30, t("Markup", "Utilidad sobre costo"), "soft", fit=160)
                markup = typed(now, "25%", 18.2, 18.9)
                p.caret(LEFT + 100, row + 38, 84, 34, markup, 17.8 <= now < 20, "b")
                done = ease(now, 19.1, 20)
                p.text(RIGHT, row + 30, t("Margin", "Margen"), "soft end")
                price = total * (1 + 0.25 * done)
                margin = (price - total) / price if total else 0
                p.text(RIGHT, row + 59, f"{margin:.1%}", "b num end")
                p.text(LEFT, row + 104, t("Total price", "Precio total"), "soft")
                p.text(LEFT, row + 136, money(price), "big num")
                p.button(RIGHT, row + 98, t("Preview", "Vista previa"), end=True)


def estimate_preview(p):
    t, now = p.t, p.now
    y = p.head(58, t("Preview", "Vista previa"))
    with p.part(0, 27.3, rise=0) as shown:
        if shown:
            p.button(RIGHT, 66, t("Send for approval", "Enviar a aprobación"), end=True)
    with p.part(27.5, rise=0) as shown:
        if shown:
            p.badge(RIGHT, 86, t("Sent", "Enviado"), "blue", end=True)
    p.rect(12.5, y, 395, 400, "wash")
    p.line(12, y, 408, y)
    top = y + 10
    p.rect(LEFT, top, 364, 400, "paper kline", 8)
    p.path(f"M{LEFT} {top + 6}a6 6 0 0 1 6-6h352a6 6 0 0 1 6 6z", "accent")
    a, b = LEFT + 20, RIGHT - 20
    p.text(a, top + 30, t("Remodel with kitchen", "Remodelación con cocina"), "h")
    row = top + 41
    sections = [OTHERS[0], ("Framing", "Estructura", 12000)] + OTHERS[1:]
    for place, (en, es, amount) in enumerate(sections):
        with p.part(23.4 + place * 0.12, rise=6) as shown:
            if shown:
                p.line(a, row, b, row)
                p.pair(row + 19, t(en, es), money(amount * 1.25), left=a, right=b)
        row += 25
    with p.part(24.1, rise=6) as shown:
        if shown:
            p.path(f"M{a} {row}H{b}", "k kink w2")
            p.text(a, row + 27, t("Total price", "Precio total"), "b")
            p.text(b, row + 30, money(60000), "big num end")


# A daily log from the phone.


def daily_log(p):
    t, now = p.t, p.now
    p.stage()
    offline = now < 27.2
    p.open(f"translate(0 {TOP})")
    word = t("New daily log", "Nuevo reporte diario")
    first, last = now < 2.5, now >= 25.2
    if first or last:
        p.phone("Mesquite Court 9", "4:41" if last else "4:38", sub=t("Daily logs", "Reportes diarios"), offline=offline, stage=False)
    else:
        p.phone(word, "4:38", sub="Mesquite Court 9", offline=offline, stage=False)
    with p.part(-1, 2.2, slide=16) as shown:
        if shown:
            p.button(EDGE, 130, word, w=END - EDGE, h=46, icon="plus")
            logs(p, 190, 0)
    with p.part(2.6, 24.9, slide=16) as shown:
        if shown:
            by = between(now, 8.2, 9.2, 0, 225) + between(now, 18.2, 19, 0, 150) + between(now, 22.6, 23.4, 0, 62)
            with p.scroll(44, 115, 332, by):
                log_form(p)
    with p.part(25.3, slide=16) as shown:
        if shown:
            today(p, 128)
            logs(p, 214, 0)
    p.rect(36.5, 12.5, 347, 840, "k krim w2", 46)
    p.close()
    p.pointer([
        (2.0, 210, TOP + 153, "finger", True),
        (4.4, 210, TOP + 179, "finger", True),
        (6.7, 330, TOP + 316, "finger", True),
        (9.9, END - 17, TOP + 202, "finger", True),
        (15.2, 110, TOP + 249, "finger", True),
        (19.6, 116, TOP + 209, "finger", True),
        (24.3, 210, TOP + 309, "finger", True),
    ])


def logs(p, y, start):
    t = p.t
    for day in (t("Tue, Oct 6", "mar 6 oct"), t("Mon, Oct 5", "lun 5 oct"), t("Fri, Oct 2", "vie 2 oct")):
        p.text(EDGE, y + 26, day, "b")
        p.text(EDGE, y + 47, t("Beto Salas", "Beto Salas"), "soft")
        p.badge(END, y + 30, t("Reviewed", "Revisado"), "green", end=True)
        p.line(EDGE, y + 62, END, y + 62)
        y += 62


def today(p, y):
    t, now = p.t, p.now
    p.rect(EDGE - 8, y, END - EDGE + 16, 74, "tint", 14)
    p.text(EDGE + 6, y + 30, t("Wed, Oct 7", "mié 7 oct"), "b")
    p.text(EDGE + 6, y + 54, t("3 photos · 1.5 h delay", "3 fotos · 1.5 h de retraso"), "soft", fit=200)
    with p.part(25.3, 27.4, rise=0) as shown:
        if shown:
            p.badge(END, y + 22, t("Waiting to upload", "Pendiente de subir"), "amber", end=True)
    with p.part(27.8, rise=0) as shown:
        if shown:
            p.badge(END, y + 22, t("Pending", "Pendiente"), "blue", end=True)


def log_form(p):
    t, now = p.t, p.now
    y = 114
    p.icon("calendar", EDGE, y + 15, "ksoft")
    p.text(EDGE + 28, y + 30, t("Wed, Oct 7", "mié 7 oct"), "b")
    weather = t("84 °F, clear", "29 °C, soleado")
    p.text(END, y + 30, weather, "soft end", fit=130)
    p.icon("sun", END - width_of(weather) - 20, y + 15, "kamber1")
    y += 46
    p.button(EDGE, y, t("Copy yesterday", "Copiar el de ayer"), "plain", w=END - EDGE, icon="retry", h=38)
    y += 50
    there, less = ease(now, 4.7, 5.3), ease(now, 6.9, 7.3)
    hours = 8 if less < 0.5 else 5
    p.pair(y + 18, t("Crew hours", "Horas de cuadrilla"), f"{round(32 * there + 24 * there - 9 * less)} h", "b", left=EDGE, right=END)
    y += 28
    p.rect(EDGE + 0.5, y + 0.5, END - EDGE - 1, 103, "paper kline" if there > 0.5 else "paper kedge dash", 12)
    crews = [(t("Beto's crew", "Cuadrilla de Beto"), 4, 8, "B", "tint", 4.7), ("Del Valle Concrete", 3, hours, "D", "amber", 5.0)]
    for place, (name, people, h, letter, tone, start) in enumerate(crews):
        with p.part(start) as shown:
            if shown:
                if place:
                    p.line(EDGE + 12, y, END - 12, y)
                    if 6.7 <= now < 8.2:
                        p.rect(END - 74, y + 10, 68, 32, "amber2", 10, f' opacity="{1 - ease(now, 7.6, 8.1):.2f}"')
                p.avatar(EDGE + 27, y + 26, letter, tone, 15)
                p.text(EDGE + 52, y + 22, name, fit=180)
                p.text(EDGE + 52, y + 41, t(f"{people} people × {h} h", f"{people} personas × {h} h"), "soft")
                p.text(END - 14, y + 31, f"{people * h} h", "b end num")
        y += 52
    y += 12
    p.text(EDGE, y + 14, t("Work done", "Trabajo realizado"), "b")
    y += 24
    active = 9.9 <= now < 14.6
    p.rect(EDGE + 0.75, y + 0.75, END - EDGE - 1.5, 62.5, "paper " + ("kaccent w2" if active else "kedge"), 10)
    first, second = t(("Poured 14 yd³ in the garage", "slab, 7:30 to 10:15."), ("Se colaron 11 m³ en la losa de", "la cochera, de 7:30 a 10:15."))
    for place, (text, start, end) in enumerate([(first, 10.3, 12.3), (second, 12.3, 14.1)]):
        so_far = typed(now, text, start, end).rstrip("|")
        if so_far:
            p.text(EDGE + 12, y + 27 + 21 * place, so_far, fit=END - EDGE - 20)
    if active:
        pulse = 0.35 + 0.3 * abs((now * 1.6) % 2 - 1)
        p.circle(END - 18, y + 46, 16, "red2", f' opacity="{pulse + 0.3:.2f}"')
    p.icon("mic", END - 28, y + 36, "kred1" if active else "kaccent")
    y += 74
    p.button(EDGE, y, t("Add photos", "Agregar fotos"), "quiet", icon="plus", h=36)
    count = sum(now >= start for start in (15.8, 16.3, 16.8))
    p.text(END, y + 23, t(f"{count} of 30", f"{count} de 30"), "soft end num")
    y += 40
    w = (END - EDGE - 16) / 3
    for place, (scene, start) in enumerate([("forms", 15.8), ("slab", 16.3), ("ticket", 16.8)]):
        x = EDGE + place * (w + 8)
        p.rect(x + 0.5, y + 0.5, w - 1, 61, "wash kline", 8)
        with p.part(start, rise=8) as shown:
            if shown:
                p.photo(x, y, w, 62, scene)
    y += 72
    p.button(EDGE, y, t("Add delay", "Agregar retraso"), "quiet", icon="plus", h=36)
    y += 42
    grow = ease(now, 19.8, 20.3)
    with p.part(19.9) as shown:
        if shown:
            p.rect(EDGE + 0.5, y + 0.5, END - EDGE - 1, 91, "wash kline", 12)
            p.text(EDGE + 14, y + 29, t("Delay", "Retraso"), "b")
            with p.part(20.3, rise=0) as hours_:
                if hours_:
                    p.text(END - 14, y + 29, "1.5 h", "b end num")
            with p.part(20.9, rise=0) as cause:
                if cause:
                    p.pair(y + 54, t("Cause", "Causa"), t("Material: pump late", "Material: bomba tarde"), "soft", "", left=EDGE + 14, right=END - 14)
            with p.part(21.6, rise=0) as told:
                if told:
                    p.pair(y + 78, t("Told", "Avisé a"), t("Luis, 7:10", "Luis, 7:10"), "soft", "", left=EDGE + 14, right=END - 14)
    y += 12 + 92 * grow
    p.button(EDGE, y, t("Sign and submit", "Firmar y enviar"), w=END - EDGE, h=46)


# A change order from the site to the approval.


def change_order(p):
    t = p.t
    p.stage()
    p.open(f"translate(0 {TOP})")
    for start, end, draw in [(-1, 10.4, on_site), (10.8, 19.9, in_office), (20.3, 28.0, at_client), (28.4, None, at_end)]:
        with p.part(start, end, rise=0) as shown:
            if shown:
                draw(p)
    p.close()
    p.pointer([
        (1.1, 210, TOP + 172, "finger", True),
        (4.6, 130, TOP + 247, "finger", True),
        (6.2, 108, TOP + 286, "finger", True),
        (8.6, 210, TOP + 290, "finger", True),
        (11.9, 92, TOP + 132, "mouse", True),
        (15.6, 190, TOP + 340, "mouse", True),
        (18.0, 320, TOP + 340, "mouse", True),
        (21.9, 180, TOP + 268, "finger", True),
        (25.4, 210, TOP + 268, "finger", True),
    ])
    if p.now < 10.4:
        with p.part(-1, 10.2, rise=0) as shown:
            if shown:
                p.toast(9.1, "Saved. Luis is notified", "Guardada. Luis recibe aviso")


TITLE = ("Move kitchen outlet", "Mover contacto de la cocina")


def on_site(p):
    t, now = p.t, p.now
    p.phone(t("New change order", "Nueva orden de cambio"), "2:15", sub="Cedar Lane 118", stage=False)
    with p.scroll(44, 115, 332, between(now, 5.2, 5.9, 0, 70) + between(now, 7.3, 8.0, 0, 72)):
        p.text(EDGE, 142, t("Title", "Título"), "soft")
        p.caret(EDGE, 150, END - EDGE, 44, typed(now, t(*TITLE), 1.5, 3.6), 1.1 <= now < 4.4)
        p.text(EDGE, 222, t("Reason", "Motivo"), "soft")
        chosen = now >= 4.7
        for place, label in enumerate([t("Client request", "Petición del cliente"), t("Site condition", "Condiciones del lugar")]):
            y = 230 + 42 * place
            on = chosen and not place
            w = round(width_of(label, 14, True) + 26)
            p.rect(EDGE + 0.5, y + 0.5, w - 1, 33, "accent" if on else "paper kedge", 17)
            p.text(EDGE + w / 2, y + 22, label, "on b mid" if on else "mid")
        p.rect(EDGE + 0.5, 320.5, 95, 71, "tint kaccent dash", 10)
        p.icon("camera", EDGE + 36, 344, "kaccent", 24)
        p.text(EDGE + 110, 361, t("Add photos", "Agregar fotos"), "accent b")
        with p.part(6.5, rise=0) as shown:
            if shown:
                p.photo(EDGE, 320, 96, 72, "outlet", 10)
                p.rect(EDGE + 104, 340, 190, 30, "paper")
                p.text(EDGE + 110, 353, t("1 photo", "1 foto"), "b")
                p.text(EDGE + 110, 374, t("Kitchen, north wall", "Cocina, muro norte"), "soft")
        p.button(EDGE, 410, t("Save", "Guardar"), w=END - EDGE, h=46)


def in_office(p):
    t, now = p.t, p.now
    p.window(t("Change orders", "Órdenes de cambio"), "Cedar Lane 118", stage=False)
    p.text(LEFT, 92, t(*TITLE), "h", fit=260)
    with p.part(0, 18.4, rise=0) as shown:
        if shown:
            p.badge(RIGHT, 86, t("Draft", "Borrador"), end=True)
    with p.part(18.6, rise=0) as shown:
        if shown:
            p.badge(RIGHT, 86, t("Pending", "Pendiente"), "amber", end=True)
    p.button(LEFT, 112, t("Add line", "Agregar concepto"), "quiet", icon="plus")
    lines = [
        (t("Electrician", "Electricista"), "8 h × $80.00", 640, 12.4),
        (t("Box, cable and outlets", "Caja, cable y contactos"), "1 × $180.00", 180, 12.9),
        (t("Drywall patch and paint", "Resanar y pintar tablaroca"), "1 × $300.00", 300, 13.4),
    ]
    y = 147
    cost = 0.0
    for name, sum_, amount, start in lines:
        cost += amount * ease(now, start, start + 0.4)
        with p.part(start) as shown:
            if shown:
                p.line(LEFT, y, RIGHT, y)
                p.text(LEFT, y + 22, name, fit=180)
                p.text(RIGHT - 66, y + 22, sum_, "soft num end", fit=120)
                p.text(RIGHT, y + 22, money(amount), "num end")
        y += 33
    p.path(f"M{LEFT} {y}H{RIGHT}", "k kink w2")
    p.text(LEFT, y + 26, t("Markup 25%", "Utilidad sobre costo 25%"), "soft")
    p.text(LEFT, y + 50, t("Price for the client", "Precio para el cliente"), "b")
    price = cost * (1 + 0.25 * ease(now, 14.0, 14.8))
    p.text(RIGHT, y + 47, money(price), "big num end")
    p.line(LEFT, y + 66, RIGHT, y + 66)
    p.text(LEFT, y + 98, t("Schedule impact", "Días de impacto"), "soft")
    p.caret(LEFT + 124, y + 74, 48, 38, typed(now, "0", 16.0, 16.3), 15.6 <= now < 17.2, "b")
    p.button(RIGHT, y + 73, t("Send for approval", "Enviar a aprobación"), end=True)
    p.close()


def at_client(p):
    t, now = p.t, p.now
    p.phone("", "6:20", web="app.obra.example", stage=False)
    p.line(44, 108, 376, 108)
    name = "Elena Hinojosa"
    if now < 25.8:
        with p.scroll(44, 109, 332, between(now, 23.9, 24.7, 0, 66)):
            p.text(EDGE, 136, "Cedar Lane 118", "soft")
            p.text(EDGE, 162, t(*TITLE), "h", fit=END - EDGE)
            p.photo(EDGE, 174, 120, 62, "outlet", 10)
            p.text(END, 200, t("Price", "Precio"), "soft end")
            p.text(END, 229, money(1400), "big num end")
            p.caret(EDGE, 248, END - EDGE, 42, typed(now, name, 22.3, 23.6) or "", 21.9 <= now < 24)
            if now < 22.1:
                p.text(EDGE + 12, 274, t("Your name", "Tu nombre"), "soft")
            p.button(EDGE, 310, t("Approve", "Aprobar"), w=END - EDGE, h=48, icon="check")
            p.button(EDGE, 366, t("Decline", "Rechazar"), "plain", w=END - EDGE, h=44)
    with p.part(25.9) as shown:
        if shown:
            p.circle(210, 182, 34, "green2")
            p.icon("check", 186, 158, "kgreen1", 48)
            p.text(210, 250, t("Approved", "Aprobada"), "h mid")
            p.text(210, 278, t(*TITLE), "mid")
            p.text(210, 302, name, "soft mid")
            p.text(210, 326, t("June 12, 6:21 p.m.", "12 de junio, 6:21 p. m."), "soft mid")


def at_end(p):
    t, now = p.t, p.now
    p.window(t("Change orders", "Órdenes de cambio"), "Cedar Lane 118", stage=False)
    p.text(LEFT, 92, t(*TITLE), "h", fit=260)
    p.badge(RIGHT, 86, t("Approved", "Aprobada"), "green", end=True)
    p.line(12, 112, 408, 112)
    p.pair(142, t("Original contract", "Contrato original"), money(60000))
    p.pair(170, t("Change order 1", "Orden de cambio 1"), f"+{money(1400)}", c2="green1 b")
    p.path(f"M{LEFT} 186H{RIGHT}", "k kink w2")
    p.text(LEFT, 220, t("Revised contract", "Contrato actualizado"), "b")
    p.text(RIGHT, 223, money(between(now, 29.2, 30.2, 60000, 61400)), "big num end")
    with p.part(30.2) as shown:
        if shown:
            p.rect(LEFT, 246, 364, 74, "tint", 12)
            p.text(LEFT + 16, 276, t("New stage, ready to bill", "Etapa nueva, lista para facturar"), "accent b")
            p.pair(302, t(*TITLE), money(1400), c2="b num", left=LEFT + 16, right=RIGHT - 16)
    p.close()


# The clips: seconds, moment of the poster, chapters, captions.

CLIPS = {
    "estimate": (
        estimate,
        31.5,
        20.6,
        [(0, "Sections and lines", "Partidas y conceptos"), (15, "Cost and markup", "Costo y utilidad"), (22.6, "Preview and send", "Vista previa y envío")],
        [
            (0.2, 4.8, "Open the estimate and choose Add section: one for each part of the job.", "Abre el presupuesto y elige Agregar partida: una por cada parte del trabajo."),
            (5.0, 10.4, "Choose Add line. Enter quantity, unit and unit cost; Obra multiplies.", "Elige Agregar concepto. Pon cantidad, unidad y costo unitario; Obra multiplica."),
            (10.8, 14.6, "From catalog brings in lines whose cost you already know.", "Del catálogo trae conceptos que ya tienen costo."),
            (15.0, 17.4, "Do the same for the other sections.", "Haz lo mismo con las demás partidas."),
            (17.6, 21.8, "Type your markup: 25% on $48,000 gives $60,000, a margin of 20%.", "Escribe tu utilidad: 25% sobre $48,000 da $60,000, un margen de 20%."),
            (22.2, 26.4, "Preview shows what the client will see: prices, without costs.", "Vista previa muestra lo que verá el cliente: precios, sin costos."),
            (26.6, 31.2, "Choose Send for approval. Your client gets a link and needs no account.", "Elige Enviar a aprobación. Al cliente le llega un enlace; no necesita cuenta."),
        ],
    ),
    "daily-log": (
        daily_log,
        30.5,
        17.8,
        [(0, "Start from yesterday", "Parte del de ayer"), (8.2, "Say what was done", "Di qué se hizo"), (14.8, "Add photos", "Agrega fotos"), (18.2, "Note the delay", "Anota el retraso"), (23.2, "Sign and submit", "Firma y envía")],
        [
            (0.2, 4.0, "At the end of the shift, open the project and tap New daily log.", "Al terminar la jornada, abre el proyecto y toca Nuevo reporte diario."),
            (4.2, 8.0, "Copy yesterday brings the crews. Change only what is different.", "Copiar el de ayer trae las cuadrillas. Cambia solo lo distinto."),
            (8.4, 14.6, "Say what was finished and where. Tap the microphone to dictate.", "Di qué se terminó y dónde. Toca el micrófono para dictar."),
            (14.9, 18.0, "Add up to 30 photos: take them now or choose from the phone.", "Agrega hasta 30 fotos: tómalas o elígelas del teléfono."),
            (18.4, 23.2, "If something stopped the work, add the delay: hours, cause, who was told.", "Si algo detuvo el trabajo, agrega el retraso: horas, causa y a quién avisaste."),
            (23.5, 26.8, "Sign and submit. Without signal, the log waits on the phone.", "Firma y envía. Sin señal, el reporte espera en el teléfono."),
            (27.0, 30.2, "When the signal is back it uploads, and your project manager gets it.", "Cuando regresa la señal se sube y le llega a tu gerente de proyecto."),
        ],
    ),
    "change-order": (
        change_order,
        33.0,
        24.6,
        [(0, "On site: Beto", "En la obra: Beto"), (10.6, "In the office: Luis", "En la oficina: Luis"), (20.1, "The client: Mrs. Hinojosa", "La clienta: señora Hinojosa"), (28.2, "The new contract", "El contrato actualizado")],
        [
            (0.2, 4.2, "On site, Beto starts the change order with a title the client will recognize.", "En la obra, Beto inicia la orden con un título que la clienta reconozca."),
            (4.4, 8.2, "He chooses the reason and takes a photo. He sees no prices.", "Elige el motivo y toma una foto. Él no ve precios."),
            (8.4, 10.6, "Save. It stays in Draft, and Luis is notified.", "Guardar. Queda como Borrador y Luis recibe aviso."),
            (10.9, 15.2, "Luis adds the lines. With a markup of 25%, $1,120 becomes $1,400.", "Luis agrega los conceptos. Con 25% de utilidad, $1,120 quedan en $1,400."),
            (15.4, 19.8, "Schedule impact is 0: the finish date stays. He chooses Send for approval.", "Días de impacto: 0, la entrega no se mueve. Elige Enviar a aprobación."),
            (20.2, 25.0, "Mrs. Hinojosa opens the link, without an account, and types her name.", "La señora Hinojosa abre el enlace, sin cuenta, y escribe su nombre."),
            (25.2, 28.2, "She taps Approve. Name, date and time are kept.", "Toca Aprobar. Quedan su nombre, la fecha y la hora."),
            (28.4, 32.8, "The contract is now $61,400, and the $1,400 is a stage, ready to bill.", "El contrato ya es de $61,400, y los $1,400 son una etapa lista para facturar."),
        ],
    ),
}


def frame(name, lang, t):
    """The drawing of one moment."""
    draw, total, _, chapters, _ = CLIPS[name]
    p = Film(lang, t)
    draw(p)
    p.chapters(chapters, total)
    return p.svg(dark=False)


def captions(name, lang):
    def clock(t):
        return f"{int(t // 3600):02}:{int(t // 60) % 60:02}:{t % 60:06.3f}"

    cues = CLIPS[name][4]
    return f"WEBVTT\nLanguage: {lang}\n" + "".join(f"\n{clock(start)} --> {clock(end)} line:0\n{en if lang == 'en' else es}\n" for start, end, en, es in cues)


# The browser and the encoder.


class Browser:
    """Chromium without a window, spoken to over two pipes."""

    def __init__(self):
        program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if not program:
            raise SystemExit("Chromium is not found: install it, or name it in CHROMIUM")
        there, self.write = os.pipe()
        self.read, back = os.pipe()
        high = [fcntl.fcntl(pipe, fcntl.F_DUPFD, 10) for pipe in (there, back)]

        def pipes():  # Chromium reads from 3 and writes to 4
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe", "about:blank"],
            preexec_fn=pipes,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for pipe in (there, back, *high):
            os.close(pipe)
        self.rest, self.count, self.session = b"", 0, None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Emulation.setDeviceMetricsOverride", width=SIDE, height=SIDE, deviceScaleFactor=2, mobile=False)
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])
        self.run("document.documentElement.innerHTML='<body style=\"margin:0;line-height:0\"></body>'")

    def ask(self, method, **params):
        self.count += 1
        message = {"id": self.count, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write, data) :]
        while True:
            while b"\0" not in self.rest:
                self.rest += os.read(self.read, 1 << 20)
            line, self.rest = self.rest.split(b"\0", 1)
            answer = json.loads(line)
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]

    def run(self, script):
        return self.ask("Runtime.evaluate", expression=script)

    def photograph(self, svg):
        self.run(f"document.body.innerHTML={json.dumps(svg)}")
        return base64.b64decode(self.ask("Page.captureScreenshot", format="png", optimizeForSpeed=True)["data"])

    def close(self):
        self.ask("Browser.close")
        self.process.wait()


def encode(browser, name, lang):
    _, total, poster, _, _ = CLIPS[name]
    folder = CONTENT / lang / "clips"
    folder.mkdir(parents=True, exist_ok=True)
    program = os.environ.get("FFMPEG") or shutil.which("ffmpeg")
    if not program:
        raise SystemExit("ffmpeg is not found: install it, or name it in FFMPEG")
    plain = [program, "-hide_banner", "-loglevel", "error", "-y"]
    still = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    colours = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
    vp9 = ["-an", "-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p", "-crf", "47", "-b:v", "0", "-g", "400", "-deadline", "good"]
    vp9 += ["-cpu-used", "2", "-auto-alt-ref", "1", "-lag-in-frames", "25", "-threads", "1", "-row-mt", "0", *colours, *still]
    with tempfile.TemporaryDirectory() as work:
        frames = f"{work}/frames.mkv"
        lossless = subprocess.Popen(
            [*plain, "-f", "image2pipe", "-c:v", "png", "-r", str(RATE), "-i", "-", "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"]
            + [*colours, "-c:v", "ffv1", frames],
            stdin=subprocess.PIPE,
        )
        before = png = None
        for number in range(round(total * RATE)):
            svg = frame(name, lang, number / RATE)
            if svg != before:
                before, png = svg, browser.photograph(svg)
            lossless.stdin.write(png)
        lossless.stdin.close()
        if lossless.wait():
            raise SystemExit(f"{lang}/{name}: ffmpeg failed")
        for step, out in (("1", ["-f", "null", os.devnull]), ("2", [str(folder / f"{name}.webm")])):
            subprocess.run([*plain, "-i", frames, *vp9, "-pass", step, "-passlogfile", f"{work}/pass", *out], check=True)
    png = browser.photograph(frame(name, lang, poster))
    subprocess.run([*plain, "-f", "image2pipe", "-c:v", "png", "-i", "-", "-c:v", "libwebp", "-quality", "82", *still, str(folder / f"{name}.webp")], input=png, check=True)
    for ending, limit in (("webm", 400_000), ("webp", 40_000)):
        size = (folder / f"{name}.{ending}").stat().st_size
        print(f"{lang}/{name}.{ending} {size} bytes", flush=True)
        if size > limit:
            raise SystemExit(f"that is more than {limit}")


def main():
    wanted = [argument for argument in sys.argv[1:] if argument != "--texts"]
    chosen = [(name, lang) for name in CLIPS for lang in ("en", "es") if not wanted or f"{lang}/{name}" in wanted]
    browser = None if "--texts" in sys.argv else Browser()
    for name, lang in chosen:
        folder = CONTENT / lang / "clips"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.vtt").write_text(captions(name, lang), encoding="utf-8")
        if browser:
            encode(browser, name, lang)
    if browser:
        browser.close()


if __name__ == "__main__":
    main()
