"""The answer of a sweep, in a dozen sentences: how often, what tells, how long, which policy."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from sim.sweeps.analysis import Analysis

from ..words import say
from .findings import effects, name, number, place, signed, step, sure

Row = dict[str, Any]

STAGES = ("opened", "recognised", "seized")
INPUTS = 3
"""Inputs named for one outcome."""
PAIRS = 2
"""Pairs of policies named."""


def answer(found: Analysis) -> list[str]:
    """What was played, how often, what tells worlds apart, how long, which policies, and limits.

    Each sentence rests on rows of a table; what has none is left out.
    """
    manifest = found.sweep.manifest
    about = {"worlds": manifest["finished"]["rows"], "points": manifest["points"]}
    told = [say("sweeps.finding.played", scenarios=", ".join(manifest["scenarios"]), **about)]
    told += _often(found)
    told += _inputs(found)
    told += _waits(found)
    told += _policies(found)
    return [*told, say("sweeps.answer.limits")]


def _often(found: Analysis) -> Iterator[str]:
    """Shares: opened of all worlds, recognised and seized of those that opened."""
    rows = [{**row, "share": "opened", "value": row["mean"]}
            for row in found.rows("summary", outcome="opened") if row["worlds"]]  # fmt: skip
    for row in [*rows, *found.rows("shares", scenario="", policy="")]:
        values = {key: row[key] for key in ("worlds", "value", "low", "high")}
        key = row["share"]
        if row["low"] == row["high"] and row["value"] in (0.0, 1.0):
            key += "_all" if row["value"] else "_none"
        yield say(f"sweeps.answer.{key}", **values)


def _inputs(found: Analysis) -> Iterator[str]:
    """For each stage the inputs whose difference excludes 0, or what the design tells instead."""
    told = list(_each_input(found))
    yield from told or [say("sweeps.answer.too_few")]


def _each_input(found: Analysis) -> Iterator[str]:
    for outcome in [n for n in STAGES if n in found.outcomes] or list(found.outcomes[:1]):
        rows = found.rows("rises", outcome=outcome, scenario="", policy="")
        if rows:
            yield _risen(outcome, rows)
        yield from step(found, outcome)
        yield from effects(found, outcome)


def _risen(outcome: str, rows: list[Row]) -> str:
    told = sure(rows, "rise")
    values = {"name": name(outcome), "count": len(rows), "luck": math.ceil(0.05 * len(rows))}
    if not told:
        return say("sweeps.answer.no_input", **values)
    each = [say("sweeps.answer.input", input=r["input"], **signed(r, "rise")) for r in told]
    return say("sweeps.answer.inputs", inputs="; ".join(each[:INPUTS]), sure=len(told), **values)


def _waits(found: Analysis) -> Iterator[str]:
    """The shortest and the longest wait until a signature, and how long a ceasefire holds."""
    for kind in ("seizing", "truce"):
        rows = sorted(found.rows("survival", until=kind), key=lambda row: row["mean"])
        # some wars end with the signature: nothing is seen of what follows
        if not rows or rows[-1]["high"] == 0.0:
            continue
        least, most = _lasting(found, rows[0]), _lasting(found, rows[-1])
        if rows[0]["mean"] == rows[-1]["mean"]:
            yield say(f"sweeps.answer.{kind}", least=least if len(rows) == 1 else _bare(rows[0]))
        else:
            yield say(f"sweeps.answer.{kind}_between", least=least, most=most)


def _lasting(found: Analysis, row: Row) -> str:
    return _bare(row) + place(found, row)


def _bare(row: Row) -> str:
    values = {key: number(row[key]) for key in ("mean", "low", "high")}
    return say("sweeps.answer.rounds", **values)


def _policies(found: Analysis) -> Iterator[str]:
    """The policies that differ most at a stage, of all pairs compared."""
    rows = [row for n in STAGES for row in found.rows("levers", outcome=n)]
    told = sure(rows, "difference")
    for row in told[:PAIRS]:
        yield say("sweeps.finding.lever", name=name(row["outcome"]), policy=row["policy"],
                  than=row["than"], **signed(row, "difference"))  # fmt: skip
    if rows and not told:
        yield say("sweeps.answer.no_policy", count=len(rows))
    elif told:
        yield say("sweeps.answer.policies", count=len(rows), sure=len(told),
                  luck=math.ceil(0.05 * len(rows)))  # fmt: skip
