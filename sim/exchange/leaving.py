"""From a scenario to a domain: what the field's files can say of it, and what they cannot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim import compiled, game
from sim.arena import Arena, arena
from sim.exchange.domain import Domain, Issue, Profile, normal
from sim.exchange.files import FORMATS
from sim.mistakes import Notes, ScenarioError, Words
from sim.opening import opening_public
from sim.reservation import reservation
from sim.scenario import Party, Scenario

Floats = NDArray[np.float64]
_SAME = 1e-9


@dataclass(frozen=True)
class Export:
    """The files that were written, and in sentences what they do not say."""

    files: tuple[Path, ...]
    losses: tuple[str, ...]


def export(
    scenario: Scenario, folder: str | Path, format: str, *, world: tuple[int, int] | None
) -> Export:
    """Write a scenario as domain files into a folder, which is made if it is not there.

    `world` is the (seed, replicate) whose drawn weights and reservation points are
    written: secrets of that world; None writes the middle of the ranges, which is
    common knowledge. ScenarioError when the files cannot be written, or are there;
    KeyError for an unknown format.
    """
    domain, losses = domain_of(scenario, world)
    texts = FORMATS[format].written(domain)
    files = tuple(Path(folder) / name for name in texts)
    save(dict(zip(files, texts.values(), strict=True)))
    return Export(files, (*losses, *FORMATS[format].losses(domain)))


def save(texts: dict[Path, str]) -> None:
    """Write new files; ScenarioError, before any is written, when one is already there."""
    for path in texts:
        notes = Notes(str(path))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            there = path.exists()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            notes.add("", Words(f"a folder that cannot be made ({reason})"), "another folder")
            raise ScenarioError(notes.all()) from None
        if there:
            notes.add("", Words("a file that is already there"), "another folder")
            raise ScenarioError(notes.all())
    for path, text in texts.items():
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            notes = Notes(str(path))
            notes.add("", Words(f"a place that cannot be written ({error.strerror})"), "another")
            raise ScenarioError(notes.all()) from None


def domain_of(scenario: Scenario, world: tuple[int, int] | None) -> tuple[Domain, tuple[str, ...]]:
    """A scenario's domain in a world, or at the middle of its ranges, and what it leaves out.

    The utility of terms is their additive part on the party's own scale; the
    reservation value is the reservation point of the first round on that scale.
    """
    with compiled.interpreted():
        found = arena(scenario)
        if world is None:
            points, tables = _middle(scenario, found)
            effects: list[str] = []
        else:
            points, tables, effects = _drawn(scenario, found, *world)
    issues = tuple(
        Issue(issue.id, tuple(issue.options), tuple(o.title for o in issue.options.values()))
        for issue in scenario.issues.values()
    )
    profiles = []
    for p, name in enumerate(scenario.parties):
        rows = np.split(tables[p], found.first[1:])
        try:
            profiles.append(_profile(name, rows, float(points[p])))
        except ValueError as error:
            notes = Notes(scenario.id)
            notes.add(f"parties.{name}.profiles", Words(str(error)), "options of different value")
            raise ScenarioError(notes.all()) from None
    return Domain(scenario.id, issues, tuple(profiles)), (*_losses(scenario, world), *effects)


def _profile(name: str, rows: list[Floats], point: float) -> Profile:
    return normal(name, [1.0] * len(rows), [[float(v) for v in row] for row in rows], point)


def _middle(scenario: Scenario, found: Arena) -> tuple[Floats, Floats]:
    """Raw reservation points `[P]` and weighted values `[P, O]` at the middle of all ranges.

    Weights and values are the mean over a party's profiles: the utility that
    public knowledge expects.
    """
    public = opening_public(found)
    points, tables = [], []
    for p in range(len(scenario.parties)):
        side = int(found.side[p])
        points.append(
            reservation(found.middle[p], public.standing[p], public.state, side, 0.0, 1.0)
        )
        named = found.chance.shape[1]  # further rows are nobody's profiles
        weighted = found.weights[p, :named][:, found.issue_of] * found.values[p, :named]
        tables.append((found.chance[p][:, None] * weighted).sum(axis=0))
    return np.array(points), np.array(tables)


def _drawn(
    scenario: Scenario, found: Arena, seed: int, replicate: int
) -> tuple[Floats, Floats, list[str]]:
    """The same in one world, in its first round; with them what the war adds to values."""
    begun = game.begin(scenario, seed, replicate)
    private = begun.world.private
    values, points = begun.real_values(1)
    raw = private.floor + points / private.scale
    tables = private.weights[:, found.issue_of] * private.values
    effects = [
        f"What the war adds to {scenario.parties[name].name}'s values of terms (shifts of power, "
        "the leader's stake, face) is left out."
        for p, name in enumerate(scenario.parties)
        if np.abs(values[p] - private.utility[p]).max() > _SAME
    ]
    return raw, tables, effects


def _losses(scenario: Scenario, world: tuple[int, int] | None) -> list[str]:
    """What no domain file can say of a scenario, in sentences."""
    place = "the middle of the ranges, which no world need have"
    if world is not None:
        place = f"world {world[0]}, replicate {world[1]}, in its first round: keep them secret"
    found = [
        f"Weights and reservation values are those of {place}. The war, by which reservation "
        "points move, is left out."
    ]
    for party in scenario.parties.values():
        pairs = sum(1 for i in scenario.interactions if i.party == party.id)
        if pairs:
            found.append(
                f"What pairs of options are worth together to {party.name} is left out ({pairs} in "
                "all): a weighted sum cannot say it."
            )
        lines = _red_lines(party)
        if lines:
            found.append(f"Red lines of {party.name} are left out: {', '.join(lines)}.")
    options = [(i, o) for i in scenario.issues.values() for o in i.options.values()]
    hazy = [f"{i.id}.{o.id}" for i, o in options if o.ambiguous]
    if hazy:
        found.append(
            f"Ambiguous options are written with their present value to each party, not with the "
            f"readings that give it: {', '.join(hazy)}."
        )
    latent = [f"{i.id}.{o.id}" for i, o in options if o.latent]
    if latent:
        found.append(f"Options that nobody has voiced yet are on the table: {', '.join(latent)}.")
    asked = sorted({name for _, o in options for name in o.consent} - set(scenario.belligerents))
    if asked:
        found.append(
            f"That some options alone need the consent of {', '.join(asked)} is left out: these "
            "formats ask everybody about everything."
        )
    return found


def _red_lines(party: Party) -> list[str]:
    lines = {f"{i}.{o}" for profile in party.profiles.values() for i, o in profile.red_lines}
    return sorted(lines)
