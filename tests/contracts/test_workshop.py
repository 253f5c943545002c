"""What the workshop promises, without a browser: its page, its worlds, its refusals."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import pytest
import solara
from injections import INJECTIONS
from rendered import screen
from waiting import until

import sim
from sim import game as games
from sim import windows
from ui.charts.truth import scene
from ui.pages import workshop
from ui.store import Store
from ui.table import Tables
from ui.workshop import drafts, growth, opening, worlds
from ui.workshop import trial as trials
from ui.workshop.edits import Refused
from ui.workshop.sheet import MOST_TERMS, read, sheet
from ui.workshop.trial import Trial

SMALL = (Path(workshop.__file__).parents[1] / "workshop/blank.toml").read_text(encoding="utf-8")

pytestmark = pytest.mark.usefixtures("data")


def playing(*lines: str, then: str = "") -> Trial:
    """A trial whose process says these lines in place of playing."""
    said = "".join(f"print({line!r}, flush=True);" for line in lines)
    code = f"import sys, time; sys.stdin.readline(); {said} {then}"
    return Trial((sys.executable, "-c", code), worlds=2)


def told(done: int) -> str:
    return json.dumps({"done": done, "opened": 0.5})


# -- worlds ------------------------------------------------------------------------


def test_worlds_come_to_what_an_ensemble_says():
    """The shares of a trial are the means of the same worlds played at once."""
    found, lines = read(SMALL)[0], []
    worlds.play(found, 3, 5, lines.append)
    table = sim.ensemble(found, 3, 5)
    assert [line["done"] for line in lines] == [1, 2, 3]
    last = lines[-1]
    assert last["opened"] == table["opened"].mean()
    assert last["seized"] == table["seized"].mean()
    assert last["recognised"] == (table["recognised_50"] > 0).mean()
    assert last["at_start"] == (table["first_open"] == 1).mean()
    assert sum(last["endings"].values()) == 3
    json.dumps(lines)


def test_a_trial_plays_in_a_process_of_its_own():
    """Begun, watched, done; what it says is what the worlds came to."""
    trial = Trial(worlds=1)
    trial.begin(SMALL, seed=5)
    until(lambda: trial.state()["stage"] != "playing", 120)
    state = trial.state()
    assert (state["stage"], state["done"]) == ("done", 1)
    lines = []
    worlds.play(read(SMALL)[0], 1, 5, lines.append)
    same = ("opened", "seized", "recognised", "round", "endings", "usual")
    assert [state[name] for name in same] == [lines[0][name] for name in same]


def test_a_trial_can_be_cancelled_and_keeps_what_there_is():
    """Its process ends; another can begin at once."""
    trial = playing(told(1), then="time.sleep(600)")
    trial.begin(SMALL)
    until(lambda: trial.state().get("done") == 1)
    process = trial._process
    trial.cancel()
    assert trial.state()["stage"] == "cancelled"
    assert trial.state()["opened"] == 0.5
    until(lambda: process.poll() is not None)
    for _ in range(2 * trials.MOST):
        until(lambda: begins(trial))
    trial.cancel()


def begins(trial) -> bool:
    try:
        trial.begin(SMALL)
    except Refused:
        return False
    return True


def test_a_process_that_falls_is_said_to_have_fallen():
    """It may end without a word, or with words nobody understands."""
    for lines, then in (((), "sys.exit(9)"), ((told(1),), "sys.exit(9)"), (("no json",), "")):
        trial = playing(*lines, then=then)
        trial.begin(SMALL)
        until(lambda trial=trial: trial.state()["stage"] == "failed")
    whole = playing(told(1), told(2))
    whole.begin(SMALL)
    until(lambda: whole.state()["stage"] == "done")


def test_no_more_trials_run_than_a_machine_bears(monkeypatch):
    """Who comes too late is told so; a place that is given back is had."""
    many = [playing(then="time.sleep(600)") for _ in range(trials.MOST)]
    for one in many:
        one.begin(SMALL)
    late = playing(told(2))
    with pytest.raises(Refused, match="Others are trying"):
        late.begin(SMALL)
    many[0].cancel()
    until(lambda: begins(late))
    for one in [*many, late]:
        one.cancel()


# -- the plane ---------------------------------------------------------------------


def test_the_plane_is_the_games_own():
    """The first round of that world as its referee sees it, for whichever two parties."""
    found = sim.load("northern-territories")
    drawn = opening.plane(found, (), 3)
    begun = games.begin(found, 3)
    assert drawn["scene"] == scene(begun, windows.truth(begun), 1, ())
    assert drawn["axes"] == list(found.belligerents)
    turned = opening.plane(found, ("us", "japan"), 3)
    assert turned["scene"]["x"]["name"] == found.parties["us"].name
    _, minimum = begun.real_values(1)
    at = list(found.parties).index("us")
    assert turned["scene"]["x"]["line"] == minimum[at]
    assert turned["scene"]["inside"] == drawn["scene"]["inside"]
    for nonsense in (("us", "us"), ("nobody", "us"), ("us",)):
        assert opening.plane(found, nonsense, 3)["axes"] == list(found.belligerents)


def test_nothing_is_drawn_of_too_many_terms():
    """The page says so; the text is sound all the same."""
    many = SMALL
    # 12 terms, and one issue after another that doubles them
    for _ in range(10):
        many = growth.add(many, "issue")
    for name in list(tomllib.loads(many)["issues"])[2:5]:
        many = growth.add(many, "option", (name,))
    found, mistakes = read(many)
    assert mistakes == []
    assert found.terms_count > MOST_TERMS
    assert opening.plane(found) is None
    assert sheet(many)["facts"]["drawn"] is False


# -- the page ----------------------------------------------------------------------


class Known:
    """What a tab knows of its file."""

    def __init__(self, text: str) -> None:
        self.current = drafts.mark(text)


def test_whatever_is_written_is_kept_and_judged():
    """Sound, wrong, unreadable: each is on disk before it is answered."""
    draft = drafts.begun("blank")
    known = Known(draft.text)
    for n, text in enumerate((SMALL, SMALL.replace("rounds = 16", "rounds = 0"), "[[", "")):
        said, sound = workshop.answer(draft, {"text": text, "number": n}, known)
        assert said["number"] == n
        assert draft.text == text
        assert bool(sound) == (n == 0) == bool(said["facts"])
        assert (said["count"] > 0) == (n > 0)
    said, _ = workshop.answer(draft, {"text": "x" * 250_001, "number": 9}, known)
    assert "250,000" in said["unkept"]
    assert draft.text == ""


def test_a_game_begins_on_the_text_as_it_is_and_keeps_it():
    """The shelf's record holds the whole text, briefings too; the draft may change or go."""
    tables = Tables(Store.memory())
    address = workshop.begin_game(tables, {"text": SMALL, "seat": "second"})
    assert address.startswith("/brief/")
    seat = tables.seat(address.rpartition("/")[2])
    assert seat.view().scenario.briefing("second").startswith("You hold the south")
    record = seat.table.record()
    assert record.scenario["text"] == SMALL
    assert sim.replay(record).scenario.briefing("first").startswith("You hold the north")
    assert workshop.begin_game(tables, {"text": SMALL, "seat": ""}).startswith("/watch/")
    with pytest.raises(Refused, match="Mend the text"):
        workshop.begin_game(tables, {"text": SMALL.replace("16", "0"), "seat": ""})


