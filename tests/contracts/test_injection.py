"""What people write stays text: plain pages are built the same, whatever is written."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from a_class import Lesson
from asgi import ask
from injections import INJECTIONS

from ui import app
from ui.rooms.teaching import command

FORM = {"content-type": "application/x-www-form-urlencoded"}


class Shape(HTMLParser):
    """Elements with the names of their attributes, and where links and sources lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        leads = [(v or "").partition(":")[0] for k, v in attrs if k in ("src", "action", "href")]
        self.found.append((tag, *sorted(name for name, _ in attrs), *map(scheme, leads)))


def scheme(start: str) -> str:
    return start if start.isalpha() else "here"


def shape(body: bytes) -> list[tuple[str, ...]]:
    parsed = Shape()
    parsed.feed(body.decode())
    return parsed.found


def pages(path, text: str) -> dict[str, list[tuple[str, ...]]]:
    """The shape of every plain page of a class in which everything written is that text."""
    lesson = Lesson(path, title=text)
    served = app.build(house=lesson.house)
    lesson.come(text, f"{text}2")
    command(lesson.room, {"what": "rename", "person": "p2", "name": f"2{text}"})
    student = {"cookie": f"ceasefire-{lesson.id}={lesson.keys[text]}"}
    teacher = {"cookie": f"ceasefire-teacher={lesson.house.admit(lesson.house.new_link())}"}
    base, desk = f"/class/{lesson.id}", f"/teacher/{lesson.id}"

    def form(path, headers, **fields):
        return ask(served, path, "POST", {**FORM, **headers}, [urlencode(fields).encode()])

    found = {
        "lobby": ask(served, base, headers=student),
        "link": form(f"{base}/link", student),
        "wrong code": form("/join", {}, code=text, name=text),
        "office": ask(served, "/teacher", headers=teacher),
        "folder": ask(served, desk, headers=teacher),
        "a form that is wrong": form("/teacher/new", teacher, scenario=text, title=text),
    }
    lesson.room.start()
    place = lesson.place(text)
    place.table.say(place.person, place.name, "public", text, "1")
    command(lesson.room, {"what": "notice", "text": text})
    lesson.room.finish()
    form(f"{base}/quote", student, text=text)
    found["debrief"] = ask(served, f"{base}/debrief", headers=student)
    found["report"] = ask(served, f"{desk}/report", headers=teacher)
    lesson.house.log.close()
    for name, answer in found.items():
        assert answer.status in (200, 400), name
        assert b"unsafe" not in answer.headers["content-security-policy"].encode()
    return {name: shape(answer.body) for name, answer in found.items()}


@pytest.fixture(scope="module")
def harmless(tmp_path_factory):
    return pages(tmp_path_factory.mktemp("plain") / "games.sqlite3", "Plain words")


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_page_is_built_otherwise(tmp_path, harmless, text):
    """Not one element, attribute or scheme more or less than with plain words."""
    found = pages(tmp_path / "games.sqlite3", text[:38])
    for name, built in harmless.items():
        assert found[name] == built, name


def test_the_shape_sees_what_is_slipped_in():
    """The measure itself tells a script, a handler and a foreign scheme from text."""
    plain = shape(b"<p><a href='/x'>text</a></p>")
    assert shape(b"<p><a href='/x'>&lt;script&gt;</a></p>") == plain
    for slipped in (b"<p><a href='/x'><script></script></a></p>",
                    b"<p><a href='javascript:x'>text</a></p>",
                    b"<p><a href='/x' onclick='x'>text</a></p>"):  # fmt: skip
        assert shape(slipped) != plain
