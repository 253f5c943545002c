"""A whole game on a phone by taps alone: nothing runs off, nothing is small, nothing is hidden."""

from __future__ import annotations

from typing import Any

import phone
import pytest
from at_the_table import PRESS, key, moved, ready
from playwright.sync_api import Browser, Page, expect

KEYBOARD = 340  # pixels that a phone's keyboard takes
COVERED = """(e) => {
  e.scrollIntoView({ block: 'nearest' })
  const box = e.getBoundingClientRect()
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
  return box.top < 0 || box.bottom > innerHeight || !(e === hit || e.contains(hit))
}"""


def test_a_game_by_taps(browser: Browser, app: Any, traffic: Any) -> None:
    context = browser.new_context(
        viewport=phone.SIZE, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    traffic.watch(context)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(app.url)
    page.get_by_text("Portsmouth, the last three days").first.tap()
    page.locator(".choice.party", has_text="Japan").tap()
    found = phone.wrong(page, "the first page")
    found += typed(page, "Number of the world", "7")
    page.get_by_role("button", name="Read the briefing").tap()
    expect(page.get_by_role("heading", name="For you alone")).to_be_visible()
    found += phone.wrong(page, "the briefing")
    page.get_by_role("link", name="Take your seat").tap()
    ready(page)
    found += phone.wrong(page, "one's moves")
    found += first_round(page)
    while page.locator(PRESS).count():
        tapped(page)
    found += phone.wrong(page, "the end")
    page.get_by_role("link", name="Open the debrief").first.tap()
    expect(page.locator(".five svg")).to_have_count(5)
    expect(page.locator(".judged .fan svg").first).to_be_visible()
    found += phone.wrong(page, "the debrief")
    page.get_by_role("slider", name="The round shown").tap()
    page.locator(".plane-area").tap()
    found += phone.wrong(page, "the debrief, a dot tapped")
    assert found == [], "\n".join(found)
    assert traffic.foreign == []
    context.close()


def first_round(page: Page) -> list[str]:
    """A part jumped to, terms composed, the plane and a word tapped, moves shown, an answer."""
    page.locator(".jump").get_by_role("button", name="Moves").tap()
    page.get_by_text("Table a proposal this round").tap()
    money = page.locator(".issue-head", has_text="Money")
    money.tap()
    page.locator(".issue-body").get_by_text("The costs of the war").tap()
    found = phone.wrong(page, "terms composed")
    page.locator(".term-word").first.tap()
    expect(page.locator(".term-text")).to_be_visible()
    found += phone.wrong(page, "a word explained")
    page.locator(".plane-area").tap()
    expect(page.locator(".inspector .terms").first).to_be_visible()
    page.get_by_role("button", name="Hint").tap()
    expect(page.locator(".adviser .advice").first).to_contain_text("Why these")
    found += phone.wrong(page, "a hint")
    tapped(page)
    assert key(page) == "1-answers"
    found += phone.wrong(page, "one's answers")
    return found


def tapped(page: Page) -> None:
    before = key(page)
    page.locator(PRESS).tap()
    agreed = page.get_by_role("button", name="Yes, I mean it")
    if agreed.is_visible():
        agreed.tap()
    moved(page, before)


def typed(page: Page, name: str, text: str) -> list[str]:
    """What is typed stays in sight while the keyboard takes its part of the screen."""
    field = page.get_by_label(name)
    field.tap()
    page.set_viewport_size({**phone.SIZE, "height": phone.SIZE["height"] - KEYBOARD})
    page.keyboard.type(text)
    expect(field).to_have_value(text)
    hidden = field.evaluate(COVERED)
    page.set_viewport_size(phone.SIZE)
    return [f"the keyboard hides “{name}”"] if hidden else []
