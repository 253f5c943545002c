"""The laboratory: from what is ticked to a spec, the queue, what survives, what is shown."""

from __future__ import annotations

import json
import math
import os
import signal
import time
from contextlib import contextmanager

import numpy as np
import pytest
from asgi import ask
from hypothesis import given, settings
from hypothesis import strategies as st
from lab_process import COMMAND
from sweep_worlds import GRID, HOPE, Inline, alive, children, grid, quick

import sim
from sim import sweeps
from sim.mistakes import Notes
from sim.sweeps import SweepError
from sim.sweeps.spec import read_spec
from ui.lab import explore, runs
from ui.lab import keeper as keepers
from ui.lab.keeper import Keeper
from ui.lab.spec import LONGEST, checked, read, toml_of
from ui.store import Store
from ui.table import Tables

FORM = {
    "title": "Hope & cost", "scenario": "lab", "design": "grid", "levels": "3", "points": "64",
    "replicates": "2", "seed": "7", "keep": ["ending", "opened", "recognised", "seized"],
    "factors": [
        {"address": HOPE, "role": "uncertainty", "low": "0.3", "high": "0.8", "values": ""},
        {"address": "war.noise", "role": "lever", "low": "", "high": "", "values": "0, 0.1"},
    ],
    "supposed": [], "stop": {"outcome": "", "interval": "0.05", "replicates": "100"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    """Runs of this test's own."""
    monkeypatch.setenv("CEASEFIRE_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "lab"


def form(**changes):
    return {**FORM, **changes}


# -- the spec --------------------------------------------------------------------


def test_what_is_ticked_is_the_spec_that_the_terminal_reads(tmp_path):
    """The text is a file like any other: factors, levers, values, outcomes as they were ticked."""
    path = tmp_path / "spec.toml"
    path.write_text(toml_of(FORM))
    spec = read_spec(path)
    assert (spec.id, spec.title, spec.design, spec.seed) == ("hope-cost", "Hope & cost", "grid", 7)
    assert [(f.name, f.lever, f.steps()) for f in spec.factors] == [
        (HOPE, False, [0.3, 0.55, 0.8]), ("war.noise", True, [0.0, 0.1]),
    ]  # fmt: skip
    assert spec.outcomes == ("ending", "opened", "recognised", "seized")
    told = checked(toml_of(FORM))
    assert (told["ok"], told["worlds"], told["points"]) == (True, 12, 6)
    assert 0 < told["bytes"] < told["room"]


def test_counterfactuals_and_a_stopping_rule_can_be_ticked():
    more = {"supposed": ["blind"], "stop": {"outcome": "seized", "interval": "0.1",
                                            "replicates": "20"}}  # fmt: skip
    name = next(iter(sim.load("lab").counterfactuals))
    spec = read(toml_of(form(**{**more, "supposed": [name]})))
    assert spec.levers[-1].values == ("as-written", name)
    assert (spec.stop.outcome, spec.stop.replicates) == ("seized", 20)
    assert spec.most_replicates == 20


@pytest.mark.parametrize(
    "changes",
    [
        {"levels": "many"},
        {"factors": [{"address": "parties.north.war.optimsm", "low": "0", "high": "1"}]},
        {"factors": [{"address": HOPE, "low": "0.9", "high": "0.1"}]},
        {"factors": [{"address": HOPE, "low": "0.4", "high": "0.4"}]},
        {"factors": [{"address": HOPE, "low": "0.3", "high": "9"}]},
        {"factors": []},
        {"design": "sobol", "points": "100"},
        {"design": "guess"},
        {"keep": ["sezied"]},
        {"stop": {"outcome": "ending", "interval": "x", "replicates": ""}},
        {"scenario": "labb"},
    ],
)
def test_what_is_wrong_is_told_in_the_terminals_own_words(changes, tmp_path):
    """Line for line what `ceasefire sweep` says of the same file."""
    text = toml_of(form(**changes))
    path = tmp_path / "x.toml"
    path.write_text(text)
    with pytest.raises(SweepError) as terminal:
        read_spec(path)
    told = checked(text)
    assert not told["ok"]
    here = [line.replace("spec: ", f"{path}: ") for line in told["mistakes"]]
    if "scenario" not in changes:
        assert here == str(terminal.value).split("\n")
    else:
        assert "lab" in here[0]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["address", "role", "low", "values", "outcome"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(FORM)), ANYTHING))
def test_whatever_a_browser_sends_is_a_spec_or_a_sentence(sent):
    """No form makes text that means something else than was typed, or a traceback."""
    told = checked(toml_of(sent))
    assert told["ok"] or all(told["mistakes"])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_a_title_stays_a_title(title):
    """Quotes, line ends and halves of characters cannot leave the string they stand in."""
    notes = Notes("spec")
    from sim.scenario.file import parse

    found = parse(toml_of(form(title=title)), notes)
    assert not notes
    whole = title[:120].encode("utf-8", "replace").decode()
    assert found["sweep"].get("title", "") == whole


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * (LONGEST + 1), "at most 65,536"),
        ("[sweep\n", "a mistake in the TOML"),
        (toml_of(FORM).replace('"lab"', '"/etc/passwd"'), "unknown name"),
        (toml_of(FORM).replace('"lab"', '"../../scenarios/lab"'), "unknown name"),
        (toml_of(FORM).replace('"grid"', '"file"') + "", "a file of this machine"),
        (toml_of(form(replicates="9000000")), "at most 2,000,000 are played from the browser"),
        (toml_of(form(levels="1000", factors=[
            {"address": f"parties.{who}.war.{what}", "low": "0.2", "high": "0.4"}
            for who in ("north", "south") for what in ("optimism", "victory", "defeat")])),
         "are played from the browser"),
    ],
)  # fmt: skip
def test_what_is_too_big_or_names_a_file_is_refused(text, words):
    """Before a single point is made, and without opening what was named."""
    began = time.monotonic()
    told = checked(text)
    assert not told["ok"]
    assert words in "\n".join(told["mistakes"])
    assert time.monotonic() - began < 60


