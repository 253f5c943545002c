"""The parts of a scenario as the engine and the screen see them, and how they are made."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sim import fields
from sim.scenario.document import Document, PartyPart
from sim.scenario.numbers import (
    BUILT_IN,
    CHANNEL,
    Number,
    effect_address,
    interaction_address,
)
from sim.scenario.schema import EffectTable, OptionTable, ProfileTable

Numbers = Mapping[str, Number]
Place = tuple[str, str]
"""An option of the agenda: (issue, option)."""


@dataclass(frozen=True)
class Source:
    """Where numbers come from, and on whose side the source stands."""

    id: str
    title: str
    url: str = ""
    date: str = ""
    stance: str = "neutral"
    note: str = ""


@dataclass(frozen=True)
class Profile:
    """One way in which a party may weigh the issues; `weights` sum to 1."""

    id: str
    title: str
    text: str
    chance: float
    weights: Mapping[str, float]
    red_lines: frozenset[Place]
    values: Mapping[Place, float]


@dataclass(frozen=True)
class Faction:
    """A voice inside a party.

    `minimum` is how far its reservation point lies above the party's, in raw utility.
    `weights` and `red_lines` are None where they are those of the party's profile;
    `values` and `readings` are those that differ from the party's.
    """

    id: str
    title: str
    text: str
    stream: int
    influence: float
    minimum: Number
    weights: Mapping[str, float] | None
    values: Mapping[Place, float]
    readings: Mapping[Place, str]
    red_lines: frozenset[Place] | None


@dataclass(frozen=True)
class Party:
    """A state or alliance. `numbers` are by field name, such as `war.optimism`.

    With factions, by stream, `quota` is the influence that carries terms; where they hold
    it exactly, the faction `tie_breaker` decides. Without, it is 0.
    """

    id: str
    name: str
    text: str
    role: str
    stream: int
    side: str
    instruments: tuple[str, ...]
    numbers: Mapping[str, Number]
    alignment: Mapping[str, float]
    profiles: Mapping[str, Profile]
    factions: Mapping[str, Faction] = field(default_factory=dict)
    quota: float = 0.0
    tie_breaker: str | None = None


@dataclass(frozen=True)
class Option:
    """One wording of an issue. An ambiguous one has readings and no values of its own."""

    id: str
    title: str
    text: str
    addressed: bool
    de_jure: bool
    latent: bool
    consent: tuple[str, ...]
    protection: float
    monitoring: float
    relief: float
    values: Mapping[str, float]
    story: Mapping[str, float]
    readings: Mapping[str, str]

    @property
    def ambiguous(self) -> bool:
        """Whether each side keeps its own reading of it."""
        return bool(self.readings)


@dataclass(frozen=True)
class Issue:
    """One item of the agenda, with its options in the order of the file."""

    id: str
    title: str
    text: str
    stream: int
    options: Mapping[str, Option]

    @property
    def silent(self) -> str:
        """The option that leaves the issue out: *not addressed*."""
        return next(option.id for option in self.options.values() if not option.addressed)


@dataclass(frozen=True)
class Interaction:
    """What two options together add to a party's utility."""

    party: str
    options: tuple[Place, Place]
    value: float


@dataclass(frozen=True)
class Effect:
    """What is added to a public number; with a party, to that party's standing."""

    field: str
    party: str | None
    add: float


@dataclass(frozen=True)
class Event:
    """Something that happens at a known round."""

    id: str
    round: int
    title: str
    text: str
    date: datetime.date | None
    source: str
    note: str
    war_only: bool
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Tail:
    """Something that happens in a round with chance `hazard`.

    `slope` is added for each unit by which the strength share of `pressed_by`
    lies below one half, `loss` for each unit of the contested land that it has lost.
    """

    id: str
    title: str
    text: str
    stream: int
    hazard: float
    slope: float
    loss: float
    pressed_by: str | None
    once: bool
    ending: str | None
    source: str
    note: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Strand:
    """One part of a party's own file with its adversary: in being while the file is `above`."""

    id: str
    title: str
    text: str
    party: str
    above: float
    source: str
    note: str


