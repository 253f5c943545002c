"""The facilitator's formula: which it finds, whom it tells first, and when it says nothing."""

from __future__ import annotations

import pytest
from small_worlds import EVEN, head, read, seat

from sim import compiled, game
from sim.acts import Act
from sim.game import Game

ISSUE = """
[issues.name]
title = "The name"
stream = 1
[issues.name.options.none]
title = "Not addressed"
addressed = false
values = { a = 0.1, b = 0.1, c = 0.5 }
[issues.name.options.first]
title = "As a says"
de_jure = true
values = { a = 1.0, b = 0.0, c = 0.5 }
[issues.name.options.second]
title = "As b says"
de_jure = true
values = { a = 0.0, b = 1.0, c = 0.5 }
[issues.name.options.onesided]
title = "Words that both read as a does"
latent = true
readings = { a = "first", b = "first", c = "first" }
[issues.name.options.shared]
title = "Words that each reads its own way"
latent = true
readings = { a = "first", b = "second", c = "first" }
[issues.name.options.vague]
title = "Words that nobody likes"
latent = true
values = { a = 0.2, b = 0.2, c = 0.9 }
"""
FRIEND = "[parties.c.knowledge]\nformula = 1.0\n[parties.c.alignment]\na = {a}\nb = {b}\n"


@pytest.fixture(autouse=True)
def interpreted():
    """These worlds are small: nothing here waits for the compiler."""
    with compiled.interpreted():
        yield


def begun(a: float = 0.5, b: float = -0.5, **values: float) -> Game:
    """Two of whom each wants its own word, and `c`, who knows three that nobody has said.

    Neither yields: only words that each reads its own way are better for both than the war.
    """
    only = {"only": "weights = { name = 1.0 }"}
    text = head("facilitated", 12) + EVEN
    text += seat("a", 1, only, optimism="0.6") + seat("b", 2, only, optimism="0.6")
    text += seat("c", 3, only, may=("statement", "voice"), backs="a").replace(
        'role = "backer"', 'role = "facilitator"'
    )
    text += FRIEND.format(a=a, b=b) + ISSUE
    changed = {name.replace("__", "."): value for name, value in values.items()}
    scenario = read(text).with_values({"ambiguity.strength": 1.0, "ambiguity.risk": 0.2, **changed})
    return game.begin(scenario, 3, seats=("a", "b"))


def silent(g: Game, rounds: int) -> Game:
    """The two belligerents do nothing for some rounds; whoever else there is does as it will."""
    for _ in range(2 * rounds):
        g = game.play(g, {"a": Act(), "b": Act()})
    return g


def said(g: Game, kind: str) -> list[tuple[int, str, str]]:
    """Who put which words forward in which round, for all or in private."""
    return [(e.round, e.party, e.data["option"]) for e in g.events if e.kind == kind]


def test_it_finds_the_words_that_each_reads_its_own_way():
    """Of three unspoken formulas the one with which both would sign, not the one it likes best."""
    assert {option for _, _, option in said(silent(begun(), 2), "voiced")} == {"shared"}


def test_it_tells_the_side_that_trusts_it_first_and_everybody_a_round_later():
    """In private to a, who believes its word; b learns of it only when it is voiced."""
    g = silent(begun(), 2)
    (hint,) = [e for e in g.events if e.kind == "hinted"]
    assert (hint.round, hint.party, hint.data["to"]) == (1, "c", ["a"])
    assert hint.audience == frozenset({"c", "a"})
    assert said(g, "voiced")[0][:2] == (2, "c")


def test_whom_nobody_trusts_voices_it_at_once():
    """There is no side to tell it in private."""
    g = silent(begun(a=0.0, b=0.0), 1)
    assert not [e for e in g.events if e.kind == "hinted"]
    assert said(g, "voiced") == [(1, "c", "shared")]


@pytest.mark.parametrize(
    "values",
    [{"parties.c.knowledge.formula": 0.0}, {"behaviour.voice_gain": 1.0}],
    ids=["it knows none", "none opens the window far enough"],
)
def test_otherwise_it_says_nothing(values):
    """Words are put forward for what they open, not for their own sake."""
    g = silent(begun(**{name.replace(".", "__"): v for name, v in values.items()}), 3)
    assert not [e for e in g.events if e.kind in ("voiced", "hinted")]


def test_where_the_words_would_be_adjudicated_for_certain_nobody_says_them():
    """At a risk of one each side gets the same lottery, which is worth no more than the war."""
    g = silent(begun(ambiguity__risk=1.0), 3)
    assert "shared" not in {option for _, _, option in said(g, "voiced")}
