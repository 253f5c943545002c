"""What the tables of factions and coalitions must mean together, and what must sum to something."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.mistakes import Notes, Words
from sim.scenario.checks import check_option, same_stream, twice
from sim.scenario.document import Document, PartyPart
from sim.scenario.ranges import Number
from sim.scenario.schema import FactionTable


def check_factions(document: Document, name: str, party: PartyPart, notes: Notes) -> None:
    """Note what is wrong with a party's factions and its tie-breaker."""
    table, address = party.table, f"parties.{name}"
    if table is None:
        return
    if not party.factions:
        for key in ("quota", "tie_breaker"):
            if getattr(table, key) is not None:
                notes.add(f"{address}.{key}", Words(f"{key} without factions"), "two factions")
        return
    if table.quota is None:
        notes.add(f"{address}.quota", Words("nothing"), "the key quota: the influence that carries")
    if table.tie_breaker is not None and table.tie_breaker not in party.factions:
        notes.unknown(f"{address}.tie_breaker", table.tie_breaker, party.factions)
    given = {n: f.stream for n, f in party.factions.items() if f is not None}
    streams = {n: stream for n, stream in given.items() if stream is not None}
    if streams and len(streams) != len(given):
        found = Words("a stream on some of them")
        notes.add(f"{address}.factions", found, "a stream on all or on none")
    same_stream(f"{address}.factions", streams, notes)
    for faction, inner in party.factions.items():
        if inner is not None:
            _check_faction(document, f"{address}.factions.{faction}", inner, notes)


def check_sums(document: Document, numbers: Mapping[str, Number], notes: Notes) -> None:
    """Note shares of a whole that is nothing, and quotas; in a file and after every change."""
    for name, party in document.parties.items():
        address = f"parties.{name}"
        profiles = {f"{address}.profiles.{key}": table for key, table in party.profiles.items()}
        if profiles and all(profiles.values()):
            shares = [f"{profile}.chance" for profile in profiles]
            _check_sum(numbers, f"{address}.profiles", "chances", shares, notes)
        voices = {f"{address}.factions.{key}": table for key, table in party.factions.items()}
        for where, table in {**profiles, **voices}.items():
            if table is not None and table.weights is not None:
                shares = [f"{where}.weights.{issue}" for issue in document.issues]
                _check_sum(numbers, f"{where}.weights", "weights", shares, notes)
        _check_quota(numbers, name, party, notes)
    for signal in document.signals:
        if signal is not None:
            where = f"signals.{signal.id}.readings"
            shares = [f"{where}.{reading.id}.prior" for reading in signal.readings]
            _check_sum(numbers, where, "priors", shares, notes)


def _check_sum(
    numbers: Mapping[str, Number], where: str, what: str, addresses: list[str], notes: Notes
) -> None:
    if sum(numbers[address].value for address in addresses if address in numbers) <= 0.0:
        notes.add(where, Words(f"{what} that sum to nothing"), "a sum above 0")


def _check_quota(numbers: Mapping[str, Number], name: str, party: PartyPart, notes: Notes) -> None:
    """Note a quota that carries nothing, or that nobody can reach."""
    address = f"parties.{name}"
    if not party.factions or f"{address}.quota" not in numbers:
        return
    quota = numbers[f"{address}.quota"].value
    held = [numbers.get(f"{address}.factions.{faction}.influence") for faction in party.factions]
    total = math.fsum(number.value for number in held if number is not None)
    if not 0.0 < quota <= total:
        allowed = f"above 0 and at most the sum of the factions' influence, {total:g}"
        notes.add(f"{address}.quota", quota, allowed)


def _check_faction(document: Document, address: str, faction: FactionTable, notes: Notes) -> None:
    options = document.options
    read = [dotted for dotted, o in options.items() if o is not None and o.readings is not None]
    for dotted in faction.red_lines or ():
        check_option(document, dotted, f"{address}.red_lines", notes, silent=False)
    for dotted in faction.values.figures:
        if dotted in read:
            allowed = "no value: that of an ambiguous option follows from its readings"
            notes.add(f"{address}.values.{dotted}", Words("a value"), allowed)
    for dotted, reading in faction.readings.items():
        where = f"{address}.readings.{dotted}"
        if dotted not in read:
            if dotted in options:
                notes.add(where, dotted, f"an ambiguous option: {', '.join(read) or 'none here'}")
            else:
                notes.unknown(where, dotted, read)
            continue
        issue = dotted.partition(".")[0]
        clear = [
            key for key, o in document.issues[issue].options.items()
            if o is not None and o.readings is None
        ]  # fmt: skip
        if reading not in clear:
            notes.unknown(where, reading, clear)


def check_coalitions(document: Document, notes: Notes) -> None:
    """Note what is wrong with coalitions: who is in them, and what they give."""
    known = document.parties
    fighting = document.belligerents
    twice("coalitions", [c.id for c in document.coalitions if c is not None], notes)
    for coalition in document.coalitions:
        if coalition is None:
            continue
        address = f"coalitions.{coalition.id}"
        for member in coalition.members:
            if member not in known:
                notes.unknown(f"{address}.members", member, known)
        if len(set(coalition.members)) != len(coalition.members):
            notes.add(f"{address}.members", Words("one of them twice"), "each once")
        if not set(coalition.members) & set(fighting):
            allowed = f"a belligerent among them: {' or '.join(fighting)}"
            notes.add(f"{address}.members", Words("nobody whose consent all terms need"), allowed)
        if (coalition.value is None) == (coalition.values is None):
            found = Words("neither" if coalition.value is None else "both")
            notes.add(address, found, "value, for all together, or values, for each member")
        for member in coalition.members:
            if coalition.values is not None and member not in coalition.values.figures:
                notes.add(f"{address}.values.{member}", Words("nothing"), f"the key {member}")
