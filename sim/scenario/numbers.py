"""Every number of a scenario by its dotted address, with its range and its source."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim import fields
from sim.mistakes import Notes, Words
from sim.scenario.document import Document, IssuePart, PartyPart
from sim.scenario.schema import TIERS, EffectTable, FactionTable, Figures, FigureTable, Sourced

BUILT_IN = {
    "unverified": "general background knowledge, not checked against a page",
    "neutral": "the value at which the field has no effect; the scenario does not give one",
}
"""Sources that every scenario has."""

REQUIRED = ("war.victory", "war.defeat", "war.optimism")
"""Numbers that a belligerent must give."""

EVENT_PUBLIC = ("line", "entrenchment")
EVENT_STANDING = (
    "strength", "casualties", "civilians", "economy", "discontent", "hatred", "giving",
    "sanctions", "attention", "track", "exit",
)  # fmt: skip
"""What events may change: the stocks. The rest follows from them each round."""


@dataclass(frozen=True)
class Number:
    """A number with its range (drawn within it if it is private), unit and source."""

    value: float
    low: float
    high: float
    unit: str = ""
    source: str = "neutral"
    confidence: str = "unverified"
    note: str = ""

    @property
    def fixed(self) -> bool:
        """Whether it is the same in every world."""
        return self.low == self.high


@dataclass(frozen=True)
class Limits:
    """Where a number must lie, and what it counts."""

    low: float
    high: float
    unit: str = ""


SHARE = Limits(0.0, 1.0, "share")
UTILITY = Limits(0.0, 1.0, "utility")
BONUS = Limits(-1.0, 1.0, "utility")
BIAS = Limits(-1.0, 1.0, "bias")
WEIGHT = Limits(0.0, 1000.0, "weight")
INFLUENCE = Limits(0.0, 1000.0, "influence")
APART = Limits(-2.0, 2.0, "utility")
GAIN = Limits(-3.0, 3.0, "utility")
SUM = Limits(-24.0, 24.0, "utility")
CHANCE = Limits(0.0, 1.0, "probability")
ROUNDS = Limits(1.0, 520.0, "round")
TIER = Limits(0.0, 1.0, "choice")
WHOLE = (ROUNDS, TIER)
STRENGTH = Limits(-5.0, 5.0, "1/belief.spread")
PLACE = Limits(0.0, 521.0, "round")
"""A round, or a number of rounds, of a channel; 521 is after the end of any scenario."""
CHANNEL = {"delay": 0.0, "from_round": 1.0, "until_round": 521.0, "direct_from": 1.0}
"""The whole numbers of a channel, with what they are if left out."""
BY_NAME = {row.name: row for row in (*fields.PUBLIC, *fields.STANDING)}


class Ledger:
    """Collects the numbers of a document and notes what is wrong with each."""

    def __init__(self, document: Document, notes: Notes) -> None:
        self.document = document
        self.notes = notes
        self.numbers: dict[str, Number] = {}
        self.limits: dict[str, Limits] = {}

    def put(
        self,
        address: str,
        figure: FigureTable | None,
        limits: Limits,
        *around: Sourced | None,
        neutral: float = 0.0,
    ) -> None:
        """Enter a number; `around` are the tables it stands in, the nearest first."""
        self.limits[address] = limits
        if figure is None:
            value = min(max(neutral, limits.low), limits.high)
            self.numbers[address] = Number(value, value, value, limits.unit)
            return
        span = spread(figure.value, figure.low, figure.high, limits, address, self.notes)
        self.numbers[address] = Number(*span, limits.unit, *self._origin(address, figure, around))

    def _origin(
        self, address: str, figure: FigureTable, around: tuple[Sourced | None, ...]
    ) -> tuple[str, str, str]:
        """Source, confidence and note: of the nearest table that names a source."""
        for table in (figure, *around, self.document.root):
            if table is not None and table.source is not None:
                default = "unverified" if table.source == "unverified" else "low"
                confidence = figure.confidence or table.confidence or default
                if table.source not in self.document.sources and table.source not in BUILT_IN:
                    known = [*self.document.sources, *BUILT_IN]
                    self.notes.unknown(f"{address}.source", table.source, known)
                return table.source, confidence, figure.note or table.note or ""
        self.notes.add(address, Words("no source"), "a source, its own or of a table around it")
        return "unverified", "unverified", figure.note or ""

    def put_whole(
        self, address: str, figure: FigureTable | None, around: Sourced, neutral: float
    ) -> None:
        """Enter a whole number of rounds."""
        self.put(address, figure, PLACE, around, neutral=neutral)
        number = self.numbers[address]
        if not _whole(number.value, number.low, number.high):
            self.notes.add(address, number.value, "a whole number of rounds")

    def put_all(
        self, address: str, found: Figures, limits: Limits, known: list[str], *around: Sourced
    ) -> None:
        """Enter the numbers of a table whose keys must be among the known ones."""
        for name, figure in found.figures.items():
            if name not in known:
                self.notes.unknown(f"{address}.{name}", name, known)
                continue
            self.put(f"{address}.{name}", figure, limits, found, *around)


def spread(
    value: float | None,
    low: float | None,
    high: float | None,
    limits: Limits,
    address: str,
    notes: Notes,
) -> tuple[float, float, float]:
    """Value, low and high of a number, completed; what is wrong with them is noted.

    >>> spread(None, 0.2, 0.4, UTILITY, "x", Notes("f"))[1:]
    (0.2, 0.4)
    """
    middle = min(max(0.0, limits.low), limits.high)
    safe = (middle, middle, middle)
    given = [number for number in (value, low, high) if number is not None]
    if not all(math.isfinite(number) for number in given):
        notes.add(address, next(n for n in given if not math.isfinite(n)), "a finite number")
        return safe
    if (low is None) != (high is None) or not given:
        notes.add(address, Words("half a number"), "value, or low and high, or all three")
        return safe
    if low is None or high is None:
        assert value is not None
        low = high = value
    if low > high:
        notes.add(address, Words(f"low {low:g} above high {high:g}"), "low at most high")
        return safe
    value = (low + high) / 2 if value is None else value
    if not low <= value <= high:
        notes.add(address, value, f"a value between low {low:g} and high {high:g}")
        return safe
    if low < limits.low or high > limits.high:
        outside = low if low < limits.low else high
        notes.add(address, outside, f"{limits.low:g} to {limits.high:g}")
        return safe
    return value + 0.0, low + 0.0, high + 0.0


def collect(document: Document, notes: Notes) -> Ledger:
    """All numbers of a document."""
    ledger = Ledger(document, notes)
    if document.head is not None:
        rounds = float(document.head.rounds)
        ledger.limits["scenario.rounds"] = ROUNDS
        ledger.numbers["scenario.rounds"] = Number(rounds, rounds, rounds, "round")
        tier = float(TIERS.index(document.head.tier))
        ledger.limits["scenario.tier"] = TIER
        ledger.numbers["scenario.tier"] = Number(tier, tier, tier, "choice")
    _fields(ledger, fields.COMMON, document.common, "", ())
    for name, party in document.parties.items():
        _collect_party(ledger, name, party)
    for name, issue in document.issues.items():
        _collect_issue(ledger, name, issue)
    for interaction in document.interactions:
        if interaction is not None:
            ledger.put(interaction_address(interaction.party, interaction.options),
                       interaction.value, BONUS, interaction)  # fmt: skip
    for event in document.events:
        if event is not None:
            _collect_effects(ledger, f"events.{event.id}", event.effects, event)
    for tail in document.tails:
        if tail is not None:
            ledger.put(f"tails.{tail.id}.hazard", tail.hazard, CHANCE, tail)
            for name, figure in (("slope", tail.slope), ("loss", tail.loss)):
                limits = Limits(0.0, 2.0, "probability")
                ledger.put(f"tails.{tail.id}.{name}", figure, limits, tail)
            _collect_effects(ledger, f"tails.{tail.id}", tail.effects, tail)
    for strand in document.strands:
        if strand is not None:
            ledger.put(f"strands.{strand.id}.above", strand.above, SHARE, strand)
    for coalition in document.coalitions:
        if coalition is None:
            continue
        address = f"coalitions.{coalition.id}"
        if coalition.value is not None:
            ledger.put(f"{address}.value", coalition.value, SUM, coalition)
        if coalition.values is not None:
            ledger.put_all(
                f"{address}.values", coalition.values, GAIN, coalition.members, coalition
            )
    for signal in document.signals:
        for reading in () if signal is None else signal.readings:
            assert signal is not None
            address = f"signals.{signal.id}.readings.{reading.id}"
            ledger.put(f"{address}.prior", reading.prior, CHANCE, reading, signal)
            ledger.put(f"{address}.strength", reading.strength, STRENGTH, reading, signal)
    for channel in document.channels:
        if channel is not None:
            ledger.put(f"channels.{channel.id}.loss", channel.loss, CHANCE, channel)
            for key, neutral in CHANNEL.items():
                ledger.put_whole(f"channels.{channel.id}.{key}", getattr(channel, key), channel,
                                 neutral)  # fmt: skip
    return ledger


def interaction_address(party: str, options: list[str]) -> str:
    """The address of an interaction, whichever of its two options comes first.

    >>> interaction_address("north", ["trade.open", "land.half"])
    'interactions.north.land.half.trade.open'
    """
    return ".".join(["interactions", party, *sorted(options)])


def _fields(
    ledger: Ledger,
    table: tuple[fields.Field, ...],
    found: dict[str, Figures],
    prefix: str,
    around: tuple[Sourced | None, ...],
) -> None:
    known: dict[str, list[str]] = {}
    for row in table:
        section, name = row.name.split(".", 1)
        known.setdefault(section, []).append(name)
        figures = found.get(section, Figures())
        limits = Limits(row.low, row.high, row.unit)
        ledger.put(prefix + row.name, figures.figures.get(name), limits, figures, *around,
                   neutral=row.neutral)  # fmt: skip
    for section, figures in found.items():
        for name in figures.figures:
            if name not in known[section]:
                ledger.notes.unknown(f"{prefix}{section}.{name}", name, known[section])


def _collect_party(ledger: Ledger, name: str, party: PartyPart) -> None:
    document, prefix, table = ledger.document, f"parties.{name}.", party.table
    _fields(ledger, fields.PARTY, party.sections, prefix, (table,))
    if table is not None and table.role == "belligerent":
        for row in REQUIRED:
            section, field = row.split(".")
            if field not in party.sections.get(section, Figures()).figures:
                ledger.notes.add(prefix + row, Words("nothing"), f"the key {field}")
    others = [other for other in document.parties if other != name]
    for other in others:
        ledger.put(f"{prefix}alignment.{other}", None, BIAS)
    around = () if table is None else (table,)
    ledger.put_all(f"{prefix}alignment", party.alignment, BIAS, others, *around)
    for profile_name, profile in party.profiles.items():
        if profile is None:
            continue
        address = f"{prefix}profiles.{profile_name}"
        ledger.put(f"{address}.chance", profile.chance, CHANCE, profile, table)
        issues = list(document.issues)
        ledger.put_all(f"{address}.weights", profile.weights, WEIGHT, issues, profile, *around)
        for issue in issues:
            if issue not in profile.weights.figures:
                ledger.notes.add(f"{address}.weights.{issue}", Words("nothing"), f"the key {issue}")
        known = [f"{i}.{o}" for i, part in document.issues.items() for o in part.options]
        ledger.put_all(f"{address}.values", profile.values, UTILITY, known, profile, *around)
    if table is not None and table.quota is not None:
        ledger.put(f"{prefix}quota", table.quota, INFLUENCE, table)
    for faction_name, faction in party.factions.items():
        if faction is not None:
            _collect_faction(ledger, f"{prefix}factions.{faction_name}", faction, *around)


def _collect_faction(ledger: Ledger, address: str, faction: FactionTable, *around: Sourced) -> None:
    document = ledger.document
    ledger.put(f"{address}.influence", faction.influence, INFLUENCE, faction, *around)
    ledger.put(f"{address}.minimum", faction.minimum, APART, faction, *around)
    known = [f"{i}.{o}" for i, part in document.issues.items() for o in part.options]
    ledger.put_all(f"{address}.values", faction.values, UTILITY, known, faction, *around)
    if faction.weights is None:
        return
    issues = list(document.issues)
    ledger.put_all(f"{address}.weights", faction.weights, WEIGHT, issues, faction, *around)
    for issue in issues:
        if issue not in faction.weights.figures:
            ledger.notes.add(f"{address}.weights.{issue}", Words("nothing"), f"the key {issue}")


def _collect_issue(ledger: Ledger, name: str, issue: IssuePart) -> None:
    parties = list(ledger.document.parties)
    around = () if issue.table is None else (issue.table,)
    for option_name, option in issue.options.items():
        if option is None:
            continue
        address = f"issues.{name}.options.{option_name}"
        for key in ("protection", "monitoring", "relief"):
            ledger.put(f"{address}.{key}", getattr(option, key), SHARE, option, *around)
        for party in parties:
            ledger.put(f"{address}.story.{party}", None, SHARE)
        ledger.put_all(f"{address}.story", option.story, SHARE, parties, option, *around)
        if option.readings is not None:
            if option.values is not None:
                allowed = "no values: those of an ambiguous option follow from its readings"
                ledger.notes.add(f"{address}.values", Words("values"), allowed)
            continue
        values = option.values or Figures()
        ledger.put_all(f"{address}.values", values, UTILITY, parties, option, *around)
        for party in parties:
            if party not in values.figures:
                ledger.notes.add(f"{address}.values.{party}", Words("nothing"), f"the key {party}")


def effect_address(address: str, effect: EffectTable) -> str:
    """The address of what an event or tail adds to a field."""
    return ".".join(filter(None, [address, "effects", effect.party, effect.field]))


def _collect_effects(
    ledger: Ledger, address: str, effects: list[EffectTable], around: Sourced
) -> None:
    for effect in effects:
        where = effect_address(address, effect)
        known = EVENT_PUBLIC if effect.party is None else EVENT_STANDING
        if effect.field not in known:
            both = [*EVENT_PUBLIC, *EVENT_STANDING]
            missing = effect.party is None and effect.field in EVENT_STANDING
            if missing:
                ledger.notes.add(where, Words("no party"), "the key party, whose field it is")
            elif effect.field in both:
                ledger.notes.add(where, Words("a party"), "no party: the field is of the whole war")
            else:
                ledger.notes.unknown(where, effect.field, both)
            continue
        if where in ledger.numbers:
            ledger.notes.add(where, Words("a second effect on it"), "one effect on each field")
        row = BY_NAME[effect.field]
        size = row.high - row.low
        ledger.put(where, effect.add, Limits(-size, size, row.unit), around)


def changed(
    numbers: Mapping[str, Number],
    limits: Mapping[str, Limits],
    values: Mapping[str, Any],
    notes: Notes,
    prefix: str = "",
) -> dict[str, Number]:
    """The numbers with some of them replaced; wrong addresses and values are noted."""
    result = dict(numbers)
    for address, given in values.items():
        where = f"{prefix}{address}"
        if address not in numbers:
            notes.unknown(where, str(address), numbers)
            continue
        parts = _parts(given)
        if parts is None:
            notes.add(where, given, "a number, or a table with low and high")
            continue
        value, low, high = spread(*parts, limits[address], where, notes)
        if limits[address] in WHOLE and (value != int(value) or low != high):
            notes.add(where, value, "a whole number")
        if limits[address] is PLACE and not _whole(value, low, high):
            notes.add(where, value, "a whole number of rounds")
        result[address] = replace(numbers[address], value=value, low=low, high=high)
    return result


def _whole(*numbers: float) -> bool:
    return all(number == int(number) for number in numbers)


def _parts(given: Any) -> tuple[float | None, float | None, float | None] | None:
    table = given if isinstance(given, Mapping) else {"value": given}
    if not table or any(key not in ("value", "low", "high") for key in table):
        return None
    parts: list[float | None] = []
    for key in ("value", "low", "high"):
        number = table.get(key)
        if number is None:
            parts.append(None)
        elif isinstance(number, bool) or not hasattr(number, "__float__"):
            return None
        else:
            try:
                parts.append(float(number))
            except (OverflowError, ValueError, TypeError):
                return None
    return parts[0], parts[1], parts[2]
