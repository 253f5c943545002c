"""The account of a belief is the belief's own history, and hindsight is Bayes' rule.

Keys: docs/bibliography.md.
"""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from small_worlds import harbour, pie

from sim import evidence, formulas, game, smoothing
from sim.acts import Act, Proposal
from sim.beliefs import analyse, information
from sim.drift import predict

SHARES = [k / 20 for k in range(21)]


@pytest.fixture(scope="module")
def ended():
    """The harbour, played to its end."""
    return game.run(game.begin(harbour(), 5))


def brute(prior, drift, likelihood):
    """Smoothed `[T, H, G]` by summing over every path of every row."""
    rounds, rows, points = likelihood.shape
    total = np.zeros(likelihood.shape)
    for row in range(rows):
        for path in itertools.product(range(points), repeat=rounds):
            chance = prior[row, path[0]]
            for here, there in itertools.pairwise(path):
                chance *= drift[here, there]
            for t, g in enumerate(path):
                chance *= likelihood[t, row, g]
            for t, g in enumerate(path):
                total[t, row, g] += chance
    return total / total.sum(axis=(1, 2), keepdims=True)


def filtered(prior, drift, likelihood):
    """The forward pass: the belief at the end of each round, before its drift."""
    found, belief = [], prior
    for each in likelihood:
        belief = belief * each
        belief = belief / belief.sum()
        found.append(belief)
        belief = belief @ drift
    return found


class TestSmoothing:
    """[rauch-tung-striebel-1965], on a finite chain"""

    @pytest.mark.parametrize("seed", range(5))
    def test_the_backward_pass_sums_over_all_paths(self, seed):
        """Two rows, three offsets, five rounds, a drift that is not symmetric."""
        draw = np.random.default_rng(seed)
        prior = draw.dirichlet(np.ones(6)).reshape(2, 3)
        drift = draw.dirichlet(np.ones(3), size=3)
        likelihood = draw.uniform(0.05, 1.0, size=(5, 2, 3))
        back = smoothing.backward(filtered(prior, drift, likelihood), [drift] * 4)
        assert np.array(back) == pytest.approx(brute(prior, drift, likelihood), abs=1e-12)

    def test_what_cannot_be_stays_impossible(self):
        """Offsets and rows without any chance have none in hindsight, and nothing is undefined."""
        prior, drift = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]), np.eye(3)
        back = smoothing.backward(filtered(prior, drift, np.full((4, 2, 3), 0.5)), [drift] * 3)
        assert np.array(back) == pytest.approx(np.array([prior] * 4))

    def test_the_kernel_is_the_rules_drift(self, ended):
        """A belief times the matrix is the belief a round of drift leaves."""
        belief = ended.world.private.belief[0]
        parties = belief.shape[0]
        drifted = predict.plain(ended.arena, belief, np.arange(parties), np.ones(parties))
        kernel = smoothing.kernel(ended.arena, 0, np.ones(parties))
        assert kernel.sum(axis=1) == pytest.approx(1.0)
        assert belief @ kernel == pytest.approx(drifted, abs=1e-15)

    def test_rows_may_move_each_by_its_own_law(self):
        """Two rows of which one stays: the backward pass by row is that of each row alone."""
        draw = np.random.default_rng(3)
        drifts = np.stack([np.eye(3), draw.dirichlet(np.ones(3), size=3)])
        prior = draw.dirichlet(np.ones(6)).reshape(2, 3)
        likelihood = draw.uniform(0.05, 1.0, size=(5, 2, 3))
        closed, belief = [], prior
        for each in likelihood:
            belief = belief * each / (belief * each).sum()
            closed.append(belief)
            belief = np.stack([row @ drift for row, drift in zip(belief, drifts, strict=True)])
        together = np.array(smoothing.backward(closed, [drifts] * 4))
        for k in range(2):
            alone = brute(prior[k : k + 1], drifts[k], likelihood[:, k : k + 1])[:, 0]
            share = together[:, k].sum(axis=1, keepdims=True)
            assert together[:, k] / share == pytest.approx(alone, abs=1e-12)

    @pytest.mark.parametrize("variance", [0.0, 0.0004, 0.004, 0.09])
    def test_diffusion_keeps_the_mean_and_adds_the_variance(self, variance):
        """From the middle of a wide grid; nothing gets lost at the ends."""
        grid = np.linspace(-3.0, 3.0, 121)
        law = smoothing.diffusion(grid, variance)
        assert law.sum(axis=1) == pytest.approx(1.0)
        assert law.min() >= 0.0
        assert grid @ law[60] == pytest.approx(0.0, abs=1e-12)
        assert grid**2 @ law[60] == pytest.approx(variance, rel=1e-9, abs=1e-15)

    def test_a_minimum_that_ranges_fix_moves_by_the_drift_alone(self, ended):
        """Where public knowledge leaves nothing private, hindsight moves as the rules say; else
        by more, for the same war moves a tougher party's minimum otherwise than a softer one's."""
        view = game.look(ended, "west")
        east = list(ended.scenario.parties).index("east")
        wars = [view.past[0].common, view.common]
        certain = view.arena._replace(low=view.arena.middle, high=view.arena.middle)
        (fixed,) = smoothing.movements(dataclasses.replace(view, arena=certain), east, wars)
        (free,) = smoothing.movements(view, east, wars)
        kernel = smoothing.kernel(view.arena, east, np.ones(5))
        assert len(fixed) == view.mine.belief.shape[1]
        for law in fixed:
            assert law == pytest.approx(kernel, abs=1e-12)
        assert all((np.diag(law) < np.diag(kernel)).all() for law in free)


