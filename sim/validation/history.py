"""Historical cases: what happened, and in what share of worlds it happens here.

A case names a scenario and tells what counts as the outcome of history. It knows nothing else
of the war: arms are the scenario as it stands and its own counterfactuals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import scenario
from sim.arena import arena
from sim.ensembles import Worlds
from sim.scenario import Scenario
from sim.shares import wilson

AS_IT_WAS = "as it was"


@dataclass(frozen=True)
class Case:
    """What counts as history's outcome.

    `signed`: a ceasefire is signed. `terms`: options that it must hold, by issue, any of several.
    `rounds`: first and last round in which it is signed. `broke`: it collapses again. None asks
    nothing. `published` says it in words, `source` where that is from, `fitted` which numbers of
    the scenario were set with this outcome in view. `arms` are counterfactuals; () takes all.
    """

    scenario: str
    published: str
    source: str
    signed: bool
    fitted: str
    terms: Mapping[str, tuple[str, ...]] | None = None
    rounds: tuple[int, int] | None = None
    broke: bool | None = None
    arms: tuple[str, ...] = ()
    times: int = 1  # so many times as many worlds, where two outcomes are nearly as frequent


CASES: tuple[Case, ...] = (
    Case(
        "portsmouth-1905",
        "Agreed on 29 August 1905, round 5: the south of Sakhalin/Karafuto to Japan, no money.",
        "Utah Digital Newspapers, the Tsar's last word of 23 August 1905",
        signed=True,
        terms={"sakhalin": ("south",), "indemnity": ("none",)},
        fitted="Where Japan's and Russia's minima lie on their scales, the chance that the Tsar "
        "yields, and what the council in Tokyo hears (notes of the scenario).",
        times=4,
    ),
    Case(
        "japan-1945",
        "Accepted on 14 August 1945, round 20, within days of the Byrnes reply, on the clause of "
        "the freely expressed will of the people.",
        "S1; Rotter, Hiroshima, p. 134; that the clause decided it is contested (Pape)",
        signed=True,
        terms={"throne": ("people",)},
        fitted="Japan's first hopes of battle, what Moscow is worth to it, the felt cost of going "
        "on and the gain for which the sentence is put forward: so that it is signed in August "
        "with the sentence and not without it.",
    ),
    Case(
        "northern-territories",
        "No peace treaty in the 66 years from the Joint Declaration of October 1956; talks broke "
        "off in March 2022.",
        "Associated Press, 15 December 2016; Interfax, 21 March 2022",
        signed=False,
        fitted="The values of victory and defeat and the weight of cost, to the one fact that no "
        "treaty was signed by 2022.",
    ),
    Case(
        "korea-1951",
        "The line was agreed in November 1951; one principle, the return of prisoners, held the "
        "armistice up to 27 July 1953, round 20, after a change of leader in round 16. No treaty.",
        "koreanwaronline.com, Armistice Negotiations; Min, Words of War, ch. 6",
        signed=True,
        terms={"prisoners": ("voluntary", "commission"), "conference": ("none", "recommended")},
        rounds=(16, 24),
        fitted="The loss of a leader who compromises on the principle, so that a new leadership, "
        "and not time alone, opens the window.",
    ),
    Case(
        "minsk-2015",
        "Signed in February 2015 and never kept: some 36 violations a day even in the truce of "
        "2020, 2,000 a day before it ended in February 2022.",
        "Promote Ukraine on OSCE figures; newsua.one, the year inferred",
        signed=True,
        rounds=(1, 3),
        broke=True,
        fitted="The pressure of February 2015, which fades, and the hazard and its effects, so "
        "that a quiet truce has tens of violations a day and a dying one thousands.",
    ),
    Case(
        "ukraine-2022",
        "No general ceasefire in the scenario's 72 weeks from February 2022.",
        "dated events of the scenario",
        signed=False,
        fitted="Nothing: most numbers are the authors' judgement.",
        arms=("mirror-imaging",),
    ),
    Case(
        "ukraine-2023",
        "No ceasefire from June 2023 on, through the scenario's 56 weeks.",
        "dated events of the scenario; UCDP/PRIO lists the war as going on",
        signed=False,
        fitted="",
        arms=("mirror-imaging",),
    ),
    Case(
        "ukraine-2025",
        "No general ceasefire is reported up to June 2026, the newest item read.",
        "Randforecasting Initiative questions of March 2025, resolved no",
        signed=False,
        fitted="",
        arms=("mirror-imaging",),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Arm:
    """One arm of a case: how many worlds, how many ended as history did, and when they signed."""

    name: str
    title: str
    worlds: int
    as_history: int
    signed: int
    median_round: float | None
    modal: Mapping[str, str]
    modal_worlds: int

    @property
    def interval(self) -> tuple[float, float]:
        """The share as history with its 95 % interval of Wilson."""
        return wilson(self.as_history, self.worlds)


def landed() -> list[Case]:
    """The cases whose scenario is there."""
    there = set(scenario.names())
    return [case for case in CASES if case.scenario in there]


def arms(case: Case) -> Iterator[tuple[str, str, Scenario]]:
    """Name, title and scenario of each arm: as it was, then the counterfactuals."""
    base = scenario.load(case.scenario)
    yield AS_IT_WAS, base.title, base
    for name in case.arms or tuple(base.counterfactuals):
        yield name, base.counterfactuals[name].title, base.counterfactual(name)


def measure(
    case: Case,
    name: str,
    title: str,
    found: Scenario,
    worlds: int,
    seed: int,
    play: Callable[[Scenario, int, int], Worlds],
) -> Arm:
    """One arm over seeded worlds, the same worlds in every arm."""
    table = play(found, worlds, seed)
    right = as_history(case, found, table)
    signed = table["signed"] > 0
    kinds, counts = np.unique(table["terms"][signed], return_counts=True)
    modal = {} if not len(kinds) else options(found, int(kinds[np.argmax(counts)]))
    return Arm(
        name, title, len(table), int(right.sum()), int(signed.sum()),
        float(np.median(table["signed"][signed])) if signed.any() else None,
        modal,
        int(counts.max()) if len(kinds) else 0,
    )  # fmt: skip


def as_history(case: Case, found: Scenario, table: Worlds) -> NDArray[np.bool_]:
    """Which worlds ended as history did, `[worlds]`."""
    signed = table["signed"] > 0
    right = signed == case.signed
    if case.rounds is not None:
        right &= (table["signed"] >= case.rounds[0]) & (table["signed"] <= case.rounds[1])
    if case.broke is not None:
        right &= table["broke"] == case.broke
    if case.terms:
        named = [options(found, int(t)) if t >= 0 else {} for t in table["terms"]]
        right &= np.array([
            all(each.get(issue) in wanted for issue, wanted in case.terms.items()) for each in named
        ])  # fmt: skip
    return np.asarray(right, np.bool_)


def options(found: Scenario, terms: int) -> dict[str, str]:
    """The option of every issue in terms, by its key."""
    flat, said = arena(found), {}
    for place, (name, issue) in enumerate(found.issues.items()):
        said[name] = list(issue.options)[int(flat.options[place, terms] - flat.first[place])]
    return said


def plain(arms_: Sequence[Arm]) -> list[dict[str, Any]]:
    """Arms as JSON holds them."""
    return [{**vars(arm), "low": arm.interval[0], "high": arm.interval[1]} for arm in arms_]
