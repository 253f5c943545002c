"""Who gets into a class, onto which chair, and with what key."""

from __future__ import annotations

import pytest
from a_class import Lesson, everything

from ui.rooms import keys, panel
from ui.rooms.pace import Buckets
from ui.rooms.place import Left
from ui.rooms.stream import Refused


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


def test_keys_are_long_and_random():
    """192 bits each; codes from letters that cannot be mistaken."""
    assert len({keys.token() for _ in range(100)}) == 100
    assert len(keys.token()) == 32
    assert not set(keys.code(1000)) & set("01OIL")
