"""What each page has of its own is spared where no page uses it, and nothing else is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ui import components, database, memory, settings

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


ANEW = """
import os, sys
from ui import memory
print("begun", flush=True)
memory.lean("host")
print(os.getpid(), sys.argv[1:], os.environ.get("GLIBC_TUNABLES", ""))
"""


@pytest.mark.skipif(not memory._glibc(), reason="another C library")
@pytest.mark.parametrize(("word", "set_before", "begun", "then"), [
    ("host", "", 2, memory.NO_POCKETS),
    ("host", "glibc.malloc.perturb=0", 2, f"glibc.malloc.perturb=0:{memory.NO_POCKETS}"),
    ("host", "glibc.malloc.tcache_count=3", 1, "glibc.malloc.tcache_count=3"),
    ("play", "", 1, ""),
])  # fmt: skip
def test_a_server_begins_anew_once(word, set_before, begun, then):
    """It is the same process with the same arguments; another program goes on as it is."""
    known = {**os.environ, "GLIBC_TUNABLES": set_before}
    server = subprocess.Popen(
        [sys.executable, "-c", ANEW, word, "--port", "1"],
        env=known, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    *first, last = server.communicate(timeout=60)[0].splitlines()
    assert first == ["begun"] * begun
    assert last == f"{server.pid} {[word, '--port', '1']} {then}"


LAID = """
import sys
from ui import memory
from ui.database import connect
print(memory.aside(lambda: connect(sys.argv[1]).dispose()))
connect(sys.argv[1]).dispose()
print("alembic" in sys.modules)
print(memory.aside(lambda: 1 / 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no safe copies here")
def test_a_database_is_laid_aside(tmp_path):
    """What lays it is not in the server afterwards; a failure there is nobody's but its own."""
    path = tmp_path / "games.sqlite3"
    done = subprocess.run(
        [sys.executable, "-c", LAID, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "False", "False"]
    assert done.stderr == ""
    with database.connect(path).connect() as connection:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    assert found == database.VERSIONS[-1]
