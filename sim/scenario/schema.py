"""The shape of a scenario file: which keys each table has and of what kind.

What the tables mean together (that a red line names an option, that chances
sum to one) is in `sim.scenario.rules`; here stands what can be said of one
table alone.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

ID = r"^[a-z][a-z0-9_-]{0,39}$"
RESERVED = frozenset({"source", "confidence", "note", "value", "low", "high", "public", "direct"})
"""Names that mean something beside the parties, issues and options of a table."""

TIERS = ("grid", "full")
"""Tiers of the opponent model; `scenario.tier` is the place in this list."""

INSTRUMENTS = ("posture", "propose", "aid", "sanctions", "statement", "insight", "voice")

Confidence = Literal["high", "medium", "low", "unverified"]
Name = Annotated[str, StringConstraints(pattern=ID)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Prose = Annotated[str, StringConstraints(max_length=6000)]
Link = Annotated[str, StringConstraints(max_length=2000)]
Question = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Pair = Annotated[list[Title], Field(min_length=2, max_length=2)]


def _as_float(found: Any) -> Any:
    if isinstance(found, int) and not isinstance(found, bool):
        if abs(found) > 10**15:
            raise PydanticCustomError("too_big", "a number of at most 15 digits")
        return float(found)
    return found


def _as_figure(found: Any) -> Any:
    number = isinstance(found, int | float) and not isinstance(found, bool)
    if not number and not isinstance(found, dict):
        allowed = "a number, or a table with value, or low and high"
        raise PydanticCustomError("figure", allowed)
    return {"value": found} if number else found


def _as_text(found: Any) -> Any:
    return found.isoformat() if isinstance(found, datetime.date) else found


class Table(BaseModel):
    """A table of the file: no key but its own."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Sourced(Table):
    """A table whose source covers every number below it that names no other."""

    source: str | None = None
    confidence: Confidence | None = None
    note: Prose | None = None


Real = Annotated[float, BeforeValidator(_as_float)]


class FigureTable(Sourced):
    """One number: its value, its range, and where it comes from."""

    value: Real | None = None
    low: Real | None = None
    high: Real | None = None


Figure = Annotated[FigureTable, BeforeValidator(_as_figure)]


class Figures(Sourced):
    """Numbers by name; the rules know which names are allowed."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, Figure] = Field(init=False)

    @property
    def figures(self) -> dict[str, FigureTable]:
        """The numbers, by their names."""
        return dict(self.__pydantic_extra__ or {})


class Head(Table):
    """What the scenario says of itself."""

    id: Name
    title: Title
    version: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    summary: Prose
    legal: Prose = ""
    caution: Prose = ""
    unit: Literal["day", "week", "month", "year", "round"]
    start: datetime.date | None = None
    rounds: Annotated[int, Field(ge=1, le=520)]
    tier: Literal["grid", "full"] = "grid"
    live: bool = False
    minutes: Annotated[int, Field(ge=1, le=10_000)] = 30
    difficulty: Title = "introductory"
    suggested: str | None = None
    places: Annotated[list[Pair], Field(max_length=100)] = []
    questions: Annotated[list[Question], Field(max_length=8)] = []


class SourceTable(Table):
    """A source: what it is, where it was read, and on whose side it stands."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    url: Link = ""
    date: Annotated[Title, BeforeValidator(_as_text)] = "undated"
    stance: Literal["neutral", "pro-RU", "pro-UA", "party"] = "neutral"
    note: Prose = ""


class PartyTable(Sourced):
    """Who a party is and what it can do; its numbers are tables of their own."""

    name: Title
    text: Prose = ""
    role: Literal["belligerent", "backer", "facilitator"]
    stream: Annotated[int, Field(ge=1, le=1_000_000)]
    side: str
    instruments: Annotated[list[str], Field(max_length=len(INSTRUMENTS))]
    quota: Figure | None = None
    tie_breaker: str | None = None


