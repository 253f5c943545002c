"""What a class promises to those in it: presses, the clock, talk, nothing lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from a_class import Lesson, everything

import sim
from sim.acts import Act, Proposal
from ui import offers
from ui.rooms import panel, talk
from ui.rooms.sitting import Timer
from ui.rooms.stream import Refused

OPEN = {"land": "half", "trade": "open", "name": "none"}


# -- the log ---------------------------------------------------------------------


def test_a_class_is_the_fold_of_its_log(running):
    """A server that was killed opens the same class, move for move, and its clocks rest."""
    running.round("Ann", "Bo")
    running.press("Ann", Act(proposal=Proposal(OPEN)))
    place = running.place("Ann")
    place.table.say(place.person, place.name, "public", "Hello", "1")
    before = place.table.record().to_json()
    running.again()
    after = running.place("Ann").table
    assert after.record().to_json() == before
    assert list(after.sitting.acts) == ["north"]
    assert [line["text"] for line in after.sitting.lines] == ["Hello"]
    assert after.sitting.timer.resting
    assert running.press("Bo").ok
    after.resume()
    assert running.state("Bo") == (2, "answers")


def test_nothing_counts_that_is_not_written(running, monkeypatch):
    """With a full disk a press is refused in a sentence, and counts once there is room."""
    place = running.place("Ann")

    def full(*_):
        raise sim_store_error()

    monkeypatch.setattr(place.table.stream.log, "append", full)
    receipt = running.press("Ann")
    assert not receipt.ok
    assert "disk is full" in receipt.sentence
    assert place.table.sitting.acts == {}
    monkeypatch.undo()
    assert running.press("Ann").ok


def sim_store_error():
    from ui.database import StoreError

    return StoreError("store.full", path="x", reason="y")


def test_a_table_record_opens_in_solo_play(running):
    """What a table played replays as any other game."""
    while not running.place("Ann").table.over:
        running.round("Ann", "Bo")
    record = running.place("Ann").table.record()
    assert sim.replay(record.to_json()).mark == running.place("Ann").table.game().mark


def test_a_deleted_class_leaves_nothing(running, database):
    """No name and no line is left in the database; in a file no byte of them either."""
    place = running.place("Ann")
    place.table.say(place.person, place.name, "public", "unmistakable words", "1")
    running.house.delete(running.id)
    running.house.log.close()
    left = everything(database)
    assert b"unmistakable words" not in left
    assert running.id.encode() not in left


# -- pressing ----------------------------------------------------------------------


def test_a_press_counts_once(running):
    """Sent twice, from two tabs, or by a partner: the first one counts."""
    assert running.press("Ann", Act(posture="hold")).ok
    assert running.press("Ann", Act(posture="hold")).ok
    second = running.press("Ann", Act(posture="attack"), press="another tab")
    assert not second.ok
    assert "first decision counts" in second.sentence
    assert running.place("Ann").table.sitting.acts["north"].posture == "hold"


def test_a_stage_closes_when_all_have_pressed(running):
    """Moves, answers, the question: then the next round."""
    running.press("Ann")
    assert running.state("Ann") == (1, "moves")
    running.press("Bo")
    assert running.state("Ann") == (1, "answers")
    running.press("Ann")
    running.press("Bo")
    assert running.place("Ann").table.sitting.timer.phase == "guess"
    running.guess("Ann")
    running.guess("Bo")
    assert running.state("Ann") == (2, "moves")


@pytest.mark.parametrize("late", [0.001, 5.0])
def test_the_servers_clock_decides(running, late):
    """A press after the deadline changes nothing, even before the stage was closed."""
    table = running.place("Ann").table
    running.clock.at = table.sitting.timer.deadline
    assert running.press("Bo").ok
    running.clock.at += late
    receipt = running.press("Ann")
    assert not receipt.ok
    assert "was over when this arrived" in receipt.sentence
    table.tick()
    assert running.state("Ann") == (1, "answers")
    assert table.sitting.absent == [(1, "moves", "north")]


def test_who_is_absent_takes_the_default(running):
    """An absent seat keeps its posture, proposes nothing and refuses."""
    table = running.place("Ann").table
    running.press("Bo", Act(proposal=Proposal(OPEN)))
    running.clock.at += 1000
    table.tick()
    played = table.game().played[-1]
    assert played.acts["north"].proposal is None
    running.press("Bo")
    running.clock.at += 1000
    table.tick()
    running.clock.at += 1000
    table.tick()
    answers = [s for s in table.game().played if s.stage == "answers"][-1]
    assert answers.acts["north"].answers == {"south": False}


def test_a_machine_sits_in_and_gives_back(running):
    """After two missed deadlines a machine plays; one press on the panel ends that."""
    table = running.place("Ann").table
    for _ in range(3):
        running.press("Bo")
        running.clock.at += 1000
        table.tick()
    assert table.sitting.machines == {"north"}
    assert not running.press("Ann").ok
    ann = running.place("Ann")
    table.take_back(ann.person, ann.name)
    assert table.sitting.machines == set()
    assert running.press("Ann").ok


def test_an_illegal_act_changes_nothing(running):
    """The refusal is the rules' sentence."""
    receipt = running.press("Ann", Act(aid=1))
    assert not receipt.ok
    assert "no such instrument" in receipt.sentence
    assert running.press("Ann").ok


