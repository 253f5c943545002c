"""What is installed is what is here: locks agree, and the wheel holds all a player needs."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
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


def test_the_version_is_said_in_one_place() -> None:
    """pyproject says it; what else must name it names the same."""
    from importlib.metadata import version

    said = project()["project"]["version"]
    assert version("ceasefire") == said
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(citation["version"]) == said
    ours = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert [p for p in ours if f'"{said}"' in p.read_text(encoding="utf-8")] == []


def test_the_citation_has_what_its_schema_asks_for() -> None:
    """Citation File Format 1.2.0: the keys that must be there, and none that it does not know."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(citation)
    known = "abstract authors cff-version date-released keywords license message title type version"
    assert set(citation) <= set(known.split())
    assert citation["license"] == project()["project"]["license"]


def test_the_container_installs_what_is_locked_and_runs_without_rights() -> None:
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    for name in re.findall(r"requirements/([\w.]+)", text):
        assert (ROOT / "requirements" / name).exists(), name
    assert text.count("--require-hashes") == 2
    assert re.search(r"^USER 10001$", text, re.MULTILINE)


def test_the_compose_file_gives_the_server_its_database() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    from ui import postgres

    address = services["classes"]["environment"]["CEASEFIRE_DATABASE"]
    assert postgres.SETTING == "CEASEFIRE_DATABASE"
    assert postgres.is_address(re.sub(r"\$\{.*\}", "word", address))
    assert "ports" not in services["database"]


def test_the_wheel_plays_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Installed alone into an environment of its own, beside the packages of this one."""
    check = [
        sys.executable,
        str(ROOT / "scripts" / "release_check.py"),
        "--here",
        "--bare",
        "--wheel",
    ]
    done = subprocess.run([*check, str(wheel)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok: the first page answers" in done.stdout