class TestInformation:
    """Kullback-Leibler divergence, in bits."""

    def test_worked_number(self):
        """From even odds to nine in ten: one bit less the entropy of a tenth, .531."""
        prior, after = np.array([[0.5], [0.5]]), np.array([[0.9], [0.1]])
        assert information(prior, after) == pytest.approx(0.5310, abs=5e-5)

    def test_certainty_among_equals(self):
        """To single out one of eight takes three bits."""
        sure = np.zeros((2, 4))
        sure[0, 0] = 1.0
        assert information(np.full((2, 4), 0.125), sure) == pytest.approx(3.0)


class TestAccount:
    """The clues are the corrections of the rules."""

    @pytest.mark.parametrize("seat", ["west", "east", "league", "union", "isle"])
    def test_every_belief_of_the_game_is_on_the_way(self, ended, seat):
        """Each stage's arrival is the belief the world held then, bit for bit, about everybody."""
        view = game.look(ended, seat)
        done = evidence.passages(view)
        held = [*(one.mine for one in view.past), view.mine]
        assert len(done) == len(held)
        for passage, mine in zip(done, held, strict=True):
            arrived = {mark.about: mark.belief for mark in passage.arrival}
            assert sorted(arrived) == [p for p in range(5) if p != view.number]
            for j, belief in arrived.items():
                assert np.array_equal(belief, mine.belief[j])

    def test_clues_chain(self, ended):
        """Each begins where the last ended, and together they lead to what is believed now."""
        view = game.look(ended, "west")
        told = evidence.account(view, "east")
        for last, clue in itertools.pairwise(told.clues):
            assert clue.before == last.after
        assert told.clues[-1].after == analyse(view).other["east"].reservation
        moved = sum(clue.change for clue in told.clues)
        start = told.fans[0].mean
        assert start + moved == pytest.approx(told.clues[-1].after.mean, abs=1e-12)

    def test_the_fan_is_what_was_measured(self, ended):
        """Its outer quantiles are the interval of the log, round by round."""
        told = evidence.account(game.look(ended, "west"), "east")
        west = list(ended.scenario.parties).index("west")
        for measure, fan in zip(ended.log, told.fans, strict=True):
            mean, low, high = measure.estimates[west]
            assert (fan.round, fan.mean) == (measure.round, pytest.approx(mean, abs=1e-15))
            assert (fan.quantiles[0], fan.quantiles[-1]) == (low, high)
            assert list(fan.quantiles) == sorted(fan.quantiles)

    def test_the_war_moves_a_forecast_and_tells_no_secret(self, ended):
        """It has no author and no information; whatever a party did has both."""
        clues = evidence.account(game.look(ended, "west"), "east").clues
        assert {c.kind for c in clues} >= {"war", "offer", "refusal", "insight"}
        for clue in clues:
            assert (clue.party is None) == (clue.kind == "war")
            assert clue.information == 0.0 or clue.kind != "war"

    def test_a_known_beginning_is_not_done_again(self, ended):
        """An account carried on is the account made at once."""
        g = game.begin(ended.scenario, 5)
        known = ()
        for _ in range(5):
            view = game.look(g, "west")
            carried = evidence.account(view, "east", known)
            whole = evidence.account(view, "east")
            assert carried.clues == whole.clues
            assert carried.fans == whole.fans
            known = carried.passages
            g = game.play(g, {})

    def test_what_is_kept_of_a_past_is_what_was_learnt(self, ended):
        """A passage holds on to its own beliefs, not to the room for all that could be learnt."""
        for passage in evidence.passages(game.look(ended, "west")):
            held = {id(mark.belief.base): mark.belief.base for mark in passage.learnt}
            own = sum(mark.belief.nbytes for mark in passage.learnt)
            assert sum(base.nbytes for base in held.values()) == own

    def test_nobody_has_an_account_of_himself(self, ended):
        with pytest.raises(ValueError, match="west"):
            evidence.account(game.look(ended, "west"), "west")


