"""What a class promises to its people and its teacher."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest
from a_class import BEST, Lesson, everything

import sim
from sim import game
from sim.acts import Act, Proposal
from ui import offers
from ui.rooms import guesses, keys, panel, talk
from ui.rooms.pace import Buckets
from ui.rooms.place import Left
from ui.rooms.sitting import Timer
from ui.rooms.stream import Refused

OPEN = {"land": "half", "trade": "open", "name": "none"}


@pytest.fixture
def lesson(database):
    made = Lesson(database)
    yield made
    made.house.log.close()


@pytest.fixture
def running(lesson):
    lesson.begin("Ann", "Bo")
    return lesson


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


# -- people ---------------------------------------------------------------------------


def test_both_sides_of_a_table_come_first(tmp_path):
    """Two people play each other before anybody plays machines alone; teams come last."""
    lesson = Lesson(tmp_path / "g.sqlite3", scenario="ukraine-2022", students="20", team="2")
    lesson.come(*"abcdefgh")
    places = [(m.table, m.seat) for m in lesson.room.roster.members.values()]
    sides = ("russia", "ukraine")
    assert places[:4] == [(1, sides[0]), (1, sides[1]), (2, sides[0]), (2, sides[1])]
    assert {table for table, _ in places} == {1, 2}
    assert [seat for _, seat in places[4:]] == ["japan", "nato", "us", "japan"]


def test_late_people_take_a_machines_chair(running):
    """A third person opens the second table, where the other side is a machine."""
    running.come("Cy")
    assert running.place("Cy").table.number == 2
    assert running.press("Cy").ok
    assert running.state("Cy") == (1, "answers")


def test_who_comes_after_a_table_ended_opens_one_for_a_side(tmp_path):
    """The chairs left there are nobody's any more; a new table begins with a belligerent."""
    lesson = Lesson(tmp_path / "g.sqlite3", scenario="ukraine-2022", students="2")
    lesson.begin("a", "b")
    lesson.room.desk(1).finish()
    lesson.come("c")
    c = lesson.place("c")
    assert (c.table.number, c.name) == (2, "russia")
    assert c.table.begun


def test_keys_are_kept_as_digests(running, database):
    """No key that opens anything is in the database, and each opens one seat."""
    link = running.room.link("p1", "teacher")
    data = everything(database)
    assert keys.digest(link).encode() in data
    assert not any(key.encode() in data for key in [*running.keys.values(), link])
    assert running.place("Ann").name != running.place("Bo").name
    assert running.room.place("x" * 32) is None


def test_a_link_moves_a_seat_once(running):
    """The other device gets a key of its own; the first one's opens nothing any more."""
    first = running.place("Ann")
    link = running.room.link("p1", "p1")
    key = running.room.take_over(link)
    with pytest.raises(Refused):
        running.room.take_over(link)
    assert running.room.place(running.keys["Ann"]) is None
    assert not first.held()
    with pytest.raises(Left):
        first.view()
    assert panel.panel(first) == {"left": True}
    again = running.room.place(key)
    assert (again.person, again.name) == ("p1", first.name)


def test_who_was_moved_sees_the_old_chair_no_more(running):
    """An open tab of the old chair gets nothing; a machine sits there now."""
    before = running.place("Bo")
    running.room.move("p2", 2, "north")
    with pytest.raises(Left):
        before.view()
    assert running.place("Bo").table.number == 2
    assert running.room.desk(1).acting() == ("north",)
    running.room.remove("p2")
    assert running.room.place(running.keys["Bo"]) is None


def test_codes_expire_and_stand_guessing(lesson):
    """A code is good for three hours, or until the teacher makes another one."""
    code = lesson.room.roster.code
    assert lesson.house.by_code(f" {code[:3]}-{code[3:].lower()} ") is lesson.room
    lesson.room.new_code()
    with pytest.raises(Refused):
        lesson.house.by_code(code)
    fresh = lesson.room.roster.code
    lesson.clock.at += 3 * 3600 + 1
    with pytest.raises(Refused):
        lesson.house.by_code(fresh)
    assert [guess(lesson) for _ in range(1000)].count("class.join.wait") > 500


def guess(lesson, address="192.0.2.1"):
    """What a wrong code is told."""
    with pytest.raises(Refused) as refusal:
        lesson.house.by_code("AAAAAA", address)
    return refusal.value.key


def test_a_stranger_locks_nobody_out(lesson):
    """Whoever guesses from elsewhere uses up their own guesses; the class comes in."""
    code = lesson.room.roster.code
    while guess(lesson, "203.0.113.9") != "class.join.wait":
        pass
    with pytest.raises(Refused):
        lesson.house.by_code(code, "203.0.113.9")
    for _ in range(1000):
        assert lesson.house.by_code(code, "192.0.2.1") is lesson.room


