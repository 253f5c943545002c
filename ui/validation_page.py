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
        yield figures.table([*head, ""], [_line(line) for line in each["lines"]])
        yield "</details>"


def _line(line: Mapping[str, Any]) -> list[str]:
    allowed = f"{line['tolerance']:.2g}" if line["tolerance"] else say("validate.exactly")
    cells = [line["what"], line["expected"], line["obtained"], allowed]
    verdict = say("validate.pass" if line["passed"] else "validate.miss")
    return [*map(cell, cells), mark(line["passed"], verdict)]