class ProfileTable(Sourced):
    """One of the ways in which a party may weigh the issues."""

    title: Title
    text: Prose = ""
    chance: Figure
    weights: Figures
    red_lines: Annotated[list[str], Field(max_length=100)] = []
    values: Figures = Figures()


class FactionTable(Sourced):
    """A voice inside a party; what it leaves out is as in the party's profile."""

    title: Title
    text: Prose = ""
    stream: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    influence: Figure
    minimum: Figure | None = None
    weights: Figures | None = None
    values: Figures = Figures()
    readings: dict[str, str] = {}
    red_lines: Annotated[list[str], Field(max_length=100)] | None = None


class IssueTable(Sourced):
    """One item of the agenda; its options are tables of their own."""

    title: Title
    text: Prose = ""
    stream: Annotated[int, Field(ge=1, le=1_000_000)]


class OptionTable(Sourced):
    """One wording of an issue."""

    title: Title
    text: Prose = ""
    addressed: bool = True
    de_jure: bool = False
    latent: bool = False
    consent: Annotated[list[str], Field(max_length=16)] = []
    protection: Figure | None = None
    monitoring: Figure | None = None
    relief: Figure | None = None
    values: Figures | None = None
    story: Figures = Figures()
    readings: dict[str, str] | None = None


class InteractionTable(Sourced):
    """What two options together are worth to a party beyond their sum."""

    party: str
    options: Annotated[list[str], Field(min_length=2, max_length=2)]
    value: Figure


class CoalitionTable(Sourced):
    """Parties that can do without the others: what it gives each of them, or all together."""

    id: Name
    title: Title
    text: Prose = ""
    members: Annotated[list[str], Field(min_length=2, max_length=16)]
    values: Figures | None = None
    value: Figure | None = None


class EffectTable(Table):
    """A change of one public number; with a party, of that party's standing."""

    field: str
    party: str | None = None
    add: Figure


class EventTable(Sourced):
    """Something that happens at a known round."""

    id: Name
    round: int
    title: Title
    text: Prose = ""
    date: datetime.date | None = None
    effects: Annotated[list[EffectTable], Field(max_length=50)] = []
    war_only: bool = False


class TailTable(Sourced):
    """Something that may happen in any round, with a small chance."""

    id: Name
    title: Title
    text: Prose = ""
    stream: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    hazard: Figure
    slope: Figure | None = None
    loss: Figure | None = None
    pressed_by: str | None = None
    once: bool = False
    effects: Annotated[list[EffectTable], Field(max_length=50)] = []
    ending: Literal["catastrophe"] | None = None


class StrandTable(Sourced):
    """One part of a party's own file with its adversary, in being while the file is good enough."""

    id: Name
    title: Title
    text: Prose = ""
    party: str
    above: Figure


class ReadingTable(Sourced):
    """One reading of a signal: its weight before anybody looks, and what it speaks for."""

    id: Name
    title: Title
    text: Prose = ""
    prior: Figure
    strength: Figure


class SignalTable(Sourced):
    """A public, legal act of a known round that can be read in more than one way."""

    id: Name
    round: int
    title: Title
    text: Prose = ""
    date: datetime.date | None = None
    about: str
    readings: Annotated[list[ReadingTable], Field(min_length=2, max_length=4)]


class ChannelTable(Sourced):
    """A way by which one party's proposals reach another."""

    id: Name
    title: Title
    text: Prose = ""
    sender: Annotated[str, Field(alias="from")]
    to: str
    readers: Annotated[list[str], Field(max_length=16)] = []
    confidential: bool = False
    delay: Figure
    loss: Figure | None = None
    from_round: Figure | None = None
    until_round: Figure | None = None
    direct_from: Figure | None = None


class CounterfactualTable(Table):
    """The same scenario with other numbers."""

    title: Title
    text: Prose = ""
    set: dict[str, Any]
