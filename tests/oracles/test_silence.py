"""Silence as evidence: who tables nothing has perhaps nothing to gain by what was voiced."""

from __future__ import annotations

import numpy as np
import pytest
from a_reader import SHARES, Reader
from small_worlds import pie

from sim import columns as at
from sim import compiled, evidence, game
from sim.acts import Act, Proposal
from sim.behaviour import ERRATIC
from sim.beliefs import minimum
from sim.likelihoods import saw_silence, yeses_at
from sim.opponent import correct, every_row


@pytest.fixture(autouse=True)
def interpreted():
    """These worlds are small: nothing here waits for the compiler."""
    with compiled.interpreted():
        yield


SAYS = {"belief.silence": 0.4}


def told(reader):
    """Likelihood of `b`'s silence now, `[H, C]`."""
    return saw_silence(reader.arena, reader.public, reader.seen, reader.own, 1)


@pytest.mark.parametrize("tier", [0, 1])
def test_it_is_one_less_the_chance_that_it_would_table(tier):
    """By hand, for a named profile: 1 - .4 * the chance of a yes to the best terms."""
    reader = Reader(SAYS | {"scenario.tier": tier}).at(10)
    row = every_row(reader.arena, reader.seen, reader.own, 1)[0]
    least = row.minimum + row.spread * reader.arena.grid
    typed = reader.arena.kind != ERRATIC
    yes = yeses_at(reader.arena, row.value.max() - least)
    assert told(reader)[0][typed] == pytest.approx((1.0 - 0.4 * yes)[typed], abs=1e-12)


@pytest.mark.parametrize("tier", [0, 1])
def test_silence_raises_the_estimate(tier):
    """Never lowers it, and more the surer one is that who gains would table."""
    means = []
    for sure in (0.0, 0.2, 0.6, 1.0):
        reader = Reader({"belief.silence": sure, "scenario.tier": tier}).at(10)
        for _ in range(3):
            reader.believe(correct(reader.own.belief[1], told(reader)))
        means.append(reader.estimate.mean)
    assert means[0] == pytest.approx(Reader({"scenario.tier": tier}).at(10).estimate.mean)
    assert means == sorted(means)
    assert means[-1] > means[0] + 0.01


def test_the_erratic_are_as_silent_as_all_others():
    """Nothing is learnt of who is erratic, nor of its minimum."""
    reader = Reader(SAYS).at(10)
    erratic = reader.arena.kind == ERRATIC
    before = reader.own.belief[1][:, erratic]
    after = correct(reader.own.belief[1], told(reader))[:, erratic]
    assert after == pytest.approx(before, abs=1e-12)


class TestInAWorld:
    """A pie between two: what `a` makes of one round in which `b` tables terms, or none."""

    def read(self, sure, table):
        """The mean of a's estimate of b's minimum after the round, and the clues of it."""
        g = game.begin(pie(SHARES, {"belief.silence": sure}), 3, seats=("a", "b"))
        offer = Act(proposal=Proposal({"pie": "share5"})) if table else Act()
        g = game.play(g, {"a": Act(), "b": offer})
        found = evidence.account(game.look(g, "a"), "b")
        names = list(g.scenario.parties)
        view = game.look(g, "a")
        mean = minimum(g.arena, view.mine, view.seen, names.index("b")).mean
        return mean, [clue for clue in found.clues if clue.kind == "silence"]

    def test_silence_is_heard_where_it_says_something(self):
        """0, as all scenarios have it, changes nothing and is no clue."""
        unheard, none = self.read(0.0, False)
        heard, (clue,) = self.read(0.8, False)
        assert not none
        assert heard > unheard
        assert clue.party == "b"
        assert clue.change > 0.0
        assert clue.terms is None

    def test_an_offer_is_no_silence(self):
        """Who tables something that is seen was not silent, and is read as if nobody could be."""
        (mean, clues), (same, _) = self.read(0.8, True), self.read(0.0, True)
        assert not clues
        assert mean == same


def test_it_is_neutral_at_first():
    """A row of the field table, 0 where a scenario says nothing."""
    assert Reader().arena.common[at.C_BELIEF_SILENCE] == 0.0
    assert np.isfinite(told(Reader(SAYS).at(3))).all()
