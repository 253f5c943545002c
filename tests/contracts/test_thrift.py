"""What each page has of its own is spared where no page uses it, and nothing else is."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from ui import components, memory, settings

settings.apply()


@pytest.fixture(scope="module")
def kernels():
    """Two pages' kernels, as Solara makes them in a server of ours."""
    from solara.server.kernel import Kernel

    from ui import thrift

    thrift.use()
    made = [Kernel(), Kernel()]
    yield made
    for one in made[1:]:
        one.close()


class _Shown:
    def _repr_html_(self):
        return "<b>7</b>"


def test_a_page_has_no_shell_to_type_at(kernels):
    """No commands, no aliases, no history; what shows something is there."""
    for one in kernels:
        assert one.shell.magics_manager is None
        assert one.shell.display_pub.session is one.session
        assert one.shell.history_manager.output_hist == {}
        shown, _ = one.shell.display_formatter.format(_Shown())
        assert shown["text/html"] == "<b>7</b>"
    assert kernels[0].shell.display_formatter is kernels[1].shell.display_formatter


def test_what_pages_share_outlives_the_first_of_them(kernels):
    """A page that came later shows things when the first one is closed."""
    from solara.server.kernel import Kernel

    later = Kernel()
    kernels[0].close()
    shown, _ = later.shell.display_formatter.format(_Shown())
    assert shown["text/html"] == "<b>7</b>"
    assert later.shell.display_formatter.parent is None
    later.close()


def test_pages_share_the_text_of_components(kernels):
    """Each component's text is the file's, and there is one of it."""
    assert os.environ["SOLARA_MODE"] == "production"
    read = sys.modules["ipyvue.Template"].open
    folder = os.path.dirname(components.__file__)
    files = [one for one in sorted(os.listdir(folder)) if one.endswith(".vue")]
    assert files
    for name in files:
        path = os.path.join(folder, name)
        with read(path, encoding="utf-8") as one, read(path) as other:
            texts = one.read(), other.read()
        assert texts[0] is texts[1]
        with open(path, encoding="utf-8") as file:
            assert file.read() == texts[0]


def test_memory_is_given_back_where_that_can_be_had():
    """Elsewhere the same calls do nothing."""
    assert memory.share() in (True, False)
    memory.trim()


def resident(begin, size):
    """KB of a stretch of this process that are in memory, and how it may be used."""
    text = Path("/proc/self/smaps").read_text()
    found = re.search(rf"^{begin:x}-{begin + size:x} (\S+) (?:.*\n)+?Rss: +(\d+) kB", text, re.M)
    return int(found[2]), found[1]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems tell otherwise")
def test_the_compiler_is_given_back_and_is_there_again():
    """What lies in memory as on disk is dropped after loading, and compiling goes on after it."""
    numba = pytest.importorskip("numba")
    add = numba.njit(lambda one, other: one + other)
    assert add(1, 2) == 3
    stretches = memory.unchanged("libllvmlite")
    before = [resident(*one) for one in stretches]
    assert sum(held for held, _ in before) > 0
    assert all("w" not in use for _, use in before)
    memory.trim()
    after = sum(resident(*one)[0] for one in stretches)
    assert after < sum(held for held, _ in before) / 2
    assert add(1.5, 2.5) == 4.0
