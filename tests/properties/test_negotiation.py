"""What holds for every negotiation, whoever sits and whatever is at stake."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.negotiation.domain import Domain, generated, options_of, with_limits
from sim.negotiation.modeller import Modeller
from sim.negotiation.protocol import negotiate, negotiate_many
from sim.negotiation.tactics import CLASSICS

MINDS = [
    Modeller("none", "none"),
    Modeller("truth", "none"),
    Modeller("modelled", "modelled"),
    Modeller("truth", "modelled"),
    Modeller("truth", "truth"),
]
TACTICS = [*CLASSICS.values(), *MINDS]
SIZES = [(3, 3), (2, 4, 3), (12,), (1, 2)]


@st.composite
def negotiations(draw, most=4):
    """A domain, seats and a number of rounds; some have no zone of agreement."""
    parties = draw(st.integers(2, most))
    domain = generated(
        draw(st.integers(0, 10_000)),
        draw(st.sampled_from(SIZES)),
        parties=parties,
        conflict=draw(st.sampled_from([0.0, 0.5, 1.0])),
    )
    limits = draw(
        st.lists(
            st.sampled_from([-0.5, 0.0, 0.3, 0.6, 0.9, 1.5]), min_size=parties, max_size=parties
        )
    )
    seats = draw(st.lists(st.sampled_from(TACTICS), min_size=parties, max_size=parties))
    return domain.limited(limits), seats, draw(st.integers(1, 12))


@given(negotiations())
@settings(max_examples=150, deadline=None)
def test_nobody_agrees_below_its_reservation_value_and_it_ends(given_):
    """An agreement leaves everybody at its limit or above; the deadline ends the rest."""
    domain, seats, rounds = given_
    record = negotiate(domain, seats, rounds)
    assert record.rounds <= rounds
    if record.agreement is None:
        assert record.rounds == rounds
        assert len(record.turns) == rounds * domain.parties
    else:
        assert (domain.utilities[:, record.agreement] >= domain.reservation).all()
    for turn in record.turns:
        if turn.outcome is not None:
            own = domain.utilities[turn.seat, turn.outcome]
            assert own >= domain.reservation[turn.seat]


@given(negotiations())
@settings(max_examples=60, deadline=None)
def test_the_same_seed_gives_the_same_negotiation(given_):
    """Nothing but its arguments enters a negotiation."""
    domain, seats, rounds = given_
    assert negotiate(domain, seats, rounds, seed=3) == negotiate(domain, seats, rounds, seed=3)


@given(st.integers(2, 4), st.data())
@settings(max_examples=40, deadline=None)
def test_many_at_once_equal_one_at_a_time(parties, data):
    """Row k of a batch is the negotiation with replicate k, offer by offer."""
    seats = [data.draw(st.sampled_from(TACTICS)) for _ in range(parties)]
    seed = data.draw(st.integers(0, 1000))
    domains = [
        with_limits(
            generated(seed, SIZES[k % 3], parties=parties, conflict=0.3, replicate=k), seed, k
        )
        for k in range(7)
    ]
    many = negotiate_many(domains, seats, rounds=12, seed=seed)
    for k, domain in enumerate(domains):
        one = negotiate(domain, seats, rounds=12, seed=seed, replicate=k)
        assert (one.agreement if one.agreement is not None else -1) == many.agreement[k]
        assert one.rounds == many.rounds[k]
        told = {(turn.round, turn.seat): turn.outcome for turn in one.turns}
        for (round_, seat), outcome in told.items():
            assert many.offers[k, round_, seat] == (-1 if outcome is None else outcome)


@pytest.mark.parametrize("mind", MINDS, ids=lambda each: each.name)
def test_many_at_once_equal_one_at_a_time_for_a_hundred_rounds(mind):
    """The same at the size of a benchmark, where rows are wide and readings many."""
    domains = [with_limits(generated(9, (5, 4, 5), replicate=k), 9, k) for k in range(9)]
    many = negotiate_many(domains, [mind, CLASSICS["boulware"]])
    for k, domain in enumerate(domains):
        one = negotiate(domain, [mind, CLASSICS["boulware"]], replicate=k)
        told = [turn.outcome for turn in one.turns if turn.seat == 0 and turn.outcome is not None]
        assert told == [offer for offer in many.offers[k, :, 0] if offer >= 0]


@given(negotiations(most=2), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_names_of_options_play_no_part(given_, random):
    """Options in another order: the same worth to everybody, where no two outcomes tie."""
    domain, seats, rounds = given_
    seats = [CLASSICS["boulware"] if seat.name == "random" else seat for seat in seats]
    orders = [random.sample(range(size), size) for size in domain.sizes]
    moved = np.ravel_multi_index(
        tuple(
            np.array(order)[column]
            for order, column in zip(orders, options_of(domain.sizes).T, strict=True)
        ),
        domain.sizes,
    )
    table = np.empty_like(domain.utilities)
    table[:, moved] = domain.utilities
    if any(np.unique(row).size < row.size for row in domain.utilities):
        return
    if any(isinstance(seat, Modeller) and seat.tastes == "modelled" for seat in seats):
        return  # what was never heard ties, and the first of equals is taken
    first = negotiate(domain, seats, rounds)
    second = negotiate(Domain(domain.sizes, table, domain.reservation), seats, rounds)
    assert (first.agreement is None) == (second.agreement is None)
    if first.agreement is not None:
        assert moved[first.agreement] == second.agreement


@given(st.integers(0, 1000), st.sampled_from(TACTICS), st.sampled_from(TACTICS))
@settings(max_examples=60, deadline=None)
def test_a_tactic_sees_no_secret_it_is_not_told(seed, mine, theirs):
    """Others' utilities change nothing of what it does against the same offers."""
    if mine.told:
        return
    domain = generated(seed, (3, 4), conflict=0.2)
    script = negotiate(domain, [theirs, mine], rounds=8)

    class Script:
        """Says again what was said, whatever it is worth."""

        def propose(self, state):
            return next(
                (t.outcome for t in script.turns if t.seat == 0 and t.round == state.round), None
            )

        def respond(self, state, offer):
            return any(t.accepted for t in script.turns if t.seat == 0 and t.round == state.round)

    other = np.roll(domain.utilities, 5, axis=1)[0]
    changed = Domain(domain.sizes, np.array([other, domain.utilities[1]]), np.array([0.9, 0.0]))
    again = negotiate(changed, [Script(), mine], rounds=8)
    assert again.turns == script.turns


