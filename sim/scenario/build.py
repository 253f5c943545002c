"""How the parts of a scenario are made of its tables and numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypedDict

from sim import fields
from sim.scenario.document import Document, PartyPart
from sim.scenario.numbers import (
    BUILT_IN,
    CHANNEL,
    effect_address,
    interaction_address,
)
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
    Place,
    Profile,
    Reading,
    Signal,
    Source,
    Strand,
    Tail,
    place,
)
from sim.scenario.ranges import Number
from sim.scenario.schema import EffectTable, Figures, OptionTable, ProfileTable, Sourced

Numbers = Mapping[str, Number]


class Origin(TypedDict):
    """Where a part comes from."""

    source: str
    note: str


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
    return Profile(
        name, table.title, table.text, chance, _weights(document, numbers, address),
        frozenset(place(dotted) for dotted in table.red_lines),
        _values(numbers, address, table.values),
    )  # fmt: skip


def _weights(document: Document, numbers: Numbers, address: str) -> Mapping[str, float]:
    """The weights of all issues at an address, made to sum to 1."""
    given = {issue: numbers[f"{address}.weights.{issue}"].value for issue in document.issues}
    total = math.fsum(given.values())
    return MappingProxyType({issue: weight / total for issue, weight in given.items()})


def _values(numbers: Numbers, address: str, given: Figures) -> Mapping[Place, float]:
    """The values of options that differ from the party's."""
    found = {place(dotted): numbers[f"{address}.values.{dotted}"].value for dotted in given.figures}
    return MappingProxyType(found)


def _factions(
    document: Document, numbers: Numbers, prefix: str, part: PartyPart
) -> Mapping[str, Faction]:
    """The factions of a party by stream; without one, their place in the file is it."""
    made = []
    for position, (name, table) in enumerate(part.factions.items(), start=1):
        assert table is not None
        address = f"{prefix}factions.{name}"
        weighed = table.weights is not None
        lines = table.red_lines
        made.append(Faction(
            name, table.title, table.text, table.stream or position,
            numbers[f"{address}.influence"].value, numbers[f"{address}.minimum"],
            _weights(document, numbers, address) if weighed else None,
            _values(numbers, address, table.values),
            MappingProxyType({place(option): read for option, read in table.readings.items()}),
            None if lines is None else frozenset(place(dotted) for dotted in lines),
        ))  # fmt: skip
    return MappingProxyType({f.id: f for f in sorted(made, key=lambda faction: faction.stream)})


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


def _origin(document: Document, table: Sourced) -> Origin:
    """Source and note of what has no number of its own to carry them."""
    return {"source": table.source or document.root.source or "", "note": table.note or ""}


def _effects(numbers: Numbers, address: str, tables: list[EffectTable]) -> tuple[Effect, ...]:
    made = [Effect(t.field, t.party, numbers[effect_address(address, t)].value) for t in tables]
    return tuple(sorted(made, key=lambda effect: (effect.field, effect.party or "")))


def build_events(document: Document, numbers: Numbers) -> tuple[Event, ...]:
    """The events by round."""
    made = [
        Event(
            id=t.id, round=t.round, title=t.title, text=t.text, date=t.date,
            war_only=t.war_only, **_origin(document, t),
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
            **_origin(document, t),
            effects=_effects(numbers, f"tails.{t.id}", t.effects),
        )
        for position, t in enumerate(document.tails, start=1) if t is not None
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda tail: tail.stream))


def build_strands(document: Document, numbers: Numbers) -> tuple[Strand, ...]:
    """The strands of all files, those that break last first."""
    made = [
        Strand(
            id=t.id, title=t.title, text=t.text, party=t.party,
            above=numbers[f"strands.{t.id}.above"].value, **_origin(document, t),
        )
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
        made.append(Signal(
            id=t.id, round=t.round, title=t.title, text=t.text, date=t.date, about=t.about,
            readings=readings, **_origin(document, t),
        ))  # fmt: skip
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
            **whole, **_origin(document, t),
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
