"""Run the quick tests on the newest Python of this machine, if newer than ours.

    .venv/bin/python scripts/newest.py tests/oracles tests/contracts ...

The floor (3.11) and newer Pythons get different versions of Mesa: the engine
must work with both. Does nothing, and says so, where no newer Python is.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv-newest"
NEWEST_LOCKED = 14  # 3.14: newer ones may lack wheels for the locked versions


def places() -> list[Path]:
    """Folders that may hold a python3.N: those of PATH, and pyenv's own."""
    folders = [Path(part) for part in os.environ.get("PATH", "").split(os.pathsep) if part]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    return folders + sorted(pyenv.glob("versions/3.*/bin"))


def works(python: Path) -> bool:
    """Whether it starts (a pyenv shim of an inactive version does not) and can make an env."""
    command = [str(python), "-c", "import ensurepip, ssl, sqlite3"]
    try:
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def newest() -> Path | None:
    """The newest Python that is newer than the one running this."""
    for minor in range(NEWEST_LOCKED, sys.version_info.minor, -1):
        for folder in places():
            python = folder / f"python3.{minor}"
            if python.exists() and works(python):
                return python
    return None


def main() -> int:
    python = newest()
    if python is None:
        print("No Python newer than .venv's on this machine: nothing more to test.")
        return 0
    print(f"The quick tests again, with {python}", flush=True)
    bootstrap = [str(python), str(ROOT / "scripts" / "bootstrap.py"), "tools"]
    done = subprocess.run([*bootstrap, "--folder", FOLDER.name])
    if done.returncode != 0:
        return done.returncode
    pytest = [str(FOLDER / "bin" / "python"), "-m", "pytest", "-q", *sys.argv[1:]]
    return subprocess.run(pytest, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
