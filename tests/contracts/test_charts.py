"""Figures show what a view holds, and nothing it does not hold."""

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
from drawn import panel, screens
from small_worlds import read

import sim
from sim import acts, advice, beliefs, evidence, game
from ui.charts import (
    adviser,
    board,
    front,
    packing,
    plane,
    series,
)
from ui.charts.agenda import Agenda
from ui.charts.calendar import date_of
from ui.charts.happenings import chronicle
from ui.charts.people import colours


def unpacked(packed):
    kind = "<u2" if packed["bits"] == 16 else "u1"
    codes = np.frombuffer(base64.b64decode(packed["data"]), dtype=kind).astype(float)
    top = np.iinfo(kind).max - 1
    values = packed["low"] + codes / top * (packed["high"] - packed["low"])
    return np.where(codes > top, np.nan, values)


@pytest.mark.parametrize(("bits", "steps"), [(8, 254), (16, 65534)])
def test_packing_loses_half_a_step_at_most(bits, steps):
    """What is packed comes back to within half of one of its equal steps."""
    values = np.random.default_rng(1).normal(size=5000)
    error = np.abs(unpacked(packing.pack(values, bits)) - values).max()
    assert error <= 0.5000001 * np.ptp(values) / steps


def test_packing_marks_what_is_missing():
    """Not a number stays not a number, also when nothing is finite or all is the same."""
    assert np.isnan(unpacked(packing.pack(np.array([np.nan, np.inf])))).all()
    same = unpacked(packing.pack(np.array([2.5, 2.5, np.nan])))
    assert same[:2].tolist() == [2.5, 2.5]
    assert np.isnan(same[2])


def test_a_screen_names_the_ways_of_a_proposal():
    """The ways that are open, in words, what is under way, and by which way an offer came."""
    scenario = by_post()
    position = game.begin(scenario, 4)
    assert board.ways(game.look(position, "south")) == [{
        "id": "direct", "title": "Directly", "text": "On the table this round."}]  # fmt: skip
    (way,) = board.ways(game.look(position, "north"))
    assert (way["id"], way["title"]) == ("post", "By post")
    assert way["text"] == (
        "A courier. Arrives 2 rounds after it is sent. Lost 20% of the time, and you would not be "
        "told. Also read by South.")  # fmt: skip
    terms = {"land": "half", "trade": "open", "name": "none"}
    nothing = {"north": acts.Act(), "south": acts.Act()}
    letter = nothing | {"north": acts.Act(proposal=acts.Proposal(terms))}
    position = game.play(position, letter)
    told = chronicle(scenario, game.look(position, "south").events)[0]["events"]
    assert "North sends terms. By post." in [event["text"] for event in told]
    shown = shown_to("north", position)
    assert shown["under_way"] == [
        "By post: sent in round 1, due in round 3. The strip of land: One half each; "
        "Trade across the strip: Open trade"]  # fmt: skip
    for _ in range(4):
        position = game.play(position, nothing)
    (offer,) = shown_to("south", position)["offers"]
    assert offer["came"] == "By post, sent in round 1."
    assert shown_to("north", position)["under_way"] == []


def shown_to(seat, position):
    view = game.look(position, seat)
    return board.board(view, beliefs.analyse(view), {})


def by_post():
    """The laboratory, where North can write alone, and South reads it at once."""
    text = sim.load("lab").path.read_text(encoding="utf-8")
    return read(
        text
        + """
[[channels]]
id = "post"
title = "By post"
text = "A courier."
from = "north"
to = "south"
delay = 2
loss = 0.2
direct_from = 521
readers = ["south"]
"""
    )


@pytest.mark.parametrize(
    ("scenario", "seat", "posture"),
    [("portsmouth-1905", "japan", "hold"), ("portsmouth-first", "japan", "hold"),
     ("ukraine-2022", "russia", "attack")],
)  # fmt: skip
def test_a_first_round_begins_with_the_posture_a_machine_would_take(scenario, seat, posture):
    position = game.begin(sim.load(scenario), seed=4)
    assert shown_to(seat, position)["levels"]["posture"] == posture
    after = game.play(position, {seat: sim.Act(posture="stand_down")})
    while after.stage != "moves":
        after = game.play(after, {})
    assert shown_to(seat, after)["levels"]["posture"] == "stand_down"


