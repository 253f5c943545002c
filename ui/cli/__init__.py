"""The command line. What a command needs is imported when it runs, so help comes at once."""

from __future__ import annotations

from typing import Annotated

import typer

from ..words import say
from .refusal import refusals

app = typer.Typer(
    name="ceasefire",
    help=say("cli.help"),
    epilog=say("cli.examples"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
shelf = typer.Typer(help=say("cli.scenarios.help"), epilog=say("cli.scenarios.examples"))
app.add_typer(shelf, name="scenarios", invoke_without_command=True)

Scenario = Annotated[str, typer.Argument(metavar="SCENARIO", help=say("cli.scenario"))]
LAST = 2**32 - 1
"""The last world there is, by seed and by replicate."""

Counterfactual = Annotated[
    list[str] | None,
    typer.Option("--counterfactual", metavar="NAME", help=say("cli.counterfactual")),
]
Seed = Annotated[int, typer.Option(help=say("cli.seed"), min=0, max=LAST)]
Row = Annotated[str | None, typer.Option("--row", metavar="SWEEP:ROW", help=say("cli.row"))]
FLAGSHIP = "ukraine-2022"


def main() -> None:
    """The console script `ceasefire`."""
    app()


def _version(asked: bool) -> None:
    if asked:
        from importlib import metadata

        typer.echo(f"ceasefire {metadata.version('ceasefire')}")
        raise typer.Exit


@app.callback()
def top(
    version: Annotated[
        bool,
        typer.Option("--version", help=say("cli.version"), callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Options of the program itself; `help` of the app stands in for this text."""


@app.command(help=say("cli.play.help"), epilog=say("cli.play.examples"))
@refusals
def play(
    scenario: Scenario = FLAGSHIP,
    port: Annotated[int | None, typer.Option(help=say("cli.play.port"), min=1, max=65535)] = None,
    browser: Annotated[bool, typer.Option(help=say("cli.play.browser"))] = True,
    seed: Annotated[int | None, typer.Option(help=say("cli.play.seed"), min=0, max=LAST)] = None,
    counterfactual: Annotated[
        str | None,
        typer.Option("--counterfactual", metavar="NAME", help=say("cli.play.counterfactual")),
    ] = None,
    row: Row = None,
) -> None:
    """Serve the browser game on this machine."""
    from .play import play, watch

    if row is not None:
        watch(row, port, browser)
        return
    play(scenario, port, browser, seed, counterfactual)


@app.command(help=say("cli.host.help"), epilog=say("cli.host.examples"))
@refusals
def host(
    port: Annotated[int | None, typer.Option(help=say("cli.play.port"), min=1, max=65535)] = None,
    address: Annotated[str, typer.Option(help=say("cli.host.address"))] = "",
    name: Annotated[list[str] | None, typer.Option(help=say("cli.host.name"))] = None,
    certificate: Annotated[
        str | None, typer.Option("--certificate", "--cert", help=say("cli.host.certificate"))
    ] = None,
    key: Annotated[str | None, typer.Option(help=say("cli.host.key"))] = None,
    database: Annotated[
        str,
        typer.Option(metavar="URL", envvar="CEASEFIRE_DATABASE", help=say("cli.host.database")),
    ] = "",
    server: Annotated[str, typer.Option(help=say("cli.host.server"))] = "",
    proxy: Annotated[list[str] | None, typer.Option(help=say("cli.host.proxy"))] = None,
) -> None:
    """Serve classes on the local network."""
    from .. import memory
    from .host import host

    memory.lean("host")

    host(port, address, name or [], certificate, key, database, server, proxy or [])


@app.command(help=say("cli.rehearse.help"), epilog=say("cli.rehearse.examples"))
@refusals
def rehearse(
    students: Annotated[int, typer.Option(help=say("cli.rehearse.students"), min=1, max=800)] = 20,
    address: Annotated[str, typer.Option(help=say("cli.rehearse.address"))] = "",
    code: Annotated[str, typer.Option(help=say("cli.rehearse.code"))] = "",
    scenario: Annotated[str, typer.Option(help=say("cli.rehearse.scenario"))] = "lab",
    rounds: Annotated[int, typer.Option(help=say("cli.rehearse.rounds"), min=1, max=60)] = 3,
    pace: Annotated[float, typer.Option(help=say("cli.rehearse.pace"), min=0.0, max=600.0)] = 5.0,
    kills: Annotated[int, typer.Option(help=say("cli.rehearse.kills_help"), min=0)] = 0,
) -> None:
    """Play a whole lesson with scripted students, and report."""
    from .rehearse import rehearse

    rehearse(students, address, code, scenario, rounds, pace, kills)


@app.command(help=say("cli.backup.help"), epilog=say("cli.backup.examples"))
@refusals
def backup(
    to: Annotated[str, typer.Argument(metavar="FILE", help=say("cli.backup.to"))],
) -> None:
    """Copy all games and classes into one file."""
    from .backup import backup

    backup(to)


@app.command(help=say("cli.restore.help"), epilog=say("cli.restore.examples"))
@refusals
def restore(
    file: Annotated[str, typer.Argument(metavar="FILE", help=say("cli.restore.file"))],
) -> None:
    """Put a copy in the place of all games and classes."""
    from .backup import restore

    restore(file)


@app.command(help=say("cli.run.help"), epilog=say("cli.run.examples"))
@refusals
def run(
    scenario: Scenario = FLAGSHIP,
    seed: Seed = 0,
    row: Row = None,
    replicate: Annotated[int, typer.Option(help=say("cli.run.replicate"), min=0, max=LAST)] = 0,
    counterfactual: Counterfactual = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="ADDRESS=VALUE", help=say("cli.run.set"))
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=say("cli.run.json"))] = False,
    save: Annotated[
        str | None, typer.Option("--save", metavar="FILE", help=say("cli.run.save"))
    ] = None,
    interpreted: Annotated[
        bool, typer.Option("--interpreted", help=say("cli.run.interpreted"))
    ] = False,
) -> None:
    """Play one world of machines in the terminal."""
    from .run import run, run_row

    supposed = counterfactual or []
    if row is not None:
        run_row(row, [*supposed, *(set_ or [])], json=json, save=save, interpreted=interpreted)
        return
    run(scenario, seed, replicate, supposed, set_ or [], json=json, save=save,
        interpreted=interpreted)  # fmt: skip


@app.command(help=say("cli.replay.help"), epilog=say("cli.replay.examples"))
@refusals
def replay(
    record: Annotated[str, typer.Argument(metavar="RECORD", help=say("cli.replay.record"))],
    quiet: Annotated[bool, typer.Option("--quiet", help=say("cli.replay.quiet"))] = False,
    interpreted: Annotated[
        bool, typer.Option("--interpreted", help=say("cli.run.interpreted"))
    ] = False,
) -> None:
    """Verify a record act by act, and show it."""
    from .replay import replay

    replay(record, quiet=quiet, interpreted=interpreted)


@app.command(name="what-if", help=say("cli.what_if.help"), epilog=say("cli.what_if.examples"))
@refusals
def what_if(
    record: Annotated[str, typer.Argument(metavar="RECORD", help=say("cli.what_if.record"))],
    round_: Annotated[int, typer.Option("--round", min=1, help=say("cli.what_if.round"))],
    act: Annotated[
        list[str] | None,
        typer.Option("--act", metavar="PARTY=JSON", help=say("cli.what_if.act")),
    ] = None,
    silent: Annotated[
        list[str] | None, typer.Option("--silent", metavar="PARTY", help=say("cli.what_if.silent"))
    ] = None,
    answers: Annotated[bool, typer.Option("--answers", help=say("cli.what_if.answers"))] = False,
    worlds: Annotated[
        int, typer.Option("--worlds", min=1, max=10_000, help=say("cli.what_if.worlds"))
    ] = 100,
    json: Annotated[bool, typer.Option("--json", help=say("cli.what_if.json"))] = False,
    interpreted: Annotated[
        bool, typer.Option("--interpreted", help=say("cli.run.interpreted"))
    ] = False,
) -> None:
    """Play many ways on from a round of a record."""
    from .what_if import what_if

    what_if(record, round_, act or [], silent or [], answers=answers, worlds=worlds, json=json,
            interpreted=interpreted)  # fmt: skip


@app.command(help=say("cli.validate.help"), epilog=say("cli.validate.examples"))
@refusals
def validate(
    quick: Annotated[bool, typer.Option("--quick", help=say("cli.validate.quick"))] = False,
    out: Annotated[
        str | None, typer.Option("--out", metavar="DIR", help=say("cli.validate.out"))
    ] = None,
    seed: Annotated[int, typer.Option(help=say("cli.validate.seed"), min=0, max=LAST)] = 1,
    worlds: Annotated[int, typer.Option(help=say("cli.validate.worlds"), min=1, max=100_000)] = 40,
    wars: Annotated[int, typer.Option(help=say("cli.validate.wars"), min=1, max=100_000)] = 200,
    interpreted: Annotated[
        bool, typer.Option("--interpreted", help=say("cli.run.interpreted"))
    ] = False,
) -> None:
    """Lay theory and history beside the simulation."""
    from .validate import validate

    validate(
        quick=quick, out=out, seed=seed, worlds=worlds, wars=wars, interpreted=interpreted
    )  # fmt: skip


@app.command(help=say("cli.sweep.help"), epilog=say("cli.sweep.examples"))
@refusals
def sweep(
    spec: Annotated[str, typer.Argument(metavar="SPEC", help=say("cli.sweep.spec"))],
    to: Annotated[str | None, typer.Option("--to", metavar="DIR", help=say("cli.sweep.to"))] = None,
    workers: Annotated[
        int | None, typer.Option(help=say("cli.sweep.workers"), min=1, max=1024)
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help=say("cli.sweep.cluster"))
    ] = None,
    only_estimate: Annotated[
        bool, typer.Option("--estimate", help=say("cli.sweep.estimate"))
    ] = False,
    interpreted: Annotated[
        bool, typer.Option("--interpreted", help=say("cli.run.interpreted"))
    ] = False,
) -> None:
    """Run a sweep, or go on with it."""
    from .sweep import sweep

    sweep(spec, to, workers, cluster, only_estimate=only_estimate, interpreted=interpreted)


@app.command(help=say("cli.analyse.help"), epilog=say("cli.analyse.examples"))
@refusals
def analyse(
    sweep: Annotated[str, typer.Argument(metavar="SWEEP", help=say("cli.analyse.sweep"))],
    to: Annotated[
        str | None, typer.Option("--to", metavar="DIR", help=say("cli.analyse.to"))
    ] = None,
    outcomes: Annotated[
        list[str] | None,
        typer.Option("--outcome", metavar="NAME", help=say("cli.analyse.outcome")),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help=say("cli.analyse.all"))] = False,
) -> None:
    """Tell what a finished sweep shows."""
    from .analyse import analyse

    analyse(sweep, to, outcomes or [], every)


@app.command(name="compile", help=say("cli.compile.help"), epilog=say("cli.compile.examples"))
@refusals
def compile_() -> None:
    """Compile the rules once."""
    from rich.console import Console

    from ui import warming

    with Console(stderr=True).status(say("cli.compile.working")):
        done = warming.compile_here()
    typer.echo(say("cli.compile.done" if done else "cli.compile.cannot"))


@shelf.callback()
@refusals
def scenarios(context: typer.Context) -> None:
    """List the scenarios there are."""
    if context.invoked_subcommand is None:
        from .scenarios import listing

        listing()


@shelf.command(help=say("cli.check.help"), epilog=say("cli.check.examples"))
@refusals
def check(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help=say("cli.check.path"))],
) -> None:
    """Tell every mistake of scenario files."""
    from .scenarios import check

    check(paths)


@shelf.command(help=say("cli.show.help"), epilog=say("cli.show.examples"))
@refusals
def show(scenario: Scenario) -> None:
    """Tell what a scenario is, and what can be supposed of it."""
    from .scenarios import show

    show(scenario)


@shelf.command(help=say("cli.new.help"), epilog=say("cli.new.examples"))
@refusals
def new(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help=say("cli.new.folder"))],
) -> None:
    """Begin a scenario of one's own from the template."""
    from .scenarios import new

    new(folder)


@shelf.command(name="try", help=say("cli.try.help"), epilog=say("cli.try.examples"))
@refusals
def try_(
    scenario: Scenario,
    worlds: Annotated[int, typer.Option(help=say("cli.try.worlds"), min=1, max=10_000)] = 20,
    seed: Seed = 0,
    counterfactual: Counterfactual = None,
) -> None:
    """Tell how worlds of a scenario end."""
    from .scenarios import attempt

    attempt(scenario, worlds, seed, counterfactual or [])


@shelf.command(name="export", help=say("cli.export.help"), epilog=say("cli.export.examples"))
@refusals
def export(
    scenario: Scenario,
    to: Annotated[str, typer.Option(metavar="DIR", help=say("cli.export.to"))],
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=say("cli.export.format"))
    ],
    seed: Annotated[int | None, typer.Option(help=say("cli.export.seed"), min=0, max=LAST)] = None,
    replicate: Annotated[int, typer.Option(help=say("cli.run.replicate"), min=0, max=LAST)] = 0,
) -> None:
    """Write a scenario as domain files."""
    from .exchange import export

    export(scenario, to, format_, None if seed is None else (seed, replicate))


@shelf.command(name="import", help=say("cli.import.help"), epilog=say("cli.import.examples"))
@refusals
def import_(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help=say("cli.import.path"))],
    to: Annotated[str, typer.Option(metavar="DIR", help=say("cli.import.to"))],
) -> None:
    """Write domain files as a scenario."""
    from .exchange import import_files

    import_files(paths, to)
