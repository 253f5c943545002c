"""The page of `ceasefire validate`, from its data alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from . import figures
from .figures import cell, mark
from .words import say


def page(data: Mapping[str, Any]) -> str:
    """The whole page; everything in `data` is text or numbers and is escaped."""
    made = dict(data["made"])
    made["mode"] = say(f"validate.{made['mode']}")
    parts = [
        figures.paragraph(say("validate.caution")),
        figures.paragraph(say("validate.made", **made), "soft"),
        *_oracles(data["oracles"]),
        *_history(data["history"]),
        *_rates(data["rates"]),
    ]
    return figures.page(say("validate.title"), parts)


def _oracles(found: list[Mapping[str, Any]]) -> Iterator[str]:
    yield figures.heading(say("validate.oracles"))
    yield figures.paragraph(say("validate.oracles_text"))
    passed = sum(each["passed"] for each in found)
    yield figures.paragraph(say("validate.oracles_done", passed=passed, count=len(found)))
    for each in found:
        verdict = mark(each["passed"], say("validate.pass" if each["passed"] else "validate.miss"))
        opened = "" if each["passed"] else " open"
        where = say(f"validate.{each['where']}")
        yield (
            f"<details{opened}><summary>{verdict} <b>{cell(each['id'])}</b> ({cell(where)}) "
            f"{cell(each['title'])} <span class='soft'>[{cell(each['source'])}]</span></summary>"
        )
        head = [say(f"validate.{n}") for n in ("line", "expected", "obtained", "tolerance")]
        yield figures.table(["", *head], [_line(line) for line in each["lines"]])
        yield "</details>"


def _line(line: Mapping[str, Any]) -> list[str]:
    allowed = f"{line['tolerance']:.2g}" if line["tolerance"] else say("validate.exactly")
    cells = [line["what"], line["expected"], line["obtained"], allowed]
    verdict = say("validate.pass" if line["passed"] else "validate.miss")
    return [mark(line["passed"], verdict), *map(cell, cells)]


def arm_cells(arm: Mapping[str, Any]) -> list[str]:
    """An arm as text: name, worlds, share as history, signed, median round, most frequent terms."""
    share = arm["as_history"] / arm["worlds"] if arm["worlds"] else 0.0
    middle = arm["median_round"]
    terms = ", ".join(f"{issue}: {option}" for issue, option in arm["modal"].items())
    return [
        say("validate.as_it_was") if arm["name"] == "as it was" else arm["name"],
        str(arm["worlds"]),
        say("validate.share_of", share=share, low=arm["low"], high=arm["high"]),
        str(arm["signed"]),
        say("validate.never") if middle is None else f"{middle:g}",
        say("validate.modal_of", terms=terms, count=arm["modal_worlds"])
        if terms
        else say("validate.no_signature"),
    ]


def _history(cases: list[Mapping[str, Any]]) -> Iterator[str]:
    yield figures.heading(say("validate.history"))
    if not cases:
        yield figures.paragraph(say("validate.history_left"))
        return
    yield figures.paragraph(say("validate.history_text"))
    for case in cases:
        yield figures.heading(case["scenario"], 3)
        told = {"text": case["published"], "source": case["source"]}
        yield figures.paragraph(say("validate.published", **told))
        fitted = case["fitted"] or say("validate.fitted_unknown")
        yield figures.paragraph(say("validate.fitted", text=fitted), "soft")
        bars = [
            (cells[0], arm["as_history"] / arm["worlds"], arm["low"], arm["high"],
             f"{arm['as_history'] / arm['worlds']:.0%}")
            for arm in case["arms"]
            for cells in [arm_cells(arm)]
        ]  # fmt: skip
        yield figures.shares(bars, say("validate.case_figure", case=case["scenario"]))
        names = ("arm", "worlds", "as_history", "signed", "median", "modal")
        head = [say(f"validate.{name}") for name in names]
        yield figures.table(head, [list(map(cell, arm_cells(arm))) for arm in case["arms"]])


def rate_cells(rate: Mapping[str, Any]) -> list[str]:
    """A base rate as text: name, what came out, band, how many were counted, verdict."""
    banded = rate["low"] is not None
    verdict = {None: "no_band", True: "inside", False: "outside"}[rate["passed"]]
    return [
        say(f"validate.rates_named.{rate['id']}"),
        f"{rate['obtained']:.3f}",
        say("validate.band_of", low=rate["low"], high=rate["high"])
        if banded
        else say("validate.never"),
        str(rate["counted"]),
        say(f"validate.{verdict}"),
    ]


def _rates(found: Mapping[str, Any]) -> Iterator[str]:
    yield figures.heading(say("validate.rates"))
    if not found["wars"]:
        yield figures.paragraph(say("validate.rates_left"))
        return
    yield figures.paragraph(say("validate.rates_text", wars=found["wars"]))
    names = ("rate", "obtained", "band", "counted", "source")
    rows = []
    for each in found["rates"]:
        *cells, verdict = rate_cells(each)
        told = cell(verdict) if each["passed"] is None else mark(each["passed"], verdict)
        rows.append([told, *map(cell, cells), cell(each["source"])])
    yield figures.table(["", *(say(f"validate.{name}") for name in names)], rows)
    yield figures.heading(say("validate.hazard_head"), 3)
    head = ("phase", "simulated", "published_short", "wars_at_risk")
    yield figures.table(
        [say(f"validate.{name}") for name in head],
        [
            [cell(say("validate.months", **each)), f"{each['obtained']:.3f}",
             f"{each['published']:.3f}", str(each["at_risk"])]
            for each in found["phases"]
        ],
    )  # fmt: skip
    for title, name, steps, points in (
        ("war_figure", "wars", found["fighting"], found["published"]),
        ("peace_figure", "truces", found["peace"], found["published_peace"]),
    ):
        yield figures.heading(say(f"validate.{title}"), 3)
        words = say(f"validate.{title}"), say(f"validate.{name}"), say("validate.ucdp")
        yield figures.stairs(steps, points, 120.0, words)
