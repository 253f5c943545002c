"""A whole game by keys alone: from the first page to the end of the debrief, and a branch of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from at_the_table import KEY, key, moved, ready
from by_keys import Keys
from playwright.sync_api import Browser, Page, expect

WIDE = {"width": 1280, "height": 900}
BAD = """<!doctype html><html lang="en"><title>Bad</title><main class="card">
<style>:focus { outline: 3px solid } #bare:focus { outline: none }</style>
<button>First</button><button id="bare">Bare</button>
<div style="display: flex; flex-direction: column-reverse"><button>Low</button><button>High</button>
</div><button onclick="this.disabled = true">Gone</button></main></html>"""

SETTLED = """() => {
  const now = document.documentElement.scrollHeight + ' ' + scrollY
  const before = window.keptBefore
  window.keptBefore = now
  return now === before
}"""


def test_the_keys_find_what_is_wrong(browser: Browser) -> None:
    """No ring, a way that goes up, a focus that is lost: each is told; and what is not there."""
    page = browser.new_page(viewport=WIDE)
    page.set_content(BAD)
    keys = Keys(page)
    keys.to("Gone")
    keys.press("Enter")
    keys.held("pressing what goes", patience=200)
    assert [told.partition(": ")[2] for told in keys.found] == [
        "nobody sees the focus on button “Bare”",
        "Tab goes up from “Low” to button “High”",
        "the focus is nowhere",
    ]
    with pytest.raises(AssertionError, match="No way by Tab to 'Nothing'"):
        keys.to("Nothing")
    page.close()


def test_a_game_without_a_mouse(browser: Browser, app: Any, traffic: Any) -> None:
    """Choose, read, compose, propose, look, ask, answer, end, look back, and go on otherwise."""
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    traffic.watch(context)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    keys = Keys(page)
    page.goto(app.url)
    choose(page, keys)
    brief(page, keys)
    first_round(page, keys)
    second_round(page, keys)
    to_the_end(page, keys)
    look_back(page, keys)
    branch(page, keys)
    assert keys.found == [], "\n".join(keys.found)
    assert traffic.foreign == []
    context.close()


def choose(page: Page, keys: Keys) -> None:
    """A scenario by its card, a side, and a world's number, in the order in which they stand."""
    expect(page.get_by_role("button", name="Read the briefing")).to_be_visible()
    keys.to("Ukraine and Russia|.*72 rounds", role="radio")
    for _ in range(20):
        if page.locator(".case input[value=portsmouth-first]").is_checked():
            break
        keys.press("ArrowUp")
    keys.held("choosing a scenario")
    expect(page.get_by_role("heading", name="Portsmouth, the last three days")).to_be_visible()
    keys.to("Japan|Russia", role="radio", within=".choice.party")
    keys.press("ArrowDown")
    expect(page.locator(".choice.party input[value=russia]")).to_be_checked()
    keys.press("ArrowUp")
    expect(page.locator(".choice.party input[value=japan]")).to_be_checked()
    keys.to("Number of the world")
    page.keyboard.type("7")
    keys.to("Read the briefing", role="button")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="For you alone")).to_be_visible()


def brief(page: Page, keys: Keys) -> None:
    """The briefing's only way on is reached, and pressed."""
    keys.to("Take your seat", role="a")
    keys.press("Enter")
    ready(page)


def pressed(page: Page, keys: Keys, button: str) -> None:
    """The main button by Tab and Enter; the focus stays, and the page says it."""
    before = key(page)
    keys.to(button, role="button", back=True)
    keys.press("Enter")
    confirm = page.locator("dialog.confirm[open]")
    page.wait_for_function(
        f"before => {KEY} !== before || document.querySelector('dialog.confirm[open]')", arg=before
    )
    if confirm.count():
        keys.to("Yes, I mean it", role="button")
        keys.press("Enter")
    moved(page, before)
    keys.held(f"after {button}")


def first_round(page: Page, keys: Keys) -> None:
    """By the jump to the moves: terms, the proposal, a posture, a statement; then the answers."""
    keys.to("Your moves|Moves|Proposal", role="button", within="nav.jump")
    keys.press("Enter")
    keys.held("jumping to the moves")
    keys.to("Table a proposal", role="checkbox")
    keys.press("Space")
    expect(page.get_by_label("Table a proposal this round")).to_be_checked()
    keys.to("Likeliest to pass", role="button", within=".composer-bar")
    keys.press("Enter")
    keys.held("taking what is likeliest to pass")
    keys.to("Money", role="button", within=".issue")
    if page.evaluate("document.activeElement.getAttribute('aria-expanded')") != "true":
        keys.press("Enter")
    keys.held("opening an issue")
    worth = page.locator(".worth").inner_text()
    keys.to("", role="radio", within=".issue-body")
    demand = page.locator(".issue-body label", has_text="The costs of the war").locator("input")
    for _ in range(8):
        if demand.is_checked():
            break
        keys.press("ArrowDown")
    expect(page.locator(".worth")).not_to_have_text(worth)
    keys.held("choosing an option")
    keys.to("", role="radio", within="[aria-labelledby=act-posture]")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.to("A statement|Say something|.*statement", role="summary")
    keys.press("Enter")
    keys.to("", role="select", within="details.act")
    keys.press("ArrowDown")
    keys.held("choosing a statement")
    pressed(page, keys, "Reveal moves")
    assert key(page) == "1-answers"
    pressed(page, keys, "Close the round")


