"""Measures how soon a saved article is served and found while `ayuda serve --watch` runs, and what others notice of it.

    python3 benches/speed/saves.py [--sizes 1000,10000] [--saves 20] [--pause 2] [--program PATH]

Each save adds a sentence with a word that stands nowhere else. From then on the article's page is asked for until it says
that sentence, and the search until it marks the word. Meanwhile somebody else opens the home page without a pause.
"""

import argparse
import http.client
import statistics
import tempfile
import threading
import time
from pathlib import Path

import measure

# A save that takes this long is none that is waited for.
LONGEST = 30


class Watching(measure.Service):
    """The service, taking in what is saved."""

    def commanded(self) -> list[str]:
        return [*super().commanded(), "--watch"]


class Caller:
    """Somebody with a connection of their own."""

    def __init__(self, service: Watching):
        self.connection = http.client.HTTPConnection("127.0.0.1", service.port)

    def get(self, path: str) -> str:
        self.connection.request("GET", path)
        return self.connection.getresponse().read().decode(errors="replace")

    def wait_for(self, path: str, words: str) -> None:
        end = time.perf_counter() + LONGEST
        while words not in self.get(path):
            if time.perf_counter() > end:
                raise SystemExit(f"{path} does not say `{words}` after {LONGEST} s")
            time.sleep(0.0005)


def made_up(number: int) -> str:
    return "zq" + "".join(chr(97 + (number * 7 + at * 3) % 26) for at in range(6)) + "x"


def saves(program: str, folder: Path, count: int, pause: float) -> dict[str, float]:
    article = sorted((folder / "content/en/category-07").glob("*.md"))[3]
    page = f"/en/category-07/{article.stem}/"
    text = article.read_text()
    served, found, others, done = [], [], [], threading.Event()
    with Watching(program, folder) as service:
        reader = Caller(service)

        def open_home() -> None:
            other = Caller(service)
            while not done.is_set():
                started = time.perf_counter()
                other.get("/en/")
                others.append(time.perf_counter() - started)
                time.sleep(0.002)

        # What is done once after a start is no part of a save.
        service.wait_until_packed()
        thread = threading.Thread(target=open_home)
        thread.start()
        for number in range(count):
            time.sleep(pause)
            word = made_up(number)
            article.write_text(f"{text}\nThe word {word} stands here.\n")
            started = time.perf_counter()
            reader.wait_for(page, word)
            served.append(time.perf_counter() - started)
            reader.wait_for(f"/api/v1/support/search?lang=en&q={word}", f"<mark>{word}")
            found.append(time.perf_counter() - started)
        done.set()
        thread.join()
        held = service.megabytes()
    milliseconds = lambda seconds: round(1000 * seconds, 1)
    return {
        "served ms": milliseconds(statistics.median(served)),
        "at most": milliseconds(max(served)),
        "found ms": milliseconds(statistics.median(found)),
        "others, 99 % ms": milliseconds(sorted(others)[int(len(others) * 0.99)]),
        "others, at most": milliseconds(max(others)),
        "mb": round(held),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--saves", type=int, default=20)
    parser.add_argument("--pause", type=float, default=2)
    parser.add_argument("--program", default=str(measure.HERE.parents[1] / "target/release/ayuda"))
    arguments = parser.parse_args()
    for size in arguments.sizes.split(","):
        with tempfile.TemporaryDirectory() as folder:
            measure.corpus(Path(folder), int(size), "ayuda")
            print(size, saves(arguments.program, Path(folder), arguments.saves, arguments.pause), flush=True)


if __name__ == "__main__":
    main()
