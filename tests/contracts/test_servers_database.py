"""The database away, cut off or wrongly named: nothing acknowledged is lost, no password told."""

from __future__ import annotations

import logging
import time

import pytest
from two_servers import written
from waiting import until

from sim.acts import Act
from ui import postgres
from ui.database import StoreError, shown
from ui.rooms.log import Happening, Log, Twice
from ui.rooms.stream import Refused

SECRET = "s3cret"


@pytest.fixture
def away(cluster, first):
    """Called, the database is away; what it returns brings it back."""

    def cut():
        cluster.cut(first.path)
        return lambda: cluster.mend(first.path)

    yield cut
    cluster.mend(first.path)


def test_nothing_acknowledged_is_lost_while_the_database_is_away(first, away):
    """A press is refused in a sentence, counts once it is back, and the lesson goes on."""
    first.begin("Ann", "Bo")
    assert first.press("Ann", Act(posture="hold")).ok
    back = away()
    receipt = first.press("Bo")
    assert not receipt.ok
    assert "cannot be reached" in receipt.sentence
    assert SECRET not in receipt.sentence
    desk = first.place("Ann").table
    assert list(desk.sitting.acts) == ["north"]
    back()
    assert first.press("Bo").ok
    assert first.state("Ann") == (1, "answers")
    assert [one.kind for _, one in written(first)].count("act") == 2
    # it is still the owner, and listens again
    first.again()
    assert first.state("Ann") == (1, "answers")


def test_a_power_cut_of_the_database_loses_nothing(first, cluster):
    """Killed as a power cut would, and started again: the same press counts, once."""
    first.begin("Ann", "Bo")
    assert first.press("Ann", Act(posture="hold")).ok
    cluster.stop("immediate")
    try:
        receipt = first.press("Bo")
        assert not receipt.ok
        assert "cannot be reached" in receipt.sentence
        with pytest.raises(StoreError, match="cannot be reached"):
            first.room.new_code()
    finally:
        cluster.start()
    assert first.press("Bo").ok
    assert first.state("Ann") == (1, "answers")
    assert [one.kind for _, one in written(first)].count("act") == 2
    first.room.new_code()


def test_the_owner_keeps_its_classes_when_the_database_comes_back(first, second, away):
    """All servers lose their locks at once; nobody takes what belongs to one that lives."""
    away()()
    until(lambda: second.log.owners._alive is not None and not second.log.owners.orphans())
    time.sleep(1.5)
    assert first.id in first.house.rooms
    assert second.rooms == {}
    first.begin("Ann", "Bo")
    assert first.press("Ann").ok


def test_a_write_of_which_nobody_heard_counts_once(first, monkeypatch):
    """The connection breaks after the commit: the stream looks before it decides anything."""
    first.begin("Ann", "Bo")
    desk = first.place("Ann").table
    log, real = first.house.log, first.house.log.append

    def broken(*given):
        real(*given)
        raise StoreError("store.server_gone", path="x", reason="y")

    monkeypatch.setattr(log, "append", broken)
    assert not first.press("Ann", Act(posture="hold")).ok
    monkeypatch.undo()
    assert desk.sitting.acts == {}
    version = desk.version
    # pressed again, and pressed by the other side
    assert first.press("Ann", Act(posture="hold")).ok
    assert desk.version > version
    assert desk.sitting.acts["north"].posture == "hold"
    assert first.press("Bo").ok
    assert first.state("Ann") == (1, "answers")
    assert [one.kind for _, one in written(first)].count("act") == 2


def test_a_command_decided_on_old_news_is_asked_again(first, monkeypatch):
    """The teacher's press was written though it failed: the next one looks first."""
    log, real = first.house.log, first.house.log.append

    def broken(*given):
        real(*given)
        raise StoreError("store.server_gone", path="x", reason="y")

    first.come("Ann", "Bo")
    monkeypatch.setattr(log, "append", broken)
    with pytest.raises(StoreError):
        first.room.new_code()
    monkeypatch.undo()
    with pytest.raises(Refused, match="press again"):
        first.room.new_code()
    first.room.new_code()
    first.room.start()
    assert first.state("Ann") == (1, "moves")


def test_the_same_happenings_again_count_as_written(first, monkeypatch):
    """After a break `append` tries again by itself; other ones in their place are refused."""
    log, at = first.house.log, 1.5
    one = Happening("chat", "p1", {"text": "Hi", "pair": (1, 2)}, "press", at, 0)
    real, tried = log.owners.fence, []

    def breaks(connection, room):
        real(connection, room)
        tried.append(room)
        if len(tried) == 1:
            log.owners.fence = real
            log.append(room, 5, [one])
            raise StoreError("store.server_gone", path="x", reason="y")

    monkeypatch.setattr(log.owners, "fence", breaks)
    log.append(first.id, 5, [one])
    assert len(log.read(first.id, 5)) == 1
    with pytest.raises(Twice):
        log.append(first.id, 5, [Happening("chat", "p1", {"text": "Ho"}, "other", at, 0)])


def test_odd_letters_are_kept(first):
    """What no database can hold as text does not break a press, nor count it twice."""
    first.begin("Ann", "Bo")
    place = first.place("Ann")
    for press in ("a\x00b", "\ud800", "ÿ"):
        for _ in range(2):
            place.table.say(place.person, place.name, "public", f"Hello \x00{press}", press)
    assert len(place.table.sitting.lines) == 3
    first.again()
    place = first.place("Ann")
    place.table.say(place.person, place.name, "public", "Hello", "a\x00b")
    assert len(place.table.sitting.lines) == 3


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://school:{SECRET}@127.0.0.1:1/games",
        f"postgresql+psycopg://school:{SECRET}@127.0.0.1:1/games?connect_timeout=1",
        f"postgresql://school@127.0.0.1:1/games?password={SECRET}",
        f"postgresql://school:{SECRET}@127.0.0.1:{SECRET}/games",
        f"postgresql://school:{SECRET}@no such host.invalid/games",
        f"postgresql://school@127.0.0.1:1/games?sslpassword={SECRET}&nonsense={SECRET}",
        f"mysql://school:{SECRET}@127.0.0.1/games",
    ],
)
def test_a_password_is_never_shown(url, caplog, capsys):
    """Neither in the sentence nor in a log, however wrong the address is."""
    with caplog.at_level(logging.DEBUG), pytest.raises(StoreError) as refusal:
        Log(url)
    logging.getLogger().error("as a program would", exc_info=refusal.value)
    said = str(refusal.value) + caplog.text + "".join(capsys.readouterr()) + shown(url).__str__()
    assert SECRET not in said


def test_a_wrong_password_is_a_sentence(cluster, on_server, caplog):
    """The server's refusal is said, without the password."""
    url = postgres.parsed(on_server).set(password=SECRET).render_as_string(hide_password=False)
    with pytest.raises(StoreError, match="does not let this program in") as refusal:
        Log(url)
    assert SECRET not in str(refusal.value)


def test_without_the_driver_there_is_a_sentence(monkeypatch):
    """It names the extra."""
    import sys

    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"ceasefire\[school\]"):
        Log("postgresql://school@127.0.0.1/games")
