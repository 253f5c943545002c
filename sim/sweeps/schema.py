"""The shape of a sweep's spec: which keys each table has and of what kind."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sim.scenario.schema import Name, Prose, Real, Table

DESIGNS = ("grid", "one-at-a-time", "latin", "random", "sobol", "morris", "file")
MOST_WORLDS = 10_000_000_000
MOST_POINTS = 20_000_000

Path = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class Head(Table):
    """What is swept, and how."""

    id: Name
    title: Annotated[str, StringConstraints(max_length=200)] = ""
    text: Prose = ""
    scenario: Path | None = None
    scenarios: Annotated[list[Path], Field(min_length=1, max_length=20)] | None = None
    design: Literal["grid", "one-at-a-time", "latin", "random", "sobol", "morris", "file"]
    points: Annotated[int, Field(ge=2, le=MOST_POINTS)] | None = None
    levels: Annotated[int, Field(ge=2, le=1000)] | None = None
    second_order: bool = False
    file: Path | None = None
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    replicates: Annotated[int, Field(ge=1, le=10_000_000)] = 1
    common: Literal["all", "block", "none"] | None = None
    to_end: bool = True
    seconds: Annotated[Real, Field(ge=0.1, le=86_400)] = 120.0
    worlds: Annotated[int, Field(ge=1, le=MOST_WORLDS)] | None = None


class FactorTable(Table):
    """One uncertainty or lever: a range, a list of values, or counterfactuals by name."""

    text: Prose = ""
    addresses: Annotated[list[str], Field(min_length=1, max_length=200)] | None = None
    low: Real | None = None
    high: Real | None = None
    distribution: Literal["uniform", "log-uniform", "triangular", "normal"] = "uniform"
    mode: Real | None = None
    mean: Real | None = None
    deviation: Annotated[Real, Field(ge=1e-12)] | None = None
    levels: Annotated[int, Field(ge=2, le=1000)] | None = None
    base: Real | None = None
    values: Annotated[list[Real], Field(min_length=1, max_length=1000)] | None = None
    chances: Annotated[list[Real], Field(min_length=1, max_length=1000)] | None = None
    counterfactuals: Annotated[list[str], Field(min_length=1, max_length=100)] | None = None


class OutcomesTable(Table):
    """Which outcomes are kept."""

    keep: Annotated[list[str], Field(min_length=1, max_length=100)]


class StopTable(Table):
    """Replicates go on until the interval of an outcome's mean is narrow enough."""

    outcome: str
    interval: Annotated[Real, Field(ge=1e-9)]
    replicates: Annotated[int, Field(ge=2, le=10_000_000)]
