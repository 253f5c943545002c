"""Kill workers at random, fifty times in one sweep, and compare its table with an undisturbed one.

A part of `make soak`; a number says how often instead. Prints how often it killed and the two
checksums; ends with 1 if they differ.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
from pathlib import Path

from sweep_worlds import Inline, children, grid, quick, slow

import sim
from sim import sweeps
from sim.sweeps.pools import LocalPool

KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else 50


def main() -> int:
    """One sweep with kills, one without."""
    sweeps._chunk = lambda spec, measured: 8
    folder, luck, killed, last = Path(tempfile.mkdtemp()), random.Random(), [], [-1]
    spec = grid(replicates=40)

    def watch(progress: sweeps.runner.Progress) -> None:
        busy = children(os.getpid()) if any((folder / "a" / "parts").glob("*.at")) else []
        if busy and len(killed) < KILLS and progress.done != last[0]:
            last[0], fallen = progress.done, luck.choice(busy)
            try:
                os.kill(fallen, signal.SIGKILL)
            except ProcessLookupError:
                return  # it ended by itself, as the others do where one died
            killed.append(fallen)
            print(f"kill {len(killed)} at {progress.done} of {progress.total}", flush=True)

    one = sim.sweep(spec, to=folder / "a", pool=LocalPool(2), engine=slow, watch=watch)
    two = sim.sweep(spec, to=folder / "b", pool=Inline(), engine=quick)
    sums = [found.manifest["finished"]["checksum"] for found in (one, two)]
    print(f"{len(killed)} kills; {one.manifest['finished']['statuses']}; {sums[0]} {sums[1]}")
    return 0 if sums[0] == sums[1] else 1


if __name__ == "__main__":
    sys.exit(main())
