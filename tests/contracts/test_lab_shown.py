"""What the laboratory shows of a run are the numbers of its worlds."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from asgi import ask
from in_lab import spec
from sweep_worlds import GRID, HOPE, Inline, grid, quick

import sim
from sim import sweeps
from sim.sweeps import SweepError
from ui.lab import explore, runs
from ui.store import Store
from ui.table import Tables

pytestmark = pytest.mark.usefixtures("data")


@pytest.fixture
def finished(data):
    run = runs.create(spec(), 1.0, title="Hope & cost")
    body = {
        **GRID,
        "outcomes": {"keep": ["ending", "opened", "recognised", "seized", "casualties"]},
    }
    sim.sweep(body, to=run.sweep, pool=Inline(), engine=quick)
    return run


def test_maps_are_the_means_of_their_cells(finished):
    """Laid out from the lowest value of both factors; every world is in one cell."""
    swept = explore.opened(finished)
    south = "parties.south.war.optimism"
    shown = explore.maps(swept, HOPE, south, ["opened", "seized", "casualties"])
    assert [one["outcome"] for one in shown["maps"]] == ["opened", "seized", "casualties"]
    assert shown["xs"] == sorted(shown["xs"])
    for one in shown["maps"]:
        assert sum(map(sum, one["worlds"])) == 160
        for i, y in enumerate(shown["ys"]):
            for j, x in enumerate(shown["xs"]):
                value = f"avg({one['outcome']}::double)"
                where = f'abs("{HOPE}" - {x}) < 1e-9 and abs("{south}" - {y}) < 1e-9'
                mean = swept.sql(f"select {value} from rows where {where}").fetchall()[0][0]
                assert one["means"][i][j] == pytest.approx(mean, abs=1e-9)
    assert (shown["maps"][0]["low"], shown["maps"][0]["high"]) == (0.0, 1.0)


def test_a_share_has_its_interval_and_a_mean_has_none(finished):
    """Wilson's, from the five worlds that all points of a field share, not from ten rows."""
    swept = explore.opened(finished)
    shown = explore.maps(swept, HOPE, "parties.south.war.optimism", ["opened", "casualties"])
    share, mean = shown["maps"]
    assert all(ends is None for row in mean["ends"] for ends in row)
    # 2 of 5: (0.118, 0.769), as in Wilson's formula
    cells = {(m, n, *e) for a, b, c in zip(share["means"], share["worlds"], share["ends"],
                                           strict=True)
             for m, n, e in zip(a, b, c, strict=True)}  # fmt: skip
    assert {n for _, n, *_ in cells} == {10}
    for value, _, low, high in cells:
        z, n, k = 1.959963984540054, 5, round(5 * value)
        middle, half = (k + z * z / 2) / (n + z * z), z / (n + z * z)
        half *= math.sqrt(k * (n - k) / n + z * z / 4)
        assert (low, high) == pytest.approx((max(0, middle - half), min(1, middle + half)))


def test_shares_of_the_worlds_that_opened(data):
    """Of those in which one opened; what opens and is signed within a round counts as both."""

    def played(scenario, worlds, seed, first, to_end=True, progress=None):
        found = quick(scenario, worlds, seed, first)
        k = np.arange(first, first + worlds) % 5
        # never open; open and missed; seen and missed; seized; opened and signed in one round
        for name, column in {
            "opened": np.isin(k, (1, 2, 3)), "recognised_50": k == 2, "seized": k == 3,
            "signed": np.where(k >= 3, 7, 0),
        }.items():  # fmt: skip
            found.columns[name] = column.astype(np.int64)
        return found

    run = runs.create(spec(), 1.0)
    keep = ["opened", "recognised", "seized", "signed", "at_once"]
    body = {**GRID, "outcomes": {"keep": keep}}
    sim.sweep(body, to=run.sweep, pool=Inline(), engine=played)
    swept = explore.opened(run)
    names = ["recognised_if_opened", "seized_if_opened", "at_once"]
    assert explore.axes(swept)["first"] == ["opened", "recognised", "seized", *names[:2]]
    shown = explore.maps(swept, HOPE, "empathy", names)["maps"]
    assert [one["means"][0][0] for one in shown] == pytest.approx([1 / 3, 2 / 4, 1 / 5])
    assert [one["worlds"][0][0] for one in shown] == [12, 16, 20]
    assert all(one["share"] for one in shown)


