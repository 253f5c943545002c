"""Factions against theory: one text read two ways (T23), and win-sets (T17, Putnam 1988)."""

from __future__ import annotations

import numpy as np
import pytest
from small_worlds import HARBOUR, pie, shares_signed

import sim
from sim import game
from sim.bargaining import nash

BYRNES = sim.load(HARBOUR.with_name("byrnes.toml"))
CROWD = """
[parties.a.factions.cabinet]
title = "The cabinet"
influence = 1
[parties.a.factions.chamber]
title = "The chamber that ratifies"
influence = 1
minimum = 0.0
"""


def acceptable(scenario, party):
    """The options of the throne that a party would accept, by name."""
    g = game.begin(scenario, 7)
    options = list(scenario.issues["throne"].options)
    surplus = g.real_surplus(1)[0][list(scenario.parties).index(party)]
    return {options[int(g.arena.options[0, t])] for t in np.flatnonzero(surplus >= 0.0)}


def passing(scenario):
    """Those that both would."""
    g = game.begin(scenario, 7)
    options = list(scenario.issues["throne"].options)
    return {options[int(g.arena.options[0, t])] for t in np.flatnonzero(g.real_surplus(1)[1])}


def alone(faction):
    """The throne's world with the east in the hands of one faction."""
    others = [f for f in BYRNES.parties["east"].factions if f != faction]
    return BYRNES.with_values({
        "parties.east.quota": 1,
        f"parties.east.factions.{faction}.influence": 6,
        **{f"parties.east.factions.{other}.influence": 0 for other in others},
    })  # fmt: skip


class TestOneTextTwoReadings:
    """The Byrnes reply as a matter of sets: the ambiguous words are all that passes."""

    def test_each_voice_alone(self):
        """West takes {people, abolished}, those for peace {kept, people}, those for war {kept}."""
        assert acceptable(BYRNES, "west") == {"people", "abolished"}
        assert acceptable(alone("peace"), "east") == {"kept", "people"}
        assert acceptable(alone("war"), "east") == {"kept"}

    def test_the_crown_breaks_the_tie_for_peace(self):
        """With three voices each the words pass, and nothing else does."""
        assert acceptable(BYRNES, "east") == {"kept", "people"}
        assert passing(BYRNES) == {"people"}

    def test_a_crown_for_war_breaks_it_the_other_way(self):
        """A tie-breaker whose minimum is out of reach of the words leaves no window."""
        stern = BYRNES.with_values({"parties.east.factions.crown.minimum": 0.6})
        assert acceptable(stern, "east") == {"kept"}
        assert passing(stern) == set()

    def test_a_vote_more_needs_no_crown(self):
        """One influence more for peace and the crown's view no longer counts."""
        more = {"parties.east.factions.crown.minimum": 0.6,
                "parties.east.factions.peace.influence": 4}  # fmt: skip
        assert passing(BYRNES.with_values(more)) == {"people"}

    def test_without_the_clause_nothing_passes(self):
        """What nobody has voiced opens no window on the table; the formula alone does."""
        first = game.begin(BYRNES, 7).log[0].window
        assert (first.on_table, first.with_formula) == (False, True)

    def test_without_an_effect_of_ambiguity_it_opens_nothing(self):
        """At strength 0 the words are a lottery over what is adjudicated, for everybody."""
        plain = BYRNES.with_values({"ambiguity.strength": 0.0, "parties.east.war.optimism": 0.6})
        assert passing(plain) == set()
        assert passing(plain.with_values({"ambiguity.strength": 1.0})) == {"people"}

    def test_abolition_is_a_red_line_of_all(self):
        """It stays one however low the east's minimum, and whoever decides."""
        for voice in ("peace", "war", "crown"):
            weak = alone(voice).with_values({"parties.east.war.optimism": 0.0})
            assert "abolished" not in acceptable(weak, "east")


COSTS = {"parties.a.war.optimism": 0.6, "parties.b.war.optimism": 0.4,
         "parties.a.war.cost_weight": 0.10, "parties.b.war.cost_weight": 0.15}  # fmt: skip


class TestWinSets:
    """p = .6, costs .10 and .15: the zone is [.50, .75]. A chamber must ratify as well."""

    SHARES = (0.3, 0.4, 0.495, 0.505, 0.555, 0.565, 0.595, 0.625, 0.655, 0.685, 0.745, 0.755, 0.9)

    def game(self, chamber):
        """The pie with a chamber whose minimum lies so far above the cabinet's."""
        scenario = pie(self.SHARES, None, CROWD, {"a": "quota = 2"})
        ratify = {"parties.a.factions.chamber.minimum": chamber}
        return game.begin(scenario.with_values({**COSTS, **ratify}), 7)

    def zone(self, g):
        """Lowest and highest share that passes."""
        found = shares_signed(g.scenario, self.SHARES, g.real_surplus(1)[1])
        return (found[0], found[-1]) if found else None

    def solution(self, g):
        """The share of the Nash solution among terms that pass."""
        surplus, passes = g.real_surplus(1)
        points = np.where(passes, surplus, -1.0).T
        first = int(nash(points, np.zeros(2))[0])
        return self.SHARES[int(g.arena.options[0, first]) - 1]

    @pytest.mark.parametrize(
        ("chamber", "zone", "solution"),
        [
            (0.0, (0.505, 0.745), 0.625),
            (0.06, (0.565, 0.745), 0.655),
            (-0.2, (0.505, 0.745), 0.625),
        ],
    )
    def test_a_smaller_one_gets_more(self, chamber, zone, solution):
        """r = .56 moves the Nash point from .625 to .655; a softer chamber changes nothing."""
        g = self.game(chamber)
        assert self.zone(g) == zone
        assert self.solution(g) == solution

    def test_a_chamber_past_the_other_side_s_limit_leaves_none(self):
        """r above .75: no deal."""
        assert self.zone(self.game(0.26)) is None
