"""Read, check and describe a scenario: parties, issues, war, events, sources.

A scenario is data and never changes; `with_values` makes another one. Every
number in it has a dotted address, a unit, a range and a source. Parties and
issues are kept in the order of their `stream` numbers, whatever their order
in the file; options and profiles in the order of the file.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from sim.mistakes import Mistake, Notes, ScenarioError
from sim.scenario.build import (
    build_channels,
    build_coalitions,
    build_counterfactuals,
    build_events,
    build_interactions,
    build_issues,
    build_parties,
    build_signals,
    build_sources,
    build_strands,
    build_tails,
)
from sim.scenario.content import mechanics
from sim.scenario.document import Document, read_document
from sim.scenario.file import parse, read_tables, read_text
from sim.scenario.inside import check_sums
from sim.scenario.numbers import collect
from sim.scenario.parts import (
    Channel,
    Coalition,
    Counterfactual,
    Effect,
    Event,
    Faction,
    Interaction,
    Issue,
    Option,
    Party,
    Profile,
    Reading,
    Signal,
    Source,
    Strand,
    Tail,
)
from sim.scenario.ranges import Limits, Number, changed
from sim.scenario.rules import check_document
from sim.scenario.schema import TIERS

__all__ = [
    "Channel", "Coalition", "Counterfactual", "Effect", "Event", "Faction", "Interaction", "Issue",
    "Mistake", "Number", "Option", "Party", "Profile", "Reading", "Scenario", "ScenarioError",
    "Signal", "Source", "Strand", "Tail", "check", "load", "names", "read",
]  # fmt: skip

FILE = "scenario.toml"
LONGEST_BRIEFING = 100_000


@dataclass(frozen=True, eq=False)
class Scenario:
    """One scenario, complete and checked. Two are equal if their digests are."""

    id: str
    title: str
    version: str
    summary: str
    legal: str
    caution: str
    unit: str
    start: datetime.date | None
    rounds: int
    tier: str
    live: bool
    minutes: int
    difficulty: str
    suggested: str
    places: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    parties: Mapping[str, Party]
    issues: Mapping[str, Issue]
    interactions: tuple[Interaction, ...]
    events: tuple[Event, ...]
    tails: tuple[Tail, ...]
    strands: tuple[Strand, ...]
    coalitions: Mapping[str, Coalition]
    signals: tuple[Signal, ...]
    channels: Mapping[str, Channel]
    counterfactuals: Mapping[str, Counterfactual]
    sources: Mapping[str, Source]
    path: Path | None
    _numbers: Mapping[str, Number] = field(repr=False)
    _limits: Mapping[str, Limits] = field(repr=False)
    _document: Document = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        return _build, (self._document, dict(self._numbers), dict(self._limits), self.path)

    @property
    def belligerents(self) -> tuple[str, str]:
        """The two belligerents, by stream."""
        first, second = (p.id for p in self.parties.values() if p.role == "belligerent")
        return first, second

    @property
    def terms_count(self) -> int:
        """How many terms there are: the product of the numbers of options."""
        count = 1
        for issue in self.issues.values():
            count *= len(issue.options)
        return count

    def addresses(self) -> list[str]:
        """The dotted address of every number, sorted."""
        return sorted(self._numbers)

    def number(self, address: str) -> Number:
        """The number at a dotted address; an unknown one raises with the nearest names."""
        if address not in self._numbers:
            notes = Notes(self.id)
            notes.unknown(address, address, self._numbers)
            raise ScenarioError(notes.all())
        return self._numbers[address]

    def limits(self, address: str) -> tuple[float, float]:
        """The lowest and highest value the number at an address may ever take."""
        self.number(address)
        return self._limits[address].low, self._limits[address].high

    def with_values(self, values: Mapping[str, Any]) -> Scenario:
        """The scenario with other numbers: a value fixes one, a table with low and high widens it.

        `s.with_values({"war.noise": 0.1, "parties.north.war.optimism": {"low": 0.2, "high": 0.4}})`
        """
        notes = Notes(self.id)
        numbers = changed(self._numbers, self._limits, values, notes)
        if not notes:
            check_sums(self._document, numbers, notes)
        if notes:
            raise ScenarioError(notes.all())
        return _build(self._document, numbers, self._limits, self.path)

    def counterfactual(self, name: str) -> Scenario:
        """The scenario with the numbers of one of its counterfactuals; several follow each other.

        An unknown name raises with the nearest names.
        """
        if name not in self.counterfactuals:
            notes = Notes(self.id)
            notes.unknown(f"counterfactuals.{name}", name, self.counterfactuals)
            raise ScenarioError(notes.all())
        return self.with_values(self.counterfactuals[name].set)

    @cached_property
    def every_event(self) -> tuple[Event, ...]:
        """The events by date, with those that come after the last round."""
        return build_events(self._document, self._numbers)

    def with_events(self, rounds: Mapping[str, int]) -> Scenario:
        """The scenario with events of its file in other rounds; an unknown one raises KeyError."""
        tables = {table.id: table for table in self._document.events if table is not None}
        for name in rounds:
            tables[name] = tables[name].model_copy(update={"round": int(rounds[name])})
        document = replace(self._document, events=list(tables.values()))
        return _build(document, self._numbers, self._limits, self.path)

    def without_supposed(self) -> Scenario:
        """The scenario with the file's own numbers where a counterfactual in force set others."""
        own = self if self.path is None else load(self.path)
        named = {a for name in self.supposed for a in self.counterfactuals[name].set}
        spans = {a: _span(own.number(a)) for a in named}
        return self.with_values(
            {a: {"value": v, "low": low, "high": high} for a, (v, low, high) in spans.items()}
        )

    @cached_property
    def supposed(self) -> tuple[str, ...]:
        """The counterfactuals in force: those all of whose values are the numbers here.

        Of two that are in force, one of whose values are among the other's, the larger alone.
        """
        held = {name: _spans(self, c.set) for name, c in self.counterfactuals.items()}
        held = {
            name: spans for name, spans in held.items()
            if spans and all(_span(self._numbers[a]) == span for a, span in spans.items())
        }  # fmt: skip
        return tuple(
            name for name, spans in held.items()
            if not any(spans.items() < other.items() for other in held.values())
        )  # fmt: skip

    def briefing(self, reader: str, language: str = "en") -> str:
        """The briefing for "public" or a party, in a language if there is one, else in English.

        One in the file itself goes before an English one beside it. Empty if there is none.
        """
        notes = Notes(self.id)
        if reader not in ("public", *self.parties):
            notes.unknown(f"briefings.{reader}", reader, ["public", *self.parties])
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
            notes.add("language", language, "a language such as en or uk")
        if notes:
            raise ScenarioError(notes.all())
        written = self._document.briefings.get(reader, "")
        if self.path is None:
            return written
        for spoken in dict.fromkeys((language, "en")):
            if spoken == "en" and written:
                return written
            text = self.path.parent / "briefings" / f"{reader}.{spoken}.md"
            if text.is_file():
                return read_text(text, Notes(str(text)), LONGEST_BRIEFING) or ""
        return ""

    @cached_property
    def digest(self) -> str:
        """Names every number and all structure, not prose, sources or the order of tables.

        Two scenarios with one digest play the same games.
        """
        content = json.dumps(mechanics(self, self._numbers), sort_keys=True, separators=(",", ":"))
        return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def _span(number: Number) -> tuple[float, float, float]:
    return number.value, number.low, number.high


