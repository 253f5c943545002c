"""A person plays, watches and looks back, by clicking alone."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from at_the_table import KEY, press, sit_down
from playwright.sync_api import Page, expect

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def test_a_whole_game_by_clicking(page: Page, app: Any) -> None:
    """From the first page to the debrief: propose, answer, end, and look back."""
    sit_down(page, app.url, "ukraine-2022", "ukraine", 7)
    expect(page.get_by_role("heading", name="You speak for Ukraine")).to_be_visible()
    propose(page)
    assert press(page) == "1-answers"
    expect(page.get_by_text("Ukraine proposes terms.").first).to_be_visible()
    presses = 1
    while page.locator(".press button.main-button").count():
        press(page)
        presses += 1
        assert presses < 200
    page.get_by_role("link", name="Open the debrief").first.click()
    debriefed(page)
    looked_back(page)
    told_in_pictures(page)


def propose(page: Page) -> None:
    """Compose terms issue by issue and see at once what they are worth."""
    likeliest = page.locator(".composer-bar").get_by_role("button", name="Likeliest to pass")
    likeliest.click()
    before = page.locator(".worth").inner_text()
    page.locator(".issue-head", has_text="Sanctions").click()
    page.locator(".issue-body").get_by_text("Full relief").click()
    expect(page.locator(".worth")).not_to_have_text(before)
    expect(page.get_by_label("Table a proposal this round")).to_be_checked()
    likeliest.click()
    page.get_by_label("Stand down").check()
    expect(page.locator(".press-summary")).to_contain_text("Stand down")
    expect(page.locator(".press-summary")).to_contain_text("a proposal worth")


def debriefed(page: Page) -> None:
    """The truth is there: the true window, belief against truth, the cost, the record."""
    for heading in (
        "When it was really open",
        "The plane, with nothing hidden",
        "What you believed, what it was, what the error cost",
        "Each time a window was open",
        "Terms, for everybody",
        "To think about",
    ):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_text("true minimum").first).to_be_visible()
    page.locator("#round-slider").fill("2")
    page.wait_for_function(
        "JSON.parse(document.querySelector('.debrief').__vue__.scene).round === 2"
    )
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the record").click()
    record = json.loads(saved.value.path().read_text())
    assert record["scenario"]["id"] == "ukraine-2022"
    assert record["seed"] == 7


def told_in_pictures(page: Page) -> None:
    """Five drawings with captions, saved as a page, as a drawing, and as a painted picture."""
    story = page.locator(".story")
    expect(story.locator("figure svg")).to_have_count(5)
    expect(story.locator("figcaption").first).to_contain_text("In round 1 Russia needed")
    for button, start in (
        ("Save as a page", b"<!doctype html>"),
        ("Save as a drawing", b"<svg "),
        ("Save as a picture", b"\x89PNG"),
    ):
        with page.expect_download() as saved:
            story.get_by_text(button).click()
        assert saved.value.path().read_bytes().startswith(start)


def looked_back(page: Page) -> None:
    """The belief over the rounds, then and in hindsight, each with the truth; what was there; and
    the same of the other side: how one was seen."""
    expect(page.locator(".judged .fan svg")).to_have_count(4)
    for colour in "ab":
        expect(page.locator(f".judged .fan .series.{colour}")).to_have_count(2)
    expect(page.get_by_role("heading", name="How Russia saw you")).to_be_visible()
    own, seen = page.locator(".back").nth(0), page.locator(".back").nth(1)
    expect(own).to_contain_text("What you could have known of Russia")
    expect(seen).to_contain_text("What Russia could have known of Ukraine")
    for back in (own, seen):
        expect(back).to_contain_text("looking back from the end")
        expect(back.get_by_role("heading", name="Evidence that was there")).to_be_visible()


def test_a_saved_record_opens_again(page: Page, app: Any, tmp_path: Any) -> None:
    """What was saved from one game is opened as another, at the stage where it stopped."""
    sit_down(page, app.url, "lab", "north", 3)
    press(page)
    token = page.url.rsplit("/", 1)[1]
    saved = tmp_path / "game.json"
    saved.write_bytes(page.request.get(f"{app.url}/record/{token}").body())
    page.goto(app.url)
    page.locator("input[type=file]").set_input_files(str(saved))
    page.wait_for_url("**/game/**")
    page.wait_for_selector(".plane canvas")
    assert page.url.rsplit("/", 1)[1] != token
    assert page.evaluate(KEY) == "1-answers"


def test_what_is_no_record_is_refused_in_words(page: Page, app: Any, tmp_path: Any) -> None:
    """A wrong file leaves the first page as it was, with a sentence."""
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"format": "something else"}')
    page.goto(app.url)
    page.locator("input[type=file]").set_input_files(str(wrong))
    expect(page.get_by_role("alert")).to_contain_text("record")


def test_an_unfinished_game_is_on_the_shelf(page: Page, app: Any) -> None:
    """A game left in the middle continues from the first page, where it was."""
    sit_down(page, app.url, "lab", "south", 5)
    press(page)
    page.goto(app.url)
    page.get_by_role("link", name="Continue").first.click()
    page.wait_for_selector(".plane canvas")
    assert page.evaluate(KEY) == "1-answers"


def test_a_machine_game_is_watched(page: Page, app: Any) -> None:
    """Step, run, pause and rewind, with the true window on the screen."""
    page.goto(f"{app.url}/?scenario=ukraine-2022&seed=7")
    page.get_by_role("button", name="Watch machines play").click()
    expect(page.get_by_text("Referee’s view")).to_be_visible()
    page.wait_for_selector(".plane canvas")
    page.get_by_role("button", name="One round on").click()
    expect(page.get_by_text("Round 2 of 72")).to_be_visible()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("Round 4 of 72")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    page.locator("input[type=range]").fill("1")
    expect(page.get_by_text("Round 1 of 72")).to_be_visible()
    expect(page.get_by_text("true minimum").first).to_be_visible()


def test_stepping_into_the_others_shoes(page: Page, app: Any) -> None:
    """The panel of any other party comes when asked for, and its examples can be composed from."""
    sit_down(page, app.url, "ukraine-2022", "ukraine", 7)
    shoes = page.locator(".shoes")
    expect(shoes).to_contain_text("from the chair of Russia")
    shoes.get_by_role("button", name="Japan").click()
    expect(shoes).to_contain_text("from the chair of Japan")
    expect(shoes).to_contain_text("How they see you")
    expect(shoes).to_contain_text("where your minimum really lies")
    shoes.get_by_role("button", name="Terms worth").first.click()
    expect(page.get_by_label("Table a proposal this round")).to_be_checked()


def test_what_moved_an_estimate_is_on_the_screen(page: Page, app: Any) -> None:
    """After a round the fan has two rounds, and a clue says what moved it and by how much."""
    sit_down(page, app.url, "ukraine-2022", "ukraine", 7)
    fan = page.locator(".shoes .fan svg")
    expect(fan).to_have_attribute("aria-label", re.compile(r"Russia.*Round 1: between \d+ and"))
    press(page)
    press(page)
    expect(fan).to_have_attribute("aria-label", re.compile(r"Round 1: .* Round 2: "))
    clue = page.locator(".shoes .clue", has_text="Japan told you what its experts think").first
    expect(clue.locator("b")).to_contain_text(re.compile(r"[+−]\d+"))
    page.set_viewport_size(NARROW)
    fits(page)


@pytest.mark.parametrize("seat", ["russia", "nato", "us", "japan"])
def test_the_other_parties_play_too(page: Page, app: Any, seat: str) -> None:
    """Every seat has the acts of its role and can close a round."""
    sit_down(page, app.url, "ukraine-2022", seat, 11)
    assert press(page) == "1-answers"
    assert press(page) == "2-moves"


def test_a_fault_shows_no_traceback(page: Page, app: Any) -> None:
    """What no button would send ends in a sentence; the game is safe."""
    page.goto(f"{app.url}/?scenario=lab&seed=2")
    page.get_by_role("button", name="Watch machines play").click()
    page.wait_for_selector(".plane canvas")
    page.evaluate("document.querySelector('.watch').__vue__.control({what: 'nonsense'})")
    expect(page.get_by_role("status")).to_contain_text("Your game is safe")
    assert "Traceback" not in page.locator("body").inner_text()


def test_nothing_scrolls_sideways_on_a_phone(page: Page, app: Any) -> None:
    """At 390 pixels every page fits, and what one presses is large enough for a thumb."""
    page.set_viewport_size(NARROW)
    page.goto(f"{app.url}/?scenario=ukraine-2022&seed=9")
    page.wait_for_selector(".choice.party")
    fits(page)
    page.get_by_role("button", name="Read the briefing").click()
    expect(page.get_by_role("heading", name="For you alone")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="Take your seat").click()
    page.wait_for_selector(".plane canvas")
    fits(page)
    press(page)
    fits(page)


SMALL = """() => [...document.querySelectorAll(`.screen button, .screen a, .screen summary,
    .screen select, .screen label.choice, .screen label.option, .screen label.switch`)]
    .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)
    .map(e => e.outerHTML.slice(0, 120))"""


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(SMALL) == []


def test_the_page_can_be_read_by_a_machine(page: Page, app: Any) -> None:
    """A language, one first heading, named drawings, a live region, a theme that is kept."""
    sit_down(page, app.url, "lab", "north", 4)
    assert page.evaluate("document.documentElement.lang") == "en"
    expect(page.locator("h1")).to_have_count(1)
    names = page.evaluate("[...document.querySelectorAll('svg[role=img]')].map(e => e.ariaLabel)")
    assert len(names) > 5
    assert all(names)
    expect(page.locator("[aria-live=polite]").first).to_contain_text("Your moves.")
    theme = page.get_by_role("button", name=re.compile("colours", re.IGNORECASE))
    theme.click()
    theme.click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    page.wait_for_selector(".plane canvas")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
