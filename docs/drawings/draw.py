"""Parts of drawn screens: frames, rows, fields, buttons, badges, phones, photographs and charts.

A `Picture` collects parts from top to bottom and becomes one SVG file. All texts are real texts. A text that would not
fit where it stands, on the widest of the usual system fonts, is an error, so that no drawing breaks on other machines.
"""

from html import escape

WIDTH = 420
LEFT, RIGHT = 28, 392  # what stands inside of a window
EDGE, END = 60, 360  # what stands inside of a phone

FONT = '-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif'

# Colours: name, light, dark. The names with a 1 are for texts on those with a 2.
COLOURS = {
    "ink": ("#1c2226", "#e8ebec"),
    "soft": ("#555d62", "#a8b1b6"),
    "paper": ("#fff", "#1c2226"),
    "wash": ("#f6f5f1", "#252c31"),
    "stage": ("#efede6", "#101416"),
    "line": ("#e2dfd7", "#353e44"),
    "edge": ("#908d84", "#6f7a80"),
    "accent": ("#0b6470", "#74cdd6"),
    "on": ("#fff", "#072a2f"),
    "tint": ("#e3f0f1", "#1d3a40"),
    "green1": ("#176640", "#86dbad"),
    "green2": ("#e2f2e8", "#17382a"),
    "amber1": ("#7d4e00", "#f2c66d"),
    "amber2": ("#fbedcf", "#3e3115"),
    "red1": ("#a8221b", "#ffa8a0"),
    "red2": ("#fbe5e2", "#46211f"),
    "blue1": ("#1a5596", "#9cc6f7"),
    "blue2": ("#e3eefa", "#1b3049"),
    "grey1": ("#4d555a", "#bcc4c8"),
    "grey2": ("#eceae4", "#313a40"),
    "shade": ("#1c2226", "#000"),
    "bezel": ("#20272b", "#05080a"),
    "rim": ("#20272b", "#3d474d"),
}

# Strokes and shapes of text, as classes beside the colours.
SHAPES = {
    "b": "font-weight:600",
    "h": "font-weight:700;font-size:18px;letter-spacing:-.2px",
    "big": "font-weight:700;font-size:26px;letter-spacing:-.6px",
    "k": "fill:none;stroke-width:1",
    "k2": "fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round",
    "i": "fill:none;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round",
    "dash": "stroke-dasharray:4 3",
    "mid": "text-anchor:middle",
    "end": "text-anchor:end",
    "num": "font-variant-numeric:tabular-nums",
    "halo": "paint-order:stroke;stroke-width:5px;stroke-linejoin:round",
}

# Icons of 20 × 20.
ICONS = {
    "back": "M12.5 4.5 7 10l5.5 5.5",
    "next": "m7.5 4.5 5.5 5.5-5.5 5.5",
    "down": "m5 7.5 5 5 5-5",
    "plus": "M10 4v12M4 10h12",
    "minus": "M4 10h12",
    "check": "m4 10.5 4 4 8-9",
    "cross": "m5 5 10 10M15 5 5 15",
    "camera": "M3 6.5h3L7.5 4h5L14 6.5h3V16H3zM10 13.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2",
    "star": "m10 2.8 2.2 4.6 5 .7-3.6 3.5.9 5L10 14.2l-4.5 2.4.9-5L2.8 8.1l5-.7z",
    "cloud": "M6 15.5h8.5a3.3 3.3 0 0 0 .4-6.6 5 5 0 0 0-9.6-.9A3.8 3.8 0 0 0 6 15.5M10 13V8.5m-2 2 2-2 2 2",
    "search": "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11m4-1.5 4 4",
    "bell": "M5 13.5V9a5 5 0 0 1 10 0v4.5l1.5 1.5h-13zM8.5 17.5h3",
    "clock": "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 6v4l2.5 2",
    "pin": "M10 17.5s5.5-5 5.5-9.2a5.5 5.5 0 0 0-11 0c0 4.2 5.5 9.2 5.5 9.2m0-7.3a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
    "sun": "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M10 2v1.5m0 13V18m8-8h-1.5M3.5 10H2m13.7-5.7-1.1 1.1M5.4 14.6l-1.1 1.1m11.4 0-1.1-1.1M5.4 5.4 4.3 4.3",
    "rain": "M6 12h8.5a3 3 0 0 0 .3-6 4.7 4.7 0 0 0-9-.8A3.5 3.5 0 0 0 6 12m1 2.5-1 2.5m4.5-2.5-1 2.5m4.5-2.5-1 2.5",
    "doc": "M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5m-5 3.5h5",
    "truck": "M2 5h9.5v9H2zm9.5 3.5H15l3 3V14h-6.5M5.5 16.5a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4m9 0a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4",
    "link": "M8.5 11.5a3.2 3.2 0 0 0 4.6 0l2.5-2.5A3.25 3.25 0 0 0 11 4.4l-1 1m1.5 3.1a3.2 3.2 0 0 0-4.6 0L4.4 11A3.25 3.25 0 0 0 9 15.6l1-1",
    "warn": "M10 3 2.5 16.5h15zM10 8v4m0 2.3v.2",
    "mail": "M2.5 4.5h15v11h-15zm0 1 7.5 5.5 7.5-5.5",
    "phone": "M6 2.5h8v15H6zM9 15h2",
    "lock": "M5 9h10v8H5zm2-.2V6.5a3 3 0 0 1 6 0v2.3",
    "eye": "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5m8 2.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6",
    "people": "M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6M2.5 16.5c0-3 2-5 5-5s5 2 5 5m.5-12.3a2.8 2.8 0 0 1 0 5.2m1.5 2.3c2 .6 3 2.4 3 4.8",
    "swap": "M4 7h11l-3-3m4 9H5l3 3",
    "calendar": "M3 4.5h14v12.5H3zM3 8.5h14M7 2.5V6m6-3.5V6",
    "pen": "m4 16 .8-3.5L13.5 4 16 6.5l-8.5 8.7z",
    "mic": "M10 12.5a2.5 2.5 0 0 0 2.5-2.5V5a2.5 2.5 0 0 0-5 0v5a2.5 2.5 0 0 0 2.5 2.5M5 10a5 5 0 0 0 10 0m-5 5v2.5",
    "retry": "M15.5 6.5A6.5 6.5 0 1 0 16.5 11M16 3v4h-4",
    "wifi": "M2.5 8a11 11 0 0 1 15 0M5 11a7.3 7.3 0 0 1 10 0m-7.5 3a3.7 3.7 0 0 1 5 0M10 16.5v.1",
    "more": "M4.5 10h.1m5.4 0h.1m5.4 0h.1",
    "play": "M6 4v12l10-6z",
}