class TestSigns:
    """A pie of twenty slices: what an act means is known beforehand."""

    def clues(self, share, yes):
        """What `a` makes of one answer of `b` to a share of the pie for `a`."""
        scenario = pie(SHARES)
        g = game.begin(scenario, 3, seats=("a", "b"))
        terms = {"pie": f"share{SHARES.index(share)}"}
        g = game.play(g, {"a": Act(proposal=Proposal(terms)), "b": Act()})
        g = game.play(g, {"a": Act(), "b": Act(answers={"a": yes})})
        return evidence.account(game.look(g, "a"), "b").clues

    def test_a_refusal_raises_the_estimate_and_a_yes_lowers_it(self):
        """Terms that leave half to the other: no means it wants more, yes that it takes less."""
        (no,) = [c for c in self.clues(0.5, False) if c.kind == "refusal"]
        (yes,) = [c for c in self.clues(0.5, True) if c.kind == "acceptance"]
        assert no.change > 0.005
        assert yes.change < -0.005
        assert no.information > 0.0
        assert yes.information > 0.0

    def test_what_surprises_informs_more(self):
        """A refusal of nearly everything tells more than one of next to nothing."""
        (stunning,) = [c for c in self.clues(0.05, False) if c.kind == "refusal"]
        (expected,) = [c for c in self.clues(0.95, False) if c.kind == "refusal"]
        assert stunning.information > 10 * expected.information


class TestFormulas:
    """An ambiguous option by both readings."""

    def test_each_side_reads_it_its_own_way(self):
        """The harbour's flag: west reads it as western, east as eastern, by the scenario."""
        g = game.begin(harbour(), 5)
        knows = np.ones(5, np.int64)
        world = g.world._replace(private=g.world.private._replace(knows=knows))
        view = game.look(game._measure(replaced(g, world)), "west")
        analysis = analyse(view)
        (formula,) = formulas.formulas(view, analysis, "east")
        assert (formula.my_reading, formula.their_reading) == ("western", "eastern")
        rows = {o: row(view, o) for o in ("none", "deferred", "western", "eastern")}
        own, theirs = analysis.own, analysis.other["east"].value
        assert formula.mine == own[rows["deferred"]] - own[rows["none"]]
        assert formula.theirs == theirs[rows["deferred"]] - theirs[rows["none"]]
        assert formula.my_reading_worth == own[rows["western"]] - own[rows["none"]]
        assert formula.their_reading_worth == theirs[rows["eastern"]] - theirs[rows["none"]]
        assert 0.0 <= formula.barred <= 1.0
        assert formulas.formulas(view, analysis, "isle") == (), "an ally reads it alike"

    def test_what_a_seat_has_not_heard_of_is_not_read(self):
        """A latent option that the seat does not know has no line."""
        g = game.begin(harbour(), 5)
        knows = np.zeros(5, np.int64)
        world = g.world._replace(private=g.world.private._replace(knows=knows))
        view = game.look(game._measure(replaced(g, world)), "west")
        assert formulas.formulas(view, analyse(view), "east") == ()


def replaced(g, world):
    return dataclasses.replace(g, world=world, log=())


def row(view, option):
    from sim.acts import terms_number

    nothing = {issue.id: issue.silent for issue in view.scenario.issues.values()}
    return terms_number(view.scenario, view.arena, {**nothing, "flag": option})
