"""What an order of mind is worth: paired differences on the same worlds.

Only the order of one belligerent, or of both, differs between two arms; seeds,
drawn values and shocks are the same. `2` takes the other to be of order 1 (tau
100), `mixed` takes it to be of order 0 or 1 by a cognitive hierarchy (tau 1.5).
A war without a signature counts as surplus 0 and as all its rounds.
`python benchmarks/mind/orders.py --worlds 300` writes
benchmarks/results/mind-orders.json; with `--report` it turns that file into
docs/studies/mind-orders.md and plays nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import Progress

sys.path.append(str(Path(__file__).parents[1]))

from machine import described

import sim
from sim import columns as at
from sim import compiled, nature
from sim.arena import arena
from sim.ensembles import play_world
from sim.opening import opening_public, spreads
from sim.round import real_surplus
from sim.scenario import Scenario

ROOT = Path(__file__).parents[2]
RESULT = ROOT / "benchmarks" / "results" / "mind-orders.json"
PAGE = ROOT / "docs" / "studies" / "mind-orders.md"
ORDERS = {"0": (0, 1.5), "1": (1, 1.5), "2": (2, 100.0), "mixed": (2, 1.5)}
RESAMPLES = 2000
MEASURES = ("signed", "rounds", "own", "other", "joint")

Arm = tuple[str, str]
# what is asked, the arm, the arm it is set against, and whose surplus is its own
CONTRASTS: tuple[tuple[str, Arm, Arm, int], ...] = (
    ("first: 1 over 0, other 1", ("1", "1"), ("0", "1"), 0),
    ("first: 2 over 1, other 1", ("2", "1"), ("1", "1"), 0),
    ("first: mixed over 1, other 1", ("mixed", "1"), ("1", "1"), 0),
    ("second: 1 over 0, other 1", ("1", "1"), ("1", "0"), 1),
    ("second: 2 over 1, other 1", ("1", "2"), ("1", "1"), 1),
    ("second: mixed over 1, other 1", ("1", "mixed"), ("1", "1"), 1),
    ("first: 1 over 0, other 0", ("1", "0"), ("0", "0"), 0),
    ("first: 2 over 1, other 0", ("2", "0"), ("1", "0"), 0),
    ("first: mixed over 1, other 0", ("mixed", "0"), ("1", "0"), 0),
    ("both: 1 over 0", ("1", "1"), ("0", "0"), 0),
    ("both: 2 over 1", ("2", "2"), ("1", "1"), 0),
    ("both: mixed over 1", ("mixed", "mixed"), ("1", "1"), 0),
)
# the flagship's worlds take a second and more each: there the first belligerent and both alone
DEAR = {"ukraine-2022": ("first: 1 over 0, other 1", "first: 2 over 1, other 1",
                         "first: mixed over 1, other 1", "both: 1 over 0", "both: 2 over 1",
                         "both: mixed over 1")}  # fmt: skip
SCENARIOS = ("lab", "lab, tight", "harbour", "ukraine-2022")


def scenario(name: str) -> Scenario:
    """A scenario of the study; in the tight laboratory little is left to agree on."""
    if name == "harbour":
        return sim.load(ROOT / "tests" / "worlds" / "harbour.toml")
    loaded = sim.load(name.partition(",")[0])
    if name != "lab, tight":
        return loaded
    sure = {"value": 0.6, "low": 0.5, "high": 0.7}
    return loaded.with_values({f"parties.{p}.war.optimism": sure for p in loaded.belligerents})


def play(of: Scenario, arm: Arm, worlds: int, seed: int, bar: Any) -> np.ndarray:
    """One row a world: signed, round, surplus of the first and of the second at the signature."""
    changed = {}
    for party, name in zip(of.belligerents, arm, strict=True):
        order, tau = ORDERS[name]
        changed[f"parties.{party}.mind.order"] = order
        changed[f"parties.{party}.mind.tau"] = tau
    found = arena(of.with_values(changed))
    watched = "2" in arm or "mixed" in arm
    public, spread = opening_public(found, watched=watched), spreads(found)
    rows = []
    for k in range(worlds):
        world, _ = play_world(found, public, spread, nature.key(seed, k), False)
        terms = int(world.public.state[at.W_SIGNED])
        got = (0.0, 0.0)
        if terms >= 0:
            surplus, _ = real_surplus(found, world)
            got = tuple(float(surplus[p, terms]) for p in found.belligerent)
        rows.append((float(terms >= 0), float(world.public.state[at.W_ROUND]), *got))
        bar()
    return np.array(rows)


def measures(table: np.ndarray, own: int) -> np.ndarray:
    """The columns of MEASURES, `[worlds, 5]`."""
    mine, other = table[:, 2 + own], table[:, 3 - own]
    return np.stack([table[:, 0], table[:, 1], mine, other, mine + other], axis=1)


def paired(arm: np.ndarray, base: np.ndarray, seed: int) -> dict[str, list[float]]:
    """Mean difference of each measure with its 95 % bootstrap interval over worlds."""
    rng = np.random.default_rng(seed)
    gap = arm - base
    picks = rng.integers(0, len(gap), (RESAMPLES, len(gap)))
    bounds = np.percentile(gap[picks].mean(axis=1), [2.5, 97.5], axis=0)
    return {
        name: [round(float(x), 4) for x in (gap[:, n].mean(), bounds[0, n], bounds[1, n])]
        for n, name in enumerate(MEASURES)
    }


def study(name: str, worlds: int, seed: int) -> dict[str, Any]:
    """All contrasts of one scenario."""
    of = scenario(name)
    asked_here = [c for c in CONTRASTS if name not in DEAR or c[0] in DEAR[name]]
    wanted = sorted({arm for _, *pair, _ in asked_here for arm in pair})
    with Progress() as progress:
        task = progress.add_task(name, total=worlds * len(wanted))
        tables = {
            arm: play(of, arm, worlds, seed, lambda: progress.advance(task)) for arm in wanted
        }
    return {
        "worlds": worlds,
        "arms": {
            " ".join(arm): {
                "signed": round(float(t[:, 0].mean()), 4),
                "rounds": round(float(t[:, 1].mean()), 3),
                "first": round(float(t[:, 2].mean()), 4),
                "second": round(float(t[:, 3].mean()), 4),
            }
            for arm, t in tables.items()
        },
        "contrasts": {
            asked: paired(measures(tables[arm], own), measures(tables[base], own), seed)
            for asked, arm, base, own in asked_here
        },
    }


def cell(values: list[float], digits: int) -> str:
    """A difference with its interval, marked where the interval leaves out 0."""
    point, low, high = (f"{value:+.{digits}f}" for value in values)
    mark = "**" if values[1] > 0 or values[2] < 0 else ""
    return f"{mark}{point}{mark} ({low} to {high})"


def verdict(asked: str, found: dict[str, list[float]]) -> str:
    """One sentence on a contrast: what is shown, and what is not."""
    said = []
    names = ("own", "joint", "signed", "rounds")
    if asked.startswith("both"):
        names = ("joint", "signed", "rounds")
    words = {"own": "own surplus", "joint": "joint surplus", "signed": "agreements",
             "rounds": "rounds to a signature"}  # fmt: skip
    for name in names:
        _, low, high = found[name]
        if low > 0 or high < 0:
            said.append(f"{'more' if low > 0 else 'less' if name != 'signed' else 'fewer'} "
                        f"{words[name]}")  # fmt: skip
    return ", ".join(said).replace("less rounds", "fewer rounds") or "nothing shown"


HEAD = """# What an order of mind is worth

