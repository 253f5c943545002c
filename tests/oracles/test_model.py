"""The model, run as it is, gives the theory's numbers. Keys: docs/bibliography.md."""

from __future__ import annotations

import numpy as np
import pytest
from one_party import minimum, party, standing
from small_worlds import head, pie, read, seat, shares_signed

from sim import columns as at
from sim import game, nature
from sim.preferences import effective
from sim.scenario import Scenario

SLICES = [0.0, *((n + 0.5) / 20 for n in range(20)), 1.0]


def fearon(p: float, low: float = 0.0, high: float = 1.0) -> Scenario:
    """T1: a's chance of victory p, costs .10 and .15, shares of the pie between low and high."""
    shares = [low + (high - low) * x for x in SLICES]
    return pie(shares, {
        "parties.a.war.optimism": p, "parties.b.war.optimism": 1 - p,
        "parties.a.war.cost_weight": 0.10, "parties.b.war.cost_weight": 0.15,
    })  # fmt: skip


class TestRandom123:
    """Salmon, Moraes, Dror and Shaw (2011): the published answers of Philox4x32-10."""

    def test_zeros(self):
        """Key 0 and counter 0 give the first published answer."""
        words = nature.philox(np.zeros(2, np.uint64), np.zeros(4, np.uint64))
        assert [f"{int(w):08x}" for w in words] == ["6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8"]

    def test_ones(self):
        """All bits set give the second."""
        words = nature.philox(np.full(2, 2**32 - 1, np.uint64), np.full(4, 2**32 - 1, np.uint64))
        assert [f"{int(w):08x}" for w in words] == ["408f276d", "41c83b0e", "a20bc7c6", "6d5451fd"]

    def test_pi(self):
        """Digits of pi give the third."""
        counter = np.array([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], np.uint64)
        key = np.array([0xA4093822, 0x299F31D0], np.uint64)
        words = nature.philox(key, counter)
        assert [f"{int(w):08x}" for w in words] == ["d16cfe09", "94fdcceb", "5001e420", "24126ea1"]


class TestBargainingRange:
    """[fearon-1995]"""

    @pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.2, 0.8)])
    def test_it_emerges(self, low, high):
        """At p = .6 and costs .10 and .15 the shares that pass are those in [.50, .75]."""
        scenario = fearon(0.6, low, high)
        begun = game.begin(scenario, 1)
        _, passes = begun.real_surplus(1)
        shares = [low + (high - low) * x for x in SLICES]
        expected = [x for x in shares if 0.5 <= x <= 0.75]
        assert shares_signed(scenario, shares, passes) == expected

    @pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.2, 0.8)])
    def test_limits_on_the_scale_of_the_pie(self, low, high):
        """The reservation points, carried back to the pie, are p - c_a and 1 - (p + c_b).

        To 2^-40, the grain to which the rules round them.
        """
        begun = game.begin(fearon(0.6, low, high), 1)
        _, limits = begun.real_values(1)
        private = begun.world.private
        raw = private.floor + limits / private.scale
        assert raw == pytest.approx([0.5, 0.25], abs=2**-39)

    @pytest.mark.parametrize("p", [0.3, 0.5, 0.6, 0.8])
    def test_width_does_not_depend_on_the_odds(self, p):
        """Whatever the odds, five of twenty slices are in the range."""
        begun = game.begin(fearon(p), 1)
        _, passes = begun.real_surplus(1)
        assert len(shares_signed(begun.scenario, SLICES, passes)) == 5

    def test_a_limit_beyond_the_scale_is_not_clipped(self):
        """A party that war would pay more than any terms accepts none of them."""
        scenario = fearon(0.6).with_values({"parties.a.war.victory": 3.0})
        begun = game.begin(scenario, 1)
        _, limits = begun.real_values(1)
        assert limits[0] > 1.0
        assert not begun.real_surplus(1)[1].any()


