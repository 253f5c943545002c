"""A wrong scenario is told what is wrong and where: no traceback, no waiting, no memory taken."""

from __future__ import annotations

import os
import socket
import time
import tracemalloc
from pathlib import Path

import pytest

import sim.scenario as scenarios
from sim.scenario import Mistake, ScenarioError

LAB = (Path(str(scenarios.load("lab").path))).read_text(encoding="utf-8")
VOICE = '"propose", "statement"]'
LATENT = """
[issues.name.options.both]
title = "Both names"
latent = true
readings = { north = "northern", south = "southern" }
"""
KNOWING = "[parties.north.knowledge]\nformula = 0.5\n"


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


def test_the_text_to_be_altered_is_right(tmp_path: Path) -> None:
    assert check(tmp_path, LAB) == []
    fine = altered((VOICE, '"propose", "statement", "voice"]'), add=LATENT + KNOWING)
    assert check(tmp_path, fine) == []
    assert check(tmp_path, altered(DIVIDED, add=FACTIONS)) == []


SIDE = 'side = "north"\n'
QUOTA = "quota = 2\n"
DIVIDED = (SIDE, SIDE + QUOTA)
PACT = '[[coalitions]]\nid = "pact"\ntitle = "Pact"\n'
FACTIONS = """
[parties.north.factions.doves]
title = "Doves"
influence = 2
[parties.north.factions.hawks]
title = "Hawks"
influence = 2
"""
EVENT = '[[events]]\nid = "e"\nround = {round}\ntitle = "E"\nsource = "construction"\n'
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
    "missing key": (
        altered(("stream = 3\n", "")),
        "issues.name.stream", "nothing", "the key stream",
    ),
    "missing number": (
        altered(("victory = 1.0\n", "")),
        "parties.north.war.victory", "nothing", "the key victory",
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
    "missing table": (altered(("[scenario]", "[sources.x]")), "scenario", "nothing", "[scenario]"),
    "unknown key": (
        altered(("stream = 3", "strem = 3")),
        "issues.name.strem", "'strem'", "did you mean stream?",
    ),
    "unknown number": (
        altered(("cost_weight", "cost_wieght")),
        "parties.north.war.cost_wieght", "'cost_wieght'", "did you mean cost_weight?",
    ),
    "unknown table": (
        altered(add="[wars]\nnoise = 0.1\n"), "wars", "'wars'", "did you mean war?",
    ),
    "weights that sum to nothing": (
        altered(("land = 0.6, trade = 0.2, name = 0.2", "land = 0, trade = 0, name = 0")),
        "parties.north.profiles.land.weights", "sum to nothing", "a sum above 0",
    ),
    "negative weight": (
        altered(("land = 0.6", "land = -0.6")),
        "parties.north.profiles.land.weights.land", "-0.6", "0 to 1000",
    ),
    "weight of an issue left out": (
        altered(("trade = 0.2, name = 0.2", "trade = 0.2")),
        "parties.north.profiles.land.weights.name", "nothing", "the key name",
    ),
    "weight of an unknown issue": (
        altered(("land = 0.6", "lnd = 0.6")),
        "parties.north.profiles.land.weights.lnd", "'lnd'", "did you mean land?",
    ),
    "chances that do not sum to one": (
        altered(("chance = 0.5", "chance = 0.2")),
        "parties.north.profiles", "sum to 0.7", "sum to 1",
    ),
    "consent of nobody who exists": (
        altered(('title = "Open trade"', 'title = "Open trade"\nconsent = ["est"]')),
        "issues.trade.options.open.consent", "'est'", "north, south",
    ),
    "red line on an unknown option": (
        altered(('title = "Trade first"', 'title = "T"\nred_lines = ["land.al"]')),
        "parties.north.profiles.trade.red_lines", "'land.al'", "did you mean land.all",
    ),
    "red line on silence": (
        altered(('title = "Trade first"', 'title = "T"\nred_lines = ["land.none"]')),
        "parties.north.profiles.trade.red_lines", "'land.none'", "addresses the issue",
    ),
    "infinite number": (
        altered(("evidence = 10", "evidence = inf")),
        "parties.north.war.evidence", "inf", "a finite number",
    ),
    "not a number": (
        altered(("evidence = 10", "evidence = nan")),
        "parties.north.war.evidence", "nan", "a finite number",
    ),
    "low above high": (
        altered(("{ low = 0.4, high = 0.6 }", "{ low = 0.6, high = 0.4 }")),
        "parties.north.war.optimism", "low 0.6 above high 0.4", "low at most high",
    ),
    "value outside its range": (
        altered(("{ low = 0.4, high = 0.6 }", "{ value = 0.7, low = 0.4, high = 0.6 }")),
        "parties.north.war.optimism", "0.7", "between low 0.4 and high 0.6",
    ),
    "low without high": (
        altered(("{ low = 0.4, high = 0.6 }", "{ low = 0.4 }")),
        "parties.north.war.optimism", "half a number", "value, or low and high",
    ),
    "outside the field's bounds": (
        altered(("{ low = 0.4, high = 0.6 }", "1.5")),
        "parties.north.war.optimism", "1.5", "0 to 1",
    ),
    "a text for a number": (
        altered(("evidence = 10", 'evidence = "ten"')),
        "parties.north.war.evidence", "'ten'", "a number",
    ),
    "truth for a number": (
        altered(("evidence = 10", "evidence = true")),
        "parties.north.war.evidence", "true", "a number",
    ),
    "no source": (
        altered(('source = "construction"\n', "")),
        "war.line", "no source", "a source",
    ),
    "unknown source": (
        altered(("line = 0.5", 'line = { value = 0.5, source = "constrction" }')),
        "war.line.source", "'constrction'", "did you mean construction?",
    ),
    "duplicate stream": (
        altered(("stream = 3", "stream = 2")),
        "issues.name.stream", "2 a second time", "its own number",
    ),
    "stream of nothing": (
        altered(("stream = 3", "stream = 0")), "issues.name.stream", "0", "at least 1",
    ),
    "one belligerent": (
        altered(('role = "belligerent"\nstream = 2', 'role = "backer"\nstream = 2'),
                ('side = "south"\ninstruments = ["posture", ', 'side = "north"\ninstruments = [')),
        "parties", "1 belligerents (north)", "exactly two",
    ),
    "belligerent without posture": (
        altered(('["posture", "propose"', '["propose"')),
        "parties.north.instruments", "no posture", "posture",
    ),
    "belligerent that cannot propose": (
        altered(('["posture", "propose"', '["posture"')),
        "parties.north.instruments", "no propose", "propose",
    ),
    "unknown instrument": (
        altered(('"propose", ', '"propose", "sanction", ')),
        "parties.north.instruments", "'sanction'", "did you mean sanctions",
    ),
    "belligerent on the other side": (
        altered(('side = "south"', 'side = "north"')),
        "parties.south.side", "'north'", "south",
    ),
    "issue without silence": (
        altered(('title = "Not addressed"\naddressed = false\nvalues = { north = 0.4',
                 'title = "Not addressed"\nvalues = { north = 0.4')),
        "issues.name.options", "0 options with addressed = false", "exactly one",
    ),
    "issue with two silences": (
        altered(('title = "The northern name"', 'title = "T"\naddressed = false')),
        "issues.name.options", "2 options with addressed = false", "exactly one",
    ),
    "silence that needs consent": (
        altered(("addressed = false", 'addressed = false\nconsent = ["south"]')),
        "issues.land.options.none.consent", "consent", "none on the option not addressed",
    ),
    "silence that is latent": (
        altered(("addressed = false", "addressed = false\nlatent = true")),
        "issues.land.options.none.latent", "latent", "none on the option not addressed",
    ),
    "silence that is law": (
        altered(("addressed = false", "addressed = false\nde_jure = true")),
        "issues.land.options.none.de_jure", "de_jure", "none on the option not addressed",
    ),
    "latent option nobody can know": (
        altered(add=LATENT),
        "issues.name.options.both.latent", "nobody can come to know", "instrument voice",
    ),
    "reading missing": (
        altered((VOICE, '"propose", "statement", "voice"]'),
                add=LATENT.replace(', south = "southern"', "") + KNOWING),
        "issues.name.options.both.readings.south", "nothing", "the key south",
    ),
    "reading of another issue": (
        altered((VOICE, '"propose", "statement", "voice"]'),
                add=LATENT.replace('"southern"', '"half"') + KNOWING),
        "issues.name.options.both.readings.south", "'half'", "one of",
    ),
    "reading of itself": (
        altered((VOICE, '"propose", "statement", "voice"]'),
                add=LATENT.replace('"southern"', '"both"') + KNOWING),
        "issues.name.options.both.readings.south", "'both'", "unambiguous option",
    ),
    "values beside readings": (
        altered((VOICE, '"propose", "statement", "voice"]'),
                add=LATENT + "values = { north = 1, south = 1 }\n" + KNOWING),
        "issues.name.options.both.values", "values", "follow from its readings",
    ),
    "value of nobody": (
        altered(("values = { north = 0.25", "values = { west = 0.1, north = 0.25")),
        "issues.land.options.quarter.values.west", "'west'", "north",
    ),
    "value left out": (
        altered(("values = { north = 0.25, south = 0.75 }", "values = { north = 0.25 }")),
        "issues.land.options.quarter.values.south", "nothing", "the key south",
    ),
    "event beyond the last round": (
        altered(add=EVENT.format(round=41)), "events.e.round", "41", "a round from 1 to 40",
    ),
    "event without a source": (
        altered(('source = "construction"\n', ""),
                add=EVENT.format(round=4).replace('source = "construction"\n', "")),
        "events.e.source", "no source", "the source of the event",
    ),
    "unknown effect": (
        altered(add=EVENT.format(round=4) + 'effects = [{ field = "hared", party = "north", '
                "add = 0.1 }]\n"),
        "events.e.effects.north.hared", "'hared'", "did you mean hatred?",
    ),
    "effect on what follows from the rest": (
        altered(add=EVENT.format(round=4) + 'effects = [{ field = "violence", party = "north", '
                "add = 0.1 }]\n"),
        "events.e.effects.north.violence", "'violence'", "one of",
    ),
    "effect of nobody": (
        altered(add=EVENT.format(round=4) + 'effects = [{ field = "hatred", add = 0.1 }]\n'),
        "events.e.effects.hatred", "no party", "the key party",
    ),
    "counterfactual of an unknown address": (
        altered(('"parties.south.mind.empathy" = 0.0', '"parties.south.mind.empaty" = 0.0')),
        "counterfactuals.mirror.set.parties.south.mind.empaty", "'parties.south.mind.empaty'",
        "parties.south.mind.empathy",
    ),
    "counterfactual out of bounds": (
        altered(('"parties.south.mind.empathy" = 0.0', '"parties.south.mind.empathy" = 1.0')),
        "counterfactuals.mirror.set.parties.south.mind.empathy", "1.0", "0 to 0.98",
    ),
    "huge whole number": (
        altered(("stream = 3", "stream = " + "9" * 400)),
        "issues.name.stream", "a whole number of 1329 bits", "at most",
    ),
    "number that cannot be read": (
        altered(("stream = 3", "stream = " + "9" * 9000)), "", "cannot be read", "15 digits",
    ),
    "too long a text": (
        altered(('title = "The laboratory"', f'title = "{"x" * 2000}"')),
        "scenario.title", "(2000 characters)", "at most 120 characters",
    ),
    "too long a line": (
        altered(('title = "The laboratory"', f'title = "{"x" * 50_000}"')),
        "line 9", "characters", "at most 20,000",
    ),
    "deep lists": (
        "a = " + "[" * 15_000 + "]" * 4_000, "", "nested too deeply", "a few levels",
    ),
    "deep tables": (
        LAB + "\n[a.b.c.d.e.f.g]\nh.i.j.k.l.m.n = 1\n", "", "than a scenario has", "12 levels",
    ),
    "deep key": (
        "a" + ".a" * 5_000 + " = 1\n", "line 1", "a key of more than 8 parts", "at most 8 parts",
    ),
    "list without end": (
        "a = [" + "0,\n" * 600_000 + "]", "a", "a list of 600000", "at most 1000",
    ),
    "not TOML": (
        "[scenario]\nid = \n", "line 2, column 6", "a mistake in the TOML", "TOML 1.0",
    ),
    "empty": ("", "scenario", "nothing", "the table [scenario]"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_with_its_place_and_what_is_allowed(name: str, tmp_path: Path) -> None:
    content, address, found, allowed = CASES[name]
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


def test_every_mistake_is_told_in_one_go(tmp_path: Path) -> None:
    """Mistakes of shape, of single numbers and of meaning do not hide each other."""
    content = altered(
        ("stream = 3", "stream = 3\ncolour = 1"),
        ("evidence = 10", "evidence = -1"),
        ("land = 0.6, trade = 0.2, name = 0.2", "land = 0, trade = 0, name = 0"),
        ('title = "Open trade"', 'title = "Open trade"\nconsent = ["west"]'),
        ("rounds = 40", "rounds = 0"),
    )
    addresses = [mistake.address for mistake in check(tmp_path, content)]
    assert sorted(addresses) == [
        "issues.name.colour",
        "issues.trade.options.open.consent",
        "parties.north.profiles.land.weights",
        "parties.north.war.evidence",
        "scenario.rounds",
    ]


def test_a_billion_terms_are_counted_and_not_enumerated(tmp_path: Path) -> None:
    option = '[issues.i{i}.options.o{o}]\ntitle = "O"\nvalues = {{ north = 0, south = 0 }}\n'
    issues = "".join(
        f'[issues.i{i}]\ntitle = "I"\nstream = {i + 4}\n'
        + "".join(option.format(i=i, o=o) for o in range(20))
        for i in range(7)
    )
    content = altered(add=issues).replace("[issues.i", "\n[issues.i")
    began = time.perf_counter()
    mistakes = check(tmp_path, content)
    assert time.perf_counter() - began < 5
    assert any("57,600,000,000 terms" in mistake.found for mistake in mistakes)


@pytest.mark.parametrize(
    ("kind", "most", "text"),
    [
        ("issues", 12, '[issues.x{n}]\ntitle = "X"\nstream = {s}\n'),
        ("issues.name.options", 24, '[issues.name.options.x{n}]\ntitle = "X"\n'),
        ("parties", 8, '[parties.x{n}]\nname = "X"\nrole = "backer"\nstream = {s}\n'),
    ],
)
def test_there_is_a_limit_to_everything(kind: str, most: int, text: str, tmp_path: Path) -> None:
    content = LAB + "\n" + "".join(text.format(n=n, s=n + 10) for n in range(most))
    assert any(
        mistake.address == kind and mistake.allowed == f"at most {most}"
        for mistake in check(tmp_path, content)
    )


def test_a_file_full_of_mistakes_is_told_shortly(tmp_path: Path) -> None:
    wrong = "".join(f'[[events]]\nid = "x{n}"\nroundd = 1\nfoo = 2\n' for n in range(400))
    mistakes = check(tmp_path, LAB + wrong)
    assert 400 < len(mistakes) <= 501
    assert "more mistakes" in mistakes[-1].found


# -- what is no scenario file at all


def test_fifty_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    big = tmp_path / "big.toml"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    (mistake,) = scenarios.check(big)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert mistake.found == "50,000,000 bytes"
    assert mistake.allowed == "at most 2,000,000 bytes"
    assert peak < 1_000_000


def test_a_directory_is_no_scenario_but_a_folder_with_one_is(tmp_path: Path) -> None:
    (mistake,) = scenarios.check(tmp_path)
    assert "a directory" in mistake.found
    (tmp_path / "scenario.toml").write_text(LAB, encoding="utf-8")
    assert scenarios.check(tmp_path) == []
    assert scenarios.load(tmp_path) == scenarios.load("lab")


@pytest.mark.parametrize("content", [os.urandom(5000), b"\x00" * 5000, "x = 1".encode("utf-16")])
def test_what_is_not_text_is_told_so(content: bytes, tmp_path: Path) -> None:
    (mistake,) = check(tmp_path, content)
    assert "byte 0x" in mistake.found or "TOML" in mistake.found


@pytest.mark.parametrize(
    "path", ["/nowhere/at/all.toml", "labb", "", "x" * 5000, "a\0b", "\ud800", "../"]
)
def test_a_path_to_nothing_is_told_so(path: str) -> None:
    (mistake,) = scenarios.check(path)
    str(mistake).encode("utf-8", "backslashreplace")
    with pytest.raises(ScenarioError):
        scenarios.load(path)


def test_the_nearest_scenario_is_named() -> None:
    (mistake,) = scenarios.check("portsmuth-1905")
    assert "did you mean portsmouth-1905" in mistake.allowed


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices of POSIX")
def test_pipes_sockets_and_devices_are_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(tmp_path)
        listening.bind("socket")
        for path, kind in ((pipe, "pipe"), (link, "device"), (tmp_path / "socket", "socket")):
            (mistake,) = scenarios.check(path)
            assert kind in mistake.found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links of POSIX")
def test_a_link_leads_where_it_points_and_a_ring_of_links_nowhere(tmp_path: Path) -> None:
    link, ring, dangling = tmp_path / "link", tmp_path / "ring", tmp_path / "dangling"
    link.symlink_to(str(scenarios.load("lab").path))
    ring.symlink_to(ring)
    dangling.symlink_to(tmp_path / "gone")
    assert scenarios.check(link) == []
    assert len(scenarios.check(ring)) == len(scenarios.check(dangling)) == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "closed.toml"
    file.write_text(LAB, encoding="utf-8")
    file.chmod(0)
    (mistake,) = scenarios.check(file)
    assert "cannot be opened" in mistake.found


# -- the error itself


def test_the_error_is_a_readable_list(tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(altered(("stream = 3", "strem = 3")), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        scenarios.load(file)
    lines = str(caught.value).split("\n")
    assert lines[0] == "2 mistakes:"
    assert f"{file}: issues.name.strem: found the unknown name 'strem'" in lines[2]
    assert len(caught.value.mistakes) == 2


@pytest.mark.parametrize(
    ("values", "address", "allowed"),
    [
        ({"parties.north.war.optimsm": 0.5}, "parties.north.war.optimsm", "war.optimism"),
        ({"war.noise": 2.0}, "war.noise", "0 to 1"),
        ({"war.noise": float("nan")}, "war.noise", "a finite number"),
        ({"war.noise": "loud"}, "war.noise", "a number"),
        ({"war.noise": True}, "war.noise", "a number"),
        ({"war.noise": {"low": 0.3, "high": 0.2}}, "war.noise", "low at most high"),
        ({"war.noise": {"lo": 0.3}}, "war.noise", "a number"),
        ({"war.noise": 10**5000}, "war.noise", "a number"),
        ({"scenario.rounds": 3.5}, "scenario.rounds", "a whole number"),
        (
            {f"parties.north.profiles.land.weights.{i}": 0 for i in ("land", "trade", "name")},
            "parties.north.profiles.land.weights",
            "a sum above 0",
        ),
    ],
)
def test_with_values_refuses_what_cannot_be(
    values: dict[str, object], address: str, allowed: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenarios.load("lab").with_values(values)
    assert any(m.address == address and allowed in m.allowed for m in caught.value.mistakes)


def test_an_unknown_address_counterfactual_or_reader_is_told_the_nearest() -> None:
    lab = scenarios.load("lab")
    with pytest.raises(ScenarioError, match=r"did you mean war\.noise"):
        lab.number("war.nois")
    with pytest.raises(ScenarioError, match="did you mean mirror"):
        lab.counterfactual("miror")
    with pytest.raises(ScenarioError, match="did you mean north"):
        lab.briefing("nort")
    with pytest.raises(ScenarioError, match="a language"):
        lab.briefing("north", "../../etc/passwd")
