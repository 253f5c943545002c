"""What is drawn of a game after its end, with the truth beside what was believed."""

import base64
import json

import numpy as np
import pytest
from drawn import panel, screens

import sim
from sim import beliefs, game, windows
from sim.validation import coalitions
from ui.charts import (
    looking_back,
    packages,
    reckoning,
    referee,
    truth,
)
from ui.words import say


@pytest.mark.parametrize("scenario", ["lab", "ukraine-2022"])
@pytest.mark.parametrize("you", [True, False])
def test_what_could_have_been_known_is_laid_beside_the_truth(scenario, you):
    """Two fans on one scale with the true minimum, spread and error in words, what was there."""
    position = game.begin(sim.load(scenario), seed=3)
    while position.stage != "over" and position.round < 9:
        position = game.play(position, {})
    first, second = position.scenario.belligerents
    shown = looking_back.looked_back(position, second, first, you)
    then, later = shown["fans"]
    place = list(position.scenario.parties).index(first)
    true = [round(measure.minimum[place], 4) for measure in position.log]
    assert then["truth"]["values"] == later["truth"]["values"] == true
    assert then["range"] == later["range"]
    for row in (*then["rows"], *later["rows"]):
        assert then["range"][0] < row[2] <= row[-1] < then["range"][1]
    words = [*shown["spread"], *shown["overlooked"], *(clue["toward"] for clue in shown["clues"])]
    assert len(words) >= 3
    assert not [text for text in words if "screen." in text or "{" in text]
    json.dumps(shown, allow_nan=False)


def test_the_timeline_is_of_the_war(ended):
    """Rounds of a ceasefire have no window to believe in, and are not drawn as if they had."""
    view = game.look(ended, "north")
    (line,) = screens(view)[0]["timeline"]
    fought = [moment.round for moment in view.history if moment.public["phase"] == 0]
    assert [point["round"] for point in line["values"]] == fought


def test_the_true_plane_marks_exactly_the_true_window(ended):
    """Terms coloured as inside are those that pass and were voiced, in every round."""
    told = windows.truth(ended)
    for window in told.rounds:
        shown = truth.scene(ended, told, window.round, ended.scenario.belligerents)
        codes = np.frombuffer(base64.b64decode(shown["inside"]), dtype=np.uint8)
        _, passes = ended.real_surplus(window.round)
        assert (codes == truth.INSIDE).sum() == (passes & ended.voiced(window.round)).sum()
        assert shown["state"] == truth.verdict(window)
        assert say(f"screen.scene.state_{shown['state']}", round=1) != "screen.scene.state"
        json.dumps(shown, allow_nan=False)


@pytest.mark.parametrize("seat", ["", "north", "south"])
def test_debrief_counts_what_was_open(ended, seat):
    """The debrief's open rounds, episodes and mirages are the referee's."""
    told = windows.truth(ended)
    page = reckoning.debrief(ended, told, seat)
    assert [e["start"] for e in page["episodes"]] == [e.start for e in told.episodes]
    assert page["facts"][1]["value"] == str(len(truth.opened(told)))
    assert len(page["errors"]) == (1 if seat else 2)
    seen = reckoning.debrief(ended, told, seat, seen=True)["errors"]
    assert len(seen) == 2
    assert [bool(one["head"]) for one in seen] == [False, bool(seat)]
    assert page["questions"] == list(ended.scenario.questions)
    json.dumps(page, allow_nan=False)


def test_packages_value_terms_for_everybody(ended):
    """Every package names what it addresses and what it was worth to each party."""
    for package in packages.packages(ended, windows.truth(ended)):
        assert len(package["values"]) == len(ended.scenario.parties)
        assert package["text"]


def test_who_is_not_asked_crosses_no_red_line():
    """A party without a say in terms is said to have none; a red line is told where one is."""
    ended, kinds = game.run(game.begin(sim.load("portsmouth-1905"), seed=3)), set()
    for package in packages.packages(ended, windows.truth(ended)):
        number = next(
            n for n in range(ended.arena.needs.size)
            if packages.terms_text(ended.scenario, packages.terms_of(ended, n)) == package["text"]
        )  # fmt: skip
        for p, worth in enumerate(package["values"]):
            named = p in ended.arena.belligerent or bool((ended.arena.needs[number] >> p) & 1)
            red = bool(ended.world.private.red[p, number])
            assert worth["asked"] == ("unasked" if not named else "red" if red else "own")
            assert (worth["surplus"] is None) == (worth["asked"] != "own")
            kinds.add(worth["asked"])
    assert {"own", "unasked"} <= kinds


def test_the_referee_sees_the_window_as_it_goes(played):
    """The board of a watched game says whether a window is open now."""
    told = windows.truth(played)
    shown = referee.board(played, told, played.round, False)
    assert shown["round"] == played.round
    assert {party["id"] for party in shown["parties"]} == set(played.scenario.parties)
    json.dumps(shown, allow_nan=False)


def test_how_others_see_a_seat_stands_beside_what_is_so(played):
    """An estimate beside the seat's own minimum, and its own profile among those it may have."""
    view = game.look(played, "ukraine")
    analysis = beliefs.analyse(view)
    sees = panel(view, analysis, "russia")["sees"]
    assert sees["real"] == view.reservation
    assert sees["low"] <= sees["mean"] <= sees["high"]
    assert sees["profile"] in [one["title"] for one in sees["profiles"]]
    assert sum(one["chance"] for one in sees["profiles"]) == pytest.approx(1.0)
    assert sees == panel(view, analysis, "japan")["sees"]


@pytest.mark.parametrize("worth", [0.8, 0.6])
def test_a_window_that_coalitions_block_is_told_as_such(worth):
    """Referee, plane, debrief and teacher say it where the core is empty, and only there (T8)."""
    values = {f"coalitions.{pair}.value": worth for pair in coalitions.PAIRS}
    position = game.begin(coalitions.three().with_values(values), 7)
    told = windows.truth(position)
    assert truth.verdict(told.rounds[0]) == ("blocked" if worth == 0.8 else "open")
    sentences = [
        referee.board(position, told, 1, False)["headline"],
        truth.scene(position, told, 1, ())["verdict"],
        reckoning.debrief(position, told, "")["when"],
        say(f"class.table.window_{truth.verdict(told.rounds[0])}"),
    ]
    for sentence in sentences:
        assert ("coalitions block" in sentence) == (worth == 0.8), sentence
