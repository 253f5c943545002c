"""What a sweep shows, in sentences no stronger than the numbers behind them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from sim.sweeps.analysis import Analysis
from sim.sweeps.analysis.whole import SEED

from ..words import number as written
from ..words import say

MOST = 12
"""Sentences about pairs of policies for one outcome."""
WIDEST = 0.5
"""Width of an interval of an index above which no input is called the leading one."""
DENSER = 1.2
"""A box is told of if the outcome is this much more frequent in it."""


def findings(found: Analysis) -> list[str]:
    """All sentences: what was played first, then what moved what, then policies."""
    manifest = found.sweep.manifest
    about = {"worlds": manifest["finished"]["rows"], "points": manifest["points"]}
    told = [say("sweeps.finding.played", scenarios=", ".join(manifest["scenarios"]), **about)]
    told += _missing(manifest["finished"]["statuses"])
    told += _shares(found)
    for outcome in found.outcomes:
        for kind in (_mean, _indices, effects, _main, step, _box, _levers):
            told += kind(found, outcome)
    return [*told, *_skipped(found), say("sweeps.finding.limits")]


def name(outcome: str) -> str:
    """An outcome as a reader calls it; its own name if nobody wrote one."""
    key = f"sweeps.outcome.{outcome}"
    said = say(key)
    return outcome if said == key else said


def number(value: float) -> str:
    """A number with the digits it deserves.

    >>> number(0.123456), number(1234.5)
    ('0.123', '1234')
    """
    return written(value, ".0f" if abs(value) >= 100 else ".3g")


def _skipped(found: Analysis) -> Iterator[str]:
    """What could not be told, one sentence a reason whatever number of outcomes it holds for."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for row in found.skipped:
        why = say(f"sweeps.skipped.{row['why']}", **row["values"])
        reasons.setdefault((row["what"], why), []).append(row["outcome"])
    for (what, why), outcomes in reasons.items():
        names = ", ".join(dict.fromkeys(map(name, outcomes)))
        yield say(
            "sweeps.finding.skipped", what=say(f"sweeps.left_out.{what}"), name=names, why=why
        )


def _missing(statuses: dict[str, int]) -> Iterator[str]:
    lost = sum(count for status, count in statuses.items() if status != "ok")
    if lost:
        yield say("sweeps.finding.lost", count=lost, share=lost / sum(statuses.values()))


def _shares(found: Analysis) -> Iterator[str]:
    """Of worlds in which a window opened: how many recognised it, and seized it."""
    for row in found.rows("shares")[:MOST]:
        where = place(found, row) if row["scenario"] else ""
        values = {key: row[key] for key in ("value", "low", "high", "worlds")}
        yield say(f"sweeps.finding.{row['share']}", where=where, **values)


def _mean(found: Analysis, outcome: str) -> Iterator[str]:
    for row in found.rows("summary", outcome=outcome):
        if row["worlds"]:
            values = {key: number(row[key]) for key in ("mean", "low", "high")}
            yield say("sweeps.finding.mean", name=name(outcome), draws=row["draws"], **values)


def _groups(found: Analysis, table: str, outcome: str) -> list[dict[str, Any]]:
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for row in found.rows(table, outcome=outcome):
        place = {"scenario": row["scenario"], "policy": row["policy"]}
        seen.setdefault((row["scenario"], row["policy"]), place)
    return list(seen.values())


def place(found: Analysis, group: dict[str, Any]) -> str:
    """Scenario and policy of a row, in words; nothing where there is but one."""
    parts = [group["scenario"]] if len(found.sweep.manifest["scenarios"]) > 1 else []
    parts += [group["policy"]] if group["policy"] else []
    return say("sweeps.finding.where", where=", ".join(parts)) if parts else ""


def _indices(found: Analysis, outcome: str) -> Iterator[str]:
    for group in _groups(found, "indices", outcome):
        rows = found.rows("indices", outcome=outcome, **group)
        where = place(found, group)
        if rows[0]["dropped"]:
            counts = {"dropped": rows[0]["dropped"], "blocks": rows[0]["blocks"]}
            yield say("sweeps.finding.dropped", name=name(outcome), where=where, **counts)
        inputs = sorted((r for r in rows if r["input"] != SEED), key=lambda r: -r["total"])
        if inputs[0]["total_high"] - inputs[0]["total_low"] > WIDEST:
            yield say("sweeps.finding.too_few", name=name(outcome), where=where,
                      blocks=rows[0]["blocks"])  # fmt: skip
            continue
        yield _leader(outcome, where, inputs, "total", "total_low", "total_high", "index")
        (seed,) = (r for r in rows if r["input"] == SEED)
        # an estimate from few blocks may lie above 1, a share cannot; the tables keep it
        ends = {"share": "total", "low": "total_low", "high": "total_high"}
        shares = {key: min(1.0, seed[column]) for key, column in ends.items()}
        yield say("sweeps.finding.seed", where=where, **shares)
        inert = [r["input"] for r in inputs if r["total"] == 0]
        if inert:
            yield say("sweeps.finding.inert", name=name(outcome), where=where,
                      inputs=", ".join(inert))  # fmt: skip
        yield from _pairs(found, outcome, group)


