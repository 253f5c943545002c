"""`ceasefire sweep` in a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sweep_worlds import Inline, grid, quick
from typer.testing import CliRunner

import sim
from sim.sweeps.designs import design
from sim.sweeps.spec import read_spec
from ui.cli import app

SPEC = """
[sweep]
id = "tiny"
scenario = "lab"
design = "grid"
levels = 2
seed = 7
[uncertainties]
"parties.north.war.optimism" = { low = 0.3, high = 0.8 }
[outcomes]
keep = ["ending", "seized"]
"""


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "tiny.toml"
    path.write_text(SPEC)
    return path


def ceasefire(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_the_estimate_runs_nothing(spec, tmp_path):
    """Worlds, time and disk are told, and nothing is left behind."""
    result = ceasefire("sweep", spec, "--estimate", "--workers", 1, "--interpreted")
    assert result.exit_code == 0, result.output
    assert "tiny: 2 worlds, 2 points of design grid, seed 7." in result.stderr
    assert "worlds a second on one worker:" in result.stderr
    assert "MB of disk" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["tiny.toml"]


def test_a_sweep_runs_and_its_rows_are_worlds(spec, tmp_path):
    """The row's transcript is that of the same numbers and seed by hand."""
    result = ceasefire("sweep", spec, "--workers", 1, "--interpreted")
    assert result.exit_code == 0, result.output
    assert "2 worlds are in tiny.sweep." in result.stdout
    row = ceasefire("run", "--row", "tiny.sweep:1", "--interpreted")
    change = "parties.north.war.optimism=0.8"
    hand = ceasefire("run", "lab", "--seed", 7, "--set", change, "--interpreted")
    assert row.exit_code == 0
    assert row.stdout == hand.stdout
    record = json.loads(ceasefire("run", "--row", "tiny.sweep:1", "--json").stdout)
    assert sim.replay(record).ending
    assert "2 worlds are in" in ceasefire("sweep", spec).stdout


def test_compiling_is_told_where_it_is_waited_for_alone(spec, monkeypatch):
    """Not for a sweep that is finished, nor before a refusal, nor a second time."""
    from ui import warming
    from ui.cli import sweep as module

    told = []
    monkeypatch.setattr(module.compiled, "available", lambda: True)
    monkeypatch.setattr(warming, "worlds_ready", lambda: bool(told))
    monkeypatch.setattr(warming, "worlds_are_ready", lambda: told.append(True))
    words = "The rules are compiled first"
    first = ceasefire("sweep", spec, "--workers", 1)
    assert words in first.stderr
    assert told
    told.clear()
    assert words not in ceasefire("sweep", spec, "--workers", 1).stderr
    spec.write_text(SPEC.replace("seed = 7", "seed = 8"))
    refused = ceasefire("sweep", spec, "--workers", 1)
    assert refused.exit_code == 1
    assert words not in refused.stderr
    told.append(True)
    assert words not in ceasefire("sweep", spec, "--to", "b", "--workers", 1).stderr


def test_a_row_opens_in_the_browser_as_a_game_to_watch(tmp_path):
    """The table on the shelf is of the row's scenario, seed and replicate, and stays watchable."""
    from sim.sweeps.results import row_of
    from ui.lab.explore import shelved
    from ui.store import Store
    from ui.table import Tables

    sim.sweep(grid(), to=tmp_path / "s", pool=Inline(), engine=quick)
    world = row_of(f"{tmp_path / 's'}:158")
    tables = Tables(Store.memory())
    seat = tables.seat(shelved(world, "row s:158", tables))
    begun = seat.table.game()
    assert seat.name == ""
    assert (begun.seed, begun.replicate) == (7, 3)
    assert begun.scenario.number("parties.north.war.optimism").value == 0.8
    assert "s:158" in tables.list()[0].label


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sweep", "none.toml"], "no such file"),
        (["sweep", "tiny.toml", "--to", "tiny.toml/x"], "cannot be written: Not a directory"),
        (["play", "--row", "nowhere:1"], "nowhere holds no sweep"),
        (["run", "--row", "nowhere:1"], "nowhere holds no sweep"),
        (["run", "--row", "tiny.toml:99999"], "there is no row 99,999"),
        (["run", "--row", "tiny.toml/x:1"], "not a folder of a sweep"),
        (["run", "--row", "17"], "a colon and a row"),
        (["run", "--row", "x:1", "--set", "war.noise=0.1"], "leave --set out"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, words, spec):
    """A sentence on stderr, code 1, no traceback."""
    if arguments[0] == "sweep":
        arguments = [*arguments, "--workers", "1", "--interpreted"]
    result = ceasefire(*arguments)
    assert result.exit_code == 1, result.output
    assert words in " ".join(result.stderr.split())
    assert "Traceback" not in result.output


def test_worlds_without_a_result_are_told_with_the_command(tmp_path, capsys):
    """How many, why, and how to look at the first."""
    from sweep_worlds import bad

    from ui.cli.sweep import _tell

    spec = grid(levels=2, replicates=2)
    found = sim.sweep(spec, to=tmp_path / "s", pool=Inline(), engine=bad)
    _tell(found, "s")
    told = capsys.readouterr().out
    assert "2 worlds: raised an error. The first is row" in told
    assert "ValueError: a world that cannot be played" in told
    assert "ceasefire run --row s:" in told


def test_the_shipped_spec_is_sound():
    """It is read, and its design can be drawn."""
    path = Path(__file__).parents[2] / "examples" / "minds.toml"
    assert len(design(read_spec(path))) == 3 * 128 * 7


def test_quick_worlds_are_worlds():
    """The engine of these tests gives what sweeps ask for."""
    assert len(quick(sim.load("lab"), 3, 7, 0)) == 3


@pytest.mark.parametrize(
    "command",
    [
        ["sweep", "spec.toml"],
        ["analyse", "spec.sweep"],
        ["run", "--row", "spec.sweep:1"],
        ["play", "--row", "spec.sweep:1", "--no-browser"],
    ],
)
def test_what_a_plain_installation_lacks_is_named(tmp_path, command):
    """A game needs no tables: who has only that gets a sentence."""
    (tmp_path / "spec.toml").write_text(SPEC, encoding="utf-8")
    script = (
        "import sys; sys.modules['pyarrow'] = None; "
        f"sys.argv = ['ceasefire', *{command!r}]; from ui.cli import main; main()"
    )
    root = Path(sim.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert done.returncode == 1
    said = " ".join(done.stderr.split())
    assert said.startswith("Sweeps need pyarrow, which is not installed here")
