"""Compiling the rules is nobody's wait: until it is done, everybody goes on interpreted."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sim import compiled

SCRIPT = """
import threading
import sim
from sim import compiled, game

now = game.begin(sim.load("lab"), seed=1)
plain = game.play(now, {})
inside, told = threading.Event(), threading.Event()
calls = []

def use():
    for rule in compiled._registry:
        rule.fast = stand_in(rule)
    game.play(now, {})
    calls.append(("trying", len(seen) > 0))
    seen.clear()
    inside.set()
    told.wait(60)

seen = []

def stand_in(rule):
    def call(*arguments):
        seen.append(rule.__name__)
        return rule.plain(*map(compiled._crossing.take, arguments))
    return call

thread = threading.Thread(target=compiled.warm, args=(use,))
thread.start()
inside.wait(60)
same = game.play(now, {}).mark == plain.mark
calls.append(("others", len(seen) > 0, compiled.warmed(), same))
told.set()
thread.join()
game.play(now, {})
calls.append(("after", len(seen) > 0, compiled.warmed()))
print(calls)
"""


@pytest.mark.skipif(not compiled.available(), reason="rules cannot be compiled here")
def test_others_go_on_interpreted_until_the_twins_are_ready():
    """While one thread compiles, a press in another does not wait for the compiler."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SCRIPT)], capture_output=True, text=True, check=False
    )
    told = [("trying", True), ("others", False, False, True), ("after", True, True)]
    assert done.stdout.strip() == str(told), done.stderr


@pytest.mark.skipif(not compiled.available(), reason="rules cannot be compiled here")
def test_a_mark_is_good_for_these_very_rules(tmp_path, monkeypatch):
    """What was compiled from other rules is not ready."""
    from ui import warming

    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert not warming.ready()
    now = warming._made_of()
    warming._mark().write_text(now, encoding="utf-8")
    assert warming.ready()
    warming._mark().write_text(
        now.replace(compiled.rules_hash(), "0123456789abcdef"), encoding="utf-8"
    )
    assert not warming.ready()


@pytest.mark.skipif(not compiled.available(), reason="rules cannot be compiled here")
def test_a_sweep_that_compiled_what_worlds_need_has_not_compiled_a_game(tmp_path, monkeypatch):
    """Its mark spares the next sweep a wrong word, and tells nobody that the screen is warm."""
    from ui import warming

    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert not warming.worlds_ready()
    warming.worlds_are_ready()
    assert (warming.worlds_ready(), warming.ready()) == (True, False)
    warming._keep("ready")
    (compiled.folder() / warming._mark("worlds").name).unlink()
    assert warming.worlds_ready()


def test_what_was_compiled_is_found_from_another_folder(tmp_path):
    """Rules are known by what they say: a checkout that moved does not compile again."""
    import shutil

    script = """
from sim import compiled, nature
compiled._compile()
draws = nature.uniforms.fast
draws(nature.key(1), 1, 1, 1, 4)
print(sum(draws.stats.cache_hits.values()))
"""
    found = []
    for place in ("one", "two"):
        shutil.copytree(Path(compiled.__file__).parent, tmp_path / place / "sim")
        kept = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "kept")}
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path / place, env=kept,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        found.append(int(done.stdout))
    assert found == [0, 1]


def test_one_program_compiles_at_a_time(tmp_path):
    """A second one leaves it to the first, until that must be dead."""
    import os
    import time

    from ui import warming

    turn = tmp_path / "rules" / "compiling"
    assert warming._take(turn)
    assert not warming._take(turn)
    long_ago = time.time() - warming.PATIENCE - 1
    os.utime(turn, (long_ago, long_ago))
    assert warming._take(turn)


def test_a_program_that_ends_takes_its_compiler_along(tmp_path, monkeypatch):
    """Nothing goes on compiling for a server that was stopped."""
    import threading

    from ui import warming

    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    ended = threading.Event()
    ended.set()
    warming.compile_beside(ended)
    assert not (tmp_path / "compiling").exists()
    assert not warming.ready()
