"""What a row of an ensemble says of talks, terms and truces is what happened in that game."""

from __future__ import annotations

import pytest
from small_worlds import harbour

import sim
from sim import game


@pytest.mark.parametrize("name", ["lab", "harbour"])
def test_rows_tell_of_talks_terms_and_truces(name):
    """Counted once more from the events of the same worlds, played as games."""
    scenario = sim.load("lab").with_values(RESTLESS) if name == "lab" else harbour()
    table = sim.ensemble(scenario, worlds=4, seed=7)
    for k in range(4):
        played = game.run(game.begin(scenario, 7, k))
        signed = [e for e in played.events if e.kind == "signed"]
        first = signed[0].round if signed else played.round
        talks = {e.round for e in played.events if e.kind == "proposal" and e.round <= first}
        broken = [e.round for e in played.events if e.kind == "collapsed"]
        assert table["talk_rounds"][k] == len(talks)
        assert table["terms"][k] == (int(signed[0].data["number"]) if signed else -1)
        assert table["collapses"][k] == len(broken)
        assert table["broke"][k] == bool(broken)
        assert (table["rounds"][k], table["ending"][k]) == (played.round, played.ending)
        standing = played.log[-1].standing
        lost = sum(standing[p]["casualties"] for p in scenario.belligerents)
        assert (table["line"][k], table["casualties"][k]) == (played.log[-1].public["line"], lost)
        if broken:
            assert table["truce_rounds"][k] == broken[0] - signed[0].round - 1
    assert table["talk_rounds"].any()
    if name == "lab":
        assert table["broke"].any()


RESTLESS = {"ceasefire.hazard": 0.5, "ceasefire.horizon": 30, "scenario.rounds": 12}
