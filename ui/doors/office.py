"""The teacher's plain pages: classes, set-up, what can be taken home."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ui.rooms import Room
from ui.rooms.reach import Other
from ui.rooms.stream import Refused
from ui.words import say

from .asking import TEACHER, away, form, go, house, keep, page, room, teacher
from .html import Html, card, document, el, tick
from .join import link_page
from .set_up import create_form, hand_over, set_up


@page
async def admit(request: Request) -> Response:
    """The one-time link: a press trades it for a cookie, so that no address opens anything.

    Looking trades nothing: a chat program that fetches a page to show what it is uses no link up.
    """
    link = str(request.path_params["link"])
    if request.method == "POST":
        key = await away(house(request).admit, link)
        return keep(go("/teacher"), request, TEACHER, key)
    if not house(request).knows(link):
        raise Refused("class.teacher.used")
    return document(
        say("class.teacher.welcome"),
        el("h1", say("class.teacher.welcome")),
        el("section", el("p", say("class.teacher.welcome_text")),
           el("form", el("button", say("class.teacher.enter"), class_="main-button"),
              method="post"), class_="card"),
    )  # fmt: skip


@page
async def office(request: Request) -> Response:
    """All classes, and a new one."""
    found = teacher(request)
    classes = [_class(one) for one in reversed(list(found.rooms.values()))]
    # classes that another server runs: their pages lead there
    classes += [_listed(one) for one in await away(found.reach.others)]
    shelf = el("ul", *classes, class_="classes") if classes else el(
        "p", say("class.office.none"), class_="empty")  # fmt: skip
    return document(
        say("class.office.title"),
        el("h1", say("class.office.title")),
        el("div", el("p", el("b", say("screen.home.note_title")), " ", say("screen.home.note")),
           class_="note"),
        card(say("class.office.new"), await away(set_up)),
        card(say("class.own.title"), await away(hand_over)),
        card(say("class.office.classes"), shelf),
        _closed(found.closed) if found.closed else None,
        home="/teacher",
    )  # fmt: skip


def _closed(titles: Mapping[str, str]) -> Html:
    """Classes that this program cannot open, which can still be deleted."""
    rows = [
        el("li", el("b", title), el("form", tick("sure", say("class.delete.sure")),
           el("button", say("class.delete.button"), class_="quiet danger"),
           method="post", action=f"/teacher/{id}/delete")) for id, title in titles.items()
    ]  # fmt: skip
    return card(say("class.closed.title"), el("p", say("class.closed.text"), class_="hint"),
                el("ul", *rows, class_="classes"))  # fmt: skip


def _class(one: Room) -> Html:
    state = say(f"class.office.{one.roster.phase}", count=one.roster.count)
    text = el("span", el("b", one.plan.title), " ", el("small", state))
    return el(
        "li", text,
        el("a", say("class.office.open"), class_="main-button", href=f"/teach/class-{one.id}"),
        el("a", say("class.office.home"), class_="quiet", href=f"/teacher/{one.id}"),
    )  # fmt: skip


def _listed(one: Other) -> Html:
    text = el("span", el("b", one.title), " ", el("small", say("class.office.elsewhere")))
    return el(
        "li", text,
        el("a", say("class.office.open"), class_="main-button", href=f"/teach/class-{one.id}"),
        el("a", say("class.office.home"), class_="quiet", href=f"/teacher/{one.id}"),
    )  # fmt: skip


@page
async def create(request: Request) -> Response:
    """A new class."""
    found = teacher(request)
    made = await away(found.create, await create_form(request))
    return go(f"/teach/class-{made.id}")


@page
async def folder(request: Request) -> Response:
    """What can be done with one class apart from teaching it."""
    teacher(request)
    one = room(request)
    files = [
        ("report", "class.take.report"),
        ("report.html", "class.take.sheet"),
        ("data.zip", "class.take.data"),
        ("data.zip?names=1", "class.take.named"),
        *([("scenario.toml", "class.take.scenario_file")] if one.plan.toml else []),
    ]
    links = [
        el(
            "li",
            el("a", say(key), class_="quiet", href=f"/teacher/{one.id}/{name}"),
            el("small", say(f"{key}_text")),
        )
        for name, key in files
    ]
    records = [
        el("a", say("class.take.record", table=desk.number), class_="quiet",
           href=f"/teacher/{one.id}/record/{desk.number}")
        for desk in one.desks() if desk.over
    ]  # fmt: skip
    return document(
        one.plan.title,
        el("h1", one.plan.title),
        el("div", el("a", say("class.office.open"), class_="main-button",
                     href=f"/teach/class-{one.id}"), class_="buttons"),
        card(say("class.take.title"), el("ul", *links, class_="classes")),
        card(say("class.take.records"), el("p", say("class.take.records_text"), class_="hint"),
             el("div", *records, class_="buttons")),
        card(say("class.delete.title"), el("p", say("class.delete.text")),
             el("form", tick("sure", say("class.delete.sure")),
                el("button", say("class.delete.button"), class_="main-button danger"),
                method="post", action=f"/teacher/{one.id}/delete")),
        home="/teacher",
    )  # fmt: skip


@page
async def delete(request: Request) -> Response:
    """Remove a class for good, if the teacher says that it is meant."""
    found, id = teacher(request), str(request.path_params["room"])
    closed = id in found.closed
    if not closed:
        room(request)
    asked = await form(request)
    if asked.get("sure") != "yes":
        return go("/teacher" if closed else f"/teacher/{id}")
    await away(found.delete, id)
    return go("/teacher")


@page
async def student_link(request: Request) -> Response:
    """A one-time link for a student who lost the device."""
    teacher(request)
    one = room(request)
    key = await away(one.link, str(request.path_params["person"]), "teacher")
    return link_page(request, one, key, f"/teach/class-{one.id}")
