"""`ceasefire play`: the browser game on this machine."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import typer

import sim
from ui.settings import SettingsError

from ..words import say
from .refusal import Refused

if TYPE_CHECKING:
    from ui.table import Tables


def play(
    scenario: str, port: int | None, browser: bool, seed: int | None, counterfactual: str | None
) -> None:
    """Serve until stopped; the scenario, counterfactual and seed are what the first page offers."""
    loaded = sim.load(scenario)
    if counterfactual is not None:
        loaded.counterfactual(counterfactual)
    from ui import offers
    from ui.table import shared

    if loaded.id not in offers.names() or offers.load(loaded.id) != loaded:
        offers.add(loaded)
    wanted = {"scenario": loaded.id, "counterfactual": counterfactual, "seed": seed}
    wanted = {key: value for key, value in wanted.items() if value is not None}
    _serve(shared(), f"/?{urlencode(wanted)}", port, browser)


def watch(row: str, port: int | None, browser: bool) -> None:
    """Serve a row of a sweep as a game to watch; SweepError says why there is no such row."""
    from .extra import need_sweeps

    need_sweeps()
    from sim.sweeps.results import row_of

    world = row_of(row)
    from ui.lab.explore import shelved
    from ui.table import shared

    tables = shared()
    label = say("cli.play.row", row=row)
    _serve(tables, f"/watch/{shelved(world, label, tables)}", port, browser)


def _serve(tables: Tables, path: str, port: int | None, browser: bool) -> None:
    """Serve until stopped; `path` is the first page."""
    from ui import app, serving

    try:
        on = serving.listen(port)
        built = app.build(tables)
    except (serving.CannotListen, SettingsError) as error:
        raise Refused(str(error)) from error
    address = f"http://localhost:{on.getsockname()[1]}{path}"

    def ready() -> None:
        typer.echo(say("cli.play.ready", address=address))
        typer.echo(say("cli.play.folder", path=tables.store.path))
        if browser:
            webbrowser.open(address)

    try:
        serving.serve(built, on, ready)
    except KeyboardInterrupt:
        pass
    finally:
        tables.store.close()
    typer.echo(say("cli.play.stopped"))
    serving.leave()
