"""Minds about minds: what public acts show of a party, and what order 2 makes of it.

Keys: docs/bibliography.md.
"""

from __future__ import annotations

import numpy as np
import pytest
from small_worlds import EVEN, head, read, seat

import sim
from sim import columns as at
from sim import compiled, game
from sim.acts import Act, Proposal
from sim.beliefs import minimum, shoes
from sim.foresight import CANDIDATES, first_order, short_list
from sim.game import Game
from sim.inference import lower_orders
from sim.onlooker import chair, reading
from sim.round import consider_seat, decide_seat
from sim.scenario import Scenario
from sim.strategies import order
from sim.view import own_of

ISSUE = """
[issues.{name}]
title = "{name}"
stream = {stream}
[issues.{name}.options.none]
title = "Not addressed"
addressed = false
values = {{ a = 0.0, b = 0.0 }}
[issues.{name}.options.a]
title = "to a"
values = {{ a = 1.0, b = 0.0 }}
[issues.{name}.options.half]
title = "in half"
values = {{ a = 0.5, b = 0.5 }}
[issues.{name}.options.b]
title = "to b"
values = {{ a = 0.0, b = 1.0 }}
"""


@pytest.fixture(autouse=True)
def interpreted():
    """These worlds are small: nothing here waits for the compiler."""
    with compiled.interpreted():
        yield


def two(weight: float, a: tuple[float, float], b: tuple[float, float], **values: float) -> Scenario:
    """Two who want land or trade; a reservation point is the optimism, within its range."""
    text = head("two", 12) + EVEN
    text += "".join(ISSUE.format(name=n, stream=s) for n, s in (("land", 1), ("trade", 2)))
    wants = {
        "land": f"weights = {{ land = {weight}, trade = {1 - weight} }}",
        "trade": f"weights = {{ land = {1 - weight}, trade = {weight} }}",
    }
    for name, stream, (low, high) in (("a", 1, a), ("b", 2, b)):
        sure = f"{{ low = {low}, high = {high} }}"
        text += seat(name, stream, wants, optimism=sure, war="evidence = 10")
    changed = {name.replace("__", "."): value for name, value in values.items()}
    return read(text).with_values(changed)


class TestHierarchy:
    """[camerer-ho-chong-2004]: what a mind of order 2 takes the other's order to be."""

    @pytest.mark.parametrize("tau", [0.0, 0.5, 1.5, 100.0])
    def test_shares(self, tau):
        """Poisson with mean tau, cut off below 2: at tau = 1.5 order 1 has .6."""
        own = np.zeros(at.P_SIZE)
        own[at.P_MIND_TAU] = tau
        assert first_order(own) == pytest.approx(lower_orders(tau, 2)[1], abs=1e-15)

    def test_a_range_draws_the_order(self):
        """The whole part counts: 0 to 2.999 gives worlds with minds of order 0, 1 and 2."""
        drawn = {"value": 1.5, "low": 0.0, "high": 2.999}
        scenario = two(0.7, (0.3, 0.6), (0.3, 0.6)).with_values({"parties.a.mind.order": drawn})
        begun = [game.begin(scenario, 1, k) for k in range(12)]
        assert {order(own_of(g.world.private, 0)) for g in begun} == {0, 1, 2}


class TestOnlooker:
    """What the other believes of oneself is its own filter, run on one's public acts."""

    def test_it_is_the_others_filter(self):
        """Row by row the adversary's belief, where priors agree, after every stage.

        The mirror image differs: the adversary's has its own drawn weights, the
        onlooker's those that are public. To the error of a float's sum.
        """
        sure = {f"parties.{party}.war.optimism": 0.9 for party in ("north", "south")}
        g = game.begin(sim.load("lab").with_values(sure), 7)
        mirror = g.arena.chance.shape[1]
        moved = 0.0
        before = np.delete(g.world.public.onlooker[0], mirror, axis=0)
        for _ in range(8):
            assert g.stage != "over"
            public, private = g.world.public, g.world.private
            for i, j in ((0, 1), (1, 0)):
                theirs = np.delete(private.belief[j, i], mirror, axis=0)
                shown = np.delete(public.onlooker[i], mirror, axis=0)
                assert shown / shown.sum() == pytest.approx(theirs / theirs.sum(), abs=1e-12)
            moved = abs(np.delete(public.onlooker[0], mirror, axis=0) - before).sum()
            g = game.play(g, {})
        assert moved > 0.1

    @pytest.mark.parametrize("private", [False, True])
    def test_it_hears_nothing_private(self, private):
        """A proposal among two teaches the two alone; one in public teaches everybody."""
        g = game.begin(sim.load("lab").with_values({"behaviour.talk": 1.0}), 7, seats=("north",))
        terms = {"land": "half", "trade": "open", "name": "none"}
        act = Act(proposal=Proposal(terms, private=private))
        silent, spoken = game.play(g, {"north": Act()}), game.play(g, {"north": act})
        same = np.array_equal(silent.world.public.onlooker, spoken.world.public.onlooker)
        assert same == private
        assert not np.array_equal(silent.world.private.belief, spoken.world.private.belief)
        silent, answered = (game.play(s, {"south": Act(answers=a)})
                            for s, a in ((silent, {}), (spoken, {"north": False})))  # fmt: skip
        same = np.array_equal(silent.world.public.onlooker, answered.world.public.onlooker)
        assert same == private

    def test_shoes_say_it(self):
        """Every party is told the same of how it is seen, and its own offers move it."""
        g = game.begin(sim.load("lab").with_values({"behaviour.talk": 1.0}), 7, seats=("north",))
        before = shoes(game.look(g, "north"), "south").sees_us
        terms = {"land": "none", "trade": "open", "name": "none"}
        g = game.play(g, {"north": Act(proposal=Proposal(terms))})
        after = shoes(game.look(g, "north"), "south").sees_us
        assert after.reservation.low <= after.reservation.mean <= after.reservation.high
        assert set(after.profiles) == {"land", "trade", "mirror", "other"}
        assert sum(after.profiles.values()) == pytest.approx(1.0)
        assert after.profiles["trade"] > before.profiles["trade"]
        assert (before.issue, after.issue) == ("land", "trade")
        assert 0.0 <= after.accepts <= 1.0


