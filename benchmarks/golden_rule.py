"""What the golden rule does: delay, recognition and mirages by empathy, against a placebo.

Empathy enters the model only as the prior of the opponent model. For both
belligerents it is set to 0, .1, .3 and the largest allowed; for each mirror
image, for placebo profiles (the true profiles' weights on other issues: equal
entropy, not the truth), and with the true profile left out. All arms use the
same streams. `python benchmarks/golden_rule.py --worlds 300` writes
docs/studies/golden-rule.json and the figure beside it.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import Progress

import sim
from sim.ensembles import Worlds, ensemble

EMPATHY = (0.0, 0.1, 0.3, 0.98)
MIRRORS = {"fixed_pie": 0, "same_priorities": 1, "own_limit": 2}
SUPPORT = {"profiles": 0, "placebo": 1, "true profile left out": 2}
RESAMPLES = 1000
FOLDER = Path(__file__).parent.parent / "docs" / "studies"


def arms() -> list[tuple[str, str, float]]:
    """Mirror, support and empathy of every arm; at empathy 0 the support plays no part."""
    found = [(mirror, "profiles", 0.0) for mirror in MIRRORS]
    found += [(m, "profiles", e) for m in MIRRORS for e in EMPATHY[1:]]
    others = ("placebo", "true profile left out")
    return found + [("same_priorities", s, e) for s in others for e in EMPATHY[1:]]


def play(scenario: str, arm: tuple[str, str, float], worlds: int, seed: int) -> dict[str, Any]:
    """The columns of one arm's worlds."""
    mirror, support, empathy = arm
    loaded = sim.load(scenario)
    values = {"mirror": MIRRORS[mirror], "support": SUPPORT[support], "empathy": empathy}
    changed = loaded.with_values(
        {
            f"parties.{party}.mind.{name}": value
            for party in loaded.belligerents
            for name, value in values.items()
        }
    )
    return {
        name: column.tolist()
        for name, column in ensemble(changed, worlds, seed, to_end=False).columns.items()
    }


def restricted_mean(delay: np.ndarray, ended: np.ndarray) -> float:
    """Restricted mean of the delay: area under Kaplan-Meier up to the longest observation."""
    if not len(delay):
        return float("nan")
    alive, area, last = 1.0, 0.0, 0.0
    for time in np.unique(delay):
        area += alive * (time - last)
        at_risk = float((delay >= time).sum())
        alive *= 1.0 - float((ended & (delay == time)).sum()) / at_risk
        last = float(time)
    return area


def figures(t: Worlds) -> dict[str, float]:
    """The figures of a set of worlds."""
    opened = t["opened"].astype(bool)
    ended = t["delay_ends"].astype(bool)
    episodes = max(1, int(t["episodes"].sum()))
    weeks = np.maximum(1, t["war_rounds"])
    return {
        "never opened": float(1 - opened.mean()),
        "delay, restricted mean": restricted_mean(t["delay"][opened], ended[opened]),
        "delay, median among seized": float(np.median(t["delay"][ended]))
        if ended.any()
        else float("nan"),
        "recognised": float(t["recognised_50"].sum() / episodes),
        "recognised at .3": float(t["recognised_30"].sum() / episodes),
        "recognised at .7": float(t["recognised_70"].sum() / episodes),
        "seized": float(t["seized"].sum() / episodes),
        "missed": float(t["missed"].sum() / episodes),
        "censored": float(t["censored"].sum() / episodes),
        "mirages": float(((t["mirages_a"] + t["mirages_b"]) / 2 * weeks).sum() / weeks.sum()),
        "Brier score": float(((t["brier_a"] + t["brier_b"]) / 2 * weeks).sum() / weeks.sum()),
    }


def with_intervals(t: Worlds, seed: int) -> dict[str, list[float]]:
    """Every figure with its 95 % bootstrap interval over worlds."""
    rng = np.random.default_rng(seed)
    point = figures(t)
    drawn: dict[str, list[float]] = {name: [] for name in point}
    for _ in range(RESAMPLES):
        rows = rng.integers(0, len(t), len(t))
        again = figures(Worlds({name: column[rows] for name, column in t.columns.items()}))
        for name, value in again.items():
            drawn[name].append(value)
    return {
        name: [point[name], *np.nanpercentile(drawn[name], [2.5, 97.5]).tolist()] for name in point
    }


def paired(a: Worlds, b: Worlds, seed: int) -> list[float]:
    """Mean difference in delay, a less b, over worlds in which both opened, with 95 % interval.

    A delay that did not end counts to the last round: a lower bound of the difference.
    """
    rng = np.random.default_rng(seed)
    both = a["opened"].astype(bool) & b["opened"].astype(bool)
    gap = a["delay"][both].astype(float) - b["delay"][both]
    means = [gap[rng.integers(0, len(gap), len(gap))].mean() for _ in range(RESAMPLES)]
    return [float(gap.mean()), *np.percentile(means, [2.5, 97.5]).tolist()]


def main() -> None:
    """Run all arms and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2022)
    parser.add_argument("--scenario", default="ukraine-2022")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=FOLDER / "golden-rule.json")
    asked = parser.parse_args()
    tables: dict[tuple[str, str, float], Worlds] = {}
    with ProcessPoolExecutor(asked.workers) as pool, Progress() as bar:
        task = bar.add_task("worlds", total=len(arms()) * asked.worlds)
        jobs = {
            pool.submit(play, asked.scenario, arm, asked.worlds, asked.seed): arm for arm in arms()
        }
        for job in as_completed(jobs):
            columns = job.result()
            tables[jobs[job]] = Worlds({n: np.array(c) for n, c in columns.items()})
            bar.advance(task, asked.worlds)
    rows = [
        {
            "mirror": m,
            "support": s,
            "empathy": e,
            "figures": with_intervals(tables[(m, s, e)], asked.seed),
        }
        for m, s, e in arms()
    ]
    base = "same_priorities"
    claims = {
        f"empathy {e} with true profiles less placebo, rounds of delay": paired(
            tables[(base, "profiles", e)], tables[(base, "placebo", e)], asked.seed
        )
        for e in EMPATHY[1:]
    }
    body = {
        "scenario": asked.scenario,
        "digest": sim.load(asked.scenario).digest,
        "worlds": asked.worlds,
        "seed": asked.seed,
        "arms": rows,
        "claims": claims,
    }
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(body, indent=1) + "\n")
    print(json.dumps(claims, indent=1))


if __name__ == "__main__":
    main()
