"""Writes a help center of any size from real paragraphs, half English, half Spanish.

    python3 benches/speed/corpus.py FOLDER ARTICLES [--as hugo|zola|eleventy|mdbook] [--from MARKDOWN | --made]

The paragraphs are those of a folder with `en` and `es` below it (`$AYUDA_SHARED`'s
business-central, else the project's own `content`). Each article has some 700 words: a lead, five
sections, a list, links to three others, and mostly a block of code. One word in sixty is made up,
from a pool that grows with the root of all words written so far (Heaps' law with an exponent of a half), so that
the dictionary of a larger help center is larger. The same number gives the same bytes.
"""

import argparse
import math
import os
import random
import re
from pathlib import Path

CATEGORIES = 20
TAGS = 60
WORDS = 540
ROLES = ["owner", "pm", "field"]
LANGUAGES = ["en", "es"]
MORE = {"en": "Read also", "es": "Lee también"}
CODE = [
    ("json", '{\n  "order": %d,\n  "state": "approved",\n  "lines": [1, 2, 3]\n}'),
    ("sql", "SELECT id, total FROM orders\nWHERE project = %d AND state <> 'void';"),
    ("sh", "curl -H \"Authorization: Bearer $KEY\" \\\n  https://api.example.com/orders/%d"),
    ("js", "const order = await client.orders.get(%d);\nif (!order.open) throw new Error('closed');"),
]
PLAIN = re.compile(r'^[A-ZÁÉÍÓÚÑ¿¡][^|\[\]<>{}!`#"\n]{80,900}$')
TWICE = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)


def paragraphs(folder: Path) -> list[str]:
    found = []
    for file in sorted(folder.rglob("*.md")):
        text = file.read_text(encoding="utf-8", errors="replace")
        for block in text.split("\n\n"):
            line = " ".join(block.split())
            if PLAIN.match(line) and ":" not in line[:12] and not TWICE.search(line):
                found.append(line.replace("\\", "").replace("&", "and"))
    return found


def made(language: str) -> list[str]:
    """Paragraphs of words that nobody ever wrote, for counts that no edit of a text may change."""
    own = random.Random(f"words {language}")
    syllable = lambda: own.choice("bcdfglmnprstv") + own.choice("aeiou")  # noqa: E731
    words = ["".join(syllable() for _ in range(own.randint(1, 4))) for _ in range(1500)]
    common = lambda: words[int(1500 * own.random() ** 3)]  # noqa: E731
    texts = [" ".join(common() for _ in range(own.randint(20, 90))) for _ in range(300)]
    return [TWICE.sub(r"\1", text).capitalize() + "." for text in texts]


class Writer:
    def __init__(self, language: str, texts: list[str], articles: int):
        self.language = language
        self.texts = texts
        self.articles = articles
        self.random = random.Random(f"ayuda {language}")
        self.written = 0
        self.made: dict[int, str] = {}

    def made_up(self) -> str:
        pool = 8 * math.isqrt(self.written + 1) + 50
        # The low numbers come often, the last ones once: that is a dictionary with a long tail.
        number = int(pool * self.random.random() ** 2)
        if number not in self.made:
            own = random.Random(f"{self.language} {number}")
            syllables = [own.choice("bcdfglmnprstv") + own.choice("aeiou") for _ in range(own.randint(3, 5))]
            self.made[number] = "".join(syllables) + own.choice(["", "n", "r", "s", str(number)])
        return self.made[number]

    def paragraph(self) -> list[str]:
        words: list[str] = []
        for word in self.random.choice(self.texts).split():
            next_one = self.made_up() if self.random.random() < 1 / 60 else word
            # `ayuda check` marks words that stand twice.
            if not words or words[-1].lower() != next_one.lower():
                words.append(next_one)
        self.written += len(words)
        return words

    def words(self, number: int) -> list[str]:
        words: list[str] = []
        while len(words) < number:
            for word in self.paragraph():
                word = word.strip("*_.,;:()\"'")
                if word and (not words or words[-1].lower() != word.lower()):
                    words.append(word)
        return words[:number]

    def body(self, link, number: int) -> str:
        parts, count = [], 0
        parts.append(" ".join(self.paragraph()))
        for section in range(5):
            parts.append(f"## {' '.join(self.words(5))} {section + 1}")
            while count < WORDS * (section + 1) / 5:
                text = self.paragraph()
                count += len(text)
                parts.append(" ".join(text))
            if section == 1:
                parts.append("\n".join(f"{step}. {' '.join(self.words(9))}" for step in range(1, 5)))
            if section == 2 and self.random.random() < 0.72:
                language, code = self.random.choice(CODE)
                parts.append(f"```{language}\n{code % number}\n```")
            if section == 4:
                others = [self.random.randrange(self.articles) for _ in range(3)]
                parts.append(f"{MORE[self.language]}: " + ", ".join(link(other) for other in others) + ".")
        return "\n\n".join(parts) + "\n"


