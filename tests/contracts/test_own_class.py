"""A class on a scenario of the teacher's own: from a file, or from a draft of the workshop."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from asgi import Answer, ask
from at_the_door import get, post, teacher
from injections import INJECTIONS

import sim
from sim.record import Record
from ui import app
from ui.rooms import House, comparison, own
from ui.rooms.export import archive
from ui.rooms.log import Log
from ui.rooms.stream import Refused
from ui.workshop import drafts, sheet

LAB = (Path(__file__).parents[2] / "scenarios" / "lab" / "scenario.toml").read_text("utf-8")
OWN = LAB.replace('id = "lab"', 'id = "our-war"', 1).replace(
    re.search(r'^title = "(.*)"$', LAB, re.MULTILINE)[0], 'title = "Our <b>own</b> war"', 1
)
pytestmark = pytest.mark.usefixtures("data")
LINE = "--------form-of-a-browser"


def hand(served, cookies: str, file: bytes | str = b"", **fields: str) -> Answer:
    """The form as a browser sends it, with a file in it."""
    given = {"file": file.encode() if isinstance(file, str) else file,
             **{name: value.encode() for name, value in fields.items()}}  # fmt: skip
    body = b"".join(
        f'--{LINE}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        + (b'; filename="a.toml"\r\nContent-Type: application/octet-stream' * (name == "file"))
        + b"\r\n\r\n" + held + b"\r\n" for name, held in given.items()
    ) + f"--{LINE}--\r\n".encode()  # fmt: skip
    kind = f"multipart/form-data; boundary={LINE}"
    return ask(served, "/teacher/own", "POST", {"content-type": kind, "cookie": cookies}, [body])


def carried(page: Answer) -> str:
    """The scenario's text as the page of what was read sends it on."""
    found = re.search(r'name="toml" value="([^"]*)"', page.body.decode())
    assert found is not None
    return html.unescape(found[1])


def test_a_file_becomes_a_class_that_needs_the_file_no_more(served, lesson):
    """Looked at, set up, played, opened again by another server, taken home, played on."""
    cookies = teacher(served, lesson)
    looked = hand(served, cookies, OWN.replace("\n", "\r\n"))
    assert looked.status == 200
    assert b"Our &lt;b&gt;own&lt;/b&gt; war" in looked.body
    assert b"No briefing is written for" in looked.body
    assert carried(looked) == OWN
    # a browser sends the ends of lines so
    sent = carried(looked).replace("\n", "\r\n")
    made = post(served, "/teacher/new", cookies, toml=sent, students="4", rounds="3", seed="7")
    assert made.status == 303
    lesson.id = made.headers["location"].rpartition("-")[2]
    assert lesson.room.plan.toml == OWN
    assert lesson.room.plan.title == "Our <b>own</b> war"
    lesson.begin("Ann", "Bo")
    lesson.round("Ann", "Bo")
    mark = lesson.place("Ann").table.game().mark
    lesson.again()
    assert lesson.place("Ann").table.game().mark == mark
    lesson.round("Ann", "Bo")
    lesson.place("Ann").table.finish()
    record = lesson.place("Ann").table.record().to_json()
    assert json.loads(record)["scenario"]["text"] == OWN
    assert sim.replay(Record.from_json(record)).mark == lesson.place("Ann").table.game().mark
    assert get(served, f"/teacher/{lesson.id}/scenario.toml").status == 403
    given = get(served, f"/teacher/{lesson.id}/scenario.toml", cookies)
    assert given.body.decode() == OWN
    assert 'filename="our-war.toml"' in given.headers["content-disposition"]
    assert (
        f"/teacher/{lesson.id}/scenario.toml".encode()
        in get(served, f"/teacher/{lesson.id}", cookies).body
    )
    assert archive(lesson.room, named=False)


def test_a_record_of_the_class_opens_in_solo_play(served, lesson, tmp_path):
    """On the shelf of a player who has neither the file nor the class."""
    lesson.id = lesson.house.create({"toml": OWN, "students": "2", "rounds": "2"}).id
    lesson.begin("Ann", "Bo")
    lesson.round("Ann", "Bo")
    record = lesson.place("Ann").table.record().to_json()
    alone = app.build()
    opened = ask(alone, "/record", "POST", {"content-type": "application/json"}, [record.encode()])
    assert (opened.status, sorted(opened.json()["tokens"])) == (201, ["north", "south"])


def test_machines_play_the_classs_own_scenario(lesson):
    """Worlds to compare with are of the text, not of what is offered under a like name."""
    lesson.id = lesson.house.create({"toml": OWN, "students": "2", "rounds": "2"}).id
    plan = lesson.room.plan
    assert comparison.compared(plan, 2) == comparison.shares(plan.scene(), plan.seed, 2)


