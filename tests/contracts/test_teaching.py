"""What a teacher may do and see, and what everybody else may not."""

from __future__ import annotations

import json

import pytest
import solara

from sim.acts import Act, Proposal
from ui.pages import home, tokens
from ui.rooms import overview, panel
from ui.rooms.stream import Refused
from ui.rooms.teaching import command
from ui.table import Tables

TERMS = {"land": "quarter", "trade": "open", "name": "none"}


def minimums(running) -> list[str]:
    game = running.room.desk(1).game()
    return [f"{value:.6f}"[1:7] for m in game.log for value in (*m.minimum, *m.believed)]


def test_the_desk_tells_what_is_true(running):
    """Rounds, people, proposals, the true window and who believes in it."""
    running.press("Ann", Act(proposal=Proposal(TERMS, private=True)))
    waiting = overview.for_teacher(running.room)["tables"][0]
    assert [seat["state"] for seat in waiting["seats"]] == ["ready", "thinking"]
    running.press("Bo")
    table = overview.for_teacher(running.room)["tables"][0]
    assert (table["round"], table["clock"]["phase"]) == (1, "answers")
    assert [(p["party"], p["private"]) for p in table["proposals"]] == [("North", True)]
    measure = running.room.desk(1).game().log[-1]
    assert (table["window"] == "open") == measure.window.on_table
    assert [b["chance"] for b in table["believes"]] == list(measure.believed)


def test_the_projector_tells_no_secret(running):
    """No number, no proposal, no belief, no line, no message to one seat: only what is public."""
    running.press("Ann", Act(proposal=Proposal(TERMS, private=True)))
    running.press("Bo")
    ann = running.place("Ann")
    ann.table.say(ann.person, ann.name, "pair-north-south", "between us two", "1")
    command(running.room, {"what": "notice", "table": 1, "seat": "south", "text": "for you alone"})
    command(running.room, {"what": "notice", "text": "for everybody"})
    shown = json.dumps(overview.for_projector(running.room))
    assert "for everybody" in shown
    for hidden in ("between us two", "for you alone", "Open trade", "believe", "window"):
        assert hidden not in shown
    assert not [digits for digits in minimums(running) if digits in shown]


def test_looking_at_a_seat_is_logged_and_told(running):
    """The seat's people read that its view was opened; the other side does not."""
    found = command(running.room, {"what": "look", "table": 1, "seat": "south"})
    assert "South" in found["title"]
    kinds = {
        name: [n["kind"] for n in panel.panel(running.place(name))["notices"]]
        for name in ("Ann", "Bo")
    }
    assert kinds == {"Ann": [], "Bo": ["looked"]}
    log = running.house.log.read(running.id, 1)
    assert [one.actor for one in log if one.body.get("kind") == "looked"] == ["teacher"]


def test_one_table_or_all(running):
    """Pause, go on, extend and end reach the table named, or every table."""
    running.come("Cy")
    first, second = running.room.desk(1), running.room.desk(2)
    command(running.room, {"what": "rest", "table": 2})
    assert (first.sitting.timer.resting, second.sitting.timer.resting) == (False, True)
    command(running.room, {"what": "rest"})
    assert first.sitting.timer.resting
    command(running.room, {"what": "resume"})
    assert not second.sitting.timer.resting
    command(running.room, {"what": "finish", "table": 1})
    assert (first.over, second.over) == (True, False)
    command(running.room, {"what": "finish"})
    assert running.room.roster.phase == "over"


def test_people_are_renamed_moved_and_replaced(running):
    """A machine sits in on the teacher's word, and a chair changes hands."""
    command(running.room, {"what": "rename", "person": "p1", "name": "Anna"})
    assert running.room.roster.members["p1"].name == "Anna"
    command(running.room, {"what": "lend", "table": 1, "seat": "south"})
    assert running.room.desk(1).acting() == ("north",)
    command(running.room, {"what": "move", "person": "p2", "table": 2, "seat": "south"})
    assert running.room.desk(2).begun
    assert running.press("Bo").ok


@pytest.mark.parametrize(
    "data",
    [{}, {"what": "explode"}, {"what": "look", "table": 9, "seat": "north"},
     {"what": "look", "table": 1, "seat": "nobody"}, {"what": "extend", "seconds": "ten"},
     {"what": "move", "person": "p1", "table": 1, "seat": "west"},
     {"what": "rename", "person": "p9", "name": "x"}, {"what": "notice", "text": " "},
     {"what": "extend", "table": True, "seconds": 1}, {"what": "extend", "seconds": 1.5},
     {"what": "extend", "seconds": float("inf")}, {"what": "extend", "seconds": float("nan")},
     {"what": "move", "person": "p1", "table": 10**400, "seat": "north"}],
)  # fmt: skip
def test_commands_that_make_no_sense_change_nothing(running, data):
    """They are refused in a sentence."""
    before = [one.stream.next for one in running.room.desks()]
    with pytest.raises(Refused):
        command(running.room, data)
    assert [one.stream.next for one in running.room.desks()] == before


def test_a_server_of_classes_opens_no_game_of_its_owner(running, monkeypatch):
    """Neither the list of games on the first page, nor a game by its token."""
    tables = Tables()
    token = tables.new("lab", 1, ("north",)).listing.tokens["north"]
    monkeypatch.setattr(tokens, "shared", lambda: tables)
    assert tokens.find(token) is not None
    for module in (home, tokens):
        monkeypatch.setattr(module, "hosted", lambda: running.house)
    assert tokens.find(token) is None
    assert tokens.find(f"class-{running.id}", "wrong") is None
    place = tokens.find(f"class-{running.id}", running.keys["Ann"])
    assert (place.person, place.name) == ("p1", "north")
    monkeypatch.setattr(home, "front", lambda _: pytest.fail("the owner's games were listed"))
    _, context = solara.render(home.HomePage(), handle_error=False)
    context.close()
