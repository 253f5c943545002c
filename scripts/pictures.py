"""Take the pictures of docs/pictures from the running app: `python scripts/pictures.py`.

Every page, at 1280 and 390 pixels, in light and dark, as WebP, from servers of its own with worlds
whose numbers are fixed. Needs the browser of the tests (`python tests/chromium.py`) and Pillow.

    python scripts/pictures.py                  all of them; some minutes
    python scripts/pictures.py --only class     those whose tour has this in its name
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
os.environ.setdefault("CEASEFIRE_INTERPRETED", "1")
os.environ["PYTHONPATH"] = str(ROOT)

import chromium  # noqa: E402
from at_the_table import PRESS, press, ready, sit_down  # noqa: E402
from in_class import HOST, Person, answer, both_press, join, set_up, sit  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

found = importlib.util.spec_from_file_location("journeys", ROOT / "tests/journeys/conftest.py")
journeys = importlib.util.module_from_spec(found)
sys.modules["journeys"] = journeys  # its dataclasses look themselves up
found.loader.exec_module(journeys)

FOLDER = ROOT / "docs" / "pictures"
WIDTHS = {1280: 900, 390: 844}
THEMES = ("light", "dark")
TALLEST = {1280: 1300, 390: 1700}
"""Pixels after which a long page is cut off."""

QUALITY = 50
SETTLE = 700  # milliseconds a page gets to draw itself anew


def shoot(page: Page, name: str, folder: Path = FOLDER) -> None:
    """One page at both widths and in both themes."""
    before = page.viewport_size
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.wait_for_timeout(SETTLE)
            tall = int(page.evaluate("document.documentElement.scrollHeight"))
            # a window as tall as the picture, so that what is fixed to its edge stays there
            seen = {"width": width, "height": max(height, min(tall, TALLEST[width]))}
            page.set_viewport_size(seen)
            page.evaluate("window.scrollTo(0, 0)")
            page.wait_for_timeout(SETTLE // 2)
            taken = page.screenshot(animations="disabled")
            page.set_viewport_size({"width": width, "height": height})
            picture = Image.open(io.BytesIO(taken)).convert("RGB")
            path = folder / f"{name}-{width}-{theme}.webp"
            picture.save(path, "WEBP", quality=QUALITY, method=6)
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
    print("taken:", name, flush=True)


# -- tours: each walks through some pages, and takes them


def game(page: Page, url: str) -> None:
    """The first page, a briefing, the flagship in its third week."""
    page.goto(url)
    expect(page.get_by_role("button", name="Read the briefing")).to_be_visible()
    shoot(page, "home")
    page.goto(f"{url}/?scenario=ukraine-2022&seed=4")
    page.locator(".choice.party input[value=ukraine]").check()
    page.get_by_role("button", name="Read the briefing").click()
    expect(page.get_by_role("heading", name="For you alone")).to_be_visible()
    shoot(page, "briefing")
    page.get_by_role("link", name="Take your seat").click()
    ready(page)
    for _ in range(2):
        page.locator(".composer-bar").get_by_role("button", name="Likeliest to pass").click()
        page.locator("input[name=posture][value=hold]").first.check(force=True)
        press(page)
        press(page)
    page.locator(".composer-bar").get_by_role("button", name="Likeliest to pass").click()
    page.wait_for_timeout(SETTLE)
    shoot(page, "game")
    press(page)
    shoot(page, "answers")


def debrief(page: Page, url: str) -> None:
    """A short game to its end, and what was so."""
    sit_down(page, url, "portsmouth-1905", "japan", 4)
    for _ in range(60):
        if not page.locator(PRESS).count():
            break
        press(page)
    page.get_by_role("link", name="Open the debrief").first.click()
    page.wait_for_timeout(3 * SETTLE)
    shoot(page, "debrief")


def first(page: Page, url: str) -> None:
    """The first game, its end, and what was hidden in it."""
    page.goto(url)
    page.get_by_role("button", name="Play your first game").click()
    ready(page)
    page.locator(".picks").get_by_role("button", name="Likeliest to pass").click()
    page.wait_for_timeout(SETTLE)
    shoot(page, "first-game")
    for _ in range(20):
        if not page.locator(PRESS).count():
            break
        press(page)
    page.locator(".coach").get_by_role("link", name="What they hid").click()
    page.wait_for_timeout(3 * SETTLE)
    shoot(page, "first-lesson")


def watching(page: Page, url: str) -> None:
    """Machines at play, with the truth on the screen."""
    page.goto(f"{url}/?scenario=portsmouth-1905&seed=4")
    page.get_by_text("Watch machines play").first.click()
    page.wait_for_url("**/watch/**")
    page.wait_for_timeout(6 * SETTLE)
    shoot(page, "watch")


def branches(page: Page, url: str) -> None:
    """A game gone on otherwise from its first round, and both side by side."""
    sit_down(page, url, "portsmouth-first", "japan", 7)
    first_game = page.url
    for _ in range(3):
        press(page)
    part = page.locator(".branching")
    part.get_by_label("From the beginning of").select_option(label="Round 1")
    part.get_by_role("button", name="Go on from here").click()
    page.wait_for_function("url => location.href !== url", arg=first_game)
    ready(page)
    page.locator(".composer-bar").get_by_role("button", name="Likeliest to pass").click()
    for where in (page.url, first_game):
        if page.url != where:
            page.goto(where)
            ready(page)
        for _ in range(20):
            if not page.locator(PRESS).count():
                break
            press(page)
    page.get_by_role("link", name="Open the debrief").first.click()
    page.locator(".branching").get_by_role("link", name="Compare the branches").click()
    page.wait_for_timeout(3 * SETTLE)
    shoot(page, "branches")


def a_round(people: dict[str, Person]) -> None:
    """Both students press twice."""
    both_press(people)
    for name in ("Aiko", "Ben"):
        people[name].page.wait_for_function(
            "document.querySelector('.screen.game').__vue__.s.stage === 'answers'"
        )
    both_press(people)


def classroom(people: dict[str, Person], server: Any) -> None:
    """A lesson from the door to the debrief."""
    teacher, aiko, ben = (people[name].page for name in ("teacher", "Aiko", "Ben"))
    code = set_up(people, server)
    desk = teacher.url
    aiko.goto(f"{server.url}/join/{code}")
    aiko.fill("input[name=name]", "Aiko")
    shoot(aiko, "class-join")
    for name in ("Aiko", "Ben"):
        join(people[name], code, name)
    shoot(ben, "class-lobby")
    shoot(teacher, "class-door")
    with teacher.context.expect_page() as opened:
        teacher.get_by_role("link", name="Projector").first.click()
    wall = opened.value
    wall.wait_for_timeout(3 * SETTLE)
    shoot(wall, "class-projector")
    wall.close()
    teacher.get_by_role("button", name="Begin").click()
    for name in ("Aiko", "Ben"):
        sit(people[name])
    aiko.click(".classbar-pill")
    aiko.wait_for_timeout(SETTLE)
    shoot(aiko, "class-seat")
    aiko.click(".classbar .icon")
    shoot(teacher, "class-desk")
    a_round(people)
    expect(aiko.get_by_role("button", name="Keep my answer")).to_be_visible()
    shoot(aiko, "class-question")
    for name in ("Aiko", "Ben"):
        answer(people[name])
    aiko.wait_for_function("document.querySelector('.screen.game').__vue__.s.key === '2-moves'")
    a_round(people)
    for name in ("Aiko", "Ben"):
        answer(people[name])
    aiko.get_by_role("link", name="Open the debrief").first.click()
    aiko.wait_for_timeout(3 * SETTLE)
    shoot(aiko, "class-debrief")
    room = desk.rpartition("-")[2]
    teacher.goto(f"{server.url}/teacher/{room}/report")
    teacher.wait_for_timeout(3 * SETTLE)
    shoot(teacher, "class-report")
    teacher.goto(f"{server.url}/teacher/{room}")
    shoot(teacher, "class-files")
    teacher.goto(f"{server.url}/teacher")
    shoot(teacher, "class-office")


def laboratory(page: Page, url: str) -> None:
    """Where sweeps are put together and explored."""
    page.goto(f"{url}/lab")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(4 * SETTLE)
    shoot(page, "laboratory")


def workshop(page: Page, url: str) -> None:
    """Where a war of one's own begins, and a draft of one with a mistake in it."""
    page.goto(f"{url}/workshop")
    page.get_by_role("button", name="Begin with A small war", exact=True).click()
    expect(page.get_by_text("No mistakes. Kept.")).to_be_visible()
    page.get_by_role("tab", name="Issues").click()
    page.wait_for_timeout(4 * SETTLE)
    shoot(page, "workshop")
    rounds = page.get_by_label("The scenario in TOML")
    rounds.fill(rounds.input_value().replace("harbour = 0.3", "harbor = 0.3", 1))
    expect(page.locator(".mistakes")).to_be_visible()
    shoot(page, "workshop-mistake")
    page.goto(f"{url}/workshop")
    expect(page.get_by_role("link", name="Go on with A small war of my own")).to_be_visible()
    shoot(page, "workshop-drafts")