def test_a_text_goes_before_a_scenario_of_the_same_name(lesson):
    """A changed copy of a scenario that comes with the program is what the class plays."""
    changed = LAB.replace("rounds = ", "rounds = 2 # ", 1)
    plan = lesson.house.create({"toml": changed, "scenario": "ukraine-2022"}).plan
    assert (plan.scenario, plan.rounds) == ("lab", 2)
    assert "toml" not in lesson.room.plan.plain(), "a class on what is offered keeps no text"


def test_a_draft_of_the_workshop_becomes_a_class(served, lesson):
    """As it is when it is looked at; the class keeps that text when the draft goes."""
    cookies = teacher(served, lesson)
    assert b"/teacher/own" in get(served, "/teacher", cookies).body
    assert b'name="draft"' not in get(served, "/teacher", cookies).body
    draft = drafts.create(OWN)
    assert f'value="{draft.id}"'.encode() in get(served, "/teacher", cookies).body
    text = carried(hand(served, cookies, draft=draft.id))
    draft.delete()
    assert text == OWN
    assert post(served, "/teacher/new", cookies, toml=text).status == 303
    gone = hand(served, cookies, draft=draft.id)
    assert (gone.status, b"not on this machine any more" in gone.body) == (400, True)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "Choose a file"),
        (b"\xff\xfe\x00", "no text"),
        (b"a = 1\x00", "no text"),
        (b"#" * (sheet.LONGEST + 1), "at most 250,000"),
        (b"\xe2\x82\xac" * (sheet.LONGEST + 1), "at most 250,000"),
        (b"#" * (own.LARGEST + 1), "at most 250,000"),
    ],
    ids=["nothing", "no UTF-8", "a nought", "long", "many bytes", "too many bytes"],
)
def test_what_is_no_scenario_is_refused_in_a_sentence(served, lesson, file, said):
    """Bounded before it is read; no traceback."""
    found = hand(served, teacher(served, lesson), file)
    assert (found.status, said in found.body.decode()) == (400, True)


def test_mistakes_are_told_with_their_lines(served, lesson):
    """As the workshop tells them, and there is no way on."""
    cookies = teacher(served, lesson)
    broken = OWN.replace("rounds = ", "rounds = -3 # ", 1).replace('unit = "', 'units = "', 1)
    line = 1 + broken[: broken.index("rounds = -3")].count("\n")
    page = hand(served, cookies, broken)
    assert page.status == 200
    assert f"Line {line}:" in page.body.decode()
    assert b'name="toml"' not in page.body
    refused = post(served, "/teacher/new", cookies, toml=broken)
    assert (refused.status, b"as it is" in refused.body) == (400, True)
    assert hand(served, cookies, "[scenario\n").status == 200


def test_too_many_terms_are_refused(lesson, monkeypatch):
    """A class is held on no more than a stage can close with."""
    monkeypatch.setattr(own, "MOST_TERMS", 3)
    with pytest.raises(Refused, match="terms"):
        lesson.house.create({"toml": OWN})


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data", "multipart/form-data;b"])
def test_a_form_that_is_none_is_refused(served, lesson, kind):
    """Whatever a script sends instead."""
    head = {"content-type": kind, "cookie": teacher(served, lesson)}
    assert ask(served, "/teacher/own", "POST", head, [b"x" * 100]).status == 400


def test_only_a_teacher_hands_over(served, lesson):
    """And only a teacher's browser is told what is wrong with a text."""
    assert hand(served, "", OWN).status == 403
    assert post(served, "/teacher/new", toml=OWN).status == 403


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_looks_like_code_is_shown_as_text(served, lesson, text):
    """In what was read, and in what is wrong with it."""
    cookies = teacher(served, lesson)
    titled = OWN.replace('title = "Our <b>own</b> war"', f"title = {json.dumps(text)}", 1)
    for file in (titled, titled.replace("rounds = ", f"{json.dumps(text)} = 1\nrounds = ", 1)):
        page = hand(served, cookies, file)
        assert page.status in (200, 400)
        assert text not in page.body.decode() or "<" not in text


def test_a_class_without_a_text_is_what_it_was(lesson):
    """A log of before there were scenarios of one's own opens as it did."""
    assert "toml" not in lesson.room.plan.plain()
    lesson.house.log.close()
    lesson.house = House(Log(lesson.path), lesson.clock)
    assert lesson.room.plan.scenario == "lab"
