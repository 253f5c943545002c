"""The debrief: each student's own page, and one report of the whole class that prints."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sim.scenario import Scenario
from ui.charts.happenings import terms_text
from ui.rooms import Room
from ui.rooms.injecting import brought
from ui.rooms.questionnaire import ITEMS
from ui.rooms.roster import Member
from ui.rooms.story import Estimate, Story, story
from ui.rooms.talk import heard_by
from ui.words import number, say

from . import figures
from .asking import Elsewhere, away, form, go, member, page, room, teacher
from .html import Html, card, document, el, field, table
from .join import questions

LINES = 40
"""Lines that a quote may be chosen from."""

QUESTIONS = 5
"""Discussion questions that hold for every scenario, for one that brings none of its own."""


@page
async def own(request: Request) -> Response:
    """A student's debrief: the table laid open, and how near one's own answers were."""
    here, who = member(request)
    desk = here.desk(who.table) if who.table else None
    if desk is None or not here.may_look_back(desk):
        raise Elsewhere(_not_yet(here, who))
    told = await away(story, desk)
    return await away(_own_page, here, who, told)


def _not_yet(here: Room, who: Member) -> Response:
    """A page that says when the debrief opens, and goes on to it when it does."""
    return document(
        say("class.debrief.title"),
        el("h1", say("class.debrief.not_yet")),
        el("section", el("p", _later(here, who), class_="waiting", id="waiting", role="status"),
           class_="card"),
        home=f"/class/{here.id}", status=403, watch=f"/class/{here.id}/debrief.json",
    )  # fmt: skip


def _later(here: Room, who: Member) -> str:
    return here.later(here.desk(who.table)) if who.table else say("class.lobby.no_seat")


@page
async def news(request: Request) -> Response:
    """Whether the debrief is open, and why not."""
    here, who = member(request)
    open_ = bool(who.table) and here.may_look_back(here.desk(who.table))
    to = f"/class/{here.id}/debrief" if open_ else ""
    return JSONResponse({"go": to, "text": _later(here, who)})


def _own_page(here: Room, who: Member, told: Story) -> Response:
    mine = [one for one in told.estimates if one.person == who.id]
    asked = "after" not in here.roster.answers.get(who.id, {})
    said = here.roster.quotes.get(who.id, "")
    return document(
        say("class.debrief.title"),
        el("p", here.plan.title, class_="kicker"),
        el("h1", say("class.debrief.yours", party=here.party(who.seat), table=told.number)),
        el("div", el("a", say("class.debrief.plane_link"), class_="main-button",
                     href=f"/debrief/class-{here.id}"),
           el("a", say("screen.story.title"), class_="quiet",
              href=f"/class/{here.id}/story.html", download=True),
           el("a", say("class.debrief.record"), class_="quiet",
              href=f"/class/{here.id}/record", download=True), class_="buttons no-print"),
        *_table(told, level="h2"),
        card(say("class.debrief.shoes"), *_own_estimates(told.game.scenario, mine)),
        questions(here.id, "after") if asked else None,
        card(say("class.debrief.quote"), el("p", said, class_="lead") if said else None, el(
            "form", field(say("class.debrief.quote_text"), el(
                "input", type="text", name="text", value=said, maxlength=300, list="said",
                autocomplete="off")),
            el("datalist", *(el("option", value=line) for line in _heard(here, who)), id="said"),
            el("button", say("class.questionnaire.send"), class_="quiet"),
            method="post", action=f"/class/{here.id}/quote"), class_="no-print"),
        card(say("class.debrief.think"), _questions(here)),
        kind="debrief", home=f"/class/{here.id}",
    )  # fmt: skip


def _heard(here: Room, who: Member) -> list[str]:
    """The newest lines that this seat heard at its table, to choose a quote from."""
    channels = {one.id for one in heard_by(here.plan.told(), who.seat)}
    lines = here.desk(who.table).sitting.lines
    said = [one["text"] for one in lines if one["channel"] in channels]
    return list(dict.fromkeys(reversed(said)))[:LINES]


@page
async def quote(request: Request) -> Response:
    """A sentence somebody chose for the debrief."""
    here, who = member(request)
    given = await form(request)
    await away(here.quote, who.id, str(given.get("text", "")))
    return go(f"/class/{here.id}/debrief")


@page
async def report(request: Request) -> Response:
    """All tables, for the projector and for paper. Nobody is named in it but by role."""
    teacher(request)
    here = room(request)
    return await away(_report, here, False)


@page
async def sheet(request: Request) -> Response:
    """The same as one file that needs no server."""
    teacher(request)
    here = room(request)
    found = await away(_report, here, True)
    found.headers["content-disposition"] = 'attachment; filename="debrief.html"'
    return found


def _report(here: Room, alone: bool) -> Response:
    stories = [story(desk) for desk in here.desks() if desk.begun and desk.over]
    waiting = sum(desk.begun and not desk.over for desk in here.desks())
    head = [
        el("p", here.plan.title, class_="kicker"),
        el("h1", say("class.debrief.report")),
        el("p", say("class.debrief.waiting", count=waiting), class_="caution") if waiting else None,
        None if alone else el("div", el(
            "button", say("class.debrief.print"), type="button", class_="quiet", data_print="yes"),
            class_="buttons no-print"),
    ]  # fmt: skip
    if not stories:
        nothing = el("p", say("class.debrief.none"), class_="empty")
        return document(say("class.debrief.report"), *head, nothing, alone=alone)
    said = [text for text in here.roster.quotes.values() if text]
    rows = [one for told in stories for one in told.estimates]
    return document(
        say("class.debrief.report"),
        *head,
        card(say("class.debrief.across"), *_across(here, stories)),
        card(say("class.debrief.shoes"), *_class_estimates(stories, rows)),
        card(say("class.debrief.before_after"), *_before_after(here)),
        card(say("class.debrief.said"), el("ul", *(el("li", f"“{text}”") for text in said),
                                           class_="plain")) if said else None,
        card(say("class.debrief.think"), _questions(here)),
        *[el("section", el("h2", say("screen.teach.table", table=told.number)),
             None if alone else _pictures(f"/teacher/{here.id}/story/{told.number}"),
             *_table(told), class_="table-report") for told in stories],
        kind="debrief wide", home="/teacher", alone=alone,
    )  # fmt: skip


def _pictures(address: str) -> Html:
    """Where a table's story is had, as a page or as one drawing."""
    return el(
        "p", el("a", say("screen.story.title"), href=f"{address}.html", download=True), " ",
        el("a", say("screen.story.vector"), class_="quiet", href=f"{address}.svg", download=True),
        class_="no-print",
    )  # fmt: skip