def second_round(page: Page, keys: Keys) -> None:
    """The plane by arrows, the other's shoes, a hint and its reason, a word, the help."""
    assert key(page) == "2-moves"
    keys.to("", within=".plane-area")
    spoken = page.locator(".plane .unseen")
    keys.press("Home")
    expect(spoken).to_contain_text("to Japan")
    first = spoken.inner_text()
    keys.press("ArrowLeft")
    expect(spoken).not_to_have_text(first)
    keys.press("Enter")
    keys.to("", role="slider", within=".plane-grip")
    keys.press("PageDown")
    expect(page.locator(".whatif.on")).to_be_visible()
    keys.to("Back to what is", role="button")
    keys.press("Enter")
    keys.held("going back to what is")
    keys.to("Terms worth", role="button", within=".shoes")
    keys.press("Enter")
    keys.held("taking terms from the other's shoes")
    expect(page.get_by_label("Table a proposal this round")).to_be_checked()
    keys.to("Hint", role="button", back=True)
    keys.press("Enter")
    expect(page.locator(".adviser .advice").first).to_contain_text("Why these")
    keys.held("asking for a hint")
    keys.to("", role="button", within=".term")
    keys.press("Enter")
    expect(page.locator(".term-text")).to_be_visible()
    keys.press("Escape")
    expect(page.locator(".term-text")).to_have_count(0)
    keys.held("reading a word")
    keys.press("?")
    expect(page.get_by_role("dialog", name="Words")).to_be_visible()
    keys.to("Close", role="button")
    keys.press("Enter")
    keys.held("closing the help")
    pressed(page, keys, "Reveal moves")
    if page.locator(".answers .offer").count():
        keys.to("", role="radio", within=".answers")
        keys.press("ArrowUp")
        keys.held("answering")
        keys.press("ArrowDown")
    pressed(page, keys, "Close the round")


def to_the_end(page: Page, keys: Keys) -> None:
    """The rest by the key that presses the main button, wherever one is; then the way on."""
    for _ in range(20):
        if key(page).endswith("over"):
            break
        before = key(page)
        keys.press("Control+Enter")
        moved(page, before)
    expect(page.locator(".finale")).to_be_visible()
    keys.held("the end")
    keys.to("Open the debrief", role="a")
    keys.press("Enter")


def laid(page: Page) -> None:
    """Until a debrief is there with all that is worked out beside it.

    That comes in above what follows; and to a page one comes back to, the browser itself scrolls
    to where one was, over whatever has the focus.
    """
    expect(page.locator(".five svg")).to_have_count(5)
    expect(page.locator(".judged .fan svg")).to_have_count(4)
    expect(page.locator(".back[aria-busy=false]")).to_have_count(2)
    page.wait_for_function(SETTLED, polling=500)


def look_back(page: Page, keys: Keys) -> None:
    """The timeline by arrows, the true plane, the story saved, everything else reached by Tab."""
    laid(page)
    keys.to("The round shown", role="slider")
    keys.press("Home")
    expect(page.locator(".moment")).to_contain_text("Round 1:")
    keys.press("End")
    expect(page.locator(".moment")).to_contain_text(re.compile("Round [123]:"))
    keys.held("scrubbing")
    keys.to("", within=".plane-area")
    keys.press("Home")
    expect(page.locator(".plane .unseen")).to_contain_text("to Japan")
    keys.to("Save as a page", role="a", back=True)
    with page.expect_download() as saved:
        keys.press("Enter")
    assert saved.value.path().read_bytes().startswith(b"<!doctype html>")


def branch(page: Page, keys: Keys) -> None:
    """Another way from the first round, to a game of its own; and both laid side by side."""
    keys.to("From the beginning of", role="select")
    keys.to("Go on from here", role="button")
    keys.press("Enter")
    page.wait_for_url("**/game/**")
    page.wait_for_function("document.querySelector('.press button.main-button')")
    assert key(page) == "1-moves"
    page.go_back()
    laid(page)
    keys.to("Compare the branches", role="a")
    keys.press("Enter")
    expect(page.locator(".compare .columns .card")).to_have_count(2)
    keys.to("", role="a", within="main")
