"""A person sends terms by a channel, and sees what is under way."""

from __future__ import annotations

from typing import Any

import pytest
from at_the_table import press, sit_down
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def page(browser: Browser) -> Any:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(90_000)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    assert faults == []
    context.close()


def test_terms_go_by_way_of_moscow(page: Page, app: Any) -> None:
    """Tokyo has one way: the screen names it, what it costs, and what has not arrived yet."""
    sit_down(page, app.url, "japan-1945", "japan", 7)
    page.locator(".composer-bar").get_by_role("button", name="Likeliest to pass").click()
    expect(page.locator("select[name=channel]")).to_have_value("moscow")
    expect(page.get_by_text("Arrives 10 rounds after it is sent.")).to_be_visible()
    assert press(page) == "1-answers"
    expect(page.get_by_text("Japan sends terms. Through Moscow.").first).to_be_visible()
    assert press(page) == "2-moves"
    expect(page.get_by_role("heading", name="Your terms under way")).to_be_visible()
    expect(page.get_by_text("sent in round 1, due in round 11").first).to_be_visible()


def test_where_there_are_no_channels_nothing_is_chosen(page: Page, app: Any) -> None:
    sit_down(page, app.url, "lab", "north", 8)
    page.locator(".composer-bar").get_by_role("button", name="Likeliest to pass").click()
    expect(page.get_by_label("Table a proposal this round")).to_be_checked()
    expect(page.locator("select[name=channel]")).to_have_count(0)


def test_what_the_file_is_made_of_stands_beside_what_the_side_wants(page: Page, app: Any) -> None:
    sit_down(page, app.url, "northern-territories", "japan", 3)
    expect(page.get_by_text("Talks on a peace treaty: stands.")).to_be_visible()
    expect(page.get_by_text("Visits without visa: broken off.")).to_be_visible()
