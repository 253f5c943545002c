"""The game in another language: chosen on the first page, kept, and never in another's tab."""

from __future__ import annotations

from typing import Any

import pytest
from at_the_table import PRESS, ready
from axe import bad
from playwright.sync_api import Browser, Page, expect

from ui.words import languages, written

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def said(language: str, key: str) -> str:
    return written(language)[f"screen.{key}"]


def spoken(page: Page, language: str) -> None:
    """Wait until the first page is there in a language, and says so."""
    expect(page.get_by_role("heading", level=1)).to_have_text(said(language, "home.title"))
    expect(page.locator("html")).to_have_attribute("lang", language)
    draft = page.locator(".foot .draft")
    if language == "en":
        expect(draft).to_have_count(0)
    else:
        expect(draft).to_contain_text(written(language)["draft.notice"])


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_a_game_in_japanese_beside_a_tab_in_english(
    browser: Browser, app: Any, traffic: Any, size: Any
) -> None:
    context = browser.new_context(viewport=size, locale="en-GB")
    context.set_default_timeout(60_000)
    traffic.watch(context)
    english, page = context.new_page(), context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    english.goto(app.url)
    spoken(english, "en")
    page.goto(f"{app.url}/?scenario=lab&seed=7")
    for language in ("uk", "ja"):
        page.locator(f".tongues a[lang={language}]").click()
        spoken(page, language)
        assert page.evaluate(SIDEWAYS) == 0
        assert bad(page) == []
    assert "lang=" not in page.url
    page.goto(f"{app.url}/?scenario=lab&seed=7")
    page.get_by_role("button", name=said("ja", "home.play"), exact=True).click()
    page.get_by_role("link", name=said("ja", "briefing.start")).click()
    ready(page)
    expect(page.locator(PRESS)).to_have_text(said("ja", "game.press_moves"))
    page.locator(PRESS).click()
    expect(page.locator(PRESS)).to_have_text(said("ja", "game.press_answers"))
    expect(page.locator(".chronicle")).to_contain_text("ラウンド")
    assert page.evaluate(SIDEWAYS) == 0
    # the other tab goes on in its language, also where the server says something
    english.locator(".case input[value=lab]").check()
    english.get_by_role("button", name=said("en", "home.play"), exact=True).click()
    expect(english.get_by_role("heading", name=said("en", "briefing.secret"))).to_be_visible()
    expect(english.locator("html")).to_have_attribute("lang", "en")
    # back to English from the notice, on the page one is on
    page.locator(".foot .draft a").click()
    expect(page.locator(PRESS)).to_have_text(said("en", "game.press_answers"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert traffic.foreign == []
    assert traffic.failed == []
    assert faults == []
    context.close()


@pytest.mark.parametrize("language", languages())
def test_the_first_page_is_in_the_language_a_browser_asks_for(
    browser: Browser, app: Any, language: str
) -> None:
    """Without any choice; the flagship's briefing too, where it is translated."""
    context = browser.new_context(viewport=WIDE, locale=language)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(app.url)
    spoken(page, language)
    context.close()
