"""Records from the command line: saved, verified, and refused with the round named."""

import copy
import json
import subprocess

import pytest
from at_the_terminal import SEED, assert_refused, bad_files, ceasefire, start

import sim


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


def test_the_record_can_be_saved_beside_the_transcript(tmp_path, record):
    """`--save` writes what `--json` prints."""
    path = tmp_path / "saved.json"
    result = ceasefire("run", "lab", *SEED, "--save", path)
    assert "Round 1" in result.stdout
    assert json.loads(path.read_text()) == record


def test_bad_records_are_refused_in_words(tmp_path):
    """Whatever lies there, `replay` ends with code 1 and a sentence that names the file."""
    for name in bad_files(tmp_path):
        result = ceasefire("replay", tmp_path / name)
        assert_refused(result)
        assert len((result.stdout + result.stderr).strip()) > 20, name


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
