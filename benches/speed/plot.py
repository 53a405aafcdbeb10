"""Draws how time and memory of a build grow with the number of articles."""

WIDTH, HEIGHT = 360, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 92, 34, 36
STYLE = """text{font:12px system-ui,sans-serif;fill:#334}.axis{stroke:#99a;fill:none}.grid{stroke:#99a;opacity:.25}
.title{font-weight:600}.ayuda{stroke:#0b6470;fill:none;stroke-width:2}.hugo{stroke:#b4562b;fill:none;stroke-width:2}
circle.ayuda{fill:#0b6470}circle.hugo{fill:#b4562b}
@media (prefers-color-scheme:dark){text{fill:#dde}.ayuda{stroke:#74cdd6}circle.ayuda{fill:#74cdd6}.hugo{stroke:#f0a37f}circle.hugo{fill:#f0a37f}}"""


def panel(title: str, lines: dict[str, list[tuple[int, float]]], left: int) -> str:
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    most_x = max(x for points in lines.values() for x, _ in points)
    most_y = max(y for points in lines.values() for _, y in points) or 1
    step = next(
        size * base
        for size in (10**power for power in range(-2, 7))
        for base in (1, 2, 5)
        if most_y / (size * base) <= 5
    )

    def at(x: float, y: float) -> tuple[float, float]:
        return LEFT + wide * x / most_x, TOP + high - high * y / most_y

    out = [f'<g transform="translate({left} 0)"><text class="title" x="{LEFT}" y="18">{title}</text>']
    tick = 0.0
    while tick <= most_y:
        _, y = at(0, tick)
        out.append(f'<path class="grid" d="M{LEFT} {y:.1f}h{wide}"/>')
        out.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
        tick += step
    for share in (0, 0.5, 1):
        x, y = at(most_x * share, 0)
        out.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{most_x * share:,.0f}</text>')
    out.append(f'<path class="axis" d="M{LEFT} {TOP}v{high}h{wide}"/>')
    for name, points in lines.items():
        places = [at(x, y) for x, y in points]
        out.append(f'<path class="{name}" d="M' + "L".join(f"{x:.1f} {y:.1f}" for x, y in places) + '"/>')
        out += [f'<circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places]
        x, y = places[-1]
        out.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}">{name}</text>')
    return "".join(out) + "</g>"


def growth(measured: list[dict]) -> str:
    def lines(figure: str) -> dict[str, list[tuple[int, float]]]:
        found: dict[str, list[tuple[int, float]]] = {}
        for one in measured:
            for name, build in (("ayuda", "build"), ("hugo", "hugo")):
                if build in one["builds"]:
                    found.setdefault(name, []).append((one["articles"], one["builds"][build][figure]))
        return found

    panels = [("Wall seconds by articles", "wall"), ("Peak megabytes by articles", "mb")]
    drawn = "".join(panel(title, lines(figure), at * WIDTH) for at, (title, figure) in enumerate(panels))
    title = "Time and memory of a build against the number of articles"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
        f"<title>{title}</title><style>{STYLE}</style>{drawn}</svg>\n"
    )
