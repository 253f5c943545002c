"""What the analysts of a seat advise: terms to table, why, and what a question could teach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..words import number, say
from .agenda import Agenda
from .happenings import option_title

if TYPE_CHECKING:
    from sim.advice import Advice, Probe, Trade
    from sim.view import Open, View

SURE = 0.05
"""An answer less likely than this would be a surprise."""


def panel(view: View, advice: Advice, agenda: Agenda) -> dict[str, Any]:
    """The adviser's panel: `proposal` and `probes` are `{number, text, notes}`, or empty.

    `unasked` says why there is no probe, where every answer can be foreseen.
    `answers` says of each proposal that waits for this seat whether to accept, and why.
    """
    rival = view.scenario.parties[advice.rival].name
    formula = ""
    if advice.formula is not None:
        title = option_title(view.scenario, *advice.formula)
        formula = say("screen.adviser.formula", option=title)
    proposal = None
    if advice.proposal is not None:
        why = [_trade(view, trade, rival) for trade in _telling(advice)]
        proposal = {
            "number": agenda.number(advice.proposal.terms),
            "text": say("screen.adviser.proposal", **_numbers(advice.proposal)),
            "notes": [_best(view, advice.proposal), *why, _answers(advice.proposal, rival)],
        }
    probes = [
        {
            "number": agenda.number(probe.terms),
            "text": say("screen.adviser.probe", **_numbers(probe)),
            "notes": [_answers(probe, rival), _information(probe)],
        }
        for probe in advice.probes
    ]
    answers = [_answer(view, offer, agenda) for offer in view.open]
    unasked = say("screen.adviser.unasked", party=rival) if _foreseen(advice) else ""
    return {"proposal": proposal, "probes": probes, "unasked": unasked, "answers": answers,
            "formula": formula}  # fmt: skip


def _foreseen(advice: Advice) -> bool:
    """Whether there are terms to table and all their answers are as good as known."""
    known = advice.proposal is not None and min(advice.proposal.yes, 1 - advice.proposal.yes) < SURE
    return known and not advice.probes


def _gains(view: View) -> NDArray[np.float64]:
    """Chance of passing times surplus of all terms the seat could sign, largest first."""
    look = view.look
    gains = (look.passes * (look.value - look.minimum))[look.own & look.usable]
    return np.sort(gains)[::-1]


def _best(view: View, probe: Probe) -> str:
    """Why these terms and no others."""
    numbers = _numbers(probe)
    told = say("screen.adviser.why", chance=numbers["chance"], surplus=_points(probe.surplus),
               gain=number(100 * probe.gain, ".1f"))  # fmt: skip
    gains = _gains(view)
    if len(gains) < 2 or gains[1] <= 0.0:
        return told
    return f"{told} {say('screen.adviser.why_next', gain=number(100 * gains[1], '.1f'))}"


def _answer(view: View, offer: Open, agenda: Agenda) -> dict[str, Any]:
    """Whether to accept a proposal: what it is worth, beside what could still be had by asking."""
    party = view.scenario.parties[offer.proposer].name
    surplus = offer.value - view.reservation
    gains = _gains(view)
    ahead = max(0.0, float(gains[0])) if len(gains) else 0.0
    sort = "no" if surplus < 0.0 else "yes" if surplus >= ahead else "wait"
    if agenda.reds(offer.terms):
        sort = "red"
    text = say(f"screen.adviser.answer_{sort}", party=party, surplus=_points(abs(surplus)))
    notes = []
    if sort in ("yes", "wait"):
        notes.append(say("screen.adviser.answer_waiting", gain=number(100 * ahead, ".1f")))
    if sort == "wait":
        notes.append(say("screen.adviser.answer_more"))
    return {"name": offer.proposer, "text": text, "notes": notes}


def _telling(advice: Advice) -> list[Trade]:
    """The issues on which most is given for something."""
    given = [t for t in advice.trades if t.own_gives > 0.005 and t.other_gets > t.own_gives]
    return given[:2]


def _trade(view: View, trade: Trade, rival: str) -> str:
    return say(
        "screen.adviser.trade", issue=view.scenario.issues[trade.issue].title, party=rival,
        own=_percent(trade.own_weight), other=_percent(trade.other_weight),
    )  # fmt: skip


def _answers(probe: Probe, rival: str) -> str:
    return say(
        "screen.adviser.answers", party=rival, yes=_points(probe.after_yes.mean),
        no=_points(probe.after_no.mean), low=_points(probe.after_no.low),
        high=_points(probe.after_no.high),
    )  # fmt: skip


def _information(probe: Probe) -> str:
    key = "worth" if probe.information >= 0.0005 else "idle"
    return say(
        f"screen.adviser.{key}",
        points=number(100 * probe.information, ".1f"),
        bits=number(probe.bits, ".2f"),
    )


def _numbers(probe: Probe) -> dict[str, str]:
    return {
        "surplus": number(100 * probe.surplus, "+.0f").replace("-", "−"),
        "chance": _percent(probe.chance),
        "yes": _percent(probe.yes),
    }


def _points(value: float) -> str:
    return f"{round(100 * value)}".replace("-", "−")


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"
