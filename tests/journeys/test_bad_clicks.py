"""Double clicks, reloads and late presses lose nothing, and say what happened."""

from __future__ import annotations

from typing import Any

import pytest
from at_the_table import KEY, PRESS, key, moved, press, ready, sit_down
from playwright.sync_api import Browser, Page, expect

LATE = """([round, stage]) => document.querySelector('.screen.game').__vue__.act(
    {press: 'a-press-of-its-own', round, stage, loss: false, act: {}})"""


@pytest.fixture
def page(browser: Browser) -> Any:
    context = browser.new_context()
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def seated(page: Page, app: Any) -> Page:
    """Somebody who has just sat down in the laboratory's north."""
    sit_down(page, app.url, "lab", "north", 8)
    return page


def test_a_double_click_is_one_press(seated: Page) -> None:
    """Two clicks as fast as a hand can do play one stage."""
    seated.locator(PRESS).dblclick()
    moved(seated, "1-moves")
    seated.wait_for_timeout(1000)
    assert key(seated) == "1-answers"


def test_many_clicks_at_once_are_one_press(seated: Page) -> None:
    """Twenty clicks before the first answer play one stage, and the page still works."""
    seated.evaluate(f"for (let i = 0; i < 20; i++) document.querySelector('{PRESS}').click()")
    moved(seated, "1-moves")
    seated.wait_for_timeout(1000)
    assert key(seated) == "1-answers"
    assert press(seated) == "2-moves"


def test_a_reload_in_the_middle_of_a_round_keeps_what_was_composed(seated: Page) -> None:
    """Posture, terms and the decision to propose are there again."""
    seated.get_by_label("Table a proposal this round").check()
    seated.locator(".composer-bar").get_by_role("button", name="Start empty").click()
    seated.get_by_label("Attack").check()
    terms = seated.locator(".issue-choice").all_inner_texts()
    seated.wait_for_timeout(1000)
    seated.reload()
    ready(seated)
    assert key(seated) == "1-moves"
    expect(seated.get_by_label("Attack")).to_be_checked()
    expect(seated.get_by_label("Table a proposal this round")).to_be_checked()
    assert seated.locator(".issue-choice").all_inner_texts() == terms


def test_a_reload_while_the_press_is_on_its_way_loses_nothing(seated: Page) -> None:
    """The stage is played once, or not at all and can be pressed again."""
    seated.locator(PRESS).click(no_wait_after=True)
    seated.reload()
    ready(seated)
    assert key(seated) in ("1-moves", "1-answers")
    while key(seated) != "2-moves":
        press(seated)


def test_an_act_for_a_closed_round_says_so(seated: Page) -> None:
    """A second tab that lags behind hears where the game stands; nothing is played twice."""
    press(seated)
    seated.evaluate("document.querySelector('.screen.game').__vue__.pressed = 'a-press-of-its-own'")
    seated.evaluate(LATE, [1, "moves"])
    expect(seated.locator(".notice")).to_contain_text("round 1")
    assert key(seated) == "1-answers"


def test_two_tabs_of_one_seat_show_one_game(seated: Page) -> None:
    """What is pressed in one tab moves the other one too."""
    second = seated.context.new_page()
    second.goto(seated.url)
    ready(second)
    press(seated)
    second.wait_for_function(f"{KEY} === '1-answers'")
    press(second)
    seated.wait_for_function(f"{KEY} === '2-moves'")


def test_signing_below_ones_minimum_asks_first(seated: Page) -> None:
    """The loss is shown; going back plays nothing, meaning it does."""
    page = seated
    page.evaluate("""() => { const vm = document.querySelector('.screen.game').__vue__
        vm.load(vm.t.own.values.indexOf(Math.min(...vm.t.own.values))) }""")
    page.locator(PRESS).click()
    dialog = page.get_by_role("dialog", name="Sign below your own minimum?")
    expect(dialog).to_contain_text("below your minimum")
    page.get_by_role("button", name="Go back").click()
    expect(dialog).not_to_be_visible()
    assert key(page) == "1-moves"
    page.locator(PRESS).click()
    page.get_by_role("button", name="Yes, I mean it").click()
    moved(page, "1-moves")


def test_an_address_of_no_game_says_so(page: Page, app: Any) -> None:
    """A deleted or mistyped game gets a sentence and a way home."""
    page.goto(f"{app.url}/game/no-such-token")
    expect(page.get_by_role("heading", name="This game is not on this shelf")).to_be_visible()
    page.get_by_role("link", name="All games").click()
    expect(page.get_by_role("heading", name="Choose a conflict")).to_be_visible()


def test_a_seed_that_is_no_number_cannot_be_sent(page: Page, app: Any) -> None:
    """The field says what it takes before anything is begun."""
    page.goto(f"{app.url}/?scenario=lab")
    page.get_by_label("Number of the world").fill("seven")
    expect(page.get_by_text("A whole number of at most 15 digits, please.")).to_be_visible()
    expect(page.get_by_role("button", name="Read the briefing")).to_be_disabled()
