"""What the shelf of games promises."""

import sqlite3
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from full_disk import full

from ui import database, schema
from ui.store import Press, Stage, Status, Store, StoreError, Taken

OPEN = Status("open", 1, "none yet")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shelf" / "games.sqlite3"


def make(store, seats=("ukraine",), **rest):
    return store.create(
        header={"scenario": "s", "weights": [0.1, 1e-17]}, scenario="s", digest="d", seed=2**70,
        replicate=0, seats=seats, status=OPEN, **rest,
    )  # fmt: skip


def press(name, position=0, ok=True, key="table.kept"):
    return Press(name, "ukraine", 1, "moves", position, {"posture": "hold"}, ok, key, {"round": 1})


def test_a_game_survives_closing_the_database(store, database):
    """What was kept is there for the next program, number for number."""
    game = make(store)
    store.keep(game, OPEN, press("a"), [Stage(0, 1, "moves", {"acts": {"ukraine": 0.1}})])
    store.close()
    again = Store(database)
    assert again.header(game) == {"scenario": "s", "weights": [0.1, 1e-17]}
    assert again.stages(game) == [Stage(0, 1, "moves", {"acts": {"ukraine": 0.1}})]
    assert again.press(game, "a") == press("a")
    assert again.listings()[0].seed == str(2**70)
    again.close()


def test_a_press_counts_once(store):
    """The same press, or another one for the same stage, writes nothing at all."""
    game = make(store)
    store.keep(game, OPEN, press("a"), [Stage(0, 1, "moves", 1)])
    with pytest.raises(Taken):
        store.keep(game, OPEN, press("a", 1), [Stage(1, 1, "answers", 2)])
    with pytest.raises(Taken):
        store.keep(game, Status("over", 9, "held"), press("b"), [Stage(0, 1, "moves", 3)])
    assert [one.body for one in store.stages(game)] == [1]
    assert store.press(game, "b") is None
    assert store.listings()[0].status == "open"


def test_waiting_presses_are_those_that_counted(store):
    """A refused press is remembered, but no stage is made of it."""
    game = make(store)
    store.keep(game, press=press("a", ok=False, key="table.illegal"))
    store.keep(game, press=press("b"))
    assert [one.press for one in store.waiting(game, 0)] == ["b"]
    assert store.press(game, "a").key == "table.illegal"


def test_a_token_names_one_seat(store):
    """Every seat has its own token of 128 bits; a game without people has one to watch it."""
    game = make(store, seats=("ukraine", "russia"))
    tokens = store.listings(game)[0].tokens
    assert set(tokens) == {"ukraine", "russia"}
    assert len(set(tokens.values())) == 2
    assert set(store.listings(make(store, seats=()))[0].tokens) == {""}
    assert all(len(token) >= 22 for token in tokens.values())
    assert store.seat(tokens["russia"]) == (game, "russia")
    assert store.seat("nobody") is None


def test_a_draft_is_kept_and_forgotten(store):
    """A seat's draft is its own and the last one written."""
    game = make(store)
    store.keep_draft(game, "ukraine", {"terms": {"line": "freeze"}})
    store.keep_draft(game, "ukraine", {"terms": {"line": "none"}})
    assert store.draft(game, "ukraine") == {"terms": {"line": "none"}}
    assert store.draft(game, "russia") is None
    store.keep_draft(game, "ukraine", None)
    assert store.draft(game, "ukraine") is None


def test_a_deleted_game_leaves_nothing(store):
    """Stages, presses, tokens and drafts go with their game."""
    game = make(store)
    store.keep(game, OPEN, press("a"), [Stage(0, 1, "moves", 1)])
    store.keep_draft(game, "ukraine", 1)
    token = store.listings(game)[0].tokens["ukraine"]
    store.delete(game)
    assert store.listings() == []
    assert store.seat(token) is None
    assert (store.stages(game), store.press(game, "a")) == ([], None)
    with pytest.raises(KeyError):
        store.header(game)


