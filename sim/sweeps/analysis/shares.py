"""Shares of the worlds in which something else holds: of those that opened, how many saw it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim.sweeps.analysis.resampling import ratio_interval
from sim.sweeps.outcomes import shares
from sim.sweeps.results import Sweep


def of(sweep: Sweep, draw: str, policies: Sequence[str], seed: int = 0) -> Iterator[dict[str, Any]]:
    """Every share a sweep keeps enough for: of all worlds, then by scenario and policy.

    `draw` is the column that tells what is independent, `world` or `block`: intervals resample
    it. `policies` are those told one by one, in words.
    """
    for share in shares(sweep.opened.spec.outcomes):
        found = sweep.sql(
            f"select scenario, policy, {draw}, sum(({share.inside})::int)::double, "
            f"count(*)::double from rows where {share.among} group by all order by all"
        ).fetchall()
        groups: dict[tuple[str, str], list[Any]] = {("", ""): found}
        if len({row[:2] for row in found}) > 1:
            for row in found:
                if row[1] < len(policies):
                    groups.setdefault((str(row[0]), policies[row[1]]), []).append(row)
        for (scenario, policy), rows in groups.items():
            if rows:
                draws: dict[Any, list[float]] = defaultdict(lambda: [0.0, 0.0])
                for _, _, key, inside, among in rows:
                    draws[key][0] += inside
                    draws[key][1] += among
                value, low, high = ratio_interval(np.array(list(draws.values())), seed)
                yield {
                    "scenario": scenario, "policy": policy, "share": share.name, "value": value,
                    "low": low, "high": high, "draws": len(draws),
                    "worlds": int(sum(row[4] for row in rows)),
                }  # fmt: skip