# -- one table ---------------------------------------------------------------------


def _ending(told: Story) -> str:
    if told.early:
        return say("class.table.ended")
    return say(f"screen.ending.{told.game.ending.replace(' ', '_')}")


def _table(told: Story, level: str = "h3") -> list[Html]:
    """One table laid open: minimums, windows, what would have worked, what was turned down."""
    scenario = told.game.scenario
    name = {party.id: party.name for party in scenario.parties.values()}
    lines = [
        say("class.debrief.opened" if told.opened else "class.debrief.never_open",
            open=len(told.opened), fought=told.fought, count=len(told.truth.episodes),
            seen=told.seen()),
        *[say("class.debrief.mirage", party=name[p], count=len(told.truth.mirages[p]))
          for p in scenario.belligerents if told.truth.mirages[p]],
    ]  # fmt: skip
    lines += [say("class.debrief.brought", round=one["due"], title=one["title"])
              for one in brought(told.game) if one["came"]]  # fmt: skip
    if told.signed is not None:
        terms = terms_text(scenario, told.signed["terms"])
        lines.append(say("class.debrief.signed", round=told.signed["round"], terms=terms))
    first = el("section", el("header", el(level, _ending(told)), class_="card-head"),
               el("ul", *(el("li", line) for line in lines), class_="plain"),
               figures.minimums(told), class_="card")  # fmt: skip
    return [first, *_chances(told, level), *_turned(told, level)]


