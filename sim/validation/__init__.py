"""Theory and history beside the simulation: oracles, historical cases, base rates.

`ceasefire validate` prints what this package finds; the tests hold the oracles to it.
"""

from __future__ import annotations

from sim.validation import coalitions, durability, engine, minds, talks, theory
from sim.validation.oracle import ORACLES, Check, Finding, Oracle, examine

__all__ = ["ORACLES", "Check", "Finding", "Oracle", "examine", "oracles"]

_HOUSES = (theory, engine, durability, minds, talks, coalitions)  # imported for what they register


def oracles() -> list[Oracle]:
    """All oracles, by the letter and number of their ids, theory before engine."""

    def place(each: Oracle) -> tuple[int, int, str, bool]:
        digits = "".join(c for c in each.id[1:] if c.isdigit())
        kind = "TN".find(each.id[0])
        return (kind if kind >= 0 and digits else 9, int(digits or 0), each.id,
                each.where == "engine")  # fmt: skip

    return sorted(ORACLES, key=place)
