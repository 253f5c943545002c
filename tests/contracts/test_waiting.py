"""Long work of a tab: told as it goes, stopped when nobody waits; and every wait has a text."""

import json
import re
import threading
from pathlib import Path

import pytest

import ui
from ui.components import SENT, every, part
from ui.pages import waiting
from ui.pages.waiting import Long

PATIENCE = 20


@pytest.fixture
def told(monkeypatch):
    """What was said, and a bell for each time."""
    monkeypatch.setattr(waiting, "SELDOM", 0.0)
    found, bell = [], threading.Semaphore(0)

    def said(text):
        found.append(json.loads(text))
        bell.release()

    return found, said, lambda: bell.acquire(timeout=PATIENCE)


def test_work_tells_how_far_it_is_and_what_it_found(told):
    """Parts done, of how many, about how long it takes; then the result, once."""
    found, said, next_one = told

    def work(tell):
        for done in range(3):
            tell(done, 3)
        return {"north": 1}

    Long(said).begin(work)
    assert all(next_one() for _ in range(3))
    assert [one["waits"]["done"] for one in found[:2]] == [1, 2]
    assert all(one["waits"]["total"] == 3 and one["waits"]["left"] >= 0 for one in found[:2])
    assert found[2:] == [{"north": 1}]


def test_work_that_nobody_waits_for_ends(told):
    """A stop is taken at the next part, and said; nothing comes of the work afterwards."""
    found, said, next_one = told
    begun, stopped = threading.Event(), threading.Event()

    def work(tell):
        begun.set()
        assert stopped.wait(PATIENCE)
        tell(1, 2)
        pytest.fail("it went on")

    long = Long(said)
    long.begin(work)
    assert begun.wait(PATIENCE)
    long.end()
    stopped.set()
    assert next_one()
    assert found == [{"stopped": True}]


def test_a_fault_in_the_work_is_no_endless_wait(told, caplog):
    """Whoever waits hears that nothing comes; the log has the reason."""
    found, said, next_one = told

    def work(tell):
        raise RuntimeError("no such world")

    Long(said).begin(work)
    assert next_one()
    assert found == [{"stopped": True}]
    assert "no such world" in caplog.text


OTHERS = {"lab", "run"}  # the page of sweeps has progress, time left and a stop of its own


def test_no_wait_is_without_words():
    """A page waits, is empty or fails in one way: by the parts that take a text."""
    for name in set(every()) - OTHERS - {"waits", "nothing", "trouble"}:
        template = part(name).partition("<script>")[0]
        for tag in re.findall(r"<(?:waits|nothing|trouble)\b[^>]*", template):
            assert ":text=" in tag, (name, tag)
        assert 'class="skeleton"' not in template, name
        assert 'class="empty"' not in template, name
        assert 'class="waiting"' not in template, name
        # a part that waits is sent with those it waits with
        used = set(re.findall(r"<(waits|nothing|trouble)\b", template))
        for screen, parts in SENT.items():
            if screen == name or name in parts:
                assert used <= set(parts), (screen, name)


def test_plain_pages_are_empty_in_the_same_way():
    """What the doors say of an empty place looks as on the screens."""
    sheet = (Path(ui.__file__).parent / "assets" / "plain.css").read_text(encoding="utf-8")
    assert ".empty" not in sheet
    assert ".waiting" not in sheet
