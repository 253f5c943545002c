"""A sweep that has begun: its spec, design and plan, read back from its folder."""

from __future__ import annotations

import functools
import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.compiled import RULES_VERSION, rules_hash
from sim.scenario import Scenario
from sim.sweeps import clock, tables
from sim.sweeps.designs import NOWHERE, Design
from sim.sweeps.errors import SweepError
from sim.sweeps.plan import Plan, plan
from sim.sweeps.sharing import Shared
from sim.sweeps.spec import Spec, read_spec
from sim.sweeps.store import FORMAT, Store, write_whole

PACKAGES = ("ceasefire", "numpy", "numba", "mesa", "pyarrow", "scipy")


@dataclass(frozen=True)
class Opened:
    """A sweep's store with what it is about."""

    store: Store
    spec: Spec
    design: Design
    plan: Plan

    @functools.cached_property
    def shared(self) -> tuple[Shared, ...]:
        """For each scenario, what its points share."""
        return tuple(Shared(scenario) for scenario in self.spec.scenarios)


def begin(store: Store, spec: Spec, drawn: Design, chunk: int) -> Opened:
    """Lay the folder of a new sweep; the manifest comes last, so it is there whole or not."""
    import json

    folder = store.folder
    if folder.exists() and any(p.name != "lock" for p in folder.iterdir()) and not _left(folder):
        raise SweepError(f"{folder} is not empty and holds no sweep. Choose another folder.")
    store.parts.mkdir(parents=True, exist_ok=True)
    for scenario in spec.scenarios:
        home = folder / "scenarios" / scenario.id
        home.mkdir(parents=True, exist_ok=True)
        if scenario.path is None:
            raise SweepError(f"The scenario {scenario.id} comes from no file.")
        write_whole(home / "scenario.toml", scenario.path.read_bytes())
    tables.write_design(store.design_file, drawn, spec)
    laid = plan(spec, len(drawn), chunk)
    body = {
        "format": FORMAT, "id": spec.id, "title": spec.title, "begun": clock.today(),
        "spec": spec.raw, "points_of_file": list(spec.rows), "spec_digest": spec.digest,
        "scenarios": {s.id: {"digest": s.digest, "numbers": _numbers(s)} for s in spec.scenarios},
        "rules": RULES_VERSION, "rules_hash": rules_hash(), "seed": spec.seed,
        "points": len(drawn), "replicates": spec.most_replicates, "rows": laid.rows,
        "streams": drawn.streams, "chunk": chunk, "versions": versions(),
        "python": platform.python_version(),
        "machine": f"{platform.machine()} {platform.system()}",
        "outcomes": list(spec.outcomes),
    }  # fmt: skip
    write_whole(store.manifest_file, json.dumps(body, indent=1, default=str).encode())
    return Opened(store, spec, drawn, laid)


def _left(folder: Path) -> bool:
    """Whether all that lies here was left by a sweep that was stopped before it began."""
    ours = {"lock", "scenarios", "parts", "design.parquet"}
    return all(p.name in ours or p.name.endswith(".tmp") for p in folder.iterdir())


def reopen(folder: str | Path) -> Opened:
    """A sweep that has begun, as it was asked for, with its own copy of the scenarios."""
    opened = _reopened(folder)
    try:
        drawn = tables.read_design(opened.store.design_file, opened.spec)
    except (OSError, ValueError, KeyError) as error:
        raise SweepError(f"{opened.store.design_file} cannot be read: {error}.") from None
    return replace(opened, design=drawn, plan=replace(opened.plan, points=len(drawn)))


