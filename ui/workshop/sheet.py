"""A draft as a page tells it: every mistake with its line, and what the form shows of the text."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from typing import Any

import sim
from sim import scenario as scenarios
from sim.mistakes import Notes
from sim.scenario import Mistake, Scenario
from sim.scenario.file import parse

from ..words import say
from . import edits, growth
from .edits import Refused
from .places import Path, Places

LONGEST = 250_000
"""Characters of a draft; the largest scenario that comes with the program has a third of it."""
MOST_TERMS = 20_000
"""Terms of which a plane is drawn."""
SHOWN = 60
"""Mistakes that are listed; a text with more has one cause."""
MOST_EDITS = 50
_LINE = re.compile(r"line (\d+)")
_NUMBER = re.compile(r"[+-]?(\d{1,15}\.?\d{0,15}|\.\d{1,15})([eE][+-]?\d{1,3})?")
NUMBERS = ("war.victory", "war.defeat", "war.optimism", "war.cost_weight", "mind.empathy")
"""What a form offers of a party's numbers; the text has all of them."""


def changed(text: str, wanted: Any) -> str:
    """The text after the edits of a form, each a table; Refused says which cannot be made."""
    if not isinstance(wanted, list) or len(wanted) > MOST_EDITS:
        raise Refused(say("workshop.unreadable"))
    for one in wanted:
        text = _one(bounded(text), one)
    return bounded(text)


def _one(text: str, edit: Any) -> str:
    if _readable(text) is None:
        raise Refused(say("workshop.broken"))
    try:
        what, path = str(edit["what"]), _path(edit.get("path", []))
        if what == "put":
            return edits.put(text, path, _value(edit.get("value")))
        if what == "figure":
            given = {name: number(edit[name]) for name in ("value", "low", "high")
                     if edit.get(name) not in (None, "")}  # fmt: skip
            return growth.figure(text, path, given)
        if what == "add":
            return growth.add(text, str(edit.get("kind")), path)
        if what == "remove":
            return growth.remove(text, path)
    except (KeyError, IndexError, TypeError, AttributeError):
        raise Refused(say("workshop.unreadable")) from None
    raise Refused(say("workshop.unreadable"))


def _path(given: Any) -> Path:
    whole = [part for part in given if isinstance(part, str) or type(part) is int][:12]
    if not isinstance(given, list) or len(whole) != len(given):
        raise Refused(say("workshop.unreadable"))
    return tuple(part[:200] if isinstance(part, str) else part for part in whole)


def _value(given: Any) -> Any:
    """What a form sends: a text, a list of texts, yes or no, a whole number, a date, or nothing."""
    if isinstance(given, list):
        return [str(one)[:200] for one in given[:100]]
    if isinstance(given, dict):
        return number(given.get("number"))
    return given if isinstance(given, bool | str) or given is None else number(given)


