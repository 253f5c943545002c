"""The model's beliefs follow Bayes, and word of mouth moves them as theory says.

Keys: docs/bibliography.md.
"""

from __future__ import annotations

import numpy as np
import pytest
from small_worlds import harbour

import sim
from sim import columns as at
from sim import game
from sim import moves as move
from sim.beliefs import analyse
from sim.crisis import credible_bias
from sim.forecasts import forecast
from sim.insight import credit, listen, track_record, word
from sim.learning import news
from sim.likelihoods import saw_answer, saw_posture
from sim.opponent import correct, see
from sim.round import hear_moves
from sim.view import own_of


@pytest.fixture(scope="module")
def begun():
    """The harbour in its first round, with its parties' places."""
    return game.begin(harbour(), 5)


@pytest.fixture(scope="module")
def place(begun):
    return {name: p for p, name in enumerate(begun.scenario.parties)}


def mind(begun, i):
    """What party i knows, and what it makes of the others."""
    own, public = own_of(begun.world.private, i), begun.world.public
    return own, see(begun.arena, public, forecast(begun.arena, public), own, i)


def told_of(begun, j, prior, *word):
    """A belief about party j after an informant's word, in tier grid."""
    return correct(prior, listen(begun.arena, j, places(begun.arena), *word))


def places(arena):
    """How far the minimum lies off its forecast in each hypothesis of tier grid."""
    return np.tile(arena.grid, (arena.rows.shape[1] + 1, 1))


class TestBayes:
    """[zeng-sycara-1998]"""

    def test_worked_number(self):
        """Even odds and likelihoods .95 and .75 give .5588 and .4412."""
        after = correct(np.array([[0.5], [0.5]]), np.array([[0.95], [0.75]]))
        assert after.ravel() == pytest.approx([0.5588, 0.4412], abs=5e-5)

    def test_what_all_hypotheses_explain_alike_teaches_nothing(self):
        """Equal likelihoods leave a belief as it was."""
        belief = np.array([[0.1, 0.2], [0.3, 0.4]])
        assert correct(belief, np.full((2, 2), 0.3)) == pytest.approx(belief)

    def test_what_no_hypothesis_explains_teaches_nothing(self):
        """An impossible act leaves a belief finite."""
        belief = np.array([[0.25, 0.75]])
        assert correct(belief, np.zeros((1, 2))).tolist() == belief.tolist()

    def test_the_expected_posterior_after_an_answer_is_the_prior(self, begun, place):
        """Over yes and no as the belief itself expects them, exact to a float's error."""
        own, seen = mind(begun, place["west"])
        for j in (place["east"], place["league"]):
            prior = own.belief[j]
            for terms in range(0, begun.arena.needs.size, 7):
                yes = saw_answer(begun.arena, seen, own, j, terms, -1, True)
                no = saw_answer(begun.arena, seen, own, j, terms, -1, False)
                expected = sum((prior * x).sum() * correct(prior, x) for x in (yes, no))
                assert expected == pytest.approx(prior, abs=1e-12)

    def test_the_expected_posterior_after_a_posture_is_the_prior(self, begun, place):
        """Attack and no attack, weighed as the belief expects them, cancel."""
        own, seen = mind(begun, place["west"])
        prior = own.belief[place["east"]]
        acts = [saw_posture(begun.arena, seen, own, place["east"], a) for a in (True, False)]
        expected = sum((prior * x).sum() * correct(prior, x) for x in acts)
        assert expected == pytest.approx(prior, abs=1e-12)

    @pytest.mark.parametrize("party", ["east", "league"])
    def test_a_refusal_lowers_the_belief_that_the_minimum_is_below_the_offer(
        self, begun, place, party
    ):
        """And a yes raises it, for every terms that leave anything to learn."""
        own, seen = mind(begun, place["west"])
        j = place[party]
        for terms in range(begun.arena.needs.size):
            below = self.acceptable(begun, seen, own, j, terms)
            prior = own.belief[j]
            chances = [
                (correct(prior, saw_answer(begun.arena, seen, own, j, terms, -1, yes)) * below)
                .sum() for yes in (False, True)
            ]  # fmt: skip
            before = (prior * below).sum()
            assert chances[0] <= before + 1e-12 <= chances[1] + 2e-12
            if 0.05 < before < 0.95:
                assert chances[0] < before < chances[1]

    def acceptable(self, begun, seen, own, j, terms):
        """Which hypotheses, `[H, G]`, hold the terms to be at or above the minimum."""
        from sim.opponent import every_row

        rows = every_row(begun.arena, seen, own, j)
        return np.array([
            (row.minimum + begun.arena.grid <= row.value[terms]) & (not row.red[terms])
            for row in rows
        ])  # fmt: skip


