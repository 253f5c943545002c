"""A sound scenario with its text exchanged in places, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import sim.scenario as scenarios
from sim.scenario import Mistake

LAB = (Path(str(scenarios.load("lab").path))).read_text(encoding="utf-8")
VOICE = '"propose", "statement"]'
LATENT = """
[issues.name.options.both]
title = "Both names"
latent = true
readings = { north = "northern", south = "southern" }
"""
KNOWING = "[parties.north.knowledge]\nformula = 0.5\n"
SIDE = 'side = "north"\n'
QUOTA = "quota = 2\n"
DIVIDED = (SIDE, SIDE + QUOTA)
FACTIONS = """
[parties.north.factions.doves]
title = "Doves"
influence = 2
[parties.north.factions.hawks]
title = "Hawks"
influence = 2
"""


def altered(*changes: tuple[str, str], add: str = "") -> str:
    """The laboratory with some of its text exchanged once."""
    text = LAB
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text + add


def check(tmp_path: Path, content: str | bytes) -> list[Mistake]:
    file = tmp_path / "wrong.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return scenarios.check(file)


def assert_told(
    tmp_path: Path, content: str | bytes, address: str, found: str, allowed: str
) -> None:
    """A mistake stands at this address, in these words, with what is allowed."""
    mistakes = check(tmp_path, content)
    told = [
        mistake
        for mistake in mistakes
        if (not address or mistake.address == address)
        and found in mistake.found
        and allowed in mistake.allowed
    ]
    assert told, "\n".join(map(str, mistakes))
    assert all(mistake.file.endswith("wrong.toml") for mistake in mistakes)
