"""What if I had…: going on otherwise from a past round, and laying the ways side by side."""

from __future__ import annotations

from typing import Any

import pytest
from at_the_table import KEY, key, press, ready, sit_down
from playwright.sync_api import Browser, expect

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_a_branch_is_begun_and_compared(
    browser: Browser, app: Any, traffic: Any, size: Any
) -> None:
    context = browser.new_context(viewport=size)
    context.set_default_timeout(60_000)
    traffic.watch(context)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    sit_down(page, app.url, "portsmouth-first", "japan", 7)
    expect(page.get_by_role("heading", name="What if I had…")).to_have_count(0)
    first = page.url
    press(page)
    press(page)
    assert press(page) == "2-answers"
    part = page.locator(".branching")
    part.get_by_label("From the beginning of").select_option(label="Round 1")
    expect(part).to_contain_text("it is practice")
    part.get_by_role("button", name="Go on from here").click()
    expect(page.get_by_text("Round 1 of 3", exact=True)).to_be_visible()
    page.wait_for_function(f"document.querySelector('.screen.game .plane canvas') && {KEY}")
    assert page.url != first
    assert key(page) == "1-moves"
    page.locator(".composer-bar").get_by_role("button", name="Likeliest to pass").click()
    while page.locator(".press button.main-button").count():
        press(page)
    expect(page.locator(".finale")).to_contain_text("Its debrief opens when the game it left")
    page.locator(".branching").get_by_role("link", name="Compare the branches").click()
    cards = page.locator(".compare .columns .card")
    expect(cards).to_have_count(2)
    expect(cards.nth(0)).to_contain_text("As first played")
    expect(cards.nth(1)).to_contain_text("Otherwise from round 1")
    expect(cards.nth(1)).to_contain_text("practice")
    expect(cards.nth(1)).to_contain_text("kept back until the game is over")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.goto(first)
    ready(page)
    assert key(page) == "2-answers"
    while page.locator(".press button.main-button").count():
        press(page)
    page.get_by_role("link", name="Open the debrief").first.click()
    page.locator(".branching").get_by_role("link", name="Compare the branches").click()
    expect(cards.nth(1)).to_contain_text("Signed in round")
    expect(cards.nth(1)).not_to_contain_text("kept back until")
    assert traffic.foreign == []
    context.close()
