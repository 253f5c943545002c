"""Rehearsals: with power cuts and with open pages nothing acknowledged is lost or counts twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ui.cli.rehearse import free_port, own, told
from ui.rehearsal.school import school


def test_a_class_survives_power_cuts(capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty students, and the server killed ten times at random moments while they play."""
    tally, found = own(students=20, scenario="lab", rounds=8, pace=2.0, kills=10)
    assert tally.failures == []
    assert tally.finished == 20
    assert found["kills"] == 10
    assert found["acts"] >= 40
    assert (found["lost"], found["twice"]) == (0, 0)
    assert any("acknowledged acts" in line for line in told(tally, 20, found))


def test_a_class_with_open_pages() -> None:
    """Twenty students over their pages' own websockets: what one does is on every other page."""
    with ThreadPoolExecutor(1) as elsewhere:  # a browser of another test has this thread's loop
        run = elsewhere.submit(school, 20, "lab", free_port(), pace=4.0, seconds=20.0, closes=1)
        found = run.result()
    tally, seen = found.tally, found.seen
    assert tally.failures == []
    assert found.tables == 10
    assert len(seen.opened) == 20
    assert seen.unanswered == 0
    assert len(seen.own) == len(tally.acknowledged) >= 20
    # each of them had one other person at the table
    assert len(seen.others) >= len(seen.own)
    assert len(seen.heard) == tally.lines > 0
    assert found.verdict["acts"] == len(tally.acknowledged)
    assert (found.verdict["lost"], found.verdict["twice"]) == (0, 0)
    assert len(found.closed) == 1
