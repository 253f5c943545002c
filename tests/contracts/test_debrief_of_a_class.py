"""What a class gets after the end, and what may leave the server."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import html
import io
import json
import re
import zipfile

import pytest
from a_class import Lesson
from asgi import ask

import sim
from sim.acts import Act, Proposal
from ui import app
from ui.doors import look_back
from ui.rooms import comparison, export
from ui.rooms.story import story
from ui.words import say

NAME, LINE = "=HYPERLINK(1)", "+unmistakable words"
SIGNABLE = {"land": "quarter", "trade": "open", "name": "none"}


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """A class of three that played three rounds, two of them with each other."""
    made = Lesson(tmp_path_factory.mktemp("class") / "games.sqlite3")
    made.begin(NAME, "Bo", "Cy")
    ann = made.place(NAME)
    ann.table.say(ann.person, ann.name, "public", LINE, "1")
    made.press(NAME, Act(proposal=Proposal(SIGNABLE)))
    made.press("Bo")
    for name in (NAME, "Bo"):
        made.press(name)
        made.guess(name)
    while not ann.table.over:
        made.round(NAME, "Bo")
    while not made.place("Cy").table.over:
        made.round("Cy")
    made.room.answer("p1", "before", {"imagine": "3"})
    made.room.answer("p1", "after", {"imagine": "5"})
    made.room.quote("p1", "<b>We waited</b>")
    yield made
    made.house.log.close()


@pytest.fixture(scope="module")
def served(lesson):
    return app.build(house=lesson.house)


@pytest.fixture(scope="module")
def teacher(served, lesson):
    answer = ask(served, f"/teacher/key/{lesson.house.new_link()}", "POST")
    return {"cookie": answer.headers["set-cookie"].split(";")[0]}


def student(lesson, name):
    return {"cookie": f"ceasefire-{lesson.id}={lesson.keys[name]}"}


def test_the_story_lays_the_table_open(lesson):
    """Windows, the terms that would have worked, and the offer that was refused."""
    told = story(lesson.room.desk(1))
    assert told.opened
    chance = told.chances[0]
    assert min(chance.surplus.values()) >= 0
    surplus, passes = told.game.real_surplus(chance.episode.start)
    from sim.acts import terms_number

    number = terms_number(told.game.scenario, told.game.arena, chance.terms)
    assert passes[number]
    assert surplus[:, number].min() == max(surplus[:, passes].min(axis=0))
    assert [(one.round, one.proposer, one.refused) for one in told.turned] == [
        (1, "north", ("south",))
    ]
    assert len(told.estimates) == 6


def test_the_report_speaks_of_roles_alone(served, lesson, teacher):
    """One page for the wall: every table, the questionnaires, chosen sentences; no names."""
    page = ask(served, f"/teacher/{lesson.id}/report", headers=teacher)
    text = page.body.decode()
    assert page.status == 200
    for part in ("Table 1", "Table 2", "would have worked", "turned down", "+2.0", "<svg"):
        assert part in text
    assert "&lt;b&gt;We waited&lt;/b&gt;" in text
    assert say("class.debrief.machines_later") in text
    assert NAME not in text
    assert "Bo" not in re.sub(r"<[^>]*>|Both|both", "", text).split()
    assert not re.search(r"\b(class|screen)\.[a-z_]+\.", text), "every sentence was written"


def test_the_report_links_each_tables_story(served, lesson, teacher):
    """Five pictures a table, for the teacher alone; and one's own on a student's page."""
    page = ask(served, f"/teacher/{lesson.id}/report", headers=teacher).body.decode()
    kinds = (("html", "text/html"), ("svg", "image/svg+xml"))
    for number in (1, 2):
        for kind, sort in kinds:
            address = f"/teacher/{lesson.id}/story/{number}.{kind}"
            assert f'href="{address}"' in page
            found = ask(served, address, headers=teacher)
            assert found.status == 200
            assert found.headers["content-type"].startswith(sort)
            assert f"table-{number}.{kind}" in found.headers["content-disposition"]
            assert NAME not in found.body.decode()
            denied = ask(served, address, headers=student(lesson, NAME))
            assert denied.status == 403
    five = ask(served, f"/teacher/{lesson.id}/story/1.html", headers=teacher).body.decode()
    assert five.count("<figure>") == 5
    for wrong, status in (("3.html", 403), ("1.exe", 404)):
        address = f"/teacher/{lesson.id}/story/{wrong}"
        assert ask(served, address, headers=teacher).status == status
    own = ask(served, f"/class/{lesson.id}/debrief", headers=student(lesson, NAME))
    assert f"/class/{lesson.id}/story.html" in own.body.decode()


def test_each_student_sees_the_own_answers(served, lesson):
    """And the truth beside them, with what an analyst would have said."""
    page = ask(served, f"/class/{lesson.id}/debrief", headers=student(lesson, NAME))
    text = page.body.decode()
    assert text.count("what would South have signed?") == 3
    assert "what would North have signed?" not in text
    assert not re.search(r"\b(class|screen)\.[a-z_]+\.", text)


def test_the_questions_are_the_scenarios_own(served, lesson, teacher):
    """Those of the file, escaped, on both pages; one more because there were several tables."""
    for path, who in (
        (f"/class/{lesson.id}/debrief", student(lesson, NAME)),
        (f"/teacher/{lesson.id}/report", teacher),
    ):
        text = ask(served, path, headers=who).body.decode()
        for question in sim.load("lab").questions:
            assert html.escape(question) in text
        assert html.escape(say("class.debrief.think_tables")) in text
        assert html.escape(say("class.debrief.think_1")) not in text


def test_no_window_is_said_in_words(lesson):
    """Not as a row of zeros."""
    told = story(lesson.room.desk(1))
    rounds = tuple(dataclasses.replace(w, on_table=False) for w in told.truth.rounds)
    truth = dataclasses.replace(told.truth, rounds=rounds, episodes=())
    shut = dataclasses.replace(told, truth=truth, chances=())
    page = "".join(look_back._table(shut))
    assert say("class.debrief.never_open", fought=told.fought) in page
    assert "in 0 of" not in page


def test_a_scenario_without_questions_gets_the_general_ones(tmp_path, monkeypatch):
    """And a class with one table is not asked about its other tables; markup stays text."""
    lesson = Lesson(tmp_path / "g.sqlite3")
    lesson.begin("Ann", "Bo")
    while not lesson.place("Ann").table.over:
        lesson.round("Ann", "Bo")
    served = app.build(house=lesson.house)
    lab = lesson.room.plan.scene()
    asked = (), ("<i>Who</i> began?",)
    pages = []
    for own in asked:
        changed = dataclasses.replace(lab, questions=own)
        monkeypatch.setattr(type(lesson.room.plan), "scene", lambda _, one=changed: one)
        path = f"/class/{lesson.id}/debrief"
        pages.append(ask(served, path, headers=student(lesson, "Ann")).body.decode())
    general = [html.escape(say(f"class.debrief.think_{n}")) for n in range(1, 6)]
    assert [one for one in general if one in pages[0]] == general
    assert "&lt;i&gt;Who&lt;/i&gt; began?" in pages[1]
    assert not [one for one in general if one in pages[1]]
    assert html.escape(say("class.debrief.think_tables")) not in "".join(pages)
    lesson.house.log.close()


def test_nothing_is_laid_open_before_the_end(tmp_path):
    """Neither a student's page nor the data hold what is hidden while a table plays."""
    lesson = Lesson(tmp_path / "g.sqlite3")
    lesson.begin("Ann", "Bo")
    lesson.round("Ann", "Bo")
    served = app.build(house=lesson.house)
    for path in ("debrief", "record", "story.html", "story.svg"):
        page = ask(served, f"/class/{lesson.id}/{path}", headers=student(lesson, "Ann"))
        assert page.status == 403
    for kind in ("html", "svg"):
        address = f"/teacher/{lesson.id}/story/1.{kind}"
        assert ask(served, address, headers=student(lesson, "Ann")).status == 403
    packed = zipfile.ZipFile(io.BytesIO(export.archive(lesson.room, True)))
    assert not [name for name in packed.namelist() if name.startswith("records/")]
    game = lesson.room.desk(1).game()
    minimums = {f"{m.minimum[p]:.6f}" for m in game.log for p in (0, 1)}
    everything = b"".join(packed.read(name) for name in packed.namelist()).decode()
    assert not [one for one in minimums if one in everything]
    lesson.house.log.close()


