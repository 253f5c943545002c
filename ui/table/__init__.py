"""The shared table: live games, no Solara, no Mesa."""

from .receipt import Hidden, Receipt
from .registry import Seat, Tables, shared
from .table import Table

__all__ = ["Hidden", "Receipt", "Seat", "Table", "Tables", "shared"]
