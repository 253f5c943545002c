"""The tables of a scenario file, each read by itself.

A table that cannot be read is None and its mistakes are noted; its name stays,
so that what refers to it is not called a mistake as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim import fields
from sim.mistakes import Notes, Words
from sim.scenario.schema import (
    ChannelTable,
    CoalitionTable,
    CounterfactualTable,
    EventTable,
    FactionTable,
    Figures,
    Head,
    InteractionTable,
    IssueTable,
    OptionTable,
    PartyTable,
    ProfileTable,
    SignalTable,
    Sourced,
    SourceTable,
    StrandTable,
    TailTable,
    only,
    shape,
    tables,
)

MOST_PARTIES, MOST_ISSUES, MOST_OPTIONS = 8, 12, 24
MOST_PROFILES, MOST_FACTIONS, MOST_SOURCES, MOST_COUNTERFACTUALS = 16, 8, 400, 100
MOST_EVENTS, MOST_TAILS, MOST_INTERACTIONS = 400, 50, 200
MOST_CHANNELS, MOST_SIGNALS, MOST_STRANDS, MOST_COALITIONS = 32, 50, 50, 32


def sections(table: tuple[fields.Field, ...]) -> tuple[str, ...]:
    """The first parts of the dotted names of a field table.

    >>> sections(fields.COMMON)[:3]
    ('war', 'ceasefire', 'ambiguity')
    """
    return tuple(dict.fromkeys(row.name.split(".")[0] for row in table))


COMMON_SECTIONS = sections(fields.COMMON)
PARTY_SECTIONS = sections(fields.PARTY)
_TOP = (
    "scenario", "source", "confidence", "note", "sources", *COMMON_SECTIONS, "parties", "issues",
    "interactions", "events", "tails", "strands", "signals", "channels", "coalitions",
    "counterfactuals",
)  # fmt: skip
_PARTY_PARTS = (*PARTY_SECTIONS, "alignment", "profiles", "factions")


@dataclass
class PartyPart:
    """A party's tables."""

    table: PartyTable | None
    sections: dict[str, Figures] = field(default_factory=dict)
    alignment: Figures = field(default_factory=Figures)
    profiles: dict[str, ProfileTable | None] = field(default_factory=dict)
    factions: dict[str, FactionTable | None] = field(default_factory=dict)


@dataclass
class IssuePart:
    """An issue's tables."""

    table: IssueTable | None
    options: dict[str, OptionTable | None] = field(default_factory=dict)


@dataclass
class Document:
    """Every table of a scenario file, by name."""

    head: Head | None = None
    root: Sourced = field(default_factory=Sourced)
    sources: dict[str, SourceTable | None] = field(default_factory=dict)
    common: dict[str, Figures] = field(default_factory=dict)
    parties: dict[str, PartyPart] = field(default_factory=dict)
    issues: dict[str, IssuePart] = field(default_factory=dict)
    interactions: list[InteractionTable | None] = field(default_factory=list)
    events: list[EventTable | None] = field(default_factory=list)
    tails: list[TailTable | None] = field(default_factory=list)
    strands: list[StrandTable | None] = field(default_factory=list)
    signals: list[SignalTable | None] = field(default_factory=list)
    channels: list[ChannelTable | None] = field(default_factory=list)
    coalitions: list[CoalitionTable | None] = field(default_factory=list)
    counterfactuals: dict[str, CounterfactualTable | None] = field(default_factory=dict)


