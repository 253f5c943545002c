"""Install the newest wheel of dist/ into an environment of its own, and play.

    python scripts/release_check.py [--wheel FILE] [--here]

Needs a package index for what the wheel depends on; `--here` borrows the installed packages of this
Python instead and installs the wheel alone, which needs none. It checks that the program says the
version of the wheel, plays a world, knows its scenarios, serves the first page and the documents,
and that none of it came from the checkout.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START = 120.0  # seconds the server may take on a busy machine


class Wrong(Exception):
    """What does not work, as a sentence."""


class Place:
    """An environment with the wheel in it, in a folder that knows no checkout."""

    def __init__(self, folder: Path, wheel: Path, here: bool) -> None:
        self.folder = folder
        # where Solara looks for its widgets' files beside the packages
        beside = {"JUPYTER_PATH": "share/jupyter", "JUPYTER_CONFIG_PATH": "etc/jupyter"}
        self.beside = {name: f"{sys.prefix}/{path}" for name, path in beside.items() if here}
        self.bin = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
        subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
        pip = [str(self.bin / "python"), "-m", "pip", "install", "--quiet"]
        if here:
            paths = sysconfig.get_paths()
            site = subprocess.run(
                [str(self.bin / "python"), "-c",
                 "import sysconfig; print(sysconfig.get_path('purelib'))"],
                check=True, capture_output=True, text=True,
            ).stdout.strip()  # fmt: skip
            # a plain list of folders: an editable install's own .pth in them is not followed
            borrowed = "\n".join(sorted({paths["purelib"], paths["platlib"]}))
            (Path(site) / "borrowed.pth").write_text(borrowed, encoding="utf-8")
            pip += ["--no-deps", "--no-index"]
        subprocess.run([*pip, "--disable-pip-version-check", str(wheel)], check=True)

    @property
    def environment(self) -> dict[str, str]:
        kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG")
        known = {name: os.environ[name] for name in kept if name in os.environ}
        home = {"HOME": str(self.folder), "CEASEFIRE_DATA": str(self.folder / "data")}
        return {**known, **home, **self.beside, "CEASEFIRE_INTERPRETED": "1"}

    def run(self, *arguments: str) -> str:
        """What a command of the program prints."""
        done = subprocess.run(
            [str(self.bin / "ceasefire"), *arguments],
            cwd=self.folder, env=self.environment, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise Wrong(f"ceasefire {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def where(self) -> str:
        code = "import sim, ui, scenarios; print(sim.__file__, ui.__file__, scenarios.__file__)"
        python = [str(self.bin / "python"), "-c", code]
        return subprocess.run(
            python,
            cwd=self.folder,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def pages(self, *paths: str) -> dict[str, tuple[int, str]]:
        """Status and text of pages of `ceasefire play`."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [str(self.bin / "ceasefire"), "play", "--no-browser", "--port", str(port)],
            cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            deadline = time.monotonic() + START
            while True:
                try:
                    return {path: answer(f"http://127.0.0.1:{port}{path}") for path in paths}
                except OSError as error:
                    if server.poll() is not None or time.monotonic() > deadline:
                        raise Wrong(f"ceasefire play does not serve: {error}") from error
                    time.sleep(0.2)
        finally:
            server.terminate()
            server.wait(20)


def answer(url: str) -> tuple[int, str]:
    """Status and text of a page, whatever its status."""
    try:
        with urllib.request.urlopen(url, timeout=60) as got:
            return got.status, got.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def check(place: Place, version: str, documents: bool = True) -> list[str]:
    """What was checked, in words; `Wrong` for the first thing that does not hold."""
    done = []

    def holds(true: bool, what: str, found: object = "") -> None:
        if not true:
            raise Wrong(f"Not so: {what}.{found}")
        done.append(what)

    own = str(place.folder / "env")
    holds(all(p.startswith(own) for p in place.where().split()), "code comes from the wheel alone")
    holds(place.run("--version").strip() == f"ceasefire {version}", f"it is version {version}")
    holds("ukraine-2022" in place.run("scenarios"), "the scenarios are inside")
    holds(
        "held" in place.run("run", "lab", "--seed", "7").lower(), "a world of the laboratory ends"
    )
    pages = place.pages("/", "/docs/index.html", "/health")
    holds(pages["/"][0] == 200 and "<html" in pages["/"][1], "the first page answers", pages["/"])
    holds('"ok":true' in pages["/health"][1], "the server is well")
    inside = pages["/docs/index.html"][0] == 200
    if documents or inside:
        holds(inside, "the documents are inside")
    return done


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=Path, help="by default the newest one in dist/")
    parser.add_argument("--bare", action="store_true", help="the documents need not be inside")
    parser.add_argument("--here", action="store_true", help="borrow this Python's packages")
    chosen = parser.parse_args()
    wheels = sorted((ROOT / "dist").glob("ceasefire-*.whl"), key=lambda w: w.stat().st_mtime)
    if chosen.wheel is None and not wheels:
        print("There is no wheel in dist/: run make release.", file=sys.stderr)
        return 1
    wheel = (chosen.wheel or wheels[-1]).resolve()
    version = re.match(r"ceasefire-([^-]+)-", wheel.name)[1]
    folder = Path(tempfile.mkdtemp(prefix="ceasefire-release-")).resolve()
    try:
        for what in check(Place(folder, wheel, chosen.here), version, not chosen.bare):
            print("ok:", what)
    except (Wrong, subprocess.CalledProcessError) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
