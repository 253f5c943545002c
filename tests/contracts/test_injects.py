"""Events that a teacher brings on: they change numbers, are written, and are played again."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import zipfile
from functools import cache

import numpy as np
import pytest
from a_class import Lesson
from small_worlds import everything, harbour

import sim
from sim import game, injects
from sim.game import Game
from sim.injects import InjectError
from sim.record import Record, RecordError
from ui.doors import look_back
from ui.rooms import export
from ui.rooms.overview import for_teacher
from ui.rooms.story import story
from ui.rooms.stream import Refused
from ui.rooms.teaching import command
from ui.store import Store
from ui.table import Table

OWN_DATE = 3
"""The round in which the harbour has its storm."""


def on(found: Game, rounds: int = 1) -> Game:
    for _ in range(2 * rounds):
        found = game.play(found, {})
    return found


@cache
def stormy() -> Game:
    """The harbour with its storm a round early, up to its own date and past it."""
    return on(game.inject(game.begin(harbour(), 5), "storm"), 3)


def storms(found: Game) -> list[int]:
    return [e.round for e in found.events if e.kind == "event" and e.data["id"] == "storm"]


class TestTheGame:
    """An inject is a date, and no rule of its own."""

    def test_it_changes_what_the_event_says_and_nothing_before(self):
        """Bit by bit the world in which the event had that date from the beginning."""
        brought = on(game.inject(game.begin(harbour(), 5), "storm"))
        dated = on(game.begin(harbour().with_events({"storm": 2}), 5))
        plain = on(game.begin(harbour(), 5))
        for ours, theirs in zip(everything(brought), everything(dated), strict=True):
            assert np.array_equal(ours, theirs)
        assert not np.array_equal(brought.world.public.standing, plain.world.public.standing)
        assert storms(brought) == storms(dated) == [2]
        assert brought.mark != plain.mark

    def test_it_comes_once(self):
        """Not again on its own date."""
        assert stormy().round > OWN_DATE
        assert storms(stormy()) == [2]

    def test_a_game_without_is_as_it_was(self):
        """Neither record nor mark knows of injects where there are none."""
        plain = on(game.begin(harbour(), 5), 2)
        assert "injected" not in Record.of(plain).to_json()
        assert injects.due(plain.scenario, ()) is plain.scenario

    def test_what_history_brings_after_the_end_can_be_brought_on(self):
        """A lesson of few rounds cuts the calendar, not the list."""
        short = harbour().with_values({"scenario.rounds": 2})
        begun = game.begin(short, 5)
        assert [one.id for one in short.events] == []
        assert [one.id for one in injects.offered(begun)] == ["storm"]
        assert storms(on(game.inject(begun, "storm"))) == [2]

    @pytest.mark.parametrize(
        ("found", "event", "key"),
        [
            (lambda: game.begin(harbour(), 5), "flood", "no_event"),
            (lambda: game.inject(game.begin(harbour(), 5), "storm"), "storm", "came"),
            (lambda: on(game.begin(harbour(), 5)), "storm", "came"),
            (stormy, "storm", "came"),
            (lambda: on(game.begin(harbour().with_values({"scenario.rounds": 2}), 5)), "storm",
             "no_round"),
        ],
        ids=["unknown", "twice", "comes anyway", "has come", "last round"],
    )  # fmt: skip
    def test_what_cannot_come(self, found, event, key):
        """A sentence says why; the game is as it was."""
        with pytest.raises(InjectError, match=event) as refusal:
            game.inject(found(), event)
        assert refusal.value.key == key

    def test_an_event_of_war_is_not_offered_in_a_ceasefire(self):
        """It would not come."""
        scenario = sim.load("ukraine-2022").with_values({"scenario.rounds": 3})
        begun = game.begin(scenario, 1)
        wars = {one.id for one in scenario.every_event if one.war_only}
        assert wars & {one.id for one in injects.offered(begun)}
        state = begun.world.public.state.copy()
        state[sim.columns.W_PHASE] = sim.rules.CEASEFIRE
        public = begun.world.public._replace(state=state)
        resting = game.replace(begun, world=begun.world._replace(public=public))
        assert not wars & {one.id for one in injects.offered(resting)}


class TestTheRecord:
    """Scenario, seed, acts and what was brought on: from them all is played again."""

    def test_it_replays_and_verifies(self):
        """With every mark and event, also what machines judge."""
        told = Record.of(stormy()).to_json()
        again = sim.replay(told, verify=True)
        assert (again.mark, again.events) == (stormy().mark, stormy().events)
        assert json.loads(told)["stages"][0]["injected"] == ["storm"]
        assert Record.of(again).to_json() == told

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            (None, "Round 1|round 1, moves"),
            (["flood"], "no event called flood"),
            (["storm", "storm"], "has come"),
            ("storm", "must be a list"),
            ([1], "must be a list"),
        ],
    )
    def test_a_changed_inject_is_found(self, changed, words):
        """Where it stands, in a sentence."""
        body = Record.of(stormy()).to_dict()
        if changed is None:
            del body["stages"][0]["injected"]
        else:
            body["stages"][0]["injected"] = changed
        with pytest.raises(RecordError, match=words):
            sim.replay(body)

    def test_it_opens_on_the_shelf_and_is_rewound(self):
        """In solo play: filed, resumed, shown at an earlier round."""
        store = Store.memory()
        table = Table.from_record(Record.of(stormy()), store)
        again = Table.resume(table.id, store)
        assert storms(again.game()) == [2]
        assert again.record().to_json() == table.record().to_json()
        again.back(2)
        assert (again.game().round, storms(again.game())) == (2, [2])


# -- in a class --------------------------------------------------------------------


@pytest.fixture
def lesson(database):
    """Two tables of Portsmouth 1905, cut before the council of round 4."""
    form = {"scenario": "portsmouth-1905", "seats": ["japan", "russia"], "no_question": "on"}
    made = Lesson(database, **form)
    made.begin("Ann", "Bo", "Cy", "Di")
    yield made
    made.house.log.close()


def councils(desk) -> list[int]:
    return [e.round for e in desk.game().events if e.data.get("id") == "council"]


def at_table_one(lesson) -> tuple[str, ...]:
    return tuple(n for n in lesson.keys if lesson.place(n).table.number == 1)


def test_one_table_gets_it_and_the_other_does_not(lesson):
    """In the next round, with its numbers, in students' own chronicle; the desk says so."""
    one, other = lesson.room.desk(1), lesson.room.desk(2)
    command(lesson.room, {"what": "inject", "table": 1, "event": "council"})
    assert (councils(one), one.round) == ([], 1)
    desk = for_teacher(lesson.room)["tables"][0]
    assert desk["offered"] == []
    assert ["Comes in round 2" in line for line in desk["brought"]] == [True]
    lesson.round(*lesson.keys)
    assert (councils(one), councils(other)) == ([2], [])
    japan = list(one.game().scenario.parties).index("japan")
    raised = [d.game().world.public.standing[japan, sim.columns.S_DISCONTENT] for d in (one, other)]
    assert raised[0] > raised[1]
    seen = lesson.place(at_table_one(lesson)[0]).view()
    assert any(e.kind == "event" and e.data["id"] == "council" for e in seen.events)
    assert "round 2" in for_teacher(lesson.room)["tables"][0]["brought"][0]