def _chances(told: Story, level: str) -> list[Html]:
    scenario = told.game.scenario
    rows = []
    for one in told.chances:
        gains = ", ".join(
            f"{scenario.parties[p].name} {100 * s:+.0f}" for p, s in one.surplus.items()
        )
        span = f"{one.episode.start}–{one.episode.end}"
        rows.append([span, say(f"screen.debrief.{one.episode.outcome}"),
                     say("screen.debrief.yes" if one.episode.recognised else "screen.debrief.no"),
                     terms_text(scenario, one.terms), gains.replace("-", "−")])  # fmt: skip
    heads = [say(f"class.debrief.head_{h}") for h in ("rounds", "end", "seen", "worked", "gains")]
    inside = table(heads, rows) if rows else el("p", say("screen.debrief.no_episode"))
    return [el("section", el(level, say("class.debrief.worked")),
               el("p", say("class.debrief.worked_text"), class_="hint"), inside,
               class_="card")]  # fmt: skip


def _turned(told: Story, level: str) -> list[Html]:
    scenario = told.game.scenario
    rows = [
        say("class.debrief.turned_line", round=one.round,
            proposer=scenario.parties[one.proposer].name,
            parties=", ".join(scenario.parties[p].name for p in one.refused),
            terms=terms_text(scenario, one.terms))
        for one in told.turned
    ]  # fmt: skip
    if not rows:
        return []
    listed = el("ul", *(el("li", row) for row in rows), class_="plain")
    return [el("section", el(level, say("class.debrief.turned")), listed, class_="card")]


# -- all tables ---------------------------------------------------------------------


def _across(here: Room, stories: Sequence[Story]) -> list[Html]:
    rows = []
    for told in stories:
        people = [100 * one.score.skill for one in told.estimates if one.score.public > 0]
        rows.append([
            say("screen.teach.table", table=told.number), _ending(told), str(len(told.opened)),
            str(told.seen()), str(sum(e.outcome == "missed" for e in told.truth.episodes)),
            "–" if told.signed is None else str(told.signed["round"]),
            number(fmean(people) / 100, "+.0%").replace("-", "−") if people else "–",
        ])  # fmt: skip
    heads = ("table", "end", "open", "seen", "missed", "signed", "skill")
    found = [
        table([say(f"class.debrief.head_{h}") for h in heads], rows),
        el("p", say("class.debrief.skill_text"), class_="hint"),
        figures.plane(stories),
    ]
    machines = here.roster.machines
    if machines is not None:
        ours = {
            "opened": fmean(bool(s.opened) for s in stories),
            "recognised": fmean(s.seen() > 0 for s in stories),
            "signed": fmean(s.signed is not None for s in stories),
            "missed": fmean(any(e.outcome == "missed" for e in s.truth.episodes) for s in stories),
        }
        lines = [[say(f"class.debrief.share_{k}"), number(v, ".0%"), number(machines[k], ".0%")]
                 for k, v in ours.items()]  # fmt: skip
        worlds = number(int(machines["worlds"]), ",")
        heads_ = ["", say("class.debrief.head_ours", count=len(stories)),
                  say("class.debrief.head_machines", worlds=worlds)]  # fmt: skip
        found += [table(heads_, lines, say("class.debrief.machines")),
                  el("p", say("class.debrief.machines_text"), class_="hint")]  # fmt: skip
        if any(told.game.injected for told in stories):
            found.append(el("p", say("class.debrief.machines_without"), class_="hint"))
    else:
        found.append(el("p", say("class.debrief.machines_later"), class_="hint"))
    return found


def by_round(rows: Sequence[Estimate]) -> dict[int, tuple[float, float, float]]:
    """Mean Brier scores of people, public knowledge and analysts, round by round."""
    found = {}
    for round_ in sorted({one.round for one in rows}):
        scores = [one.score for one in rows if one.round == round_]
        found[round_] = (
            fmean(s.brier for s in scores), fmean(s.public for s in scores),
            fmean(s.analyst for s in scores),
        )  # fmt: skip
    return found