def read_document(raw: dict[str, Any], notes: Notes) -> Document:
    """The document of a parsed file; mistakes in the shape of its tables are noted."""
    only(raw, _TOP, "", notes)
    for key in ("scenario", "parties", "issues"):
        if key not in raw:
            notes.add(key, Words("nothing"), f"the table [{key}]")
    own = {key: raw[key] for key in ("source", "confidence", "note") if key in raw}
    document = Document(root=shape(Sourced, own, "", notes) or Sourced())
    document.head = shape(Head, raw["scenario"], "scenario", notes) if "scenario" in raw else None
    for name, inner in tables(raw.get("sources", {}), "sources", MOST_SOURCES, notes).items():
        document.sources[name] = shape(SourceTable, inner, f"sources.{name}", notes)
    for section in COMMON_SECTIONS:
        found = shape(Figures, raw.get(section, {}), section, notes)
        document.common[section] = found or Figures()
    for name, inner in tables(raw.get("parties", {}), "parties", MOST_PARTIES, notes).items():
        document.parties[name] = _read_party(inner, f"parties.{name}", notes)
    for name, inner in tables(raw.get("issues", {}), "issues", MOST_ISSUES, notes).items():
        document.issues[name] = _read_issue(inner, f"issues.{name}", notes)
    document.interactions = [
        shape(InteractionTable, inner, f"interactions.{place}", notes)
        for place, inner in _list(raw, "interactions", MOST_INTERACTIONS, notes)
    ]
    document.events = [
        shape(EventTable, inner, f"events.{_place(inner, place)}", notes)
        for place, inner in _list(raw, "events", MOST_EVENTS, notes)
    ]
    document.tails = [
        shape(TailTable, inner, f"tails.{_place(inner, place)}", notes)
        for place, inner in _list(raw, "tails", MOST_TAILS, notes)
    ]
    document.strands = [
        shape(StrandTable, inner, f"strands.{_place(inner, place)}", notes)
        for place, inner in _list(raw, "strands", MOST_STRANDS, notes)
    ]
    document.coalitions = [
        shape(CoalitionTable, inner, f"coalitions.{_place(inner, place)}", notes)
        for place, inner in _list(raw, "coalitions", MOST_COALITIONS, notes)
    ]
    document.signals = [
        shape(SignalTable, inner, f"signals.{_place(inner, place)}", notes)
        for place, inner in _list(raw, "signals", MOST_SIGNALS, notes)
    ]
    document.channels = [
        shape(ChannelTable, inner, f"channels.{_place(inner, place)}", notes)
        for place, inner in _list(raw, "channels", MOST_CHANNELS, notes)
    ]
    kept = tables(raw.get("counterfactuals", {}), "counterfactuals", MOST_COUNTERFACTUALS, notes)
    for name, inner in kept.items():
        address = f"counterfactuals.{name}"
        document.counterfactuals[name] = shape(CounterfactualTable, inner, address, notes)
    return document


def _read_party(raw: Any, address: str, notes: Notes) -> PartyPart:
    if not isinstance(raw, dict):
        notes.add(address, raw, "a table")
        return PartyPart(None)
    own = {key: value for key, value in raw.items() if key not in _PARTY_PARTS}
    part = PartyPart(shape(PartyTable, own, address, notes))
    for section in PARTY_SECTIONS:
        found = shape(Figures, raw.get(section, {}), f"{address}.{section}", notes)
        part.sections[section] = found or Figures()
    found = shape(Figures, raw.get("alignment", {}), f"{address}.alignment", notes)
    part.alignment = found or Figures()
    where = f"{address}.profiles"
    for name, inner in tables(raw.get("profiles", {}), where, MOST_PROFILES, notes).items():
        part.profiles[name] = shape(ProfileTable, inner, f"{where}.{name}", notes)
    where = f"{address}.factions"
    for name, inner in tables(raw.get("factions", {}), where, MOST_FACTIONS, notes).items():
        part.factions[name] = shape(FactionTable, inner, f"{where}.{name}", notes)
    return part


def _read_issue(raw: Any, address: str, notes: Notes) -> IssuePart:
    if not isinstance(raw, dict):
        notes.add(address, raw, "a table")
        return IssuePart(None)
    own = {key: value for key, value in raw.items() if key != "options"}
    part = IssuePart(shape(IssueTable, own, address, notes))
    where = f"{address}.options"
    for name, inner in tables(raw.get("options", {}), where, MOST_OPTIONS, notes).items():
        part.options[name] = shape(OptionTable, inner, f"{where}.{name}", notes)
    return part


def _list(raw: dict[str, Any], key: str, most: int, notes: Notes) -> list[tuple[int, Any]]:
    found = raw.get(key, [])
    if not isinstance(found, list):
        notes.add(key, found, f"a list of tables, each begun with [[{key}]]")
        return []
    if len(found) > most:
        notes.add(key, found, f"at most {most} of them")
        return []
    return list(enumerate(found, start=1))


def _place(raw: Any, place: int) -> str:
    name = raw.get("id") if isinstance(raw, dict) else None
    return name if isinstance(name, str) and 0 < len(name) <= 40 else str(place)