class TestWord:
    """What an informant's word does to a belief."""

    def test_telling_twice_is_telling_once(self, begun, place):
        """What was told already adds nothing, whoever says it again in the same words."""
        own = own_of(begun.world.private, place["west"])
        prior = own.belief[place["east"]]
        nothing, told = np.array([0.0, 0.0, -1.0]), np.array([6.0, 0.5, 1.0])
        once = told_of(begun, place["east"], prior, nothing, told, 0.8, 1.0, True)
        assert abs(once - prior).sum() > 0.1
        again = told_of(begun, place["east"], once, told, told, 0.8, 1.0, True)
        assert again == pytest.approx(once, abs=1e-12)

    def test_the_same_word_is_not_weighed_again(self, begun, place):
        """It says nothing, to the last bit what weighing it against itself would say."""
        own, east = own_of(begun.world.private, place["west"]), place["east"]
        told, other = np.array([6.0, 0.5, 1.0]), np.array([6.0, 0.5, 0.0])
        arena, public = begun.arena, begun.world.public
        weighed = listen(arena, east, places(arena), told, told, 0.8, 0.7, True)
        assert (weighed == 1.0).all()
        assert np.array_equal(news(arena, public, own, east, told, told, 0.8, 0.7), weighed)
        assert (news(arena, public, own, east, told, other, 0.8, 0.7) != 1.0).any()

    def test_telling_in_parts_is_telling_at_once(self, begun, place):
        """First half, then all that was heard, is the same as all at once."""
        own = own_of(begun.world.private, place["west"])
        prior = own.belief[place["east"]]
        nothing = np.array([0.0, 0.0, -1.0])
        half, whole = np.array([3.0, 0.2, 1.0]), np.array([6.0, 0.5, 1.0])
        at_once = told_of(begun, place["east"], prior, nothing, whole, 0.8, 0.7, True)
        parts = told_of(begun, place["east"], prior, nothing, half, 0.8, 0.7, True)
        parts = told_of(begun, place["east"], parts, half, whole, 0.8, 0.7, True)
        assert parts == pytest.approx(at_once, abs=1e-12)

    def test_in_the_game(self, begun, place):
        """Isle tells West of East: the second telling in a round leaves West's belief alone."""
        arena, world = begun.arena, begun.world
        moves = np.stack([move.nothing() for _ in place])
        moves[:, move.POSTURE] = world.public.standing[:, at.S_POSTURE]
        moves[place["isle"], move.ABOUT] = place["east"]
        moves[place["isle"], move.TO] = 1 << place["west"]
        now = forecast(arena, world.public)
        once = hear_moves(arena, world, now, moves)
        twice = hear_moves(arena, once, now, moves)
        west, east = place["west"], place["east"]
        moved = once.private.belief[west, east] - world.private.belief[west, east]
        assert abs(moved).sum() > 0.01
        again = twice.private.belief[west, east]
        assert again == pytest.approx(once.private.belief[west, east], abs=1e-12)

    def test_the_expected_posterior_is_the_prior(self, begun, place):
        """Over all a truthful informant may say, weighed as the listener expects it.

        Every word is mixed with 1 % uniform, so the equality holds up to that 1 %
        of the belief; without the mixture it holds to the error of the sum.
        """
        arena, own = begun.arena, own_of(begun.world.private, place["west"])
        prior = own.belief[place["east"]]
        profiles, precision, accuracy = arena.chance.shape[1], 30.0, 0.8
        nothing = np.array([0.0, 0.0, -1.0])
        heard = np.linspace(-1.5, 1.5, 301)
        density = np.exp(-0.5 * precision * (heard[:, None] - arena.grid[None, :]) ** 2)
        density /= density.sum(axis=0)
        expected, exact, weight = np.zeros_like(prior), np.zeros_like(prior), 0.0
        for named in range(profiles):
            share = np.full(prior.shape[0], 1 / profiles)
            share[:profiles] = (1 - accuracy) / (profiles - 1)
            share[named] = accuracy
            for x, likely in zip(heard, density, strict=True):
                joint = share[:, None] * likely[None, :]
                chance = (prior * joint).sum()
                told = np.array([precision, precision * x, float(named)])
                after = told_of(begun, place["east"], prior, nothing, told, accuracy, 1.0, True)
                expected += chance * after
                exact += chance * correct(prior, joint)
                weight += chance
        assert weight == pytest.approx(1.0)
        assert exact == pytest.approx(prior, abs=1e-12)
        assert abs(expected - prior).sum() < 0.02

    def test_no_word_is_certain(self, begun):
        """However precise the experts, 1 % uniform keeps every hypothesis alive."""
        sure = word(begun.arena, 1, places(begun.arena), np.array([1e6, 2e5, 0.0]), 1.0, True)
        assert np.isfinite(sure).all()
        assert np.exp(sure).sum() == pytest.approx(1.0)
        assert np.exp(sure).min() >= 0.01 / sure.size * (1 - 1e-9)


