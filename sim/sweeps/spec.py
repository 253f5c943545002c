"""A spec: what is varied, how, and what is kept. Checked whole before anything runs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sim.mistakes import Notes, Words
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.file import read_tables
from sim.scenario.shape import shape
from sim.sweeps.errors import refusal
from sim.sweeps.factors import AS_WRITTEN, Factor
from sim.sweeps.outcomes import OUTCOMES, USUAL
from sim.sweeps.points import read_points
from sim.sweeps.schema import FactorTable, Head, OutcomesTable, StopTable

TOP = ("sweep", "uncertainties", "levers", "outcomes", "stop")
SAMPLED = ("latin", "random", "sobol", "morris")
MOST_FACTORS = 200
LEVELS = {"morris": 4}
"""Levels where a spec names none, of designs that want others than 5 [campolongo-2007]."""
RESERVED = frozenset({
    "row", "point", "replicate", "world", "status", "note", "scenario", "policy", "block", "part",
    "stream", "seed",
})  # fmt: skip


@dataclass(frozen=True)
class Stop:
    """Stop once the 95 % interval of an outcome's mean is narrower than `interval`."""

    outcome: str
    interval: float
    replicates: int


@dataclass(frozen=True)
class Spec:
    """A checked spec. `raw` is what was written, `rows` the points of a design of one's own."""

    id: str
    title: str
    design: str
    points: int
    levels: int
    second_order: bool
    seed: int
    replicates: int
    common: str
    to_end: bool
    seconds: float
    worlds: int | None
    scenarios: tuple[Scenario, ...]
    factors: tuple[Factor, ...]
    outcomes: tuple[str, ...]
    stop: Stop | None
    raw: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...] = ()

    @property
    def digest(self) -> str:
        """Names everything that decides what is played."""
        content = json.dumps([self.raw, self.rows], sort_keys=True, default=str)
        return blake2b(content.encode(), digest_size=16).hexdigest()

    @property
    def uncertainties(self) -> tuple[Factor, ...]:
        """The factors that are no levers."""
        return tuple(f for f in self.factors if not f.lever)

    @property
    def levers(self) -> tuple[Factor, ...]:
        """The factors somebody could choose."""
        return tuple(f for f in self.factors if f.lever)

    @property
    def most_replicates(self) -> int:
        """Replicates of a point if it never stops early."""
        return self.stop.replicates if self.stop else self.replicates


def read_spec(source: str | Path | Mapping[str, Any], near: Path | None = None) -> Spec:
    """The spec of a TOML file or of its tables; SweepError tells every mistake.

    Paths in it are looked for beside the file, or in `near`.
    """
    if isinstance(source, Mapping):
        notes, raw, folder = Notes("spec"), dict(source), near or Path()
    else:
        notes = Notes(str(source))
        raw = read_tables(source, notes) or {}
        folder = near or Path(source).parent
    if notes:
        raise refusal(notes.all())
    found = _Reader(raw, folder, notes).read()
    if notes or found is None:
        raise refusal(notes.all())
    return found


