"""Whole classes of scripted students: how fast, how much, and what power cuts cost.

python benchmarks/classroom.py                 the whole programme (about an hour), writes the page
python benchmarks/classroom.py --only 20       the parts with so many students
python benchmarks/classroom.py --report        writes the page from what was measured last
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from machine import RESULTS, described

from ui.cli.rehearse import own
from ui.rehearsal.students import share

PROGRAMME = (
    # students, seconds between two steps of one student, rounds, kills
    (20, 15.0, 3, 0),
    (40, 30.0, 3, 0),
    (200, 30.0, 3, 0),
    (20, 3.0, 8, 20),
    (200, 15.0, 8, 180),
)
FILE = RESULTS / "classroom.json"
PAGE = Path(__file__).parents[1] / "docs" / "classroom-load.md"


def measured(students: int, pace: float, rounds: int, kills: int) -> dict[str, Any]:
    """One lesson in scenario lab."""
    tally, found = own(students, "lab", rounds, pace, kills)
    took = found["measured"]
    times = {
        f"{name}_{part}": round(1000 * share(values, level))
        for name, values in (("acknowledged", tally.acknowledged), ("shown", tally.shown))
        for part, level in (("p50", 0.5), ("p95", 0.95), ("most", 1.0))
    }
    return {
        "students": students, "pace": pace, "rounds": rounds, "kills": found["kills"],
        "finished": tally.finished, "acts": found["acts"], "lost": found["lost"],
        "twice": found["twice"], "lines": tally.lines, "answers": tally.answers, **times,
        "seconds": round(took.seconds), "core": round(took.busy / max(1.0, took.seconds), 2),
        "memory": round(took.memory), "away": round(max(took.away, default=0.0), 1),
        "failures": tally.failures[:5], "machine": described(),
    }  # fmt: skip


def page(rows: list[dict[str, Any]]) -> str:
    """The table, in words."""
    heads = (
        "students", "step each", "kills", "acts kept", "lost", "twice", "to acknowledgement",
        "to own view", "core", "MB", "longest away",
    )  # fmt: skip
    lines = ["| " + " | ".join(heads) + " |", "|" + "---:|" * len(heads)]
    for row in rows:
        cells = (
            f"{row['finished']}/{row['students']}", f"{row['pace']:g} s", row["kills"],
            row["acts"], row["lost"], row["twice"],
            f"{row['acknowledged_p50']} / {row['acknowledged_p95']} / {row['acknowledged_most']}",
            f"{row['shown_p50']} / {row['shown_p95']} / {row['shown_most']}",
            row["core"], row["memory"], f"{row['away']:g} s" if row["kills"] else "",
        )  # fmt: skip
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    machine = rows[-1]["machine"]
    where = f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}"
    loads = ", ".join(str((row["machine"]["load"] or ["?"])[0]) for row in rows)
    return TEXT.format(table="\n".join(lines), day=machine["day"], where=where, loads=loads)


TEXT = """# A class under load

Written by `make soak` (`benchmarks/classroom.py`); change nothing here by hand. Measured {day} on
{where}. Load of the machine, from everything on it, at the end of each row: {loads}.

{table}

Times are in milliseconds: median / 95 of 100 / longest. Scenario `lab`, both sides at war played by
scripted students, on a server of its own with an empty database, rules as the machine had them.
*Students* are those who reached the end, of so many. *Acts kept* are acknowledged presses;
*lost* are those that the log does not have afterwards, *twice* what it has two of. *Longest away*
is from a kill (`SIGKILL`) to the server's answer, mostly the start of Python; times in a row with
kills include the waiting for it. On a machine as busy as this one times are upper bounds.

What this is not: the students speak HTTP, as `ceasefire rehearse` does, and no websockets; an open
page is pushed its news and draws them, which costs the server more. Many real browsers at once were
not measured.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=int, default=0)
    parser.add_argument("--report", action="store_true")
    asked = parser.parse_args()
    rows = json.loads(FILE.read_text()) if FILE.exists() else []
    if not asked.report:
        for part in PROGRAMME:
            if asked.only in (0, part[0]):
                row = measured(*part)
                rows = [r for r in rows if (r["students"], r["pace"]) != part[:2]] + [row]
                rows.sort(key=lambda r: (r["kills"] > 0, r["students"]))
                FILE.write_text(json.dumps(rows, indent=1) + "\n")
                print(json.dumps(row))
    PAGE.write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
