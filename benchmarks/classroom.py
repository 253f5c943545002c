"""Whole classes: how fast with open pages, how much, and what power cuts cost.

python benchmarks/classroom.py --students 200  so many students with open pages, at a lesson's pace
python benchmarks/classroom.py --school 200    the same on two servers with one PostgreSQL
python benchmarks/classroom.py --returns 5     so many real browsers whose server is killed
python benchmarks/classroom.py --browsers 20   so many real browsers (Chromium)
python benchmarks/classroom.py                 the whole programme (about an hour and a half)
python benchmarks/classroom.py --only 20       of the scripted classes, those with so many students
python benchmarks/classroom.py --report        writes the page from what was measured last
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from classroom_memory import steps
from classroom_page import page
from machine import RESULTS, described

from ui.cli.rehearse import free_port, own
from ui.rehearsal.own import Measured
from ui.rehearsal.school import Found, school
from ui.rehearsal.students import Tally, share

PROGRAMME = (
    # students, seconds between two steps of one student, rounds, kills
    (20, 15.0, 3, 0),
    (40, 30.0, 3, 0),
    (30, 3.0, 12, 200),
)
OPEN = (20, 200, 400, 800)
"""Students with open pages in the whole programme."""

SCENARIO = "korea-1951"
"""Five parties, so that a table has five students."""

KILLS = 10
"""How often the server of the real browsers is killed."""

PACE = 30.0
SECONDS = 180.0
WARM = 120.0
FILE = RESULTS / "classroom.json"
PAGE = Path(__file__).parents[1] / "docs" / "classroom-load.md"


def scripted(students: int, pace: float, rounds: int, kills: int) -> dict[str, Any]:
    """One lesson in scenario lab, over HTTP; with kills as many lessons as these need."""
    whole, found, took, lessons = Tally(), Counter[str](), Measured(), 0
    while not lessons or found["kills"] < kills:
        left = kills - found["kills"]
        tally, one = own(students, "lab", rounds, pace, left, luck=lessons)
        lessons += 1
        print(f"lesson {lessons}: {one}", flush=True)
        found.update({name: one[name] for name in ("acts", "lost", "twice", "kills")})
        for name in ("acknowledged", "shown", "failures"):
            getattr(whole, name).extend(getattr(tally, name))
        for name in ("finished", "lines", "answers"):
            setattr(whole, name, getattr(whole, name) + getattr(tally, name))
        measured = one["measured"]
        took.seconds, took.busy = took.seconds + measured.seconds, took.busy + measured.busy
        took.memory = max(took.memory, measured.memory)
        took.away += measured.away
    return {
        "students": students, "pace": pace, "rounds": rounds, "lessons": lessons, **found,
        "finished": whole.finished, "lines": whole.lines, "answers": whole.answers,
        **levels(acknowledged=whole.acknowledged, shown=whole.shown, away=took.away),
        "seconds": round(took.seconds), "core": round(took.busy / max(1.0, took.seconds), 2),
        "memory": round(took.memory), "failures": whole.failures[:5], "machine": described(),
    }  # fmt: skip


def opened(students: int, scenario: str = SCENARIO, seconds: float = SECONDS) -> dict[str, Any]:
    """One lesson with open pages, over their own websockets."""
    found = school(students, scenario, free_port(), PACE, seconds, wait=WARM)
    return {"students": students, "scenario": scenario, "pace": PACE, **told(found)}


def shared(students: int, scenario: str = SCENARIO, seconds: float = SECONDS) -> dict[str, Any]:
    """The same on two servers with one PostgreSQL, a class on each, behind one door."""
    from classroom_school import school as two
    from classroom_school import together

    row = together(two(students, scenario, PACE, seconds), told)
    return {"students": students, "scenario": scenario, "pace": PACE, **row}


def told(found: Found) -> dict[str, Any]:
    """A lesson with open pages as a row."""
    tally, seen = found.tally, found.seen
    return {
        "tables": found.tables, "acts": len(tally.acknowledged), "lines": tally.lines,
        "answers": tally.answers, "lost": found.verdict["lost"], "twice": found.verdict["twice"],
        "unanswered": seen.unanswered, "refused": sum(tally.refused.values()),
        **levels(opened=seen.opened, acknowledged=tally.acknowledged, own=seen.own,
                 others=seen.others, heard=seen.heard, answered=seen.answered),
        "closed": [round(one, 2) for one in found.closed],
        "closing": found.closing, "seconds": round(found.seconds),
        "core": round(found.core, 3), "worker": round(found.worker, 3),
        "opening": round(1000 * found.opening),
        **{name: round(getattr(found.held[-1], name))
           for name in ("memory", "worker_memory", "together", "worlds")},
        "held": [round(one.together) for one in found.held],
        "kilobytes": found.seen.bytes_in // 1024, "failures": tally.failures[:5],
        "machine": described(),
    }  # fmt: skip


def levels(**found: list[float]) -> dict[str, int]:
    """Median, 95 of 100 and longest of each, in milliseconds."""
    parts = (("p50", 0.5), ("p95", 0.95), ("most", 1.0))
    return {
        f"{name}_{part}": round(1000 * share(values, level))
        for name, values in found.items()
        for part, level in parts
    }


def kept(rows: list[dict[str, Any]], row: Mapping[str, Any], *names: str) -> list[dict[str, Any]]:
    """The rows with this one in place of the one of the same kind."""
    others = [r for r in rows if any(r[name] != row[name] for name in names)]
    return sorted([*others, dict(row)], key=lambda r: (r.get("kills", 0) > 0, r["students"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=0)
    parser.add_argument("--scenario", default=SCENARIO)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--browsers", type=int, default=0)
    parser.add_argument("--school", type=int, default=0)
    parser.add_argument("--returns", type=int, default=0)
    parser.add_argument("--only", type=int, default=0)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--report", action="store_true")
    asked = parser.parse_args()
    found = json.loads(FILE.read_text()) if FILE.exists() else {}
    kinds = ("scripted", "open", "school", "browsers", "returns", "memory")
    found = {**{kind: [] for kind in kinds}, **found}

    def keep(kind: str, row: dict[str, Any], *names: str) -> None:
        found[kind] = kept(found[kind], row, *names)
        FILE.write_text(json.dumps(found, indent=1) + "\n")
        print(json.dumps(row))

    whole = not (asked.report or asked.students or asked.browsers or asked.only or asked.school)
    for count in (asked.students,) if asked.students else OPEN if whole else ():
        row = opened(count, asked.scenario, asked.seconds)
        keep("open", row, "students", "scenario")
    for count in (asked.school,) if asked.school else (200,) if whole else ():
        keep("school", shared(count, asked.scenario, asked.seconds), "students", "scenario")
    for count in (asked.browsers,) if asked.browsers else (20,) if whole else ():
        from classroom_browsers import browsers

        keep("browsers", browsers(count), "students")
    for count in (asked.returns,) if asked.returns else (5,) if whole else ():
        from classroom_browsers import returns

        keep("returns", returns(count, KILLS), "students")
    if whole or asked.memory:
        found["memory"] = steps()
    for part in PROGRAMME if whole or asked.only else ():
        if asked.only in (0, part[0]):
            keep("scripted", scripted(*part), "students", "pace")
    PAGE.write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
