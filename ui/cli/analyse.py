"""`ceasefire analyse`: what a finished sweep shows, as a report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from ..words import say
from .extra import need_sweeps


def analyse(sweep: str, to: str | None, outcomes: Sequence[str]) -> None:
    """Print the findings and write report, figures and tables."""
    need_sweeps("sklearn", "matplotlib")
    from sim.sweeps import analysis
    from ui import report
    from ui.report.findings import findings

    with Console(stderr=True).status(say("cli.analyse.working")):
        found = analysis.analyse(sweep, list(outcomes) or None)
        path = report.write(found, to or Path(sweep) / "report")
    for sentence in findings(found):
        typer.echo(sentence)
    typer.echo(say("cli.analyse.done", path=path))
