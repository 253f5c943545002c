"""Branches share their first rounds, go on otherwise, and tell nothing before its time."""

from __future__ import annotations

from typing import Any

import pytest
from own_table import finish, in_memory, plain, play, press  # noqa: F401  a fixture is used by name

import sim
from sim.acts import Act, Proposal
from sim.game import Game
from ui.app import _may_take
from ui.charts.branches import column
from ui.pages.branching import branched, offer
from ui.pages.compare import compared
from ui.pages.debrief import uncovered
from ui.table import Hidden, NoBranch, Seat, Tables

FORMULA = {"eight": "agreed", "sakhalin": "south", "money": "keep"}


pytestmark = pytest.mark.usefixtures("plain")


def sit(tables: Tables, seed: int = 3, **more: Any) -> Seat:
    table = tables.new("lab", seed, ("north",), **more)
    return Seat(table, "north", table.listing.tokens["north"])


def test_a_branch_shares_the_rounds_before_and_goes_its_own_way(tables: Tables) -> None:
    """Stage for stage, mark for mark up to there; what follows is another game."""
    seat = play(sit(tables), 3)
    whole = seat.table.game().played
    other = tables.branch(seat, 2)
    assert (other.table.game().round, other.table.game().stage) == (2, "moves")
    assert [s.mark for s in other.table.game().played] == [s.mark for s in whole[:2]]
    press(other, Act(posture="stand_down"))
    press(other)
    assert other.table.game().played[2].mark != whole[2].mark
    assert [s.mark for s in seat.table.game().played] == [s.mark for s in whole]
    again = sim.replay(other.table.record())
    assert [s.mark for s in again.played] == [s.mark for s in other.table.game().played]
    assert (again.seed, again.scenario) == (seat.table.game().seed, seat.table.game().scenario)


def test_it_is_marked_and_found_after_a_restart(tables: Tables) -> None:
    seat = play(sit(tables), 2)
    second = tables.branch(tables.branch(seat, 2), 1)
    about = Tables(tables.store).seat(second.token).table.listing.about  # type: ignore[union-attr]
    assert (about["kind"], about["root"], about["round"]) == ("branch", seat.table.id, 1)
    assert next(one.table.id for one in tables.family(second)) == seat.table.id
    assert len(tables.family(seat)) == 3


def test_the_truth_of_an_open_game_is_not_told_by_its_branch(tables: Tables) -> None:
    """A branch played to its end shows nothing hidden until the game it left is over too."""
    short = sim.load("lab").with_values({"scenario.rounds": 3})
    table = tables.new(short, 3, ("north",))
    seat = play(Seat(table, "north", table.listing.tokens["north"]), 1)
    deeper = tables.branch(tables.branch(seat, 1), 1)
    finish(deeper)
    with pytest.raises(Hidden):
        deeper.table.truth()
    assert uncovered(deeper) is None
    assert (deeper.debrief(), bool(deeper.later())) == ("", True)
    shown = compared(seat)
    assert [one["known"] for one in shown["games"]] == [False] * 3
    assert {day["sort"] for one in shown["games"] for day in one["days"]} <= {
        "believed", "unknown", "rest",
    }  # fmt: skip
    # what stands between, open as well, keeps it back as the first does
    finish(seat)
    with pytest.raises(Hidden):
        deeper.table.truth()
    finish(tables.family(seat)[1])
    assert deeper.table.truth().rounds
    assert deeper.debrief() == f"/debrief/{deeper.token}"


def test_a_column_without_the_truth_reads_no_row_but_the_seats_own(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the others' real values are, a signed game looks the same from here."""
    table = tables.new("portsmouth-first", 5, ("japan",))
    seat = Seat(table, "japan", table.listing.tokens["japan"])
    press(seat, Act(proposal=Proposal(FORMULA, False)))
    press(seat)
    shown = seat.table.game()
    assert shown.signed_terms() is not None
    before = column(shown, None, "japan", 0)
    real = Game.real_values

    def others_otherwise(game: Game, round: int) -> Any:
        values, minimums = (array.copy() for array in real(game, round))
        values[1:], minimums[1:] = 7.0, 9.0
        return values, minimums

    def forbidden(*_: Any) -> Any:
        raise AssertionError("the truth was asked for")

    monkeypatch.setattr(Game, "real_values", others_otherwise)
    monkeypatch.setattr(Game, "real_surplus", forbidden)
    assert column(shown, None, "japan", 0) == before


@pytest.mark.parametrize("round", [0, -1, 4, 99])
def test_a_round_that_was_not_played_is_refused_in_words(tables: Tables, round: int) -> None:
    seat = play(sit(tables), 2)
    with pytest.raises(NoBranch, match="no such round"):
        tables.branch(seat, round)
    assert len(tables.list()) == 1


@pytest.mark.parametrize("round", ["2", None, 1.5, True])
def test_what_no_page_would_send_is_refused(tables: Tables, round: Any) -> None:
    with pytest.raises(NoBranch):
        branched(play(sit(tables), 2), {"round": round})


def test_games_of_several_people_have_no_branch_while_they_go_on(tables: Tables) -> None:
    """With others at the table, a branch would show what they are about to do."""
    table = tables.new("lab", 3, ("north", "south"))
    seat = Seat(table, "north", table.listing.tokens["north"])
    with pytest.raises(NoBranch, match="over"):
        tables.branch(seat, 1)
    assert offer(seat)["from"] == []
    assert not _may_take(seat)


def test_a_watched_game_has_none(tables: Tables) -> None:
    table = tables.new("lab", 3, ())
    assert offer(Seat(table, "", table.listing.tokens[""])) == {}
    with pytest.raises(NoBranch):
        tables.branch(Seat(table, "", table.listing.tokens[""]), 1)


def test_a_branch_of_a_first_game_has_no_guide(tables: Tables) -> None:
    table = tables.new("portsmouth-first", 5, ("japan",), about={"kind": "first"})
    seat = Seat(table, "japan", table.listing.tokens["japan"])
    press(seat)
    press(seat)
    assert tables.branch(seat, 1).kind == "branch"