class _Reader:
    def __init__(self, raw: dict[str, Any], folder: Path, notes: Notes) -> None:
        self.raw, self.folder, self.notes = raw, folder, notes
        self.scenarios: list[Scenario] = []

    def read(self) -> Spec | None:
        notes, raw = self.notes, self.raw
        for key in raw:
            if key not in TOP:
                notes.unknown(key, key, TOP)
        if not isinstance(raw.get("sweep"), dict):
            notes.add("sweep", Words("nothing"), "the table [sweep]")
            return None
        head = shape(Head, raw["sweep"], "sweep", notes)
        if head is None:
            return None
        self._load(head)
        outcomes = self._outcomes()
        stop = self._stop(head, outcomes)
        if not self.scenarios:
            return None
        rows: tuple[Mapping[str, Any], ...] = ()
        factors = self._factors("uncertainties", head) + self._factors("levers", head)
        twice = [f.name for n, f in enumerate(factors) if f.name in {g.name for g in factors[:n]}]
        for name in twice:
            notes.add(f"levers.{name}", Words("an uncertainty of that name"), "one of both")
        _apart(factors, notes)
        for factor in factors:
            if factor.name in RESERVED or factor.name in OUTCOMES:
                notes.add(factor.name, Words("a name of our own columns"), "another name")
        if head.design == "file":
            factors, rows = self._file(head, factors)
        elif not factors:
            notes.add("", Words("no factor"), "something in [uncertainties] or [levers]")
        if notes:
            return None
        for factor in factors:
            self._try(factor)
        self._design(head, factors)
        common = head.common or ("block" if head.design in SAMPLED else "all")
        return Spec(
            head.id, head.title or head.id, head.design, head.points or 0, _levels(head),
            head.second_order, head.seed, head.replicates, common, head.to_end, head.seconds,
            head.worlds, tuple(self.scenarios), tuple(factors), outcomes, stop, raw, rows,
        )  # fmt: skip

    def _load(self, head: Head) -> None:
        if (head.scenario is None) == (head.scenarios is None):
            self.notes.add("sweep.scenario", Words("none or both"), "scenario or scenarios")
            return
        for name in head.scenarios or [head.scenario or ""]:
            beside = self.folder / name
            try:
                found = load(beside if beside.exists() and ("/" in name or "." in name) else name)
            except ScenarioError as error:
                for mistake in error.mistakes:
                    where = f"sweep.scenario: {mistake.address}".rstrip(": ")
                    self.notes.add(where, Words(mistake.found), mistake.allowed)
            else:
                if any(found.id == other.id for other in self.scenarios):
                    self.notes.add("sweep.scenarios", found.id, "each scenario once")
                self.scenarios.append(found)

    def _outcomes(self) -> tuple[str, ...]:
        if "outcomes" not in self.raw:
            return USUAL
        table = shape(OutcomesTable, self.raw["outcomes"], "outcomes", self.notes)
        if table is None:
            return ()
        for name in table.keep:
            if name not in OUTCOMES:
                self.notes.unknown("outcomes.keep", name, OUTCOMES)
        return tuple(dict.fromkeys(table.keep))

    def _stop(self, head: Head, kept: Sequence[str]) -> Stop | None:
        if "stop" not in self.raw:
            return None
        table = shape(StopTable, self.raw["stop"], "stop", self.notes)
        if table is None:
            return None
        if table.outcome not in OUTCOMES:
            self.notes.unknown("stop.outcome", table.outcome, OUTCOMES)
        elif OUTCOMES[table.outcome].kind == "text":
            self.notes.add("stop.outcome", table.outcome, "an outcome that is a number")
        elif table.outcome not in kept:
            self.notes.add("stop.outcome", table.outcome, "an outcome that is kept")
        if table.replicates < head.replicates:
            self.notes.add("stop.replicates", table.replicates, f"at least {head.replicates}")
        return Stop(table.outcome, table.interval, table.replicates)

    def _factors(self, section: str, head: Head) -> list[Factor]:
        tables = self.raw.get(section, {})
        if not isinstance(tables, dict):
            self.notes.add(section, tables, "a table")
            return []
        leaves = _leaves(tables)
        if len(leaves) > MOST_FACTORS:
            self.notes.add(section, Words(f"{len(leaves)} factors"), f"at most {MOST_FACTORS}")
            return []
        made = [self._factor(section, name, body, head) for name, body in leaves.items()]
        return [factor for factor in made if factor is not None]

    def _factor(self, section: str, name: str, body: Any, head: Head) -> Factor | None:
        where = f"{section}.{name}"
        table = shape(FactorTable, body, where, self.notes)
        if table is None:
            return None
        kinds = [table.low is not None or table.high is not None, table.values is not None,
                 table.counterfactuals is not None]  # fmt: skip
        if sum(kinds) > 1:
            self.notes.add(where, Words("several"), "a range, or values, or counterfactuals")
            return None
        lever = section == "levers"
        if table.counterfactuals is not None:
            return self._named(where, name, table, lever)
        addresses = tuple(table.addresses or [name])
        if not self._known(where, addresses):
            return None
        own = self.scenarios[0].number(addresses[0])
        base = own.value if table.base is None else table.base
        levels = table.levels or _levels(head)
        if table.values is not None:
            return self._listed(where, name, table, lever, addresses, base)
        low = own.low if table.low is None else table.low
        high = own.high if table.high is None else table.high
        if not low < high:
            whole = Words(f"the range {low:g} to {high:g}")
            self.notes.add(where, whole, "low below high, or values")
            return None
        if table.distribution == "log-uniform" and low <= 0:
            self.notes.add(f"{where}.low", low, "above 0 for log-uniform")
            return None
        centre = table.mean if table.distribution == "normal" else table.mode
        centre = (low + high) / 2 if centre is None else centre
        if not low <= centre <= high and table.distribution in ("triangular", "normal"):
            self.notes.add(where, Words(f"the middle {centre:g}"), f"{low:g} to {high:g}")
            return None
        deviation = table.deviation or (high - low) / 4
        return Factor(name, lever, addresses, base, low, high, table.distribution, centre,
                      deviation, levels=levels, text=table.text)  # fmt: skip

    def _listed(
        self, where: str, name: str, table: FactorTable, lever: bool,
        addresses: tuple[str, ...], base: float,
    ) -> Factor | None:  # fmt: skip
        values = tuple(table.values or ())
        if len(set(values)) < len(values):
            self.notes.add(f"{where}.values", Words("one of them twice"), "each value once")
            return None
        chances = tuple(table.chances or ())
        if chances and (len(chances) != len(values) or min(chances) < 0 or sum(chances) <= 0):
            self.notes.add(f"{where}.chances", list(chances), "a share for each value")
            return None
        return Factor(name, lever, addresses, base, min(values), max(values), values=values,
                      chances=chances, text=table.text)  # fmt: skip

    def _named(self, where: str, name: str, table: FactorTable, lever: bool) -> Factor | None:
        names = tuple(dict.fromkeys(table.counterfactuals or []))
        for scenario in self.scenarios:
            for one in names:
                if one != AS_WRITTEN and one not in scenario.counterfactuals:
                    known = [AS_WRITTEN, *scenario.counterfactuals]
                    self.notes.unknown(f"{where}.counterfactuals", one, known)
                    return None
        if table.addresses:
            self.notes.add(f"{where}.addresses", table.addresses, "none beside counterfactuals")
            return None
        base = AS_WRITTEN if AS_WRITTEN in names else names[0]
        return Factor(name, lever, (), base, values=names, text=table.text)

    def _known(self, where: str, addresses: Sequence[str]) -> bool:
        fine = True
        for scenario in self.scenarios:
            known = scenario.addresses()
            for address in addresses:
                if address not in known:
                    self.notes.unknown(where, address, known)
                    fine = False
        return fine

    def _try(self, factor: Factor) -> None:
        """Whether the scenario takes the ends of a factor, each by itself."""
        steps = factor.steps()
        ends = [steps[0], steps[-1]] if factor.kind == "range" else steps
        if factor.kind == "range":
            ends.append(factor.low + 0.37 * (factor.high - factor.low))
        for scenario in self.scenarios:
            for value in ends:
                try:
                    setting(scenario, [(factor, value)])
                except ScenarioError as error:
                    first = error.mistakes[0]
                    section = "levers" if factor.lever else "uncertainties"
                    where = f"{section}.{factor.name}: {first.address}"
                    self.notes.add(where, Words(first.found), first.allowed)

    def _design(self, head: Head, factors: Sequence[Factor]) -> None:
        add = self.notes.add
        if head.design in SAMPLED and head.points is None:
            add("sweep.points", Words("nothing"), f"the number of points of design {head.design}")
        if head.design in SAMPLED and not any(not f.lever for f in factors):
            add("uncertainties", Words("nothing"), f"uncertainties for design {head.design}")
        if head.design == "sobol" and head.points and head.points & (head.points - 1):
            add("sweep.points", head.points, "a power of two for design sobol")
        if head.design == "morris" and _levels(head) % 2:
            add("sweep.levels", head.levels, "an even number for design morris")
        if head.design in ("sobol", "morris") and head.common not in (None, "block"):
            add("sweep.common", head.common, f'"block" for design {head.design}')
        if head.second_order and head.design != "sobol":
            add("sweep.second_order", True, "false, but for design sobol")
        if head.file is not None and head.design != "file":
            add("sweep.file", head.file, "no file, but for design file")

    def _file(
        self, head: Head, factors: Sequence[Factor]
    ) -> tuple[list[Factor], tuple[Mapping[str, Any], ...]]:
        if head.file is None:
            self.notes.add("sweep.file", Words("nothing"), "the path of a CSV file")
            return [], ()
        names, rows = read_points(self.folder / head.file, self.notes)
        if not rows:
            return [], ()
        known = {factor.name: factor for factor in factors}
        found = []
        for name in names:
            if name in known:
                found.append(known.pop(name))
            elif self._known(f"{head.file}", [name]):
                column = tuple(sorted({row[name] for row in rows}))
                base = self.scenarios[0].number(name).value
                ends = column if len(column) <= 2 else (column[0], column[-1])
                found.append(Factor(name, False, (name,), base, column[0], column[-1], values=ends))
        for name in known:
            self.notes.add(name, Words("no column of that name"), f"one in {head.file}")
        return found, rows


