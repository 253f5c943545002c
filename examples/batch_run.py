"""The model under Mesa's own `batch_run`: a few worlds, with what Mesa users know.

`python examples/batch_run.py`. For more than some hundreds of worlds take `sim.sweep`: it
plays the same worlds without Mesa, far faster, and loses nothing when it is stopped.
"""

from __future__ import annotations

import inspect

import mesa
import pandas

import sim


class War(sim.NegotiationModel):
    """The laboratory with one number free; a replicate is a world of the seed."""

    def __init__(self, optimism: float = 0.5, world: int = 0, rng: object = None) -> None:
        lab = sim.load("lab").with_values({"parties.north.war.optimism": optimism})
        super().__init__(lab, rng=sim.stream(7, world))


def main() -> pandas.DataFrame:
    """Three hopes, five worlds each: the last round of each."""
    more = {} if "rng" not in inspect.signature(mesa.batch_run).parameters else {"rng": [None]}
    rows = mesa.batch_run(
        War,
        {"optimism": [0.3, 0.5, 0.8], "world": range(5)},
        number_processes=1,
        max_steps=40,
        display_progress=False,
        **more,
    )
    frame = pandas.DataFrame(rows)
    return frame.drop_duplicates(["optimism", "world"], keep="last")


if __name__ == "__main__":
    print(main().to_string())
