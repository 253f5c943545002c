"""A page needs nothing but this machine."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

SMALL = str(Path(__file__).with_name("small_page.py"))
ICONS = """async () => { await document.fonts.ready;
    return [...document.fonts].filter(f => f.status === 'loaded').map(f => f.family) }"""


def small_page(start_server: Callable[..., Any]) -> Any:
    return start_server(SMALL, "{port}", SOLARA_APP="small_page")


def test_page_asks_nothing_of_the_network(
    start_server: Callable[..., Any], browser: Browser, traffic: Any
) -> None:
    """Every other host refused, a page comes up, works, and shows its icons."""
    server = small_page(start_server)
    context = browser.new_context()
    traffic.watch(context)
    page = context.new_page()
    page.goto(server.url)
    page.get_by_text("Pressed 0").click()
    expect(page.get_by_text("Pressed 1")).to_be_visible()
    fonts = page.evaluate(ICONS)
    assert any("Material Design Icons" in family for family in fonts), fonts
    assert any("Roboto" in family for family in fonts), fonts
    assert traffic.foreign == []
    assert traffic.failed == []
    context.close()


@pytest.mark.parametrize("path", ["requirejs@2.3.6", "@widgetti", "left-pad@1.3.0/index.js"])
def test_what_is_not_vendored_is_not_found_at_once(
    start_server: Callable[..., Any], path: str
) -> None:
    """Nor fetched from elsewhere, nor (a directory) removed, as Solara's own route would."""
    server = small_page(start_server)
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{server.url}/_solara/cdn/{path}", timeout=3)
    assert refusal.value.code == 404
