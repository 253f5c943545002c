"""Rules that are written twice: what is interpreted and the loop that is compiled say the same."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim  # noqa: F401  (all rules are registered)
from sim import compiled, ensembles  # noqa: F401

TWICE = {each.plain.__name__: each for each in compiled._registry if each.body is not each.plain}
ROWS, ISSUES, OPTIONS = 24, 3, 7


def _given(rng: np.random.Generator) -> dict[str, Any]:
    """Arrays and numbers by the names that the loops give them; many ties, some infinities."""
    terms = int(rng.integers(1, 40))
    # what backers compare with has a lower number than what they judge
    start = int(rng.integers(1, terms + 1))
    later = np.arange(start, terms)
    here = later[rng.random(later.shape[0]) < 0.7]
    coarse = rng.integers(-4, 5, terms) / 4.0
    without = rng.integers(0, start, terms)
    mask = rng.random(terms) < 0.6
    return {
        "target": coarse.copy(), "source": rng.random(here.shape[0]), "here": here,
        "against": rng.random(here.shape[0]),
        "values": coarse, "value": coarse.copy(), "utility": coarse, "mask": mask,
        "barred": rng.random(terms) < 0.2, "red": rng.random(terms) < 0.2,
        "passes": mask, "agree": mask.copy(), "first": mask,
        "second": mask if rng.random() < 0.5 else rng.random(terms) < 0.6,
        "passing": rng.random(here.shape[0]) < 0.5, "better": rng.random(terms),
        "without": without, "total": rng.random(here.shape[0]),
        "otherwise": float(rng.choice([-np.inf, -1.0, 0.0])), "level": 0.25, "course": 0.25,
        "rows": rng.random((5, terms)), "answer": rng.random((5, ROWS)),
        "weights": rng.integers(0, 3, 5) / 2.0, "waits": rng.integers(0, 3, 5) / 2.0,
        "zero": -0.75, "per": 9.0, "last": ROWS,
        "mass": float(rng.random()), "lapse": 0.05, "exposed": rng.integers(0, 3, terms) / 2.0,
        "de_jure": mask, "threat": float(rng.choice([0.0, 0.3, -0.2])),
        "hope": float(rng.choice([0.0, 0.1])), "below": 0.25,
        "loss": float(rng.choice([0.0, 0.4])), "unsaved": rng.random(terms),
        "options": rng.integers(0, OPTIONS, (ISSUES, terms)), "price": 0.3,
        "issues": np.flatnonzero(rng.random(ISSUES) < 0.6), "conceded": rng.random(OPTIONS),
    }  # fmt: skip


def _names(rule: compiled.Rule[Any, Any]) -> list[str]:
    code = rule.plain.__code__  # type: ignore[attr-defined]
    return list(code.co_varnames[: code.co_argcount])


def test_every_rule_written_twice_is_found() -> None:
    assert {"placed", "best_of", "feel", "taking", "keep_backed"} <= set(TWICE)


@pytest.mark.parametrize("name", sorted(TWICE))
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_loop_says_what_the_expression_says(name: str, seed: int) -> None:
    rule, all_given = TWICE[name], _given(np.random.default_rng(seed))
    if name == "add_compared":  # by the terms judged
        all_given["without"] = all_given["without"][all_given["here"]]
    given_ = [all_given[each] for each in _names(rule)]
    others = copy.deepcopy(given_)
    first, second = rule.plain(*given_), rule.body(*others)
    assert np.array_equal(first, second) if first is not None else second is None
    if isinstance(first, np.ndarray):
        assert first.dtype == second.dtype
    for mine, other in zip(given_, others, strict=True):
        assert np.array_equal(mine, other), "what is written in place differs"
