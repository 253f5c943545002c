"""Scenario files: whatever they hold, they are read or refused; what they mean is their content."""

from __future__ import annotations

import math
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim.scenario as scenarios
from sim import fields
from sim.scenario import Mistake

LAB = Path(str(scenarios.load("lab").path)).read_text(encoding="utf-8")
TABLES = tomllib.loads(LAB)
HEAD, *REST = re.split(r"\n(?=\[)", LAB)
SCENARIO = scenarios.load("lab")
FREE = [
    address
    for address in SCENARIO.addresses()
    if ".weights." not in address
    and not address.endswith((".chance", "scenario.rounds", "scenario.tier"))
]


def read(content: str | bytes) -> tuple[list[Mistake], scenarios.Scenario | None]:
    """What `check` says of a file with this content, and the scenario if there is one."""
    with tempfile.NamedTemporaryFile(suffix=".toml", delete=False) as file:
        file.write(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    try:
        mistakes = scenarios.check(file.name)
        assert all(isinstance(mistake, Mistake) for mistake in mistakes)
        for mistake in mistakes:
            assert mistake.found
            assert mistake.allowed
            assert len(str(mistake)) < 2_000
            assert "\n" not in str(mistake)
        return mistakes, None if mistakes else scenarios.load(file.name)
    finally:
        Path(file.name).unlink()


# -- anything at all is read or refused

wild = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**300, max_value=10**310),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=6), st.integers(), max_size=3),
    st.just({"value": 0.5, "low": 0.6, "high": 0.4}),
    st.just({"low": math.nan, "high": 1.0}),
    st.just([{"field": "hatred", "party": "north", "add": 0.1}]),
)


def paths(table: Any, prefix: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every key and item of some tables."""
    found = []
    pairs = table.items() if isinstance(table, dict) else enumerate(table)
    for key, value in pairs:
        found.append((*prefix, key))
        if isinstance(value, dict | list):
            found += paths(value, (*prefix, key))
    return found


def altered(table: Any, path: tuple[Any, ...], change: str, value: Any) -> Any:
    """A copy of tables with one key changed, dropped, renamed or joined by another."""
    if not path:
        return table
    copy = dict(table) if isinstance(table, dict) else list(table)
    key, *rest = path
    if key not in (copy if isinstance(copy, dict) else range(len(copy))):
        return copy
    if rest:
        if isinstance(copy[key], dict | list):
            copy[key] = altered(copy[key], tuple(rest), change, value)
    elif change == "value" or isinstance(copy, list):
        copy[key] = value
    elif change == "drop":
        del copy[key]
    elif change == "rename":
        copy[f"{key}x"] = copy.pop(key)
    else:
        copy["extra"] = value
    return copy


def toml(value: Any) -> str:
    """A value in TOML, tables inline."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(str(k))} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    text = "" if value is None else str(value)
    return (
        '"' + "".join(c if c.isalnum() or c in " .-_" else f"\\U{_code(c):08x}" for c in text) + '"'
    )


def _code(character: str) -> int:
    code = ord(character)
    return 0xFFFD if 0xD800 <= code <= 0xDFFF else code


def written(tables: dict[str, Any]) -> str:
    """Tables as a TOML file."""
    return "".join(f"{toml(str(key))} = {toml(value)}\n" for key, value in tables.items())


def test_the_tables_of_the_laboratory_can_be_written_and_read() -> None:
    mistakes, scenario = read(written(TABLES))
    assert mistakes == []
    assert scenario == SCENARIO


@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(paths(TABLES)),
            st.sampled_from(["value", "drop", "rename", "extra"]),
            wild,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_file_with_anything_in_any_place_is_read_or_refused(
    changes: list[tuple[tuple[Any, ...], str, Any]],
) -> None:
    tables = TABLES
    for path, change, value in changes:
        tables = altered(tables, path, change, value)
    read(written(tables))


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.integers(0, len(LAB)), st.integers(0, 60))
def test_a_damaged_file_is_read_or_refused(noise: bytes, start: int, length: int) -> None:
    content = LAB.encode()
    read(content[:start] + noise + content[start + length :])


@given(st.binary(max_size=500))
def test_any_bytes_are_refused(content: bytes) -> None:
    mistakes, scenario = read(content)
    assert mistakes
    assert scenario is None


@given(st.text(max_size=60))
def test_any_name_or_path_is_found_or_refused(name: str) -> None:
    assert scenarios.check(name) or name in scenarios.names()


