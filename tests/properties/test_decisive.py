"""What a machine decides by is what the judgement of all terms says: nothing left out matters."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim import believed, decisive, ensembles, nature
from sim import moves as move
from sim.arena import Arena
from sim.decisive import decisive_outlook
from sim.ensembles import all_moves, prepared
from sim.forecasts import Forecast, forecast
from sim.opening import open_world
from sim.opponent import see
from sim.outlook import everything, outlook, with_window
from sim.round import answer_seat, hear_answers, hear_moves, open_round
from sim.rules import WAR
from sim.strategies import expected, formula
from sim.view import own_of
from sim.world import World

SCENARIOS = ("lab", "korea-1951", "minsk-2015", "ukraine-2022")


def _positions(name: str, seed: int, rounds: int) -> Iterator[tuple[Arena, World, Forecast]]:
    """The first rounds of a world of machines, each before anybody moves."""
    ready, key = prepared(sim.load(name)), nature.key(seed, 0)
    arena = ready.arena
    world = open_world(arena, ready.public, ready.spread, key)
    for _ in range(rounds):
        world = open_round(arena, world, key)
        if world.public.state[ensembles.at.W_PHASE] != WAR:
            return
        now = forecast(arena, world.public)
        yield arena, world, now
        moves, _, _ = all_moves.plain(arena, world, now)
        world = hear_moves(arena, world, now, moves)
        now = forecast(arena, world.public)
        answers = [answer_seat(arena, world, now, moves, i) for i in range(moves.shape[0])]
        world = hear_answers(arena, world, now, moves, np.array(answers), key)


@pytest.mark.parametrize("name", SCENARIOS)
@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_decision_turns_on_nothing_that_was_left_out(name: str, seed: int) -> None:
    for arena, world, now in _positions(name, seed, 4):
        for i in range(arena.stream.shape[0]):
            own = own_of.plain(world.private, i)
            seen = see.plain(arena, world.public, now, own, i)
            fewer = decisive_outlook.plain(arena, world.public, seen, own, i)
            whole = outlook.plain(arena, world.public, seen, own, i, everything.plain(arena))
            mine = whole.own & whole.usable
            assert np.array_equal(fewer.own & fewer.usable, mine)
            # a belligerent's own chance is 0 where it refuses; what it accepts is told exactly
            told = fewer.passes > 0.0
            assert np.array_equal(fewer.passes[told], whole.passes[told])
            if mine.any():
                first, best = (
                    int(np.argmax(np.where(look.own, look.passes, -1.0))) for look in (fewer, whole)
                )
                assert first == best
                assert fewer.passes[best] == whole.passes[best]
                gains = expected.plain(fewer, -1.0), expected.plain(whole, -1.0)
                assert gains[0].max() == gains[1].max()
                assert gains[0].max() <= 0.0 or np.argmax(gains[0]) == np.argmax(gains[1])
            windows = [with_window.plain(arena, seen, own, i, look)[-2:] for look in (fewer, whole)]
            assert windows[0] == windows[1]
            unspoken = own.knows & ~world.public.voiced
            if unspoken:
                voiced = [
                    formula.plain(arena, world.public, look, unspoken) for look in (fewer, whole)
                ]
                assert arena.may[i, move.MAY_VOICE] == 0 or voiced[0] == voiced[1]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_window_depends_on_nothing_that_was_left_out(name: str) -> None:
    left = []
    for arena, world, now in _positions(name, 11, 6):
        for i in arena.belligerent:
            own = own_of.plain(world.private, i)
            seen = see.plain(arena, world.public, now, own, i)
            look = decisive_outlook.plain(arena, world.public, seen, own, i)
            found = []
            for few in (0, arena.needs.shape[0]):
                with pytest.MonkeyPatch.context() as patched:
                    patched.setattr(believed, "_FEW", few)
                    found.append(with_window.plain(arena, seen, own, i, look)[-2:])
            assert found[0] == found[1]
            rival = int(arena.belligerent[1 - arena.side[i]])
            here = np.flatnonzero(look.own & look.usable)
            asked = believed._in_question.plain(arena, seen, own, rival, here, look.open)
            left.append((asked.shape[0], here.shape[0]))
    fewer, whole = np.array(left).sum(axis=0)
    assert fewer <= whole
    assert name != "ukraine-2022" or fewer < 0.8 * whole


def test_most_terms_are_left_out_in_the_flagship() -> None:
    """Else the rule above holds because nothing is left out."""
    asked: list[tuple[int, int]] = []

    def noted(chance, gains, best, promise, level):  # type: ignore[no-untyped-def]
        left = running(chance, gains, best, promise, level)
        asked.append((left.shape[0], chance.shape[0]))
        return left

    running = decisive._in_the_running.plain
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(decisive._in_the_running, "plain", noted)
        for arena, world, now in _positions("ukraine-2022", 5, 6):
            for i in range(2):
                own = own_of.plain(world.private, i)
                seen = see.plain(arena, world.public, now, own, i)
                decisive_outlook.plain(arena, world.public, seen, own, i)
    left, of = np.array(asked).sum(axis=0)
    assert left < 0.5 * of
