"""Every oracle of `ceasefire validate` holds; the statement is the command's own."""

from __future__ import annotations

import pytest

from sim.validation import ORACLES, oracles
from sim.validation.oracle import Oracle, examine, number, ordered


@pytest.mark.parametrize("asked", oracles(), ids=lambda each: f"{each.id}-{each.where}")
def test_every_oracle_holds(asked):
    """What theory says, in closed form and by the engine's own rules."""
    found = examine(asked)
    assert found.checks
    assert [check for check in found.checks if not check.passed] == []


@pytest.mark.parametrize("wanted", ["T1", "T2", "T3", "T4b", "T6", "N1", "N6", "N7", "N8"])
def test_the_laboratory_is_the_textbook(wanted):
    """These are asked of the engine itself and not of a formula beside it."""
    assert [each for each in ORACLES if each.id == wanted and each.where == "engine"]


def test_an_oracle_that_is_wrong_is_a_miss():
    """The check itself can fail: by a number, by a sign, by an error, by showing nothing."""

    def raises():
        yield number("half", 0.5, 0.5)
        raise ZeroDivisionError

    def off():
        yield number("half", 0.5, 0.51, 0.001)

    def turned():
        yield ordered("falls", ">", [1.0, 2.0])

    for checks in (raises, off, turned, lambda: iter(())):
        assert not examine(Oracle("X1", "wrong", "nobody", "theory", checks)).passed


def test_ids_are_registered_once_in_each_place():
    """One statement of an oracle in theory and one in the engine, no more."""
    places = [(each.id, each.where) for each in ORACLES]
    assert len(places) == len(set(places))
    assert {each.where for each in ORACLES} == {"theory", "engine"}
