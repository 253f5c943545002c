"""`ceasefire validate`: theory and history beside the simulation."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import typer
from rich.markup import escape
from rich.table import Table

from sim import compiled
from sim.validation import Finding, examine, oracles

from .. import validation_page
from ..words import say
from .paper import Paper
from .refusal import REFUSED, Refused
from .run import progress, speed


def validate(*, quick: bool, out: str | None, seed: int, interpreted: bool) -> None:
    """Run all checks, print them, and write the page; exit code 1 if an oracle fails."""
    folder = None if out is None else _folder(out)
    with speed(interpreted):
        findings = _oracles()
        made = _made(quick, seed)
    _tell(findings)
    data = {"made": made, "oracles": [_plain(each) for each in findings]}
    if folder is not None:
        _write(folder, data)
    if not all(each.passed for each in findings):
        raise typer.Exit(REFUSED)


def _oracles() -> list[Finding]:
    asked, found = oracles(), []
    with progress(say("validate.working")) as bar:
        task = bar.add_task("", total=len(asked))
        for each in asked:
            bar.update(task, description=f"{each.id} {each.where}")
            found.append(examine(each))
            bar.advance(task)
    return found


def _tell(findings: list[Finding]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("oracle", "statement", "expected", "obtained"):
        table.add_column(say(f"validate.{name}"), overflow="fold")
    table.add_column("")
    for each in findings:
        title = f"[bold]{escape(each.title)}[/bold] " + escape(f"[{each.source}]")
        where = say(f"validate.{each.where}")
        table.add_row(each.id, title, where, "", f"[bold]{_verdict(each.passed)}[/bold]")
        for check in each.checks:
            cells = (f"  {check.what}", check.expected, check.obtained)
            table.add_row("", *map(escape, cells), _verdict(check.passed))
    Paper(file=sys.stdout).print(table)
    passed = sum(each.passed for each in findings)
    typer.echo(say("validate.oracles_done", passed=passed, count=len(findings)))
    missed = [f"{each.id} ({each.where})" for each in findings if not each.passed]
    if missed:
        typer.echo(say("validate.oracles_missed", ids=", ".join(missed)), err=True)


def _verdict(passed: bool) -> str:
    return say("validate.pass") if passed else say("validate.miss")


def _made(quick: bool, seed: int) -> dict[str, Any]:
    return {
        "version": metadata.version("ceasefire"),
        "rules": compiled.rules_hash(),
        "mode": "compiled" if compiled.in_use() else "interpreted",
        "seed": seed,
        "command": "ceasefire validate" + (" --quick" if quick else "") + f" --seed {seed}",
    }


def _plain(each: Finding) -> dict[str, Any]:
    lines = [dict(vars(check)) for check in each.checks]
    return {"id": each.id, "title": each.title, "source": each.source, "where": each.where,
            "passed": each.passed, "lines": lines}  # fmt: skip


def _folder(out: str) -> Path:
    """The folder, made and known to be writable before a long run."""
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "validation.json").open("a"):
            pass
    except OSError as error:
        raise Refused(
            say("validate.cannot_write", path=out, reason=error.strerror or str(error))
        ) from error
    return folder


def _write(folder: Path, data: dict[str, Any]) -> None:
    files = folder / "validation.html", folder / "validation.json"
    try:
        files[0].write_text(validation_page.page(data), encoding="utf-8")
        text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
        files[1].write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise Refused(
            say("validate.cannot_write", path=folder, reason=error.strerror or str(error))
        ) from error
    typer.echo(say("validate.written", page=files[0], data=files[1]), err=True)
