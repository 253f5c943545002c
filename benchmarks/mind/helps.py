"""Does knowing help? One negotiator with no model, with its model, with the truth.

`python benchmarks/mind/helps.py` plays it in both seats and as both parties against five
strategies of the literature and writes benchmarks/results/mind-helps.json; `--report` turns
that into docs/studies/mind-helps.md. Gains are advantages: (utility - reservation value) /
(best - reservation value), 0 without agreement. Intervals are 95 %, by bootstrap over domains.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
import helps_domains as domains
from helps_report import report
from machine import RESULTS, described

from sim.negotiation import tactics
from sim.negotiation.domain import Domain
from sim.negotiation.modeller import Modeller
from sim.negotiation.protocol import negotiate_many
from sim.negotiation.table import SILENCE, Tactic

OPPONENTS = (
    tactics.BOULWARE,
    tactics.CONCEDER,
    tactics.MICRO,
    tactics.TIT_FOR_TAT,
    tactics.STAND_FIRM,
)
PARTS = ("developed on", "held out")
BOOTSTRAPS = 2000
OUT = RESULTS / "mind-helps.json"


def kinds(tastes_known: bool) -> dict[str, Tactic]:
    """The negotiator by what it knows, and plain boulware in its place.

    Where the rules give everybody the other's tastes, only its limit is to be modelled.
    """
    if tastes_known:
        minds = {kind: Modeller("truth", kind) for kind in ("none", "modelled", "truth")}
    else:
        minds = {kind: Modeller(kind, kind) for kind in ("none", "modelled", "truth")}
    return {**minds, "boulware": tactics.BOULWARE}


def careful(suite: domains.Suite) -> dict[str, Any]:
    """What the careful reader of tastes adds to the light one, on the first limits of each domain.

    A reading costs it some ten milliseconds, so that fewer negotiations are played.
    """
    few = suite._replace(groups=[group[:1] for group in suite.groups])
    minds = {
        **kinds(suite.tastes_known),
        "full": Modeller("modelled", "modelled", tier="full"),
    }
    pooled = {
        name: np.mean([gains(few, mind, opponent)[0] for opponent in OPPONENTS], axis=0)
        for name, mind in minds.items()
    }
    light, heavy = told(pooled), told({**pooled, "modelled": pooled["full"]})
    chosen = _chosen(len(few.groups))
    more = pooled["full"] - pooled["modelled"]
    return {
        "grid": light,
        "full": heavy,
        "full less grid": _interval(float(more.mean()), more[chosen].mean(axis=1)),
    }


def gains(suite: domains.Suite, mind: Tactic, opponent: Tactic) -> tuple[Any, float]:
    """Mean advantage in each domain, and the share of negotiations that end in agreement."""
    flat = [domain for group in suite.groups for domain in group]
    of_domain = np.repeat(np.arange(len(suite.groups)), [len(group) for group in suite.groups])
    total, agreed = np.zeros(len(flat)), 0.0
    for party in (0, 1):
        for place in (0, 1):
            order = [party, 1 - party] if place == 0 else [1 - party, party]
            seats = [mind, opponent] if place == 0 else [opponent, mind]
            seated = [domain.seated(order) for domain in flat]
            played = negotiate_many(seated, seats, suite.rounds)
            total += played.surplus[:, place] / np.array([span(one, place) for one in seated])
            agreed += float((played.agreement != SILENCE).mean()) / 4.0
    count = np.bincount(of_domain)
    return np.bincount(of_domain, weights=total / 4.0) / count, agreed


def span(domain: Domain, party: int) -> float:
    """The most that a party could gain; never 0."""
    return max(float(domain.utilities[party].max() - domain.reservation[party]), 1e-9)


def told(by_kind: dict[str, Any]) -> dict[str, Any]:
    """Means and paired differences over domains, with intervals; each value is [domain]."""
    count = by_kind["none"].size
    chosen = _chosen(count)
    means = {kind: each[chosen].mean(axis=1) for kind, each in by_kind.items()}
    model, possible = means["modelled"] - means["none"], means["truth"] - means["none"]
    found = {kind: float(each.mean()) for kind, each in by_kind.items()}
    reached, possibly = found["modelled"] - found["none"], found["truth"] - found["none"]
    shares = model / np.where(np.abs(possible) > 1e-12, possible, np.nan)
    low = float(np.percentile(possible, 2.5))
    return {
        **{kind: round(mean, 4) for kind, mean in found.items()},
        "modelled less none": _interval(reached, model),
        "truth less none": _interval(possibly, possible),
        # A share of nothing says nothing: only where the truth is sure to help.
        "share": _interval(reached / possibly, shares) if low > 0.0 else None,
    }


def _chosen(count: int) -> Any:
    """Domains drawn with replacement, [bootstrap, domain]."""
    return np.random.default_rng(2026).integers(0, count, (BOOTSTRAPS, count))


def _interval(value: float, drawn: Any) -> list[float]:
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return [round(float(each), 4) for each in (value, low, high)]


def measured(suite: domains.Suite) -> dict[str, Any]:
    """One kind of domain: against each strategy, and against all of them."""
    rows: dict[str, Any] = {}
    pooled: dict[str, list[Any]] = {}
    for opponent in OPPONENTS:
        by_kind, agreed = {}, {}
        for kind, mind in kinds(suite.tastes_known).items():
            by_kind[kind], agreed[kind] = gains(suite, mind, opponent)
            pooled.setdefault(kind, []).append(by_kind[kind])
        rows[opponent.name] = {**told(by_kind), "agreed": agreed}
    rows["all"] = told({kind: np.mean(each, axis=0) for kind, each in pooled.items()})
    negotiations = 4 * sum(len(group) for group in suite.groups)
    return {
        "domains": len(suite.groups),
        "rounds": suite.rounds,
        "tastes known": suite.tastes_known,
        "negotiations each": negotiations,
        "against": rows,
    }


def main() -> None:
    """Measure, or tell what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", help="folder of logged negotiations")
    parser.add_argument("--report", action="store_true", help="write the page from the results")
    parser.add_argument(
        "--careful", action="store_true", help="only the careful reader, into the kept results"
    )
    given = parser.parse_args()
    if given.report:
        light = RESULTS / "mind-light.json"
        report(
            json.loads(OUT.read_text()),
            json.loads(light.read_text()) if light.exists() else None,
        )
        return
    folder = domains.traces(given.traces)
    if folder is None:
        print("No logged negotiations found: generated domains only.")
    results: dict[str, Any] = {"machine": described(), "logged domains": folder is not None}
    if given.careful:
        results = json.loads(OUT.read_text())
    else:
        for part, name in enumerate(PARTS):
            results[name] = {each.name: measured(each) for each in domains.suites(folder, part)}
    results["tiers"] = {
        each.name: careful(each) for each in domains.suites(folder, 1) if not each.tastes_known
    }
    OUT.write_text(json.dumps(results, indent=1) + "\n")
    for name, found in results["tiers"].items():
        print(f"careful       {name:14}", found["full"])
    for name in () if given.careful else PARTS:
        for suite, found in results[name].items():
            print(f"{name:13} {suite:14}", found["against"]["all"])


if __name__ == "__main__":
    main()
