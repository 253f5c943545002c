"""What of a scenario its digest names: every number and all structure, and no prose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim import fields
from sim.scenario.parts import Faction, Option
from sim.scenario.ranges import Number

if TYPE_CHECKING:
    from sim.scenario import Scenario

_LATER = {
    whose: {row.name: row for row in table if row.later}
    for whose, table in ((True, fields.PARTY), (False, fields.COMMON))
}


def mechanics(scenario: Scenario, numbers: Mapping[str, Number]) -> dict[str, Any]:
    """All that a game depends on, as JSON.

    What a scenario need not have is named only where it has some, and a row that was added
    later only where it is used: a new mechanism leaves the digests of older scenarios alone.
    """
    used = {
        address: [number.value, number.low, number.high]
        for address, number in numbers.items()
        if address != "scenario.tier"  # it is named below
        and not _unused(address, number)
    }
    parties = {
        party.id: [party.role, party.stream, party.side, sorted(party.instruments),
                   [[p.id, sorted(p.red_lines), sorted(p.values)] for p in party.profiles.values()]]
        for party in scenario.parties.values()
    }  # fmt: skip
    inside = {
        party.id: [party.tie_breaker, [_voice(f) for f in party.factions.values()]]
        for party in scenario.parties.values() if party.factions
    }  # fmt: skip
    issues = {
        issue.id: [issue.stream, [_structure(option) for option in issue.options.values()]]
        for issue in scenario.issues.values()
    }
    events = {event.id: [event.round, event.war_only] for event in scenario.events}
    tails = {t.id: [t.stream, t.pressed_by, t.once, t.ending] for t in scenario.tails}
    strands = {s.id: s.party for s in scenario.strands}
    together = {c.id: [sorted(c.members), c.value is None] for c in scenario.coalitions.values()}
    signals = {s.id: [s.round, s.about, [r.id for r in s.readings]] for s in scenario.signals}
    channels = {
        c.id: [c.sender, c.to, list(c.readers), c.confidential] for c in scenario.channels.values()
    }
    return {
        "format": 1, "id": scenario.id, "tier": scenario.tier, "numbers": used,
        "parties": parties, "issues": issues, "events": events, "tails": tails,
        **({"factions": inside} if inside else {}),
        **({"channels": channels} if channels else {}),
        **({"signals": signals} if signals else {}),
        **({"strands": strands} if strands else {}),
        **({"coalitions": together} if together else {}),
    }  # fmt: skip


def _voice(faction: Faction) -> list[Any]:
    lines = None if faction.red_lines is None else sorted(faction.red_lines)
    own = [faction.weights is not None, sorted(faction.values), sorted(faction.readings.items())]
    return [faction.id, faction.stream, *own, lines]


def _unused(address: str, number: Number) -> bool:
    """Whether a number of a row that was added later stands at its neutral value."""
    if address.startswith("tails.") and address.endswith(".loss"):
        return number.value == number.low == number.high == 0.0
    own = address.startswith("parties.")
    row = _LATER[own].get(address.split(".", 2)[-1] if own else address)
    neutral = None if row is None else row.neutral
    return number.value == number.low == number.high == neutral


def _structure(option: Option) -> list[Any]:
    flags = [option.addressed, option.de_jure, option.latent, option.ambiguous]
    return [option.id, *flags, sorted(option.consent), sorted(option.readings.items())]
