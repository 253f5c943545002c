"""Domain files of GENIUS, GeniusWeb and NegMAS: written, read, refused."""

import json
import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml
from foreign_files import ALL, GENIUS, GENIUSWEB, NEGMAS, geniusweb, write
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import sim
from sim import compiled, exchange, game
from sim.exchange.arriving import identifiers, scenario_text
from ui.cli import app

FORMATS = sorted(exchange.FORMATS)
PINNED = ("play", "tools", "fast")
WORLDS = [None, (7, 0), (3, 2)]


@pytest.fixture(autouse=True)
def plain_rules():
    """Small worlds: nothing here is worth a compiler."""
    with compiled.interpreted():
        yield


def ceasefire(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


# -- round trips -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lab", "ukraine-2022"])
@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("format", ["genius", "negmas"])
def test_what_is_written_is_read_back_to_the_last_bit(name, world, format, tmp_path):
    """Issues, options, weights, values and reservation values survive their file unchanged."""
    domain, _ = exchange.domain_of(sim.load(name), world)
    exchange.export(sim.load(name), tmp_path, format, world=world)
    assert exchange.read([tmp_path]).domain == domain


@pytest.mark.parametrize("name", ["lab", "ukraine-2022"])
@pytest.mark.parametrize("world", WORLDS)
def test_a_reservation_bid_tells_the_same_terms_apart(name, world, tmp_path):
    """GeniusWeb has no reservation value; the bid in its place accepts what the value accepts."""
    domain, _ = exchange.domain_of(sim.load(name), world)
    exchange.export(sim.load(name), tmp_path, "geniusweb", world=world)
    found = exchange.read([tmp_path]).domain
    assert found.issues == domain.issues
    for mine, read in zip(domain.profiles, found.profiles, strict=True):
        assert (read.name, read.weights, read.values) == (mine.name, mine.weights, mine.values)
        worth = exchange.utilities(mine)
        wanted = worth >= mine.reservation - 1e-12
        wanted |= ~wanted.any() & (worth == worth.max())
        assert ((worth >= read.reservation - 1e-12) == wanted).all()


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("format", FORMATS)
def test_an_imported_scenario_has_the_utilities_that_were_exported(world, format, tmp_path):
    """The laboratory's values of all 45 terms and its reservation points come back."""
    lab = sim.load("lab")
    exchange.export(lab, tmp_path / "files", format, world=world)
    done = exchange.import_files([tmp_path / "files"], tmp_path / "back")
    back = sim.load(done.file)
    assert list(back.parties) == list(lab.parties)
    assert {i: list(v.options) for i, v in back.issues.items()} == {
        i: list(v.options) for i, v in lab.issues.items()
    }
    domain, _ = exchange.domain_of(lab, world)
    again, _ = exchange.domain_of(back, (0, 0))
    for first, second in zip(domain.profiles, again.profiles, strict=True):
        assert np.abs(exchange.utilities(first) - exchange.utilities(second)).max() < 1e-12
        tolerance = 1e-12 if format != "geniusweb" else 1.0  # see the test of reservation bids
        assert abs(first.reservation - second.reservation) < tolerance


def test_a_world_is_exported_as_its_parties_see_it():
    """Utilities and reservation points are those of the named world's first round."""
    lab = sim.load("lab")
    domain, _ = exchange.domain_of(lab, (7, 0))
    values, points = game.begin(lab, seed=7).real_values(1)
    found = game.begin(lab, seed=7).arena
    sizes = [len(issue.options) for issue in lab.issues.values()]
    order = np.ravel_multi_index(tuple(found.options - found.first[:, None]), sizes)
    for p, profile in enumerate(domain.profiles):
        assert np.abs(exchange.utilities(profile)[order] - values[p]).max() < 1e-12
        assert abs(profile.reservation - points[p]) < 1e-11


def test_worlds_differ_and_the_middle_tells_no_secret():
    """Two worlds have two reservation points; without a world it is public knowledge."""
    lab = sim.load("lab")
    first, second, middle, again = (
        exchange.domain_of(lab, world)[0].profiles[0].reservation
        for world in ((7, 0), (8, 0), None, None)
    )
    assert first != second
    assert middle == again


@pytest.mark.parametrize("name", ["lab", "ukraine-2022"])
@pytest.mark.parametrize("format", FORMATS)
def test_an_import_can_be_checked_and_played_to_its_end(name, format, tmp_path):
    """Of the flagship the two belligerents are taken; the scenario is sound and finishes."""
    done = exchange.export(sim.load(name), tmp_path / "files", format, world=(7, 0))
    made = exchange.import_files(done.files[:3], tmp_path / "back")
    assert sim.scenario.check(made.file) == []
    scenario = sim.load(made.file).with_values({"scenario.rounds": 3})
    played = game.run(game.begin(scenario, seed=1))
    assert played.stage == "over"
    assert sim.replay(game.record(played)).mark == played.mark


# -- what other programs read --------------------------------------------------------


def test_genius_finds_what_it_looks_for(tmp_path):
    """Issue and item numbers from 1, weights by issue number, each issue's best evaluation 1."""
    exchange.export(sim.load("lab"), tmp_path, "genius", world=None)
    domain = ElementTree.parse(tmp_path / "domain.xml").getroot()
    assert domain.tag == "negotiation_template"
    space = ElementTree.parse(tmp_path / "party1-north.xml").getroot()
    assert space.find("discount_factor").get("value") == "1.0"
    assert 0.0 < float(space.find("reservation").get("value")) < 1.0
    objective = space.find("objective")
    issues = objective.findall("issue")
    assert [issue.get("index") for issue in issues] == ["1", "2", "3"]
    assert [w.get("index") for w in objective.findall("weight")] == ["1", "2", "3"]
    for issue in issues:
        assert max(float(item.get("evaluation")) for item in issue.findall("item")) == 1.0


@pytest.mark.parametrize("name", ["lab", "ukraine-2022"])
def test_geniusweb_weights_sum_to_exactly_one(name, tmp_path):
    """GeniusWeb adds the decimals of a profile's weights and refuses all but 1."""
    done = exchange.export(sim.load(name), tmp_path, "geniusweb", world=(7, 0))
    for file in done.files[1:]:
        table = json.loads(file.read_text(), parse_float=Decimal)["LinearAdditiveUtilitySpace"]
        assert sum(table["issueWeights"].values()) == Decimal(1)
        assert list(table["issueUtilities"]) == list(table["domain"]["issuesValues"])
        assert set(table["reservationBid"]["issuevalues"]) == set(table["issueWeights"])


def test_negmas_finds_types_it_knows(tmp_path):
    """Types by their short names, as NegMAS writes them, and a value for every option."""
    exchange.export(sim.load("lab"), tmp_path, "negmas", world=None)
    space = yaml.safe_load((tmp_path / "domain.yml").read_text())
    assert space["type"] == "DiscreteCartesianOutcomeSpace"
    assert [issue["type"] for issue in space["issues"]] == ["CategoricalIssue"] * 3
    function = yaml.safe_load((tmp_path / "party2-south.yml").read_text())
    assert function["type"] == "LinearAdditiveUtilityFunction"
    for issue, table in zip(space["issues"], function["values"], strict=True):
        assert list(table["mapping"]) == issue["values"]


# -- what is lost, said --------------------------------------------------------------


def test_the_flagship_says_what_it_loses():
    """Pairs, red lines, ambiguity, unvoiced options, consents and the war: each a sentence."""
    _, losses = exchange.domain_of(sim.load("ukraine-2022"), (7, 0))
    text = "\n".join(losses)
    for word in (
        "worth together to Russia", "Red lines of Ukraine", "Ambiguous", "nobody has voiced",
        "consent of japan, nato, us", "What the war adds to Russia", "keep them secret",
    ):  # fmt: skip
        assert word in text
    assert all(loss.endswith(".") for loss in losses)


def test_the_laboratory_loses_the_war_alone():
    """A textbook world is all said by a domain file, but for how it moves."""
    _, losses = exchange.domain_of(sim.load("lab"), None)
    assert len(losses) == 1
    assert "middle of the ranges" in losses[0]


# -- files of other programs -----------------------------------------------------------


def test_a_genius_domain_is_read_as_genius_reads_it(tmp_path):
    """Evaluations count against the issue's largest; a discount is left out with a word."""
    found = exchange.read([write(tmp_path, GENIUS)])
    a, b = found.domain.profiles
    assert (a.name, a.weights, a.reservation) == ("a", (0.75, 0.25), 0.3)
    assert a.values == ((1.0, 0.0), (1.0, 0.5, 0.0))
    # b: 0.25 of 0.5 moves on the first issue, the second is worth 0.5 whatever it says
    assert (b.weights, b.values[0], b.reservation) == ((1.0, 0.0), (0.0, 1.0), None)
    assert found.losses == (
        "The discount of a is left out: here, waiting costs what the war costs.",
    )
    text, losses = scenario_text(found)
    assert 'name = "a"' in text
    assert "[issues.where-to-eat.options.home-take-away]" in text
    assert losses == ("b has no reservation value; it is 0: all terms are acceptable.",)


def test_both_dialects_of_geniusweb_are_read(tmp_path):
    """Profiles of 2019 call their values discreteutils, later ones DiscreteValueSetUtilities."""
    buyer, seller = exchange.read([write(tmp_path, GENIUSWEB)]).domain.profiles
    assert (buyer.values[0], seller.values[0]) == ((1.0, 0.0), (0.0, 1.0))
    assert buyer.weights == seller.weights == (0.75, 0.25)


def test_negmas_functions_are_read_onto_one_scale(tmp_path):
    """-price + 2 colour runs from -12 to -8: a reserved value of -11 is a quarter of the way."""
    found = exchange.read([write(tmp_path, NEGMAS)])
    buyer, seller = found.domain.profiles
    assert found.domain.issues[0].options == ("10", "11", "12")
    assert (buyer.weights, buyer.values[0], buyer.reservation) == (
        (0.5, 0.5),
        (1.0, 0.5, 0.0),
        0.25,
    )
    assert seller.weights == (1.0, 0.0)
    assert seller.reservation == pytest.approx((0.5 - 0.2 * 10) / 0.4)
    assert "discount of seller" in found.losses[0]


@pytest.mark.parametrize("format", FORMATS)
def test_files_of_other_programs_become_sound_scenarios(format, tmp_path):
    """Each sample is imported, found sound, and begins."""
    write(tmp_path, ALL[format])
    made = exchange.import_files([tmp_path], tmp_path / "back")
    assert sim.scenario.check(made.file) == []
    assert game.begin(sim.load(made.file), seed=0).stage == "moves"


@pytest.mark.parametrize(("reserved", "kept"), [("7.5", 2.0), ("-1e9", -2.0), ("1.5", 1.5)])
def test_a_reservation_value_beyond_all_terms_stays_beyond_them(reserved, kept, tmp_path):
    """Where nothing or everything is acceptable, the scenario says the same."""
    texts = GENIUS | {"a.xml": GENIUS["a.xml"].replace('"0.3"', f'"{reserved}"')}
    made = exchange.import_files([write(tmp_path, texts)], tmp_path / "back")
    assert game.begin(sim.load(made.file), seed=0).real_values(1)[1][0] == pytest.approx(kept)


def test_names_from_a_file_cannot_write_beside_it(tmp_path):
    """Paths and quotes in a profile's name stay a name, in the scenario and in file names."""
    evil = '../../x"]\n[evil]\ny = "'
    write(tmp_path, GENIUSWEB | {"p1.json": geniusweb(evil, 1, 0)})
    found = exchange.read([tmp_path])
    assert all("/" not in name for name in exchange.written(found.domain, "genius"))
    made = exchange.import_files([tmp_path], tmp_path / "back")
    assert sim.load(made.file).belligerents == ("x-evil-y", "seller")


@given(st.lists(st.text(max_size=60), max_size=20))
def test_identifiers_are_unlike_each_other_and_usable(names):
    """Whatever names a file has, a scenario can tell its parts apart by them."""
    made = identifiers(names)
    assert len(set(made)) == len(names)
    for name in made:
        assert re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", name)


# -- writing ----------------------------------------------------------------------


def test_nothing_is_overwritten(tmp_path):
    """Neither an export nor an import writes over a file, nor leaves half of its files."""
    lab = sim.load("lab")
    (tmp_path / "party2-south.xml").write_text("mine")
    with pytest.raises(sim.ScenarioError, match=r"party2-south.*already there"):
        exchange.export(lab, tmp_path, "genius", world=None)
    assert [file.name for file in tmp_path.iterdir()] == ["party2-south.xml"]
    exchange.export(lab, tmp_path / "files", "genius", world=None)
    exchange.import_files([tmp_path / "files"], tmp_path / "back")
    with pytest.raises(sim.ScenarioError, match=r"scenario.toml.*already there"):
        exchange.import_files([tmp_path / "files"], tmp_path / "back")


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path):
    """A file where a folder should be."""
    (tmp_path / "file").write_text("")
    with pytest.raises(sim.ScenarioError, match="cannot be made"):
        exchange.export(sim.load("lab"), tmp_path / "file" / "x", "genius", world=None)


