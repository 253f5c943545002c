"""The world of the day: one for everybody, hidden until the end, counted once, shared unspoiled."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter

import pytest
from asgi import ask
from own_table import finish, in_memory, plain  # noqa: F401  a fixture is used by name

import sim
from ui import app as application
from ui import clock, daily, levels, share
from ui.pages.branching import offer
from ui.pages.day import shown
from ui.pages.home import front
from ui.table import NoBranch, Seat, Tables

SHORT = "2026-11-24T08:00:00.000+00:00"

FROZEN = [
    ("korea-1951", 2133117726, ""),
    ("portsmouth-1905", 731459773, "mirror"),
    ("lab", 1414443659, "mirror"),
]


pytestmark = pytest.mark.usefixtures("plain")


@pytest.fixture
def tables(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Tables:
    monkeypatch.setattr(clock, "stamp", lambda: SHORT)
    return tables


def begun(tables: Tables) -> Seat:
    seat = tables.seat(daily.begin(tables))
    assert seat is not None
    return seat


def days(count: int) -> list[daily.World]:
    first = datetime.date(2026, 11, 1)
    return [daily.world_of(first + datetime.timedelta(days=k)) for k in range(count)]


def test_a_date_is_one_world_wherever_it_is_asked() -> None:
    """Frozen: whoever has this version plays the same on these days."""
    told = [(w.scenario, w.seed, w.level) for w in days(3)]
    assert told == FROZEN
    assert days(3) == days(3)


def test_days_differ_and_each_scenario_and_level_comes() -> None:
    year = days(365)
    assert len({world.seed for world in year}) == 365
    assert set(Counter(world.scenario for world in year)) == set(daily.POOL)
    assert {world.level for world in year} == set(daily.LEVELS)


def test_no_war_that_goes_on_is_a_pastime() -> None:
    assert not any(sim.load(name).live for name in daily.POOL)


def test_the_first_counts_and_later_ones_are_replays(tables: Tables) -> None:
    """An open one is gone on with; after its end another begins, and does not count."""
    seat = begun(tables)
    assert begun(tables).table.id == seat.table.id
    assert seat.table.listing.about["counts"] is True
    finish(seat)
    second = begun(tables)
    assert second.table.id != seat.table.id
    assert second.table.listing.about["counts"] is False
    assert second.table.game().seed == seat.table.game().seed
    finish(second)
    assert "replay" in shown(second)["text"]
    assert "replay" not in shown(seat)["text"]
    assert front(tables)["daily"]["done"] == f"/day/{seat.token}"


def test_another_day_is_another_world(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = finish(begun(tables))
    monkeypatch.setattr(clock, "stamp", lambda: "2026-11-25T00:00:00.000+00:00")
    other = begun(tables)
    assert other.table.listing.about["counts"] is True
    assert other.table.game().seed != seat.table.game().seed


def test_its_opponents_have_the_days_level(tables: Tables) -> None:
    world, game = daily.today(), begun(tables).table.game()
    for party in game.scenario.parties:
        expected = "" if party == world.seat else world.level
        assert levels.level_of(game.scenario, party) == expected


def test_the_number_of_its_world_is_not_told_before_the_end(tables: Tables) -> None:
    """Not on the first page, not in its record, not by a branch."""
    seat = begun(tables)
    number = str(seat.table.game().seed)
    assert len(number) > 5
    assert number not in json.dumps(front(tables))
    served = application.build()
    served.state.tables = tables
    answer = ask(served, f"/record/{seat.token}")
    assert answer.status == 403
    assert number not in answer.body.decode()
    assert offer(seat)["from"] == []
    with pytest.raises(NoBranch):
        tables.branch(seat, 1)
    finish(seat)
    assert number in json.dumps(front(tables))
    assert number in shown(seat)["seed"]
    assert ask(served, f"/record/{seat.token}").status == 200


def test_a_card_spoils_nothing(tables: Tables) -> None:
    """Its only numbers are the date and the rounds played; no terms, no issue, no minimum."""
    seat = finish(begun(tables))
    game, truth = seat.table.game(), seat.table.truth()
    made = share.card(game, truth, seat.name, "2026-11-24", True)
    drawn = re.sub(r"<[^>]*>", " ", made["svg"])
    for text in (made["text"], drawn):
        allowed = Counter(
            re.findall(r"\d+", f"2026-11-24 {game.scenario.title} {len(truth.rounds)}")
        )
        assert not Counter(re.findall(r"\d+", text)) - allowed
        for issue in game.scenario.issues.values():
            assert issue.title not in text
            for option in issue.options.values():
                assert option.title not in text
    assert [sign["yes"] for sign in made["signs"]] == [
        bool(truth.episodes),
        any(w.on_table and w.fighting and p >= 0.5
            for w, p in zip(truth.rounds, truth.believed[seat.name], strict=True)),
        any(one.outcome == "seized" for one in truth.episodes),
    ]  # fmt: skip


def test_a_title_cannot_break_the_drawing() -> None:
    made = share.drawn(["<b>&\"'"], [{"name": "<i>", "yes": True}], [])
    assert "<b>" not in made
    assert "<i>" not in made