def test_many_strangers_lock_nobody_out_who_is_in(lesson):
    """All addresses together have a budget; where somebody came from already is not in it."""
    code = lesson.room.roster.code
    lesson.house.by_code(code, "2001:db8::1")
    told = [guess(lesson, f"203.0.{k // 250}.{k % 250}") for k in range(3000)]
    assert told.count("class.join.wait") == 1000
    with pytest.raises(Refused):
        lesson.house.by_code(code, "192.0.2.1")
    assert lesson.house.by_code(code, "2001:db8::2") is lesson.room
    lesson.clock.at += 1
    assert lesson.house.by_code(code, "192.0.2.1") is lesson.room


def test_buckets_fill_again():
    """Twenty at once, then as the rate says."""
    at = [0.0]
    bucket = Buckets(lambda: at[0], rate=1.0, size=3.0)
    assert [bucket.take("a") for _ in range(4)] == [True, True, True, False]
    assert bucket.take("b")
    at[0] = 1.0
    assert [bucket.take("a") for _ in range(2)] == [True, False]


def test_a_teachers_link_works_once(lesson):
    """It is traded for a key that goes on opening the office, after a restart too."""
    link = lesson.house.new_link()
    key = lesson.house.admit(link)
    with pytest.raises(Refused):
        lesson.house.admit(link)
    assert lesson.house.teaches(key)
    lesson.again()
    assert lesson.house.teaches(key)
    assert not lesson.house.teaches(link)


@pytest.mark.parametrize("name", ["", "  ", "\x00\x07"])
def test_a_name_is_needed(lesson, name):
    """A name of nothing is refused; long ones are cut, and nobody is called like another."""
    with pytest.raises(Refused):
        lesson.room.join(name)
    lesson.come("A" * 500, "a" * 500)
    names = [m.name for m in lesson.room.roster.members.values()]
    assert names == ["A" * 40, "a" * 40 + " 2"]


@pytest.mark.parametrize(
    "form",
    [{"scenario": "nowhere"}, {"students": "many"}, {"rounds": "-1"}, {"moves": "nan"},
     {"students": "1e9"}, {"seed": "-4"}],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(lesson, form):
    """In a sentence, and no class is made."""
    with pytest.raises(Refused):
        lesson.house.create({"scenario": "lab", **form})
    assert list(lesson.house.rooms) == [lesson.id]


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


# -- the question --------------------------------------------------------------------------


def test_the_question_tells_no_secret():
    """Its packages follow from public knowledge: other secrets of the other, the same question."""
    played = game.play(game.begin(sim.load("lab"), 3), {})
    private = played.world.private
    values = private.utility.copy()
    values[1] = np.roll(values[1], 3)
    other = private._replace(utility=values, own=private.own * 1.1)
    changed = dataclasses.replace(played, world=played.world._replace(private=other))
    public = ("about", "packages", "terms", "public", "issue", "base", "ladder", "public_ladder")
    one, two = guesses.question(played, "north"), guesses.question(changed, "north")
    assert {k: one[k] for k in public} == {k: two[k] for k in public}
    assert len(set(one["packages"])) == 5


def test_the_truth_scores_best(running):
    """Who says what is so gets zero; who is sure of the contrary gets one."""
    running.press("Ann")
    running.press("Bo")
    table = running.place("Ann").table
    asked = table.question("north")
    blank = guesses.Guess((0.5,) * 5, 0, 0, 0)
    first = guesses.score(table.game(), 1, asked, blank)
    assert first.brier == pytest.approx(0.25)
    right = guesses.Guess(tuple(float(t) for t in first.truth), *(first.limit,) * 3)
    best = guesses.score(table.game(), 1, asked, right)
    assert (best.brier, best.interval, best.skill) == (0.0, 0.0, 1.0)
    wrong = guesses.Guess(tuple(1.0 - t for t in right.chances), 0, 0, 0)
    assert guesses.score(table.game(), 1, asked, wrong).brier == 1.0


@pytest.mark.parametrize(
    "body",
    [None, {}, {**BEST, "chances": [0.5] * 4}, {**BEST, "chances": [2.0] * 5},
     {**BEST, "low": 2, "best": 1}, {**BEST, "high": 99}, {**BEST, "chances": "aaaaa"}],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_refused(running, body):
    """In a sentence, and a fitting one counts afterwards."""
    running.press("Ann")
    running.press("Bo")
    place = running.place("Ann")
    with pytest.raises(Refused):
        place.table.guess(place.person, place.name, body, "1")
    running.guess("Ann")


def test_a_round_waits_half_a_minute_for_answers(running):
    """Then it closes without them."""
    for _ in range(2):
        running.press("Ann")
        running.press("Bo")
    table = running.place("Ann").table
    assert running.state("Ann") == (1, "answers")
    running.clock.at += 31
    table.tick()
    assert running.state("Ann") == (2, "moves")


# -- keys --------------------------------------------------------------------------------------


def test_keys_are_long_and_random():
    """192 bits each; codes from letters that cannot be mistaken."""
    assert len({keys.token() for _ in range(100)}) == 100
    assert len(keys.token()) == 32
    assert not set(keys.code(1000)) & set("01OIL")


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
