"""What a sweep shows: indices, screening, boxes, trees, levers, survival. Numbers alone.

`analyse(folder)` does all that a design allows; each part is a function of
arrays that can be used by itself.
"""

from __future__ import annotations

from sim.sweeps.analysis.whole import Analysis, analyse

__all__ = ["Analysis", "analyse"]