def test_a_teacher_may_keep_the_debrief_closed(tmp_path):
    """Till it is opened for all."""
    lesson = Lesson(tmp_path / "g.sqlite3", reveal="teacher")
    lesson.begin("Ann")
    lesson.room.finish()
    served = app.build(house=lesson.house)
    path, cookie = f"/class/{lesson.id}/debrief", student(lesson, "Ann")
    assert ask(served, path, headers=cookie).status == 403
    lesson.room.reveal()
    assert ask(served, path, headers=cookie).status == 200
    lesson.house.log.close()


@pytest.mark.parametrize(("own", "early"), [({}, 403), ({"own_worlds": "on"}, 200)])
def test_a_table_that_ends_early_does_not_give_the_others_world_away(tmp_path, own, early):
    """Where tables share a world, one's debrief waits for all, or for the teacher."""
    lesson = Lesson(tmp_path / "g.sqlite3", **own)
    lesson.begin("Ann", "Bo", "Cy", "Di")
    first, second = (lesson.room.desk(n) for n in (1, 2))
    ann = next(name for name in ("Ann", "Bo", "Cy", "Di") if lesson.place(name).table is first)
    served, cookie = app.build(house=lesson.house), student(lesson, ann)
    assert "still playing" in lesson.place(ann).later()
    for desk, status in ((first, early), (second, 200)):
        seen = first.version
        desk.finish()
        assert first.version > seen, "the screen hears of it"
        place, open_ = lesson.place(ann), status == 200
        assert place.debrief() == (f"/class/{lesson.id}/debrief" if open_ else "")
        assert ("this same world" in place.later()) != open_
        told = json.loads(ask(served, f"/class/{lesson.id}/debrief.json", headers=cookie).body)
        assert told == {"go": place.debrief(), "text": place.later()}
        for path in ("debrief", "record", "story.html", "story.svg"):
            assert ask(served, f"/class/{lesson.id}/{path}", headers=cookie).status == status
    lesson.house.log.close()


