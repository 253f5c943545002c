"""The table of the 65 points names numbers and tests that are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from sim import fields, scenario

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "the-65-points.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d+ \|", line)
]


@cache
def addresses() -> frozenset[str]:
    """Every address of a bundled scenario and everything above it, and what the model keeps."""
    found = {f"world.{field.name}" for field in fields.PUBLIC}
    found |= {f"standing.{field.name}" for field in fields.STANDING}
    for name in scenario.names():
        for address in scenario.load(name).addresses():
            parts = address.split(".")
            found |= {".".join(parts[:n]) for n in range(2, len(parts) + 1)}
    return frozenset(found)


def test_there_are_65():
    """In their order, each with its article, its words, its place, a number and a test."""
    assert [int(row[0]) for row in ROWS] == list(range(1, 66))
    for row in ROWS:
        assert len(row) == 7, row
        assert set(row[1].split(", ")) <= {"S1", "S2"}
        assert all(row[1:6]), row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_address_is_there(row):
    """In some bundled scenario, or among what the model keeps."""
    named = re.findall(r"`([^`]+)`", row[4])
    assert named
    assert [address for address in named if address not in addresses()] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_test_is_there(row):
    """By its file, its class and its name."""
    named = re.findall(r"`([^`]+)`", row[5])
    assert named
    for test in named:
        path, *names = test.split("::")
        body = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
        for name in names:
            found = [n for n in body if getattr(n, "name", None) == name]
            assert found, test
            body = getattr(found[0], "body", [])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_module_is_there(row):
    """Where a place begins with a module of the engine, it has what is named in it."""
    for module, name in re.findall(r"`([a-z_]+)\.([a-z_]+)`", row[3]):
        file = ROOT / "sim" / f"{module}.py"
        if file.exists():
            assert re.search(rf"^(def|class) {name}\b", file.read_text(), re.MULTILINE) or any(
                f"{module}.{name}" == field.name for field in (*fields.PARTY, *fields.COMMON)
            ), f"{module}.{name}"


@cache
def silent() -> frozenset[str]:
    """Rows of the field table that stand at their neutral value in every bundled scenario."""
    rows = {r.name: r.neutral for r in (*fields.PARTY, *fields.COMMON) if r.later}
    awake = set()
    for name in scenario.names():
        loaded = scenario.load(name)
        for address in loaded.addresses():
            row, number = _row(address), loaded.number(address)
            if row in rows and {number.value, number.low, number.high} != {rows[row]}:
                awake.add(row)
    return frozenset(rows) - awake


def _row(address: str) -> str:
    return address.split(".", 2)[-1] if address.startswith("parties.") else address


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_point_that_rests_on_a_rule_that_is_off_says_so(row):
    """And names only counterfactuals that are there."""
    asleep = [a for a in re.findall(r"`([^`]+)`", row[4]) if _row(a) in silent()]
    assert not asleep or re.search(r"\boff\b", row[6], re.IGNORECASE), asleep
    named = set(re.findall(r"counterfactual `([^`]+)`", row[6]))
    assert named <= set(scenario.load("ukraine-2022").counterfactuals)
