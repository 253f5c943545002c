"""Plain pages of the classroom: set-up, join, lobby, debrief, exports. No Solara."""

from .routes import routes
from .sticky import Sticky

__all__ = ["Sticky", "routes"]