# Small photographs of 120 × 80: they keep their colours by night.
SCENES = {
    "slab": '<path fill="#bfd9e4" d="M0 0h120v80H0z"/><path fill="#dcebef" d="M0 22h120v16H0z"/><path fill="#7d9a78" d="M0 34q14-10 26-3t30-5 34 4 30-4v16H0z"/>'
    '<path fill="#b98f62" d="m30 36 64-1 26 26v19H0V62z"/><path fill="#c9c7c1" d="m32 38 60-1 28 28v11H2V63z"/><path fill="#d8d6d0" d="m32 38 30-.5L54 76H2V63z"/>'
    '<path fill="none" stroke="#a9a69e" d="M62 37.5 56 76M20 48l82-1"/><path fill="none" stroke="#8d5f36" stroke-width="3" d="m30 37 64-1 26 27"/><path fill="#e8833a" d="M84 50h9l1 16h-12z"/><circle cx="88" cy="46" r="4" fill="#f2c14a"/><path stroke="#3d4a50" stroke-width="4" d="M86 66v10m6-10v10"/><path stroke="#6b5138" stroke-width="1.5" d="M84 54 60 62"/><path fill="#55605f" d="M50 60h12v3H50z"/>',
    "forms": '<path fill="#bfd9e4" d="M0 0h120v80H0z"/><path fill="#dcebef" d="M0 20h120v16H0z"/><path fill="#7d9a78" d="M0 32q16-9 30-3t32-4 30 4 28-4v15H0z"/><path fill="#a58a6a" d="M0 40h120v40H0z"/><path fill="#8f7556" d="m30 42 62-1 28 26v13H0V66z"/><path fill="none" stroke="#5d4a3a" stroke-width="1.5" d="m40 42-28 38m42-38-16 38m30-38-4 38m18-39 12 39m2-39 34 38M26 48l72-1M16 56l92-1M6 65l112-1M0 74h120"/><path fill="none" stroke="#d0a06a" stroke-width="4" d="m30 41 62-1 30 28M30 41 0 66"/><path stroke="#b98548" stroke-width="3" d="M30 41v9m62-10v9m-78 6v10m92-12v10"/>',
    "framing": '<path fill="#c3dcea" d="M0 0h120v80H0z"/><path fill="#f6e7c8" d="M0 46h120v18H0z"/><path fill="#a8a294" d="M0 62h120v18H0z"/><circle cx="98" cy="18" r="9" fill="#fbe3a1"/>'
    '<path fill="#c98f55" d="M8 20h104v5H8zm0 38h104v6H8z"/><path fill="#dca76c" d="M12 25h5v33h-5zm15 0h5v33h-5zm15 0h5v33h-5zm34 0h5v33h-5zm15 0h5v33h-5zm13 0h5v33h-5z"/><path fill="#b87c43" d="M47 25h29v7H47z"/><path fill="#a96e3a" d="m60 4 54 16h-9L60 7 17 20H6z"/><path fill="none" stroke="#8c5a2e" stroke-width="2" d="m17 58 30-33"/>',
    "kitchen": '<path fill="#eee7da" d="M0 0h120v80H0z"/><path fill="#cfe3ea" d="M44 10h32v24H44z"/><path fill="none" stroke="#fff" stroke-width="3" d="M44 10h32v24H44zM60 10v24"/><path fill="#5f8078" d="M0 6h36v26H0zm84 0h36v26H84z"/><path fill="none" stroke="#4a675f" d="M18 6v26m84-26v26"/>'
    '<path fill="#d9d4c8" d="M0 48h120v5H0z"/><path fill="#5f8078" d="M0 53h120v22H0z"/><path fill="none" stroke="#4a675f" d="M24 53v22m24-22v22m24-22v22m24-22v22"/><path fill="#b3aca0" d="M0 75h120v5H0z"/><path fill="none" stroke="#8b949a" stroke-width="2.5" d="M60 48v-8q0-4 5-4"/>',
    "outlet": '<path fill="#e7dfd0" d="M0 0h120v80H0z"/><path fill="#8c6a48" d="M64 10h44v60H64z"/><path fill="#c99a66" d="M62 8h7v64h-7zm41 0h7v64h-7z"/><path fill="none" stroke="#f3d34a" stroke-width="3" d="M86 8q6 16-2 26t2 38"/><path fill="#3f6fb0" d="M76 34h18v22H76z"/><path fill="#2c4f82" d="M79 37h12v16H79z"/>'
    '<rect x="16" y="28" width="24" height="34" rx="3" fill="#fbfaf7" stroke="#c9c2b4"/><path stroke="#6d6a63" stroke-width="2" d="M25 36v5m6-5v5m-6 9v5m6-5v5"/><path fill="none" stroke="#c23b2e" stroke-width="2.5" stroke-linecap="round" d="M44 45h14m-5-5 5 5-5 5"/>',
    "delivery": '<path fill="#c9dde6" d="M0 0h120v80H0z"/><path fill="#a9a294" d="M0 58h120v22H0z"/><path fill="#8fa58a" d="M0 44q30-8 60-2t60-4v20H0z"/><path fill="#2f6f8f" d="M88 30h16l10 12v16H88z"/><path fill="#d6ebf2" d="M92 34h10l6 8H92z"/><path fill="#4a5459" d="M6 54h84v5H6z"/>'
    '<path fill="#e0b07a" d="M10 36h70v18H10z"/><path fill="none" stroke="#b98548" d="M10 42h70m-70 6h70"/><path fill="none" stroke="#3d4a50" stroke-width="2" d="M26 36v18m38-18v18"/><circle cx="26" cy="61" r="7" fill="#2b3236"/><circle cx="26" cy="61" r="2.5" fill="#9aa3a7"/><circle cx="98" cy="61" r="7" fill="#2b3236"/><circle cx="98" cy="61" r="2.5" fill="#9aa3a7"/>',
    "ticket": '<path fill="#a88258" d="M0 0h120v80H0z"/><path fill="#94704a" d="M0 26h120v2H0zm0 30h120v2H0z"/><path fill="#fdfcf8" d="m34 8 56 4-5 66-56-4z"/><path stroke="#9aa3a7" stroke-width="2.5" d="m42 34 38 3m-39 6 38 3m-39 6 24 2"/><path stroke="#0b6470" stroke-width="4" d="m44 19 22 2"/><path fill="none" stroke="#1a5596" stroke-width="2" stroke-linecap="round" d="M44 66q5-8 8-1t8-2 10 1"/>',
    "siding": '<path fill="#c3dcea" d="M0 0h120v80H0z"/><path fill="#a8b59a" d="M0 66h120v14H0z"/><path fill="#e4dccb" d="M10 18h100v50H10z"/><path fill="#6f948c" d="M10 18h60v50H10z"/><path fill="#6f948c" d="m70 26 12-2v6l-12 2zm0 18 8-2v6l-8 2z"/><path fill="none" stroke="#31403c" stroke-opacity=".28" d="M10 26h100M10 34h100M10 42h100M10 50h100M10 58h100"/>'
    '<path fill="#7a6a58" d="M2 18 18 4h84l16 14z"/><path fill="#dcebf2" d="M24 28h22v22H24z"/><path fill="none" stroke="#fff" stroke-width="3" d="M24 28h22v22H24zm11 0v22"/><path fill="none" stroke="#c98f3f" stroke-width="2.5" d="m76 74 12-56m4 56 9-56M79 62h15M81 51h14M83 40h14M86 29h13"/><path fill="#f2f0ea" d="M54 64h13v11H54z"/><path fill="#6f948c" d="M54 64h13v3H54z"/><path fill="none" stroke="#8b949a" stroke-width="1.5" d="M54 64q6-9 13 0"/>',
    "rain": '<path fill="#9fb0b8" d="M0 0h120v80H0z"/><path fill="#8798a0" d="M0 0h120v20q-16 10-30 3t-34 4-34-4-22 2z"/><path fill="#6d7b72" d="M0 44q30-10 60-3t60-3v14H0z"/><path fill="#8b8478" d="M0 50h120v30H0z"/><path fill="#b4c3c9" d="M16 62q20-6 44 0t40 2q-20 8-44 5t-40-7"/><path stroke="#dfe8ec" stroke-width="1.5" d="m20 20-4 14m22-10-4 14m22-18-4 14m22-10-4 14m24-18-4 14m22-10-4 14m-72 2-4 12m40-14-4 12m42-10-4 12"/>',
    "drywall": '<path fill="#e9e3d8" d="M0 0h120v80H0z"/><path fill="#c9a274" d="M0 0h8v80H0zm36 0h6v80h-6zm34 0h6v80h-6z"/><path fill="#d8b48a" d="M0 66h120v14H0z"/><path fill="#f4f1ea" d="M42 0h78v66H42z"/><path fill="none" stroke="#d5cfc2" stroke-width="3" d="M80 0v66M42 34h78"/><path fill="none" stroke="#c3b9a6" stroke-dasharray="1 7" d="M46 4v58m30-58v58m8-58v58"/><path fill="#7d8f97" d="M12 40h18v26H12z"/><path fill="none" stroke="#5c6b72" stroke-width="2" d="M12 40q9-10 18 0"/>',
    "hex": '<path fill="#e9ecea" d="M0 0h120v80H0z"/><path fill="none" stroke="#b9c3bf" stroke-width="2" d="m0 13 15-9 15 9 15-9 15 9 15-9 15 9 15-9 15 9M0 13v18l15 9 15-9V13m0 18 15 9 15-9V13m0 18 15 9 15-9V13m0 18 15 9 15-9V13M15 40v18l15 9 15-9V40m0 18 15 9 15-9V40m0 18 15 9 15-9V40M0 67l15-9m0 22 15-13v13m30-13v13m0-13m30 0v13m15-40v18l15 9M15 4V0m30 4V0m30 4V0m30 4V0"/><path fill="#a9c4bd" d="m45 40 15-9 15 9v18l-15 9-15-9zM0 13l15-9 15 9v18l-15 9-15-9z"/>',
    "subway": '<path fill="#c8c2b6" d="M0 0h120v80H0z"/><path fill="#fbf9f4" d="M-20 2h38v16h-38zm40 0h38v16H20zm40 0h38v16H60zm40 0h38v16h-38zM0 20h38v16H0zm40 0h38v16H40zm40 0h38v16H80zM-20 38h38v16h-38zm40 0h38v16H20zm40 0h38v16H60zm40 0h38v16h-38zM0 56h38v16H0zm40 0h38v16H40zm40 0h38v16H80zM-20 74h38v16h-38zm40 0h38v16H20zm40 0h38v16H60zm40 0h38v16h-38z"/>',
    "talavera": '<path fill="#f5efe2" d="M0 0h120v80H0z"/><path fill="#2b5d96" d="m20 4 16 16-16 16L4 20zm40 0 16 16-16 16-16-16zm40 0 16 16-16 16-16-16zM20 44l16 16-16 16L4 60zm40 0 16 16-16 16-16-16zm40 0 16 16-16 16-16-16z"/><path fill="#e8a93a" d="m20 13 7 7-7 7-7-7zm40 0 7 7-7 7-7-7zm40 0 7 7-7 7-7-7zM20 53l7 7-7 7-7-7zm40 0 7 7-7 7-7-7zm40 0 7 7-7 7-7-7z"/><path fill="none" stroke="#d8cdb8" d="M40 0v80M80 0v80M0 40h120"/>',
    "marble": '<path fill="#e6e4e0" d="M0 0h120v80H0z"/><path fill="#f1efeb" d="M0 20 50 0h40L0 50zm120 10L40 80h40l40-28z"/><path fill="none" stroke="#b4b0aa" stroke-width="1.5" d="M-4 62q22-10 34-24t30-14 22-22M40 84q14-22 32-24t50-30M62 24q8 16 24 18t38 22"/><path fill="none" stroke="#cbb994" d="M-4 30q20 4 34-8T54-4M84 84q6-16 20-20t20-10M30 38q14 14 10 44"/><path fill="none" stroke="#d3d0ca" d="M60 0v80M0 40h120"/>',
    "elevation": '<path fill="#f2f6f8" d="M0 0h120v80H0z"/><path fill="#dde8ee" d="M14 18h24v18H14zm68 0h24v18H82zM14 52h92v16H14z"/><path fill="none" stroke="#2b5d7a" stroke-width="2" d="M6 68h108M14 18h24v18H14zm68 0h24v18H82zM14 52h92v16H14zM12 49h96v3H12zM26 18v18m68-18v18M32 52v16m18-16v16m20-16v16m18-16v16"/><path fill="none" stroke="#2b5d7a" stroke-width="1.5" d="M46 16h28v24H46zm14 0v24M56 49v-5q0-3 4-3"/><path fill="none" stroke="#7fa3b5" d="M14 10h92M14 7v6m92-6v6M46 7v6m28-6v6M6 18v50M4 18h4"/><path fill="none" stroke="#c23b2e" stroke-width="1.5" d="M80 44q0-6 13-6t13 6-13 6-13-6"/>',
    "plan": '<path fill="#f2f6f8" d="M0 0h120v80H0z"/><path fill="none" stroke="#2b5d7a" stroke-width="3" d="M14 12h70v18h22v38H14z"/><path fill="none" stroke="#2b5d7a" stroke-width="2" d="M14 40h28m14 0h28V30m0 38V52M50 12v14"/><path fill="none" stroke="#7fa3b5" d="M42 40a14 14 0 0 1 14 14M84 40a12 12 0 0 1-12 12M20 18h12v10H20zm70 16h10v8H90zM6 12v56m108-38v38"/>',
}

