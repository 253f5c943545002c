"""From what was ticked to a spec in TOML, and from a spec to what it would take."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.mistakes import Notes, Words
from sim.scenario.file import parse
from sim.sweeps.errors import SweepError, refusal

from .. import offers
from ..words import known, say

if TYPE_CHECKING:
    from sim.sweeps.spec import Spec

LONGEST = 64 * 1024
"""Characters of a spec from the browser."""
MOST_FACTORS = 40
MOST_WORLDS = 2_000_000
"""Worlds of a run from the browser; the terminal plays more."""
MOST_CHOSEN = 200
"""Things ticked that are looked at; a page offers fewer."""


def toml_of(form: Mapping[str, Any]) -> str:
    """The spec that a form asks for, as text; what is no number stays as it was written."""
    title = _text(form.get("title"))[:120]
    design = _text(form.get("design")) or "grid"
    head: list[tuple[str, Any]] = [("id", _id(title))]
    if title:
        head.append(("title", title))
    head += [("scenario", _text(form.get("scenario"))), ("design", design)]
    wanted = {"grid": ("levels",), "one-at-a-time": ("levels",), "morris": ("points", "levels")}
    for key in (*wanted.get(design, ("points",)), "replicates", "seed"):
        if _given(form.get(key)):
            head.append((key, _number(form[key])))
    lines = _table("sweep", head)
    factors = _listed(form.get("factors"))
    for section, lever in (("uncertainties", False), ("levers", True)):
        rows = [_factor(one) for one in factors if (one.get("role") == "lever") == lever]
        supposed = [_text(name) for name in _list(form.get("supposed"))]
        if lever and supposed:
            names = ["as-written", *supposed]
            rows.append(f"supposed = {{ counterfactuals = {_value(names)} }}")
        if rows:
            lines += ["", f"[{section}]", *rows]
    kept = [_text(name) for name in _list(form.get("keep"))]
    if kept:
        lines += ["", "[outcomes]", f"keep = {_value(kept)}"]
    stop = form.get("stop")
    if isinstance(stop, Mapping) and _text(stop.get("outcome")):
        body = [("outcome", _text(stop["outcome"]))]
        body += [(key, _number(stop.get(key))) for key in ("interval", "replicates")]
        lines += ["", *_table("stop", body)]
    return "\n".join(lines) + "\n"


def _factor(one: Mapping[str, Any]) -> str:
    address = _value(_text(one.get("address")))
    values = _text(one.get("values")).strip()
    if values:
        listed = [_number(part) for part in re.split(r"[\s,;]+", values) if part][:MOST_CHOSEN]
        return f"{address} = {{ values = {_value(listed)} }}"
    body = [f"{key} = {_value(_number(one[key]))}" for key in ("low", "high", "levels")
            if _given(one.get(key))]  # fmt: skip
    return f"{address} = {{ {', '.join(body)} }}" if body else f"{address} = {{}}"


def _table(name: str, body: Sequence[tuple[str, Any]]) -> list[str]:
    return [f"[{name}]", *(f"{key} = {_value(value)}" for key, value in body)]


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        # a TOML string escapes as JSON does, but for one character; half a character is none
        whole = value.encode("utf-8", "replace").decode("utf-8")
        return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def _number(given: Any) -> Any:
    """A number as it was typed; text that is none stays text, and the reader refuses it.

    >>> _number("0.50"), _number("12"), _number("many")
    (0.5, 12, 'many')
    """
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        given = repr(given)
    text = _text(given).strip()
    if re.fullmatch(r"[+-]?\d{1,15}", text):
        return int(text)
    if re.fullmatch(r"[+-]?(\d{1,15}\.?\d{0,15}|\.\d{1,15})([eE][+-]?\d{1,3})?", text):
        return float(text)
    return text


def _id(title: str) -> str:
    """A name for files from a title.

    >>> _id("Hope & empathy!"), _id("")
    ('hope-empathy', 'sweep')
    """
    found = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-")
    return found if re.match(r"[a-z]", found) else f"sweep-{found}".rstrip("-")


def _text(given: Any) -> str:
    return given[:2000] if isinstance(given, str) else "" if given is None else str(given)[:200]


def _given(value: Any) -> bool:
    return value is not None and value != ""


def _list(given: Any) -> list[Any]:
    return given[:MOST_CHOSEN] if isinstance(given, list) else []


def _listed(given: Any) -> list[Mapping[str, Any]]:
    return [one for one in _list(given) if isinstance(one, Mapping)]


def read(text: str) -> Spec:
    """The checked spec of a text from a browser; SweepError tells every mistake.

    A browser names scenarios and no files of this machine, and asks for what this machine can do.
    """
    from sim.sweeps.designs import size
    from sim.sweeps.spec import read_spec

    if len(text) > LONGEST:
        raise SweepError(say("lab.too_long", most=LONGEST, count=len(text)))
    notes = Notes("spec")
    raw = parse(text, notes) or {}
    if not notes:
        _own(raw, notes)
    if notes:
        raise refusal(notes.all())
    found = read_spec(raw)
    points = size(found)
    worlds = points * found.most_replicates
    if worlds > MOST_WORLDS:
        raise SweepError(say("lab.too_many", worlds=worlds, most=MOST_WORLDS))
    if found.worlds is not None and worlds > found.worlds:
        # the engine's own sentence, before its points are made
        from sim.sweeps.designs import design

        design(found)
    return found


def _own(raw: Mapping[str, Any], notes: Notes) -> None:
    """What a file of one's own may say and a browser may not."""
    head = raw.get("sweep")
    if not isinstance(head, Mapping):
        return
    listed = head.get("scenarios")
    asked = [head.get("scenario"), *(listed if isinstance(listed, list) else [])]
    known = [offers.source(name) for name in offers.names()]
    for name in asked:
        if isinstance(name, str) and name not in known:
            notes.unknown("sweep.scenario", name, known)
    if head.get("design") == "file" or "file" in head:
        notes.add("sweep.file", Words("a file of this machine"), "a design of points made here")
    for section in ("uncertainties", "levers"):
        tables = raw.get(section)
        if isinstance(tables, Mapping) and len(tables) > MOST_FACTORS:
            notes.add(section, Words(f"{len(tables)} factors"), f"at most {MOST_FACTORS}")


def said(outcome: str) -> str:
    """An outcome as a reader calls it."""
    key = f"sweeps.outcome.{outcome}"
    return say(key) if known(key) else outcome


def checked(text: str) -> dict[str, Any]:
    """What a page tells of a spec: its mistakes, or its worlds and the disk they may take."""
    from sim.sweeps import Estimate
    from sim.sweeps.designs import size
    from sim.sweeps.pools import usual
    from sim.sweeps.store import free

    from .runs import folder

    try:
        found = read(text)
    except SweepError as error:
        return {"ok": False, "mistakes": [line for line in str(error).split("\n") if line]}
    points = size(found)
    taken = Estimate(points, points * found.most_replicates, usual(), 0.0, free(folder()))
    return {
        "ok": True, "mistakes": [], "worlds": taken.worlds, "points": points,
        "replicates": found.replicates, "most": found.most_replicates,
        "bytes": taken.bytes, "room": taken.room, "workers": taken.workers,
        "fits": taken.bytes <= taken.room,
    }  # fmt: skip
