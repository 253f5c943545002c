"""What is said of a sweep is in its numbers, and no more."""

from __future__ import annotations

import re

import numpy as np
import pytest
from sweep_worlds import GRID, HOPE, Inline, bad, grid, quick
from typer.testing import CliRunner

import sim
from sim.sweeps.analysis import analyse
from sim.sweeps.outcomes import OUTCOMES
from ui import report
from ui.cli import app
from ui.report import figures
from ui.report.answer import answer
from ui.report.findings import findings
from ui.words import known

SOUTH = "parties.south.war.optimism"
KEEP = ["ending", "opened", "recognised", "seized", "first_open", "delay", "delay_ends",
        "war_rounds", "signed", "truce_rounds", "broke", "casualties"]  # fmt: skip


def swept(folder, engine=quick, **head):
    spec = {**GRID, "sweep": {**GRID["sweep"], **head}, "outcomes": {"keep": KEEP}}
    sim.sweep(spec, to=folder, pool=Inline(), engine=engine)
    return folder


@pytest.fixture(scope="module")
def sobol(tmp_path_factory):
    return swept(tmp_path_factory.mktemp("s") / "sobol", design="sobol", points=64, replicates=1)


@pytest.fixture(scope="module")
def found(sobol):
    return analyse(sobol, ["seized", "casualties"])


def test_an_inert_input_of_a_sweep_has_exactly_no_effect(found):
    """These worlds hang on the north's hope and on luck; the south's hope has index 0."""
    for policy in ("empathy = 0", "empathy = 0.9"):
        rows = found.rows("indices", outcome="seized", policy=policy)
        total = {row["input"]: row["total"] for row in rows}
        assert total[SOUTH] == 0.0
        assert total[HOPE] > 0
        assert total["seed"] > 0.5
    told = {row["input"]: row["total"] for row in found.rows("indices", outcome="casualties")}
    assert (told[HOPE], told[SOUTH]) == (0.0, 0.0)


def test_a_lever_that_does_nothing_differs_by_nothing(found):
    """On the same worlds the two policies agree exactly, and the report says no more."""
    (row,) = found.rows("levers", outcome="seized")
    assert (row["difference"], row["low"], row["high"]) == (0.0, 0.0, 0.0)
    assert any("no difference can be told" in sentence for sentence in findings(found))


def test_pairs_rest_on_blocks_where_points_share_them(found):
    """Five points of each of 64 blocks are 64 draws, not 320."""
    assert {row["draws"] for row in found.rows("levers")} == {64}


def test_policies_at_other_points_are_not_paired(tmp_path):
    """In a design of one's own each policy may have its points; then nothing is compared."""
    (tmp_path / "points.csv").write_text(f"{HOPE},empathy\n0.3,0.0\n0.5,0.0\n0.6,0.9\n0.7,0.9\n")
    spec = {
        "sweep": {"id": "own", "scenario": "lab", "design": "file", "replicates": 12,
                  "file": str(tmp_path / "points.csv")},
        "levers": GRID["levers"], "outcomes": {"keep": ["seized"]},
    }  # fmt: skip
    sim.sweep(spec, to=tmp_path / "s", pool=Inline(), engine=quick)
    found = analyse(tmp_path / "s")
    assert not found.rows("levers")
    assert {row["what"] for row in found.skipped} >= {"levers"}


def test_shares_of_those_that_opened_are_told(found):
    """Overall and for each policy, as SQL has them, inside their intervals."""
    rows = found.rows("shares", share="seized_if_opened")
    assert len(rows) == 3
    for row in rows:
        where = "true" if not row["policy"] else f"empathy = {row['policy'].split()[-1]}"
        query = f"select avg((seized or signed > 0)::int), count(*) from rows where {where} "
        query += "and (opened or signed > 0)"
        value, count = found.sweep.sql(query).fetchall()[0]
        assert (row["value"], row["worlds"]) == (pytest.approx(value), count)
        assert row["low"] <= value <= row["high"]
    assert sum("seized it" in sentence for sentence in findings(found)) == 3


def test_findings_are_hedged(found):
    """Intervals stand beside numbers, and the limits are the last word."""
    told = findings(found)
    assert any(f"No change in {SOUTH} ever changed" in sentence for sentence in told)
    assert any("Chance, as the seed decides it" in sentence for sentence in told)
    assert "neither a prediction nor advice" in told[-1]
    assert not any("{" in sentence or "sweeps." in sentence for sentence in told)


def test_chance_is_never_given_more_than_all_of_the_variance(found):
    """Few blocks put its index above 1 here; the sentence says no share above 100 %."""
    seeds = [row for row in found.rows("indices", outcome="seized") if row["input"] == "seed"]
    assert all(row["total_high"] > 1 for row in seeds)
    told = [sentence for sentence in findings(found) if "Chance, as the seed" in sentence]
    shares = [float(share) for sentence in told for share in re.findall(r"([\d.]+)\s?%", sentence)]
    assert shares
    assert max(shares) == 100


