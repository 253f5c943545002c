"""A whole game by ear: everything by its role and name, and what changes is said aloud."""

from __future__ import annotations

import re
from typing import Any

import by_ear
import pytest
from at_the_table import key, moved
from by_ear import Ear, tree
from playwright.sync_api import Browser, Page, expect

WIDE = {"width": 1280, "height": 900}
BAD = """<!doctype html><html><title></title><div><h2>Second</h2><h4>Fourth</h4>
<button></button><input><svg role="img" width="9" height="9"><rect width="9" height="9"/></svg>
</div></html>"""


def test_the_ear_finds_what_is_wrong(browser: Browser) -> None:
    """No name, no words, no first heading, a jump, no landmark, no title, no language."""
    page = browser.new_page()
    page.set_content(BAD)
    assert by_ear.wrong(page, "bad") == [
        "bad: a button has no name",
        "bad: a textbox has no name",
        "bad: a drawing (image) has no words",
        "bad: 0 headings of the first level: []",
        "bad: heading “Fourth” jumps from level 2 to 4",
        "bad: 0 main parts",
        "bad: no banner",
        "bad: the page has no title",
        "bad: no language is given",
    ]
    page.close()


def test_a_game_by_ear(browser: Browser, app: Any, traffic: Any) -> None:
    """From the first page to the debrief by names alone; each page and stage is listened to."""
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    traffic.watch(context)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(app.url)
    named(page, "radio", "Portsmouth, the last three days").check()
    found = by_ear.wrong(page, "the first page")
    named(page, "radio", "Japan at war").check()
    named(page, "textbox", "Number of the world").fill("7")
    named(page, "button", "Read the briefing").click()
    expect(page.get_by_role("heading", name="For you alone")).to_be_visible()
    found += by_ear.wrong(page, "the briefing")
    named(page, "link", "Take your seat").click()
    named(page, "button", "Reveal moves").wait_for()
    found += by_ear.wrong(page, "one's moves")
    drawings(page, ["Japan", "Russia"])
    play(page, found)
    named(page, "link", "Open the debrief").first.click()
    expect(page.locator(".judged .fan svg").first).to_be_visible()
    expect(page.locator(".five svg")).to_have_count(5)
    found += by_ear.wrong(page, "the debrief")
    drawings(page, ["Japan", "Russia"])
    ear = Ear(page)
    named(page, "slider", "The round shown").focus()
    page.keyboard.press("End")
    expect(page.locator(".moment")).not_to_contain_text("Round 1:")
    page.keyboard.press("Home")
    ear.hears("Round 1: .*window")
    assert found == [], "\n".join(found)
    assert traffic.foreign == []
    context.close()


def named(page: Page, role: Any, name: str) -> Any:
    """What has this role and a name that begins so, as a screen reader lists it."""
    return page.get_by_role(role, name=re.compile("^" + re.escape(name)))


def drawings(page: Page, names: list[str]) -> None:
    """Each drawing is told in words with its numbers, in the order of reading."""
    told = [one.name for one in tree(page) if one.role in by_ear.DRAWN]
    assert len(told) > 4
    assert all(len(text) > 12 for text in told), told
    assert sum(bool(re.search(r"\d", text)) for text in told) > 4
    for name in names:
        assert any(name in text for text in told)


def play(page: Page, found: list[str]) -> None:
    """Three rounds; stages, rounds, moves, what may not be done and the end are heard."""
    ear = Ear(page)
    named(page, "checkbox", "Table a proposal this round").check()
    named(page, "button", "Money").click()
    page.get_by_role("radiogroup", name="Money").get_by_role(
        "radio", name=re.compile("The costs of the war")
    ).check()
    pressed(page, "Reveal moves")
    said = ear.hears("Your answers")
    assert "Round 1 of 3" in said
    assert "Japan proposes terms" in said
    found += by_ear.wrong(page, "one's answers")
    pressed(page, "Close the round")
    assert "Round 2 of 3" in ear.hears(r"Your moves.*Round 2|Round 2.*Your moves")
    ear.clear()
    page.get_by_role("button", name="Hint").click()
    expect(page.locator(".adviser .advice").first).to_contain_text("Why these")
    found += by_ear.wrong(page, "with a hint")
    while not key(page).endswith("over"):
        pressed(page, "Reveal moves" if key(page).endswith("moves") else "Close the round")
    ear.hears(r"Over\.")
    found += by_ear.wrong(page, "the end")


def pressed(page: Page, name: str) -> None:
    before = key(page)
    named(page, "button", name).click()
    agreed = page.get_by_role("dialog").get_by_role("button", name="Yes, I mean it")
    if agreed.is_visible():
        agreed.click()
    moved(page, before)
