"""What the tables of a scenario must mean together.

Each function looks at one subject and notes what is wrong with it. Nothing
here depends on how many terms there are: they are counted, never enumerated.
"""

from __future__ import annotations

import math

from sim.mistakes import Notes, Words
from sim.scenario.checks import check_option, same_stream, twice
from sim.scenario.document import Document, IssuePart, PartyPart
from sim.scenario.inside import check_coalitions, check_factions, check_sums
from sim.scenario.numbers import BUILT_IN, Ledger
from sim.scenario.ranges import changed
from sim.scenario.schema import INSTRUMENTS, RESERVED, OptionTable

MOST_TERMS = 200_000
MOST_LATENT = 32
ONLY_BELLIGERENTS = ("posture",)


def check_document(document: Document, ledger: Ledger, notes: Notes) -> None:
    """Note everything that is wrong with a document beyond the shape of its tables."""
    suggested = document.head.suggested if document.head is not None else None
    if suggested is not None and suggested not in document.parties:
        notes.unknown("scenario.suggested", suggested, document.parties)
    _check_parties(document, notes)
    for name, party in document.parties.items():
        _check_party(document, name, party, notes)
        _check_profiles(document, ledger, name, party, notes)
        check_factions(document, name, party, notes)
    check_sums(document, ledger.numbers, notes)
    _check_agenda(document, notes)
    for name, issue in document.issues.items():
        _check_issue(document, name, issue, notes)
    _check_latent(document, ledger, notes)
    _check_interactions(document, notes)
    check_coalitions(document, notes)
    _check_events(document, notes)
    _check_tails(document, notes)
    _check_strands(document, notes)
    _check_signals(document, notes)
    _check_channels(document, notes)
    _check_counterfactuals(document, ledger, notes)
    for name in document.sources:
        if name in BUILT_IN:
            notes.add(f"sources.{name}", Words("a source that is built in"), "another name")


def _check_parties(document: Document, notes: Notes) -> None:
    known = {name: p.table for name, p in document.parties.items() if p.table is not None}
    same_stream("parties", {name: table.stream for name, table in known.items()}, notes)
    fighting = [name for name, table in known.items() if table.role == "belligerent"]
    if len(fighting) != 2 and len(known) == len(document.parties):
        found = ", ".join(fighting) or "none"
        notes.add("parties", Words(f"{len(fighting)} belligerents ({found})"), "exactly two")


def _check_party(document: Document, name: str, party: PartyPart, notes: Notes) -> None:
    table, address = party.table, f"parties.{name}"
    if table is None:
        return
    fighting = document.belligerents
    if table.side not in document.parties:
        notes.unknown(f"{address}.side", table.side, fighting)
    elif table.side not in fighting and document.parties[table.side].table is not None:
        notes.add(f"{address}.side", table.side, f"a belligerent: {' or '.join(fighting)}")
    elif table.role == "belligerent" and table.side != name:
        notes.add(f"{address}.side", table.side, f"{name}: a belligerent is on its own side")
    for instrument in table.instruments:
        if instrument not in INSTRUMENTS:
            notes.unknown(f"{address}.instruments", instrument, INSTRUMENTS)
        elif instrument in ONLY_BELLIGERENTS and table.role != "belligerent":
            notes.add(f"{address}.instruments", instrument, "this one for belligerents alone")
    if len(set(table.instruments)) != len(table.instruments):
        notes.add(f"{address}.instruments", Words("one of them twice"), "each once")
    if table.role == "belligerent":
        for instrument in ("posture", "propose"):
            if instrument not in table.instruments:
                found = Words(f"no {instrument}")
                notes.add(f"{address}.instruments", found, f"{instrument}: a belligerent has it")


def _check_profiles(
    document: Document, ledger: Ledger, name: str, party: PartyPart, notes: Notes
) -> None:
    address = f"parties.{name}.profiles"
    if not party.profiles:
        notes.add(address, Words("no profile"), "at least one")
        return
    complete = all(profile is not None for profile in party.profiles.values())
    numbers = ledger.numbers
    total = math.fsum(
        numbers[f"{address}.{p}.chance"].value for p, t in party.profiles.items() if t is not None
    )
    if complete and total > 0.0 and abs(total - 1.0) > 1e-3:
        notes.add(address, Words(f"chances that sum to {total:g}"), "chances that sum to 1")
    for profile_name, profile in party.profiles.items():
        if profile is None:
            continue
        where = f"{address}.{profile_name}"
        for line in profile.red_lines:
            check_option(document, line, f"{where}.red_lines", notes, silent=False)
        for line in profile.values.figures:
            option = document.options.get(line)
            if option is not None and option.readings is not None:
                allowed = "no value: that of an ambiguous option follows from its readings"
                notes.add(f"{where}.values.{line}", Words("a value"), allowed)