# -- the command line --------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_the_command_line_goes_there_and_back(format, tmp_path):
    """Export, import, check: files on standard output, what is lost on standard error."""
    out = ceasefire("scenarios", "export", "lab", "--format", format, "--to", tmp_path / "out",
                    "--seed", 7)  # fmt: skip
    assert out.exit_code == 0, out.output
    assert len(out.stdout.split()) == 3
    assert "Note: Weights and reservation values are those of world 7" in out.stderr
    back = ceasefire("scenarios", "import", tmp_path / "out", "--to", tmp_path / "back")
    assert back.exit_code == 0, back.output
    assert "3 issues, 45 terms" in back.stdout
    assert ceasefire("scenarios", "check", tmp_path / "back").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["export", "lab", "--format", "excel"], 1, "choose one of genius, geniusweb, negmas"),
        (["export", "nowhere", "--format", "genius"], 1, "nowhere"),
        (["export", "lab"], 2, "--format"),
        (["export", "lab", "--format", "genius", "--seed", "-1"], 2, "--seed"),
        (["import", "nothing.xml"], 1, "no such file"),
        (["import"], 2, "PATH"),
    ],
)
def test_the_command_line_refuses_with_a_sentence(arguments, code, words, tmp_path):
    """Exit code 1 for input that cannot be used, 2 for what is not understood."""
    done = ceasefire("scenarios", *arguments, "--to", tmp_path / "out")
    assert done.exit_code == code
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("command", ["export", "import"])
def test_help_shows_examples(command):
    """`--help` says what it does and how it is typed."""
    done = ceasefire("scenarios", command, "--help")
    assert done.exit_code == 0
    assert "Examples" in done.stdout


# -- licence -----------------------------------------------------------------------


def test_the_product_never_needs_negmas():
    """NegMAS is AGPL: no dependency or lock names it, and nothing that is installed imports it."""
    root = Path(__file__).resolve().parents[2]
    for name in ("pyproject.toml", "uv.lock", *(f"requirements/{n}.txt" for n in PINNED)):
        assert "negmas" not in (root / name).read_text(encoding="utf-8").lower(), name
    imports = re.compile(r"^\s*(?:from|import) (?:negmas|adapters)\b", re.MULTILINE)
    for folder in ("sim", "ui", "scenarios"):
        for file in (root / folder).rglob("*.py"):
            assert not imports.search(file.read_text(encoding="utf-8")), file
