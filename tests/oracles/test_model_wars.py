"""What fighting does beyond the line: morale, insurgency, swings, escalation.

Keys: docs/bibliography.md.
"""

from __future__ import annotations

import numpy as np
import pytest
from small_worlds import harbour, pie

import sim.scenario as scenarios
from sim import columns as at
from sim import game
from sim.acts import Act
from sim.rules import hazard
from sim.war import fight

ROUT = {
    "war.mobility": 0.5, "war.decided_high": 0.9, "war.decided_low": 0.1, "war.casualties": 100,
    "war.civilians": 10, "parties.a.war.strength": 1.8, "parties.b.war.strength": 0.2,
    "parties.a.war.exposure": 0.2, "parties.b.war.exposure": 0.2,
}  # fmt: skip


def fought(scenario, rounds: int) -> game.Game:
    """The game after so many rounds in which nobody talks and all attack."""
    played = game.begin(scenario, 1)
    acts = {n: Act(posture="attack") for n in scenario.belligerents}
    while played.round < rounds and played.stage != "over":
        played = game.play(game.play(played, acts), {n: Act() for n in scenario.parties})
    return played


class TestInsurgency:
    """A war decided on the ground may go on as insurgency: less intense, and no peace."""

    def test_off_a_decision_ends_the_war(self):
        """At 0 the rout is a military decision."""
        assert fought(pie([0.5], ROUT), 12).ending == "military decision"

    def test_on_it_goes_on_at_low_intensity(self):
        """Nobody signed, the fighting is a fifth of what it was, and it is still war."""
        played = fought(pie([0.5], ROUT | {"war.insurgency": 0.2}), 12)
        intensity = [m.public["intensity"] for m in played.log]
        assert played.phase == "war"
        assert intensity[0] == 1.0
        assert intensity[-1] == pytest.approx(0.2)

    def test_suffering_still_rises_among_those_who_are_overrun(self):
        """All the violence left meets their people, more of it than in the open war."""
        played = fought(pie([0.5], ROUT | {"war.insurgency": 0.3}), 12)
        dead = [m.standing["b"]["civilians"] for m in played.log]
        steps = np.diff(dead)
        assert (steps > 0).all()
        assert steps[-1] > steps[0]
        # .3 of the intensity on wholly exposed people, against all of it on a fifth of them
        assert steps[-1] / steps[0] == pytest.approx(0.3 / 0.2, rel=0.05)
        ours = np.diff([m.standing["a"]["civilians"] for m in played.log])
        assert ours[-1] < ours[0]

    def test_terms_may_still_be_signed(self):
        """It is war, so the belligerents may propose."""
        played = fought(pie([0.5], ROUT | {"war.insurgency": 0.2}), 12)
        assert game.look(played, "a").legal.propose


class TestMorale:
    """Soldiers who are reluctant to kill bring less to bear in an attack."""

    def wins(self, reluctance: float, posture: str) -> float:
        scenario = pie([0.5], {"parties.a.war.reluctance": reluctance,
                               "war.battles_per_round": 1.0})  # fmt: skip
        played = game.begin(scenario, 1)
        acts = {"a": Act(posture=posture), "b": Act(posture="hold")}
        for _ in range(5):
            played = game.play(game.play(played, acts), {"a": Act(), "b": Act()})
        return float(played.world.public.state[at.W_WINS] / played.world.public.state[at.W_BATTLES])

    def test_an_attack_goes_worse(self):
        """The more reluctant, the fewer battles it wins."""
        found = [self.wins(r, "attack") for r in (0.0, 0.2, 0.4)]
        assert found[0] > found[1] > found[2]

    def test_discontent_at_home_makes_it_worse(self):
        """The share withheld grows with discontent."""
        scenario = pie([0.5], {"parties.a.war.reluctance": 0.3})
        begun = game.begin(scenario, 1)
        found = []
        for upset in (0.0, 1.0):
            state, rows = begun.world.public.state.copy(), begun.world.public.standing.copy()
            rows[:, at.S_POSTURE], rows[:, at.S_DISCONTENT] = 2.0, upset
            fight(begun.arena, state, rows, 0.0)
            found.append(rows[1, at.S_VIOLENCE])
        assert found == pytest.approx([0.7, 0.4])


