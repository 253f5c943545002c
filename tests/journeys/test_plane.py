"""The plane, the timeline and the keys, as a person uses them."""

from __future__ import annotations

import re
from typing import Any

import axe
from at_the_table import press, sit_down
from playwright.sync_api import Page, expect

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PLANE = "document.querySelector('.plane').__vue__"
BEST = (
    "() => { const p = "
    + PLANE
    + """
  const b = p.$refs.area.getBoundingClientRect(), n = p.plane.likeliest
  return [b.left + p.px[n], b.top + p.py[n]] }"""
)


def test_pointing_at_a_dot_tells_its_terms(page: Page, app: Any) -> None:
    """Worth to both, what the tone means, every issue it addresses; gone when one leaves."""
    sit_down(page, app.url, "portsmouth-1905", "japan", 3)
    page.locator(".plane-area").scroll_into_view_if_needed()
    x, y = page.evaluate(BEST)
    page.mouse.move(x, y)
    tip = page.locator(".plane-tip")
    expect(tip).to_contain_text(re.compile(r"Worth −?\d+ to Japan, −?\d+ to Russia"))
    expect(tip.locator("li").first).to_contain_text(":")
    page.mouse.move(5, 5)
    expect(tip).to_have_count(0)


def test_dots_are_reached_without_a_mouse(page: Page, app: Any) -> None:
    """Arrow keys go from dot to dot, each is spoken, Enter keeps it for the composer."""
    sit_down(page, app.url, "portsmouth-1905", "japan", 3)
    area, spoken = page.locator(".plane-area"), page.locator(".plane .unseen")
    area.focus()
    page.keyboard.press("Home")
    expect(spoken).to_contain_text("to Japan")
    first = spoken.inner_text()
    page.keyboard.press("ArrowLeft")
    expect(spoken).not_to_have_text(first)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.evaluate(PLANE + ".near") is None
    assert page.evaluate(PLANE + ".pinned") is not None


def test_a_what_if_changes_the_picture_alone(page: Page, app: Any) -> None:
    """A handle is dragged or moved by keys; the count follows, no word goes to the server."""
    sent: list[Any] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    sit_down(page, app.url, "portsmouth-1905", "japan", 3)
    page.wait_for_timeout(1500)
    assert sent
    sent.clear()
    before = page.locator(".worth").inner_text()
    own, other = page.locator(".plane-grip").nth(0), page.locator(".plane-grip").nth(1)
    own.scroll_into_view_if_needed()
    box = own.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 150, box["y"], steps=4)
    page.mouse.up()
    told = page.locator(".whatif")
    expect(told).to_contain_text("What if your minimum were")
    expect(told).to_contain_text("Nothing is sent")
    other.focus()
    for _ in range(4):
        page.keyboard.press("PageDown")
    expect(told).to_contain_text("and Russia needed")
    count = int(re.search(r": ([\d,]+) of", told.inner_text())[1].replace(",", ""))  # type: ignore[index]
    inside = page.evaluate(
        "() => { const p = " + PLANE + "; const l = p.limits;"
        " return p.plane.xs.filter("
        "(x, n) => x >= l.x && p.plane.ys[n] >= l.y && !p.barred[n]).length }"
    )
    assert count == inside > 0
    assert page.evaluate(PLANE + ".plane.x.line") > page.evaluate(PLANE + ".limits.x")
    assert page.locator(".worth").inner_text() == before
    assert sent == []
    told.get_by_role("button", name="Back to what is").click()
    expect(told).to_contain_text("Drag a round handle")


def test_a_supposition_ends_with_its_stage(page: Page, app: Any) -> None:
    """After a press the plane shows what is."""
    sit_down(page, app.url, "lab", "north", 3)
    page.locator(".plane-grip").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".whatif.on")).to_be_visible()
    press(page)
    expect(page.locator(".whatif.on")).to_have_count(0)


