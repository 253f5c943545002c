"""The engine's promises: one world replays, in any process, interpreted or compiled."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import HARBOUR, everything, harbour

import sim
from sim import compiled, game
from sim.acts import Act, Proposal
from sim.record import Record, RecordError, replay

NONE = {"flag": "none", "guard": "none", "quay": "none", "toll": "none"}


def played(rounds: int = 3) -> game.Game:
    """A game of the harbour with a person in West's seat, who tables and refuses."""
    g = game.begin(harbour(), 5, seats=("west",))
    for _ in range(rounds):
        if g.stage == "moves" and g.phase == "war":
            g = game.play(g, {"west": Act(proposal=Proposal(NONE))})
        if g.stage == "answers":
            asked = {o.proposer: False for o in game.look(g, "west").open}
            g = game.play(g, {"west": Act(answers=asked)})
    return g


GAME = played()
RECORD = json.loads(Record.of(GAME).to_json())


class TestReplay:
    """A record holds scenario, seed and acts; from them all is played again."""

    def test_the_same_game(self):
        """World, events and marks are those of the game that was recorded."""
        again = replay(RECORD)
        assert again.mark == GAME.mark
        assert again.events == GAME.events
        for a, b in zip(everything(again), everything(GAME), strict=True):
            assert np.array_equal(a, b)

    def test_in_a_new_process(self):
        """The same scenario, seed and acts give the same record, letter for letter."""
        code = (
            "import sys, sim; from sim import game; from sim.record import Record\n"
            f"g = game.begin(sim.load({str(HARBOUR)!r}), 9)\n"
            "for _ in range(4): g = game.play(g, {})\n"
            "sys.stdout.write(Record.of(g).to_json())"
        )
        told = [
            subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout
            for _ in range(2)
        ]
        g = game.begin(harbour(), 9)
        for _ in range(4):
            g = game.play(g, {})
        assert told[0] == told[1] == Record.of(g).to_json().encode()

    def test_every_prefix(self):
        """A game left at any stage is continued from there."""
        for length in range(len(RECORD["stages"]) + 1):
            part = RECORD | {"stages": RECORD["stages"][:length]}
            again = replay(part)
            assert len(again.played) == length
            assert again.mark == (GAME.played[length - 1].mark if length else GAME.scenario.digest)

    def test_to_text_and_back(self):
        """A record survives being written and read."""
        assert Record.from_json(Record.of(GAME).to_json()).to_dict() == RECORD

    def test_with_changed_numbers(self):
        """Numbers that were changed for a game travel with its record."""
        changed = sim.load("lab").with_values({"parties.north.mind.empathy": 0.125})
        record = Record.of(game.play(game.begin(changed, 3), {}))
        assert replay(record.to_json()).scenario.digest == changed.digest


def tampered(change: Any) -> dict[str, Any]:
    """The record after a change."""
    body = copy.deepcopy(RECORD)
    change(body)
    return body


def _person(body):
    body["stages"][2]["acts"]["west"]["proposal"]["terms"]["guard"] = "watch"


def _machine(body):
    body["stages"][2]["acts"]["league"]["aid"] = -1


def _mark(body):
    body["stages"][2]["mark"] = "0" * 32


def _dropped(body):
    del body["stages"][2]


def _twice(body):
    body["stages"].insert(2, body["stages"][1])


def _forgotten(body):
    del body["stages"][2]["acts"]["isle"]


def _stranger(body):
    body["stages"][2]["acts"]["mars"] = {}


def _illegal(body):
    body["stages"][2]["acts"]["west"]["aid"] = 1


def _unreadable(body):
    body["stages"][2]["acts"]["west"]["proposal"] = 7


@pytest.mark.parametrize(
    "change",
    [_person, _machine, _mark, _dropped, _twice, _forgotten, _stranger, _illegal, _unreadable],
)
def test_tampering_is_refused_with_the_round_named(change):
    """Whatever was changed in round 2, the refusal is a sentence that names the round."""
    with pytest.raises(RecordError, match="round 2") as refused:
        replay(tampered(change))
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda b: b.update(seed=6), "round 1"),
        (lambda b: b.update(seed=-1), "does not begin"),
        (lambda b: b.update(replicate="x"), "head is damaged"),
        (lambda b: b.update(seats=["mars"]), "does not begin"),
        (lambda b: b.update(rules="0"), "rules 0"),
        (lambda b: b.update(format=9), "format 9"),
        (lambda b: b["scenario"].update(digest="0"), "not the one"),
        (lambda b: b["scenario"].update(text="x = ["), "cannot be had"),
        (lambda b: b["scenario"].update(values={"war.nose": [1, 1, 1]}), "cannot be had"),
        (lambda b: b.update(stages={}), "list of at most"),
        (lambda b: b.update(stages=b["stages"] * 400), "list of at most"),
    ],
)
def test_a_damaged_head_is_refused(change, said):
    """Seed, seats, rules and scenario are checked before anything is played."""
    with pytest.raises(RecordError, match=said):
        replay(tampered(change))


wild = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@settings(max_examples=60)
@given(body=wild | st.fixed_dictionaries({}, optional=dict.fromkeys(RECORD, wild)))
def test_anything_else_is_refused_in_words(body):
    """JSON that is no record is refused with a sentence, never with another error."""
    for text in (body, json.dumps(body)):
        with pytest.raises(RecordError) as refused:
            replay(text)
        assert str(refused.value)


@settings(max_examples=25)
@given(key=st.sampled_from([k for k in RECORD if k not in ("machine",)]), value=wild)
def test_a_head_of_any_other_shape_is_refused_or_the_same(key, value):
    """Any part of the head put to any value: refused in words, or it meant the same."""
    try:
        again = replay(RECORD | {key: value})
    except RecordError:
        return
    assert again.mark == GAME.mark or key in ("stages", "seats")


@pytest.mark.parametrize("text", ["", "{", "[]", "nul", "\x00", "{}", '{"a":' * 5000])
def test_text_that_is_no_record(text):
    """Text that is not even JSON, or nests without end, is refused in words."""
    with pytest.raises(RecordError, match="not a record"):
        replay(text)


class TestIllegalActs:
    """An act that is refused changes nothing."""

    def test_the_game_is_unchanged(self):
        """The position after a refusal is the position before it, and play goes on."""
        begun = game.begin(harbour(), 5)
        before = [np.array(a) for a in everything(begun)]
        with pytest.raises(sim.ActError, match="no such instrument"):
            game.play(begun, {"west": Act(aid=1)})
        for a, b in zip(before, everything(begun), strict=True):
            assert np.array_equal(a, b)
        assert game.play(begun, {}).mark == game.play(begun, {}).mark

    def test_rules_never_write_into_an_old_world(self):
        """Playing on leaves every earlier position as it was."""
        begun = game.begin(harbour(), 5)
        before = [np.array(a) for a in everything(begun)]
        game.play(game.play(game.play(begun, {}), {}), {})
        for a, b in zip(before, everything(begun), strict=True):
            assert np.array_equal(a, b)

    def test_over_is_over(self):
        """Nothing can be played after the end."""
        with compiled.interpreted():
            over = game.run(game.begin(sim.load("lab"), 1))
        with pytest.raises(sim.ActError, match="over"):
            game.play(over, {})
