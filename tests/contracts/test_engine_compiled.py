"""Interpreted, compiled, one world or many: the same world, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from small_worlds import everything, harbour

import sim
from sim import compiled, game

# a cold compilation takes minutes on a busy machine; warm, these tests take seconds
pytestmark = [
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not compiled.available(), reason="Numba is not installed here"),
]


@pytest.fixture(scope="module", autouse=True)
def warm():
    """The compiled rules, from their cache if they were compiled before."""
    compiled.warm()


def both(scenario: sim.Scenario, seed: int, stages: int) -> tuple[game.Game, game.Game]:
    """The same game, `stages` long at most, interpreted and compiled."""
    games = []
    for plain in (True, False):
        g = game.begin(scenario, seed)
        if plain:
            with compiled.interpreted():
                g = game.begin(scenario, seed)
                for _ in range(stages):
                    g = g if g.stage == "over" else game.play(g, {})
        else:
            for _ in range(stages):
                g = g if g.stage == "over" else game.play(g, {})
        games.append(g)
    return games[0], games[1]


def of_order(name: str, order: int) -> sim.Scenario:
    """A scenario whose belligerents have minds of an order."""
    scenario = harbour() if name == "harbour" else sim.load(name)
    return scenario.with_values({f"parties.{p}.mind.order": order for p in scenario.belligerents})


@pytest.mark.parametrize(
    ("name", "seed", "stages", "order"),
    [
        ("lab", 7, 999, 1),
        ("lab", 8, 999, 1),
        ("harbour", 3, 999, 1),
        ("ukraine-2022", 7, 4, 1),
        ("lab", 7, 999, 2),
        ("harbour", 3, 999, 2),
        ("ukraine-2022", 7, 4, 2),
    ],
)
def test_interpreted_equals_compiled(name, seed, stages, order):
    """Every number of the world, every belief and every mark are equal, not nearly equal."""
    scenario = of_order(name, order)
    plain, fast = both(scenario, seed, stages)
    assert plain.mark == fast.mark
    for a, b in zip(everything(plain), everything(fast), strict=True):
        assert np.array_equal(a, b)
    assert plain.log[-1].believed == fast.log[-1].believed
    assert plain.log[-1].window == fast.log[-1].window
    assert [m.estimates for m in plain.log] == [m.estimates for m in fast.log]


class TestEnsemble:
    """Worlds of an ensemble are games."""

    @pytest.mark.parametrize("order", [1, 2])
    @pytest.mark.parametrize("name", ["lab", "harbour"])
    def test_row_k_is_the_model_with_stream_k(self, name, order):
        """Signature, ending, line, casualties and windows of world k are those of one game."""
        scenario = of_order(name, order)
        table = sim.ensemble(scenario, worlds=4, seed=7)
        for k in range(4):
            model = sim.NegotiationModel(scenario, rng=sim.stream(7, k)).run()
            truth, last = model.truth, model.played.log[-1]
            signed = [e.round for e in model.played.events if e.kind == "signed"]
            assert table["signed"][k] == (signed[0] if signed else 0)
            assert table["ending"][k] == model.played.ending
            assert table["rounds"][k] == model.round
            assert table["line"][k] == last.public["line"]
            sides = scenario.belligerents
            assert table["casualties"][k] == sum(last.standing[p]["casualties"] for p in sides)
            assert table["episodes"][k] == len(truth.episodes)
            assert table["seized"][k] == any(e.outcome == "seized" for e in truth.episodes)
            assert table["recognised_50"][k] == sum(e.recognised for e in truth.episodes)
            if truth.episodes:
                assert table["first_open"][k] == truth.episodes[0].start

    def test_a_world_does_not_depend_on_its_batch(self):
        """Rows 2 to 5 asked for alone are rows 2 to 5 of a larger table."""
        scenario = harbour()
        whole, part = (
            sim.ensemble(scenario, worlds=w, seed=7, first=f) for w, f in ((6, 0), (4, 2))
        )
        assert len(part) == 4
        for name in whole.columns:
            assert np.array_equal(whole[name][2:], part[name]), name

    def test_worlds_differ(self):
        """Another seed or replicate is another world."""
        lines = sim.ensemble(harbour(), worlds=6, seed=7)["line"]
        assert len(set(lines)) > 3
        other = sim.ensemble(harbour(), worlds=6, seed=8)["line"]
        assert not np.array_equal(lines, other)
