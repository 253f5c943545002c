"""Empty, loading and in trouble: every screen says it in words, and in the same way."""

import re

import pytest

from ui import components

SPEAKS = re.compile(r"say\(|\{\{")
BUSY = re.compile(r"<(\w+)[^>]*aria-busy[^>]*>(.*?)</\1>", re.DOTALL)
SKELETON = re.compile(r"<main[^>]*>(?:(?!</main>).)*skeleton(?:(?!</main>).)*</main>", re.DOTALL)


@pytest.mark.parametrize("name", components.every())
def test_nothing_waits_without_a_word(name):
    """Whatever is busy says what it waits for; there is no spinner alone."""
    source = components.part(name)
    for found in [*BUSY.finditer(source), *SKELETON.finditer(source)]:
        assert SPEAKS.search(found[0]), found[0][:120]
    assert "spinner" not in source
    assert "v-progress" not in source


@pytest.mark.parametrize("name", components.every())
def test_trouble_is_told_at_once(name):
    """A caution that appears later is an alert, so that a screen reader says it."""
    for tag in re.findall(r"<[^>]*v-if=\"(?:problem|trouble|failed)[^>]*>", components.part(name)):
        assert 'role="alert"' in tag, tag
