"""Coalitions: parties that could do better among themselves, and so block terms.

Terms are blocked when every member of a coalition gets less from them than the
coalition gives it or, where only a sum is given, when all members together do
(the core; [jordan-2015] on wars of more than two). A core can be empty though
everybody prefers some terms to war.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arrays import less, plus, put, scaled
from sim.compiled import rule, structure

if TYPE_CHECKING:
    from sim.scenario import Scenario

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@structure
class Coalitions(NamedTuple):
    """N coalitions, by name. What they give is on the raw scale of each party's utility."""

    member: Bools  # [N, P]
    summed: Bools  # [N] whether members share one sum
    value: Floats  # [N, P] what each member gets; 0 where a sum is given
    total: Floats  # [N] the sum that all members together get


@rule
def excess(coalitions: Coalitions, n: int, value: Floats, floor: Floats, scale: Floats) -> Floats:
    """How far terms are above what coalition n could block, `[T]`; below 0 they are blocked.

    `value`, `[P, T]`, is each party's on its own scale, of which 0 is `floor`, raw, and one
    unit `1 / scale`, raw, `[P]`. Of a sum: for each member, on the members' mean scale.
    """
    best, together = np.full(value.shape[1], -np.inf), np.zeros(value.shape[1])
    members, units, bottom = 0.0, 0.0, 0.0
    for p in range(value.shape[0]):
        if coalitions.member[n, p]:
            members += 1.0
            units += scale[p]
            bottom += floor[p]
            given = (coalitions.value[n, p] - floor[p]) * scale[p]
            best = _larger(best, less(value[p], given))
            together = plus(together, scaled(value[p], 1.0 / scale[p]))
    if not coalitions.summed[n]:
        return best
    short = less(together, coalitions.total[n] - bottom)
    return scaled(short, units / members / members)


@rule
def _larger(one: Floats, other: Floats) -> Floats:
    """The larger of two arrays."""
    return np.maximum(one, other)


@rule
def _smaller(one: Floats, other: Floats) -> Floats:
    """The smaller of two arrays."""
    return np.minimum(one, other)


@rule
def held_off(
    coalitions: Coalitions, value: Floats, floor: Floats, scale: Floats, surplus: Floats
) -> None:
    """Lower members' surplus, `[P, T]`, to what their coalitions leave of it, in place.

    Where a member has no say, +inf, it keeps none.
    """
    for n in range(coalitions.member.shape[0]):
        left = excess(coalitions, n, value, floor, scale)
        for p in range(surplus.shape[0]):
            if coalitions.member[n, p]:
                put(surplus[p], _with_a_say(surplus[p], _smaller(surplus[p], left)))


@rule
def _with_a_say(surplus: Floats, lowered: Floats) -> Floats:
    """The lowered surplus where a party has a say."""
    return np.where(surplus == np.inf, surplus, lowered)


@rule
def blocked(coalitions: Coalitions, n: int, value: Floats, floor: Floats, scale: Floats) -> Bools:
    """Terms that coalition n blocks, `[T]`."""
    return _under(excess(coalitions, n, value, floor, scale))


@rule
def _under(values: Floats) -> Bools:
    """Where values are below 0."""
    return values < 0.0


def read_coalitions(scenario: Scenario) -> Coalitions:
    """The coalitions of a scenario."""
    names, found = list(scenario.parties), list(scenario.coalitions.values())
    shape = (len(found), len(names))
    member = np.array([[n in c.members for n in names] for c in found], np.bool_)
    value = np.array([[c.values.get(n, 0.0) for n in names] for c in found], np.float64)
    return Coalitions(
        member=member.reshape(shape),
        summed=np.array([c.value is not None for c in found], np.bool_),
        value=value.reshape(shape),
        total=np.array([c.value or 0.0 for c in found], np.float64),
    )
