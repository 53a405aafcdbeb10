"""Measures the whole program on help centers of growing size, beside the peers that are installed.

    python3 benches/speed/measure.py [--sizes 1000,10000] [--runs 5] [--write docs/speed]

Each figure is the median of the runs; runs of ayuda and of its peers take turns, so that both have the
same noise. The load of the machine before each size is written down with them. `--program` is
the program to measure (a release build), `--write` makes `figures.json` and `growth.svg` there. Peers: `hugo`, if
it is found. Searches and pages are asked with `wrk`, if it is found; in the same minute `nginx` is asked for the same pages,
packed, and `--yardstick` (`cargo build --release --example yardstick`) for what the crates alone answer; with `--load` (`--example load`) searches are asked once more at 80 % of what was answered. What service and caller share is
this machine, so what a request costs the service in CPU says more than how many there are in a second.
"""

import argparse
import gzip
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

import hugo
import plot

HERE = Path(__file__).parent
BASE = HERE.parents[1] / "themes/default/templates/base.html"
CONNECTIONS = 16
SECONDS = 5
# What one address may ask in a minute is no part of this.
OPEN = {
    "AYUDA_SERVICE__METRICS_LISTEN": "",
    "AYUDA_SERVICE__SEARCHES_PER_MINUTE": "0",
    "AYUDA_SERVICE__REQUESTS_PER_MINUTE": "0",
    "AYUDA_SERVICE__WRITES_PER_MINUTE": "0",
}


