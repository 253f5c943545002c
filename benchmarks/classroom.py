"""Whole classes: how fast with open pages, how much, and what power cuts cost. One part a run.

python benchmarks/classroom.py --students 200     so many students with open pages
python benchmarks/classroom.py --students 40 --scenario ukraine-2022   the same in another scenario
python benchmarks/classroom.py --school 200       the same on two servers with one PostgreSQL
python benchmarks/classroom.py --browsers 20      so many real browsers (Chromium)
python benchmarks/classroom.py --returns 5        so many real browsers whose server is killed
python benchmarks/classroom.py --scripted 30,3,12,200   students over HTTP:
                                                  how many, seconds a step, rounds, kills
python benchmarks/classroom.py --memory           what a server holds before anybody came
python benchmarks/classroom.py --report           the page from what was measured last

`benchmarks/soak.py` runs them all. Each writes the page anew.
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

SCENARIO = "korea-1951"
"""Five parties, so that a table has five students."""

KILLS = 10
"""How often the server of the real browsers is killed."""

PACE = 30.0
SECONDS = 180.0
WARM = 120.0
FILE = "classroom.json"
PAGE = "classroom-load.md"
DOCS = Path(__file__).parents[1] / "docs"


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
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--students", type=int, default=0)
    parser.add_argument("--scenario", default=SCENARIO)
    parser.add_argument("--seconds", type=float, default=0.0, help="how long the lesson is")
    parser.add_argument("--browsers", type=int, default=0)
    parser.add_argument("--school", type=int, default=0)
    parser.add_argument("--returns", type=int, default=0)
    parser.add_argument("--kills", type=int, default=KILLS, help="of the server of --returns")
    parser.add_argument("--scripted", default="")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--into", type=Path, default=RESULTS, help="the folder of what is measured")
    asked = parser.parse_args()
    seconds = asked.seconds or SECONDS
    if asked.students:
        row = opened(asked.students, asked.scenario, seconds)
        keep(asked.into, "open", row, "students", "scenario")
    if asked.school:
        row = shared(asked.school, asked.scenario, seconds)
        keep(asked.into, "school", row, "students", "scenario")
    if asked.browsers:
        from classroom_browsers import browsers

        row = browsers(asked.browsers, asked.seconds or 90.0)
        keep(asked.into, "browsers", row, "students")
    if asked.returns:
        from classroom_browsers import returns

        keep(asked.into, "returns", returns(asked.returns, asked.kills), "students")
    if asked.scripted:
        students, pace, rounds, kills = asked.scripted.split(",")
        row = scripted(int(students), float(pace), int(rounds), int(kills))
        keep(asked.into, "scripted", row, "students", "pace")
    if asked.memory:
        write(asked.into, {**read(asked.into), "memory": steps()})
    report(asked.into)


def read(folder: Path) -> dict[str, list[Any]]:
    """What was measured so far."""
    file = folder / FILE
    found = json.loads(file.read_text()) if file.exists() else {}
    kinds = ("scripted", "open", "school", "browsers", "returns", "memory")
    return {**{kind: [] for kind in kinds}, **found}


def write(folder: Path, found: Mapping[str, Any]) -> None:
    """Keep what was measured."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(json.dumps(found, indent=1) + "\n")


def keep(folder: Path, kind: str, row: dict[str, Any], *names: str) -> None:
    """Keep a row in place of the one of the same kind."""
    found = read(folder)
    write(folder, {**found, kind: kept(found[kind], row, *names)})
    print(json.dumps(row))


def report(folder: Path) -> None:
    """The page: in the documents, or beside what was measured elsewhere."""
    run = folder / "soak.json"
    parts = json.loads(run.read_text()) if run.exists() else []
    at = DOCS / PAGE if folder == RESULTS else folder / PAGE
    at.write_text(page(read(folder), parts), encoding="utf-8")


if __name__ == "__main__":
    main()
