"""Every number of a scenario by its dotted address, with its range and its source."""

from __future__ import annotations

from sim import fields
from sim.mistakes import Notes, Words
from sim.scenario.document import Document, IssuePart, PartyPart
from sim.scenario.ranges import (
    APART,
    BIAS,
    BONUS,
    CHANCE,
    GAIN,
    INFLUENCE,
    PLACE,
    ROUNDS,
    SHARE,
    STRENGTH,
    SUM,
    TIER,
    UTILITY,
    WEIGHT,
    Limits,
    Number,
    spread,
    whole,
)
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

    def putwhole(
        self, address: str, figure: FigureTable | None, around: Sourced, neutral: float
    ) -> None:
        """Enter a whole number of rounds."""
        self.put(address, figure, PLACE, around, neutral=neutral)
        number = self.numbers[address]
        if not whole(number.value, number.low, number.high):
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
                ledger.putwhole(f"channels.{channel.id}.{key}", getattr(channel, key), channel,
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
        _collect_weights(ledger, address, profile.weights, profile, *around)
        _collect_values(ledger, address, profile.values, profile, *around)
    if table is not None and table.quota is not None:
        ledger.put(f"{prefix}quota", table.quota, INFLUENCE, table)
    for faction_name, faction in party.factions.items():
        if faction is not None:
            _collect_faction(ledger, f"{prefix}factions.{faction_name}", faction, *around)


def _collect_faction(ledger: Ledger, address: str, faction: FactionTable, *around: Sourced) -> None:
    ledger.put(f"{address}.influence", faction.influence, INFLUENCE, faction, *around)
    ledger.put(f"{address}.minimum", faction.minimum, APART, faction, *around)
    _collect_values(ledger, address, faction.values, faction, *around)
    if faction.weights is not None:
        _collect_weights(ledger, address, faction.weights, faction, *around)


def _collect_weights(ledger: Ledger, address: str, given: Figures, *around: Sourced) -> None:
    """A weight for every issue."""
    issues = list(ledger.document.issues)
    ledger.put_all(f"{address}.weights", given, WEIGHT, issues, *around)
    for issue in issues:
        if issue not in given.figures:
            ledger.notes.add(f"{address}.weights.{issue}", Words("nothing"), f"the key {issue}")


def _collect_values(ledger: Ledger, address: str, given: Figures, *around: Sourced) -> None:
    """Values of some options, by dotted name."""
    known = list(ledger.document.options)
    ledger.put_all(f"{address}.values", given, UTILITY, known, *around)


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
