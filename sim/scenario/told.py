"""A scenario's own texts in another language: an overlay beside its file.

`texts/<language>.toml` holds titles, names and texts under the addresses they have in the
scenario's file. It holds no number, so that digests, records and results stay as they are; what
it lacks stays in English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sim.mistakes import Notes
from sim.scenario.file import read_tables

if TYPE_CHECKING:
    from sim.scenario import Scenario

FOLDER = "texts"
HEAD = ("title", "summary", "legal", "caution")
SAID = ("title", "name", "text")

Part = TypeVar("Part")


def spoken(scenario: Scenario, language: str) -> str:
    """The language in which `told` tells it: that one where somebody wrote it, else English."""
    if scenario.path is None or language == "en":
        return "en"
    file = scenario.path.parent / FOLDER / f"{language}.toml"
    return language if file.is_file() else "en"


def told(scenario: Scenario, language: str) -> Scenario:
    """The scenario with its texts in a language, where somebody wrote them; equal to it.

    It is to be shown. Records and games begin from the scenario itself.
    """
    if scenario.path is None or spoken(scenario, language) == "en":
        return scenario
    return _told(scenario, scenario.path, scenario.path.parent / FOLDER / f"{language}.toml")


def texts(file: Path, notes: Notes) -> dict[str, Any]:
    """What an overlay says, by dotted address."""
    return dict(_flat(read_tables(file, notes) or {}, ""))


def english(scenario: Scenario) -> dict[str, Any]:
    """The texts of a scenario that an overlay can say in another language, by dotted address."""
    found: dict[str, Any] = {f"scenario.{name}": getattr(scenario, name) for name in HEAD}
    found["scenario.questions"] = list(scenario.questions)
    for address, part in _parts(scenario):
        for name in SAID:
            if getattr(part, name, ""):
                found[f"{address}.{name}"] = getattr(part, name)
    return {address: text for address, text in found.items() if text}


@lru_cache(maxsize=128)
def _told(scenario: Scenario, path: Path, file: Path) -> Scenario:
    notes = Notes(str(file))
    own = texts(file, notes)
    if notes or not own:
        return scenario
    each = {address: _said(part, address, own) for address, part in _parts(scenario)}

    def part(*steps: str) -> Any:
        return each[".".join(steps)]

    parties = {
        p: replace(
            part("parties", p),
            profiles={n: part("parties", p, "profiles", n) for n in one.profiles},
            factions={n: part("parties", p, "factions", n) for n in one.factions},
        )
        for p, one in scenario.parties.items()
    }
    issues = {
        i: replace(
            part("issues", i),
            options={o: part("issues", i, "options", o) for o in one.options},
        )
        for i, one in scenario.issues.items()
    }
    signals = tuple(
        replace(
            part("signals", one.id),
            readings=tuple(part("signals", one.id, "readings", r.id) for r in one.readings),
        )
        for one in scenario.signals
    )
    head = {name: own[f"scenario.{name}"] for name in HEAD if f"scenario.{name}" in own}
    made = replace(
        scenario,
        **head,
        questions=tuple(own.get("scenario.questions", scenario.questions)),
        parties=parties,
        issues=issues,
        signals=signals,
        events=tuple(part("events", one.id) for one in scenario.events),
        tails=tuple(part("tails", one.id) for one in scenario.tails),
        strands=tuple(part("strands", one.id) for one in scenario.strands),
        coalitions={n: part("coalitions", n) for n in scenario.coalitions},
        channels={n: part("channels", n) for n in scenario.channels},
        counterfactuals={n: part("counterfactuals", n) for n in scenario.counterfactuals},
    )
    made.__dict__["every_event"] = tuple(part("events", one.id) for one in scenario.every_event)
    return made


def _parts(scenario: Scenario) -> Iterator[tuple[str, Any]]:
    """Every part that has a name or a text, with its address."""
    for p, party in scenario.parties.items():
        yield f"parties.{p}", party
        for n, profile in party.profiles.items():
            yield f"parties.{p}.profiles.{n}", profile
        for n, faction in party.factions.items():
            yield f"parties.{p}.factions.{n}", faction
    for i, issue in scenario.issues.items():
        yield f"issues.{i}", issue
        for o, option in issue.options.items():
            yield f"issues.{i}.options.{o}", option
    for event in scenario.every_event:
        yield f"events.{event.id}", event
    for signal in scenario.signals:
        yield f"signals.{signal.id}", signal
        for reading in signal.readings:
            yield f"signals.{signal.id}.readings.{reading.id}", reading
    for tail in scenario.tails:
        yield f"tails.{tail.id}", tail
    for strand in scenario.strands:
        yield f"strands.{strand.id}", strand
    for kind in ("coalitions", "channels", "counterfactuals"):
        for name, one in getattr(scenario, kind).items():
            yield f"{kind}.{name}", one


def _said(part: Part, address: str, own: Mapping[str, Any]) -> Part:
    found = {n: own[f"{address}.{n}"] for n in SAID if f"{address}.{n}" in own}
    return replace(part, **found) if found else part  # type: ignore[type-var]


def _flat(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
