"""What students and machines do to a lesson, in real browsers: tabs, clicks, sleep, scripts."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from at_the_table import PRESS, ready
from in_class import Person, join, set_up, sit
from playwright.sync_api import Page, expect

from ui.rooms import house
from ui.rooms.log import Log

STAGE = "document.querySelector('.screen.game').__vue__.s.stage"
PAYLOADS = (
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "\"><svg onload=window.hacked=1>",
    "{{constructor.constructor('window.hacked=1')()}}",
    "</p><iframe srcdoc='<script>parent.hacked=1</script>'>",
)  # fmt: skip


def acts(data: Path, room: str) -> list[str]:
    log = Log(data / "games.sqlite3")
    found = [str(one.body["seat"]) for one in log.read(room, 1) if one.kind == "act"]
    log.close()
    return found


def test_tabs_clicks_and_the_way_back(people: dict[str, Person], server: Any, data: Path) -> None:
    """Two tabs, two clicks, back and forward, no network for a while: one act, and it shows."""
    code = set_up(people, server)
    teacher, aiko, ben = (people[name].page for name in ("teacher", "Aiko", "Ben"))
    room = teacher.url.rpartition("-")[2]
    aiko.goto(f"{server.url}/join/{code}")
    aiko.fill("input[name=name]", "Aiko")
    aiko.get_by_role("button", name="Join").dblclick()
    expect(aiko.get_by_role("heading", name="Welcome, Aiko")).to_be_visible()
    aiko.go_back()
    aiko.fill("input[name=code]", code)
    aiko.fill("input[name=name]", "Aiko again")
    aiko.get_by_role("button", name="Join").click()
    expect(aiko.get_by_role("heading", name="Welcome, Aiko")).to_be_visible()
    join(people["Ben"], code, "Ben")
    expect(teacher.locator(".members li")).to_have_count(2)
    teacher.get_by_role("button", name="Begin").click()
    for name in ("Aiko", "Ben"):
        sit(people[name])
    other = people["Aiko"].context.new_page()
    other.goto(aiko.url)
    ready(other)
    aiko.locator(PRESS).dblclick()
    for tab in (aiko, other):
        expect(tab.locator(PRESS)).to_be_disabled()
        expect(tab.locator(".status")).to_contain_text("Your press is kept")
    aiko.go_back()
    aiko.go_forward()
    ready(aiko)
    expect(aiko.locator(PRESS)).to_be_disabled()
    assert acts(data, room) == ["north"]
    people["Aiko"].context.set_offline(True)
    ben.locator(PRESS).click()
    ben.wait_for_function(f"{STAGE} === 'answers'")
    people["Aiko"].context.set_offline(False)
    for tab in (aiko, other):
        tab.wait_for_function(f"{STAGE} === 'answers'", timeout=60_000)
    assert acts(data, room) == ["north", "south"]
    assert [person.failed for person in people.values()] == [[], [], [], []]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no way to stop a program here")
def test_a_server_that_slept(people: dict[str, Person], server: Any) -> None:
    """Its clocks rest with what they had, its pages come back, and nothing is lost."""
    code = set_up(people, server)
    for name in ("Aiko", "Ben"):
        join(people[name], code, name)
    teacher, aiko = people["teacher"].page, people["Aiko"].page
    teacher.get_by_role("button", name="Begin").click()
    for name in ("Aiko", "Ben"):
        sit(people[name])
    aiko.locator(PRESS).click()
    expect(aiko.locator(PRESS)).to_be_disabled()
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        time.sleep(house.NAP + 2.0)
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    for name in ("Aiko", "Ben"):
        page = people[name].page
        expect(page.locator(".classbar-what")).to_have_text("The clock rests", timeout=60_000)
    expect(teacher.locator(".desk .caution")).to_contain_text("stood still", timeout=60_000)
    expect(aiko.locator(PRESS)).to_be_disabled()
    people["Ben"].page.locator(PRESS).click()
    teacher.get_by_role("button", name="Go on").first.click()
    for name in ("Aiko", "Ben"):
        people[name].page.wait_for_function(f"{STAGE} === 'answers'", timeout=60_000)
    expect(teacher.locator(".desk .caution")).to_have_count(0)


def harmless(page: Page, *texts: str) -> None:
    """Nothing that somebody wrote has run or become an element; it stands there as text."""
    for text in texts:
        expect(page.locator("body")).to_contain_text(text)
    assert page.evaluate("window.hacked") is None
    made = page.locator("img[src=x], svg[onload], iframe, script:text('hacked')")
    assert made.count() == 0


def test_what_people_write_is_text_everywhere(people: dict[str, Person], server: Any) -> None:
    """A corpus of scripts in title, names, talk, bulletin, message and quote, on every page."""
    code = set_up(people, server)
    teacher, aiko, ben = (people[name].page for name in ("teacher", "Aiko", "Ben"))
    room = teacher.url.rpartition("-")[2]
    names = {"Aiko": "<img src=x onerror=window.hacked=1>", "Ben": "{{alert(1)}}<b>"}
    for name, text in names.items():
        join(people[name], code, text)
        harmless(people[name].page, text)
    expect(teacher.locator(".members li")).to_have_count(2)
    teacher.get_by_role("button", name="Begin").click()
    for name in names:
        sit(people[name])
    for k, text in enumerate(PAYLOADS):
        line = {"channel": "public", "text": text, "press": f"line-{k}"}
        said = aiko.request.post(f"{server.url}/class/{room}/do/say", data=json.dumps(line))
        assert said.ok
    do = f"{server.url}/teacher/{room}/do"
    for text in PAYLOADS:
        for to in ({}, {"table": 1, "seat": "south"}):
            told = {"what": "notice", "text": text, **to}
            assert teacher.request.post(do, data=json.dumps(told)).ok
    renamed = {"what": "rename", "person": "p1", "name": PAYLOADS[0]}
    assert teacher.request.post(do, data=json.dumps(renamed)).ok
    for page in (aiko, ben):
        page.click(".classbar-pill")
        harmless(page, *PAYLOADS)
    harmless(teacher, PAYLOADS[0], names["Ben"])
    teacher.goto(f"{server.url}/projector/class-{room}")
    harmless(teacher, PAYLOADS[0], PAYLOADS[-1])
    assert teacher.request.post(do, data=json.dumps({"what": "finish"})).ok
    ben.goto(f"{server.url}/class/{room}/debrief")
    for text in PAYLOADS:
        ben.fill("input[name=text]", text)
        ben.locator("form[action$=quote] button").click()
        harmless(ben, text)
        teacher.goto(f"{server.url}/teacher/{room}/report")
        harmless(teacher, text)
    assert [person.failed for person in people.values()] == [[], [], [], []]
