"""References in compiled code, counted without locks.

Numba counts references to arrays by atomic instructions, as several threads might hold
one. Where one thread alone runs compiled rules, as in a worker of a sweep, that is a third of the
time of a small world. Imported only where Numba is.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core.runtime import nrtdynmod
from numba.core.runtime.nrt import rtsys


def without_locks() -> bool:
    """Count plainly from now on; False where it is too late, or Numba has other ways by now.

    To be called before anything is compiled or loaded in this process.
    """
    if rtsys._init or not hasattr(nrtdynmod, "_define_atomic_inc_dec"):
        return False
    nrtdynmod._define_atomic_inc_dec = _define_plain
    return True


def _define_plain(module: Any, op: str, ordering: str) -> Any:
    """What Numba defines here, with a load and a store instead of one atomic step."""
    word = nrtdynmod._word_type
    kind = ir.FunctionType(word, [word.as_pointer()])
    found = ir.Function(module, kind, name=f"nrt_atomic_{op}")
    builder = ir.IRBuilder(found.append_basic_block())
    (place,) = found.args
    counted = getattr(builder, op)(builder.load(place), ir.Constant(word, 1))
    builder.store(counted, place)
    builder.ret(counted)
    return found
