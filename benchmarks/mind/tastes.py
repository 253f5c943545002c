"""What does it care about? Kendall's tau-b of the value read and the true one, over all outcomes.

`python benchmarks/mind/tastes.py --traces DIR` reads logged negotiations from a
folder with `preferences-independent.json.gz` and `preferences-short.json.gz`, plays
games of our own beside them (conflicting tables, deceivers), and scores every
reader after 25, 50, 75 and 100 % of the offers it heard. Scenarios with an even
number are for development, odd ones are held out: `--part develop` (as it is
while one tunes), `held-out` or `all` (both, apart). Writes
`benchmarks/results/mind-tastes.json`; `--end` scores only our reader and only after the last
offer, on both parts together too, and writes mind-tastes-end.json; `--report` turns both into
a page.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import kendalltau

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(Path(__file__).parent)]

import machine  # noqa: E402
import tastes_games as own_games  # noqa: E402
from tastes_readers import READERS, Floats, Sight, reading  # noqa: E402
from tastes_report import report  # noqa: E402

SHARES = (0.25, 0.5, 0.75, 1.0)
LEAST = 4  # offers heard, so that the four points differ
RESAMPLES = 1000
PARTS = {"develop": 0, "held-out": 1}  # scenario number modulo 2
RESULTS = ROOT / "benchmarks" / "results" / "mind-tastes.json"
END = RESULTS.with_name("mind-tastes-end.json")
FURTHER = (5311, 5312, 5313)  # seeds of games that nothing was developed on
PAGE = ROOT / "docs" / "studies" / "mind-tastes.md"
LOGGED = {"independent": "preferences-independent", "15 rounds": "preferences-short"}
PLAYED = {
    "conflicting": (5201, 0.2, 0.9, own_games.honest_pair),
    "deceivers, cautious": (5301, 0.0, 0.0, own_games.cautious_pair),
    "deceivers, bold": (5302, 0.0, 0.0, own_games.bold_pair),
}


@dataclass(frozen=True)
class Case:
    """One side of one negotiation: what it saw, and the truth about the other."""

    scenario: int
    target: str
    sight: Sight
    truth: Floats  # [T]
    weights: Floats  # [I]


def logged(path: Path) -> Iterator[Case]:
    """Both sides of every logged negotiation."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        body = json.load(file)
    for game in body["negs"]:
        s = body["scenarios"][game["scenario"]]
        sizes = tuple(s["sizes"])
        utility = [
            own_games.additive(sizes, np.array(w), [np.array(v) for v in values])
            for w, values in zip(s["w"], s["v"], strict=True)
        ]
        for other in (0, 1):
            offers = [
                (when, who == other, int(np.ravel_multi_index(outcome, sizes)))
                for _, when, who, outcome in game["trace"]
            ]
            sight = Sight(sizes, utility[1 - other], offers)
            weights = np.array(s["w"][other])
            yield Case(game["scenario"], game["strategies"][other], sight, utility[other], weights)


def played(seed: int, lowest: float, highest: float, pair: own_games.Pairing) -> Iterator[Case]:
    """Our own games: both sides, of a deceiver's games the deceiver alone."""
    domains, games = own_games.games(seed, lowest, highest, 100, pair)
    for game in games:
        d = domains[game.scenario]
        for other in (1,) if game.strategies[1] not in own_games.HONEST else (0, 1):
            offers = [(when, who == other, outcome) for when, who, outcome in game.offers]
            sight = Sight(d.sizes, d.utility[1 - other], offers)
            name = game.strategies[other]
            yield Case(game.scenario, name, sight, d.utility[other], d.weights[other])


def until(sight: Sight, share: float) -> Sight:
    """What was seen when this share of the other's offers had been heard."""
    goal, heard = math.ceil(share * len(sight.heard()[1])), 0
    for k, (_, other, _) in enumerate(sight.offers):
        heard += other
        if heard == goal:
            return Sight(sight.sizes, sight.own, sight.offers[: k + 1])
    return sight


def tau(estimate: Floats, truth: Floats) -> float:
    """Kendall's tau-b; an estimate that tells nothing apart scores 0."""
    found = float(kendalltau(estimate, truth).statistic)
    return 0.0 if math.isnan(found) else found


def scored(cases: list[Case]) -> tuple[dict[str, Floats], dict[str, Any]]:
    """tau-b of every reader [cases, points]; and what the reader says besides, at the end."""
    found = {name: np.zeros((len(cases), len(SHARES))) for name in READERS}
    beside = defaultdict(list)
    for row, case in enumerate(cases):
        for column, share in enumerate(SHARES):
            sight = until(case.sight, share)
            for name, reader in READERS.items():
                found[name][row, column] = tau(reader(sight), case.truth)
        start = time.perf_counter()
        said = reading(case.sight).tastes
        beside["milliseconds"].append(1000.0 * (time.perf_counter() - start))
        beside["weights"].append(float(np.corrcoef(said.weights, case.weights)[0, 1]))
        beside["conflict read"].append(said.conflict)
        beside["guarded read"].append(said.guarded)
        beside["backwards read"].append(said.backwards)
        beside["within two spreads"].append(
            float((np.abs(said.value - case.truth) <= 2.0 * said.spread).mean())
        )
    told = {name: float(np.nanmean(values)) for name, values in beside.items()}
    told["milliseconds"] = float(np.median(beside["milliseconds"]))
    return found, told


