"""What could have been known: a belief, the truth, and the belief as later rounds correct it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.game import look
from sim.hindsight import Hindsight, hindsight

from ..words import number, say
from .evidence import NOTABLE, clue, clue_text, fan, reach
from .people import cast

if TYPE_CHECKING:
    from sim.evidence import Clue, Tell
    from sim.game import Game
    from sim.view import View

LEARNT = 0.8
"""An interval that kept more than this share of its first width has told little."""
TOLD = 5
SHOWN = 3


def looked_back(
    game: Game, believer: str, adversary: str, you: bool, tell: Tell | None = None
) -> dict[str, Any]:
    """One believer's fans, then and in hindsight, what told most and what was overlooked.

    `tell` hears how many stages are worked out of how many.
    """
    view = look(game, believer)
    found = hindsight(game, view, adversary, tell)
    names = {"party": _name(view, adversary), "believer": _name(view, believer)}
    return {"fans": _fans(view, found, names, you), "spread": _spread(found, names, you),
            **_told(view, found, you), **_overlooked(view, found, names, you)}  # fmt: skip


def _name(view: View, party: str) -> str:
    return view.scenario.parties[party].name


def _fans(view: View, found: Hindsight, names: dict[str, str], you: bool) -> list[dict[str, Any]]:
    """Both fans on one scale, with the truth on each."""
    people = {party["id"]: party for party in cast(view.scenario)}
    truth = {
        "name": say("screen.debrief.truth"),
        "colour": people[found.account.party]["colour"],
        "values": [round(value, 4) for value in found.truth],
    }
    both = {"then": found.account.fans, "later": found.smoothed}
    scale = reach(list(both.values()), found.truth)
    return [
        {
            **fan(say(f"screen.back.{which}" + ("" if you else "_of"), **names), fans),
            "range": scale,
            "truth": truth,
        }
        for which, fans in both.items()
    ]


def _points(value: float) -> int:
    return round(100 * value)


def _spread(found: Hindsight, names: dict[str, str], you: bool) -> list[str]:
    """How wide the interval was before and after, and how far off the estimate."""
    first, last, later = (_points(width) for width in found.width)
    then, back = (_points(error) for error in found.error)
    error = "screen.back.error_worse" if back > then else "screen.back.error"
    told = [say("screen.back.spread", first=first, last=last, later=later),
            say(error, then=then, later=back)]  # fmt: skip
    if found.width[1] > LEARNT * found.width[0]:
        told.append(say("screen.back.unlearnable" + ("" if you else "_of"), **names))
    return told


def _told(view: View, found: Hindsight, you: bool) -> dict[str, Any]:
    """What moved the estimate most, in the order it came."""
    acts = [c for c in found.account.clues if c.party is not None]
    acts = [one for one in acts if abs(one.change) >= NOTABLE]
    most = sorted(acts, key=lambda one: -abs(one.change))[:TOLD]
    truth = dict(zip((one.round for one in found.account.fans), found.truth, strict=True))
    rows = [
        {**clue(view.scenario, view.events, one, view.seat, you), "toward": _toward(one, truth)}
        for one in acts
        if one in most
    ]
    names = {"believer": _name(view, view.seat)}
    return {"clues": rows, "none": say("screen.evidence.none" + ("" if you else "_of"), **names)}


def _toward(one: Clue, truth: dict[int, float]) -> str:
    """Whether a clue led toward the truth of its round, in words."""
    true = truth[one.round]
    nearer = abs(one.after.mean - true) <= abs(one.before.mean - true)
    return say("screen.back.nearer" if nearer else "screen.back.farther")


def _overlooked(view: View, found: Hindsight, names: dict[str, str], you: bool) -> dict[str, Any]:
    """The evidence that was there: seen late, refused, or followed by no better terms."""
    of = "" if you else "_of"
    lines = []
    if found.late:
        about = {"rounds": _rounds(found.late), "told": _later_told(view, found, you)}
        lines.append(say(f"screen.back.late{of}", **about, **names).strip())
    for refused in found.refused[:SHOWN]:
        proposer = _name(view, refused.proposer)
        told = {**names, "proposer": proposer, "round": refused.round, "last": refused.last}
        often = "refused" if refused.round == refused.last else "refused_again"
        lines.append(say(f"screen.back.{often}{of}", **told))
    for one in found.unheeded[:SHOWN]:
        told = {**names, "round": one.clue.round, "points": _signed(one.clue.change)}
        same = "unheeded_same" if _points(one.less) == 0 else "unheeded"
        less = {"next": one.round, "less": _points(one.less)}
        lines.append(say(f"screen.back.{same}{of}", **told, **less))
    more = max(0, len(found.refused) - SHOWN) + max(0, len(found.unheeded) - SHOWN)
    if more:
        lines.append(say("screen.back.more", count=more))
    return {"overlooked": lines or [say("screen.back.nothing")]}


def _later_told(view: View, found: Hindsight, you: bool) -> str:
    """The clues that told of the late rounds, in one sentence; empty if none did."""
    clues = [
        say("screen.back.told_clue", round=one.round, points=_signed(one.change),
            text=clue_text(view.scenario, view.events, one, view.seat, you))
        for one in found.told
    ]  # fmt: skip
    return say("screen.back.told", clues="; ".join(clues)) if clues else ""


def _signed(change: float) -> str:
    return number(_points(change), "+d").replace("-", "\u2212")


def _rounds(rounds: tuple[int, ...]) -> str:
    """Rounds in words, runs as spans: "3–5, 9"."""
    runs: list[list[int]] = []
    for one in rounds:
        if runs and one == runs[-1][1] + 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    spans = ("one_round" if start == end else "span" for start, end in runs)
    return ", ".join(
        say(f"screen.debrief.{span}", start=start, end=end)
        for span, (start, end) in zip(spans, runs, strict=True)
    )
