"""Our negotiator in NegMAS: a tactic of `sim.negotiation` behind NegMAS's own interface.

By default the one that models the others: what they want and where their limits
lie is read from their offers and refusals, and its proposals follow from that.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from negmas.sao import ResponseType, SAOCallNegotiator, SAOResponse, SAOState

from sim.negotiation.modeller import Modeller
from sim.negotiation.table import SILENCE, Seat, Table, Tactic

MOST_OUTCOMES = 200_000
"""Outcomes that a tactic looks at one by one."""
ROUNDS = 100
"""Rounds into which a negotiation without a limit of steps is divided by its clock."""


class Ours(SAOCallNegotiator):
    """A tactic of ours at a NegMAS table; `tactic` may be any of `sim.negotiation`.

    Utilities are put on the scale from the worst to the best outcome; a reserved
    value of minus infinity is the worst outcome's. ValueError, when the negotiation
    begins, for an outcome space that cannot be enumerated or without preferences.
    """

    def __init__(self, *arguments: Any, tactic: Tactic | None = None, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.tactic: Tactic = Modeller() if tactic is None else tactic
        self._mind: Any = None

    def on_negotiation_start(self, state: SAOState) -> None:
        """Sit down: number the outcomes, value them, and open one's working memory."""
        super().on_negotiation_start(state)
        self._sit()

    def on_partner_proposal(self, state: SAOState, partner_id: str, offer: Any) -> None:
        """Keep what others offer between one's turns; with two parties a turn shows it all."""
        super().on_partner_proposal(state, partner_id, offer)
        self._heard[self._round(state), partner_id] = offer

    def __call__(self, state: SAOState, dest: str | None = None) -> SAOResponse:
        """Accept what stands or offer something else."""
        if self._mind is None:
            self._sit()
        self._listen(state)
        offers, accepts = self._mind.act(self._table)
        if state.current_offer is not None and accepts[0]:
            return SAOResponse(ResponseType.ACCEPT_OFFER, state.current_offer)
        self._table.put(self._place, offers, np.ones(1, dtype=np.bool_))
        number = int(offers[0])
        outcome = None if number == SILENCE else self._outcomes[number]
        return SAOResponse(ResponseType.REJECT_OFFER, outcome)

    def _sit(self) -> None:
        space, parties = self.nmi.outcome_space, list(self.nmi.negotiator_ids)
        if self.ufun is None or not space.is_discrete() or space.cardinality > MOST_OUTCOMES:
            raise ValueError(f"a ufun and at most {MOST_OUTCOMES:,} discrete outcomes are needed")
        steps = self.nmi.n_steps
        self._rounds = int(steps) if steps and math.isfinite(steps) else ROUNDS
        issues = space.issues
        self._outcomes = list(space.enumerate())
        self._numbers = {outcome: n for n, outcome in enumerate(self._outcomes)}
        self._places = {name: n for n, name in enumerate(parties)}
        self._place = self._places[self.id]
        worth = np.array([float(self.ufun(outcome)) for outcome in self._outcomes])
        low, span = worth.min(), float(np.ptp(worth)) or 1.0
        reserved = max(float(self.ufun.reserved_value), low)
        self._heard: dict[tuple[int, str], Any] = {}
        self._table = Table(1, len(parties), len(self._outcomes), self._rounds)
        self._mind = self.tactic.sit(
            Seat(
                self._place,
                len(parties),
                tuple(issue.cardinality for issue in issues),
                self._rounds,
                ((worth - low) / span)[None, :],
                np.array([(reserved - low) / span]),
                ((0, 0),),
            )
        )

    def _round(self, state: SAOState) -> int:
        """The round of a state, from 0: its step, or its part of the time there is."""
        stepped = self.nmi.n_steps and math.isfinite(self.nmi.n_steps)
        here = state.step if stepped else int(state.relative_time * self._rounds)
        return min(int(here), self._rounds - 1)

    def _listen(self, state: SAOState) -> None:
        """Lay on the table what others have offered since one's last turn."""
        now = self._round(state)
        if state.current_proposer not in (None, self.id):
            before = self._places[state.current_proposer] > self._place
            self._heard[max(now - before, 0), state.current_proposer] = state.current_offer
        for (round_, name), offer in self._heard.items():
            self._table.round = round_
            self._table.put(self._places[name], self._number(offer), np.ones(1, dtype=np.bool_))
        self._heard.clear()
        self._table.round = now

    def _number(self, outcome: Any) -> Any:
        return np.array([self._numbers.get(outcome, SILENCE)], dtype=np.intp)
