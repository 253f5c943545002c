"""The browser the journeys drive: the machine's own, or one installed by ordinary means.

python tests/chromium.py      find it, else install it, else say what to run
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
APT_INSTALL = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
FONTS = "fonts-liberation"
# quiet: nothing asked of the network but what the page asks, and no sandbox for root
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def runs(path: str) -> bool:
    """Whether it starts: on some systems the command is a stub that only points elsewhere."""
    if os.name == "nt":  # there `--version` opens a window
        return Path(path).exists()
    command = [path, "--version"]
    try:
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def playwrights_own() -> str | None:
    """The Chromium that `playwright install chromium` puts into the user's cache."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find() -> str | None:
    """Path of a Chromium, Chrome or Edge that runs; $CEASEFIRE_BROWSER comes first."""
    chosen = os.environ.get("CEASEFIRE_BROWSER")
    if chosen:
        return chosen if runs(chosen) else None
    found = [path for name in COMMANDS if (path := shutil.which(name))]
    found += [path for path in PLACES if Path(path).exists()]
    return next((path for path in found if runs(path)), None) or playwrights_own()


def ways() -> list[list[list[str]]]:
    """Ways to install one, each a list of commands: the system's package, then Playwright's."""
    root = [] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["sudo", "-n"]
    privileged = not root or (
        shutil.which("sudo") is not None
        and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    )
    playwright = [sys.executable, "-m", "playwright"]
    apt = shutil.which("apt-get") is not None and privileged
    system = [
        [*root, "apt-get", "update", "-qq"],
        [*root, "env", "DEBIAN_FRONTEND=noninteractive", *APT_INSTALL, "chromium", FONTS],
    ]
    own = [[*playwright, "install", "chromium"]]
    if apt:
        own.append([*playwright, "install-deps", "chromium"])
    return [system, own] if apt else [own]


def install() -> str | None:
    """Try each way until a browser is there."""
    for commands in ways():
        for command in commands:
            print("+", " ".join(command), flush=True)
            subprocess.run(command, stdin=subprocess.DEVNULL)
        if path := find():
            return path
    return None


def main() -> int:
    path = find()
    if path is None and "CEASEFIRE_BROWSER" not in os.environ:
        print("The tests drive a real browser and none was found here: installing one.")
        path = install()
    if path is None:
        print(
            "No browser for the tests: install Chromium or Chrome "
            "(on Debian: sudo apt install chromium; anywhere: "
            f"{sys.executable} -m playwright install chromium), "
            "or set CEASEFIRE_BROWSER to the path of one.",
            file=sys.stderr,
        )
        return 1
    print(f"Browser for the tests: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