def documents(page: Page, url: str) -> None:
    """The documents, where they are built."""
    answered = page.goto(f"{url}/docs/index.html")
    if answered is None or answered.status != 200:
        print("not built, so not taken: documents (run make docs first)")
        return
    page.wait_for_timeout(SETTLE)
    shoot(page, "documents")


def lost(page: Page, url: str) -> None:
    """An address that is none, and a game that is none; the help, open."""
    page.goto(f"{url}/no/such/page")
    shoot(page, "lost")
    page.get_by_role("button", name="What the words mean").click()
    shoot(page, "help")
    page.goto(f"{url}/game/no-such-game")
    page.wait_for_timeout(3 * SETTLE)
    shoot(page, "no-game")


TOURS: dict[str, Callable[[Page, str], None]] = {
    "game": game, "debrief": debrief, "first": first, "watch": watching, "branches": branches,
    "laboratory": laboratory, "workshop": workshop, "documents": documents, "lost": lost,
}  # fmt: skip


@contextmanager
def serving(*command: str) -> Iterator[Any]:
    """The app in a process of its own, with an empty shelf."""
    with tempfile.TemporaryDirectory(prefix="ceasefire-pictures-") as folder:
        port = journeys.free_port()
        filled = [sys.executable, *(part.replace("{port}", str(port)) for part in command)]
        server = journeys.serve(filled, port, Path(folder), CEASEFIRE_DATA=f"{folder}/data")
        try:
            yield server
        finally:
            server.stop()