def test_every_terms_has_one_number(war):
    """Numbers of the agenda count through its terms without a gap, as the browser does."""
    latent = [(i.id, o.id) for i in war.issues.values() for o in i.options.values()]
    agenda = Agenda.of(war, latent)
    places = np.indices(agenda.sizes).reshape(len(agenda.sizes), -1).T
    assert agenda.numbers(places).tolist() == list(range(agenda.count))
    assert agenda.count == war.terms_count


def test_an_unheard_formula_is_nowhere_on_the_screen(war):
    """A seat that has not heard of a latent option gets neither its name nor its terms."""
    latent = {(i.id, o.id) for i in war.issues.values() for o in i.options.values() if o.latent}
    assert latent
    for seed in range(20):
        position = game.begin(war, seed=seed)
        for seat in war.parties:
            view = game.look(position, seat)
            unheard = latent - view.known
            if unheard:
                screen = json.dumps(screens(view))
                titles = [war.issues[i].options[o].title for i, o in unheard]
                assert not [title for title in titles if title in screen]
                return
    pytest.fail("in twenty worlds everybody knew every formula")


@pytest.mark.parametrize("seat", ["russia", "ukraine", "nato", "us", "japan"])
def test_every_party_has_a_screen(played, seat):
    """Any of the five may be played; the plane has both belligerents on its axes."""
    shown, tables = screens(game.look(played, seat))
    assert shown["seat"]["id"] == seat
    assert len(tables["rivals"]) == (1 if seat in ("russia", "ukraine") else 2)
    json.dumps([shown, tables], allow_nan=False)


def test_tables_hold_what_the_analysts_say(played):
    """The packed columns are the analysis, renumbered."""
    view = game.look(played, "ukraine")
    analysis, tables = beliefs.analyse(view), screens(view)[1]
    numbers = plane.agenda_of(view).numbers(analysis.options)
    known = numbers >= 0
    for column, values in (("passes", analysis.passes), ("own", analysis.own)):
        packed = tables[column] if column == "passes" else tables["own"]["values"]
        assert np.allclose(unpacked(packed)[numbers[known]], values[known], atol=1e-4)
    assert numbers[analysis.likeliest] == tables["likeliest"]


def test_own_reservation_point_is_exact_and_the_others_an_interval(played):
    """A line for oneself, a band for the other."""
    view = game.look(played, "ukraine")
    tables = screens(view)[1]
    assert tables["minimum"] == view.reservation
    band = tables["rivals"][0]["band"]
    assert band["low"] <= band["mean"] <= band["high"]


def test_a_fan_is_the_belief_round_by_round(played):
    """A row a round, mean and quantiles as the engine has them, all within the axis."""
    view = game.look(played, "ukraine")
    account = evidence.account(view, "russia")
    fan = panel(view, beliefs.analyse(view), "russia")["fan"]
    assert [row[0] for row in fan["rows"]] == [moment.round for moment in view.history]
    for row, told in zip(fan["rows"], account.fans, strict=True):
        assert row[1:] == pytest.approx([told.mean, *told.quantiles], abs=5e-5)
        assert fan["range"][0] < row[2] <= row[-1] < fan["range"][1]
    assert fan["truth"] is None


def test_what_moved_an_estimate_is_told_in_sentences(ended):
    """The last first, each with who did it; a refusal says whose terms were refused."""
    view = game.look(ended, "north")
    told = panel(view, beliefs.analyse(view), "south")["clues"]
    assert [clue["round"] for clue in told] == sorted((c["round"] for c in told), reverse=True)
    assert "South refused your terms" in [clue["text"] for clue in told]
    for clue in told:
        assert abs(clue["change"]) >= 0.01 or clue["bits"] >= 0.05
        assert clue["text"]
        assert "screen." not in clue["text"] + clue["favours"]
        assert "{" not in clue["text"] + clue["favours"]


