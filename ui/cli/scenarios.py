"""`ceasefire scenarios`: what there is to play, and what is wrong with a file."""

from __future__ import annotations

import sys

import typer
from rich.table import Table

import sim

from ..words import say
from .paper import Paper
from .refusal import REFUSED


def listing() -> None:
    """Print the scenarios that come with the program."""
    from sim import scenario

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("id", "title", "parties", "issues", "terms", "rounds", "minutes"):
        table.add_column(say(f"cli.scenarios.{name}"), overflow="fold")
    for name in scenario.names():
        s = sim.load(name)
        numbers = (len(s.parties), len(s.issues), s.terms_count, s.rounds, s.minutes)
        table.add_row(s.id, s.title, *(str(number) for number in numbers))
    Paper(file=sys.stdout).print(table)


def check(paths: list[str]) -> None:
    """Print every mistake of the scenarios at `paths`; exit code 1 if there is any."""
    wrong = 0
    for path in paths:
        try:
            loaded = sim.load(path)
        except sim.ScenarioError as error:
            wrong += 1
            for mistake in error.mistakes:
                typer.echo(str(mistake))
            typer.echo(say("cli.check.wrong", path=path, count=len(error.mistakes)), err=True)
        else:
            typer.echo(
                say(
                    "cli.check.right",
                    path=path,
                    id=loaded.id,
                    parties=len(loaded.parties),
                    issues=len(loaded.issues),
                    terms=loaded.terms_count,
                    numbers=len(loaded.addresses()),
                )
            )
    if wrong:
        raise typer.Exit(REFUSED)
