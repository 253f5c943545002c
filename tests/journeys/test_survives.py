"""A game survives what happens to servers and laptops."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from ui.store import Store

PLAY = ("-c", "from ui.cli import main; main()", "play", "--no-browser", "--port", "{port}")


def begin(page: Page, url: str) -> None:
    """Begin a game of the laboratory as its first party."""
    page.goto(f"{url}/?scenario=lab&seed=7")
    page.get_by_role("button", name="Read the briefing").click()
    page.get_by_role("link", name="Take your seat").click()
    expect(page.get_by_role("button", name="Reveal moves")).to_be_enabled()


def kept(folder: Path) -> list[str]:
    """The stages on the shelf, as another program reads them."""
    store = Store(folder / "games.sqlite3")
    try:
        return [f"{one.round} {one.stage}" for one in store.stages(store.listings()[0].id)]
    finally:
        store.close()


def test_a_killed_server_loses_nothing(
    start_server: Callable[..., Any], browser: Browser, tmp_path: Path
) -> None:
    """Killed without warning in the middle of a round, it comes back where the player was."""
    data = tmp_path / "data"
    server = start_server(*PLAY, CEASEFIRE_DATA=str(data))
    port = int(server.url.rsplit(":", 1)[1])
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda told: refused.append(told.text) if told.type == "error" else None)
    begin(page, server.url)
    page.get_by_role("button", name="Reveal moves").click()
    expect(page.get_by_role("button", name="Close the round")).to_be_visible()
    # nothing the page needs is kept out by its own security policy
    assert refused == []
    button = ".press button.main-button"
    page.evaluate(f"document.querySelector('{button}').dataset.stale = 'yes'")
    acknowledged = kept(data)
    assert acknowledged == ["1 moves"]
    server.process.kill()
    server.process.wait()
    start_server(*PLAY, port=port, CEASEFIRE_DATA=str(data))
    assert kept(data) == acknowledged
    # the open page builds its screen anew, in the round it was in, and the game goes on; what
    # still stands of the old one hears nobody
    expect(page.locator(f"{button}:not([data-stale])")).to_be_enabled(timeout=60_000)
    expect(page.get_by_role("button", name="Close the round")).to_be_enabled(timeout=60_000)
    page.get_by_role("button", name="Close the round").click()
    expect(page.get_by_role("button", name="Reveal moves")).to_be_enabled()
    assert kept(data)[:2] == ["1 moves", "1 answers"]
    context.close()
