"""Tier full: one whom no type describes is believed to be so, and teaches nothing false."""

from __future__ import annotations

import numpy as np
import pytest
from a_reader import ROUNDS, Reader, faratin, read

from sim import columns as at
from sim import compiled
from sim.behaviour import ERRATIC, TYPES
from sim.consents import acceptance
from sim.foresight import mixed_yes
from sim.opponent import correct


@pytest.fixture(autouse=True)
def interpreted():
    """These worlds are small: nothing here waits for the compiler."""
    with compiled.interpreted():
        yield


def block(reader):
    """What the reader believes of the erratic, `[H, offsets]`."""
    return reader.own.belief[1][:, reader.arena.kind == ERRATIC]


def at_random(seed, every=4):
    """The reader after terms drawn evenly, below the other's minimum too, all answers refusals."""
    rng, reader = np.random.default_rng(seed), Reader()
    for n in range(1, ROUNDS, every):
        reader.at(n).offered(rng.uniform(0.0, 1.0))
        reader.answered(rng.uniform(0.3, 1.0), False)
    return reader


def test_it_is_as_likely_beforehand_as_an_act_is_to_be_a_lapse():
    """`belief.lapse`: acts that no model explains."""
    arena = Reader().arena
    assert arena.type_chance.sum() == pytest.approx(1.0)
    assert arena.type_chance[ERRATIC] == pytest.approx(arena.common[at.C_BELIEF_LAPSE])


def test_who_offers_at_random_is_taken_for_it():
    """Mostly, after fifteen offers; never to begin with."""
    assert Reader().types["erratic"] < 0.05
    found = [at_random(seed).types["erratic"] for seed in range(6)]
    assert np.median(found) > 0.8


@pytest.mark.parametrize("exponent", [0.25, 1.0, 4.0])
def test_who_concedes_is_not(exponent):
    """Whatever its pace."""
    assert read(faratin(exponent, 0.3)).types["erratic"] < 0.05


def test_what_it_does_says_nothing_of_its_minimum():
    """Under the hypothesis that it is erratic every offset keeps its share in every row."""
    reader = Reader().at(20)
    before = block(reader)
    reader.offered(0.35)
    after = block(reader)
    shares = [b / b.sum(axis=1, keepdims=True) for b in (before, after)]
    assert shares[1] == pytest.approx(shares[0], abs=1e-12)


def test_its_answers_say_nothing_at_all():
    """They are as frequent as everybody's together: neither its type nor its minimum moves."""
    for yes in (True, False):
        reader = Reader().at(20)
        before = block(reader)
        reader.answered(0.45, yes)
        assert block(reader) == pytest.approx(before, abs=1e-12)


def test_a_mind_of_order_2_reads_its_answers_alike():
    """As those of order 0 or 1 that waits: and still they say nothing."""
    reader = Reader().at(20)
    before, waits = block(reader), np.full(reader.own.belief.shape[1], 0.1)
    terms = reader.terms(0.45)
    yes = mixed_yes(reader.arena, reader.seen, reader.own, 1, terms, waits)
    for likelihood in (yes, 1.0 - yes):
        reader = Reader().at(20)
        reader.believe(correct(reader.own.belief[1], likelihood))
        assert block(reader) == pytest.approx(before, abs=1e-12)
        assert reader.own.belief[1] != pytest.approx(Reader().at(20).own.belief[1], abs=1e-6)


def test_its_minimum_stays_near_public_knowledge():
    """So 80 % intervals hold a minimum drawn by public knowledge in most cases."""
    held = []
    for seed in range(10):
        reader = at_random(seed)
        row = reader.seen.minimum[1, 0], reader.seen.spread[1, 0]
        least = row[0] + row[1] * np.random.default_rng([seed, 1]).normal()
        held.append(reader.estimate.low <= least <= reader.estimate.high)
    assert np.mean(held) >= 0.6


def test_its_yes_is_expected_by_a_coin():
    """For any terms, where it is all that is believed."""
    reader = Reader().at(20)
    belief = np.zeros_like(reader.own.belief[1])
    belief[0, reader.arena.kind == ERRATIC] = 1.0 / (reader.arena.kind == ERRATIC).sum()
    here = np.arange(reader.arena.needs.size)
    chance = acceptance(reader.arena, reader.seen, reader.own, belief, 1, here)
    assert chance == pytest.approx(np.full(here.size, 0.5))


def test_it_is_the_last_of_the_types():
    """Cells of a type stand together in the order of the types."""
    arena = Reader().arena
    assert TYPES[ERRATIC] == "erratic"
    assert (np.diff(arena.kind) >= 0).all()
    assert arena.kind.max() == ERRATIC == len(TYPES) - 1