def _check_agenda(document: Document, notes: Notes) -> None:
    streams = {name: p.table.stream for name, p in document.issues.items() if p.table is not None}
    same_stream("issues", streams, notes)
    if not document.issues:
        notes.add("issues", Words("no issue"), "1 to 12 issues")
    count = math.prod(max(len(issue.options), 1) for issue in document.issues.values())
    if count > MOST_TERMS:
        sizes = " x ".join(str(len(issue.options)) for issue in document.issues.values())
        notes.add("issues", Words(f"{count:,} terms ({sizes})"), f"at most {MOST_TERMS:,} terms")


def _check_issue(document: Document, name: str, issue: IssuePart, notes: Notes) -> None:
    address = f"issues.{name}.options"
    options = {key: option for key, option in issue.options.items() if option is not None}
    silent = [key for key, option in options.items() if not option.addressed]
    if len(options) == len(issue.options):
        if len(options) < 2:
            notes.add(address, Words(f"{len(options)} options"), "at least 2")
        if len(silent) != 1:
            found = Words(f"{len(silent)} options with addressed = false")
            notes.add(address, found, "exactly one: the issue is not addressed")
    for key, option in options.items():
        where = f"{address}.{key}"
        for party in option.consent:
            if party not in document.parties:
                notes.unknown(f"{where}.consent", party, document.parties)
        if not option.addressed:
            for flag in ("consent", "latent", "de_jure", "readings"):
                if getattr(option, flag):
                    notes.add(f"{where}.{flag}", Words(flag), "none on the option not addressed")
        elif option.readings is not None:
            _check_readings(document, options, key, where, notes)


def _check_readings(
    document: Document, options: dict[str, OptionTable], key: str, where: str, notes: Notes
) -> None:
    readings = options[key].readings or {}
    for party in document.parties:
        if party not in readings:
            notes.add(f"{where}.readings.{party}", Words("nothing"), f"the key {party}")
    for party, reading in readings.items():
        address = f"{where}.readings.{party}"
        if party not in document.parties:
            notes.unknown(address, party, document.parties)
        clear = [name for name, option in options.items() if option.readings is None]
        if reading == key or (reading in options and reading not in clear):
            notes.add(address, reading, f"an unambiguous option: {', '.join(clear)}")
        elif reading not in options:
            notes.unknown(address, reading, clear)
    if options[key].de_jure:
        notes.add(f"{where}.de_jure", Words("de_jure"), "either de_jure or ambiguous")
    if not any(option.de_jure for option in options.values()):
        found = Words("an ambiguous option on an issue without a de_jure one")
        notes.add(where, found, "a de_jure option that could be adjudicated")


def _check_latent(document: Document, ledger: Ledger, notes: Notes) -> None:
    latent = [
        f"issues.{issue}.options.{key}"
        for issue, part in document.issues.items()
        for key, option in part.options.items()
        if option is not None and option.latent
    ]
    knowing = [
        name
        for name, party in document.parties.items()
        if party.table is not None
        and "voice" in party.table.instruments
        and ledger.numbers[f"parties.{name}.knowledge.formula"].high > 0.0
    ]
    if len(latent) > MOST_LATENT:
        notes.add("issues", Words(f"{len(latent)} latent options"), f"at most {MOST_LATENT}")
    if not knowing:
        for address in latent:
            allowed = "a party with the instrument voice and knowledge.formula above 0"
            notes.add(f"{address}.latent", Words("an option nobody can come to know"), allowed)


def _check_interactions(document: Document, notes: Notes) -> None:
    seen: set[tuple[str, ...]] = set()
    for place, interaction in enumerate(document.interactions, start=1):
        if interaction is None:
            continue
        address = f"interactions.{place}"
        if interaction.party not in document.parties:
            notes.unknown(f"{address}.party", interaction.party, document.parties)
        for dotted in interaction.options:
            check_option(document, dotted, f"{address}.options", notes)
        first, second = interaction.options
        if first.partition(".")[0] == second.partition(".")[0]:
            notes.add(f"{address}.options", interaction.options, "options of two issues")
        key = (interaction.party, *sorted(interaction.options))
        if key in seen:
            notes.add(address, Words("the same pair a second time"), "each pair once a party")
        seen.add(key)


