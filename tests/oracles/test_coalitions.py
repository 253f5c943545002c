"""Coalitions against theory: a core that is empty though all prefer peace (T8, Jordan 2015)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from small_worlds import read

import sim
from sim import game
from sim.round import passing_alone
from sim.strategies import answer
from sim.validation.coalitions import three
from ui.transcript import transcript

THREE = three()
PAIRS = ("north-south", "north-west", "south-west")


def pairs(*values: float) -> sim.Scenario:
    """The three with what each pair could take."""
    return THREE.with_values(
        {f"coalitions.{n}.value": v for n, v in zip(PAIRS, values, strict=True)}
    )


def core(values: tuple[float, ...]) -> set[tuple[int, ...]]:
    """The core by hand: divisions into fifths that leave each a tenth and no pair better off."""
    found = set()
    for a, b in itertools.product(range(6), repeat=2):
        share = (a, b, 5 - a - b)
        together = [(share[i] + share[j]) / 5 for i, j in ((0, 1), (0, 2), (1, 2))]
        fair = all(t >= v - 1e-9 for t, v in zip(together, values, strict=True))
        if min(share) / 5 >= 0.1 and fair:
            found.add(share)
    return found


def passing(g: game.Game, passes: np.ndarray) -> set[tuple[int, ...]]:
    """The divisions among the terms that pass."""
    options = list(g.scenario.issues["pie"].options)
    names = [options[int(g.arena.options[0, t])] for t in np.flatnonzero(passes)]
    return {tuple(int(digit) for digit in name.removeprefix("share-")) for name in names}


@pytest.mark.parametrize(
    "values",
    [(0.8, 0.8, 0.8), (0.8, 0.8, 0.2), (0.8, 0.8, 0.4), (0.6, 0.6, 0.6), (0.7, 0.7, 0.7),
     (0.0, 0.0, 0.0), (0.2, 0.9, 0.3)],
)  # fmt: skip
def test_what_passes_is_the_core(values):
    """Division by division; empty where the pairs' payoffs sum to more than two pies' worth.

    For three with equal pairs that is the condition of balance (Bondareva, Shapley).
    """
    g = game.begin(pairs(*values), 7)
    found = passing(g, g.real_surplus(1)[1])
    assert found == core(values)
    if sum(values) > 2.0:
        assert not found


def test_no_window_exists_even_with_full_information():
    """Everybody would accept some division, and each is blocked; the referee says so."""
    g = game.begin(THREE, 7)
    window = g.log[0].window
    assert passing_alone(g.arena, g.world).any()
    assert (window.on_table, window.with_formula, window.blocked) == (False, False, True)
    assert window.margin < 0.0
    told = " ".join(line.text for line in transcript(game.run(g)))
    assert "none exists even with full information" in told


def test_it_reopens_when_one_pair_is_weakened():
    """With South and West able to take two fifths, what is left is blocked by nobody."""
    g = game.begin(pairs(0.8, 0.8, 0.4), 7)
    window = g.log[0].window
    assert (window.on_table, window.blocked) == (True, False)
    assert passing(g, g.real_surplus(1)[1]) == {(3, 1, 1)}
    assert window.margin == pytest.approx(0.0, abs=1e-9)


def test_machines_neither_table_nor_accept_what_they_would_block():
    """The war goes on to its last round though all would prefer some peace to it."""
    g = game.begin(THREE, 7)
    for seat in (0, 1):
        look = g.judged[seat][1]
        assert look.window == look.window_formula == 0.0
        assert not look.own.any() or (look.passes == 0.0).all()
        terms = np.flatnonzero(passing_alone(g.arena, g.world))
        mine = game.look(g, list(THREE.parties)[seat]).mine
        blocked = [t for t in terms if not look.own[t]]
        assert not any(answer.plain(g.arena, g.world.public, mine, look, seat, t) for t in blocked)
    finished = game.run(g)
    assert finished.ending == "never agreed"
    assert not any(e.kind == "signed" for e in finished.events)


def test_they_sign_where_the_core_is_not_empty():
    """The only division that no pair can better."""
    finished = game.run(game.begin(pairs(0.8, 0.8, 0.4), 7))
    signed = [e.data["terms"]["pie"] for e in finished.events if e.kind == "signed"]
    assert signed == ["share-311"]


def test_each_member_may_be_given_its_own():
    """With a value for each member terms are blocked only where all members do better."""
    head, first, *_, last = THREE.path.read_text(encoding="utf-8").split("[[coalitions]]")
    agenda = last[last.index("[issues.pie]") :]
    alone = first.replace("value = 0.8", "values = { north = 0.7, south = 0.3 }")
    g = game.begin(read(f"{head}[[coalitions]]{alone}{agenda}"), 7)
    found = passing(g, g.real_surplus(1)[1])
    assert found == {s for s in core((0, 0, 0)) if s[0] / 5 >= 0.7 or s[1] / 5 >= 0.3}