def files(served, lesson, teacher, query: str) -> zipfile.ZipFile:
    answer = ask(served, f"/teacher/{lesson.id}/data.zip{query}", headers=teacher)
    assert answer.status == 200
    return zipfile.ZipFile(io.BytesIO(answer.body))


def test_without_names_nobody_is_named(served, lesson, teacher):
    """No name, no line, no key; the same pseudonym in every file."""
    packed = files(served, lesson, teacher, "")
    for name in packed.namelist():
        text = packed.read(name).decode()
        assert NAME not in text, name
        assert "unmistakable" not in text, name
        assert "We waited" not in text, name
        assert not any(m.key in text for m in lesson.room.roster.members.values()), name
        assert lesson.room.roster.code not in text, name
    people = list(csv.DictReader(io.StringIO(packed.read("people.csv").decode())))
    limits = list(csv.DictReader(io.StringIO(packed.read("limits.csv").decode())))
    assert {row["person"] for row in limits} == {row["person"] for row in people}


def test_a_quote_is_chosen_from_what_ones_own_seat_heard(tmp_path):
    """Lines of the table's talk are offered, the newest first; other tables' and pairs' are not."""
    made = Lesson(tmp_path / "g.sqlite3", scenario="korea-1951", students="8", rounds="2")
    made.begin(*"ABCDEFGH")
    near = [n for n in made.keys if made.place(n).table.number == 1][:3]
    for k, channel in enumerate(("public", f"pair-{made.place(near[0]).name}-"
                                 f"{made.place(near[1]).name}", "public")):  # fmt: skip
        one = made.place(near[0])
        one.table.say(one.person, one.name, channel, f"line {k}", str(k))
    far = next(made.place(n) for n in made.keys if made.place(n).table.number == 2)
    far.table.say(far.person, far.name, "public", "of another table", "1")
    made.room.finish()
    served = app.build(house=made.house)
    offered = {}
    for name in near[1:]:
        page = ask(served, f"/class/{made.id}/debrief", headers=student(made, name)).body.decode()
        offered[name] = re.findall(r"<option value=\"([^\"]*)\"></option>", page)
    assert offered == {near[1]: ["line 2", "line 1", "line 0"], near[2]: ["line 2", "line 0"]}
    made.house.log.close()


