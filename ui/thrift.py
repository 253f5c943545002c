"""What each open page has of its own, without what no page uses.

Solara gives every page a whole interactive shell, with commands, aliases and completion for
somebody who would type at it, and a copy of every component's text. Nobody types at these pages,
and their components do not change while the server runs: that is a tenth of a megabyte for each
page, and half the time of its opening.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

# the application first: the other half-imports it
from solara.server import app, patch  # noqa: F401
from solara.server.shell import SolaraInteractiveShell

UNUSED = ("magics", "alias", "completer", "extension_manager", "payload", "pdb")
"""Parts of a shell for somebody who types."""


def use() -> None:
    """Spare them in this program."""
    shell: Any = SolaraInteractiveShell
    if shell.init_history is _no_history:
        return
    for name in UNUSED:
        setattr(shell, f"init_{name}", _nothing)
    shell.magics_manager, shell.init_history = None, _no_history
    shell.init_display_formatter = _one_formatter(shell.init_display_formatter)
    # of which a page makes one that remembers every call; nobody calls it
    vars(patch)["mock"] = SimpleNamespace(MagicMock=_Unheard)
    if os.environ.get("SOLARA_MODE") == "production":
        # the module, which a class of the same name hides
        setattr(sys.modules["ipyvue.Template"], "open", _Read)  # noqa: B010


def _nothing(*_: Any) -> None:
    return None


def _one_formatter(make: Callable[[Any], None]) -> Callable[[Any], None]:
    """How things are shown is the same on every page: made for the first, and shared."""
    kept: list[Any] = []

    def share(shell: Any) -> None:
        if not kept:
            make(shell)
            # it outlives the page it was made for
            shell.display_formatter.parent = None
            kept.append(shell.display_formatter)
        shell.display_formatter = kept[0]

    return share


class _Unheard:
    """Events that nobody hears."""

    def __getattr__(self, name: str) -> Any:
        return _nothing


def _no_history(shell: Any) -> None:
    shell.history_manager = SimpleNamespace(
        input_hist_parsed=[], input_hist_raw=[], output_hist={}, dir_hist=[]
    )


class _Read:
    """A component's file as it is opened: its text is read once."""

    def __init__(self, path: str, encoding: str = "utf-8") -> None:
        self.path, self.encoding = path, encoding

    def __enter__(self) -> _Read:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def read(self) -> str:
        """The text, which all pages share."""
        return _text(self.path, self.encoding)


@cache
def _text(path: str, encoding: str) -> str:
    return Path(path).read_text(encoding=encoding)
