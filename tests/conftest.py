"""What holds for every test: a shelf of its own, Solara quiet, examples drawn alike in CI."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import postgres
import pytest
from hypothesis import settings

from ui import settings as screens

SCRIPTS = Path(__file__).parents[1] / "scripts"

# never the shelf of whoever runs the tests
os.environ.pop("CEASEFIRE_DATABASE", None)
os.environ["CEASEFIRE_DATA"] = tempfile.mkdtemp(prefix="ceasefire-test-")
screens.apply()

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL of our own, for as long as the tests run."""
    try:
        with postgres.cluster() as made:
            yield made
    except postgres.Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture
def on_server(cluster):
    """The address of an empty database of ours on PostgreSQL."""
    url = cluster.fresh()
    yield url
    cluster.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """A database of either kind, as `Log` and `Store` take it: a path, or an address."""
    if request.param == "sqlite":
        return tmp_path / "games.sqlite3"
    return request.getfixturevalue("on_server")


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents' site, built whole: notebooks executed too, on few worlds."""
    sys.path.insert(0, str(SCRIPTS))
    import manual

    folder = tmp_path_factory.mktemp("documents")
    manual.build(folder / "work", folder / "site", worlds=2)
    return folder / "site"