class TestKydd:
    """[kydd-2003]: only a mediator on one's own side is believed when it counsels restraint."""

    def test_least_bias(self, begun):
        """At q = .9, x_big = .75, x_small = .65, x_war = .5, w = .2 the least bias is .2667."""
        least = credible_bias(0.9, 0.2, share_big=0.75, share_small=0.65, share_war=0.5).least
        assert least == pytest.approx(0.2667, abs=5e-5)
        for bias, believed in ((least - 1e-9, 0.0), (least + 1e-9, 1.0)):
            aligned = np.full_like(begun.arena.alignment, bias)
            assert credit(begun.arena._replace(alignment=aligned), 1.0, 3, 0) == believed

    def test_japan_is_believed_by_ukraine_and_not_by_russia(self):
        """Its word on the other's minimum moves Ukraine; the same word leaves Russia unmoved."""
        begun = game.begin(sim.load("ukraine-2022"), 3)
        names, arena = list(begun.scenario.parties), begun.arena
        japan, told = names.index("japan"), np.array([20.0, 5.0, 0.0])
        nothing = np.array([0.0, 0.0, -1.0])
        moved = {}
        for listener, about in (("ukraine", "russia"), ("russia", "ukraine")):
            i, j = names.index(listener), names.index(about)
            own = own_of(begun.world.private, i)
            believed = credit(arena, own.trust[japan], japan, i)
            after = told_of(begun, j, own.belief[j], nothing, told, 0.7, believed, True)
            moved[listener] = abs(after - own.belief[j]).sum()
        assert moved["ukraine"] > 0.1
        assert moved["russia"] < 1e-14

    def test_both_tough_and_weak_are_believed_or_neither(self, begun, place):
        """A credible word moves a belief both ways, and one that is not moves it not at all."""
        arena, own = begun.arena, own_of(begun.world.private, place["west"])
        east = place["east"]
        prior, nothing = own.belief[east], np.array([0.0, 0.0, -1.0])
        mean = (prior * arena.grid).sum()
        weak, tough = np.array([9.0, -3.0, -1.0]), np.array([9.0, 3.0, -1.0])
        offsets = [
            [
                (told_of(begun, east, prior, nothing, told, 0.5, believed, True) * arena.grid).sum()
                for told in (weak, tough)
            ]
            for believed in (1.0, 0.0)
        ]  # fmt: skip
        assert offsets[0][0] < mean < offsets[0][1]
        assert offsets[1] == [pytest.approx(mean, abs=1e-15)] * 2


