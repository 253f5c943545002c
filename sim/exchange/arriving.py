"""From a domain to a scenario: two belligerents, a still war, every extension at rest."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.exchange.domain import Domain, Issue, Profile
from sim.exchange.files import Read, read
from sim.exchange.leaving import save
from sim.mistakes import Notes, ScenarioError, Words, clip
from sim.scenario import FILE
from sim.scenario.schema import RESERVED

ROUNDS = 40
SILENT = ("none", "not_addressed", "not addressed")
"""Names by which an option is known to leave its issue out."""
REACH = 2.0
"""The reservation value farthest from 0 that is kept: beyond 1, nothing or everything passes."""


@dataclass(frozen=True)
class Import:
    """The scenario file that was written, and in sentences what of the domain it leaves out."""

    file: Path
    losses: tuple[str, ...]


def import_files(paths: Sequence[str | Path], folder: str | Path) -> Import:
    """Write the scenario of domain files into a folder; ScenarioError with every mistake."""
    found = read(paths)
    text, losses = scenario_text(found)
    file = Path(folder) / FILE
    save({file: text})
    return Import(file, (*found.losses, *losses))


def scenario_text(found: Read) -> tuple[str, tuple[str, ...]]:
    """The scenario of a domain that was read, as TOML, and what it leaves out.

    ScenarioError for other than two parties. The reservation value is the believed
    chance of a victory that is worth the best terms, against a defeat worth the worst.
    """
    domain, losses = found.domain, list[str]()
    if len(domain.profiles) != 2:
        notes = Notes(str(found.files[0].parent))
        words = Words(f"the preferences of {len(domain.profiles)} parties")
        notes.add("", words, "two, the belligerents; name the domain file and two profiles")
        raise ScenarioError(notes.all())
    parties = identifiers([profile.name for profile in domain.profiles])
    issues = identifiers([issue.name for issue in domain.issues])
    options = [identifiers(issue.options) for issue in domain.issues]
    parts = [_head(found)]
    for n, (party, profile) in enumerate(zip(parties, domain.profiles, strict=True), start=1):
        parts.append(_party(party, n, profile, issues, losses))
        parts.append(_profile(party, profile, domain, issues, options))
    for n, (name, issue) in enumerate(zip(issues, domain.issues, strict=True)):
        parts.append(_issue(name, n, issue, options[n], domain, parties))
    return "\n".join(parts), tuple(losses)


def identifiers(names: Sequence[str]) -> list[str]:
    """Names as a scenario can use them: unlike each other, in small letters.

    >>> identifiers(["Where to eat", "where/to eat", "2 hours", "value"])
    ['where-to-eat', 'where-to-eat-2', 'x2-hours', 'value-2']
    """
    made: list[str] = []
    for name in names:
        plain = re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-_")[:36] or "x"
        plain = plain if plain[0].isalpha() else f"x{plain}"
        taken, known = {*made, *RESERVED}, plain
        number = 2
        while known in taken:
            known, number = f"{plain}-{number}", number + 1
        made.append(known)
    return made


def _text(words: str, most: int) -> str:
    """Words as a TOML string on one line."""
    return json.dumps(clip(words, most).replace("\x7f", "?") or "-", ensure_ascii=False)


def _head(found: Read) -> str:
    domain = found.domain
    name = identifiers([domain.name])[0]
    files = ", ".join(path.name for path in found.files)
    return f"""\
# Written by `ceasefire scenarios import` from {clip(files, 200)} ({found.format}).
# The numbers are those of the files in normal form: each issue's best option is worth 1 to
# a party and its worst 0, the weights sum to 1, the reservation value is on the same scale.

source = "files"
confidence = "high"

[scenario]
id = "{name}"
title = {_text(domain.name, 120)}
version = "1"
summary = {_text(f"A negotiation imported from {found.format} files.", 6000)}
legal = "An imported case: nothing is known of its law."
caution = "A negotiation without a war: fighting on is worth the same in every round."
unit = "round"
rounds = {ROUNDS}
difficulty = "imported"

[sources.files]
title = {_text(f"{found.format}: {files}", 400)}
"""


def _party(name: str, stream: int, profile: Profile, issues: list[str], losses: list[str]) -> str:
    victory, defeat, chance = _war(profile, losses)
    return f"""
[parties.{name}]
name = {_text(profile.name, 120)}
role = "belligerent"
stream = {stream}
side = "{name}"
instruments = ["posture", "propose"]

[parties.{name}.war]
victory = {victory!r}
defeat = {defeat!r}
optimism = {chance!r}
"""


def _war(profile: Profile, losses: list[str]) -> tuple[float, float, float]:
    """Values of victory and defeat, and the chance of victory, that give the reservation value."""
    point = profile.reservation
    if point is None:
        losses.append(
            f"{profile.name} has no reservation value; it is 0: all terms are acceptable."
        )
        point = 0.0
    if 0.0 <= point <= 1.0:
        return 1.0, 0.0, point + 0.0
    kept = min(max(point, -REACH), REACH)
    if kept != point:
        losses.append(
            f"The reservation value of {profile.name}, {point:g}, is written as {kept:g}: either "
            f"way it accepts {'nothing' if point > 1.0 else 'everything'}."
        )
    return kept, kept, 0.5


def _profile(
    party: str, profile: Profile, domain: Domain, issues: list[str], options: list[list[str]]
) -> str:
    weights = ", ".join(f"{i} = {w!r}" for i, w in zip(issues, profile.weights, strict=True))
    return f"""
[parties.{party}.profiles.file]
title = {_text(f"As in the file: {profile.name}", 120)}
chance = 1.0
weights = {{ {weights} }}
"""


def _issue(
    name: str, number: int, issue: Issue, options: list[str], domain: Domain, parties: list[str]
) -> str:
    lines = [f"\n[issues.{name}]", f"title = {_text(issue.name, 120)}", f"stream = {number + 1}"]
    silent = _silent(issue)
    for o, option in enumerate(options):
        title = issue.titles[o] if issue.titles and issue.titles[o] else issue.options[o]
        worth = ", ".join(
            f"{party} = {profile.values[number][o]!r}"
            for party, profile in zip(parties, domain.profiles, strict=True)
        )
        lines += [f"\n[issues.{name}.options.{option}]", f"title = {_text(title, 120)}"]
        lines += ["addressed = false"] if o == silent else []
        lines.append(f"values = {{ {worth} }}")
    return "\n".join(lines)


def _silent(issue: Issue) -> int:
    """The option that stands for *not addressed*: the one so called, else the first.

    With two parties whose consent everything needs, it makes no difference to play.
    """
    known = [o for o, option in enumerate(issue.options) if option.lower() in SILENT]
    return known[0] if known else 0
