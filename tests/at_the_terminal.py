"""The command line, as a user calls it and as a test does."""

import subprocess
import sys

from typer.testing import CliRunner

from ui.cli import app

SEED = ["--seed", "7"]


def ceasefire(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def start(*arguments, **options):
    """The program as a user starts it."""
    command = [sys.executable, "-c", "from ui.cli import main; main()", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, text=True, **{**pipes, **options})


def assert_refused(result, *words, code=1):
    text = result.stdout + result.stderr
    assert result.exit_code == code, text
    assert "Traceback" not in text
    for word in words:
        assert word in text


def bad_files(folder):
    (folder / "empty").write_bytes(b"")
    (folder / "binary").write_bytes(bytes(range(256)) * 40)
    (folder / "deep").write_text("[" * 200_000)
    (folder / "list").write_text("[]")
    (folder / "number").write_text("1e999")
    (folder / "null").write_text("null")
    (folder / "object").write_text("{}")
    (folder / "huge").write_bytes(b"[" + b"1," * 3_000_000 + b"1]")
    (folder / "digits").write_text('{"seed": ' + "9" * 10_000 + "}")
    (folder / "folder").mkdir()
    return ["empty", "binary", "deep", "list", "number", "null", "object", "huge", "digits",
            "folder", "missing", "nul\0byte", "x" * 300]  # fmt: skip
