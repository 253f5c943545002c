"""The process that plays a draft's worlds: `python -m ui.workshop.worlds`, behind everything else.

Its first line of input is what to play, and it ends with its input: so it never outlives a
server. After every world it writes a line of what all worlds so far came to.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import Counter
from typing import Any

import numpy as np

import sim
from sim import compiled
from sim.acts import terms_names
from sim.arena import arena
from sim.scenario import Scenario, read

from .. import clock, warming

NICE = 10
LONGEST = 1800.0
"""Seconds after which it gives up, whatever is played."""


def play(found: Scenario, worlds: int, seed: int, tell: Any) -> None:
    """Play worlds one by one; `tell` gets what they came to after each."""
    begun, rows = clock.machine(), []
    for k in range(worlds):
        table = sim.ensemble(found, 1, seed, first=k)
        rows.append({name: column[0] for name, column in table.columns.items()})
        spent = clock.machine() - begun
        tell({**summary(found, rows), "total": worlds,
              "left": spent / len(rows) * (worlds - len(rows))})  # fmt: skip


def summary(found: Scenario, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What worlds came to: shares of them, the middle round of a signature, the usual terms."""
    signed = [int(row["signed"]) for row in rows if row["signed"] > 0]
    terms = Counter(int(row["terms"]) for row in rows if row["terms"] >= 0)
    usual, times = terms.most_common(1)[0] if terms else (-1, 0)
    return {
        "done": len(rows),
        "opened": _share(row["opened"] for row in rows),
        "at_start": _share(row["first_open"] == 1 for row in rows),
        "recognised": _share(row["recognised_50"] > 0 for row in rows),
        "seized": _share(row["seized"] for row in rows),
        "signed": len(signed) / len(rows),
        "round": float(np.median(signed)) if signed else None,
        "rounds": float(np.median([row["war_rounds"] for row in rows])),
        "endings": dict(Counter(str(row["ending"]).replace(" ", "_") for row in rows)),
        "usual": _told(found, usual) if usual >= 0 else [],
        "usual_share": times / len(rows),
    }


def _share(flags: Any) -> float:
    return float(np.mean([bool(flag) for flag in flags]))


def _told(found: Scenario, number: int) -> list[dict[str, str]]:
    """The terms of a number, issue by issue; what is not addressed is left out."""
    chosen = terms_names(found, arena(found), number)
    options = [(found.issues[issue], found.issues[issue].options[o]) for issue, o in chosen.items()]
    return [{"issue": i.title, "option": o.title} for i, o in options if o.addressed]


def _with_server() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(3)


def main() -> None:
    """Play what the first line of input asks for."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    asked = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_with_server, daemon=True).start()
    ending = threading.Timer(LONGEST, os._exit, (4,))
    ending.daemon = True
    ending.start()
    if compiled.available() and warming.ready():
        warming.compile_here()
    play(read(asked["text"]), int(asked["worlds"]), int(asked["seed"]),
         lambda told: print(json.dumps(told), flush=True))  # fmt: skip


if __name__ == "__main__":
    main()
