"""How long the plane of terms takes in a tab: pointing at dots, asking what if, being drawn.

`python benchmarks/plane.py` writes benchmarks/results/plane.json. Times are those of the tab's
own work, from the move to the finished drawing of dots and lines, without the browser's
compositing; on a busy machine they are upper bounds. Needs a browser.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import browser
import large
from machine import RESULTS, described, told
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import chromium

TIMES = 80
# Each measure ends when Vue has drawn; the canvas is painted in the same turn.
MEASURE = """async (times) => {
  const plane = document.querySelector('.plane').__vue__
  const box = plane.$refs.area.getBoundingClientRect()
  const spent = async (act) => {
    const start = performance.now()
    act()
    await plane.$nextTick()
    await plane.$nextTick()
    return performance.now() - start
  }
  const share = (k, by) => 0.1 + 0.75 * ((k * by) % times) / times
  const place = (k) => ({ clientX: box.left + box.width * share(k, 37),
    clientY: box.top + box.height * share(k, 61), pointerType: 'mouse' })
  const key = (k) => ({ key: k % 2 ? 'ArrowLeft' : 'ArrowUp', preventDefault() {} })
  const out = { point: [], step: [], suppose: [], draw: [] }
  const cloud = plane.$children.find((c) => c.paint)
  for (let k = 0; k < times; k++) {
    out.point.push(await spent(() => plane.hover(place(k))))
    out.step.push(await spent(() => plane.step(key(k))))
    out.suppose.push(await spent(() => plane.suppose(k % 2 ? 'x' : 'y', 0.3 + 0.6 * k / times)))
    out.draw.push(await spent(() => cloud.paint()))
  }
  return { ...out, terms: plane.plane.xs.length }
}"""
NAMES = {
    "point": "pointing at a dot",
    "step": "an arrow key to the next dot",
    "suppose": "one step of dragging a what-if",
    "draw": "painting all dots",
}


def measured(page: Any, scenario: str) -> dict[str, Any]:
    """The seat of Ukraine in the first round; the first tenth of the moves warms up."""
    with browser.server(scenario) as address:
        browser.sit_down(page, address, "ukraine-2022", "ukraine", 7)
        page.wait_for_timeout(1500)
        found = page.evaluate(MEASURE, TIMES)
    found_terms = found.pop("terms")
    return {"terms known": found_terms} | {
        NAMES[key]: told(values[TIMES // 10 :]) for key, values in found.items()
    }


def main() -> None:
    """Measure, print and write."""
    path = chromium.find()
    if path is None:
        raise SystemExit("No browser here: run `make test`, which installs one or says how.")
    body: dict[str, Any] = {"machine": described()}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        opened = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        big = large.write(Path(folder) / "ukraine-2022")
        for name, scenario in (("ukraine-2022", "ukraine-2022"), ("larger", str(big))):
            with browser.fresh_page(opened) as page:
                body[f"{name}, ms"] = measured(page, scenario)
        opened.close()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "plane.json").write_text(json.dumps(body, indent=1) + "\n")
    print(json.dumps(body, indent=1))


if __name__ == "__main__":
    main()
