"""The ODD+D protocol is complete, and its tables are those of the scenarios as they are."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
ELEMENTS = (
    "Purpose", "Entities, state variables and scales", "Process overview and scheduling",
    "Theoretical and empirical background", "Individual decision making", "Learning",
    "Individual sensing", "Individual prediction", "Interaction", "Collectives", "Heterogeneity",
    "Stochasticity", "Observation", "Implementation details", "Initialisation", "Input data",
    "Submodels",
)  # fmt: skip


@pytest.fixture(scope="module")
def odd():
    spec = importlib.util.spec_from_file_location("odd", ROOT / "scripts" / "odd.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_tables_are_current(odd):
    """If not: python scripts/odd.py"""
    assert odd.renewed(PAGE) == PAGE


def test_every_table_is_on_the_page(odd):
    marks = re.findall(r"<!-- table: ([a-z]+) -->", PAGE)
    assert sorted(marks) == sorted(odd.TABLES)
    assert PAGE.count("<!-- end -->") == len(marks)


def test_a_stale_table_is_renewed(odd):
    """The check itself can fail."""
    stale = "<!-- table: size -->\nFive numbers.\n<!-- end -->\nKept.\n"
    assert "Five numbers" not in odd.renewed(stale)
    assert odd.renewed(stale).endswith("<!-- end -->\nKept.\n")


def test_every_element_of_the_protocol_is_there():
    """All seventeen elements of Müller et al. 2013, in their order."""
    places = [re.search(rf"^### .*{re.escape(name)}$", PAGE, re.MULTILINE) for name in ELEMENTS]
    assert all(places), [n for n, p in zip(ELEMENTS, places, strict=True) if p is None]
    assert [p.start() for p in places] == sorted(p.start() for p in places)
