"""A lesson in real browsers: a teacher, two students, and what none of them may see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from at_the_table import PRESS, key, ready
from in_class import HOST, Person, answer, both_press, join, set_up, sit, whole_round
from playwright.sync_api import Page, expect

from ui import clock
from ui.rooms import Room
from ui.rooms.log import Log


def a_sheet_of_paper(page: Page) -> None:
    """A briefing prints dark on white, also from a dark screen, with nothing to press."""
    page.wait_for_url("**/brief/**")
    page.emulate_media(color_scheme="dark")
    page.reload()
    expect(page.get_by_role("heading", name="For you alone")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("heading", name="For you alone")).to_have_css(
        "color", "rgb(28, 35, 41)"
    )
    expect(page.locator(".v-application").first).to_have_css(
        "background-color", "rgb(255, 255, 255)"
    )
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.get_by_role("link", name="Take your seat")).to_be_hidden()
    page.emulate_media(media="screen", color_scheme="light")


def test_a_lesson_from_the_door_to_the_debrief(
    people: dict[str, Person], server: Any, data: Path
) -> None:
    """Set up, join, play, talk, answer, end: nobody receives another's secrets on the way."""
    code = set_up(people, server)
    join(people["Aiko"], code, "Aiko")
    join(people["Ben"], code, "<b onclick=alert(1)>Ben</b>")
    desk = people["teacher"].page
    expect(desk.locator(".members li")).to_have_count(2)
    desk.get_by_role("button", name="Begin").click()
    a_sheet_of_paper(people["Aiko"].page)
    for name in ("Aiko", "Ben"):
        sit(people[name])
    phone = people["Ben"].page
    phone.click(".classbar-pill")
    phone.locator(".classbar").get_by_role("button", name="North", exact=True).click()
    phone.fill(".classbar .speak input", "<img src=x onerror=alert(1)> between us two")
    phone.locator(".classbar .speak button").click()
    phone.click(".classbar .icon")
    aiko = people["Aiko"].page
    expect(aiko.locator(".classbar-count")).to_be_visible()
    # a third person comes late, and plays at a table of their own
    join_late = people["Cy"]
    join_late.page.goto(f"{server.url}/join/{code}")
    join_late.page.fill("input[name=name]", "Cy")
    join_late.page.get_by_role("button", name="Join").click()
    sit(join_late)
    expect(desk.locator(".desk")).to_have_count(2)
    whole_round(people, "2-moves")
    aiko.reload()
    ready(aiko)
    assert key(aiko) == "2-moves"
    log = Log(data / "games.sqlite3")
    game = Room(log, desk.url.rpartition("-")[2], clock.server()).desk(1).game()
    secrets = {
        name: [f"{m.minimum[p]:.6f}"[1:7] for m in game.log]
        for p, name in enumerate(game.scenario.parties)
    }
    log.close()
    for name, own, other in (("Aiko", "north", "south"), ("Ben", "south", "north")):
        everything = people[name].all()
        assert any(one in everything for one in secrets[own]), "the search finds what is there"
        assert [one for one in secrets[other] if one in everything] == []
        assert "teacher/key" not in everything
    assert "between us two" not in people["Cy"].all()
    assert "between us two" not in people["teacher"].all()
    both_press(people)
    for name in ("Aiko", "Ben"):
        people[name].page.wait_for_function(
            "document.querySelector('.screen.game').__vue__.s.stage === 'answers'"
        )
    both_press(people)
    for name in ("Aiko", "Ben"):
        answer(people[name])
    # Cy still plays the same world: what was hidden here is hidden there
    expect(aiko.locator(".finale")).to_contain_text("Others still play this same world")
    expect(aiko.get_by_role("link", name="Open the debrief")).to_have_count(0)
    phone.goto(f"{server.url}/class/{desk.url.rpartition('-')[2]}/debrief")
    expect(phone.get_by_role("heading", name="Not yet")).to_be_visible()
    assert not any(one in people["Ben"].all() for one in secrets["north"])
    second = desk.locator(".desk").nth(1)
    second.locator("summary").click()
    second.get_by_role("button", name="End", exact=True).click()
    expect(phone.get_by_role("heading", name="South, table 1: what was really so")).to_be_visible()
    # who sat where the teacher ended has nothing left to press, but a way on
    expect(people["Cy"].page.locator(".finale")).to_contain_text("This table has ended")
    expect(people["Cy"].page.locator(".press button")).to_have_count(0)
    expect(people["Cy"].page.get_by_role("link", name="Open the debrief").first).to_be_visible()
    expect(aiko.get_by_role("link", name="Open the debrief").first).to_be_visible()
    aiko.get_by_role("link", name="Open the debrief").first.click()
    expect(aiko.get_by_role("heading", name="North, table 1: what was really so")).to_be_visible()
    assert aiko.locator("caption", has_text="what would South have signed?").count() == 2
    aiko.get_by_role("link", name="Round by round").click()
    expect(aiko.get_by_role("heading", name="When it was really open")).to_be_visible()
    log_text = server.log.read_text()
    keys = [c["value"] for one in people.values() for c in one.context.cookies()]
    assert len(keys) >= len(people), "every browser has a key of its own"
    assert not [key for key in keys if key in log_text]
    assert not any(key in one.page.url for one in people.values() for key in keys)
    assert [person.failed for person in people.values()] == [[], [], [], []]