def _reopened(folder: str | Path) -> Opened:
    """A sweep that has begun, without its points."""
    store = Store(folder)
    body = store.manifest()
    try:
        raw = dict(body["spec"])
        raw["sweep"] = dict(raw["sweep"])
        raw["sweep"].pop("scenario", None)
        raw["sweep"]["scenarios"] = [
            str((store.folder / "scenarios" / name / "scenario.toml").resolve())
            for name in body["scenarios"]
        ]
        if raw["sweep"]["design"] == "file":
            raw["sweep"]["file"] = _own_points(store, body)
        spec = read_spec(raw, store.folder)
        laid = plan(spec, int(body["points"]), int(body["chunk"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SweepError(f"{store.manifest_file} is damaged: {error!r}.") from None
    for scenario in spec.scenarios:
        if scenario.digest != body["scenarios"].get(scenario.id, {}).get("digest"):
            raise SweepError(
                f"{store.folder}: its scenario {scenario.id} is not the one it began with."
            )
    return Opened(store, spec, NOWHERE, laid)


def _own_points(store: Store, body: Mapping[str, Any]) -> str:
    import csv
    import io

    rows = body["points_of_file"]
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(rows[0])
    out.writerows([[repr(value) for value in row.values()] for row in rows])
    path = store.folder / "points.csv"
    if not path.exists() or path.read_text(encoding="utf-8") != text.getvalue():
        write_whole(path, text.getvalue().encode())
    return "points.csv"


@functools.lru_cache(maxsize=2)
def at_hand(folder: str, begun: str) -> Opened:
    """A sweep kept open by a worker, without its points, which may be millions.

    `begun` tells one from another in the same folder.
    """
    return _reopened(folder)


def points_of(opened: Opened, first: int, after: int) -> tuple[int, Design]:
    """The points that rows `first` to `after` of one wave need, and the number of the first."""
    low, high = opened.plan.place(first)[0], opened.plan.place(after - 1)[0]
    file = opened.store.design_file
    try:
        return low, tables.read_points(file, opened.spec, low, high + 1)
    except (ValueError, KeyError) as error:
        raise SweepError(f"{file} cannot be read: {error}.") from None


def same(store: Store, spec: Spec) -> None:
    """Refuse to go on with another spec, scenario or rules than those it began with."""
    body = store.manifest()
    for scenario in spec.scenarios:
        kept = body["scenarios"].get(scenario.id)
        if kept is not None and kept["digest"] != scenario.digest:
            told = _difference(kept["numbers"], _numbers(scenario))
            raise SweepError(
                f"The scenario {scenario.id} has changed since this sweep began: {told}. "
                "Undo the change, or sweep into another folder."
            )
    if body["spec_digest"] != spec.digest:
        told = _difference(_flat(body["spec"]), _flat(spec.raw))
        raise SweepError(
            f"The spec has changed since this sweep began: {told}. "
            "Undo the change, or sweep into another folder."
        )
    if body["rules_hash"] != rules_hash():
        raise SweepError(
            f"The rules have changed since this sweep began (then {body['rules_hash']}, now "
            f"{rules_hash()}): its rows would not fit together. Sweep into another folder."
        )


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    names = sorted(n for n in {*before, *after} if before.get(n) != after.get(n))
    told = [f"{n} was {_short(before, n)}, is {_short(after, n)}" for n in names[:3]]
    more = f", and {len(names) - 3} more" if len(names) > 3 else ""
    return "; ".join(told) + more if told else "its structure differs"


def _short(table: Mapping[str, Any], name: str) -> str:
    return str(table[name])[:60] if name in table else "not there"


def _flat(body: Any, prefix: str = "") -> dict[str, Any]:
    if not isinstance(body, Mapping):
        return {prefix.rstrip("."): body}
    found: dict[str, Any] = {}
    for key, inner in body.items():
        found |= _flat(inner, f"{prefix}{key}.")
    return found


def _numbers(scenario: Scenario) -> dict[str, list[float]]:
    found = {}
    for address in scenario.addresses():
        number = scenario.number(address)
        found[address] = [number.value, number.low, number.high]
    return found


def versions() -> dict[str, str]:
    """Versions of the packages a sweep rests on, where they are installed."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
