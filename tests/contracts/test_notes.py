"""Notes: why a party did nothing, kept in the record and told, without changing a world."""

import json

import pytest

import sim
from sim import compiled, game
from sim.acts import Act, ActError
from ui.transcript import transcript


@pytest.fixture(autouse=True)
def plain_rules():
    """Small worlds: nothing here is worth a compiler."""
    with compiled.interpreted():
        yield


def begun():
    return game.begin(sim.load("lab"), seed=7, seats=["north"])


def noted():
    return game.play(begun(), {"north": Act()}, {"north": "it did not answer."})


def test_a_note_changes_nothing_but_what_is_told():
    """With or without a note the same world follows, mark and all."""
    silent = game.play(begun(), {"north": Act()})
    assert noted().mark == silent.mark
    assert noted().events == silent.events
    assert noted().played[0].notes == {"north": "it did not answer."}
    assert silent.played[0].notes == {}


def test_a_note_is_in_the_record_and_comes_back_from_it():
    """A replayed game has the note; a record without notes does not speak of them."""
    text = game.record(noted()).to_json()
    assert sim.replay(text, verify=True).played == noted().played
    assert "notes" not in game.record(game.play(begun(), {"north": Act()})).to_json()


def test_a_note_is_told_in_the_transcript():
    """Who lost its turn, in which round, and why."""
    lines = [line.text for line in transcript(noted())]
    assert "  North lost its turn: it did not answer." in lines


@pytest.mark.parametrize("notes", [[], {"north": 7}, {"north": "x" * 501}, "lost"])
def test_a_record_with_other_notes_is_refused(notes):
    """A note is a short text by party."""
    body = json.loads(game.record(noted()).to_json())
    body["stages"][0]["notes"] = notes
    with pytest.raises(sim.record.RecordError, match=r"round 1, moves, a note must be"):
        sim.replay(body)


def test_a_note_of_nobody_is_refused():
    """Notes are of parties."""
    with pytest.raises(ActError, match="no party"):
        game.play(begun(), {}, {"nobody": "x"})
