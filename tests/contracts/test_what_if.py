"""Many ways on from a round of a record: the past as it was, other chance, one act changed."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim import game as games
from sim.acts import Act, Proposal, terms_names
from sim.futures import Future, futures, position
from sim.written import plain
from ui.cli import app
from ui.cli.what_if import pairs

SILENT = {"north": Act(), "south": Act()}


@pytest.fixture(scope="module")
def played():
    """Three rounds between two people who do nothing."""
    scene = sim.load("lab").with_values({"scenario.rounds": 6})
    game = games.begin(scene, 5, 2, ("north", "south"))
    for _ in range(6):
        game = games.play(game, SILENT)
    return game


@pytest.fixture
def record(played, tmp_path):
    file = tmp_path / "table.json"
    file.write_text(games.record(played).to_json(), "utf-8")
    return file


def test_a_position_is_the_game_as_it_was_then(played):
    """The same marks, worlds and beliefs, whoever sits in the seats now."""
    again = games.begin(played.scenario, played.seed, played.replicate, played.seats)
    for one in played.played[:4]:
        again = games.play(again, one.acts)
    found = position(played, 3)
    assert (found.round, found.stage, found.seats) == (3, "moves", ())
    assert found.mark == again.mark == played.played[3].mark
    for one, other in zip(found.world.private, again.world.private, strict=True):
        assert (one == other).all()
    assert position(played, 2, "answers").mark == played.played[2].mark
    with pytest.raises(
        ValueError, match="round 4 was not played at the stage moves; the last is round 3"
    ):
        position(played, 4)


def test_what_was_brought_on_comes_again():
    """An event of the teacher's is part of the past."""
    scene = sim.load("portsmouth-1905").with_values({"scenario.rounds": 4})
    game = games.inject(games.begin(scene, 7, 0, ("japan",)), "council")
    for _ in range(6):
        game = games.play(game, {"japan": Act()})
    found = position(game, 3)
    assert found.mark == game.played[3].mark
    assert [e.round for e in found.events if e.data.get("id") == "council"] == [2]


def test_worlds_part_by_chance_and_by_the_act_alone(played):
    """World k of both ways has the same chance: an act that is the same leads to the same."""
    same = futures(played, 2, 6, acts={"north": Act()})
    assert same.as_it_was == same.changed
    # by hand: world 3 is the position with the draws of replicate 2 + 3
    by_hand = games.run(games.play(dataclasses.replace(position(played, 2), replicate=5), SILENT))
    third = same.as_it_was[2]
    assert (third.ending, third.rounds) == (by_hand.ending, by_hand.round)
    again = futures(played, 2, 6)
    assert again.as_it_was == same.as_it_was
    assert again.changed == ()


def test_an_offer_that_the_other_would_sign_is_signed_more_often(played):
    """What if North had offered in round 2 what was best for South among what both could sign?"""
    at = position(played, 2)
    surplus, _ = at.real_surplus(2)
    north, south = (list(at.scenario.parties).index(name) for name in ("north", "south"))
    both = np.where(surplus[north] > 0, surplus[south], -1.0)
    assert both.max() > 0
    terms = terms_names(at.scenario, at.arena, int(both.argmax()))
    found = futures(played, 2, 20, acts={"north": Act(proposal=Proposal(terms))})
    then = [sum(one.signed == 2 for one in way) for way in (found.as_it_was, found.changed)]
    assert then[0] == 0
    assert then[1] >= 10


def test_an_act_that_is_not_legal_is_refused(played):
    """As at the table, and before a world is played."""
    with pytest.raises(sim.ActError):
        futures(played, 2, 5, acts={"nobody": Act()})
    with pytest.raises(ValueError, match="from 1 to"):
        futures(played, 2, 0)


def test_pairs_are_counted_world_by_world():
    """Signed only one way, both ways, sooner or later, or never."""
    ways = ((0, 3, 5, 5, 5, 0), (2, 0, 4, 6, 5, 0))
    rows = [[Future("", 9, signed, 0) for signed in way] for way in ways]
    assert pairs(*rows) == {"only": 1, "lost": 1, "same": 3, "none": 1, "earlier": 1, "later": 1}


def ask(*asked):
    return CliRunner().invoke(app, ["what-if", *map(str, asked), "--interpreted"])


def test_the_command_tells_both_ways(record):
    """Counts, endings, and how often the act made the difference."""
    told = ask(record, "--round", 2, "--worlds", 5, "--silent", "north")
    assert told.exit_code == 0, told.output
    assert "Of 5 worlds" in told.output
    said = " ".join(told.output.split())
    assert "0 signed only with the change, 0 only as it was" in said
    rows = json.loads(ask(record, "--round", 2, "--worlds", 5, "--json").stdout)
    assert len(rows["as_it_was"]) == 5
    assert rows["changed"] == []
    given = json.dumps(plain(Act()))
    assert ask(record, "--round", 2, "--worlds", 2, "--act", f"north={given}").exit_code == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--round", 9), "the last is round"),
        (("--round", 2, "--act", "north"), "there is no ="),
        (("--round", 2, "--act", "north={"), "give a party"),
        (("--round", 2, "--act", 'north={"x": 1}'), "no part called x"),
        (("--round", 2, "--silent", "atlantis"), "atlantis"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(record, asked, said):
    """And no traceback."""
    told = ask(record, *asked, "--worlds", 2)
    assert told.exit_code == 1
    assert said in told.output + (told.stderr or "")
    assert "Traceback" not in told.output