# Widths of letters, in thousandths of the size. What is not named has 556.
WIDE = {
    278: " .,:;!/\\|¡Iíìft[]·",
    222: "ijl'’‘í",
    333: "()-rrt“”\"¿",
    500: "cksvxyzJ›‹",
    584: "+−=<>×÷~…",
    667: "ABEKPSVXYÁÉ",
    722: "CDHNRUwÑÚ",
    778: "GOQÓ",
    611: "FTZ",
    833: "mM",
    889: "%",
    944: "W–—",
    1000: "→",
}
WIDTHS = {letter: width for width, letters in WIDE.items() for letter in letters}
ROOM = 1.08  # other fonts are wider


def width_of(text, size=14, bold=False):
    """How wide a text becomes at most, with room for other fonts."""
    plain = sum(WIDTHS.get(letter, 556) for letter in text) * size / 1000
    return plain * ROOM * (1.06 if bold else 1)


def money(amount, cents=False):
    sign = "−" if amount < 0 else ""
    return f"{sign}${abs(amount):,.2f}" if cents else f"{sign}${abs(amount):,.0f}"


def n(value):
    """A number as short as it goes."""
    text = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return "0" if text == "-0" else text


class Picture:
    """One drawing in one language."""

    def __init__(self, lang, title="", desc=""):
        self.lang, self.title, self.desc = lang, title, desc
        self.parts, self.defs, self.height = [], [], 0
        self.room = None

    def t(self, en, es):
        """The text in the language of this drawing."""
        return en if self.lang == "en" else es

    # Plain marks.

    def add(self, part):
        self.parts.append(part)

    def rect(self, x, y, w, h, c, r=0, extra=""):
        round_ = f' rx="{n(r)}"' if r else ""
        self.add(f'<rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}"{round_} class="{c}"{extra}/>')

    def circle(self, x, y, r, c, extra=""):
        self.add(f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" class="{c}"{extra}/>')

    def path(self, d, c, extra=""):
        self.add(f'<path d="{d}" class="{c}"{extra}/>')

    def line(self, x1, y1, x2, y2, c="k kline"):
        self.path(f"M{n(x1)} {n(y1)}" + (f"V{n(y2)}" if x1 == x2 else f"H{n(x2)}" if y1 == y2 else f"L{n(x2)} {n(y2)}"), c)

    def text(self, x, y, text, c="", fit=None):
        """A text on the base line y. `end` and `mid` in c align it. It must be narrower than `fit`."""
        names = c.split()
        size = 18 if "h" in names else 26 if "big" in names else 14
        bold = bool({"b", "h", "big"} & set(names))
        width = width_of(text, size, bold)
        if fit is None:
            fit = x - 8 if "end" in names else WIDTH - 8 - x if "mid" not in names else 2 * min(x, WIDTH - x)
        if width > fit:
            raise ValueError(f"{self.lang}: {text!r} takes {width:.0f} of {fit:.0f}")
        attribute = f' class="{c}"' if c else ""
        self.add(f'<text x="{n(x)}" y="{n(y)}"{attribute}>{escape(text, quote=False)}</text>')
        return width

    def icon(self, name, x, y, c="ksoft", size=20):
        scale = f" scale({n(size / 20)})" if size != 20 else ""
        self.path(ICONS[name], f"i {c}", f' transform="translate({n(x)} {n(y)}){scale}"')

    def open(self, transform="", opacity=1.0, clip=""):
        """Opens a group; `close` ends it."""
        self.add(
            "<g"
            + (f' transform="{transform}"' if transform else "")
            + (f' opacity="{opacity:.3g}"' if opacity < 1 else "")
            + (f' clip-path="url(#{clip})"' if clip else "")
            + ">"
        )

    def close(self):
        self.add("</g>")

    def clip(self, x, y, w, h, r=0):
        name = f"c{len(self.defs)}"
        self.defs.append(f'<clipPath id="{name}"><rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" rx="{n(r)}"/></clipPath>')
        return name

    # Small parts.

    def badge(self, x, y, text, tone="grey", end=False, dot=True):
        """A status, 26 high, whose middle is y. Gives its width."""
        text_width = width_of(text, 14, True)
        w = round(text_width + (28 if dot else 16))
        left = x - w if end else x
        self.rect(left, y - 13, w, 26, f"{tone}2", 13)
        if dot:
            self.circle(left + 12, y, 3.5, f"{tone}1")
        self.text(left + w / 2 + (6 if dot else 0), y + 5, text, f"{tone}1 b mid", fit=text_width + 1)
        return w

    def button(self, x, y, text, kind="main", w=None, icon=None, end=False, h=40):
        """A button with its upper edge at y. `main` is filled, `plain` has an edge, `quiet` is only a text."""
        text_width = width_of(text, 14, True)
        wanted = text_width + (24 if icon else 0) + (4 if kind == "quiet" else 28)
        w = w or round(wanted)
        if wanted > w + 6:
            raise ValueError(f"{self.lang}: button {text!r} takes {wanted:.0f} of {w}")
        left = x - w if end else x
        if kind == "main":
            self.rect(left, y, w, h, "accent", h / 2)
        elif kind == "plain":
            self.rect(left + 0.5, y + 0.5, w - 1, h - 1, "paper kedge", h / 2)
        colour = "on" if kind == "main" else "accent"
        middle = left + w / 2 + (12 if icon else 0)
        if kind == "quiet":
            middle = left + (24 if icon else 0) + text_width / 2
        if icon:
            self.icon(icon, middle - text_width / 2 - 23, y + h / 2 - 9, f"k{colour}", 18)
        self.text(middle, y + h / 2 + 5, text, f"{colour} b mid", fit=w)
        return w

    def field(self, x, y, w, label, value, c="", icon=None, focus=False, h=40):
        """A field below its label; y is the base line of the label."""
        if label:
            self.text(x, y, label, "soft", fit=w)
        top = y + 8
        self.rect(x + 0.5, top + 0.5, w - 1, h - 1, "paper " + ("kaccent w2" if focus else "kedge"), 8)
        if icon:
            self.icon(icon, x + w - 30, top + h / 2 - 9, "ksoft", 18)
        room = w - (44 if icon else 22)
        if "end" in c.split():
            self.text(x + w - 12, top + h / 2 + 5, value, c, fit=room)
        else:
            self.text(x + 12, top + h / 2 + 5, value, c, fit=room)
        return top + h

    def toggle(self, x, y, on):
        """A switch, 40 × 24, whose middle is y."""
        if on:
            self.rect(x, y - 12, 40, 24, "accent", 12)
            self.circle(x + 28, y, 9, "on")
        else:
            self.rect(x + 0.75, y - 11.25, 38.5, 22.5, "paper kedge w2", 11)
            self.circle(x + 12, y, 7, "edge")

    def box(self, x, y, on, tone="accent"):
        """A check box, 22 × 22, whose middle is y."""
        if on:
            self.rect(x, y - 11, 22, 22, tone, 6)
            self.icon("check", x + 3, y - 8, "kon", 16)
        else:
            self.rect(x + 0.75, y - 10.25, 20.5, 20.5, "paper kedge w2", 6)

    def radio(self, x, y, on):
        if on:
            self.circle(x + 11, y, 9, "paper kaccent", ' stroke-width="5"')
        else:
            self.circle(x + 11, y, 10, "paper kedge w2")

    def avatar(self, x, y, initials, tone="tint", r=16):
        """A person; x and y are the middle."""
        fore = {"tint": "accent"}.get(tone, f"{tone}1")
        self.circle(x, y, r, tone if tone == "tint" else f"{tone}2")
        self.text(x, y + 5, initials, f"{fore} b mid", fit=2 * r)

    def photo(self, x, y, w, h, scene, r=8):
        clip = self.clip(x, y, w, h, r)
        self.add(f'<g clip-path="url(#{clip})"><svg x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" viewBox="0 0 120 80" preserveAspectRatio="xMidYMid slice">{SCENES[scene]}</svg></g>')

    def bar(self, x, y, w, share, c="accent", h=8, back="grey2"):
        self.rect(x, y, w, h, back, h / 2)
        if share > 0:
            self.rect(x, y, max(h, round(w * min(share, 1), 1)), h, c, h / 2)

    def pair(self, y, label, value, c="", c2=None, left=LEFT, right=RIGHT):
        """A label on the left and its value on the right."""
        room = right - left
        used = self.text(left, y, label, c, fit=room)
        self.text(right, y, value, f"{c if c2 is None else c2} end num".strip(), fit=room - used - 6)

    def choice(self, y, labels, active, left=LEFT, right=RIGHT):
        """Choices side by side, of which one holds; 40 high. Each takes the room that its text needs."""
        widths = [width_of(label, 14, True) for label in labels]
        spare = (right - left - 8 - sum(widths)) / len(labels)
        if spare < 8:
            raise ValueError(f"{self.lang}: no room for {labels}")
        self.rect(left, y, right - left, 40, "grey2", 20)
        x = left + 4
        for place, (label, width) in enumerate(zip(labels, widths)):
            w = round(width + spare)
            on = place == active
            if on:
                self.rect(x, y + 4, w, 32, "paper", 16)
            self.text(x + w / 2, y + 25, label, "accent b mid" if on else "soft mid", fit=w)
            x += w

    def chips(self, y, labels, active=0, left=LEFT, gap=6):
        """Filters side by side, 34 high."""
        x = left
        for place, label in enumerate(labels):
            on = place == active
            w = round(width_of(label, 14, on) + 22)
            if on:
                self.rect(x, y, w, 34, "accent", 17)
            else:
                self.rect(x + 0.5, y + 0.5, w - 1, 33, "paper kedge", 17)
            self.text(x + w / 2, y + 22, label, "on b mid" if on else "mid", fit=w)
            x += w + gap
        return x

    def tile(self, x, y, w, label, value, c="b", tone="wash", size="h"):
        """A number with its label, 66 high."""
        self.rect(x, y, w, 66, tone, 10)
        self.text(x + 12, y + 25, label, "soft" if tone == "wash" else f"{tone[:-1]}1", fit=w - 20)
        self.text(x + 12, y + 51, value, f"{size} num {c}".strip(), fit=w - 20)

    # Frames.

    def stage(self):
        """The ground behind a window or phone: a fine grid, like a drawing board."""
        self.defs.append('<pattern id="grid" width="20" height="20" patternUnits="userSpaceOnUse"><path d="M20 0H0v20" class="k kaccent" opacity=".13"/></pattern>')
        self.add('<rect width="420" height="HEIGHT" class="stage"/><rect width="420" height="HEIGHT" fill="url(#grid)"/>')

    def window(self, place, project=None, who="LM", tone="tint", stage=True):
        """The window of a computer. Gives y below its bar; `finish` closes it."""
        if stage:
            self.stage()
        self.rect(13, 17, 394, "WINDOW", "shade", 15, ' opacity=".05"')
        self.rect(12, 14, 396, "WINDOW", "shade", 14, ' opacity=".07"')
        self.rect(12, 12, 396, "WINDOW", "paper kline", 14)
        self.mark(LEFT - 4, 22)
        x = LEFT + 32
        if project:
            x += self.text(x, 40, place, "soft", fit=250) - 4
            self.icon("next", x + 2, 27, "ksoft", 15)
            self.text(x + 24, 40, project, "b", fit=350 - x - 24)
        else:
            self.text(x, 40, place, "b", fit=280)
        self.avatar(RIGHT - 14, 35, who, tone, 15)
        self.defs.append('<clipPath id="window"><rect x="12.5" y="12.5" width="395" height="CLIP" rx="13.5"/></clipPath>')
        self.open(clip="window")
        self.line(12, 58, 408, 58)
        return 58

    def mark(self, x, y, size=26):
        self.add(
            f'<g transform="translate({n(x)} {n(y)}) scale({n(size / 32)})"><rect width="32" height="32" rx="8" class="accent"/>'
            '<path d="M7.5 15 16 8l8.5 7M10.5 13v11h11V13M16 24v-6.5" class="k2 kon"/></g>'
        )

    def tabs(self, y, labels, active):
        """A row of tabs, 46 high."""
        x = LEFT
        for place, label in enumerate(labels):
            on = place == active
            w = self.text(x, y + 29, label, "accent b" if on else "soft", fit=RIGHT - x)
            if on:
                self.rect(x, y + 43, w - 3, 3, "accent", 1.5)
            x += w + 20
        self.line(12, y + 46, 408, y + 46)
        return y + 46

    def head(self, y, title, badge=None, tone="grey", sub=None):
        """Title of a screen with its status."""
        self.text(LEFT, y + 34, title, "h", fit=RIGHT - LEFT - (width_of(badge, 14, True) + 40 if badge else 0))
        if badge:
            self.badge(RIGHT, y + 28, badge, tone, end=True)
        if sub:
            self.text(LEFT, y + 57, sub, "soft", fit=RIGHT - LEFT)
        return y + (72 if sub else 52)

    def finish(self, y):
        """Closes a window whose content ends at y."""
        self.close()
        self.room = y - 12
        self.height = y + 16

    def phone(self, title, clock="4:38", sub=None, back=True, action=None, offline=False, web=None, stage=True):
        """A phone with the bar of the app. Gives y below the bar; `hang_up` closes it."""
        if stage:
            self.stage()
        self.rect(38, 18, 346, "WINDOW", "shade", 46, ' opacity=".1"')
        self.rect(36.5, 12.5, 347, "WINDOW", "bezel krim", 46)
        self.rect(44, 20, 332, "SCREEN", "paper", 38)
        self.text(72, 47, clock, "b num", fit=60)
        self.rect(172, 32, 76, 20, "bezel", 10)
        if offline:
            self.path("m300 36 13 13m0-13-13 13", "k2 ksoft")
        else:
            self.path("M300 47v-3m5 3v-6m5 6v-9m5 9v-12", "ink kink w3")
        self.rect(326.5, 35.5, 24, 12, "k kink", 4)
        self.rect(329, 38, 16, 7, "ink", 2)
        self.rect(352, 39, 2, 5, "ink", 1)
        if web:
            self.rect(EDGE, 64, END - EDGE, 34, "grey2", 17)
            self.icon("lock", EDGE + 12, 72, "ksoft", 17)
            self.text(EDGE + 36, 86, web, "soft", fit=END - EDGE - 50)
            return 108
        x = EDGE
        if back:
            self.icon("back", EDGE - 8, 74, "kaccent", 24)
            x = EDGE + 22
        if sub:
            self.text(x, 82, title, "b", fit=END - x - (34 if action else 0))
            self.text(x, 102, sub, "soft", fit=END - x - (34 if action else 0))
        else:
            self.text(x, 92, title, "h", fit=END - x - (34 if action else 0))
        if action:
            self.icon(action, END - 24, 74, "kaccent", 24)
        self.line(44, 114, 376, 114)
        return 114

    def hang_up(self, y):
        """Closes a phone whose content ends at y."""
        bottom = y + 30
        self.rect(150, bottom - 14, 120, 5, "ink", 2.5)
        self.room = bottom + 8 - 12
        self.height = bottom + 24

    # The file.

    def body(self):
        text = "".join(self.parts)
        room = self.room or 0
        return (
            text.replace('height="HEIGHT"', f'height="{n(self.height)}"')
            .replace('height="WINDOW"', f'height="{n(room)}"')
            .replace('height="SCREEN"', f'height="{n(room - 16)}"')
        )

    def marks(self):
        return "".join(self.defs).replace('height="CLIP"', f'height="{n((self.room or 0) - 1)}"')

    def svg(self, dark=True):
        body, defs = self.body(), self.marks()
        height = n(self.height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img" lang="{self.lang}">\n'
            f"<title>{escape(self.title)}</title>\n<desc>{escape(self.desc)}</desc>\n"
            f"<style>{style(body + defs, dark)}</style>\n"
            + (f"<defs>{defs}</defs>\n" if defs else "")
            + body.replace("<text", "\n<text")
            + "\n</svg>\n"
        )


def style(body, dark=True):
    """The rules for the classes that a drawing uses, by day and by night."""
    used = {name for part in body.split('class="')[1:] for name in part.split('"', 1)[0].split()}
    day = f"text{{font:14px {FONT};fill:#1c2226}}"
    night = "text{fill:#e8ebec}"
    for name, (light, black) in COLOURS.items():
        fill = [f".{name}"] if name in used else []
        if fill:
            day += f".{name}{{fill:{light}}}"
            night += f".{name}{{fill:{black}}}"
        if f"k{name}" in used:
            day += f".k{name}{{stroke:{light}}}"
            night += f".k{name}{{stroke:{black}}}"
    for name, rule in {**SHAPES, "w2": "stroke-width:1.5", "w3": "stroke-width:3"}.items():
        if name in used:
            day += f".{name}{{{rule}}}"
    return day + (f"@media (prefers-color-scheme:dark){{{night}}}" if dark else "")