@given(st.integers(0, 1000), st.floats(0.1, 10.0), st.floats(-5.0, 5.0))
@settings(max_examples=40, deadline=None)
def test_a_scale_of_its_own_changes_nothing(seed, factor, shift):
    """The other's utilities and limit, stretched and moved, tell who knows them the same."""
    domain = with_limits(generated(seed, (4, 5), conflict=0.5), seed)
    utilities, limits = domain.utilities.copy(), domain.reservation.copy()
    utilities[1] = factor * utilities[1] + shift
    limits[1] = factor * limits[1] + shift
    mind = Modeller("truth", "truth")
    seats = [mind, CLASSICS["stand-firm"]]
    first = negotiate(domain, seats, rounds=10)
    second = negotiate(Domain(domain.sizes, utilities, limits), seats, rounds=10)
    # Rounding may move an outcome across a bin of the grid; agreements are the same.
    assert first.agreement == second.agreement


@given(st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_the_generator_keeps_its_word(seed):
    """Utilities lie in [0, 1]; full conflict opposes every issue; a league limit leaves a zone."""
    opposed = generated(seed, (4, 3), conflict=1.0)
    assert opposed.utilities.min() >= 0.0
    assert opposed.utilities.max() <= 1.0 + 1e-12
    best = opposed.options[opposed.utilities[0].argmax()]
    worst = opposed.options[opposed.utilities[1].argmin()]
    assert (best == worst).all()
    assert with_limits(generated(seed, (4, 3)), seed).zone.any()
