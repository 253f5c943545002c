"""What a server holds: given back to the system where the C library would keep it.

With glibc each thread tends to a store of its own, and hundreds of pages have hundreds of
threads. Elsewhere nothing here does anything.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import re
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

_M_ARENA_MAX = -8
_MADV_DONTNEED = 4
COMPILER = "llvmlite.binding"
"""Its library has 65 MB that are read to load compiled rules; to run them next to nothing is."""
STORES = 2
"""Stores that all threads share: the interpreter lets one of them run at a time anyway."""

TUNABLES, NO_POCKETS = "GLIBC_TUNABLES", "glibc.malloc.tcache_count=0"


def _library() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    found = ctypes.CDLL(None)
    return found if hasattr(found, "malloc_trim") and hasattr(found, "mallopt") else None


def share() -> bool:
    """Let threads that begin from now on share a few stores; whether that can be had here."""
    library = _library()
    return library is not None and bool(library.mallopt(_M_ARENA_MAX, STORES))


def lean(word: str) -> None:
    """Begin this program anew with threads that keep nothing of what they have freed.

    Each thread has pockets of its own for that, a tenth of a megabyte with every page's three.
    glibc decides it once, before a program's first step. Only for a program that was called with
    this word, as the same process with the same arguments; once, and elsewhere not at all.
    """
    settings = os.environ.get(TUNABLES, "")
    known = "tcache_count" in settings or word not in sys.orig_argv[1:]
    if known or not sys.executable or not _glibc():
        return
    os.environ[TUNABLES] = f"{settings}:{NO_POCKETS}".lstrip(":")
    with contextlib.suppress(OSError):
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def _glibc() -> bool:
    try:
        return (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc")
    except (AttributeError, ValueError, OSError):
        return False


def aside(work: Callable[[], object]) -> bool:
    """Do something in a copy of this process, which takes with it what that needed.

    Whether it was done; not where no copy is safe (Linux, a process with one thread), nor where
    it failed, of which nothing is said: whoever needs it does it again.
    """
    if not sys.platform.startswith("linux") or threading.active_count() > 1:
        return False

    def quietly() -> None:
        try:
            work()
        except Exception:
            os._exit(1)

    process = multiprocessing.get_context("fork").Process(target=quietly)
    process.start()
    process.join()
    return process.exitcode == 0


def trim() -> None:
    """Give back to the system what was freed, and what was read of the compiler as it is on disk.

    The system reads that again where it is needed again.
    """
    library = _library()
    if library is None:
        return
    library.malloc_trim(0)
    if COMPILER in sys.modules:
        for begin, size in unchanged("libllvmlite"):
            library.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(size), _MADV_DONTNEED)


@cache
def unchanged(library: str) -> tuple[tuple[int, int], ...]:
    """Where a loaded library lies as it is on disk: addresses and sizes.

    Only what nobody may write to, and where nothing was written before that was so.
    """
    try:
        text = Path("/proc/self/smaps").read_text()
    except OSError:
        return ()
    found = re.findall(
        rf"^([0-9a-f]+)-([0-9a-f]+) r-[x-]p .*/{library}\S*\n((?:\w+: .*\n)*)", text, re.M
    )
    return tuple(
        (int(begin, 16), int(end, 16) - int(begin, 16))
        for begin, end, said in found if re.search(r"^Anonymous: +0 kB", said, re.M)
    )  # fmt: skip


def settle() -> None:
    """Collect garbage, give back what was freed, and look at what is left no more.

    What is here now stays for good; a process that is forked afterwards goes on sharing it.
    """
    gc.collect()
    trim()
    gc.freeze()
