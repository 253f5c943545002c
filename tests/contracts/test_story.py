"""A game told in five pictures: with its own numbers, escaped, alone, and only when it may be."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

import sim
from sim import game, windows
from ui import leaflet, palette
from ui.charts import drawing, pictures, tale
from ui.charts.happenings import option_title
from ui.charts.packages import terms_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def ended():
    return game.run(game.begin(sim.load("lab"), seed=3))


@pytest.fixture(scope="module")
def open_and_missed():
    """A game in which people propose nothing while a window is open."""
    position = game.begin(sim.load("lab"), seed=3)
    nothing = {"north": sim.Act(), "south": sim.Act()}
    while position.stage != "over":
        position = game.play(position, nothing)
    return position


def told(position, seat=""):
    return tale.tale(position, windows.truth(position), seat)


@pytest.mark.parametrize("seat", ["", "north", "south"])
def test_five_pictures_with_captions(ended, seat):
    """Each has a title, a caption without holes, and a drawing that is well-formed."""
    story = told(ended, seat)
    assert [one.name for one in story.pictures] == [
        "start", "beliefs", "windows", "offer", "ending"]  # fmt: skip
    for one in story.pictures:
        for text in (one.title, one.caption, story.standfirst):
            assert text
            assert "story." not in text
            assert "{" not in text
        root = ElementTree.fromstring(one.drawing)
        assert root.get("role") == "img"
        assert root.get("aria-label")


def test_the_numbers_are_the_games_own(ended):
    """Minimums, counts and the terms signed are what the referee has."""
    truth, story = windows.truth(ended), told(ended)
    start, _, opening, offer, end = (one.caption for one in story.pictures)
    for side in ended.scenario.belligerents:
        assert f"{100 * truth.reservations[side][0]:.0f}" in start
    _, passes = ended.real_surplus(1)
    count = int((passes & ended.voiced(1)).sum())
    assert f"{count} of {passes.size}" in start
    opened = [w.round for w in truth.rounds if w.fighting and w.on_table]
    assert f"in {len(opened)} of" in opening
    signed = next(e for e in ended.events if e.kind == "signed")
    assert f"Signed in round {signed.round}" in offer
    assert f"Terms were signed in round {signed.round}" in end
    shown = story.pictures[3].drawing
    for issue, option in terms_of(ended, signed.data["number"]).items():
        if ended.scenario.issues[issue].options[option].addressed:
            assert option_title(ended.scenario, issue, option) in shown


def test_an_offer_nobody_made_is_one_that_would_have_worked(open_and_missed):
    """Where a window went by, the terms shown lie in the true window of the round named."""
    truth = windows.truth(open_and_missed)
    chosen = tale._chosen(open_and_missed, truth)
    assert chosen.sort == "missed"
    surplus, passes = open_and_missed.real_surplus(chosen.round)
    assert passes[chosen.number]
    margin = surplus[:, chosen.number].min()
    best = max(w.margin for w in truth.rounds if w.fighting and w.on_table)
    assert margin == pytest.approx(best)


def test_an_offer_refused_inside_the_window_is_the_one_told(open_and_missed):
    """Terms that were proposed while they would have passed come before any nobody made."""
    truth = windows.truth(open_and_missed)
    number = tale._chosen(open_and_missed, truth).number
    terms = terms_of(open_and_missed, number)
    position = game.begin(open_and_missed.scenario, seed=3)
    position = game.play(
        position, {"north": sim.Act(proposal=sim.Proposal(terms)), "south": sim.Act()}
    )
    position = game.play(position, {"north": sim.Act(), "south": sim.Act(answers={"north": False})})
    nothing = {"north": sim.Act(), "south": sim.Act()}
    while position.stage != "over":
        position = game.play(position, nothing)
    chosen = tale._chosen(position, windows.truth(position))
    assert (chosen.sort, chosen.proposer, chosen.refused) == ("refused", "north", ("south",))
    assert "North proposed it in round 1" in told(position).pictures[3].caption


def test_both_files_stand_alone(ended):
    """No script, no address, no colour by name in the drawing; the page has both themes."""
    story = told(ended, "north")
    page, poster = leaflet.page(story), leaflet.poster(story)
    for body in (page, poster):
        assert "<script" not in body
        assert not re.findall(r"(?:src|href)=", body)
        assert not [a for a in re.findall(r"https?://[^\"'\s<]+", body) if "w3.org" not in a]
    assert "var(--" not in poster
    assert poster.count("<svg") == 6
    root = ElementTree.fromstring(poster)
    assert float(root.get("width")) > float(root.get("height")) > 0
    assert page.count("<figure>") == 5
    assert palette.declared(palette.dark()) in page


def test_what_a_scenario_says_is_escaped(ended):
    """A scenario of somebody else cannot put elements into a page."""
    drawn = pictures.terms([("<b>&", "a", 0.5, 0.4)], ['<script>"x"</script>'], '"><script>')
    assert "<script" not in drawn
    ElementTree.fromstring(drawn)


def test_twenty_thousand_terms_are_a_small_drawing():
    """Many dots are counted by cell: the drawing stays small, and every tone is there."""
    rng = np.random.default_rng(1)
    values = rng.normal(0.5, 0.2, size=(2, 20_000))
    inside = (values > 0.7).all(axis=0)
    sides = [pictures.Side(n, n, c, (0.7,)) for n, c in (("North", "a"), ("South", "b"))]
    drawn = pictures.plane(sides, values, inside, np.flatnonzero(inside)[:5], "label")
    assert len(drawn) < 80_000
    assert drawing.colour("dot-inside") in drawn
    assert drawing.colour("dot-outside") in drawn


def test_lines_break_between_words():
    """No line is longer than asked, and nothing is lost."""
    text = "By this model’s count 334,837 soldiers were killed or wounded"
    lines = drawing.broken(text, 20)
    assert all(len(line) <= 20 for line in lines)
    assert " ".join(lines) == text