def test_it_is_in_the_log_and_survives_a_restart(lesson):
    """The table is the fold of what happened, this too, with presses before and after."""
    ann = at_table_one(lesson)[0]
    assert lesson.press(ann).ok
    command(lesson.room, {"what": "inject", "table": 1, "event": "council"})
    lesson.again()
    desk = lesson.room.desk(1)
    assert [one.event for one in desk.game().injected] == ["council"]
    assert len(desk.sitting.acts) == 1
    desk.resume()
    lesson.room.desk(2).resume()
    for name in lesson.keys:
        lesson.press(name)
    lesson.round(*lesson.keys)
    before = desk.record().to_json()
    assert councils(desk) == [2]
    lesson.again()
    assert lesson.room.desk(1).record().to_json() == before
    kinds = [one.kind for one in lesson.house.log.read(lesson.id, 1)]
    assert kinds.count("inject") == 1


def test_to_all_tables_at_once(lesson):
    """Each in its own next round; one that has it already keeps it once."""
    command(lesson.room, {"what": "inject", "table": 2, "event": "council"})
    command(lesson.room, {"what": "inject", "event": "council"})
    assert [len(desk.game().injected) for desk in lesson.room.desks()] == [1, 1]
    with pytest.raises(Refused) as refusal:
        command(lesson.room, {"what": "inject", "event": "council"})
    assert refusal.value.key == "class.inject.came"


@pytest.mark.parametrize(
    ("event", "key"), [("", "no_event"), ("<b>", "no_event"), ("council", "no_table")]
)
def test_what_a_teacher_cannot_bring_on(lesson, event, key):
    """A sentence, and nothing is written."""
    if key == "no_table":
        lesson.room.finish()
    written = len(lesson.house.log.read(lesson.id, 1))
    with pytest.raises(Refused) as refusal:
        command(lesson.room, {"what": "inject", "table": 1, "event": event})
    assert refusal.value.key == f"class.inject.{key}"
    assert len(lesson.house.log.read(lesson.id, 1)) == written


def test_it_goes_home(lesson):
    """In the data, in the debrief, and in a record that solo play opens."""
    command(lesson.room, {"what": "inject", "table": 1, "event": "council"})
    lesson.round(*lesson.keys)
    lesson.room.finish()
    packed = zipfile.ZipFile(io.BytesIO(export.archive(lesson.room, False)))
    rows = list(csv.DictReader(io.StringIO(packed.read("events.csv").decode())))
    place = {"table": "1", "round": "1", "stage": "moves", "due": "2", "came": "True"}
    assert rows == [{**place, "event": "council"}]
    table = Table.from_record(Record.from_json(packed.read("records/table-1.json")))
    assert councils(table) == [2]
    told = story(lesson.room.desk(1))
    page = look_back._report(lesson.room, False).body.decode()
    assert "none that were brought on here" not in page
    shares = {"opened": 0.5, "recognised": 0.5, "signed": 0.5, "missed": 0.5, "worlds": 10}
    lesson.room.roster = dataclasses.replace(lesson.room.roster, machines=shares)
    assert "none that were brought on here" in look_back._report(lesson.room, False).body.decode()
    assert any("A council in Tokyo" in part for part in look_back._table(told))
    assert not any("council" in part for part in look_back._table(story(lesson.room.desk(2))))


def test_the_teacher_reads_what_it_changes(lesson):
    """Title, date and numbers of every event, in words."""
    events = {one["id"]: one for one in for_teacher(lesson.room)["events"]}
    assert "28 August 1905" in events["council"]["title"] or "1905" in events["council"]["title"]
    assert events["council"]["changes"] == "It changes: discontent at home of Japan +75 of 100."


def test_every_field_an_event_may_change_has_a_name():
    """No key on the screen."""
    from sim.scenario.numbers import EVENT_PUBLIC, EVENT_STANDING
    from ui.words import known

    assert all(known(f"class.inject.field_{f}") for f in (*EVENT_PUBLIC, *EVENT_STANDING))
