"""What a measurement ran on, and how a list of times is told."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from sim import compiled

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("numpy", "numba", "mesa", "solara")


def described() -> dict[str, Any]:
    """The machine, the versions, and how busy it was."""
    return {
        "day": datetime.date.today().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: _version(name) for name in PACKAGES},
        "rules": compiled.rules_hash(),
        "load": [round(x, 2) for x in os.getloadavg()] if hasattr(os, "getloadavg") else None,
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"


def told(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and largest of some times, with their number."""
    middle, high = np.percentile(seconds, [50, 95])
    return {
        "median": round(float(middle), 4),
        "p95": round(float(high), 4),
        "largest": round(float(max(seconds)), 4),
        "n": len(seconds),
    }
