"""The model's war gives the theory's numbers. Keys: docs/bibliography.md."""

from __future__ import annotations

import numpy as np
import pytest
from small_worlds import harbour, pie

from sim import columns as at
from sim import fields, game
from sim.acts import Act
from sim.reservation import chance
from sim.rules import hazard

OPTIMISM = at.P_WAR_OPTIMISM


def beta(won: float, lost: float) -> np.ndarray:
    """A party whose first chance is Beta(won, lost)."""
    own = np.array([field.neutral for field in fields.PARTY])
    own[OPTIMISM], own[at.P_WAR_EVIDENCE] = won / (won + lost), won + lost
    return own


class TestConvergence:
    """[smith-stam-2004], [slantchev-2003]: beliefs converge by fighting, at a rate all can tell."""

    def gap(self, battles: float, wins: float) -> float:
        state = np.zeros(at.W_SIZE)
        state[at.W_BATTLES], state[at.W_WINS] = battles, wins
        # the second side's prior, Beta(4, 6) for the first's victory, is Beta(6, 4) for its own
        return chance(beta(8, 2), state, 0) + chance(beta(6, 4), state, 1) - 1.0

    @pytest.mark.parametrize("battles", [0, 1, 5, 10, 30, 100])
    def test_whatever_the_outcomes(self, battles):
        """gap_0 n_0 / (n_0 + n), were all battles won, lost or shared."""
        for wins in (0.0, battles / 3, float(battles)):
            assert self.gap(battles, wins) == pytest.approx(0.4 * 10 / (10 + battles))

    @pytest.mark.parametrize(("costs", "battles"), [(0.2, 10), (0.1, 30), (0.4, 0)])
    def test_battles_to_settle(self, costs, battles):
        """Terms exist as soon as the gap is at most the sum of costs (to a float's error)."""
        found = next(n for n in range(100) if self.gap(n, n / 2) <= costs + 1e-12)
        assert found == battles

    def test_in_the_game(self):
        """Beta(8, 2) against Beta(4, 6), costs .2: a way out in round 10, whatever nature draws."""
        scenario = pie([0.1, 0.9], {
            "war.battles_per_round": 1.0, "war.noise": 0.3,
            # a hair above .1 each, so that round 10 does not hang on the last bit
            "parties.a.war.cost_weight": 0.1000001, "parties.b.war.cost_weight": 0.1000001,
            "parties.a.war.optimism": 0.8, "parties.b.war.optimism": 0.6,
        })  # fmt: skip
        seen = set()
        for seed in range(5):
            played = game.begin(scenario, seed)
            first = None
            refuse = {n: Act() for n in scenario.parties}
            while first is None:
                _, limits = played.real_values(played.round)
                if limits.sum() <= 1.0:
                    first = played.round
                else:
                    played = game.play(game.play(played, refuse), refuse)
            assert first == 10
            seen.add(played.world.public.state[at.W_WINS])
        assert len(seen) == 5


@pytest.fixture(scope="module")
def begun():
    return game.begin(harbour().with_values({"ceasefire.monitoring_effect": 0.4}), 1)


class TestHazard:
    """[werner-yuen-2005], [fortna-2003]: signs of what makes a ceasefire last."""

    def at(self, begun, margin=0.1, imposed=False, attack=False, **terms):
        """The hazard under terms of this protection, monitoring and ambiguity."""
        arena = begun.arena._replace(
            protection=np.array([terms.get("protection", 0.0)]),
            monitoring=np.array([terms.get("monitoring", 0.0)]),
            ambiguity=np.array([terms.get("ambiguity", 0.0)]),
        )
        public = begun.world.public
        state, standing = public.state.copy(), public.standing.copy()
        state[at.W_SIGNED] = 0
        standing[:, at.S_POSTURE] = 2.0 if attack else 1.0
        return hazard(arena, public._replace(state=state, standing=standing), margin, imposed)

    def test_falls_with_the_margin(self, begun):
        """The more the terms are worth to the least content signer, the longer they last."""
        found = [self.at(begun, margin=m) for m in (0.0, 0.1, 0.3, 0.8)]
        assert found == sorted(found, reverse=True)
        assert len(set(found)) == 4

    def test_falls_with_protection(self, begun):
        """Guarantees and peacekeepers lengthen a peace."""
        found = [self.at(begun, protection=p) for p in (0.0, 0.3, 0.6, 1.0)]
        assert found == sorted(found, reverse=True)
        assert len(set(found)) == 4

    def test_falls_with_monitoring(self, begun):
        """Observers alone lengthen a peace; full monitoring takes away the share it says."""
        assert self.at(begun, monitoring=1.0) == pytest.approx(0.6 * self.at(begun))
        assert self.at(begun, monitoring=1.0) < self.at(begun, monitoring=0.5) < self.at(begun)

    def test_rises_with_ambiguity(self, begun):
        """What finesses an issue today may break tomorrow."""
        found = [self.at(begun, ambiguity=a) for a in (0.0, 0.25, 0.5, 1.0)]
        assert found == sorted(found)
        assert len(set(found)) == 4

    def test_imposed_terms_fail_more(self, begun):
        """Terms below a signer's minimum are less durable than natural ones."""
        assert self.at(begun, margin=0.0, imposed=True) > self.at(begun, margin=0.0)
        assert self.at(begun, margin=-0.2) == self.at(begun, margin=0.0, imposed=True)

    def test_right_terms_matter_more_than_strong_text(self, begun):
        """Terms with a margin, unguarded, outlast imposed ones that are guarded."""
        right = self.at(begun, margin=0.8, protection=0.0)
        wrong = self.at(begun, margin=-0.2, imposed=True, protection=0.5)
        assert right < wrong

    def test_provocation(self, begun):
        """An attacking posture endangers a ceasefire."""
        assert self.at(begun, attack=True) > self.at(begun)

    def test_is_a_probability(self, begun):
        """However many dangers meet, the chance stays at most 1."""
        worst = self.at(begun, margin=-1, imposed=True, attack=True, ambiguity=1.0)
        assert 0.0 <= worst <= 1.0
