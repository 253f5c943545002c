"""A NegMAS negotiator in an alternating-offers negotiation of its own, played from outside.

It sits opposite a puppet that offers what our world brings. NegMAS keeps the
state, the clock and the history that its negotiators look at.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from negmas.gb import GBNegotiator
from negmas.outcomes import make_issue, make_os
from negmas.preferences import LinearAdditiveUtilityFunction, MappingUtilityFunction
from negmas.preferences.value_fun import TableFun
from negmas.sao import ResponseType, SAOMechanism, SAONegotiator, SAOResponse, SAOState

from adapters.negmas.turns import Brief, Left, Nonsense, Outcome

Make = Callable[[], GBNegotiator]
"""What makes a negotiator: its class, or anything that can be called without arguments."""


class Puppet(SAONegotiator):
    """The rest of the world: its offers are given to it."""

    def propose(self, state: SAOState, dest: str | None = None) -> Outcome | None:
        """Nothing by itself."""
        return None


@dataclass(frozen=True)
class _Counter:
    """What the negotiator said to the last offer, kept until the next moves."""

    outcome: Outcome | None


class Seat:
    """One negotiator, its preferences, and its negotiation with a puppet."""

    def __init__(self, brief: Brief, make: Make) -> None:
        random.seed(brief.seed)
        np.random.seed(brief.seed)  # noqa: NPY002 - NegMAS draws from the global generators
        issues = [make_issue(list(options), name) for name, options in brief.issues]
        space = make_os(issues, name="ceasefire")
        self.ufun = _preferences(brief, space)
        self.mechanism = SAOMechanism(
            outcome_space=space,
            # a round is two steps, and the puppet's first one only opens the negotiation
            n_steps=2 * brief.rounds + 1,
            one_offer_per_step=True,
            end_on_no_response=False,
            sync_calls=True,
        )
        self.space, self.puppet, self.negotiator = space, Puppet(name="the others"), make()
        # what a mechanism of alternating offers takes: every SAONegotiator is one of these
        if not isinstance(self.negotiator, GBNegotiator):
            raise Nonsense(f"it is a {type(self.negotiator).__name__}, not a NegMAS negotiator")
        self.mechanism.add(self.puppet, ufun=_indifferent(space))
        self.mechanism.add(self.negotiator, ufun=self.ufun)
        self.said: _Counter | None = None
        self._its_turn = False
        self._put(False, None)
        for _ in range(brief.elapsed):
            self._put(True, None)
            self._put(False, None)

    def propose(self, reservation: float) -> Outcome | None:
        """The terms it tables now, or None; `reservation` is its reserved value now."""
        if self.said is None:
            self.said = _Counter(self._checked(self._ask(reservation).outcome))
        outcome, self.said = self.said.outcome, None
        self._put(True, outcome)
        return outcome

    def answer(self, reservation: float, offer: Outcome | None) -> bool:
        """Whether it accepts an offer now; None when nothing was offered to it."""
        self._put(False, offer)
        if offer is None:
            return False
        response = self._ask(reservation)
        yes = response.response == ResponseType.ACCEPT_OFFER
        # an acceptance names the terms accepted: if they are not signed, it tables them itself
        self.said = _Counter(self._checked(response.outcome))
        return bool(yes)

    def _put(self, its: bool, outcome: Outcome | None) -> None:
        """Put an offer of the negotiator or of the puppet on the table; who is not due waits."""
        if self._its_turn != its:
            self._put(not its, None)
        who = self.negotiator if its else self.puppet
        self.mechanism.step({who.id: SAOResponse(ResponseType.REJECT_OFFER, outcome)})
        self._its_turn = not its

    def _ask(self, reservation: float) -> SAOResponse:
        self.ufun.reserved_value = reservation
        response: Any = self.negotiator(self.mechanism.state_for(self.negotiator))
        if not isinstance(response, SAOResponse):
            raise Nonsense(f"it said {response!r:.100}, which is not an SAOResponse")
        if response.response in (ResponseType.END_NEGOTIATION, ResponseType.LEAVE):
            raise Left("it ended the negotiation")
        return response

    def _checked(self, outcome: Any) -> Outcome | None:
        outcome = getattr(outcome, "outcome", outcome)
        if outcome is None:
            return None
        if not isinstance(outcome, tuple) or not self.space.is_valid(outcome):
            raise Nonsense(f"it offered {outcome!r:.100}, which are no terms of this agenda")
        return outcome


def _preferences(brief: Brief, space: Any) -> Any:
    shared = {"outcome_space": space, "reserved_value": brief.reservation}
    if brief.weights is not None and brief.values is not None:
        rows = zip(brief.issues, brief.values, strict=True)
        tables = [TableFun(dict(zip(issue[1], row, strict=True))) for issue, row in rows]
        weights = list(brief.weights)
        return LinearAdditiveUtilityFunction(
            values=tables, weights=weights, bias=brief.bias, **shared
        )
    return MappingUtilityFunction(dict(brief.worth), **shared)


def _indifferent(space: Any) -> Any:
    tables = [TableFun(dict.fromkeys(issue.all, 0.0)) for issue in space.issues]
    return LinearAdditiveUtilityFunction(
        values=tables, weights=[1.0] * len(tables), outcome_space=space
    )