@dataclass(frozen=True)
class Reading:
    """One reading of a signal: its weight beforehand, and what it speaks for.

    A `strength` above 0 speaks for a higher minimum of the party the signal is about.
    """

    id: str
    title: str
    text: str
    prior: float
    strength: float


@dataclass(frozen=True)
class Signal:
    """A public act of a known round, about a party, that can be read in more than one way."""

    id: str
    round: int
    title: str
    text: str
    date: datetime.date | None
    about: str
    readings: tuple[Reading, ...]
    source: str
    note: str


@dataclass(frozen=True)
class Channel:
    """A way by which the proposals of `sender` reach `to`; rounds are counted from 1.

    It takes `delay` rounds and loses what is sent with chance `loss`; `readers` also read it.
    One can send by it from `from_round` to `until_round`; before `direct_from` the sender can
    table nothing directly.
    """

    id: str
    title: str
    text: str
    sender: str
    to: str
    readers: tuple[str, ...]
    confidential: bool
    delay: int
    loss: float
    from_round: int
    until_round: int
    direct_from: int
    source: str
    note: str


@dataclass(frozen=True)
class Coalition:
    """Parties that can do without the others, and what that gives each, or all of them, raw."""

    id: str
    title: str
    text: str
    members: tuple[str, ...]
    values: Mapping[str, float]
    value: float | None


@dataclass(frozen=True)
class Counterfactual:
    """The same scenario with other numbers, by address."""

    id: str
    title: str
    text: str
    set: Mapping[str, Any] = field(hash=False)


def build_sources(document: Document) -> Mapping[str, Source]:
    """All sources by key, the built-in ones first."""
    made = {key: Source(key, text) for key, text in BUILT_IN.items()}
    for key, table in document.sources.items():
        assert table is not None
        made[key] = Source(key, table.title, table.url, table.date, table.stance, table.note)
    return MappingProxyType(made)


def build_parties(document: Document, numbers: Numbers) -> Mapping[str, Party]:
    """The parties by stream."""
    made = []
    for key, part in document.parties.items():
        table, prefix = part.table, f"parties.{key}."
        assert table is not None
        own = {row.name: numbers[prefix + row.name] for row in fields.PARTY}
        bias = {o: numbers[f"{prefix}alignment.{o}"].value for o in document.parties if o != key}
        chances = {p: numbers[f"{prefix}profiles.{p}.chance"].value for p in part.profiles}
        total = math.fsum(chances.values())
        profiles = {
            name: _profile(document, numbers, f"{prefix}profiles.{name}", name, profile,
                           chances[name] / total)
            for name, profile in part.profiles.items() if profile is not None
        }  # fmt: skip
        made.append(Party(
            key, table.name, table.text, table.role, table.stream, table.side,
            tuple(table.instruments), MappingProxyType(own), MappingProxyType(bias),
            MappingProxyType(profiles), _factions(document, numbers, prefix, part),
            numbers[f"{prefix}quota"].value if part.factions else 0.0, table.tie_breaker,
        ))  # fmt: skip
    return MappingProxyType({p.id: p for p in sorted(made, key=lambda p: p.stream)})


def _profile(
    document: Document,
    numbers: Numbers,
    address: str,
    name: str,
    table: ProfileTable,
    chance: float,
) -> Profile:
    weights = {issue: numbers[f"{address}.weights.{issue}"].value for issue in document.issues}
    total = math.fsum(weights.values())
    values = {
        place(dotted): numbers[f"{address}.values.{dotted}"].value
        for dotted in table.values.figures
    }
    return Profile(
        name, table.title, table.text, chance,
        MappingProxyType({issue: weight / total for issue, weight in weights.items()}),
        frozenset(place(dotted) for dotted in table.red_lines), MappingProxyType(values),
    )  # fmt: skip


