"""A negotiator in a process of its own, which can be ended when it stalls.

A thread cannot be stopped, and a negotiator that never answers would keep the
world waiting, or its processor busy, for ever.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import sys
from multiprocessing.connection import Connection
from typing import Any

from adapters.negmas.turns import Brief, Died, Failed, Left, Lost, Nonsense, Stalled

_KINDS = {kind.__name__: kind for kind in (Failed, Left, Nonsense)}


class Process:
    """A seat that is asked across a pipe. `make` must be importable: it travels by its name."""

    def __init__(self, brief: Brief, make: Any, start_limit: float) -> None:
        # spawned, not forked: a fork would copy locks that threads of ours may hold
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, brief, make), daemon=True)
        self._process.start()
        theirs.close()
        try:
            self._answer(start_limit)
        except Lost:
            self.end()
            raise

    def ask(self, what: str, limit: float, *arguments: Any) -> Any:
        """What the seat returns within `limit` seconds; Lost when it does not."""
        try:
            self._pipe.send((what, arguments))
        except OSError:
            raise Died("its process ended") from None
        return self._answer(limit)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _answer(self, limit: float) -> Any:
        try:
            if not self._pipe.poll(limit):
                raise Stalled(f"it did not answer within {limit:g} seconds")
            kind, found = self._pipe.recv()
        except (EOFError, OSError):
            raise Died("its process ended") from None
        if kind != "":
            raise _KINDS[kind](found)
        return found


def _serve(pipe: Connection, brief: Brief, make: Any) -> None:
    """Answer until the pipe is closed; what the negotiator prints is thrown away."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - open until the process ends
    with contextlib.suppress(EOFError, OSError):
        seat = _said(pipe, lambda: _seat(brief, make), tell=False)
        while True:
            what, arguments = pipe.recv()
            _said(pipe, functools.partial(getattr(seat, what), *arguments))


def _seat(brief: Brief, make: Any) -> Any:
    from adapters.negmas.seat import Seat

    return Seat(brief, make)


def _said(pipe: Connection, call: Any, tell: bool = True) -> Any:
    """Call, and tell the other side the result or how it failed."""
    try:
        found = call()
    except Lost as lost:
        pipe.send((type(lost).__name__, str(lost)))
    except Exception as error:
        text = f"it raised {type(error).__name__}: {error}".partition("\n")[0]
        pipe.send((Failed.__name__, text[:300]))
    else:
        pipe.send(("", found if tell else None))
        return found
    return None
