"""The council: what each voice inside a seat's own party makes of terms, from its view alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.factions import TIE, settled, voices

if TYPE_CHECKING:
    from sim.view import View


@dataclass(frozen=True)
class Voice:
    """A faction's judgement of terms: its surplus, on the party's scale, and its red lines.

    `decides` is set for the tie-breaker where those who accept hold exactly the quota.
    """

    id: str
    title: str
    influence: float
    surplus: float
    barred: bool
    decides: bool


def heard(view: View, number: int, minimum: float | None = None) -> tuple[Voice, ...]:
    """The seat's own factions on terms, by stream; none in a party of one mind.

    `minimum` is the party's reservation point to judge by; now, if left out.
    """
    arena, own, p = view.arena, view.mine, view.number
    factions = arena.factions
    if factions.quota[p] <= 0.0:
        return ()
    start, end = int(factions.start[p]), int(factions.start[p + 1])
    profile = int(own.profile)
    levels = voices.plain(
        factions, arena.options, p, profile, arena.weights[p, profile], own.weights,
        own.apart[: end - start],
    )  # fmt: skip
    # from what they agree on to what counts: pairs of options, shift, loss and face
    agreed = float(settled.plain(levels, factions, p, profile)[number])
    rest = float(view.look.value[number]) - (agreed - own.floor) * own.scale
    least = view.reservation if minimum is None else minimum
    surplus = [(float(raw) - own.floor) * own.scale + rest - least for raw in levels[:, number]]
    barred = factions.barred[start:end, profile, number].tolist()
    for_it = [s >= 0.0 and not b for s, b in zip(surplus, barred, strict=True)]
    held = sum(w for w, yes in zip(factions.influence[start:end], for_it, strict=True) if yes)
    even = abs(held - factions.quota[p]) <= TIE
    return tuple(
        Voice(faction.id, faction.title, faction.influence, surplus[n], bool(barred[n]),
              bool(even and n == factions.breaker[p]))
        for n, faction in enumerate(view.scenario.parties[view.seat].factions.values())
    )  # fmt: skip