def _factions(
    document: Document, numbers: Numbers, prefix: str, part: PartyPart
) -> Mapping[str, Faction]:
    """The factions of a party by stream; without one, their place in the file is it."""
    made = []
    for position, (name, table) in enumerate(part.factions.items(), start=1):
        assert table is not None
        address = f"{prefix}factions.{name}"
        weights = None
        if table.weights is not None:
            given = {i: numbers[f"{address}.weights.{i}"].value for i in document.issues}
            total = math.fsum(given.values())
            weights = MappingProxyType({i: weight / total for i, weight in given.items()})
        values = {place(o): numbers[f"{address}.values.{o}"].value for o in table.values.figures}
        lines = table.red_lines
        made.append(Faction(
            name, table.title, table.text, table.stream or position,
            numbers[f"{address}.influence"].value, numbers[f"{address}.minimum"], weights,
            MappingProxyType(values),
            MappingProxyType({place(option): read for option, read in table.readings.items()}),
            None if lines is None else frozenset(place(dotted) for dotted in lines),
        ))  # fmt: skip
    return MappingProxyType({f.id: f for f in sorted(made, key=lambda faction: faction.stream)})


def place(dotted: str) -> Place:
    """An option from its dotted name.

    >>> place("line.freeze")
    ('line', 'freeze')
    """
    issue, _, option = dotted.partition(".")
    return issue, option


def build_issues(document: Document, numbers: Numbers) -> Mapping[str, Issue]:
    """The issues by stream."""
    made = []
    for key, part in document.issues.items():
        assert part.table is not None
        options = {
            name: _option(document, numbers, f"issues.{key}.options.{name}", name, option)
            for name, option in part.options.items() if option is not None
        }  # fmt: skip
        table = part.table
        made.append(Issue(key, table.title, table.text, table.stream, MappingProxyType(options)))
    return MappingProxyType({issue.id: issue for issue in sorted(made, key=lambda i: i.stream)})


def _option(
    document: Document, numbers: Numbers, address: str, name: str, table: OptionTable
) -> Option:
    values = {
        party: numbers[f"{address}.values.{party}"].value
        for party in document.parties if table.readings is None
    }  # fmt: skip
    story = {party: numbers[f"{address}.story.{party}"].value for party in document.parties}
    return Option(
        id=name, title=table.title, text=table.text, addressed=table.addressed,
        de_jure=table.de_jure, latent=table.latent, consent=tuple(table.consent),
        protection=numbers[f"{address}.protection"].value,
        monitoring=numbers[f"{address}.monitoring"].value,
        relief=numbers[f"{address}.relief"].value,
        values=MappingProxyType(values), story=MappingProxyType(story),
        readings=MappingProxyType(dict(table.readings or {})),
    )  # fmt: skip


def build_interactions(document: Document, numbers: Numbers) -> tuple[Interaction, ...]:
    """The interactions, in the order of their addresses."""
    tables = {interaction_address(t.party, t.options): t for t in document.interactions if t}
    made = []
    for address, table in sorted(tables.items()):
        first, second = sorted(table.options)
        value = numbers[address].value
        made.append(Interaction(table.party, (place(first), place(second)), value))
    return tuple(made)


def _effects(numbers: Numbers, address: str, tables: list[EffectTable]) -> tuple[Effect, ...]:
    made = [Effect(t.field, t.party, numbers[effect_address(address, t)].value) for t in tables]
    return tuple(sorted(made, key=lambda effect: (effect.field, effect.party or "")))


def build_events(document: Document, numbers: Numbers) -> tuple[Event, ...]:
    """The events by round."""
    made = [
        Event(
            id=t.id, round=t.round, title=t.title, text=t.text, date=t.date,
            source=t.source or document.root.source or "", note=t.note or "", war_only=t.war_only,
            effects=_effects(numbers, f"events.{t.id}", t.effects),
        )
        for t in document.events if t is not None
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda event: (event.round, event.id)))


