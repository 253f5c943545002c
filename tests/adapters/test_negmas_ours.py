"""Our negotiator at NegMAS tables."""

import numpy as np
import pytest

negmas = pytest.importorskip("negmas")
pytest.importorskip("sim.negotiation.modeller")

from negmas.outcomes import make_issue, make_os  # noqa: E402
from negmas.preferences import LinearAdditiveUtilityFunction  # noqa: E402
from negmas.preferences.value_fun import TableFun  # noqa: E402
from negmas.sao import (  # noqa: E402
    AspirationNegotiator,
    MiCRONegotiator,
    NaiveTitForTatNegotiator,
    SAOMechanism,
    ToughNegotiator,
)

from adapters.negmas.ours import Ours  # noqa: E402
from sim.negotiation.modeller import Modeller  # noqa: E402
from sim.negotiation.tactics import Pace  # noqa: E402


def table(seed, makers, reserved=(0.3, 0.3, 0.3), **limits):
    """A mechanism over 125 outcomes with random additive tastes, and its negotiators."""
    draws = np.random.default_rng(seed)
    space = make_os([make_issue([f"{i}{o}" for o in range(5)], f"i{i}") for i in range(3)])
    mechanism = SAOMechanism(outcome_space=space, **limits)
    seated = []
    for n, make in enumerate(makers):
        values = [
            TableFun(dict(zip(i.all, draws.random(5).tolist(), strict=True))) for i in space.issues
        ]
        ufun = LinearAdditiveUtilityFunction(
            values=values,
            weights=draws.dirichlet(np.ones(3)).tolist(),
            outcome_space=space,
            reserved_value=reserved[n],
        )
        seated.append(make(name=f"n{n}"))
        mechanism.add(seated[-1], ufun=ufun)
    return mechanism, seated


@pytest.mark.parametrize("rival", [AspirationNegotiator, MiCRONegotiator, NaiveTitForTatNegotiator])
@pytest.mark.parametrize("first", [True, False])
def test_ours_reaches_agreements_no_worse_than_none(rival, first):
    """In either seat, against conceders of three kinds: no error, never below its own limit."""
    agreed = 0
    for seed in range(5):
        makers = [Ours, rival] if first else [rival, Ours]
        mechanism, seated = table(seed, makers, n_steps=40)
        state = mechanism.run()
        assert not state.has_error, state.error_details
        ours = seated[0 if first else 1]
        if state.agreement is not None:
            agreed += 1
            assert ours.ufun(state.agreement) >= ours.ufun.reserved_value
    assert agreed >= 3


def test_two_of_ours_agree_within_their_limits():
    """Ours against ours."""
    mechanism, seated = table(1, [Ours, Ours], n_steps=40)
    agreement = mechanism.run().agreement
    assert agreement is not None
    assert all(one.ufun(agreement) >= one.ufun.reserved_value for one in seated)


def test_ours_refuses_what_is_below_its_reserved_value_to_the_end():
    """Against one who asks for its best outcome alone, worth less to ours than no agreement."""
    mechanism, _ = table(3, [Ours, ToughNegotiator], reserved=(0.99, 0.0), n_steps=30)
    state = mechanism.run()
    assert state.agreement is None
    assert not state.has_error


def test_three_parties_hear_each_other():
    """With two rivals the offers of both reach it, each in its round."""
    mechanism, seated = table(2, [AspirationNegotiator, Ours, MiCRONegotiator], n_steps=30)
    for _ in range(5):
        mechanism.step()
    table_ = seated[1]._table
    told = {(step, name): offer for step, name, offer in mechanism.extended_trace}
    for round_ in range(4):
        for place, one in enumerate(seated):
            number = table_.offers[0, round_, place]
            assert seated[1]._outcomes[number] == told[round_, one.id]


def test_any_tactic_of_ours_may_sit_there():
    """A boulware of ours asks its best first and concedes by its curve."""

    def make(name):
        return Ours(name=name, tactic=Pace(exponent=0.2))

    mechanism, seated = table(4, [make, AspirationNegotiator], n_steps=30)
    mechanism.run()
    offers = mechanism.negotiator_offers(seated[0].id)
    worth = [float(seated[0].ufun(offer)) for offer in offers]
    assert worth[0] == max(worth)
    assert worth == sorted(worth, reverse=True)


def test_a_clock_in_place_of_steps_is_divided_into_rounds():
    """Without a limit of steps the time there is makes the rounds."""
    mechanism, _ = table(5, [Ours, AspirationNegotiator], time_limit=3)
    state = mechanism.run()
    assert not state.has_error, state.error_details


def test_without_preferences_it_says_so():
    """Nothing to value outcomes by."""
    space = make_os([make_issue(["a", "b"], "x")])
    mechanism = SAOMechanism(outcome_space=space, n_steps=5)
    ours = Ours(name="ours", tactic=Modeller())
    mechanism.add(ours)
    mechanism.add(Ours(name="other"))
    with pytest.raises(ValueError, match="a ufun"):
        mechanism.run()