def test_nobody_presses_for_another_seat(running):
    """A person acts for the seat they hold, and for no other."""
    ann, table = running.place("Ann"), running.place("Ann").table
    receipt = table.submit(ann.person, "south", Act(), round=1, stage="moves", press="p")
    assert not receipt.ok
    assert table.sitting.acts == {}


def test_a_lesson_goes_on_though_its_scenario_was_edited(running, monkeypatch):
    """A file that is broken now, or tells another war, changes no class that has begun."""

    def broken(_):
        raise sim.ScenarioError([])

    monkeypatch.setattr(offers, "load", broken)
    running.round("Ann", "Bo")
    assert running.state("Ann") == (2, "moves")
    assert panel.panel(running.place("Bo"))["round"] == 2
    running.come("Cy")
    assert running.place("Cy").table.begun


# -- the clock -----------------------------------------------------------------------


def test_a_resting_clock_closes_nothing(running):
    """Presses count while the clock rests; it goes on with what it had."""
    table = running.place("Ann").table
    running.clock.at += 100
    table.rest()
    assert table.sitting.timer.left == pytest.approx(80)
    running.clock.at += 10_000
    table.tick()
    assert running.press("Ann").ok
    assert running.press("Bo").ok
    assert running.state("Ann") == (1, "moves")
    table.resume()
    assert running.state("Ann") == (1, "answers")


def test_the_teacher_extends_and_closes(running):
    """A minute more, and closing now; who has not pressed is absent."""
    table = running.place("Ann").table
    before = table.sitting.timer.deadline
    table.extend(60)
    assert table.sitting.timer.deadline == before + 60
    table.advance()
    assert running.state("Ann") == (1, "answers")
    table.finish()
    assert table.over
    assert not running.press("Ann").ok


def test_a_timer_keeps_what_it_has():
    """Stopped and going on again it has the same left; one without a clock never gets one."""
    timer = Timer("moves", deadline=100.0)
    assert (timer.late(100.0), timer.late(100.1)) == (False, True)
    rested = timer.rested(70.0)
    assert (rested.resting, rested.remaining(9e9)) == (True, 30.0)
    assert rested.resumed(500.0) == Timer("moves", deadline=530.0)
    assert rested.extended(0.0, -99.0).remaining(0.0) == 0.0
    assert timer.extended(70.0, -99.0).deadline == 71.0
    assert timer.rested(99.0, least=20.0).remaining(0.0) == 20.0
    endless = Timer("moves")
    assert endless.rested(5.0).resting
    assert endless.rested(5.0).resumed(9.0) == endless
    for one in (endless, endless.rested(5.0)):
        assert (one.remaining(1.0), one.late(9e9), one.extended(1.0, 60.0)) == (None, False, one)


def test_one_module_reads_the_clock():
    """All of `ui` asks it, so that a test moves time by hand."""
    ui = Path(offers.__file__).parent
    reads = r"\btime\.(time|monotonic|sleep|perf)|datetime\.(now|today|utcnow)|date\.today"
    asking = [
        path.relative_to(ui).as_posix()
        for path in sorted(ui.rglob("*.py"))
        if re.search(reads, path.read_text("utf-8"))
    ]
    assert asking == ["clock.py"]


# -- talk -------------------------------------------------------------------------------


def test_who_hears_what():
    """Everybody, allies among themselves, pairs, and the mediator's private lines."""
    scenario = sim.load("ukraine-2022")
    found = {one.id: one for one in talk.channels(scenario)}
    assert found["side-ukraine"].parties == ("ukraine", "nato", "us")
    assert found["pair-russia-japan"].kind == "mediator"
    heard = {one.id for one in talk.heard_by(scenario, "russia")}
    assert "side-ukraine" not in heard
    assert "pair-ukraine-nato" not in heard


def test_a_seat_sees_its_own_channels_alone(tmp_path):
    """What two say to each other reaches no third seat's panel."""
    lesson = Lesson(tmp_path / "g.sqlite3", scenario="ukraine-2022", students="5")
    lesson.begin(*"abcde")
    a = lesson.place("a")
    channel = "pair-russia-ukraine"
    a.table.say(a.person, a.name, channel, "between us", "1")
    told = {name: str(panel.panel(lesson.place(name))) for name in "abcde"}
    assert [name for name in "abcde" if "between us" in told[name]] == ["a", "b"]
    c = lesson.place("c")
    with pytest.raises(Refused):
        c.table.say(c.person, c.name, channel, "I listen", "2")


# -- one program ----------------------------------------------------------------------


def test_two_servers_do_not_share_a_file(tmp_path):
    """The second one is refused in a sentence; whoever comes after the first may begin."""
    from ui.database import StoreError
    from ui.rooms.log import Log

    first, second = Log(tmp_path / "g.sqlite3"), Log(tmp_path / "g.sqlite3")
    first.own()
    with pytest.raises(StoreError, match="Another program"):
        second.own()
    first.close()
    second.own()
    second.close()
