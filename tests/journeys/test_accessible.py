"""What keeps people out of a page: the checker finds it, and no page has any of it."""

from __future__ import annotations

from typing import Any

import axe
from in_class import Person, both_press, join, set_up, sit
from playwright.sync_api import Browser, Page, expect

BAD_PAGE = """<!doctype html><html lang="en"><title>Bad</title><main><h1>Bad</h1>
<img src="data:,"><button></button><p style="color:#bbb;background:#fff">faint</p></main></html>"""


def test_the_checker_finds_what_is_wrong(browser: Browser) -> None:
    """An image without words, a button without a name, faint text: each is told with its place."""
    page = browser.new_page()
    page.set_content(BAD_PAGE)
    found = {one.rule: one.place for one in axe.findings(page) if one.impact in axe.BAD}
    assert found == {"image-alt": "img", "button-name": "button", "color-contrast": "p"}
    assert [one.rule for one in axe.findings(page, skip=["color-contrast"])].count(
        "color-contrast"
    ) == 0
    page.close()


def look(page: Page, name: str) -> list[str]:
    """What is wrong in both themes, on a screen as wide as it is and on a phone."""
    size, found = page.viewport_size, []
    assert size is not None
    for width in sorted({size["width"], 390}, reverse=True):
        page.set_viewport_size({"width": width, "height": 844})
        found += axe.wrong(page, f"{name}, {width} px wide")
    page.set_viewport_size(size)
    return found


def test_every_page_of_a_class_is_open_to_everybody(people: dict[str, Person], server: Any) -> None:
    """Join, lobby, briefing, seat, question, desk, projector, debrief, report: nothing bad."""
    teacher, aiko = people["teacher"].page, people["Aiko"].page
    found: list[str] = []
    code = set_up(people, server)
    room = teacher.url.rpartition("-")[2]
    found += look(teacher, "the desk before the lesson")
    aiko.goto(f"{server.url}/join/{code}")
    found += look(aiko, "joining")
    aiko.goto(f"{server.url}/join/NOSUCH")
    aiko.fill("input[name=name]", "Aiko")
    aiko.get_by_role("button", name="Join").click()
    expect(aiko.get_by_role("alert")).to_be_visible()
    found += look(aiko, "a wrong code")
    for name in ("Aiko", "Ben"):
        join(people[name], code, name)
    found += look(aiko, "the lobby")
    aiko.get_by_role("button", name="Make a link").click()
    found += look(aiko, "the personal link")
    link = aiko.locator(".link-box").inner_text()
    people["Cy"].page.goto(link)
    found += look(people["Cy"].page, "before another device takes a seat over")
    aiko.goto(f"{server.url}/class/{room}")
    teacher.get_by_role("button", name="Begin").click()
    aiko.wait_for_url("**/brief/**")
    expect(aiko.get_by_role("heading", name="For you alone")).to_be_visible()
    found += look(aiko, "the briefing")
    for name in ("Aiko", "Ben"):
        sit(people[name])
    found += look(aiko, "the seat")
    aiko.click(".classbar-pill")
    aiko.fill(".classbar .speak input", "Hello")
    aiko.locator(".classbar .speak button").click()
    expect(aiko.locator(".lines li.own")).to_be_visible()
    found += look(aiko, "the class panel")
    aiko.click(".classbar .icon")
    for _ in range(2):
        both_press(people)
        aiko.wait_for_function(
            "document.querySelector('.screen.game').__vue__.s.stage === 'answers'"
        )
    expect(aiko.get_by_role("button", name="Keep my answer")).to_be_visible()
    found += look(aiko, "the question")
    teacher.locator(".desk summary").first.click()
    teacher.get_by_role("button", name="Look as North").click()
    expect(teacher.locator(".looked")).to_be_visible()
    found += look(teacher, "the desk")
    teacher.locator(".members button").first.click()
    expect(teacher.locator("dialog[open]")).to_be_visible()
    found += look(teacher, "changing a person")
    teacher.keyboard.press("Escape")
    teacher.goto(f"{server.url}/projector/class-{room}")
    expect(
        teacher.locator(".screen.projecting .wall, .screen.projecting .card").first
    ).to_be_visible()
    found += look(teacher, "the projector")
    teacher.goto(f"{server.url}/teach/class-{room}")
    teacher.locator(".all").get_by_role("button", name="End", exact=True).click()
    teacher.get_by_role("button", name="Yes").click()
    aiko.goto(f"{server.url}/class/{room}/debrief")
    expect(aiko.get_by_role("heading", name="North, table 1: what was really so")).to_be_visible()
    found += look(aiko, "one's debrief")
    aiko.get_by_role("link", name="Round by round").click()
    expect(aiko.get_by_role("heading", name="When it was really open")).to_be_visible()
    found += look(aiko, "the debrief round by round")
    for address, name in (("/report", "the report"), ("", "what can be taken home")):
        teacher.goto(f"{server.url}/teacher/{room}{address}")
        found += look(teacher, name)
    teacher.goto(f"{server.url}/teacher")
    teacher.click("summary")
    found += look(teacher, "the office")
    assert not found, "\n".join(found)