def _spans(scenario: Scenario, values: Mapping[str, Any]) -> dict[str, tuple[float, float, float]]:
    """What numbers come to with some values set, by address."""
    numbers = changed(scenario._numbers, scenario._limits, values, Notes(scenario.id))
    return {address: _span(numbers[address]) for address in values if address in numbers}


def load(name: str | Path) -> Scenario:
    """The scenario of a built-in name, of a file, or of a folder with a `scenario.toml`.

    Raises ScenarioError with every mistake of the file.
    """
    notes, path = _find(name)
    found = _read(path, notes) if path is not None else None
    if notes or found is None:
        raise ScenarioError(notes.all())
    return found


def read(text: str) -> Scenario:
    """The scenario written in a text, of no file; ScenarioError with every mistake of it.

    A record of a game in it needs a file: `sim.record.kept` makes one.
    """
    notes = Notes("text")
    raw = parse(text, notes)
    found = None if raw is None else _checked(raw, notes, None)
    if found is None:
        raise ScenarioError(notes.all())
    return found


def check(path: str | Path) -> list[Mistake]:
    """Every mistake of a scenario file, each with its place, what was found, what is allowed."""
    notes, file = _find(path)
    if file is not None:
        _read(file, notes)
    return notes.all()


def names() -> list[str]:
    """The scenarios that come with the program."""
    return sorted(inner.name for inner in _shelf().iterdir() if (inner / FILE).is_file())


