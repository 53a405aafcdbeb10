"""Takes the pictures of the README anew.

    cargo run --release -- serve --demo
    python3 docs/pictures/take.py [--at http://127.0.0.1:8080] [--only widget.en]

Needs chromedriver, Chromium and Pillow. Pages are shown in the font that the system has for
`system-ui`: the pictures here were taken with Inter. Look at them before they are committed.
"""

import argparse
import base64
import io
import json
import subprocess
import time
import urllib.request
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
PORT = 9713
# Down to the whole of the first picture.
TO_PICTURE = (
    "const box = document.querySelector('main figure').getBoundingClientRect();"
    "scrollTo(0, box.bottom + scrollY - innerHeight + 30)"
)
OPENED = "ayuda('open')"
# Name, address, width and height of the window, and what is done there first.
PICTURES = [
    ("home.en", "/en/", 1240, 930, ""),
    ("home.es", "/es/", 1240, 930, ""),
    ("article.en", "/en/estimating/create-an-estimate/", 1240, 930, TO_PICTURE),
    ("article.es", "/es/presupuestos/crear-un-presupuesto/", 1240, 930, TO_PICTURE),
    ("widget.en", "/demo/estimates/42?lang=en&as=owner", 1040, 780, OPENED),
    ("widget.es", "/demo/estimates/42?lang=es&as=owner", 1040, 780, OPENED),
    ("forum.en", "/en/forum/posts/ptgscc2seb24/photos-say-waiting-for-wi-fi-but-i-have-full-bars/", 1040, 780, ""),
    ("forum.es", "/es/forum/posts/pnm0k1r7eb24/quiero-que-un-cabo-vea-los-costos-de-una-sola-obra/", 1040, 780, ""),
]


def call(path: str, body: dict | None = None, method: str = "POST"):
    data = None if method == "DELETE" else json.dumps(body or {}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", data, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["value"]


def taken(address: str, language: str, width: int, height: int, first: str) -> Image.Image:
    arguments = ["--headless=new", "--no-sandbox", "--hide-scrollbars", f"--lang={language}"]
    options = {"goog:chromeOptions": {"args": arguments}}
    session = f"/session/{call('/session', {'capabilities': {'alwaysMatch': options}})['sessionId']}"
    try:
        window = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": False}
        call(f"{session}/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": window})
        call(f"{session}/url", {"url": address})
        time.sleep(1.5)
        if first:
            call(f"{session}/execute/sync", {"script": first, "args": []})
            time.sleep(2)
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{session}/screenshot", timeout=60) as answer:
            return Image.open(io.BytesIO(base64.b64decode(json.load(answer)["value"]))).convert("RGB")
    finally:
        call(session, method="DELETE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--at", default="http://127.0.0.1:8080")
    parser.add_argument("--only", action="append", help="a picture by its name, such as widget.en")
    asked = parser.parse_args()
    driver = subprocess.Popen(["chromedriver", f"--port={PORT}"], stdout=subprocess.DEVNULL)
    try:
        time.sleep(2)
        for name, path, width, height, first in PICTURES:
            if asked.only and name not in asked.only:
                continue
            picture = taken(asked.at + path, name[-2:], width, height, first)
            file = HERE / f"{name}.webp"
            picture.save(file, quality=72, method=6)
            print(f"{file.name}: {file.stat().st_size // 1000} KB")
    finally:
        driver.terminate()
        driver.wait()


if __name__ == "__main__":
    main()
