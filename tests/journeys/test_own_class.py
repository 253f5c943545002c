"""A class on a scenario of the teacher's own, in real browsers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from at_the_table import PRESS, key
from in_class import Person, join, sit, teachers_link
from playwright.sync_api import expect

LAB = Path(__file__).parents[2] / "scenarios" / "lab" / "scenario.toml"


def test_a_teacher_brings_a_file_and_students_play_it(
    people: dict[str, Person], server: Any, tmp_path: Path
) -> None:
    """Mistakes first, then the mended file; the scenario on the seats is the file's."""
    text = LAB.read_text("utf-8").replace('id = "lab"', 'id = "our-war"', 1)
    text = re.sub(r'^title = ".*"$', 'title = "Our own war"', text, count=1, flags=re.MULTILINE)
    text += '\n[briefings]\npublic = "A war that the teacher wrote."\n'
    text += 'north = "For <b>North</b> alone."\nsouth = "For South alone."\n'
    broken, whole = tmp_path / "broken.toml", tmp_path / "whole.toml"
    broken.write_text(text.replace('unit = "', 'units = "', 1), "utf-8")
    whole.write_text(text, "utf-8")
    page = people["teacher"].page
    page.goto(teachers_link(server.log))
    page.get_by_role("button", name="To your classes").click()
    page.set_input_files("input[name=file]", broken)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("did you mean unit?")).to_be_visible()
    expect(page.get_by_role("button", name="Open the door")).to_have_count(0)
    page.get_by_role("link", name="Back").click()
    page.set_input_files("input[name=file]", whole)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("This is what was read")).to_be_visible()
    expect(page.get_by_text("No briefing is written")).to_have_count(0)
    page.click("summary")
    expect(page.locator("input[name=seats]:enabled")).to_have_count(2)
    page.fill("input[name=rounds]", "2")
    page.get_by_role("button", name="Open the door").click()
    code = page.locator(".big-code").inner_text()
    for name in ("Aiko", "Ben"):
        join(people[name], code, name)
    page.get_by_role("button", name="Begin").click()
    aiko = people["Aiko"].page
    aiko.wait_for_url("**/brief/**")
    expect(aiko.get_by_text("A war that the teacher wrote.")).to_be_visible()
    expect(aiko.get_by_text("For South alone.")).to_have_count(0)
    for name in ("Aiko", "Ben"):
        sit(people[name])
        people[name].page.locator(PRESS).click()
    for name in ("Aiko", "Ben"):
        people[name].page.wait_for_function(
            "document.querySelector('.screen.game').__vue__.s.stage === 'answers'"
        )
    assert key(aiko) == "1-answers"
    assert [person.failed for person in people.values()] == [[], [], [], []]
