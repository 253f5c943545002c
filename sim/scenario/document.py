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
)
from sim.scenario.shape import Kind, only, shape, tables

MOST_PARTIES, MOST_ISSUES, MOST_OPTIONS = 8, 12, 24
MOST_PROFILES, MOST_FACTIONS, MOST_SOURCES, MOST_COUNTERFACTUALS = 16, 8, 400, 100
MOST_EVENTS, MOST_TAILS, MOST_INTERACTIONS = 400, 50, 200
LONGEST_BRIEFING = 20_000
"""Characters of a briefing that stands in the file itself."""
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
    "counterfactuals", "briefings",
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
    briefings: dict[str, str] = field(default_factory=dict)

    @property
    def belligerents(self) -> list[str]:
        """Who fights, in the order of the file."""
        parties = self.parties.items()
        return [n for n, p in parties if p.table is not None and p.table.role == "belligerent"]

    @property
    def options(self) -> dict[str, OptionTable | None]:
        """The options of all issues, by dotted name."""
        return {
            f"{issue}.{name}": option
            for issue, part in self.issues.items()
            for name, option in part.options.items()
        }


def read_document(raw: dict[str, Any], notes: Notes) -> Document:
    """The document of a parsed file; mistakes in the shape of its tables are noted."""
    only(raw, _TOP, "", notes)
    for key in ("scenario", "parties", "issues"):
        if key not in raw:
            notes.add(key, Words("nothing"), f"the table [{key}]")
    own = {key: raw[key] for key in ("source", "confidence", "note") if key in raw}
    document = Document(root=shape(Sourced, own, "", notes) or Sourced())
    document.head = shape(Head, raw["scenario"], "scenario", notes) if "scenario" in raw else None
    document.sources = _named(SourceTable, raw, "sources", MOST_SOURCES, notes)
    for section in COMMON_SECTIONS:
        document.common[section] = _figures(raw, section, "", notes)
    for name, inner in tables(raw.get("parties", {}), "parties", MOST_PARTIES, notes).items():
        document.parties[name] = _read_party(inner, f"parties.{name}", notes)
    for name, inner in tables(raw.get("issues", {}), "issues", MOST_ISSUES, notes).items():
        document.issues[name] = _read_issue(inner, f"issues.{name}", notes)
    document.interactions = _listed(InteractionTable, raw, "interactions", MOST_INTERACTIONS, notes)
    document.events = _listed(EventTable, raw, "events", MOST_EVENTS, notes)
    document.tails = _listed(TailTable, raw, "tails", MOST_TAILS, notes)
    document.strands = _listed(StrandTable, raw, "strands", MOST_STRANDS, notes)
    document.coalitions = _listed(CoalitionTable, raw, "coalitions", MOST_COALITIONS, notes)
    document.signals = _listed(SignalTable, raw, "signals", MOST_SIGNALS, notes)
    document.channels = _listed(ChannelTable, raw, "channels", MOST_CHANNELS, notes)
    document.counterfactuals = _named(
        CounterfactualTable, raw, "counterfactuals", MOST_COUNTERFACTUALS, notes
    )
    document.briefings = _read_briefings(raw, ["public", *document.parties], notes)
    return document


def _read_briefings(raw: dict[str, Any], readers: list[str], notes: Notes) -> dict[str, str]:
    found = raw.get("briefings", {})
    if not isinstance(found, dict):
        notes.add("briefings", found, "a table with a text for public and for parties")
        return {}
    for name, text in found.items():
        where = f"briefings.{name}"
        if name not in readers:
            notes.unknown(where, name, readers)
        elif not isinstance(text, str):
            notes.add(where, text, "a text")
        elif len(text) > LONGEST_BRIEFING:
            notes.add(where, Words(f"{len(text):,} characters"), f"at most {LONGEST_BRIEFING:,}")
    return {name: text for name, text in found.items() if isinstance(text, str)}


def _read_party(raw: Any, address: str, notes: Notes) -> PartyPart:
    if not isinstance(raw, dict):
        notes.add(address, raw, "a table")
        return PartyPart(None)
    own = {key: value for key, value in raw.items() if key not in _PARTY_PARTS}
    part = PartyPart(shape(PartyTable, own, address, notes))
    for section in PARTY_SECTIONS:
        part.sections[section] = _figures(raw, section, address, notes)
    part.alignment = _figures(raw, "alignment", address, notes)
    part.profiles = _named(ProfileTable, raw, "profiles", MOST_PROFILES, notes, address)
    part.factions = _named(FactionTable, raw, "factions", MOST_FACTIONS, notes, address)
    return part


def _read_issue(raw: Any, address: str, notes: Notes) -> IssuePart:
    if not isinstance(raw, dict):
        notes.add(address, raw, "a table")
        return IssuePart(None)
    own = {key: value for key, value in raw.items() if key != "options"}
    part = IssuePart(shape(IssueTable, own, address, notes))
    part.options = _named(OptionTable, raw, "options", MOST_OPTIONS, notes, address)
    return part


def _figures(raw: dict[str, Any], key: str, around: str, notes: Notes) -> Figures:
    return shape(Figures, raw.get(key, {}), _under(around, key), notes) or Figures()


def _named(
    kind: type[Kind], raw: dict[str, Any], key: str, most: int, notes: Notes, around: str = ""
) -> dict[str, Kind | None]:
    """The tables of one kind that have a name: [key.name]."""
    where = _under(around, key)
    found = tables(raw.get(key, {}), where, most, notes)
    return {name: shape(kind, inner, f"{where}.{name}", notes) for name, inner in found.items()}


def _listed(
    kind: type[Kind], raw: dict[str, Any], key: str, most: int, notes: Notes
) -> list[Kind | None]:
    """The tables of one kind that stand in a list: [[key]]."""
    found = raw.get(key, [])
    if not isinstance(found, list):
        notes.add(key, found, f"a list of tables, each begun with [[{key}]]")
        return []
    if len(found) > most:
        notes.add(key, found, f"at most {most} of them")
        return []
    return [
        shape(kind, inner, f"{key}.{_place(kind, inner, place)}", notes)
        for place, inner in enumerate(found, start=1)
    ]


def _place(kind: type[Kind], raw: Any, place: int) -> str:
    name = raw.get("id") if isinstance(raw, dict) and "id" in kind.model_fields else None
    return name if isinstance(name, str) and 0 < len(name) <= 40 else str(place)


def _under(around: str, key: str) -> str:
    return f"{around}.{key}" if around else key
