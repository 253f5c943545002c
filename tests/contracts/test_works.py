"""Worker processes beside the server: what they return is what the fold gives."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from a_class import Lesson
from waiting import until

from sim import game as games
from sim.acts import Act
from ui import offers
from ui.pages.glance import Glance
from ui.rooms import House, closing, comparison, works
from ui.rooms.log import Log


def attends(crew, table=""):
    """Whether a worker comes up, with compiled rules where this process has them."""

    def ready():
        crew.begin()
        return crew.ready(table)

    return until(ready, 300.0)


@pytest.fixture(scope="module")
def crew():
    made = works.Works(1)
    assert attends(made)
    yield made
    made.end()


@pytest.fixture
def lesson(tmp_path, crew):
    made = Lesson(tmp_path / "games.sqlite3")
    made.house.log.close()
    made.house = House(Log(made.path), made.clock, works=crew)
    yield made
    made.house.log.close()


def same(one, other):
    """Whether two parts of two positions hold the same, number for number."""
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def stages(scene, seats, count):
    """A game between machines and silent people, stage by stage: position, task."""
    game = games.begin(scene, 7, 0, seats)
    screens = [(seat, spoken) for seat in seats for spoken in ("en", "uk")]
    for _ in range(count):
        yield game, closing.Task.of(game, dict.fromkeys(seats, Act()), seats, screens)
        game = games.play(game, dict.fromkeys(seats, Act()))


@pytest.mark.parametrize("scenario", ["lab", "japan-1945"])
def test_a_worker_returns_what_the_fold_gives(crew, scenario):
    """Marks, worlds, judgements, questions and screens are the same, number for number."""
    scene = offers.load(scenario).with_values({"scenario.rounds": 2})
    seats = scene.belligerents
    for game, task in stages(scene, seats, 4):
        here, there = closing.close(game, task), crew.close("x", game, task)
        assert there.game.mark == here.game.mark
        assert there.game.stage == here.game.stage
        assert same(there.game.world, here.game.world)
        assert same(there.game.now, here.game.now)
        assert dict(there.game.judged).keys() == here.game.judged.keys()
        assert all(same(there.game.judged[p], here.game.judged[p]) for p in here.game.judged)
        assert there.game.log[-1].window == here.game.log[-1].window
        assert there.game.events == here.game.events
        assert there.asked == here.asked
        assert there.pictures == here.pictures


def test_only_what_changed_travels():
    """A stage is told in less than a fifth of the position."""
    scene = offers.load("korea-1951").with_values({"scenario.rounds": 2})
    for game, task in stages(scene, scene.belligerents, 2):
        closed = closing.close(game, closing.Task.of(game, task.acts, (), ()))
        assert len(closing.packed(game, closed)) < 0.2 * len(pickle.dumps(closed.game))


@pytest.mark.parametrize("laid", ["kept by the worker", "from the record"])
def test_what_the_teacher_brings_on_reaches_the_worker(crew, laid):
    """The event comes there as it comes here, whether the worker has the position or not."""
    scene = offers.load("portsmouth-1905").with_values({"scenario.rounds": 3})
    game, table = games.begin(scene, 7, 0, ("japan",)), f"injects {laid}"
    for stage in range(4):
        if stage == 1:
            game = games.inject(game, "council")
        task = closing.Task.of(game, {"japan": Act()}, ("japan",), ())
        if stage in (0, 3) and laid == "from the record":
            game = games.play(game, {"japan": Act()})
            continue
        here, there = closing.close(game, task), crew.close(table, game, task)
        assert (there.game.mark, there.game.injected) == (here.game.mark, here.game.injected)
        assert same(there.game.world, here.game.world)
        assert there.game.events == here.game.events
        game = there.game
    assert [e.round for e in game.events if e.data.get("id") == "council"] == [2]


def test_a_class_closed_by_a_worker_is_the_fold_of_its_log(lesson, crew, monkeypatch):
    """Stages are closed in the worker, and the log leads to the same marks without one."""
    called = []
    monkeypatch.setattr(works, "close", lambda *_: called.append(1))
    lesson.begin("Ann", "Bo")
    lesson.round("Ann", "Bo")
    lesson.round("Ann", "Bo")
    assert not called
    mark, record = lesson.place("Ann").table.game().mark, lesson.place("Ann").table.record()
    lesson.again()
    assert lesson.place("Ann").table.game().mark == mark
    assert lesson.place("Ann").table.record().to_json() == record.to_json()


def test_a_screen_drawn_by_a_worker_is_the_one_the_server_draws(lesson):
    """A tab shows the same, whoever worked it out, and the same shoes on it."""
    lesson.begin("Ann", "Bo")
    lesson.round("Ann", "Bo")
    drawn = Glance(lesson.place("Ann"))
    told = drawn.state(), drawn.tables(), drawn.wear("south"), drawn.state()
    assert lesson.place("Ann").picture() is not None
    assert lesson.place("Ann").worn("south") is not None
    lesson.place("Ann").table._pictures = (None, {})
    lesson.place("Ann").table._works = works.Works(0)
    assert lesson.place("Ann").worn("south") is None
    here = Glance(lesson.place("Ann"))
    assert (here.state(), here.tables(), here.wear("south"), here.state()) == told


def test_the_past_of_a_seat_is_kept_small_and_whole():
    """Shoes from a past laid by are those worked out anew; it takes less than half its room."""
    scene = offers.load("lab").with_values({"scenario.rounds": 4})
    game = games.begin(scene, 7, 0, scene.belligerents)
    seat, party = scene.belligerents
    given = ("past", "lab", pickle.dumps(scene, 5))
    try:
        for _ in range(5):
            game = games.play(game, dict.fromkeys(scene.belligerents, Act()))
            task = closing.Task.of(game, {}, (), ())
            carried = works._worn(*given, task, seat, party, "en")
            (kept,) = (one for key, one in works._past.items() if key[0] == "past")
            works._past.clear()
            anew = works._worn(*given, task, seat, party, "en")
            assert pickle.loads(carried) == pickle.loads(anew)
        past = works._recalled(kept)
        assert len(past) == len(game.played) + 1
        assert len(kept) < len(pickle.dumps(past, 5)) / 2
    finally:
        works._past.clear()
        works._games.pop("past", None)
        works._scenes.pop("lab", None)


def test_a_worker_that_dies_is_replaced_and_nothing_is_lost(lesson, crew):
    """The table is closed all the same, and another worker comes."""
    lesson.begin("Ann", "Bo")
    (pid,) = crew.pids()
    os.kill(pid, signal.SIGKILL)
    lesson.round("Ann", "Bo")
    assert lesson.state("Ann") == (2, "moves")
    assert attends(crew)
    assert crew.pids() != [pid]
    lesson.round("Ann", "Bo")
    assert lesson.state("Ann") == (3, "moves")
    mark = lesson.place("Ann").table.game().mark
    lesson.again()
    assert lesson.place("Ann").table.game().mark == mark


def test_a_worker_that_hangs_is_replaced(crew, monkeypatch):
    """One that does not answer in time is as good as dead."""
    monkeypatch.setattr(works, "PATIENCE", 0.2)
    scene = offers.load("lab")
    game = games.begin(scene, 7, 0, scene.belligerents)
    task = closing.Task.of(game, {}, (), ())
    worker, before = crew._of("x"), crew.pids()
    with pytest.raises(works.Lost):
        worker.call(works.FIRST, time.sleep, 30)
    monkeypatch.undo()
    assert attends(crew, "x")
    assert crew.pids() != before
    assert crew.close("x", game, task).game.mark == games.play(game, {}).mark


@contextlib.contextmanager
def busy(crew):
    """The worker of table x at something else, until the end."""
    blocked = threading.Event()
    held = crew._of("x")._process._turns.ask(works.FIRST, lambda: blocked.wait(60))
    until(held.running)
    try:
        yield
    finally:
        blocked.set()
        assert held.result(60)


def test_stages_go_before_whatever_may_wait(crew):
    """However many shoes were asked for before, a stage is the next thing done."""
    done, asked, process = [], [], crew._of("x")._process
    with busy(crew):
        for k, rank in enumerate([works.LATER, works.LATER, works.FIRST, works.LATER, works.FIRST]):
            asked.append(process.ask(os.getpid, rank=rank))
            asked[-1].add_done_callback(lambda _, k=k: done.append(k))
    assert {one.result(60) for one in asked} == set(crew.pids())
    until(lambda: len(done) == 5)
    assert done == [2, 4, 0, 1, 3]


def test_waiting_for_a_worker_is_not_taken_for_its_death(crew, monkeypatch):
    """Patience counts from when a worker begins: a long queue costs no worker."""
    before, worker, found = crew.pids(), crew._of("x"), []
    monkeypatch.setattr(works, "PATIENCE", 0.4)

    def wait():
        found.append(worker.call(works.FIRST, os.getpid))

    with busy(crew):
        waiting = [threading.Thread(target=wait) for _ in range(3)]
        for one in waiting:
            one.start()
        time.sleep(3 * works.PATIENCE)
    for one in waiting:
        one.join(60)
    assert found == 3 * before
    assert crew.pids() == before


def test_shoes_of_a_stage_that_has_passed_are_not_worked_out(lesson, crew, monkeypatch):
    """Neither by a worker nor by the server: the screen is at the next stage, and asks again."""
    lesson.begin("Ann", "Bo")
    place, found, made = lesson.place("Ann"), [], []
    monkeypatch.setattr(works, "_worn", lambda *_: made.append(1))
    monkeypatch.setattr(Glance, "_panel", lambda *_: made.append(1))
    glance = Glance(place)
    key = json.loads(glance.state())["key"]
    asking = threading.Thread(target=lambda: found.append(json.loads(glance.wear("south"))))
    with busy(crew):
        asking.start()
        until(lambda: crew._of("x")._process._turns._waiting.qsize())
        place.table._works = works.Works(0)
        lesson.round("Ann", "Bo")
    asking.join(60)
    assert found == [{"key": key, "party": "south", "panel": None}]
    assert not made
    assert json.loads(glance.state())["key"] != key


COPIED = """
from ui.rooms import closing, works
from sim import game as games
from ui import offers
works.warming.ready = works.warming.compile_here = lambda: True
crew = works.Works(1)
assert crew.fork()
while not crew.ready("x"):
    crew.begin()