def _shelf() -> Path:
    return Path(str(files("scenarios")))


def _find(name: str | Path) -> tuple[Notes, Path | None]:
    text = str(name)
    notes = Notes(text)
    plain = isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,80}", name) is not None
    if plain and (_shelf() / text / FILE).is_file():
        return notes, _shelf() / text / FILE
    path = Path(name)
    try:
        if path.is_dir() and (path / FILE).exists():
            return Notes(str(path / FILE)), path / FILE
        missing = plain and not path.exists()
    except (OSError, ValueError):
        missing = False
    if missing:
        notes.unknown("", text, names())
        return notes, None
    return notes, path


def _read(path: Path, notes: Notes) -> Scenario | None:
    raw = read_tables(path, notes)
    return None if raw is None else _checked(raw, notes, path)


def _checked(raw: dict[str, Any], notes: Notes, path: Path | None) -> Scenario | None:
    document = read_document(raw, notes)
    ledger = collect(document, notes)
    check_document(document, ledger, notes)
    if notes:
        return None
    return _build(document, ledger.numbers, ledger.limits, path)


def _second(document: Document) -> str:
    """The second belligerent by stream: the chair offered if the scenario names none."""
    tables = {name: party.table for name, party in document.parties.items()}
    fighting = [(t.stream, n) for n, t in tables.items() if t and t.role == "belligerent"]
    return max(fighting)[1]


def _build(
    document: Document,
    numbers: Mapping[str, Number],
    limits: Mapping[str, Limits],
    path: Path | None,
) -> Scenario:
    head = document.head
    assert head is not None
    made = Scenario(
        id=head.id, title=head.title, version=head.version, summary=head.summary,
        legal=head.legal, caution=head.caution, unit=head.unit, start=head.start,
        rounds=int(numbers["scenario.rounds"].value),
        tier=TIERS[int(numbers["scenario.tier"].value)], live=head.live, minutes=head.minutes,
        difficulty=head.difficulty, suggested=head.suggested or _second(document),
        places=tuple((one, other) for one, other in head.places),
        questions=tuple(head.questions),
        parties=build_parties(document, numbers), issues=build_issues(document, numbers),
        interactions=build_interactions(document, numbers),
        events=build_events(document, numbers), tails=build_tails(document, numbers),
        strands=build_strands(document, numbers), signals=build_signals(document, numbers),
        channels=build_channels(document, numbers),
        coalitions=build_coalitions(document, numbers),
        counterfactuals=build_counterfactuals(document), sources=build_sources(document),
        path=path, _numbers=numbers, _limits=limits, _document=document,
    )  # fmt: skip
    return replace(
        made,
        events=tuple(e for e in made.events if e.round <= made.rounds),
        signals=tuple(s for s in made.signals if s.round <= made.rounds),
    )