def alone(browser: Browser, only: str) -> list[str]:
    """The tours of one person; the names of those that failed."""
    failed = []
    play = ("-c", "from ui.cli import main; main()", "play", "--no-browser", "--port", "{port}")
    chosen = {name: tour for name, tour in TOURS.items() if only in name}
    if not chosen:
        return failed
    with serving(*play) as server:
        for name, tour in chosen.items():
            context = browser.new_context(
                viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
            )
            context.set_default_timeout(60_000)
            try:
                tour(context.new_page(), server.url)
            except Exception:
                traceback.print_exc()
                failed.append(name)
            context.close()
    return failed


def lesson(browser: Browser, only: str) -> list[str]:
    """The tour of a class; its name if it failed."""
    if only not in "class":
        return []
    with serving(*HOST, "127.0.0.1") as server:
        wide: Any = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
        names = ("teacher", "Aiko", "Ben")
        people = {name: Person(browser, server.url, **wide) for name in names}
        try:
            classroom(people, server)
        except Exception:
            traceback.print_exc()
            return ["class"]
        finally:
            for person in people.values():
                person.context.close()
    return []


def index() -> None:
    """A page that shows them all, for whoever reads docs/pictures."""
    names = sorted({path.name.rsplit("-", 2)[0] for path in FOLDER.glob("*.webp")})
    lines = ["# Every page", "", "Taken from the running app by `python scripts/pictures.py`.", ""]
    lines += ["| page | wide, light | wide, dark | phone, light | phone, dark |", "|---" * 5 + "|"]
    for name in names:
        cells = [
            f'<img src="{name}-{width}-{theme}.webp" alt="{name}, {width} pixels, {theme}" '
            f'width="{220 if width > 400 else 90}">'
            for width in WIDTHS for theme in THEMES
        ]  # fmt: skip
        lines.append(f"| {name} | {' | '.join(cells)} |")
    (FOLDER / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="tours with this in their name")
    chosen = parser.parse_args()
    path = chromium.find()
    if path is None:
        print("No browser here: python tests/chromium.py", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        failed = [*alone(browser, chosen.only), *lesson(browser, chosen.only)]
        browser.close()
    index()
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{len(list(FOLDER.glob('*.webp')))} pictures, {size / 1e6:.1f} MB")
    if failed:
        print("Failed:", ", ".join(failed), file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