class TestEmpathy:
    """The golden rule as a prior: weight on the other's own profiles against one's mirror."""

    def test_more_empathy_puts_more_on_the_truth(self):
        """The prior chance of the other's true profile grows with empathy, in every world."""
        lab = sim.load("lab")
        for replicate in range(4):
            chances = []
            for empathy in (0.0, 0.1, 0.3, 0.6, 0.98):
                changed = lab.with_values({"parties.north.mind.empathy": empathy})
                begun = game.begin(changed, 1, replicate)
                truth = game.look(begun, "south").profile
                seen = analyse(game.look(begun, "north"))
                chances.append(seen.other["south"].profiles[truth])
            assert chances == sorted(chances)
            assert len(set(chances)) == len(chances)

    def test_without_it_the_other_is_a_mirror(self):
        """At empathy 0 all but the uniform share is one's own image, whatever is true."""
        changed = sim.load("lab").with_values({"parties.north.mind.empathy": 0.0})
        begun = game.begin(changed, 1)
        profiles = analyse(game.look(begun, "north")).other["south"].profiles
        assert profiles["mirror"] == pytest.approx(0.98)
        assert profiles["land"] == profiles["name"] == 0.0

    def test_uniform_weights_keep_their_share(self):
        """Empathy is capped at 1 - eta: no prior rules the unforeseen out."""
        changed = sim.load("lab").with_values({"parties.north.mind.empathy": 0.98})
        begun = game.begin(changed, 1)
        profiles = analyse(game.look(begun, "north")).other["south"].profiles
        assert profiles["other"] == pytest.approx(0.02)
        assert sum(profiles.values()) == pytest.approx(1.0)


class TestTrackRecord:
    """Trust in an informant is earned by how well its word foretold what came."""

    def test_is_bayes_rule_for_word_against_noise(self):
        """An act twice as likely with the word doubles the odds that the word says something."""
        after = track_record(0.5, 0.4, 0.2)
        assert after == pytest.approx(2 / 3)
        assert track_record(after, 0.2, 0.4) == pytest.approx(0.5)

    @pytest.mark.parametrize("trust", [0.0, 1.0])
    def test_certainty_cannot_be_moved(self, trust):
        """Whoever trusts blindly, or not at all, learns nothing of the informant."""
        assert track_record(trust, 0.9, 0.01) == trust

    def test_a_misled_informant_loses_trust(self):
        """Where experts err by half the scale, those they told end up trusting them less."""
        ended = {}
        for bias in (0.0, 0.5):
            changed = sim.load("ukraine-2022").with_values(
                {"parties.ukraine.mind.credence": 0.5, "parties.japan.knowledge.bias": bias}
            )
            names, trusts = list(changed.parties), []
            listener, informant = names.index("ukraine"), names.index("japan")
            for replicate in range(8):
                played = game.begin(changed, 4, replicate)
                while played.stage != "over" and played.round < 20:
                    played = game.play(played, {})
                trusts.append(played.world.private.trust[listener, informant])
            ended[bias] = trusts
        assert np.mean(ended[0.5]) < np.mean(ended[0.0]) - 0.02


class TestTelling:
    """What a third party tells, to whom and when."""

    def test_experts_word_is_passed_on_when_they_know_twice_as_much(self):
        """In rounds 1, 2, 4, 8 of a war, and not in between."""
        quiet = harbour().with_values({"behaviour.talk": 1.0})
        played = game.begin(quiet, 5)
        while played.stage != "over" and played.round < 10:
            played = game.play(played, {})
        told = [e.round for e in played.events if e.kind == "insight" and e.party == "isle"]
        assert told == [1, 2, 4, 8]
