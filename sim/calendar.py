"""The calendar: dated events, tails, signals and channels of a scenario as arrays of the arena."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from sim import fields
from sim.scenario import Event, Scenario, Tail

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Signals(TypedDict):
    """The arena's arrays of signals, by the names of its fields."""

    signal_round: Ints
    signal_about: Ints
    reading_signal: Ints
    reading_prior: Floats
    reading_strength: Floats


def signals(scenario: Scenario, names: list[str]) -> Signals:
    """Acts of show: when, about whom, and how they can be read."""
    readings = [(n, r) for n, signal in enumerate(scenario.signals) for r in signal.readings]
    return {
        "signal_round": np.array([s.round for s in scenario.signals], np.int64),
        "signal_about": np.array([names.index(s.about) for s in scenario.signals], np.int64),
        "reading_signal": np.array([n for n, _ in readings], np.int64),
        "reading_prior": np.array([r.prior for _, r in readings], np.float64),
        "reading_strength": np.array([r.strength for _, r in readings], np.float64),
    }


class Channels(TypedDict):
    """The arena's arrays of channels, by the names of its fields."""

    channel_from: Ints
    channel_delay: Ints
    channel_loss: Floats
    channel_readers: Ints
    channel_open: Ints
    channel_confidential: Bools
    direct_from: Ints


def channels(scenario: Scenario, names: list[str]) -> Channels:
    """By which ways proposals can go."""
    channels = scenario.channels.values()
    direct = np.ones(len(names), np.int64)
    for channel in channels:
        sender = names.index(channel.sender)
        direct[sender] = max(direct[sender], channel.direct_from)
    spans = [[c.from_round, c.until_round] for c in channels]
    readers = [sum(1 << names.index(n) for n in c.readers) for c in channels]
    return {
        "channel_from": np.array([names.index(c.sender) for c in channels], np.int64),
        "channel_delay": np.array([c.delay for c in channels], np.int64),
        "channel_loss": np.array([c.loss for c in channels], np.float64),
        "channel_readers": np.array(readers, np.int64),
        "channel_open": np.array(spans, np.int64).reshape(len(spans), 2),
        "channel_confidential": np.array([c.confidential for c in channels], np.bool_),
        "direct_from": direct,
    }


class Happenings(TypedDict):
    """The arena's arrays of dated events and tails, by the names of its fields."""

    event_round: Ints
    event_tail: Ints
    event_party: Ints
    event_field: Ints
    event_add: Floats
    event_war: Bools
    tail_stream: Ints
    tail_hazard: Floats
    tail_slope: Floats
    tail_loss: Floats
    tail_side: Ints
    tail_once: Bools
    tail_ends: Bools


def happenings(scenario: Scenario, names: list[str]) -> Happenings:
    """What dated events and tails do, one row an effect."""
    standing, public = fields.index(fields.STANDING), fields.index(fields.PUBLIC)
    rows = []
    happenings: list[tuple[int, int, Event | Tail]]
    happenings = [(e.round, -1, e) for e in scenario.events]
    happenings += [(-1, n, t) for n, t in enumerate(scenario.tails)]
    for round_, tail, happening in happenings:
        war = tail >= 0 or bool(getattr(happening, "war_only", False))
        for effect in happening.effects:
            party = -1 if effect.party is None else names.index(effect.party)
            field = (public if party < 0 else standing)[effect.field]
            rows.append((round_, tail, party, field, effect.add, war))
    column = list(zip(*rows, strict=True)) if rows else [()] * 6
    sides = list(scenario.belligerents)
    tails = scenario.tails
    pressed = [sides.index(t.pressed_by) if t.pressed_by else -1 for t in tails]
    return {
        "event_round": np.array(column[0], np.int64),
        "event_tail": np.array(column[1], np.int64),
        "event_party": np.array(column[2], np.int64),
        "event_field": np.array(column[3], np.int64),
        "event_add": np.array(column[4], np.float64),
        "event_war": np.array(column[5], np.bool_),
        "tail_stream": np.array([t.stream for t in tails], np.int64),
        "tail_hazard": np.array([t.hazard for t in tails], np.float64),
        "tail_slope": np.array([t.slope for t in tails], np.float64),
        "tail_loss": np.array([t.loss for t in tails], np.float64),
        "tail_side": np.array(pressed, np.int64),
        "tail_once": np.array([t.once for t in tails], np.bool_),
        "tail_ends": np.array([t.ending is not None for t in tails], np.bool_),
    }
