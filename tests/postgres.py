"""A real PostgreSQL for the tests: the machine's own programs, a server of our own.

python tests/postgres.py      find them, else install them, else say what to run

The server lives in a temporary folder on a free port of this machine, runs as a user
without rights, and ends with the tests. No service of the system is touched.
"""

from __future__ import annotations

import functools
import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chromium import APT_INSTALL

SETTING = "CEASEFIRE_POSTGRES"
"""The folder of the programs, where they are not found; "no" to do without."""

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "C:/Program Files/PostgreSQL/*/bin",
)
USERS = ("postgres", "nobody")
PASSWORD = "not-in-any-log:@/%"


class Missing(Exception):
    """PostgreSQL cannot be had here; the text says why."""


def find() -> Path | None:
    """The folder with `initdb` and `postgres`, the newest version first."""
    chosen = os.environ.get(SETTING, "")
    folders = [Path(chosen)] if chosen else []
    if not chosen:
        for pattern in PLACES:
            root = Path(Path(pattern).anchor)
            found = root.glob(str(Path(pattern).relative_to(root)))
            folders += sorted(found, key=_version, reverse=True)
        on_path = shutil.which("initdb")
        folders += [Path(on_path).resolve().parent] if on_path else []
    ending = ".exe" if os.name == "nt" else ""
    needed = [f"{name}{ending}" for name in ("initdb", "pg_ctl", "postgres")]
    return next((one for one in folders if all((one / name).exists() for name in needed)), None)


def _version(folder: Path) -> float:
    digits = "".join(c if c.isdigit() or c == "." else " " for c in str(folder)).split()
    try:
        return float(digits[-1])
    except (IndexError, ValueError):
        return 0.0


def install() -> Path | None:
    """The system's package, where that needs no password. No cluster of it is made or started."""
    root = [] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (root and shutil.which("sudo") is None):
        return None
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    line, settings = "create_main_cluster = false", "/etc/postgresql-common/createcluster.conf"
    for command in (
        [*root, "apt-get", "update", "-qq"],
        [*root, *quiet, *APT_INSTALL, "postgresql-common"],
        # else the package would make a cluster of its own, and a service that runs it
        [*root, "sh", "-c", f"echo '{line}' >> {settings}"],
        [*root, *quiet, *APT_INSTALL, "postgresql"],
        [*root, "sed", "-i", f"/^{line}$/d", settings],
    ):
        print("+", " ".join(command), flush=True)
        subprocess.run(command, stdin=subprocess.DEVNULL)
    return find()


class Cluster:
    """A server of our own, started and stopped at will."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self.data, self.sockets = folder / "data", folder / "run"
        self.as_user = _somebody()
        self.port = 0
        # against a power cut nothing has to be safe in a test
        self.fsync = "off"
        self._names = itertools.count()
        self._log = (folder / "server.log").open("ab")

    def make(self) -> None:
        """Lay the cluster's folder."""
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        self.sockets.mkdir()
        if self.as_user:
            for path in (self.folder, secret, self.sockets):
                shutil.chown(path, self.as_user["user"], self.as_user["group"])
        # against a power cut nothing has to be safe here
        self.run("initdb", "-D", self.data, "-U", "school", f"--pwfile={secret}",
                  "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip

    def start(self) -> None:
        """Listen; the port stays the same when it is started again."""
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        sockets = "" if os.name == "nt" else f" -k {self.sockets}"
        options = (
            f"-p {self.port} -h 127.0.0.1{sockets} -c fsync={self.fsync} -c max_connections=200"
        )
        self.run("pg_ctl", "start", "-D", self.data, "-w", "-t", "60", "-o", options)

    def stop(self, how: str = "immediate") -> None:
        """End it; "immediate" is what a power cut would be."""
        self.run("pg_ctl", "stop", "-D", self.data, "-m", how, "-w")

    def run(self, program: str, *given: object) -> None:
        """Run one of PostgreSQL's programs; Missing, with what it said, if it fails."""
        command = [str(self.programs / program), *map(str, given)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=self._log,
                              stderr=self._log, cwd=self.folder, **self.as_user)  # fmt: skip
        if done.returncode:
            tail = (self.folder / "server.log").read_text(errors="replace")[-800:]
            raise Missing(f"{program} failed: {tail}")

    def url(self, database: str = "postgres") -> str:
        """The address of a database on it."""
        from urllib.parse import quote

        secret = quote(PASSWORD, safe="")
        return f"postgresql://school:{secret}@127.0.0.1:{self.port}/{database}"

    def execute(self, *commands: str, database: str = "postgres") -> list[tuple]:
        """Run SQL as its owner; the rows of the last command."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for command in commands:
                cursor = connection.execute(command)
            return cursor.fetchall() if cursor.description else []

    def fresh(self) -> str:
        """A new database with our tables, copied from one that was migrated once."""
        self._template()
        name = f"t{next(self._names)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE ours")
        return self.url(name)

    @functools.cache  # noqa: B019
    def _template(self) -> None:
        from ui.database import connect

        self.execute("CREATE DATABASE ours")
        connect(self.url("ours")).dispose()

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        name = url.rpartition("/")[2]
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def cut(self, url: str) -> None:
        """End all connections to a database and let nobody in."""
        name = url.rpartition("/")[2]
        self.execute(
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )
        until = time.monotonic() + 10
        query = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'"
        while self.execute(query)[0][0] and time.monotonic() < until:
            time.sleep(0.02)

    def mend(self, url: str) -> None:
        """Let people in again."""
        self.execute(f"ALTER DATABASE {url.rpartition('/')[2]} ALLOW_CONNECTIONS true")


def _somebody() -> dict:
    """The server refuses to run as root: whom it runs as then."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd

    for name in USERS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise Missing("there is no user without rights that PostgreSQL could run as")


@contextmanager
def cluster(fsync: str = "off") -> Iterator[Cluster]:
    """A running server, gone at the end; Missing where there can be none."""
    if os.environ.get(SETTING) == "no":
        raise Missing(f"{SETTING}=no")
    programs = find()
    if programs is None:
        raise Missing("PostgreSQL is not installed; python tests/postgres.py installs it")
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise Missing(f"the driver psycopg is not installed: {error}") from error
    folder = Path(tempfile.mkdtemp(prefix="ceasefire-postgres-"))
    made = Cluster(programs, folder)
    made.fsync = fsync
    try:
        made.make()
        made.start()
        yield made
    finally:
        if made.port:
            made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    if os.environ.get(SETTING) == "no":
        print(f"{SETTING}=no: the tests do without PostgreSQL.")
        return 0
    programs = find()
    if programs is None and SETTING not in os.environ:
        print("The tests run on a real PostgreSQL too and none was found here: installing it.")
        programs = install()
    if programs is None:
        print(
            "No PostgreSQL here: its tests are skipped. Install it (on Debian: sudo apt install "
            f"postgresql), or set {SETTING} to the folder of initdb."
        )
        return 0
    print(f"PostgreSQL for the tests: {programs}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
