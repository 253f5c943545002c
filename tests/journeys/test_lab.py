"""A person asks where windows open: ticks, watches the run, lands in one of its worlds."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from at_the_table import fits
from playwright.sync_api import Page, expect

PLAY = ("-c", "from ui.cli import main; main()", "play", "--no-browser", "--port", "{port}")
NORTH, SOUTH = "parties.north.war.optimism", "parties.south.war.optimism"


def choose(page: Page, address: str) -> Any:
    """Tick an address, and give back what is said of it among what was chosen."""
    page.get_by_label("Search addresses").fill(address)
    page.get_by_role("checkbox", name=address).check()
    return page.locator(".chosen", has_text=address)


def test_from_two_ticks_to_a_watched_world(
    start_server: Callable[..., Any], tab: Callable[[], Page], tmp_path: Path
) -> None:
    """Built, refused, put right, run; closed and restarted on the way; mapped and watched."""
    own = {"CEASEFIRE_DATA": str(tmp_path / "data"), "CEASEFIRE_INTERPRETED": "1"}
    server = start_server(*PLAY, **own)
    page = tab()
    page.goto(server.url)
    page.get_by_role("link", name="Sweeps", exact=True).click()
    build(page)
    page.get_by_role("button", name="Run it").click()
    page.wait_for_url(re.compile(r"/lab/[0-9a-f]{8}$"))
    address = page.url
    done = page.locator(".screen.run .facts b").first
    expect(done).not_to_have_text("0", timeout=600_000)
    expect(page.get_by_role("heading", name="Hope against hope")).to_be_visible()
    page.close()
    server.stop()
    port = int(server.url.rpartition(":")[2])
    again = start_server(*PLAY, port=port, **own)
    page = tab()
    page.goto(f"{again.url}/lab")
    run = page.locator(".runlist li", has_text="Hope against hope")
    expect(run).to_contain_text(re.compile(r"[1-9]\d* of 60 worlds"))
    run.get_by_role("link", name="Open").click()
    assert page.url == address
    explore(page)
    watch(page)


def build(page: Page) -> None:
    """Two numbers by five and four values; a wrong range is refused before anything runs."""
    # nothing is wrong yet with a form nobody has begun
    expect(page.locator(".taking")).to_contain_text("At least one number must vary.")
    expect(page.get_by_text("This spec cannot be run yet")).to_have_count(0)
    expect(page.get_by_role("button", name="Run it")).to_be_disabled()
    page.get_by_label("Title").fill("Hope against hope")
    page.get_by_label("Search addresses").fill("chance of its side's victory")
    expect(page.locator(".ticks li").filter(has_text=NORTH)).to_contain_text("(probability)")
    north = choose(page, NORTH)
    expect(north.locator(".meant")).to_have_text("its first chance of its side's victory")
    north.get_by_label("or these values").fill("0.3, 0.4, 0.5, 0.65, 0.8")
    south = choose(page, SOUTH)
    page.get_by_label("Levels of each").fill("4")
    page.get_by_label("Worlds at each point").fill("3")
    south.get_by_label("Low").fill("0.9")
    south.get_by_label("High").fill("0.2")
    refused = "found the range 0.9 to 0.2; allowed: low below high"
    expect(page.locator(".taking")).to_contain_text(refused)
    # said at its field too, and the field says so to whoever does not see it
    expect(south.locator(".caution")).to_contain_text(refused)
    expect(south.get_by_label("Low")).to_have_attribute("aria-invalid", "true")
    expect(north.locator(".caution")).to_have_count(0)
    expect(page.get_by_role("button", name="Run it")).to_be_disabled()
    south.get_by_label("Low").fill("0.3")
    south.get_by_label("High").fill("0.8")
    expect(page.locator(".taking .facts li").first).to_contain_text("60worlds")
    text = page.get_by_label("The spec in TOML").input_value()
    assert f'"{SOUTH}" = {{ low = 0.3, high = 0.8 }}' in text
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the spec").click()
    assert taken.value.suggested_filename == "hope-against-hope.toml"
    assert Path(taken.value.path()).read_text() == text
    # a few worlds are timed: it is said how long all will take, or that nobody knows
    expect(page.locator(".taking .facts")).not_to_contain_text("timing", timeout=120_000)
    page.set_viewport_size({"width": 390, "height": 844})
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def explore(page: Page) -> None:
    """Five maps of the same fields, each said in words for whoever does not see it; a brush."""
    maps = page.locator(".heat")
    expect(maps).to_have_count(5, timeout=900_000)
    expect(page.get_by_text("So far")).to_have_count(0, timeout=900_000)
    expect(maps.first.locator(".cell")).to_have_count(20)
    maps.first.locator("summary").click()
    expect(maps.first.locator("tbody tr")).to_have_count(4)
    page.set_viewport_size({"width": 390, "height": 844})
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("combobox", name="Across").select_option(SOUTH)
    expect(page.get_by_role("combobox", name="Upwards")).to_have_value(NORTH)
    expect(maps.first.locator("tbody tr")).to_have_count(5)
    drawing = page.locator(".parallel svg")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 4, box["y"] + 34)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 34, steps=3)
    page.mouse.up()
    expect(page.locator(".parallel .status")).to_contain_text("8 of 20 drawn points are kept")
    page.get_by_role("button", name="Keep all again").click()
    expect(page.locator(".parallel .status")).to_contain_text("20 of 20 drawn points are kept")


def watch(page: Page) -> None:
    """A field has three worlds; by keys as by a click; one of them opens as a game to watch."""
    cell = page.locator(".heat").first.locator(".cell").first
    cell.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    rows = page.locator(".worldlist li")
    expect(rows).to_have_count(3)
    page.locator(".heat").nth(2).locator(".cell").first.click()
    expect(page.get_by_text(f"{SOUTH} at 0.3, {NORTH} at 0.3", exact=True)).to_be_visible()
    page.get_by_role("button", name="Watch row 0").click()
    page.wait_for_url(re.compile(r"/watch/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator(".press .icon").last.click()
    expect(page.locator(".where-round")).to_contain_text(re.compile(r"\d"))
    # back where one left: the same map, the same field's worlds, the same row
    page.go_back()
    expect(rows).to_have_count(3)
    expect(page.get_by_role("button", name="Watch row 0")).to_be_focused()
    expect(page.get_by_role("button", name="Watch row 0")).to_be_in_viewport()
    expect(page.get_by_role("combobox", name="Across")).to_have_value(SOUTH)
