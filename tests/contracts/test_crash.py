"""A program that is killed in the middle of a game has lost nothing it acknowledged."""

import subprocess
import sys
import time

from ui.store import Store
from ui.table import Table, Tables

PLAYER = """
import sys
from sim.acts import Act
from ui.store import Store
from ui.table import Tables

tables = Tables(Store(sys.argv[1]))
table = tables.get(sys.argv[2])
while (now := table.game()).stage != "over":
    act = Act(posture="attack" if now.round % 2 else "hold") if now.stage == "moves" else Act()
    press = f"{now.round} {now.stage}"
    if table.submit("north", act, round=now.round, stage=now.stage, press=press).ok:
        print(press, flush=True)
print("over", flush=True)
"""


def play_until_killed(path, game, presses):
    """Acknowledgements that a player got before its program was killed without warning."""
    command = [sys.executable, "-c", PLAYER, str(path), game]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    acknowledged = []
    for line in process.stdout:
        acknowledged.append(line.strip())
        if len(acknowledged) >= presses:
            break
    # in the middle of whatever comes next
    time.sleep(0.002 * presses)
    process.kill()
    acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
    process.wait()
    return acknowledged


def test_kill_nine_loses_nothing_that_was_acknowledged(tmp_path):
    """Killed again and again, the game goes on from the last acknowledged press."""
    path = tmp_path / "games.sqlite3"
    store = Store(path)
    game = Tables(store).new("lab", 7, ("north",)).id
    told = []
    for presses in (1, 4, 7):
        told += play_until_killed(path, game, presses)
        stored = [f"{one.round} {one.stage}" for one in store.stages(game)]
        assert stored[: len(told)] == told
        # at most the one press that was written but not yet heard of
        assert len(stored) - len(told) <= 1
        told = stored
        table = Table.resume(game, store)
        assert (table.game().stage == "over") or len(stored) == 2 * (table.game().round - 1) + (
            table.game().stage == "answers"
        )
    store.close()


def test_a_killed_game_is_the_game_that_was_never_killed(tmp_path):
    """The same presses with and without a crash give the same record."""
    path = tmp_path / "games.sqlite3"
    store = Store(path)
    tables = Tables(store)
    killed, whole = (tables.new("lab", 7, ("north",)).id for _ in range(2))
    while "over" not in play_until_killed(path, killed, 50):
        pass
    assert "over" in play_until_killed(path, whole, 10_000)
    records = [Table.resume(id, store).record().to_json() for id in (killed, whole)]
    assert records[0] == records[1]
    store.close()
