"""In through the door: a code and a name; then the lobby until the lesson begins."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ui import tongue
from ui.rooms import Room
from ui.rooms.keys import read_code
from ui.rooms.owners import Owner
from ui.rooms.questionnaire import ITEMS
from ui.rooms.roster import OVER, RUNNING, Member
from ui.rooms.stream import Refused
from ui.words import language, say, speaking

from .asking import address, away, cookie, form, go, house, keep, member, origin, page
from .html import card, document, el, field, note
from .picture import qr
from .sticky import onward


def entrance(code: str = "", name: str = "", trouble: str = "", status: int = 200) -> Response:
    """The page with the code and the name."""
    boxes = (
        field(say("class.join.code"), el(
            "input", type="text", name="code", value=code, class_="code-input", required=True,
            maxlength=12, autocomplete="off", autocapitalize="characters", spellcheck="false",
        )),
        field(say("class.join.name"), el(
            "input", type="text", name="name", value=name, required=True, maxlength=40,
            autocomplete="nickname",
        ), say("class.join.name_hint")),
        el("div", el("button", say("class.join.button"), class_="main-button"), class_="buttons"),
    )  # fmt: skip
    inside = [note(trouble)] if trouble else []
    return document(
        say("class.join.title"),
        el("h1", say("class.join.title")),
        el("section", *inside, el("form", *boxes, method="post", action="/join"), class_="card"),
        el("div", el("p", say("screen.home.note")), class_="note"),
        kind="join", status=status, at=f"/join/{code}" if code else "/",
    )  # fmt: skip


@page
async def start(request: Request) -> Response:
    """The first page: the code, or where this browser already has a seat."""
    code = read_code(str(request.path_params.get("code", "")))[:6]
    found = house(request)
    if code and found.reach.several and not any(r.code_fits(code) for r in found.rooms.values()):
        # before a name is typed the browser goes to the server that runs the class
        owner = await _owner(request, code) if found.door.knock(address(request)) else None
        if isinstance(owner, Owner):
            return onward(request, found, owner, f"/join/{code}")
    meant = next((r for r in found.rooms.values() if code and r.code_fits(code)), None)
    with speaking(tongue.chosen(request) or (meant.plan.language if meant else "") or language()):
        return entrance(code)


async def _owner(request: Request, code: str) -> Room | Owner | None:
    """Where a code leads that opens nothing here: to another server, or nowhere."""
    found = house(request)
    owner = await away(found.reach.by_code, code)
    if owner is not None:
        found.door.opened(address(request))
    return owner


@page
async def join(request: Request) -> Response:
    """Somebody knocks."""
    given = await form(request)
    code, name = str(given.get("code", "")), str(given.get("name", ""))
    try:
        try:
            room = house(request).by_code(code, address(request))
        except Refused as refusal:
            if refusal.key != "class.join.no_code":
                raise
            owner = await _owner(request, code)
            if isinstance(owner, Owner):
                return onward(request, house(request), owner, request.url.path)
            if owner is None:
                raise
            room = owner
        known = room.member(request.cookies.get(cookie(room.id), ""))
        if known is None:
            _, key = await away(room.join, name)
    except Refused as refusal:
        return entrance(read_code(code)[:6], name[:40], str(refusal), 400)
    answer = go(f"/class/{room.id}")
    if known is None:
        keep(answer, request, cookie(room.id), key)
    if room.plan.language and not tongue.chosen(request):
        tongue.keep(answer, request, room.plan.language)
    return answer


def _next(room: Room, who: Member) -> str:
    """Where somebody goes on once the table has begun."""
    if room.roster.phase == OVER:
        return f"/class/{room.id}/debrief"
    begun = who.table and room.desk(who.table).begun
    return f"/brief/class-{room.id}" if room.roster.phase == RUNNING and begun else ""


@page
async def lobby(request: Request) -> Response:
    """Until the lesson begins: where one sits, a first questionnaire, the personal link."""
    room, who = member(request)
    onward = _next(room, who)
    if onward and "stay" not in request.query_params:
        return go(onward)
    plan = room.plan
    scene = plan.told()
    answered = "before" in room.roster.answers.get(who.id, {})
    return document(
        plan.title,
        el("p", plan.title, class_="kicker"),
        el("h1", say("class.lobby.title", name=who.name)),
        el("section", el("p", _seat(room, who), id="your-seat", class_="lead"),
           el("p", say("class.lobby.waiting"), class_="waiting", id="waiting", role="status"),
           class_="card"),
        card(scene.title, el("p", scene.summary), el("p", scene.legal, class_="hint"),
             el("p", scene.caution, class_="caution")),
        card(say("class.lobby.how"), el("ol", *(
            el("li", say(f"class.lobby.how_{n}")) for n in range(1, 6)), class_="steps")),
        None if answered else questions(room.id, "before"),
        card(say("class.link.title"), el("p", say("class.link.text")), el("form",
             el("button", say("class.link.button"), class_="quiet"),
             method="post", action=f"/class/{room.id}/link")),
        kind="lobby", home=f"/class/{room.id}", watch=f"/class/{room.id}/lobby.json",
    )  # fmt: skip


def _seat(room: Room, who: Member) -> str:
    if not who.table:
        return say("class.lobby.no_seat")
    partners = [p for p in room.roster.seated(who.table).get(who.seat, ()) if p != who.id]
    about = {"party": room.party(who.seat), "table": who.table}
    if partners:
        return say("class.lobby.seat_with", partners=room.names(tuple(partners)), **about)
    return say("class.lobby.seat", **about)


@page
async def lobby_news(request: Request) -> Response:
    """Whether the lobby may be left."""
    room, who = member(request)
    return JSONResponse({
        "go": _next(room, who), "seat": _seat(room, who),
        "text": say("class.lobby.waiting_count", count=room.roster.count),
    })  # fmt: skip


def questions(room_id: str, when: str) -> Any:
    """The questionnaire as a form."""
    rows = []
    for item in ITEMS:
        scale = [
            el("label", el("input", type="radio", name=item, value=n), str(n)) for n in range(1, 6)
        ]
        low, high = say("class.questionnaire.low"), say("class.questionnaire.high")
        rows.append(el("fieldset", el("legend", say(f"class.questionnaire.{item}")),
                       el("div", el("small", low), *scale, el("small", high), class_="likert"),
                       class_="act"))  # fmt: skip
    send = el("button", say("class.questionnaire.send"), class_="main-button")
    return card(
        say(f"class.questionnaire.{when}"),
        el("p", say("class.questionnaire.text"), class_="hint"),
        el("form", *rows, el("input", type="hidden", name="when", value=when), send,
           method="post", action=f"/class/{room_id}/questionnaire"),
    )  # fmt: skip


@page
async def questionnaire(request: Request) -> Response:
    """The answers of a questionnaire."""
    room, who = member(request)
    given = await form(request)
    when = str(given.get("when", ""))
    await away(room.answer, who.id, when, given)
    return go(f"/class/{room.id}" + ("/debrief" if when == "after" else ""))


@page
async def make_link(request: Request) -> Response:
    """A link that opens this seat once, on another device."""
    room, who = member(request)
    key = await away(room.link, who.id, who.id)
    return link_page(request, room, key, f"/class/{room.id}?stay=1")


def link_page(request: Request, room: Room, key: str, back: str) -> Response:
    """A one-time link to take away."""
    address = f"{origin(request)}/seat/{room.id}/{key}"
    return document(
        say("class.link.title"),
        el("h1", say("class.link.title")),
        el("section", el("p", say("class.link.once")), el("p", address, class_="link-box"),
           el("img", src=qr(address), alt=say("class.link.qr"), class_="qr"),
           el("div", el("a", say("class.link.back"), class_="quiet", href=back), class_="buttons"),
           class_="card"),
        home=f"/class/{room.id}", at=back,
    )  # fmt: skip


@page
async def other_device(request: Request) -> Response:
    """Before a seat changes its device: what that means. Only the press trades the link."""
    here = house(request).get(str(request.path_params["room"]))
    link = str(request.path_params["link"])
    found = here.offered(link) if here is not None else None
    if here is None or found is None:
        raise Refused("class.link.used")
    if request.method == "POST":
        key = await away(here.take_over, link)
        return keep(go(f"/class/{here.id}"), request, cookie(here.id), key)
    return document(
        say("class.link.over"),
        el("h1", say("class.link.over")),
        el("section", el("p", say("class.link.over_text", name=found.name)),
           el("form", el("button", say("class.link.over_button"), class_="main-button"),
              method="post"), class_="card"),
    )  # fmt: skip
