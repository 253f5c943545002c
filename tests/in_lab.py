"""Runs of the laboratory: a form, its spec, a keeper, and what becomes of a run."""

from __future__ import annotations

from contextlib import contextmanager

from lab_process import COMMAND
from sweep_worlds import HOPE
from waiting import until

from ui.lab.keeper import Keeper
from ui.lab.spec import toml_of

FORM = {
    "title": "Hope & cost", "scenario": "lab", "design": "grid", "levels": "3", "points": "64",
    "replicates": "2", "seed": "7", "keep": ["ending", "opened", "recognised", "seized"],
    "factors": [
        {"address": HOPE, "role": "uncertainty", "low": "0.3", "high": "0.8", "values": ""},
        {"address": "war.noise", "role": "lever", "low": "", "high": "", "values": "0, 0.1"},
    ],
    "supposed": [], "stop": {"outcome": "", "interval": "0.05", "replicates": "100"},
}  # fmt: skip


def form(**changes):
    return {**FORM, **changes}


@contextmanager
def keeping(engine="quick", **changes):
    kept = Keeper((*COMMAND, engine))
    kept.begin()
    try:
        yield kept
    finally:
        kept.end()


def stage(keeper, run, *wanted):
    def there():
        now = keeper.state(run)
        assert now["stage"] not in ("failed", "refused") or now["stage"] in wanted, now
        return now if now["stage"] in wanted else None

    return until(there)


def spec(replicates=5, **more):
    return toml_of(form(replicates=str(replicates), levels="4", **more))
