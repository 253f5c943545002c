"""The world of the day, played to its end: hidden until then, and a card that can be shared."""

from __future__ import annotations

from typing import Any

import phone
import pytest
from at_the_table import play_on, press, ready
from playwright.sync_api import Browser, expect

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
DAY, WRITTEN = "2026-11-24", "24 November 2026"
ON_THAT_DAY = f"""
from ui import clock
clock.stamp = lambda: "{DAY}T12:00:00.000+00:00"
from ui.cli import main
main()
"""


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_a_day_is_played_and_its_card_taken(
    browser: Browser, start_server: Any, traffic: Any, tmp_path: Any, size: Any
) -> None:
    arguments = ["-c", ON_THAT_DAY, "play", "--no-browser", "--port", "{port}"]
    server = start_server(*arguments, CEASEFIRE_DATA=str(tmp_path / "data"))
    context = browser.new_context(viewport=size)
    context.set_default_timeout(60_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    traffic.watch(context)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(server.url)
    part = page.locator(".daily")
    expect(part).to_contain_text(f"{WRITTEN}: Portsmouth, August 1905, as Japan")
    part.get_by_role("button", name="Play today’s world").click()
    page.get_by_role("link", name="Take your seat").click()
    ready(page)
    press(page)
    page.goto(server.url)
    expect(page.locator(".shelf")).to_contain_text("world hidden until the end")
    part.get_by_role("link", name="Go on with today’s world").click()
    ready(page)
    play_on(page, 30)
    page.locator(".finale a.main-button").click()
    expect(page.get_by_text("This was your first game of that day’s world")).to_be_visible()
    expect(page.locator(".share img")).to_be_visible()
    assert page.evaluate("document.querySelector('.share img').naturalWidth") == 600
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert phone.wrong(page, "the card of a day") == []
    page.get_by_role("button", name="Copy the text").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the drawing").click()
    assert saved.value.suggested_filename == f"ceasefire-{DAY}.svg"
    assert saved.value.path().read_text().startswith("<svg")
    page.goto(server.url)
    expect(part.get_by_role("link", name="See your card")).to_be_visible()
    expect(part.get_by_role("button", name="Play it again, as a replay")).to_be_visible()
    assert traffic.foreign == []
    context.close()
    came_again(browser, server.url)


def came_again(browser: Browser, url: str) -> None:
    """Later that day, in a browser that kept nothing: the result is there."""
    page = browser.new_page()
    page.goto(url)
    page.locator(".daily").get_by_role("link", name="See your card").click()
    expect(page.get_by_text("This was your first game of that day’s world")).to_be_visible()
    expect(page.locator(".share img")).to_be_visible()
    page.close()