class TestCommitment:
    """[powell-2006]: b regains strength in a pause, a does not."""

    GUARD = """
[issues.guard]
title = "Guarantee"
stream = 2
[issues.guard.options.none]
title = "Not addressed"
addressed = false
values = { a = 0.0, b = 0.0 }
[issues.guard.options.full]
title = "Guaranteed"
protection = 1.0
values = { a = 0.0, b = 0.0 }
"""

    def world(self, rearming: float, patience: float) -> game.Game:
        shares = [(n + 0.5) / 20 for n in range(20)]
        scenario = pie(shares, {
            "parties.a.war.optimism": 0.6, "parties.b.war.optimism": 0.4,
            "parties.a.war.cost_weight": 0.10, "parties.b.war.cost_weight": 0.15,
            "parties.a.war.patience": patience, "war.pause_horizon": 10,
            "parties.b.war.replenishment": rearming,
        }, self.GUARD)  # fmt: skip
        return game.begin(scenario, 1)

    def passing(self, begun: game.Game) -> set[str]:
        """Which options of the guarantee stand in terms that pass."""
        _, passes = begun.real_surplus(1)
        names = list(begun.scenario.issues)
        guard = names.index("guard")
        options = list(begun.scenario.issues["guard"].options)
        first = begun.arena.first[guard]
        return {options[o - first] for o in begun.arena.options[guard, passes]}

    def test_a_pause_that_shifts_power_closes_the_window_and_a_guarantee_reopens_it(self):
        """Only guaranteed terms pass while the other would rearm; both do without rearming."""
        assert self.passing(self.world(rearming=0.0, patience=0.9)) == {"none", "full"}
        assert self.passing(self.world(rearming=0.1, patience=0.9)) == {"full"}

    def test_without_a_future_the_shift_does_not_matter(self):
        """At patience 0, kappa is 0 and rearming closes nothing."""
        assert self.passing(self.world(rearming=0.1, patience=0.0)) == {"none", "full"}

    def test_the_side_that_gains_likes_the_pause(self):
        """Shift is signed: to patient b unguarded terms are worth more, by kappa * shift."""
        begun = self.world(rearming=0.1, patience=0.9)
        scenario = begun.scenario.with_values(
            {"parties.a.war.patience": 0.0, "parties.b.war.patience": 0.9}
        )
        begun = game.begin(scenario, 1)
        value, _ = begun.real_values(1)
        exposed = begun.arena.exposed
        strength = begun.world.public.standing[:, at.S_STRENGTH]
        later = min(3.0, strength[1] + 10 * 0.1)
        moved = strength[1] / strength.sum() - later / (strength[0] + later)
        assert moved < 0
        private = begun.world.private
        gained = value[1] - private.utility[1]
        assert gained == pytest.approx(-9 * moved * private.scale[1] * exposed)


class TestGoemans:
    """[goemans-2000]: a leader who is losing fights on iff P > (K - L) / (V + K)."""

    @pytest.mark.parametrize("p", [0.0, 0.1, 0.29, 0.31, 0.5])
    @pytest.mark.parametrize(("disaster", "defeat"), [(1.0, 0.4), (1.0, 1.0), (0.5, 0.5)])
    def test_threshold(self, p, disaster, defeat):
        """V = 1, K = 1, L = .4 needs a chance above .30; at K = L any chance will do."""
        begun = game.begin(pie([0.1, 0.5, 0.9]), 1)
        arena = begun.arena
        own = party(
            war__victory=1, war__defeat=0, war__optimism=p, leader__accountability=1,
            leader__disaster=disaster, leader__defeat=defeat, leader__defeat_below=0.5,
        )  # fmt: skip
        utility = np.array([0.0, 0.4, 0.6, 1.0])
        value = effective(
            arena, utility, own, np.ones(1), arena.values[0, 0], 1.0, 0.0, 0, 0.0, 0.0,
            np.zeros(1), np.zeros(1, np.int64),
        )  # fmt: skip
        assert value.tolist() == [-defeat, 0.4 - defeat, 0.6, 1.0]
        fights_on = minimum(own, standing()) > value[0]
        assert fights_on == (p > (disaster - defeat) / (1 + disaster))


class TestResolve:
    """Our resolve cliff: up to theta violence lowers the reservation point, past it raises it."""

    OWN = party(war__cost_weight=0.2, war__resolve=0.5, war__threshold=0.6)

    def at(self, violence: float) -> float:
        return minimum(self.OWN, standing(violence=violence))

    def test_below_the_threshold_coercion_pays(self):
        """The slope is -c up to theta."""
        assert self.at(0.6) - self.at(0.1) == pytest.approx(-0.2 * 0.5, abs=2**-39)

    def test_past_the_threshold_it_backfires_with_slope_b(self):
        """The slope is b exactly, to the grain of 2^-40: the cost grows no more."""
        for violence in (0.6, 0.8, 1.5):
            rise = self.at(violence + 0.25) - self.at(violence)
            assert rise == pytest.approx(0.5 * 0.25, abs=2**-39)

    def test_the_window_narrows_past_it(self):
        """The width of the range, c_a + c_b less each side's rise, peaks at theta."""
        width = [1.0 - 2 * self.at(v) for v in (0.2, 0.4, 0.6, 0.8, 1.0)]
        assert width[0] < width[1] < width[2] > width[3] > width[4]