def test_a_run_that_goes_on_shows_what_there_is(data, monkeypatch):
    """Maps of the finished parts, on the axes of the whole; then of all, on the same axes."""
    monkeypatch.setattr(sweeps, "_chunk", lambda spec, measured: 20)
    run = runs.create(spec(), 1.0)
    with pytest.raises(SweepError, match="No world"):
        explore.opened(run)
    with pytest.raises(KeyboardInterrupt):
        sim.sweep(GRID, to=run.sweep, pool=Inline(limit=4), engine=quick)
    assert (run.some, run.finished) == (True, False)
    south = "parties.south.war.optimism"
    told = explore.asking(explore.axes, run)
    assert (told["rows"], told["of"]) == (60, 160)
    part = explore.asking(lambda swept: explore.maps(swept, HOPE, south, ["seized"]), run)
    assert sum(map(sum, part["maps"][0]["worlds"])) == 60
    assert explore.asking(explore.lines, run)["points"]
    row = explore.asking(lambda swept: explore.of_point(swept, 3), run)["rows"][0]["row"]
    assert explore.opened(run).world(row).replicate == 0
    gone = explore.opened(run)
    sim.sweep(GRID, to=run.sweep, pool=Inline(), engine=quick)
    # parts became the table between a look at the folder and a look at the rows
    tries = iter([gone, explore.opened(run)])
    monkeypatch.setattr(explore, "opened", lambda _: next(tries))
    whole = explore.asking(lambda swept: explore.maps(swept, HOPE, south, ["seized"]), run)
    assert (whole["xs"], whole["ys"]) == (part["xs"], part["ys"])
    assert sum(map(sum, whole["maps"][0]["worlds"])) == 160


def test_the_worlds_of_all_cells_are_all_worlds(finished):
    """A field lists its own worlds and no others, however many there are on a page."""
    swept = explore.opened(finished)
    shown = explore.maps(swept, HOPE, "empathy", ["opened"])
    seen = []
    for x in shown["xs"]:
        for y in shown["ys"]:
            first = 0
            while True:
                page = json.loads(json.dumps(explore.worlds(swept, HOPE, "empathy", x, y, first)))
                seen += [row["row"] for row in page["rows"]]
                assert all(abs(row["values"][0] - x) < 1e-9 for row in page["rows"])
                first += len(page["rows"])
                if first >= page["total"]:
                    break
    assert sorted(seen) == list(range(160))
    assert explore.worlds(swept, HOPE, "empathy", "no", "such")["rows"] == []


def test_ranges_are_cut_into_fields_and_back(tmp_path):
    """With points all over a range a field is a bin, and names the worlds that lie in it."""
    body = grid(design="latin", points=60, replicates=1)
    swept = sim.sweep(body, to=tmp_path / "s", pool=Inline(), engine=quick)
    south = "parties.south.war.optimism"
    shown = explore.maps(swept, HOPE, south, ["opened"])
    assert len(shown["xs"]) == len(shown["ys"]) == explore.BINS
    count = 0
    for i, y in enumerate(shown["ys"]):
        for j, x in enumerate(shown["xs"]):
            found = explore.worlds(swept, HOPE, south, x, y)["total"]
            assert found == shown["maps"][0]["worlds"][i][j]
            count += found
    assert count == 120


def test_lines_have_a_place_on_every_bar(finished, monkeypatch):
    swept = explore.opened(finished)
    shown = explore.lines(swept)
    assert len(shown["points"]) == shown["all"] == 32
    for point in shown["points"]:
        for axis, value in zip(shown["axes"], point["at"], strict=True):
            assert axis["low"] - 1e-9 <= value <= axis["high"] + 1e-9
    monkeypatch.setattr(explore, "MOST_LINES", 10)
    assert 5 <= len(explore.lines(swept)["points"]) <= 10
    assert explore.lines(swept) == explore.lines(swept)


