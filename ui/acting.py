"""From what a browser sends to an act: nothing is trusted, everything is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.acts import Act
from sim.written import from_plain


class Unreadable(ValueError):
    """What arrived is not an act that this page could have sent."""


@dataclass(frozen=True)
class Sent:
    """A press as it arrived: its key, the round and stage it was meant for, the act.

    `confirmed` tells that the person has seen what signing would lose.
    """

    press: str
    round: int
    stage: str
    act: Act
    confirmed: bool


def sent(data: Any) -> Sent:
    """The press in `data`; Unreadable if it is not one."""
    if not isinstance(data, dict):
        raise Unreadable("press")
    press, stage, round = data.get("press"), data.get("stage"), data.get("round")
    if not (isinstance(press, str) and 8 <= len(press) <= 64):
        raise Unreadable("key")
    if not isinstance(stage, str) or not isinstance(round, int) or isinstance(round, bool):
        raise Unreadable("stage")
    try:
        act = from_plain(data.get("act"))
    except ValueError as error:
        raise Unreadable(str(error)) from error
    return Sent(press, round, stage, act, data.get("loss") is True)
