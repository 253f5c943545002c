"""How many negotiations a second and core, with every party's model of every other at work.

`python benchmarks/mind/throughput.py` prints a table and writes
benchmarks/results/mind-throughput.json; beside it stands what NegMAS does with the same domains.
They have four issues and 500 outcomes, conflict 0.7, 100 rounds; all seats are our negotiator at
the pace of boulware, so that rounds are used. Times are the processor's, in one thread, setting up
included; medians and ranges over runs.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from machine import RESULTS, described

from sim.negotiation import tactics
from sim.negotiation.domain import Domain, generated
from sim.negotiation.modeller import Modeller
from sim.negotiation.protocol import negotiate, negotiate_many
from sim.negotiation.table import SILENCE, Tactic

SIZES = (5, 5, 5, 4)
ROUNDS = 100
CONFLICT = 0.7
SEED = 2026
MODELLING = Modeller(exponent=tactics.BOULWARE.exponent)
PEER = RESULTS / "negmas.json"
"""What NegMAS does with the same domains on this machine: `adapters/negmas/pace.py` writes it."""


def cases() -> dict[str, list[Tactic]]:
    """Who sits, under the names of the table."""
    return {
        "two that model": [MODELLING] * 2,
        "two boulware": [tactics.BOULWARE] * 2,
        "two stand-firm": [tactics.STAND_FIRM] * 2,
        "five that model": [MODELLING] * 5,
        "five boulware": [tactics.BOULWARE] * 5,
    }


def domains(parties: int, count: int, run: int) -> list[Domain]:
    """Domains of the benchmark's size; every run has others."""
    return [
        generated(SEED, SIZES, parties, CONFLICT, replicate=count * run + k) for k in range(count)
    ]


def measured(seats: list[Tactic], runs: int, count: int) -> dict[str, Any]:
    """Rates of one table, over several runs of `count` negotiations."""
    rates, rounds, offers, agreed = [], [], [], []
    for run in range(-1, runs):
        given = domains(len(seats), count, run + 1)
        start = time.process_time()
        played = negotiate_many(given, seats, ROUNDS)
        spent = time.process_time() - start
        if run < 0:
            continue  # the first run fills what is kept between runs
        rates.append(count / spent)
        rounds.append(float(played.rounds.mean()))
        offers.append(float((played.offers != SILENCE).sum() / spent))
        agreed.append(float((played.agreement != SILENCE).mean()))
    return {
        "negotiations a second": [round(float(f(rates)), 1) for f in (np.median, min, max)],
        "rounds a second": round(float(np.median(np.multiply(rates, rounds)))),
        "offers a second": round(float(np.median(offers))),
        "rounds each": round(float(np.mean(rounds)), 1),
        "agreed": round(float(np.mean(agreed)), 3),
    }


def alone(count: int) -> float:
    """Negotiations a second one at a time, as with a guest at the table: two that model."""
    given = domains(2, count, 0)
    start = time.process_time()
    for domain in given:
        negotiate(domain, [MODELLING] * 2, ROUNDS)
    return round(count / (time.process_time() - start), 1)


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--negotiations", type=int, default=256, help="in one run")
    given = parser.parse_args()
    results: dict[str, Any] = {"machine": described(), "outcomes": 500, "rounds": ROUNDS}
    peer = json.loads(PEER.read_text()) if PEER.exists() else {}
    about = ("negmas", "python", "processor", "load")
    results["negmas"] = {key: peer[key] for key in about if key in peer}
    print(f"{'':16} {'a second':>9} {'range':>14} {'rounds/s':>9} {'NegMAS':>9} {'beside it':>9}")
    for name, seats in cases().items():
        found = measured(seats, given.runs, given.negotiations)
        middle, low, high = found["negotiations a second"]
        pace = found["rounds a second"]
        told = ""
        if name in peer:
            theirs = peer[name]["rounds a second"][0]
            found["NegMAS"] = peer[name]
            found["ratio of rounds a second"] = round(pace / theirs, 1)
            told = f"{theirs:9} {found['ratio of rounds a second']:8}x"
        results[name] = found
        print(f"{name:16} {middle:9.1f} {f'{low:.0f} to {high:.0f}':>14} {pace:9} {told}")
    results["two that model, one at a time"] = alone(20)
    print(f"one at a time    {results['two that model, one at a time']:9.1f}")
    (RESULTS / "mind-throughput.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