class TestSwings:
    """[werner-yuen-2005]: battles that went one way make a firmer peace than those that swung."""

    def after(self, shocks, effect: float) -> tuple[float, float]:
        """Hazard under the same terms after battles with these shocks, and swings counted."""
        scenario = harbour().with_values({"ceasefire.swing_effect": effect})
        begun = game.begin(scenario, 1)
        state, rows = begun.world.public.state.copy(), begun.world.public.standing.copy()
        before, state[at.W_EDGE], state[at.W_SWINGS] = rows.copy(), 0.0, 0.0
        for shock in shocks:
            fight(begun.arena, state, rows, shock)
        state[at.W_ROUND], state[at.W_SIGNED] = len(shocks), 0
        public = begun.world.public._replace(state=state, standing=before)
        return hazard(begun.arena, public, 0.1, False), float(state[at.W_SWINGS])

    def test_alternating_battles_endanger_a_ceasefire(self):
        """Ten that alternate against ten that do not."""
        steady, swung = self.after([4.0] * 10, 2.0), self.after([4.0, -4.0] * 5, 2.0)
        assert steady[1] == 0
        assert swung[1] >= 9
        assert swung[0] > steady[0]

    def test_off_they_are_not_counted(self):
        """At 0 both are the same, and the world keeps no count."""
        assert self.after([4.0, -4.0] * 5, 0.0) == self.after([4.0] * 10, 0.0)

    def test_in_the_game(self):
        """A quiet front counts few swings, a noisy one of equals many."""
        base = {"ceasefire.swing_effect": 1.0}
        one_way = base | {"parties.a.war.strength": 1.5, "war.noise": 0.02}
        found = [
            fought(pie([0.5], values), 12).world.public.state[at.W_SWINGS]
            for values in (one_way, base | {"war.noise": 0.3})
        ]
        assert found[0] == 0 < found[1]


TAIL = """
[[tails]]
id = "worse"
title = "Escalation"
stream = 1
hazard = 0.0
loss = 2.0
pressed_by = "b"
once = true
effects = [
  { field = "strength", party = "b", add = -0.1 },
  { field = "hatred", party = "a", add = 0.5 },
]
"""


class TestEscalation:
    """A tail grows with what the pressed side has lost; it has a price and no reward."""

    def test_it_comes_as_land_is_lost(self):
        """Never where the line stands still; surely once half of the land is gone."""
        still = fought(pie([0.5], {"war.mobility": 0.0}, TAIL), 12)
        lost = fought(pie([0.5], ROUT | {"war.insurgency": 0.2}, TAIL), 12)
        assert not still.world.public.fired[0]
        assert lost.world.public.fired[0]

    def test_what_it_costs(self):
        """Who escalates is weaker for it and hated more, and gets no land."""
        calm = pie([0.5], ROUT | {"war.insurgency": 0.2}, TAIL)
        calm = calm.with_values({"tails.worse.loss": 0.0})
        done = pie([0.5], ROUT | {"war.insurgency": 0.2}, TAIL)
        without, with_ = (fought(s, 12).world.public for s in (calm, done))
        assert with_.standing[1, at.S_STRENGTH] < without.standing[1, at.S_STRENGTH]
        assert with_.standing[0, at.S_HATRED] > without.standing[0, at.S_HATRED]
        assert with_.state[at.W_LINE] >= without.state[at.W_LINE]

    def test_it_needs_a_side_to_press(self):
        """A hazard by land lost is nobody's without the side that lost it."""
        text = TAIL.replace('pressed_by = "b"\n', "")
        with pytest.raises(scenarios.ScenarioError, match=r"worse\.loss"):
            pie([0.5], None, text)

    def test_the_records_of_worlds_without_it_stay(self):
        """At 0 it is in no digest."""
        text = TAIL.replace("loss = 2.0\n", "")
        plain = pie([0.5], None, text)
        assert plain.with_values({"tails.worse.loss": 0.0}).digest == plain.digest
        assert plain.with_values({"tails.worse.loss": 0.1}).digest != plain.digest
