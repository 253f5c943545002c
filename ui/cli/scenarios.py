"""`ceasefire scenarios`: what there is to play, and what is wrong with a file."""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

import sim
from sim.scenario.schema import ID

from .. import offers
from ..words import say
from .paper import Paper
from .refusal import REFUSED, Refused

COLUMNS = ("id", "title", "when", "parties", "terms", "rounds", "minutes")
MOST_ENDINGS = 6
TEMPLATE = Path(str(files("scenarios"))) / "template"


def listing() -> None:
    """Print the scenarios that come with the program."""
    from sim import scenario

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in COLUMNS:
        right = name in ("parties", "terms", "rounds", "minutes")
        table.add_column(
            say(f"cli.scenarios.{name}"), no_wrap=name != "title",
            justify="right" if right else "left",
        )  # fmt: skip
    for s in sorted(map(sim.load, scenario.names()), key=offers.place):
        title = Text.assemble(s.title, "\n", (s.difficulty, "dim"))
        when = say(f"cli.scenarios.{offers.group(s)}")
        numbers = (len(s.parties), s.terms_count, s.rounds, s.minutes)
        table.add_row(s.id, title, when, *(f"{number:,}" for number in numbers))
    Paper(file=sys.stdout).print(table)
    typer.echo("\n" + say("cli.scenarios.more"))


def show(name: str) -> None:
    """Print what a scenario is: its words, parties, agenda and counterfactuals."""
    s = sim.load(name)
    paper = Paper(file=sys.stdout)
    paper.print(Text(s.title, style="bold"))
    for text in (s.summary, s.legal, s.caution):
        paper.print(Text(" ".join(text.split())))
    size = {"rounds": s.rounds, "unit": s.unit, "minutes": s.minutes, "difficulty": s.difficulty}
    paper.print(Text("\n" + say("cli.show.size", terms=s.terms_count, **size)))
    for kind, lines in _described(s):
        paper.print(Text("\n" + say(f"cli.show.{kind}"), style="bold"))
        for line in lines:
            paper.print(Text(f"  {line}"))


def _described(s: sim.Scenario) -> Iterator[tuple[str, list[str]]]:
    roles = {p.id: say(f"screen.role.{p.role}") for p in s.parties.values()}
    yield "parties", [f"{p.id}: {p.name}, {roles[p.id]}. {p.text}" for p in s.parties.values()]
    options = {i.id: ", ".join(o.id for o in i.options.values()) for i in s.issues.values()}
    yield "issues", [f"{i.id}: {i.title} ({options[i.id]})" for i in s.issues.values()]
    if s.counterfactuals:
        every = s.counterfactuals.values()
        yield "counterfactuals", [f"{c.id}: {c.title}. {c.text}" for c in every]


def new(to: str) -> None:
    """Write the template as a scenario of its own, in a folder that does not exist yet."""
    from sim import scenario

    folder = Path(to)
    name = folder.name
    if not re.fullmatch(ID, name):
        raise Refused(say("cli.new.bad_name", name=name))
    if name in scenario.names():
        raise Refused(say("cli.new.taken", name=name))
    if folder.exists():
        raise Refused(say("cli.new.exists", path=to))
    try:
        shutil.copytree(TEMPLATE, folder)
        file = folder / "template.toml"
        text = file.read_text(encoding="utf-8").replace('id = "my-war"', f'id = "{name}"', 1)
        file.unlink()
        (folder / "scenario.toml").write_text(text.replace("my-war", name), encoding="utf-8")
    except OSError as error:
        raise Refused(say("cli.new.cannot_write", path=to, reason=error.strerror)) from error
    typer.echo(say("cli.new.done", path=folder / "scenario.toml", folder=to))


def attempt(path: str, worlds: int, seed: int, supposed: Sequence[str]) -> None:
    """Print how worlds of a scenario end: on which terms, when, and how many on none."""
    from sim.settlements import settle

    from .run import progress, speed

    loaded = sim.load(path)
    for name in supposed:
        loaded = loaded.counterfactual(name)
    with speed(False), progress(say("cli.try.playing")) as bar:
        task = bar.add_task("", total=worlds)
        found = settle(loaded, worlds, seed, progress=lambda k: bar.update(task, completed=k))
    ended = Counter(None if w.terms is None else tuple(w.terms.items()) for w in found.worlds)
    for terms, count in ended.most_common(MOST_ENDINGS):
        told = say("cli.try.none") if terms is None else _told(loaded, terms)
        typer.echo(say("cli.try.line", share=count / worlds, terms=told))
    if len(ended) > MOST_ENDINGS:
        typer.echo(say("cli.try.others", count=len(ended) - MOST_ENDINGS))
    if any(terms is not None for terms in ended):
        typer.echo(say("cli.try.when", round=found.median_round(), rounds=loaded.rounds))
    if 2 * ended[None] > worlds:
        typer.echo(say("cli.try.too_few"))


def _told(s: sim.Scenario, terms: tuple[tuple[str, str], ...]) -> str:
    spoken = [(s.issues[i].options[o]) for i, o in terms if s.issues[i].options[o].addressed]
    return "; ".join(option.title for option in spoken) or say("cli.try.nothing")


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
            unwritten = [r for r in ("public", *loaded.parties) if not loaded.briefing(r)]
            if unwritten:
                typer.echo(say("cli.check.unwritten", readers=", ".join(unwritten)))
    if wrong:
        raise typer.Exit(REFUSED)