def test_the_server_comes_back_and_so_does_everybody(
    people: dict[str, Person], server: Any, start_server: Any, data: Path
) -> None:
    """After a kill the pages rebuild themselves where they were, and the clock rests."""
    code = set_up(people, server)
    for name in ("Aiko", "Ben"):
        join(people[name], code, name)
    people["teacher"].page.get_by_role("button", name="Begin").click()
    for name in ("Aiko", "Ben"):
        sit(people[name])
    people["Aiko"].page.locator(PRESS).click()
    expect(people["Aiko"].page.locator(PRESS)).to_be_disabled()
    server.process.kill()
    server.process.wait()
    port = int(server.url.rpartition(":")[2])
    start_server(*HOST, "127.0.0.1", port=port, CEASEFIRE_DATA=str(data))
    for name in ("Aiko", "Ben"):
        expect(people[name].page.locator(".classbar-what")).to_have_text(
            "The clock rests", timeout=60_000
        )
        ready(people[name].page)
    expect(people["Aiko"].page.locator(PRESS)).to_be_disabled()
    people["Ben"].page.locator(PRESS).click()
    people["teacher"].page.reload()
    people["teacher"].page.get_by_role("button", name="Go on").first.click()
    for name in ("Aiko", "Ben"):
        people[name].page.wait_for_function(
            "document.querySelector('.screen.game').__vue__.s.stage === 'answers'"
        )


def test_an_event_that_the_teacher_brings_on(people: dict[str, Person], server: Any) -> None:
    """Chosen on the desk, it comes in the next round, and a student reads of it."""
    code = set_up(people, server, "portsmouth-1905")
    join(people["Aiko"], code, "Aiko")
    desk, aiko = people["teacher"].page, people["Aiko"].page
    desk.get_by_role("button", name="Begin").click()
    sit(people["Aiko"])
    everywhere = desk.locator(".card.all")
    everywhere.get_by_label("An event at all tables").select_option("council")
    expect(everywhere).to_contain_text("It changes: discontent at home of Japan +75 of 100.")
    everywhere.get_by_role("button", name="Bring it on").click()
    expect(desk.locator(".brought")).to_contain_text("Comes in round 2")
    expect(everywhere.get_by_label("An event at all tables")).to_have_count(0)
    for after in ("1-answers", "2-moves"):
        aiko.locator(PRESS).click()
        if after == "2-moves":
            answer(people["Aiko"])
        aiko.wait_for_function(
            "after => document.querySelector('.screen.game').__vue__.s.key === after", arg=after
        )
    expect(aiko.get_by_text("A council in Tokyo").first).to_be_visible()
    expect(desk.locator(".brought")).to_contain_text("Brought on by you in round 2")
    assert [person.failed for person in people.values()] == [[], [], [], []]
