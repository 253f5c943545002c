"""What the plain pages of a class let in, and what they put out."""

from __future__ import annotations

import re

import pytest
from a_class import Lesson
from asgi import Answer, ask
from at_the_door import get, post, teacher
from injections import INJECTIONS

from ui import app, fence, schema
from ui.rooms import overview
from ui.words import say


def join(served, lesson, name: str) -> tuple[Answer, str]:
    answer = post(served, "/join", code=lesson.room.roster.code, name=name)
    return answer, answer.headers["set-cookie"].split(";")[0]


def test_a_code_and_a_name_are_enough(served, lesson):
    """The seat's key goes into a cookie no script can read, and into no address."""
    assert b"Join your class" in get(served, "/").body
    answer, cookie = join(served, lesson, "Aiko")
    assert answer.status == 303
    assert answer.headers["location"] == f"/class/{lesson.id}"
    assert re.search(r"HttpOnly.*SameSite=lax", answer.headers["set-cookie"], re.IGNORECASE)
    key = cookie.partition("=")[2]
    page = get(served, answer.headers["location"], cookie)
    assert page.status == 200
    assert b"Welcome, Aiko" in page.body
    assert key.encode() not in page.body
    assert page.headers["cache-control"] == "no-store"


def test_joining_twice_is_joining_once(served, lesson):
    """The same browser that sends the form again keeps its seat."""
    _, cookie = join(served, lesson, "Aiko")
    again = post(served, "/join", cookie, code=lesson.room.roster.code, name="Aiko")
    assert again.status == 303
    assert len(lesson.room.roster.members) == 1


@pytest.mark.parametrize("code", ["AAAAAA", "", "'; DROP TABLE classes", "é" * 3000])
def test_a_wrong_code_opens_nothing(served, lesson, code):
    """It is refused in a sentence, and what was typed is kept."""
    answer = post(served, "/join", code=code, name="Aiko")
    assert answer.status == 400
    assert b"No class has this code" in answer.body
    assert b'value="Aiko"' in answer.body


def test_the_teachers_pages_need_the_teachers_key(served, lesson):
    """A student's cookie, or none, opens none of them; a wrong link opens nothing."""
    _, student = join(served, lesson, "Aiko")
    paths = ["/teacher", f"/teacher/{lesson.id}", f"/teacher/{lesson.id}/record/1"]
    for path in paths:
        assert [get(served, path, c).status for c in ("", student)] == [403, 403]
    for path in ("/teacher/new", f"/teacher/{lesson.id}/delete"):
        assert post(served, path, student, sure="yes", scenario="lab").status == 403
    assert list(lesson.house.rooms) == [lesson.id]
    assert get(served, "/teacher/key/wrong").status == 400
    key = teacher(served, lesson)
    assert get(served, "/teacher", key).status == 200
    assert get(served, f"/teacher/{lesson.id}", key).status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_preview_uses_no_link_up(served, lesson, method):
    """A chat program that fetches the page leaves no cookie and takes nothing; the press does."""
    link = f"/teacher/key/{lesson.house.new_link()}"
    for _ in range(3):
        seen = ask(served, link, method)
        assert (seen.status, "set-cookie" in seen.headers) == (200, False)
    assert post(served, link).status == 303
    assert [ask(served, link, m).status for m in (method, "POST")] == [400, 400]


def test_under_https_no_key_travels_in_the_clear(tmp_path):
    """Behind a proxy as told by the address, or by the request's own scheme; else plain."""
    for address, secure in (("https://games.school.example", True), ("http://10.0.0.2:1", False)):
        made = Lesson(tmp_path / f"{secure}.sqlite3")
        made.house.address = address
        served = app.build(house=made.house)
        joined, cookie = join(served, made, "Aiko")
        assert ("Secure" in joined.headers["set-cookie"]) == secure
        page = post(served, f"/class/{made.id}/link", cookie).body.decode()
        assert (f"{address}/seat/" in page) == secure
        made.house.log.close()


def test_plain_pages_need_no_exception(served, lesson):
    """No inline script or style, no evaluation: their policy is the strictest there is."""
    _, cookie = join(served, lesson, "Aiko")
    key = teacher(served, lesson)
    pages = [
        get(served, "/"),
        get(served, f"/class/{lesson.id}", cookie),
        get(served, "/teacher", key),
    ]
    for page in pages:
        policy = page.headers["content-security-policy"]
        assert policy == fence.PLAIN
        assert "unsafe" not in policy
        assert not re.search(rb"<style|style=|<script(?![^>]*src=)|\son\w+=", page.body)