def _check_events(document: Document, notes: Notes) -> None:
    events = [event for event in document.events if event is not None]
    twice("events", [event.id for event in events], notes)
    last = document.head.rounds if document.head is not None else 520
    for event in events:
        address = f"events.{event.id}"
        if not 1 <= event.round <= last:
            notes.add(f"{address}.round", event.round, f"a round from 1 to {last}")
        if event.source is None and document.root.source is None:
            notes.add(f"{address}.source", Words("no source"), "the source of the event")
        elif event.source is not None and event.source not in (*document.sources, *BUILT_IN):
            notes.unknown(f"{address}.source", event.source, [*document.sources, *BUILT_IN])
        for effect in event.effects:
            if effect.party is not None and effect.party not in document.parties:
                notes.unknown(f"{address}.effects.party", effect.party, document.parties)


def _check_tails(document: Document, notes: Notes) -> None:
    tails = [tail for tail in document.tails if tail is not None]
    twice("tails", [tail.id for tail in tails], notes)
    streams = {t.id: t.stream for t in tails if t.stream is not None}
    same_stream("tails", streams, notes)
    if streams and len(streams) != len(tails):
        notes.add("tails", Words("a stream on some of them"), "a stream on all or on none")
    for tail in tails:
        address = f"tails.{tail.id}"
        fighting = document.belligerents
        if tail.pressed_by is not None and tail.pressed_by not in fighting:
            notes.unknown(f"{address}.pressed_by", tail.pressed_by, fighting)
        for name, figure in (("slope", tail.slope), ("loss", tail.loss)):
            if figure is not None and tail.pressed_by is None:
                notes.add(f"{address}.{name}", Words(f"a {name}"), "none without pressed_by")
        for effect in tail.effects:
            if effect.party is not None and effect.party not in document.parties:
                notes.unknown(f"{address}.effects.party", effect.party, document.parties)


def _check_strands(document: Document, notes: Notes) -> None:
    strands = [strand for strand in document.strands if strand is not None]
    twice("strands", [strand.id for strand in strands], notes)
    for strand in strands:
        if strand.party not in document.parties:
            notes.unknown(f"strands.{strand.id}.party", strand.party, document.parties)


def _check_signals(document: Document, notes: Notes) -> None:
    signals = [signal for signal in document.signals if signal is not None]
    twice("signals", [signal.id for signal in signals], notes)
    last = document.head.rounds if document.head is not None else 520
    for signal in signals:
        address = f"signals.{signal.id}"
        if not 2 <= signal.round <= last:
            notes.add(f"{address}.round", signal.round, f"a round from 2 to {last}")
        if signal.about not in document.parties:
            notes.unknown(f"{address}.about", signal.about, document.parties)
        twice(f"{address}.readings", [reading.id for reading in signal.readings], notes)


def _check_channels(document: Document, notes: Notes) -> None:
    channels = [channel for channel in document.channels if channel is not None]
    twice("channels", [channel.id for channel in channels], notes)
    for channel in channels:
        address, fighting = f"channels.{channel.id}", document.belligerents
        if channel.id in RESERVED:
            notes.add(f"{address}.id", channel.id, "another name: this one is taken")
        sender = document.parties.get(channel.sender)
        if sender is None:
            notes.unknown(f"{address}.from", channel.sender, document.parties)
        elif sender.table is not None and "propose" not in sender.table.instruments:
            notes.add(f"{address}.from", channel.sender, "a party with the instrument propose")
        if channel.to not in document.parties:
            notes.unknown(f"{address}.to", channel.to, document.parties)
        elif channel.to == channel.sender or channel.to not in fighting:
            allowed = "a belligerent other than the sender: proposals go to belligerents"
            notes.add(f"{address}.to", channel.to, allowed)
        for reader in channel.readers:
            if reader not in document.parties:
                notes.unknown(f"{address}.readers", reader, document.parties)
            elif reader == channel.sender:
                notes.add(f"{address}.readers", reader, "others than the sender")


def _check_counterfactuals(document: Document, ledger: Ledger, notes: Notes) -> None:
    for name, table in document.counterfactuals.items():
        if table is None:
            continue
        prefix = f"counterfactuals.{name}.set."
        changed(ledger.numbers, ledger.limits, table.set, notes, prefix)
