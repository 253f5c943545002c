"""A sweep from a notebook: run there, in worker processes, and opened as people do there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("xarray")

CELLS = (
    """import sim

spec = {
    "sweep": {"id": "notebook", "scenario": "lab", "design": "grid", "replicates": 2},
    "uncertainties": {"parties.north.war.optimism": {"values": [0.4, 0.8]}},
    "levers": {"empathy": {"addresses": ["parties.north.mind.empathy"], "values": [0.0, 0.9]}},
}
swept = sim.sweep(spec, workers=1)
frame = swept.to_pandas()
frame[["row", "empathy", "ending"]]""",
    """grid = frame.groupby(["parties.north.war.optimism", "empathy"])["opened"].mean().to_xarray()
grid""",
    """swept.sql("select empathy, count(*) as worlds from rows group by empathy order by 1")""",
    """from sim.sweeps.analysis import analyse
from ui.report import figures

figures.levers(analyse(swept.folder, ["opened"]), "opened")""",
)


def test_a_notebook_runs_a_sweep_and_shows_its_rows(tmp_path):
    """No guard is needed there, and frames, arrays, relations and figures show themselves."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    client = nbclient.NotebookClient(
        book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.create_kernel_manager()
    client.km.kernel_spec.argv[0] = sys.executable
    client.execute()
    shown = [cell.outputs[-1]["data"] for cell in book.cells]
    assert shown[0]["text/html"].count("<tr>") == 8
    assert "xarray.DataArray" in shown[1]["text/html"]
    assert "empathy" in shown[1]["text/plain"]
    assert "worlds" in shown[2]["text/plain"]
    assert Path(tmp_path / "notebook.sweep" / "table.parquet").is_file()
    assert "Figure" in shown[3]["text/plain"] or "image/png" in shown[3]