def test_a_class_is_set_up_with_one_form(served, lesson):
    """Every scenario and preset is on it; the answer is the teacher's desk."""
    key = teacher(served, lesson)
    answer = post(served, "/teacher/new", key, scenario="lab", students="8", preset="75")
    made = list(lesson.house.rooms)[-1]
    assert answer.headers["location"] == f"/teach/class-{made}"
    plan = lesson.house.rooms[made].plan
    assert (plan.rounds, plan.tables, plan.moves) == (8, 4, 3.5)
    answer = post(served, "/teacher/new", key, scenario="lab", students="8", tables="3")
    assert list(lesson.house.rooms.values())[-1].plan.tables == 3
    wrong = post(served, "/teacher/new", key, scenario="lab", rounds="9999")
    assert wrong.status == 400
    assert b"a number from 1" in wrong.body


def test_deleting_asks_whether_it_is_meant(served, lesson):
    """A press without the tick deletes nothing."""
    key = teacher(served, lesson)
    post(served, f"/teacher/{lesson.id}/delete", key)
    assert list(lesson.house.rooms) == [lesson.id]
    post(served, f"/teacher/{lesson.id}/delete", key, sure="yes")
    assert list(lesson.house.rooms) == []
    assert get(served, f"/class/{lesson.id}").status == 404


def test_a_form_of_too_many_fields_is_refused(served, lesson):
    """In a sentence, as one that cannot be read."""
    answer = post(served, "/join", **{f"field{k}": "x" for k in range(300)})
    assert answer.status == 400
    assert say("class.unreadable").encode() in answer.body
    assert not lesson.room.roster.members


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_people_write_is_text(served, lesson, text):
    """Names and titles are escaped in every plain page."""
    key = teacher(served, lesson)
    answer = post(served, "/teacher/new", key, scenario="lab", title=text)
    made = answer.headers["location"].rpartition("-")[2]
    room = lesson.house.rooms[made]
    joined = post(served, "/join", code=room.roster.code, name=text)
    cookie = joined.headers["set-cookie"].split(";")[0]
    pages = [get(served, path, key) for path in ("/teacher", f"/teacher/{made}")]
    pages.append(get(served, f"/class/{made}", cookie))
    pages.append(post(served, "/join", code="wrong", name=text))
    for page in pages:
        body = page.body.decode()
        assert "<script>alert" not in body
        assert not re.search(r"<(img|svg|style|a)[^>]*(onerror|onload|import|jav&#)", body)
        assert (
            "unsafe-inline"
            not in re.search(r"script-src [^;]*", page.headers["content-security-policy"]).group()
        )


def test_a_seat_moves_to_another_device_by_a_press(served, lesson):
    """Looking at the link moves nothing; the press does, once, and the first browser is out."""
    _, first = join(served, lesson, "Aiko")
    page = post(served, f"/class/{lesson.id}/link", first)
    link = re.search(rf"/seat/{lesson.id}/([\w-]+)", page.body.decode()).group(1)
    for _ in range(2):
        assert b"signed out" in get(served, f"/seat/{lesson.id}/{link}").body
    assert get(served, f"/class/{lesson.id}", first).status == 200
    moved = post(served, f"/seat/{lesson.id}/{link}")
    second = moved.headers["set-cookie"].split(";")[0]
    assert get(served, f"/class/{lesson.id}", second).status == 200
    assert get(served, f"/class/{lesson.id}", first).status == 403
    assert post(served, f"/seat/{lesson.id}/{link}").status == 400


def test_wrong_links_keep_nobody_out(served, lesson):
    """Whoever tries many opens nothing, and the true ones still open what is theirs."""
    _, cookie = join(served, lesson, "Aiko")
    page = post(served, f"/class/{lesson.id}/link", cookie)
    link = re.search(rf"/seat/{lesson.id}/([\w-]+)", page.body.decode()).group(1)
    for k in range(50):
        assert post(served, f"/teacher/key/wrong{k}").status == 400
        assert post(served, f"/seat/{lesson.id}/wrong{k}").status == 400
    assert post(served, f"/seat/{lesson.id}/{link}").status == 303
    assert get(served, "/teacher", teacher(served, lesson)).status == 200


def test_a_server_of_classes_shows_no_games_of_its_owner(served):
    """Records go neither in nor out, and the first page is the door."""
    assert get(served, "/record/x").status == 404
    assert post(served, "/record").status in (404, 405)


