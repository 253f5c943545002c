"""What a sweep says when it cannot go on: a sentence, never a traceback."""

from __future__ import annotations

from collections.abc import Sequence

from sim.mistakes import Mistake


class SweepError(Exception):
    """A sweep that cannot be read, begun, gone on with or analysed; the text says why."""


def refusal(mistakes: Sequence[Mistake]) -> SweepError:
    """All mistakes of a spec as one error."""
    lines = [str(mistake) for mistake in mistakes]
    return SweepError(
        lines[0] if len(lines) == 1 else "\n".join([f"{len(lines)} mistakes:", *lines])
    )
