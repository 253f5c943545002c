"""Several servers on one PostgreSQL database: who runs what, and what happens when it is away."""

from __future__ import annotations

import asyncio
import logging
import threading
import time

import pytest
from a_class import Lesson
from asgi import ask

from sim.acts import Act
from ui import app, doors, postgres
from ui.database import StoreError, connect, shown
from ui.rooms import House
from ui.rooms import house as house_of
from ui.rooms import owners as owners_of
from ui.rooms.log import Happening, Log, Twice
from ui.rooms.stream import Refused

SECRET = "s3cret"


@pytest.fixture
def lesson(on_server):
    """A class on the first server."""
    made = Lesson(on_server)
    yield made
    made.house.log.close()


@pytest.fixture
def second(lesson):
    """Another server on the same database, at another address."""
    log = Log(lesson.path)
    log.own("two", "http://two.school.example")
    house = House(log, lesson.clock, "http://two.school.example")
    yield house
    log.close()


def eventually(true, seconds=20.0):
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def die(house):
    """What a killed server leaves behind: a closed connection and nothing else."""
    owners = house.log.owners
    owners._ended.set()
    owners._thread.join()
    owners._let_go()
    # the server ends a session a moment after it was left
    eventually(lambda: not held(owners))


def held(owners):
    """Whether the database still counts a server among the living."""
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = "
    with owners._engine.connect() as connection:
        key = owners_of._key(owners.me) & 0xFFFFFFFF
        return connection.exec_driver_sql(f"{query}{key}").scalar()


def written(lesson):
    """Every happening of every table, in order."""
    log = lesson.house.log
    return [(s, one) for s in log.streams(lesson.id) for one in log.read(lesson.id, s)]


# -- owning -------------------------------------------------------------------------


def test_a_class_has_one_owner(lesson, second):
    """The second server runs none of the first one's classes, and knows whose they are."""
    assert second.rooms == {}
    assert not second.log.owners.claim(lesson.id)
    assert second.reach.owner(lesson.id).server == lesson.house.reach.server
    assert [(one.id, one.title) for one in second.reach.others()] == [
        (lesson.id, lesson.room.plan.title)
    ]
    assert lesson.house.reach.owner(lesson.id) is None
    assert second.reach.owner("0123456789") is None


