"""The first game: its world has what it teaches, its guide is kept, its end hides nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import sim
from sim import compiled, game
from sim.acts import Act, Proposal
from ui import components, first
from ui.charts.lesson import lesson
from ui.pages.debrief import uncovered
from ui.pages.glance import Glance
from ui.pages.home import front
from ui.store import Store
from ui.table import Tables
from ui.words import say, sentences

PLAIN = {"eight": "agreed", "sakhalin": "none", "money": "ransom"}
FORMULA = {"eight": "agreed", "sakhalin": "south", "money": "keep"}


def played(*plan: Mapping[str, str] | None) -> game.Game:
    """The first game with these terms tabled by Japan, round by round, to its end."""
    one = game.begin(sim.load(first.SCENARIO), first.SEED, seats=(first.SEAT,))
    todo = list(plan)
    while one.stage != "over":
        act = Act()
        if one.stage == "moves" and todo and (terms := todo.pop(0)):
            act = Act(proposal=Proposal(dict(terms), False))
        one = game.play(one, {first.SEAT: act})
    return one


@pytest.fixture(scope="module")
def guided() -> game.Game:
    with compiled.interpreted():
        return played(PLAIN, None, FORMULA)


def test_the_window_is_shut_in_plain_words_and_a_formula_opens_it(guided: game.Game) -> None:
    """Held in every round of war: or else the guide would teach what is not so."""
    fought = [one.window for one in guided.log if one.window.fighting]
    assert len(fought) == guided.scenario.rounds == 3
    assert not any(window.on_table for window in fought)
    assert all(window.with_formula for window in fought)


def test_a_no_tells_and_the_formula_is_signed(guided: game.Game) -> None:
    """Plain words look possible at first, hardly after the refusal; the formula passes."""
    p = list(guided.scenario.parties).index(first.SEAT)
    before, after = (guided.log[k].of(p).believed for k in (0, 1))
    assert before > 0.25
    assert after < before / 2
    assert guided.ending == "held"
    assert guided.signed_terms() is not None


def test_it_is_a_real_game_and_other_ways_are_open() -> None:
    """Who says nothing ends without agreement; who begins with the formula is done at once."""
    with compiled.interpreted():
        assert played().ending == "never agreed"
        assert played(FORMULA).round < 3


@pytest.mark.parametrize("plan", [(PLAIN, None, FORMULA), (), (FORMULA,)])
def test_its_debrief_says_what_was_hidden(plan: tuple[Mapping[str, str] | None, ...]) -> None:
    with compiled.interpreted():
        over = played(*plan)
        told = lesson(over, sim.windows.truth(over), first.SEAT)
    russia = over.scenario.parties["russia"]
    assert told["profile"]["title"] in {profile.title for profile in russia.profiles.values()}
    assert len(told["windows"]) == len(over.log)
    assert told["guesses"]
    assert told["ended"]
    assert "screen." not in json.dumps(told)


def test_it_stays_on_the_shelf_and_hides_what_it_must() -> None:
    store = Store.memory()
    tables = Tables(store)
    with compiled.interpreted():
        token = first.begin(tables)
        seat = Tables(store).seat(token)
        assert seat is not None
        assert seat.kind == first.KIND
        assert json.loads(Glance(seat).state())["coach"] is True
        assert uncovered(seat) is None
        assert front(tables)["first"] == {"url": f"/game/{token}"}
        other = tables.new("lab", 3, ("north",))
        assert (
            json.loads(Glance(tables.seat(other.listing.tokens["north"])).state())["coach"] is False
        )
    assert "about" not in seat.table.record().to_dict()


def test_the_guide_names_words_that_are_explained() -> None:
    """Every word marked in a sentence or named beside a panel is in the glossary."""
    explained = {key.split(".")[2] for key in sentences() if key.startswith("screen.glossary.")}
    marked = {n for text in sentences().values() for n in re.findall(r"\[\[(\w+)\|", text)}
    folder = Path(components.__file__).parent
    for file in folder.glob("*.vue"):
        for names in re.findall(r"<explained[^>]*:names=\"\[(.*?)\]\"", file.read_text()):
            marked |= set(re.findall(r"'(\w+)'", names))
    assert len(marked) > 20
    assert marked <= explained
    for name in marked:
        assert say(f"screen.glossary.{name}.text") != f"screen.glossary.{name}.text"


def test_the_analysts_say_whether_to_accept_and_why() -> None:
    """A hint while answers are due weighs the offer against the minimum and against waiting."""
    with compiled.interpreted():
        for seed in range(6):
            table = Tables(Store.memory()).new("lab", seed, ("north",))
            seat = table, table.listing.tokens["north"]
            table.submit("north", Act(), round=1, stage="moves", press="a-press-of-mine")
            view = table.view("north")
            if not view.open:
                continue
            place = Tables(table.store).seat(seat[1])
            assert place is not None
            panel = json.loads(Glance(place).advise())["panel"]
            assert len(panel["answers"]) == len(view.open)
            surplus = view.open[0].value - view.reservation
            assert ("refuse" in panel["answers"][0]["text"]) == (surplus < 0)
            return
    pytest.fail("nobody proposed anything")
