"""The comparison as a page, docs/studies/mind-trails.md: a benefit is claimed where one shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[3] / "docs" / "studies" / "mind-trails.md"


def figure(told: dict[str, float]) -> str:
    """A mean with its interval."""
    return f"{told['mean']:+.1f} ({told['low']:+.1f} to {told['high']:+.1f})"


def write(found: dict[str, Any]) -> None:
    """The page."""
    PAGE.write_text(str(found))
