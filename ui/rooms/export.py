"""Everything of a class to take home: CSV and JSON with a codebook, in one file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ui.words import say

from .injecting import brought
from .log import CLASS, Happening
from .questionnaire import ITEMS, WHEN
from .room import Room
from .story import Story, story

KEYS = ("key", "link", "code")
"""Parts of happenings that open something, or once did; never exported."""

TEXTS = ("text", "name", "title")
"""Parts of happenings that people wrote; exported with names only."""

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What a spreadsheet may take for the beginning of a formula."""

TABLES: Mapping[str, Sequence[str]] = {
    "people": ("person", "name", "table", "seat",
               *(f"{when}_{item}" for when in WHEN for item in ITEMS)),
    "rounds": ("table", "round", "phase", "window", "window_with_formula", "margin", "width",
               "party", "reservation", "believed_window", "estimate_low", "estimate_mean",
               "estimate_high"),
    "acts": ("table", "round", "stage", "party", "by", "posture", "aid", "sanctions", "statement",
             "insight", "voice", "proposal", "private", "answers"),
    "estimates": ("table", "round", "person", "seat", "about", "package", "terms", "chance",
                  "public", "analyst", "truth"),
    "limits": ("table", "round", "person", "seat", "about", "issue", "rungs", "low", "best",
               "high", "truth", "brier", "brier_public", "brier_analyst", "skill", "interval",
               "interval_public", "interval_analyst"),
    "talk": ("table", "round", "person", "seat", "channel", "characters", "text"),
    "tables": ("table", "seed", "rounds", "ending", "ended_early", "open_rounds", "episodes",
               "recognised", "seized", "missed", "signed", "delay"),
    "events": ("table", "round", "stage", "event", "due", "came"),
}  # fmt: skip


def archive(room: Room, named: bool) -> bytes:
    """The class as a ZIP file. Without names, people are pseudonyms and their texts are left out.

    Tables that still play are in it with what happened, and without what is hidden.
    """
    over = {desk.number: story(desk) for desk in room.desks() if desk.begun and desk.over}
    known = Known(room, named)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        rows = {
            "people": known.people(), "rounds": _rounds(over), "acts": known.acts(over),
            "estimates": known.estimates(over), "limits": known.limits(over),
            "talk": known.talk(), "tables": _tables(over),
            "events": _events(over),
        }  # fmt: skip
        for name, heads in TABLES.items():
            files.writestr(f"{name}.csv", as_csv(heads, rows[name]))
        whole = {
            "plan": _without(room.plan.plain(), named),
            "happenings": {str(k): known.happenings(k) for k in known.streams()},
            "machines": room.roster.machines,
            **{name: [dict(zip(heads, row, strict=True)) for row in rows[name]]
               for name, heads in TABLES.items()},
        }  # fmt: skip
        files.writestr("class.json", json.dumps(whole, ensure_ascii=False, indent=1))
        for number, told in over.items():
            text = room.desk(told.number).record().to_json()
            files.writestr(f"records/table-{number}.json", text)
        files.writestr("codebook.md", codebook(named))
    return packed.getvalue()


