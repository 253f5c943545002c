"""Compiling the rules out of everybody's way.

Compiling takes some minutes once on a machine, and loading what was compiled
a second. Until then rules run interpreted, with the same results; nobody waits.
"""

from __future__ import annotations

import importlib.metadata
import logging
import os
import platform
import subprocess
import sys
import threading
from pathlib import Path

from sim import compiled

from . import clock, memory

log = logging.getLogger("ceasefire.warming")

PATIENCE = 900.0
"""Seconds after which whoever was compiling must have been killed."""


def _mark(what: str = "ready") -> Path:
    # each Python of a machine has compiled code of its own
    return compiled.folder() / f"{what}-{platform.python_version()}"


def _made_of() -> str:
    """What compiled code is good for: one interpreter, one compiler, one machine, these rules."""
    parts = (platform.node(), platform.python_version(), importlib.metadata.version("numba"))
    return "\n".join([*parts, compiled.rules_hash()])


def ready() -> bool:
    """Whether the rules are compiled on this machine, so that warming takes a second."""
    return _marked("ready")


def worlds_ready() -> bool:
    """Whether at least what plays worlds without a screen is, as a sweep's workers do."""
    return ready() or _marked("worlds")


def worlds_are_ready() -> None:
    """Keep that workers of a sweep have compiled what they need."""
    if compiled.available():
        _keep("worlds")


def _marked(what: str) -> bool:
    try:
        return compiled.available() and _mark(what).read_text(encoding="utf-8") == _made_of()
    except OSError:
        return False


def _keep(what: str) -> None:
    mark = _mark(what)
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(_made_of(), encoding="utf-8")
    except OSError:
        log.info("compiled rules cannot be kept in %s", compiled.folder())


def compile_here() -> bool:
    """Compile or load the rules in this process; False where they cannot be compiled.

    Other threads go on interpreted until all that a game calls is there.
    """
    if not compiled.available():
        return False
    from sim import record  # noqa: F401  a rule is known once its module is loaded

    compiled.warm(_use)
    memory.trim()
    _keep("ready")
    return True


def _use() -> None:
    """Call every rule that a game calls, in a small world: what is compiled fits any other."""
    import sim
    from sim import advice, beliefs, game, windows

    now = game.begin(sim.load("lab"), seed=1)
    seat, rival = now.scenario.belligerents
    for _ in range(2):
        now = game.play(now, {})
        view = game.look(now, seat)
        beliefs.analyse(view)
        beliefs.shoes(view, rival)
        advice.advise(view)
    windows.truth(now)
    windows.truth_values(now, 1)


def compile_beside(ended: threading.Event) -> None:
    """Compile the rules in another process of low priority, so that this one stays quick.

    Does nothing while another program is at it.
    """
    turn = compiled.folder() / "compiling"
    if not _take(turn):
        return
    try:
        kept = {**os.environ, "NUMBA_CACHE_DIR": str(compiled.folder())}
        process = subprocess.Popen(
            [sys.executable, "-m", "ui.warming"], env=kept,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while process.poll() is None:
            if ended.wait(0.5):
                process.kill()
                process.wait()
    finally:
        turn.unlink(missing_ok=True)


def _take(turn: Path) -> bool:
    """Take the turn to compile, unless somebody has it who may still be alive."""
    try:
        turn.parent.mkdir(parents=True, exist_ok=True)
        if turn.exists() and clock.machine() - turn.stat().st_mtime > PATIENCE:
            turn.unlink(missing_ok=True)
        turn.touch(exist_ok=False)
    except OSError:
        return False
    return True


def main() -> None:
    """Compile and keep, without hurry."""
    if hasattr(os, "nice"):
        os.nice(10)
    compile_here()


if __name__ == "__main__":
    main()