class TestSunkCost:
    """Our form: own dead raise the reservation point by s * log(1 + dead)."""

    def test_off_is_neutral(self):
        """At s = 0 the dead do not count."""
        own = party()
        assert minimum(own, standing(casualties=1e6)) == minimum(own, standing())

    def test_on_delays(self):
        """At s > 0 more dead ask for more, along the logarithm."""
        own = party(war__sunk_cost=0.01)
        rise = minimum(own, standing(casualties=99)) - minimum(own, standing())
        assert rise == pytest.approx(0.01 * np.log(100), abs=2**-39)


class TestAmbiguity:
    """[pehar-2001] and the Byrnes note of 1945: one text, two readings."""

    def throne(self, clause: bool, strength: float = 1.0, risk: float = 0.0) -> game.Game:
        """Whether the throne stays: home rejects its abolition, abroad its guarantee."""
        text = head("throne", 10)
        for name, stream, barred in (("home", 1, "abolish"), ("abroad", 2, "explicit")):
            rejects = f'weights = {{ throne = 1.0 }}\nred_lines = ["throne.{barred}"]'
            text += seat(name, stream, {"only": rejects}, optimism="0.7")
        text += """
[issues.throne]
title = "The throne"
stream = 1
[issues.throne.options.silent]
title = "Not addressed"
addressed = false
values = { home = 0.1, abroad = 0.1 }
[issues.throne.options.explicit]
title = "Guaranteed"
de_jure = true
values = { home = 1.0, abroad = 0.0 }
[issues.throne.options.abolish]
title = "Abolished"
de_jure = true
values = { home = 0.0, abroad = 1.0 }
"""
        if clause:
            text += """
[issues.throne.options.will]
title = "The freely expressed will of the people"
readings = { home = "explicit", abroad = "abolish" }
"""
        return game.begin(
            read(text).with_values({"ambiguity.strength": strength, "ambiguity.risk": risk}), 1
        )

    def passing(self, begun: game.Game) -> list[str]:
        options = list(begun.scenario.issues["throne"].options)
        return [options[begun.arena.options[0, t]] for t in begun.real_surplus(1)[1].nonzero()[0]]

    def test_byrnes(self):
        """The acceptable sets meet in the ambiguous clause alone, and nowhere without it."""
        assert self.passing(self.throne(clause=True)) == ["will"]
        assert self.passing(self.throne(clause=False)) == []

    def test_explicit_abolition_is_a_cliff(self):
        """Abolition is refused at any reservation point, however low."""
        begun = self.throne(clause=True)
        low = begun.scenario.with_values(
            {f"parties.{p}.war.cost_weight": 5.0 for p in ("home", "abroad")}
        )
        assert "abolish" not in self.passing(game.begin(low, 1))
        assert "explicit" not in self.passing(game.begin(low, 1))

    @pytest.mark.parametrize("risk", [0.0, 0.3, 1.0])
    def test_at_strength_0_the_effect_vanishes(self, risk):
        """Without room for a reading of one's own the clause is worth the lottery, to both."""
        begun = self.throne(clause=True, strength=0.0, risk=risk)
        assert begun.arena.values[:, 0, 3].tolist() == [0.5, 0.5]
        assert self.passing(begun) == []

    def test_the_window_widens_as_the_risk_of_adjudication_falls(self):
        """The clause's margin falls with the risk, and the clause is lost past it."""
        margins = [self.throne(True, risk=r).log[0].window.margin for r in (0.0, 0.2, 0.4, 0.8)]
        assert margins == sorted(margins, reverse=True)
        assert margins[0] > 0 > margins[-1]

    def test_worth_of_a_clause(self):
        """a((1 - pi) own + pi judged) + (1 - a) judged: .8(.75 * 1 + .25 * .5) + .2 * .5 = .8"""
        begun = self.throne(True, strength=0.8, risk=0.25)
        assert begun.arena.values[:, 0, 3] == pytest.approx([0.8, 0.8])
