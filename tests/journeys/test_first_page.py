"""The first page: choose a conflict by its card, suppose something, and see it named."""

from __future__ import annotations

from typing import Any

import pytest
from at_the_table import play_on, ready
from playwright.sync_api import Browser, expect

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NO_WORD = "No word from London"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cards_fit_and_a_counterfactual_is_named_in_the_game(
    browser: Browser, app: Any, traffic: Any, size: Any, scheme: Any
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme)
    context.set_default_timeout(60_000)
    traffic.watch(context)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(app.url)
    expect(page.locator(".case .emblem > *").first).to_be_attached()
    cards = page.locator(".case")
    assert cards.count() >= 3
    first = [cards.nth(k).locator("b").inner_text() for k in range(3)]
    assert first == [
        "Portsmouth, the last three days",
        "The laboratory",
        "Portsmouth, August 1905",
    ]
    expect(page.locator(".case input[value=ukraine-2022]")).to_be_checked()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    page.locator(".case input[value=portsmouth-1905]").check()
    chosen = page.get_by_role("heading", name="Portsmouth, August 1905")
    expect(chosen).to_be_visible()
    if size is NARROW:
        expect(chosen).to_be_in_viewport()
    expect(page.locator(".choice.party input[value=japan]")).to_be_checked()
    page.get_by_label("What if?").select_option(label=NO_WORD)
    expect(page.locator("#counterfactual-hint")).to_contain_text("Britain hears nothing")
    page.get_by_label("Number of the world").fill("3")
    page.get_by_role("button", name="Read the briefing").click()
    expect(page.get_by_text(f"What if? {NO_WORD}.")).to_be_visible()
    page.get_by_role("link", name="Take your seat").click()
    ready(page)
    if size is WIDE:
        expect(page.locator(".where-title")).to_have_text(f"Portsmouth, August 1905 · {NO_WORD}")
    assert traffic.foreign == []
    assert faults == []
    context.close()


def test_a_first_game_ends_within_ten_presses_and_can_be_played_again_otherwise(
    browser: Browser, app: Any
) -> None:
    """As Japan, asking each day for what is likeliest to pass; then the same world as it was."""
    context = browser.new_context(viewport=WIDE)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{app.url}/?scenario=portsmouth-1905&seed=3&counterfactual=no-late-information")
    page.get_by_role("button", name="Read the briefing").click()
    page.get_by_role("link", name="Take your seat").click()
    ready(page)
    play_on(page, 10)
    page.get_by_role("link", name="Open the debrief").first.click()
    expect(page.get_by_text(f"What if? {NO_WORD}.")).to_be_visible()
    page.locator("#again-case").select_option(value="")
    page.get_by_role("button", name="Japan").click()
    expect(page.get_by_role("heading", name="For you alone")).to_be_visible()
    expect(page.get_by_text(f"What if? {NO_WORD}.")).to_have_count(0)
    context.close()


def test_opponents_of_a_level_are_named_in_the_briefing(browser: Browser, app: Any) -> None:
    """One level for all others, another for one's own analysts; a what-if about minds bars them."""
    context = browser.new_context(viewport=NARROW)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{app.url}/?scenario=lab&seed=3")
    page.locator(".choice.party input[value=south]").check()
    page.get_by_text("Who you play against").click()
    page.get_by_label("All other parties").select_option(label="Puts itself in your shoes")
    page.locator("select[name=level-south]").select_option(label="Sees only itself")
    page.get_by_label("What if?").select_option(index=1)
    expect(page.locator(".levels .caution")).to_be_visible()
    page.get_by_label("What if?").select_option(index=0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Read the briefing").click()
    note = page.locator(".note", has_text="Levels:")
    expect(note).to_contain_text("North: Puts itself in your shoes.")
    expect(note).to_contain_text("South, your own analysts: Sees only itself.")
    context.close()


def test_the_documents_are_linked_where_they_are_built(browser: Browser, app: Any) -> None:
    """A checkout that never built them shows no link to a page that is not there."""
    page = browser.new_page()
    page.goto(app.url)
    expect(page.locator(".foot")).to_be_visible()
    there = page.request.get(f"{app.url}/docs/index.html").ok
    expect(page.locator(".foot a[href='/docs/index.html']")).to_have_count(1 if there else 0)
    page.close()
