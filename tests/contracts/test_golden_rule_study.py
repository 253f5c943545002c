"""The study that ships: its specs, a small version of it, and the page that is made of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.sweeps.designs import design, size
from sim.sweeps.opened import begin
from sim.sweeps.results import row_of
from sim.sweeps.spec import read_spec
from sim.sweeps.store import Store

HOME = Path(__file__).parents[2] / "docs/studies/golden-rule"
PAGE = Path(__file__).parents[2] / "benchmarks/golden_rule_sweeps.py"


@pytest.mark.parametrize("name", ["japan-1945", "japan-1945-durability", "ukraine-2022"])
def test_the_specs_hold(name):
    """Both are accepted whole: every address is one of the scenario's numbers."""
    spec = read_spec(tomllib.loads((HOME / f"{name}.toml").read_text(encoding="utf-8")))
    assert [s.id for s in spec.scenarios] == [name.removesuffix("-durability")]
    assert spec.to_end == name.endswith("-durability")
    assert {"opened", "recognised", "seized"} <= set(spec.outcomes)


def _small() -> dict[str, Any]:
    """Few blocks of Japan's last summer over few inputs."""
    raw = tomllib.loads((HOME / "japan-1945.toml").read_text(encoding="utf-8"))
    raw["sweep"]["points"] = 4
    for name in [n for n in raw["uncertainties"] if n.startswith("parties.") or n == "empathy"]:
        del raw["uncertainties"][name]
    return raw


def test_a_small_version_gives_the_page(tmp_path):
    """Few blocks of Japan's last summer: one command tells the means of the rows, and draws."""
    swept = sim.sweep(_small(), to=tmp_path / "small.sweep", workers=1).to_pandas()
    command = [sys.executable, str(PAGE), str(tmp_path / "small.sweep"), "--to", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    numbers = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["small"]
    assert numbers["worlds"] == len(swept) == 4 * (3 + 3) * 2
    for outcome in ("opened", "recognised", "seized", "war_rounds"):
        assert numbers[outcome] == pytest.approx(swept[outcome].mean())
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert f"| opened | {swept['opened'].mean():.0%} (" in page
    opened = swept[swept["opened"] | (swept["signed"] > 0)]
    share = (opened["seized"] | (opened["signed"] > 0)).mean()
    assert f"| seized, where one opened | {share:.0%} (" in page
    worlds = re.findall(r"world ([\d,]+), .*`ceasefire play --row FOLDER:", page)
    assert len(worlds) == len(set(worlds)) >= 2
    assert f"Together {len(swept):,} worlds." in page
    figures = re.findall(r"!\[[^]]+\]\((small-[a-z-]+\.svg)\)", page)
    assert "small-until-opening.svg" in figures
    assert {path.name for path in tmp_path.glob("*.svg")} == set(figures)


def test_one_sweep_renews_its_section_alone(tmp_path):
    """The page keeps what it says of the others, in its order, and counts all worlds anew."""
    shutil.copytree(HOME, tmp_path, dirs_exist_ok=True)
    before = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    swept = sim.sweep(_small(), to=tmp_path / "japan-1945.sweep", workers=1)
    command = [sys.executable, str(PAGE), str(tmp_path / "japan-1945.sweep")]
    subprocess.run([*command, "--to", str(tmp_path)], check=True, capture_output=True, text=True)
    after = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert list(after) == list(before)
    assert {n for n in after if after[n] != before[n]} == {"japan-1945"}
    assert after["japan-1945"]["worlds"] == len(swept.to_pandas())
    pages = [(p / "README.md").read_text(encoding="utf-8") for p in (HOME, tmp_path)]
    kept = [page.split("\n## ") for page in pages]
    assert [part.split("\n", 1)[0] for part in kept[0]] == [
        part.split("\n", 1)[0] for part in kept[1]
    ]
    same = [one == other for one, other in zip(*kept, strict=True)]
    assert same == [False, False, True, True, True]
    assert f"Together {sum(n['worlds'] for n in after.values()):,} worlds." in pages[1]


def test_an_unfinished_sweep_gives_no_page(tmp_path):
    """It is refused with a sentence before anything is written, as is a folder without one."""
    raw = tomllib.loads((HOME / "japan-1945.toml").read_text(encoding="utf-8"))
    raw["sweep"]["points"] = 4
    spec = read_spec(raw)
    begin(Store(tmp_path / "half.sweep"), spec, design(spec), 8)
    for folder, reason in (("half.sweep", "is not finished"), ("none", "holds no sweep")):
        command = [sys.executable, str(PAGE), str(tmp_path / folder), "--to", str(tmp_path)]
        ran = subprocess.run(command, check=False, capture_output=True, text=True)
        assert ran.returncode == 1
        assert reason in ran.stderr
        assert "Traceback" not in ran.stderr
    assert not (tmp_path / "README.md").exists()


def test_the_study_asks_for_a_million_worlds():
    """The specs that ship, as one command each plays them."""
    specs = [read_spec(path) for path in sorted(HOME.glob("*.toml"))]
    assert sum(size(spec) * spec.replicates for spec in specs) >= 1_000_000


def test_worlds_worth_watching_open_from_the_spec():
    """The page names worlds of the shipped spec; each is a row of it, with that seed and world."""
    page = (HOME / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"seed (\d+), world ([\d,]+), .*`ceasefire play --row (\S+):(\d+)`", page)
    assert len(named) >= 10
    for seed, world, spec, row in named[::7]:
        found = row_of(f"{HOME.parents[2] / spec}:{row}")
        assert (found.seed, found.replicate) == (int(seed), int(world.replace(",", "")))
