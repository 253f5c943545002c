"""Japan in 1945: the cliff of abolition, and what one ambiguous sentence does in the model."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import sim
from sim import compiled, game
from sim.acts import Act, Proposal, terms_number

SCENARIO = sim.load("japan-1945")
WORLDS = 6


@cache
def played(case: str) -> tuple[game.Game, ...]:
    """Worlds 0 to 5 of seed 11 with machines in every seat, until the war ends."""
    scenario = SCENARIO.counterfactual(case) if case else SCENARIO
    found = []
    with compiled.interpreted():
        for replicate in range(WORLDS):
            g = game.begin(scenario, seed=11, replicate=replicate)
            while g.stage != "over" and g.phase == "war":
                g = game.play(g, {})
            found.append(g)
    return tuple(found)


def signed(case: str) -> list[int]:
    """The day of each signature, 1 for 26 July."""
    return [e.round for g in played(case) for e in g.events if e.kind == "signed"]


class TestAbolition:
    """A cliff and no slope: every faction in Tokyo refuses it at any price."""

    def test_it_crosses_a_red_line_of_every_faction(self):
        """Those for peace and the Emperor among them."""
        arena = game.arena(SCENARIO)
        japan = list(SCENARIO.parties).index("japan")
        mine = slice(arena.factions.start[japan], arena.factions.start[japan + 1])
        abolished = arena.options[0] == list(SCENARIO.issues["throne"].options).index("abolished")
        assert abolished.any()
        assert arena.factions.barred[mine][:, :, abolished].all()
        assert arena.red[japan][:, abolished].all()

    def test_with_it_alone_nothing_passes(self):
        """Whatever else is offered, and however low the reservation point falls."""
        desperate = SCENARIO.with_values(
            {"parties.japan.war.optimism": 0.0, "parties.japan.war.cost_weight": 5.0}
        )
        g = game.begin(desperate, 7)
        japan = list(SCENARIO.parties).index("japan")
        surplus, passes = g.real_surplus(1)
        abolished = g.arena.options[0] == 2
        assert (surplus[japan, ~abolished] > 0.0).all()
        assert not passes[abolished].any()

    def test_insisting_on_it_leaves_no_window_in_any_world(self):
        """The counterfactual: neither on the table nor with any formula, on no day."""
        for g in played("explicit-abolition"):
            assert not any(m.window.on_table or m.window.with_formula for m in g.log)


class TestTheSentence:
    """With it the window opens and is seized when hope is gone; without it almost never."""

    def test_with_it(self):
        """Signed in most worlds, between the 6th and the 14th of August, with the sentence."""
        days = signed("")
        assert len(days) >= WORLDS - 1
        assert sum(12 <= day <= 20 for day in days) >= WORLDS - 2
        for g in played(""):
            for event in g.events:
                if event.kind == "signed":
                    assert event.data["terms"]["throne"] == "people"

    @pytest.mark.parametrize("case", ["no-clause", "no-ambiguity", "no-emperor"])
    def test_without_it_or_its_effect_or_the_tie_breaker(self, case):
        """At most one world in six ends by agreement."""
        assert len(signed(case)) <= 1

    def test_the_other_reading_of_history_needs_no_sentence(self):
        """Where the shocks weigh more, the bare declaration is signed; ambiguity does nothing."""
        days = signed("vulnerability")
        assert len(days) >= WORLDS // 2
        for g in played("vulnerability"):
            for event in g.events:
                if event.kind == "signed":
                    assert event.data["terms"]["throne"] == "silent"

    def test_at_no_strength_the_words_are_worth_an_adjudication(self):
        """For those for peace as for those for war: half of what each gives both legal ends."""
        plain = SCENARIO.counterfactual("no-ambiguity")
        factions = game.arena(plain).factions
        options = list(plain.issues["throne"].options)
        worth = {name: factions.values[:, 0, n] for n, name in enumerate(options)}
        assert np.allclose(worth["people"], (worth["kept"] + worth["abolished"]) / 2)


class TestTheDetour:
    """Tokyo writes by way of Moscow until 10 August, and is read on the way."""

    def test_it_wastes_time(self):
        """Paired worlds, same luck: with a direct channel from the start none signs later."""
        detour, direct = days(""), days("direct-channel")
        assert all(late >= soon for late, soon in zip(detour, direct, strict=True))

    def test_what_tokyo_writes_is_read_in_washington_first(self):
        """A letter under way is known to its reader, and to nobody else."""
        with compiled.interpreted():
            g = game.play(game.begin(SCENARIO, seed=11), {"japan": OFFER})
        (letter,) = [e for e in g.events if e.kind == "letter"]
        assert (letter.party, letter.data["channel"]) == ("japan", "moscow")
        assert letter.audience == {"japan", "united_states"}
        assert not [o for o in game.look(g, "united_states").open if o.proposer == "japan"]
        assert game.look(g, "japan").under_way[0].due == 11

    def test_from_10_august_it_writes_directly(self):
        for round_, ways in ((1, ("moscow",)), (14, ("moscow",)), (15, ()), (16, ("direct",))):
            g = course()[round_ - 1]
            assert game.look(g, "japan").legal.ways == ways


OFFER = Act(proposal=Proposal({"throne": "silent", "occupation": "token", "hands": "own"}))


@cache
def course() -> list[game.Game]:
    """The first sixteen days, in which nobody does anything."""
    quiet = {name: Act() for name in SCENARIO.parties}
    found = []
    with compiled.interpreted():
        g = game.begin(SCENARIO, seed=11)
        while len(found) < 16:
            found.append(g)
            g = game.play(game.play(g, quiet), quiet)
    return found


def days(case: str) -> list[int]:
    """The day of the first signature in each world, after the last where there is none."""
    none = SCENARIO.rounds + 1
    return [next((e.round for e in g.events if e.kind == "signed"), none) for g in played(case)]


def test_the_council_in_the_terms_of_the_unit_test():
    """Those for war bar the sentence, those for peace and the Emperor do not (T23)."""
    arena = game.arena(SCENARIO)
    number = terms_number(
        SCENARIO, arena, {"throne": "people", "occupation": "allied", "hands": "allied"}
    )
    names = [f for p in SCENARIO.parties.values() for f in p.factions]
    barred = dict(zip(names, arena.factions.barred[:, 0, number], strict=True))
    assert barred == {
        "desk": False, "home": False, "peace": False, "war": True, "emperor": False,
    }  # fmt: skip
