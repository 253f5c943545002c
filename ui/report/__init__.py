"""The report of a sweep: findings in plain words, figures, and the code to redo each."""

from __future__ import annotations

from .page import write

__all__ = ["write"]
