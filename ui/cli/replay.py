"""`ceasefire replay`: verify a record act by act, and show it."""

from __future__ import annotations

import typer
from rich.console import Console

import sim
from sim.record import Record
from ui import records
from ui.transcript import transcript

from ..words import say
from .paper import show
from .run import speed


def replay(path: str, *, quiet: bool, interpreted: bool) -> None:
    """Replay the record; RecordError says where it differs from what it claims."""
    record = records.read(path)
    with speed(interpreted), Console(stderr=True).status(_verifying(record)):
        game = sim.replay(record, verify=True)
    if not quiet:
        show(transcript(game))
    values = {"scenario": game.scenario.id, "seed": game.seed, "stages": len(game.played)}
    ending = say(f"screen.ending.{game.ending.replace(' ', '_')}")
    typer.echo(say("cli.replay.verified", ending=ending, **values), err=not quiet)


def _verifying(record: Record) -> str:
    return say("cli.replay.verifying", stages=len(record.stages))
