"""What contracts lean on: tables, classes and servers of their own."""

from __future__ import annotations

import json

import pytest
from a_class import Lesson
from at_the_terminal import SEED, ceasefire
from own_table import in_memory
from sweep_worlds import Inline, grid, quick

import sim
from sim import game
from ui import app
from ui.rooms import House
from ui.rooms.log import Log
from ui.store import Store


@pytest.fixture
def data(tmp_path, monkeypatch):
    """The folder of data, this test's own."""
    monkeypatch.setenv("CEASEFIRE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture(scope="session")
def war():
    """The war of 2022."""
    return sim.load("ukraine-2022")


@pytest.fixture(scope="session")
def played(war):
    """A game of machines, six stages in."""
    position = game.begin(war, seed=7)
    for _ in range(6):
        position = game.play(position, {})
    return position


@pytest.fixture(scope="session")
def ended():
    """A small game of machines, at its end."""
    return game.run(game.begin(sim.load("lab"), seed=3))


@pytest.fixture(scope="session")
def record():
    """The record of one world of the laboratory."""
    return json.loads(ceasefire("run", "lab", *SEED, "--json").stdout)


@pytest.fixture
def store(database):
    """A shelf on either kind of database."""
    store = Store(database)
    yield store
    store.close()


@pytest.fixture
def tables(monkeypatch):
    """Tables on a shelf in memory, which pages and routes take for the program's."""
    return in_memory(monkeypatch)


@pytest.fixture
def table(tables):
    """One at which somebody plays the north of the laboratory."""
    return tables.new("lab", 7, ("north",))


@pytest.fixture
def lesson(database):
    """A class on either kind of database."""
    made = Lesson(database)
    yield made
    made.house.log.close()


@pytest.fixture
def running(lesson):
    """The same, with two people at a table."""
    lesson.begin("Ann", "Bo")
    return lesson


@pytest.fixture
def served(lesson):
    """The pages of its server."""
    return app.build(house=lesson.house)


@pytest.fixture
def first(on_server):
    """A class on the first of two servers."""
    made = Lesson(on_server)
    yield made
    made.house.log.close()


@pytest.fixture
def second(first):
    """Another server on the same database, at another address."""
    log = Log(first.path)
    log.own("two", "http://two.school.example")
    house = House(log, first.clock, "http://two.school.example")
    yield house
    log.close()


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """The bytes of a sweep's table that nothing happened to."""
    folder = tmp_path_factory.mktemp("sweep") / "quick.sweep"
    sim.sweep(grid(), to=folder, pool=Inline(), engine=quick)
    return (folder / "table.parquet").read_bytes()


@pytest.fixture
def folder(tmp_path):
    """Where a sweep goes."""
    return tmp_path / "quick.sweep"
