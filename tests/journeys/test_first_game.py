"""The first game, taken by the hand: each step by what one does, to the end, on every screen."""

from __future__ import annotations

from typing import Any

import axe
import pytest
from at_the_table import key, press, ready
from playwright.sync_api import Browser, Page, expect

from ui.words import languages, written

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def opened(browser: Browser, traffic: Any, **context: Any) -> Page:
    made = browser.new_context(**context)
    made.set_default_timeout(60_000)
    traffic.watch(made)
    page = made.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def begun(page: Page, app: Any) -> None:
    """From the first page to the first step."""
    page.goto(app.url)
    page.get_by_role("button", name="Play your first game").click()
    ready(page)


def looked_at(page: Page) -> None:
    """The first step done: the likeliest terms looked at."""
    page.locator(".picks").get_by_role("button", name="Likeliest to pass").click()
    step(page, "Ask in plain words")


def step(page: Page, title: str) -> None:
    expect(page.locator(".coach h2")).to_have_text(title)


def option(page: Page, issue: str, text: str) -> None:
    """Choose an option in the composer, opening its issue first."""
    head = page.locator(".issue-head", has_text=issue)
    if head.get_attribute("aria-expanded") != "true":
        head.click()
    page.locator(".issue-body").get_by_text(text).click()


def fits(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_a_first_game_to_its_end(browser: Browser, app: Any, traffic: Any, size: Any) -> None:
    page = opened(browser, traffic, viewport=size, reduced_motion="reduce")
    begun(page, app)
    step(page, "Your line")
    fits(page, size["width"])
    looked_at(page)
    page.get_by_label("Table a proposal this round").check()
    expect(page.locator(".coach-remark")).to_contain_text("uses the formula")
    option(page, "Money", "A price for land given back")
    option(page, "Sakhalin", "Not addressed")
    step(page, "Both sides decide unseen")
    assert press(page) == "1-answers"
    step(page, "Hear the answer")
    assert press(page) == "2-moves"
    step(page, "Step into their shoes")
    expect(page.locator(".coach-did")).to_contain_text("an answer tells")
    page.locator(".shoes").get_by_role("button", name="Terms worth").first.click()
    step(page, "Let a day pass, or ask again")
    page.get_by_label("Table a proposal this round").uncheck()
    press(page)
    assert press(page) == "3-moves"
    step(page, "Ask for a hint")
    page.get_by_role("button", name="Hint").click()
    expect(page.locator(".adviser .advice").first).to_contain_text("Why these")
    step(page, "Use the formula")
    option(page, "Money", "keep of the prisoners")
    option(page, "Sakhalin", "The south to Japan")
    page.get_by_label("Table a proposal this round").check()
    step(page, "See what they say")
    press(page)
    press(page)
    step(page, "It is over")
    page.locator(".coach").get_by_role("link", name="What they hid").click()
    expect(page.get_by_role("heading", name="What they hid, and what you guessed")).to_be_visible()
    expect(page.get_by_text("Russia needed").first).to_be_visible()
    expect(page.get_by_text("Signed in round 3").first).to_be_visible()
    fits(page, size["width"])
    page.get_by_role("link", name="The whole debrief").click()
    expect(page.get_by_role("heading", name="When it was really open")).to_be_visible()
    assert traffic.foreign == []
    page.context.close()


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_a_first_game_begins_in_ones_own_language(
    browser: Browser, app: Any, traffic: Any, language: str
) -> None:
    """From a browser that was never here to the third step; the guide speaks its language."""
    page = opened(browser, traffic, viewport=NARROW, locale=language)
    words = written(language)
    page.goto(app.url)
    page.get_by_role("button", name=words["screen.first.start"], exact=True).click()
    ready(page)
    step(page, words["screen.coach.minimum_title"])
    page.locator(".picks .link").first.click()
    step(page, words["screen.coach.window_title"])
    page.locator(".proposal .switch input").first.check()
    expect(page.locator(".coach-remark")).to_have_text(words["screen.coach.window_formula"])
    for issue, choice in (("money", 2), ("sakhalin", 0)):
        head = page.locator(f"[aria-controls=issue-{issue}]")
        if head.get_attribute("aria-expanded") != "true":
            head.click()
        page.locator(f"#issue-{issue} input").nth(choice).check()
    step(page, words["screen.coach.reveal_title"])
    fits(page, NARROW["width"])
    assert traffic.foreign == []
    page.context.close()


def test_the_guide_is_left_brought_back_and_found_again(
    browser: Browser, app: Any, traffic: Any
) -> None:
    """A reload and another visit find it where it was; who acts ahead of it overtakes it."""
    page = opened(browser, traffic, viewport=NARROW)
    begun(page, app)
    looked_at(page)
    page.wait_for_timeout(1500)
    page.goto(app.url)
    page.get_by_role("link", name="Go on with your first game").click()
    ready(page)
    step(page, "Ask in plain words")
    page.get_by_role("button", name="Play without the guide").click()
    expect(page.locator(".coach h2")).to_have_count(0)
    press(page)
    assert press(page) == "2-moves"
    page.get_by_role("button", name="Bring the guide back").click()
    step(page, "Step into their shoes")
    page.context.close()


def test_the_guide_asks_for_nothing_that_this_stage_has_not(
    browser: Browser, app: Any, traffic: Any
) -> None:
    """Who reveals without a proposal is not told to tick one where there are only answers."""
    page = opened(browser, traffic, viewport=WIDE)
    begun(page, app)
    looked_at(page)
    assert press(page) == "1-answers"
    step(page, "Hear the answer")
    assert press(page) == "2-moves"
    step(page, "Step into their shoes")
    press(page)
    assert press(page) == "3-moves"
    step(page, "Ask for a hint")
    assert press(page) == "3-answers"
    expect(page.locator(".coach h2")).not_to_have_text("Use the formula")
    page.context.close()


def test_a_first_step_with_the_keyboard_alone(browser: Browser, app: Any, traffic: Any) -> None:
    """Enter begins, opens a word and shuts it by Escape; the step is done by a key."""
    page = opened(browser, traffic, viewport=WIDE)
    page.goto(app.url)
    page.get_by_role("button", name="Play your first game").focus()
    page.keyboard.press("Enter")
    ready(page)
    word = page.locator(".coach .term-word", has_text="minimum")
    word.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".coach .term-text")).to_contain_text("The least a party would sign for")
    expect(word).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator(".coach .term-text")).to_have_count(0)
    page.locator(".picks .link").first.focus()
    page.keyboard.press("Enter")
    step(page, "Ask in plain words")
    page.get_by_role("button", name="What the words mean").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Words", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Words", exact=True)).to_be_hidden()
    page.locator(".coach").get_by_role("button", name="Show me where").focus()
    assert key(page) == "1-moves"
    page.context.close()


