"""What is signed, whoever plays: consent, minimum and red lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import harbour, pie

import sim
from sim import columns as at
from sim import compiled, game, nature
from sim import moves as move
from sim.acts import Act, ActError, Proposal, terms_names
from sim.arena import arena
from sim.ensembles import play_world
from sim.opening import opening_public, spreads
from sim.round import real_surplus
from sim.rules import addressed, close

SCENARIO = harbour()
ARENA = arena(SCENARIO)
PARTIES = list(SCENARIO.parties)
TERMS = int(ARENA.needs.size)


def signatures(scenario: sim.Scenario, worlds: int):
    """Worlds of machines at the moment of their first signature, with the terms signed."""
    found = arena(scenario)
    public, spread = opening_public(found), spreads(found)
    with compiled.interpreted():
        for k in range(worlds):
            world, _ = play_world(found, public, spread, nature.key(11, k), False)
            signed = int(world.public.state[at.W_SIGNED])
            if signed >= 0:
                yield world, signed


@pytest.mark.parametrize(
    ("scenario", "worlds", "least"), [(sim.load("lab"), 40, 30), (SCENARIO, 25, 20)]
)
def test_no_machine_party_signs_below_its_own_reservation_point(scenario, worlds, least):
    """Nor across a red line: of belligerents always, of others where their consent is needed.

    A backer compares terms with what it believes would pass without it, so its own
    real surplus may be negative; a belligerent knows all that its own needs.
    """
    found, count = arena(scenario), 0
    for world, signed in signatures(scenario, worlds):
        surplus, _ = real_surplus(found, world)
        count += 1
        for p in range(len(scenario.parties)):
            if p in found.belligerent:
                assert surplus[p, signed] >= 0.0
            if p in found.belligerent or (found.needs[signed] >> p) & 1:
                assert not world.private.red[p, signed]
    assert count >= least


def test_a_demand_that_would_sink_its_own_offer_is_not_made():
    """Public face is a price: who tables terms does not bid them below its own minimum."""
    dear = {f"parties.{p}.leader.face": 5.0 for p in ("east", "west")}
    scenario = SCENARIO.with_values({**dear, "behaviour.commitment": 1.0})
    for world, signed in signatures(scenario, 12):
        surplus, _ = real_surplus(arena(scenario), world)
        assert (surplus[ARENA.belligerent, signed] >= 0.0).all()


@settings(max_examples=150)
@given(tabled=st.lists(st.integers(-1, TERMS - 1), min_size=5, max_size=5),
       answers=st.lists(st.integers(0, 1), min_size=25, max_size=25),
       seed=st.integers(0, 1000))  # fmt: skip
def test_no_agreement_without_every_required_consent(tabled, answers, seed):
    """Whatever is tabled and answered, what is signed was accepted by all whom it needs."""
    moves = np.stack([move.nothing() for _ in PARTIES])
    moves[:, move.PROPOSAL] = tabled
    said = np.array(answers).reshape(5, 5)
    public = close(ARENA, BEGUN.world.public, moves, said, nature.key(seed))
    agreed = {
        terms for proposer, terms in enumerate(tabled)
        if terms >= 0 and all(
            said[p, proposer] for p in range(5) if addressed(ARENA, terms, proposer, p))
    }  # fmt: skip
    signed = int(public.state[at.W_SIGNED])
    assert (signed in agreed) if agreed else signed == -1
    for p in ARENA.belligerent:
        if signed >= 0:
            proposers = [q for q in range(5) if tabled[q] == signed]
            assert any(q == p or said[p, q] for q in proposers)


BEGUN = game.begin(SCENARIO, 5)


@settings(max_examples=25)
@given(terms=st.integers(0, TERMS - 1), who=st.sampled_from(["west", "east", "union"]))
def test_one_refusal_is_enough(terms, who):
    """When a person whose consent is needed says no, nothing that person proposed is signed."""
    names = terms_names(SCENARIO, ARENA, terms)
    acts = {p: Act() for p in PARTIES}
    acts[who] = Act(proposal=Proposal(names))
    try:
        tabled = game.play(BEGUN, acts)
    except ActError:
        return  # its own red line, or a formula it does not know
    asked = [p for n, p in enumerate(PARTIES) if addressed(ARENA, terms, PARTIES.index(who), n)]
    refuser = asked[terms % len(asked)]
    yes = {}
    for p in asked:
        red = BEGUN.world.private.red[PARTIES.index(p), terms]
        yes[p] = Act(answers={who: p != refuser and not bool(red)})
    after = game.play(tabled, {p: yes.get(p, Act()) for p in PARTIES})
    assert after.phase == "war"
    assert not [e for e in after.events if e.kind == "signed"]


@settings(max_examples=40)
@given(terms=st.sampled_from(np.flatnonzero(ARENA.latent == 0).tolist()))
def test_nobody_crosses_a_red_line_not_even_a_person(terms):
    """Proposing or accepting terms across one's own red line is refused, with the option named."""
    names = terms_names(SCENARIO, ARENA, terms)
    red = BEGUN.world.private.red
    for who, rival in (("west", "east"), ("east", "west")):
        lines = game.look(BEGUN, who).red_lines
        crosses = any((issue, option) in lines for issue, option in names.items())
        assert crosses == bool(red[PARTIES.index(who), terms])
        if not crosses:
            continue
        with pytest.raises(ActError, match="red line") as refused:
            game.play(BEGUN, {who: Act(proposal=Proposal(names))})
        assert (refused.value.values["issue"], refused.value.values["option"]) in lines
        try:
            tabled = game.play(BEGUN, {rival: Act(proposal=Proposal(names))})
        except ActError:
            continue
        with pytest.raises(ActError, match="red line"):
            game.play(tabled, {who: Act(answers={rival: True})})


def test_a_person_may_sign_below_the_minimum():
    """A reservation point binds machines; a person who says yes has signed."""
    scenario = pie([0.1, 0.5, 0.9])
    begun = game.begin(scenario, 1, seats=("a", "b"))
    assert game.look(begun, "a").reservation > 0.2
    tabled = game.play(begun, {"a": Act(proposal=Proposal({"pie": "share0"})), "b": Act()})
    after = game.play(tabled, {"b": Act(answers={"a": True}), "a": Act()})
    assert after.ending == "held"
    assert [e.data["terms"] for e in after.events if e.kind == "signed"] == [{"pie": "share0"}]
