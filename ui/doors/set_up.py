"""The forms by which a teacher sets a class up."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from sim.scenario import Scenario, ScenarioError
from ui import offers, telling
from ui.charts.people import difficulty
from ui.rooms import own
from ui.rooms.plan import PRESETS
from ui.words import languages, say
from ui.workshop import drafts

from .asking import form
from .html import Html, choose, el, field, tick

AROUND = 64 * 1024
"""Bytes that a form has besides the file in it."""


async def create_form(request: Request) -> dict[str, Any]:
    """The form of a new class, with the text of a scenario in it if it has one."""
    # a letter beyond ASCII takes nine bytes of such a form at most
    return await form(request, 3 * own.LARGEST + AROUND)


def hand_over() -> Html:
    """The form that takes a file, or a draft of this machine's workshop."""
    kept = [(one["id"], say("class.own.draft_of", title=one["title"], day=one["changed"]))
            for one in drafts.listed()]  # fmt: skip
    return el(
        "form",
        el("p", say("class.own.text"), class_="hint"),
        field(say("class.own.file"), el("input", type="file", name="file", accept=".toml")),
        field(say("class.own.draft"), choose("draft", [("", say("class.own.no_choice")), *kept]))
        if kept else None,
        el("div", el("button", say("class.own.look"), class_="quiet"), class_="buttons"),
        method="post", action="/teacher/own", enctype="multipart/form-data",
    )  # fmt: skip


def _scenarios() -> list[Scenario]:
    found = []
    for name in offers.names():
        try:
            found.append(telling.scene(offers.load(name)))
        except ScenarioError:
            continue
    return sorted(found, key=lambda one: (not one.live, one.title))


def set_up(own_scene: Scenario | None = None, toml: str = "") -> Html:
    """The form for a new class; for one on a scenario of the teacher's own it carries the text."""
    known = _scenarios() if own_scene is None else [own_scene]
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
        el("input", type="hidden", name="toml", value=toml) if toml else
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
           tick("own_worlds", say("class.office.own_worlds")),
           tick("no_question", say("class.office.no_question")),
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
    boxes = [tick("seats", party.name, party.id) for party in one.parties.values()]
    return el(
        "div",
        el("small", one.title),
        *boxes,
        class_="seats",
        data_of=one.id,
        lang=telling.written_in(one),
    )
