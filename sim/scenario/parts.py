"""The parts of a scenario as the engine and the screen see them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.ranges import Number

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


def place(dotted: str) -> Place:
    """An option from its dotted name.

    >>> place("line.freeze")
    ('line', 'freeze')
    """
    issue, _, option = dotted.partition(".")
    return issue, option
