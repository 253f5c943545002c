"""A wrong scenario is told what is wrong, where, and what is allowed there."""

from __future__ import annotations

from pathlib import Path

import pytest
from wrong_scenarios import (
    DIVIDED,
    FACTIONS,
    KNOWING,
    LAB,
    LATENT,
    VOICE,
    altered,
    assert_told,
    check,
)

EVENT = '[[events]]\nid = "e"\nround = {round}\ntitle = "E"\nsource = "construction"\n'

CASES = {
    "missing key": (
        altered(("stream = 3\n", "")),
        "issues.name.stream", "nothing", "the key stream",
    ),
    "missing number": (
        altered(("victory = 1.0\n", "")),
        "parties.north.war.victory", "nothing", "the key victory",
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


def test_the_text_to_be_altered_is_right(tmp_path: Path) -> None:
    assert check(tmp_path, LAB) == []
    fine = altered((VOICE, '"propose", "statement", "voice"]'), add=LATENT + KNOWING)
    assert check(tmp_path, fine) == []
    assert check(tmp_path, altered(DIVIDED, add=FACTIONS)) == []


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_with_its_place_and_what_is_allowed(name: str, tmp_path: Path) -> None:
    assert_told(tmp_path, *CASES[name])


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
