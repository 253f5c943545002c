"""Chance and the clock have one door each: what goes round them could not be repeated."""

from __future__ import annotations

import ast
from pathlib import Path

SIM = Path(__file__).parents[2] / "sim"
CHANCE = (
    {"random", "secrets", "uuid", "numpy.random"},
    ("np.random.", "numpy.random.", "os.urandom"),
)
CLOCK = ({"time"}, ("datetime.datetime.now", "datetime.date.today", "datetime.now", "date.today"))


def doors(modules: set[str], calls: tuple[str, ...]) -> set[str]:
    """Files of `sim` that import one of these modules or make one of these calls."""
    return {
        str(path.relative_to(SIM))
        for path in SIM.rglob("*.py")
        if any(_reaches(node, modules, calls) for node in ast.walk(ast.parse(path.read_bytes())))
    }


def _reaches(node: ast.AST, modules: set[str], calls: tuple[str, ...]) -> bool:
    if isinstance(node, ast.Import):
        return any(each.name in modules for each in node.names)
    if isinstance(node, ast.ImportFrom):
        return node.module in modules
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith(calls)


def test_worlds_draw_from_nature_alone():
    """Designs and resamples are no world: their one generator is that of the sweeps' draws."""
    assert doors(*CHANCE) == {"sweeps/draws.py"}


def test_the_only_clock_is_that_of_sweeps():
    assert doors(*CLOCK) == {"sweeps/clock.py"}
