"""Everything a sweep's design allows to be said, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.mistakes import nearest
from sim.sweeps.analysis import (
    boxes,
    levers,
    morris,
    regional,
    rises,
    shares,
    sobol,
    survival,
    trees,
)
from sim.sweeps.analysis.frame import Frame, usual_outcomes
from sim.sweeps.analysis.resampling import mean_interval
from sim.sweeps.analysis.sobol import Indices
from sim.sweeps.errors import SweepError
from sim.sweeps.outcomes import OUTCOMES
from sim.sweeps.results import Sweep

Floats = NDArray[np.float64]
Row = dict[str, Any]

SEED = "seed"
MOST_GROUPS = 24
MOST_PAIRS = 66
ALL = "all"
"""In place of an outcome: every one."""
SCATTERED = ("grid", "latin", "random", "sobol", "file")
"""Designs whose points fill the space of inputs."""


@dataclass
class Analysis:
    """Tables by name, each a list of rows with the same keys.

    `skipped` says what could not be told: `what` of which `outcome` (`ALL` of them), and `why`, a
    key of a reason with its `values`.
    """

    sweep: Sweep
    outcomes: tuple[str, ...]
    tables: dict[str, list[Row]] = field(default_factory=dict)
    skipped: list[Row] = field(default_factory=list)

    def rows(self, table: str, **where: Any) -> list[Row]:
        """Rows of a table in which all of `where` holds."""
        found = self.tables.get(table, [])
        return [row for row in found if all(row[key] == value for key, value in where.items())]

    def write(self, folder: str | Path) -> list[Path]:
        """Every table as CSV and Parquet; the files."""
        import pyarrow as pa
        import pyarrow.csv as csv
        import pyarrow.parquet as pq

        home = Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        files = []
        for name, rows in self.tables.items():
            if rows:
                table = pa.Table.from_pylist(rows)
                files += [home / f"{name}.csv", home / f"{name}.parquet"]
                csv.write_csv(table, files[-2])
                pq.write_table(table, files[-1])
        return files


def analyse(folder: str | Path, outcomes: Sequence[str] | None = None, seed: int = 0) -> Analysis:
    """All tables of a finished sweep; SweepError if it is not finished or has no such outcome."""
    frame = Frame(Sweep(folder))
    kept = frame.spec.outcomes
    for name in outcomes or ():
        if name not in kept or OUTCOMES[name].kind == "text":
            numbers = [n for n in kept if OUTCOMES[n].kind != "text"]
            raise SweepError(f"The sweep keeps no outcome {name}: {nearest(name, numbers)}")
    chosen = tuple(outcomes or usual_outcomes(kept))
    found = Analysis(frame.sweep, chosen)
    worker = _Analyst(frame, found, seed)
    if len(worker.groups) > MOST_GROUPS:
        worker.skip("policies", ALL, "many", told=MOST_GROUPS, count=len(worker.groups))
    worker.summary()
    worker.shares()
    if frame.spec.design == "sobol":
        worker.sobol()
    if frame.spec.design == "morris":
        worker.morris()
    if frame.spec.design == "one-at-a-time":
        worker.one_at_a_time()
    if frame.spec.design in SCATTERED:
        worker.scattered()
        worker.surfaces()
    worker.levers()
    worker.survival()
    return found


class _Analyst:
    def __init__(self, frame: Frame, found: Analysis, seed: int) -> None:
        self.frame, self.found, self.seed = frame, found, seed
        self.values = {name: frame.outcome(name) for name in found.outcomes}
        self.groups = frame.groups()

    def put(self, table: str, **row: Any) -> None:
        self.found.tables.setdefault(table, []).append(row)

    def skip(self, what: str, outcome: str, why: str, **values: Any) -> None:
        row = {"what": what, "outcome": outcome, "why": why, "values": values}
        self.found.skipped.append(row)

    def summary(self) -> None:
        """Means of outcomes with their intervals, draws taken as what is independent."""
        draws_of = self.frame.draws
        for name, values in self.values.items():
            known = np.isfinite(values)
            draws = _by_draw(values, draws_of, known)
            mean, low, high = mean_interval(draws, self.seed)
            self.put("summary", outcome=name, mean=mean, low=low, high=high, draws=len(draws),
                     worlds=int(known.sum()), missing=int((~known).sum()))  # fmt: skip

    def shares(self) -> None:
        """Shares of the worlds in which something else holds, overall and for every policy."""
        labels = self.frame.policies()[:MOST_GROUPS]
        draw = "world" if self.frame.shared else "block"
        for row in shares.of(self.frame.sweep, draw, labels, self.seed):
            self.put("shares", **row)

    def point_means(self, name: str) -> Floats:
        values = self.values[name]
        known = np.isfinite(values)
        count = known.sum(axis=1)
        total = np.where(known, values, 0.0).sum(axis=1)
        return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))

    def sobol(self) -> None:
        """Indices for every scenario, policy and outcome."""
        design, uncertain = self.frame.design, [f.name for f in self.frame.spec.uncertainties]
        names, k = [*uncertain, SEED], len(uncertain) + 1
        for scenario, policy, inside in self.groups[:MOST_GROUPS]:
            for outcome in self.found.outcomes:
                at = self.point_means(outcome)[inside]
                blocks = at.reshape(int(design.block[inside].max()) + 1, -1).T
                mixed = blocks[2 : 2 + k]
                back = blocks[2 + k :] if self.frame.spec.second_order else None
                about = {"scenario": scenario, "policy": policy, "outcome": outcome}
                try:
                    found = sobol.indices(blocks[0], blocks[1], mixed, back, self.seed)
                except SweepError as error:
                    self.skip("indices", outcome, "refused", reason=str(error).rstrip("."))
                    continue
                if not np.isfinite(found.total).all():
                    self.skip("indices", outcome, "constant")
                    continue
                self._indices(about, names, found)
                for count, part in sobol.convergence(blocks[0], blocks[1], mixed, self.seed):
                    for i, name in enumerate(names):
                        self.put("convergence", **about, input=name, blocks=count,
                                 total=float(part.total[i]), low=float(part.total_low[i]),
                                 high=float(part.total_high[i]))  # fmt: skip

    def _indices(self, about: Row, names: list[str], found: Indices) -> None:
        for i, name in enumerate(names):
            self.put("indices", **about, input=name, first=float(found.first[i]),
                     first_low=float(found.first_low[i]), first_high=float(found.first_high[i]),
                     total=float(found.total[i]), total_low=float(found.total_low[i]),
                     total_high=float(found.total_high[i]), blocks=found.blocks,
                     dropped=found.dropped)  # fmt: skip
        if found.second is None or found.second_low is None or found.second_high is None:
            return
        for i, j in combinations(range(len(names)), 2):
            self.put("second_order", **about, input=names[i], other=names[j],
                     second=float(found.second[i, j]), low=float(found.second_low[i, j]),
                     high=float(found.second_high[i, j]))  # fmt: skip

    def morris(self) -> None:
        """Elementary effects for every scenario, policy and outcome."""
        spec, design = self.frame.spec, self.frame.design
        names, k = [f.name for f in spec.uncertainties], len(spec.uncertainties)
        step = spec.levels / (2 * (spec.levels - 1))
        columns = [self.frame.names.index(n) for n in names]
        for scenario, policy, inside in self.groups[:MOST_GROUPS]:
            count = int(design.block[inside].max()) + 1
            inputs = self.frame.inputs[inside][:, columns].reshape(count, k + 2, k)
            # only where and which way an input moved is needed: all steps have one length
            shares = np.sign(np.diff(inputs[:, : k + 1], axis=1)) * step
            shares = np.concatenate([np.zeros((count, 1, k)), shares.cumsum(axis=1)], axis=1)
            for outcome in self.found.outcomes:
                at = self.point_means(outcome)[inside].reshape(count, k + 2)
                steps = morris.elementary(shares, at[:, : k + 1])
                luck = at[:, k + 1] - at[:, k]
                found = morris.effects(np.column_stack([steps, luck]), self.seed)
                if not found.trajectories:
                    self.skip("effects", outcome, "incomplete")
                    continue
                for i, name in enumerate([*names, SEED]):
                    self.put("effects", scenario=scenario, policy=policy, outcome=outcome,
                             input=name, size=float(found.size[i]), low=float(found.size_low[i]),
                             high=float(found.size_high[i]), mean=float(found.mean[i]),
                             spread=float(found.spread[i]), trajectories=found.trajectories,
                             dropped=found.dropped)  # fmt: skip

    def one_at_a_time(self) -> None:
        """Differences from the scenario as written, on the same worlds."""
        design, frame = self.frame.design, self.frame
        for number, scenario in enumerate(frame.spec.scenarios):
            points = np.flatnonzero(design.scenario == number)
            for outcome, values in self.values.items():
                for point in points[1:]:
                    moved = [
                        n for n, f in enumerate(frame.spec.factors)
                        if design.values[f.name][point] != design.values[f.name][points[0]]
                    ]  # fmt: skip
                    pair = values[[points[0], point]]
                    found = levers.compare(pair[0][:, None], pair[1][:, None], self.seed)
                    for n in moved:
                        self.put("one_at_a_time", scenario=scenario.id, outcome=outcome,
                                 input=frame.names[n], value=float(frame.inputs[point, n]),
                                 difference=found.mean, low=found.low, high=found.high,
                                 draws=found.independent)  # fmt: skip

    def scattered(self) -> None:
        """What distributions of inputs tell: main effects, regions, boxes, trees."""
        design = self.frame.design
        base = design.part <= 1 if self.frame.spec.design == "sobol" else design.part >= 0
        varied = [j for j in range(self.frame.inputs.shape[1])
                  if len(np.unique(self.frame.inputs[base, j])) > 1]  # fmt: skip
        names = [self.frame.names[j] for j in varied]
        for outcome in self.found.outcomes:
            at = self.point_means(outcome)
            rows = base & np.isfinite(at)
            x, y = self.frame.inputs[rows][:, varied], at[rows]
            # one point under several policies is one case; A and B of a block are two
            groups = design.block[rows] * 2 + np.minimum(design.part[rows], 1)
            if len(y) < 30 or not varied or y.min() == y.max():
                self.skip("regions", outcome, "constant_or_few")
                continue
            for j, name in enumerate(names):
                share, low, high = regional.main_effect(x[:, j], y, self.seed, groups)
                self.put("main_effects", outcome=outcome, input=name, share=share, low=low,
                         high=high, points=len(y))  # fmt: skip
            for row in rises.of(self.frame, at, base, self.groups[:MOST_GROUPS], self.seed):
                self.put("rises", outcome=outcome, **row)
            self._regions(outcome, names, x, y, groups)
            tree = trees.grow(x, y, names, self.seed, groups)
            for leaf in tree.leaves:
                self.put("tree", outcome=outcome, conditions=" and ".join(leaf.conditions),
                         mean=leaf.mean, points=leaf.rows, explained=tree.explained)  # fmt: skip

    def _regions(
        self, outcome: str, names: list[str], x: Floats, y: Floats, groups: NDArray[np.int64]
    ) -> None:
        if OUTCOMES[outcome].kind != "bool":
            return
        happens = y >= 0.5
        for j, name in enumerate(names):
            if 0 < happens.sum() < len(happens):
                self.put("regions", outcome=outcome, input=name,
                         distance=regional.distance(x[:, j], happens),
                         limit=regional.limit(happens, groups), points=len(y))  # fmt: skip
        rare = y.mean() <= 0.5
        found = boxes.discover(x, y if rare else 1 - y, self.seed, groups)
        target = outcome if rare else f"not {outcome}"
        shares = {"density": found.density, "coverage": found.coverage, "mass": found.mass}
        about = {"outcome": outcome, "target": target, **shares, "overall": found.overall}
        for n, (coverage, density, restricted) in enumerate(found.trajectory):
            self.put("box_trajectory", outcome=outcome, target=target, box=n,
                     coverage=float(coverage), density=float(density),
                     restricted=int(restricted))  # fmt: skip
        for j, name in enumerate(names):
            if found.box.restricted[j]:
                self.put("box", **about, input=name, low=_none(found.box.low[j]),
                         high=_none(found.box.high[j]), quasi_p=float(found.quasi_p[j]),
                         again=float(found.again[j]), low_from=_none(found.low_range[j, 0]),
                         low_to=_none(found.low_range[j, 1]),
                         high_from=_none(found.high_range[j, 0]),
                         high_to=_none(found.high_range[j, 1]))  # fmt: skip

    def surfaces(self) -> None:
        """Means over the two inputs that matter most to each outcome."""
        for outcome in self.found.outcomes:
            ranked = sorted(self.found.rows("main_effects", outcome=outcome),
                            key=lambda row: -np.nan_to_num(row["share"]))  # fmt: skip
            if len(ranked) < 2:
                continue
            x, y = ranked[0]["input"], ranked[1]["input"]
            for cell in self.frame.sweep.heat(x, y, outcome):
                self.put("surface", outcome=outcome, x=x, y=y, **cell)

    def levers(self) -> None:
        """Policies in pairs on the same worlds, and over the uncertain points."""
        frame = self.frame
        if len(frame.policies()) < 2:
            return
        for scenario in frame.spec.scenarios:
            mine = [(label, inside) for name, label, inside in self.groups if name == scenario.id]
            others = [n for n, factor in enumerate(frame.spec.factors) if not factor.lever]
            points = [frame.inputs[inside][:, others] for _, inside in mine]
            if not all(np.array_equal(points[0], each) for each in points[1:]):
                self.skip("levers", ALL, "different_points")
                continue
            pairs = list(combinations(range(len(mine)), 2))
            if len(pairs) > MOST_PAIRS:
                pairs = [(0, n) for n in range(1, len(mine))]
            for outcome, values in self.values.items():
                each = [self._draws(values, inside) for _, inside in mine]
                for one, two in pairs:
                    found = levers.compare(each[one], each[two], self.seed)
                    self.put("levers", scenario=scenario.id, outcome=outcome,
                             policy=mine[two][0], than=mine[one][0], difference=found.mean,
                             low=found.low, high=found.high, draws=found.independent,
                             more=found.share_above, less=found.share_below)  # fmt: skip
                if outcome in levers.BETTER:
                    better = levers.BETTER[outcome]
                    means = np.stack([self.point_means(outcome)[inside] for _, inside in mine])
                    for n, row in enumerate(levers.robustness(means, better)):
                        self.put("robustness", scenario=scenario.id, outcome=outcome,
                                 policy=mine[n][0], mean=row.mean, worst_tenth=row.worst_tenth,
                                 mean_regret=row.mean_regret, most_regret=row.most_regret,
                                 best=row.best)  # fmt: skip

    def _draws(self, values: Floats, inside: NDArray[np.bool_]) -> Floats:
        """A policy's outcomes by independent draw: replicates all points share, else blocks."""
        if self.frame.shared:
            return values[inside].T
        # points of one block share inputs and worlds: they are one draw
        blocks = len(np.unique(self.frame.design.block[inside]))
        return values[inside].reshape(blocks, -1)

    def survival(self) -> None:
        """Curves for every policy: until a window opens, is seized, or a truce breaks."""
        frame, kept = self.frame, set(self.frame.spec.outcomes)
        groups = self.groups[:MOST_GROUPS]
        for kind, needed in (
            ("opening", {"opened", "first_open", "war_rounds"}),
            ("seizing", {"opened", "delay", "delay_ends"}),
            ("truce", {"signed", "truce_rounds", "broke"}),
        ):
            if not needed <= kept or (kind == "truce" and not frame.spec.to_end):
                continue
            time, ended, among = self._cases(kind)
            for scenario, policy, inside in groups:
                rows = among & inside[:, None]
                if not rows.any():
                    continue
                found = survival.curve(time[rows], ended[rows], frame.worlds[rows],
                                       int(time[among].max()), self.seed)  # fmt: skip
                about = {"scenario": scenario, "policy": policy, "until": kind}
                self.put("survival", **about, mean=found.mean, low=found.mean_low,
                         high=found.mean_high, cases=found.cases, ended=found.ended)  # fmt: skip
                for n, share in enumerate(found.share):
                    self.put("curves", **about, time=n, share=float(share),
                             low=float(found.low[n]), high=float(found.high[n]))  # fmt: skip

    def _cases(self, kind: str) -> tuple[Any, Any, Any]:
        frame = self.frame
        if kind == "truce":
            among = frame.outcome("signed") > 0
            time = np.where(among, frame.outcome("truce_rounds"), 0)
            return time.astype(np.int64), frame.outcome("broke") > 0, among
        opened = frame.outcome("opened")
        if kind == "opening":
            first, war = frame.outcome("first_open"), frame.outcome("war_rounds")
            among = np.isfinite(opened)
            time = np.where(opened > 0, first, war)
            return np.where(among, time, 0).astype(np.int64), opened > 0, among
        among = opened > 0
        time = np.where(among, frame.outcome("delay"), 0)
        return time.astype(np.int64), frame.outcome("delay_ends") > 0, among


def _by_draw(values: Floats, draws: NDArray[np.int64], known: NDArray[np.bool_]) -> Floats:
    """Means by draw, of the draws that have any."""
    number = np.unique(draws[known], return_inverse=True)[1]
    return np.asarray(np.bincount(number, values[known]) / np.maximum(np.bincount(number), 1))


def _none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
