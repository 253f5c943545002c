"""Mistakes in what a scenario need not have: strands, signals, channels, coalitions, factions."""

from __future__ import annotations

from pathlib import Path

import pytest
from wrong_scenarios import (
    DIVIDED,
    FACTIONS,
    QUOTA,
    SIDE,
    altered,
    assert_told,
)

PACT = '[[coalitions]]\nid = "pact"\ntitle = "Pact"\n'
CHANNEL = """[[channels]]
id = "post"
title = "By post"
from = "{sender}"
to = "{to}"
delay = {delay}
readers = {readers}
"""


def channel(sender: str = "north", to: str = "south", delay: str = "2", readers: str = "[]") -> str:
    return altered(add=CHANNEL.format(sender=sender, to=to, delay=delay, readers=readers))


SIGNAL = """[[signals]]
id = "ships"
round = {round}
title = "Ships"
about = "{about}"
readings = [
    {{ id = "a", title = "One way", prior = {prior}, strength = 1 }},
    {{ id = "b", title = "The other", prior = 0, strength = -1 }},
]
"""


def signal(round_: int = 2, about: str = "north", prior: str = "1") -> str:
    return altered(add=SIGNAL.format(round=round_, about=about, prior=prior))


STRAND = '[[strands]]\nid = "talks"\ntitle = "Talks"\nparty = "{party}"\nabove = {above}\n'


CASES = {
    "strand of nobody's file": (
        altered(add=STRAND.format(party="nort", above=0.5)),
        "strands.talks.party", "'nort'", "did you mean north?",
    ),
    "strand that stands above all": (
        altered(add=STRAND.format(party="north", above=1.5)),
        "strands.talks.above", "1.5", "0 to 1",
    ),
    "signal before anybody sat down": (
        signal(round_=1), "signals.ships.round", "1", "a round from 2 to 40",
    ),
    "signal about nobody who exists": (
        signal(about="nort"), "signals.ships.about", "'nort'", "did you mean north",
    ),
    "signal whose readings weigh nothing": (
        signal(prior="0"), "signals.ships.readings", "sum to nothing", "a sum above 0",
    ),
    "signal that says too much": (
        signal().replace("strength = 1 ", "strength = 6 "),
        "signals.ships.readings.a.strength", "6", "-5 to 5",
    ),
    "signal with one reading": (
        signal().replace('    { id = "b", title = "The other", prior = 0, strength = -1 },\n', ""),
        "signals.ships.readings", "a list of 1", "at least 2 of them",
    ),
    "reading with an unknown key": (
        signal().replace("strength = 1 ", "strenght = 1 "),
        "signals.ships.readings.0.strenght", "'strenght'", "did you mean strength?",
    ),
    "channel from nobody who exists": (
        channel(sender="nort"), "channels.post.from", "'nort'", "did you mean north",
    ),
    "channel to its sender": (
        channel(to="north"), "channels.post.to", "'north'", "a belligerent other than the sender",
    ),
    "channel to nobody who exists": (
        channel(to="east"), "channels.post.to", "'east'", "north, south",
    ),
    "channel that takes half a round": (
        channel(delay="1.5"), "channels.post.delay", "1.5", "a whole number of rounds",
    ),
    "channel that never ends": (
        channel(delay="522"), "channels.post.delay", "522", "0 to 521",
    ),
    "channel read by its sender": (
        channel(readers='["north"]'), "channels.post.readers", "'north'", "others than the sender",
    ),
    "channel without delay": (
        channel().replace("delay = 2\n", ""), "channels.post.delay", "nothing", "the key delay",
    ),
    "more questions than a class has time for": (
        altered(("\nquestions = [\n", "\nquestions = [\n" + '    "Why?",\n' * 8)),
        "scenario.questions", "a list of 13", "at most 8 of them",
    ),
    "a question as long as a page": (
        altered(("\nquestions = [\n", f'\nquestions = [\n    "{"why " * 101}?",\n')),
        "scenario.questions.0", "why", "at most 400 characters",
    ),
    "a question that asks nothing": (
        altered(("\nquestions = [\n", '\nquestions = [\n    " ",\n')),
        "scenario.questions.0", "' '", "at least 1 character",
    ),
    "a suggested chair of nobody": (
        altered(("live = false", 'live = false\nsuggested = "nort"')),
        "scenario.suggested", "'nort'", "did you mean north?",
    ),
    "coalition with a stranger": (
        altered(add=PACT + 'members = ["north", "noth"]\nvalue = 1\n'),
        "coalitions.pact.members", "'noth'", "did you mean north",
    ),
    "coalition that gives nothing": (
        altered(add=PACT + 'members = ["north", "south"]\n'),
        "coalitions.pact", "neither", "value, for all together, or values, for each member",
    ),
    "coalition that forgets a member": (
        altered(add=PACT + 'members = ["north", "south"]\nvalues = { north = 0.5 }\n'),
        "coalitions.pact.values.south", "nothing", "the key south",
    ),
    "coalition of one": (
        altered(add=PACT + 'members = ["north"]\nvalue = 1\n'),
        "coalitions.pact.members", "", "at least 2 ",
    ),
    "tie-breaker that is no faction": (
        altered(DIVIDED, (QUOTA, QUOTA + 'tie_breaker = "dove"\n'), add=FACTIONS),
        "parties.north.tie_breaker", "'dove'", "did you mean doves?",
    ),
    "quota above the sum": (
        altered((SIDE, SIDE + "quota = 5\n"), add=FACTIONS),
        "parties.north.quota", "5", "at most the sum of the factions' influence, 4",
    ),
    "quota of nothing": (
        altered((SIDE, SIDE + "quota = 0\n"), add=FACTIONS),
        "parties.north.quota", "0", "above 0",
    ),
    "factions without a quota": (
        altered(add=FACTIONS), "parties.north.quota", "nothing", "the key quota",
    ),
    "quota without factions": (
        altered(DIVIDED), "parties.north.quota", "quota without factions", "two factions",
    ),
    "faction's reading of plain words": (
        altered(DIVIDED, add=FACTIONS + 'readings = { "land.half" = "all" }\n'),
        "parties.north.factions.hawks.readings.land.half", "'land.half'", "an ambiguous option",
    ),
    "faction's unknown red line": (
        altered(DIVIDED, add=FACTIONS + 'red_lines = ["land.haf"]\n'),
        "parties.north.factions.hawks.red_lines", "'land.haf'", "did you mean land.half",
    ),
    "faction's weight left out": (
        altered(DIVIDED, add=FACTIONS + "weights = { land = 1, trade = 1 }\n"),
        "parties.north.factions.hawks.weights.name", "nothing", "the key name",
    ),
    "faction's stream twice": (
        altered(DIVIDED, add=FACTIONS.replace("influence", "stream = 3\ninfluence")),
        "parties.north.factions.doves.stream", "3 a second time", "its own number",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_with_its_place_and_what_is_allowed(name: str, tmp_path: Path) -> None:
    assert_told(tmp_path, *CASES[name])
