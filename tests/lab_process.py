"""The laboratory's process with worlds made up: `python lab_process.py ENGINE run FOLDER`.

ENGINE is one of `sweep_worlds`; `falls` ends without a word, as one does that the system killed.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Any

import sweep_worlds

import sim
from ui.lab import process

COMMAND = (sys.executable, str(Path(__file__).resolve()))


def play(engine: str) -> Any:
    def played(run: Any, telling: Any) -> Any:
        spec = run.folder / "spec.toml"
        made = getattr(sweep_worlds, engine)
        return sim.sweep(spec, to=run.sweep, workers=1, watch=telling.progress, engine=made)

    return played


if __name__ == "__main__":
    engine, what, *folder = sys.argv[1:]
    if engine == "falls":
        os._exit(9)
    if what == "measure":
        process.main([what])
    else:
        if engine != "quick":
            # libraries that draw take seconds to load, and one test looks at findings
            process._analysed = lambda *_: []
        threading.Thread(target=process._with_server, daemon=True).start()
        process.run(folder[0], play(engine))
