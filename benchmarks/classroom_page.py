"""The page about classes under load, from what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from machine import described

Row = Mapping[str, Any]


def page(found: Mapping[str, Sequence[Any]], parts: Sequence[Row] = ()) -> str:
    """All tables, in words; `parts` are those of the last run of all."""
    every = [row["machine"] for kind, rows in found.items() if kind != "memory" for row in rows]
    machine = max(every, key=lambda one: one["day"]) if every else described()
    where = f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}"
    return TEXT.format(
        where=where, day=machine["day"], parts=_parts(parts),
        open=_open(found["open"]), closing=_closing(found["open"]), breaks=_breaks(found["open"]),
        school=_school(found["school"]), memory=_memory(found["memory"], found["open"]),
        browsers=_browsers(found["browsers"]), returns=_returns(found["returns"]),
        scripted=_scripted(found["scripted"]),
    )  # fmt: skip


def _parts(rows: Sequence[Row]) -> str:
    if not rows:
        return "Its parts were run one by one."
    return _table(("part", "minutes", "how it ended", "on"), (
        (row["part"], row["minutes"], row["ended"], row["day"]) for row in rows
    ))  # fmt: skip


def _open(rows: Sequence[Row]) -> str:
    heads = (
        "students / tables", "scenario", "acts, lines, answers", "lost / twice", "own view",
        "others of the table", "line heard", "page opened", "server, core", "worker, core",
        "MB together", "MB server, worker", "load",
    )  # fmt: skip
    return _table(heads, (
        (
            f"{row['students']} / {row['tables']}", f"`{row['scenario']}`",
            f"{row['acts']}, {row['lines']}, {row['answers']}",
            f"{row['lost']} / {row['twice']}", _times(row, "own"), _times(row, "others"),
            _times(row, "heard"), _times(row, "opened"), row["core"], row["worker"],
            row.get("together", ""), f"{row['memory']}, {row['worker_memory']}", _load(row),
        )
        for row in rows
    ))  # fmt: skip


def _school(rows: Sequence[Row]) -> str:
    if not rows:
        return "Not measured yet."
    heads = (
        "students / tables", "acts, lines, answers", "lost / twice", "own view",
        "others of the table", "page opened", "servers, core", "workers, core",
        "MB of each with its worker", "20 tables closed, s", "load",
    )  # fmt: skip
    return _table(heads, (
        (
            f"{row['students']} / {row['tables']}",
            f"{row['acts']}, {row['lines']}, {row['answers']}",
            f"{row['lost']} / {row['twice']}", _times(row, "own"), _times(row, "others"),
            _times(row, "opened"), row["core"], row["worker"],
            ", ".join(str(one) for one in row["servers"]),
            " / ".join(f"{one:g}" for one in row["closed"]), _load(row),
        )
        for row in rows
    ))  # fmt: skip


def _memory(steps: Sequence[Sequence[Any]], rows: Sequence[Row]) -> str:
    if not steps:
        return "Not measured yet."
    lines = [(name, own, files) for name, own, files in steps]
    held = next((row for row in rows if row["students"] == 200 and "held" in row), None)
    if held is not None:
        nobody, opened, ended = held["held"]
        each = round(1024 * (opened - nobody) / held["students"])
        lines += [
            ("server and worker together, before anybody came", nobody, ""),
            (f"200 open pages, {each} KB each, and their 40 tables", opened - nobody, ""),
            ("the lesson: positions, talk, pictures of every seat", ended - opened, ""),
            ("together at the end", ended, ""),
        ]  # fmt: skip
    return _table(("what", "MB of its own", "MB of files, as they are"), lines)


def _returns(rows: Sequence[Row]) -> str:
    if not rows:
        return "Not measured yet."
    heads = ("browsers", "kills", "returns", "never back, or elsewhere",
             "from the server's return to the page's", "server away", "load")  # fmt: skip
    return _table(heads, (
        (row["students"], row["kills"], row["returns"], row["elsewhere"], _times(row, "back"),
         _times(row, "away"), _load(row))
        for row in rows
    ))  # fmt: skip


def _closing(rows: Sequence[Row]) -> str:
    heads = ("tables", "scenario", "until every tab shows it, s", "server, s of a core",
             "worker, s of a core", "load")  # fmt: skip
    return _table(heads, (
        (row["tables"], f"`{row['scenario']}`", " / ".join(f"{one:g}" for one in row["closed"]),
         " / ".join(f"{one[0]:g}" for one in row["closing"]),
         " / ".join(f"{one[1]:g}" if one[1] >= 0 else "anew" for one in row["closing"]),
         _load(row))
        for row in rows if row["closed"]
    ))  # fmt: skip


def _breaks(rows: Sequence[Row]) -> str:
    """Which of the aims each class passes by."""
    found = []
    for row in rows:
        held = [
            ("own view", row["own_p95"], 300, "ms"),
            ("own view at most", row["own_most"], 2000, "ms"),
            ("others of the table", row["others_p95"], 1000, "ms"),
            ("processor", round(row["core"] + row["worker"], 2), 0.5, "of a core"),
            ("memory", row.get("together", 0), 400, "MB"),
            ("closing", max(row["closed"] or [0]), 2, "s"),
            ("acts lost or twice", row["lost"] + row["twice"], 0, ""),
        ]  # fmt: skip
        past = [
            f"{name} {value:g} {unit}".strip() for name, value, aim, unit in held if value > aim
        ]
        said = ", ".join(past) or "all aims held"
        found.append(f"* {row['students']} students in `{row['scenario']}`: {said}")
    return "\n".join(found)


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
        "to own view", "core", "MB", "server away", "load",
    )  # fmt: skip
    return _table(heads, (
        (
            f"{row['finished']}/{row['students'] * row.get('lessons', 1)}",
            f"{row['pace']:g} s", row["kills"],
            row["acts"], row["lost"], row["twice"], _times(row, "acknowledged"),
            _times(row, "shown"), row["core"], row["memory"],
            _away(row) if row["kills"] else "", _load(row),
        )
        for row in rows
    ))  # fmt: skip


def _away(row: Row) -> str:
    return _times(row, "away") if "away_p50" in row else f"{1000 * row['away']:g} at most"


def _times(row: Row, name: str) -> str:
    return " / ".join(str(row[f"{name}_{part}"]) for part in ("p50", "p95", "most"))


def _load(row: Row) -> str:
    return f"{(row['machine']['load'] or ['?'])[0]} ({row['machine']['day'][5:]})"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---:|" * len(heads)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


TEXT = """# A class under load

