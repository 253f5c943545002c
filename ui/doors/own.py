"""A class on a scenario of the teacher's own: handed over, looked at, then set up."""

from __future__ import annotations

from email.parser import BytesParser

from starlette.requests import Request
from starlette.responses import Response

from sim.scenario import Scenario
from ui.rooms import own
from ui.rooms.stream import Refused
from ui.words import say
from ui.workshop import sheet

from .asking import Elsewhere, away, message, page, room, teacher
from .html import Html, card, document, el
from .set_up import AROUND, set_up


@page
async def look(request: Request) -> Response:
    """What was handed over: its mistakes, or what it is and the form for a class on it."""
    teacher(request)
    handed = parts(request.headers.get("content-type", ""), await body(request))
    text = await away(chosen, handed)
    told = await away(sheet.sheet, text)
    if told["facts"] is None:
        shown = wrong(told)
    else:
        shown = right(await away(own.read, text), told["facts"]["unwritten"], text)
    return document(say("class.own.title"), el("h1", say("class.own.title")), *shown,
                    home="/teacher", at="/teacher")  # fmt: skip


async def body(request: Request) -> bytes:
    """The request's body; Refused if it is longer than a form with a file in it."""
    found = await request.body()
    if len(found) > own.LARGEST + AROUND:
        raise Refused("class.too_long")
    return found


def parts(kind: str, body: bytes) -> dict[str, bytes]:
    """The fields of a form with a file in it, by name.

    >>> part = b'--x\\r\\nContent-Disposition: form-data; name="a"\\r\\n\\r\\nb\\r\\n--x--\\r\\n'
    >>> parts("multipart/form-data; boundary=x", part)
    {'a': b'b'}
    """
    if not kind.lower().startswith("multipart/form-data"):
        raise Refused("class.unreadable")
    head = kind.encode("latin-1", "replace").replace(b"\r", b"").replace(b"\n", b"")
    whole = BytesParser().parsebytes(b"Content-Type: " + head + b"\r\n\r\n" + body)
    found = {}
    inner = whole.get_payload()
    for part in inner if isinstance(inner, list) else ():
        name = part.get_param("name", header="content-disposition")
        held = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(held, bytes):
            found[name] = held
    return found


def chosen(handed: dict[str, bytes]) -> str:
    """The text of the file, or else of the draft; Refused if neither was given."""
    if handed.get("file", b"").strip():
        return own.decoded(handed["file"])
    draft = handed.get("draft", b"").decode("ascii", "replace").strip()
    if not draft:
        raise Refused("class.own.nothing")
    return own.draft(draft)


def wrong(told: dict[str, object]) -> list[Html]:
    """Every mistake with its line, and where to mend it."""
    mistakes = told["mistakes"]
    assert isinstance(mistakes, list)
    rows = [
        el("li", el("b", say("class.own.line", line=one["line"])) if one["line"] > 0 else None,
           " ", one["said"]) for one in sorted(mistakes, key=lambda one: one["line"])
    ]  # fmt: skip
    left = int(str(told["count"])) - len(rows)
    back = el("a", say("class.own.back"), class_="main-button", href="/teacher")
    return [card(
        say("class.own.wrong", count=told["count"]),
        el("p", say("class.own.mend"), class_="hint"),
        el("ul", *rows),
        el("p", say("class.own.more", count=left)) if left > 0 else None,
        el("div", back, class_="buttons"),
    )]  # fmt: skip


def right(scene: Scenario, unwritten: list[str], text: str) -> list[Html]:
    """What the scenario is, and the form for a class on it, which carries the text."""
    parties = ", ".join(one.name for one in scene.parties.values())
    lines = [
        el("p", el("b", scene.title), " ", scene.summary),
        el("p", say("class.own.facts", parties=parties, issues=len(scene.issues),
                    terms=scene.terms_count, rounds=scene.rounds)),
    ]  # fmt: skip
    if unwritten:
        names = [say("class.own.everybody") if one == "public" else scene.parties[one].name
                 for one in unwritten]  # fmt: skip
        lines.append(el("p", say("class.own.unwritten", readers=", ".join(names)), class_="hint"))
    return [card(say("class.own.read"), *lines), card(say("class.office.new"), set_up(scene, text))]


@page
async def text(request: Request) -> Response:
    """The scenario of a class as a file, if it is the teacher's own."""
    teacher(request)
    plan = room(request).plan
    if not plan.toml:
        raise Elsewhere(message(404, say("server.nothing")))
    name = f'attachment; filename="{plan.scenario}.toml"'
    headers = {"content-disposition": name, "cache-control": "no-store"}
    return Response(plan.toml, media_type="application/toml", headers=headers)
