"""The agenda as one seat knows it: issues with the options it has heard of, and their numbers.

Terms made of known options are numbered like the digits of a number, the last
issue turning fastest. Options the seat has not heard of have no number, so
nothing sent to its browser tells that they exist.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Issue, Option, Scenario

Place = tuple[str, str]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Agenda:
    """Issues in stream order with the known options of each, and what is marked on them."""

    scenario: Scenario
    known: tuple[tuple[str, ...], ...]
    voiced: frozenset[Place]
    red: frozenset[Place]

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        known: Collection[Place],
        voiced: Collection[Place] = (),
        red: Collection[Place] = (),
    ) -> Agenda:
        """The agenda of a seat that has heard of the latent options `known`."""
        heard = tuple(
            tuple(o.id for o in issue.options.values() if not o.latent or (issue.id, o.id) in known)
            for issue in scenario.issues.values()
        )
        return cls(scenario, heard, frozenset(voiced), frozenset(red))

    @property
    def sizes(self) -> list[int]:
        """How many options each issue has."""
        return [len(options) for options in self.known]

    @property
    def count(self) -> int:
        """How many terms there are."""
        return int(np.prod(self.sizes))

    @cached_property
    def silent(self) -> int:
        """The number of the terms that address nothing."""
        return self.number({})

    def number(self, terms: Mapping[str, str]) -> int:
        """The number of terms by option ids; an issue left out is not addressed; -1 if unknown."""
        total = 0
        for issue, options in zip(self.scenario.issues.values(), self.known, strict=True):
            wanted = terms.get(issue.id, issue.silent)
            if wanted not in options:
                return -1
            total = total * len(options) + options.index(wanted)
        return total

    def numbers(self, options: NDArray[Any]) -> Ints:
        """The numbers of terms given as `options[terms, issue]`, places in the scenario's order.

        -1 where an option is unknown to the seat.
        """
        total = np.zeros(len(options), dtype=np.int64)
        unknown = np.zeros(len(options), dtype=bool)
        for column, (issue, known) in enumerate(
            zip(self.scenario.issues.values(), self.known, strict=True)
        ):
            place = np.array([known.index(o) if o in known else -1 for o in issue.options])
            here = place[options[:, column]]
            unknown |= here < 0
            total = total * len(known) + here
        return np.where(unknown, -1, total)

    def described(self) -> list[dict[str, Any]]:
        """The agenda in words, for the composer."""
        return [
            {
                "id": issue.id,
                "title": issue.title,
                "text": issue.text,
                "options": [self._option(issue, issue.options[o]) for o in options],
            }
            for issue, options in zip(self.scenario.issues.values(), self.known, strict=True)
        ]

    def _option(self, issue: Issue, option: Option) -> dict[str, Any]:
        place = (issue.id, option.id)
        return {
            "id": option.id,
            "title": option.title,
            "text": option.text,
            "silent": not option.addressed,
            "de_jure": option.de_jure,
            "ambiguous": option.ambiguous,
            "latent": option.latent,
            "voiced": place in self.voiced,
            "red": place in self.red,
            "needs": [self.scenario.parties[p].name for p in option.consent],
        }

    def lines(self, terms: Mapping[str, str]) -> list[dict[str, Any]]:
        """The terms issue by issue, in words."""
        return [
            {
                "issue": issue.title,
                "option": option.title,
                "silent": not option.addressed,
                "red": (issue.id, option.id) in self.red,
            }
            for issue in self.scenario.issues.values()
            for option in [issue.options[terms.get(issue.id, issue.silent)]]
        ]

    def reds(self, terms: Mapping[str, str]) -> list[str]:
        """The seat's red lines that the terms cross, in words."""
        return [line["option"] for line in self.lines(terms) if line["red"]]
