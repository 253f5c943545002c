"""`ceasefire run`: one world in the terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

import sim
from sim import compiled, game
from sim.game import Game

from .. import warming
from ..transcript import closing, opening, round_lines
from ..words import say
from .paper import show
from .refusal import Refused


def run(
    scenario: str,
    seed: int,
    replicate: int,
    supposed: Sequence[str],
    settings: Sequence[str],
    *,
    json: bool,
    save: str | None,
    interpreted: bool,
) -> None:
    """Play the world and print its transcript, or with `json` its record."""
    loaded = sim.load(scenario)
    for name in supposed:
        loaded = loaded.counterfactual(name)
    loaded = loaded.with_values(dict(_setting(text) for text in settings))
    _run(loaded, seed, replicate, json=json, save=save, interpreted=interpreted)


def run_row(
    row: str, settings: Sequence[str], *, json: bool, save: str | None, interpreted: bool
) -> None:
    """Play a row of a sweep; SweepError says why there is no such row."""
    from .extra import need_sweeps

    need_sweeps()
    from sim.sweeps.results import row_of

    if settings:
        raise Refused(say("cli.sweep.row_and_scenario"))
    world = row_of(row)
    _run(world.scenario, world.seed, world.replicate, json=json, save=save,
         interpreted=interpreted)  # fmt: skip


def _run(
    loaded: sim.Scenario, seed: int, replicate: int, *, json: bool, save: str | None,
    interpreted: bool,
) -> None:  # fmt: skip
    with speed(interpreted), _destination(save) as destination:
        begun = game.begin(loaded, seed=seed, replicate=replicate)
        finished = _played(begun) if json else _told(begun)
        text = game.record(finished).to_json()
        if json:
            typer.echo(text)
        if destination is not None:
            destination.write(text + "\n")
            typer.echo(say("cli.run.saved", path=save), err=True)


def _told(current: Game) -> Game:
    """The game to its end, each round told as soon as it has been played."""
    show(opening(current))
    while current.stage != "over":
        before = current.log[-1]
        while current.stage != "over" and current.log[-1] is before:
            current = game.play(current, {})
        if current.log[-1] is not before:
            show(round_lines(current, before))
    show(round_lines(current, current.log[-1]))
    show(closing(current))
    return current


def _setting(text: str) -> tuple[str, float]:
    address, sign, value = text.partition("=")
    if not sign or not address.strip():
        raise Refused(say("cli.run.bad_set", text=text))
    try:
        return address.strip(), float(value)
    except ValueError:
        raise Refused(say("cli.run.not_a_number", address=address, value=value)) from None


@contextlib.contextmanager
def _destination(save: str | None) -> Iterator[TextIO | None]:
    """Where the record goes, known to be writable before a long run; whole or not at all."""
    if save is None:
        yield None
        return
    path = Path(save)
    # a device or a pipe is written to; only a file can be replaced
    part = path if path.exists() and not path.is_file() else path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            yield file
        if part != path:
            part.replace(path)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refused(say("cli.run.cannot_write", path=save, reason=error.strerror)) from error
    finally:
        if part != path:
            with contextlib.suppress(OSError):
                part.unlink()


@contextlib.contextmanager
def speed(interpreted: bool) -> Iterator[None]:
    """Within it the rules run compiled, if they have been compiled and nobody minds."""
    if interpreted or not warming.ready():
        if compiled.available() and not interpreted:
            typer.echo(say("cli.run.cold"), err=True)
        with compiled.interpreted():
            yield
    else:
        compiled.warm()
        yield


def progress(word: str) -> Progress:
    """A bar on stderr that vanishes when done, and is not there without a terminal."""
    return Progress(
        TextColumn(word),
        BarColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def _played(current: Game) -> Game:
    with progress(say("cli.run.playing")) as bar:
        task = bar.add_task("", total=current.scenario.rounds)
        while current.stage != "over":
            current = game.play(current, {})
            words = say("cli.run.round", round=current.round)
            bar.update(task, completed=current.round, description=words)
    return current
