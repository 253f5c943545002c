"""A rehearsal with power cuts: nothing acknowledged is lost, nothing counts twice."""

from __future__ import annotations

import pytest

from ui.cli.rehearse import own, told


def test_a_class_survives_power_cuts(capsys: pytest.CaptureFixture[str]) -> None:
    """Ten students, and the server killed three times at random moments while they play."""
    tally, found = own(students=10, scenario="lab", rounds=4, pace=2.0, kills=3)
    assert tally.failures == []
    assert tally.finished == 10
    assert found["kills"] == 3
    assert found["acts"] >= 20
    assert (found["lost"], found["twice"]) == (0, 0)
    assert any("acknowledged acts" in line for line in told(tally, 10, found))