def tabled(scenario: Scenario, depth: int, seed: int = 0) -> tuple[Game, int, float]:
    """The game after the first moves, the terms `a` tables and its real surplus in them."""
    g = game.begin(scenario.with_values({"parties.a.mind.order": depth}), seed)
    surplus = g.real_surplus(1)[0][0]
    g = game.play(g, {})
    number = int(g.world.public.tabled[0])
    return g, number, float(surplus[number])


def seen(g: Game) -> tuple[float, float]:
    """What public acts show of `a`: the chance of its true profile, and its minimum."""
    own = chair(g.arena, g.world.public)
    profile = int(g.world.private.profile[0])
    read_ = reading(g.arena, g.world.public, g.now, own)
    return float(own.belief[0, profile].sum()), minimum(g.arena, own, read_, 0).mean


# b is of order 1 for certain; where offers teach nothing, nothing can be signalled or hidden
STRICT, DEAF = {"parties__a__mind__tau": 100.0}, {"belief__offer_width": 2.0}


class TestForesight:
    """[de-weerd-verbrugge-verheij-2017]: order 2 weighs what its own acts teach the other."""

    def understood(self, **values: float) -> Scenario:
        """a wants land above all, b does not know it and could do without either."""
        known = {"parties__a__mind__empathy": 0.9, "parties__b__mind__empathy": 0.3}
        narrow = {"belief__offer_width": 0.1}
        return two(0.9, (0.55, 0.55), (0.1, 0.3), **{**STRICT, **known, **narrow, **values})

    def test_it_gives_up_surplus_to_be_understood(self):
        """It leaves all trade to b where order 1 asks for half: so b sees what it wants."""
        plain, first, more = tabled(self.understood(), 1)
        signal, second, less = tabled(self.understood(), 2)
        assert first != second
        assert 0.0 < less < more
        assert seen(plain)[0] < 0.4
        assert seen(signal)[0] > 0.8

    def test_and_not_where_offers_teach_nothing(self):
        """The same mind before a listener to whom all offers sound alike does as order 1."""
        deaf = self.understood(**DEAF)
        assert tabled(deaf, 2)[1] == tabled(deaf, 1)[1]

    def hidden(self, **values: float) -> Scenario:
        """a may be weak or strong by its public range, and is weak."""
        known = {f"parties__{party}__mind__empathy": 0.9 for party in "ab"}
        return two(0.6, (0.1, 0.6), (0.4, 0.6), **{**STRICT, **known, **values})

    def test_it_hides_a_weakness(self):
        """Its minimum is low; it does not table what would show that, and keeps b in doubt."""
        plain, first, less = tabled(self.hidden(), 1, seed=1)
        hiding, second, more = tabled(self.hidden(), 2, seed=1)
        weak, low = seen(plain)[1], plain.log[0].minimum[0]
        assert first != second
        assert less < more
        assert low < weak < seen(hiding)[1]

    def test_and_not_from_the_deaf(self):
        """Where its offers show nothing there is nothing to hide."""
        deaf = self.hidden(**DEAF)
        assert tabled(deaf, 2, seed=1)[1] == tabled(deaf, 1, seed=1)[1]

    def test_in_the_last_round_it_does_as_order_one(self):
        """Nothing follows, so nothing is taught."""
        once = self.understood().with_values({"parties.a.mind.foresight": 0.9})
        g = game.begin(once, 0)
        last = g.arena.rounds
        state = g.world.public.state.copy()
        state[at.W_ROUND] = last
        found = []
        for depth in (1, 2):
            own = g.world.private.own.copy()
            own[0, at.P_MIND_ORDER] = depth
            world = g.world._replace(
                public=g.world.public._replace(state=state),
                private=g.world.private._replace(own=own),
            )
            _, look = consider_seat(g.arena, world, g.now, 0, True)
            found.append(decide_seat(g.arena, world, look, 0).tolist())
        assert found[0] == found[1]


class TestShortList:
    """The terms an order-2 party thinks through."""

    def test_the_best_comes_first_and_all_differ(self):
        """Then the best of every band of own surplus; terms without gain are never there."""
        rng = np.random.default_rng(3)
        gain, surplus = rng.uniform(-0.2, 1, 200), rng.uniform(0, 1, 200)
        gain[gain < 0.0] = 0.0
        found = short_list(gain, surplus)
        assert found.shape == (CANDIDATES,)
        assert found[0] == gain.argmax()
        assert len(set(found.tolist())) == CANDIDATES
        assert (gain[found] > 0.0).all()
        assert surplus[found].min() < 1 / 6 < 5 / 6 < surplus[found].max()

    def test_nothing_to_gain(self):
        """No terms are listed."""
        assert short_list(np.zeros(9), np.ones(9)).tolist() == [-1] * CANDIDATES
