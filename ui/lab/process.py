"""The process of a run: `python -m ui.lab.process run FOLDER`, or `measure` with a spec as input.

It plays behind everything else on this machine, tells how far it is, and ends with its server.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim import compiled
from sim.sweeps.errors import SweepError

from .. import clock, warming
from ..words import LANGUAGE, languages, say, speaking
from .runs import Run

log = logging.getLogger("ceasefire.lab")

OFTEN = 0.5
"""Seconds between two notes of how far it is."""
BEAT = 3.0
"""Seconds after which it says that it is still there."""
NICE = 10
LONGEST = 80.0
"""Seconds that timing worlds may take, compiled or not."""


class Telling:
    """Writes down how far a run is, not too often, and that it is alive."""

    def __init__(self, run: Run) -> None:
        # what an earlier process finished is there, though this one has yet to look at it
        kept = {key: value for key, value in run.told().items() if key in ("done", "total")}
        self.run, self.last, self.body = run, 0.0, kept
        self._lock = threading.Lock()
        threading.Thread(target=self._beat, daemon=True).start()

    def now(self, stage: str, **more: Any) -> None:
        """Say it at once."""
        with self._lock:
            self.body |= {"stage": stage, **more}
            self._write()

    def progress(self, progress: Any) -> None:
        """Say how many worlds there are, if it is time."""
        whole = progress.done == progress.total
        if not whole and clock.machine() - self.last < OFTEN:
            return
        lost = sum(n for status, n in progress.statuses.items() if status != "ok")
        left = progress.left if progress.rate > 0 else None
        self.now("running", done=progress.done, total=progress.total, rate=progress.rate,
                 left=left, lost=lost)  # fmt: skip

    def _write(self) -> None:
        self.last = self.body["at"] = clock.machine()
        try:
            self.run.tell(self.body)
        except OSError:
            log.exception("how far the run is could not be written")

    def _beat(self) -> None:
        while self.run.folder.is_dir():
            clock.pause(BEAT)
            with self._lock:
                if "stage" in self.body and clock.machine() - self.last > BEAT:
                    self._write()


def run(folder: str, play: Callable[..., Any] | None = None) -> None:
    """Play a run to its end and say what it shows, in the language it was asked for in."""
    mine = Run(Path(folder))
    spoken = str(mine.wish().get("language", ""))
    with speaking(spoken if spoken in languages() else LANGUAGE):
        _run(mine, play)


def _run(mine: Run, play: Callable[..., Any] | None) -> None:
    """Every way it can end is told."""
    telling = Telling(mine)
    telling.now("starting", sentence="", findings=[])
    try:
        _compiled(telling)
        swept = (play or _play)(mine, telling)
    except SweepError as error:
        telling.now("refused", sentence=str(error))
        return
    except Exception as error:
        log.exception("a run failed")
        telling.now(
            "failed", sentence=say("lab.fault", fault=f"{type(error).__name__}: {error}"[:300])
        )
        return
    found: list[str] = []
    sentence = ""
    telling.now("analysing", left=None)
    try:
        found = _analysed(swept, mine)
    except SweepError as error:
        sentence = say("lab.no_findings", reason=str(error))
    except Exception as error:
        log.exception("a run could not be analysed")
        sentence = say("lab.no_findings", reason=f"{type(error).__name__}: {error}"[:300])
    telling.now("done", findings=found, sentence=sentence)


def _compiled(telling: Telling) -> None:
    """Wait until the rules are compiled, or compile them: worlds then come by the hundred."""
    if not compiled.available() or warming.ready():
        return
    telling.now("compiling")
    started = clock.machine()
    while not warming.ready() and clock.machine() - started < warming.PATIENCE:
        # does nothing while the server is at it
        warming.compile_beside(threading.Event())
        clock.pause(OFTEN)


def _play(mine: Run, telling: Telling) -> Any:
    from sim.sweeps import sweep

    from .spec import read

    read(mine.text)
    telling.now("measuring")
    return sweep(mine.folder / "spec.toml", to=mine.sweep, watch=telling.progress)


def _analysed(swept: Any, mine: Run) -> list[str]:
    from sim.sweeps import analysis, missing
    from ui import report
    from ui.report.answer import answer

    lacking = missing("sklearn", "matplotlib")
    if lacking:
        raise SweepError(say("cli.extra.sweep", package=lacking))
    found = analysis.analyse(swept.folder)
    report.write(found, mine.report.parent)
    return answer(found)


def measure(text: str) -> dict[str, Any]:
    """Worlds a second of one worker, as far as a few of them tell."""
    from sim.sweeps.designs import design
    from sim.sweeps.pilot import pilot, samples
    from sim.sweeps.work import start

    from .spec import read

    if compiled.available() and not warming.ready():
        return {"rate": 0.0, "compiling": True}
    found = read(text)
    start()
    return {"rate": pilot(samples(found, design(found)), found.seconds)}


def _with_server() -> None:
    """End as soon as the server's end of the pipe is gone, however it went."""
    while os.read(0, 4096):
        pass
    os._exit(3)


def main(arguments: list[str]) -> None:
    """What the server asks of this process."""
    logging.basicConfig(level=logging.INFO)
    if arguments[:1] == ["measure"]:
        ending = threading.Timer(LONGEST, os._exit, (4,))
        ending.daemon = True
        ending.start()
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
        try:
            print(json.dumps(measure(text)))
        except SweepError as error:
            print(json.dumps({"rate": 0.0, "sentence": str(error)}))
        return
    # somebody waits for a measurement; a run goes behind everything else
    if hasattr(os, "nice"):
        os.nice(NICE)
    threading.Thread(target=_with_server, daemon=True).start()
    run(arguments[1])


if __name__ == "__main__":
    main(sys.argv[1:])