def run(command: list[str], folder: Path) -> dict[str, float]:
    """Wall and CPU seconds and peak megabytes of a command and its children."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=os.environ | OPEN, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    # A help center of paragraphs at random has errors of its own kind; a crash is another matter.
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: {said.decode()[-2000:]}")
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024}


def median(runs: list[dict[str, float]]) -> dict[str, float]:
    return {key: round(statistics.median(run[key] for run in runs), 3) for key in runs[0]}


def corpus(folder: Path, articles: int, kind: str) -> None:
    command = [sys.executable, str(HERE / "corpus.py"), str(folder), str(articles), "--as", kind]
    subprocess.run(command, check=True)


def builds(program: str, folder: Path, runs: int, peer: Path | None) -> dict[str, dict[str, float]]:
    """From nothing, without a change, after one edit, and after a change of the theme."""
    found: dict[str, list[dict[str, float]]] = {}

    def measured(name: str, result: dict[str, float]) -> None:
        found.setdefault(name, []).append(result)

    build = [program, "build", "--quiet"]
    theme = folder / "theme/templates"
    theme.mkdir(parents=True)
    settings = folder / "ayuda.toml"
    settings.write_text(settings.read_text() + '\n[site]\ntheme = "theme"\n')
    article = next((folder / "content/en/category-07").glob("*.md"))
    for number in range(runs):
        # What a file system does with thousands of files just deleted is no part of a build.
        fresh = ["--out", f"out{number}/public", "--index", f"out{number}/built"]
        measured("build", run(build + fresh, folder))
        if peer:
            measured("hugo", run(["hugo", "--quiet", "-d", f"out{number}"], peer))
        time.sleep(0.1)
        measured("no change", run(build + fresh, folder))
        with article.open("a") as file:
            file.write(f"\nOne sentence more, the {number}th of its kind.\n")
        time.sleep(0.1)
        measured("one edit", run(build + fresh, folder))
        (theme / "base.html").write_text(BASE.read_text() + f"<!-- {number} -->")
        time.sleep(0.1)
        measured("a template", run(build + fresh, folder))
        (theme / "base.html").unlink()
    return {name: median(results) for name, results in found.items()}


class Server:
    """A program that answers at `port`, until the block ends."""

    ready_at = "/"

    def __init__(self, folder: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.command = self.commanded()

    def __enter__(self):
        started = time.perf_counter()
        self.process = subprocess.Popen(
            self.command, cwd=self.folder, env=os.environ | OPEN, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while True:
            try:
                urllib.request.urlopen(self.address + self.ready_at).read()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.005)
        self.ready = time.perf_counter() - started
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def cpu(self, is_packing: bool = False) -> float:
        """Seconds so far, of it and its children: of the thread that packs when nobody asks, or of all others."""
        ticks = 0
        for process in [self.process.pid, *children(self.process.pid)]:
            for task in Path(f"/proc/{process}/task").iterdir():
                name, rest = (task / "stat").read_text().rsplit(")", 1)
                if name.endswith("(packing") == is_packing:
                    ticks += sum(int(field) for field in rest.split()[11:13])
        return ticks / os.sysconf("SC_CLK_TCK")

    def wait_until_packed(self) -> None:
        """Pages are packed in the first minutes alone, and a second after they are there: what
        comes later is measured."""
        for _ in range(100):
            before = self.cpu(is_packing=True)
            time.sleep(3)
            if self.cpu(is_packing=True) == before:
                return

    def megabytes(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def asked(self, script: str) -> dict[str, float]:
        """Requests a second that were answered well, and the 99th percentile of all in ms."""
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
            file.write(script)
            file.flush()
            command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-s", file.name, self.address]
            before = self.cpu()
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            used = self.cpu() - before
        answered = int(re.search(r"(\d+) requests in", said)[1])
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
        failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
        time_99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
        milliseconds = float(time_99) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
        refused = int(failed[1]) / SECONDS if failed else 0
        return {
            "per second": round(rate - refused),
            "refused": round(refused),
            "p99 ms": round(milliseconds, 2),
            "CPU us each": round(used / answered * 1e6, 1),
        }


    def asked_at(self, load: str, paths: list[str], rate: float) -> dict[str, float]:
        """The same for so many requests a second, each counted from the moment at which it was due."""
        address = self.address.removeprefix("http://")
        command = [load, "rate", address, str(rate), str(CONNECTIONS), str(SECONDS)]
        said = subprocess.run(command, input="\n".join(paths), capture_output=True, text=True, check=True).stdout
        return json.loads(said)


def children(process: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True).stdout
    return [int(child) for child in listed.split()]


class Service(Server):
    """A served help center."""

    ready_at = "/readyz"

    def __init__(self, program: str, folder: Path):
        self.program = program
        super().__init__(folder)

    def commanded(self) -> list[str]:
        listen = f"127.0.0.1:{self.port}"
        return [self.program, "serve", "--listen", listen, "--data", str(self.folder / "data")]


class Yardstick(Service):
    """What the crates alone answer, over the same articles."""

    ready_at = "/hello"

    def commanded(self) -> list[str]:
        return [self.program, str(self.folder / "content"), str(self.port)]


class Nginx(Server):
    """nginx with the same pages, packed ahead."""

    def commanded(self) -> list[str]:
        settings = self.folder / "nginx.conf"
        settings.write_text(
            f"worker_processes auto; pid {self.folder}/nginx.pid; error_log /dev/null; daemon off; user root;\n"
            "events { worker_connections 512; }\n"
            "http { access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000;\n"
            "include /etc/nginx/mime.types; open_file_cache max=20000; gzip_static on;\n"
            f"server {{ listen 127.0.0.1:{self.port}; root {self.folder}/public; index index.html; }} }}\n"
        )
        return ["nginx", "-p", str(self.folder), "-c", str(settings)]


def questions(folder: Path, number: int) -> list[str]:
    """Two to four words of the articles, of which none stands nearly everywhere."""
    counted: Counter[str] = Counter()
    files = sorted((folder / "content/en").rglob("*.md"))[:1500]
    for file in files:
        counted.update(set(re.findall(r"[a-z]{4,}", file.read_text().split("---", 2)[2].lower())))
    words = sorted(word for word, times in counted.items() if 2 <= times <= len(files) // 3)
    own = random.Random(7)
    return ["+".join(own.sample(words, own.choice([2, 3, 3, 4]))) for _ in range(number)]


def lua(paths: list[str], packing: str = "gzip") -> str:
    """Asks for the paths in turn; requests are made before the clock runs."""
    listed = ",".join(f'"{path}"' for path in paths)
    return (
        f"local paths = {{{listed}}}\nlocal at, made = 0, {{}}\n"
        "function init() for i, path in ipairs(paths) do "
        f'made[i] = wrk.format("GET", path, {{["Accept-Encoding"] = "{packing}"}}) end end\n'
        "function request() at = at % #made + 1; return made[at] end\n"
    )


def serving(program: str, yardstick: str | None, load: str | None, folder: Path) -> dict[str, object]:
    run([program, "build", "--quiet"], folder)
    asks = shutil.which("wrk")
    words = questions(folder, 2000) if asks else []
    files = sorted((folder / "content/en").rglob("*.md"))[:200]
    pages = [f"/en/{file.parent.name}/{file.stem}/" for file in files]
    with Service(program, folder) as service:
        figures: dict[str, object] = {"ready s": round(service.ready, 3)}
        time.sleep(2)
        figures["mb"] = round(service.megabytes(), 1)
        if asks:
            service.wait_until_packed()
            search = [f"/api/v1/support/search?lang=en&q={one}" for one in words]
            screens = [f"/api/v1/support/kb/contextual?url=/area-{one}/5/edit&lang=en" for one in range(500)]
            figures["search"] = service.asked(lua(search, "identity"))
            figures["search, packed"] = service.asked(lua(search))
            figures["help of a screen"] = service.asked(lua(screens))
            figures["page"] = service.asked(lua(pages))
            if load:
                # For pages and screens it is too slow itself.
                rate = 0.8 * figures["search"]["per second"]
                figures["search, at 80 %"] = service.asked_at(load, search, rate)
        figures["mb after"] = round(service.megabytes(), 1)
    if asks and yardstick:
        with Yardstick(yardstick, folder) as bare:
            figures["bare hello"] = bare.asked(lua(["/hello"], "identity"))
            figures["bare hits"] = bare.asked(lua(["/hits"], "identity"))
            figures["bare search"] = bare.asked(lua([f"/search?q={one}" for one in words], "identity"))
    if asks and shutil.which("nginx"):
        for page in pages:
            file = folder / f"public{page}index.html"
            file.with_suffix(".html.gz").write_bytes(gzip.compress(file.read_bytes(), 9))
        with Nginx(folder) as peer:
            figures["nginx page"] = peer.asked(lua(pages))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--program", default="ayuda")
    parser.add_argument("--place", type=Path, help="an empty folder on the disk to measure on")
    parser.add_argument("--yardstick", help="the example of that name, as a release build")
    parser.add_argument("--load", help="the example of that name, as a release build: asks a part of what can be answered")
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    program = str(Path(shutil.which(asked.program) or asked.program).resolve())
    yardstick = asked.yardstick and str(Path(asked.yardstick).resolve())
    load = asked.load and str(Path(asked.load).resolve())
    measured = []
    for size in [int(size) for size in asked.sizes.split(",")]:
        with tempfile.TemporaryDirectory(dir=asked.place) as place:
            folder = Path(place) / "ayuda"
            corpus(folder, size, "ayuda")
            peer = None
            if shutil.which("hugo"):
                peer = Path(place) / "hugo"
                corpus(peer, size, "hugo")
                hugo.write(peer)
            before = os.getloadavg()[0]
            figures = {"articles": size, "load": round(before, 2)}
            figures["builds"] = builds(program, folder, asked.runs, peer)
            figures["serving"] = serving(program, yardstick, load, folder)
            measured.append(figures)
            print(json.dumps(figures), flush=True)
    if asked.write:
        asked.write.mkdir(parents=True, exist_ok=True)
        (asked.write / "figures.json").write_text(json.dumps(measured, indent=1) + "\n")
        (asked.write / "growth.svg").write_text(plot.growth(measured))


if __name__ == "__main__":
    main()
