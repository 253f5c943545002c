"""`ceasefire validate`: theory and history beside the simulation."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim import compiled
from sim.ensembles import Worlds, ensemble
from sim.scenario import Scenario
from sim.validation import Finding, examine, history, oracles, rates

from .. import validation_page, warming
from ..words import say
from .paper import Paper
from .refusal import REFUSED, Refused
from .run import progress, speed

T = TypeVar("T")
MANY_TERMS = 1000
"""From this many terms on a scenario gets a quarter of the worlds."""
QUICK_WORLDS, QUICK_WARS = 8, 24


def validate(
    *, quick: bool, out: str | None, seed: int, worlds: int, wars: int, interpreted: bool
) -> None:
    """Run all checks, print them, and write the page; exit code 1 if an oracle fails."""
    folder = None if out is None else _folder(out)
    if not (quick or interpreted or warming.ready()) and compiled.available():
        with Console(stderr=True).status(say("cli.compile.working")):
            warming.compile_here()
    with speed(interpreted):
        if not (quick or compiled.in_use()):
            typer.echo(say("validate.slow"), err=True)
        if quick:
            fast = compiled.in_use()
            worlds, wars = (QUICK_WORLDS, QUICK_WARS) if fast else (0, 0)
        findings = _oracles(quick and not compiled.in_use())
        cases = _history(worlds, seed, quick)
        population = _population(wars, seed)
        made = _made(quick, seed, worlds, wars)
    _tell_oracles(findings)
    _tell_history(cases)
    data = {
        "made": made,
        "oracles": [_plain(each) for each in findings],
        "history": cases,
        "rates": _rates(population),
    }
    _tell_rates(data["rates"])
    if folder is not None:
        _write(folder, data)
    if not all(each.passed for each in findings):
        raise typer.Exit(REFUSED)


# -- running -----------------------------------------------------------------------
def _oracles(hurried: bool) -> list[Finding]:
    asked = [each for each in oracles() if not (hurried and each.slow)]
    found = []
    left = len(oracles()) - len(asked)
    if left:
        typer.echo(say("validate.oracles_left", count=left), err=True)
    with progress(say("validate.working")) as bar:
        task = bar.add_task("", total=len(asked))
        for each in asked:
            bar.update(task, description=f"{each.id} {each.where}")
            found.append(examine(each))
            bar.advance(task)
    return found


def _history(worlds: int, seed: int, quick: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if worlds < 1:
        return found
    planned = [(case, list(history.arms(case))) for case in history.landed()]
    if quick:
        planned = [(case, arms[:1]) for case, arms in planned]
    with progress(say("validate.playing")) as bar:
        task = bar.add_task("", total=sum(len(arms) for _, arms in planned))
        for case, arms in planned:
            measured = []
            for name, title, scenario in arms:
                bar.update(task, description=f"{case.scenario}, {name}")
                many = scenario.terms_count >= MANY_TERMS
                asked = max(1, worlds // 4) if many else worlds * case.times
                play = _many(case.broke is not None)
                measured.append(history.measure(case, name, title, scenario, asked, seed, play))
                bar.advance(task)
            found.append({
                "scenario": case.scenario, "published": case.published, "source": case.source,
                "fitted": case.fitted, "arms": history.plain(measured),
            })  # fmt: skip
    return found


def _many(to_end: bool) -> Callable[[Scenario, int, int], Worlds]:
    """The many-worlds runner, on all cores where the rules run compiled."""

    def play(scenario: Scenario, worlds: int, seed: int) -> Worlds:
        shares = np.array_split(np.arange(worlds), _cores() if compiled.in_use() else 1)
        parts = _side_by_side(
            lambda own: ensemble(scenario, len(own), seed, first=int(own[0]), to_end=to_end),
            [own for own in shares if len(own)],
        )
        names = parts[0].columns
        return Worlds({n: np.concatenate([part[n] for part in parts]) for n in names})

    return play


def _population(wars: int, seed: int) -> list[rates.War]:
    if wars < 1:
        return []
    with progress(say("validate.playing")) as bar:
        task = bar.add_task(say("validate.rates"), total=wars)

        def one(number: int) -> rates.War:
            war = rates.play(seed, number)
            bar.advance(task)
            return war

        return _side_by_side(one, range(wars))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _side_by_side(each: Callable[[Any], T], what: Iterable[Any]) -> list[T]:
    """All of it, in threads where compiled rules free the interpreter."""
    if not compiled.in_use():
        return [each(one) for one in what]
    with ThreadPoolExecutor(_cores()) as pool:
        return list(pool.map(each, what))


# -- telling -----------------------------------------------------------------------
def _tell_oracles(findings: list[Finding]) -> None:
    table = _table("oracle", "statement", "expected", "obtained")
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


def _tell_history(cases: list[dict[str, Any]]) -> None:
    if not cases:
        typer.echo(say("validate.history_left"))
        return
    table = _table("case", "arm", "worlds", "as_history", "signed", "median")
    for case in cases:
        for arm in case["arms"]:
            *cells, _ = validation_page.arm_cells(arm)  # the terms are on the page
            table.add_row(case["scenario"], *map(escape, cells), "")
    Paper(file=sys.stdout).print(table)


def _tell_rates(found: dict[str, Any]) -> None:
    if not found["wars"]:
        typer.echo(say("validate.rates_left"))
        return
    table = _table("rate", "obtained", "band", "counted")
    for each in found["rates"]:
        *cells, verdict = validation_page.rate_cells(each)
        table.add_row(*map(escape, cells), verdict)
    Paper(file=sys.stdout).print(table)
    judged = [each for each in found["rates"] if each["passed"] is not None]
    passed = sum(each["passed"] for each in judged)
    typer.echo(say("validate.rates_done", passed=passed, count=len(judged)))


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(say(f"validate.{name}"), overflow="fold")
    table.add_column("")
    return table


def _verdict(passed: bool) -> str:
    return say("validate.pass") if passed else say("validate.miss")


# -- keeping -----------------------------------------------------------------------
def _made(quick: bool, seed: int, worlds: int, wars: int) -> dict[str, Any]:
    how = "--quick" if quick else f"--worlds {worlds} --wars {wars}"
    return {
        "version": metadata.version("ceasefire"),
        "rules": compiled.rules_hash(),
        "mode": "compiled" if compiled.in_use() else "interpreted",
        "seed": seed,
        "command": f"ceasefire validate {how} --seed {seed}",
    }


def _plain(each: Finding) -> dict[str, Any]:
    lines = [dict(vars(check)) for check in each.checks]
    return {"id": each.id, "title": each.title, "source": each.source, "where": each.where,
            "passed": each.passed, "lines": lines}  # fmt: skip


def _rates(wars: list[rates.War]) -> dict[str, Any]:
    phases = [
        {"start": start, "end": end, "published": published,
         "obtained": rates.hazard(wars, start, end)[0],
         "at_risk": rates.hazard(wars, start, end)[1]}
        for (start, end), published in zip(rates.PHASES, rates.PUBLISHED_HAZARD, strict=True)
    ]  # fmt: skip
    return {
        "wars": len(wars),
        "rates": [{**vars(each), "passed": each.passed} for each in rates.rates(wars)]
        if wars
        else [],
        "phases": phases,
        "fighting": rates.fighting(wars),
        "peace": rates.peace(wars),
        "published": list(rates.PUBLISHED_SURVIVAL),
        "published_peace": list(rates.PUBLISHED_PEACE),
    }


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
