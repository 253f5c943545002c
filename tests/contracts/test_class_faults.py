"""What goes wrong in a classroom: nothing acknowledged is lost, and a sentence says why."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest
import sqlalchemy as sa
from a_class import Lesson

from sim.acts import Act
from ui import clock
from ui.database import StoreError
from ui.rooms import house
from ui.store import Store
from ui.table import Table
from ui.words import say

FILES = ("", "-wal", "-shm")


@pytest.fixture
def running(tmp_path):
    made = Lesson(tmp_path / "kept" / "games.sqlite3")
    made.begin("Ann", "Bo")
    yield made
    made.house.log.close()


def move(lesson, to: str) -> None:
    """The database with all that belongs to it, elsewhere; `back` is where it was."""
    here, away = lesson.path, lesson.path.with_name("away.sqlite3")
    start, end = (here, away) if to == "away" else (away, here)
    for part in FILES:
        found = start.with_name(start.name + part)
        if found.exists():
            found.rename(end.with_name(end.name + part))


class TestTheDisk:
    """It is full, it is gone, somebody else holds it: refused in a sentence, and then it counts."""

    def test_full(self, running):
        """SQLite itself says so; what was there is whole; the press counts once there is room."""
        table = running.place("Ann").table
        assert running.press("Ann").ok
        with sqlite3.connect(running.path) as one:
            used = one.execute("PRAGMA page_count").fetchone()[0]
        engine = running.house.log._engine
        limit = [used]
        engine.dispose()
        sa.event.listen(
            engine, "checkout",
            lambda raw, *_: raw.execute(f"PRAGMA max_page_count = {limit[0]}"),
        )  # fmt: skip
        place = running.place("Ann")

        def talk(length):
            for k in range(400):
                table.say(place.person, place.name, "public", "x" * length, f"{length} {k}")

        for length in (480, 100, 1):
            with pytest.raises(StoreError, match="the disk is full"):
                talk(length)
        said = len(table.sitting.lines)
        told = running.press("Bo")
        assert not told.ok
        assert "the disk is full" in told.sentence
        assert (running.state("Ann"), "south" in table.sitting.acts) == ((1, "moves"), False)
        limit[0] = 1_000_000
        assert running.press("Bo").ok
        assert running.state("Ann") == (1, "answers")
        before = table.record().to_json()
        running.again()
        after = running.place("Ann").table
        assert (after.record().to_json(), len(after.sitting.lines)) == (before, said)

    def test_gone_and_back(self, running):
        """A file that was moved away takes nothing, not even unseen; it goes on when it is back."""
        assert running.press("Ann").ok
        move(running, "away")
        told = running.press("Bo")
        assert not told.ok
        assert "is not where it was" in told.sentence
        assert not running.path.exists(), "no empty file takes its place"
        move(running, "back")
        assert running.press("Bo").ok
        assert running.state("Ann") == (1, "answers")
        before = running.place("Ann").table.record().to_json()
        running.again()
        assert running.place("Ann").table.record().to_json() == before

    def test_another_file_in_its_place(self, running, tmp_path):
        """A copy that somebody put there is not written into as if it were ours."""
        assert running.press("Ann").ok
        move(running, "away")
        running.path.write_bytes(b"")
        assert "is not where it was" in running.press("Bo").sentence
        running.path.unlink()
        move(running, "back")
        assert running.press("Bo").ok

    def test_held_by_another_program(self, running):
        """A tool that keeps the file locked is named as what it is; then the press counts."""
        engine = running.house.log._engine
        sa.event.listen(engine, "checkout", lambda raw, *_: raw.execute("PRAGMA busy_timeout = 50"))
        with sqlite3.connect(running.path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            told = running.press("Ann")
            assert not told.ok
            assert "Another program is using" in told.sentence
            other.execute("ROLLBACK")
        assert running.press("Ann").ok

    def test_a_stage_that_could_not_be_closed_closes_later(self, running, monkeypatch):
        """The last press is acknowledged and kept; the clock tries again."""
        table = running.place("Ann").table
        assert running.press("Ann").ok
        write, calls = table.stream.log.append, []

        def second_time_full(*given, **more):
            calls.append(given)
            if len(calls) == 2:
                raise StoreError("store.full", path="x", reason="y")
            return write(*given, **more)

        monkeypatch.setattr(table.stream.log, "append", second_time_full)
        assert running.press("Bo").ok
        assert running.state("Ann") == (1, "moves")
        assert table.due()
        table.tick()
        assert running.state("Ann") == (1, "answers")

    def test_solo_play_has_the_same_watch(self, tmp_path):
        """One shelf, one rule."""
        store = Store(tmp_path / "games.sqlite3")
        table = Table.open("lab", 7, ("south",), store)
        for part in FILES:
            found = tmp_path / f"games.sqlite3{part}"
            if found.exists():
                found.rename(tmp_path / f"away{part}")
        told = table.submit("south", Act(), round=1, stage="moves", press="1")
        assert "is not where it was" in told.sentence


class TestTheClock:
    """Phases end by the server's own time, which neither jumps nor counts sleep."""

    def test_a_clock_that_is_set_moves_no_deadline(self, monkeypatch):
        """Ten minutes on or back on the machine's clock are nothing."""
        now = clock.server()
        begun = now()
        for jump in (600.0, -600.0):
            monkeypatch.setattr(time, "time", lambda jump=jump: begun + jump)
            assert abs(now() - begun) < 5.0

    def test_a_machine_that_stood_still_ends_no_phase(self, running, monkeypatch):
        """A lid closed for ten minutes: the clock rests with what it had, and says why."""
        table = running.place("Ann").table
        assert running.press("Ann").ok
        left = table.sitting.timer.remaining(running.clock.at)
        ended, beats = threading.Event(), []

        def wait(_):
            beats.append(1)
            if len(beats) == 2:
                running.clock.at += 600.0
            return len(beats) > 3

        monkeypatch.setattr(ended, "wait", wait)
        running.house.keep_time(ended)
        timer = table.sitting.timer
        assert (timer.resting, running.state("Ann")) == (True, (1, "moves"))
        assert timer.left == pytest.approx(left, abs=1.0)
        assert "stood still" in say(table.trouble)
        assert running.press("Bo").ok, "presses still count"
        table.resume()
        assert (table.trouble, running.state("Ann")) == ("", (1, "answers"))
        assert table.sitting.absent == []

    def test_a_slow_beat_is_no_sleep(self, running, monkeypatch):
        """A busy machine ends phases as always."""
        table = running.place("Ann").table
        running.clock.at = table.sitting.timer.deadline - 1.0
        ended, beats = threading.Event(), []

        def wait(_):
            beats.append(1)
            running.clock.at += house.NAP - 1.0
            return len(beats) > 1

        monkeypatch.setattr(ended, "wait", wait)
        running.house.keep_time(ended)
        assert running.state("Ann") == (1, "answers")
        assert not table.sitting.timer.resting

    def test_one_millisecond(self, running):
        """In time on the dot; a millisecond later the default counts, and a sentence says so."""
        table = running.place("Ann").table
        running.clock.at = table.sitting.timer.deadline
        assert running.press("Ann", Act(posture="hold")).ok
        running.clock.at += 0.001
        late = running.press("Bo", Act(posture="attack"))
        assert not late.ok
        assert "the default counts" in late.sentence
        table.tick()
        acts = table.game().played[0].acts
        assert (acts["north"].posture, acts["south"].posture) != ("attack", "attack")
        assert table.sitting.absent == [(1, "moves", "south")]


