"""The reader of tastes against negotiators whose tastes are known. Keys: docs/bibliography.md."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from sim.negotiation.concession import (
    Prior,
    choices,
    curves,
    options_of,
    pairs,
    refusals,
    singles,
    sums,
)
from sim.negotiation.tastes import TOLD_APART, TasteReader, chance_best, tables_of

SIZES = (5, 4, 6)
OUTCOMES = 120
WEIGHTS = np.array([0.6, 0.3, 0.1])
EXCERPT = Path(__file__).parents[1] / "worlds" / "preferences-excerpt.json.gz"


def tau_b(a, b):
    """Kendall's tau-b, pair by pair."""
    x, y = (np.sign(np.subtract.outer(v, v)) for v in (a, b))
    return float((x * y).sum() / np.sqrt((x * x).sum() * (y * y).sum()))


def utility(seed, weights=WEIGHTS, sizes=SIZES):
    """An additive utility with random values that fill 0 to 1."""
    rng = np.random.default_rng(seed)
    tables = [rng.permutation([0.0, 1.0, *rng.random(n - 2)]) for n in sizes]
    parts = np.concatenate([w * table for w, table in zip(weights, tables, strict=True)])
    return sums(parts[None], sizes)[0]


def conceder(value, exponent, rounds=40):
    """Offers nearest above `1 - t^e`, a time-dependent tactic [faratin-sierra-jennings-1998]."""
    times = np.arange(1, rounds + 1) / (rounds + 1)
    goal = 1.0 - times**exponent
    best = [np.where(value >= g - 1e-9, value, np.inf).argmin() for g in goal]
    return list(zip(best, times, strict=True))


def reader_of(offers, own=None, **options):
    reader = TasteReader(SIZES, own, **options)
    for outcome, time in offers:
        reader.heard(int(outcome), float(time))
    return reader


def test_a_boulware_is_read_from_its_offers():
    """Offers that fall with t^4 tell most of the ranking; chance is 0."""
    found = [tau_b(reader_of(conceder(v, 4.0)).value, v) for v in map(utility, range(12))]
    assert np.mean(found) > 0.6
    assert min(found) > 0.4


def test_the_order_of_the_issues_is_found_more_often_than_not():
    """One that concedes evenly: of six orders one is right, by chance two of twelve."""
    readers = [reader_of(conceder(utility(seed), 1.0)) for seed in range(12)]
    assert sum(np.argsort(-r.weights).tolist() == [0, 1, 2] for r in readers) >= 6


def test_more_offers_do_not_make_it_worse_on_average():
    found = []
    for seed in range(12):
        value = utility(seed)
        offers = conceder(value, 2.0)
        found.append([tau_b(reader_of(offers[:k]).value, value) for k in (1, 20, 40)])
    means = np.mean(found, axis=0)
    assert (np.diff(means) > 0.0).all()


def test_spread_shrinks_as_offers_come():
    offers = conceder(utility(3), 2.0)
    spreads = [reader_of(offers[:k]).spread.mean() for k in (1, 10, 40)]
    assert spreads[0] > spreads[1] > spreads[2]


def test_outcomes_are_told_apart_more_finely_as_more_is_known():
    """In steps of a share of the mean spread; a step of one's own is kept to."""
    offers, steps = conceder(utility(3), 2.0), []
    for k in (2, 40):
        reader = reader_of(offers[:k])
        values = np.unique(reader.value)
        steps.append(np.diff(values[values < 1.0]).min())
        assert steps[-1] == pytest.approx(TOLD_APART * reader.spread.mean())
    assert steps[1] < steps[0]
    tenths = 10.0 * reader_of(offers, resolution=0.1).value
    assert np.allclose(tenths, np.round(tenths))


def test_a_mirror_is_thought_of_before_any_offer():
    """Knowing nothing else, what is good for me is feared to be bad for the other."""
    own = utility(1)
    assert tau_b(TasteReader(SIZES, own, resolution=0.0).value, own) < -0.5


@pytest.mark.parametrize("seed", range(4))
def test_the_mirror_dies_when_offers_contradict_it(seed):
    """A negotiator that wants what I want is not taken for my opposite, however much I fear so."""
    own = utility(seed)
    reader = reader_of(conceder(own, 2.0), own)
    assert reader.tastes.conflict < 0.01
    assert tau_b(reader.value, own) > 0.6