# -- the digest is of content


@given(st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_the_order_of_tables_or_on_comments(random: Any) -> None:
    """Options and profiles keep their order among each other: theirs counts."""
    ordered = [b for b in REST if re.match(r"\[(issues|parties)\.\w+\.(options|profiles)\.", b)]
    free = [block for block in REST if block not in ordered]
    random.shuffle(free)
    blocks = list(free)
    for place, block in zip(
        sorted(random.randrange(len(free) + 1) for _ in ordered), ordered, strict=True
    ):
        blocks.insert(place + ordered.index(block), block)
    text = "\n".join([HEAD, *(f"# a remark {random.random()}\n{block}\n" for block in blocks)])
    mistakes, scenario = read(text)
    assert mistakes == []
    assert scenario is not None
    assert scenario.digest == SCENARIO.digest
    assert list(scenario.parties) == list(SCENARIO.parties)
    assert list(scenario.issues) == list(SCENARIO.issues)


def test_prose_and_sources_are_not_in_the_digest_but_every_structure_is() -> None:
    prose = LAB.replace("Trade first", "Commerce first").replace("easy to", "simple to")
    assert read(prose)[1] == SCENARIO
    for old, new in (
        ("de_jure = true", "de_jure = false"),
        ('"propose", "statement"', '"propose"'),
        ('title = "Trade first"', 'title = "T"\nred_lines = ["land.all"]'),
        ("stream = 3", "stream = 4"),
        ("rounds = 40", "rounds = 41"),
        ("[issues.land.options.half]", "[issues.land.options.halves]"),
    ):
        other = read(LAB.replace(old, new, 1))[1]
        assert other is not None, old
        assert other.digest != SCENARIO.digest, old


# -- changing numbers


@given(st.data())
def test_a_number_set_within_its_limits_is_the_number_there(data: st.DataObject) -> None:
    address = data.draw(st.sampled_from(FREE))
    low, high = SCENARIO.limits(address)
    value = data.draw(st.floats(low, high))
    changed = SCENARIO.with_values({address: value})
    number = changed.number(address)
    assert number.value == number.low == number.high == value
    assert number.source == SCENARIO.number(address).source
    assert (changed == SCENARIO) == (
        SCENARIO.number(address).fixed and number.value == SCENARIO.number(address).value
    )
    for other in SCENARIO.addresses():
        assert other == address or changed.number(other) == SCENARIO.number(other)


@given(st.data())
def test_a_number_outside_its_limits_is_refused(data: st.DataObject) -> None:
    address = data.draw(st.sampled_from(FREE))
    low, high = SCENARIO.limits(address)
    outside = st.floats(allow_nan=True).filter(lambda value: not low <= value <= high)
    with pytest.raises(scenarios.ScenarioError) as caught:
        SCENARIO.with_values({address: data.draw(outside)})
    assert caught.value.mistakes[0].address == address


@given(st.floats(0.1, 3.0), st.floats(0.1, 3.0))
def test_weights_and_chances_are_shares_of_their_sum(first: float, second: float) -> None:
    profile = "parties.north.profiles.land"
    changed = SCENARIO.with_values({f"{profile}.weights.land": first, f"{profile}.chance": 0.9})
    weights = changed.parties["north"].profiles["land"].weights
    assert math.isclose(sum(weights.values()), 1.0)
    assert math.isclose(weights["land"], first / (first + 0.4))
    chances = [p.chance for p in changed.parties["north"].profiles.values()]
    assert math.isclose(sum(chances), 1.0)
    assert math.isclose(chances[0], 0.9 / 1.4)
    again = changed.with_values({f"{profile}.weights.land": second})
    assert math.isclose(
        again.parties["north"].profiles["land"].weights["land"], second / (second + 0.4)
    )


def test_a_row_added_later_is_in_the_digest_only_where_it_is_used() -> None:
    """So a new number of the model leaves the records of worlds without it as they were."""
    rows = [row for row in fields.PARTY if row.later]
    assert rows
    for row in rows:
        address = f"parties.north.{row.name}"
        assert SCENARIO.with_values({address: row.neutral}).digest == SCENARIO.digest
        other = row.low if row.neutral == row.high else row.high
        assert SCENARIO.with_values({address: other}).digest != SCENARIO.digest
        drawn = {"value": row.neutral, "low": min(other, row.neutral)}
        drawn["high"] = max(other, row.neutral)
        assert SCENARIO.with_values({address: drawn}).digest != SCENARIO.digest
