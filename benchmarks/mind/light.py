"""How good the light opponent model is beside the careful ones, on logged negotiations.

`python benchmarks/mind/light.py --part held-out` scores the reading of the end against the true
reservation value (root mean squared error, beside `LimitReader`) and the reading of tastes
(Kendall's tau-b, beside `TasteReader`) at half time and at the end, and adds both to
benchmarks/results/mind-light.json. Intervals are 95 %, by bootstrap over scenarios.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import kendalltau

sys.path.insert(0, str(Path(__file__).parent.parent))
import limits_views
from helps_domains import traces
from machine import RESULTS, described

from sim.negotiation.domain import additive
from sim.negotiation.grid import GridReader
from sim.negotiation.limits import LimitReader
from sim.negotiation.public import Uniform, below_nash
from sim.negotiation.tastes import TasteReader

HALVES = (0.5, 1.0)
OUT = RESULTS / "mind-light.json"
Scores = dict[str, list[tuple[int, list[float]]]]


def ends(seen: limits_views.Seen) -> list[float]:
    """The light model's expected end at both times, in the other's own utility."""
    reader = GridReader(1, (seen.other.size,), seen.other[None])
    low, spread = float(seen.other.min()), float(np.ptp(seen.other))
    return [low + spread * value for value in _at(seen, reader, lambda: float(reader.end[0]))]


def limits(seen: limits_views.Seen, known: Uniform) -> list[float]:
    """The careful reader's expected reservation value at both times."""
    reader = LimitReader(seen.own, seen.other, seen.own_minimum, seen.rounds, known)
    found, count = [], 0
    marks = [seen.marks[1], seen.marks[3]]
    for event in seen.events:
        (reader.heard if event.heard else reader.refused)(event.outcome, event.time)
        count += event.heard
        while event.heard and len(found) < 2 and count == marks[len(found)]:
            found.append(reader.mean)
    return found


def _at(seen: limits_views.Seen, reader: GridReader, told: Callable[[], float]) -> list[float]:
    found, count = [], 0
    marks = [seen.marks[1], seen.marks[3]]
    for event in seen.events:
        outcome = np.array([event.outcome])
        if not event.heard:
            reader.refused(outcome, event.time, np.array([True]))
            continue
        reader.heard(outcome, event.time)
        count += 1
        while len(found) < 2 and count == marks[len(found)]:
            reader.read()
            found.append(told())
    return found


def read_limits(folder: Path, kind: str, part: str, every: int) -> Scores:
    """Squared errors of both readers, view by view."""
    scores: Scores = {"light": [], "careful": []}
    for seen in limits_views.read(folder / limits_views.FILES[kind], part, every):
        known = below_nash(seen.nash) if kind == "league" else Uniform()
        for name, estimates in (("light", ends(seen)), ("careful", limits(seen, known))):
            errors = [(value - seen.minimum) ** 2 for value in estimates]
            scores[name].append((seen.scenario, errors))
    return scores


def read_tastes(folder: Path, kind: str, part: int, every: int) -> Scores:
    """Rank correlations of both readers, view by view."""
    body = json.loads(gzip.decompress((folder / f"preferences-{kind}.json.gz").read_bytes()))
    scores: Scores = {"light": [], "careful": []}
    for log in [each for each in body["negs"] if each["scenario"] % 2 == part][::every]:
        scenario = body["scenarios"][log["scenario"]]
        sizes = tuple(scenario["sizes"])
        own, other = (_utility(scenario, side) for side in (0, 1))
        heard = [
            (int(np.ravel_multi_index(option, sizes)), when)
            for _, when, side, option in log["trace"]
            if side == 1
        ]
        if not heard:
            continue
        light, careful = GridReader(1, sizes), TasteReader(sizes, own)
        found: dict[str, list[float]] = {"light": [], "careful": []}
        for count, (outcome, when) in enumerate(heard, start=1):
            light.heard(np.array([outcome]), when)
            careful.heard(outcome, when)
            for share in HALVES:
                if count == max(1, int(np.ceil(len(heard) * share))):
                    light.read()
                    found["light"].append(float(kendalltau(light.value[0], other)[0]))
                    found["careful"].append(float(kendalltau(careful.value, other)[0]))
        for name, each in found.items():
            scores[name].append((log["scenario"], each))
    return scores


def _utility(scenario: dict[str, Any], side: int) -> Any:
    pairs = zip(scenario["w"][side], scenario["v"][side], strict=True)
    return additive(scenario["sizes"], [weight * np.array(values) for weight, values in pairs])


def told(scores: Scores, mean: Callable[[Any], Any]) -> dict[str, Any]:
    """A score at half time and at the end, with the interval at the end."""
    found: dict[str, Any] = {}
    for name, rows in scores.items():
        of, values = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
        numbers = np.unique(of)
        rng = np.random.default_rng(2026)
        drawn = []
        for _ in range(1000):
            chosen = rng.choice(numbers, numbers.size)
            drawn.append(mean(np.concatenate([values[of == number, 1] for number in chosen])))
        found[name] = {
            "half": round(float(mean(values[:, 0])), 4),
            "end": round(float(mean(values[:, 1])), 4),
            "interval": [round(float(each), 4) for each in np.percentile(drawn, [2.5, 97.5])],
        }
    found["views"] = len(rows)
    return found


def main() -> None:
    """Score one part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", help="folder of logged negotiations")
    parser.add_argument("--part", choices=tuple(limits_views.PARTS), default="develop")
    parser.add_argument("--every", type=int, default=6, help="one negotiation in so many")
    given = parser.parse_args()
    folder = traces(given.traces)
    if folder is None:
        sys.exit("This needs logged negotiations: name their folder with --traces.")
    start, part = time.process_time(), limits_views.PARTS[given.part]
    found: dict[str, Any] = {"machine": described(), "one negotiation in": given.every}
    for kind in limits_views.FILES:
        scores = read_limits(folder, kind, given.part, given.every)
        found[f"limits, {kind}"] = told(scores, lambda errors: np.sqrt(errors.mean()))
    for kind in ("independent", "short"):
        every = max(1, given.every // 3)
        scores = read_tastes(folder, kind, part, every)
        found[f"tastes, {kind}"] = told(scores, np.mean)
    for name, each in list(found.items())[2:]:
        print(f"{name:20}", each)
    print(f"{time.process_time() - start:.0f} s of processor time")
    kept = json.loads(OUT.read_text()) if OUT.exists() else {}
    OUT.write_text(json.dumps({**kept, given.part: found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