class Known:
    """People of a class under the names they have in an export."""

    def __init__(self, room: Room, named: bool) -> None:
        self.room, self.named = room, named
        # the digest of a person's first key: random, never shown, and it stays
        joined = (one for one in room.log.read(room.id, CLASS) if one.kind == "joined")
        self._salt: Mapping[str, str] = {one.actor: str(one.body["key"]) for one in joined}

    def streams(self) -> list[int]:
        """Tables that are over; with names the class's own stream, in order of coming."""
        tables = [desk.number for desk in self.room.desks() if desk.over]
        return [CLASS, *tables] if self.named else tables

    def alias(self, person: str) -> str:
        """A pseudonym that stays and tells nothing; teacher and clock are themselves."""
        if person not in self._salt:
            return person
        return "s" + hashlib.sha256(f"{self._salt[person]} {person}".encode()).hexdigest()[:8]

    def people(self) -> list[list[Any]]:
        rows = []
        for one in self.room.roster.members.values():
            answers = self.room.roster.answers.get(one.id, {})
            told = [answers.get(when, {}).get(item) for when in WHEN for item in ITEMS]
            name = one.name if self.named else ""
            rows.append([self.alias(one.id), name, one.table, one.seat, *told])
        # in the order of pseudonyms: the order of coming would tell who is who
        return sorted(rows, key=lambda row: str(row[0]))

    def acts(self, over: Mapping[int, Story]) -> list[list[Any]]:
        rows = []
        for number in over:
            by = self._hands(number)
            for played in over[number].game.played:
                for party, act in played.acts.items():
                    hand = by.get((played.round, played.stage, party), "machine")
                    said, told = act.statement, act.insight
                    rows.append([
                        number, played.round, played.stage, party, hand, act.posture or "",
                        act.aid, act.sanctions,
                        " ".join(filter(None, (said.kind, said.issue, said.option))) if said
                        else "",
                        "" if told is None else " ".join((told.about, *told.to)),
                        "" if act.voice is None else " ".join(act.voice),
                        "" if act.proposal is None else _terms(act.proposal.terms),
                        "" if act.proposal is None else act.proposal.private,
                        " ".join(f"{p}:{'yes' if y else 'no'}" for p, y in act.answers.items()),
                    ])  # fmt: skip
        return rows

    def _hands(self, number: int) -> dict[tuple[int, str, str], str]:
        """Who decided for a party: a person's alias, "default", else a machine."""
        found: dict[tuple[int, str, str], str] = {}
        for one in self.room.log.read(self.room.id, number):
            if one.kind == "act":
                place = (int(one.body["round"]), str(one.body["stage"]), str(one.body["seat"]))
                found[place] = self.alias(one.actor)
            elif one.kind == "played":
                for seat in one.body["absent"]:
                    found[(int(one.body["round"]), str(one.body["stage"]), seat)] = "default"
        return found

    def estimates(self, over: Mapping[int, Story]) -> list[list[Any]]:
        return [
            [number, one.round, self.alias(one.person), one.seat, one.asked["about"], k + 1,
             _terms(terms), one.given.chances[k], one.asked["public"][k],
             one.asked["analyst"][k], one.score.truth[k]]
            for number, told in over.items() for one in told.estimates
            for k, terms in enumerate(one.asked["terms"])
        ]  # fmt: skip

    def limits(self, over: Mapping[int, Story]) -> list[list[Any]]:
        return [
            [number, e.round, self.alias(e.person), e.seat, e.asked["about"], e.asked["issue"],
             len(e.asked["ladder"]), e.given.low, e.given.best, e.given.high, e.score.limit,
             *(round(x, 6) for x in (
                 e.score.brier, e.score.public, e.score.analyst, e.score.skill, e.score.interval,
                 e.score.public_interval, e.score.analyst_interval))]
            for number, told in over.items() for e in told.estimates
        ]  # fmt: skip

    def talk(self) -> list[list[Any]]:
        rows = []
        for desk in self.room.desks():
            for line in desk.sitting.lines:
                text = line["text"] if self.named else ""
                rows.append([desk.number, line["round"], self.alias(line["by"]), line["seat"],
                             line["channel"], len(line["text"]), text])  # fmt: skip
        return rows

    def happenings(self, stream: int) -> list[dict[str, Any]]:
        """A stream without what opens anything; without names, without what people wrote."""
        return [self._plain(one) for one in self.room.log.read(self.room.id, stream)]

    def _plain(self, one: Happening) -> dict[str, Any]:
        body = {k: v for k, v in one.body.items() if k not in KEYS}
        body = _without(body, self.named)
        if "plan" in body:
            body["plan"] = _without(body["plan"], self.named)
        if "person" in body:
            body["person"] = self.alias(str(body["person"]))
        return {"number": one.number, "at": round(one.at, 3), "actor": self.alias(one.actor),
                "kind": one.kind, "body": body}  # fmt: skip


def _without(body: Mapping[str, Any], named: bool) -> dict[str, Any]:
    return {k: v for k, v in body.items() if named or k not in TEXTS}


def _terms(terms: Mapping[str, str]) -> str:
    return " ".join(f"{issue}:{option}" for issue, option in terms.items())


def _rounds(over: Mapping[int, Story]) -> list[list[Any]]:
    rows = []
    for number, told in over.items():
        names = list(told.game.scenario.parties)
        for m in told.game.log:
            w = m.window
            head = [number, m.round, "war" if w.fighting else "ceasefire", w.on_table,
                    w.with_formula, round(w.margin, 6), round(w.width, 6)]  # fmt: skip
            for p, party in enumerate(names):
                mean, low, high = m.estimates[p]
                numbers = (m.minimum[p], m.believed[p], low, mean, high)
                rows.append([*head, party, *(round(v, 6) for v in numbers)])
    return rows


def _tables(over: Mapping[int, Story]) -> list[list[Any]]:
    rows = []
    for number, told in over.items():
        ends = [one.outcome for one in told.truth.episodes]
        signed = "" if told.signed is None else told.signed["round"]
        delay = "" if told.truth.delay is None else told.truth.delay
        rows.append([number, told.game.seed, len(told.truth.rounds), told.game.ending, told.early,
                     len(told.opened), len(ends), told.seen(), ends.count("seized"),
                     ends.count("missed"), signed, delay])  # fmt: skip
    return rows


def _events(over: Mapping[int, Story]) -> list[list[Any]]:
    """What the teacher brought on."""
    return [
        [number, *(one[k] for k in ("round", "stage", "event", "due", "came"))]
        for number, told in over.items() for one in brought(told.game)
    ]  # fmt: skip


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV for a spreadsheet, in which no text is taken for a formula.

    >>> as_csv(["a", "b"], [["=1+1", -2]])
    "a,b\\r\\n'=1+1,-2\\r\\n"
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return text.getvalue()


def _harmless(cell: Any) -> Any:
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def codebook(named: bool) -> str:
    """What every file and column holds."""
    lines = [f"# {say('class.codebook.title')}", "", say("class.codebook.text"), "",
             say("class.codebook.named" if named else "class.codebook.anonymous"), ""]  # fmt: skip
    for name, heads in TABLES.items():
        lines += [f"## {name}.csv", "", say(f"class.codebook.file_{name}"), ""]
        lines += [f"- `{head}`: {say(_column(head))}" for head in heads] + [""]
    lines += ["## class.json", "", say("class.codebook.json"), "", "## records/", "",
              say("class.codebook.records"), ""]  # fmt: skip
    return "\n".join(lines)


def _column(head: str) -> str:
    for when in WHEN:
        if head.startswith(f"{when}_"):
            return f"class.questionnaire.{head.removeprefix(f'{when}_')}"
    return f"class.codebook.{head}"