def test_what_looks_like_code_reaches_the_page_as_json_text(monkeypatch):
    """The bench is rendered with it, and nothing but its own traits carries it."""
    draft = drafts.create(SMALL.replace("A small war of my own", INJECTIONS[0]))
    box, context = solara.render(workshop.WorkshopPage(draft.id), handle_error=False)
    try:
        widget = screen(box)
        widget.vue_check({"text": draft.text, "number": 1, "edits": [], "axes": [], "seed": 0})
        until(lambda: widget.answered and widget.plane)
        assert json.loads(widget.answered)["form"]["head"]["title"] == INJECTIONS[0]
        for nonsense in ({}, {"text": 5, "number": []}, {"text": "", "edits": 7}, {"seat": 1}):
            widget.vue_check(nonsense)
            widget.vue_play(nonsense)
            widget.vue_attempt(nonsense)
        assert json.loads(widget.trouble)["text"]
    finally:
        context.close()


def test_a_draft_that_is_none_is_said_to_be_missing():
    box, context = solara.render(workshop.WorkshopPage("0" * 16), handle_error=False)
    assert screen(box).template_file[1] == "message.vue"
    context.close()


def test_no_more_drafts_are_kept_than_can_be_looked_at(monkeypatch):
    monkeypatch.setattr(drafts, "MOST", 1)
    drafts.begun("blank")
    with pytest.raises(Refused, match="1 drafts"):
        drafts.begun("blank")
    with pytest.raises(Refused):
        drafts.begun("../../etc/passwd")
