"""Pages of the site that are made from the code: numbers, scenarios, commands, names, notebooks."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import typer

import sim
from sim import fields, scenario

ROOT = Path(__file__).resolve().parent.parent

HOMES = (
    ("Scenarios", ("load", "Scenario", "ScenarioError", "Mistake")),
    ("One world", ("NegotiationModel", "stream")),
    ("Acts", ("Act", "Proposal", "Statement", "Insight", "ActError")),
    ("Records", ("Record", "RecordError", "replay")),
    ("Many worlds", ("ensemble", "sweep", "SweepError")),
)
"""The public names of `sim` in the order of use; `bargaining` has a page part of its own."""

TABLES = (
    ("Numbers of a party", "`parties.<id>.<name>`, once for each party", fields.PARTY),
    ("Common numbers", "`<name>` alone, once in a scenario", fields.COMMON),
    ("What the world keeps", "public, once", fields.PUBLIC),
    ("What the world keeps of each party", "public, once for each party", fields.STANDING),
)


def table(head: tuple[str, ...], rows: list[list[object]]) -> str:
    """A table in Markdown."""
    cells = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in cells)])


def numbers() -> str:
    """The field table: every number a scenario may give, and every number a world keeps."""
    parts = [
        "# Every number",
        "From the field table of the engine. How numbers are written, with ranges and sources, is "
        "in [scenario files](../scenarios.md); what they do is in [the model](../model.md). At its "
        "*neutral* value a number has no effect. *Secret* numbers are known to their own party "
        "alone.",
    ]
    for title, whose, rows in TABLES:
        cells = [
            [f"`{f.name}`", f.unit, f.text, f"{f.neutral:g}", f"{f.low:g} to {f.high:g}",
             "yes" if f.secret else ""]
            for f in rows
        ]  # fmt: skip
        head = ("number", "unit", "meaning", "neutral", "bounds", "secret")
        parts += [f"## {title}", f"Address: {whose}.", table(head, cells)]
    return "\n\n".join(parts) + "\n"


def scenarios() -> str:
    """Every scenario that comes with the program: parties, agenda, counterfactuals."""
    parts = ["# The scenarios", "What comes with the program, from the scenario files themselves."]
    for name in scenario.names():
        s = scenario.load(name)
        parts += [f"## {s.title} {{ #{name} }}", f"`{name}`, {s.rounds} × {s.unit}, "
                  f"{s.terms_count:,} sets of terms.", s.summary]  # fmt: skip
        people = [[p.name, p.role, ", ".join(p.instruments)] for p in s.parties.values()]
        parts.append(table(("party", "role", "instruments"), people))
        agenda = [
            [issue.title, "; ".join(option.title for option in issue.options.values())]
            for issue in s.issues.values()
        ]
        parts.append(table(("issue", "options"), agenda))
        if s.counterfactuals:
            what = [[f"`{key}`", one.title] for key, one in s.counterfactuals.items()]
            parts.append(table(("counterfactual", "what is supposed"), what))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def commands() -> str:
    """The help of every command, as the terminal gives it."""
    from ui.cli import app

    top = typer.main.get_command(app)
    parts = [
        "# Commands",
        "The help of each command, as `ceasefire COMMAND --help` gives it.",
    ]
    for name, command in _all(top, "ceasefire"):
        options = [
            [f"`{', '.join(p.opts) if p.param_type_name == 'option' else p.metavar or p.name}`",
             _plain(getattr(p, "help", "") or "")]
            for p in command.params
        ]  # fmt: skip
        parts += [f"## {name}", _plain(command.help or "")]
        if options:
            parts.append(table(("argument", "meaning"), options))
        if command.epilog:
            parts.append(_examples(command.epilog))
    return "\n\n".join(parts) + "\n"


def _all(command: Any, name: str) -> list[tuple[str, Any]]:
    found = [(name, command)]
    for key, below in sorted(getattr(command, "commands", {}).items()):
        found += _all(below, f"{name} {key}")
    return found


def _plain(text: str) -> str:
    return re.sub(r"\[/?[a-z ]+\]", "", text).strip()


def _examples(text: str) -> str:
    lines = [line.strip() for line in _plain(text).splitlines() if line.strip()]
    return "```text\n" + "\n".join(lines) + "\n```"


def names() -> str:
    """Every public name of `sim`, for mkdocstrings to fill from the docstrings."""
    told = {name for _, group in HOMES for name in group} | {"bargaining"}
    if told != set(sim.__all__):
        raise ValueError(f"the reference lists other names than sim: {told ^ set(sim.__all__)}")
    parts = [
        "# Python, every name",
        "`import sim` gives these names; each is loaded when it is first used. Their docstrings "
        "stand here, with examples that run as tests. [Python by example](../python.md) shows "
        "them at work.",
    ]
    for title, group in HOMES:
        parts.append(f"## {title}")
        for name in group:
            home = f"sim.{sim._HOMES[name]}.{name}"
            parts.append(f"::: {home}\n    options:\n      heading_level: 3")
    options = "    options:\n      heading_level: 3\n      show_root_heading: false\n"
    parts += ["## sim.bargaining", f"::: sim.bargaining\n{options}      show_root_toc_entry: false"]
    return "\n\n".join(parts) + "\n"


def notebook(path: Path, folder: Path, worlds: int | None = None) -> str:
    """A notebook, executed, as a page; its figures are written into `folder`.

    `worlds` is how many worlds of each kind it plays; without it the notebook's own number.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbconvert import MarkdownExporter

    book = nbformat.read(path, as_version=4)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CEASEFIRE_WORLDS": str(worlds or "")}
    client = NotebookClient(
        book, timeout=1200, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    folder.mkdir(parents=True, exist_ok=True)
    client.create_kernel_manager()
    # the same Python as here, whatever kernels the machine has registered
    client.km.kernel_spec.argv[0] = sys.executable
    client.execute(env=environment)
    text, files = MarkdownExporter().from_notebook_node(
        book, resources={"unique_key": path.stem, "output_files_dir": f"{path.stem}_files"}
    )
    for name, content in files["outputs"].items():
        figure = folder / name
        figure.parent.mkdir(parents=True, exist_ok=True)
        figure.write_bytes(content)
    return text
