"""What Solara is told before it is imported: no telemetry, no network, no banner.

Solara reads its settings from the environment once, at import. So `apply` comes
first in every way into the screens; it leaves what the user has set alone,
except that telemetry stays off.
"""

from __future__ import annotations

import gc
import os
import sys

import platformdirs

from ui import vendor

CACHE = platformdirs.user_cache_path("ceasefire", appauthor=False)
SOLARA = {
    "SOLARA_APP": "ui.pages",
    "SOLARA_MODE": "production",
    # the page's files: ours, also where Solara would turn its proxy off (an editor's terminal)
    "SOLARA_ASSETS_PROXY": "true",
    "SOLARA_ASSETS_PROXY_CACHE_DIR": str(vendor.FILES),
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
    "SOLARA_THEME_SHOW_BANNER": "false",
    # the page template breaks with "auto"; the toggle on the page offers it
    "SOLARA_THEME_VARIANT": "light",
    # a page whose server came back rebuilds itself, without a click
    "SOLARA_STATE_AUTO_REMOUNT": "true",
    "SOLARA_SESSION_HTTP_ONLY": "true",
    "SOLARA_KERNEL_CULL_TIMEOUT": "2h",
    # garbage is collected by `tune_garbage` and between rounds, not after each closed tab
    "SOLARA_KERNEL_GC_AFTER_CLOSE": "false",
    # what Solara and IPython below it would otherwise put into folders in the user's home
    "SOLARA_HOME": str(CACHE / "solara"),
    "IPYTHONDIR": str(CACHE / "ipython"),
}
ALWAYS = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_TELEMETRY_SERVER_USER_ID": "nobody",
}


class SettingsError(Exception):
    """One sentence on why the screens cannot be served as they should be."""


def apply() -> None:
    """Set Solara's environment; refuse if Solara was imported before."""
    if "solara" in sys.modules and "SOLARA_TELEMETRY_SERVER_USER_ID" not in os.environ:
        raise SettingsError("Solara was imported before its settings were applied.")
    for name, value in SOLARA.items():
        os.environ.setdefault(name, value)
    os.environ.update(ALWAYS)


def check() -> None:
    """Refuse to serve a page that would stay white without a network."""
    lacking = ", ".join(sorted(vendor.missing()))
    if lacking:
        raise SettingsError(
            f"The installed Solara needs files that are not vendored: {lacking}. "
            "Install the locked versions, or renew the files with `make assets`."
        )


def tune_garbage() -> None:
    """Collect rarely: full collections stall every player (0.3 to 0.8 s at 200 sessions)."""
    gc.set_threshold(200_000, 50, 1000)
