"""`ceasefire rehearse`: a class of scripted students, the day before."""

from __future__ import annotations

import socket
import tempfile
import threading
from pathlib import Path
from typing import Any

import typer

from ..words import say
from .refusal import Refused


def rehearse(
    students: int, address: str, code: str, scenario: str, rounds: int, pace: float, kills: int
) -> None:
    """Play a lesson and report; exit code 1 if anything acknowledged was lost or counted twice."""
    from ui.rehearsal.students import Broken, lesson

    try:
        if address:
            if not code:
                raise Refused(say("cli.rehearse.code_needed"))
            typer.echo(say("cli.rehearse.waiting", count=students))
            tally = lesson(address, code, students, pace)
            found = None
        else:
            tally, found = own(students, scenario, rounds, pace, kills)
    except Broken as error:
        raise Refused(str(error)) from error
    for line in told(tally, students, found):
        typer.echo(line)
    bad = tally.failures or tally.finished < students
    if bad or (found and (found["lost"] or found["twice"])):
        raise typer.Exit(1)


def own(
    students: int, scenario: str, rounds: int, pace: float, kills: int, luck: int = 1
) -> tuple[Any, dict[str, Any]]:
    """A lesson on a server of one's own, with power cuts if asked for."""
    from ui.rehearsal.own import OwnServer, Teacher, cut, verdict
    from ui.rehearsal.students import Broken, Tally, lesson

    with tempfile.TemporaryDirectory(prefix="ceasefire-rehearsal-") as folder:
        server, done = OwnServer(Path(folder), free_port()), threading.Event()
        typer.echo(say("cli.rehearse.own", count=students))
        cuts: list[int] = []
        holder: list[Teacher] = []

        def begin() -> None:
            holder[0].do("start")
            if kills:
                work = lambda: cuts.append(cut(server, holder[0], kills, done, luck))  # noqa: E731
                threading.Thread(target=work, daemon=True, name="cuts").start()

        try:
            link = server.start()
            teacher = Teacher(server.address, Tally())
            teacher.come(link)
            minutes = "10"
            teacher.set_up(scenario=scenario, students=str(students), rounds=str(rounds),
                           moves=minutes, answers=minutes, seed="7")  # fmt: skip
            holder.append(teacher)
            begun = server.now()
            tally = lesson(server.address, teacher.code, students, pace, begin)
            done.set()
            server.measured.seconds = server.now() - begun
        finally:
            done.set()
            server.stop()
        if server.process is None:
            raise Broken(say("cli.rehearse.gone"))
        found = verdict(Path(folder) / "games.sqlite3", teacher.room, tally)
        return tally, {**found, "kills": len(server.measured.away), "measured": server.measured}


def told(tally: Any, students: int, found: dict[str, Any] | None) -> list[str]:
    """The report, line by line."""
    from ui.rehearsal.students import share

    def times(values: list[float]) -> dict[str, str]:
        parts = {"p50": 0.5, "p95": 0.95, "most": 1.0}
        return {name: f"{1000 * share(values, part):.0f}" for name, part in parts.items()}

    lines = [
        say("cli.rehearse.finished", finished=tally.finished, count=students),
        say("cli.rehearse.acts", acts=len(tally.acknowledged), lines=tally.lines,
            answers=tally.answers),
        say("cli.rehearse.acknowledged", **times(tally.acknowledged)),
        say("cli.rehearse.shown", **times(tally.shown)),
    ]  # fmt: skip
    if tally.refused:
        kinds = ", ".join(f"{k} {n}" for k, n in sorted(tally.refused.items()))
        lines.append(say("cli.rehearse.refused", kinds=kinds))
    if found is not None:
        measured = found["measured"]
        lines.append(
            say("cli.rehearse.verdict", **{k: found[k] for k in ("acts", "lost", "twice")})
        )
        if found["kills"]:
            lines.append(say("cli.rehearse.kills", kills=found["kills"], retries=tally.retries,
                             away=f"{max(measured.away):.0f}"))  # fmt: skip
        if measured.busy:
            lines.append(say("cli.rehearse.took", seconds=f"{measured.seconds:.0f}",
                             core=f"{measured.busy / max(1.0, measured.seconds):.2f}",
                             memory=f"{measured.memory:.0f}"))  # fmt: skip
    return lines + [say("cli.rehearse.failure", failure=one) for one in tally.failures[:10]]


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
