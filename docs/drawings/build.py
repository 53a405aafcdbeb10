#!/usr/bin/env python3
"""Writes the drawn screens of both languages: content/LANG/screens/NAME.svg. The same input gives the same bytes."""

from pathlib import Path

from screens import SCREENS, picture

CONTENT = Path(__file__).resolve().parents[2] / "content"
LIMIT = 12_000


def main():
    for name, (_, _, langs) in SCREENS.items():
        for lang in langs:
            drawn = picture(name, lang).svg()
            if len(drawn.encode()) > LIMIT:
                raise SystemExit(f"{lang}/{name}: {len(drawn.encode())} bytes are more than {LIMIT}")
            folder = CONTENT / lang / "screens"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.svg").write_text(drawn, encoding="utf-8")
            print(f"{lang}/{name}.svg {len(drawn.encode())} bytes")


if __name__ == "__main__":
    main()
