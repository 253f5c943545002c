"""Hindsight is worth having: over many worlds it errs less, and is narrower, than foresight."""

from __future__ import annotations

import numpy as np
import pytest
from small_worlds import harbour, pie

from sim import game, smoothing
from sim.acts import Act, Proposal, terms_number
from sim.hindsight import hindsight
from sim.windows import truth

SEEDS = range(12)


@pytest.fixture(scope="module")
def looked_back():
    """Both belligerents' hindsight in some harbours: `(game, seat, hindsight)` each."""
    scenario, found = harbour(), []
    for seed in SEEDS:
        g = game.run(game.begin(scenario, seed))
        one, two = scenario.belligerents
        for seat, other in ((one, two), (two, one)):
            found.append((g, seat, hindsight(g, game.look(g, seat), other)))
    return found


def test_hindsight_errs_less_on_average(looked_back):
    """Root mean squared error over all rounds of war of all worlds."""
    errors = np.array([each.error for _, _, each in looked_back])
    rounds = np.array([sum(each.war) for _, _, each in looked_back])
    then, later = np.sqrt((errors**2 * rounds[:, None]).sum(axis=0) / rounds.sum())
    assert later < then


def test_hindsight_errs_less_where_the_model_is_true():
    """Chains drawn from the belief's own law: a row that stays, an offset that drifts."""
    draw = np.random.default_rng(7)
    rows, points, rounds = 3, 9, 12
    drift = np.array([[0.1 * (abs(g - h) == 1) for h in range(points)] for g in range(points)])
    drift += np.diag(1.0 - drift.sum(axis=1))
    seen = draw.dirichlet(np.ones(4), size=(rows, points))  # [H, G, signs]
    value = np.arange(points) + 2.0 * np.arange(rows)[:, None]
    errors = np.zeros(2)
    for _ in range(300):
        row, offset = draw.integers(rows), draw.integers(points)
        belief, closed, truth_ = np.full((rows, points), 1.0 / (rows * points)), [], []
        for _ in range(rounds):
            sign = draw.choice(4, p=seen[row, offset])
            belief = belief * seen[:, :, sign]
            closed.append(belief / belief.sum())
            truth_.append(value[row, offset])
            belief = closed[-1] @ drift
            offset = draw.choice(points, p=drift[offset])
        for k, beliefs in enumerate((closed, smoothing.backward(closed, [drift] * (rounds - 1)))):
            means = np.array([(value * each).sum() for each in beliefs])
            errors[k] += ((means - np.array(truth_)) ** 2).mean()
    assert errors[1] < 0.95 * errors[0]


def test_hindsight_is_narrower_on_average(looked_back):
    """Later evidence can widen a single round's interval, not the typical one."""
    then = [fan.width for _, _, each in looked_back for fan in each.account.fans]
    later = [fan.width for _, _, each in looked_back for fan in each.smoothed]
    assert np.mean(later) < np.mean(then)


def test_in_the_last_round_there_is_nothing_to_look_back_from(looked_back):
    """The smoothed belief of the last round is the one held at the end."""
    for g, seat, each in looked_back:
        view = game.look(g, seat)
        j = list(g.scenario.parties).index(each.account.party)
        back = smoothing.looking_back(view, each.account.passages, each.account.party)
        assert np.array_equal(back[max(back)], view.mine.belief[j])


def test_late_rounds_were_open_and_not_believed(looked_back):
    """What hindsight would have seen was there, and the seat gave it less than even odds."""
    late = 0
    for g, seat, each in looked_back:
        told = truth(g)
        believed = dict(zip([w.round for w in told.rounds], told.believed[seat], strict=True))
        open_ = {w.round for w in told.rounds if w.on_table and w.fighting}
        for round_ in each.late:
            assert round_ in open_
            assert believed[round_] < 0.5
        late += len(each.late)
        assert bool(each.told) <= bool(each.late)
    assert late > 0, "in some world hindsight sees more"


def test_what_was_refused_was_in_the_true_window(looked_back):
    """And what went unheeded is a refusal after which the other was offered no more."""
    for g, seat, each in looked_back:
        for refused in each.refused:
            for round_ in range(refused.round, refused.last + 1):
                assert g.real_surplus(round_)[1][refused.terms]
            assert refused.proposer != seat
        for unheeded in each.unheeded:
            assert unheeded.clue.kind == "refusal"
            assert unheeded.round > unheeded.clue.round
            assert unheeded.less >= 0.0
            true = dict(zip([fan.round for fan in each.account.fans], each.truth, strict=True))
            before, after = unheeded.clue.before.mean, unheeded.clue.after.mean
            truth_ = true[unheeded.clue.round]
            assert abs(before - truth_) - abs(after - truth_) >= 0.005, "it told something"


def test_the_same_terms_refused_again_and_again_are_told_once():
    """One who tables the same terms for three rounds, and one who never takes them."""
    shares = [k / 20 for k in range(21)]
    g = game.begin(pie(shares), 3, seats=("a", "b"))
    fair = {"pie": "share10"}
    for _ in range(3):
        g = game.play(g, {"a": Act(proposal=Proposal(fair)), "b": Act()})
        g = game.play(g, {"a": Act(), "b": Act(answers={"a": False})})
    passes = [g.real_surplus(n)[1][terms_number(g.scenario, g.arena, fair)] for n in (1, 2, 3)]
    assert all(passes), "the test needs terms that both could sign"
    (refused,) = hindsight(g, game.look(g, "b"), "a").refused
    assert (refused.round, refused.last, refused.proposer) == (1, 3, "a")
