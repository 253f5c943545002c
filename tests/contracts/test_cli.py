"""The command line: what it prints, what it refuses, and how it ends."""

import copy
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

import sim
from ui.cli import app

SEED = ["--seed", "7"]


@pytest.fixture(scope="module")
def record():
    """The record of one world of the laboratory."""
    return json.loads(ceasefire("run", "lab", *SEED, "--json").stdout)


@pytest.fixture(scope="module")
def long_record():
    """The record of a world in which both sides think they will win."""
    sure = [f"--set=parties.{party}.war.optimism=0.9" for party in ("north", "south")]
    return json.loads(ceasefire("run", "lab", *SEED, *sure, "--json").stdout)


@pytest.fixture
def saved(record, tmp_path):
    path = tmp_path / "world.json"
    path.write_text(json.dumps(record))
    return path


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


def test_the_record_can_be_saved_beside_the_transcript(tmp_path, record):
    """`--save` writes what `--json` prints."""
    path = tmp_path / "saved.json"
    result = ceasefire("run", "lab", *SEED, "--save", path)
    assert "Round 1" in result.stdout
    assert json.loads(path.read_text()) == record


def test_a_place_that_cannot_be_written_is_known_before_the_run(tmp_path):
    """No world is played whose record has nowhere to go."""
    assert_refused(ceasefire("run", "lab", "--save", tmp_path), str(tmp_path))
    assert_refused(ceasefire("run", "lab", "--save", tmp_path / "no" / "x"), "cannot be written")


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


def test_bad_records_are_refused_in_words(tmp_path):
    """Whatever lies there, `replay` ends with code 1 and a sentence that names the file."""
    for name in bad_files(tmp_path):
        result = ceasefire("replay", tmp_path / name)
        assert_refused(result)
        assert len((result.stdout + result.stderr).strip()) > 20, name


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


# -- replay ------------------------------------------------------------------------


def test_a_record_replays(saved):
    """What `run --json` wrote, `replay` verifies, with the transcript of the run."""
    result = ceasefire("replay", saved)
    assert result.exit_code == 0
    assert "Verified" in result.stderr
    assert result.stdout == ceasefire("run", "lab", *SEED).stdout
    quiet = ceasefire("replay", saved, "--quiet")
    assert quiet.stdout.startswith("Verified")


def test_a_record_replays_in_a_new_process_from_a_pipe(record):
    """Standard input is a file like any other."""
    process = start("replay", "-", "--quiet", stdin=subprocess.PIPE)
    out, _ = process.communicate(json.dumps(record), timeout=120)
    assert (process.returncode, out.startswith("Verified")) == (0, True)


def test_every_prefix_of_a_record_replays(record):
    """A record that stops anywhere is a game in progress."""
    for stages in range(len(record["stages"]) + 1):
        game = sim.replay({**record, "stages": record["stages"][:stages]}, verify=True)
        assert len(game.played) == stages


def _act(record):
    record["stages"][4]["acts"]["north"]["posture"] = "stand_down"


def _proposal(record):
    record["stages"][4]["acts"]["south"]["proposal"]["terms"]["trade"] = "none"


def _answer(record):
    answers = record["stages"][5]["acts"]["north"]["answers"]
    answers.update({proposer: not yes for proposer, yes in answers.items()})


def _illegal(record):
    record["stages"][4]["acts"]["north"]["proposal"]["terms"]["land"] = "the moon"


def _aid(record):
    record["stages"][4]["acts"]["north"]["aid"] = 1


def _shape(record):
    record["stages"][4]["acts"]["north"] = ["attack"]


def _mark(record):
    record["stages"][4]["mark"] = "0" * 32


def _left_out(record):
    del record["stages"][4:6]


def _one_stage_left_out(record):
    del record["stages"][4]


def _party_left_out(record):
    del record["stages"][4]["acts"]["north"]


@pytest.mark.parametrize(
    "change",
    [_act, _proposal, _answer, _illegal, _aid, _shape, _mark, _left_out, _one_stage_left_out,
     _party_left_out],
)  # fmt: skip
def test_a_changed_record_is_refused_with_the_round_named(long_record, change, tmp_path):
    """Whatever was changed in round 3, the refusal names round 3, and nothing is shown."""
    changed = copy.deepcopy(long_record)
    change(changed)
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(changed))
    result = ceasefire("replay", path)
    assert_refused(result, "round 3")
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("seed", 8),
        ("seed", "7"),
        ("seed", -1),
        ("seed", 2**200),
        ("replicate", 1),
        ("rules", "0"),
        ("format", 99),
        ("seats", ["east"]),
        ("seats", "north"),
        ("stages", "none"),
        ("scenario", {"id": "nowhere", "digest": "0"}),
        ("scenario", {"id": "lab", "digest": "0"}),
        ("scenario", "lab"),
    ],
)
def test_a_changed_head_is_refused_in_words(record, part, value, tmp_path):
    """Another seed, other rules, another scenario: none of them passes."""
    path = tmp_path / "changed.json"
    path.write_text(json.dumps({**record, part: value}))
    result = ceasefire("replay", path, "--quiet")
    assert_refused(result)
    assert len(result.stderr.strip()) > 20


def test_a_record_that_goes_on_after_the_end_is_refused(record, tmp_path):
    """The end is the end."""
    path = tmp_path / "longer.json"
    last = record["stages"][-1]
    path.write_text(json.dumps({**record, "stages": [*record["stages"], last]}))
    assert_refused(ceasefire("replay", path), "goes on")


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
