"""Pages in other languages: nothing English is left on the way through a class or a game."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from at_the_table import PRESS, ready
from axe import bad
from in_class import HOST, Person, teachers_link
from playwright.sync_api import Browser, Page, expect

from sim import scenario as scenarios
from ui.words import written

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ENGLISH = re.compile(r"\b(?!ceasefire )[A-Za-z]{2,}[,.:;]? [A-Za-z]{2,}")
"""Two words of it in a row: names such as NATO or Enter stand alone; a command is a command."""
TRANSLATED = "ukraine-2022"
_SHIPPED = [scenarios.load(name) for name in scenarios.names()]
UNTRANSLATED = [one.title for one in _SHIPPED] + [
    party.name for one in _SHIPPED if one.id != TRANSLATED for party in one.parties.values()
]
"""Scenarios that a sentence may name before anybody has translated them, and their seats: today's
world, say, which is another one each day."""
READ = """() => {
  const kept = document.body.cloneNode(true)
  const left = '[lang=en], [lang=""], script, style, .tongues, dialog, select'
  kept.querySelectorAll(left).forEach((one) => one.remove())
  document.body.append(kept)
  const text = kept.innerText
  kept.remove()
  return text
}"""


def said(key: str, language: str = "ja") -> str:
    return written(language)[key]


def whole(page: Page, kept: list[str], language: str = "ja") -> None:
    """A page in one language alone, as wide as the screen, without a serious finding."""
    expect(page.locator("html")).to_have_attribute("lang", language)
    text = page.evaluate(READ)
    for title in UNTRANSLATED:
        text = text.replace(title, "")
    kept.append(text)
    assert ENGLISH.findall(text) == []
    assert page.evaluate(SIDEWAYS) == 0
    # a strip of Solara's own, which is there while it works
    assert [one for one in bad(page) if ".v-progress-linear" not in one] == []


def test_a_seat_in_japanese_from_the_door_to_the_debrief(
    browser: Browser, start_server: Any, tmp_path: Any
) -> None:
    data = str(tmp_path / "data")
    server = start_server(*HOST, "http://127.0.0.1:{port}", CEASEFIRE_DATA=data)
    teacher = Person(browser, server.url, locale="ja-JP", viewport={"width": 1280, "height": 900})
    student = Person(browser, server.url, locale="en-GB", viewport={"width": 390, "height": 844})
    read: list[str] = []
    desk, seat = teacher.page, student.page
    desk.goto(teachers_link(server.log))
    whole(desk, read)
    desk.get_by_role("button", name=said("class.teacher.enter")).click()
    desk.wait_for_url("**/teacher")
    desk.select_option("select[name=scenario]", "ukraine-2022")
    desk.fill("input[name=students]", "1")
    desk.click("summary")
    desk.fill("input[name=rounds]", "1")
    desk.fill("input[name=seed]", "7")
    desk.select_option("select[name=language]", "ja")
    for party in ("russia", "nato", "us", "japan"):
        box = desk.locator(f".seats:visible input[value={party}]")
        if box.is_checked():
            box.uncheck()
    desk.locator(".seats:visible input[value=ukraine]").check()
    whole(desk, read)
    desk.get_by_role("button", name=said("class.office.create")).click()
    code = desk.locator(".big-code").inner_text()
    # the student's browser asks for English; the class's language goes before that
    seat.goto(f"{server.url}/join/{code}")
    whole(seat, read)
    seat.fill("input[name=name]", "愛子")
    seat.get_by_role("button", name=said("class.join.button")).click()
    welcome = said("class.lobby.title").format(name="愛子")
    expect(seat.get_by_role("heading", level=1)).to_have_text(welcome)
    whole(seat, read)
    expect(desk.locator(".members li")).to_have_count(1)
    whole(desk, read)
    desk.get_by_role("button", name=said("screen.teach.start"), exact=True).click()
    seat.wait_for_url("**/brief/**")
    seat.get_by_role("link", name=said("screen.briefing.start")).wait_for()
    whole(seat, read)
    seat.get_by_role("link", name=said("screen.briefing.start")).click()
    ready(seat)
    seat.wait_for_selector(".classbar-pill")
    whole(seat, read)
    whole(desk, read)
    seat.locator(PRESS).click()
    expect(seat.locator(PRESS)).to_have_text(said("screen.game.press_answers"))
    seat.click(".classbar-pill")
    seat.keyboard.press("Escape")
    whole(seat, read)
    if seat.locator(".classbar .icon").is_visible():
        seat.click(".classbar .icon")
    seat.locator(PRESS).click()
    keep = seat.get_by_role("button", name=said("screen.seat.answer"))
    keep.wait_for()
    keep.click()
    seat.wait_for_function("document.querySelector('.screen.game').__vue__.s.stage === 'over'")
    seat.goto(f"{server.url}/class/{seat.url.rpartition('class-')[2]}/debrief")
    whole(seat, read)
    report = desk.url.replace("/teach/class-", "/teacher/") + "/report"
    desk.goto(report)
    whole(desk, read)
    desk.goto(report.removesuffix("/report"))
    whole(desk, read)
    assert any(said("class.debrief.shoes") in one for one in read)
    assert student.failed == []


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_a_walk_through_the_pages_of_a_game(
    browser: Browser, start_server: Any, tmp_path: Path, language: str
) -> None:
    """First page, the flagship's briefing and board, sweeps, the workshop, no page at all.

    On a shelf of its own: games and drafts keep the names they were given in another language.
    """
    serve = ["-c", "from ui.cli import main; main()", "play", "--no-browser", "--port", "{port}"]
    app = start_server(*serve, CEASEFIRE_DATA=str(tmp_path / "data"))
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale=language)
    context.set_default_timeout(120_000)
    page, read = context.new_page(), list[str]()
    page.goto(f"{app.url}/?scenario=ukraine-2022&seed=7")
    page.get_by_role("button", name=said("screen.home.play", language), exact=True).wait_for()
    whole(page, read, language)
    page.get_by_role("button", name=said("screen.home.play", language), exact=True).click()
    page.get_by_role("link", name=said("screen.briefing.start", language)).wait_for()
    whole(page, read, language)
    page.get_by_role("link", name=said("screen.briefing.start", language)).click()
    ready(page)
    whole(page, read, language)
    page.goto(f"{app.url}/lab")
    page.get_by_role("heading", name=said("screen.lab.new", language)).wait_for()
    whole(page, read, language)
    page.goto(f"{app.url}/workshop")
    page.get_by_role("heading", name=said("screen.workshop.title", language)).wait_for()
    whole(page, read, language)
    page.goto(f"{app.url}/nowhere")
    whole(page, read, language)
    assert said("manual.lost_text", language) in read[-1]
    context.close()
