"""Base rates: how wars end, how long they take and whether peace lasts, beside what is published.

Measured on the mixed population of `abstract`. A miss is a miss: nothing may be fitted to these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sim.ensembles import ensemble
from sim.inference import survive
from sim.validation import abstract

WEEKS = 52.18 / 12.0
"""Weeks in a month; a round of the population is a week."""
PHASES = ((0.0, 1.0), (1.0, 3.0), (3.0, 12.0), (12.0, 36.0), (36.0, 120.0))
"""Months from, to."""
PUBLISHED_HAZARD = (0.35, 0.087, 0.059, 0.038, 0.024)
"""UCDP/PRIO episodes 1946 to 2024 by phase, a month; the first without one-day episodes."""
PUBLISHED_SURVIVAL = ((1.0, 0.72), (3.0, 0.513), (12.0, 0.281), (36.0, 0.127))
"""Share of wars still going on after months, the same source; the first as the hazard."""
PUBLISHED_PEACE = ((24.0, 0.94), (60.0, 0.82), (120.0, 0.745))
"""Share of 72 ended episodes after which peace still held, by months, the same source."""
TEN_YEARS = 120.0


@dataclass(frozen=True)
class War:
    """One war of the population as it went: lengths in months, truce None if none was signed."""

    months: float
    ended: str
    talks: bool
    mediated: bool
    truce: float | None
    broke: bool


@dataclass(frozen=True)
class Rate:
    """One base rate: what came out, the band, and whether it lies inside; no band, no verdict."""

    id: str
    obtained: float
    low: float | None
    high: float | None
    counted: int
    source: str

    @property
    def passed(self) -> bool | None:
        """Whether it lies in its band; None where there is none, or nothing was counted."""
        if self.low is None or self.high is None or self.counted == 0:
            return None
        return self.low <= self.obtained <= self.high


def play(seed: int, number: int) -> War:
    """War `number` of a seed, to its end or through ten years."""
    scenario = abstract.war(seed, number)
    table = ensemble(scenario, 1, seed=seed, first=number)
    got: Mapping[str, Any] = {name: column[0] for name, column in table.columns.items()}
    signed = int(got["signed"]) > 0
    if signed:
        ended = "agreement"
    elif got["ending"] in ("military decision", "catastrophe"):
        ended = "decision"
    else:
        ended = "going on"
    return War(
        # somewhere within its last week
        (float(got["war_rounds"]) - (0.0 if ended == "going on" else 0.5)) / WEEKS,
        ended,
        bool(got["talk_rounds"]),
        abstract.mediated(scenario),
        float(got["truce_rounds"]) / WEEKS if signed else None,
        bool(got["broke"]),
    )


def hazard(wars: Sequence[War], start: float, end: float) -> tuple[float, int]:
    """Ends a month of war between two times, and how many wars were still going on at the first."""
    at_risk = [war for war in wars if war.months > start]
    exposure = sum(min(war.months, end) - start for war in at_risk)
    ends = sum(war.months <= end and war.ended != "going on" for war in at_risk)
    return (ends / exposure if exposure > 0.0 else 0.0), len(at_risk)


def survival(lengths: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Kaplan and Meier: share still standing after each end; pairs are length, whether ended.

    >>> survival([(1.0, True), (2.0, False), (3.0, True)])
    [(0.0, 1.0), (1.0, 0.6666666666666667), (3.0, 0.0)]
    """
    times = sorted({length for length, _ in lengths})
    ended = [sum(length == time and over for length, over in lengths) for time in times]
    risk = [sum(length >= time for length, _ in lengths) for time in times]
    steps = zip(times, ended, survive(ended, risk).tolist(), strict=True)
    return [(0.0, 1.0), *((time, share) for time, count, share in steps if count)]


def standing(steps: Sequence[tuple[float, float]], time: float) -> float:
    """The share standing at a time."""
    return [share for at, share in steps if at <= time][-1]


def peace(wars: Sequence[War]) -> list[tuple[float, float]]:
    """How long signed ceasefires lasted, by Kaplan and Meier, in months."""
    return survival([(war.truce, war.broke) for war in wars if war.truce is not None])


def fighting(wars: Sequence[War]) -> list[tuple[float, float]]:
    """How long wars lasted, by Kaplan and Meier, in months."""
    return survival([(war.months, war.ended != "going on") for war in wars])


def rates(wars: Sequence[War]) -> list[Rate]:
    """All base rates of a population, those with a band first."""
    by_phase = [hazard(wars, *phase) for phase in PHASES]
    over = [war for war in wars if war.ended != "going on"]
    agreed = [war for war in wars if war.truce is not None]
    talked = [war for war in wars if war.talks]
    steps = peace(wars)
    seen = [share for share, count in by_phase if count >= 10]
    falls = all(a > b for a, b in pairwise(seen))
    ucdp = "UCDP/PRIO Armed Conflict Dataset 25.1, 76 interstate episodes, computed"
    cow = "Correlates of War, 38 wars 1946-2007, computed"
    found = [
        Rate("hazard.month_1", by_phase[0][0], 0.25, 0.60, by_phase[0][1], ucdp),
        Rate("hazard.year_2_3", by_phase[3][0], 0.015, 0.06, by_phase[3][1], ucdp),
        Rate("hazard.falls", float(falls), 1.0, 1.0, len(seen), ucdp),
        Rate("draws", _share(over, lambda w: w.ended == "agreement"), 0.20, 0.60, len(over), cow),
        Rate("talks", _share(wars, lambda w: w.talks), 0.70, 0.90, len(wars), "Min 2020"),
        Rate("recurrence", 1.0 - standing(steps, TEN_YEARS) if agreed else 0.0, 0.20, 0.50,
             len(agreed), ucdp + "; Fortna: almost half"),
        Rate("talks_in_vain", _share(talked, lambda w: w.ended != "agreement"), None, None,
             len(talked), "no band: Min 2020 has talks in four fifths of wars, two thirds of which "
             "end short of total victory"),
        Rate("still_at_3_years", standing(fighting(wars), 36.0), None, None, len(wars), ucdp),
        Rate("mediated.draws", _share([w for w in over if w.mediated],
                                      lambda w: w.ended == "agreement"), None, None,
             sum(w.mediated for w in over), "no band"),
        Rate("unmediated.draws", _share([w for w in over if not w.mediated],
                                        lambda w: w.ended == "agreement"), None, None,
             sum(not w.mediated for w in over), "no band"),
    ]  # fmt: skip
    return found


def _share(wars: Sequence[War], which: Callable[[War], bool]) -> float:
    return sum(map(which, wars)) / len(wars) if wars else 0.0
