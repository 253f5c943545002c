"""Where is its minimum, and is there a zone at all? Scored on logged negotiations of others.

`python benchmarks/mind/limits.py --traces DIR` reads reservation-league.json.gz and
reservation-free.json.gz (format in limits_views.py), writes
benchmarks/results/mind-limits.json and prints a table; `--report` writes
docs/studies/mind-limits.md from that file. Scenarios with an even
index were developed on; those with an odd one are held out.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
import limits_report
from limits_guesses import GUESSES
from limits_scores import (
    LEVEL,
    balanced_accuracy,
    brier,
    interval_score,
    reliability,
    rmse,
    with_interval,
)
from limits_views import FILES, MARKS, PARTS, Seen, read
from machine import RESULTS, described

from sim.negotiation.limits import FULL, GRID, LimitReader, Settings
from sim.negotiation.public import Uniform, below_nash, usual_zone

OUT = RESULTS / "mind-limits.json"
WHOLE = "whole"
SIZES = {"full": FULL, "grid": GRID}
# what is publicly known of a reservation value, by name: the rule of the generator, or nothing
KNOWN = {
    "league": lambda seen: below_nash(seen.nash),
    "free": lambda seen: Uniform(0.2, 0.95),
    "free, range unknown": lambda seen: Uniform(0.0, 1.0),
}


class Readings(NamedTuple):
    """What a reader believed at the marks, a row each view."""

    mean: np.ndarray  # [V, 4]
    spread: np.ndarray  # [V, 5] standard deviation, first before any offer
    low: np.ndarray  # [V, 5]
    high: np.ndarray  # [V, 5]
    zone: np.ndarray  # [V, 5]
    seconds: float  # processor time an offer


def follow(views: list[Seen], known: str, settings: Settings) -> Readings:
    """Read all views."""
    mean, spread, low, high, zone = (np.zeros((len(views), 5)) for _ in range(5))
    begun, offers = time.process_time(), 0
    for row, seen in enumerate(views):
        reader = LimitReader(
            seen.own,
            seen.other,
            seen.own_minimum,
            seen.rounds,
            KNOWN[known](seen),
            settings=settings,
        )
        marks, heard = seen.marks, 0
        for event in (None, *seen.events):
            if event is not None:
                (reader.heard if event.heard else reader.refused)(event.outcome, event.time)
                heard += event.heard
            reached = [0] if event is None else []
            if event is not None and event.heard:
                reached = [m + 1 for m, mark in enumerate(marks) if mark == heard]
            for at in reached:
                mean[row, at] = reader.mean
                low[row, at], high[row, at] = reader.interval(LEVEL)
                zone[row, at] = reader.zone
                middle = 0.5 * (reader.edges[1:] + reader.edges[:-1])
                spread[row, at] = np.sqrt(reader.density @ (middle - reader.mean) ** 2)
        offers += heard
    seconds = (time.process_time() - begun) / max(offers, 1)
    return Readings(mean[:, 1:], spread, low, high, zone, seconds)


def read_all(
    path: Path, part: str, every: int, known: str, settings: Settings
) -> tuple[list[Seen], Readings]:
    """The views of one part and what the reader believed."""
    views = read(path, part, every)
    return views, follow(views, known, settings)


def guessed(views: list[Seen], known: str) -> dict[str, np.ndarray]:
    """Every guess at every mark, `[V, 4]`."""
    found = {name: np.zeros((len(views), len(MARKS))) for name in GUESSES}
    for row, seen in enumerate(views):
        heard = [event for event in seen.events if event.heard]
        values = np.array([seen.other[event.outcome] for event in heard])
        times = np.array([event.time for event in heard])
        for name, guess in GUESSES.items():
            for m, n in enumerate(seen.marks):
                found[name][row, m] = guess(seen, values[:n], times[:n], KNOWN[known](seen))
    return found


def together(readings: list[Readings]) -> Readings:
    """The readings of several sets of views as of one."""
    *columns, seconds = zip(*readings, strict=True)
    return Readings(*(np.concatenate(column) for column in columns), float(np.mean(seconds)))


def measured(views: list[Seen], known: str, readings: Readings) -> dict[str, Any]:
    """All figures of one set of views."""
    truth = np.array([seen.minimum for seen in views])
    scenario = np.array([seen.scenario for seen in views])
    estimates = {"this reader": readings.mean, **guessed(views, known)}
    errors = {name: mean - truth[:, None] for name, mean in estimates.items()}
    return {
        "views": len(views),
        "scenarios": len(np.unique(scenario)),
        "milliseconds an offer": round(1000 * readings.seconds, 3),
        "rmse": {
            name: [with_interval(lambda r, e=e, m=m: rmse(e[r, m]), scenario) for m in range(4)]
            for name, e in errors.items()
        },
        "left out": {
            "agent": without_one(errors, np.array([seen.target for seen in views])),
            "scenario": without_one(errors, scenario),
        },
        "targets": by(errors["this reader"], [seen.target for seen in views]),
        "agents' own": own_estimates(views, readings.mean[:, -1]),
        "intervals": intervals(readings, truth, scenario),
        "zone": zones(readings, estimates, views, scenario, known),
    }


def without_one(errors: dict[str, np.ndarray], group: np.ndarray) -> list[list[float]]:
    """Least and greatest error at the marks as a share of the prior mean's, a group left out."""
    ours, prior = errors["this reader"], errors["mean of what is known"]
    shares = [
        [rmse(ours[rest, m]) / rmse(prior[rest, m]) for m in range(len(MARKS))]
        for rest in (group != one for one in np.unique(group))
    ]
    return [
        [round(float(f(column)), 3) for f in (min, max)] for column in zip(*shares, strict=True)
    ]


