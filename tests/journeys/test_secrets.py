"""What belongs to one seat never reaches another seat's browser.

Two people play the two belligerents of one game, each in a browser of their
own. Everything either browser receives is kept, and searched for the secrets
of the others: reservation points and estimates of every round, drawn numbers, profiles.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from at_the_table import PRESS, key, moved, ready
from playwright.sync_api import Browser, BrowserContext, Page

import sim
from sim import fields
from ui.charts.happenings import of_round
from ui.store import Store
from ui.table import Table, Tables

PLAY = ("-c", "from ui.cli import main; main()", "play", "--no-browser", "--port", "{port}")
SIDES = ("russia", "ukraine")
ROUNDS = 3
DIGITS = 6
"""Digits of a number that make it unmistakable; the packed tables are searched for more."""


class Seated:
    """One person at the table: a browser context of their own, and all it received."""

    def __init__(self, browser: Browser, url: str, token: str) -> None:
        self.context: BrowserContext = browser.new_context()
        self.context.set_default_timeout(60_000)
        self.received: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("websocket", self._listen)
        self.page.on("response", self._read)
        self.page.goto(f"{url}/game/{token}")
        ready(self.page)

    def _listen(self, socket: Any) -> None:
        socket.on("framereceived", lambda frame: self.received.append(_text(frame)))

    def _read(self, response: Any) -> None:
        if "text/html" in response.headers.get("content-type", ""):
            self.received.append(response.text())

    def all(self) -> str:
        """Everything that reached this browser, and what its page holds now."""
        return "\n".join([*self.received, self.page.content()])


def _text(frame: Any) -> str:
    """What a frame says, without the time of day that each message carries to the microsecond."""
    said = frame.decode("utf-8", "replace") if isinstance(frame, bytes) else str(frame)
    return re.sub(r'"\d{4}-\d\d-\d\dT[\d:.]*(?:Z|[+-][\d:]*)?"', '""', said)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def game(data: Path) -> dict[str, str]:
    """A game of two people on a shelf; its id and the tokens of its seats."""
    data.mkdir()
    store = Store(data / "games.sqlite3")
    table = Tables(store).new("ukraine-2022", 5, SIDES)
    found = {**table.listing.tokens, "id": table.id}
    store.close()
    return found


@pytest.fixture
def seated(
    start_server: Any, browser: Browser, data: Path, game: dict[str, str]
) -> Iterator[dict[str, Seated]]:
    server = start_server(*PLAY, CEASEFIRE_DATA=str(data))
    people = {side: Seated(browser, server.url, game[side]) for side in SIDES}
    yield people
    for person in people.values():
        person.context.close()


def close_stage(people: dict[str, Seated]) -> None:
    """Both press; the stage is played when the second has."""
    before = {side: key(person.page) for side, person in people.items()}
    for person in people.values():
        person.page.locator(PRESS).click()
    for side, person in people.items():
        moved(person.page, before[side])


def test_secrets_stay_with_their_seat(
    seated: dict[str, Seated], data: Path, game: dict[str, str]
) -> None:
    """After some rounds neither page nor traffic of one side holds a secret of the other."""
    for _ in range(2 * ROUNDS):
        close_stage(seated)
    for person in seated.values():
        wear_all(person.page)
    store = Store(data / "games.sqlite3")
    played = Table.resume(game["id"], store).game()
    store.close()
    assert played.round == ROUNDS + 1
    assert whispers(played, "russia"), "its adversary is told things"
    for side, person in seated.items():
        everything = person.all()
        assert len(everything) > 100_000
        other = next(one for one in SIDES if one != side)
        assert found(everything, secrets(played, side)), "the search finds what is there"
        assert found(everything, secrets(played, other)) == []
        assert game[other] not in everything
        assert [one for one in whispers(played, side) if one in everything] == []
        assert str(played.seed) + "," not in re.findall(r'"seed": ?(\d+,)', everything)


def wear_all(page: Page) -> None:
    """Step into everybody's shoes, with the belief over time and what moved it."""
    for chair in page.locator(".shoes .segmented button").all():
        chair.click()
        page.wait_for_selector(".shoes-body[aria-busy=false] .fan svg")


def whispers(played: sim.game.Game, side: str) -> list[str]:
    """What others told each other out of this seat's hearing, as it would read on a screen."""
    unheard = [e for e in played.events if e.audience is not None and side not in e.audience]
    heard = [event for event in played.events if event not in unheard]
    told = {
        line["text"]
        for event in unheard
        for line in of_round(played.scenario, [event], event.round)
    }
    open_ = {
        line["text"] for event in heard for line in of_round(played.scenario, [event], event.round)
    }
    return sorted(told - open_)


def secrets(played: sim.game.Game, party: str) -> dict[str, float]:
    """What only `party` may know: its minimum and estimate of every round, its drawn numbers."""
    place = list(played.scenario.parties).index(party)
    numbers = {f"minimum of round {m.round}": m.minimum[place] for m in played.log}
    for m in played.log:
        numbers |= {f"estimate {k} of round {m.round}": e for k, e in enumerate(m.estimates[place])}
    drawn = played.world.private.own[place]
    for row, field in enumerate(fields.PARTY):
        number = played.scenario.parties[party].numbers.get(field.name)
        if field.secret and number is not None and number.low < number.high:
            numbers[field.name] = float(drawn[row])
    return {name: value for name, value in numbers.items() if unmistakable(value)}


def unmistakable(value: float) -> bool:
    """Whether a number has digits enough not to occur by chance."""
    return math.isfinite(value) and len(digits(value)) >= DIGITS


def digits(value: float) -> str:
    """The first digits of a number as it would be written, without trailing zeros."""
    return f"{abs(value):.{DIGITS}f}".rstrip("0").partition(".")[2]


def found(text: str, numbers: dict[str, float]) -> list[str]:
    """The names of the numbers whose digits occur in the text, to five digits or more."""
    return [name for name, value in numbers.items() if f".{digits(value)[:5]}" in text]
