"""A pie between two, with a third party who can guarantee its division."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from small_worlds import read

from sim.scenario import Scenario

HEAD = """
source = "construction"
[scenario]
id = "mediated"
title = "A pie and a third"
version = "1"
summary = "Two divide a pie or fight for it; a third may help."
legal = "An invented case."
caution = "For tests."
unit = "round"
rounds = 30
tier = "grid"
live = false
minutes = 5
difficulty = "for tests"
[sources.construction]
title = "By construction"
[war]
effort_low = 1.0
effort_hold = 1.0
effort_attack = 1.0
"""


def mediated(
    shares: Sequence[float], values: Mapping[str, Any] | None = None, more: str = ""
) -> Scenario:
    """`a` and `b` divide a pie; `c` backs `a`, has no say in it, and may guarantee the terms."""
    text = HEAD
    for stream, (name, role, side, may) in enumerate((
        ("a", "belligerent", "a", '"posture", "propose", "statement"'),
        ("b", "belligerent", "b", '"posture", "propose", "statement"'),
        ("c", "backer", "a", '"aid", "insight"'),
    ), start=1):  # fmt: skip
        text += f"""
[parties.{name}]
name = "{name}"
role = "{role}"
stream = {stream}
side = "{side}"
instruments = [{may}]
[parties.{name}.war]
victory = 1.0
defeat = 0.0
optimism = 0.5
strength = 1.0
[parties.{name}.profiles.only]
title = "Only"
chance = 1.0
weights = {{ pie = 1.0, guard = 0.0 }}
"""
    worst = min([*shares, *(1 - x for x in shares)])
    text += f"""
[issues.pie]
title = "The pie"
stream = 1
[issues.pie.options.none]
title = "Not addressed"
addressed = false
values = {{ a = {worst!r}, b = {worst!r}, c = 0.5 }}
"""
    for n, x in enumerate(shares):
        text += f"""
[issues.pie.options.share{n}]
title = "{x:.3f} to a"
values = {{ a = {x!r}, b = {1 - x!r}, c = 0.5 }}
"""
    text += """
[issues.guard]
title = "Guarantee"
stream = 2
[issues.guard.options.none]
title = "Not addressed"
addressed = false
values = { a = 0.0, b = 0.0, c = 0.0 }
[issues.guard.options.full]
title = "Guaranteed by c"
protection = 1.0
consent = ["c"]
values = { a = 0.0, b = 0.0, c = 0.0 }
"""
    made = read(text + more)
    return made.with_values(values) if values else made