def _class_estimates(stories: Sequence[Story], rows: Sequence[Estimate]) -> list[Html]:
    if not rows:
        return [el("p", say("class.debrief.no_estimates"), class_="empty")]
    scenario = stories[0].game.scenario
    found: list[Html] = [el("p", say("class.debrief.brier_text"), class_="hint"),
                         figures.estimates(by_round(rows))]  # fmt: skip
    lines = []
    for told in stories:
        for seat in scenario.parties:
            scores = [one.score for one in told.estimates if one.seat == seat]
            if scores:
                lines.append([
                    say("class.debrief.seat_of", party=scenario.parties[seat].name,
                        table=told.number), *_means(scores),
                ])  # fmt: skip
    heads = ("seat", "brier", "public", "analyst", "range", "range_public", "range_analyst")
    found.append(table([say(f"class.debrief.head_{h}") for h in heads], lines))
    return found


def _means(scores: Sequence[Any]) -> list[str]:
    names = ("brier", "public", "analyst", "interval", "public_interval", "analyst_interval")
    return [number(fmean(getattr(s, name) for s in scores), ".2f") for name in names]


def _own_estimates(scenario: Scenario, rows: Sequence[Estimate]) -> list[Html]:
    if not rows:
        return [el("p", say("class.debrief.no_estimates"), class_="empty")]
    found: list[Html] = [el("p", say("class.debrief.brier_text"), class_="hint"),
                         figures.estimates(by_round(rows))]  # fmt: skip
    for one in rows:
        about = scenario.parties[one.asked["about"]].name
        lines = [
            [terms_text(scenario, terms), number(said, ".0%"),
             number(one.asked['analyst'][k], ".0%"), number(one.asked['public'][k], ".0%"),
             say("screen.debrief.yes" if one.score.truth[k] else "screen.debrief.no")]
            for k, (terms, said) in enumerate(
                zip(one.asked["terms"], one.given.chances, strict=True))
        ]  # fmt: skip
        heads = ("package", "you", "analyst_said", "public_said", "truth")
        limit = say("class.debrief.limit", issue=scenario.issues[one.asked["issue"]].title,
                    low=one.given.low, best=one.given.best, high=one.given.high,
                    truth=one.score.limit, rungs=len(one.asked["ladder"]))  # fmt: skip
        caption = say("class.debrief.in_round", round=one.round, party=about)
        found += [
            table([say(f"class.debrief.head_{h}") for h in heads], lines, caption, True),
            el("p", say("class.debrief.score", brier=number(one.score.brier, ".2f"),
                        public=number(one.score.public, ".2f"),
                        analyst=number(one.score.analyst, ".2f")),
               " ", limit),
        ]  # fmt: skip
    return found


def _before_after(here: Room) -> list[Html]:
    kept = [a for a in here.roster.answers.values() if a]
    rows = []
    for item in ITEMS:
        both = [(a["before"][item], a["after"][item]) for a in kept
                if item in a.get("before", {}) and item in a.get("after", {})]  # fmt: skip
        if both:
            before, after = fmean(b for b, _ in both), fmean(a for _, a in both)
            change = number(after - before, "+.1f").replace("-", "−")
            means = [number(mean, ".1f") for mean in (before, after)]
            rows.append([say(f"class.questionnaire.{item}"), *means,
                         change, str(len(both))])  # fmt: skip
    if not rows:
        return [el("p", say("class.debrief.no_answers"), class_="empty")]
    heads = ("item", "before", "after", "change", "people")
    return [table([say(f"class.debrief.head_{h}") for h in heads], rows),
            el("p", say("class.debrief.before_after_text"), class_="hint")]  # fmt: skip


def _questions(here: Room) -> Html:
    """The scenario's own questions or the general ones; across tables once there are several."""
    asked = here.plan.told().questions or tuple(
        say(f"class.debrief.think_{n}") for n in range(1, QUESTIONS + 1)
    )
    several = sum(desk.begun for desk in here.desks()) > 1
    across = (say("class.debrief.think_tables"),) if several else ()
    return el("ol", *(el("li", one) for one in (*asked, *across)), class_="steps")
