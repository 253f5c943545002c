"""The study of minimums that jump as a page: `python benchmarks/mind/moved.py --report`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "studies" / "mind-moved.md"
GOAL = 0.12
HEAD = """# It moved

Written by `python benchmarks/mind/moved.py --report` from `benchmarks/results/mind-moved.json`,
which `python benchmarks/mind/moved.py` writes. The readers are `sim/negotiation/shocks.py` and
`sim/negotiation/limits.py`.

Made-up negotiators, {n} a row, over 500 outcomes, 100 rounds. Each keeps to a time-dependent
tactic, `1 - (1 - R) t^e`, about its reservation value R of the moment; R is constant, or jumps
up or drops once by .15 to .35 after one of the rounds 20 to 65. *Wavering* ones offer up to .03
above what their tactic demands.

## Where is it now?

RMSE of R at 75 of 100 rounds. The goal is at most {goal} for jumps and for drops.
"""
FLAGS = """## Is it told within ten rounds?

A jump is told in time if the alarm is raised within the ten rounds after it, and not before; a
false alarm is one raised by round 75 where R is constant, or before the jump. `ShockReader`
raises its alarm at log odds of {alarm:g}, one number for everybody, set on other negotiators that
do not move, their straying drawn from 0 to .06, for {rate:.0%} of false alarms.
Beside it stand two that know more, their alarms set to {rate:.0%} in each family on the very
negotiators scored:

- *knows the family*: that there is a curve, and how far this negotiator strays from it;
- *knows its parameters*: its exponent and R before, too, and when a jump may come and how large
  it may be. Its odds are exact, so it marks about the limit of what the offers hold. Where they
  hold nothing it still goes by when jumps are due, which tells it some that nobody can see.

A share of {n} is known to {error:.0%} or better (95 %).
"""
LIMIT = """## What limits it

A jump of R by d shows in offers as `d t^e`. Of a negotiator with an exponent of 8 that is less than
a hundredth of d before half-time, less than one outcome's distance: nobody can tell it from the
offers, whatever the method. The rest of the distance to *knows the family* is the price of not
knowing how far the other strays: a small jump of one who wavers looks like more wavering.

Jumps and drops together; the share told in time by `ShockReader` / by the one that knows its
parameters:
"""
NOT = """What is not measured: negotiators that follow no curve. `ShockReader` raises no alarm about
one who is better explained by no curve; one who comes down in few large steps looks like one whose
minimum moves, and by offers alone is the same.
"""


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


def percent(x: float | None) -> str:
    return "" if x is None else f"{x:.0%}"


def pooled(kinds: dict[str, Any], who: str, name: str) -> tuple[int, float]:
    """How many jumps and drops are in a group, and the share of them told in time."""
    parts = [kinds[kind]["told"][who]["by"][name] for kind in ("jump", "drop")]
    total = sum(n for n, _ in parts)
    return total, sum(n * (s or 0.0) for n, s in parts) / max(total, 1)


def write(results: Path) -> None:
    """Write the page."""
    body = json.loads(results.read_text())
    families = body["families"]
    first = next(iter(families.values()))
    lines = [HEAD.format(n=first["static"]["n"], goal=GOAL)]
    rows = []
    for family, kinds in families.items():
        for kind, x in kinds.items():
            met = (
                "" if kind == "static" else "met" if x["rmse"]["ShockReader"] <= GOAL else "missed"
            )
            rows.append([family, kind, *(f"{e:.3f}" for e in x["rmse"].values()), met])
    lines += table(["target", "R", *first["static"]["rmse"], "goal, ShockReader"], rows)
    lines.append(
        FLAGS.format(
            alarm=body["alarm"],
            rate=body["rate"],
            n=first["static"]["n"],
            error=0.98 / first["static"]["n"] ** 0.5,
        )
    )
    who = list(first["jump"]["told"])
    rows = []
    for family, kinds in families.items():
        for kind, x in kinds.items():
            cells = [percent(x["told"][w].get("flagged")) for w in who]
            cells += [percent(x["told"][w]["false alarm"]) for w in who]
            rows.append([family, kind, *cells])
    head = [f"told: {w}" for w in who] + [f"false: {w}" for w in who]
    lines += table(["target", "R", *head], rows)
    lines.append(LIMIT)
    rows = []
    for name in first["jump"]["told"][who[0]]["by"]:
        cells = []
        for kinds in families.values():
            n, ours = pooled(kinds, who[0], name)
            _, best = pooled(kinds, who[-1], name)
            cells.append(f"{ours:.0%} / {best:.0%} ({n})" if n else "")
        label = name.replace("shows", "shows in offers after ten rounds:")
        rows.append([label.replace("to 1.00", "or more"), *cells])
    lines += table(["", *families], rows)
    lines.append(NOT)
    PAGE.write_text("\n".join(lines).rstrip() + "\n")
    print(PAGE)