def by(error: np.ndarray, names: list[str]) -> dict[str, list[float]]:
    """RMSE at the marks for each strategy of the other."""
    name = np.array(names)
    return {
        str(one): [round(rmse(error[name == one, m]), 3) for m in range(len(MARKS))]
        for one in np.unique(name)
    }


def own_estimates(views: list[Seen], mean: np.ndarray) -> dict[str, dict[str, float]]:
    """RMSE of the last estimate that an agent kept itself, and of this reader in its seat."""
    found = {}
    for name in sorted({seen.viewer for seen in views}):
        rows = [r for r, s in enumerate(views) if s.viewer == name and s.viewers_own is not None]
        if rows:
            truth = np.array([views[r].minimum for r in rows])
            kept = np.array([views[r].viewers_own for r in rows])
            found[name] = {
                "agent": round(rmse(kept - truth), 3),
                "this reader": round(rmse(mean[rows] - truth), 3),
                "n": len(rows),
            }
    return found


def intervals(readings: Readings, truth: np.ndarray, scenario: np.ndarray) -> list[dict[str, Any]]:
    """Coverage, interval score and spread, before the first offer and at the marks."""
    inside = (readings.low <= truth[:, None]) & (truth[:, None] <= readings.high)
    score = interval_score(readings.low, readings.high, truth[:, None])
    return [
        {
            "coverage": with_interval(lambda r, m=m: float(inside[r, m].mean()), scenario),
            "interval score": with_interval(lambda r, m=m: float(score[r, m].mean()), scenario),
            "less the prior's": with_interval(
                lambda r, m=m: float((score[r, m] - score[r, 0]).mean()), scenario
            ),
            "spread": round(float(readings.spread[:, m].mean()), 4),
        }
        for m in range(len(MARKS) + 1)
    ]