Order 0 concedes along a curve. Order 1 tables what it thinks likeliest to pass times what it
gains. Order 2 also weighs what its own offers teach the other, which it takes to be of order 1;
*mixed* is order 2 that takes the other to be of order 0 or 1 by a cognitive hierarchy with tau =
1.5 [camerer-ho-chong-2004]. How each decides is in [model.md](../model.md).

The same worlds and seeds in every arm; only the order of one belligerent, or of both, differs.
Differences are means over worlds with a 95 % bootstrap interval over worlds, one comparison at a
time: of many rows, one in twenty leaves out 0 by chance. **Bold**: the interval leaves out 0, and
only that is called shown. Surplus is in units of the party's scale of terms, over its own
reservation point in the round of the signature; a war without one counts 0 and all its rounds.
Where war lowers reservation points, as in the harbour, a later signature is measured from a lower
one, and no cost of the rounds in between is taken off: slow minds look better here than they fare.

`python benchmarks/mind/orders.py` measures, `--report` writes this page.
"""


def short(result: dict[str, Any]) -> list[str]:
    """What the rows in which one belligerent alone changes say of its own surplus, counted."""
    lines = ["## In short", "", "Own surplus where one belligerent alone changes:", ""]
    for step in ("1 over 0", "2 over 1", "mixed over 1"):
        said: dict[str, list[str]] = {"more": [], "less": [], "not shown": []}
        for name, found in result["scenarios"].items():
            for asked, row in found["contrasts"].items():
                if step in asked and not asked.startswith("both"):
                    _, low, high = row["own"]
                    kind = "more" if low > 0 else "less" if high < 0 else "not shown"
                    seat, _, other = asked.partition(":")
                    said[kind].append(f"{name} ({seat}, {other.rpartition(', ')[2]})")
        told = "; ".join(f"{kind}: {', '.join(rows)}" for kind, rows in said.items() if rows)
        lines.append(f"* **{step}**: {told}.")
    return [*lines, ""]


def page(result: dict[str, Any]) -> str:
    """The study as a page."""
    lines = [HEAD, *short(result)]
    for name, found in result["scenarios"].items():
        lines += [f"## {name}: {found['worlds']} worlds", "",
                  "| first, second | signed | rounds | first's surplus | second's surplus |",
                  "|---|---|---|---|---|"]  # fmt: skip
        for arm, row in found["arms"].items():
            numbers = f"{row['signed']:.3f} | {row['rounds']:.2f} | {row['first']:.3f}"
            lines.append(f"| {arm.replace(' ', ', ')} | {numbers} | {row['second']:.3f} |")
        lines += ["", "| difference | signed | rounds | own surplus | other's | joint | shown |",
                  "|---|---|---|---|---|---|---|"]  # fmt: skip
        for asked, row in found["contrasts"].items():
            cells = " | ".join(cell(row[m], 2 if m == "rounds" else 3) for m in MEASURES)
            lines.append(f"| {asked} | {cells} | {verdict(asked, row)} |")
        lines.append("")
    machine = result["machine"]
    lines.append(
        f"Seed {result['seed']}; rules `{machine['rules']}`, {machine['day']}. In *both* rows "
        "*own* is the first belligerent's."
    )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Play and write the result, or write the page of a result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2017)
    parser.add_argument("--scenario", action="append", choices=SCENARIOS)
    parser.add_argument("--report", action="store_true", help="write the page, play nothing")
    asked = parser.parse_args()
    kept = json.loads(RESULT.read_text()) if RESULT.exists() else {"scenarios": {}}
    if not asked.report:
        compiled.warm()
        for name in asked.scenario or SCENARIOS:
            kept["scenarios"][name] = study(name, asked.worlds, asked.seed)
            kept["scenarios"] = {
                n: kept["scenarios"][n] for n in SCENARIOS if n in kept["scenarios"]
            }
            kept |= {"seed": asked.seed, "machine": described()}
            RESULT.write_text(json.dumps(kept, indent=1) + "\n")
    else:
        PAGE.write_text(page(kept))


if __name__ == "__main__":
    main()
