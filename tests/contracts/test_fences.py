"""Secrets stay with their seat: views, acts, events, refusals."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import divided, flat

from sim import columns as at
from sim import game
from sim import moves as move
from sim.acts import Act, ActError, Insight, Proposal, Statement
from sim.forecasts import forecast
from sim.game import Game
from sim.round import answer_seat, consider_seat, decide_seat
from sim.view import Own
from sim.world import Private

SCENARIO = divided()
PARTIES = list(SCENARIO.parties)
BEGUN = game.begin(SCENARIO, 5)
TABLED = game.play(BEGUN, {})
_FULL = game.begin(SCENARIO.with_values({"scenario.tier": 1}), 5)
FULL = (_FULL, game.play(_FULL, {}))
# the same worlds with minds of order 2, which look at what public acts show of themselves
DEEP = SCENARIO.with_values({f"parties.{p}.mind.order": 2 for p in SCENARIO.belligerents})
DEEP_BEGUN = game.begin(DEEP, 5)
DEEP_TABLED = game.play(DEEP_BEGUN, {})
NONE = {"flag": "none", "guard": "none", "quay": "none", "toll": "none"}


def other_secrets(private: Private, seat: int, part: str, fill: float) -> Private:
    """The private world with one part of everybody's rows but the seat's overwritten."""
    array = getattr(private, part).copy()
    for p in range(array.shape[0]):
        if p == seat:
            continue
        if array.dtype == bool:
            array[p] = ~array[p]
        elif part in ("profile", "knows", "hinted"):
            array[p] ^= 1
        elif part == "own":
            array[p] = array[p] * (0.5 + fill)
        elif array.dtype.kind == "i":
            array[p] = int(fill * 3)
        else:
            array[p] = np.roll(array[p].ravel(), 3).reshape(array[p].shape) * (0.25 + fill)
    return private._replace(**{part: array})


def remeasured(before: Game, private: Private) -> Game:
    """The game as if its world had always held other secrets: measured anew."""
    world = before.world._replace(private=private)
    if before.stage == "answers":
        return dataclasses.replace(before, world=world)
    bare = dataclasses.replace(before, world=world, log=before.log[:-1])
    return game._measure(bare)


@settings(max_examples=40)
@given(part=st.sampled_from(Private._fields), seat=st.integers(0, 4),
       fill=st.floats(0.1, 0.9), tabled=st.booleans(), deep=st.booleans())  # fmt: skip
def test_others_secrets_change_neither_view_nor_act(part, seat, fill, tabled, deep):
    """Two worlds that differ in one secret of all others look the same from a seat.

    And its machine decides the same, moves and answers alike.
    """
    one = (DEEP_TABLED if tabled else DEEP_BEGUN) if deep else TABLED if tabled else BEGUN
    other = remeasured(one, other_secrets(one.world.private, seat, part, fill))
    name = PARTIES[seat]
    assert flat(game.look(one, name)) == flat(game.look(other, name))
    if tabled:
        answers = [
            answer_seat(g.arena, g.world, forecast(g.arena, g.world.public), g.moves, seat)
            for g in (one, other)
        ]
        assert np.array_equal(*answers)
    else:
        looks = [consider_seat(g.arena, g.world, g.now, seat, False)[1] for g in (one, other)]
        moves = [
            decide_seat(g.arena, g.world, k, seat) for g, k in zip((one, other), looks, strict=True)
        ]
        assert np.array_equal(*moves)


@pytest.mark.parametrize("part", ["own", "utility", "belief", "weights"])
def test_nor_in_tier_full(part):
    """The finer model of the other is as blind to its secrets as the coarse one."""
    for one in FULL:
        other = remeasured(one, other_secrets(one.world.private, 1, part, 0.4))
        assert flat(game.look(one, PARTIES[1])) == flat(game.look(other, PARTIES[1]))


@pytest.mark.parametrize("part", Private._fields)
def test_those_edits_are_real(part):
    """Every edit of the fence test changes the world: what nothing presses proves little."""
    before = game.play(TABLED, {}).world.private
    after = other_secrets(before, 0, part, 0.3)
    assert any(not np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_a_view_holds_its_own_row_alone():
    """Each part of what a seat holds of the private world is one row, and its own."""
    assert set(Own._fields) == set(Private._fields)
    for seat, name in enumerate(PARTIES):
        mine, private = game.look(BEGUN, name).mine, BEGUN.world.private
        for part in Private._fields:
            whole = getattr(private, part)
            assert np.array_equal(getattr(mine, part), whole[seat])
            assert np.shape(getattr(mine, part)) == whole.shape[1:]


def knows(before: Game, bits: list[int], voiced: int = 0) -> Game:
    """The game with other knowledge of formulas."""
    private = before.world.private._replace(knows=np.array(bits, np.int64))
    public = before.world.public._replace(voiced=voiced)
    world = before.world._replace(public=public, private=private)
    return game._measure(dataclasses.replace(before, world=world, log=()))


class TestFormulas:
    """A latent option is in a view only if its seat knows it or it was voiced."""

    FORMULA = ("flag", "deferred")
    TERMS = NONE | {"flag": "deferred"}

    def test_known_to_one(self):
        """West knows it; nobody else sees it, can voice it or weighs it."""
        one = knows(BEGUN, [int(p == "west") for p in PARTIES])
        for name in PARTIES:
            view = game.look(one, name)
            assert (self.FORMULA in view.known) == (name == "west")
            assert view.voiced == frozenset()
            assert (self.FORMULA in view.legal.voice) == (name == "west")
            seat = PARTIES.index(name)
            look = consider_seat(one.arena, one.world, one.now, seat, True)[1]
            latent = one.arena.latent != 0
            assert look.usable[latent].any() == (name == "west")
            assert (look.passes[latent] > 0).any() <= (name == "west")

    def test_unknown_cannot_be_used(self):
        """To table, demand or voice it is refused in the same words whoever else knows it."""
        for bits in ([0] * 5, [int(p != "east") for p in PARTIES]):
            one = knows(BEGUN, bits)
            for act in (
                Act(proposal=Proposal(self.TERMS)), Act(voice=self.FORMULA),
                Act(statement=Statement("demand", *self.FORMULA)),
            ):  # fmt: skip
                with pytest.raises(ActError) as refused:
                    game.play(one, {"east": act})
                assert str(refused.value) == "flag: deferred is not known to this seat."

    def test_voiced_to_all(self):
        """Once voiced it is in every view."""
        one = game.play(knows(BEGUN, [1] * 5), {p: Act() for p in PARTIES} | {
            "west": Act(voice=self.FORMULA)})  # fmt: skip
        for name in PARTIES:
            assert self.FORMULA in game.look(one, name).known
            assert self.FORMULA in game.look(one, name).voiced

    def test_tabled_in_private_to_those_addressed(self):
        """A private proposal tells the formula to those who must answer, not to the world."""
        acts = {p: Act() for p in PARTIES}
        acts["west"] = Act(proposal=Proposal(self.TERMS, private=True))
        one = game.play(knows(BEGUN, [int(p == "west") for p in PARTIES]), acts)
        seen = {name for name in PARTIES if self.FORMULA in game.look(one, name).known}
        assert seen == {"west", "east"}
        assert game.look(one, "east").voiced == frozenset()

    def test_suggested_in_private_to_those_told(self):
        """A formula suggested in confidence is known to those told, and heard of by nobody else."""
        acts = {p: Act() for p in PARTIES}
        acts["isle"] = Act(voice=self.FORMULA, voice_to=("west", "league"))
        one = game.play(knows(BEGUN, [int(p == "isle") for p in PARTIES]), acts)
        for name in PARTIES:
            view = game.look(one, name)
            told = name in ("isle", "west", "league")
            assert (self.FORMULA in view.known) == told
            assert view.voiced == frozenset()
            assert any(event.kind == "hinted" for event in view.events) == told
            heard = view.past[0].moves[PARTIES.index("isle")]
            assert (heard[move.VOICE] >= 0) == (heard[move.HINT] > 0) == told

    @pytest.mark.parametrize(("to", "sentence"), [
        (("isle",), "This can be told to other parties, not to isle."),
        (("nowhere",), "There is no party called nowhere."),
    ])  # fmt: skip
    def test_suggested_to_nobody_in_particular(self, to, sentence):
        """Only other parties of the scenario can be told."""
        one = knows(BEGUN, [int(p == "isle") for p in PARTIES])
        with pytest.raises(ActError) as refused:
            game.play(one, {"isle": Act(voice=self.FORMULA, voice_to=to)})
        assert str(refused.value) == sentence

    def test_a_facilitator_suggests_before_it_voices(self):
        """To the side that believes it; what is still unsaid a round later it voices."""
        one = knows(BEGUN, [int(p == "isle") for p in PARTIES])
        none = {p: Act() for p in PARTIES if p != "isle"}
        for _ in range(2):
            one = game.play(game.play(one, none), none)
        told = [(e.kind, e.data.get("to")) for e in one.events if e.kind in ("hinted", "voiced")]
        assert told == [("hinted", ["west"]), ("voiced", None)]


class TestAudiences:
    """Events reach those who may see them."""

    def played(self) -> Game:
        acts = {p: Act() for p in PARTIES}
        acts["west"] = Act(proposal=Proposal(NONE, private=True))
        acts["union"] = Act(proposal=Proposal(NONE | {"guard": "watch"}))
        acts["isle"] = Act(insight=Insight("east", ("west",)))
        tabled = game.play(BEGUN, acts)
        return game.play(tabled, {p: Act() for p in PARTIES})

    def test_a_private_proposal(self):
        """It is seen by its proposer and those whose answer it needs, and so are the answers."""
        one = self.played()
        for name in PARTIES:
            events = [e for e in game.look(one, name).events if e.round == 1]
            private = [e for e in events if e.kind == "proposal" and e.data["private"]]
            assert len(private) == (name in ("west", "east"))
            answers = [e for e in events if e.kind == "answer" and e.data["proposer"] == "west"]
            assert bool(answers) == (name in ("west", "east"))
            assert [e.party for e in events if e.kind == "proposal" and not e.data["private"]] == [
                "union"]  # fmt: skip

    def test_insight(self):
        """That something was told is known to teller and listener; what was told is in no event."""
        one = self.played()
        for name in PARTIES:
            told = [e for e in game.look(one, name).events if e.kind == "insight"]
            assert len(told) == (name in ("isle", "west"))
            assert all(set(e.data) == {"about", "to"} for e in told)

    def test_nobody_learns_from_what_they_did_not_see(self):
        """A private offer leaves the beliefs of those it does not reach as they were."""
        acts = {p: Act() for p in PARTIES}
        quiet = game.play(BEGUN, acts)
        acts["west"] = Act(proposal=Proposal(NONE, private=True))
        told = game.play(BEGUN, acts)
        west = PARTIES.index("west")
        for p, name in enumerate(PARTIES):
            before, after = (g.world.private.belief[p, west] for g in (quiet, told))
            assert np.array_equal(before, after) == (name != "east")

    def test_what_was_kept_from_a_seat_is_not_in_its_past(self):
        """Of a stage that is over it holds the moves it saw: no private terms, no whispers."""
        quiet = game.play(BEGUN, {p: Act() for p in PARTIES})
        one = self.played()
        west, union, isle = (PARTIES.index(name) for name in ("west", "union", "isle"))
        for name in PARTIES:
            past = game.look(one, name).past
            assert [(held.round, held.stage) for held in past] == [(1, "moves"), (1, "answers")]
            for held in past:
                assert (held.moves[west, move.PROPOSAL] >= 0) == (name in ("west", "east"))
                assert held.moves[union, move.PROPOSAL] >= 0
                assert (held.moves[isle, move.ABOUT] >= 0) == (name in ("isle", "west"))
                assert (held.moves[isle, move.TO] > 0) == (name in ("isle", "west"))
        acts = {p: Act() for p in PARTIES} | {"west": Act(proposal=Proposal(NONE, private=True))}
        told = game.play(BEGUN, acts)
        for name in (p for p in PARTIES if p not in ("west", "east")):
            assert flat(game.look(quiet, name)) == flat(game.look(told, name))


@settings(max_examples=15)
@given(part=st.sampled_from(["own", "utility", "belief", "knows", "red", "profile"]),
       seat=st.integers(0, 4), fill=st.floats(0.1, 0.9))  # fmt: skip
def test_refusals_and_legal_acts_tell_nothing(part, seat, fill):
    """The same acts are legal, and refused in the same words, whatever others hide."""
    other = remeasured(BEGUN, other_secrets(BEGUN.world.private, seat, part, fill))
    name = PARTIES[seat]
    assert game.look(BEGUN, name).legal == game.look(other, name).legal
    acts = [
        Act(aid=1), Act(posture="attack"), Act(voice=("flag", "deferred")),
        Act(proposal=Proposal(NONE | {"quay": "western"})),
        Act(proposal=Proposal(NONE | {"flag": "eastern"})),
        Act(insight=Insight("east", ("league",))), Act(insight=Insight("west", ("league",))),
    ]  # fmt: skip
    for act in acts:
        said = []
        for g in (BEGUN, other):
            try:
                game.play(g, {name: act})
                said.append("")
            except ActError as refused:
                said.append(str(refused))
        assert said[0] == said[1]


def test_the_posture_of_all_is_public_and_nothing_else_of_a_move_in_secret():
    """Moves are unseen until all have moved: a view before them holds none of this round's."""
    view = game.look(BEGUN, "west")
    assert not [e for e in view.events if e.kind in ("proposal", "insight", "posture")]
    assert view.open == ()
    assert BEGUN.moves[:, move.PROPOSAL].tolist() == [-1] * 5
    assert view.common.state[at.W_ROUND] == 1


@pytest.mark.parametrize("module", ["sim", "sim.record, sim.game, sim.beliefs, sim.ensembles"])
def test_no_table_or_sweep_imports_mesa(module):
    """Only the one-world runner needs Mesa, which costs seconds and memory."""
    code = f"import sys, {module}; assert not {{'mesa', 'networkx', 'numba'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
