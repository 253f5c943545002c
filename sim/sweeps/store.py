"""A sweep on disk: manifest, design, finished parts, and in the end one table.

    manifest.json      what was asked and with what it is computed; written first
    scenarios/         the scenario files as they were
    design.parquet     one row a point
    parts/             finished chunks, each complete or not there
    receipts.jsonl     rows, checksum and counts of every part
    verdicts.jsonl     rows that crash their worker or run out of time
    table.parquet      all rows, once all are there

A part is written under another name, flushed to the disk and then renamed.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from sim.sweeps.errors import SweepError

FORMAT = 1
OK, NOT_FINITE, RAISED, CRASHED, LATE = "ok", "not finite", "raised", "crashed", "late"
_FULL = {"ENOSPC", "EDQUOT"}


@dataclass(frozen=True)
class Receipt:
    """What a worker says of a chunk it finished; the rows are in its part."""

    chunk: int
    rows: int
    size: int
    checksum: str
    statuses: Mapping[str, int] = field(default_factory=dict)


class Store:
    """The folder of a sweep."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.manifest_file = self.folder / "manifest.json"
        self.design_file = self.folder / "design.parquet"
        self.table_file = self.folder / "table.parquet"
        self.parts = self.folder / "parts"
        self.receipts_file = self.folder / "receipts.jsonl"
        self.verdicts_file = self.folder / "verdicts.jsonl"

    def exists(self) -> bool:
        """Whether a sweep has begun here."""
        return self.manifest_file.is_file()

    def manifest(self) -> dict[str, Any]:
        """The manifest; SweepError if there is none, or a newer program wrote it."""
        try:
            found = json.loads(self.manifest_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise SweepError(f"{self.folder} holds no sweep.") from None
        except NotADirectoryError:
            raise SweepError(f"{self.folder} is not a folder of a sweep.") from None
        except (OSError, ValueError, RecursionError) as error:
            raise SweepError(f"{self.manifest_file} cannot be read: {error}.") from None
        if not isinstance(found, dict) or not isinstance(found.get("format"), int):
            raise SweepError(f"{self.manifest_file} is not the manifest of a sweep.")
        if found["format"] > FORMAT:
            raise SweepError(
                f"{self.folder} was written by a newer ceasefire (format {found['format']}; this "
                f"program knows {FORMAT}). Install the newer one to use it."
            )
        return found

    def part(self, chunk: int) -> Path:
        """The file of a finished chunk."""
        return self.parts / f"part-{chunk:07d}.parquet"

    def marker(self, chunk: int) -> Path:
        """Where a worker says which row it is at."""
        return self.parts / f"part-{chunk:07d}.at"

    def late(self, chunk: int) -> Path:
        """Where a worker says which row ran out of time, before it ends itself."""
        return self.parts / f"part-{chunk:07d}.late"

    def receipts(self) -> dict[int, Receipt]:
        """Receipts by chunk; a line that was cut off counts as none."""
        found = {}
        for line in _lines(self.receipts_file):
            with contextlib.suppress(TypeError, KeyError):
                receipt = Receipt(**line)
                found[receipt.chunk] = receipt
        return found

    def add_receipt(self, receipt: Receipt) -> None:
        """Keep a receipt."""
        _append(self.receipts_file, asdict(receipt))

    def verdicts(self) -> dict[int, str]:
        """Status of rows that cannot be played, by row; a line that says something else is none."""
        found = {}
        for line in _lines(self.verdicts_file):
            row, status = line.get("row"), line.get("status")
            if type(row) is int and status in (CRASHED, LATE):
                found[row] = str(status)
        return found

    def add_verdict(self, row: int, status: str) -> None:
        """Keep that a row cannot be played."""
        _append(self.verdicts_file, {"row": row, "status": status})

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Held by the one runner of a sweep; goes with its process, however that ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "a+", encoding="utf-8") as file:
            if not _take(file):
                file.seek(0)
                who = file.read(200).strip() or "another program"
                raise SweepError(f"{self.folder} is being run by {who}. Wait for it or stop it.")
            file.seek(0)
            file.truncate()
            file.write(f"process {os.getpid()}\n")
            file.flush()
            yield


def _take(file: IO[str]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(1000)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def write_whole(path: Path, content: bytes) -> None:
    """A file that is there whole or not at all, whatever happens in between."""
    with replacing(path) as part:
        part.write_bytes(content)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file beside `path` to write; on the disk and in its place once the block is left."""
    part = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        yield part
        with open(part, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
        _settle(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def checksum(path: Path) -> str:
    """Digest of a file's bytes."""
    digest = blake2b(digest_size=16)
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def free(folder: Path) -> int:
    """Bytes free where the folder is or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def full(error: OSError) -> bool:
    """Whether an error means that there is no room left."""
    import errno

    return error.errno in {getattr(errno, name, None) for name in _FULL}


def _append(path: Path, line: Mapping[str, Any]) -> None:
    text = json.dumps(line) + "\n"
    with open(path, "ab+") as file:
        # a line that a killed program left unfinished must not swallow this one
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                text = "\n" + text
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with open(path, encoding="utf-8", errors="replace") as file:
        for text in file:
            with contextlib.suppress(ValueError):
                line = json.loads(text)
                if isinstance(line, dict):
                    yield line
