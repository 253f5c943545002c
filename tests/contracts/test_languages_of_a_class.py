"""A class in several languages: everybody reads their own, and what is kept holds none."""

from __future__ import annotations

import json

import pytest
from a_class import Lesson, everything
from asgi import ask

from sim import beliefs
from ui import app, tongue, words
from ui.charts.picture import picture
from ui.rooms import overview
from ui.rooms.panel import panel
from ui.rooms.teaching import look


@pytest.fixture
def lesson(tmp_path):
    made = Lesson(tmp_path / "class.sqlite3", language="uk", team="2")
    yield made
    made.house.log.close()


def post(served, path, body, **headers):
    form = {"origin": "http://localhost:8765", "content-type": "application/x-www-form-urlencoded"}
    return ask(served, path, "POST", {**form, **headers}, [body.encode()])


def sentence(key: str, language: str) -> str:
    return words.written(language)[key]


def test_who_has_chosen_no_language_gets_the_class_s(lesson):
    """The page behind the code speaks it, and whoever joins keeps it; a choice goes before it."""
    served, path = app.build(house=lesson.house), f"/join/{lesson.room.roster.code}"
    page = ask(served, path, headers={"accept-language": "ja"}).body.decode()
    assert '<html lang="uk">' in page
    assert sentence("class.join.title", "uk") in page
    assert sentence("draft.notice", "uk") in page
    own = {"cookie": f"{tongue.COOKIE}=ja"}
    assert '<html lang="ja">' in ask(served, path, headers=own).body.decode()
    form = f"code={lesson.room.roster.code}&name=Ann"
    came = post(served, "/join", form)
    assert f"{tongue.COOKIE}=uk" in came.headers["set-cookie"]
    kept = post(served, "/join", form.replace("Ann", "Bo"), **own)
    assert f"{tongue.COOKIE}=" not in kept.headers["set-cookie"]


def test_a_page_offers_every_language_and_stays_where_it_is(lesson):
    """Also one that answers a form, whose own address takes no question."""
    served = app.build(house=lesson.house)
    page = post(served, "/join", "code=AAAAAA&name=Ann").body.decode()
    for language in words.languages():
        assert f'href="/join/AAAAAA?lang={language}"' in page
        assert sentence(f"screen.languages.{language}", "en") in page


def test_one_table_is_seen_in_two_languages(lesson):
    """Partners in one seat read the same numbers, each in their own words."""
    lesson.begin("Ann", "Bo", "Cy", "Dee")
    ann = lesson.place("Ann")
    for language in ("uk", "ja"):
        with words.speaking(language):
            assert ann.picture() is None
    for name in ("Ann", "Bo", "Cy", "Dee"):
        lesson.press(name, round=1, stage="moves")
    assert lesson.state("Ann") == (1, "answers")
    shown = {}
    for language in ("uk", "ja"):
        with words.speaking(language):
            shown[language] = ann.picture()
            assert shown[language] == picture(ann.view(), beliefs.analyse(ann.view()))
    assert shown["uk"].key == shown["ja"].key
    assert shown["uk"].board != shown["ja"].board


def test_what_the_server_notes_is_said_in_the_reader_s_language(lesson, tmp_path):
    """The log holds what happened, not a sentence about it."""
    lesson.begin("Ann", "Bo")
    ann = lesson.place("Ann")
    with words.speaking("ja"):
        look(ann.table, lesson.room, ann.name)
    ann.table.trouble = "class.desk.slept"
    for language in ("en", "uk", "ja", "ru"):
        with words.speaking(language):
            told = panel(ann)
            assert told["notices"][-1]["text"] == sentence("class.desk.looked", language)
            assert told["trouble"] == sentence("class.desk.slept", language)
            desk = overview.for_teacher(lesson.room)["tables"][0]
            assert desk["window_text"] == sentence(f"class.table.window_{desk['window']}", language)
    kept = everything(lesson.path)
    for language in words.languages():
        assert sentence("class.desk.looked", language).encode() not in kept
        assert json.dumps(sentence("class.desk.looked", language)).encode() not in kept
