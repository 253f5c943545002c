"""Set up an environment of our own from the machine's own Python, and nothing else.

    python3 scripts/bootstrap.py play     what playing needs
    python3 scripts/bootstrap.py docs     that, and what the documents' site is made with
    python3 scripts/bootstrap.py tools    that, and what tests and checks need

Needs only the standard library. Uses `uv` if it is there, else `venv` and pip,
else whatever pip or virtualenv the machine has, else says in one sentence which
system package is missing. Index settings are the user's own (those of pip and
of uv are read by pip and uv themselves); an interpreter is never downloaded.
A second run finds the stamp of the first and returns at once.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
LEVELS = {
    "play": ("play.txt",),
    "docs": ("play.txt", "docs.txt"),
    "tools": ("play.txt", "docs.txt", "tools.txt"),
}
COMPILER = "fast.txt"  # may lack a wheel here: the rules then run interpreted
STAMP = "ceasefire-setup.json"


class Refusal(Exception):
    """One sentence that says what the user has to do."""


class Environment:
    """The environment's folder and the ways into it."""

    def __init__(self, folder):
        self.folder = folder
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.stamp = folder / STAMP

    def works(self):
        """Whether its Python runs and is of the same version as ours."""
        version = answer([str(self.python), "-c", "import sys; print(*sys.version_info[:2])"])
        return version == "{} {}".format(*sys.version_info[:2])

    def ready(self, level, key):
        """Whether an earlier run set up at least this level from the same locked versions."""
        try:
            done = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return self.python.exists() and done["key"] == key and level in done["levels"]

    def finish(self, level, key):
        levels = list(LEVELS)[: list(LEVELS).index(level) + 1]
        self.stamp.write_text(json.dumps({"key": key, "levels": levels}), encoding="utf-8")

    def remove(self):
        """Make room, but only where an environment stood."""
        if not self.folder.exists():
            return
        if any(self.folder.iterdir()) and not (self.folder / "pyvenv.cfg").exists():
            raise Refusal(f"{self.folder} is in the way and is no Python environment: move it.")
        shutil.rmtree(self.folder)


def answer(command):
    """A command's output, or None where it is missing or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def succeeds(command, quiet=False):
    """Run a command; its messages are the user's to read unless `quiet`."""
    environment = dict(os.environ)
    environment.update(UV_PYTHON_DOWNLOADS="never", UV_PYTHON_PREFERENCE="only-system")
    environment.update(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    output = subprocess.DEVNULL if quiet else None
    try:
        return (
            subprocess.run(command, env=environment, stdout=output, stderr=output).returncode == 0
        )
    except OSError:
        return False


def setup_key():
    """A digest of all that decides what gets installed, and where."""
    digest = hashlib.sha256(f"{sys.version} {sys.executable} {ROOT}".encode())
    for path in [ROOT / "pyproject.toml", *sorted((ROOT / "requirements").glob("*.txt"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


# -- ways to an environment: each makes the folder and yields installers to try ------


def with_uv(environment):
    """uv, if it is on PATH."""
    uv = shutil.which("uv")
    if uv is None:
        return []
    if not environment.works():
        environment.remove()
        if not succeeds(
            [uv, "venv", "--quiet", "--python", sys.executable, str(environment.folder)]
        ):
            return []
    return [[uv, "pip", "install", "--quiet", "--python", str(environment.python)]]


def with_venv(environment):
    """The standard library's venv with the pip it brings, or with a pip from outside."""
    pip = [str(environment.python), "-m", "pip"]
    venv = [sys.executable, "-m", "venv", str(environment.folder)]
    for make in (None, venv, [*venv, "--without-pip"]):
        if make is not None:
            environment.remove()
            succeeds(make, quiet=True)
        if environment.works() and answer([*pip, "--version"]) is not None:
            return [[*pip, "install", "--quiet"]]
    if not environment.works():
        return []
    outside = [[sys.executable, "-m", "pip"], ["pip3"], ["pip"]]
    into = [[*pip, "--python", str(environment.python)] for pip in outside]
    return [[*pip, "install", "--quiet"] for pip in into if answer([*pip, "list"]) is not None]


def with_virtualenv(environment):
    """virtualenv, which carries a pip of its own."""
    for virtualenv in ([sys.executable, "-m", "virtualenv"], ["virtualenv"]):
        if answer([*virtualenv, "--version"]) is None:
            continue
        environment.remove()
        if succeeds([*virtualenv, "--quiet", "-p", sys.executable, str(environment.folder)]):
            return [[str(environment.python), "-m", "pip", "install", "--quiet"]]
    return []


def install(installer, level):
    """Install the locked versions, the compiler if it has a wheel here, and this checkout."""
    locked = [*installer, "--require-hashes", "--only-binary", ":all:"]
    for name in LEVELS[level]:
        if not succeeds([*locked, "-r", str(ROOT / "requirements" / name)]):
            return False
    compiler = [*locked, "--no-deps", "-r", str(ROOT / "requirements" / COMPILER)]
    if not succeeds(compiler, quiet=True):
        print("No compiler (Numba) for this machine: the rules run interpreted, which is slower.")
    return succeeds([*installer, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])


def set_up(environment, level):
    """Try each way in turn; refuse with one sentence when none is left."""
    found = False
    for way in (with_uv, with_venv, with_virtualenv):
        for installer in way(environment):
            found = True
            if install(installer, level):
                return
    if found:
        raise Refusal(
            "The packages could not be installed (the reason stands above): is the package index "
            "reachable, and does it have them for Python {}.{}?".format(*sys.version_info[:2])
        )
    raise Refusal(missing_package())


def missing_package():
    """The sentence that names what this system calls Python's venv."""
    version = "{}.{}".format(*sys.version_info[:2])
    commands = {
        "apt-get": f"sudo apt install python3-venv   (or python{version}-venv)",
        "dnf": "sudo dnf install python3-pip",
        "zypper": f"sudo zypper install python{version.replace('.', '')}-pip",
        "pacman": "sudo pacman -S python-pip",
        "apk": "sudo apk add py3-pip",
    }
    for tool, command in commands.items():
        if shutil.which(tool):
            return f"This Python ({sys.executable}) has neither ensurepip nor pip. Run: {command}"
    return f"This Python ({sys.executable}) has neither ensurepip nor pip: install pip, or uv."


def new_enough():
    """Go on in this Python, or in a newer one that lies on PATH, or refuse."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other and answer([other, "-c", "print(1)"]) == "1":
            os.execv(other, [other, *sys.argv])
    raise Refusal(
        "ceasefire needs Python {}.{} or newer; {} is {}.{}.".format(
            *OLDEST, sys.executable, *sys.version_info[:2]
        )
    )


def main():
    parser = argparse.ArgumentParser(description="Set up ceasefire's own environment.")
    parser.add_argument("level", choices=list(LEVELS), help="what it is for")
    parser.add_argument("--folder", default=".venv", help="where (default: .venv)")
    chosen = parser.parse_args()
    try:
        new_enough()
        environment, key = Environment(ROOT / chosen.folder), setup_key()
        if environment.ready(chosen.level, key):
            return 0
        print(f"Setting up {environment.folder.name} (once; about a minute) ...", flush=True)
        set_up(environment, chosen.level)
        environment.finish(chosen.level, key)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
