"""The first command on a fresh machine: what it does, and what it says when it cannot."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "bootstrap.py"


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script as a module, its checkout an empty folder with a lock."""
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "play.txt").write_text("numpy==2\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "play"])
    return module


@pytest.fixture
def bare(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine where nothing works; returns the commands that were tried."""
    tried: list[list[str]] = []

    def fails(command: list[str], quiet: bool = False) -> bool:
        tried.append(command)
        return False

    monkeypatch.setattr(bootstrap, "succeeds", fails)
    monkeypatch.setattr(bootstrap, "answer", lambda command: None)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    return tried


def test_second_run_does_nothing(bootstrap: ModuleType, tmp_path: Path) -> None:
    """The stamp of a finished setup is believed as long as locks and Python stay the same."""
    environment = bootstrap.Environment(tmp_path / ".venv")
    environment.python.parent.mkdir(parents=True)
    environment.python.touch()
    key = bootstrap.setup_key()
    assert not environment.ready("play", key)
    environment.finish("tools", key)
    assert environment.ready("play", key)
    assert environment.ready("tools", key)
    (tmp_path / "requirements" / "play.txt").write_text("numpy==3\n")
    assert not environment.ready("play", bootstrap.setup_key())


def test_play_does_not_stand_for_tools(bootstrap: ModuleType, tmp_path: Path) -> None:
    environment = bootstrap.Environment(tmp_path / ".venv")
    environment.python.parent.mkdir(parents=True)
    environment.python.touch()
    environment.finish("play", "key")
    assert environment.ready("play", "key")
    assert not environment.ready("tools", "key")


@pytest.mark.parametrize(
    ("tool", "command"), [("apt-get", "apt install python3-venv"), ("dnf", "dnf install")]
)
def test_machine_without_pip_is_told_the_package(
    bootstrap: ModuleType,
    bare: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tool: str,
    command: str,
) -> None:
    """No uv, ensurepip, pip or virtualenv: one sentence, with the command of this system."""
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name if name == tool else None)
    assert bootstrap.main() == 1
    said = capsys.readouterr().err
    assert command in said
    assert len(said.strip().splitlines()) == 1


def test_old_python_is_told_so(
    bootstrap: ModuleType,
    bare: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An interpreter is named, never fetched."""
    monkeypatch.setattr(bootstrap, "OLDEST", (3, 99))
    assert bootstrap.main() == 1
    assert "needs Python 3.99" in capsys.readouterr().err
    assert bare == []


def test_missing_compiler_does_not_fail_the_setup(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where Numba has no wheel the rules run interpreted, and setup says so."""
    monkeypatch.setattr(
        bootstrap, "succeeds", lambda command, quiet=False: "fast.txt" not in command[-1]
    )
    assert bootstrap.install(["pip", "install"], "tools")
    assert "interpreted" in capsys.readouterr().out


def test_packages_come_from_wheels_with_known_hashes(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked versions only; the one thing built is this checkout, without build isolation."""
    ran: list[list[str]] = []
    monkeypatch.setattr(
        bootstrap, "succeeds", lambda command, quiet=False: ran.append(command) or True
    )
    bootstrap.install(["pip", "install"], "tools")
    assert all({"--require-hashes", "--only-binary"} <= set(command) for command in ran[:-1])
    assert {"--no-deps", "--no-build-isolation"} <= set(ran[-1])
    assert not any("index" in part for command in ran for part in command)


def test_uv_is_told_never_to_fetch_an_interpreter(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, str] = {}

    def run(command: list[str], env: dict[str, str], **rest: object) -> object:
        given.update(env)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    assert bootstrap.succeeds(["uv", "venv"])
    assert given["UV_PYTHON_DOWNLOADS"] == "never"


def test_what_is_no_environment_is_left_alone(bootstrap: ModuleType, tmp_path: Path) -> None:
    """A folder of that name with something else in it is not removed."""
    folder = tmp_path / ".venv"
    folder.mkdir()
    (folder / "letters.txt").write_text("dear")
    with pytest.raises(bootstrap.Refusal, match="in the way"):
        bootstrap.Environment(folder).remove()
    assert (folder / "letters.txt").exists()
