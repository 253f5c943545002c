"""How many negotiations and rounds a second NegMAS plays, on the domains of our own measurement.

    PYTHONPATH=. negmas-venv/bin/python adapters/negmas/pace.py

writes benchmarks/results/negmas.json, beside which `benchmarks/mind/throughput.py` lays ours of the
same machine. Processor time, one thread; setting up a mechanism counts, making a domain does not.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

from negmas import MappingUtilityFunction, make_issue, make_os
from negmas.gb.components import ACNext, GBoulwareOffering, GHardHeadedFrequencyModel
from negmas.sao import AspirationNegotiator, BoulwareTBNegotiator, SAOMechanism, ToughNegotiator
from negmas.sao.negotiators.modular.boa import BOANegotiator

from sim.negotiation.domain import Domain, generated

RESULT = Path(__file__).parents[2] / "benchmarks/results/negmas.json"
SIZES, ROUNDS, CONFLICT, SEED = (5, 5, 5, 4), 100, 0.7, 2026
"""As in `benchmarks/mind/throughput.py`."""


def modelling() -> BOANegotiator:
    """Offers as Boulware, accepts what is as good as its next offer, and models the other."""
    offering = GBoulwareOffering()
    return BOANegotiator(
        offering=offering, acceptance=ACNext(offering), model=GHardHeadedFrequencyModel()
    )


CASES: dict[str, tuple[int, Callable[[], Any], str]] = {
    "two that model": (2, modelling, "BOANegotiator with GHardHeadedFrequencyModel"),
    "two boulware": (2, BoulwareTBNegotiator, "BoulwareTBNegotiator"),
    "two stand-firm": (2, ToughNegotiator, "ToughNegotiator: the engine alone"),
    "five that model": (5, modelling, "BOANegotiator with GHardHeadedFrequencyModel"),
    "five boulware": (5, AspirationNegotiator, "AspirationNegotiator"),
}


def negotiated(domain: Domain, seat: Callable[[], Any]) -> int:
    """One negotiation; the rounds it took."""
    issues = [make_issue(size, f"issue {n}") for n, size in enumerate(domain.sizes)]
    space = make_os(issues)
    outcomes = list(space.enumerate())
    mechanism = SAOMechanism(outcome_space=space, n_steps=ROUNDS)
    for p in range(domain.parties):
        worth = dict(zip(outcomes, domain.utilities[p].tolist(), strict=True))
        taste = MappingUtilityFunction(
            worth, outcome_space=space, reserved_value=float(domain.reservation[p])
        )
        mechanism.add(seat(), ufun=taste)
    return int(mechanism.run().step)


def measured(parties: int, seat: Callable[[], Any], count: int, runs: int) -> dict[str, Any]:
    """Negotiations and rounds a second: median, least and most over runs."""
    rates, paces = [], []
    for run in range(runs):
        domains = [
            generated(SEED, SIZES, parties, CONFLICT, replicate=count * run + k)
            for k in range(count)
        ]
        start = time.process_time()
        rounds = sum(negotiated(domain, seat) for domain in domains)
        spent = time.process_time() - start
        rates.append(count / spent)
        paces.append(rounds / spent)
    rates, paces = sorted(rates), sorted(paces)
    middle = runs // 2
    return {
        "negotiations a second": [round(x, 1) for x in (rates[middle], rates[0], rates[-1])],
        "rounds a second": [round(x) for x in (paces[middle], paces[0], paces[-1])],
    }


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--negotiations", type=int, default=24, help="in one run")
    given = parser.parse_args()
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    results: dict[str, Any] = {
        "negmas": metadata.version("negmas"), "python": platform.python_version(),
        "processor": names[0] if names else platform.processor(),
        "load": [round(x, 2) for x in os.getloadavg()] if hasattr(os, "getloadavg") else None,
    }  # fmt: skip
    negotiated(generated(SEED, SIZES, 2, CONFLICT), modelling)
    for name, (parties, seat, who) in CASES.items():
        results[name] = {"who": who, **measured(parties, seat, given.negotiations, given.runs)}
        print(name, results[name], flush=True)
    RESULT.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
