"""What passes between our world and a NegMAS negotiator: plain data, and ways to fail.

Nothing here imports NegMAS, so that the world's own process need not.
"""

from __future__ import annotations

from dataclasses import dataclass

Outcome = tuple[str, ...]
"""Terms as NegMAS knows them: one option an issue, in the order of the issues."""


@dataclass(frozen=True)
class Brief:
    """All a negotiator is told before the first round.

    Utilities are either additive (`bias` plus `weights` times `values`, which run from
    0 to 1 on each issue) or, where they are not, `worth` by terms. `elapsed` rounds have
    gone by without it.
    """

    issues: tuple[tuple[str, tuple[str, ...]], ...]
    weights: tuple[float, ...] | None
    values: tuple[tuple[float, ...], ...] | None
    bias: float
    worth: dict[Outcome, float]
    reservation: float
    rounds: int
    seed: int
    elapsed: int = 0


class Lost(Exception):
    """A turn that a negotiator loses; str() says why, as a sentence without its end."""


class Nonsense(Lost):
    """It said what means nothing here."""


class Left(Lost):
    """It walked away, for good."""


class Stalled(Lost):
    """It took longer than it may."""


class Died(Lost):
    """Its process came to an end."""


class Failed(Lost):
    """It raised an exception."""
