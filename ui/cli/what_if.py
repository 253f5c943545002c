"""`ceasefire what-if`: many ways on from a round of a record, also with another act in it."""

from __future__ import annotations

import json as text
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import typer
from rich.table import Table
from rich.text import Text

import sim
from sim.acts import Act
from sim.futures import Future, Futures, futures
from sim.written import from_plain
from ui import records

from ..words import say
from .paper import Paper
from .refusal import Refused
from .run import progress, speed


def what_if(
    path: str, round_: int, acts: Sequence[str], silent: Sequence[str], *, answers: bool,
    worlds: int, json: bool, interpreted: bool,
) -> None:  # fmt: skip
    """Play and tell them; RecordError and ActError say what cannot be, Refused the rest."""
    given = {**dict(map(_act, acts)), **{name: Act() for name in silent}}
    record = records.read(path)
    with speed(interpreted):
        game = sim.replay(record)
        with progress(say("cli.what_if.playing")) as bar:
            task = bar.add_task("", total=worlds * (2 if given else 1))
            try:
                found = futures(game, round_, worlds, "answers" if answers else "moves", given,
                                lambda done, _: bar.update(task, completed=done))  # fmt: skip
            except ValueError as error:
                if isinstance(error, sim.ActError):
                    raise
                raise Refused(f"{error}.") from None
    if json:
        ways = {"as_it_was": found.as_it_was, "changed": found.changed}
        body = {"scenario": game.scenario.id, "seed": game.seed, "round": round_,
                "stage": found.stage,
                **{name: [asdict(one) for one in rows] for name, rows in ways.items()}}  # fmt: skip
        typer.echo(text.dumps(body))
        return
    _show(found)


def _act(asked: str) -> tuple[str, Act]:
    name, mark, body = asked.partition("=")
    try:
        if not mark:
            raise ValueError(say("cli.what_if.no_mark"))
        return name.strip(), from_plain(text.loads(body))
    except (ValueError, RecursionError) as error:
        raise Refused(say("cli.what_if.bad_act", text=asked[:200], reason=error)) from None


def _show(found: Futures) -> None:
    game, paper = found.played, Paper(highlight=False)
    stage = say(f"cli.what_if.stage_{found.stage}")
    paper.print(Text(say("cli.what_if.head", title=game.scenario.title, seed=game.seed,
                         round=found.round, stage=stage)))  # fmt: skip
    ways = [("as_it_was", found.as_it_was)] + (
        [("changed", found.changed)] if found.changed else []
    )
    table = Table(say("cli.what_if.column", count=len(found.as_it_was)),
                  *(say(f"cli.what_if.{name}") for name, _ in ways), box=None)  # fmt: skip
    told = [rows_of(rows) for _, rows in ways]
    for name in dict.fromkeys(key for one in told for key in one):
        table.add_row(name, *(one.get(name, "0") for one in told))
    paper.print(table)
    if found.changed:
        paper.print(Text(say("cli.what_if.pairs", **pairs(found.as_it_was, found.changed))))


def rows_of(rows: Sequence[Future]) -> dict[str, str]:
    """What the worlds of one way came to, line by line."""
    signed = [one.signed for one in rows if one.signed]
    endings = Counter(one.ending for one in rows)
    return {
        say("cli.what_if.signed"): str(len(signed)),
        say("cli.what_if.when"): f"{statistics.median(signed):g}" if signed else "–",
        say("cli.what_if.opened"): str(sum(one.opened > 0 for one in rows)),
        **{say("cli.what_if.ending", ending=say(f"screen.ending.{name.replace(' ', '_')}")):
           str(count) for name, count in sorted(endings.items())},
    }  # fmt: skip


def pairs(one: Sequence[Future], other: Sequence[Future]) -> Mapping[str, int]:
    """In how many worlds which way led to a signature, and sooner, under the same chance."""
    both = Counter((bool(a.signed), bool(b.signed)) for a, b in zip(one, other, strict=True))
    gain = [a.signed - b.signed for a, b in zip(one, other, strict=True) if a.signed and b.signed]
    return {
        "only": both[False, True], "lost": both[True, False], "same": both[True, True],
        "none": both[False, False], "earlier": sum(one > 0 for one in gain),
        "later": sum(one < 0 for one in gain),
    }  # fmt: skip
