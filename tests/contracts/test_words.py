"""Every visible sentence of the screens stands in one place."""

from __future__ import annotations

import ast
import html.parser
import re
from pathlib import Path

import pytest

import ui
from ui.words import sentences

HOUSE = Path(ui.__file__).parent
TEMPLATES = sorted((HOUSE / "components").glob("*.vue"))
MODULES = sorted([*(HOUSE / "pages").glob("*.py"), *(HOUSE / "charts").glob("*.py")])
SCRIPTS = [*TEMPLATES, *MODULES, *(HOUSE / "components").glob("*.py"), HOUSE / "assets/custom.js"]
KEY = re.compile(r"""['"`](screen\.[\w.]*)['"`]?(\s*\+)?""")
F_KEY = re.compile(r"""f["'](screen\.[\w.]*)\{""")
SPOKEN = {"title", "aria-label", "placeholder", "alt", "label"}


class Template(html.parser.HTMLParser):
    """Collects what a reader would read that is not computed."""

    def __init__(self) -> None:
        super().__init__()
        self.literal: list[str] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.skipped += 1
        self.literal += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.skipped -= 1

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\{\{.*?\}\}", "", data, flags=re.DOTALL)
        if not self.skipped and re.search(r"[A-Za-z]", text):
            self.literal.append(text.strip())


def used() -> tuple[set[str], set[str]]:
    """Keys that are said as they stand, and beginnings of keys that are put together."""
    whole, begun = set(), set()
    for file in SCRIPTS:
        text = file.read_text(encoding="utf-8")
        for key, plus in KEY.findall(text):
            (begun if plus or key.endswith((".", "_")) else whole).add(key)
        begun |= set(F_KEY.findall(text))
    return whole, begun


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_templates_hold_no_sentences(file: Path) -> None:
    """A template names its sentences; it does not write them."""
    template = Template()
    template.feed(file.read_text(encoding="utf-8"))
    assert template.literal == []


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.name)
def test_pages_and_charts_hold_no_sentences(file: Path) -> None:
    """A string of several words in a page or a chart is a docstring or goes to the log."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    allowed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "log":
                allowed |= {id(argument) for argument in node.args}
    strings = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in allowed
    ]
    assert [text for text in strings if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)] == []


def test_every_sentence_that_is_said_was_written() -> None:
    """No screen shows the name of a sentence in place of the sentence."""
    written = set(sentences())
    whole, begun = used()
    spoken = {re.sub(r"\.(one|other)$", "", key) for key in written}
    assert sorted(whole - written - spoken) == []
    assert [b for b in sorted(begun) if not any(key.startswith(b) for key in written)] == []


def test_every_sentence_that_was_written_is_said() -> None:
    """Sentences nobody says are deleted."""
    whole, begun = used()
    written = {key for key in sentences() if key.startswith("screen.")}
    left = {re.sub(r"\.(one|other)$", "", key) for key in written} - whole
    assert sorted(key for key in left if not any(key.startswith(b) for b in begun)) == []
