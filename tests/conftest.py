"""What holds for every test: a shelf of its own, Solara quiet, examples drawn alike in CI."""

from __future__ import annotations

import os
import tempfile

from hypothesis import settings

from ui import settings as screens

# never the shelf of whoever runs the tests
os.environ["CEASEFIRE_DATA"] = tempfile.mkdtemp(prefix="ceasefire-test-")
screens.apply()

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