def test_a_game_is_scrubbed_by_keyboard(page: Page, app: Any) -> None:
    """In the debrief every panel follows the round; a window that opens is an event."""
    sit_down(page, app.url, "portsmouth-1905", "japan", 3)
    while page.locator(".press button.main-button").count():
        press(page)
    page.get_by_role("link", name="Open the debrief").first.click()
    track = page.get_by_role("slider", name="The round shown")
    expect(page.locator(".judged .fan svg").first).to_be_visible()
    track.focus()
    page.keyboard.press("Home")
    moment = page.locator(".moment")
    expect(moment).to_contain_text("Round 1: no window")
    for n in (2, 3):
        page.keyboard.press("ArrowRight")
        expect(moment).to_contain_text(f"Round {n}: no window")
    page.keyboard.press("ArrowRight")
    expect(moment).to_contain_text("Round 4: a window opens")
    expect(page.locator(".plane-opening")).to_have_count(1)
    expect(track).to_have_attribute("aria-valuetext", "Round 4: a window was open")
    dead = page.locator(".multiple", has_text="Military dead").locator(".now")
    assert page.locator("#round-slider").input_value() == "4"
    then = dead.inner_text()
    page.keyboard.press("End")
    expect(track).to_have_attribute("aria-valuenow", "12")
    expect(dead).not_to_have_text(then)
    box = track.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 8, box["y"] + 40, steps=6)
    page.mouse.up()
    expect(moment).to_contain_text("Round 1:")


def test_a_watched_game_is_scrubbed_too(page: Page, app: Any) -> None:
    """Rounds that were played come back by keys on the timeline, and go on by the page's keys."""
    page.goto(f"{app.url}/?scenario=portsmouth-1905&seed=3")
    page.get_by_role("button", name="Watch machines play").click()
    moment = page.locator(".moment")
    expect(moment).to_contain_text("Round 1: no window")
    for n in (2, 3, 4):
        page.keyboard.press("ArrowRight")
        expect(moment).to_contain_text(f"Round {n}:")
    expect(moment).to_contain_text("a window opens")
    track = page.get_by_role("slider", name="The round shown")
    track.focus()
    page.keyboard.press("Home")
    expect(moment).to_contain_text("Round 1: no window")
    page.keyboard.press("End")
    expect(moment).to_contain_text("Round 4:")
    expect(page.get_by_text("Round 4 of 12")).to_be_visible()


def test_keys_press_what_they_say(page: Page, app: Any) -> None:
    """A question mark lists them; they can be turned off; writing is never a key press."""
    sit_down(page, app.url, "lab", "north", 3)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Words")
    expect(keys).to_contain_text("Ctrl + Enter")
    expect(keys).to_contain_text("Reveal moves")
    keys.get_by_role("button", name="Close").click()
    theme = "document.documentElement.dataset.theme + ceasefire.variant()"
    before = page.evaluate(theme)
    page.keyboard.press("t")
    assert page.evaluate(theme) != before
    page.keyboard.press("?")
    keys.get_by_label("Single keys press buttons").uncheck()
    keys.get_by_role("button", name="Close").click()
    before = page.evaluate(theme)
    page.keyboard.press("t")
    assert page.evaluate(theme) == before
    page.keyboard.press("Control+Enter")
    page.wait_for_function("document.querySelector('.screen.game').__vue__.s.key === '1-answers'")


def test_the_line_of_contact_says_that_it_is_no_map(page: Page, app: Any) -> None:
    """A hundred shares and who holds them, with a text equivalent; none where no line moves."""
    page.set_viewport_size(NARROW)
    sit_down(page, app.url, "minsk-2015", "ukraine", 3)
    front = page.locator(".front")
    expect(front.get_by_role("heading")).to_have_text("The line of contact: a schematic, not a map")
    expect(front.locator("rect.share")).to_have_count(100)
    held = front.locator("svg").get_attribute("aria-label") or ""
    assert "of 100 equal shares of the contested land" in held
    assert held in front.inner_text().replace("\n", " ")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sit_down(page, app.url, "lab", "north", 3)
    expect(page.locator(".front")).to_have_count(0)


def test_every_part_of_it_is_open_to_everybody(page: Page, app: Any) -> None:
    """The checker finds nothing bad in the game with a what-if, in watching, in the debrief."""
    sit_down(page, app.url, "portsmouth-1905", "japan", 3)
    page.locator(".plane-grip").first.focus()
    page.keyboard.press("ArrowLeft")
    found = axe.wrong(page, "the game with a what-if")
    while page.locator(".press button.main-button").count():
        press(page)
    page.get_by_role("link", name="Open the debrief").first.click()
    expect(page.locator(".judged .fan svg").first).to_be_visible()
    expect(page.locator(".five svg")).to_have_count(5)
    found += axe.wrong(page, "the debrief")
    page.goto(f"{app.url}/?scenario=minsk-2015&seed=3")
    page.get_by_role("button", name="Watch machines play").click()
    page.wait_for_selector(".front")
    found += axe.wrong(page, "watching")
    assert found == []