def slug(number: int) -> str:
    return f"article-{number:06}"


def category(number: int) -> str:
    return f"category-{number % CATEGORIES + 1:02}"


def ayuda(folder: Path, language: str, writer: Writer, number: int) -> None:
    def link(other: int) -> str:
        return f"[{' '.join(writer.words(4))}](../{category(other)}/{slug(other)}.md)"

    head = [
        f"id: KB-{number:06}",
        f'title: "{" ".join(writer.words(6))} {number}"',
        f'summary: "{" ".join(writer.words(14))}"',
        f"tags: [tag-{writer.random.randrange(TAGS)}, tag-{writer.random.randrange(TAGS)}]",
        f"roles: [{ROLES[number % 3]}]",
        f'contexts: ["/area-{number % 2500}/{{id}}/edit"]',
    ]
    file = folder / "content" / language / category(number) / f"{slug(number)}.md"
    file.write_text("---\n" + "\n".join(head) + "\n---\n\n" + writer.body(link, number), encoding="utf-8")


def peer(folder: Path, language: str, writer: Writer, number: int, kind: str) -> None:
    def link(other: int) -> str:
        return f"[{' '.join(writer.words(4))}](/{language}/{category(other)}/{slug(other)}/)"

    title = f'{" ".join(writer.words(6))} {number}'
    summary = " ".join(writer.words(14))
    tags = [f"tag-{writer.random.randrange(TAGS)}" for _ in range(2)]
    body = writer.body(link, number)
    name = f"{slug(number)}.md"
    listed = ", ".join(f'"{tag}"' for tag in sorted(set(tags)))
    if kind == "zola":
        head = f'+++\ntitle = "{title}"\ndescription = "{summary}"\n[taxonomies]\ntags = [{listed}]\n+++\n\n'
    elif kind == "mdbook":
        head = f"# {title}\n\n"
    else:
        head = f'---\ntitle: "{title}"\ndescription: "{summary}"\ntags: [{listed}]\nlayout: article\n---\n\n'.replace(
            "layout: article\n", "layout: article.njk\n" if kind == "eleventy" else ""
        )
    place = {"mdbook": "src", "eleventy": "src"}.get(kind, "content")
    (folder / place / language / category(number) / name).write_text(head + body, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("articles", type=int)
    parser.add_argument("--as", dest="kind", default="ayuda", choices=["ayuda", "hugo", "zola", "eleventy", "mdbook"])
    parser.add_argument("--from", dest="source", type=Path)
    parser.add_argument("--made", action="store_true", help="of made-up words alone")
    asked = parser.parse_args()
    shared = os.environ.get("AYUDA_SHARED")
    source = asked.source or (
        Path(shared) / "corpora/business-central" if shared else Path(__file__).parents[2] / "content"
    )
    half = asked.articles // 2
    place = {"mdbook": "src", "eleventy": "src"}.get(asked.kind, "content")
    for language in LANGUAGES:
        for number in range(CATEGORIES):
            (asked.folder / place / language / category(number)).mkdir(parents=True, exist_ok=True)
        texts = made(language) if asked.made else paragraphs(source / language)
        writer = Writer(language, texts, half)
        for number in range(half):
            if asked.kind == "ayuda":
                ayuda(asked.folder, language, writer, number)
            else:
                peer(asked.folder, language, writer, number, asked.kind)
    if asked.kind == "ayuda":
        settings = 'base_url = "https://help.example.com"\n\n[content]\nvisibility = "public"\n'
        (asked.folder / "ayuda.toml").write_text(settings)


if __name__ == "__main__":
    main()