def build_tails(document: Document, numbers: Numbers) -> tuple[Tail, ...]:
    """The tails by stream; without one, their place in the file is it."""
    made = [
        Tail(
            id=t.id, title=t.title, text=t.text, stream=t.stream or position,
            hazard=numbers[f"tails.{t.id}.hazard"].value,
            slope=numbers[f"tails.{t.id}.slope"].value,
            loss=numbers[f"tails.{t.id}.loss"].value,
            pressed_by=t.pressed_by, once=t.once, ending=t.ending,
            source=t.source or document.root.source or "", note=t.note or "",
            effects=_effects(numbers, f"tails.{t.id}", t.effects),
        )
        for position, t in enumerate(document.tails, start=1) if t is not None
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda tail: tail.stream))


def build_strands(document: Document, numbers: Numbers) -> tuple[Strand, ...]:
    """The strands of all files, those that break last first."""
    made = [
        Strand(t.id, t.title, t.text, t.party, numbers[f"strands.{t.id}.above"].value,
               t.source or document.root.source or "", t.note or "")
        for t in document.strands if t is not None
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda strand: (strand.above, strand.id)))


def build_signals(document: Document, numbers: Numbers) -> tuple[Signal, ...]:
    """The signals by round, with readings in the order of the file whose priors sum to 1."""
    made = []
    for t in (t for t in document.signals if t is not None):
        address = f"signals.{t.id}.readings"
        total = math.fsum(numbers[f"{address}.{r.id}.prior"].value for r in t.readings)
        readings = tuple(
            Reading(r.id, r.title, r.text, numbers[f"{address}.{r.id}.prior"].value / total,
                    numbers[f"{address}.{r.id}.strength"].value)
            for r in t.readings
        )  # fmt: skip
        source = t.source or document.root.source or ""
        made.append(
            Signal(t.id, t.round, t.title, t.text, t.date, t.about, readings, source, t.note or "")
        )
    return tuple(sorted(made, key=lambda signal: (signal.round, signal.id)))


def build_channels(document: Document, numbers: Numbers) -> Mapping[str, Channel]:
    """The channels in the order of their names."""
    made = {}
    for t in sorted((t for t in document.channels if t is not None), key=lambda t: t.id):
        whole = {key: int(numbers[f"channels.{t.id}.{key}"].value) for key in CHANNEL}
        made[t.id] = Channel(
            id=t.id, title=t.title, text=t.text, sender=t.sender, to=t.to,
            readers=tuple(sorted(set(t.readers))), confidential=t.confidential,
            loss=numbers[f"channels.{t.id}.loss"].value,
            source=t.source or document.root.source or "", note=t.note or "", **whole,
        )  # fmt: skip
    return MappingProxyType(made)


def build_coalitions(document: Document, numbers: Numbers) -> Mapping[str, Coalition]:
    """The coalitions by name, in alphabetical order."""
    made = []
    for t in (t for t in document.coalitions if t is not None):
        address = f"coalitions.{t.id}"
        each = {p: numbers[f"{address}.values.{p}"].value for p in t.members if t.values}
        whole = None if t.value is None else numbers[f"{address}.value"].value
        members = tuple(p for p in document.parties if p in t.members)
        made.append(Coalition(t.id, t.title, t.text, members, MappingProxyType(each), whole))
    return MappingProxyType({c.id: c for c in sorted(made, key=lambda coalition: coalition.id)})


def build_counterfactuals(document: Document) -> Mapping[str, Counterfactual]:
    """The counterfactuals by name."""
    made = {
        name: Counterfactual(name, table.title, table.text, MappingProxyType(dict(table.set)))
        for name, table in document.counterfactuals.items() if table is not None
    }  # fmt: skip
    return MappingProxyType(made)