def test_few_blocks_are_said_to_be_few(tmp_path):
    """Sixteen blocks name no leading input."""
    folder = swept(tmp_path / "s", design="sobol", points=16, replicates=1)
    told = findings(analyse(folder, ["seized"]))
    assert any("16 blocks are too few to tell what moves" in sentence for sentence in told)
    assert not any("Of the inputs varied" in sentence for sentence in told)


def test_the_report_is_one_file_that_needs_no_other(found, tmp_path):
    """No address of another host or file; figures as SVG and PNG, tables as CSV and Parquet."""
    path = report.write(found, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"""(src|href)=["'](?!data:)""", text)
    assert "://" not in re.sub(r"base64,[^\"]+", "", text)
    for kind in ("svg", "png"):
        assert (tmp_path / "figures" / f"indices-seized.{kind}").stat().st_size > 1000
    import pandas

    table = pandas.read_parquet(tmp_path / "tables" / "indices.parquet")
    again = pandas.read_csv(tmp_path / "tables" / "indices.csv")
    assert len(table) == len(again) == 2 * 2 * 3
    assert np.allclose(table["total"], again["total"])


def test_the_same_report_twice_is_the_same_file(found, tmp_path):
    one, two = report.write(found, tmp_path / "a"), report.write(found, tmp_path / "b")
    assert one.read_bytes() == two.read_bytes()


def test_the_code_beside_a_figure_draws_it(found, tmp_path, monkeypatch):
    """What the page says redoes a figure does."""
    import html

    text = report.write(found, tmp_path).read_text(encoding="utf-8")
    code = html.unescape(re.findall(r"<pre>(.*?)</pre>", text, re.DOTALL)[0])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.sweeps.analysis.analyse", lambda folder: found)
    exec(code, {})
    assert list(tmp_path.glob("*.svg"))


@pytest.mark.parametrize(
    ("head", "tables"),
    [
        ({"design": "grid"}, {"main_effects", "surface", "levers", "curves", "tree"}),
        ({"design": "latin", "points": 40}, {"main_effects", "regions", "robustness"}),
        ({"design": "morris", "points": 6, "levels": 4}, {"effects", "levers", "survival"}),
        ({"design": "one-at-a-time", "replicates": 12}, {"one_at_a_time", "summary"}),
    ],
)
def test_every_design_has_its_report(head, tables, tmp_path):
    """What a design can tell is told, and drawn."""
    folder = swept(tmp_path / "s", **head)
    found = analyse(folder, ["seized"])
    assert tables <= {name for name, rows in found.tables.items() if rows}
    text = report.write(found, tmp_path / "r").read_text(encoding="utf-8")
    assert "All findings" in text
    assert "sweeps." not in re.sub(r"<pre>.*?</pre>", "", text, flags=re.DOTALL).replace(
        "sim.sweeps", ""
    )


def test_what_two_inputs_do_together_is_drawn_and_told(tmp_path):
    """In these worlds no two inputs do; with the seed, the one that matters does."""
    folder = swept(tmp_path / "s", design="sobol", points=256, replicates=1, second_order=True)
    found = analyse(folder, ["seized"])
    text = report.write(found, tmp_path / "r").read_text(encoding="utf-8")
    assert (tmp_path / "r" / "figures" / "second_order-seized.svg").exists()
    assert f"Most of all {HOPE} with seed: second-order index" in text
    assert "beyond what each does alone: 1 of 3, where luck alone would name about 1." in text


def test_a_figure_says_what_it_leaves_out(found, tmp_path, monkeypatch):
    """The largest bars are drawn, and how many there are stands below."""
    words = "are drawn; the tables have all"
    assert words not in report.write(found, tmp_path / "a").read_text(encoding="utf-8")
    monkeypatch.setattr(figures, "MOST_BARS", 2)
    text = report.write(found, tmp_path / "b").read_text(encoding="utf-8")
    assert f"The 2 largest of 3 {words}." in text


def test_worlds_without_a_result_are_left_out_and_counted(tmp_path):
    """Analyses mask what is missing, and the report begins with it."""
    folder = swept(tmp_path / "s", engine=bad, levels=2, replicates=2)
    found = analyse(folder, ["seized"])
    (row,) = found.rows("summary")
    assert (row["worlds"], row["missing"]) == (14, 2)
    assert "2 worlds (12.5%) gave no result" in findings(found)[1]


def test_a_surface_has_the_means_of_its_cells(tmp_path):
    """And each cell names a row that can be opened."""
    folder = swept(tmp_path / "s")
    found = analyse(folder, ["seized"])
    frame = found.sweep.to_pandas()
    for cell in found.rows("surface"):
        here = frame[(frame[cell["x"]] == cell["x_at"]) & (frame[cell["y"]] == cell["y_at"])]
        assert cell["mean"] == pytest.approx(here["seized"].mean())
        assert (cell["worlds"], cell["row"]) == (len(here), here["row"].min())
    assert figures.surface(found, "seized").axes


