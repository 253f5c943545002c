"""Somebody comes back: after a night, to a server that was off, in a browser that forgot.

Whoever comes again to a world of the day is in test_daily.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from at_the_table import PRESS, key, press, ready, sit_down
from playwright.sync_api import Browser, Page, expect

ON_A_DAY = """
from ui import clock
clock.stamp = lambda: "{day}T12:00:00.000+00:00"
from ui.cli import main
main()
"""


def visit(browser: Browser, traffic: Any, storage: Any = None) -> Page:
    """A browser opened anew, with what it kept or with nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, storage_state=storage)
    context.set_default_timeout(60_000)
    traffic.watch(context)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def on(day: str) -> list[str]:
    return ["-c", ON_A_DAY.replace("{day}", day), "play", "--no-browser", "--port", "{port}"]


def test_a_player_comes_back(
    browser: Browser, start_server: Any, traffic: Any, tmp_path: Path
) -> None:
    """Two rounds, a night, the rest, from the draft that was left; a record opened; a branch."""
    data = {"CEASEFIRE_DATA": str(tmp_path / "data")}
    server = start_server(*on("2026-11-24"), **data)
    page = visit(browser, traffic)
    sit_down(page, server.url, "portsmouth-first", "japan", 7)
    for _ in range(4):
        press(page)
    assert key(page) == "3-moves"
    page.get_by_label("Table a proposal this round").check()
    game = page.url
    page.wait_for_timeout(1000)  # a draft is kept a moment after the last change
    kept = page.context.storage_state()
    page.context.close()
    server.stop()

    port = int(server.url.rpartition(":")[2])
    server = start_server(*on("2026-11-25"), port=port, **data)
    page = visit(browser, traffic, kept)
    page.goto(server.url)
    expect(page.locator(".daily")).to_contain_text("25 November 2026")
    expect(page.locator(".daily").get_by_role("button", name="Play today’s world")).to_be_visible()
    expect(shelf_of(page)).to_have_count(1)
    shelf_of(page).get_by_role("link", name="Continue").click()
    ready(page)
    assert page.url == game
    assert key(page) == "3-moves"
    expect(page.get_by_label("Table a proposal this round")).to_be_checked()
    while page.locator(PRESS).count():
        press(page)
    page.context.close()

    page = visit(browser, traffic)  # another browser, which kept nothing
    page.goto(server.url)
    expect(shelf_of(page)).to_have_count(1)
    expect(shelf_of(page).get_by_role("link", name="Continue")).to_have_count(0)
    with page.expect_download() as saved:
        shelf_of(page).first.locator("a[href*=record]").click()
    record = tmp_path / "record.json"
    saved.value.save_as(record)
    page.locator("input[type=file]").set_input_files(str(record))
    page.wait_for_url("**/debrief/**")
    assert page.url.rpartition("/")[2] != game.rpartition("/")[2]
    expect(page.get_by_role("heading", name="When it was really open")).to_be_visible()
    part = page.locator(".branching")
    part.get_by_label("From the beginning of").select_option(label="Round 2")
    part.get_by_role("button", name="Go on from here").click()
    page.wait_for_url("**/game/**")
    page.wait_for_selector(PRESS)
    assert key(page) == "2-moves"
    page.goto(server.url)
    expect(shelf_of(page)).to_have_count(3)
    assert traffic.foreign == []
    page.context.close()


def shelf_of(page: Page) -> Any:
    return page.locator(".shelf li")
