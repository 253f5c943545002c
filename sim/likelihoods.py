"""Likelihoods: how likely each hypothesis about a party makes what it was seen to do.

What `sim.opponent.correct` multiplies a belief by: one array over hypotheses,
`[H, G]`, for an offer, an answer, a posture and a public demand.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import fill, put
from sim.behaviour import attack_likelihood, offer_likelihood
from sim.compiled import rule
from sim.opponent import Seen, guess

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]


@rule
def saw_offer(arena: Arena, public: Public, seen: Seen, own: Own, j: int, terms: int) -> Floats:
    """Likelihood, `[H, G]`, of party j's offering these terms now."""
    rows = arena.rows.shape[1] + 1
    elapsed = public.state[at.W_ROUND] / arena.rounds
    likelihood = np.empty((rows, arena.grid.shape[0]))
    for k in range(rows):
        row = guess(arena, seen, own, j, k)
        if row.red[terms]:
            fill(likelihood[k], arena.common[at.C_BELIEF_LAPSE])
        else:
            likely = offer_likelihood(
                arena.common, arena.grid, row.value[terms], row.top, row.minimum, elapsed
            )
            put(likelihood[k], likely)
    return likelihood


@rule
def saw_answer(
    arena: Arena,
    seen: Seen,
    own: Own,
    j: int,
    terms: int,
    instead: int,
    accepted: bool,
) -> Floats:
    """Likelihood, `[H, G]`, of party j's yes or no to terms.

    `instead` is the number of the terms that would pass without j's options (j
    compares with them), or -1 (j compares with fighting on or its present course).
    """
    rows = arena.rows.shape[1] + 1
    likelihood = np.empty((rows, arena.grid.shape[0]))
    for k in range(rows):
        row = guess(arena, seen, own, j, k)
        for g in range(arena.grid.shape[0]):
            course = row.minimum + arena.grid[g]
            if instead >= 0:
                course = row.value[instead]
            yes = arena.common[at.C_BELIEF_LAPSE] / 2.0
            if not row.red[terms]:
                yes = _yes(arena, row.value[terms] - course)
            likelihood[k, g] = yes if accepted else 1.0 - yes
    return likelihood


@rule
def _yes(arena: Arena, surplus: float) -> float:
    """Chance of a yes at a surplus: the middle column of the table of answers."""
    x = (surplus - arena.answer_low) / arena.answer_step + 0.5
    row = int(min(max(x, 0.0), arena.answer.shape[1] - 1.0))
    return float(arena.answer[arena.grid.shape[0] // 2, row])


@rule
def saw_posture(arena: Arena, seen: Seen, own: Own, j: int, attacks: bool) -> Floats:
    """Likelihood, `[H, G]`, of party j's posture."""
    rows = arena.rows.shape[1] + 1
    likelihood = np.empty((rows, arena.grid.shape[0]))
    for k in range(rows):
        minimum = guess(arena, seen, own, j, k).minimum
        put(likelihood[k], attack_likelihood(arena.common, arena.grid, minimum, attacks))
    return likelihood


@rule
def heard_demand(arena: Arena, seen: Seen, own: Own, j: int, issue: int) -> Floats:
    """Likelihood, `[H, G]`, of j's demanding this issue in public: cheap talk, so weak."""
    rows = arena.rows.shape[1] + 1
    likelihood = np.empty((rows, arena.grid.shape[0]))
    for k in range(rows):
        weight = guess(arena, seen, own, j, k).weights[issue]
        fill(likelihood[k], math.exp(arena.common[at.C_BELIEF_STATEMENT_WEIGHT] * weight))
    return likelihood