game = games.begin(offers.load("lab"), 7, 0, ("north", "south"))
task = closing.Task.of(game, {}, game.seats, [(seat, "uk") for seat in game.seats])
here, there = closing.close(game, task), crew.close("x", game, task)
assert there.game.mark == here.game.mark and there.pictures == here.pictures
crew.end()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no safe copies here")
def test_a_copy_of_the_server_works_as_any_worker():
    """One that was forked before there were threads closes a stage, and is killed like others."""
    done = subprocess.run([sys.executable, "-c", COPIED], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_worker_with_another_past_is_not_believed(crew):
    """A record that leads elsewhere is closed by the server, from its own position."""
    scene = offers.load("lab").with_values({"scenario.rounds": 2})
    (_, _), (game, task) = stages(scene, scene.belligerents, 2)
    wrong = closing.Task(**{**vars(task), "seed": 8})
    assert crew.close("y", game, wrong).game.mark == closing.close(game, task).game.mark


CREW = """
    crew = works.Works(1)
    crew.begin()
    while not crew.ready(""):
        time.sleep(0.05)
    print(*crew.pids(), flush=True)
    time.sleep(60)
"""
FORKED = """
    works.warming.ready = works.warming.compile_here = lambda: True
    crew = works.Works(2)
    assert crew.fork()
    crew.begin()
    while not (crew.ready("a") and crew.ready("b")):
        crew.begin()
        time.sleep(0.05)
    assert not works.Works(1).fork(), "no copy of a program with threads"
    print(*crew.pids(), flush=True)
    time.sleep(60)
"""
WORLDS = """
    asked = plan.Plan("x", "lab", ("north",))
    threading.Thread(target=comparison.compared, args=(asked, 100_000), daemon=True).start()
    while not (found := comparison.children()):
        time.sleep(0.05)
    time.sleep(1)
    print(*found, flush=True)
    time.sleep(60)
"""


def linux(*given):
    """What only Linux has."""
    return pytest.param(
        *given, marks=pytest.mark.skipif(sys.platform != "linux", reason="no safe copies here")
    )


@pytest.mark.parametrize("work", [CREW, linux(FORKED), WORLDS], ids=["stages", "copies", "worlds"])
def test_workers_end_with_their_server(tmp_path, work):
    """A server that is killed leaves none behind."""
    head = "import threading, time\nfrom ui.rooms import comparison, plan, works\n"
    file = tmp_path / "server.py"
    file.write_text(f"{head}if __name__ == '__main__':{work}", "utf-8")
    server = subprocess.Popen([sys.executable, str(file)], stdout=subprocess.PIPE, text=True)
    pids = [int(pid) for pid in server.stdout.readline().split()]
    assert pids
    assert not any(map(gone, pids))
    server.kill()
    server.wait()
    until(lambda: all(map(gone, pids)), 10)


def gone(pid):
    """Whether a process has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_machines_play_the_scenario_of_the_class(tmp_path):
    """Comparison worlds are of the class's own scenario, variant and rounds, and of its seed."""
    asked = {"scenario": "japan-1945", "counterfactual": "japan-1945/promise"}
    lesson = Lesson(tmp_path / "g.sqlite3", **asked)
    plan = lesson.room.plan
    assert plan.counterfactual == "promise"
    found = comparison.compared(plan, 2)
    lesson.house.log.close()
    assert found == comparison.shares(plan.scene(), plan.seed, 2)
    assert found["worlds"] == 2


def test_whoever_looks_on_while_a_machine_sits_in_gets_the_screen_from_the_worker(lesson):
    """A seat lent to a machine has a screen as long as somebody looks at it."""
    lesson.begin("Ann", "Bo")
    place = lesson.place("Bo")
    Glance(place).state()
    for _ in range(2):
        assert lesson.press("Ann").ok
        place.table.advance()
    assert place.name in place.table.sitting.machines
    assert lesson.press("Ann").ok
    assert place.picture() is not None
