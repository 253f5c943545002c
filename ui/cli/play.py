"""`ceasefire play`: the browser game on this machine."""

from __future__ import annotations

import webbrowser
from urllib.parse import urlencode

import typer

import sim
from ui.settings import SettingsError

from ..words import say
from .refusal import Refused


def play(
    scenario: str, port: int | None, browser: bool, seed: int | None, counterfactual: str | None
) -> None:
    """Serve until stopped; the scenario, counterfactual and seed are what the first page offers."""
    loaded = sim.load(scenario)
    if counterfactual is not None:
        loaded.counterfactual(counterfactual)
    from ui import app, offers, serving
    from ui.table import shared

    tables = shared()
    try:
        on = serving.listen(port)
        built = app.build(tables)
    except (serving.CannotListen, SettingsError) as error:
        raise Refused(str(error)) from error
    if loaded.id not in offers.names() or offers.load(loaded.id) != loaded:
        offers.add(loaded)
    wanted = {"scenario": loaded.id, "counterfactual": counterfactual, "seed": seed}
    wanted = {key: value for key, value in wanted.items() if value is not None}
    address = f"http://localhost:{on.getsockname()[1]}/?{urlencode(wanted)}"

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
