"""The vendored files as a route: mount it before Solara's own at the same path.

Solara's route fetches what it lacks from a public server, waits seven seconds
when it cannot, and removes a directory that is asked for as a file. This one
answers from the manifest alone, at once, with Solara's compression and caching.
"""

from __future__ import annotations

import os
from typing import Any

from solara.server.cdn_helper import cdn_url_path
from solara.server.starlette import StaticCdn
from starlette.routing import Mount

from ui import vendor


class Vendored(StaticCdn):
    """Serves the files of the manifest; anything else is not found."""

    def __init__(self) -> None:
        super().__init__(directory=vendor.FILES)
        self.listed = frozenset(vendor.manifest()["files"])

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        asked = path.replace(os.sep, "/")
        if asked not in self.listed:
            return "", None
        found = vendor.FILES / asked
        return (str(found), found.stat()) if found.is_file() else ("", None)

    async def check_config(self) -> None:
        """Nothing to check: the folder is part of this package."""


def route(**options: Any) -> Mount:
    """A Starlette mount at the path where Solara's page looks for its files."""
    return Mount(f"/{cdn_url_path}", app=Vendored(), **options)
