"""Domain files that cannot be used: hostile ones, and each refusal."""

import json

import pytest
import yaml
from foreign_files import ALL, GENIUS, GENIUSWEB, NEGMAS, changed, geniusweb, write
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim import exchange
from sim.exchange.arriving import scenario_text
from sim.exchange.documents import LARGEST


def refused(paths, *words):
    """The text of the refusal of these files, in which every word stands."""
    with pytest.raises(sim.ScenarioError) as caught:
        scenario_text(exchange.read(paths))
    text = str(caught.value)
    for word in words:
        assert word in text, text
    return text


# -- hostile files -------------------------------------------------------------------

BOMB = """<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<utility_space>&b;</utility_space>"""
FILE = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><utility_space/>'
ALIASES = "type: OutcomeSpace\na: &a [1, 2]\nb: &b [*a, *a]\nissues: [*b, *b]\n"
PYTHON = "type: OutcomeSpace\nissues: !!python/object/apply:os.system ['true']\n"
PICKLE = "type: LinearAdditiveUtilityFunction\nvalues: [{type: LambdaFun, f: !!binary gASV}]\n"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.xml", BOMB, ["line 1", "document type", "<!DOCTYPE"]),
        ("a.xml", FILE, ["line 1", "document type"]),
        ("a.xml", "<a>" * 50 + "</a>" * 50, ["line 1", "more elements", "12 levels"]),
        ("a.xml", "<utility_space>", ["line 1", "mistake in the XML"]),
        ("a.xml", "<utility_space>&x;</utility_space>", ["undefined entity"]),
        ("a.xml", "", ["no element found"]),
        ("p1.json", "[" * 100_000, ["nested too deeply"]),
        ("p1.json", "{", ["line 1, column 2", "mistake in the JSON"]),
        ("p1.json", "[1]", ["a list of 1", "a table"]),
        ("p1.json", '{"LinearAdditiveUtilitySpace": NaN}', ["NaN", "finite"]),
        ("p1.json", json.dumps({"x": list(range(2_000))}), ["at most 1000"]),
        ("buyer.yml", ALIASES, ["line 2", "anchor or an alias"]),
        ("buyer.yml", PYTHON, ["line 2", "the tag", "plain values"]),
        ("buyer.yml", PICKLE, ["line 2", "the tag"]),
        ("buyer.yml", "[" * 3_000, ["more than a domain has"]),
        ("buyer.yml", "a: [1", ["mistake in the YAML"]),
        ("buyer.yml", "a: \x00", ["not YAML"]),
        ("buyer.yml", "2001-99-99", ["cannot be read"]),
    ],
)
def test_a_hostile_file_is_refused_by_name_and_place(name, text, words, tmp_path):
    """Entities, code, bombs and depth are refused before they do anything."""
    format = {"xml": "genius", "json": "geniusweb", "yml": "negmas"}[name.rpartition(".")[2]]
    write(tmp_path, ALL[format] | {name: text})
    refused([tmp_path], name, "allowed:", *words)


@pytest.mark.parametrize("name", ["a.xml", "p1.json", "buyer.yml"])
def test_a_file_is_refused_by_its_size_before_it_is_read(name, tmp_path):
    """Half a megabyte is many times what a domain needs."""
    (tmp_path / name).write_bytes(b" " * (LARGEST + 1))
    refused([tmp_path], name, f"{LARGEST + 1:,} bytes", f"at most {LARGEST:,}")


def test_a_file_that_is_not_text_is_refused(tmp_path):
    """The byte and its position are told."""
    (tmp_path / "a.xml").write_bytes(b"<a \xff/>")
    refused([tmp_path], "0xff at position 3", "UTF-8")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["xml", "json", "yml"]))
def test_nothing_but_a_refusal_comes_of_any_bytes(tmp_path_factory, content, suffix):
    """Whatever a file holds, reading it ends in a domain or in sentences."""
    folder = tmp_path_factory.mktemp("any")
    (folder / f"any.{suffix}").write_bytes(content)
    with pytest.raises(sim.ScenarioError):
        exchange.read([folder])


JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "mapping", "values", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["type", "name", "reserved_value", "weights", "values", "bias"]), JUNK)
def test_a_wrong_part_of_a_profile_is_a_refusal(tmp_path_factory, key, junk):
    """Any value in any part of a NegMAS profile is read or refused, never a fault."""
    folder = write(tmp_path_factory.mktemp("junk"), NEGMAS)
    table = yaml.safe_load(NEGMAS["buyer.yml"]) | {key: junk}
    (folder / "buyer.yml").write_text(yaml.safe_dump(table), encoding="utf-8")
    try:
        scenario_text(exchange.read([folder]))
    except sim.ScenarioError:
        return


# -- refusals ----------------------------------------------------------------------


