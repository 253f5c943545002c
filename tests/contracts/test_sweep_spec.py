"""What may stand in a spec, and how a mistake in it is told."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from sweep_worlds import GRID, HOPE, grid

import sim
from sim.sweeps.designs import design, size
from sim.sweeps.spec import read_spec

SOUTH = "parties.south.war.optimism"


def changed(path: str, value: object) -> dict:
    """The grid's spec with one thing different; a value of None leaves it out."""
    spec = copy.deepcopy(GRID)
    *tables, last = path.split("/")
    table = spec
    for name in tables:
        table = table.setdefault(name, {})
    if value is None:
        table.pop(last, None)
    else:
        table[last] = value
    return spec


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("sweep", None, r"the table \[sweep\]"),
        ("swep", {}, "did you mean sweep"),
        ("sweep/desing", "grid", "did you mean design"),
        ("sweep/design", "cube", "one of 'grid'"),
        ("sweep/id", "No Such Id", "small letters"),
        ("sweep/scenario", None, "scenario or scenarios"),
        ("sweep/scenario", "labb", "did you mean lab"),
        ("sweep/seed", -1, "at least 0"),
        ("sweep/replicates", 0, "at least 1"),
        ("sweep/replicates", "many", "a whole number"),
        ("sweep/levels", 1, "at least 2"),
        ("sweep/points", 8.5, "a whole number"),
        ("sweep/second_order", True, "but for design sobol"),
        ("sweep/file", "points.csv", "but for design file"),
        (f"uncertainties/{HOPE}/low", 0.9, "low below high"),
        (f"uncertainties/{HOPE}/low", 0.8, "low below high"),
        (f"uncertainties/{HOPE}/low", float("nan"), "low below high"),
        (f"uncertainties/{HOPE}/high", 1.5, "found 1.5; allowed: 0 to 1"),
        (f"uncertainties/{HOPE}/low", "low", "a number"),
        (f"uncertainties/{HOPE}/values", [1.0], "a range, or values, or counterfactuals"),
        (f"uncertainties/{HOPE}/distribution", "log-uniform", None),
        (f"uncertainties/{HOPE}/distribution", "bell", "one of 'uniform'"),
        ("uncertainties/war.noize", {}, "did you mean war.noise"),
        ("uncertainties/war.line", {}, "low below high, or values"),
        ("uncertainties/again", {"addresses": [HOPE], "low": 0.1, "high": 0.2}, "one factor"),
        ("uncertainties/seized", {"addresses": ["war.line"], "values": [0.4]}, "another name"),
        ("uncertainties/row", {"addresses": ["war.line"], "values": [0.4]}, "another name"),
        ("uncertainties", 3, "a table"),
        ("levers/empathy/values", [0.1, 0.1], "each value once"),
        ("levers/empathy/values", [0.1, 7.0], "found 7.0; allowed: 0 to 0.98"),
        ("levers/empathy/values", [], "at least 1"),
        ("levers/empathy/chances", [1.0], "a share for each value"),
        ("levers/course", {"counterfactuals": ["peace"]}, "allowed: one of as-written"),
        ("outcomes/keep", ["seezed"], "did you mean seized"),
        ("stop", {"outcome": "seized", "interval": 0.1, "replicates": 3}, "at least 5"),
        ("stop", {"outcome": "ending", "interval": 0.1, "replicates": 9}, "is a number"),
        ("stop", {"outcome": "rounds", "interval": 0.1, "replicates": 9}, "that is kept"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(path, value, words):
    """The address, what was found and what is allowed; what is no mistake is read."""
    if words is None:
        assert read_spec(changed(path, value))
        return
    with pytest.raises(sim.SweepError, match=words):
        read_spec(changed(path, value))


def test_all_mistakes_are_told_at_once():
    spec = changed("outcomes/keep", ["seezed"])
    spec["uncertainties"]["war.noize"] = {"low": 1.0}
    with pytest.raises(sim.SweepError, match="2 mistakes:\nspec: outcomes"):
        read_spec(spec)


def test_a_file_is_told_by_its_name(tmp_path):
    """TOML that cannot be read, and files that are none."""
    file = tmp_path / "minds.toml"
    file.write_text("[sweep\n")
    with pytest.raises(sim.SweepError, match=r"minds\.toml: line 1"):
        read_spec(file)
    with pytest.raises(sim.SweepError, match="no such file"):
        read_spec(tmp_path / "none.toml")
    with pytest.raises(sim.SweepError, match="a directory"):
        read_spec(tmp_path)


def test_a_range_left_out_is_the_scenarios_own():
    """An empty table sweeps the range the scenario gives, with its sources."""
    spec = read_spec(changed(f"uncertainties/{HOPE}", {}))
    number = sim.load("lab").number(HOPE)
    assert (spec.factors[0].low, spec.factors[0].high) == (number.low, number.high)


def test_addresses_may_be_nested_tables(tmp_path):
    """`[uncertainties.parties.north.war.optimism]` is the address written as TOML likes it."""
    file = tmp_path / "minds.toml"
    file.write_text(
        '[sweep]\nid = "minds"\nscenario = "lab"\ndesign = "grid"\n'
        "[uncertainties.parties.north.war.optimism]\nlow = 0.3\nhigh = 0.8\n"
    )
    assert [f.name for f in read_spec(file).factors] == [HOPE]


def test_more_worlds_than_stated_are_refused():
    with pytest.raises(sim.SweepError, match="needs 160 worlds, more than the 100"):
        design(read_spec(grid(worlds=100)))
    with pytest.raises(sim.SweepError, match="20,000,000 are possible"):
        design(read_spec(grid(levels=1000) | {"levers": {"empathy": {
            "addresses": ["parties.north.mind.empathy"], "low": 0.0, "high": 0.9}}}))  # fmt: skip


# -- designs -----------------------------------------------------------------------

SAMPLED = ("latin", "random", "sobol", "morris")


def sampled(name: str, **head):
    spec = {**GRID, "sweep": {**GRID["sweep"], "design": name, "points": 16, "levels": 4, **head}}
    return read_spec(spec)


@pytest.mark.parametrize("name", ["grid", "one-at-a-time", *SAMPLED])
def test_a_design_has_the_size_it_says_and_stays_in_its_ranges(name):
    spec = sampled(name, second_order=name == "sobol")
    drawn = design(spec)
    assert len(drawn) == size(spec)
    for factor in spec.factors:
        values = drawn.values[factor.name]
        lowest = min(factor.low, factor.base)
        assert lowest <= values.min()
        assert values.max() <= max(factor.high, factor.base)
    again = design(spec)
    assert all(np.array_equal(drawn.values[n], again.values[n]) for n in drawn.values)


@pytest.mark.parametrize("name", ["grid", *SAMPLED])
def test_levers_are_compared_on_the_same_worlds(name):
    """Every policy has the same points of the uncertainties, on the same streams."""
    drawn = design(sampled(name, common="block" if name == "grid" else None) if name != "grid"
                   else read_spec(grid(common="block")))  # fmt: skip
    first, second = (drawn.policy == n for n in (0, 1))
    assert np.array_equal(drawn.stream[first], drawn.stream[second])
    for uncertain in (HOPE, SOUTH):
        assert np.array_equal(drawn.values[uncertain][first], drawn.values[uncertain][second])
    assert set(drawn.values["empathy"]) == {0.0, 0.9}


def test_a_latin_hypercube_has_one_point_in_each_stratum():
    drawn = design(sampled("latin", points=50))
    for name in (HOPE, SOUTH):
        share = (drawn.values[name][:50] - 0.3) / 0.5
        assert sorted(np.floor(share * 50).astype(int)) == list(range(50))


def test_a_sobol_block_differs_in_one_thing_at_a_time():
    """A, B, then A with one column of B on A's stream, then A on B's stream."""
    drawn = design(sampled("sobol"))
    for block in range(16):
        at = np.flatnonzero((drawn.block == block) & (drawn.policy == 0))
        a, b, north, south, seed = at
        x, y = drawn.values[HOPE], drawn.values[SOUTH]
        assert (x[north], y[north]) == (x[b], y[a])
        assert (x[south], y[south]) == (x[a], y[b])
        assert (x[seed], y[seed]) == (x[a], y[a])
        assert list(drawn.stream[at] - drawn.stream[a]) == [0, 1, 0, 0, 1]


def test_morris_without_levels_has_four():
    """What a spec leaves out is never refused; an odd number somebody wrote is."""
    head = {n: v for n, v in GRID["sweep"].items() if n != "levels"}
    spec = read_spec({**GRID, "sweep": {**head, "design": "morris", "points": 4}})
    assert spec.levels == 4
    assert {factor.levels for factor in spec.uncertainties} == {4}
    with pytest.raises(sim.SweepError, match="found 5; allowed: an even number"):
        sampled("morris", levels=5)


def test_a_morris_trajectory_steps_once_in_each_direction():
    drawn = design(sampled("morris", levels=4))
    for block in range(16):
        at = np.flatnonzero((drawn.block == block) & (drawn.policy == 0))
        steps = np.array([np.diff(drawn.values[name][at]) for name in (HOPE, SOUTH)])
        moved = np.abs(steps) > 1e-9
        assert list(moved[:, :2].sum(axis=0)) == [1, 1]
        assert list(moved.sum(axis=1)) == [1, 1]
        assert np.abs(steps[moved]) == pytest.approx(0.5 * 4 / 6)
        assert list(np.diff(drawn.stream[at])) == [0, 0, 1]


@pytest.mark.parametrize(
    ("law", "middle"),
    [
        ({"distribution": "log-uniform", "low": 0.1, "high": 0.9}, 0.3),
        ({"distribution": "triangular", "mode": 0.3}, 0.4464),
        ({"distribution": "normal", "mean": 0.5, "deviation": 0.05}, 0.5),
        ({}, 0.55),
    ],
)
def test_distributions_have_their_medians_and_ends(law, middle):
    factor = read_spec(changed(f"uncertainties/{HOPE}", {"low": 0.3, "high": 0.8, **law})).factors[
        0
    ]
    low, half, high = factor.at(np.array([0.0, 0.5, 1.0]))
    assert half == pytest.approx(middle, abs=1e-3)
    assert factor.low <= low < half < high <= factor.high


def test_categories_come_in_their_shares():
    body = {"values": [0.3, 0.5, 0.7], "chances": [1.0, 2.0, 1.0]}
    factor = read_spec(changed(f"uncertainties/{HOPE}", body)).factors[0]
    values = factor.at((np.arange(100) + 0.5) / 100)
    assert [int((values == v).sum()) for v in (0.3, 0.5, 0.7)] == [25, 50, 25]


# -- points of one's own -----------------------------------------------------------


def own(tmp_path, text: str):
    (tmp_path / "points.csv").write_text(text)
    head = {"id": "own", "scenario": "lab", "design": "file", "file": "points.csv"}
    return read_spec({"sweep": head}, tmp_path)


def test_points_of_ones_own_are_played_as_they_stand(tmp_path):
    drawn = design(own(tmp_path, f"{HOPE},{SOUTH}\n0.3,0.4\n0.5,0.6\n0.3,0.7\n"))
    assert drawn.values[HOPE].tolist() == [0.3, 0.5, 0.3]
    assert drawn.values[SOUTH].tolist() == [0.4, 0.6, 0.7]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "0 lines"),
        (f"{HOPE}\n", "1 lines"),
        (f"{HOPE}\nx\n", "points.csv, line 2: found x"),
        (f"{HOPE}\n0.3\n0.4,0.5\n", "line 3"),
        (f"{HOPE}\nnan\n", "line 2"),
        (f"{HOPE},{HOPE}\n0.3,0.4\n", "each column once"),
        ("war.noize\n0.3\n", "did you mean war.noise"),
        (f"{HOPE}\n0.3\n7\n", "found 7.0; allowed: 0 to 1"),
    ],
)
def test_points_that_cannot_be_read_are_told_by_line(text, words, tmp_path):
    with pytest.raises(sim.SweepError, match=words):
        own(tmp_path, text)


def test_a_point_file_that_is_not_there_is_told(tmp_path):
    head = {"id": "own", "scenario": "lab", "design": "file", "file": "none.csv"}
    with pytest.raises(sim.SweepError, match="no such file"):
        read_spec({"sweep": head}, tmp_path)
