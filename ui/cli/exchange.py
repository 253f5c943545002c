"""`ceasefire scenarios export` and `import`: the negotiation field's domain files."""

from __future__ import annotations

from collections.abc import Sequence

import typer

import sim
from sim import exchange

from ..words import say
from .refusal import Refused


def export(scenario: str, folder: str, format: str, world: tuple[int, int] | None) -> None:
    """Write the scenario's domain files; what they cannot say goes to stderr."""
    if format not in exchange.FORMATS:
        known = ", ".join(exchange.FORMATS)
        raise Refused(say("cli.export.unknown_format", format=format, known=known))
    done = exchange.export(sim.load(scenario), folder, format, world=world)
    for file in done.files:
        typer.echo(str(file))
    _tell(done.losses)


def import_files(paths: Sequence[str], folder: str) -> None:
    """Write the scenario of domain files; what of them it leaves out goes to stderr."""
    done = exchange.import_files(paths, folder)
    loaded = sim.load(done.file)
    counts = {"issues": len(loaded.issues), "terms": loaded.terms_count}
    typer.echo(say("cli.import.done", path=done.file, **counts))
    _tell(done.losses)


def _tell(losses: Sequence[str]) -> None:
    for loss in losses:
        typer.echo(say("cli.export.note", note=loss), err=True)