def number(given: Any) -> Any:
    """A number as it was typed; text that is none stays text, and the loader says so.

    >>> number("0.50"), number("12"), number("many")
    (0.5, 12, 'many')
    """
    text = str(given).strip()[:60]
    if re.fullmatch(r"[+-]?\d{1,15}", text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def bounded(text: str) -> str:
    """The text, with the line ends of a page; Refused if it is too long."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST:
        raise Refused(say("workshop.too_long", most=LONGEST, count=len(text)))
    if "\0" in text:
        raise Refused(say("workshop.not_text"))
    return text


def _readable(text: str) -> dict[str, Any] | None:
    return parse(text, Notes("text"))


def read(text: str) -> tuple[Scenario | None, list[Mistake]]:
    """The scenario of a draft, or every mistake of it."""
    try:
        return scenarios.read(bounded(text)), []
    except sim.ScenarioError as error:
        return None, error.mistakes


def sheet(text: str) -> dict[str, Any]:
    """All a page shows of a draft apart from its plane."""
    found, mistakes = read(text)
    raw = _readable(text)
    spots = None
    if raw is not None:
        with contextlib.suppress(AssertionError, IndexError, RecursionError):
            spots = Places.of(text)
    return {
        "mistakes": [_told(one, raw, spots) for one in mistakes[:SHOWN]],
        "count": len(mistakes),
        "form": None if raw is None else form(raw),
        "facts": None if found is None else facts(found),
    }


def _told(one: Mistake, raw: dict[str, Any] | None, spots: Places | None) -> dict[str, Any]:
    """A mistake with the line it stands in, and the path of the nearest thing that is there."""
    said = str(one).removeprefix(f"{one.file}: ")
    line, path = _LINE.match(one.address), ()
    at = int(line[1]) if line else 0
    if raw is not None and spots is not None and one.address:
        path = spots.found(raw, one.address)
        start = spots.start(path) if path else None
        at = spots.line(start) if start is not None else at
    elif one.address == "the end":
        at = -1
    return {"said": said, "line": at, "path": list(path), "address": one.address}


def facts(found: Scenario) -> dict[str, Any]:
    """What a scenario comes to."""
    parties = [
        {"id": p.id, "name": p.name, "role": p.role} for p in found.parties.values()
    ]  # fmt: skip
    return {
        "title": found.title, "id": found.id, "terms": found.terms_count, "rounds": found.rounds,
        "parties": parties, "belligerents": list(found.belligerents),
        "suggested": found.suggested, "drawn": found.terms_count <= MOST_TERMS,
        "unwritten": [p for p in ("public", *found.parties) if not found.briefing(p)],
    }  # fmt: skip


# -- what the form shows ---------------------------------------------------------------


def form(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in a text, whether or not it is right, in the order of the text."""
    return {
        "head": {key: plain(value) for key, value in table(raw.get("scenario")).items()},
        "briefings": {key: plain(value) for key, value in table(raw.get("briefings")).items()},
        "parties": [_party(key, table(one)) for key, one in table(raw.get("parties")).items()],
        "issues": [_issue(key, table(one)) for key, one in table(raw.get("issues")).items()],
        "events": [
            {key: plain(table(one).get(key)) for key in ("id", "round", "title", "text", "date")}
            for one in _list(raw.get("events"))
        ],
        "sources": [
            {"id": key, **{name: plain(table(one).get(name))
                           for name in ("title", "url", "date", "stance", "note")}}
            for key, one in table(raw.get("sources")).items()
        ],
    }  # fmt: skip


def _party(key: str, one: dict[str, Any]) -> dict[str, Any]:
    profiles = [
        {
            "id": name, "title": plain(table(p).get("title")),
            "chance": figure(table(p).get("chance")), "red_lines": _names(table(p), "red_lines"),
            "weights": {i: figure(w) for i, w in table(table(p).get("weights")).items()},
        }
        for name, p in table(one.get("profiles")).items()
    ]  # fmt: skip
    numbers = {}
    for name in NUMBERS:
        section, field = name.split(".")
        numbers[name] = figure(table(one.get(section)).get(field))
    return {
        "id": key, "name": plain(one.get("name")), "text": plain(one.get("text")),
        "role": plain(one.get("role")), "side": plain(one.get("side")),
        "numbers": numbers, "profiles": profiles,
        "factions": len(table(one.get("factions"))),
    }  # fmt: skip


def _issue(key: str, one: dict[str, Any]) -> dict[str, Any]:
    options = [
        {
            "id": name, "title": plain(table(o).get("title")), "text": plain(table(o).get("text")),
            "addressed": table(o).get("addressed", True) is not False,
            "de_jure": table(o).get("de_jure") is True, "latent": table(o).get("latent") is True,
            "consent": _names(table(o), "consent"),
            "readings": {p: plain(r) for p, r in table(table(o).get("readings")).items()},
            "values": {p: figure(v) for p, v in table(table(o).get("values")).items()},
        }
        for name, o in table(one.get("options")).items()
    ]  # fmt: skip
    return {"id": key, "title": plain(one.get("title")), "text": plain(one.get("text")),
            "options": options}  # fmt: skip


def figure(given: Any) -> dict[str, str]:
    """A number of the text as a form shows it: its value, or its range."""
    if isinstance(given, dict):
        return {key: plain(given[key]) for key in ("value", "low", "high") if key in given}
    return {} if given is None else {"value": plain(given)}


def plain(value: Any) -> Any:
    """A value of the text as a field of a form holds it."""
    if isinstance(value, bool):
        return value
    if value is None or isinstance(value, dict | list):
        return ""
    return repr(value) if isinstance(value, float) else str(value)


def table(given: Any) -> dict[str, Any]:
    """A table of the text, or an empty one."""
    return given if isinstance(given, dict) else {}


def _list(given: Any) -> list[Any]:
    return given[:400] if isinstance(given, list) else []


def _names(one: Mapping[str, Any], key: str) -> list[str]:
    return [str(name) for name in _list(one.get(key)) if isinstance(name, str)]
