"""An oracle: one statement of theory with its number or its sign, and whether the model meets it.

Registered once; the command prints it, a test holds the model to it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Check:
    """One line of an oracle: what was compared, what theory says, what came out.

    `tolerance` is the largest distance that still passes; 0 for an exact number or a sign.
    """

    what: str
    expected: str
    obtained: str
    tolerance: float
    passed: bool


@dataclass(frozen=True)
class Oracle:
    """A statement with its source; `where` is "theory" for closed forms, "engine" for the rules.

    `slow` ones play many worlds, which takes long where the rules run interpreted.
    """

    id: str
    title: str
    source: str
    where: str
    checks: Callable[[], Iterator[Check]]
    slow: bool = False


@dataclass(frozen=True)
class Finding:
    """An oracle as it came out."""

    id: str
    title: str
    source: str
    where: str
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether every line passed; an oracle without lines has shown nothing."""
        return bool(self.checks) and all(check.passed for check in self.checks)


Checks = Callable[[], Iterator[Check]]
ORACLES: list[Oracle] = []


def oracle(id_: str, source: str, where: str, slow: bool = False) -> Callable[[Checks], Checks]:
    """Register a function that yields checks; the first line of its docstring is the title."""

    def register(checks: Checks) -> Checks:
        title = (checks.__doc__ or "").strip().splitlines()[0]
        ORACLES.append(Oracle(id_, title, source, where, checks, slow))
        return checks

    return register


def examine(asked: Oracle) -> Finding:
    """The oracle's lines; one that breaks off counts as a miss and says why."""
    found: list[Check] = []
    try:
        found.extend(asked.checks())
    except Exception as error:  # a broken rule is a miss to be reported, not a reason to stop
        said = f"{type(error).__name__}: {error}"[:300]
        found.append(Check("ran to its end", "yes", said, 0.0, False))
    return Finding(asked.id, asked.title, asked.source, asked.where, tuple(found))


def number(what: str, expected: float, obtained: float, tolerance: float = 0.0) -> Check:
    """A number within a tolerance.

    >>> number("width", 0.25, 0.25).passed, number("width", 0.25, 0.26, 0.001).passed
    (True, False)
    """
    passed = expected == obtained or abs(obtained - expected) <= tolerance
    return Check(what, _digits(expected), _digits(obtained), tolerance, bool(passed))


def same(what: str, expected: object, obtained: object) -> Check:
    """Two things that are alike, said in words."""
    return Check(what, _said(expected), _said(obtained), 0.0, bool(expected == obtained))


def ordered(what: str, sign: str, values: Sequence[float]) -> Check:
    """Values that rise or fall from each to the next: sign is <, <=, > or >=.

    >>> ordered("hazard by guarantees", ">", [0.3, 0.2, 0.1]).passed
    True
    """
    step = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}[sign]
    passed = len(values) > 1 and all(step(a, b) for a, b in pairwise(values))
    told = f" {sign} ".join(_digits(v) for v in values)
    return Check(what, f"each {sign} the next", told, 0.0, bool(passed))


def _digits(value: float) -> str:
    return f"{value:.7g}"


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _digits(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        parts = (
            sorted(map(str, value)) if isinstance(value, (set, frozenset)) else map(_said, value)
        )
        return ", ".join(parts) or "none"
    return str(value)
