"""What is installed is what is here: locks agree, and the wheel holds all a player needs."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sim", "ui", "scenarios")
COMPILER = {"numba", "llvmlite"}
COPYLEFT = re.compile(r"\bA?GPL|Affero|GNU General Public", re.IGNORECASE)


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def uv_lock() -> dict:
    return tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))


def pinned(name: str) -> dict[tuple[str, str], set[str]]:
    """(package, version) -> hashes, from one of the files pip installs from."""
    pins: dict[tuple[str, str], set[str]] = {}
    for line in (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines():
        if start := re.match(r"([\w.-]+)==([^ ;\\]+)", line):
            current = pins.setdefault((canonicalize_name(start[1]), start[2]), set())
        current.update(re.findall(r"--hash=(\S+)", line))
    return pins


@pytest.mark.parametrize("name", ["play.txt", "school.txt", "docs.txt", "tools.txt", "fast.txt"])
def test_pip_and_uv_install_the_same(name: str) -> None:
    """Every version pip's lists pin stands in uv's lock, with the same hashes."""
    locked = {
        (package["name"], package["version"]): {
            file["hash"]
            for file in [*package.get("wheels", []), package.get("sdist")]
            if file is not None
        }
        for package in uv_lock()["package"]
    }
    pins = pinned(name)
    assert pins
    for pin, hashes in pins.items():
        assert hashes, pin
        assert hashes <= locked[pin], pin


def test_lock_is_of_this_project() -> None:
    """Whatever pyproject asks for, the lock was made for."""
    (ours,) = (p for p in uv_lock()["package"] if p["name"] == "ceasefire")
    asked = {canonicalize_name(Requirement(r).name) for r in project()["project"]["dependencies"]}
    assert asked == {
        dependency["name"]
        for dependency in ours["metadata"]["requires-dist"]
        if "extra ==" not in dependency.get("marker", "")
    }
    assert asked - COMPILER <= {name for name, _ in pinned("play.txt")}


def test_compiler_is_locked_apart() -> None:
    """A machine without a wheel for the compiler can install all the rest."""
    assert {name for name, _ in pinned("fast.txt")} == COMPILER
    for name in ("play.txt", "school.txt", "docs.txt", "tools.txt"):
        assert COMPILER.isdisjoint(package for package, _ in pinned(name))


def test_locks_name_no_host_but_the_public_index() -> None:
    """Where packages come from is each user's own setting."""
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text(encoding="utf-8"), path
    hosts = set(re.findall(r"https?://([^/\"]+)", (ROOT / "uv.lock").read_text(encoding="utf-8")))
    assert hosts <= {"pypi.org", "files.pythonhosted.org"}


def test_every_locked_package_has_wheels() -> None:
    """Nothing is compiled on a player's machine."""
    for package in uv_lock()["package"]:
        if package["name"] != "ceasefire":
            assert package.get("wheels"), package["name"]


def test_no_copyleft_is_installed() -> None:
    """No package of the environment is under the GPL or AGPL."""
    from importlib.metadata import distributions

    locked = {package["name"] for package in uv_lock()["package"]}
    found = []
    for distribution in distributions():
        about = distribution.metadata
        if canonicalize_name(about["Name"]) not in locked:
            continue
        said = [about.get("License-Expression") or about.get("License") or ""]
        said += [c for c in about.get_all("Classifier") or [] if c.startswith("License")]
        said = [line.splitlines()[0] for line in said if line]
        if any(COPYLEFT.search(line) and "LGPL" not in line for line in said):
            found.append((about["Name"], said))
    assert found == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_holds_everything(wheel: Path) -> None:
    """Code, scenarios, briefings, words, templates and vendored files are all inside."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    here = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert here <= inside
    assert {name.split("/")[0] for name in inside if ".dist-info" not in name} == set(PACKAGES)
    assert any(name.endswith("licenses/LICENSE") for name in inside)


def test_installed_wheel_finds_its_data(wheel: Path, tmp_path: Path) -> None:
    """Away from the checkout, scenarios and vendored files come from the package itself."""
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import importlib.resources as r, scenarios, sim, ui.settings, ui.vendor; "
        "ui.settings.check(); assert ui.vendor.changed() == []; "
        "print(r.files('scenarios'), *ui.vendor.__path__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": "", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert all(place.startswith(str(tmp_path)) for place in done.stdout.split())