# -- the queue -------------------------------------------------------------------


@contextmanager
def keeping(engine="quick", **changes):
    kept = Keeper((*COMMAND, engine))
    kept.begin()
    try:
        yield kept
    finally:
        kept.end()


def until(wanted, seconds=150.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := wanted():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def stage(keeper, run, *wanted):
    def there():
        now = keeper.state(run)
        assert now["stage"] not in ("failed", "refused") or now["stage"] in wanted, now
        return now if now["stage"] in wanted else None

    return until(there)


def spec(replicates=5, **more):
    return toml_of(form(replicates=str(replicates), levels="4", **more))


def test_a_run_goes_through_and_is_told(data):
    """From the queue to findings; every change is news for whoever looks on."""
    with keeping() as keeper:
        version = keeper.wait_newer(-1)
        run = keeper.add(spec())
        assert keeper.wait_newer(version) > version
        done = stage(keeper, run, "done")
    assert (done["done"], done["total"], done["finished"], done["report"]) == (40, 40, True, True)
    assert done["findings"][0].startswith("40 worlds of lab at 8 points")
    assert "<script" not in run.report.read_text()
    assert runs.files(run)["table.parquet"][0].is_file()


def test_one_runs_at_a_time_and_the_rest_wait():
    with keeping("slow") as keeper:
        first, second = keeper.add(spec(200)), keeper.add(spec(2))
        stage(keeper, first, "running")
        assert keeper.state(second)["stage"] == "waiting"
        with pytest.raises(SweepError, match="Stop it first"):
            keeper.delete(first)
        keeper.stop(first)
        stopped = stage(keeper, first, "stopped")
        assert 0 < stopped["total"] == 1600
        stage(keeper, second, "done")
        keeper.delete(second)
        assert [run.id for run in runs.every()] == [first.id]


def test_stopped_and_begun_anew_it_ends_as_if_undisturbed(tmp_path):
    """The server goes, with it the process; the next one goes on; the bytes are the same."""
    asked = spec(60)
    undisturbed = tmp_path / "whole"
    path = tmp_path / "spec.toml"
    path.write_text(asked)
    sim.sweep(path, to=undisturbed, pool=Inline(), engine=quick)
    with keeping("slow") as keeper:
        run = keeper.add(asked)
        stage(keeper, run, "running")
        until(lambda: keeper.state(run)["done"] > 0)
        process = keeper._child.pid
        workers = children(process)
    assert not run.finished
    until(lambda: not any(alive(pid) for pid in [process, *workers]), 20)
    before = run.told()["done"]
    with keeping("slow") as keeper:
        assert stage(keeper, run, "starting", "measuring", "running")["done"] >= before > 0
        done = stage(keeper, run, "done")
    assert done["done"] == 480
    assert (run.sweep / "table.parquet").read_bytes() == (
        undisturbed / "table.parquet"
    ).read_bytes()


def test_a_server_that_is_killed_leaves_no_process():
    """The run's process ends when the server's end of its pipe is gone, however it went."""
    with keeping("slow") as keeper:
        run = keeper.add(spec(200))
        stage(keeper, run, "running")
        process = keeper._child.pid
        workers = children(process)
        keeper._ended.set()
        keeper._thread.join()
        keeper._child.stdin.close()
        until(lambda: not any(alive(pid) for pid in [process, *workers]), 20)


def test_a_process_that_falls_is_begun_again_and_given_up_in_the_end():
    """Three times without a word is enough; a person may let it try again."""
    with keeping("falls") as keeper:
        run = keeper.add(spec())
        told = stage(keeper, run, "failed")
        assert "ended 3 times without a word (code 9)" in told["sentence"]
    with keeping() as keeper:
        keeper.go_on(run)
        assert stage(keeper, run, "done")["done"] == 40


def test_a_killed_process_is_begun_again():
    with keeping("slow") as keeper:
        run = keeper.add(spec(20))
        stage(keeper, run, "running")
        first = keeper._child.pid
        os.kill(first, signal.SIGKILL)
        until(lambda: keeper._child is not None and keeper._child.pid != first)
        assert stage(keeper, run, "done")["done"] == 160


def test_a_sweep_that_cannot_go_on_says_why():
    """A spec that was changed on the disk since it began is refused with the difference."""
    with keeping("slow") as keeper:
        run = keeper.add(spec(60))
        until(lambda: keeper.state(run)["done"] > 0)
        keeper.stop(run)
        stage(keeper, run, "stopped")
        (run.folder / "spec.toml").write_text(spec(61))
        keeper.go_on(run)
        assert "sweep.replicates was 60, is 61" in stage(keeper, run, "refused")["sentence"]


def test_two_programs_play_a_run_once():
    """The second sees what the first does, and takes over when it is gone."""
    with keeping("slow") as second:
        with keeping("slow") as first:
            run = first.add(spec(60))
            until(lambda: first._child or second._child)
            time.sleep(1)
            assert (first._child is None) != (second._child is None)
            assert stage(first, run, "running")
            assert stage(second, run, "running")
        if not run.finished:
            until(lambda: second._child is not None or run.finished)
        assert stage(second, run, "done")["done"] == 480


def test_files_that_say_nothing_sensible_do_no_harm(data):
    """Half a file, other kinds of JSON, a folder of another name."""
    keeper = Keeper()
    run = runs.create(spec(), 1.0, title="x")
    for body in (b"", b"[1, 2]", b'{"stage": 5, "at": "then"}', b"\xff\xfe", b"[" * 100_000):
        (run.folder / "told.json").write_bytes(body)
        assert keeper.state(run)["total"] == 0
    (data / "notes").mkdir()
    (run.folder / "wish.json").write_bytes(b'{"asked": "yesterday"}')
    assert [one.id for one in runs.every()] == [run.id]
    for name in ("..", "../lab", "notes", "", "0" * 9, run.id.upper() + "x"):
        assert runs.find(name) is None


def test_no_more_runs_are_kept_than_can_be_looked_at(monkeypatch):
    monkeypatch.setattr(keepers, "WAITING", 1)
    keeper = Keeper()
    keeper.add(spec())
    with pytest.raises(SweepError, match="1 runs wait"):
        keeper.add(spec())


# -- what it shows ---------------------------------------------------------------


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


# -- the fence -------------------------------------------------------------------


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