def _pairs(found: Analysis, outcome: str, group: dict[str, Any]) -> Iterator[str]:
    """Which two inputs do something together, among how many that luck would name."""
    rows = found.rows("second_order", outcome=outcome, **group)
    if not rows:
        return
    values = {"name": name(outcome), "where": place(found, group), "pairs": len(rows)}
    sure = sorted((r for r in rows if r["low"] > 0), key=lambda r: -r["second"])
    if not sure:
        yield say("sweeps.finding.no_pair", **values)
        return
    first = sure[0]
    yield say("sweeps.finding.pair", **values, sure=len(sure), luck=math.ceil(0.025 * len(rows)),
              input=first["input"], other=first["other"], value=number(first["second"]),
              low=number(first["low"]), high=number(first["high"]))  # fmt: skip


def _leader(
    outcome: str, where: str, rows: list[dict[str, Any]], value: str, low: str, high: str, key: str
) -> str:
    """The leading input, and whether it is told apart from the next."""
    first = rows[0]
    values = {"name": name(outcome), "where": where, "input": first["input"],
              "value": number(first[value]), "low": number(first[low]),
              "high": number(first[high])}  # fmt: skip
    if len(rows) > 1 and rows[1][high] >= first[low]:
        return say(f"sweeps.finding.{key}_tied", next=rows[1]["input"], **values)
    return say(f"sweeps.finding.{key}", **values)


def effects(found: Analysis, outcome: str) -> Iterator[str]:
    """Which input has the largest elementary effect, and which have none."""
    for group in _groups(found, "effects", outcome):
        rows = found.rows("effects", outcome=outcome, **group)
        inputs = sorted((r for r in rows if r["input"] != SEED), key=lambda r: -r["size"])
        where = place(found, group)
        if inputs[0]["size"] > 0:
            yield _leader(outcome, where, inputs, "size", "low", "high", "effect")
        inert = [r["input"] for r in inputs if r["size"] == 0]
        if inert:
            yield say("sweeps.finding.inert", name=name(outcome), where=where,
                      inputs=", ".join(inert))  # fmt: skip


def _main(found: Analysis, outcome: str) -> Iterator[str]:
    if found.rows("indices", outcome=outcome):
        return
    rows = sorted(found.rows("maineffects", outcome=outcome), key=lambda r: -r["share"])
    if rows and rows[0]["low"] > 0:
        yield _leader(outcome, "", rows, "share", "low", "high", "main")


def step(found: Analysis, outcome: str) -> Iterator[str]:
    """The largest difference that one input makes, moved alone."""
    rows = found.rows("one_at_a_time", outcome=outcome)
    told = sure(rows, "difference")
    if rows and not told:
        yield say("sweeps.answer.no_step", name=name(outcome))
    for row in told[:1]:
        yield say("sweeps.answer.step", name=name(outcome), input=row["input"],
                  value=number(row["value"]), scenario=row["scenario"],
                  **signed(row, "difference"))  # fmt: skip


def sure(rows: Iterable[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Rows whose interval leaves out 0, the largest difference first."""
    told = [row for row in rows if row["low"] > 0 or row["high"] < 0]
    return sorted(told, key=lambda row: -abs(row[key]))


def signed(row: dict[str, Any], key: str) -> dict[str, str]:
    """A difference and its interval, with their signs."""
    values = {"difference": row[key], "low": row["low"], "high": row["high"]}
    return {each: written(value, "+.2g") for each, value in values.items()}


def _box(found: Analysis, outcome: str) -> Iterator[str]:
    rows = found.rows("box", outcome=outcome)
    if not rows or rows[0]["density"] < DENSER * rows[0]["overall"]:
        return
    limits = say("sweeps.finding.and").join(limit(row) for row in rows)
    values = {key: rows[0][key] for key in ("density", "coverage", "overall", "mass")}
    negated = rows[0]["target"] != outcome
    kind = "box_not" if negated else "box"
    yield say(f"sweeps.finding.{kind}", name=name(outcome), limits=limits, **values)
    weak = [row["input"] for row in rows if row["again"] < 0.8]
    if weak:
        yield say("sweeps.finding.box_weak", inputs=", ".join(weak))


def limit(row: dict[str, Any]) -> str:
    """A restriction of a box in words."""
    if row["low"] is None:
        return say("sweeps.finding.below", input=row["input"], high=number(row["high"]))
    if row["high"] is None:
        return say("sweeps.finding.above", input=row["input"], low=number(row["low"]))
    values = {"low": number(row["low"]), "high": number(row["high"])}
    return say("sweeps.finding.between", input=row["input"], **values)


def _levers(found: Analysis, outcome: str) -> Iterator[str]:
    for row in found.rows("levers", outcome=outcome)[:MOST]:
        values = {n: written(row[n], "+.3g") for n in ("difference", "low", "high")}
        key = "lever" if sure([row], "difference") else "lever_none"
        yield say(f"sweeps.finding.{key}", name=name(outcome), policy=row["policy"],
                  than=row["than"], **values)  # fmt: skip
