"""A signal that can be read in two ways moves each seat by the readings it holds possible."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_worlds import flat, harbour, read

from sim import evidence, game
from sim.acts import Act
from sim.beliefs import analyse
from sim.game import Game
from sim.scenario import Scenario, ScenarioError
from ui.charts.evidence import clue
from ui.charts.happenings import chronicle

READERS = ("west", "league", "union", "isle")


def passage(alarm: float = 0.5, prior: float = 0.5, up: float = 2.0, down: float = -2.0,
            values: dict[str, Any] | None = None) -> Scenario:  # fmt: skip
    """The harbour, where ships of East pass through a strait in round 2, seen by all."""
    text = (
        harbour().path.read_text(encoding="utf-8")
        + f"""
[[signals]]
id = "ships"
round = 2
title = "Ships in the strait"
text = "Four landing ships pass, as they may."
about = "east"
readings = [
    {{ id = "threat", title = "East leans on the Isle", prior = {prior}, strength = {up} }},
    {{ id = "stripped", title = "East strips its coast", prior = {1 - prior}, strength = {down} }},
]
"""
    )
    alarms = {f"parties.{name}.mind.alarm": alarm for name in READERS}
    return read(text).with_values(alarms | (values or {}))


def at_round_two(scenario: Scenario) -> Game:
    quiet = {name: Act() for name in scenario.parties}
    return game.play(game.play(game.begin(scenario, 5), quiet), quiet)


def estimate(g: Game, seat: str) -> float:
    return analyse(game.look(g, seat)).other["east"].reservation.mean


def seen(alarm: float = 0.5, **numbers: Any) -> dict[str, float]:
    """By how much the signal moved each seat's estimate, against a world without it."""
    with_it, without = (at_round_two(passage(alarm, **n)) for n in (
        numbers, numbers | {"up": 0.0, "down": 0.0}))  # fmt: skip
    return {seat: estimate(with_it, seat) - estimate(without, seat) for seat in READERS}


def test_two_readings_of_equal_weight_cancel():
    """Equal and opposite readings, equally weighed: the same likelihood for every minimum."""
    for moved in seen().values():
        assert moved == pytest.approx(0.0, abs=1e-12)


def test_who_holds_the_threatening_reading_raises_its_estimate_and_the_other_lowers_it():
    """One signal, seen by all, moves two minds in opposite directions."""
    alarmed, calm = seen(0.9), seen(0.1)
    for seat in READERS:
        assert alarmed[seat] > 0.005
        assert calm[seat] < -0.005


def test_alarm_moves_the_estimate_one_way():
    found = [seen(alarm)["west"] for alarm in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_the_prior_of_the_scenario_weighs_as_the_seat_does():
    """A prior of .9 with an even mind is an even prior with an alarm of .9."""
    by_prior, by_mind = seen(prior=0.9), seen(0.9)
    for seat in READERS:
        assert by_prior[seat] == pytest.approx(by_mind[seat], abs=1e-9)


def test_the_party_itself_learns_nothing_from_its_own_signal():
    g = at_round_two(passage(0.9))
    told = evidence.account(game.look(g, "east"), "west").clues
    assert not [c for c in told if c.kind == "signal"]


def test_both_readings_stand_side_by_side():
    """A reading's weight follows Bayes' rule; the mixture lies between what each alone would say.

    The account's estimate is the belief's own, bit for bit.
    """
    g = at_round_two(passage(0.7))
    view = game.look(g, "west")
    told = evidence.account(view, "east")
    (found,) = [c for c in told.clues if c.kind == "signal"]
    assert (found.round, found.signal, found.party) == (2, "ships", "east")
    threat, stripped = found.readings
    assert (threat.id, stripped.id) == ("threat", "stripped")
    assert (threat.before, stripped.before) == (pytest.approx(0.7), pytest.approx(0.3))
    assert threat.after + stripped.after == pytest.approx(1.0)
    assert stripped.alone.mean < found.after.mean < threat.alone.mean
    assert found.before.mean < found.after.mean
    mixed = threat.after * threat.alone.mean + stripped.after * stripped.alone.mean
    assert mixed == pytest.approx(found.after.mean, abs=1e-9)
    done = [mark for p in told.passages for mark in (*p.arrival, *p.learnt)]
    east = list(view.scenario.parties).index("east")
    last = [mark for mark in done if mark.about == east][-1]
    assert np.array_equal(last.belief, view.mine.belief[east])


def test_the_screen_shows_both_readings():
    g = at_round_two(passage(0.7))
    view = game.look(g, "west")
    (one,) = [c for c in evidence.account(view, "east").clues if c.kind == "signal"]
    shown = clue(view.scenario, view.events, one, "west", True)
    assert shown["text"] == "Seen by all: Ships in the strait"
    assert [r["title"] for r in shown["readings"]] == [
        "East leans on the Isle", "East strips its coast"]  # fmt: skip
    (told,) = [e for e in chronicle(view.scenario, view.events)[0]["events"]
               if e["kind"] == "signal"]  # fmt: skip
    assert told["detail"] == (
        "Four landing ships pass, as they may. It can be read as: East leans on the Isle; "
        "East strips its coast.")  # fmt: skip


def test_order_two_sees_what_public_signals_teach_of_each():
    """The onlooker is of an even mind: a prior of .9 moves it."""
    orders = {"parties.east.mind.order": 2, "parties.west.mind.order": 2}
    found = []
    for up, down in ((0.0, 0.0), (2.0, -2.0)):
        g = at_round_two(passage(prior=0.9, up=up, down=down, values=orders))
        found.append(g.world.public.onlooker[list(g.scenario.parties).index("east")])
    assert not np.array_equal(*found)


def test_in_tier_full_too():
    numbers = {"values": {"scenario.tier": 1}}
    assert seen(0.9, **numbers)["west"] > 0.0 > seen(0.1, **numbers)["west"]


def test_how_a_seat_leans_is_its_own_secret():
    """Others' alarm changes nothing that a seat may know."""
    views = []
    for alarm in (0.1, 0.9):
        scenario = passage().with_values({"parties.league.mind.alarm": alarm})
        g = game.begin(scenario, 5)
        views.append(flat(game.look(g, "isle")))
    assert views[0] == views[1]


def test_readings_that_nobody_holds_possible_are_refused():
    """A change that leaves a signal no weight at all is a mistake at its address."""
    priors = {f"signals.ships.readings.{reading}.prior": 0.0 for reading in ("threat", "stripped")}
    with pytest.raises(ScenarioError, match=r"signals\.ships\.readings"):
        passage().with_values(priors)
