"""What a server holds: given back to the system where the C library would keep it.

With glibc each thread tends to a store of its own, and hundreds of pages have hundreds of
threads. Elsewhere nothing here does anything.
"""

from __future__ import annotations

import ctypes
import gc
import sys

_M_ARENA_MAX = -8
STORES = 2
"""Stores that all threads share: the interpreter lets one of them run at a time anyway."""


def _library() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    found = ctypes.CDLL(None)
    return found if hasattr(found, "malloc_trim") and hasattr(found, "mallopt") else None


def share() -> bool:
    """Let threads that begin from now on share a few stores; whether that can be had here."""
    library = _library()
    return library is not None and bool(library.mallopt(_M_ARENA_MAX, STORES))


def trim() -> None:
    """Give what was freed back to the system."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)


def settle() -> None:
    """Collect garbage, give back what was freed, and look at what is left no more.

    What is here now stays for good; a process that is forked afterwards goes on sharing it.
    """
    gc.collect()
    trim()
    gc.freeze()