def test_the_record_waits_for_the_end(served, lesson):
    """Nobody gets a table's record while its secrets are secrets."""
    _, cookie = join(served, lesson, "Aiko")
    key = teacher(served, lesson)
    lesson.room.start()
    assert get(served, f"/class/{lesson.id}/record", cookie).status == 403
    assert get(served, f"/teacher/{lesson.id}/record/1", key).status == 403
    assert b"/record/1" not in get(served, f"/teacher/{lesson.id}", key).body
    lesson.room.finish()
    assert b"/record/1" in get(served, f"/teacher/{lesson.id}", key).body
    assert get(served, f"/class/{lesson.id}/record", cookie).json()["scenario"]["id"] == "lab"
    assert get(served, f"/teacher/{lesson.id}/record/1", key).status == 200
    assert get(served, f"/teacher/{lesson.id}/record/9", key).status == 403


def test_a_script_plays_by_the_same_rules(served, lesson):
    """The plain commands reach the table as the page's do; nonsense is a sentence."""
    import json

    _, cookie = join(served, lesson, "Aiko")
    base = f"/class/{lesson.id}"
    assert get(served, f"{base}/seat.json", cookie).status == 403
    lesson.room.start()
    seat = get(served, f"{base}/seat.json", cookie).json()
    assert (seat["round"], seat["stage"], seat["waited_for"]) == (1, "moves", True)
    assert get(served, f"{base}/seat.json").status == 403

    def send(path, body):
        return ask(served, base + path, "POST", {"cookie": cookie}, [json.dumps(body).encode()])

    act = {"press": "12345678", "round": 1, "stage": "moves", "act": {"posture": "hold"}}
    assert send("/act", act).json()["ok"]
    assert send("/act", act).json()["ok"]
    assert not send("/act", {**act, "press": "another1"}).json()["ok"]
    for body in ({}, [], None, {"act": {"x": 1}}, "\x00"):
        assert send("/act", body).status == 409
    said = send("/do/say", {"channel": "public", "text": "hi", "press": "a"})
    assert said.json()["ok"]
    assert send("/do/say", {"channel": "nowhere", "text": "hi"}).status == 409
    assert send("/do/anything", {}).status == 409


def test_talk_is_bounded(served, lesson):
    """A flood of lines is stopped with a sentence, and long ones are cut."""
    import json

    _, cookie = join(served, lesson, "Aiko")
    lesson.room.start()
    told = [
        ask(
            served, f"/class/{lesson.id}/do/say", "POST", {"cookie": cookie},
            [json.dumps({"channel": "public", "text": "x" * 9000, "press": str(k)}).encode()],
        ).status
        for k in range(12)
    ]  # fmt: skip
    assert told.count(200) == 6
    lines = lesson.room.desk(1).sitting.lines
    assert {len(line["text"]) for line in lines} == {500}


def test_a_class_of_other_rules_is_named_and_can_be_deleted(served, lesson):
    """It opens nothing and stops nothing; the office says so, and deletes it if that is meant."""
    _, cookie = join(served, lesson, "Aiko")
    lesson.room.start()
    lesson.room.desk(1).advance()
    lesson.house.create({"scenario": "lab", "title": "Another class"})
    log, where = lesson.house.log, schema.happenings.c.kind == "played"
    played = next(one for one in log.read(lesson.id, 1) if one.kind == "played")
    changed = {**played.body, "mark": "of other rules"}
    with log._engine.begin() as connection:
        connection.execute(schema.happenings.update().where(where).values(body=changed))
    lesson.again()
    served = app.build(house=lesson.house)
    assert list(lesson.house.closed) == [lesson.id]
    assert [room.plan.title for room in lesson.house.rooms.values()] == ["Another class"]
    key = teacher(served, lesson)
    office = get(served, "/teacher", key).body
    assert b"Cannot be opened" in office
    assert get(served, f"/class/{lesson.id}", cookie).status == 404
    delete = f"/teacher/{lesson.id}/delete"
    assert post(served, delete, cookie, sure="yes").status == 403
    assert post(served, delete, key).headers["location"] == "/teacher"
    assert lesson.id in lesson.house.log.rooms()
    post(served, delete, key, sure="yes")
    assert lesson.id not in lesson.house.log.rooms()
    assert b"Cannot be opened" not in get(served, "/teacher", key).body


def test_the_teacher_sees_that_another_device_took_a_seat_over(served, lesson):
    """As the first device does, which goes blank."""
    join(served, lesson, "Aiko")
    person = next(iter(lesson.room.roster.members))
    assert overview.for_teacher(lesson.room)["members"][0]["moves"] == 0
    link = lesson.room.link(person, "teacher")
    post(served, f"/seat/{lesson.id}/{link}")
    assert overview.for_teacher(lesson.room)["members"][0]["moves"] == 1
