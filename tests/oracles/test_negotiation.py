"""Alternating offers against what the strategies' own papers and plain algebra say."""

import numpy as np
import pytest

from sim.negotiation.domain import Domain, generated, with_limits
from sim.negotiation.modeller import Modeller
from sim.negotiation.protocol import negotiate, negotiate_many
from sim.negotiation.tactics import (
    BOULWARE,
    CLASSICS,
    CONCEDER,
    LINEAR,
    MICRO,
    STAND_FIRM,
    TIT_FOR_TAT,
    aspiration,
)


def pie(slices=1000, reservation=(0.0, 0.0)):
    """One cake, cut in `slices`: what one gets the other does not."""
    share = np.linspace(0.0, 1.0, slices + 1)
    return Domain((slices + 1,), np.array([share, 1.0 - share]), np.array(reservation))


@pytest.mark.parametrize(
    ("time", "exponent", "asked"),
    [(0.0, 0.25, 1.0), (0.5, 0.25, 0.9375), (0.5, 1.0, 0.5), (0.0625, 4.0, 0.5), (1.0, 1.0, 0.0)],
)
def test_aspiration_is_one_less_time_to_the_inverse_exponent(time, exponent, asked):
    """Faratin, Sierra and Jennings 1998, polynomial time-dependent tactics."""
    assert aspiration(time, exponent) == asked


@pytest.mark.parametrize("tactic", [BOULWARE, LINEAR, CONCEDER], ids=lambda each: each.name)
def test_two_of_one_pace_share_a_pie_in_halves_when_their_demands_meet(tactic):
    """Both ask 1 - t^(1/e): they meet at 1/2, when t = 2^-e."""
    record = negotiate(pie(), [tactic, tactic], rounds=200)
    share = record.agreement / 1000
    slope = 1.0 / 200 / tactic.exponent / 2 ** (1 - tactic.exponent)
    assert share == pytest.approx(0.5, abs=slope + 0.001)  # what both concede in one round
    assert record.rounds / 201 == pytest.approx(0.5**tactic.exponent, abs=0.02)


def test_reservation_values_bound_what_a_pace_concedes():
    """With no zone of agreement nobody agrees, whatever the pace."""
    for tactic in (BOULWARE, LINEAR, CONCEDER):
        record = negotiate(pie(reservation=(0.7, 0.4)), [tactic, CONCEDER])
        assert record.agreement is None


def test_micro_meets_micro_halfway():
    """A step for a step from both ends of a pie meets in the middle (de Jonge 2022)."""
    record = negotiate(pie(100), [MICRO, MICRO], rounds=101)
    assert abs(record.agreement - 50) <= 1


def test_micro_always_reaches_agreement_with_micro_given_time():
    """With as many rounds as outcomes, all of them acceptable, two MiCROs must meet."""
    domains = [generated(3, (4, 3, 3), conflict=0.5, replicate=k) for k in range(40)]
    found = negotiate_many(domains, [MICRO, MICRO], rounds=36)
    assert (found.agreement >= 0).all()


def test_micro_gives_no_second_offer_for_nothing():
    """To a party that repeats itself it makes two offers at most, one ahead and one in answer."""
    domain = generated(3, (4, 3, 3), conflict=1.0)
    record = negotiate(domain, [MICRO, STAND_FIRM], rounds=30)
    mine = {turn.outcome for turn in record.turns if turn.seat == 0}
    assert len(mine) == 2


def test_tit_for_tat_asks_less_by_what_it_was_given():
    """On a pie its demand is 1 less the rise of what it was offered, step by step."""
    record = negotiate(pie(), [LINEAR, TIT_FOR_TAT], rounds=50)
    theirs = [turn.outcome / 1000 for turn in record.turns if turn.seat == 0 and not turn.accepted]
    own = [turn.outcome / 1000 for turn in record.turns if turn.seat == 1 and not turn.accepted]
    assert len(own) > 10
    for k, offered in enumerate(own):
        # On this pie what the other gives up is what one gains; a slice is 1/1000.
        assert offered == pytest.approx(theirs[0] - theirs[k], abs=0.0011)


def test_stand_firm_never_concedes():
    """It makes one offer, its best, and no other agreement has its name on it."""
    for other in CLASSICS.values():
        domain = with_limits(generated(4, (4, 4, 3), conflict=0.6), 1)
        record = negotiate(domain, [STAND_FIRM, other], rounds=60)
        best = domain.utilities[0].max()
        offers = [turn.outcome for turn in record.turns if turn.seat == 0 and not turn.accepted]
        assert {domain.utilities[0][each] for each in offers} == {best}
        assert record.agreement is None or domain.utilities[0][record.agreement] == best


def test_who_knows_the_limit_takes_nearly_the_whole_pie_from_who_must_concede():
    """Of the 0.6 above both limits, who waits for boulware to come down gets far the most."""
    domain = pie(reservation=(0.1, 0.3))
    knowing = negotiate(domain, [Modeller("truth", "truth"), BOULWARE], rounds=200)
    assert knowing.agreement / 1000 - 0.1 > 0.75 * 0.6
    blind = negotiate(domain, [Modeller("none", "none"), BOULWARE], rounds=200)
    assert blind.agreement < knowing.agreement - 100


def test_one_round_is_an_ultimatum_that_the_second_party_accepts_above_its_limit():
    """With one round whoever answers last takes anything above its reservation value."""
    domain = pie(100, reservation=(0.2, 0.4))
    record = negotiate(domain, [Modeller("truth", "truth"), Modeller()], rounds=1)
    assert record.agreement is not None
    assert 0.2 <= record.agreement / 100 <= 0.6


def test_knowing_helps_and_the_truth_helps_at_least_as_much():
    """Mean surplus over paired negotiations: truth >= model >= none, beyond two standard errors."""
    domains = [
        with_limits(generated(21, (5, 4, 5), conflict=0.3, replicate=k), 22, k) for k in range(60)
    ]
    gains = {}
    for kind in ("none", "modelled", "truth"):
        mine = [
            negotiate_many(domains, [Modeller(kind, kind), other]).surplus[:, 0]
            for other in (BOULWARE, CONCEDER, MICRO, TIT_FOR_TAT)
        ]
        gains[kind] = np.mean(mine, axis=0)

    def beyond(more, less, margin):
        paired = gains[more] - gains[less] - margin
        return paired.mean() / (paired.std(ddof=1) / np.sqrt(paired.size))

    assert beyond("modelled", "none", 0.01) > 2.0
    assert beyond("truth", "none", 0.01) > 2.0
    assert beyond("truth", "modelled", -0.01) > 2.0