@pytest.mark.parametrize("seed", range(4))
def test_the_mirror_lives_when_offers_bear_it_out(seed):
    """On opposed tables the first offers are read better by one who thinks of the mirror."""
    own = utility(seed)
    value = 1.0 - own
    offers = conceder(value, 4.0)[:12]
    reader = reader_of(offers, own)
    assert reader.tastes.conflict > 0.3
    assert tau_b(reader.value, value) > tau_b(reader_of(offers).value, value)


def test_a_refusal_lowers_what_was_refused_below_what_was_offered_instead():
    offers = conceder(utility(2), 4.0)[:3]
    mine = 77
    before = reader_of(offers, resolution=0.0)
    after = TasteReader(SIZES, resolution=0.0)
    for outcome, time in offers:
        after.refused(mine, float(time))
        after.heard(int(outcome), float(time))
    assert after.value[mine] < before.value[mine]


def test_one_who_shows_the_worst_first_is_taken_to_be_guarded_sooner_than_an_honest_one():
    value = utility(4)
    good = np.argsort(value)[-20:]
    times = np.arange(1, 21) / 21
    backwards = reader_of(zip(good, times, strict=True)).tastes.guarded
    honest = reader_of(zip(good[::-1], times, strict=True)).tastes.guarded
    assert backwards > honest


def backwards(value, opening=0.75, rounds=60):
    """Walks up what is worth at least so much, from the worst of it to the best."""
    good = [o for o in np.argsort(value) if value[o] >= opening]
    times = np.arange(1, rounds + 1) / (rounds + 1)
    return [(good[int(t * len(good))], t) for t in times]


def test_one_who_goes_backwards_is_found_out_and_read():
    """Its best comes last. A reader that does not think of this takes the first offer for it."""
    readings = [(utility(seed), reader_of(backwards(utility(seed)))) for seed in range(12)]
    assert np.mean([r.tastes.backwards for _, r in readings]) > 0.5
    marks = options_of(np.arange(OUTCOMES), SIZES)
    simple = [tau_b(marks @ marks[int(backwards(v)[0][0])], v) for v, _ in readings]
    assert np.mean([tau_b(r.value, v) for v, r in readings]) > np.mean(simple) + 0.15


@pytest.mark.parametrize(("exponent", "heard"), [(0.25, 10), (1.0, 10), (1.0, 40), (4.0, 40)])
def test_one_who_concedes_is_not_taken_to_go_backwards(exponent, heard):
    """Nor is one that gives way at once, while there has been little time."""
    readings = [reader_of(conceder(utility(seed), exponent)[:heard]) for seed in range(8)]
    assert np.mean([r.tastes.backwards for r in readings]) < 0.1


def test_the_chance_of_being_best_is_counted_right():
    """With U alone every option is as likely; opposed, my worst is the other's likeliest best."""
    mine = np.array([0.0, 0.3, 1.0])
    assert sum(chance_best(k, mine, 0.0) for k in range(3)) == pytest.approx(1.0, abs=0.01)
    assert sum(chance_best(k, mine, 0.6) for k in range(3)) == pytest.approx(1.0, abs=0.01)
    drawn = 0.4 * np.random.default_rng(1).random((200_000, 3)) + 0.6 * (1 - mine)
    shares = np.bincount(drawn.argmax(1), minlength=3) / len(drawn)
    assert [chance_best(k, mine, 0.6) for k in range(3)] == pytest.approx(shares, abs=0.01)


def test_masses_of_options_agree_with_counting_outcomes_one_by_one():
    mass = np.random.default_rng(2).random((2, OUTCOMES))
    marks = options_of(np.arange(OUTCOMES), SIZES)
    assert np.allclose(singles(mass, SIZES), mass @ marks)
    assert np.allclose(pairs(mass, SIZES), marks.T @ (mass[:, :, None] * marks))


def slopes_of(log, loss, step=1e-5):
    """Central differences of a log-probability [H] in every loss: [H, D]."""
    moves = step * np.eye(loss.shape[1])
    return np.stack([(log(loss + m) - log(loss - m)) / (2 * step) for m in moves], axis=1)


