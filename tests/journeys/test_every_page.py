"""Every page on a phone, by keyboard and by ear: it fits, focus is seen, all has a name."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import by_ear
import keyboard
import phone
import pytest
from in_class import Person
from playwright.sync_api import Browser, Page, expect

SCRIPT = Path(__file__).parents[2] / "scripts" / "pictures.py"
BAD = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
<title>Bad</title><main class="screen"><button style="width:30px;height:30px">x</button>
<p>A <a href="#">link</a> in a sentence.</p>
<div style="width:500px">wide</div></main></html>"""


@pytest.fixture
def tours(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The tours that take the pictures; instead, each page is measured. `found` has what is bad."""
    spec = importlib.util.spec_from_file_location("pictures", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    pictures: Any = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "pictures", pictures)
    spec.loader.exec_module(pictures)
    pictures.found, pictures.seen = [], []

    def measure(page: Page, name: str) -> None:
        pictures.seen.append(name)
        for look in (phone, keyboard, by_ear):
            pictures.found += look.wrong(page, name)

    monkeypatch.setattr(pictures, "shoot", measure)
    return pictures


def test_the_measure_finds_what_is_wrong(browser: Browser) -> None:
    """A page too wide and a button too small are told; a link in a sentence is none."""
    page = browser.new_page(viewport=phone.SIZE)
    page.set_content(BAD)
    found = phone.wrong(page, "bad")
    assert found[0].startswith("bad: runs 1")
    assert found[1:] == ['bad: button "x" is 30 x 30']
    page.close()


def test_the_look_at_keys_finds_what_is_wrong(app: Any, browser: Browser) -> None:
    """A ring that was taken away, two things with one key, and a key of no table are told."""
    page = browser.new_page(viewport=phone.SIZE)
    page.goto(f"{app.url}/no/such/page")
    assert keyboard.wrong(page, "lost") == []
    page.evaluate("""() => {
      const brand = document.querySelector('.brand')
      brand.style.setProperty('outline', 'none', 'important')
      brand.setAttribute('aria-keyshortcuts', 't')
      document.querySelector('main a').setAttribute('aria-keyshortcuts', 'x')
    }""")
    assert keyboard.wrong(page, "lost") == [
        "lost: t presses 2 things",
        "lost: x is in no table of keys",
        "lost: nobody sees that a.brand has the focus",
    ]
    page.close()


def test_light_and_dark_are_kept_across_pages(app: Any, browser: Browser) -> None:
    """Chosen on a plain page, it holds on a screen, and the other way round; help opens on both."""
    page = browser.new_page(color_scheme="light")
    worn = "document.documentElement.dataset.theme"
    page.goto(f"{app.url}/no/such/page")
    turn = page.locator("[data-turn]")
    turn.click()
    turn.click()
    assert page.evaluate(worn) == "dark"
    assert "ark" in (turn.get_attribute("aria-label") or "")
    page.keyboard.press("?")
    expect(page.locator("dialog[open] kbd").first).to_be_visible()
    expect(page.locator("dialog[open] dt", has_text="Window")).to_be_visible()
    page.keyboard.press("Escape")
    page.goto(app.url)
    expect(page.get_by_role("button", name="Read the briefing")).to_be_visible()
    assert page.evaluate(worn) == "dark"
    page.keyboard.press("?")
    expect(page.locator("dialog[open] kbd").first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.goto(f"{app.url}/no/such/page")
    assert page.evaluate(worn) == "light"
    page.close()


@pytest.mark.parametrize(
    "tour", ["game", "debrief", "first", "watch", "branches", "laboratory", "workshop", "lost"],
)  # fmt: skip
def test_every_page_of_ones_own_fits_a_phone(
    tours: Any, app: Any, browser: Browser, tour: str
) -> None:
    """The first page, a game to its debrief, watching, sweeps, no page at all."""
    context = browser.new_context(viewport=phone.SIZE, has_touch=True, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    walk: Callable[[Page, str], None] = tours.TOURS[tour]
    walk(context.new_page(), app.url)
    context.close()
    assert tours.found == []
    assert tours.seen


def test_every_page_of_a_class_fits_a_phone(
    tours: Any, people: dict[str, Person], server: Any
) -> None:
    """From the door to the report, for who learns and who teaches."""
    tours.classroom(people, server)
    assert tours.found == []
    assert len(tours.seen) > 8
