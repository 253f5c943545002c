"""A teacher who never wrote TOML makes a war of her own, breaks it, mends it, plays it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe
from at_the_table import fits
from injections import INJECTIONS
from playwright.sync_api import Page, expect

PLAY = ("-c", "from ui.cli import main; main()", "play", "--no-browser", "--port", "{port}")
SMALL = Path(__file__).parents[2] / "ui" / "workshop" / "blank.toml"
FINE, ONE = "No mistakes. Kept.", re.compile(r"^1 mistake\. Kept\.$")


def state(page: Page, said: Any) -> None:
    """The bar says so."""
    expect(page.locator(".bench-state")).to_have_text(said)


def text(page: Page) -> str:
    return page.get_by_label("The scenario in TOML").input_value()


def test_from_a_template_to_a_game(
    start_server: Callable[..., Any], tab: Callable[[], Page], tmp_path: Path
) -> None:
    """Begun, changed by the form, broken, mended, tried, found again, taken home, played."""
    own = {"CEASEFIRE_DATA": str(tmp_path / "data"), "CEASEFIRE_INTERPRETED": "1"}
    server = start_server(*PLAY, **own)
    page = tab()
    page.goto(server.url)
    page.get_by_role("link", name="Workshop", exact=True).click()
    page.get_by_role("button", name="Begin with A small war", exact=True).click()
    state(page, FINE)
    form_changes_the_text(page)
    broken_and_mended(page)
    plane_follows(page)
    # the program stops and starts again; the same address shows the same words
    kept, address = text(page), page.url
    page.close()
    server.stop()
    port = int(server.url.rpartition(":")[2])
    again = start_server(*PLAY, port=port, **own)
    page = tab()
    page.goto(f"{again.url}/workshop")
    page.get_by_role("link", name="Go on with The quarrel").click()
    assert page.url == address
    state(page, FINE)
    assert text(page) == kept
    page.reload()
    state(page, FINE)
    assert text(page) == kept
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the file").click()
    assert taken.value.suggested_filename == "my-small-war.toml"
    assert Path(taken.value.path()).read_text(encoding="utf-8") == kept
    tried(page)
    page.get_by_label("Your chair").select_option(label="Northland")
    page.get_by_role("button", name="Play this").click()
    page.wait_for_url("**/brief/*")
    expect(page.get_by_text("Hold the north.")).to_be_visible()
    page.get_by_role("link", name="Take your seat").click()
    expect(page.locator(".screen.game")).to_be_visible()
    page.goto(again.url)
    expect(page.locator(".shelf")).to_contain_text("The quarrel")


def form_changes_the_text(page: Page) -> None:
    """A title, a briefing, a range and a new wording; every remark stays, and undo leads back."""
    before = text(page)
    page.get_by_label("Title", exact=True).fill("The quarrel")
    page.get_by_label("Title", exact=True).press("Tab")
    expect(page.get_by_role("heading", level=1)).to_have_text("The quarrel")
    by_hand = before.replace('title = "A small war of my own"', 'title = "The quarrel"')
    assert text(page) == by_hand
    page.get_by_role("tab", name="Parties").click()
    page.get_by_label("Briefing for Northland alone").fill("Hold the north.")
    page.get_by_label("Hope to win at the start (0 to 1)").first.fill("0.55 – 0.75")
    page.get_by_label("Hope to win at the start (0 to 1)").first.press("Tab")
    expect(page.get_by_label("The scenario in TOML")).to_have_value(
        re.compile(r"optimism = \{ low = 0\.55, high = 0\.75 \}")
    )
    state(page, FINE)
    page.get_by_role("tab", name="Issues").click()
    page.get_by_role("button", name="Add a wording").first.click()
    expect(page.locator(".facts li").first).to_contain_text("15")
    assert tomllib.loads(text(page))["issues"]["island"]["options"]["option_5"]["values"]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".facts li").first).to_contain_text("12")
    page.get_by_role("button", name="Redo").click()
    expect(page.locator(".facts li").first).to_contain_text("15")
    page.get_by_role("button", name="Remove New wording").click()
    expect(page.locator(".facts li").first).to_contain_text("12")
    remarks = [line for line in before.split("\n") if "#" in line]
    assert [line for line in text(page).split("\n") if "#" in line] == remarks


def broken_and_mended(page: Page) -> None:
    """A wrong number leads to its field, half a line to its line; typing goes on meanwhile."""
    worth = page.get_by_label("Worth of It is held together to Northland")
    worth.fill("6")
    worth.press("Tab")
    state(page, ONE)
    told = page.locator(".mistake")
    expect(told).to_contain_text("issues.island.options.shared.values.first")
    expect(page.get_by_text("drawn from the last text without any")).to_be_visible()
    expect(page.get_by_role("button", name="Play this")).to_be_disabled()
    page.get_by_role("tab", name="About").click()
    told.click()
    expect(worth).to_be_focused()
    expect(worth).to_have_attribute("aria-invalid", "true")
    axe.check(page, "a draft with a mistake")
    worth.fill("0.6")
    worth.press("Tab")
    state(page, FINE)
    area = page.get_by_label("The scenario in TOML")
    whole = text(page)
    area.fill(whole.replace("rounds = 16", "rounds = "))
    state(page, ONE)
    line = whole[: whole.index("rounds = 16")].count("\n") + 1
    page.get_by_role("button", name=re.compile(rf"^Line {line} of the text")).click()
    expect(area).to_be_focused()
    assert area.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)") == "rounds = "
    page.keyboard.type("rounds = 18")
    state(page, FINE)
    assert text(page) == whole.replace("rounds = 16", "rounds = 18")


def plane_follows(page: Page) -> None:
    """Less hope for both, and the window that was shut at the start is open."""
    whole = text(page)
    first = page.locator(".plane-lines").first
    said = first.get_attribute("aria-label")
    area = page.get_by_label("The scenario in TOML")
    area.fill(whole.replace("victory = { low = 0.8, high = 1.0 }", "victory = 0.3"))
    state(page, FINE)
    expect(page.locator(".scene .moment.open")).to_be_visible()
    assert first.get_attribute("aria-label") != said
    expect(page.locator(".bench-halves .facts li").nth(1)).not_to_contain_text("0in the window")
    page.set_viewport_size({"width": 390, "height": 844})
    fits(page)
    axe.check(page, "a draft on a phone")
    page.set_viewport_size({"width": 1280, "height": 900})


def tried(page: Page) -> None:
    """Worlds are played beside the page, with how far they are; they can be cancelled."""
    part = page.locator(".tryout")
    part.get_by_role("button", name="Try 20 worlds").click()
    # they are played behind everything else on the machine
    told = re.compile(r"[1-9]\d* of 20 worlds|All 20")
    expect(part.get_by_role("status")).to_contain_text(told, timeout=300_000)
    expect(part.locator(".facts")).to_contain_text("a window opened")
    cancel = part.get_by_role("button", name="Cancel")
    if cancel.is_visible():
        cancel.click(timeout=5_000)
    expect(part.get_by_role("status")).to_contain_text(re.compile("Cancelled after|All 20 worlds"))
    expect(part.get_by_role("button", name="Try 20 worlds")).to_be_enabled()


def test_a_strangers_file_is_read_as_text(
    start_server: Callable[..., Any], tab: Callable[[], Page], tmp_path: Path
) -> None:
    """Scripts in every field show as letters; what is too long or no text is refused."""
    server = start_server(*PLAY, CEASEFIRE_DATA=str(tmp_path / "data"), CEASEFIRE_INTERPRETED="1")
    page = tab()
    page.goto(f"{server.url}/workshop")
    chooser = page.locator("input[type=file]")
    large = {"name": "x.toml", "mimeType": "text/plain", "buffer": b"#" * 250_001}
    chooser.set_input_files(large)
    expect(page.get_by_role("alert")).to_contain_text("too long")
    chooser.set_input_files({"name": "x.toml", "mimeType": "text/plain", "buffer": b"\xff\xfe\x00"})
    expect(page.get_by_role("alert")).to_contain_text("no text in UTF-8")
    axe.check(page, "the first page of the workshop")
    bad = SMALL.read_text(encoding="utf-8")
    for place, one in zip(
        ("A small war of my own", "Northland", "The land first", "Who holds the island",
         "It is held together", "Open to both, without tolls", "The author's judgement, adjustable",
         "Holds the north of the island."), INJECTIONS, strict=False,
    ):  # fmt: skip
        bad = bad.replace(f'"{place}"', f"'''{one}'''")
    file = {"name": "x.toml", "mimeType": "text/plain", "buffer": bad.encode()}
    chooser.set_input_files(file)
    state(page, FINE)
    expect(page.get_by_role("heading", level=1)).to_have_text(INJECTIONS[0])
    for name in ("Parties", "Issues", "Events", "Sources", "About"):
        page.get_by_role("tab", name=name).click()
    page.get_by_role("tab", name="Parties").click()
    expect(page.get_by_label("Name", exact=True).first).to_have_value(INJECTIONS[1])
    assert page.locator("main script, main img, main a[href^=java]").count() == 0
    page.get_by_role("button", name="Play this").click()
    page.wait_for_url("**/brief/*")
    expect(page.get_by_text(INJECTIONS[0]).first).to_be_visible()


def test_what_nobody_could_keep_is_in_the_browser(
    start_server: Callable[..., Any], tab: Callable[[], Page], tmp_path: Path
) -> None:
    """Typed while the program was gone: the browser holds it and shows it when that is back."""
    own = {"CEASEFIRE_DATA": str(tmp_path / "data"), "CEASEFIRE_INTERPRETED": "1"}
    server = start_server(*PLAY, **own)
    page = tab()
    page.goto(f"{server.url}/workshop")
    page.get_by_role("button", name="Begin with A small war", exact=True).click()
    state(page, FINE)
    address, whole = page.url, text(page)
    server.stop()
    page.get_by_label("The scenario in TOML").fill(f"# mine\n{whole}")
    page.wait_for_timeout(300)
    page.close()
    start_server(*PLAY, port=int(server.url.rpartition(":")[2]), **own)
    page = tab()
    page.goto(address)
    state(page, FINE)
    assert text(page) == f"# mine\n{whole}"
    expect(page.get_by_text("This browser held a newer text")).to_be_visible()
    page.reload()
    state(page, FINE)
    assert text(page) == f"# mine\n{whole}"


def test_two_tabs_do_not_write_over_each_other(
    start_server: Callable[..., Any], tab: Callable[[], Page], tmp_path: Path
) -> None:
    """The second is told, keeps what it shows, and chooses."""
    server = start_server(*PLAY, CEASEFIRE_DATA=str(tmp_path / "data"), CEASEFIRE_INTERPRETED="1")
    one, other = tab(), tab()
    one.goto(f"{server.url}/workshop")
    one.get_by_role("button", name="Begin with A small war", exact=True).click()
    state(one, FINE)
    other.goto(one.url)
    state(other, FINE)
    one.get_by_label("The scenario in TOML").fill(f"# one\n{text(one)}")
    state(one, FINE)
    other.get_by_label("The scenario in TOML").fill(f"# other\n{text(other)}")
    expect(other.get_by_role("alert")).to_contain_text("changed in another tab")
    assert text(other).startswith("# other")
    other.get_by_role("button", name="Keep the text of this tab").click()
    state(other, FINE)
    one.reload()
    state(one, FINE)
    assert text(one).startswith("# other")