@pytest.mark.parametrize("manner", ["concedes", "guarded", "backwards"])
def test_derivatives_of_ranked_choices_are_right(manner):
    """Slope and bend against differences, the chance against its definition [plackett-1975]."""
    guarded, backwards = manner == "guarded", manner == "backwards"
    rng = np.random.default_rng(5)
    loss, offers = rng.random((1, sum(SIZES))) / 3, np.array([7, 60, 33, 101])
    marks = options_of(offers, SIZES)
    prior = Prior(loss, loss, np.array([8.0]), np.array([guarded]), np.array([backwards]))

    def at(x):
        return choices(x, offers, marks, SIZES, prior)

    weight = np.exp(-8.0 * sums(loss, SIZES)[0])
    left = [np.setdiff1d(np.arange(OUTCOMES), offers[:k]) for k in range(4)]
    if guarded:  # its order is any of 4!
        left = [np.append(np.setdiff1d(np.arange(OUTCOMES), offers), o) for o in offers]
    if backwards:  # what came later is gone
        left = [np.setdiff1d(np.arange(OUTCOMES), offers[k + 1 :]) for k in range(4)]
    chance = [np.log(weight[o] / weight[k].sum()) for o, k in zip(offers, left, strict=True)]
    assert at(loss).log[0] == pytest.approx(sum(chance) - (np.log(24) if guarded else 0.0))
    assert np.allclose(at(loss).slope, -slopes_of(lambda x: at(x).log, loss), atol=1e-5)
    columns = [
        (at(loss + m).slope - at(loss - m).slope)[0] / 2e-5 for m in 1e-5 * np.eye(sum(SIZES))
    ]
    assert np.allclose(at(loss).bend[0], np.array(columns), atol=1e-3)


def test_derivatives_of_refusals_are_right():
    rng = np.random.default_rng(6)
    loss, b = rng.random((2, sum(SIZES))), np.array([5.0, 2.0])
    gaps = options_of(np.array([3, 70]), SIZES) - options_of(np.array([90, 11]), SIZES)
    found = refusals(loss, gaps, b)
    assert np.allclose(found.slope, -slopes_of(lambda x: refusals(x, gaps, b).log, loss), atol=1e-6)


def test_curves_start_at_nothing_and_end_at_their_depth():
    found = curves(np.array([0.0, 1.0]))
    assert (found[:, 0] == 0.0).all()
    assert found[:, 1].min() == 0.05
    assert found[:, 1].max() == 1.0


def test_tables_of_an_additive_utility_are_its_own():
    value = utility(8)
    tables = tables_of(value, SIZES)
    assert value == pytest.approx(sums((np.repeat(WEIGHTS, SIZES) * tables)[None], SIZES)[0])


def test_logged_negotiations_are_read_better_than_by_the_distance_to_the_first_offer():
    """Three scenarios of other people's strategies: a floor that a broken reader falls through."""
    with gzip.open(EXCERPT, "rt", encoding="utf-8") as file:
        body = json.load(file)
    read, simple = [], []
    for game in body["negs"]:
        s = body["scenarios"][game["scenario"]]
        sizes = tuple(s["sizes"])
        value = [
            sums(
                np.concatenate([w * np.array(v) for w, v in zip(ws, vs, strict=True)])[None], sizes
            )[0]
            for ws, vs in zip(s["w"], s["v"], strict=True)
        ]
        for other in (0, 1):
            reader, first = TasteReader(sizes, value[1 - other]), None
            for _, time, who, options in game["trace"]:
                outcome = int(np.ravel_multi_index(options, sizes))
                if who == other:
                    reader.heard(outcome, time)
                    first = outcome if first is None else first
                else:
                    reader.refused(outcome, time)
            if first is not None:
                marks = options_of(np.arange(len(value[0])), sizes)
                read.append(tau_b(reader.value, value[other]))
                simple.append(tau_b(marks @ marks[first], value[other]))
    assert np.mean(read) > np.mean(simple) + 0.05
    assert np.mean(read) > 0.5


@pytest.mark.parametrize(
    ("sizes", "own", "said"),
    [
        ((), None, "every issue needs an option"),
        ((2, 0), None, "every issue needs an option"),
        ((2, 2), np.zeros(3), "each of 4 outcomes"),
        ((2, 2), np.full(4, np.nan), "each of 4 outcomes"),
    ],
)
def test_a_domain_that_does_not_fit_is_refused(sizes, own, said):
    with pytest.raises(ValueError, match=said):
        TasteReader(sizes, own)


def test_what_cannot_be_heard_is_refused():
    reader = TasteReader((2, 2))
    with pytest.raises(ValueError, match="not one of 4"):
        reader.heard(4, 0.5)
    with pytest.raises(ValueError, match="from 0 to 1"):
        reader.refused(3, 1.5)
    with pytest.raises(ValueError, match="resolution"):
        TasteReader((2, 2), resolution=-1.0)
