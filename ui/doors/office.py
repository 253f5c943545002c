"""The teacher's plain pages: classes, set-up, what can be taken home."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from sim.scenario import Scenario, ScenarioError
from ui import offers, telling
from ui.charts.people import difficulty
from ui.rooms import Room
from ui.rooms.plan import PRESETS
from ui.rooms.reach import Other
from ui.rooms.stream import Refused
from ui.words import languages, say

from .asking import TEACHER, away, form, go, house, keep, page, room, teacher
from .html import Html, card, choose, document, el, field
from .join import link_page


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
        card(say("class.office.new"), set_up()),
        card(say("class.office.classes"), shelf),
        _closed(found.closed) if found.closed else None,
        home="/teacher",
    )  # fmt: skip


def _closed(titles: Mapping[str, str]) -> Html:
    """Classes that this program cannot open, which can still be deleted."""
    rows = [
        el("li", el("b", title), el("form", _tick("sure", say("class.delete.sure")),
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


def _scenarios() -> list[Scenario]:
    found = []
    for name in offers.names():
        try:
            found.append(telling.scene(offers.load(name)))
        except ScenarioError:
            continue
    return sorted(found, key=lambda one: (not one.live, one.title))


def set_up() -> Html:
    """The form for a new class."""
    known = _scenarios()
    first = min(known, key=lambda one: (one.live, one.minutes), default=None)
    other = [el("option", say("class.office.as_it_is"), value="", selected=True)] + [
        el("option", f"{one.title}: {cf.title}", value=f"{one.id}/{name}", data_of=one.id,
           lang=telling.written_in(one))
        for one in known for name, cf in one.counterfactuals.items()
    ]  # fmt: skip
    offered = [
        (one.id, say("class.office.scenario_option", title=one.title, difficulty=difficulty(one),
                     minutes=one.minutes)) for one in known
    ]  # fmt: skip
    presets = [(key, say("class.office.preset", minutes=key, rounds=one["rounds"],
                         moves=f"{one['moves']:g}", answers=f"{one['answers']:g}"))
               for key, one in PRESETS.items()]  # fmt: skip
    number = {"type": "number", "inputmode": "numeric"}
    return el(
        "form",
        field(say("class.office.name"), el("input", type="text", name="title", maxlength=80)),
        field(say("class.office.scenario"), choose(
            "scenario", offered, first.id if first else "", data_for="of")),
        el("div",
           field(say("class.office.students"), el(
               "input", name="students", value=10, min=1, max=400, **number)),
           field(say("class.office.team"), choose("team", [
               (str(n), say(f"class.office.team_{n}")) for n in (1, 2, 3)])),
           field(say("class.office.lesson"), choose("preset", presets, "45")), class_="row"),
        el("details",
           el("summary", say("class.office.more")),
           field(say("class.office.counterfactual"), el(
               "select", *other, name="counterfactual")),
           el("div",
              field(say("class.office.rounds"), el("input", name="rounds", min=1, max=60, **number),
                    say("class.office.by_lesson")),
              field(say("class.office.moves"), el("input", name="moves", type="text"),
                    say("class.office.no_clock")),
              field(say("class.office.answers"), el("input", name="answers", type="text"),
                    say("class.office.no_clock")),
              field(say("class.office.tables"), el(
                  "input", name="tables", min=1, max=200, **number),
                  say("class.office.tables_hint")),
              field(say("class.office.seed"), el("input", name="seed", **number),
                    say("class.office.seed_hint")), class_="row"),
           el("fieldset", el("legend", say("class.office.seats")),
              el("p", say("class.office.seats_hint"), class_="hint"),
              *[_parties(one) for one in known], class_="act"),
           _tick("own_worlds", say("class.office.own_worlds")),
           _tick("no_question", say("class.office.no_question")),
           field(say("class.office.reveal"), choose("reveal", [
               ("table", say("class.office.reveal_table")),
               ("teacher", say("class.office.reveal_teacher"))])),
           field(say("class.office.language"), choose("language", [
               ("", say("class.office.language_browser")),
               *((one, say(f"screen.languages.{one}")) for one in languages())]),
                 say("class.office.language_hint")),
           class_="act"),
        el("div", el("button", say("class.office.create"), class_="main-button"),
           class_="buttons"),
        method="post", action="/teacher/new",
    )  # fmt: skip


def _parties(one: Scenario) -> Html:
    boxes = [_tick("seats", party.name, party.id) for party in one.parties.values()]
    return el(
        "div",
        el("small", one.title),
        *boxes,
        class_="seats",
        data_of=one.id,
        lang=telling.written_in(one),
    )


def _tick(name: str, text: str, value: str = "yes") -> Html:
    return el("label", el("input", type="checkbox", name=name, value=value), el("span", text),
              class_="check")  # fmt: skip


@page
async def create(request: Request) -> Response:
    """A new class."""
    asked = await form(request)
    made = await away(teacher(request).create, asked)
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
             el("form", _tick("sure", say("class.delete.sure")),
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
