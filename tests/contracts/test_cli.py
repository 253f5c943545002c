"""The command line: what it prints, what it refuses, and how it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from at_the_terminal import SEED, assert_refused, bad_files, ceasefire, start

# -- help --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["play"],
        ["run"],
        ["replay"],
        ["scenarios"],
        ["scenarios", "check"],
        ["sweep"],
        ["analyse"],
    ],
)
def test_every_command_has_help_with_examples(command):
    """`--help` says what it does and shows how it is typed."""
    result = ceasefire(*command, "--help")
    assert result.exit_code == 0
    assert "Examples" in result.stdout
    assert "ceasefire " + " ".join(command) in re.sub(r"\s+", " ", result.stdout)


def test_help_imports_nothing_heavy():
    """Help comes at once: no arrays, no model, no server, no database."""
    heavy = ["numpy", "mesa", "numba", "solara", "sqlalchemy", "sim.scenario"]
    script = (
        "import sys\nfrom ui.cli import app\n"
        "try:\n    app(['run', '--help'])\nexcept SystemExit:\n    pass\n"
        f"print([m for m in {heavy} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


def test_the_version_is_told():
    """`--version` names the program and its version."""
    assert re.match(r"ceasefire \d", ceasefire("--version").stdout)


@pytest.mark.parametrize(
    "wrong",
    [
        ["fly"],
        ["run", "--sed", "7"],
        ["run", "lab", "--seed", "x"],
        ["replay"],
        ["run", "a", "b"],
        ["run", "lab", "--seed", str(2**32)],
        ["play", "--seed", "-1"],
        ["play", "--port", "0"],
    ],
)
def test_what_is_not_understood_is_usage(wrong):
    """Unknown commands and options end with code 2."""
    assert_refused(ceasefire(*wrong), code=2)


# -- run ---------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_transcript_in_another_program():
    """Byte for byte, in a new process, compiled or interpreted."""
    here = ceasefire("run", "lab", *SEED)
    assert here.exit_code == 0
    process = start("run", "lab", *SEED, "--interpreted")
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert out == here.stdout


def test_another_seed_is_another_world(record):
    """Seed and replicate name the world."""
    other = json.loads(ceasefire("run", "lab", "--seed", "8", "--json").stdout)
    third = json.loads(ceasefire("run", "lab", *SEED, "--replicate", "1", "--json").stdout)
    assert len({json.dumps(one) for one in (record, other, third)}) == 3


def test_a_transcript_tells_the_story():
    """Rounds, offers, the window and the ending are there to read."""
    text = ceasefire("run", "lab", *SEED).stdout
    assert "Round 1" in text
    assert re.search(r"[Ww]indow", text)
    assert "Ending" in text


def test_a_number_can_be_set(record):
    """`--set` changes the scenario as `with_values` does."""
    setting = "parties.north.mind.empathy=0.9"
    result = ceasefire("run", "lab", *SEED, "--set", setting, "--json")
    assert json.loads(result.stdout) != record


@pytest.mark.parametrize(
    ("setting", "word"),
    [
        ("parties.north.mind.empthy=0.9", "empathy"),
        ("parties.north.mind.empathy=many", "not a number"),
        ("parties.north.mind.empathy=7", "parties.north.mind.empathy"),
        ("parties.north.mind.empathy=nan", "parties.north.mind.empathy"),
        ("parties.north.mind.empathy", "ADDRESS=VALUE"),
        ("=1", "ADDRESS=VALUE"),
    ],
)
def test_a_wrong_setting_is_refused(setting, word):
    """The refusal names what was wrong and what would be right."""
    assert_refused(ceasefire("run", "lab", "--set", setting), word)


def test_a_place_that_cannot_be_written_is_known_before_the_run(tmp_path):
    """No world is played whose record has nowhere to go."""
    assert_refused(ceasefire("run", "lab", "--save", tmp_path), str(tmp_path))
    assert_refused(ceasefire("run", "lab", "--save", tmp_path / "no" / "x"), "cannot be written")


def test_bad_scenarios_are_refused_in_words(tmp_path):
    """Whatever lies there, `run`, `play` and `check` end with code 1 and a sentence."""
    for name in bad_files(tmp_path):
        for command in (["run"], ["play", "--no-browser"], ["scenarios", "check"]):
            assert_refused(ceasefire(*command, tmp_path / name))


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path):
    """A file that may not be read says so."""
    path = tmp_path / "secret.json"
    path.write_text("{}")
    path.chmod(0)
    assert_refused(ceasefire("replay", path), "cannot be read")


# -- scenarios ---------------------------------------------------------------------


def test_scenarios_are_listed():
    """Every scenario that comes with the program is in the list."""
    result = ceasefire("scenarios")
    assert result.exit_code == 0
    assert "lab" in result.stdout
    assert "ukraine-2022" in result.stdout


def test_a_sound_scenario_passes_the_check():
    """By name, by folder and by file, one after another."""
    from sim.scenario import load

    path = load("lab").path
    result = ceasefire("scenarios", "check", "lab", path, path.parent)
    assert (result.exit_code, result.stdout.count("sound")) == (0, 3)


def test_every_mistake_is_told_in_one_go(tmp_path):
    """File, dotted address, what was found, what is allowed, for each of them."""
    from sim.scenario import load

    text = load("lab").path.read_text()
    wrong = text.replace("exposure = 0.5", "exposure = 7", 1).replace("rounds = 40", "rounds = 0")
    path = tmp_path / "scenario.toml"
    path.write_text(wrong + "\n[nonsense]\nx = 1\n")
    result = ceasefire("scenarios", "check", path)
    lines = [line for line in result.stdout.splitlines() if "found" in line]
    assert_refused(result)
    assert len(lines) >= 3
    assert all(line.startswith(str(path)) and "; allowed: " in line for line in lines)
    assert any("parties.north.war.exposure: found 7" in line for line in lines)


# -- how it ends -------------------------------------------------------------------


def test_a_reader_that_goes_away_is_no_fault():
    """`| head` ends the program quietly."""
    process = start("run", "lab", *SEED)
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait(timeout=60) in (0, 141)
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_stops_without_a_traceback(tmp_path):
    """Stopping is an ordinary way to end."""
    data = {**os.environ, "CEASEFIRE_DATA": str(tmp_path)}
    process = start("play", "lab", "--no-browser", env=data)
    try:
        assert "http://localhost:" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "Traceback" not in out + err
    assert "Every game is saved" in out
    assert time.monotonic() - begun < 10


def test_a_taken_port_is_refused_in_words():
    """Another program's port is left to it."""
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert_refused(ceasefire("play", "lab", "--no-browser", "--port", port), str(port))


def test_a_fault_of_the_program_is_told_apart(monkeypatch):
    """A fault ends with code 70 and asks to be reported; it is nobody's input."""
    from ui.cli import scenarios

    monkeypatch.setattr(scenarios, "listing", lambda: 1 / 0)
    assert_refused(ceasefire("scenarios"), "ZeroDivisionError", "report", code=70)