def _levels(head: Head) -> int:
    return head.levels or LEVELS.get(head.design, 5)


def _leaves(tables: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Factors by dotted name, written as one quoted key or as nested tables."""
    found: dict[str, Any] = {}
    for key, body in tables.items():
        name = f"{prefix}{key}"
        inner = isinstance(body, dict) and body and all(isinstance(v, dict) for v in body.values())
        if inner and len(prefix) < 300:
            found |= _leaves(body, f"{name}.")
        else:
            found[name] = body
    return found


def _apart(factors: Sequence[Factor], notes: Notes) -> None:
    seen: dict[str, str] = {}
    for factor in factors:
        for address in factor.addresses:
            if address in seen and seen[address] != factor.name:
                section = "levers" if factor.lever else "uncertainties"
                found = Words(f"{address}, which {seen[address]} sets as well")
                notes.add(f"{section}.{factor.name}", found, "each address in one factor")
            seen[address] = factor.name


def settings(chosen: Sequence[tuple[Factor, Any]]) -> tuple[list[str], dict[str, float]]:
    """Chosen values of factors as counterfactuals, in order, and numbers by address."""
    names: list[str] = []
    numbers: dict[str, float] = {}
    for factor, value in chosen:
        if factor.kind == "counterfactuals":
            names += [str(value)] if value != AS_WRITTEN else []
        else:
            if not math.isfinite(float(value)):
                raise ValueError(f"{factor.name} is {value}")
            numbers |= factor.settings(value)
    return names, numbers


def setting(scenario: Scenario, chosen: Sequence[tuple[Factor, Any]]) -> Scenario:
    """The scenario at chosen values of factors: counterfactuals first, then numbers."""
    names, numbers = settings(chosen)
    for name in names:
        scenario = scenario.counterfactual(name)
    return scenario.with_values(numbers) if numbers else scenario
