"""The plain pages of a class, asked as a browser asks them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from a_class import Lesson
from asgi import Answer, ask

FORM = {"content-type": "application/x-www-form-urlencoded"}


def post(served: Any, path: str, cookies: str = "", **fields: str) -> Answer:
    return ask(served, path, "POST", {**FORM, "cookie": cookies}, [urlencode(fields).encode()])


def get(served: Any, path: str, cookies: str = "") -> Answer:
    return ask(served, path, headers={"cookie": cookies})


def teacher(served: Any, lesson: Lesson) -> str:
    answer = post(served, f"/teacher/key/{lesson.house.new_link()}")
    assert answer.headers["location"] == "/teacher"
    return answer.headers["set-cookie"].split(";")[0]
