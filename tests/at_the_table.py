"""What journeys do at a table: sit down, press, and see where the game stands."""

from __future__ import annotations

from playwright.sync_api import Page, expect

PRESS = ".press button.main-button"
KEY = "document.querySelector('.screen.game').__vue__.s.key"


def sit_down(page: Page, url: str, scenario: str, seat: str, seed: int) -> None:
    """From the first page through the briefing to the screen one plays on."""
    page.goto(f"{url}/?scenario={scenario}&seed={seed}")
    page.locator(f".choice.party input[value={seat}]").check()
    page.get_by_role("button", name="Read the briefing").click()
    expect(page.get_by_role("heading", name="For you alone")).to_be_visible()
    page.get_by_role("link", name="Take your seat").click()
    ready(page)


def ready(page: Page) -> None:
    """Wait until the screen has its state and its tables."""
    page.wait_for_selector(".plane canvas")


def key(page: Page) -> str:
    """The stage on the screen, such as `3-moves`."""
    return str(page.evaluate(KEY))


def press(page: Page) -> str:
    """Press the main button, and wait until the screen has moved on; where it stands then."""
    before = key(page)
    page.locator(PRESS).click()
    confirm = page.get_by_role("button", name="Yes, I mean it")
    if confirm.is_visible():
        confirm.click()
    moved(page, before)
    return key(page)


def moved(page: Page, before: str) -> None:
    """Wait until the screen shows another stage, and can be pressed again."""
    page.wait_for_function(
        "before => { const vm = document.querySelector('.screen.game').__vue__; "
        "return vm.s.key !== before && !vm.busy }",
        arg=before,
    )


def play_on(page: Page, most: int) -> None:
    """Ask each round for what is likeliest to pass, to the end, in so many presses at the most."""
    for _ in range(most):
        if not page.locator(PRESS).count():
            return
        if "moves" in key(page):
            page.locator(".composer-bar").get_by_role("button", name="Likeliest to pass").click()
        press(page)
    assert not page.locator(PRESS).count()


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
