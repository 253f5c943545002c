"""Rounds as dates, for scenarios that begin on a known day."""

from __future__ import annotations

import datetime

from sim.scenario import Scenario

from ..words import say


def first_day(scenario: Scenario, round: int) -> datetime.date | None:
    """The first day of a round; None if the scenario has no start or no length of round."""
    if scenario.start is None or scenario.unit == "round":
        return None
    passed = max(0, round - 1)
    if scenario.unit == "year":
        return datetime.date(scenario.start.year + passed, 1, 1)
    if scenario.unit == "month":
        month = scenario.start.month - 1 + passed
        return datetime.date(scenario.start.year + month // 12, month % 12 + 1, 1)
    return scenario.start + datetime.timedelta(days=passed * (7 if scenario.unit == "week" else 1))


def date_of(scenario: Scenario, round: int) -> str:
    """A round's first day in words, or its year; empty if unknown: "24 February 2022"."""
    day = first_day(scenario, round)
    if day is None:
        return ""
    if scenario.unit == "year":
        return str(day.year)
    return in_words(day)


def in_words(day: datetime.date) -> str:
    """A day as the language spoken writes it: "24 February 2022"."""
    return say("screen.date.day", day=day.day, month=say(f"screen.date.{day.month}"), year=day.year)