def test_the_report_is_one_file_that_needs_nothing(served, lesson, teacher):
    """It asks for no other file and runs nothing; it says what the page says and names nobody."""
    page = ask(served, f"/teacher/{lesson.id}/report", headers=teacher).body.decode()
    answer = ask(served, f"/teacher/{lesson.id}/report.html", headers=teacher)
    kept = answer.body.decode()
    # a page offers its languages, a file is in one
    page = re.sub(r"<nav.*?</nav>", "", page, flags=re.S)
    assert answer.headers["content-disposition"] == 'attachment; filename="debrief.html"'
    assert not re.search(r"<(script|link|img|iframe|form|button|a)\b|url\(|@import", kept)
    # a file stands alone: it offers neither help nor other files
    page, inside = (re.search(r"<main.*</main>", one, re.S)[0] for one in (page, kept))
    page = re.sub(r'<p class="no-print">.*?</p>', "", page, flags=re.S)
    texts = [re.sub(r"<style>.*?</style>|<[^>]+>", " ", one, flags=re.S) for one in (page, inside)]
    words = [" ".join(one.split()) for one in texts]
    assert words[1] == words[0].replace(f" {say('class.debrief.print')} ", " ", 1)
    for denied in ({}, student(lesson, next(iter(lesson.keys)))):
        assert ask(served, f"/teacher/{lesson.id}/report.html", headers=denied).status == 403


def test_a_pseudonym_tells_nobody_who_came_when(served, lesson, teacher):
    """Neither the class's address nor the order of coming leads back to a person."""
    packed = files(served, lesson, teacher, "")
    told = {row["person"] for row in json.loads(packed.read("class.json"))["people"]}
    people = list(lesson.room.roster.members)
    guesses = {f"{lesson.id} {one}" for one in people} | set(people)
    digests = {hashlib.sha256(one.encode()).hexdigest()[:8] for one in guesses}
    assert not {one.removeprefix("s") for one in told} & digests
    kept = json.loads(packed.read("class.json"))["happenings"]
    assert set(kept) == {"1", "2"}
    named = json.loads(files(served, lesson, teacher, "?names=1").read("class.json"))
    assert set(named["happenings"]) == {"0", "1", "2"}
    assert {row["person"] for row in named["people"]} == told


def test_with_names_formulas_are_defused(served, lesson, teacher):
    """What a spreadsheet would compute stays text."""
    packed = files(served, lesson, teacher, "?names=1")
    assert f"'{NAME}" in packed.read("people.csv").decode()
    assert f"'{LINE}" in packed.read("talk.csv").decode()
    whole = json.loads(packed.read("class.json"))
    assert whole["talk"][0]["text"] == LINE
    for name in packed.namelist():
        text = packed.read(name).decode()
        assert not any(m.key in text for m in lesson.room.roster.members.values()), name


@pytest.mark.parametrize(
    "cell", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "＝1", "＠a", "=cmd|' /C calc'!A0"]
)
def test_cells_that_would_be_formulas(cell):
    """Each begins with an apostrophe; numbers stay numbers."""
    row = next(csv.reader(io.StringIO(export.as_csv(["a", "b"], [[cell, -1]])[len("a,b\r\n") :])))
    assert row == [f"'{cell}", "-1"]


def test_the_codebook_tells_of_every_column():
    """No column without a sentence."""
    text = export.codebook(named=False)
    assert "class.codebook" not in text
    assert "class.questionnaire" not in text
    for heads in export.TABLES.values():
        assert all(f"`{head}`" in text for head in heads)


def test_the_records_open_in_solo_play(served, lesson, teacher):
    """Every table that is over is in the file, and replays."""
    packed = files(served, lesson, teacher, "")
    for table in (1, 2):
        record = packed.read(f"records/table-{table}.json").decode()
        assert sim.replay(record).mark == lesson.room.desk(table).game().mark


def test_machines_play_the_same_scenario(lesson):
    """Shares over worlds, as many as there was time for."""
    found = comparison.shares(lesson.room.plan.scene(), 7, 20, patience=0.0)
    assert found["worlds"] == comparison.CHUNK
    assert all(0 <= found[k] <= 1 for k in ("opened", "signed", "seized", "missed", "recognised"))
