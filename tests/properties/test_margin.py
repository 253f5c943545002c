"""The margin of one set of terms is what the surpluses of all terms say of it."""

from __future__ import annotations

import pytest
from small_worlds import divided, harbour

import sim
from sim import compiled, game
from sim.round import margin, real_surplus

ROUNDS = 3


@pytest.mark.parametrize("name", ["lab", "harbour", "divided", "portsmouth-1905", "korea-1951"])
def test_the_margin_of_one_is_that_of_all(name):
    """For every terms, backers' options and what passes without them included, to the last bit."""
    made = {"harbour": harbour, "divided": divided}.get(name)
    scenario = made() if made else sim.load(name)
    with compiled.interpreted():
        for seed in range(3):
            played = game.begin(scenario, seed)
            for _ in range(2 * ROUNDS):
                surplus, passes = real_surplus(played.arena, played.world)
                for terms, smallest in enumerate(surplus.min(axis=0)):
                    assert margin(played.arena, played.world, terms) == smallest
                    assert (smallest >= 0.0) == passes[terms]
                played = played if played.stage == "over" else game.play(played, {})