def test_rounds_have_dates(war):
    """The flagship begins on the day of the attack and goes by weeks."""
    assert date_of(war, 1) == "24 February 2022"
    assert date_of(war, 6) == "31 March 2022"
    assert date_of(sim.load("lab"), 3) == ""


def test_colours_belong_to_parties_not_to_seats(war):
    """The two belligerents have the first two colours, whoever plays."""
    shade = colours(war)
    assert [shade[party] for party in war.belligerents] == ["a", "b"]
    assert len(set(shade.values())) == len(war.parties)


def test_what_several_did_alike_is_told_once(played):
    """A round's happenings are grouped; nobody's answer is lost in the grouping."""
    groups = chronicle(played.scenario, played.events)
    assert [g["round"] for g in groups] == sorted({e.round for e in played.events}, reverse=True)
    told = [e for g in groups for e in g["events"]]
    assert all(event["text"] and not event["text"].startswith("screen.") for event in told)
    assert len(told) < len(played.events)


def test_the_front_is_the_public_line(played, ended):
    """Hundredths of the contested land by round, from what every seat sees; none where no line
    moves, and none of it is anybody's secret."""
    history = game.look(played, "us").history
    shown = front.front(played.scenario, history)
    assert shown["held"] == [round(100 * moment.public["line"], 1) for moment in history]
    assert [side["name"] for side in shown["sides"]] == ["Russia", "Ukraine"]
    for seat in played.scenario.parties:
        assert front.front(played.scenario, game.look(played, seat).history) == shown
    assert front.front(ended.scenario, game.look(ended, "north").history) is None
    json.dumps(shown, allow_nan=False)


def test_series_have_one_value_a_round(played):
    """Every line of every small multiple is as long as the history."""
    history = game.look(played, "us").history
    lengths = {len(line["values"]) for c in series.charts(played.scenario, history)
               for line in c["lines"]}  # fmt: skip
    assert lengths == {len(history)}


@pytest.mark.parametrize("seat", ["north", "south"])
def test_the_adviser_speaks_in_sentences(seat):
    """Terms by the screen's own numbers, each with its reasons, and no key left unsaid."""
    view = game.look(game.begin(sim.load("lab"), 11), seat)
    agenda = plane.agenda_of(view)
    told, shown = advice.advise(view), adviser.panel(view, advice.advise(view), agenda)
    assert shown["proposal"]["number"] == agenda.number(told.proposal.terms) >= 0
    assert [one["number"] for one in shown["probes"]] == [
        agenda.number(one.terms) for one in told.probes
    ]
    for one in (shown["proposal"], *shown["probes"]):
        assert one["notes"]
        assert not [text for text in (one["text"], *one["notes"]) if "screen." in text]
    json.dumps(shown, allow_nan=False)


def test_the_adviser_says_why_it_asks_nothing():
    """Where every answer can be foreseen there is no question to ask, and that is said."""
    start = game.begin(sim.load("lab"), 11)
    view = game.look(start, "north")
    agenda, told = plane.agenda_of(view), advice.advise(view)
    assert not adviser.panel(view, told, agenda)["unasked"]
    for yes, said in ((0.01, True), (0.99, True), (0.3, False)):
        sure = replace(told, proposal=replace(told.proposal, yes=yes), probes=())
        assert ("South" in adviser.panel(view, sure, agenda)["unasked"]) == said


def test_shoes_tell_the_kind_of_negotiator_where_kinds_are_told_apart():
    """In tier full, of a belligerent: shares of one, likeliest first. In tier grid none."""
    for tier in (0, 1):
        start = game.begin(sim.load("lab").with_values({"scenario.tier": tier}), 11)
        view = game.look(start, "north")
        kinds = panel(view, beliefs.analyse(view), "south")["types"]
        assert bool(kinds) == bool(tier)
        chances = [kind["chance"] for kind in kinds]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) == pytest.approx(tier, abs=0.05)
        assert not [kind["title"] for kind in kinds if "screen." in kind["title"]]
