"""What contracts lean on: tables, classes and servers of their own."""

from __future__ import annotations

import pytest
from a_class import Lesson
from own_table import in_memory

from ui import app
from ui.rooms import House
from ui.rooms.log import Log


@pytest.fixture
def data(tmp_path, monkeypatch):
    """The folder of data, this test's own."""
    monkeypatch.setenv("CEASEFIRE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


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
