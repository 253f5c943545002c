"""The model as a function for the EMA Workbench, which you install yourself.

    pip install ema-workbench
    python examples/ema.py

The workbench is in no extra of this program, because it imports a package under the GPL. What it
needs of a model is a function from numbers to outcomes, and that is all there is here.
"""

from __future__ import annotations

import sim

WORLDS = 20
LAB = sim.load("lab")


def war(north: float = 0.5, south: float = 0.5, empathy: float = 0.5) -> dict[str, float]:
    """Shares over the same worlds at every point: common random numbers."""
    values = {
        "parties.north.war.optimism": north,
        "parties.south.war.optimism": south,
        "parties.north.mind.empathy": empathy,
    }
    found = sim.ensemble(LAB.with_values(values), worlds=WORLDS, seed=7)
    return {
        "opened": float(found["opened"].mean()),
        "seized": float(found["seized"].mean()),
        "war_rounds": float(found["war_rounds"].mean()),
    }


def main() -> None:
    """Fifty scenarios under two policies."""
    import ema_workbench
    from ema_workbench import Model, RealParameter, ScalarOutcome, perform_experiments

    # what 2.5 called a policy is a sample since 3.0
    policy = ema_workbench.Sample if hasattr(ema_workbench, "Sample") else ema_workbench.Policy
    model = Model("ceasefire", function=war)
    model.uncertainties = [RealParameter("north", 0.3, 0.8), RealParameter("south", 0.3, 0.8)]
    model.levers = [RealParameter("empathy", 0.0, 0.9)]
    model.outcomes = [ScalarOutcome(name) for name in ("opened", "seized", "war_rounds")]
    policies = [policy("mirror", empathy=0.0), policy("shoes", empathy=0.9)]
    experiments, outcomes = perform_experiments(model, scenarios=50, policies=policies)
    for each in policies:
        rows = experiments["policy"] == each.name
        print(each.name, {name: float(values[rows].mean()) for name, values in outcomes.items()})


if __name__ == "__main__":
    main()