Written by `make soak` (`benchmarks/soak.py`); change nothing here by hand. Last measured
{day} on {where}.
Times are in milliseconds, median / 95 of 100 / longest, unless another unit is
named. *Load* is what the system told of the whole machine at the end of a row, with the month and
day: with more than 2 on two cores, others were at work (the students are one, here), and times are
upper bounds; seconds of processor and shares of a core are not.

## The last run

`make soak` runs every part in its turn; `make soak ARGS=--list` tells them and their minutes,
`ARGS="--parts open-200,browsers"` runs some, `ARGS=--resume` what the last run has not done.

{parts}

## Open pages

Every student has the game's page open over its own websocket, as a browser has it: presses, talks
and answers the half-minute question once in 30 s on average, and asks for the shoes after each
stage, as the screen does. *Own view* is from the press to the new picture of whoever pressed,
*others of the table* to its being on each other seat's page.

{open}

*Lost* are acknowledged acts that the log does not have afterwards, *twice* those it has two of.
What 200 students are to get on a quiet machine of two cores: own view 300 at most for 95 of 100
and never above 2,000, others of the table under 1,000, half a core, 400 MB, and 40 tables closed
within 2 s. *MB together* is what server and worker hold, what both share counted once (PSS);
beside it what the system says of each (RSS), in which what they share counts twice. For some
minutes of a lesson a process of low priority plays the worlds a class is compared with; it holds
some 120 MB more, and is in neither.

All tables closed by the teacher at once, in rows as above, three times each: the stage's rules,
the question, every seat's screen, until the last page shows it. *Anew*: a worker ended and another
was begun, whose seconds start at nought.

{closing}

Where it breaks, by the aims for 200 students: what each class passes them by.

{breaks}

The same by hand: `python benchmarks/classroom.py --students 200`.

## What takes the memory

One process step by step, then the class of 200 above. The worker is a copy of the server, forked
before Solara comes; what neither changes afterwards is there once. Loading compiled rules reads
65 MB of the compiler's library, which are given back (the system keeps them as it keeps any file
it has read); the negative number says so. Not in the steps, since a copy of the server does it and
ends: laying a new database, 11 MB. The server begins with an allocator (glibc) that keeps nothing
of what its threads have freed.

{memory}

## A school: two servers, one PostgreSQL

Two servers on one database (its writes safe against a power cut) behind one address that takes
each browser to the server its cookie names; a class on each, pages open as above (`--school 200`).
Servers' and workers' shares of a core are those of both.

{school}

## Real browsers

Chromium pages in contexts of their own (`--browsers 20`), all on this machine, which draws them
too.

{browsers}

The server killed and started again under open pages (`--returns 5`): how soon after the server
answers again each page has laid itself out anew, at the stage where it was. The aim is 15,000 for
95 of 100.

{returns}

## Power cuts

Students over HTTP, as `ceasefire rehearse` plays them, scenario `lab`, both sides played by
scripted students, on a server of its own with an empty database, rules as the machine had them.
*Students* are those who reached the end, of so many; with kills as many lessons are played as
these need. *Server away* is from a kill (`SIGKILL`) to the server's answer, mostly the start of
Python; times in a row with kills include the waiting for it. Kills come at random, 0.3 to 2.8 s
after the server answered.

{scripted}
"""