def test_of_many_who_claim_one_class_one_gets_it(lesson):
    """Owned by nobody, asked for by six servers at once."""
    die(lesson.house)
    logs, got = [Log(lesson.path) for _ in range(6)], []
    for log in logs:
        log.own()
    barrier = threading.Barrier(len(logs))

    def claim(log):
        barrier.wait()
        got.append(log.owners.claim(lesson.id))

    threads = [threading.Thread(target=claim, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count(True) == 1
    for log in logs:
        log.close()


def test_a_dead_owners_class_goes_on_elsewhere(lesson, second):
    """Asked for, it opens at once: what was acknowledged is there, once, and clocks rest."""
    lesson.begin("Ann", "Bo")
    assert lesson.press("Ann", Act(posture="hold")).ok
    before = written(lesson)
    die(lesson.house)
    room = second.reach.room(lesson.id)
    desk = room.place(lesson.keys["Ann"]).table
    assert desk.sitting.acts["north"].posture == "hold"
    assert desk.sitting.timer.resting
    lesson.house = second
    # the browser that heard nothing presses again: the same receipt, no second act
    assert lesson.press("Ann", Act(posture="hold")).ok
    assert written(lesson)[: len(before)] == before
    assert [one.kind for _, one in written(lesson)].count("act") == 1
    assert lesson.press("Bo").ok
    desk.resume()
    assert lesson.state("Ann") == (1, "answers")


def test_a_class_nobody_asks_for_is_taken_after_a_while(lesson, second):
    """So that its clock and its lists have a home."""
    die(lesson.house)
    eventually(lambda: lesson.id in second.rooms)


def test_a_server_that_ends_in_order_gives_up_at_once(lesson, second):
    """Nobody has to find out."""
    lesson.house.log.close()
    assert second.reach.room(lesson.id) is not None


def test_who_only_thinks_it_is_the_owner_writes_nothing(lesson, second):
    """A server that was cut off, or slept, is refused by the database and drops the class."""
    lesson.begin("Ann", "Bo")
    before, place = written(lesson), lesson.place("Ann")
    # its lock is gone, and it does not know: the other one takes the class before it looks
    with lesson.house.log.owners._held:
        lesson.house.log.owners._let_go()
        eventually(lambda: second.reach.room(lesson.id) is not None)
    receipt = place.submit(Act(), press="an open tab", round=1, stage="moves")
    assert not receipt.ok
    assert "another server" in receipt.sentence
    with pytest.raises(StoreError, match="another server"):
        lesson.house.delete(lesson.id)
    own = [one for one in written(lesson) if one[1].kind != "timer"]
    assert own == [one for one in before if one[1].kind != "timer"]
    eventually(lambda: lesson.id not in lesson.house.rooms)


def test_a_class_that_cannot_be_opened_is_left_to_others(lesson, second, monkeypatch):
    """As one of newer rules, on an older server: it does not sit on what it cannot run."""
    die(lesson.house)
    with monkeypatch.context() as older:
        older.setattr(house_of, "Room", None)
        assert second.reach.room(lesson.id) is None
    third = Log(lesson.path)
    assert third.owners.claim(lesson.id)
    third.close()
    # nor does it try again for every page
    assert second.reach.room(lesson.id) is None


def test_a_class_is_opened_later_if_the_database_went_away(lesson, second, monkeypatch):
    """That is no fault of the class."""
    die(lesson.house)
    with monkeypatch.context() as away:
        away.setattr(second.log, "streams", gone)
        with pytest.raises(StoreError):
            second.reach.room(lesson.id)
    assert second.reach.room(lesson.id) is not None


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


def test_teachers_are_let_in_everywhere(lesson, second):
    """A key that one server gave is known to the other within a moment."""
    key = lesson.house.admit(lesson.house.new_link())
    eventually(lambda: second.teaches(key))
    other = second.admit(second.new_link())
    eventually(lambda: lesson.house.teaches(other))
    assert not second.teaches("x" * 32)


def test_servers_that_admit_at_once_admit_all(lesson, second):
    """Their office is one stream: whoever comes second writes behind the first."""
    links = [(house, house.new_link()) for house in (lesson.house, second) for _ in range(5)]
    admitted = []
    threads = [
        threading.Thread(target=lambda h=h, k=k: admitted.append(h.admit(k))) for h, k in links
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(admitted) == 10
    eventually(lambda: all(h.teaches(k) for h in (lesson.house, second) for k in admitted))


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


# -- sent on ----------------------------------------------------------------------------


FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def there(second):
    """The second server's pages."""
    return app.build(house=second, names=None)


@pytest.mark.parametrize(
    "path", ["/class/{}", "/class/{}/seat.json", "/teacher/{}", "/seat/{}/x", "/teach/class-{}",
             "/brief/class-{}", "/game/class-{}", "/projector/class-{}"],
)  # fmt: skip
def test_a_page_of_another_servers_class_leads_there(lesson, there, path):
    """To the owner's own address, or with its name for the proxy; a page of no class stays."""
    path = path.format(lesson.id)
    lesson.house.log.owners.of = None
    set_address(lesson, "http://one.school.example")
    answer = ask(there, path)
    assert answer.status == 303
    assert answer.headers["location"] == f"http://one.school.example{path}"
    set_address(lesson, "http://two.school.example")
    answer = ask(there, path)
    named = f"ceasefire_server={lesson.house.reach.server}"
    assert (answer.status, answer.headers["location"]) == (307, path)
    assert answer.headers["set-cookie"].startswith(f"{named};")
    # a proxy that does not look at the cookie would lead in a circle
    answer = ask(there, path, headers={"cookie": named})
    assert answer.status == 503
    assert b"Another server runs this class" in answer.body


def set_address(lesson, address):
    """Where students reach the first server."""
    with lesson.house.log._engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE owners SET address = '{address}'")


def test_a_press_on_the_wrong_server_is_a_sentence(lesson, there):
    """It is not carried to another address; the page says what to do."""
    set_address(lesson, "http://one.school.example")
    sent = {"content-type": "application/json"}
    answer = ask(there, f"/class/{lesson.id}/act", "POST", sent, [b"{}"])
    assert answer.status == 409
    assert "Reload" in answer.json()["text"]


def test_a_code_opens_the_class_wherever_it_runs(lesson, there):
    """Typed or scanned, on any server; the name is not lost where one address serves all."""
    code, one = lesson.room.roster.code, lesson.house.reach.server
    set_address(lesson, "http://two.school.example")
    body = [f"code={code}&name=Ann".encode()]
    answer = ask(there, "/join", "POST", FORM, body)
    assert (answer.status, answer.headers["location"]) == (307, "/join")
    assert f"ceasefire_server={one};" in answer.headers["set-cookie"]
    assert ask(there, f"/join/{code}").headers["location"] == f"/join/{code}"
    set_address(lesson, "http://one.school.example")
    found = ask(there, f"/join/{code}").headers["location"]
    assert found == f"http://one.school.example/join/{code}"
    assert ask(there, "/join", "POST", FORM, [b"code=AAAAAA&name=Ann"]).status == 400
    assert ask(there, "/join/AAAAAA").status == 200
    die(lesson.house)
    assert ask(there, "/join", "POST", FORM, body).headers["location"] == f"/class/{lesson.id}"


def test_a_page_of_ones_own_class_names_the_server(lesson):
    """So that the browser's further requests come here too."""
    here = app.build(house=lesson.house)
    answer = ask(here, f"/teacher/{lesson.id}")
    assert f"ceasefire_server={lesson.house.reach.server};" in answer.headers["set-cookie"]
    named = {"cookie": f"ceasefire_server={lesson.house.reach.server}"}
    assert "set-cookie" not in ask(here, f"/teacher/{lesson.id}", headers=named).headers
    assert "set-cookie" not in ask(here, "/").headers


def test_a_socket_that_fled_here_stays_here(lesson):
    """A page's websocket names no class: the cookie goes to whoever answers it."""

    async def page(scope, receive, send):
        await send({"type": "websocket.accept", "headers": [(b"x", b"y")]})

    def opened(cookie):
        heard = []

        async def hear(message):
            heard.append(message)

        headers = [(b"host", b"localhost"), (b"cookie", cookie.encode())]
        scope = {"type": "websocket", "path": "/s", "scheme": "wss", "headers": headers,
                 "query_string": b"", "server": ("localhost", 1)}  # fmt: skip
        asyncio.run(doors.Sticky(page, lesson.house)(scope, None, hear))
        return [value for name, value in heard[0]["headers"] if name == b"set-cookie"]

    own = lesson.house.reach.server
    (named,) = opened("ceasefire_server=gone")
    assert named.startswith(f"ceasefire_server={own};".encode())
    assert b"HttpOnly" in named
    assert b"Secure" in named
    assert opened(f"ceasefire_server={own}") == []


def test_a_teachers_link_finds_its_server(lesson, there):
    """The key names the server that knows it."""
    link = lesson.house.new_link()
    answer = ask(there, f"/teacher/key/{link}")
    assert answer.status == 307
    assert f"ceasefire_server={lesson.house.reach.server};" in answer.headers["set-cookie"]
    here = app.build(house=lesson.house)
    assert ask(here, f"/teacher/key/{link}").status == 200
    assert ask(here, f"/teacher/key/{link}", "POST", FORM).status == 303


def test_the_office_lists_classes_of_other_servers(lesson, second, there):
    """With a link that leads to them."""
    key = second.admit(second.new_link())
    page = ask(there, "/teacher", headers={"cookie": f"ceasefire-teacher={key}"})
    assert f"/teach/class-{lesson.id}".encode() in page.body
    assert b"on another server" in page.body


# -- away and back ------------------------------------------------------------------------


@pytest.fixture
def away(cluster, lesson):
    """Called, the database is away; what it returns brings it back."""

    def cut():
        cluster.cut(lesson.path)
        return lambda: cluster.mend(lesson.path)

    yield cut
    cluster.mend(lesson.path)


def test_nothing_acknowledged_is_lost_while_the_database_is_away(lesson, away):
    """A press is refused in a sentence, counts once it is back, and the lesson goes on."""
    lesson.begin("Ann", "Bo")
    assert lesson.press("Ann", Act(posture="hold")).ok
    back = away()
    receipt = lesson.press("Bo")
    assert not receipt.ok
    assert "cannot be reached" in receipt.sentence
    assert SECRET not in receipt.sentence
    desk = lesson.place("Ann").table
    assert list(desk.sitting.acts) == ["north"]
    back()
    assert lesson.press("Bo").ok
    assert lesson.state("Ann") == (1, "answers")
    assert [one.kind for _, one in written(lesson)].count("act") == 2
    # it is still the owner, and listens again
    lesson.again()
    assert lesson.state("Ann") == (1, "answers")


def test_a_power_cut_of_the_database_loses_nothing(lesson, cluster):
    """Killed as a power cut would, and started again: the same press counts, once."""
    lesson.begin("Ann", "Bo")
    assert lesson.press("Ann", Act(posture="hold")).ok
    cluster.stop("immediate")
    try:
        receipt = lesson.press("Bo")
        assert not receipt.ok
        assert "cannot be reached" in receipt.sentence
        with pytest.raises(StoreError, match="cannot be reached"):
            lesson.room.new_code()
    finally:
        cluster.start()
    assert lesson.press("Bo").ok
    assert lesson.state("Ann") == (1, "answers")
    assert [one.kind for _, one in written(lesson)].count("act") == 2
    lesson.room.new_code()


def test_the_owner_keeps_its_classes_when_the_database_comes_back(lesson, second, away):
    """All servers lose their locks at once; nobody takes what belongs to one that lives."""
    away()()
    eventually(lambda: second.log.owners._alive is not None and not second.log.owners.orphans())
    time.sleep(1.5)
    assert lesson.id in lesson.house.rooms
    assert second.rooms == {}
    lesson.begin("Ann", "Bo")
    assert lesson.press("Ann").ok


def test_a_write_of_which_nobody_heard_counts_once(lesson, monkeypatch):
    """The connection breaks after the commit: the stream looks before it decides anything."""
    lesson.begin("Ann", "Bo")
    desk = lesson.place("Ann").table
    log, real = lesson.house.log, lesson.house.log.append

    def broken(*given):
        real(*given)
        raise StoreError("store.server_gone", path="x", reason="y")

    monkeypatch.setattr(log, "append", broken)
    assert not lesson.press("Ann", Act(posture="hold")).ok
    monkeypatch.undo()
    assert desk.sitting.acts == {}
    version = desk.version
    # pressed again, and pressed by the other side
    assert lesson.press("Ann", Act(posture="hold")).ok
    assert desk.version > version
    assert desk.sitting.acts["north"].posture == "hold"
    assert lesson.press("Bo").ok
    assert lesson.state("Ann") == (1, "answers")
    assert [one.kind for _, one in written(lesson)].count("act") == 2


def test_a_command_decided_on_old_news_is_asked_again(lesson, monkeypatch):
    """The teacher's press was written though it failed: the next one looks first."""
    log, real = lesson.house.log, lesson.house.log.append

    def broken(*given):
        real(*given)
        raise StoreError("store.server_gone", path="x", reason="y")

    lesson.come("Ann", "Bo")
    monkeypatch.setattr(log, "append", broken)
    with pytest.raises(StoreError):
        lesson.room.new_code()
    monkeypatch.undo()
    with pytest.raises(Refused, match="press again"):
        lesson.room.new_code()
    lesson.room.new_code()
    lesson.room.start()
    assert lesson.state("Ann") == (1, "moves")


def test_the_same_happenings_again_count_as_written(lesson, monkeypatch):
    """After a break `append` tries again by itself; other ones in their place are refused."""
    log, at = lesson.house.log, 1.5
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
    log.append(lesson.id, 5, [one])
    assert len(log.read(lesson.id, 5)) == 1
    with pytest.raises(Twice):
        log.append(lesson.id, 5, [Happening("chat", "p1", {"text": "Ho"}, "other", at, 0)])


def test_odd_letters_are_kept(lesson):
    """What no database can hold as text does not break a press, nor count it twice."""
    lesson.begin("Ann", "Bo")
    place = lesson.place("Ann")
    for press in ("a\x00b", "\ud800", "ÿ"):
        for _ in range(2):
            place.table.say(place.person, place.name, "public", f"Hello \x00{press}", press)
    assert len(place.table.sitting.lines) == 3
    lesson.again()
    place = lesson.place("Ann")
    place.table.say(place.person, place.name, "public", "Hello", "a\x00b")
    assert len(place.table.sitting.lines) == 3


# -- addresses --------------------------------------------------------------------------------


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
