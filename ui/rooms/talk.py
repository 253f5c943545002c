"""Channels of a table: who hears what. Free text never reaches a belief."""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario import Scenario

PUBLIC = "public"
LONGEST = 500
"""Characters of the longest line."""

MOST = 2000
"""Lines of a table's whole talk."""


@dataclass(frozen=True)
class Channel:
    """`kind` is public, pair, side or mediator; `parties` are those who hear it."""

    id: str
    kind: str
    parties: tuple[str, ...]


def channels(scenario: Scenario) -> tuple[Channel, ...]:
    """The channels of a scenario.

    Everybody's; one for every pair; an allies' caucus for each side with backers. A pair with a
    facilitator in it is the mediator's private line.
    """
    names = list(scenario.parties)
    role = {name: party.role for name, party in scenario.parties.items()}
    found = [Channel(PUBLIC, PUBLIC, tuple(names))]
    for side in scenario.belligerents:
        allies = tuple(n for n in names if scenario.parties[n].side == side
                       and role[n] != "facilitator")  # fmt: skip
        if len(allies) > 1:
            found.append(Channel(f"side-{side}", "side", allies))
    for k, one in enumerate(names):
        for other in names[k + 1 :]:
            mediated = "facilitator" in (role[one], role[other])
            kind = "mediator" if mediated else "pair"
            found.append(Channel(f"pair-{one}-{other}", kind, (one, other)))
    return tuple(found)


def heard_by(scenario: Scenario, seat: str) -> tuple[Channel, ...]:
    """The channels a seat hears."""
    return tuple(channel for channel in channels(scenario) if seat in channel.parties)


def spoken(text: str) -> str:
    """A line as it is kept: printable, with line ends, bounded.

    >>> spoken("  <b>peace\\x07</b>  ")
    '<b>peace</b>'
    """
    kept = (c for c in text.replace("\r\n", "\n")[: 4 * LONGEST] if c == "\n" or c.isprintable())
    return "".join(kept).strip()[:LONGEST].strip()
