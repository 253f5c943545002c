"""Where transcripts and tables are printed."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from ..transcript import Line

WIDEST = 110
"""Columns of the longest line in a terminal, however wide it is."""


class Paper(Console):
    """A console that leaves a reader who went away to `refusals`."""

    def on_broken_pipe(self) -> None:
        """Say so instead of ending the program with the code of a refusal."""
        raise BrokenPipeError


def show(lines: Iterable[Line]) -> None:
    """Print a transcript: wrapped and coloured in a terminal, line by line into a file."""
    console = Paper(file=sys.stdout, highlight=False, soft_wrap=True)
    width = min(console.width, WIDEST) if console.is_terminal else 0
    for line in lines:
        text = line.text
        if width:
            indent = " " * (len(text) - len(text.lstrip()) + 4)
            text = textwrap.fill(text, width, subsequent_indent=indent, drop_whitespace=True)
        console.print(Text(text, style=line.style))