def test_names_are_not_taken_for_markup(tmp_path):
    """A title in a spec is text, whatever it says."""
    folder = swept(tmp_path / "s", title="<script>alert(1)</script>")
    text = report.write(analyse(folder, ["seized"]), tmp_path / "r").read_text(encoding="utf-8")
    assert "<script>" not in text


def test_every_outcome_has_a_name():
    assert all(known(f"sweeps.outcome.{n}") for n, o in OUTCOMES.items() if o.kind != "text")


@pytest.fixture(scope="module")
def whole(sobol):
    return analyse(sobol)


def test_the_answer_is_short_and_has_no_noise(whole):
    """A dozen sentences or so, each with a number that could have been another."""
    told = answer(whole)
    assert 8 <= len(told) <= 14
    assert not any("{" in sentence or "sweeps." in sentence for sentence in told)
    assert not any("100% to 100%" in each or "+0 to +0" in each for each in told)
    assert "never a prediction or advice" in told[-1]


def test_the_answer_names_the_inputs_that_rise_and_no_other(whole):
    """These worlds hang on the north's hope alone: one input of two."""
    (told,) = (s for s in answer(whole) if s.startswith("On whether a window is seized"))
    assert f"{HOPE} +" in told
    assert SOUTH not in told
    assert "told of 1 of 2 inputs; luck alone would name about 1." in told


def test_rises_over_all_points_resample_blocks_with_all_their_policies(whole):
    """A policy that changes nothing doubles the points and leaves the interval as it was."""
    rows = whole.rows("rises", outcome="seized", input=HOPE)
    first, *rest = rows
    assert (first["scenario"], first["policy"]) == ("", "")
    assert first["points"] == sum(row["points"] for row in rest)
    for row in rest:
        assert [first[key] for key in ("rise", "low", "high")] == pytest.approx(
            [row[key] for key in ("rise", "low", "high")]
        )


def test_one_input_at_a_time_is_told_by_its_largest_difference(tmp_path):
    folder = swept(tmp_path / "s", design="one-at-a-time", replicates=40)
    found = analyse(folder, ["seized"])
    largest = max(abs(row["difference"]) for row in found.rows("one_at_a_time"))
    for told in (answer(found), findings(found)):
        (sentence,) = (each for each in told if each.startswith("One at a time"))
        assert HOPE in sentence
        assert f"{largest:.2g} (" in sentence


def test_few_points_say_that_they_are_few(tmp_path):
    """Nothing is told of inputs then, nor of truces that nobody saw."""
    found = analyse(swept(tmp_path / "s", design="grid", levels=2, replicates=8), ["seized"])
    told = answer(found)
    assert sum("fewer than 30 points" in each for each in told) == 1
    assert not any("highest fifth" in each or "0 rounds (0 to 0)" in each for each in told)


def test_the_answer_of_morris_names_effects(tmp_path):
    found = analyse(swept(tmp_path / "s", design="morris", points=16), ["seized"])
    told = [each for each in answer(found) if "effect" in each]
    assert any(HOPE in each for each in told)
    assert set(told) <= set(findings(found))


def test_the_report_opens_with_the_answer(whole, tmp_path):
    """All findings are folded below it."""
    text = report.write(whole, tmp_path).read_text(encoding="utf-8")
    start, folded = text.index("The answer"), text.index("<details><summary>All findings")
    assert start < text.index("luck alone would name") < folded
    assert folded < text.index("Over the whole design the mean of")


def ceasefire(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_the_command_prints_findings_and_writes_the_report(tmp_path):
    folder = swept(tmp_path / "s")
    result = ceasefire("analyse", folder, "--outcome", "seized")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert "160 worlds of lab at 32 points" in lines[0]
    assert lines[:-2] == answer(analyse(folder, ["seized"]))
    assert "--all" in lines[-2]
    every = ceasefire("analyse", folder, "--outcome", "seized", "--all").stdout.splitlines()
    assert every[:-1] == findings(analyse(folder, ["seized"]))
    assert (folder / "report" / "report.html").is_file()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ([], "holds no sweep"),
        (["--outcome", "seezed"], "did you mean seized"),
        (["--outcome", "ending"], "no outcome ending"),
    ],
)
def test_an_analysis_that_cannot_be_is_refused(more, words, tmp_path):
    folder = swept(tmp_path / "s", levels=2, replicates=1) if more else tmp_path / "none"
    result = ceasefire("analyse", folder, *more)
    assert result.exit_code == 1
    assert words in " ".join(result.stderr.split())


def test_an_unfinished_sweep_is_refused(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        sim.sweep(grid(), to=tmp_path / "s", pool=Inline(limit=2), engine=quick)
    with pytest.raises(sim.SweepError, match="not finished"):
        analyse(tmp_path / "s")
