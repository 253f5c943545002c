"""How often windows open in a scenario, as it is and under each of its alternatives.

    python benchmarks/live_wars.py ukraine-2023 --worlds 40
    python benchmarks/live_wars.py ukraine-2023 --worlds 40 --only shared-view golden-rule

All rows use the same luck. Worlds end with their first signature. It prints a table in Markdown,
a row as soon as it is there. The shares tell what the model does with its numbers, most of them
judgements; they are no estimate of anything that happened or will.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

import numpy as np

import sim
from sim.ensembles import Worlds
from sim.scenario import Scenario

HEADINGS = (
    "case",
    "opened",
    "with a formula alone",
    "signed",
    "missed",
    "recognised",
    "first open",
)


def cases(scenario: Scenario, only: Sequence[str] | None) -> Iterator[tuple[str, Scenario]]:
    """The scenario as it is, then its counterfactuals, or those asked for."""
    yield "as it is", scenario
    for name in scenario.counterfactuals if only is None else only:
        yield name, scenario.counterfactual(name)


def row(name: str, worlds: Worlds) -> str:
    """Shares of worlds, and the median round of the first opening among those that opened."""
    opened = worlds["opened"]
    shares = (
        opened.mean(),
        ((worlds["formula_rounds"] > 0) & ~opened).mean(),
        (worlds["signed"] > 0).mean(),
        (worlds["missed"] > 0).mean(),
        (worlds["recognised_50"] > 0).mean(),
    )
    first = f"{np.median(worlds['first_open'][opened]):.0f}" if opened.any() else "-"
    return " | ".join((name, *(f"{share:.2f}" for share in shares), first))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenario")
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--only", nargs="*", help="counterfactuals; none named is none, left out is all"
    )
    asked = parser.parse_args()
    print("| " + " | ".join(HEADINGS) + " |\n|" + "---|" * len(HEADINGS))
    for name, scenario in cases(sim.load(asked.scenario), asked.only):
        worlds = sim.ensemble(scenario, asked.worlds, asked.seed, to_end=False)
        print(f"| {row(name, worlds)} |", flush=True)


if __name__ == "__main__":
    main()
