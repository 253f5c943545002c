"""Domains to negotiate over: those of logged negotiations, or generated ones where there are none.

The logs (`--traces`, or CEASEFIRE_TRACES) are gzipped JSON files with `scenarios`; each
scenario is one domain, with the reservation values it was negotiated with and
more drawn under the same rule. Domains with an even number were developed on, the others
are held out.
"""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.negotiation.domain import Domain, additive, generated, with_limits

HERE = Path(__file__).resolve()
SEED = 17
DRAWS = 4
"""Reservation values drawn for each domain, beside those it came with."""
GENERATED = 12
SIZES = ((5, 5, 5, 4), (8, 6, 8), (4, 4, 4, 3, 2), (9, 7, 5))


class Suite(NamedTuple):
    """Domains of one kind, `groups` [domain][reservation values], and the rules they come with."""

    name: str
    rounds: int
    tastes_known: bool
    groups: list[list[Domain]]


def traces(given: str | None = None) -> Path | None:
    """The folder of logged negotiations, if there is one."""
    named = given or os.environ.get("CEASEFIRE_TRACES")
    near = [folder / "shared" / "traces" for folder in HERE.parents]
    places = [Path(named)] if named else near
    return next((place for place in places if any(place.glob("*.json.gz"))), None)


def suites(folder: Path | None, part: int) -> list[Suite]:
    """Every kind of domain, of one part: 0 developed on, 1 held out."""
    made = [_generated(part)]
    if folder is None:
        return made
    return [
        Suite("independent", 100, False, _preferences(folder, "independent", part)),
        Suite("short", 15, False, _preferences(folder, "short", part)),
        Suite("league limits", 100, True, _limits(folder, "league", part, 0.0, None)),
        Suite("free limits", 100, True, _limits(folder, "free", part, 0.2, 0.95)),
        *made,
    ]


def _generated(part: int) -> Suite:
    groups = []
    for number in range(part, 2 * GENERATED, 2):
        conflict = (number // 2 % 4) * 0.25
        domain = generated(SEED, SIZES[number // 2 % 4], conflict=conflict, replicate=number)
        groups.append([with_limits(domain, SEED, 100 * number + k) for k in range(DRAWS + 1)])
    return Suite("generated", 100, False, groups)


def _read(folder: Path, name: str, part: int) -> list[tuple[int, dict[str, Any]]]:
    with gzip.open(folder / f"{name}.json.gz") as file:
        scenarios = json.load(file)["scenarios"]
    return [(number, each) for number, each in enumerate(scenarios) if number % 2 == part]


def _preferences(folder: Path, kind: str, part: int) -> list[list[Domain]]:
    groups = []
    for number, each in _read(folder, f"preferences-{kind}", part):
        rows = [
            additive(each["sizes"], [w * np.array(v) for w, v in zip(weights, values, strict=True)])
            for weights, values in zip(each["w"], each["v"], strict=True)
        ]
        domain = Domain(tuple(each["sizes"]), np.array(rows), np.array(each["rv"]))
        groups.append(_drawn(domain, number, 0.0, 0.5))
    return groups


def _limits(
    folder: Path, kind: str, part: int, low: float, high: float | None
) -> list[list[Domain]]:
    groups = []
    for number, each in _read(folder, f"reservation-{kind}", part):
        table = np.array(each["u"]).T
        domain = Domain((table.shape[1],), table, np.array(each["rv"]))
        groups.append(_drawn(domain, number, low, high))
    return groups


def _drawn(domain: Domain, number: int, low: float, high: float | None) -> list[Domain]:
    more = [with_limits(domain, SEED, 100 * number + k, low, high) for k in range(DRAWS)]
    return [domain, *more]