def test_the_last_played_game_is_listed_first(store):
    """The shelf is in the order of play."""
    first, second = make(store), make(store, label="second")
    assert {one.id for one in store.listings()} == {first, second}
    store.keep(first, Status("over", 3, "held"))
    listing = store.listings()[0]
    assert (listing.id, listing.status, listing.round) == (first, "over", 3)
    assert store.listings(second)[0].label == "second"


def test_migrations_make_the_tables_the_program_reads(store):
    """The last step of the migrations has every table and column of the schema."""
    inspector = sa.inspect(store._engine)
    for table in schema.meta.tables.values():
        columns = {column["name"] for column in inspector.get_columns(table.name)}
        assert columns == set(table.columns.keys())


def test_the_known_versions_are_the_migrations():
    """`VERSIONS` lists every step, oldest first."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(steps)) == database.VERSIONS


def test_a_newer_database_is_refused_and_untouched(store, database):
    """What a newer program wrote is refused with a sentence that names both versions."""
    with store._engine.begin() as raw:
        raw.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer ceasefire.*9999"):
        Store(database)
    with store._engine.begin() as raw:
        assert raw.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"x" * 999]
)
def test_a_file_that_is_no_database_is_refused_and_untouched(path, content):
    """Somebody else's file is not overwritten."""
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"not a file of games"):
        Store(path)
    assert path.read_bytes() == content


def test_somebody_elses_database_is_refused(path):
    """A database with other tables gets none of ours."""
    path.parent.mkdir()
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE recipes (name)")
    with pytest.raises(StoreError, match=r"not a file of games"):
        Store(path)
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


def test_a_server_with_other_tables_is_refused(cluster, on_server):
    """A database on a server is ours alone, too."""
    cluster.execute("DROP TABLE alembic_version", database=on_server.rpartition("/")[2])
    with pytest.raises(StoreError, match=r"another program"):
        Store(on_server)


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path):
    """A folder is not a file of games; a file is not a folder for them."""
    with pytest.raises(StoreError, match=r"not a file of games"):
        Store(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"cannot be kept"):
        Store(tmp_path / "file" / "games.sqlite3")


def test_a_full_disk_is_a_sentence_and_loses_nothing(store):
    """A write that does not fit leaves the game as it was."""
    game = make(store)
    store.keep(game, OPEN, press("a"), [Stage(0, 1, "moves", 1)])
    with full(store._engine), pytest.raises(StoreError, match=r"disk is full|has no room left"):
        store.keep(game, OPEN, press("b", 1), [Stage(1, 1, "answers", "x" * 100_000)])
    assert len(store.stages(game)) == 1
    assert store.press(game, "b") is None
    store.keep(game, OPEN, press("b", 1), [Stage(1, 1, "answers", "x" * 100_000)])
    assert len(store.stages(game)) == 2


def test_a_read_only_database_is_a_sentence(store):
    """One that may only be read says so."""
    make(store)
    if store._engine.dialect.name == "postgresql":
        name = store._engine.url.database
        with store._engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only=1")
        store._engine.dispose()
    else:
        sa.event.listen(
            store._engine, "checkout", lambda raw, *_: raw.execute("PRAGMA query_only=ON")
        )
    with pytest.raises(StoreError, match=r"may only be read"):
        make(store)


def test_threads_share_the_shelf(store):
    """Of many threads that write the same stage, one succeeds."""
    game, won = make(store), []

    def write(name):
        try:
            store.keep(game, OPEN, press(name), [Stage(0, 1, "moves", name)])
            won.append(name)
        except Taken:
            pass

    threads = [threading.Thread(target=write, args=(str(k),)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.body for one in store.stages(game)] == won
    assert len(won) == 1


def test_a_shelf_in_memory_keeps_nothing(tmp_path, monkeypatch):
    """For a try without a disk."""
    monkeypatch.chdir(tmp_path)
    store = Store.memory()
    make(store)
    assert len(store.listings()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_where_the_environment_says(monkeypatch, tmp_path):
    """$CEASEFIRE_DATA moves the shelf."""
    monkeypatch.setenv("CEASEFIRE_DATA", str(tmp_path / "here"))
    store = Store()
    assert store.path == tmp_path / "here" / "games.sqlite3"
    assert store.path.stat().st_mode & 0o077 == 0
