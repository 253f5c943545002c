"""`ceasefire analyse`: what a finished sweep shows, as a report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from ..words import say
from .extra import need_sweeps


def analyse(sweep: str, to: str | None, outcomes: Sequence[str], every: bool = False) -> None:
    """Print the answer, or with `every` all findings, and write report, figures and tables."""
    need_sweeps("sklearn", "matplotlib")
    from sim.sweeps import analysis
    from ui import report
    from ui.report.answer import answer
    from ui.report.findings import findings

    with Console(stderr=True).status(say("cli.analyse.working")):
        found = analysis.analyse(sweep, list(outcomes) or None)
        path = report.write(found, to or Path(sweep) / "report")
    console = Console(markup=False, highlight=False, emoji=False)
    # a pipe gets one sentence a line, whatever its width
    told = findings(found) if every else [*answer(found), say("sweeps.answer.rest")]
    for sentence in told:
        console.print(sentence, soft_wrap=not console.is_terminal)
    console.print(say("cli.analyse.done", path=path), soft_wrap=True)