def test_what_cannot_be_shown_is_said(finished, data):
    swept = explore.opened(finished)
    for call in (
        lambda: explore.maps(swept, HOPE, HOPE, ["opened"]),
        lambda: explore.maps(swept, HOPE, '"; drop table worlds; --', ["opened"]),
        lambda: explore.maps(swept, HOPE, "empathy", ['opened" from worlds; --']),
        lambda: explore.worlds(swept, "no", "empathy", 0, 0),
        lambda: explore.of_point(swept, 32),
        lambda: explore.opened(runs.create(spec(), 2.0)),
        lambda: explore.watched(finished, 10**6, Tables(Store.memory())),
    ):
        with pytest.raises(SweepError):
            call()


def test_worlds_that_gave_no_number_are_no_share(tmp_path):
    """A cell with nothing but failed worlds is empty, and says so; nothing is counted as zero."""
    from sweep_worlds import quick as whole

    def broken(scenario, worlds, seed, first, to_end=True, progress=None):
        if scenario.number(HOPE).value > 0.5:
            raise ValueError("no world here")
        return whole(scenario, worlds, seed, first, to_end, progress)

    swept = sim.sweep(grid(), to=tmp_path / "s", pool=Inline(), engine=broken)
    shown = explore.maps(swept, HOPE, "empathy", ["opened"])["maps"][0]
    assert [means[-1] for means in shown["means"]] == [None, None]
    assert [worlds[-1] for worlds in shown["worlds"]] == [0, 0]
    high = explore.maps(swept, HOPE, "empathy", ["opened"])["xs"][-1]
    rows = explore.worlds(swept, HOPE, "empathy", high, 0.0)["rows"]
    assert {row["status"] for row in rows} == {"raised an error"}
    assert not any(math.isnan(v) for row in rows for v in row["values"])


def test_a_row_is_watched_as_the_world_it_is(finished):
    """The same numbers, seed and replicate; asked for twice it is the same game."""
    tables = Tables(Store.memory())
    token = explore.watched(finished, 158, tables)
    begun = tables.seat(token).table.game()
    assert (begun.seed, begun.replicate) == (7, 3)
    assert begun.scenario.number(HOPE).value == 0.8
    assert explore.watched(finished, 158, tables) == token
    assert len(tables.list()) == 1
    assert "Hope & cost" in tables.list()[0].label


def test_a_server_of_classes_has_no_laboratory(finished, tmp_path, monkeypatch):
    """No page, no file, no queue: what belongs to the owner of the machine stays there."""
    import solara
    from a_class import Lesson

    from ui import app as application
    from ui.lab import shared
    from ui.pages import lab as page

    own = application.build(Tables(Store.memory()))
    path = f"/lab/{finished.id}/spec.toml"
    assert b"[sweep]" in ask(own, path).body
    assert ask(own, f"/lab/{finished.id}/told.json").status == 404
    assert ask(own, "/lab/00000000/spec.toml").status == 404
    assert ask(own, path, headers={"host": "evil.example"}).status == 421
    lesson = Lesson(tmp_path / "class.sqlite3")
    hosting = application.build(house=lesson.house)
    assert not [one for one in hosting.routes if one.path.startswith("/lab")]
    monkeypatch.setattr(page, "hosted", lambda: lesson.house)
    for run in ("", finished.id):
        box, context = solara.render(page.LabPage(run), handle_error=False)
        assert box.children[0].template_file[1] == "message.vue"
        context.close()
    assert shared()._thread is None
    lesson.house.log.close()


def test_an_address_tells_what_its_number_stands_for():
    """Numbers of the field table carry their meaning and unit; others are told by their address."""
    from ui.pages.lab import numbers_of

    rows = {row[0]: row for row in numbers_of("lab")["numbers"]}
    assert rows["war.noise"][-2:] == ["share", "standard deviation of a round's battle result"]
    assert rows["parties.south.war.evidence"][-1] == "weight of that first chance, in battles seen"
    assert rows["issues.land.options.none.values.north"][-2:] == ["utility", ""]
