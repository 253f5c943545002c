"""The whole product on a phone: no page runs off sideways, and a finger meets what it aims at."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import phone
import pytest
from in_class import Person
from playwright.sync_api import Browser, Page

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
        pictures.found += phone.wrong(page, name)

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


@pytest.mark.parametrize(
    "tour", ["game", "debrief", "first", "watch", "branches", "laboratory", "lost"],
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
