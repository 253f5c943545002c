"""The documents in a real browser: searched and read in both themes, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import phone
import pytest
from playwright.sync_api import Browser, expect

SERVE = """
import sys, uvicorn
from pathlib import Path
from starlette.applications import Starlette
from starlette.middleware import Middleware
from ui import fence, manual
app = Starlette(routes=manual.routes(Path(sys.argv[2])), middleware=[Middleware(fence.Fence)])
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning")
"""


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_reader_searches_and_reads_without_a_network(
    start_server: Callable[..., Any],
    browser: Browser,
    traffic: Any,
    documents: Path,
    width: int,
    scheme: Any,
) -> None:
    server = start_server("-c", SERVE, "{port}", str(documents))
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
    )
    traffic.watch(context)
    page = context.new_page()
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    page.goto(f"{server.url}/docs")
    expect(page.get_by_role("heading", name="ceasefire", level=1)).to_be_visible()
    opener = page.locator("label[for=__search], .md-search__button").locator("visible=true")
    page.wait_for_load_state("networkidle")  # the index comes by itself
    opener.first.click()
    page.get_by_role("combobox", name="Search").fill("hazard")
    found = page.get_by_role("listbox", name="Search results")
    found.get_by_text("Whether it lasts").first.click()
    expect(page.get_by_role("heading", name="The model in formulas")).to_be_visible()
    assert page.locator("math").count() > 20
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{server.url}/docs/reference/numbers.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert phone.wrong(page, "a page of the documents") == []
    told = (traffic.foreign, traffic.failed, said)
    assert told == ([], [], []), told
    context.close()
