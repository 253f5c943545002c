"""The shared table: live games, no Solara, no Mesa."""

from .branching import NoBranch, family
from .receipt import Hidden, Receipt
from .registry import LOOKS_BACK, Seat, Tables, shared
from .table import Table

__all__ = [
    "LOOKS_BACK",
    "Hidden",
    "NoBranch",
    "Receipt",
    "Seat",
    "Table",
    "Tables",
    "family",
    "shared",
]
