"""A copy of everything, and the way back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from a_class import Lesson
from typer.testing import CliRunner

from ui.cli import app
from ui.rooms import House
from ui.rooms.log import Log
from ui.store import Store
from ui.table import Tables

RUN = CliRunner()


@pytest.fixture
def folder(data) -> Path:
    return data.parent


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


def test_on_a_server_its_own_tools_are_named(on_server, monkeypatch, tmp_path):
    """The sentence is the command to run, without the password."""
    monkeypatch.setenv("CEASEFIRE_DATABASE", on_server)
    for command, tool in (("backup", "pg_dump"), ("restore", "pg_restore")):
        done = RUN.invoke(app, [command, str(tmp_path / "a copy")])
        said = " ".join(done.output.split())
        assert done.exit_code != 0
        assert tool in said
        assert "not-in-any-log" not in said
        assert "postgresql://school@127.0.0.1" in said
        assert "'" in said
    assert list(tmp_path.iterdir()) == []


def test_a_copy_by_those_tools_comes_back(cluster, on_server):
    """Into the same database, over what was written since; the class goes on."""
    lesson = Lesson(on_server)
    lesson.begin("Ann", "Bo")
    assert lesson.press("Ann").ok
    copied = cluster.folder / "classes.dump"
    cluster.run("pg_dump", "--format=custom", f"--file={copied}", on_server)
    assert lesson.press("Bo").ok
    lesson.house.log.close()
    cluster.run("pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={on_server}",
                copied)  # fmt: skip
    lesson.house = House(Log(on_server), lesson.clock)
    assert lesson.state("Ann") == (1, "moves")
    assert set(lesson.place("Ann").table.sitting.acts) == {"north"}
    assert lesson.press("Bo").ok
    lesson.place("Ann").table.resume()
    assert lesson.state("Ann") == (1, "answers")
    lesson.house.log.close()
