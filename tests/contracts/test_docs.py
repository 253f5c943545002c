"""What the documents say is so: their examples run, and every source they name has its entry."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("**/*.md")])
MODULES = [module.name for module in pkgutil.walk_packages(sim.__path__, "sim.")]
BIBLIOGRAPHY = ROOT / "docs" / "bibliography.md"

# A block in Python with a prompt in it is an example; a block without is left to the reader.
BLOCK = re.compile(r"^```(?:pycon|python)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
ENTRY = re.compile(r"^- \*\*([a-z]+(?:-[a-z]+)*-\d{4})\*\*", re.MULTILINE)
KEY = re.compile(r"\[([a-z]+(?:-[a-z]+)*-\d{4})\]")


def examples(path: Path) -> list[doctest.DocTest]:
    """The examples of a document, in one namespace each document."""
    text = path.read_text(encoding="utf-8")
    names: dict[str, object] = {}
    found = []
    for block in BLOCK.finditer(text):
        line = text.count("\n", 0, block.start(1))
        test = doctest.DocTestParser().get_doctest(
            block[1], names, f"{path.name}, line {line + 1}", str(path), line
        )
        if test.examples:
            test.globs = names
            found.append(test)
    return found


def run(tests: list[doctest.DocTest]) -> str:
    """What went wrong in these examples, in words; empty if nothing did."""
    report: list[str] = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    for test in tests:
        runner.run(test, out=report.append, clear_globs=False)
    return "".join(report)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_example_in_a_document_gives_what_it_says(path):
    assert run(examples(path)) == ""


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_docstring_gives_what_it_says(name):
    module = importlib.import_module(name)
    assert run(doctest.DocTestFinder(exclude_empty=True).find(module)) == ""


def test_an_example_that_is_wrong_is_found(tmp_path):
    """The check itself can fail."""
    document = tmp_path / "wrong.md"
    document.write_text("Sum:\n\n```pycon\n>>> a = 1\n```\n\n```python\n>>> a + 1\n3\n```\n")
    assert "Got:\n    2" in run(examples(document))


def test_every_source_that_is_cited_has_its_entry():
    entries = ENTRY.findall(BIBLIOGRAPHY.read_text(encoding="utf-8"))
    assert len(entries) == len(set(entries))
    sources = [*DOCUMENTS, *(ROOT / "sim").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    missing = {
        f"{path.relative_to(ROOT)}: {key}"
        for path in sources
        for key in KEY.findall(path.read_text(encoding="utf-8"))
        if key not in entries
    }
    assert not missing
