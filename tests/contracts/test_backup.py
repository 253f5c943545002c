"""A copy of everything, and the way back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.cli import app
from ui.rooms.log import Log
from ui.store import Store
from ui.table import Tables

RUN = CliRunner()


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("CEASEFIRE_DATA", str(tmp_path / "data"))
    return tmp_path


def games() -> int:
    store = Store()
    found = len(store.listings())
    store.close()
    return found


def begin() -> None:
    store = Store()
    Tables(store).new("lab", 1, ("north",))
    store.close()


def test_what_was_copied_comes_back(folder):
    """Also what was written while the copy was made elsewhere; what was there is kept beside it."""
    begin()
    assert RUN.invoke(app, ["backup", str(folder / "copy")]).exit_code == 0
    assert (folder / "copy").stat().st_mode & 0o077 == 0
    begin()
    assert games() == 2
    done = RUN.invoke(app, ["restore", str(folder / "copy")])
    assert done.exit_code == 0, done.output
    assert games() == 1
    aside = folder / "data" / "games.sqlite3.before-1"
    assert aside.stat().st_mode & 0o077 == 0
    with sqlite3.connect(aside) as kept:
        assert kept.execute("SELECT count(*) FROM games").fetchone() == (2,)


def test_nothing_is_overwritten(folder):
    """A file that is there already is refused."""
    begin()
    (folder / "copy").write_text("mine")
    done = RUN.invoke(app, ["backup", str(folder / "copy")])
    assert done.exit_code != 0
    assert (folder / "copy").read_text() == "mine"


@pytest.mark.parametrize("text", ["not a database at all, but some text that is long enough", ""])
def test_what_is_no_copy_is_refused(folder, text):
    """And what was there stays."""
    begin()
    other = folder / "other"
    with sqlite3.connect(other) as made:
        made.execute("CREATE TABLE foreign_things (x)")
    if text:
        other.write_text(text)
    done = RUN.invoke(app, ["restore", str(other)])
    assert done.exit_code != 0
    assert "Traceback" not in done.output
    assert games() == 1
    (folder / "empty").touch()
    assert RUN.invoke(app, ["restore", str(folder / "empty")]).exit_code != 0
    assert RUN.invoke(app, ["restore", str(folder / "nowhere")]).exit_code != 0
    assert games() == 1


def test_a_running_server_keeps_its_file(folder):
    """While classes run nothing is put in their place."""
    begin()
    RUN.invoke(app, ["backup", str(folder / "copy")])
    log = Log()
    log.own()
    done = RUN.invoke(app, ["restore", str(folder / "copy")])
    assert done.exit_code != 0
    assert "Another program" in done.output
    log.close()
