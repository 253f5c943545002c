"""`ceasefire validate`: what it prints and writes, and how it ends."""

from __future__ import annotations

import html.parser
import importlib
import importlib.util
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.validation import abstract, history
from sim.validation.oracle import Oracle, number
from ui import validation_page
from ui.cli import app


def validate(*arguments):
    return CliRunner().invoke(app, ["validate", "--interpreted", *map(str, arguments)])


@pytest.fixture
def only(monkeypatch):
    """A registry of one's own, so that the command is quick."""
    command = importlib.import_module("ui.cli.validate")

    def those(*registered):
        monkeypatch.setattr(command, "oracles", lambda: list(registered))

    return those


def half(obtained):
    return Oracle(
        "T1", "Half <b>and</b> [half]", "fearon-1995", "theory",
        lambda: iter([number("a half", 0.5, obtained)]),
    )  # fmt: skip


def test_it_prints_expected_beside_obtained(only):
    only(half(0.5))
    result = validate("--quick")
    assert result.exit_code == 0
    assert "a half" in result.stdout
    assert "1 of 1 oracles pass" in result.stdout
    assert "[half]" in result.stdout


def test_an_oracle_that_fails_ends_with_code_1(only):
    only(half(0.5), half(0.6))
    result = validate("--quick")
    assert result.exit_code == 1
    assert "miss" in result.stdout
    assert "Missed: T1 (theory)." in result.stderr


def test_it_writes_a_page_and_its_data(only, tmp_path):
    """The page stands alone and holds nothing that runs; what came from data is escaped."""
    only(half(0.5))
    assert validate("--quick", "--out", tmp_path / "a" / "b").exit_code == 0
    page = (tmp_path / "a" / "b" / "validation.html").read_text()
    data = json.loads((tmp_path / "a" / "b" / "validation.json").read_text())
    assert data["oracles"][0]["lines"][0]["obtained"] == "0.5"
    assert data["made"]["seed"] == 1
    assert "Half &lt;b&gt;and" in page
    assert page == validation_page.page(data)
    assert_alone(page)


def assert_alone(page):
    """No script, no link or picture from elsewhere, every tag that opens closes."""

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag, attrs):
            assert tag not in ("script", "iframe", "object", "link")
            assert not [v for k, v in attrs if k in ("src", "href") or k.startswith("on")]
            if tag not in ("meta", "br", "line", "rect", "path", "circle", "polyline"):
                self.open.append(tag)

        def handle_endtag(self, tag):
            if tag not in ("line", "rect", "path", "circle", "polyline"):
                assert self.open.pop() == tag

    reader = Reader()
    reader.open = []
    reader.feed(page)
    assert reader.open == []


def test_a_folder_that_cannot_be_made_is_refused_before_anything_runs(only, tmp_path):
    def never():
        raise AssertionError("ran")
        yield

    only(Oracle("T1", "never", "nobody", "theory", never))
    file = tmp_path / "file"
    file.write_text("")
    result = validate("--out", file)
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert "T1" not in result.stdout


def test_history_and_base_rates_are_on_the_page(only, tmp_path, monkeypatch):
    """A small full run, with a case of the laboratory: shares, bands, figures."""
    command = importlib.import_module("ui.cli.validate")
    case = history.Case("lab", "They <agreed>.", "by construction", True, "nothing")
    monkeypatch.setattr(command.history, "landed", lambda: [case])
    short = abstract.family().with_values({"scenario.rounds": 4})
    monkeypatch.setattr(abstract, "family", lambda: short)
    only(half(0.5))
    result = validate("--worlds", 2, "--wars", 3, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    for word in ("as it was", "mirror", "base rates lie in their bands"):
        assert word in result.stdout
    page = (tmp_path / "validation.html").read_text()
    data = json.loads((tmp_path / "validation.json").read_text())
    told = reporter().renewed("Kept.\n<!-- results -->\nOld.\n<!-- end -->\n", data)
    assert told.startswith("Kept.")
    assert "Old." not in told
    for word in ("1 of 1 pass", "| as it was | 2 |", "seed 1", "3 wars", "36 to 120"):
        assert word in told
    assert [arm["name"] for arm in data["history"][0]["arms"]] == ["as it was", "mirror"]
    assert data["rates"]["wars"] == 3
    assert page.count("<svg") == 3
    assert "They &lt;agreed&gt;." in page
    assert "validate." not in page.replace("ceasefire validate", "")
    assert_alone(page)


def reporter():
    """The script that puts results into the docs."""
    path = Path(__file__).parents[2] / "scripts" / "validation_report.py"
    spec = importlib.util.spec_from_file_location("validation_report", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_left_out_is_said(only):
    """Without compiled rules a quick run plays no worlds, and says so."""
    only(half(0.5))
    result = validate("--quick")
    assert "Cases are left out" in result.stdout
    assert "Base rates are left out" in result.stdout