def interval(values: Floats, scenarios: Floats) -> list[float]:
    """Mean with its 95 % interval, bootstrapped over scenarios."""
    rng = np.random.default_rng(7)
    groups = [values[scenarios == s] for s in np.unique(scenarios)]
    sums = np.array([g.sum() for g in groups])
    sizes = np.array([len(g) for g in groups])
    rows = rng.integers(0, len(groups), (RESAMPLES, len(groups)))
    means = sums[rows].sum(1) / sizes[rows].sum(1)
    return [float(values.mean()), *np.percentile(means, [2.5, 97.5]).tolist()]


def measured(cases: list[Case]) -> dict[str, Any]:
    """The figures of one set of cases."""
    found, told = scored(cases)
    scenarios = np.array([c.scenario for c in cases])
    targets = np.array([c.target for c in cases])
    return {
        "cases": len(cases),
        "scenarios": len(np.unique(scenarios)),
        "tau": {
            name: [interval(table[:, k], scenarios) for k in range(len(SHARES))]
            for name, table in found.items()
        },
        "by target": {
            str(target): {
                "cases": int((targets == target).sum()),
                **{
                    name: float(table[targets == target, -1].mean())
                    for name, table in found.items()
                },
            }
            for target in np.unique(targets)
        },
        "reader": told,
    }


def at_the_end(cases: list[Case]) -> dict[str, Any]:
    """tau-b of our reader after all offers, by part and on both."""
    scenarios = np.array([c.scenario for c in cases])
    found = np.array([tau(reading(c.sight).value, c.truth) for c in cases])
    parts = {part: scenarios % 2 == rest for part, rest in PARTS.items()}
    parts["both"] = np.ones(len(cases), dtype=bool)
    return {
        part: {"cases": int(rows.sum()), "tau": interval(found[rows], scenarios[rows])}
        for part, rows in parts.items()
    }


def further() -> list[Case]:
    """Bold deceivers in games of other seeds; their scenarios are numbered on."""
    return [
        replace(case, scenario=case.scenario + 2 * own_games.SCENARIOS * k)
        for k, seed in enumerate(FURTHER)
        for case in played(seed, *PLAYED["deceivers, bold"][1:])
    ]


def enough(cases: list[Case]) -> list[Case]:
    """Those in which enough offers were heard."""
    return [c for c in cases if len(c.sight.heard()[1]) >= LEAST]


def table(sets: dict[str, Any]) -> str:
    """What was found, as lines."""
    lines = []
    for name, parts in sets.items():
        for part, figures in parts.items():
            lines.append(
                f"{name}, {part}: {figures['cases']} cases, {figures['scenarios']} scenarios"
            )
            for reader, points in figures["tau"].items():
                numbers = " ".join(f"{mean:.3f}" for mean, _, _ in points)
                lines.append(
                    f"  {reader:28s} {numbers}  [{points[-1][1]:.3f}, {points[-1][2]:.3f}]"
                )
    return "\n".join(lines)


def main() -> int:
    """Measure, print the table, keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", type=Path, help="folder with the logged negotiations")
    parser.add_argument("--part", choices=(*PARTS, "all"), default="develop")
    parser.add_argument(
        "--thin", type=int, default=1, help="every n-th case only; the page says so"
    )
    parser.add_argument("--end", action="store_true", help="our reader, after the last offer")
    parser.add_argument("--report", action="store_true", help="write the page from kept results")
    asked = parser.parse_args()
    if asked.report:
        kept = (json.loads(path.read_text()) for path in (RESULTS, END))
        PAGE.write_text(report(*kept), encoding="utf-8")
        return 0
    paths = {name: (asked.traces or Path()) / f"{file}.json.gz" for name, file in LOGGED.items()}
    missing = [path.name for path in paths.values() if asked.traces is None or not path.exists()]
    if missing:
        print(
            f"Logged negotiations are missing ({', '.join(missing)}): say where with --traces DIR."
        )
        return 2
    sources = {name: list(logged(path)) for name, path in paths.items()}
    sources |= {name: list(played(*how)) for name, how in PLAYED.items()}
    if asked.end:
        sources["deceivers, bold, other seeds"] = further()
        ends = {}
        for name, cases in sources.items():
            ends[name] = at_the_end(enough(cases))
            print(name, ends[name], flush=True)
        body = {"machine": machine.described(), "sets": ends}
        END.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
        return 0
    wanted = PARTS if asked.part == "all" else {asked.part: PARTS[asked.part]}
    sets: dict[str, Any] = {}
    for name, cases in sources.items():
        heard = enough(cases)
        sets[name] = {
            part: measured([c for c in heard if c.scenario % 2 == rest][:: asked.thin])
            for part, rest in wanted.items()
        }
        print(table({name: sets[name]}), flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    body = {"machine": machine.described(), "shares": SHARES, "thin": asked.thin, "sets": sets}
    RESULTS.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