def test_the_first_games_pages_are_open_to_everybody(
    browser: Browser, app: Any, traffic: Any
) -> None:
    """The first page with its shelf, a word, the glossary, the hint, the lesson, the branches."""
    page = opened(browser, traffic, viewport=NARROW)
    begun(page, app)
    page.locator(".coach .term-word").first.click()
    found = axe.wrong(page, "the guide")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="What the words mean").click()
    found += axe.wrong(page, "the glossary")
    page.keyboard.press("Escape")
    press(page)
    press(page)
    page.get_by_role("button", name="Hint").click()
    expect(page.locator(".adviser .advice").first).to_be_visible()
    found += axe.wrong(page, "a hint, and past rounds to go on from")
    while page.locator(".press button.main-button").count():
        press(page)
    page.locator(".coach").get_by_role("link", name="What they hid").click()
    expect(page.get_by_role("heading", name="What they hid, and what you guessed")).to_be_visible()
    found += axe.wrong(page, "the lesson")
    page.goto(page.url.replace("/lesson/", "/compare/"))
    expect(page.locator(".compare .columns .card")).to_have_count(1)
    found += axe.wrong(page, "branches")
    page.goto(app.url)
    page.get_by_text("Who you play against").click()
    found += axe.wrong(page, "the first page")
    assert found == []
    page.context.close()
