"""Voices inside a party: its own are told to a seat in play, everybody's after the end."""

from __future__ import annotations

import json

import sim
from sim import game
from sim.acts import Act, Proposal
from sim.windows import truth
from ui.charts.council import inside, voices

SCENARIO = sim.load("japan-1945")
SENTENCE = {"throne": "people", "occupation": "allied", "hands": "allied"}


def offered() -> game.Game:
    """The United States, a person, tables the sentence on the second day; Japan must answer."""
    begun = game.begin(SCENARIO.with_values({"parties.united_states.knowledge.formula": 1.0}), 5,
                       seats=("united_states", "japan"))  # fmt: skip
    acts = {"united_states": Act(posture="hold", voice=("throne", "people"))}
    told = game.play(game.play(begun, acts), {})
    return game.play(told, {"united_states": Act(posture="hold", proposal=Proposal(SENTENCE))})


def test_a_seat_hears_its_own_council_and_no_other():
    """Japan is told what its three voices make of the offer, the United States only its own two."""
    g = offered()
    view = game.look(g, "japan")
    number = view.open[0].index
    told = voices(view, number)
    assert [one.split(":")[0] for one in told] == [
        "Those for one condition", "Those for four conditions", "The Emperor",
    ]  # fmt: skip
    assert told[1] == "Those for four conditions: crosses a line it never crosses."
    decides = told[2].endswith("The others are even, so this voice decides.")
    assert decides == ("above" in told[0])
    other = json.dumps(voices(game.look(g, "united_states"), number))
    assert "Emperor" not in other


def test_after_the_end_everybody_s_voices_are_shown():
    """Of each divided party, on the terms that were signed or came nearest."""
    g = game.run(game.begin(SCENARIO, 5))
    told = inside(g, truth(g))
    assert [len(one["lines"]) for one in told] == [2, 3]
    assert all("Japan" in one["title"] or "United States" in one["title"] for one in told)