def zones(
    readings: Readings,
    estimates: dict[str, np.ndarray],
    views: list[Seen],
    scenario: np.ndarray,
    known: str,
) -> dict[str, Any]:
    """Balanced accuracy, Brier score and reliability of "an outcome is acceptable to both"."""
    truth = np.array([seen.zone for seen in views])
    if truth.all():
        return {}
    best = np.array([seen.other[seen.own >= seen.own_minimum].max(initial=-1.0) for seen in views])
    accuracy = {"this reader": [readings.zone[:, m + 1] for m in range(len(MARKS))]}
    for name, mean in estimates.items():
        if name != "this reader":
            accuracy[name] = [(mean[:, m] <= best).astype(float) for m in range(len(MARKS))]
    first = [views[int(np.flatnonzero(scenario == s)[0])] for s in np.unique(scenario)]
    rules = [(s, KNOWN[known](s)) for s in first]  # in free mode the same for both seats
    usual = float(np.mean([usual_zone(s.own, s.other, rule, rule) for s, rule in rules]))
    return {
        "usual": round(usual, 3),
        "balanced accuracy from usual": [
            with_interval(
                lambda r, m=m: balanced_accuracy(readings.zone[r, m + 1], truth[r], usual), scenario
            )
            for m in range(len(MARKS))
        ],
        "balanced accuracy": {
            name: [
                with_interval(lambda r, p=p: balanced_accuracy(p[r], truth[r]), scenario)
                for p in columns
            ]
            for name, columns in accuracy.items()
        },
        "Brier score": [
            with_interval(lambda r, m=m: brier(readings.zone[r, m], truth[r]), scenario)
            for m in range(len(MARKS) + 1)
        ],
        "reliability at 50 %": reliability(readings.zone[:, 2], truth),
        "reliability at 100 %": reliability(readings.zone[:, 4], truth),
    }


def show(part: str, known: str, found: dict[str, Any]) -> None:
    """Print the main figures."""
    print(f"{part}, {known}: {found['views']} views of {found['scenarios']} scenarios")
    for name, row in found["rmse"].items():
        print(f"  {name:32s}" + "  ".join(f"{x[0]:.3f} [{x[1]:.3f}-{x[2]:.3f}]" for x in row))
    print("  80 % interval holds ", [x["coverage"][0] for x in found["intervals"]])
    print("  interval score      ", [x["interval score"][0] for x in found["intervals"]])
    for name, row in found["zone"].get("balanced accuracy", {}).items():
        print(f"  zone, {name:26s}", [x[0] for x in row])
    if found["zone"]:
        usual = [x[0] for x in found["zone"]["balanced accuracy from usual"]]
        print(f"  zone, told from {found['zone']['usual']:.3f}       ", usual)
        print("  zone, Brier score   ", [x[0] for x in found["zone"]["Brier score"]], flush=True)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", type=Path)
    parser.add_argument("--part", choices=[*PARTS, "all"], default="all")
    parser.add_argument("--size", choices=list(SIZES), default="full")
    parser.add_argument("--every", type=int, default=1, help="only every n-th negotiation")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--report", action="store_true")
    asked = parser.parse_args()
    if asked.report:
        limits_report.write(asked.out)
        return
    missing = [f for f in FILES.values() if not asked.traces or not (asked.traces / f).exists()]
    if missing:
        print(f"The traces are not shipped: name a folder with {' and '.join(missing)} (--traces).")
        raise SystemExit(2)
    parts = list(PARTS) if asked.part == "all" else [asked.part]
    body: dict[str, Any] = {**described(), "size": asked.size, "every": asked.every}
    body["parts"] = {part: {} for part in parts}
    begun = {}
    pool = ProcessPoolExecutor(asked.jobs)
    for known in KNOWN:
        path = asked.traces / FILES[known.split(",")[0]]
        for part in parts:
            begun[known, part] = pool.submit(
                read_all, path, part, asked.every, known, SIZES[asked.size]
            )
    for known in KNOWN:
        done = {part: begun[known, part].result() for part in parts}
        seen = {part: views for part, (views, _) in done.items()}
        heard = {part: readings for part, (_, readings) in done.items()}
        if len(parts) > 1:
            seen[WHOLE] = [view for views in seen.values() for view in views]
            heard[WHOLE] = together(list(heard.values()))
        for part, views in seen.items():
            found = measured(views, known, heard[part])
            body["parts"].setdefault(part, {})[known] = found
            show(part, known, found)
    pool.shutdown()
    asked.out.write_text(json.dumps(body, indent=1) + "\n")


if __name__ == "__main__":
    main()
