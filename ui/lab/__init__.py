"""The laboratory: sweeps put together, run and explored from the browser. No Solara, no pages.

A run is a folder. A process of its own plays it, one run at a time; all that is known of it
lies in files, so neither a closed tab nor a server that stopped loses anything.
"""

from __future__ import annotations

from . import runs
from .keeper import Keeper, shared
from .runs import Run

__all__ = ["Keeper", "Run", "runs", "shared"]
