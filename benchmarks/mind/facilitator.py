"""What a facilitator is worth: windows seized and rounds of war saved, with it, without it, misled.

The same worlds with the facilitator as the scenario has it; silent (it hears
nothing and knows no formula); knowing formulas alone; hearing alone; and
ill-informed (its experts err by half the scale and name the wrong profile).
Once with everybody's knowledge as it is, and once where nobody else knows a
formula. `python benchmarks/mind/facilitator.py --worlds 1000` (a large scenario gets
a share of them) writes benchmarks/results/mind-facilitator.json; `--report` writes the
page in docs/studies.
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

# scenario: who is silenced or misled, and how many of the worlds asked for
SCENARIOS = {
    "ukraine-2022": (("japan",), 0.15),
    "japan-1945": (("japan_desk",), 1.0),
    "portsmouth-1905": (("us", "britain"), 1.0),
}
ARMS = {
    "as it is": {},
    "silent": {"profile": 0.0, "precision": 0.0, "formula": 0.0},
    "formula alone": {"profile": 0.0, "precision": 0.0},
    "word alone": {"formula": 0.0},
    "ill-informed": {"profile": 0.05, "bias": 0.5},
}
SETTINGS = ("others know formulas too", "nobody else knows a formula")
HEADS = (
    "facilitator", "signed", "more", "with a window", "windows seized", "more", "rounds of war",
    "saved",
)  # fmt: skip
RESAMPLES = 2000
PAGE = Path(__file__).parent.parent.parent / "docs" / "studies" / "mind-facilitator.md"


def settings(scenario: sim.Scenario) -> tuple[str, ...]:
    """Where no formula is latent there is nothing that others might know of it."""
    options = (o for issue in scenario.issues.values() for o in issue.options.values())
    return SETTINGS if any(o.latent for o in options) else SETTINGS[:1]


def play(name: str, setting: str, arm: str, worlds: int, seed: int) -> dict[str, list[float]]:
    """Columns of one arm's worlds, each stopped at a signature."""
    scenario, (helpers, _) = sim.load(name), SCENARIOS[name]
    values = {f"parties.{p}.knowledge.{n}": v for p in helpers for n, v in ARMS[arm].items()}
    if setting == SETTINGS[1]:
        others = [party for party in scenario.parties if party not in helpers]
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


def more(with_: list[float], without: list[float]) -> list[float]:
    """How much more there is, paired by world: mean, and its 95 % bootstrap interval."""
    gain = np.array(with_) - np.array(without)
    draws = np.random.default_rng(1).integers(0, len(gain), (RESAMPLES, len(gain)))
    low, high = np.percentile(gain[draws].mean(axis=1), [2.5, 97.5])
    return [float(gain.mean()), float(low), float(high)]


def against(mine: dict[str, list[float]], silent: dict[str, list[float]]) -> dict[str, Any]:
    """What an arm saves and seizes, world by world, beside the silent one."""
    return {
        **figures(mine),
        "saved against silent": more(silent["war_rounds"], mine["war_rounds"]),
        **{
            f"{what} against silent": more(
                [float(n > 0) for n in mine[what]], [float(n > 0) for n in silent[what]]
            )
            for what in ("signed", "seized")
        },
    }


def measure(worlds: int, seed: int, workers: int) -> dict[str, Any]:
    """Every scenario, every arm, in its settings."""
    counts = {name: max(1, round(share * worlds)) for name, (_, share) in SCENARIOS.items()}
    jobs = [
        (name, setting, arm)
        for name in SCENARIOS
        for setting in settings(sim.load(name))
        for arm in ARMS
    ]
    with ProcessPoolExecutor(workers) as pool:
        waiting = [pool.submit(play, *job, counts[job[0]], seed) for job in jobs]
        played = {job: each.result() for job, each in zip(jobs, track(waiting), strict=True)}
    return {
        name: {
            "worlds": counts[name],
            "digest": sim.load(name).digest,
            "settings": {
                setting: {
                    arm: against(played[name, setting, arm], played[name, setting, "silent"])
                    for arm in ARMS
                }
                for setting in settings(sim.load(name))
            },
        }
        for name in SCENARIOS
    }


def interval(found: list[float], form: str) -> str:
    """A figure with its interval."""
    mean, low, high = (format(x, form) for x in found)
    return f"{mean} ({low} to {high})"


def shown(found: list[float], form: str) -> str:
    """The same, in bold where the interval leaves out 0."""
    told = interval(found, form)
    return f"**{told}**" if found[1] > 0.0 or found[2] < 0.0 else told


def in_short(scenarios: dict[str, Any]) -> list[str]:
    """A line for each setting: rounds saved as it is, by its word alone, and ill-informed."""
    lines = []
    for name, study in scenarios.items():
        for setting, arms in study["settings"].items():
            told = [
                f"{arm} {shown(arms[arm]['saved against silent'], '+.2f')}"
                for arm in ("as it is", "formula alone", "word alone", "ill-informed")
            ]
            where = f"{name}, {setting}" if len(study["settings"]) > 1 else name
            lines.append(f"* **{where}**: rounds of war saved: {'; '.join(told)}.")
    return lines


def report(found: dict[str, Any]) -> str:
    """The page."""
    head = f"""# What a facilitator is worth

Written by `python benchmarks/mind/facilitator.py --report`: the same worlds in every arm
(seed {found["seed"]}), each to its first signature or its end. *Silent* hears nothing and knows
no formula; *ill-informed* has experts who err by half the scale and name the wrong profile.
*Saved* are rounds of war; *more* is the share of worlds that were signed, or in which a window
was seized. All three are paired by world against silence, with a 95 % bootstrap interval.
**Bold** leaves out 0, and only that is called shown.

A window is measured as a round begins. What a formula opens and both sign in the round it is
voiced was never measured open: worlds may be signed without *a window*, and the share of
windows seized says less of a facilitator than the share of worlds signed.

Rules `{found["machine"]["rules"]}`.
"""
    lines = [head, "## In short", "", *in_short(found["scenarios"]), ""]
    for name, study in found["scenarios"].items():
        who = " and ".join(SCENARIOS[name][0])
        lines += [
            f"## {name}: {study['worlds']} worlds an arm",
            "",
            f"Facilitating: {who} (digest `{study['digest'][:12]}`).",
            "",
        ]
        for setting, arms in study["settings"].items():
            if len(study["settings"]) > 1:
                lines += [f"### {setting.capitalize()}", ""]
            lines += [f"| {' | '.join(HEADS)} |", "|---" * len(HEADS) + "|"]
            for arm, row in arms.items():
                saved, signed, seized = (
                    "" if arm == "silent" else shown(row[f"{what} against silent"], form)
                    for what, form in (("saved", "+.2f"), ("signed", "+.1%"), ("seized", "+.1%"))
                )
                cells = [
                    arm, f"{row['signed']:.0%}", signed, f"{row['windows']:.0%}",
                    f"{row['seized']:.0%}", seized, f"{row['rounds of war']:.1f}", saved,
                ]  # fmt: skip
                lines.append(f"| {' | '.join(cells)} |")
            lines.append("")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--report", action="store_true", help="write the page from the results")
    given = parser.parse_args()
    path = RESULTS / "mind-facilitator.json"
    if given.report:
        PAGE.write_text(report(json.loads(path.read_text())), encoding="utf-8")
        return
    found = {
        "machine": described(), "seed": given.seed,
        "scenarios": measure(given.worlds, given.seed, given.workers),
    }  # fmt: skip
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(report(found))


if __name__ == "__main__":
    main()
