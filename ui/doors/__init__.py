"""Plain pages of the classroom: set-up, join, lobby, debrief, exports. No Solara."""

from .routes import routes

__all__ = ["routes"]
