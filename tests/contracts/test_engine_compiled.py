"""Interpreted, compiled, one world or many: the same world, bit for bit."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from small_worlds import divided, everything, harbour

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


def world(name: str, tier: int, order: int) -> sim.Scenario:
    """A scenario in a tier of the opponent model, 0 grid, 1 full, with belligerents of an order."""
    made = {"harbour": harbour, "divided": divided}.get(name)
    scenario = made() if made else sim.load(name)
    orders = {f"parties.{p}.mind.order": order for p in scenario.belligerents}
    return scenario.with_values({"scenario.tier": tier, **orders})


@pytest.mark.parametrize(
    ("name", "tier", "order", "seed", "stages"),
    [
        ("lab", 0, 1, 7, 999),
        ("lab", 0, 1, 8, 999),
        ("harbour", 0, 1, 3, 999),
        ("divided", 0, 1, 3, 999),
        ("ukraine-2022", 0, 1, 7, 4),
        ("lab", 0, 2, 7, 999),
        ("harbour", 0, 2, 3, 999),
        ("ukraine-2022", 0, 2, 7, 4),
        ("lab", 1, 1, 7, 999),
        ("harbour", 1, 2, 3, 6),
        ("ukraine-2022", 1, 1, 7, 2),
    ],
)
def test_interpreted_equals_compiled(name, tier, order, seed, stages):
    """Every number of the world, every belief and every mark are equal, not nearly equal."""
    scenario = world(name, tier, order)
    plain, fast = both(scenario, seed, stages)
    assert plain.mark == fast.mark
    for a, b in zip(everything(plain), everything(fast), strict=True):
        assert np.array_equal(a, b)
    assert plain.log[-1].believed == fast.log[-1].believed
    assert plain.log[-1].window == fast.log[-1].window
    assert [m.estimates for m in plain.log] == [m.estimates for m in fast.log]


LEAN = """
import sim
from sim import compiled, game
compiled.warm()
game.play(game.begin(sim.load("lab"), 7), {})
entries = [c.library for r in compiled._registry if r.entry for c in r.fast.overloads.values()]
assert entries, "nothing was loaded"
for library in entries:
    assert library._shared_module is None, "the source was parsed"
    source = library._get_module_for_linking()
    assert [f.name for f in source.functions if not f.is_declaration], "the source is not to be had"
"""


def test_what_python_calls_is_loaded_without_its_source():
    """A process that only calls rules parses no source, and has it all the same when asked."""
    game.play(game.begin(sim.load("lab"), 7), {})
    done = subprocess.run([sys.executable, "-c", LEAN], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


class TestEnsemble:
    """Worlds of an ensemble are games."""

    @pytest.mark.parametrize(("tier", "order"), [(0, 1), (0, 2), (1, 1), (1, 2)])
    @pytest.mark.parametrize("name", ["lab", "harbour"])
    def test_row_k_is_the_model_with_stream_k(self, name, tier, order):
        """Signature, ending, line, casualties and windows of world k are those of one game."""
        scenario = world(name, tier, order)
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


ALONE = """
import hashlib, threading
import sim
from sim import compiled

first = compiled.alone()
table = sim.ensemble(sim.load("lab"), 20, seed=3)
elsewhere = []
other = threading.Thread(target=lambda: elsewhere.append(compiled.in_use()))
other.start()
other.join()
digest = hashlib.sha256()
for name in sorted(table.columns):
    digest.update(table[name].tobytes())
print(first, compiled.alone(), compiled.in_use(), *elsewhere, digest.hexdigest())
"""


def test_a_process_of_one_thread_counts_without_locks_and_gets_the_same():
    """A worker's rows are everybody's; no second thread of it may enter compiled code."""
    lines = ALONE.splitlines()
    lines.remove("first = compiled.alone()")
    usual = "\n".join(lines).replace("print(first, compiled.alone(),", "print(True, False,")
    told = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        for code in (ALONE, usual)
    ]
    assert told[0][:4] == ["True", "False", "True", "False"]
    assert told[1][:4] == ["True", "False", "True", "True"]
    assert told[0][4] == told[1][4]
