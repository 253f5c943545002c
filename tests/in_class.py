"""A lesson in real browsers: who is in it, and what they do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from at_the_table import PRESS, ready
from playwright.sync_api import Browser, BrowserContext, Page, expect

HOST = ("-c", "from ui.cli import main; main()", "host", "--port", "{port}", "--address")
PHONE = {"width": 390, "height": 844}


class Person:
    """Somebody with a browser of their own, and all it received."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        self.url = url
        self.context: BrowserContext = browser.new_context(**options)
        self.context.set_default_timeout(60_000)
        self.page: Page = self.context.new_page()
        self.received: list[str] = []
        self.failed: list[str] = []
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._frame))
        self.page.on("response", self._answer)
        self.page.on("pageerror", lambda error: self.failed.append(str(error)))

    def _frame(self, frame: Any) -> None:
        text = frame.decode("utf-8", "replace") if isinstance(frame, bytes) else str(frame)
        self.received.append(text)

    def _answer(self, response: Any) -> None:
        if not response.url.startswith(self.url):
            self.failed.append(f"foreign: {response.url}")
        kind = response.headers.get("content-type", "")
        if "text/html" in kind and response.status == 200:
            self.received.append(response.text())

    def all(self) -> str:
        return "\n".join([*self.received, self.page.content()])


def teachers_link(log: Path) -> str:
    return re.findall(r"(http\S+/teacher/key/\S+)", log.read_text())[-1]


def set_up(people: dict[str, Person], server: Any, scenario: str = "lab") -> str:
    """The teacher's link, the form, the code on the desk."""
    page = people["teacher"].page
    server.log.read_text()
    page.goto(teachers_link(server.log))
    page.get_by_role("button", name="To your classes").click()
    page.wait_for_url("**/teacher")
    page.select_option("select[name=scenario]", scenario)
    page.fill("input[name=students]", "4")
    page.click("summary")
    expect(page.locator(".seats:visible")).to_have_count(1)
    if scenario == "lab":
        expect(page.locator(".seats:visible")).to_contain_text("South")
        expect(page.locator("input[name=seats]:enabled")).to_have_count(2)
    page.fill("input[name=rounds]", "2")
    page.fill("input[name=seed]", "7")
    page.get_by_role("button", name="Open the door").click()
    return page.locator(".big-code").inner_text()


def join(person: Person, code: str, name: str) -> None:
    person.page.goto(f"{person.url}/join/{code}")
    person.page.fill("input[name=name]", name)
    person.page.get_by_role("button", name="Join").click()
    expect(person.page.get_by_role("heading", name=f"Welcome, {name}")).to_be_visible()


def sit(person: Person) -> None:
    person.page.wait_for_url("**/brief/**")
    person.page.get_by_role("link", name="Take your seat").click()
    ready(person.page)
    person.page.wait_for_selector(".classbar-pill")


def both_press(people: dict[str, Person], names: tuple[str, ...] = ("Aiko", "Ben")) -> None:
    for name in names:
        people[name].page.locator(PRESS).click()


def answer(person: Person) -> None:
    button = person.page.get_by_role("button", name="Keep my answer")
    button.click()
    expect(button).to_be_hidden()


def whole_round(people: dict[str, Person], after: str) -> None:
    both_press(people)
    for name in ("Aiko", "Ben"):
        people[name].page.wait_for_function(
            "document.querySelector('.screen.game').__vue__.s.stage === 'answers'"
        )
        # what was said of the last press is not said of this stage
        expect(people[name].page.locator(".status .notice")).to_be_hidden()
    both_press(people)
    for name in ("Aiko", "Ben"):
        answer(people[name])
    for name in ("Aiko", "Ben"):
        people[name].page.wait_for_function(
            "after => document.querySelector('.screen.game').__vue__.s.key === after", arg=after
        )
