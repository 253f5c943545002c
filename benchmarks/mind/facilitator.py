"""What a facilitator is worth: windows seized and rounds of war saved, with it, without it, misled.

The same worlds with the facilitator as the scenario has it; silent (it hears
nothing and knows no formula); knowing formulas alone; hearing alone; and
ill-informed (its experts err by half the scale and name the wrong profile).
Once with everybody's knowledge as it is, and once where nobody else knows a
formula. `python benchmarks/mind/facilitator.py --worlds 150` writes
benchmarks/results/mind-facilitator.json; `--report` writes the page in docs/studies.
"""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track

import sim
from sim.ensembles import ensemble

sys.path.insert(0, str(Path(__file__).parent.parent))
from machine import RESULTS, described

SCENARIO, FACILITATOR = "ukraine-2022", "japan"
ARMS = {
    "as it is": {},
    "silent": {"profile": 0.0, "precision": 0.0, "formula": 0.0},
    "formula alone": {"profile": 0.0, "precision": 0.0},
    "word alone": {"formula": 0.0},
    "ill-informed": {"profile": 0.05, "bias": 0.5},
}
SETTINGS = ("others know formulas too", "nobody else knows a formula")
RESAMPLES = 2000
PAGE = Path(__file__).parent.parent.parent / "docs" / "studies" / "mind-facilitator.md"


def play(setting: str, arm: str, worlds: int, seed: int) -> dict[str, list[float]]:
    """Columns of one arm's worlds, each stopped at a signature."""
    scenario = sim.load(SCENARIO)
    values = {f"parties.{FACILITATOR}.knowledge.{name}": v for name, v in ARMS[arm].items()}
    if setting == SETTINGS[1]:
        others = [party for party in scenario.parties if party != FACILITATOR]
        values |= {f"parties.{party}.knowledge.formula": 0.0 for party in others}
    found = ensemble(scenario.with_values(values), worlds, seed, to_end=False).columns
    names = ("war_rounds", "signed", "episodes", "seized", "opened")
    return {name: np.asarray(found[name], float).tolist() for name in names}


def figures(columns: dict[str, list[float]]) -> dict[str, float]:
    """Share signed and seized, and rounds of war until a signature or the end."""
    table = {name: np.array(column) for name, column in columns.items()}
    return {
        "signed": float((table["signed"] > 0).mean()),
        "windows": float(table["opened"].mean()),
        "seized": float(table["seized"].sum() / max(1.0, table["episodes"].sum())),
        "rounds of war": float(table["war_rounds"].mean()),
    }


def saved(with_: list[float], without: list[float]) -> list[float]:
    """Rounds of war saved, paired by world: mean, and its 95 % bootstrap interval."""
    gain = np.array(without) - np.array(with_)
    draws = np.random.default_rng(1).integers(0, len(gain), (RESAMPLES, len(gain)))
    low, high = np.percentile(gain[draws].mean(axis=1), [2.5, 97.5])
    return [float(gain.mean()), float(low), float(high)]


def measure(worlds: int, seed: int, workers: int) -> dict[str, Any]:
    """Every arm in both settings."""
    jobs = [(setting, arm) for setting in SETTINGS for arm in ARMS]
    with ProcessPoolExecutor(workers) as pool:
        waiting = [pool.submit(play, *job, worlds, seed) for job in jobs]
        played = {job: each.result() for job, each in zip(jobs, track(waiting), strict=True)}
    return {
        setting: {
            arm: {
                **figures(played[setting, arm]),
                "saved against silent": saved(
                    played[setting, arm]["war_rounds"], played[setting, "silent"]["war_rounds"]
                ),
            }
            for arm in ARMS
        }
        for setting in SETTINGS
    }


def report(found: dict[str, Any]) -> str:
    """The page."""
    head = f"""# What a facilitator is worth

Written by `python benchmarks/mind/facilitator.py --report` from {found["worlds"]} worlds an arm of
`{SCENARIO}` (seed {found["seed"]}, digest `{found["digest"][:12]}`), the same worlds in every arm.
The facilitator is {FACILITATOR}. Rounds of war are counted to the first signature or the end; what
it saves is paired by world against its being silent, with a 95 % bootstrap interval. An interval
that holds 0 shows nothing.
"""
    lines = [head]
    for setting in SETTINGS:
        lines += [
            f"## {setting.capitalize()}",
            "",
            "| facilitator | signed | with a window | windows seized | rounds of war | saved |",
            "|---|---|---|---|---|---|",
        ]
        for arm, row in found["settings"][setting].items():
            mean, low, high = row["saved against silent"]
            lines.append(
                f"| {arm} | {row['signed']:.0%} | {row['windows']:.0%} | {row['seized']:.0%} | "
                f"{row['rounds of war']:.1f} | {mean:+.1f} ({low:+.1f} to {high:+.1f}) |"
            )
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=150)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--report", action="store_true", help="write the page from the results")
    given = parser.parse_args()
    path = RESULTS / "mind-facilitator.json"
    if given.report:
        PAGE.write_text(report(json.loads(path.read_text())), encoding="utf-8")
        return
    found = {
        "machine": described(), "worlds": given.worlds, "seed": given.seed,
        "digest": sim.load(SCENARIO).digest,
        "settings": measure(given.worlds, given.seed, given.workers),
    }  # fmt: skip
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(report(found))


if __name__ == "__main__":
    main()
