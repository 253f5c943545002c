"""How long a person waits: a real Chromium against a server of its own.

`python benchmarks/browser.py` writes benchmarks/results/browser.json. Opening is
measured with an empty cache of compiled rules, so nothing is compiled; presses
with compiled rules, from the click to the second frame after the window panel
shows the new stage. Needs a browser (`make test` installs one).
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import large
from machine import RESULTS, described, told
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import chromium
from at_the_table import press, ready, sit_down

# From a click on the main button until the plane has been drawn for the new stage.
PRESS = """async () => {
  const screen = document.querySelector('.screen.game').__vue__
  const frame = () => new Promise(requestAnimationFrame)
  const before = screen.s.key
  const start = performance.now()
  document.querySelector('.press button.main-button').click()
  while (screen.s.key === before || screen.t.key !== screen.s.key || screen.busy) {
    if (performance.now() - start > 60000) return [before, null]
    await frame()
  }
  await frame()
  await frame()
  return [before, performance.now() - start]
}"""
# In the stage of moves: table the terms likeliest to pass, if they are not below the minimum.
PROPOSE = """() => {
  const screen = document.querySelector('.screen.game').__vue__
  if (screen.s.stage !== 'moves' || screen.t.likeliest < 0) return
  screen.load(screen.t.likeliest)
  if (screen.losses.length) screen.set('propose', false)
}"""
OVER = "document.querySelector('.screen.game').__vue__.s.stage === 'over'"


@contextmanager
def server(scenario: str, **environment: str) -> Iterator[str]:
    """`ceasefire play` in a process of its own, with an empty shelf; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as shelf:
        command = [sys.executable, "-c", "from ui.cli import main; main()"]
        process = subprocess.Popen(
            [*command, "play", scenario, "--no-browser", "--port", str(port)],
            env={**os.environ, "CEASEFIRE_DATA": shelf, **environment},
            stdout=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            health(address, "ok")
            yield address
        finally:
            process.terminate()
            process.wait()


def health(address: str, wanted: str, patience: float = 600.0) -> None:
    """Wait until the server says so of itself: `ok`, or `compiled`."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
                if json.load(answer)[wanted]:
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"The server was never {wanted}.")


@contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """A tab of a browser that has never been here."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(120_000)
    yield context.new_page()
    context.close()


def opening(browser: Browser, times: int) -> dict[str, Any]:
    """Seconds to a page one can use: the first page, and the screen of the game."""
    first, game, again = [], [], []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as empty:
            compiled = {"NUMBA_CACHE_DIR": str(Path(empty) / "rules")}
            with server("ukraine-2022", **compiled) as address, fresh_page(browser) as page:
                start = time.perf_counter()
                page.goto(f"{address}/?scenario=ukraine-2022&seed=7")
                usable = page.get_by_role("button", name="Read the briefing")
                usable.wait_for()
                first.append(time.perf_counter() - start)
                page.locator(".choice.party input[value=ukraine]").check()
                usable.click()
                seat = page.get_by_role("link", name="Take your seat")
                seat.wait_for()
                start = time.perf_counter()
                seat.click()
                ready(page)
                game.append(time.perf_counter() - start)
                start = time.perf_counter()
                page.reload()
                ready(page)
                again.append(time.perf_counter() - start)
    return {
        "first page, seconds": told(first),
        "from the briefing to the game, seconds": told(game),
        "the game reloaded, seconds": told(again),
    }


def payload(browser: Browser) -> dict[str, Any]:
    """Kilobytes over the wire as they are sent, compressed, into a browser with nothing kept."""
    found: dict[str, Any] = {}
    with server("portsmouth-1905") as address, fresh_page(browser) as page:
        wire = Wire(page)
        page.goto(address)
        page.get_by_role("button", name="Read the briefing").wait_for()
        page.wait_for_timeout(3000)
        found["first page"] = wire.told()
        wire.forget()
        sit_down(page, address, "portsmouth-1905", "japan", 7)
        page.wait_for_timeout(3000)
        found["from there to the game"] = wire.told()
        wire.forget()
        press(page)
        page.wait_for_timeout(1000)
        found["one press"] = wire.told()
    return found


class Wire:
    """What a page is sent, as its browser counts it."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.names: dict[str, str] = {}
        self.session.on("Network.responseReceived", self._named)
        self.session.on("Network.loadingFinished", self._finished)
        self.session.on("Network.webSocketFrameReceived", self._frame)
        self.forget()

    def forget(self) -> None:
        """Count from nought again."""
        self.files: dict[str, float] = {}
        self.socket = 0

    def _named(self, event: Any) -> None:
        self.names[event["requestId"]] = event["response"]["url"]

    def _finished(self, event: Any) -> None:
        name = self.names.get(event["requestId"], "").rpartition("/")[2].partition("?")[0]
        if event["encodedDataLength"]:
            self.files[name or "/"] = self.files.get(name or "/", 0) + event["encodedDataLength"]

    def _frame(self, event: Any) -> None:
        self.socket += len(event["response"]["payloadData"])

    def told(self) -> dict[str, Any]:
        """Kilobytes of files, of the websocket, and of the largest files by name."""
        most = sorted(self.files.items(), key=lambda one: -one[1])[:8]
        return {
            "files, kB": round(sum(self.files.values()) / 1000, 1),
            "websocket, kB": round(self.socket / 1000, 1),
            "largest files, kB": {name: round(size / 1000, 1) for name, size in most},
        }


def pressing(browser: Browser, scenario: str, presses: int) -> dict[str, Any]:
    """Milliseconds from a press to the updated window panel; every round a proposal."""
    times: dict[str, list[float]] = {"moves": [], "answers": []}
    with server(scenario) as address:
        seed = 7
        while sum(map(len, times.values())) < presses:
            with fresh_page(browser) as page:
                sit_down(page, address, "ukraine-2022", "ukraine", seed)
                health(address, "compiled")
                page.wait_for_timeout(2000)
                _play(page, times, presses)
            seed += 1
    every = [t for group in times.values() for t in group]
    return {
        "every press": told(every),
        "reveal moves": told(times["moves"]),
        "close the round": told(times["answers"]),
    }


def _play(page: Page, times: dict[str, list[float]], presses: int) -> None:
    """Press until there are enough or the game is over; the first round warms up."""
    count = 0
    while sum(map(len, times.values())) < presses and not page.evaluate(OVER):
        page.evaluate(PROPOSE)
        page.wait_for_timeout(600)
        key, spent = page.evaluate(PRESS)
        if spent is None:
            raise SystemExit(f"No answer to a press in {key}.")
        count += 1
        if count > 2:
            times[key.partition("-")[2]].append(spent)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--openings", type=int, default=5)
    parser.add_argument("--presses", type=int, default=60)
    parser.add_argument("--payload", action="store_true", help="only what goes over the wire")
    asked = parser.parse_args()
    path = chromium.find()
    if path is None:
        raise SystemExit("No browser here: run `make test`, which installs one or says how.")
    body: dict[str, Any] = {"machine": described()}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        body["browser"] = f"{Path(path).name} {browser.version}"
        body["over the wire"] = payload(browser)
        if asked.payload:
            kept = RESULTS / "browser.json"
            older = json.loads(kept.read_text()) if kept.exists() else {}
            wire = {"day": body["machine"]["day"], **body["over the wire"]}
            kept.write_text(json.dumps(older | {"over the wire": wire}, indent=1) + "\n")
            print(json.dumps(wire, indent=1))
            browser.close()
            return
        body["opening, nothing compiled"] = opening(browser, asked.openings)
        body["press to window panel, ms"] = {
            "ukraine-2022, 8,640 terms": pressing(browser, "ukraine-2022", asked.presses),
        }
        big = large.write(Path(folder) / "ukraine-2022")
        found = pressing(browser, str(big), asked.presses)
        body["press to window panel, ms"]["larger, 20,480 terms"] = found
        browser.close()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "browser.json").write_text(json.dumps(body, indent=1) + "\n")
    print(json.dumps(body, indent=1))


if __name__ == "__main__":
    main()
