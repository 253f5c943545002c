"""The page about classes under load, from what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def page(found: Mapping[str, Sequence[Row]]) -> str:
    """All tables, in words."""
    every = [row for rows in found.values() for row in rows]
    machine = every[-1]["machine"]
    where = f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}"
    return TEXT.format(
        where=where, day=max(row["machine"]["day"] for row in every),
        open=_open(found["open"]), closing=_closing(found["open"]),
        browsers=_browsers(found["browsers"]), scripted=_scripted(found["scripted"]),
    )  # fmt: skip


def _open(rows: Sequence[Row]) -> str:
    heads = (
        "students / tables", "scenario", "acts, lines, answers", "lost / twice", "own view",
        "others of the table", "line heard", "page opened", "server, core", "worker, core",
        "MB server + worker", "load",
    )  # fmt: skip
    return _table(heads, (
        (
            f"{row['students']} / {row['tables']}", f"`{row['scenario']}`",
            f"{row['acts']}, {row['lines']}, {row['answers']}",
            f"{row['lost']} / {row['twice']}", _times(row, "own"), _times(row, "others"),
            _times(row, "heard"), _times(row, "opened"), row["core"], row["worker"],
            f"{row['memory']} + {row['worker_memory']}", _load(row),
        )
        for row in rows
    ))  # fmt: skip


def _closing(rows: Sequence[Row]) -> str:
    heads = ("tables", "scenario", "until every tab shows it, s", "server, s of a core",
             "worker, s of a core", "load")  # fmt: skip
    return _table(heads, (
        (row["tables"], f"`{row['scenario']}`", " / ".join(f"{one:g}" for one in row["closed"]),
         " / ".join(f"{one[0]:g}" for one in row["closing"]),
         " / ".join(f"{one[1]:g}" for one in row["closing"]), _load(row))
        for row in rows if row["closed"]
    ))  # fmt: skip


def _browsers(rows: Sequence[Row]) -> str:
    if not rows:
        return "Not measured yet."
    heads = (
        "browsers", "presses", "never shown", "click to the new picture", "others of the table",
        "page opened", "load",
    )  # fmt: skip
    return _table(heads, (
        (row["students"], row["acts"], row["lost"], _times(row, "own"), _times(row, "others"),
         _times(row, "opened"), _load(row))
        for row in rows
    ))  # fmt: skip


def _scripted(rows: Sequence[Row]) -> str:
    heads = (
        "students", "step each", "kills", "acts kept", "lost", "twice", "to acknowledgement",
        "to own view", "core", "MB", "longest away", "load",
    )  # fmt: skip
    return _table(heads, (
        (
            f"{row['finished']}/{row['students']}", f"{row['pace']:g} s", row["kills"],
            row["acts"], row["lost"], row["twice"], _times(row, "acknowledged"),
            _times(row, "shown"), row["core"], row["memory"],
            f"{row['away']:g} s" if row["kills"] else "", _load(row),
        )
        for row in rows
    ))  # fmt: skip


def _times(row: Row, name: str) -> str:
    return " / ".join(str(row[f"{name}_{part}"]) for part in ("p50", "p95", "most"))


def _load(row: Row) -> str:
    return str((row["machine"]["load"] or ["?"])[0])


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---:|" * len(heads)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


TEXT = """# A class under load

Written by `make soak` (`benchmarks/classroom.py`); change nothing here by hand. Last measured
{day} on {where}.
Times are in milliseconds, median / 95 of 100 / longest, unless another unit is
named. *Load* is what the system told of the whole machine at the end of a row: with more than 2
on two cores, others were at work, and times are upper bounds; seconds of processor and shares of
a core are not.

## Open pages

Every student has the game's page open over its own websocket, as a browser has it: presses, talks
and answers the half-minute question once in 30 s on average, and asks for the shoes after each
stage, as the screen does. *Own view* is from the press to the new picture of whoever pressed,
*others of the table* to its being on each other seat's page.

{open}

*Lost* are acknowledged acts that the log does not have afterwards, *twice* those it has two of.
What 200 students are to get on a quiet machine of two cores: own view 300 at most for 95 of 100 and
never above 2,000, others of the table under 1,000, half a core, 400 MB, and 40 tables closed within
2 s. Of the memory, some 280 MB in each process are compiled rules as Numba loads them.

All tables closed by the teacher at once, in rows as above, three times each: the stage's rules,
the question, every seat's screen, until the last page shows it.

{closing}

The same by hand: `python benchmarks/classroom.py --students 200`.

## Real browsers

Chromium pages in contexts of their own (`--browsers 20`), all on this machine, which draws them
too.

{browsers}

## Power cuts

Students over HTTP, as `ceasefire rehearse` plays them, scenario `lab`, both sides played by
scripted students, on a server of its own with an empty database, rules as the machine had them.
*Students* are those who reached the end, of so many. *Longest away* is from a kill (`SIGKILL`) to
the server's answer, mostly the start of Python; times in a row with kills include the waiting for
it.

{scripted}
"""
