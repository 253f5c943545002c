"""A scenario's texts in other languages: whole, without a number, and of no weight for a game."""

from __future__ import annotations

import json
import pickle
import re

import pytest

import sim
from sim.mistakes import Notes
from sim.scenario.told import FOLDER, english, texts, told
from ui import telling, words
from ui.charts.happenings import of_round
from ui.charts.picture import picture

FILES = sorted(
    file
    for name in sim.scenario.names()
    for file in (sim.load(name).path.parent / FOLDER).glob("*.toml")
)


@pytest.fixture(scope="module")
def flagship():
    return sim.load("ukraine-2022")


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.parent.name}-{f.stem}")
def test_an_overlay_says_all_that_the_file_says(file):
    """Every title and text under its address, in other words, with the names that places have."""
    notes = Notes(str(file))
    own, said = texts(file, notes), english(sim.load(file.parent.parent.name))
    assert not notes
    assert sorted(set(said) ^ set(own)) == []
    assert [key for key in said if type(own[key]) is not type(said[key])] == []
    assert len(own["scenario.questions"]) == len(said["scenario.questions"])
    assert [key for key in said if own[key] == said[key]] == []
    assert [k for k, text in own.items() if re.search(r"<\s*/?\s*[a-zA-Z!]", str(text))] == []
    places = sim.load(file.parent.parent.name).places
    both = [k for k, v in said.items() if any(a in str(v) and b in str(v) for a, b in places)]
    assert both
    assert [key for key in both if "/" not in str(own[key])] == []


@pytest.mark.parametrize("language", [one for one in words.languages() if one != words.LANGUAGE])
def test_the_flagship_is_told_in_every_language(language):
    assert f"{language}.toml" in {f.name for f in FILES if f.parent.parent.name == "ukraine-2022"}


def test_what_is_told_is_the_same_scenario(flagship):
    """It plays the same games, and what travels or is kept is the scenario itself."""
    uk = told(flagship, "uk")
    assert uk == flagship
    assert uk.digest == flagship.digest
    assert uk.parties["ukraine"].name == "Україна"
    assert uk.every_event[0].title != flagship.every_event[0].title
    assert [one.id for one in uk.every_event] == [one.id for one in flagship.every_event]
    assert pickle.loads(pickle.dumps(uk)).title == flagship.title
    assert told(uk, "uk").title == uk.title
    assert told(flagship, "xx").title == told(flagship, "en").title == flagship.title
    other = flagship.counterfactual("no-formula")
    assert told(other, "ja").digest == other.digest != flagship.digest
    assert told(other, "ja").title == told(flagship, "ja").title


def test_a_file_that_cannot_be_read_is_no_translation(tmp_path):
    """The scenario is shown in English then."""
    lab = sim.load("lab")
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "scenario.toml").write_bytes(lab.path.read_bytes())
    mine = sim.load(folder / "scenario.toml")
    (folder / FOLDER).mkdir()
    (folder / FOLDER / "ja.toml").write_text("[scenario\n")
    assert told(mine, "ja").title == lab.title
    (folder / FOLDER / "uk.toml").write_text('[scenario]\ntitle = "Лабораторія"\n')
    assert told(mine, "uk").title == "Лабораторія"
    assert told(mine, "uk").summary == lab.summary


@pytest.mark.parametrize("language", ["ja", "ru", "uk"])
def test_a_seat_s_screen_holds_no_english_of_the_scenario(flagship, language):
    """Names, issues, options, events and one's own file are in the reader's language."""
    game = sim.game.begin(flagship.with_values({"scenario.rounds": 3}), 7, 0, ("japan",))
    game = sim.game.play(sim.game.play(game, {}), {})
    view = sim.game.look(game, "japan")
    with words.speaking(language):
        shown = picture(view, sim.beliefs.analyse(view))
        news = of_round(telling.scene(view.scenario), view.events, 1)
    text = json.dumps([shown.board, json.loads(shown.tables), news], ensure_ascii=False)
    left = [t for t in english(flagship).values() if isinstance(t, str) and f'"{t}"' in text]
    assert left == []
    assert told(flagship, language).events[0].title in text