REFUSALS = [
    (changed("genius", "a.xml", 'type="discrete"', 'type="integer"'), ["a.xml: line 2", "integer"]),
    (changed("genius", "a.xml", 'evaluation="5"', 'evaluation="much"'), ["a.xml: line 3", "much"]),
    (changed("genius", "a.xml", 'evaluation="5"', 'evaluation="inf"'), ["a.xml: line 3", "finite"]),
    (changed("genius", "a.xml", ' evaluation="5"', ""), ["without evaluation"]),
    (changed("genius", "a.xml", 'value="Fancy"', 'value="Plain"'), ["'Plain'", "Fancy"]),
    (changed("genius", "a.xml", '<weight index="2" value="0.25"/>', ""), ["no weight", "'time'"]),
    (changed("genius", "a.xml", 'value="0.75"', 'value="0"')
     | {"b.xml": GENIUS["a.xml"].replace('value="0.75"', 'value="0"').replace(
         'value="0.25"', 'value="0"')}, ["b.xml", "the same for all terms"]),
    (changed("genius", "a.xml", "<issue", "<hyperRectangle/><issue"), ["<hyperRectangle>"]),
    (changed("genius", "domain.xml", "negotiation_template", "utility_space"), ["0 domain files"]),
    (GENIUS | {"c.xml": GENIUS["domain.xml"]}, ["2 domain files", "one that names"]),
    (GENIUS | {"c.xml": GENIUS["b.xml"]}, ["preferences of 3 parties", "two, the belligerents"]),
    ({k: v for k, v in GENIUS.items() if k != "b.xml"}, ["preferences of 1 parties"]),
    (GENIUS | GENIUSWEB, ["GENIUS XML and of GeniusWeb JSON", "one format"]),
    (GENIUS | {f"x{n}.xml": GENIUS["b.xml"] for n in range(30)}, ["33 files", "at most 20"]),
    ({"readme.txt": ""}, ["no such file in the folder", ".xml"]),
    (changed("geniusweb", "domain.json", '"values": ["low", "high"]', '"range": [1, 9, 1]'),
     ["domain.json: issuesValues.price", "discrete issues"]),
    (changed("geniusweb", "p1.json", "LinearAdditiveUtilitySpace", "SumOfGroupsUtilitySpace"),
     ["p1.json", "weighted sums"]),
    (changed("geniusweb", "p1.json", "DiscreteValueSetUtilities", "NumberValueSetUtilities"),
     ["issueUtilities.price", "discrete issues"]),
    (changed("geniusweb", "p1.json", '"low": 1', '"low": "1"'), ["price.low", "finite number"]),
    (changed("geniusweb", "p1.json", '"issueWeights"', '"weights"'), ["issueWeights", "a table"]),
    (GENIUSWEB | {"p1.json": geniusweb("x", 1, 0, reservationBid={"issuevalues": {"price": "x"}})},
     ["reservationBid.issuevalues.price", "one of its options"]),
    (changed("negmas", "buyer.yml", "LinearAdditiveUtilityFunction", "MappingUtilityFunction"),
     ["buyer.yml: type", "weighted sums"]),
    (changed("negmas", "buyer.yml", "AffineFun", "QuadraticFun"), ["values.price", "QuadraticFun"]),
    (changed("negmas", "buyer.yml", "weights: [1, 2]", "weights: [1]"), ["one an issue"]),
    (changed("negmas", "buyer.yml", "{red: 0, ", "{"), ["mapping.red", "nothing"]),
    (changed("negmas", "buyer.yml", "reserved_value: -11.0", "reserved_value: .nan"), ["reserved"]),
    (changed("negmas", "domain.yml", "[10, 12]", "[10, 99]"), ["issues.1.values", "whole numbers"]),
    (changed("negmas", "domain.yml", "[10, 12]", "[a, b]"), ["issues.1.values"]),
    (changed("negmas", "domain.yml", "{name: colour", "{name: price"), ["'price' 2 times"]),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "words"), REFUSALS)
def test_each_refusal_is_a_sentence_with_its_place(texts, words, tmp_path):
    """File, place, what was found and what is allowed."""
    refused([write(tmp_path, texts)], "found", "allowed:", *words)


@pytest.mark.parametrize(
    ("issues", "words"),
    [
        ([f"{{name: i{n}, type: CategoricalIssue, values: [a, b]}}" for n in range(13)],
         ["13 issues", "1 to 12"]),
        (["{name: i, type: CategoricalIssue, values: [a]}"], ["1 options", "2 to 24"]),
        ([f"{{name: i, type: CategoricalIssue, values: {list(range(25))}}}"], ["25 options"]),
        ([f"{{name: i{n}, type: CategoricalIssue, values: {list(range(24))}}}" for n in range(4)],
         ["331,776 terms", "at most 200,000"]),
    ],
)  # fmt: skip
def test_what_a_scenario_cannot_hold_is_said_of_the_file(issues, words, tmp_path):
    """The limits of scenarios are told at the domain file, before anything is enumerated."""
    rows = "\n".join(f"- {issue}" for issue in issues)
    text = f"type: DiscreteCartesianOutcomeSpace\nname: x\nissues:\n{rows}\n"
    refused([write(tmp_path, NEGMAS | {"domain.yml": text})], "domain.yml", *words)


def test_a_profile_without_preferences_is_refused(tmp_path):
    """All terms worth the same: nobody could negotiate about them."""
    texts = changed("negmas", "buyer.yml", "weights: [1, 2]", "weights: [0, 0]")
    refused([write(tmp_path, texts)], "buyer.yml: weights", "the same for all terms")


def test_missing_paths_and_other_files_are_refused(tmp_path):
    """What is not there, and what has another ending."""
    refused([tmp_path / "none.xml"], "none.xml", "no such file")
    refused([tmp_path / "none"], "ends in nothing", ".yaml")