class TestTwice:
    """Tabs, double clicks and the way back: one press, one act."""

    def test_many_tabs_at_once(self, running):
        """Twenty presses of one seat in the same moment: one counts, the others say so."""
        told, start = [], threading.Barrier(20)

        def press(k):
            start.wait()
            told.append(running.press("Ann", Act(posture="hold"), press=f"tab {k}"))

        threads = [threading.Thread(target=press, args=(k,)) for k in range(20)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sum(one.ok for one in told) == 1
        keys = {one.sentence_key for one in told if not one.ok}
        assert keys <= {"table.already", "class.desk.too_fast"}
        kinds = [one.kind for one in running.house.log.read(running.id, 1)]
        assert kinds.count("act") == 1

    def test_the_same_press_from_a_page_gone_back_to(self, running):
        """A form sent again after the stage has moved on is the receipt of then, not a new act."""
        assert running.press("Ann", Act(posture="hold"), press="click").ok
        assert running.press("Bo").ok
        again = running.press("Ann", Act(posture="attack"), press="click", round=1, stage="moves")
        assert again.ok
        assert running.place("Ann").table.sitting.acts == {}
        stale = running.press("Ann", Act(), press="other", round=1, stage="moves")
        assert not stale.ok
        assert "moves" in stale.sentence or "answers" in stale.sentence
