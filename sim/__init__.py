"""ceasefire's engine: scenarios, rules, beliefs, windows, one world or many.

Names are loaded when first used, so that importing `sim` is cheap and Mesa is
imported only with `NegotiationModel`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim import bargaining
    from sim.acts import Act, ActError, Insight, Proposal, Statement
    from sim.ensembles import ensemble
    from sim.mistakes import Mistake, ScenarioError
    from sim.model import NegotiationModel
    from sim.nature import stream
    from sim.record import Record, RecordError, replay
    from sim.scenario import Scenario, load
    from sim.sweeps import SweepError, sweep

__all__ = [
    "Act", "ActError", "Insight", "Mistake", "NegotiationModel", "Proposal", "Record",
    "RecordError", "Scenario", "ScenarioError", "Statement", "SweepError", "bargaining",
    "ensemble", "load", "replay", "stream", "sweep",
]  # fmt: skip

_HOMES = {
    "Act": "acts", "ActError": "acts", "Insight": "acts", "Proposal": "acts",
    "Statement": "acts", "ensemble": "ensembles", "Mistake": "mistakes",
    "ScenarioError": "mistakes", "NegotiationModel": "model", "stream": "nature",
    "Record": "record", "RecordError": "record", "replay": "record", "Scenario": "scenario",
    "load": "scenario", "SweepError": "sweeps", "sweep": "sweeps",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "bargaining":
        return importlib.import_module("sim.bargaining")
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(importlib.import_module(f"sim.{_HOMES[name]}"), name)
