"""Several servers on one PostgreSQL database: who runs what, and who takes over."""

from __future__ import annotations

import threading

import pytest
from two_servers import die, written
from waiting import until

from sim.acts import Act
from ui.database import StoreError, connect
from ui.rooms import house as house_of
from ui.rooms.log import Log

# -- owning -------------------------------------------------------------------------


def test_a_class_has_one_owner(first, second):
    """The second server runs none of the first one's classes, and knows whose they are."""
    assert second.rooms == {}
    assert not second.log.owners.claim(first.id)
    assert second.reach.owner(first.id).server == first.house.reach.server
    assert [(one.id, one.title) for one in second.reach.others()] == [
        (first.id, first.room.plan.title)
    ]
    assert first.house.reach.owner(first.id) is None
    assert second.reach.owner("0123456789") is None


def test_of_many_who_claim_one_class_one_gets_it(first):
    """Owned by nobody, asked for by six servers at once."""
    die(first.house)
    logs, got = [Log(first.path) for _ in range(6)], []
    for log in logs:
        log.own()
    barrier = threading.Barrier(len(logs))

    def claim(log):
        barrier.wait()
        got.append(log.owners.claim(first.id))

    threads = [threading.Thread(target=claim, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count(True) == 1
    for log in logs:
        log.close()


def test_a_dead_owners_class_goes_on_elsewhere(first, second):
    """Asked for, it opens at once: what was acknowledged is there, once, and clocks rest."""
    first.begin("Ann", "Bo")
    assert first.press("Ann", Act(posture="hold")).ok
    before = written(first)
    die(first.house)
    room = second.reach.room(first.id)
    desk = room.place(first.keys["Ann"]).table
    assert desk.sitting.acts["north"].posture == "hold"
    assert desk.sitting.timer.resting
    first.house = second
    # the browser that heard nothing presses again: the same receipt, no second act
    assert first.press("Ann", Act(posture="hold")).ok
    assert written(first)[: len(before)] == before
    assert [one.kind for _, one in written(first)].count("act") == 1
    assert first.press("Bo").ok
    desk.resume()
    assert first.state("Ann") == (1, "answers")


def test_a_class_nobody_asks_for_is_taken_after_a_while(first, second):
    """So that its clock and its lists have a home."""
    die(first.house)
    until(lambda: first.id in second.rooms)


def test_a_server_that_ends_in_order_gives_up_at_once(first, second):
    """Nobody has to find out."""
    first.house.log.close()
    assert second.reach.room(first.id) is not None


def test_who_only_thinks_it_is_the_owner_writes_nothing(first, second):
    """A server that was cut off, or slept, is refused by the database and drops the class."""
    first.begin("Ann", "Bo")
    before, place = written(first), first.place("Ann")
    # its lock is gone, and it does not know: the other one takes the class before it looks
    with first.house.log.owners._held:
        first.house.log.owners._let_go()
        until(lambda: second.reach.room(first.id) is not None)
    receipt = place.submit(Act(), press="an open tab", round=1, stage="moves")
    assert not receipt.ok
    assert "another server" in receipt.sentence
    with pytest.raises(StoreError, match="another server"):
        first.house.delete(first.id)
    own = [one for one in written(first) if one[1].kind != "timer"]
    assert own == [one for one in before if one[1].kind != "timer"]
    until(lambda: first.id not in first.house.rooms)


def test_a_class_that_cannot_be_opened_is_left_to_others(first, second, monkeypatch):
    """As one of newer rules, on an older server: it does not sit on what it cannot run."""
    die(first.house)
    with monkeypatch.context() as older:
        older.setattr(house_of, "Room", None)
        assert second.reach.room(first.id) is None
    third = Log(first.path)
    assert third.owners.claim(first.id)
    third.close()
    # nor does it try again for every page
    assert second.reach.room(first.id) is None


def test_a_class_is_opened_later_if_the_database_went_away(first, second, monkeypatch):
    """That is no fault of the class."""
    die(first.house)
    with monkeypatch.context() as away:
        away.setattr(second.log, "streams", gone)
        with pytest.raises(StoreError):
            second.reach.room(first.id)
    assert second.reach.room(first.id) is not None


def gone(*_):
    """What a database says that is away."""
    raise StoreError("store.server_gone", path="x", reason="y")


def test_two_servers_have_two_names(second):
    """A proxy could not tell them apart; a name is free again when its server has ended."""
    third = Log(second.log._where)
    with pytest.raises(StoreError, match="called two"):
        third.own("two")
    second.log.close()
    third.own("two")
    third.close()


def test_teachers_are_let_in_everywhere(first, second):
    """A key that one server gave is known to the other within a moment."""
    key = first.house.admit(first.house.new_link())
    until(lambda: second.teaches(key))
    other = second.admit(second.new_link())
    until(lambda: first.house.teaches(other))
    assert not second.teaches("x" * 32)


def test_servers_that_admit_at_once_admit_all(first, second):
    """Their office is one stream: whoever comes second writes behind the first."""
    links = [(house, house.new_link()) for house in (first.house, second) for _ in range(5)]
    admitted = []
    threads = [
        threading.Thread(target=lambda h=h, k=k: admitted.append(h.admit(k))) for h, k in links
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(admitted) == 10
    until(lambda: all(h.teaches(k) for h in (first.house, second) for k in admitted))


def test_programs_that_begin_at_once_migrate_once(cluster):
    """An empty database and four programs."""
    cluster.execute("DROP DATABASE IF EXISTS empty", "CREATE DATABASE empty")
    url, failed = cluster.url("empty"), []

    def begin():
        try:
            connect(url).dispose()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    cluster.drop(url)
